"""Intervals: Wilson's, sums of squares of moves against published examples, and the p-value that turns them round."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm, t
from statsmodels.stats.proportion import proportion_confint

from qa_nlp.tracking.intervals import Part, deviations, p_value, wilson
from tests.tracking.audits import DIFFERENCE

Z = np.array([norm.ppf(0.975)])


def limits_of(hits: float, n: float, z: float = Z[0]) -> tuple[float, float]:
    low, high = wilson(np.array([hits / n]), np.array([n]), np.array([z]))
    return low[0], high[0]


def shares(*pairs: tuple[float, float], correlation: float | None = None) -> tuple[np.ndarray, tuple[Part, ...]]:
    """Return the shares (groups x 1) of (hits, n) in each group, and their part."""
    n = np.array([[float(n)] for _, n in pairs])
    share = np.array([[hits] for hits, _ in pairs]) / n

    def move(z):
        low, high = wilson(share, n, z)
        return low - share, high - share

    alike = None if correlation is None else np.array([[1, correlation], [correlation, 1]])[:, :, None]
    return share, (Part(move, correlation=alike),)


class TestWilson:
    @pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
    @pytest.mark.parametrize("n", [1, 7, 40])
    def test_is_that_of_statsmodels(self, n, confidence):
        for hits in range(n + 1):
            expected = proportion_confint(hits, n, alpha=1 - confidence, method="wilson")
            assert limits_of(hits, n, norm.ppf((1 + confidence) / 2)) == pytest.approx(expected, abs=1e-12)

    def test_of_a_sample_worth_a_broken_number_of_units(self):
        # The limits are the shares p that the observed one is z standard errors from: (x - p)^2 = z^2 p (1 - p) / n.
        n, share, z2 = 17.3, 0.31, Z[0] ** 2
        expected = sorted(np.roots([1 + z2 / n, -(2 * share + z2 / n), share**2]))
        assert limits_of(share * n, n) == pytest.approx(expected)

    def test_of_none_and_of_all(self):
        assert limits_of(0, 20)[0] == 0
        assert limits_of(20, 20)[1] == 1
        # z^2 / (n + z^2) = 3.8415 / 23.8415
        assert limits_of(0, 20)[1] == pytest.approx(0.16113, abs=1e-5)
        assert limits_of(20, 20)[0] == pytest.approx(1 - 0.16113, abs=1e-5)

    def test_without_units_nothing_is_known(self):
        low, high = wilson(np.array([0.5]), np.array([0.0]), Z)
        assert (low[0], high[0]) == pytest.approx((0, 1))

    @given(st.integers(1, 500), st.floats(0, 1), st.floats(0.05, 3), st.floats(1.01, 3))
    @settings(max_examples=100, deadline=None)
    def test_holds_its_estimate_and_widens_with_confidence(self, n, share, z, times):
        low, high = limits_of(share * n, n, z)
        wider_low, wider_high = limits_of(share * n, n, z * times)
        rounding = 1e-12
        assert 0 <= wider_low <= low + rounding <= share + 2 * rounding
        assert share - 2 * rounding <= high - rounding <= wider_high <= 1
        assert wider_high - wider_low > high - low


class TestDeviations:
    @pytest.mark.parametrize(
        ("first", "second", "low", "high"),
        [
            # Newcombe 1998 (Statistics in Medicine 17:873), table II, method 10.
            ((56, 70), (48, 80), 0.0524, 0.3339),
            ((9, 10), (3, 10), 0.1705, 0.8090),
            ((6, 7), (2, 7), 0.0582, 0.8062),
            ((5, 56), (0, 29), -0.0381, 0.1926),
            ((0, 10), (0, 20), -0.1611, 0.2775),
            ((0, 10), (0, 10), -0.2775, 0.2775),
            ((10, 10), (0, 20), 0.6791, 1.0),
            ((10, 10), (0, 10), 0.6075, 1.0),
        ],
    )
    def test_of_a_difference_is_the_interval_of_newcombe(self, first, second, low, high):
        share, parts = shares(second, first)
        below, above = deviations(parts, DIFFERENCE, Z)
        difference = share[1, 0] - share[0, 0]
        assert difference - below[0] == pytest.approx(low, abs=5e-5)
        assert min(difference + above[0], 1) == pytest.approx(high, abs=5e-5)

    def test_correlated_shares_by_hand(self):
        # 15 of 40 and 17 of 40, correlated by 0.4: the squares, less twice 0.4 times their product.
        _, parts = shares((15, 40), (17, 40), correlation=0.4)
        (low0, high0), (low1, high1) = limits_of(15, 40), limits_of(17, 40)
        down, up = 17 / 40 - low1, high0 - 15 / 40
        expected = (down**2 + up**2 - 2 * 0.4 * down * up) ** 0.5
        below, above = deviations(parts, DIFFERENCE, Z)
        assert below[0] == pytest.approx(expected)
        down, up = 15 / 40 - low0, high1 - 17 / 40
        assert above[0] == pytest.approx((down**2 + up**2 - 2 * 0.4 * down * up) ** 0.5)

    def test_correlation_makes_a_difference_surer_and_a_sum_less_sure(self):
        _, alone = shares((15, 40), (17, 40))
        _, alike = shares((15, 40), (17, 40), correlation=0.6)
        assert deviations(alike, DIFFERENCE, Z)[0] < deviations(alone, DIFFERENCE, Z)[0]
        assert deviations(alike, np.array([0.5, 0.5]), Z)[0] > deviations(alone, np.array([0.5, 0.5]), Z)[0]

    def test_a_shared_unknown_cancels_where_it_moves_both_alike(self):
        def both(z):
            return np.array([[-0.1], [-0.1]]), np.array([[0.2], [0.2]])

        def one(z):
            return np.array([[-0.1], [-0.4]]), np.array([[0.2], [0.3]])

        assert deviations((Part(both, shared=True),), DIFFERENCE, Z) == (0, 0)
        # At its lower limit the difference moves by -0.4 + 0.1, at its upper one by 0.3 - 0.2.
        below, above = deviations((Part(one, shared=True),), DIFFERENCE, Z)
        assert (below[0], above[0]) == pytest.approx((0.3, 0.1))

    def test_parts_add_their_squares(self):
        _, sampling = shares((15, 40), (17, 40))
        rate = Part(lambda z: (np.array([[0.0], [-0.05]]), np.array([[0.0], [0.05]])), shared=True)
        alone, (both, _) = deviations(sampling, DIFFERENCE, Z), deviations((*sampling, rate), DIFFERENCE, Z)
        assert both[0] == pytest.approx((alone[0][0] ** 2 + 0.05**2) ** 0.5)

    def test_weights_by_row(self):
        _, parts = shares((15, 40), (17, 40))
        below, _ = deviations(parts, np.array([[-1.0, 0.0], [1.0, 1.0]]), Z)
        assert below[0] == pytest.approx(deviations(parts, DIFFERENCE, Z)[0][0])
        assert below[1] == pytest.approx(17 / 40 - limits_of(17, 40)[0])


class TestPValue:
    @pytest.mark.parametrize("freedom", [1, 2, 5, 30, np.inf])
    @pytest.mark.parametrize("correlation", [None, 0.5])
    @pytest.mark.parametrize(
        ("before", "after"),
        # Of all and of none the limits move with the square of z, and those of few units can soon move no further.
        [((20, 60), (29, 60)), ((29, 60), (5, 60)), ((20, 20), (295, 300)), ((0, 60), (30, 600)), ((0, 5), (4, 5))],
    )
    def test_is_the_level_whose_interval_just_reaches_zero(self, before, after, correlation, freedom):
        share, parts = shares(before, after, correlation=correlation)
        difference = share[1] - share[0]
        p = p_value(difference, parts, DIFFERENCE, lambda z: t.sf(z, freedom))
        assert 0 < p[0] < 1
        below, above = deviations(parts, DIFFERENCE, t.isf(p / 2, freedom))
        assert (below if difference > 0 else above)[0] == pytest.approx(abs(difference[0]), abs=1e-6)

    def test_many_rows_at_once_and_no_difference_at_all(self):
        hits, n = np.arange(0, 61.0), np.full((2, 61), 60.0)
        share = np.stack([np.full(61, 20.0), hits]) / n

        def move(z):
            low, high = wilson(share, n, z)
            return low - share, high - share

        p = p_value(share[1] - share[0], (Part(move),), DIFFERENCE, norm.sf)
        assert p[20] == 1
        assert (np.diff(p[:21]) > 0).all()
        assert (np.diff(p[20:]) < 0).all()
