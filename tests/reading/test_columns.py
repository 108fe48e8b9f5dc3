"""Dates as councils write them, and labels as their forms print them."""

from datetime import date, datetime

import pytest

from qa_nlp.reading.columns import known_label, parse_date, recognise


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-04", "2026-03-04T10:30:00", "04/03/2026", "4/3/26", "4.3.2026", "4 March 2026", "4th March 2026",
        "4 Mar 2026", "04-Mar-2026", datetime(2026, 3, 4, 9), date(2026, 3, 4),
    ],
)  # fmt: skip
def test_british_and_iso_dates(written):
    assert parse_date(written) == date(2026, 3, 4)


@pytest.mark.parametrize("written", ["", "soon", "32/1/2026", "March"])
def test_what_is_no_date(written):
    assert parse_date(written) is None


def test_labels_are_known_in_any_case_and_punctuation():
    assert known_label("Case ID:") == "case_id"
    assert known_label("Date of Audit") == "audited_on"
    assert known_label("AUDITOR'S NAME") is None
    assert known_label("Favourite colour") is None


def test_the_best_known_name_wins():
    assert recognise(["Team", "Service", "Grade", "Overall judgement"]) == {
        "service": "Service",
        "grade": "Overall judgement",
    }
