"""Tests of single changes by hand, and what looking at many of them costs."""

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from qa_nlp.tracking.significance import (
    adjusted_confidence,
    adjusted_p,
    check_adjustment,
    mcnemar,
    pearson,
    verdicts,
)


class TestPearson:
    def test_of_two_groups_by_hand(self):
        # 48 of 80 and 56 of 70: z = 0.2 / sqrt(104/150 * 46/150 * (1/80 + 1/70)) = 2.650.
        assert pearson(np.array([[48], [56]]), np.array([80, 70]))[0] == pytest.approx(0.00805, abs=2e-5)

    def test_of_four_groups_is_that_of_scipy(self):
        hits, n = np.array([5, 12, 9, 30]), np.array([40, 41, 80, 75])
        expected = chi2_contingency([hits, n - hits], correction=False).pvalue
        assert pearson(hits[:, None], n)[0] == pytest.approx(expected)

    def test_none_and_all_are_no_difference(self):
        assert pearson(np.array([[0, 10], [0, 12]]), np.array([10, 12])).tolist() == [1, 1]


class TestMcnemar:
    def pairs(self, rose: int, fell: int, same: int = 5) -> float:
        before = np.array([False] * rose + [True] * fell + [True, False] * same)[:, None]
        after = np.array([True] * rose + [False] * fell + [True, False] * same)[:, None]
        return mcnemar(before, after)[0]

    def test_mid_p_by_hand(self):
        assert self.pairs(3, 12) == self.pairs(12, 3) == pytest.approx(697 / 32768)
        # One pair: twice a half, less a half; two against none: twice a quarter, less a quarter.
        assert self.pairs(1, 0) == pytest.approx(0.5)
        assert self.pairs(2, 0) == pytest.approx(0.25)

    def test_as_many_up_as_down_and_none_at_all_are_no_difference(self):
        # Five each: 2 P(X <= 5) - P(X = 5) = 1 exactly.
        assert self.pairs(5, 5) == pytest.approx(1)
        assert self.pairs(0, 0) == 1

    def test_pairs_that_stay_the_same_do_not_count(self):
        assert self.pairs(3, 12, same=0) == self.pairs(3, 12, same=500)


class TestAdjustment:
    P = np.array([0.01, np.nan, 0.04, 0.03, np.nan])

    def test_by_hand_among_those_that_were_tested(self):
        # Holm: 3 (0.01), then 2 (0.03), then 0.04, and no less than the one before.
        assert adjusted_p(self.P, "holm") == pytest.approx([0.03, np.nan, 0.06, 0.06, np.nan], nan_ok=True)
        # Benjamini-Hochberg: 3/1 (0.01), 3/2 (0.03) and 3/3 (0.04), and no more than the one after.
        assert adjusted_p(self.P, "benjamini-hochberg") == pytest.approx(
            [0.03, np.nan, 0.04, 0.04, np.nan], nan_ok=True
        )

    def test_of_nothing_is_nothing(self):
        assert np.isnan(adjusted_p(np.full(3, np.nan), "holm")).all()

    @pytest.mark.parametrize(
        ("adjust", "p", "expected"),
        [
            ("benjamini-hochberg", [0.001, 0.2, 0.3, 0.4], 1 - 0.05 / 4),
            ("benjamini-hochberg", [0.001, 0.002, 0.003, 0.4], 1 - 0.05 * 3 / 4),
            ("benjamini-hochberg", [0.001, np.nan, np.nan, np.nan], 1 - 0.05),
            ("benjamini-hochberg", [0.9, 0.9], 1 - 0.05 / 2),
            ("holm", [0.001, 0.002, 0.003, 0.4], 1 - 0.05 / 4),
            ("holm", [np.nan, np.nan], 1 - 0.05),
        ],
    )
    def test_confidence_of_the_intervals_beside_it(self, adjust, p, expected):
        assert adjusted_confidence(np.array(p), adjust, 0.05) == pytest.approx(expected)

    def test_an_unknown_one_is_refused(self):
        with pytest.raises(ValueError, match="expected adjust to be one of benjamini-hochberg, holm; found 'none'"):
            check_adjustment("none")


def test_a_verdict_needs_both_the_p_value_and_the_interval():
    p = np.array([0.01, 0.01, 0.01, 0.2, 0.2, np.nan])
    low = np.array([0.1, -0.3, -0.1, 0.1, -0.1, 0.1])
    high = np.array([0.3, -0.1, 0.3, 0.3, 0.1, 0.3])
    assert verdicts(p, low, high, 0.05) == [
        "up", "down", "no clear change", "no clear change", "no clear change", "too few to say",
    ]  # fmt: skip
    # An interval that just touches zero does not exclude it.
    assert verdicts(np.array([0.01]), np.array([0.0]), np.array([0.2]), 0.05) == ["no clear change"]
