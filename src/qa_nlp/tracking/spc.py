"""Control limits of shares, and the rules by which points signal more than chance."""

from __future__ import annotations

from typing import Literal

import numpy as np

Limits = Literal["laney", "binomial"]
RULES = ("outside limits", "shift", "trend", "two of three")
_RUN = 7
_RANGE_TO_SIGMA = 1.128  # mean moving range of two over the standard deviation, for normal values (d2)


def control_limits(
    share: np.ndarray, n: np.ndarray, *, limits: Limits = "laney", baseline: int | None = None, widened: float = 1.0
) -> tuple[float, np.ndarray, np.ndarray]:
    """Return the centre and the standard deviation of every point, and their z-scores.

    Parameters
    ----------
    share, n
        Shares of n units by period, in order of time.
    limits
        ``"binomial"``: the p-chart (Montgomery 2013, Introduction to Statistical Quality Control, ch. 7).
        ``"laney"``: the p'-chart (Laney 2002, Quality Engineering 14:531), which widens or narrows it by how much
        neighbouring periods really differ, so that large samples do not signal at every change of weather.
    baseline
        Centre and spread come from so many first periods (all if None).
    widened
        How many times as large the sampling variance is as a binomial one.
    """
    first = slice(None, baseline)
    centre = float((share[first] * n[first]).sum() / n[first].sum())
    sigma = np.sqrt(widened * centre * (1 - centre) / n)
    z = np.divide(share - centre, sigma, out=np.zeros_like(share), where=sigma > 0)
    if limits == "laney" and len(z[first]) > 1:
        between = float(np.abs(np.diff(z[first])).mean()) / _RANGE_TO_SIGMA
        sigma = sigma * between
        z = np.divide(share - centre, sigma, out=np.zeros_like(share), where=sigma > 0)
    return centre, sigma, z


def signals(z: np.ndarray) -> list[str]:
    """Return for every point the rules of which it is part, joined by "; ", or "".

    The rules of NHS England's "Making data count" (as in its NHSRplotthedots): a point beyond three standard
    deviations; seven in a row on one side of the centre; seven in a row each above, or each below, the one before; two
    of three in a row beyond two standard deviations on the same side.
    """
    found = {rule: np.zeros(len(z), dtype=bool) for rule in RULES}
    found["outside limits"] = np.abs(z) > 3
    for start in range(len(z) - _RUN + 1):
        part = z[start : start + _RUN]
        steps = np.diff(part)
        if (part > 0).all() or (part < 0).all():
            found["shift"][start : start + _RUN] = True
        if (steps > 0).all() or (steps < 0).all():
            found["trend"][start : start + _RUN] = True
    for start in range(len(z) - 2):
        three = z[start : start + 3]
        for far in (three > 2, three < -2):
            if far.sum() >= 2:
                found["two of three"][start : start + 3] |= far
    return ["; ".join(rule for rule in RULES if found[rule][point]) for point in range(len(z))]
