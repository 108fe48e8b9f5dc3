"""Reports of two frameworks, told apart by their covers, and what is left of their sentences."""

import numpy as np
import pandas as pd
import pytest

from evaluation import reports


@pytest.mark.parametrize(
    ("cover", "expected"),
    [
        ("The overall judgement is that children's services require improvement", "requires improvement"),
        ("The overall judgement is that children’s services are inadequate", "inadequate"),
        ("The overall judgement is good", "good"),
        ("Children’s services in Northshire require improvement to be good", "requires improvement"),
        ("Children’s services in the Borough of Northshire are inadequate", "inadequate"),
        ("Judgement Grade The impact of leaders Good Overall effectiveness Outstanding", "outstanding"),
        ("Judgement Grade The impact of leaders Good The experiences of children in care Good", None),
    ],
)
def test_the_overall_grade_is_read_from_a_cover(cover, expected):
    assert reports.grade(cover) == expected


def test_frameworks_are_told_by_their_covers():
    assert reports.framework("Inspection dates: 1 to 5 May Lead inspector: A. Person, HMI") == reports.ILACS
    assert reports.framework("in need of help, children looked after and care leavers") == reports.SIF
    assert reports.framework("Inspection of a fostering agency Reporting inspector A. Person") is None


def sentences():
    """Two reports of the first framework, one of the second and one of another kind."""
    old = [
        "Children looked after and care leavers. The overall judgement is good.",
        *(f"Plans are clear in team {number}." for number in range(7)),
        "The Local Safeguarding Children Board requires improvement.",
        "The board meets often.",
    ]
    other_old = ["Children looked after and care leavers. The overall judgement is inadequate.", "Plans drift."]
    new = [
        "Lead inspector: A. Person. Judgement Grade Overall effectiveness Good",
        "Adoption performance Good",
        "Help is good and early.",
        "Practice in one team is inadequate.",
        "Contact us for more.",
    ]
    third = ["Lead inspector: B. Person. Overall effectiveness Good", "Contact us for more."]
    rows = [
        ("north", "old", "2015-03-01", None, old),
        ("east", "other", "2014-03-01", None, [*other_old, "Contact us for more."]),
        ("north", "new", "2024-03-01", "good", new),
        ("south", "third", "2026-06-01", "not_reported_post_reform", third),
        ("west", "agency", "2013-03-01", None, ["A fostering agency.", "It is small."]),
    ]
    return pd.DataFrame(
        [(where, link, pd.Timestamp(when), grade, text) for where, link, when, grade, texts in rows for text in texts],
        columns=["authority", "link", "published", "grade", "text"],
    )


def test_grades_are_those_published_or_for_the_first_framework_those_of_the_cover():
    found = reports.inspections(reports.numbered(sentences())).reports
    assert found["grade"].fillna("none").to_dict() == {
        "old": "good", "other": "inadequate", "new": "good", "third": "none"
    }  # fmt: skip
    assert found["framework"].to_dict() == {"old": "SIF", "other": "SIF", "new": "ILACS", "third": "ILACS"}
    assert found["year"].to_dict() == {"old": 2015, "other": 2014, "new": 2024, "third": 2026}


def test_every_sentence_is_a_finding_or_left_out_for_one_reason():
    given = reports.numbered(sentences())
    found = reports.inspections(given)
    assert found.left_out == {
        "in reports of other kinds": 2,
        "on the safeguarding board": 2,
        "that name a grade": 6,  # four covers, the line of a judgement and the sentence with a grade's word
        "of the form itself": 3,  # the contact line of three authorities
    }
    assert len(found.findings) + sum(found.left_out.values()) == len(given)
    kept = found.findings.set_index("finding_id")
    assert kept["text"].to_dict() == {f"s{row}": given["text"][row] for row in (*range(1, 8), 11, 15)}
    assert (kept.loc["s15", ["document", "framework", "grade"]] == ["new", "ILACS", "good"]).all()


def test_the_board_review_runs_to_the_end_and_only_in_the_last_part_of_the_first_framework():
    board = "The Local Safeguarding Children Board (LSCB) is inadequate"
    text = [board, *["A sentence."] * 7, board, "Its last."]
    rows = pd.DataFrame({"document": ["a"] * 10 + ["b"] * 10, "text": text * 2})
    rows["framework"] = np.repeat([reports.SIF, reports.ILACS], 10)
    assert reports.in_board_review(rows).tolist() == [False] * 8 + [True, True] + [False] * 10
