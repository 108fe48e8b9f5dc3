"""What each rule finds and leaves: numbers with check digits, addresses, names by cue, initials."""

import json

import pytest

from corpora.vocabulary import PATH, words
from qa_nlp.redacting.engine import spans
from qa_nlp.redacting.lexicon import folded, is_first_name, listed
from qa_nlp.redacting.numbers import is_nhs_number, is_upn
from tests.conftest import ROOT


def found(text):
    return [(text[span.start : span.end], span.kind) for span in spans([text])[0]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("seen 999 526 0182 twice", [("999 526 0182", "NHS number")]),
        ("seen 999 526 0183 twice", []),
        ("NHS no. 999 526 0183", [("999 526 0183", "NHS number")]),
        ("see J372159010 and J999372159010", [("J999372159010", "UPN")]),
        ("K999372159010", []),
        ("UPN K999372159010", [("K999372159010", "UPN")]),
        ("rang 020 7946 0518 and +44 7700 900123", [("020 7946 0518", "phone"), ("+44 7700 900123", "phone")]),
        ("2 visits in 2024, 14 in 2025", []),
        ("d.o.b 3/4/12 and seen 5/6/24", [("3/4/12", "date of birth"), ("5/6/24", "date of birth")]),
        ("seen 5/6/24, DOB 3rd April 2012", [("3rd April 2012", "date of birth")]),
        ("seen on 5/6/24", []),
        ("hm4 2qt or HM42QT", [("hm4 2qt", "postcode"), ("HM42QT", "postcode")]),
        ("on p1 2nd line", []),
        ("Mosaic ID 4455, s47 and Reg 44", [("4455", "case number")]),
        ("ni TN 01 12 34 A", [("TN 01 12 34 A", "NI number")]),
        ("a.b+c@d.example.", [("a.b+c@d.example", "e-mail")]),
    ],
)
def test_numbers(text, expected):
    assert found(text) == expected


def test_check_digits_by_hand():
    # 9*10+9*9+9*8+5*7+2*6+6*5+0*4+1*3+8*2+2*1 = 341 = 31 * 11
    assert is_nhs_number("999-526-0182")
    assert not is_nhs_number("9995260128")
    # 9*2+9*3+9*4+3*5+7*6+2*7+1*8+5*9+9*10+0*11+1*12+0*13 = 307 = 13 * 23 + 8, and the ninth letter is J
    assert is_upn("J999372159010")
    assert not is_upn("H999372159010")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("now at Flat 3, 27 Tanner Street", [("Flat 3, 27 Tanner Street", "address")]),
        ("The Old Forge, Mill Lane was empty", [("The Old Forge, Mill Lane", "address")]),
        ("2 Family Court hearings", []),
        ("3 weeks to close", []),
        ("seen at St Bede's Primary", [("St Bede's Primary", "school")]),
        ("at Rosehip Children's Centre", [("Rosehip Children's Centre", "school")]),
        ("the Virtual School and High School", []),
    ],
)
def test_places(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mother, Karen, rang", ["Karen"]),
        ("Mr Okafor and dr smith", ["Okafor", "smith"]),
        ("tyler not seen alone", ["tyler"]),
        ("Mikołaj's plan", ["Mikołaj"]),
        ("siblings Ava and Noah", ["Ava", "Noah"]),
        ("K. Osei audited", ["K. Osei"]),
        ("Hope told us", ["Hope"]),
        ("Hope and trust grew", []),
        ("Will says so", ["Will"]),
        ("Will need a plan", []),
        ("May review late", []),
        ("RAG Amber", []),
        ("Zbyrnwen said so", ["Zbyrnwen"]),
        ("we met Zbyrnwen", ["Zbyrnwen"]),
        ("Zbyrnwen Council", []),
        ("Good Practice Forum", []),
    ],
)
def test_names(text, expected):
    assert [words for words, kind in found(text)] == expected
    assert {kind for _, kind in found(text)} <= {"name"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("T.W. is settled", ["T.W."]),
        ("J. said", ["J."]),
        ("J said", ["J"]),
        ("SW (KB) visits", ["KB"]),
        ("SW (TM) visits", []),
        ("Mr B rang", ["B"]),
        ("child A and child B", []),
        ("plan B is late", []),
        ("R and D were seen", ["R", "D"]),
        ("DO NOT USE THIS", []),
        ("IRO, LADO and MASH met", []),
    ],
)
def test_initials(text, expected):
    assert [words for words, kind in found(text)] == expected
    assert {kind for _, kind in found(text)} <= {"initials"}


def test_the_lists():
    assert len(listed("first_names")) > 4000
    assert all(name == folded(name) for name in listed("first_names") | listed("surnames") | listed("words"))
    assert is_first_name("ellie-mae")
    # Names that auditors use as words in lower case need a cue, whether or not a list says so.
    assert listed("words") == frozenset(words())
    assert PATH.is_file()


def test_the_labelled_sentences_are_as_the_page_says():
    rows = [json.loads(line) for line in (ROOT / "corpora/redaction.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len({row["text"] for row in rows}) == len(rows) == 660
    assert sum(bool(row["spans"]) for row in rows) == 402
    assert len({row["documents"] for row in rows}) == 7
    for row in rows:
        assert all(row["text"][start:end].strip() == row["text"][start:end] != "" for start, end, _ in row["spans"])
