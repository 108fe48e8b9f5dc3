"""The measures of the evaluation page, against sums by hand."""

import numpy as np
import pandas as pd
import pytest

from evaluation import metrics


def tags(*rows):
    return pd.DataFrame(rows, columns=["finding_id", "theme", "polarity"])


TRUTH = tags(("1", "a", "strength"), ("1", "b", "mixed"), ("2", "a", "concern"), ("3", "b", "neutral"))
GIVEN = tags(("1", "a", "strength"), ("1", "b", "concern"), ("2", "b", "concern"), ("3", "b", "neutral"))


def test_scores_by_hand():
    found = metrics.scores(TRUTH, GIVEN)
    assert found["themes"] == pytest.approx(2 * 3 / (4 + 4))
    assert found["concerns"] == pytest.approx(2 * 1 / (2 + 2))  # (1, b) is mixed: a concern and a strength
    assert found["strengths"] == pytest.approx(2 * 1 / (2 + 1))
    assert found["themes macro"] == pytest.approx((2 * 1 / (2 + 1) + 2 * 2 / (2 + 3)) / 2)


def test_polarity_agreement_is_of_the_themes_both_name():
    assert metrics.polarity_agreement(TRUTH, GIVEN) == pytest.approx(2 / 3)


def test_interval_of_groups_that_are_all_alike_is_a_point():
    group_of = {"1": "x", "2": "y", "3": "z"}
    same = tags(("1", "a", "concern"), ("2", "a", "concern"), ("3", "a", "concern"))
    half = tags(("1", "a", "concern"), ("1", "b", "concern"), ("2", "a", "concern"), ("2", "b", "concern"),
                ("3", "a", "concern"), ("3", "b", "concern"))  # fmt: skip
    low, high = metrics.intervals(same, half, group_of)["themes"]
    assert low == high == pytest.approx(2 * 1 / (1 + 2))


def test_interval_covers_the_truth_about_as_often_as_it_says():
    rng = np.random.default_rng(0)
    covered, true = 0, 2 * 0.8 / (1 + 0.8)  # one wanted tag a finding, given with probability 0.8
    for trial in range(200):
        ids = [f"{group}-{n}" for group in range(30) for n in range(10)]
        wanted = tags(*((finding, "a", "concern") for finding in ids))
        given = wanted[rng.random(len(ids)) < 0.8]
        group_of = {finding: finding.split("-")[0] for finding in ids}
        low, high = metrics.intervals(wanted, given, group_of, seed=trial)["themes"]
        covered += low <= true <= high
    assert 0.88 <= covered / 200 <= 0.99


def test_calibration_error_by_hand():
    said = np.array([0.05, 0.05, 0.95, 0.95])
    there = np.array([False, False, True, False])
    # Two bins of two: |0.05 - 0| and |0.95 - 0.5|.
    assert metrics.calibration_error(said, there) == pytest.approx((2 * 0.05 + 2 * 0.45) / 4)
    bins = metrics.reliability(said, there)
    assert bins["n"].tolist() == [2, 2]
    assert bins["true"].tolist() == [0, 0.5]


def test_indicator_places_labels():
    found = metrics.indicator(TRUTH, ["3", "1", "2"], ["a", "b"])
    assert found.tolist() == [[False, True], [True, True], [True, False]]
