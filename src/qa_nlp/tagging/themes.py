"""Which themes a finding speaks about: one linear classifier a theme, with calibrated probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

_PENALTY = 0.5  # LinearSVC's C and the weight of a positive: chosen by cross-validation grouped by authority
_POSITIVE_WEIGHT = 2.0
_FOLDS = 5


@dataclass(frozen=True)
class ThemeModel:
    """Linear weights (themes x columns), Platt's slope and offset of each theme, and the threshold of a tag."""

    weights: np.ndarray
    intercept: np.ndarray
    slope: np.ndarray
    offset: np.ndarray
    threshold: float

    @classmethod
    def fit(
        cls, matrix: csr_matrix, labels: np.ndarray, groups: Sequence[str], weight: np.ndarray, seed: int
    ) -> ThemeModel:
        """Train on ``matrix`` (findings x columns) and ``labels`` (findings x themes, 0 or 1).

        Probabilities are Platt's (1999, "Probabilistic outputs for support vector machines"): a logistic curve
        on the margins that each finding gets from models which have not seen its group. The threshold is the one
        with the best micro-F1 on those same held-out margins.
        """
        from sklearn.model_selection import GroupKFold

        margins = np.zeros(labels.shape)
        folds = min(_FOLDS, len(set(groups)))
        for train, test in GroupKFold(folds, shuffle=True, random_state=seed).split(matrix, groups=np.asarray(groups)):
            coefficients, intercept = _fit_margins(matrix[train], labels[train], weight[train], seed)
            margins[test] = matrix[test] @ coefficients.T + intercept
        slope, offset = _platt(margins, labels, weight)
        threshold = best_threshold(_sigmoid(margins * slope + offset), labels, weight)
        coefficients, intercept = _fit_margins(matrix, labels, weight, seed)
        return cls(coefficients, intercept, slope, offset, threshold)

    def probabilities(self, matrix: csr_matrix) -> np.ndarray:
        """Return findings x themes: the probability that a careful reader gives the theme."""
        margins = matrix @ self.weights.T + self.intercept
        return _sigmoid(margins * self.slope + self.offset)


def _fit_margins(
    matrix: csr_matrix, labels: np.ndarray, weight: np.ndarray, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    from sklearn.svm import LinearSVC

    coefficients = np.zeros((labels.shape[1], matrix.shape[1]))
    intercept = np.full(labels.shape[1], -1.0)
    for theme in range(labels.shape[1]):
        if labels[:, theme].all() or not labels[:, theme].any():
            continue  # nothing to tell apart: a theme without examples is never given
        model = LinearSVC(
            C=_PENALTY,
            class_weight={0: 1.0, 1: _POSITIVE_WEIGHT},
            random_state=seed,
            dual=True,
            max_iter=5000,
        )
        model.fit(matrix, labels[:, theme], sample_weight=weight)
        coefficients[theme], intercept[theme] = model.coef_[0], model.intercept_[0]
    return coefficients, intercept


def _platt(margins: np.ndarray, labels: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    from sklearn.linear_model import LogisticRegression

    slope, offset = np.ones(labels.shape[1]), np.full(labels.shape[1], -10.0)
    for theme in range(labels.shape[1]):
        if len(np.unique(labels[:, theme])) < 2:
            continue
        curve = LogisticRegression(C=1e4).fit(margins[:, [theme]], labels[:, theme], sample_weight=weight)
        slope[theme], offset[theme] = curve.coef_[0, 0], curve.intercept_[0]
    return slope, offset


def best_threshold(probabilities: np.ndarray, labels: np.ndarray, weight: np.ndarray) -> float:
    """Return the probability (in steps of 0.01) from which on tags give the best micro-F1."""
    steps = np.arange(0.05, 0.95, 0.01)
    row_weight = weight[:, None]

    def f1(threshold: float) -> float:
        given = probabilities >= threshold
        hits = float((row_weight * (given & (labels == 1))).sum())
        return 2 * hits / max(float((row_weight * given).sum() + (row_weight * labels).sum()), 1e-9)

    return float(round(max(steps, key=f1), 2))


def _sigmoid(values: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -50, 50))))
