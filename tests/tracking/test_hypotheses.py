"""Indicators: hand-worked movements, flags, findings of an audit, and refusals."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qa_nlp
from qa_nlp import Codebook, indicators, tables, tracking
from qa_nlp.cli import main
from qa_nlp.codebook import Indicator
from qa_nlp.tracking.movement import latest_movement
from tests.conftest import ROOT

EXAMPLE = ROOT / "corpora" / "examples" / "indicators.csv"


@pytest.fixture(scope="module")
def example():
    return tables.read_table(EXAMPLE, tables.INDICATORS)


@pytest.fixture(scope="module")
def book():
    themes = [
        {"id": theme, "name": theme, "definition": "d", "strength": "s", "concern": "c"} for theme in ("drift", "voice")
    ]
    content = {
        "groups": [{"id": "g", "themes": themes}],
        "indicators": [
            {"id": "late", "name": "Late work", "better": "lower", "themes": ["drift", "voice"], "hypothesis": "Slow."},
            {"id": "seen", "name": "Seen", "better": "higher", "themes": ["voice"], "hypothesis": "Unseen."},
        ],
    }
    return Codebook.from_dict(content)


def figures(*values: float, indicator="late", **columns) -> pd.DataFrame:
    """Return an indicator's periods "1", "2" and so on."""
    periods = [str(number) for number in range(1, len(values) + 1)]
    return pd.DataFrame({"indicator": indicator, "period": periods, "value": values, **columns})


def plain(*values: float) -> pd.DataFrame:
    return figures(*values, numerator=None, denominator=None)


def audited(low: float | None, high: float | None, round="r1", theme="drift", polarity="concern") -> pd.DataFrame:
    estimate = None if low is None or high is None else (low + high) / 2
    return pd.DataFrame(
        [[theme, polarity, round, 40, estimate, low, high]],
        columns=["theme", "polarity", "round", "n_units", "estimate", "low", "high"],
    )


def moved(verdict: str, theme="drift", polarity="concern") -> pd.DataFrame:
    return pd.DataFrame({"theme": [theme], "polarity": polarity, "verdict": verdict})


def first(table: pd.DataFrame, **options) -> pd.Series:
    return indicators(table, **options).iloc[0]


def known(value):
    return None if pd.isna(value) else value


class TestMovement:
    def test_counts_use_the_interval_that_newcombe_published(self, book):
        # Newcombe 1998 (Statistics in Medicine 17:873), table II, case (a): 56 of 70 and 48 of 80: 0.0524 to 0.3339.
        found = first(figures(60, 80, numerator=[48, 56], denominator=[80, 70]), codebook=book)
        assert (found["movement"], found["basis"]) == ("worse", "counts")
        assert "95% interval of the difference: 5.24 to 33.4 percentage points" in found["reason"]

    def test_counts_within_chance_are_steady_however_large_the_step(self, book):
        # Same table, case (c): 6 of 7 and 2 of 7: 0.0582 to 0.8062; with 3 of 7 the interval holds zero.
        clear = first(figures(29, 86, numerator=[2, 6], denominator=[7, 7]), codebook=book)
        assert "5.82 to 80.6 percentage points" in clear["reason"]
        assert clear["movement"] == "worse"
        unclear = first(figures(43, 86, numerator=[3, 6], denominator=[7, 7]), codebook=book)
        assert (unclear["movement"], unclear["flagged"]) == ("steady", False)
        assert "The difference is within chance" in unclear["reason"]

    def test_counts_of_the_latest_two_periods_decide_and_a_wider_interval_decides_less(self, book):
        table = figures(10, 60, 80, numerator=[None, 48, 56], denominator=[None, 80, 70])
        assert first(table, codebook=book)["basis"] == "counts"
        assert first(table, codebook=book, significance=0.001)["movement"] == "steady"
        table["numerator"] = pd.array([1, None, 56], dtype="Int64")
        table["denominator"] = pd.array([9, None, 70], dtype="Int64")
        assert first(table, codebook=book)["basis"] == "one step"

    @pytest.mark.parametrize(
        ("latest", "movement"), [(15.6, "steady"), (15.7, "worse"), (7.4, "steady"), (7.3, "better")]
    )
    def test_process_limits_worked_by_hand(self, book, latest, movement):
        # Mean 92 / 8 = 11.5; moving ranges 2 1 2 1 2 1 2, mean 11 / 7; limits 11.5 -+ 2.66 * 11 / 7 = 7.32 and 15.68.
        found = first(figures(10, 12, 11, 13, 12, 10, 11, 13, latest), codebook=book)
        assert (found["movement"], found["basis"], found["previous"]) == (movement, "process limits", 13)
        assert "the natural process limits of the 8 earlier periods (7.32 to 15.68)" in found["reason"]

    def test_process_limits_of_what_never_varied_are_its_value(self, book):
        # In floating point the mean of nine times 1.9 is a little less than 1.9.
        assert first(figures(*[1.9] * 10), codebook=book)["movement"] == "steady"
        assert first(figures(*[1.9] * 9, 1.91), codebook=book)["movement"] == "worse"

    def test_false_alarms_are_as_rare_as_the_docstring_says(self):
        # Where nothing happens: one in forty by counts, one in sixty by the limits of eight, one in two by one step.
        rng = np.random.default_rng(5)
        counts = rng.binomial(600, 0.2, size=(1500, 2))
        draws = {
            "counts": [figures(*pair / 600, numerator=pair, denominator=600) for pair in counts],
            "process limits": [plain(*values) for values in rng.normal(20, 1, size=(1500, 9))],
            "one step": [plain(*values) for values in rng.normal(20, 1, size=(1500, 4))],
        }
        rose = {}
        for basis, tables_of_nothing in draws.items():
            moves = [latest_movement(table, 0.05) for table in tables_of_nothing]
            assert {move.basis for move in moves} == {basis}
            rose[basis] = np.mean([move.direction == 1 for move in moves])
        assert 0.015 < rose["counts"] < 0.035
        assert 0.008 < rose["process limits"] < 0.025
        assert 0.46 < rose["one step"] < 0.54

    def test_with_seven_earlier_periods_one_step_counts_and_is_called_one(self, book):
        found = first(figures(10, 12, 11, 13, 12, 10, 11, 11.1), codebook=book)
        assert (found["movement"], found["basis"]) == ("worse", "one step")
        assert "It rose: one step; chance is not ruled out." in found["reason"]
        same = first(figures(10, 11, 11), codebook=book)
        assert (same["movement"], same["flagged"]) == ("steady", False)

    def test_a_first_period_moves_nowhere(self, book):
        found = first(figures(12), codebook=book)
        assert found["basis"] == "first period"
        assert found[["movement", "previous", "flagged", "finding"]].isna().all()

    @given(
        st.lists(st.integers(0, 100), min_size=1, max_size=12),
        st.one_of(st.none(), st.integers(0, 100)),
        st.one_of(st.none(), st.integers(0, 100)),
    )
    @settings(max_examples=60, deadline=None)
    def test_a_mirrored_indicator_is_judged_alike(self, book, values, target, neighbours):
        def judge(sign, better):
            ends = {
                "target": None if target is None else sign * target,
                "neighbours": None if neighbours is None else sign * neighbours,
            }
            return indicators(figures(*[sign * value for value in values], better=better, **ends), codebook=book)

        columns = ["movement", "basis", "against_target", "against_neighbours", "flagged"]
        pd.testing.assert_frame_equal(judge(1, "lower")[columns], judge(-1, "higher")[columns])


class TestFlags:
    @pytest.mark.parametrize(
        ("values", "target", "against", "flagged", "words"),
        [
            ((12, 13), 10, True, True, "misses its target of 10 and is not closing the gap."),
            ((13, 13), 10, True, True, "misses its target of 10 and is not closing the gap."),
            ((13, 12), 10, False, False, "misses its target of 10, but the gap is closing."),
            ((12, 10), 10, False, False, "It meets its target of 10."),
            ((8, 9), 10, False, True, "It meets its target of 10."),
            ((9, 8), None, None, False, "No target is given."),
            ((12,), 10, None, None, "misses its target of 10; one period cannot tell whether the gap closes."),
            ((9,), 10, False, False, "It meets its target of 10."),
        ],
    )
    def test_against_the_target(self, book, values, target, against, flagged, words):
        found = first(figures(*values, target=target), codebook=book)
        assert known(found["against_target"]) == against
        assert known(found["flagged"]) == flagged
        assert words in found["reason"]

    def test_a_step_within_chance_closes_no_gap(self, book):
        table = figures(50, 45, numerator=[50, 45], denominator=[100, 100], target=20)
        assert first(table, codebook=book)["against_target"]

    def test_neighbours_who_improve_faster_leave_the_gap_open(self, book):
        found = first(figures(14, 13, neighbours=[12, 10]), codebook=book)
        assert (found["movement"], found["against_neighbours"], found["flagged"]) == ("better", True, True)
        assert "It is worse than its neighbours' 10 and is not closing the gap." in found["reason"]
        assert not first(figures(14, 13, neighbours=[12, 11.5]), codebook=book)["against_neighbours"]
        # 14.1 - 12.1 and 13.1 - 11.1 differ in the last bit; the gap is the same.
        assert first(figures(14.1, 13.1, neighbours=[12.1, 11.1]), codebook=book)["against_neighbours"]
        assert not first(figures(14, 13, neighbours=[None, 10]), codebook=book)["against_neighbours"]

    def test_higher_is_better_where_the_codebook_or_the_table_says_so(self, book):
        fall = figures(90, 80, indicator="seen", target=95)
        assert first(fall, codebook=book)[["better", "movement"]].tolist() == ["higher", "worse"]
        assert first(fall.assign(better="lower"), codebook=book)[["better", "movement"]].tolist() == ["lower", "better"]

    def test_an_indicator_that_the_codebook_does_not_know_keeps_a_row_without_a_theme(self, book):
        table = indicators(figures(5, 6, indicator="Complaints", better=["lower", None]), codebook=book)
        assert len(table) == 1
        found = table.iloc[0]
        assert (found["name"], found["movement"], found["flagged"]) == ("Complaints", "worse", True)
        assert found["finding"] == "not audited"
        assert found[["theme", "hypothesis"]].isna().all()
        assert "The codebook does not know this indicator, so no theme is named." in found["reason"]

    def test_without_a_direction_nothing_is_judged(self, book):
        found = first(figures(5, 6, indicator="Complaints", target=4, neighbours=9), codebook=book)
        assert found["basis"] == "one step"
        judged = ["better", "movement", "against_target", "against_neighbours", "flagged", "finding"]
        assert found[judged].isna().all()
        assert "fill the column better" in found["reason"]


class TestPeriods:
    def test_names_are_ordered_with_their_numbers_and_dates_win(self, book):
        table = figures(1, 2, 3).assign(period=["stage 2", "stage 9", "stage 10"])
        assert first(table.iloc[::-1], codebook=book)["period"] == "stage 10"
        dated = table.assign(period_start=["2026-04-01", "2025-10-01", "2026-01-01"])
        found = first(dated, codebook=book)
        assert (found["period"], found["value"], found["previous"]) == ("stage 2", 1, 3)

    def test_says_so_where_names_and_rows_are_in_different_orders(self, book):
        table = figures(1, 2, 3).assign(period=["Q1 2025", "Q2 2025", "Q1 2026"])
        with pytest.warns(UserWarning, match="periods of late are taken in the order of their names.* is Q2 2025"):
            assert first(table, codebook=book)["period"] == "Q2 2025"

    def test_every_indicator_has_its_own_latest_period(self, book):
        table = pd.concat([figures(1, 2), figures(1, 2, 3, indicator="seen")])
        found = indicators(table, codebook=book)
        assert found[["indicator", "period", "theme"]].to_numpy().tolist() == [
            ["late", "2", "drift"], ["late", "2", "voice"], ["seen", "3", "voice"],
        ]  # fmt: skip


class TestFindings:
    @pytest.mark.parametrize(
        ("low", "high", "verdict", "finding"),
        [
            (0.2, 0.5, None, "confirmed"),
            (0.19, 0.5, None, "cannot say"),
            (0.01, 0.2, None, "cannot say"),
            (0.01, 0.19, None, "not confirmed"),
            (0.01, 0.19, "up", "confirmed"),
            (0.19, 0.5, "down", "cannot say"),
            (None, None, "no clear change", "cannot say"),
            (None, None, "up", "confirmed"),
        ],
    )
    def test_limits_and_verdict_decide(self, book, low, high, verdict, finding):
        moves = None if verdict is None else moved(verdict)
        found = first(figures(1, 2), prevalence=audited(low, high), changes=moves, codebook=book)
        assert found["finding"] == finding
        assert (found["round"], found["theme"]) == ("r1", "drift")
        assert known(found["verdict"]) == verdict

    def test_least_is_the_callers_to_choose(self, book):
        for least, finding in ((0.05, "confirmed"), (0.2, "cannot say"), (0.4, "not confirmed")):
            assert first(figures(1, 2), prevalence=audited(0.1, 0.3), least=least, codebook=book)["finding"] == finding

    def test_only_what_is_flagged_has_a_finding_and_all_have_their_prevalence(self, book):
        found = first(figures(2, 1), prevalence=audited(0.3, 0.5), codebook=book)
        assert pd.isna(found["finding"])
        assert (found["estimate"], found["low"], found["high"]) == (0.4, 0.3, 0.5)

    def test_what_the_audit_does_not_hold_is_not_audited(self, book):
        assert indicators(figures(1, 2), codebook=book)["finding"].tolist() == ["not audited"] * 2
        found = indicators(figures(1, 2), prevalence=audited(0.3, 0.5), changes=moved("up", "voice"), codebook=book)
        assert found["finding"].tolist() == ["confirmed", "not audited"]
        assert found["verdict"].tolist()[1] == "up"
        strength = audited(0.3, 0.5, polarity="strength")
        assert first(figures(1, 2), prevalence=strength, codebook=book)["finding"] == "not audited"
        growing = moved("up", polarity="strength")
        weak = first(figures(1, 2), prevalence=audited(0.01, 0.1), changes=growing, codebook=book)
        assert weak["finding"] == "not confirmed"

    def test_the_last_round_unless_another_is_named(self, book):
        rounds = pd.concat([audited(0.3, 0.5, "stage 10"), audited(0.0, 0.1, "stage 9")])
        last = first(figures(1, 2), prevalence=rounds, codebook=book)
        assert (last["round"], last["finding"]) == ("stage 10", "confirmed")
        named = first(figures(1, 2), prevalence=rounds, round="stage 9", codebook=book)
        assert (named["round"], named["finding"]) == ("stage 9", "not confirmed")

    def test_a_prevalence_of_all_findings_together_has_no_round(self, book):
        found = first(figures(1, 2), prevalence=audited(0.3, 0.5).drop(columns="round"), codebook=book)
        assert found["finding"] == "confirmed"
        assert pd.isna(found["round"])


class TestRefusals:
    @pytest.mark.parametrize(
        ("table", "message"),
        [
            (figures(1).drop(columns="value"), r"indicators table: expected column\(s\) value"),
            (pd.concat([figures(1), figures(2)]), "one row for each indicator and period; found 1 repeated"),
            (figures(1, better="between"), "better to be one of lower, higher"),
            (figures(1, 2, better=["lower", "higher"]), "expected one direction in better for late"),
            (figures(1, 2, numerator=[1, 1]), "numerator and denominator together.*found 2 other"),
            (figures(1, 2, numerator=[1, 9], denominator=[5, 5]), r"0 <= numerator <= denominator.*first 1\)?\."),
            (figures(1, numerator=0, denominator=0), "and some denominator; found 1 other"),
            (figures(9, 1, numerator=[48, 56], denominator=[80, 70]), "of late to move the same way.*from 1 to 2"),
            (figures(1, 2, period_start=["2025-01-01", None]), "period_start in every row of late or in none.*1 of 2"),
            (figures(1, 2, period_start="2025-01-01"), "every period of late to have its own period_start"),
        ],
    )
    def test_tables_that_contradict_themselves(self, book, table, message):
        with pytest.raises(ValueError, match=message):
            indicators(table, codebook=book)

    @pytest.mark.parametrize(
        ("options", "message"),
        [
            ({"least": 20}, "expected least and significance between 0 and 1; found 20 and 0.05"),
            ({"significance": 0}, "expected least and significance between 0 and 1; found 0.2 and 0"),
            ({"changes": moved("up")}, "expected a prevalence table beside changes or a round"),
            ({"round": "r1"}, "expected a prevalence table beside changes or a round"),
            (
                {"prevalence": audited(0, 1), "round": "r2"},
                r"expected a round of the prevalence table \(r1\); found 'r2'",
            ),
            (
                {"prevalence": audited(0, 1).drop(columns="round"), "round": "r1"},
                r"prevalence table \(it has none\); found 'r1'",
            ),
            (
                {"prevalence": pd.concat([audited(0, 1), audited(0, 1)]).drop(columns="round").assign(service="care")},
                "prevalence table: expected one row for each theme and polarity and round; found 1 repeated",
            ),
        ],
    )
    def test_options(self, book, options, message):
        with pytest.raises(ValueError, match=message):
            indicators(figures(1, 2), codebook=book, **options)


class TestTable:
    def test_columns_are_those_of_the_door_also_for_no_indicator(self, book):
        found = indicators(figures(1, 2), codebook=book)
        assert list(found.columns) == list(tables.HYPOTHESES.columns)
        pd.testing.assert_frame_equal(
            indicators(tables.empty(tables.INDICATORS), codebook=book), tables.empty(tables.HYPOTHESES)
        )

    def test_does_not_change_its_inputs(self, book):
        given_tables = figures(1, 2), audited(0.1, 0.3), moved("up")
        copies = [table.copy() for table in given_tables]
        indicators(given_tables[0], prevalence=given_tables[1], changes=given_tables[2], codebook=book)
        for table, copy in zip(given_tables, copies, strict=True):
            pd.testing.assert_frame_equal(table, copy)

    @pytest.mark.parametrize("ending", ["csv", "jsonl", "parquet"])
    def test_survives_a_file(self, book, tmp_path, ending):
        table = pd.concat([figures(1, 2, target=1), figures(12, indicator="seen", target=20)])
        found = indicators(table, prevalence=audited(0.1, 0.3), codebook=book)
        path = tables.write_table(found, tmp_path / f"hypotheses.{ending}")
        pd.testing.assert_frame_equal(tables.read_table(path, tables.HYPOTHESES), found)

    def test_the_function_is_what_face_and_room_call_by_its_name(self):
        assert qa_nlp.indicators is tracking.indicators is indicators
        assert callable(indicators)


class TestExample:
    def test_values_are_their_counts_and_all_is_in_the_codebook(self, example):
        counted = example.dropna(subset=["denominator"])
        assert len(counted) == 32
        assert (counted["value"] - 100 * counted["numerator"] / counted["denominator"]).abs().max() <= 0.05 + 1e-9
        assert set(example["indicator"]) < {indicator.id for indicator in Codebook.load().indicators}
        assert example.groupby("indicator").size().tolist() == [8] * 6

    def test_flags_and_bases(self, example):
        found = indicators(example).drop_duplicates("indicator").set_index("indicator")
        assert found["flagged"].to_dict() == {
            "re_referrals": True,
            "assessments_over_45_days": False,
            "supervision_in_timescale": True,
            "three_placements": False,
            "care_leavers_suitable_homes": False,
            "caseload": True,
        }
        assert found["basis"].to_dict()["caseload"] == "one step"
        assert found["movement"].to_dict()["assessments_over_45_days"] == "better"
        assert set(found["period"]) == {"2025/26 Q4"}

    def test_on_the_command_line(self, tmp_path, capsys):
        audit = tables.write_table(
            pd.concat([audited(0.37, 0.67, theme="supervision"), audited(0, 0.09, theme="early_help")]),
            tmp_path / "p.csv",
        )
        moves = tables.write_table(moved("up", theme="thresholds"), tmp_path / "m.csv")
        out = tmp_path / "h.csv"
        asked = ["indicators", "--table", str(EXAMPLE), "--prevalence", str(audit), "--changes", str(moves)]
        assert main([*asked, "--round", "r1", "-o", str(out)]) == 0
        assert "3 of 6 indicators flagged; themes they bear on: 6 not audited" in capsys.readouterr().out
        found = tables.read_table(out, tables.HYPOTHESES).set_index(["indicator", "theme"])["finding"]
        assert found["supervision_in_timescale", "supervision"] == "confirmed"
        assert found["re_referrals", "early_help"] == "not confirmed"
        assert main([*asked, "--round", "r2", "-o", str(out)]) == 2
        assert "found 'r2'" in capsys.readouterr().err


def test_a_codebook_with_an_indicator_of_ones_own(book):
    own = Indicator("waits", "Waiting lists", "lower", ("voice",), "Children wait.")
    wider = dataclasses.replace(book, indicators=(*book.indicators, own))
    found = first(figures(1, 2, indicator="waits"), codebook=wider)
    assert (found["name"], found["theme"], found["hypothesis"]) == ("Waiting lists", "voice", "Children wait.")
