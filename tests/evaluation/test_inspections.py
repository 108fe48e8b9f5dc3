"""Counts by report, periods and what is said of their change, on a handful of made-up reports."""

import numpy as np
import pandas as pd
import pytest

from evaluation import inspection_change as change
from evaluation import inspection_grades as grades
from evaluation.inspection_counts import FIRST, LAST, Counts, cell, count
from evaluation.reports import Inspections
from evaluation.resampling import Found, draws
from qa_nlp import Codebook

BOOK = Codebook.load()
THEME = BOOK.ids.index("visits")


def made(concern, strength, *, grade=("good", "inadequate"), authorities=40):
    """Return counts of two reports an authority, one of each period, that judge visits alone."""
    rows = [
        (f"authority {number}", year, framework, grade[number % len(grade)])
        for number in range(authorities)
        for year, framework in ((2014, "SIF"), (2025, "ILACS"))
    ]
    reports = pd.DataFrame(rows, columns=["authority", "year", "framework", "grade"])
    by_theme = np.zeros((2, len(rows), len(BOOK)))
    by_theme[0, :, THEME], by_theme[1, :, THEME] = np.tile(concern, authorities), np.tile(strength, authorities)
    reports = reports.assign(
        statements=100, concern=by_theme[0].sum(axis=1), strength=by_theme[1].sum(axis=1), held_out=False
    )
    return Counts(reports, *by_theme, draws(reports["authority"], 200), BOOK)


def test_a_mixed_statement_is_a_concern_and_a_strength_and_counts_once():
    reports = pd.DataFrame({"authority": ["north", "south"]}, index=["a", "b"])
    findings = pd.DataFrame({"finding_id": ["1", "2", "3"], "document": ["a", "a", "b"]})
    tags = pd.DataFrame(
        [("1", "visits", "mixed"), ("1", "education", "concern"), ("2", "visits", "neutral"),
         ("3", "visits", "strength")],
        columns=["finding_id", "theme", "polarity"],
    )  # fmt: skip
    found = count(Inspections(reports, findings, {}), tags, BOOK, frozenset({"south"}))
    columns = ["statements", "concern", "strength", "judged", "held_out"]
    assert found.reports.loc["a", columns].tolist() == [2, 1, 1, 1, False]
    assert found.reports.loc["b", columns].tolist() == [1, 0, 1, 1, True]
    assert found.concern[:, THEME].tolist() == [1, 0]
    assert found.strength[:, THEME].tolist() == [1, 1]
    assert found.concern.sum() == 2


def test_balance_change_is_of_sums_and_says_down_where_it_is_clear():
    found = change.balance_change(made((6, 2), (4, 8)), FIRST, LAST, "all")
    assert found.before[THEME] == pytest.approx(0.6)
    assert found.after[THEME] == pytest.approx(0.2)
    assert found.difference.value[THEME] == pytest.approx(-0.4)
    assert found.verdict[THEME] == "down"
    assert (np.delete(found.verdict, THEME) == "too few to say").all()


def test_balance_change_counts_the_judgements_of_the_reports_compared():
    counts = made((6, 2), (4, 8))
    reports = counts.reports
    reports["grade"] = np.where(reports["year"] == 2014, "good", "outstanding")
    reports.loc[1, "grade"] = "good"
    reports.loc[79, ["year", "grade"]] = [2018, "good"]
    assert change.balance_change(counts, FIRST, LAST, "all").verdict[THEME] == "down"
    # At the same grades one report of 2025 is left, with ten judgements.
    assert change.balance_change(counts, FIRST, LAST, "grades").verdict[THEME] == "too few to say"


def test_a_verdict_that_the_second_model_does_not_bear_out_says_so():
    move, flat = (
        change.balance_change(made(*given), FIRST, LAST, "all") for given in (((6, 2), (4, 8)), ((5, 5),) * 2)
    )
    assert change.both(move, flat)[THEME] == "down (fast model: no clear change)"
    assert change.both(move, move)[THEME] == "down"


def test_same_authorities_are_those_of_both_ends():
    counts = made((6, 2), (4, 8), authorities=3)
    counts.reports.loc[5, "authority"] = "elsewhere"
    assert change.weights(counts, FIRST, "authorities")[0].tolist() == [1, 0, 1, 0, 0, 0]
    assert change.weights(counts, LAST, "all")[0].tolist() == [0, 1, 0, 1, 0, 1]


def test_shares_by_grade_have_no_interval_for_few_reports():
    counts = made((6, 2), (4, 8), authorities=20)
    row = grades.shares(counts).loc["SIF"]
    assert row["good"] == "6 (6 to 6); 10 reports"
    assert row["outstanding"] == ""
    assert grades.shares(made((6, 2), (4, 8), authorities=4)).loc["SIF", "good"] == "6; 2 reports"


def test_agreement_is_perfect_where_every_inadequate_report_has_more_concerns():
    counts = made((2, 2), (8, 8))
    bad = (counts.reports["grade"] == "inadequate").to_numpy()
    counts.reports.loc[bad, "concern"] = 5
    found = grades.agreement(counts).loc["ILACS"]
    assert found["rank correlation"] == "1.00 (1.00 to 1.00)"
    assert found["inadequate above good"] == "1.00 (0.90 to 1.00)"  # Newcombe's limit: the draws see no overlap
    assert found["requires improvement above good"] == ""


def test_chart_has_limits_about_the_pooled_share_and_grades_of_enough_reports():
    counts = made((6, 2), (4, 8), grade=("good", "good", "good", "inadequate"), authorities=8)
    found = change.chart(counts, "SIF")
    assert found.index.tolist() == [2014]
    assert found.loc[2014, ["share", "centre"]].tolist() == pytest.approx([0.06, 0.06])
    assert found.loc[2014, "good"] == pytest.approx(0.06)
    assert "inadequate" not in found


def test_cells_round_and_never_show_a_negative_zero():
    found = Found(np.array([-0.123, -0.001]), np.array([-0.2, -0.1]), np.array([0.004, 0.25]), np.ones(2))
    assert cell(found, sign="+") == ["−12 (−20 to 0)", "0 (−10 to +25)"]
    assert cell(Found(*(np.array(value) for value in (0.5, 0.25, 1.0, 0.1))), 1, 2) == ["0.50 (0.25 to 1.00)"]


def test_names_stand_in_a_sentence_without_capitals():
    assert change.listed(pd.Index(["Drift and delay", "Child's voice"])) == "drift and delay, child's voice"
    assert change.listed(np.array([])) == "none"
