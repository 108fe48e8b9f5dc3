"""`redact`: the same table without the names and numbers of people."""

import logging
import os
import socket
import subprocess
import sys

import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from qa_nlp import redact, tables
from qa_nlp.redacting.engine import spans


def texts(findings, **options):
    return redact(findings, **options)["text"].tolist()


def test_a_person_has_one_placeholder_in_all_findings_of_a_case_and_numbers_begin_anew_in_the_next():
    table = pd.DataFrame(
        {
            "finding_id": list("abcd"),
            "text": [
                "Tyler Brennan told Karen that he is scared",
                "karen was not asked, Tyler was",
                "Mum, Karen, and Noah moved to 14 Rosehip Lane, HM4 2QT",
                "Karen lives at 3 Pinfold Court",
            ],
            "case_id": ["HM-1", "HM-1", "HM-2", "HM-2"],
        }
    )
    assert texts(table) == [
        "[name 1] told [name 2] that he is scared",
        "[name 2] was not asked, [name 1] was",
        "Mum, [name 1], and [name 2] moved to [address 1], [postcode 1]",
        "[name 1] lives at [address 2]",
    ]


def test_documents_group_findings_without_a_case_and_findings_without_either_stand_alone():
    table = pd.DataFrame(
        {
            "finding_id": list("abcd"),
            "text": ["Ava rang", "Ava and Noah rang", "Ava rang Noah", "Noah rang"],
            "document": ["x.docx", "x.docx", None, None],
        }
    )
    assert texts(table) == ["[name 1] rang", "[name 1] and [name 2] rang", "[name 1] rang [name 2]", "[name 1] rang"]


def test_rows_columns_and_ids_stay_and_counts_are_reported_without_values():
    table = pd.DataFrame(
        {
            "finding_id": ["a", "b"],
            "text": ["Karen rang on 07700 900123", "Nothing to add"],
            "heading": ["Karen's voice", pd.NA],
            "case_id": ["HM-1108", "HM-1108"],
            "auditor": ["J. Marsh", "J. Marsh"],
            "team": ["North", "South"],
        },
        index=[7, 3],
    )
    before = table.copy(deep=True)
    result = redact(table)
    pd.testing.assert_frame_equal(table, before)
    checked = tables.check(table, tables.FINDINGS)
    assert list(result.columns) == list(checked.columns)
    changed = ["text", "heading"]
    pd.testing.assert_frame_equal(result.drop(columns=changed), checked.drop(columns=changed), check_dtype=True)
    assert result["text"].tolist() == ["[name 1] rang on [phone 1]", "Nothing to add"]
    assert result["heading"].tolist() == ["[name 1]'s voice", pd.NA]
    assert result.attrs["redacted"] == {"text": {"name": 1, "phone": 1}, "heading": {"name": 1}}
    assert result.attrs["redacted_by"] == "rules alone"
    assert "Karen" not in str(result.attrs)


def test_an_empty_table_keeps_the_shape():
    result = redact([])
    assert list(result.columns) == list(tables.FINDINGS.columns)
    assert result.attrs["redacted"] == {"text": {}, "heading": {}}


def test_case_numbers_and_auditors_of_the_table_are_found_wherever_they_stand():
    table = pd.DataFrame(
        {
            "finding_id": list("abc"),
            "text": ["Pasted from HM-1109, see hm/77/x", "Plan of HM-2001 used", "Per Wren Dray, RI"],
            "case_id": ["HM-1108", "HM-1109", "hm/77/x"],
            "auditor": ["Wren Dray", None, None],
        }
    )
    table.loc[2, "case_id"] = "hm/777/x"
    table.loc[0, "text"] = "Pasted from HM-1109, see hm/777/x"
    assert texts(table) == ["Pasted from [case number 1], see [case number 2]", "Plan of [case number 1] used",
                            "Per [name 1], RI"]  # fmt: skip


def test_words_to_keep_are_kept():
    assert texts(["Hallowmere's plan names Karen"], keep=["hallowmere"]) == ["Hallowmere's plan names [name 1]"]


def test_numbers_go_on_where_an_earlier_pass_stopped():
    table = pd.DataFrame(
        {"finding_id": ["a", "b"], "text": ["[name 1] and [name 2] met", "Karen met [name 2]"], "case_id": ["c", "c"]}
    )
    assert texts(table) == ["[name 1] and [name 2] met", "[name 3] met [name 2]"]


def test_columns_of_the_callers_choice():
    table = pd.DataFrame({"finding_id": ["a"], "text": ["Karen rang"], "document": ["Karen Okoro audit.docx"]})
    result = redact(table, columns=["document"])
    assert (result["text"].item(), result["document"].item()) == ("Karen rang", "[name 1] audit.docx")


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ("text", "expected a list of columns; found one string. Put it in a list."),
        (["case_id"], "expected columns of text; found 'case_id'. Choose among text, document, locator, heading"),
        (["audited_on"], "expected columns of text; found 'audited_on'"),
        (["words"], "expected columns of text; found 'words'"),
    ],
)
def test_refusals_of_columns(columns, message):
    with pytest.raises(ValueError, match=message):
        redact(["Karen rang"], columns=columns)


def test_a_string_is_refused_without_quoting_it():
    with pytest.raises(ValueError, match="found one string") as caught:
        redact("Karen rang")
    assert "Karen" not in str(caught.value)


_PIECES = st.lists(
    st.sampled_from(
        ["Karen", "tyler", "T.W.", "KB", "Mr Okafor", "07700 900123", "HM4 2QT", "IRO", "CP plan", "é", "👩‍👧",
         "Mikołaj", "\n", "14 Rosehip Lane", "DOB 3/4/2012", "a@b.example", "ref HM-1108", "[name 1]", "[", "]",
         "'s", "and", "said", "plan", "1.", ","]
    ),
    max_size=12,
).map(" ".join)  # fmt: skip
_SETTINGS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@_SETTINGS
@given(st.one_of(_PIECES, st.text(max_size=60)))
def test_offsets_fit_and_everything_outside_them_stays(text):
    (found,) = spans([text])
    ends = [0, *[offset for span in found for offset in span[:2]], len(text)]
    assert ends == sorted(ends)
    result = texts([text])[0]
    for start, end in zip(ends[::2], ends[1::2], strict=True):
        assert text[start:end] in result
        result = result[result.index(text[start:end]) + end - start :]
    if not found:
        assert texts([text]) == [text]


@_SETTINGS
@given(_PIECES)
def test_a_second_pass_finds_nothing_that_the_first_left_whole(text):
    assume(not text.isupper())  # initials in a text all in capitals are told only once a placeholder stands in it
    once = texts([text])
    assert texts(once) == once


@_SETTINGS
@given(st.lists(st.sampled_from(["plan", "visits", "weekly", "and", "the", "not", "seen", "SW", "TM", "IRO", "CIN"])))
def test_words_of_the_trade_are_left_alone(words):
    assert texts([" ".join(words)]) == [" ".join(words)]


def test_the_same_whatever_the_hash_seed():
    program = (
        "from qa_nlp import redact; print(redact(['Karen Brennan (07700 900123), KB and Noah at 14 Rosehip "
        "Lane HM4 2QT, NHS 9995260182'])['text'].tolist())"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1")
    }
    assert outputs == {
        "['[name 1] ([phone 1]), [initials 1] and [name 2] at [address 1] [postcode 1], NHS [NHS number 1]']\n"
    }


def test_nothing_is_fetched_logged_or_printed(monkeypatch, caplog, capfd):
    from qa_nlp.redacting import engine

    def refuse(*_, **__):
        raise AssertionError("a connection was opened")

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    engine._engine.cache_clear()
    with caplog.at_level(logging.DEBUG):
        assert texts(["Karen's e-mail is karen.okoro@post.example"]) == ["[name 1]'s e-mail is [e-mail 1]"]
    said = " ".join(record.getMessage() for record in caplog.records)
    assert "Karen" not in said
    assert "karen.okoro" not in said
    assert capfd.readouterr() == ("", "")
