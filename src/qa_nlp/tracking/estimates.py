"""What every method gives: shares by group, and the parts of their uncertainty."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from qa_nlp.tracking import intervals
from qa_nlp.tracking.intervals import Part

_MOST = 1e6  # where Student's quantile overflows


@dataclass(frozen=True)
class Estimates:
    """Shares of G groups for R = themes * 2 rows (theme by theme, strength before concern).

    Attributes
    ----------
    share
        The estimates (G x R), between 0 and 1.
    middle
        What the limits are about (G x R): the estimates, or others within 0 and 1 where a method has reason to.
    n_units, n_flagged
        Units (G) and those that the tags flag (G x R).
    n_tested
        Independent units that the counts behind the estimates are worth (G x R), and their share (``tested``).
    parts
        See :class:`qa_nlp.tracking.intervals.Part`.
    freedom
        Degrees of freedom of the sampling variances (G); infinite without clusters.
    method
        Its name in the registry.
    note
        What it is and what it assumes, in plain words.
    """

    share: np.ndarray
    middle: np.ndarray
    n_units: np.ndarray
    n_flagged: np.ndarray
    n_tested: np.ndarray
    tested: np.ndarray
    parts: tuple[Part, ...]
    freedom: np.ndarray
    method: str
    note: str

    def of(self, group: int, confidence: float) -> tuple[np.ndarray, np.ndarray]:
        """Return the limits of one group's shares (R each)."""
        _, low, high = self.contrast(np.arange(len(self.n_units)) == group, confidence)
        return np.clip(low, 0, 1), np.clip(high, 0, 1)

    def contrast(self, weights: np.ndarray, confidence: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return a weighted sum of the groups' shares (weights: G, or G x R) with its limits (R each), not cut off.

        The limits are about the sum of the middles, and reach at least to the sum itself.
        """
        value, middle = _sum(weights, self.share), _sum(weights, self.middle)
        z = _quantile((1 + confidence) / 2, self._freedom(weights))
        below, above = intervals.deviations(self.parts, weights, z)
        return value, np.minimum(middle - below, value), np.maximum(middle + above, value)

    def p_value(self, weights: np.ndarray) -> np.ndarray:
        """Return the two-sided p-value of that sum being zero (R)."""
        freedom = self._freedom(weights)
        return intervals.p_value(_sum(weights, self.middle), self.parts, weights, lambda z: _tail(z, freedom))

    def _freedom(self, weights: np.ndarray) -> float:
        """Return the degrees of freedom of Student's distribution: the fewest of the groups that take part."""
        takes_part = (weights != 0) if weights.ndim == 1 else (weights != 0).any(axis=1)
        return float(self.freedom[takes_part].min())


def _sum(weights: np.ndarray, values: np.ndarray) -> np.ndarray:
    return np.asarray(((weights[:, None] if weights.ndim == 1 else weights) * values).sum(axis=0))


def _quantile(level: float, freedom: float) -> np.ndarray:
    """Return Student's quantile (1), or with infinite degrees of freedom the normal one."""
    found = stdtrit(freedom, level) if np.isfinite(freedom) else ndtri(level)
    return np.asarray(np.minimum(np.array([found]), _MOST))


def _tail(z: np.ndarray, freedom: float) -> np.ndarray:
    """Return how likely a value above z is."""
    return np.asarray(stdtr(freedom, -z) if np.isfinite(freedom) else ndtr(-z))
