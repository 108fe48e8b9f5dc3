"""Figures over reports and their intervals, against sums by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation import resampling


def test_draws_take_whole_authorities_and_begin_with_each_report_once():
    weight = resampling.draws(["north", "south", "north", "east"], 200)
    assert weight.shape == (201, 4)
    assert weight[0].tolist() == [1, 1, 1, 1]
    assert (weight[:, 0] == weight[:, 2]).all()
    assert (weight[1:, [0, 1, 3]].sum(axis=1) == 3).all()  # three authorities are drawn from three


def test_ratio_is_of_sums_and_nan_without_any():
    top, bottom = np.array([[1.0, 0], [3, 0]]), np.array([[2.0, 0], [4, 0]])
    found = resampling.ratio(np.array([[1.0, 1], [2, 0]]), top, bottom)
    assert found[:, 0].tolist() == [4 / 6, 0.5]
    assert np.isnan(found[:, 1]).all()


def test_interval_covers_the_mean_of_authorities_about_as_often_as_it_says():
    rng = np.random.default_rng(1)
    covered = 0
    for _ in range(200):
        level = rng.normal(0, 1, 40)  # reports of one authority are alike
        value = np.repeat(level, 2) + rng.normal(0, 0.1, 80)
        weight = resampling.draws(np.repeat(np.arange(40), 2), 300, seed=int(rng.integers(1e9)))
        found = resampling.interval(resampling.ratio(weight, value, np.ones(80)))
        covered += bool(found.low <= 0 <= found.high)
    assert 0.88 <= covered / 200 <= 0.99


def test_interval_ignores_draws_in_which_the_figure_cannot_be_told():
    values = np.array([[1.0, np.nan], [0.0, 5], [2.0, 5], [np.nan, 5]])
    found = resampling.interval(values, 0.5)
    assert found.value[0] == 1
    assert (found.low[0], found.high[0]) == (0.5, 1.5)
    assert found.error[0] == pytest.approx(np.sqrt(2))
    assert np.isnan([found.value[1], found.low[1], found.high[1]]).all()


def test_p_values_are_two_sided():
    found = resampling.Found(np.array([1.959964, 0.0]), *(np.zeros(2),) * 2, np.ones(2))
    assert resampling.p_values(found) == pytest.approx([0.05, 1.0], abs=1e-6)


def test_standardised_weights_give_every_draw_the_mix_and_leave_other_grades_out():
    grade = pd.Series(["good", "good", "inadequate", "outstanding", pd.NA], dtype="string")
    size = np.array([10.0, 30, 20, 50, 10])
    weight = np.array([[1.0, 1, 1, 1, 1], [2, 0, 1, 0, 1], [1, 1, 0, 1, 1]])
    found = resampling.standardised(weight, grade, size, pd.Series({"good": 0.25, "inadequate": 0.75}))
    share = found * size
    assert share[:2, :2].sum(axis=1) == pytest.approx([0.25, 0.25])
    assert share[:2, 2] == pytest.approx([0.75, 0.75])
    assert (found[:, 3:] == 0).all()
    assert found[2, 2] == 0  # no inadequate report in this draw
    assert share[2, :2].sum() == pytest.approx(0.25)


def test_area_under_the_curve_counts_pairs_by_weight():
    score, positive = np.array([3.0, 1, 2, 1]), np.array([True, True, False, False])
    weight = np.array([[1.0, 1, 1, 1], [1, 3, 1, 0], [0, 0, 1, 1]])
    found = resampling.auc(weight, score, positive)
    assert found[0] == pytest.approx((1 + 1 + 0 + 0.5) / 4)
    assert found[1] == pytest.approx(1 / 4)  # the low one three times, against the report of score 2 alone
    assert np.isnan(found[2])


@given(st.integers(1, 200), st.integers(1, 200), st.integers(0, 1000))
def test_limits_of_the_area_hold_the_value_and_mirror(n_positive, n_other, thousandths):
    value = thousandths / 1000
    low, high = resampling.auc_limits(value, n_positive, n_other)
    assert 0 <= low <= value <= high <= 1
    mirrored = resampling.auc_limits(1 - value, n_positive, n_other)
    assert mirrored == pytest.approx((1 - high, 1 - low), abs=1e-6)


def test_limits_of_an_area_of_one_narrow_with_the_number_of_reports():
    few, many = (resampling.auc_limits(1.0, n, n)[0] for n in (5, 50))
    assert few < many < 1
    # Where Hanley and McNeil's variance just reaches 1: (1 - low)^2 = z^2 V(low), m = n = 5.
    spread = few * (1 - few) / 25 * (1 + 4 * (1 - few) / (2 - few) + 4 * few / (1 + few))
    assert (1 - few) ** 2 == pytest.approx(1.959964**2 * spread, rel=1e-5)


def test_rank_correlation_repeats_reports_as_often_as_they_are_drawn():
    left, right = np.array([1.0, 2, 3]), np.array([1.0, 3, 2])
    found = resampling.rank_correlation(np.array([[1, 1, 1], [2, 0, 1], [1, 1, 0]]), left, right)
    assert found == pytest.approx([0.5, 1.0, 1.0])
