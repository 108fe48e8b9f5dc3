"""Adjusted: the correction by hand, and simulated coverage and error with rates that were measured on few findings."""

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from qa_nlp import changes, prevalence
from qa_nlp.tracking.adjusted import Seen, Sizes, adjusted, solved, within
from qa_nlp.tracking.counted import counted
from qa_nlp.tracking.intervals import wilson
from qa_nlp.tracking.rates import Rates
from qa_nlp.tracking.sampling import samples
from tests.tracking.audits import BOOK, DIFFERENCE, by_hand, covered, drift, listed, rates_table

KNOWN = 1e12  # findings: rates that are as good as known
SENSITIVITY, FALSE_ALARM = 0.7, 0.01


def known(s: float, b: float, f: float, n_columns: int = 2) -> Rates:
    mean = np.repeat([[s], [b], [f]], n_columns, axis=1)
    return Rates(mean, np.full(mean.shape, KNOWN))


def flags(hits: int, n: int) -> np.ndarray:
    """Return n units of which so many are flagged in the first column, and none in the second."""
    return np.stack([np.arange(n) < hits, np.zeros(n)], axis=1)


class TestOneFindingAUnit:
    def test_perfect_rates_give_the_share_that_is_counted_and_its_interval(self):
        found = adjusted(samples(by_hand(flags(66, 200))), known(1, 0, 0))
        assert found.share[0, 0] == pytest.approx(66 / 200, abs=1e-9)
        # The variance is estimated, which costs one unit of the 200.
        expected = wilson(np.array([0.33]), np.array([199.0]), np.array([1.959964]))
        assert [limit[0] for limit in found.of(0, 0.95)] == pytest.approx([limit[0] for limit in expected], abs=1e-6)

    def test_known_rates_by_rogan_and_gladen(self):
        # (q - f) / (s - f) = (0.33 - 0.02) / (0.8 - 0.02), and so do its limits.
        found = adjusted(samples(by_hand(flags(66, 200))), known(0.8, 0.02, 0.02))
        assert found.share[0, 0] == pytest.approx(0.31 / 0.78, abs=1e-6)
        low, high = wilson(np.array([0.33]), np.array([199.0]), np.array([1.959964]))
        assert [limit[0] for limit in found.of(0, 0.95)] == pytest.approx(
            [(low[0] - 0.02) / 0.78, (high[0] - 0.02) / 0.78], abs=1e-5
        )

    def test_opposites_are_told_from_what_is_absent(self):
        # 0.3 raise it and 0.5 the opposite alone. Flagged: 0.3 (0.8) + 0.5 (0.2) + 0.2 (0.05) = 0.35, and for the
        # opposite 0.5 (0.9) + 0.3 (0.1) + 0.2 (0.02) = 0.484.
        rates = (np.array([0.8, 0.9]), np.array([0.2, 0.1]), np.array([0.05, 0.02]))
        own = np.array([[0.35, 0.484]])
        p, gap = solved(Seen(own, own, own[:, ::-1]), Sizes(np.array([1.0]), np.array([[1.0]])), rates)
        assert p[0] == pytest.approx([0.3, 0.5])
        # Of those that do not raise it 5/7 raise the opposite: flagged wrongly with 0.05 + 0.15 (5/7).
        assert gap[0, 0] == pytest.approx(0.8 - (0.05 + 0.15 * 5 / 7))

    def test_rates_that_are_not_sure_widen_the_interval_by_their_own_limits(self):
        rates = known(0.8, 0.02, 0.02)
        rates.size[0] = 50
        sample = samples(by_hand(flags(66, 200)))
        wide, narrow = adjusted(sample, rates), adjusted(sample, known(0.8, 0.02, 0.02))
        low_s, high_s = wilson(np.array([0.8]), np.array([50.0]), np.array([1.959964]))
        share = 0.31 / 0.78
        for place, s in enumerate((high_s[0], low_s[0])):
            moved = 0.31 / (s - 0.02) - share
            sampling = narrow.of(0, 0.95)[place][0] - share
            expected = (-1) ** (place + 1) * (moved**2 + sampling**2) ** 0.5
            assert wide.of(0, 0.95)[place][0] - wide.share[0, 0] == pytest.approx(expected, abs=1e-3)

    def test_where_nobody_is_flagged_there_may_be_none(self):
        found = adjusted(samples(by_hand(flags(0, 60))), known(0.8, 0.02, 0.02))
        low, high = found.of(0, 0.95)
        assert low[0] == 0 < found.share[0, 0] < high[0]
        # Wilson's upper limit of 0 of 60 is 0.0602; as far as that is above what is seen it is above none.
        assert high[0] == pytest.approx(0.0602 / 0.78, abs=1e-3)

    def test_where_all_are_flagged_it_may_be_all(self):
        found = adjusted(samples(by_hand(flags(60, 60))), known(0.8, 0.02, 0.02))
        low, high = found.of(0, 0.95)
        assert low[0] == pytest.approx(1 - 0.0602 / 0.78, abs=1e-3)
        assert low[0] < found.share[0, 0] < 1 == high[0]

    def test_a_tagger_that_tells_nothing_apart_leaves_the_share_open(self):
        found = adjusted(samples(by_hand(flags(66, 200))), known(0.3, 0.3, 0.3))
        low, high = found.of(0, 0.95)
        assert high[0] - low[0] == 1


class TestSeveralFindingsAUnit:
    def test_units_of_two_findings_by_the_model(self):
        # 0.4 raise it, of their second findings a quarter. s = 0.8, f = 0.05:
        # S = 1 - 0.2 (1 - 0.25 (0.8) - 0.75 (0.05)) = 0.8475, F = 1 - 0.95^2 = 0.0975, q = 0.4 S + 0.6 F = 0.3975;
        # flagged findings a unit: 0.4 (0.8 + 0.25 (0.8) + 0.75 (0.05)) + 0.6 (2) (0.05) = 0.475.
        rates = tuple(np.array([value, value]) for value in (0.8, 0.0, 0.05))
        rates[1][0] = 0.05  # nobody raises the opposite, and it is never flagged
        rates[2][1] = 0.0
        seen = Seen(np.array([[0.3975, 0.0]]), np.array([[0.475, 0.0]]), np.array([[0.0, 0.475]]))
        p, gap = solved(seen, Sizes(np.array([2.0]), np.array([[1.0]])), rates)
        assert p[0, 0] == pytest.approx(0.4, abs=1e-5)
        assert gap[0, 0] == pytest.approx(0.75, abs=1e-5)

    def test_units_of_one_and_three_findings_by_the_model(self):
        # Half have one finding, half three; 0.2 raise it, never twice; s = 0.6, f = 0.1.
        # S = 0.6 and 1 - 0.4 (0.9)^2; F = 0.1 and 1 - 0.9^3; flagged findings: 0.2 s and f of all the others.
        large, small = 1 - 0.4 * 0.81, 1 - 0.9**3
        share = 0.2 * (0.6 + large) / 2 + 0.8 * (0.1 + small) / 2
        own = 0.2 * (0.6 + (0.6 + 0.2)) / 2 + 0.8 * (0.1 + 0.3) / 2
        rates = tuple(np.array([value, value]) for value in (0.6, 0.1, 0.1))
        rates[1][1] = rates[2][1] = 0.0
        seen = Seen(np.array([[share, 0.0]]), np.array([[own, 0.0]]), np.array([[0.0, own]]))
        p, gap = solved(seen, Sizes(np.array([1.0, 3.0]), np.array([[0.5, 0.5]])), rates)
        assert p[0, 0] == pytest.approx(0.2, abs=0.002)
        assert gap[0, 0] == pytest.approx((0.6 + large - 0.1 - small) / 2, abs=0.01)

    def test_many_findings_raise_false_alarms_that_are_taken_off(self):
        # Nobody raises it, but one finding in 50 is flagged: of units of 10 findings about a fifth.
        rng = np.random.default_rng(3)
        hits = np.stack([rng.binomial(10, 0.02, 5000), np.zeros(5000)], axis=1)
        sample = samples(by_hand(hits, n_findings=np.full(5000, 10)))
        assert counted(sample).share[0, 0] == pytest.approx(1 - 0.98**10, abs=0.02)
        assert adjusted(sample, known(0.7, 0.02, 0.02)).share[0, 0] < 0.03


class TestWithin:
    @pytest.mark.parametrize(("value", "spread"), [(-0.1, 0.05), (0.02, 0.1), (0.5, 0.05), (0.5, 2.0), (1.2, 0.3)])
    def test_is_the_mean_of_the_normal_between_none_and_all(self, value, spread):
        weight = quad(lambda x: norm.pdf(x, value, spread), 0, 1)[0]
        mean = quad(lambda x: x * norm.pdf(x, value, spread), 0, 1)[0] / weight
        assert within(np.array([value]), np.array([spread]))[0] == pytest.approx(mean, abs=1e-6)

    @pytest.mark.filterwarnings("error")
    def test_far_outside_it_is_about_the_variance_over_the_distance(self):
        # The tail of a normal distribution falls like an exponential one with mean spread^2 / distance.
        found = within(np.array([-0.3, 1.3, -1.0]), np.array([0.01, 0.01, 0.001]))
        assert found == pytest.approx([1e-4 / 0.3, 1 - 1e-4 / 0.3, 1e-6], rel=0.01)

    def test_without_spread_it_is_the_value_cut_off(self):
        assert within(np.array([-0.1, 0.3, 1.2]), np.zeros(3)).tolist() == [0, 0.3, 1]


def replicates(rng, share, *, n=300, m=2, again=0.2, n_labelled=(80, 2000), n_replicates=400, truth=None):
    """Return hits and rates of many replicates: units of m findings, and rates measured on findings of their own.

    A unit that raises the theme does so in one finding, and in each other one with probability ``again``; the tagger
    finds 0.7 of these, and raises it in one of a hundred others. In each replicate its rates are counted anew, on
    so many findings that raise the theme and others.
    """
    truth = rng.random((n, n_replicates)) < share if truth is None else truth
    hits = np.zeros((len(truth), n_replicates, 2), dtype=int)
    for place in range(m):
        raises = truth if place == 0 else truth & (rng.random(truth.shape) < again)
        hits[:, :, 0] += rng.random(truth.shape) < np.where(raises, SENSITIVITY, FALSE_ALARM)
        hits[:, :, 1] += rng.random(truth.shape) < FALSE_ALARM
    mean, size = np.zeros((3, n_replicates)), np.zeros((3, n_replicates))
    of_truth = ((SENSITIVITY, n_labelled[0]), (FALSE_ALARM, n_labelled[0]), (FALSE_ALARM, n_labelled[1]))
    for which, (rate, labelled) in enumerate(of_truth):
        mean[which] = (rng.binomial(labelled, rate, n_replicates) + 0.5) / (labelled + 1)
        size[which] = labelled + 2
    return hits.reshape(len(truth), -1), Rates(np.repeat(mean, 2, axis=1), np.repeat(size, 2, axis=1))


def first_columns(limits) -> tuple[np.ndarray, np.ndarray]:
    """Return the limits of the columns that are simulated; those beside them are opposites that nobody raises."""
    return limits[0][::2], limits[1][::2]


class TestSimulated:
    @pytest.mark.parametrize("share", [0.05, 0.2, 0.6])
    def test_coverage_with_rates_measured_on_few_findings(self, share):
        # 400 replicates: a true coverage of 0.95 is seen within 0.03 of it.
        hits, rates = replicates(np.random.default_rng(21), share)
        found = adjusted(samples(by_hand(hits, n_findings=np.full(300, 2))), rates)
        assert 0.92 <= covered(first_columns(found.of(0, 0.95)), share) <= 0.98

    @pytest.mark.parametrize("share", [0.0, 0.01, 0.97, 1.0])
    @pytest.mark.parametrize("n_findings", [1, 3])
    def test_coverage_where_the_correction_often_overshoots(self, share, n_findings):
        # Nearly none and nearly all of 60 units. Limits about the estimate would cover 0.5 to 0.9 where there is none.
        hits, rates = replicates(np.random.default_rng(27), share, n=60, m=n_findings)
        found = adjusted(samples(by_hand(hits, n_findings=np.full(60, n_findings))), rates)
        assert 0.92 <= covered(first_columns(found.of(0, 0.95)), share) <= 0.99

    def test_rates_taken_for_known_cover_too_little(self):
        # What goes wrong where the error rates' own uncertainty is left out.
        hits, rates = replicates(np.random.default_rng(22), 0.6, n=2000)
        sample = samples(by_hand(hits, n_findings=np.full(2000, 2)))
        for size, least, most in ((rates.size, 0.92, 0.98), (np.full(rates.size.shape, KNOWN), 0.0, 0.7)):
            found = adjusted(sample, Rates(rates.mean, size))
            assert least <= covered(first_columns(found.of(0, 0.95)), 0.6) <= most

    def test_errs_less_than_half_as_much_as_the_count_under_prior_shift(self):
        share = 0.6
        hits, rates = replicates(np.random.default_rng(23), share, n_labelled=(150, 4000))
        sample = samples(by_hand(hits, n_findings=np.full(300, 2)))
        error, of_count = (
            np.abs(found.share[0, ::2] - share).mean() for found in (adjusted(sample, rates), counted(sample))
        )
        assert error < of_count / 2

    def test_coverage_of_a_change_with_the_same_rates_in_both_rounds(self):
        rng = np.random.default_rng(24)
        truth = rng.random((600, 400)) < np.repeat([0.3, 0.5], 300)[:, None]
        hits, rates = replicates(rng, None, truth=truth)
        units = by_hand(hits, group=np.repeat([0, 1], 300), n_findings=np.full(600, 2))
        found = adjusted(samples(units), rates)
        _, low, high = found.contrast(DIFFERENCE, 0.95)
        assert 0.92 <= covered(first_columns((low, high)), 0.2) <= 0.98

    def test_coverage_of_a_change_of_pairs(self):
        rng = np.random.default_rng(28)
        first = rng.random((300, 400)) < 0.3
        truth = np.vstack([first, np.where(rng.random(first.shape) < 0.8, first, rng.random(first.shape) < 0.3)])
        hits, rates = replicates(rng, None, truth=truth)
        group, same = np.repeat([0, 1], 300), np.tile(np.arange(300), 2)
        paired = adjusted(samples(by_hand(hits, group=group, cluster=same, n_findings=np.full(600, 2))), rates)
        apart = adjusted(samples(by_hand(hits, group=group, n_findings=np.full(600, 2))), rates)
        _, low, high = paired.contrast(DIFFERENCE, 0.95)
        assert 0.92 <= covered(first_columns((low, high)), 0.0) <= 0.98
        _, wide_low, wide_high = apart.contrast(DIFFERENCE, 0.95)
        assert np.mean((high - low)[::2]) < 0.9 * np.mean((wide_high - wide_low)[::2])

    def test_coverage_of_clusters(self):
        # 25 auditors of 20 cases, who differ: intra-class correlation 0.1.
        rng, share = np.random.default_rng(25), 0.3
        auditor = np.repeat(np.arange(25), 20)
        truth = rng.random((500, 400)) < rng.beta(share * 9, (1 - share) * 9, size=(25, 400))[auditor]
        hits, rates = replicates(rng, share, truth=truth)
        units = by_hand(hits, n_findings=np.full(500, 2), cluster=auditor)
        clustered, alone = adjusted(samples(units, clustered=True), rates), adjusted(samples(units), rates)
        assert 0.92 <= covered(first_columns(clustered.of(0, 0.95)), share) <= 0.98
        assert covered(first_columns(alone.of(0, 0.95)), share) < 0.92

    def test_shared_rates_matter_less_for_a_change_than_for_its_rounds(self):
        rng = np.random.default_rng(26)
        hits, rates = replicates(rng, 0.3, n=600, n_labelled=(30, 1000))
        units = by_hand(hits, group=np.repeat([0, 1], 300), n_findings=np.full(600, 2))
        found = adjusted(samples(units), rates)
        _, low, high = found.contrast(DIFFERENCE, 0.95)
        widths = [np.mean(top - bottom) for bottom, top in (found.of(0, 0.95), found.of(1, 0.95))]
        assert np.mean(high - low) < sum(width**2 for width in widths) ** 0.5


class TestTables:
    """The same through the door, with a table of rates."""

    RATES = rates_table({"raised": (10_000, 8_000), "opposite": (10_000, 200), "absent": (100_000, 2_000)})

    def test_by_hand(self):
        findings, tags = listed(*[("r1", f"c{number}", number < 66) for number in range(200)])
        found = drift(prevalence(findings, tags, method="adjusted", rates=self.RATES, codebook=BOOK))
        assert found["estimate"] == pytest.approx(0.31 / 0.78, abs=1e-3)
        assert (found["n_positive"], found["n_units"], found["method"]) == (66, 200, "adjusted")

    def test_rates_that_are_given_are_not_used_unless_asked_for_or_by_default(self):
        findings, tags = listed(*[("r1", f"c{number}", number < 66) for number in range(200)])
        assert drift(prevalence(findings, tags, rates=self.RATES, codebook=BOOK))["method"] == "adjusted"
        plain = drift(prevalence(findings, tags, rates=self.RATES, method="counted", codebook=BOOK))
        assert (plain["method"], plain["estimate"]) == ("counted", 0.33)

    def test_change_by_hand(self):
        cases = [
            (name, f"{name}{number}", number < hits) for name, hits in (("a", 34), ("b", 112)) for number in range(200)
        ]
        findings, tags = listed(*cases)
        found = drift(changes(findings, tags, before="a", after="b", rates=self.RATES, codebook=BOOK))
        assert found["difference"] == pytest.approx((0.56 - 0.17) / 0.78, abs=1e-3)
        assert (found["verdict"], found["method"]) == ("up", "adjusted")
        assert found["low_adjusted"] > 0

    def test_smallest_detectable_is_larger_than_for_tags_that_are_right(self):
        cases = [(name, f"{name}{number}", number < 60) for name in "ab" for number in range(200)]
        given = listed(*cases)
        of = {
            method: drift(changes(*given, before="a", after="b", method=method, rates=self.RATES, codebook=BOOK))
            for method in ("counted", "adjusted")
        }
        assert of["adjusted"]["smallest_detectable"] > 1.1 * of["counted"]["smallest_detectable"]


def test_inputs_are_not_changed():
    hits = flags(66, 200)
    rates, units = known(0.8, 0.02, 0.02), by_hand(hits)
    before = rates.mean.copy(), units.hits.copy()
    adjusted(samples(units), rates)
    assert np.array_equal(rates.mean, before[0])
    assert np.array_equal(units.hits, before[1])


def test_the_table_of_rates_is_not_changed():
    table = TestTables.RATES.copy()
    findings, tags = listed(("r1", "x", True), ("r1", "y", False))
    prevalence(findings, tags, rates=table, codebook=BOOK)
    pd.testing.assert_frame_equal(table, TestTables.RATES)
