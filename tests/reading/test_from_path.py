"""Facts from a path are taken by declared rules only, and what they do not find is listed."""

import pandas as pd
import pytest

from qa_nlp import read
from qa_nlp.cli import main
from qa_nlp.reading.from_path import path_facts, path_rules

RULES = {"round": "folder", "case_id": r"HM-\d+", "audited_on": r"(\d{4}-\d{2}-\d{2})", "auditor": "sheet"}


def write(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return folder


@pytest.mark.parametrize(
    ("name", "sheet", "facts"),
    [
        (
            "2026 spring/HM-12 2026-03-04.xlsx",
            "QA1",
            {"round": "2026 spring", "case_id": "HM-12", "audited_on": "2026-03-04", "auditor": "QA1"},
        ),
        ("HM-12.docx", None, {"case_id": "HM-12"}),
        ("a/b/plain.docx", None, {"round": "b"}),
    ],
)
def test_places_and_patterns(name, sheet, facts):
    assert path_facts(path_rules(RULES), name, sheet)[0] == facts


def test_the_file_is_its_name_without_ending():
    assert path_facts(path_rules({"case_id": "file"}), "a/HM-1.v2.docx", None) == ({"case_id": "HM-1.v2"}, [])


def test_a_date_that_is_none_is_listed_and_not_taken():
    rules = path_rules({"audited_on": r"\d{4}-\d{2}-\d{2}"})
    problem = r"the date found in its path by '\\d{4}-\\d{2}-\\d{2}' is not one we can read"
    assert path_facts(rules, "2026-13-45.txt", None) == ({}, [problem])


def test_an_empty_match_is_none():
    assert path_facts(path_rules({"case_id": r"HM(\d*)"}), "HM.txt", None)[0] == {}


@pytest.mark.parametrize(
    ("from_path", "round_from", "message"),
    [
        ({"Team": "folder"}, None, r"from_path: expected columns among round, .*; found Team. Give our column"),
        (
            {"case_id": "HM-(\\d"},
            None,
            r"from_path: expected folder, file, sheet or a regular expression for case_id; ",
        ),
        ({"case_id": ""}, None, r"found ''. Say where it stands in the path."),
        ({"round": "file"}, "folder", r"expected one rule for the round; found round_from= and from_path="),
    ],
)
def test_rules_that_cannot_be_followed(tmp_path, from_path, round_from, message):
    write(tmp_path, {"a.txt": "- Plans drift"})
    with pytest.raises(ValueError, match=message):
        read(tmp_path, from_path=from_path, round_from=round_from)


def test_the_documents_word_wins_over_the_path_and_the_path_over_the_caller(tmp_path):
    write(
        tmp_path,
        {
            "North/a.csv": "Case ID,Team,Comments\nC1,West,Plans drift\nC2,,Visits late\n",
            "b.txt": "- Chronology old",
        },
    )
    found = read(tmp_path, service="East", from_path={"service": "folder"})
    assert found[["text", "service"]].to_numpy().tolist() == [
        ["Plans drift", "West"],
        ["Visits late", "North"],
        ["Chronology old", "East"],
    ]
    assert found.attrs["columns"]["North/a.csv, path"] == {"folder": "service"}
    assert found.attrs["columns"]["North/a.csv, a row a case"]["Team"] == "service"
    assert found.attrs["refused"] == [
        {"document": "b.txt", "locator": "path", "reason": "no service found in its path by 'folder'"}
    ]


def test_round_from_is_short_for_a_rule(tmp_path):
    write(tmp_path, {"R1/a.txt": "- Plans drift"})
    pd.testing.assert_frame_equal(read(tmp_path, round_from="folder"), read(tmp_path, from_path={"round": "folder"}))


def test_two_columns_may_stand_in_one_place(tmp_path):
    write(tmp_path, {"R1/a.txt": "- Plans drift"})
    found = read(tmp_path, from_path={"round": "folder", "service": "folder"})
    assert found[["round", "service"]].to_numpy().tolist() == [["R1", "R1"]]
    assert found.attrs["columns"] == {"R1/a.txt, path": {"folder": "round, service"}}


def test_a_rule_that_finds_nothing_anywhere_warns(tmp_path):
    write(tmp_path, {"a.txt": "- Plans drift"})
    with pytest.warns(
        UserWarning, match=r"expected case_id in the paths by 'HM-\\\\d\+'; found it in none. Correct the rule"
    ):
        read(tmp_path, from_path={"case_id": r"HM-\d+"})


def test_a_frame_has_no_path():
    with pytest.raises(ValueError, match=r"expected files for from_path and round_from; found a DataFrame. Fill its"):
        read(pd.DataFrame({"text": ["Plans drift"]}), round_from="folder")


def test_on_the_command_line(tmp_path, capsys):
    folder = write(tmp_path / "in", {"R1/HM-1.txt": "- Plans drift"})
    out = tmp_path / "found.csv"
    assert (
        main(["read", str(folder), "--from-path", "round=folder", "--from-path", r"case_id=HM-\d", "-o", str(out)]) == 0
    )
    assert pd.read_csv(out)[["round", "case_id"]].to_numpy().tolist() == [["R1", "HM-1"]]
    with pytest.raises(SystemExit):
        main(["read", str(folder), "--from-path", "round", "-o", str(out)])
    assert "expected COLUMN=HOW; found 'round'. Give one such as case_id=file." in capsys.readouterr().err
