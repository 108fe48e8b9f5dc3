"""Whether an indicator moved in its latest period, or only did what chance does."""

from __future__ import annotations

import math
from typing import NamedTuple

import pandas as pd

_LEAST_PERIODS = 8  # earlier periods from which process limits are worth drawing
_LIMIT = 2.66  # 3 / 1.128: mean moving ranges from the mean to the natural process limits (Wheeler 1993)
_VERB = {1: "rose", -1: "fell"}


class Movement(NamedTuple):
    """The latest movement: ``direction`` (1 rose, -1 fell, 0 no clear change, None unknown), its rule, a sentence."""

    direction: int | None
    basis: str
    sentence: str


def latest_movement(periods: pd.DataFrame, significance: float) -> Movement:
    """Say whether the latest of an indicator's periods differs from the earlier ones, and by which rule.

    Parameters
    ----------
    periods
        The rows of one indicator in the order of time: ``value``, ``numerator`` and ``denominator``.
    significance
        Of the interval of two proportions.

    Returns
    -------
    Movement
        By ``counts`` where the two latest periods have them: Newcombe's hybrid score interval for the difference of
        two independent proportions (1998, Statistics in Medicine 17:873, method 10) must exclude zero. Else by
        ``process limits`` where there are at least eight earlier periods: the latest must lie beyond their mean, more
        or less 2.66 times their mean moving range (an XmR chart: Wheeler 1993, Understanding Variation). Else
        ``one step``: any difference from the period before counts. ``first period`` where there is none before.

    Raises
    ------
    ValueError
        If value and counts clearly move in opposite directions, so that one of them belongs to something else.
    """
    if len(periods) == 1:
        return Movement(None, "first period", "It is the first period, so there is no movement to tell.")
    if periods["denominator"].iloc[-2:].notna().all():
        return _by_counts(periods, significance)
    earlier = periods["value"].iloc[:-1].astype(float)
    if len(earlier) >= _LEAST_PERIODS:
        return _by_limits(float(periods["value"].iloc[-1]), earlier)
    direction = _sign(periods["value"].iloc[-1] - periods["value"].iloc[-2])
    if direction == 0:
        return Movement(0, "one step", "It did not change.")
    return Movement(direction, "one step", f"It {_VERB[direction]}: one step; chance is not ruled out.")


def _by_counts(periods: pd.DataFrame, significance: float) -> Movement:
    from statsmodels.stats.proportion import confint_proportions_2indep

    before, after = periods.iloc[-2], periods.iloc[-1]
    low, high = confint_proportions_2indep(
        int(after["numerator"]),
        int(after["denominator"]),
        int(before["numerator"]),
        int(before["denominator"]),
        compare="diff",
        method="newcomb",
        alpha=significance,
    )
    level, low_points, high_points = (100 * share for share in (1 - significance, low, high))
    interval = f"{level:g}% interval of the difference: {low_points:.3g} to {high_points:.3g} percentage points"
    direction = 1 if low > 0 else -1 if high < 0 else 0
    if direction == 0:
        return Movement(0, "counts", f"The difference is within chance ({interval}).")
    if direction * _sign(after["value"] - before["value"]) < 0:
        raise ValueError(
            f"expected value and numerator / denominator of {after['indicator']} to move the same way; found that they "
            f"do not from {before['period']} to {after['period']}. Correct them, or leave the counts empty."
        )
    return Movement(direction, "counts", f"It {_VERB[direction]} by more than chance ({interval}).")


def _by_limits(latest: float, earlier: pd.Series) -> Movement:
    reach = _LIMIT * float(earlier.diff().abs().mean())
    low, high = float(earlier.mean()) - reach, float(earlier.mean()) + reach
    beyond = not math.isclose(latest, low) and not math.isclose(latest, high)  # where nothing ever varied, all are one
    direction = 0 if not beyond else 1 if latest > high else -1 if latest < low else 0
    where = {1: "above", -1: "below", 0: "within"}[direction]
    return Movement(
        direction,
        "process limits",
        f"It lies {where} the natural process limits of the {len(earlier)} earlier periods ({low:.4g} to {high:.4g}).",
    )


def _sign(number: float) -> int:
    return int(number > 0) - int(number < 0)
