"""Before an audit: how large a change can be seen with so many units, and how many units a change needs."""

from __future__ import annotations

import math

import numpy as np

_POWER = 0.8
_MOST_UNITS = 10_000_000


def smallest_detectable(
    before: float, n_before: float, n_after: float, significance: float = 0.05, power: float = _POWER
) -> float | None:
    """Return the smallest change from ``before`` that two samples of these sizes find with the given power.

    A rise and a fall of this size can both be found, or, where the share leaves no room for one of them, the other;
    None if neither can. As a share; the significance is that of one test, before any adjustment: divide it by the
    number of themes looked at for one that holds over all. Sizes may be effective ones. Normal approximation of the
    test of two independent proportions (Fleiss, Levin and Paik 2003, Statistical Methods for Rates and Proportions,
    ch. 4).

    Raises
    ------
    ValueError
        If ``before`` is no share, a size is not positive, or significance or power is not between 0 and 1.
    """
    from scipy.optimize import brentq
    from statsmodels.stats.proportion import power_proportions_2indep

    _check_share("before", before)
    for name, n in (("n_before", n_before), ("n_after", n_after)):
        if not n > 0:
            raise ValueError(f"expected {name} above 0; found {n}. Give the number of units.")
    _check_levels(significance, power)

    def shortfall(difference: float, sign: int) -> float:
        # The first group is the later round, whose share is before + difference.
        reached = power_proportions_2indep(
            sign * difference, before, nobs1=n_after, ratio=n_before / n_after, alpha=significance, return_results=False
        )
        return float(reached) - power

    found = []
    for sign, room in ((1, 1 - before), (-1, before)):
        most = room - 1e-6
        if most > 1e-4 and shortfall(most, sign) > 0:
            found.append(float(brentq(shortfall, 1e-6, most, args=(sign,), xtol=1e-4)))
    return max(found) if found else None


def sample_size(
    before: float,
    after: float,
    *,
    power: float = _POWER,
    significance: float = 0.05,
    n_themes: int = 1,
    design_effect: float = 1.0,
    sensitivity: float = 1.0,
    specificity: float = 1.0,
) -> int:
    """Return how many units each of two rounds needs for a change from ``before`` to ``after`` to be found.

    Parameters
    ----------
    before, after
        True shares of units.
    power
        Chance of finding the change if it is there.
    significance
        Of the test, two-sided; with ``n_themes`` above 1 shared among them (Bonferroni), as when many themes are
        looked at.
    design_effect
        How many times as many units clusters make necessary: 1 + (cases an auditor - 1) * intra-class correlation.
    sensitivity, specificity
        Of the tags at the level of the unit: a poor tagger needs more units. 1 if people read.

    Returns
    -------
    int
        Units in each round: the normal approximation for two independent proportions (Fleiss, Levin and Paik 2003,
        ch. 4), for the shares that the tags flag.

    Raises
    ------
    ValueError
        If a share, level or rate is out of range, both shares are the same, or the tagger tells nothing apart.
    """
    from scipy.stats import norm

    for name, value in (("before", before), ("after", after)):
        _check_share(name, value)
    for name, value in (("sensitivity", sensitivity), ("specificity", specificity)):
        _check_share(name, value)
    _check_levels(significance, power)
    if before == after:
        raise ValueError(f"expected two different shares; found {before} twice. Say which change is to be found.")
    if sensitivity + specificity <= 1:
        raise ValueError(
            f"expected sensitivity + specificity above 1; found {sensitivity + specificity:.2f}: such tags tell "
            "nothing apart. Have people read the units."
        )
    if n_themes < 1 or design_effect < 1:
        raise ValueError(
            f"expected n_themes and design_effect of at least 1; found {n_themes} and {design_effect}. Correct them."
        )
    flagged = [share * sensitivity + (1 - share) * (1 - specificity) for share in (before, after)]
    middle = sum(flagged) / 2
    z_level, z_power = norm.ppf(1 - significance / n_themes / 2), norm.ppf(power)
    spread = sum(share * (1 - share) for share in flagged)
    root = z_level * math.sqrt(2 * middle * (1 - middle)) + z_power * math.sqrt(spread)
    return int(min(math.ceil(design_effect * (root / (flagged[1] - flagged[0])) ** 2), _MOST_UNITS))


def detectable(
    before: np.ndarray, n_before: np.ndarray, n_after: np.ndarray, significance: float
) -> list[float | None]:
    """Return :func:`smallest_detectable` of many shares."""
    known: dict[tuple[float, float, float], float | None] = {}
    found = []
    for key in zip(before.round(6).tolist(), n_before.round(3).tolist(), n_after.round(3).tolist(), strict=True):
        if key not in known:
            known[key] = smallest_detectable(*key, significance)
        found.append(known[key])
    return found


def _check_share(name: str, value: float) -> None:
    if not 0 <= value <= 1:
        raise ValueError(f"expected {name} between 0 and 1; found {value}. Give a share such as 0.25.")


def _check_levels(significance: float, power: float) -> None:
    for name, value in (("significance", significance), ("power", power)):
        if not 0 < value < 1:
            raise ValueError(f"expected {name} between 0 and 1; found {value}. Give a share such as 0.05.")
