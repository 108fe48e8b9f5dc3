"""Facts at the head of a text, and several audits in one."""

import pandas as pd
import pytest

from qa_nlp import read


def cases(tmp_path, content, **options):
    (tmp_path / "notes.txt").write_text(content)
    found = read(tmp_path / "notes.txt", **options)
    part = found[["text", "case_id", "auditor", "locator"]].astype(object)
    return found, [tuple(row) for row in part.where(part.notna(), None).to_numpy()]


def test_a_block_at_the_head_is_no_finding(tmp_path):
    found, rows = cases(
        tmp_path, "Case audit\nCase ID: C17\nAuditor: QA1\nDate: 3/4/2026\nName: X\n\nStrengths\n- Plans are clear\n"
    )
    assert rows == [("Plans are clear", "C17", "QA1", "line 8")]
    assert found["heading"].tolist() == ["Case audit > Strengths"]
    assert found["audited_on"].tolist() == [pd.Timestamp("2026-04-03")]
    assert found.attrs["columns"] == {
        "notes.txt, case block": {"Case ID": "case_id", "Auditor": "auditor", "Date": "audited_on"}
    }
    assert [row["reason"] for row in found.attrs["refused"]] == [
        "label 'Name': a fact about the case that the findings table has no column for"
    ]


def test_columns_names_its_labels(tmp_path):
    _, rows = cases(tmp_path, "Our ref: C17\nAuditor: QA1\n\n- Plans drift\n", columns={"case_id": "Our ref"})
    assert rows == [("Plans drift", "C17", "QA1", "line 4")]


@pytest.mark.parametrize(
    "content",
    ["Grade: generous\nPlans drift\n", "Team: poor grip on drift for most of the year by far\nGrade: too kind.\n"],
)
def test_notes_are_no_block(tmp_path, content):
    found, rows = cases(tmp_path, content)
    assert [row[0] for row in rows] == content.splitlines()
    assert found.attrs["columns"] == {}


def test_a_line_that_names_another_case_begins_it(tmp_path):
    found, rows = cases(
        tmp_path,
        "Case ID: C17\nAuditor: QA1\n- Plans drift\nCase 2\nCase ID: C18\n- Visits late\nCase ID: C18\n- Seen alone\n",
    )
    assert rows == [
        ("Plans drift", "C17", "QA1", "line 3"),
        ("Visits late", "C18", None, "line 6"),
        ("Seen alone", "C18", None, "line 8"),
    ]
    assert found.attrs["refused"][-1]["reason"] == "names its case again"


def test_numbered_cases_share_the_block_above_and_bear_the_name_of_the_text(tmp_path):
    _, rows = cases(tmp_path, "Auditor: QA1\nRound: R1\n\nCase 1\nPlans drift\n\nCase 2\nVisits late\n")
    assert rows == [
        ("Plans drift", "notes, case 1", "QA1", "line 5"),
        ("Visits late", "notes, case 2", "QA1", "line 8"),
    ]


def test_one_numbered_case_or_a_number_that_comes_again_is_none(tmp_path):
    assert {row[1] for row in cases(tmp_path, "Case 1\nPlans drift\n")[1]} == {None}
    assert {row[1] for row in cases(tmp_path, "Case 1\nPlans drift\n\nCase 1\nVisits late\n")[1]} == {None}
