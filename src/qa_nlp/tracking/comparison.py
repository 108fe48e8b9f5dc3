"""What changed between two rounds, and whether the sample can tell."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from qa_nlp import tables
from qa_nlp.codebook import Codebook
from qa_nlp.tracking.estimates import Estimates
from qa_nlp.tracking.intervals import deviations
from qa_nlp.tracking.methods import Method, Rates, estimate
from qa_nlp.tracking.planning import detectable
from qa_nlp.tracking.sampling import Samples, samples
from qa_nlp.tracking.shares import check_confidence
from qa_nlp.tracking.significance import (
    adjusted_confidence,
    adjusted_p,
    check_adjustment,
    mcnemar,
    pearson,
    verdicts,
)
from qa_nlp.tracking.units import POLARITY_OF, Units, count_units

Adjustment = Literal["benjamini-hochberg", "holm"]
DIFFERENCE = np.array([-1.0, 1.0])
_LEAST_EXPECTED = 5.0  # units that must be expected in each cell of the 2 x 2 table for the test (Cochran 1954)


def changes(
    findings: pd.DataFrame,
    tags: pd.DataFrame,
    *,
    before: str,
    after: str,
    unit: str = "case_id",
    method: Method | None = None,
    reviewed: pd.DataFrame | None = None,
    rates: Rates = None,
    cluster: str | None = None,
    standardise: str | None = None,
    codebook: Codebook | None = None,
    adjust: Adjustment = "benjamini-hochberg",
    significance: float = 0.05,
) -> pd.DataFrame:
    """Compare the prevalence of every theme in two rounds.

    The estimand is the difference, after less before, of the shares that :func:`prevalence` estimates, by the same
    methods and with the same assumptions; ``adjusted`` takes the tagger's error rates to be the same in both rounds.
    Units of both rounds (a case audited twice) are compared with themselves, the others with each other, in one
    interval. Clusters may reach over both rounds (an auditor of both).

    Parameters
    ----------
    findings, tags, unit, method, reviewed, rates, cluster, standardise, codebook
        As of :func:`prevalence`; ``standardise`` gives both rounds the case mix of the two together.
    before, after
        Two values of the findings' ``round`` column.
    adjust
        For looking at many themes at once: ``"benjamini-hochberg"`` (1995; bounds the share of false verdicts) or
        ``"holm"`` (1979; bounds the chance of any false verdict). Rows that are too few to test are not part of it.
    significance
        Of the verdict; intervals have confidence 1 - ``significance``.

    Returns
    -------
    DataFrame
        The changes table, a row a theme and polarity. ``before``, ``after`` and ``difference`` are shares (0 to 1).
        ``low`` and ``high`` are for the row alone: Newcombe's hybrid score interval (1998, Statistics in Medicine
        17:873, method 10; for pairs 17:2635, method 10) and its generalisation to the other methods (MOVER).
        ``low_adjusted`` and ``high_adjusted`` allow for all themes looked at: false coverage-statement rate (Benjamini
        and Yekutieli 2005, JASA 100:71) beside Benjamini-Hochberg, Bonferroni beside Holm. ``p_value`` is of the score
        (Pearson chi-squared) test for counted, independent rounds, of the mid-p McNemar test (Fagerland, Lydersen and
        Laake 2013, BMC Medical Research Methodology 13:91) for counted pairs, else by turning the interval round;
        ``p_adjusted`` allows for all themes. ``verdict`` is ``too few to say`` (and the p-values NA) where fewer than
        five units are expected in a cell; ``up`` or ``down`` where the adjusted p-value is below ``significance`` and
        the adjusted interval excludes zero; else ``no clear change``. ``smallest_detectable`` is the smallest change
        from ``before`` that such samples find with power 0.8 before adjustment.

    Raises
    ------
    ValueError
        If the tables break their promises, a round is not there, the rounds are the same, ``adjust`` is unknown, or
        there is not what the method needs.
    """
    check_adjustment(adjust)
    check_confidence(1 - significance)
    book = codebook or Codebook.load()
    units = two_rounds(findings, tags, before, after, unit, book, cluster, standardise)
    sample = samples(units, clustered=cluster is not None, standardise=standardise)
    found = estimate(sample, tables.check(tags, tables.TAGS), book, method=method, reviewed=reviewed, rates=rates)
    first, last = units.groups.index(before), units.groups.index(after)
    contrast = np.zeros(2)
    contrast[[first, last]] = DIFFERENCE
    _, low, high = found.contrast(contrast, 1 - significance)
    outcome = tested(found, sample, contrast, adjust, significance)
    n_before, n_after = _worth(found, contrast)[[first, last]]
    frame = pd.DataFrame(
        {
            "theme": np.repeat(book.ids, len(POLARITY_OF)),
            "polarity": np.tile(list(POLARITY_OF), len(book)),
            "n_before": found.n_units[first],
            "n_after": found.n_units[last],
            "before": found.share[first],
            "after": found.share[last],
            "difference": found.share[last] - found.share[first],
            "low": np.clip(low, -1, 1),
            "high": np.clip(high, -1, 1),
            "p_value": outcome.p,
            "p_adjusted": outcome.p_adjusted,
            "low_adjusted": np.clip(outcome.low, -1, 1),
            "high_adjusted": np.clip(outcome.high, -1, 1),
            "verdict": outcome.verdict,
            "smallest_detectable": detectable(found.share[first], n_before, n_after, significance),
            "method": found.method,
        }
    )
    frame = tables.check(frame, tables.CHANGES)
    frame.attrs["excluded"] = sample.excluded
    frame.attrs["note"] = f"{found.note} {_design(units, before, after)}"
    return frame


class Outcome(NamedTuple):
    """Of every row: p-value (NaN where too few to test), adjusted for all rows, adjusted limits, verdict."""

    p: np.ndarray
    p_adjusted: np.ndarray
    low: np.ndarray
    high: np.ndarray
    verdict: list[str]


def tested(found: Estimates, sample: Samples, contrast: np.ndarray, adjust: Adjustment, significance: float) -> Outcome:
    """Test a contrast of groups being zero in every row, and say what can be said (see :func:`changes`)."""
    p = np.where(enough(found, contrast), _p_values(found, sample, contrast), np.nan)
    p_adjusted = adjusted_p(p, adjust)
    level = adjusted_confidence(p_adjusted, adjust, significance)
    _, low, high = found.contrast(contrast, level)
    return Outcome(p, p_adjusted, low, high, verdicts(p_adjusted, low, high, significance))


def two_rounds(
    findings: pd.DataFrame,
    tags: pd.DataFrame,
    before: str,
    after: str,
    unit: str,
    book: Codebook,
    cluster: str | None = None,
    stratum: str | None = None,
) -> Units:
    """Count the units of two rounds.

    Raises
    ------
    ValueError
        If a round is not there, or both are the same.
    """
    everything = count_units(findings, tags, "round", unit, book, cluster=cluster, stratum=stratum)
    for name in (before, after):
        if name not in everything.groups:
            raise ValueError(
                f"expected a round among {', '.join(everything.groups)}; found {name!r}. Choose one of these."
            )
    if before == after:
        raise ValueError(f"expected two rounds; found {before!r} twice. Choose another one to compare with.")
    return everything.only((before, after))


def enough(found: Estimates, contrast: np.ndarray | None = None) -> np.ndarray:
    """Return which rows expect enough units in every cell (R): of each group or, of a contrast, of its two sides.

    The sides of a difference are the two rounds, those of a trend the earlier and the later ones. What a cell expects
    depends on the totals alone, so leaving rows out by it favours neither change nor no change.
    """
    n = found.n_tested
    share = (found.tested * n).sum(axis=0) / n.sum(axis=0)
    sides = n
    if contrast is not None:
        weight = contrast[:, None] if contrast.ndim == 1 else contrast
        sides = np.stack([(n * (weight < 0)).sum(axis=0), (n * (weight > 0)).sum(axis=0)])
    return np.asarray(np.minimum(share, 1 - share) * sides.min(axis=0) >= _LEAST_EXPECTED)


def _p_values(found: Estimates, sample: Samples, contrast: np.ndarray) -> np.ndarray:
    plain = found.method == "counted" and not (sample.clustered or sample.standardised)
    if not plain or len(found.n_units) != 2:
        return found.p_value(contrast)
    first, last = (sample.units.members(name) for name in sample.units.groups)
    if not first & last:
        return pearson(found.n_flagged, found.n_units)
    if first == last:
        return mcnemar(*(sample.units.flagged[_in_order(sample.units, place)] for place in range(2)))
    return found.p_value(contrast)


def _in_order(units: Units, place: int) -> np.ndarray:
    rows = np.flatnonzero(units.group == place)
    return rows[np.argsort(units.unit[rows])]


def _worth(found: Estimates, contrast: np.ndarray) -> np.ndarray:
    """Return the sizes of two independent, perfectly read samples that would tell the difference as well (2 x R)."""
    n = found.n_units[:, None] * np.ones(found.share.shape)
    spread = found.share * (1 - found.share)
    plain = (spread / n).sum(axis=0)
    below, above = deviations(found.parts, contrast, np.ones(1))
    variance = (below**2 + above**2) / 2
    if found.method == "counted" and np.array_equal(found.n_tested, n) and found.parts[0].correlation is None:
        return n
    return np.asarray(n * np.divide(plain, variance, out=np.ones_like(plain), where=(plain > 0) & (variance > 0)))


def _design(units: Units, before: str, after: str) -> str:
    first, last = units.members(before), units.members(after)
    both = len(first & last)
    if not both:
        return "No unit stands in both rounds: they are compared as independent samples."
    return (
        f"{both} of {len(first)} and {len(last)} units stand in both rounds: these are compared with themselves, any "
        "others as independent samples."
    )
