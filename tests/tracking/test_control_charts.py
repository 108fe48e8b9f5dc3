"""Control charts: periods, limits by hand, false alarms as often as the note says, grades, and refusals."""

import numpy as np
import pandas as pd
import pytest

from qa_nlp import tables
from qa_nlp.tracking import control_chart, grades
from qa_nlp.tracking.spc import control_limits, signals
from tests.tracking.audits import BOOK, drift, listed, rates_table, row

CALM = (8, 11, 9, 12, 8, 10, 11, 9, 12, 10, 9, 11)  # of 40 a month


def monthly(*hits: int, n: int = 40, year: int = 2025):
    """Return findings and tags of cases audited in months from January on, so many of which raise drift."""
    cases = [
        ("r1", f"m{month}-{number}", number < raising, f"{year}-{month + 1:02d}-{number % 28 + 1:02d}")
        for month, raising in enumerate(hits)
        for number in range(n)
    ]
    return listed(*cases, columns=("audited_on",))


def graded(*cases: tuple[str | None, str | None, str | None]) -> pd.DataFrame:
    """Return a finding for each (case, date, grade)."""
    frame = pd.DataFrame(cases, columns=["case_id", "audited_on", "grade"])
    return frame.assign(finding_id=[f"f{place}" for place in range(len(frame))], text="some words")


def chart(findings, tags, **arguments) -> pd.DataFrame:
    table = control_chart(findings, tags, codebook=BOOK, **arguments)
    return table[(table["theme"] == "drift") & (table["polarity"] == "concern")].reset_index(drop=True)


class TestControlChart:
    def test_binomial_limits_by_hand(self):
        found = chart(*monthly(*CALM), limits="binomial")
        assert found["period"].tolist() == [f"2025-{month:02d}" for month in range(1, 13)]
        assert found["estimate"].tolist() == [hits / 40 for hits in CALM]
        # 120 of 480: 0.25, and three times sqrt(0.1875 / 40) = 0.0685.
        assert found["centre"].tolist() == pytest.approx([0.25] * 12)
        assert found["lower"].tolist() == pytest.approx([0.25 - 3 * 0.06847] * 12, abs=1e-4)
        assert found["upper"].tolist() == pytest.approx([0.25 + 3 * 0.06847] * 12, abs=1e-4)
        assert (found["signal"] == "").all()
        assert (found["n_units"] == 40).all()
        assert found["n_positive"].tolist() == list(CALM)

    def test_laney_narrows_what_moves_less_than_chance(self):
        binomial, laney = (chart(*monthly(*CALM), limits=limits) for limits in ("binomial", "laney"))
        assert (laney["upper"] < binomial["upper"]).all()
        jumping = monthly(2, 20, 3, 18, 1, 22, 4, 19)
        binomial, laney = (chart(*jumping, limits=limits) for limits in ("binomial", "laney"))
        assert (binomial["signal"] != "").any()
        assert (laney["signal"] == "").all()

    def test_a_jump_signals_where_it_is(self):
        found = chart(*monthly(*CALM[:11], 32))
        assert found["signal"].tolist() == [*[""] * 11, "outside limits"]

    def test_a_lasting_shift_after_the_baseline(self):
        found = chart(*monthly(8, 11, 9, 12, 8, 14, 13, 14, 13, 14, 13, 14), baseline=5, limits="binomial")
        assert found["centre"].iloc[0] == pytest.approx(48 / 200)
        assert found["signal"].tolist()[5:] == ["shift"] * 7

    def test_months_quarters_and_years(self):
        findings, tags = monthly(*CALM)
        by_quarter = chart(findings, tags, every="quarter")
        assert by_quarter["period"].tolist() == ["2025Q1", "2025Q2", "2025Q3", "2025Q4"]
        assert by_quarter["n_positive"].tolist() == [28, 30, 32, 30]
        by_year = chart(findings, tags, every="year")
        assert (by_year["period"].tolist(), by_year["n_units"].tolist()) == (["2025"], [480])

    def test_a_case_is_of_the_period_of_its_earliest_finding(self):
        findings, tags = listed(
            ("r1", "x", True, "2025-02-10"),
            ("r1", "x", False, "2025-01-31"),
            ("r1", "x", False, None),
            ("r1", "y", False, "2025-02-01"),
            columns=("audited_on",),
        )
        found = chart(findings, tags)
        assert list(zip(found["period"], found["n_units"], found["n_positive"], strict=True)) == [
            ("2025-01", 1, 1), ("2025-02", 1, 0),
        ]  # fmt: skip

    def test_findings_without_a_date_or_a_case_are_counted(self):
        findings, tags = listed(
            ("r1", "x", True, "2025-01-31"),
            ("r1", "y", True, None),
            ("r1", "y", True, None),
            ("r1", None, True, "2025-01-31"),
            columns=("audited_on",),
        )
        table = control_chart(findings, tags, codebook=BOOK)
        assert table.attrs["excluded"] == {"without audited_on": 2, "without case_id": 1, "without period": 0}
        assert drift(table)["n_units"] == 1

    def test_adjusted_limits_are_wider_by_what_the_correction_costs(self):
        rates = rates_table({"raised": (10_000, 8_000), "opposite": (10_000, 200), "absent": (100_000, 2_000)})
        findings, tags = monthly(*CALM)
        adjusted = chart(findings, tags, rates=rates, limits="binomial")
        counted = chart(findings, tags, method="counted", rates=rates, limits="binomial")
        assert (adjusted["method"] == "adjusted").all()
        assert adjusted["centre"].iloc[0] == pytest.approx((0.25 - 0.02) / 0.78, abs=0.01)
        # The flagged share's standard deviation over 0.78, about.
        by_hand = (0.1875 / 40) ** 0.5 / 0.78
        assert (adjusted["upper"] - adjusted["centre"]).iloc[0] / 3 == pytest.approx(by_hand, rel=0.05)
        assert (adjusted["upper"] - adjusted["centre"] > 1.2 * (counted["upper"] - counted["centre"])).all()

    def test_has_the_columns_it_promises(self):
        table = control_chart(*monthly(*CALM), codebook=BOOK)
        assert list(table.columns) == list(tables.CONTROL.columns)
        assert table.dtypes.astype(str).to_dict() == tables.CONTROL.columns
        assert len(table) == 4 * 12
        assert row(table, theme="voice", polarity="strength", period="2025-03")["estimate"] == 0

    def test_few_periods_are_said_to_be_few(self):
        few, enough = (control_chart(*monthly(*CALM[:n]), codebook=BOOK).attrs["note"] for n in (7, 8))
        assert "With 7 periods the limits are rough" in few
        assert "periods the limits are rough" not in enough
        assert "18 in 100" in few
        assert "18 in 100" in enough

    def test_inputs_are_not_changed(self):
        findings, tags = monthly(*CALM)
        before = findings.copy(), tags.copy()
        control_chart(findings, tags, codebook=BOOK)
        pd.testing.assert_frame_equal(findings, before[0])
        pd.testing.assert_frame_equal(tags, before[1])

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"every": "week"}, "expected every to be one of month, quarter, year; found 'week'"),
            ({"unit": "colour"}, "expected unit to be one of case_id, finding_id, document; found 'colour'"),
            ({"limits": "wide"}, "expected limits to be laney or binomial; found 'wide'"),
            ({"baseline": 1}, "expected baseline between 2 and 12 periods; found 1"),
            ({"baseline": 13}, "expected baseline between 2 and 12 periods; found 13"),
            ({"method": "reviewed"}, "expected method counted or adjusted for a chart; found 'reviewed'"),
        ],
    )
    def test_refusals(self, arguments, message):
        with pytest.raises(ValueError, match=message):
            control_chart(*monthly(*CALM), codebook=BOOK, **arguments)

    def test_refuses_findings_without_any_date_and_tags_of_other_findings(self):
        findings, tags = monthly(*CALM)
        with pytest.raises(ValueError, match="expected findings with audited_on; found none"):
            control_chart(findings.assign(audited_on=None), tags, codebook=BOOK)
        with pytest.raises(ValueError, match="expected every tag to belong to a finding; found 120 without"):
            control_chart(findings, tags.assign(finding_id=[f"x{n}" for n in range(120)]), codebook=BOOK)
        with pytest.raises(ValueError, match="tags table: expected column"):
            control_chart(findings, tags.drop(columns="finding_id"), codebook=BOOK)


class TestFalseAlarms:
    @pytest.mark.parametrize(
        ("limits", "n", "share", "expected"),
        # Measured over 20,000 charts: 0.183 and 0.172; over 3,000: 0.29.
        [("laney", 40, 0.2, 0.18), ("binomial", 40, 0.2, 0.17), ("laney", 15, 0.1, 0.29)],
    )
    def test_are_as_frequent_as_the_note_says(self, limits, n, share, expected):
        rng, n_charts = np.random.default_rng(61), 800
        alarms = 0
        for hits in rng.binomial(n, share, size=(n_charts, 24)):
            *_, z = control_limits(hits / n, np.full(24, float(n)), limits=limits)
            alarms += any(signals(z))
        assert alarms / n_charts == pytest.approx(expected, abs=3 * (expected * (1 - expected) / n_charts) ** 0.5)


class TestGrades:
    def test_share_of_good_by_hand(self):
        found = grades(
            graded(
                ("a", "2025-01-05", "Good"),
                ("b", "2025-01-06", "outstanding "),
                ("c", "2025-01-07", "Requires improvement"),
                ("d", "2025-01-08", "inadequate"),
                ("e", "2025-02-01", "GOOD"),
                ("f", "2025-02-02", "requires improvement to be good"),
                ("g", "2025-02-03", "not yet good"),
            )
        )
        assert list(found.columns) == list(tables.GRADES.columns)
        assert found["period"].tolist() == ["2025-01", "2025-02"]
        assert found["n_units"].tolist() == [4, 3]
        assert found["n_positive"].tolist() == [2, 1]
        assert found["estimate"].tolist() == pytest.approx([1 / 2, 1 / 3])
        assert found["centre"].tolist() == pytest.approx([3 / 7] * 2)
        # Wilson of 2 of 4: 0.5 -+ 1.96 sqrt(1 / 16 + 1.96^2 / 64) / (1 + 1.96^2 / 4) = 0.1500 and 0.8500.
        assert (found["low"].iloc[0], found["high"].iloc[0]) == pytest.approx((0.1500, 0.8500), abs=1e-4)

    def test_a_case_counts_once_and_in_the_period_of_its_earliest_finding(self):
        found = grades(
            graded(
                ("a", "2025-03-05", "good"),
                ("a", "2025-02-05", None),
                ("a", None, "Good"),
                ("b", "2025-03-05", "inadequate"),
            )
        )
        assert found["period"].tolist() == ["2025-02", "2025-03"]
        assert found["n_units"].tolist() == [1, 1]
        assert found["n_positive"].tolist() == [1, 0]

    def test_what_is_left_out_is_counted(self):
        found = grades(
            graded(
                ("a", "2025-01-05", "good"),
                ("b", "2025-01-06", "met"),
                ("c", "2025-01-07", None),
                ("d", None, "good"),
                (None, "2025-01-08", "inadequate"),
            )
        )
        assert found["n_units"].tolist() == [1]
        assert found.attrs["excluded"] == {
            "without audited_on": 1,
            "without case_id": 1,
            "units without a grade": 1,
            "units of another grade": 1,
        }

    def test_other_words_for_grades(self):
        cases = graded(("a", "2025-01-05", "Standard met"), ("b", "2025-01-06", "Standard not met"))
        found = grades(cases, good=["Standard met"], not_good=["standard not met"])
        assert (found["n_units"].tolist(), found["n_positive"].tolist()) == ([2], [1])

    def test_signals_of_a_jump(self):
        cases = [
            (
                f"{month}-{n}",
                f"2025-{month:02d}-01",
                "good" if n < (19 if month == 12 else 8 + 2 * (month % 2)) else "inadequate",
            )
            for month in range(1, 13)
            for n in range(20)
        ]
        found = grades(graded(*cases), baseline=11)
        assert found["signal"].tolist() == [*[""] * 11, "outside limits"]

    def test_refusals(self):
        with pytest.raises(ValueError, match="expected one grade for each case_id; found 1 with several"):
            grades(graded(("a", "2025-01-05", "good"), ("a", "2025-01-06", "inadequate"), ("b", "2025-01-06", "good")))
        with pytest.raises(ValueError, match=r"expected grades among outstanding, good, .*; found none in 1 unit\(s\)"):
            grades(graded(("a", "2025-01-05", "met")))
        with pytest.raises(ValueError, match="expected findings with audited_on; found none"):
            grades(graded(("a", None, "good")))
        with pytest.raises(ValueError, match="expected baseline between 2 and 1 periods; found 2"):
            grades(graded(("a", "2025-01-05", "good")), baseline=2)
        with pytest.raises(ValueError, match="expected every to be one of"):
            grades(graded(("a", "2025-01-05", "good")), every="day")
