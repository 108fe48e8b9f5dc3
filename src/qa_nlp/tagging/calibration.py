"""Logits → probabilities that mean what they say, and the thresholds from which on a theme is given."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_STEEPEST = 2.0
"""Of a calibration curve: few labels that are all told apart would make it a step, and every doubt a certainty."""
_PRIOR = 20.0
"""Labelled findings of a theme at which its own calibration and threshold count as much as the common ones."""


@dataclass(frozen=True)
class Calibration:
    """What turns logits into probabilities and probabilities into tags.

    Platt's slope and offset of each theme (1999, "Probabilistic outputs for support vector machines"), its threshold
    on the resulting probability, and one temperature for the polarities (Guo et al. 2017, "On calibration of modern
    neural networks").
    """

    slope: np.ndarray
    offset: np.ndarray
    threshold: np.ndarray
    temperature: float

    @classmethod
    def fit(
        cls, logits: np.ndarray, polarity_logits: np.ndarray, labels: np.ndarray, weight: np.ndarray | None = None
    ) -> Calibration:
        """Learn from findings not trained on.

        A theme's own curve and threshold are drawn towards those of all themes together, the more so the fewer
        labelled findings it has.

        Parameters
        ----------
        logits
            findings x themes.
        polarity_logits
            findings x themes x 4.
        labels
            findings x themes: -1 where a theme is absent, else the place of its polarity in ``POLARITIES``.
        weight
            How much each finding counts (1 if None).
        """
        there = labels >= 0
        each = np.ones(len(logits)) if weight is None else np.asarray(weight, dtype=float)
        common = _platt(logits.ravel(), there.ravel(), np.repeat(each, logits.shape[1]), (1.0, 0.0), 0.0)
        curves = np.array(
            [_platt(logits[:, theme], there[:, theme], each, common, 0.5 * _PRIOR) for theme in range(there.shape[1])]
        )
        slope, offset = curves[:, 0], curves[:, 1]
        probabilities = _sigmoid(logits * slope + offset)
        base = best_threshold(probabilities, there, each)
        support = (there * each[:, None]).sum(axis=0)
        own = np.array(
            [best_threshold(probabilities[:, [t]], there[:, [t]], each) if n else base for t, n in enumerate(support)]
        )
        threshold = (support * own + 2 * _PRIOR * base) / (support + 2 * _PRIOR)
        return cls(slope, offset, threshold.round(3), _temperature(polarity_logits[there], labels[there]))

    def themes(self, logits: np.ndarray) -> np.ndarray:
        """Return the probability that a careful reader gives each theme (findings x themes)."""
        return _sigmoid(logits * self.slope + self.offset)

    def polarities(self, logits: np.ndarray) -> np.ndarray:
        """Return the probability of each polarity (... x 4), given that the theme is there."""
        scaled = logits / self.temperature
        raised = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def best_threshold(probabilities: np.ndarray, there: np.ndarray, weight: np.ndarray) -> float:
    """Return the probability, in steps of 0.02, from which on tags give the best F1 (the middle of the best ones)."""
    steps = np.arange(0.10, 0.91, 0.02)
    row = weight[:, None]
    wanted = float((row * there).sum())

    def f1(threshold: float) -> float:
        given = probabilities >= threshold
        return 2 * float((row * (given & there)).sum()) / max(float((row * given).sum()) + wanted, 1e-9)

    values = np.array([f1(step) for step in steps])
    return float(np.median(steps[values >= values.max() - 1e-9]))


def _platt(
    logits: np.ndarray, there: np.ndarray, weight: np.ndarray, prior: tuple[float, float], strength: float
) -> tuple[float, float]:
    """Return slope and offset of the logistic curve, drawn towards ``prior`` with ``strength``."""
    from scipy.optimize import minimize

    centre = np.array(prior)

    def loss(curve: np.ndarray) -> tuple[float, np.ndarray]:
        z = logits * curve[0] + curve[1]
        error = (_sigmoid(z) - there) * weight
        value = float((weight * (np.logaddexp(0, z) - there * z)).sum() + strength * ((curve - centre) ** 2).sum())
        slope = np.array([(error * logits).sum(), error.sum()]) + 2 * strength * (curve - centre)
        return value, slope

    found = minimize(loss, centre, jac=True, method="L-BFGS-B", bounds=[(0.05, _STEEPEST), (-20, 20)])
    return float(found.x[0]), float(found.x[1])


def _temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    from scipy.optimize import minimize_scalar

    if not len(labels):
        return 1.0

    def loss(log_temperature: float) -> float:
        scaled = logits / np.exp(log_temperature)
        return float((np.logaddexp.reduce(scaled, axis=1) - scaled[np.arange(len(labels)), labels]).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-2, 2), method="bounded").x))


def _sigmoid(values: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -50, 50))))
