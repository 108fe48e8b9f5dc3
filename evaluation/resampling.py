"""Intervals by drawing whole authorities again, for figures that are ratios, ranks or standardised shares.

Reports of one authority are alike and some authorities have reports in both periods; drawing authorities with
replacement (Field and Welsh 2007, Journal of the Royal Statistical Society B 69:369) carries both. Every figure is
a function of how often each report counts, so that one draw serves them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

_SPARE = 1e-12


class Found(NamedTuple):
    """A figure with its interval and standard error (arrays of one shape)."""

    value: np.ndarray
    low: np.ndarray
    high: np.ndarray
    error: np.ndarray


def draws(cluster: Sequence[str] | pd.Series, times: int, seed: int = 0) -> np.ndarray:
    """Return how often each report counts: first once each, then in ``times`` samples of clusters ((1 + times) x R)."""
    place = pd.factorize(np.asarray(cluster))[0]
    n = place.max() + 1
    chosen = np.random.default_rng(seed).multinomial(n, np.full(n, 1 / n), size=times)
    return np.vstack([np.ones(len(place)), chosen[:, place]])


def interval(values: np.ndarray, confidence: float = 0.95) -> Found:
    """Return the figure of the first row of ``values`` (draws, or draws x T) with percentiles of the other rows.

    Draws in which a figure cannot be told (no report of a grade) do not count; one that cannot be told at all is NaN.
    """
    tail = (1 - confidence) / 2
    value = np.asarray(values[0], dtype=float)
    low, high, error = (np.full(value.shape, np.nan) for _ in range(3))
    known = ~np.isnan(value)
    if known.any():
        drawn = values[1:, known] if value.ndim else values[1:]
        low[known], high[known] = np.nanquantile(drawn, [tail, 1 - tail], axis=0)
        error[known] = np.nanstd(drawn, axis=0, ddof=1)
    return Found(value, low, high, error)


def p_values(found: Found) -> np.ndarray:
    """Return two-sided p-values of a difference being zero, by its standard error."""
    from scipy.stats import norm

    return np.asarray(2 * norm.sf(np.abs(found.value) / np.maximum(found.error, _SPARE)))


def ratio(weight: np.ndarray, top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    """Return weighted sums over reports as shares (weight: draws x R; top, bottom: R x T, or R): draws x T."""
    over = weight @ bottom
    return np.asarray(np.divide(weight @ top, over, out=np.full(np.shape(over), np.nan), where=over > _SPARE))


def standardised(weight: np.ndarray, grade: pd.Series, size: np.ndarray, mix: pd.Series) -> np.ndarray:
    """Return weights that give the reports' statements the ``mix`` of grades in every draw; other grades weigh 0.

    A grade that a draw lacks is left out there and the others take its place in proportion.
    """
    result = np.zeros_like(weight, dtype=float)
    for name, share in mix.items():
        of = (grade == name).to_numpy(dtype=bool, na_value=False)
        total = (weight[:, of] @ size[of])[:, None]
        result[:, of] = weight[:, of] * np.divide(share, total, out=np.zeros_like(total), where=total > 0)
    return result


def auc(weight: np.ndarray, score: np.ndarray, positive: np.ndarray) -> np.ndarray:
    """Return the chance that a positive report scores above another, a tie being half of one (one value a draw)."""
    high, low = score[positive], score[~positive]
    above = (high[:, None] > low) + 0.5 * (high[:, None] == low)
    won = np.einsum("bi,ij,bj->b", weight[:, positive], above, weight[:, ~positive], optimize=True)
    pairs = weight[:, positive].sum(axis=1) * weight[:, ~positive].sum(axis=1)
    return np.asarray(np.divide(won, pairs, out=np.full(len(won), np.nan), where=pairs > 0))


def auc_limits(value: float, n_positive: int, n_other: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return an interval of the area under the curve that is not empty where the two groups do not overlap.

    Newcombe 2006 (Statistics in Medicine 25:559), method 5: the limits at which Hanley and McNeil's variance, with
    both groups of their mean size, just reaches the value.
    """
    from scipy.optimize import brentq
    from scipy.stats import norm

    z, half = norm.ppf((1 + confidence) / 2), (n_positive + n_other) / 2 - 1

    def off(area: float) -> float:
        spread = area * (1 - area) / (n_positive * n_other)
        variance = spread * (1 + half * (1 - area) / (2 - area) + half * area / (1 + area))
        return float((value - area) ** 2 - z**2 * variance)

    low = 0.0 if value <= 0 else float(brentq(off, 0, value - _SPARE))
    return low, 1.0 if value >= 1 else float(brentq(off, value + _SPARE, 1))


def rank_correlation(weight: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return Spearman's correlation of two figures of the reports in every draw."""
    from scipy.stats import spearmanr

    rows = np.arange(len(left))
    drawn = (np.repeat(rows, counts.astype(int)) for counts in weight)
    return np.array([spearmanr(left[some], right[some]).statistic for some in drawn])
