"""Whether auditors of the same case see the same."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qa_nlp import tables
from qa_nlp.codebook import Codebook
from qa_nlp.tracking.shares import check_confidence
from qa_nlp.tracking.units import POLARITY_OF, check_column, check_unit, count_units

_RESAMPLES = 2000


def agreement(
    findings: pd.DataFrame,
    tags: pd.DataFrame,
    *,
    unit: str = "case_id",
    auditor: str = "auditor",
    codebook: Codebook | None = None,
    confidence: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure how far auditors agree on the units that several of them audited.

    For each theme and polarity an auditor's finding is whether the auditor's own findings on the unit raise it. The
    measure is Krippendorff's alpha for nominal data (2011, Computing Krippendorff's alpha-reliability): 1 is
    agreement, 0 what chance gives. It is of auditors and tagger together: a tag missed on one side lowers it.

    Parameters
    ----------
    findings, tags, unit, codebook
        As of :func:`prevalence`.
    auditor
        The column that tells who audited.
    confidence
        Of the intervals: percentiles when units are resampled. Simulated, those of 0.95 cover 0.92 to 0.96 with 60
        units, about 0.9 with 30, and 0.6 with 15 of which few raise the theme.
    seed
        Of the resampling.

    Returns
    -------
    DataFrame
        The agreement table, a row a theme and polarity: ``n_units`` (audited by two or more), ``n_raised`` (of which at
        least one auditor raises it), ``agreed`` (share of pairs of auditors that say the same), ``alpha`` with ``low``
        and ``high``; NA where nobody raises it or everybody does, for then there is nothing to agree on beyond chance.
        ``low`` and ``high`` are NA too where all agree on every unit: resampling shows no spread then, which does not
        make it sure. Without any unit that two audited, every row has ``n_units`` 0.

    Raises
    ------
    ValueError
        If the tables break their promises or a column is not there.
    """
    check_confidence(confidence)
    book = codebook or Codebook.load()
    findings = tables.check(findings, tables.FINDINGS)
    check_unit(unit)
    check_column(findings, "auditor", auditor)
    units = count_units(findings, tags, auditor, unit, book)
    place, names = pd.factorize(units.unit)
    n = np.bincount(place)
    yes = np.zeros((len(names), units.flagged.shape[1]))
    np.add.at(yes, place, units.flagged.astype(float))
    several = n >= 2
    n, yes = n[several].astype(float)[:, None], yes[several]
    rng = np.random.default_rng(seed)
    times = rng.multinomial(len(n), np.full(len(n), 1 / len(n)), size=_RESAMPLES) if len(n) else np.zeros((0, 0))
    alpha = _alpha(np.ones((1, len(n))), n, yes)[0]
    resampled = _alpha(times, n, yes)
    low, high = (
        _quantile(resampled, level, alpha) for level in ((1 - confidence) / 2, (1 + confidence) / 2)
    )  # fmt: skip
    pairs = n * (n - 1)
    same = yes * (yes - 1) + (n - yes) * (n - yes - 1)
    frame = pd.DataFrame(
        {
            "theme": np.repeat(book.ids, len(POLARITY_OF)),
            "polarity": np.tile(list(POLARITY_OF), len(book)),
            "n_units": len(n),
            "n_raised": (yes > 0).sum(axis=0),
            "agreed": same.sum(axis=0) / pairs.sum() if len(n) else np.nan,
            "alpha": alpha,
            "low": low,
            "high": high,
        }
    )
    frame = tables.check(frame, tables.AGREEMENT)
    frame.attrs["excluded"] = {**units.excluded, "units with one auditor": int((~several).sum())}
    return frame


def _alpha(times: np.ndarray, n: np.ndarray, yes: np.ndarray) -> np.ndarray:
    """Return alpha of samples of units (samples x R): each unit ``times`` times over, ``yes`` of ``n`` auditors.

    The formula for two values written out, because thousands of samples are asked for; a test holds it against the
    package krippendorff.
    """
    differ = times @ (2 * yes * (n - yes) / np.maximum(n - 1, 1))
    ones, total = times @ yes, times @ n
    chance = 2 * ones * (total - ones)
    with np.errstate(invalid="ignore"):
        return np.where(chance > 0, 1 - (total - 1) * differ / np.where(chance > 0, chance, 1), np.nan)


def _quantile(values: np.ndarray, level: float, alpha: np.ndarray) -> np.ndarray:
    """Return the quantile of the samples that have an alpha; NaN where the whole has none, or is 1 in all of them."""
    result = np.full(len(alpha), np.nan)
    for row in np.flatnonzero(alpha < 1):
        result[row] = np.nanquantile(values[:, row], level)
    return result
