"""Dates as councils write them, and labels as their forms print them."""

from datetime import date, datetime

import pytest

from qa_nlp.reading.columns import (
    day_or_month_first,
    known_label,
    month_first,
    parse_date,
    rated_section,
    recognise,
    section_of,
)


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-04", "2026-03-04T10:30:00", "04/03/2026", "4/3/26", "4.3.2026", "4 March 2026", "4th March 2026",
        "4 Mar 2026", "04-Mar-2026", "4/3/2026 09:30", "4 March 2026, 9.30 am", "Wednesday, 4th of March 2026",
        "Wed 4 March 2026", "March 4, 2026", "2026/03/04", "2026-03-04T10:30:00Z", "20260304", "4-3-26",
        datetime(2026, 3, 4, 9), date(2026, 3, 4),
    ],
)  # fmt: skip
def test_british_and_iso_dates(written):
    assert parse_date(written) == date(2026, 3, 4)


@pytest.mark.parametrize(
    "written", ["", "soon", "32/1/2026", "March", "03/25/2026", "March 2026", "46085", "1.2.3", "2026-13-01"]
)
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


def test_september_has_four_letters_to_some():
    assert parse_date("4 Sept 2026") == date(2026, 9, 4)


def test_dates_of_the_american_kind_are_known_by_those_that_read_no_other_way():
    assert month_first(["03/04/2026", "03/25/2026"])
    assert not month_first(["03/04/2026", "25/03/2026", "soon"])
    assert day_or_month_first("03/04/2026")
    assert not day_or_month_first("25/03/2026")
    assert not day_or_month_first("03/03/2026")
    assert not day_or_month_first("2026-03-04")


@pytest.mark.parametrize(
    ("name", "section", "written"),
    [
        ("Chronology rating", "chronology", "Chronology"),
        ("Rating of the plan", "the plan", "the plan"),
        ("Child's voice – Grade", "childs voice", "Child's voice"),
        ("Plan RAG rating", "plan", "Plan"),
        ("Rating", "", ""),
        ("Grade", "", ""),
    ],
)
def test_a_column_of_ratings_names_its_section(name, section, written):
    assert rated_section(name) == section
    assert section_of(name) == written


@pytest.mark.parametrize("name", ["Chronology", "Upgrade needed", "Scores on the door"])
def test_what_is_no_rating(name):
    assert rated_section(name) is None
