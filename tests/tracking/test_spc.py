"""Control charts: limits by hand, and each rule met exactly where it should be."""

import numpy as np
import pytest

from qa_nlp.tracking.spc import RULES, control_limits, signals

CALM = [0.4, -0.6, 0.5, -0.4, 0.7, -0.5, 0.6, -0.7, 0.3, -0.3]  # no rule is met


def found(*z: float) -> list[str]:
    return signals(np.array(z))


class TestLimits:
    def test_of_a_p_chart_by_hand(self):
        # 60 of 300 in all: 0.2, and sqrt(0.16 / n).
        share, n = np.array([0.1, 0.25, 0.25]), np.array([100.0, 100, 100])
        centre, sigma, z = control_limits(share, n, limits="binomial")
        assert centre == pytest.approx(0.2)
        assert sigma == pytest.approx([0.04] * 3)
        assert z == pytest.approx([-2.5, 1.25, 1.25])

    def test_periods_of_other_sizes_have_limits_of_their_own(self):
        share, n = np.array([0.25, 0.15]), np.array([40.0, 40])
        assert control_limits(share, n, limits="binomial")[1] == pytest.approx([(0.16 / 40) ** 0.5] * 2)
        share, n = np.array([0.35, 0.15]), np.array([25.0, 75])
        centre, sigma, _ = control_limits(share, n, limits="binomial")
        assert centre == pytest.approx(0.2)  # 20 of 100, not the mean of the shares
        assert sigma == pytest.approx([0.08, 0.16**0.5 / 75**0.5])

    def test_laney_by_hand_of_four_points(self):
        # z of the p-chart (0.04 a point): -2.5, 2.5, -2.5, 2.5; they move by 5 each time: 5 / 1.128.
        share, n = np.array([0.1, 0.3, 0.1, 0.3]), np.full(4, 100.0)
        centre, sigma, z = control_limits(share, n)
        assert centre == pytest.approx(0.2)
        assert sigma == pytest.approx([0.04 * 5 / 1.128] * 4)
        assert z == pytest.approx(np.array([-2.5, 2.5, -2.5, 2.5]) / (5 / 1.128))

    def test_laney_by_hand_of_unequal_steps(self):
        # z: -1.5, 0.5, 1.5, -0.5; steps 2, 1, 2: 5/3 / 1.128.
        share, n = 0.2 + 0.04 * np.array([-1.5, 0.5, 1.5, -0.5]), np.full(4, 100.0)
        assert control_limits(share, n)[1] == pytest.approx([0.04 * 5 / 3 / 1.128] * 4)

    def test_a_baseline_alone_sets_centre_and_spread(self):
        share, n = np.array([0.1, 0.3, 0.1, 0.3, 0.9, 0.9]), np.full(6, 100.0)
        centre, sigma, z = control_limits(share, n, baseline=4)
        assert centre == pytest.approx(0.2)
        assert sigma == pytest.approx([0.04 * 5 / 1.128] * 6)
        assert z[4] == pytest.approx(0.7 / (0.04 * 5 / 1.128))

    def test_an_estimate_that_costs_more_widens_the_p_chart(self):
        share, n = np.array([0.1, 0.25, 0.25]), np.full(3, 100.0)
        assert control_limits(share, n, limits="binomial", widened=4.0)[1] == pytest.approx([0.08] * 3)

    @pytest.mark.parametrize("limits", ["binomial", "laney"])
    @pytest.mark.parametrize("share", [0.0, 1.0])
    def test_none_and_all_do_not_signal(self, limits, share):
        centre, sigma, z = control_limits(np.full(10, share), np.full(10, 30.0), limits=limits)
        assert (centre, sigma.max(), np.abs(z).max()) == (share, 0, 0)
        assert signals(z) == [""] * 10


class TestRules:
    def test_a_calm_series_meets_none(self):
        assert found(*CALM) == [""] * 10

    def test_outside_limits(self):
        assert found(*CALM[:4], 3.01, *CALM[:4])[4] == "outside limits"
        assert found(*CALM[:3], -3.01, *CALM[1:4])[3] == "outside limits"
        assert found(*CALM[:4], 3.0, *CALM[1:4]) == [""] * 8

    @pytest.mark.parametrize("side", [1, -1])
    def test_shift_of_seven_on_one_side(self, side):
        seven = [side * step for step in (0.5, 0.2, 0.9, 0.4, 0.8, 0.3, 0.6)]
        start = [-side * 0.5]
        assert found(*start, *seven) == ["", *["shift"] * 7]
        assert found(*start, *seven[:6], -side * 0.1) == [""] * 8
        # Eight are two sevens: all of them are part of it.
        assert found(*start, *seven, side * 0.1) == ["", *["shift"] * 8]

    def test_a_point_on_the_centre_breaks_a_shift(self):
        assert found(0.5, 0.2, 0.9, 0.0, 0.8, 0.3, 0.6) == [""] * 7

    @pytest.mark.parametrize("way", [1, -1])
    def test_trend_of_seven_in_one_direction(self, way):
        rising = [way * step for step in (-1.2, -0.8, -0.4, 0.1, 0.5, 0.9, 1.3)]
        assert found(*rising) == ["trend"] * 7
        assert found(*rising[:6], way * 0.6) == [""] * 7
        # The same value twice is no rise.
        assert found(*rising[:6], rising[5]) == [""] * 7
        assert found(way * 0.2, *rising) == ["", *["trend"] * 7]

    @pytest.mark.parametrize("side", [1, -1])
    def test_two_of_three_beyond_two_on_one_side(self, side):
        assert found(side * 2.1, -side * 0.3, side * 2.2, 0.1) == ["two of three", "", "two of three", ""]
        assert found(side * 2.1, side * 2.2, -side * 0.3) == ["two of three", "two of three", ""]
        # On both sides, just at two, or four points apart: none.
        assert found(2.1, -0.3, -2.2, 0.1) == [""] * 4
        assert found(side * 2.0, -side * 0.3, side * 2.2, 0.1) == [""] * 4
        assert found(side * 2.1, -side * 0.3, side * 0.3, side * 2.2) == [""] * 4

    def test_several_rules_are_named_in_order(self):
        assert found(3.2, 2.1, 0.5, 0.4, 0.3, 0.2, 0.1) == [
            "outside limits; shift; trend; two of three",
            "shift; trend; two of three",
            *["shift; trend"] * 5,
        ]
        assert RULES == ("outside limits", "shift", "trend", "two of three")

    def test_short_series_meet_no_rule_of_runs(self):
        assert found() == []
        assert found(0.5) == [""]
        assert found(0.5, 0.6, 0.7, 0.8, 0.9, 1.0) == [""] * 6
