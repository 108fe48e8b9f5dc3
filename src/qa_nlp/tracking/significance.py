"""Tests of single changes, what looking at many of them costs, and the verdict."""

from __future__ import annotations

import numpy as np

ADJUSTMENTS = {"benjamini-hochberg": "fdr_bh", "holm": "holm"}


def check_adjustment(adjust: str) -> None:
    """Raise ``ValueError`` if there is no such adjustment."""
    if adjust not in ADJUSTMENTS:
        raise ValueError(
            f"expected adjust to be one of {', '.join(ADJUSTMENTS)}; found {adjust!r}. Choose one of these."
        )


def pearson(hits: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Return the p-values of Pearson's chi-squared test of equal shares in G independent groups (hits: G x R; n: G)."""
    from scipy.special import chdtrc

    n = n[:, None]
    share = hits.sum(axis=0) / n.sum()
    spread = np.where((share > 0) & (share < 1), share * (1 - share), np.inf)
    statistic = (n * (hits / n - share) ** 2).sum(axis=0) / spread
    return np.asarray(chdtrc(len(n) - 1, statistic))


def mcnemar(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Return the mid-p McNemar p-values of pairs (both: pairs x R booleans)."""
    from scipy.stats import binom

    rose, fell = (after & ~before).sum(axis=0), (before & ~after).sum(axis=0)
    n, fewer = rose + fell, np.minimum(rose, fell)
    p = 2 * binom.cdf(fewer, n, 0.5) - binom.pmf(fewer, n, 0.5)
    return np.asarray(np.minimum(p, 1.0))


def adjusted_p(p: np.ndarray, adjust: str) -> np.ndarray:
    """Return p-values adjusted for all of those that are not NaN."""
    from statsmodels.stats.multitest import multipletests

    result = np.full(len(p), np.nan)
    tested = ~np.isnan(p)
    if tested.any():
        result[tested] = multipletests(p[tested], method=ADJUSTMENTS[adjust])[1]
    return result


def adjusted_confidence(p_adjusted: np.ndarray, adjust: str, significance: float) -> float:
    """Return the confidence of intervals that allow for all rows tested.

    Beside Benjamini-Hochberg 1 - R a / m, with R rows selected of m (the false coverage-statement rate is then at most
    a); beside Holm, and where none is selected, Bonferroni's 1 - a / m.
    """
    tested = int((~np.isnan(p_adjusted)).sum())
    selected = int((p_adjusted < significance).sum()) if adjust == "benjamini-hochberg" else 1
    return 1 - significance * max(selected, 1) / max(tested, 1)


def verdicts(p_adjusted: np.ndarray, low: np.ndarray, high: np.ndarray, significance: float) -> list[str]:
    """Return what can be said: ``low`` and ``high`` are the adjusted limits of the differences."""
    return [
        "too few to say"
        if np.isnan(p)
        else "up"
        if p < significance and bottom > 0
        else "down"
        if p < significance and top < 0
        else "no clear change"
        for p, bottom, top in zip(p_adjusted, low, high, strict=True)
    ]
