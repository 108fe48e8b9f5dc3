"""Several rounds: whether a theme rises or falls over them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from qa_nlp import tables
from qa_nlp.codebook import Codebook
from qa_nlp.tracking.comparison import Adjustment, tested
from qa_nlp.tracking.methods import Method, Rates, estimate
from qa_nlp.tracking.sampling import samples
from qa_nlp.tracking.shares import check_confidence
from qa_nlp.tracking.significance import check_adjustment
from qa_nlp.tracking.units import POLARITY_OF, count_units

_FEWEST_ROUNDS = 3


def trends(
    findings: pd.DataFrame,
    tags: pd.DataFrame,
    *,
    rounds: Sequence[str],
    times: Sequence[float] | None = None,
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
    """Fit a straight line through the prevalence of every theme over three or more rounds.

    The estimand is the slope of the weighted least-squares line through the shares that :func:`prevalence` estimates:
    the mean change from one round to the next. It is a generalised linear model with identity link (Grizzle, Starmer
    and Koch 1969, Biometrics 25:489) whose weights are those of equal shares, so that for counted, independent rounds
    its test is the Cochran-Armitage test of trend. A slope of zero does not say that nothing changed: what rises and
    falls again has none.

    Parameters
    ----------
    findings, tags, unit, method, reviewed, rates, cluster, standardise, codebook
        As of :func:`prevalence`.
    rounds
        Three or more values of the findings' ``round`` column, in order of time.
    times
        When each round was, in any unit (months, years); 0, 1, 2, ... if None.
    adjust, significance
        As of :func:`changes`.

    Returns
    -------
    DataFrame
        The trends table, a row a theme and polarity: ``n_rounds``, ``first`` and ``last`` (estimates of these rounds),
        ``slope`` (change of the share in one unit of ``times``) with ``low`` and ``high`` for the row alone and
        ``low_adjusted`` and ``high_adjusted`` for all themes, ``p_value``, ``p_adjusted``, ``verdict`` (as of
        :func:`changes`; ``too few to say`` where fewer than five units are expected in the earlier or later rounds
        together) and ``method``.

    Raises
    ------
    ValueError
        If there are fewer than three rounds, one is not there or named twice, times do not rise, or as of
        :func:`changes`.
    """
    check_adjustment(adjust)
    check_confidence(1 - significance)
    rounds = tuple(rounds)
    time = _times(rounds, times)
    book = codebook or Codebook.load()
    everything = count_units(findings, tags, "round", unit, book, cluster=cluster, stratum=standardise)
    unknown = [name for name in rounds if name not in everything.groups]
    if unknown:
        raise ValueError(
            f"expected rounds among {', '.join(everything.groups)}; found {', '.join(map(repr, unknown))}. Choose of "
            "these."
        )
    units = everything.only(rounds)
    sample = samples(units, clustered=cluster is not None, standardise=standardise)
    found = estimate(sample, tables.check(tags, tables.TAGS), book, method=method, reviewed=reviewed, rates=rates)
    n = found.n_tested
    middle = (n * time[:, None]).sum(axis=0) / n.sum(axis=0)
    away = time[:, None] - middle
    weights = n * away / (n * away**2).sum(axis=0)
    slope, low, high = found.contrast(weights, 1 - significance)
    outcome = tested(found, sample, weights, adjust, significance)
    frame = pd.DataFrame(
        {
            "theme": np.repeat(book.ids, len(POLARITY_OF)),
            "polarity": np.tile(list(POLARITY_OF), len(book)),
            "n_rounds": len(rounds),
            "first": found.share[0],
            "last": found.share[-1],
            "slope": slope,
            "low": low,
            "high": high,
            "p_value": outcome.p,
            "p_adjusted": outcome.p_adjusted,
            "low_adjusted": outcome.low,
            "high_adjusted": outcome.high,
            "verdict": outcome.verdict,
            "method": found.method,
        }
    )
    frame = tables.check(frame, tables.TRENDS)
    frame.attrs["excluded"] = sample.excluded
    frame.attrs["note"] = found.note
    return frame


def _times(rounds: tuple[str, ...], times: Sequence[float] | None) -> np.ndarray:
    if len(rounds) < _FEWEST_ROUNDS or len(set(rounds)) < len(rounds):
        raise ValueError(
            f"expected three or more different rounds; found {', '.join(rounds) or 'none'}. For two use changes."
        )
    found = np.asarray(range(len(rounds)) if times is None else times, dtype=float)
    if len(found) != len(rounds) or not (np.diff(found) > 0).all():
        raise ValueError(
            f"expected a time for each of {len(rounds)} rounds, rising; found {found.tolist()}. Give them in order."
        )
    return found
