"""Calibration: curves that are known are found again, thresholds are those with the best F1, few labels borrow."""

import numpy as np
import pytest

from qa_nlp.tagging.calibration import Calibration, best_threshold


def simulated(n, slope, offset, themes, seed=0):
    rng = np.random.default_rng(seed)
    logits = rng.normal(-1, 3, size=(n, themes))
    there = rng.random((n, themes)) < 1 / (1 + np.exp(-(slope * logits + offset)))
    return logits, np.where(there, 1, -1)


def test_finds_the_curve_that_made_the_labels():
    logits, labels = simulated(20_000, 0.6, -0.5, 2)
    found = Calibration.fit(logits, np.zeros((*labels.shape, 4)), labels)
    assert found.slope == pytest.approx([0.6, 0.6], abs=0.03)
    assert found.offset == pytest.approx([-0.5, -0.5], abs=0.06)
    # Ten bins of what it says against what is true.
    said = found.themes(logits).ravel()
    for low in np.arange(0, 1, 0.1):
        inside = (said >= low) & (said < low + 0.1)
        assert (labels.ravel()[inside] >= 0).mean() == pytest.approx(said[inside].mean(), abs=0.04)


def test_a_theme_without_labels_takes_the_common_curve():
    logits, labels = simulated(5_000, 1.0, 0.0, 3)
    labels[:, 2] = np.where(np.arange(5_000) < 2, 1, -1)
    logits[:, 2] = np.where(np.arange(5_000) < 2, 4.0, -6.0)
    found = Calibration.fit(logits, np.zeros((*labels.shape, 4)), labels)
    alone = Calibration.fit(logits[:, :2], np.zeros((5_000, 2, 4)), labels[:, :2])
    assert found.threshold[2] == pytest.approx(alone.threshold.mean(), abs=0.1)


def test_threshold_is_the_middle_of_the_best():
    probabilities = np.array([[0.9], [0.81], [0.4], [0.2]])
    there = np.array([[True], [True], [False], [False]])
    # Every threshold above 0.4 and up to 0.8 separates them: 0.42, 0.44, ..., 0.80.
    assert best_threshold(probabilities, there, np.ones(4)) == pytest.approx(0.61)


def test_temperature_softens_polarities_that_are_too_sure():
    rng = np.random.default_rng(1)
    true = rng.normal(0, 1, size=(8_000, 1, 4))
    raised = np.exp(true)
    cumulative = (raised / raised.sum(axis=2, keepdims=True)).cumsum(axis=2)
    labels = (rng.random((8_000, 1, 1)) > cumulative).sum(axis=2)
    found = Calibration.fit(np.full((8_000, 1), 5.0), 3 * true, labels)
    assert found.temperature == pytest.approx(3, rel=0.1)
    assert found.polarities(3 * true).sum(axis=2) == pytest.approx(np.ones((8_000, 1)))
