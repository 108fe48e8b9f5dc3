"""Changes between two rounds: hand-worked differences, pairs, clusters, mixes, adjustment, verdicts, refusals."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from qa_nlp import changes, tables
from qa_nlp.tracking.adjusted import adjusted
from qa_nlp.tracking.comparison import enough
from qa_nlp.tracking.counted import counted
from qa_nlp.tracking.rates import Rates
from qa_nlp.tracking.sampling import samples
from qa_nlp.tracking.significance import mcnemar, pearson
from tests.tracking.audits import BOOK, DIFFERENCE, audit, by_hand, covered, drift, listed, row


def compared(findings, tags, **arguments) -> pd.Series:
    return drift(changes(findings, tags, **{"before": "a", "after": "b", "codebook": BOOK, **arguments}))


def wilson_of(hits: int, n: int, z: float) -> tuple[float, float]:
    middle, half = hits + z**2 / 2, z * (hits * (n - hits) / n + z**2 / 4) ** 0.5
    return (middle - half) / (n + z**2), (middle + half) / (n + z**2)


def newcombe(before: tuple[int, int], after: tuple[int, int], confidence=0.95, phi=0.0) -> tuple[float, float]:
    """Return the limits of a difference, after less before, of shares (hits, n) that are correlated by phi."""
    z = norm.ppf((1 + confidence) / 2)
    p0, p1 = before[0] / before[1], after[0] / after[1]
    (low0, high0), (low1, high1) = wilson_of(*before, z), wilson_of(*after, z)
    below = (p1 - low1) ** 2 + (high0 - p0) ** 2 - 2 * phi * (p1 - low1) * (high0 - p0)
    above = (high1 - p1) ** 2 + (p0 - low0) ** 2 - 2 * phi * (high1 - p1) * (p0 - low0)
    return p1 - p0 - below**0.5, p1 - p0 + above**0.5


def audited_twice(both: int, before: int, after: int, neither: int):
    """Return cases of two rounds, so many of which raise drift in both, in the first, in the second, in neither."""
    states = [(True, True)] * both + [(True, False)] * before + [(False, True)] * after + [(False, False)] * neither
    return listed(*[(name, f"c{n}", state[place]) for place, name in enumerate("ab") for n, state in enumerate(states)])


class TestChanges:
    def test_hand_worked_difference(self):
        # Newcombe 1998 (Statistics in Medicine 17:873), table II (a): 56/70 - 48/80, method 10: 0.0524 to 0.3339.
        table = changes(*audit({"a": 80, "b": 70}, {"a": 48, "b": 56}), before="a", after="b", codebook=BOOK)
        found = row(table, theme="drift", polarity="concern")
        assert found["difference"] == pytest.approx(0.2)
        assert (round(found["low"], 4), round(found["high"], 4)) == (0.0524, 0.3339)
        # Pearson's chi-squared of that table: z = 0.2 / sqrt(104/150 * 46/150 * (1/70 + 1/80)) = 2.650, p = 0.00805.
        assert found["p_value"] == pytest.approx(0.00805, abs=2e-5)

    def test_other_published_intervals(self):
        # Same table: (b) 9/10 - 3/10: 0.1705 to 0.8090; (h) 10/10 - 0/10: 0.6075 to 1.0000.
        for after, before, low, high in ((9, 3, 0.1705, 0.8090), (10, 0, 0.6075, 1.0)):
            table = changes(*audit({"a": 10, "b": 10}, {"a": before, "b": after}), before="a", after="b", codebook=BOOK)
            found = row(table, theme="drift", polarity="concern")
            assert (round(found["low"], 4), round(found["high"], 4)) == (low, high)

    def test_verdicts(self):
        def verdict(before, after, n=60):
            table = changes(*audit({"a": n, "b": n}, {"a": before, "b": after}), before="a", after="b", codebook=BOOK)
            return row(table, theme="drift", polarity="concern")["verdict"]

        assert verdict(10, 40) == "up"
        assert verdict(40, 10) == "down"
        assert verdict(20, 22) == "no clear change"
        assert verdict(1, 3) == "too few to say"
        assert verdict(0, 9) == "too few to say"  # 4.5 expected in each round
        assert verdict(59, 57) == "too few to say"  # nearly all: as little to tell apart as nearly none

    def test_too_few_rows_have_no_p_value_and_do_not_dilute_the_others(self):
        table = changes(*audit({"a": 60, "b": 60}, {"a": 10, "b": 40}), before="a", after="b", codebook=BOOK)
        tested = table[table["p_value"].notna()]
        assert len(tested) == 1
        assert tested["p_adjusted"].iloc[0] == pytest.approx(tested["p_value"].iloc[0])
        assert (table.loc[table["p_value"].isna(), "verdict"] == "too few to say").all()

    def test_adjustment_by_hand(self):
        findings, tags = audit({"a": 60, "b": 60}, {"a": 20, "b": 32})
        more = audit({"a": 60, "b": 60}, {"a": 20, "b": 36}, theme="voice")[1]
        both = pd.concat([tags, more])
        for name, factors in (("holm", (1, 2)), ("benjamini-hochberg", (1, 2))):
            table = changes(findings, both, before="a", after="b", adjust=name, codebook=BOOK)
            weak = row(table, theme="drift", polarity="concern")
            strong = row(table, theme="voice", polarity="concern")
            assert strong["p_value"] < weak["p_value"]
            # Holm: the smaller times 2, the larger times 1; Benjamini-Hochberg: times 2/1 and 2/2. The same for two.
            assert strong["p_adjusted"] == pytest.approx(strong["p_value"] * factors[1])
            assert weak["p_adjusted"] == pytest.approx(max(weak["p_value"] * factors[0], strong["p_adjusted"]))

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"before": "a", "after": "z"}, "expected a round among a, b; found 'z'"),
            ({"before": "a", "after": "a"}, "expected two rounds; found 'a' twice"),
            ({"before": "a", "after": "b", "adjust": "none"}, "expected adjust to be one of .*; found 'none'"),
        ],
    )
    def test_refusals(self, arguments, message):
        with pytest.raises(ValueError, match=message):
            changes(*audit({"a": 3, "b": 3}, {"a": 1, "b": 1}), codebook=BOOK, **arguments)

    def test_has_the_columns_it_promises(self):
        table = changes(*audit({"a": 80, "b": 70}, {"a": 48, "b": 56}), before="a", after="b", codebook=BOOK)
        assert list(table.columns) == list(tables.CHANGES.columns)
        assert table.dtypes.astype(str).to_dict() == tables.CHANGES.columns
        assert len(table) == 4
        assert (table["n_before"].unique(), table["n_after"].unique()) == (80, 70)

    def test_the_other_way_round_it_is_the_other_way_round(self):
        findings, tags = audit({"a": 80, "b": 70, "c": 20}, {"a": 48, "b": 56, "c": 1})
        there, back = compared(findings, tags), compared(findings, tags, before="b", after="a")
        assert (back["difference"], back["low"], back["high"]) == pytest.approx(
            (-there["difference"], -there["high"], -there["low"])
        )
        assert back["p_value"] == pytest.approx(there["p_value"])
        assert (there["verdict"], back["verdict"]) == ("up", "down")

    def test_inputs_are_not_changed(self):
        findings, tags = audit({"a": 30, "b": 30}, {"a": 8, "b": 12})
        before = findings.copy(), tags.copy()
        changes(findings, tags, before="a", after="b", codebook=BOOK)
        pd.testing.assert_frame_equal(findings, before[0])
        pd.testing.assert_frame_equal(tags, before[1])


class TestPairs:
    def test_mid_p_of_mcnemar_by_hand(self):
        # 12 cases raise it before alone, 3 after alone: twice the chance of 3 or fewer heads in 15, less that of 3.
        # (2 (1 + 15 + 105 + 455) - 455) / 2^15 = 697 / 32768.
        found = compared(*audited_twice(10, 12, 3, 25))
        assert found["difference"] == pytest.approx(-9 / 50)
        assert found["p_value"] == pytest.approx(697 / 32768)
        assert found["verdict"] == "down"

    @pytest.mark.parametrize(
        "cells", [(10, 12, 3, 25), (20, 6, 9, 15), (0, 15, 20, 15), (30, 2, 8, 20), (9, 11, 10, 10)]
    )
    def test_interval_is_that_of_newcombe_for_pairs(self, cells):
        # 1998, Statistics in Medicine 17:2635, method 10: phi less half a pair, if that leaves it positive.
        a, b, c, d = cells
        n, excess = sum(cells), a * d - b * c
        phi = (excess if excess < 0 else max(excess - n / 2, 0)) / ((a + b) * (c + d) * (a + c) * (b + d)) ** 0.5
        found = compared(*audited_twice(*cells))
        assert (found["low"], found["high"]) == pytest.approx(newcombe((a + b, n), (a + c, n), phi=phi))

    def test_a_theme_that_nobody_raised_before_keeps_its_share_of_the_interval(self):
        found = compared(*audited_twice(0, 0, 12, 38))
        assert (found["low"], found["high"]) == pytest.approx(newcombe((0, 50), (12, 50)))
        never = row(
            changes(*audited_twice(0, 0, 12, 38), before="a", after="b", codebook=BOOK),
            theme="voice",
            polarity="concern",
        )
        assert (never["low"], never["high"]) == pytest.approx(newcombe((0, 50), (0, 50)))

    def test_are_found_whatever_the_order_of_the_rows(self):
        findings, tags = audited_twice(10, 12, 3, 25)
        found = compared(findings.sample(frac=1, random_state=5), tags.sample(frac=1, random_state=6))
        assert found["p_value"] == pytest.approx(697 / 32768)

    def test_are_surer_than_independent_samples(self):
        findings, tags = audited_twice(16, 6, 1, 27)
        paired = compared(findings, tags)
        apart = compared(findings.assign(case_id=findings["case_id"] + findings["round"]), tags)
        assert paired["difference"] == apart["difference"]
        assert paired["p_value"] < apart["p_value"] / 2
        assert paired["high"] - paired["low"] < 0.8 * (apart["high"] - apart["low"])
        assert paired["smallest_detectable"] < apart["smallest_detectable"]

    def test_the_note_says_how_many_cases_were_compared_with_themselves(self):
        def note(findings, tags) -> str:
            return changes(findings, tags, before="a", after="b", codebook=BOOK).attrs["note"]

        assert "50 of 50 and 50 units stand in both rounds" in note(*audited_twice(10, 12, 3, 25))
        findings, tags = audited_twice(10, 12, 3, 25)
        some = (findings["round"] == "b") & findings["case_id"].isin(["c0", "c1"])
        findings.loc[some, "case_id"] += "-new"
        assert "48 of 50 and 50 units stand in both rounds" in note(findings, tags)
        assert "No unit stands in both rounds" in note(*audit({"a": 9, "b": 9}, {"a": 3, "b": 3}))


class TestClusters:
    def test_widen_and_take_from_the_evidence(self):
        # Twelve auditors a round, many of whom raise drift in nearly all of their ten cases or in nearly none.
        cases = [
            (name, f"{name}{auditor}-{number}", number < hits, f"{name}{auditor}")
            for name, rates in (
                ("a", (0, 6, 0, 8, 1, 0, 5, 0, 2, 0, 7, 0)),
                ("b", (9, 1, 6, 0, 7, 3, 0, 8, 2, 0, 9, 6)),
            )
            for auditor, hits in enumerate(rates)
            for number in range(10)
        ]
        findings, tags = listed(*cases, columns=("auditor",))
        plain, clustered = compared(findings, tags), compared(findings, tags, cluster="auditor")
        assert plain["verdict"] == "up"
        assert clustered["verdict"] == "no clear change"
        assert clustered["difference"] == plain["difference"]
        assert clustered["high"] - clustered["low"] > 2 * (plain["high"] - plain["low"])
        assert clustered["smallest_detectable"] > 1.5 * plain["smallest_detectable"]

    def test_the_same_auditors_in_both_rounds_are_compared_with_themselves(self):
        cases = [
            (name, f"{name}{auditor}{number}", number < hits, f"auditor {auditor}")
            for name, rates in (("a", (1, 3, 8, 2, 5, 0)), ("b", (3, 5, 10, 3, 8, 2)))
            for auditor, hits in enumerate(rates)
            for number in range(10)
        ]
        findings, tags = listed(*cases, columns=("auditor",))
        same = compared(findings, tags, cluster="auditor")
        others = compared(findings.assign(auditor=findings["auditor"] + findings["round"]), tags, cluster="auditor")
        assert same["high"] - same["low"] < 0.6 * (others["high"] - others["low"])
        assert same["verdict"] == "up"
        assert others["verdict"] == "no clear change"


class TestStandardise:
    def test_a_changed_mix_of_cases_is_no_change_of_practice(self):
        # Care 0.1 and court 0.5 in both rounds, 60:20 and 20:60 cases: 0.2 and 0.4 as they stand, 0.3 by the same mix.
        cells = (("a", "care", 60, 6), ("a", "court", 20, 10), ("b", "care", 20, 2), ("b", "court", 60, 30))
        cases = [
            (name, f"{name}{service}{number}", number < hits, service)
            for name, service, n, hits in cells
            for number in range(n)
        ]
        findings, tags = listed(*cases, columns=("service",))
        plain, same_mix = compared(findings, tags), compared(findings, tags, standardise="service")
        assert (plain["before"], plain["after"]) == pytest.approx((0.2, 0.4))
        assert plain["low"] > 0
        assert (same_mix["before"], same_mix["after"], same_mix["difference"]) == pytest.approx((0.3, 0.3, 0))
        assert same_mix["p_value"] == pytest.approx(1)
        assert same_mix["low"] < 0 < same_mix["high"]

    def test_findings_of_a_service_that_one_round_lacks_are_counted(self):
        cases = [
            (name, f"{name}{n}", n % 3 == 0, "court" if (name, n) == ("b", 5) else "care")
            for name in "ab"
            for n in range(30)
        ]
        findings, tags = listed(*cases, columns=("service",))
        table = changes(findings, tags, before="a", after="b", standardise="service", codebook=BOOK)
        assert table.attrs["excluded"]["of a service that is not in every group"] == 1
        assert drift(table)["n_after"] == 29


class TestManyThemes:
    def two_themes(self, weak: int, strong: int, **arguments) -> tuple[pd.Series, pd.Series]:
        """Return the rows of two themes that rose from 20 of 60 cases."""
        findings, tags = audit({"a": 60, "b": 60}, {"a": 20, "b": weak})
        more = audit({"a": 60, "b": 60}, {"a": 20, "b": strong}, theme="voice")[1]
        table = changes(findings, pd.concat([tags, more]), before="a", after="b", codebook=BOOK, **arguments)
        assert table["p_value"].notna().sum() == 2
        return drift(table), row(table, theme="voice", polarity="concern")

    @pytest.mark.parametrize(
        ("adjust", "weak", "strong", "confidence"),
        [
            # Benjamini-Hochberg: 1 - 0.05 R / 2 with R of 2 rows found; one is taken for found where none is.
            ("benjamini-hochberg", 22, 40, 1 - 0.05 / 2),
            ("benjamini-hochberg", 34, 40, 1 - 0.05),
            ("benjamini-hochberg", 22, 23, 1 - 0.05 / 2),
            # Holm: Bonferroni, however many are found.
            ("holm", 34, 40, 1 - 0.05 / 2),
            ("holm", 22, 23, 1 - 0.05 / 2),
        ],
    )
    def test_level_of_the_adjusted_limits_by_hand(self, adjust, weak, strong, confidence):
        for found, after in zip(self.two_themes(weak, strong, adjust=adjust), (weak, strong), strict=True):
            assert (found["low"], found["high"]) == pytest.approx(newcombe((20, 60), (after, 60)))
            assert (found["low_adjusted"], found["high_adjusted"]) == pytest.approx(
                newcombe((20, 60), (after, 60), confidence)
            )

    def test_a_verdict_needs_the_adjusted_interval_and_not_the_row_s_own(self):
        alone = compared(*audit({"a": 60, "b": 60}, {"a": 20, "b": 31}))
        assert (alone["verdict"], alone["low_adjusted"]) == ("up", alone["low"])
        among_two, _ = self.two_themes(31, 21)
        assert among_two["low"] == alone["low"] > 0
        assert among_two["p_value"] == alone["p_value"] < 0.05
        assert among_two["p_adjusted"] == pytest.approx(2 * alone["p_value"])
        assert among_two["low_adjusted"] < 0
        assert among_two["verdict"] == "no clear change"

    def test_significance_is_that_of_intervals_and_verdicts(self):
        found = compared(*audit({"a": 60, "b": 60}, {"a": 20, "b": 29}), significance=0.2)
        assert (found["low"], found["high"]) == pytest.approx(newcombe((20, 60), (29, 60), 0.8))
        assert found["verdict"] == "up"
        assert compared(*audit({"a": 60, "b": 60}, {"a": 20, "b": 29}))["verdict"] == "no clear change"


N, N_THEMES, N_FAMILIES = 60, 20, 200


def steady(rng, design: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return truths, groups and cases of two rounds without any change: themes side by side, families of 20."""
    shape = (N, N_THEMES * N_FAMILIES)
    first = rng.random(shape) < 0.25
    alike = {"independent": 0, "paired": N, "some paired": N // 2}[design]
    lasting = np.where(rng.random(shape) < 0.7, first, rng.random(shape) < 0.25)
    second = np.where(np.arange(N)[:, None] < alike, lasting, rng.random(shape) < 0.25)
    case = np.concatenate([np.arange(N), np.where(np.arange(N) < alike, np.arange(N), N + np.arange(N))])
    return np.vstack([first, second]), np.repeat([0, 1], N), case


def family_wise(p: np.ndarray, tested: np.ndarray) -> tuple[float, float]:
    """Return the share of families in which any row is found to have changed: by Holm, and by Benjamini-Hochberg."""
    families = np.sort(np.where(tested, p, np.nan).reshape(N_FAMILIES, N_THEMES), axis=1)
    n_tested = (~np.isnan(families)).sum(axis=1, keepdims=True)
    adjusted_p = families * n_tested / np.arange(1, N_THEMES + 1)
    return float(np.mean(adjusted_p[:, 0] < 0.05)), float(np.mean(np.nanmin(adjusted_p, axis=1) < 0.05))


class TestSimulated:
    """Rounds without any change: at most one family of themes in twenty (and three standard errors) shows one."""

    MOST = 0.05 + 3 * (0.05 * 0.95 / N_FAMILIES) ** 0.5

    @pytest.mark.parametrize("design", ["independent", "paired", "some paired"])
    def test_counted(self, design):
        rng = np.random.default_rng(31)
        truth, group, case = steady(rng, design)
        found = counted(samples(by_hand(truth, group=group, cluster=case)))
        _, low, high = found.contrast(DIFFERENCE, 0.95)
        # Newcombe's interval for pairs is known to cover a little too much.
        assert 0.94 <= covered((low, high), 0) <= 0.97
        p = {
            "independent": lambda: pearson(found.n_flagged, found.n_units),
            "paired": lambda: mcnemar(truth[:N], truth[N:]),
            "some paired": lambda: found.p_value(DIFFERENCE),
        }[design]()
        assert 0.03 <= np.mean(p < 0.05) <= 0.062
        assert max(family_wise(p, enough(found))) <= self.MOST

    @pytest.mark.parametrize("design", ["independent", "some paired"])
    def test_adjusted(self, design):
        # The tagger finds 0.7 of what is there and 0.02 of what is not, as measured on 80 and 1,000 findings a theme.
        rng = np.random.default_rng(32)
        truth, group, case = steady(rng, design)
        flags = rng.random(truth.shape) < np.where(truth, 0.7, 0.02)
        flags[:, 1::2] &= False  # a theme in every other column, so that none is the opposite of another
        rates = np.stack(
            [
                (rng.binomial(n, rate, flags.shape[1]) + 0.5) / (n + 1)
                for n, rate in ((80, 0.7), (80, 0.02), (1000, 0.02))
            ]
        )
        rates[1:, 1::2] = 0.0
        size = np.repeat([[82.0], [82.0], [1002.0]], flags.shape[1], axis=1)
        found = adjusted(samples(by_hand(flags, group=group, cluster=case)), Rates(rates, size))
        _, low, high = found.contrast(DIFFERENCE, 0.95)
        assert 0.94 <= covered((low[::2], high[::2]), 0) <= 0.98
        tested = enough(found) & (np.arange(flags.shape[1]) % 2 == 0)
        assert tested.sum() > N_THEMES * N_FAMILIES / 3
        assert max(family_wise(found.p_value(DIFFERENCE), tested)) <= self.MOST

    def test_a_change_is_covered_and_found(self):
        rng = np.random.default_rng(33)
        shape = (80, 2000)
        truth = np.vstack([rng.random(shape) < 0.2, rng.random(shape) < 0.45])
        found = counted(samples(by_hand(truth, group=np.repeat([0, 1], 80))))
        difference, low, high = found.contrast(DIFFERENCE, 0.95)
        assert difference.mean() == pytest.approx(0.25, abs=0.006)
        assert covered((low, high), 0.25) == pytest.approx(0.95, abs=0.015)
        # Power by the normal approximation: 0.92.
        assert np.mean(low > 0) == pytest.approx(0.92, abs=0.03)
