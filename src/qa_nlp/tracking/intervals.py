"""Intervals from the limits of their parts: the method of variance estimates recovery (MOVER).

An estimate depends on a few unknowns: the share of units that are flagged, the tagger's error rates, and so on. Each
unknown has a well-behaved interval of its own. Move one unknown at a time to its limits, see how far the estimate
goes, and add the squares (Zou and Donner 2008, Statistics in Medicine 27:1693; for sums of shares Zou, Huang and
Zhang 2009, Computational Statistics and Data Analysis 53:1080). For the difference of two independent shares with
Wilson's limits this is Newcombe's interval; with their correlation, his interval for pairs. It needs no draws, holds
near 0 and 1 where normal intervals fail, and works at any level, so that one formula serves the interval, the p-value
(the level at which the interval just reaches zero) and intervals adjusted for looking at many themes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

_LEAST, _MOST = 1e-9, 1e6
_STEPS = 15  # of the secant method in logarithms, where the reach is nearly a straight line, so that it settles fast


def wilson(share: np.ndarray, n: np.ndarray, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the limits of Wilson's score interval (1927, JASA 22:209) of shares of ``n`` (effective) units.

    Limits of none and of all are exactly 0 and 1. Without any units (n = 0) they are 0 and 1.
    """
    z2 = z**2
    middle = (share * n + z2 / 2) / (n + z2)
    half = z / (n + z2) * np.sqrt(n * share * (1 - share) + z2 / 4)
    low = np.where(share <= 0, 0.0, np.clip(middle - half, 0, 1))
    high = np.where(share >= 1, 1.0, np.clip(middle + half, 0, 1))
    return np.asarray(low), np.asarray(high)


Move = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class Part:
    """One unknown: how far every estimate moves when it stands at its lower and upper limit.

    Attributes
    ----------
    move
        From z (1, or rows; G x R to be broadcast) to two arrays of G x R. For a part of its own in each group: how far
        the estimate falls (not positive) and rises. For a ``shared`` unknown, which is the same in every group: how
        far the estimates move when it stands at its lower limit, and at its upper one, whatever the signs.
    correlation
        G x G x R, of parts that are not shared; None if groups are independent.
    """

    move: Move
    shared: bool = False
    correlation: np.ndarray | None = None


def deviations(parts: tuple[Part, ...], contrast: np.ndarray, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how far below and above its estimate a contrast of groups reaches (two arrays of R, not negative).

    Parameters
    ----------
    contrast
        A weight for each of the G groups, or for each group and row (G x R): (-1, 1) for a difference.
    z
        Normal quantile of the level, one or R.
    """
    weight = (contrast[:, None] if contrast.ndim == 1 else contrast).astype(float)
    below, above = np.zeros(1), np.zeros(1)
    for part in parts:
        low, high = part.move(z)
        if part.shared:
            at_low, at_high = (weight * low).sum(axis=0), (weight * high).sum(axis=0)
            below = below + np.minimum(np.minimum(at_low, at_high), 0) ** 2
            above = above + np.maximum(np.maximum(at_low, at_high), 0) ** 2
        else:
            down = np.where(weight > 0, weight * low, weight * high)
            up = np.where(weight > 0, weight * high, weight * low)
            below = below + _squares(down, weight, part.correlation)
            above = above + _squares(up, weight, part.correlation)
    return np.sqrt(below), np.sqrt(above)


def _squares(moves: np.ndarray, weight: np.ndarray, correlation: np.ndarray | None) -> np.ndarray:
    """Sum the squares of the moves of independent groups, or their products by their correlation."""
    if correlation is None:
        return np.asarray((moves**2).sum(axis=0))
    # The moves all point the same way here; the correlation is that of the estimates, so it changes sign with weights.
    signed = np.abs(moves) * np.sign(weight)
    return np.asarray(np.maximum(np.einsum("ar,abr,br->r", signed, correlation, signed), 0.0))


def p_value(
    estimate: np.ndarray, parts: tuple[Part, ...], contrast: np.ndarray, tail: Callable[[np.ndarray], np.ndarray]
) -> np.ndarray:
    """Return the two-sided p-value of a contrast being zero (R): 1 less the level whose interval just reaches zero.

    ``tail`` tells how likely values beyond a quantile are, on one side: of the normal distribution or, with clusters,
    of Student's.
    """
    size = np.maximum(np.abs(estimate), _LEAST)

    def missing_at(log_z: np.ndarray) -> np.ndarray:
        below, above = deviations(parts, contrast, np.exp(log_z))
        return np.asarray(np.log(size / np.maximum(np.where(estimate > 0, below, above), _LEAST)))

    log_z, slope = np.zeros_like(size), np.ones_like(size)
    missing = missing_at(log_z)
    for _ in range(_STEPS):
        ahead = np.clip(log_z + missing / slope, np.log(_LEAST), np.log(_MOST))
        moved, still = ahead - log_z, missing_at(ahead)
        # Between 2 (limits of none or all, which move with the square of z) and 0 (limits that cannot move further).
        found = np.divide(missing - still, moved, out=slope.copy(), where=np.abs(moved) > _LEAST)
        slope, log_z, missing = np.clip(found, 0.1, 2), ahead, still
    return np.asarray(np.where(estimate == 0, 1.0, 2 * tail(np.exp(log_z))))
