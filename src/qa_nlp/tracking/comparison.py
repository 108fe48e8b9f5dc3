"""What changed between two rounds, and whether the sample can tell."""

from __future__ import annotations

import warnings
from typing import Any, Literal

import pandas as pd

from qa_nlp import tables
from qa_nlp.codebook import Codebook
from qa_nlp.tracking.shares import METHOD
from qa_nlp.tracking.units import POLARITY_OF, count_units

_LEAST_EXPECTED = 5.0  # units that must be expected in each cell of the 2 x 2 table for the test (Cochran 1954)
_POWER = 0.8
_ADJUSTMENT = {"benjamini-hochberg": "fdr_bh", "holm": "holm"}


def changes(
    findings: pd.DataFrame,
    tags: pd.DataFrame,
    *,
    before: str,
    after: str,
    unit: str = "case_id",
    codebook: Codebook | None = None,
    adjust: Literal["benjamini-hochberg", "holm"] = "benjamini-hochberg",
    significance: float = 0.05,
) -> pd.DataFrame:
    """Compare the prevalence of every theme in two rounds.

    The estimand is the difference, after less before, of the shares that :func:`prevalence` estimates, by the
    method ``counted``: the interval carries the sampling of cases and **not** the tagger's mistakes. The two rounds
    are taken as independent samples; if the same cases stand in both, a ``UserWarning`` says how many.

    Parameters
    ----------
    findings, tags
        The tables of those names.
    before, after
        Two values of the findings' ``round`` column.
    unit
        ``"case_id"``, ``"finding_id"`` or ``"document"``.
    codebook
        Whose themes are listed (the package's own if None).
    adjust
        For looking at many themes at once: ``"benjamini-hochberg"`` (1995; bounds the share of false verdicts) or
        ``"holm"`` (1979; bounds the chance of any false verdict). Rows that are too few to test are not part of it.
    significance
        Of the verdict; intervals have confidence 1 - ``significance``.

    Returns
    -------
    DataFrame
        The changes table, a row a theme and polarity. ``before``, ``after`` and ``difference`` are shares (0 to 1);
        ``low`` and ``high`` are Newcombe's hybrid score interval (1998, Statistics in Medicine 17:873, method 10);
        ``p_value`` is of the score (Pearson chi-squared) test. ``verdict`` is ``too few to say`` (and the p-values
        NA) where fewer than five units are expected in a cell; ``up`` or ``down`` where the adjusted p-value is
        below ``significance`` and the interval excludes zero; else ``no clear change``. ``smallest_detectable`` is
        the smallest change from ``before`` that such a pair of samples finds with power 0.8 before adjustment.

    Raises
    ------
    ValueError
        If the tables break their promises, a round is not there, the rounds are the same, or ``adjust`` is unknown.
    """
    from statsmodels.stats.multitest import multipletests
    from statsmodels.stats.proportion import confint_proportions_2indep

    if adjust not in _ADJUSTMENT:
        raise ValueError(
            f"expected adjust to be one of {', '.join(_ADJUSTMENT)}; found {adjust!r}. Choose one of these."
        )
    book = codebook or Codebook.load()
    counted = count_units(findings, tags, "round", unit, book)
    for name in (before, after):
        if name not in counted.units:
            raise ValueError(f"expected a round among {', '.join(counted.units)}; found {name!r}. Choose one of these.")
    if before == after:
        raise ValueError(f"expected two rounds; found {before!r} twice. Choose another one to compare with.")
    n_before, n_after = counted.units[before], counted.units[after]
    shared = len(counted.members[before] & counted.members[after])
    if shared:
        warnings.warn(
            f"{shared} of {n_before} and {n_after} units stand in both rounds; they are compared as if they were "
            "different ones, which mostly makes the intervals too wide.",
            UserWarning,
            stacklevel=2,
        )
    rows = []
    for theme in book.ids:
        for polarity in POLARITY_OF:
            x_before = counted.positive.get((before, theme, polarity), 0)
            x_after = counted.positive.get((after, theme, polarity), 0)
            low, high = confint_proportions_2indep(
                x_after, n_after, x_before, n_before, compare="diff", method="newcomb", alpha=significance
            )
            rows.append(
                {
                    "theme": theme,
                    "polarity": polarity,
                    "n_before": n_before,
                    "n_after": n_after,
                    "before": x_before / n_before,
                    "after": x_after / n_after,
                    "difference": x_after / n_after - x_before / n_before,
                    "low": low,
                    "high": high,
                    "p_value": _p_value(x_before, n_before, x_after, n_after),
                    "smallest_detectable": smallest_detectable(x_before / n_before, n_before, n_after, significance),
                    "method": METHOD,
                }
            )
    frame = pd.DataFrame(rows)
    tested = frame["p_value"].notna()
    frame["p_adjusted"] = pd.Series(pd.NA, index=frame.index, dtype="Float64")
    if tested.any():
        frame.loc[tested, "p_adjusted"] = multipletests(
            frame.loc[tested, "p_value"].astype(float), alpha=significance, method=_ADJUSTMENT[adjust]
        )[1]
    frame["verdict"] = [_verdict(row, significance) for row in frame.to_dict("records")]
    frame = tables.check(frame, tables.CHANGES)
    frame.attrs["excluded"] = counted.excluded
    return frame


def _p_value(x_before: int, n_before: int, x_after: int, n_after: int) -> float | None:
    """Return the p-value of Pearson's chi-squared test, or None if a cell expects too few units.

    What a cell expects depends on the totals alone, so leaving rows out by it favours neither change nor no change.
    """
    from scipy.stats import chi2_contingency

    share = (x_before + x_after) / (n_before + n_after)
    if min(share, 1 - share) * min(n_before, n_after) < _LEAST_EXPECTED:
        return None
    counts = [[x_before, n_before - x_before], [x_after, n_after - x_after]]
    return float(chi2_contingency(counts, correction=False).pvalue)


def _verdict(row: dict[Any, Any], significance: float) -> str:
    adjusted = row["p_adjusted"]
    if pd.isna(adjusted):
        return "too few to say"
    if float(adjusted) < significance and float(row["low"]) > 0:
        return "up"
    if float(adjusted) < significance and float(row["high"]) < 0:
        return "down"
    return "no clear change"


def smallest_detectable(before: float, n_before: int, n_after: int, significance: float = 0.05) -> float | None:
    """Return the smallest change from ``before`` that two samples of these sizes find with power 0.8.

    A rise and a fall of this size can both be found, or, where the share leaves no room for one of them, the other;
    None if neither can. As a share; the significance is that of one test, before any adjustment. Normal approximation
    of the test of two independent proportions (Fleiss, Levin and Paik 2003, Statistical Methods for Rates and
    Proportions, ch. 4).
    """
    from scipy.optimize import brentq
    from statsmodels.stats.proportion import power_proportions_2indep

    def shortfall(difference: float, sign: int) -> float:
        # The first group is the later round, whose share is before + difference.
        return (
            float(
                power_proportions_2indep(
                    sign * difference,
                    before,
                    nobs1=n_after,
                    ratio=n_before / n_after,
                    alpha=significance,
                    return_results=False,
                )
            )
            - _POWER
        )

    found = []
    for sign, room in ((1, 1 - before), (-1, before)):
        most = room - 1e-6
        if most > 1e-4 and shortfall(most, sign) > 0:
            found.append(float(brentq(shortfall, 1e-6, most, args=(sign,), xtol=1e-4)))
    return max(found) if found else None
