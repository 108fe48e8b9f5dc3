"""The share of units that raise a theme, with an interval."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qa_nlp import tables
from qa_nlp.codebook import Codebook
from qa_nlp.tracking.estimates import Estimates
from qa_nlp.tracking.methods import Method, Rates, estimate
from qa_nlp.tracking.sampling import samples
from qa_nlp.tracking.units import POLARITY_OF, count_units


def prevalence(
    findings: pd.DataFrame,
    tags: pd.DataFrame,
    *,
    by: str | None = "round",
    unit: str = "case_id",
    method: Method | None = None,
    reviewed: pd.DataFrame | None = None,
    rates: Rates = None,
    cluster: str | None = None,
    standardise: str | None = None,
    codebook: Codebook | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Estimate the share of units that raise each theme, as a strength and as a concern.

    The estimand is the share of units (audited cases, unless the caller says otherwise) of a round whose findings
    raise the theme at least once with that polarity, in the population that the units are a sample of. A mixed
    finding raises both; a unit whose findings raise nothing counts.

    Parameters
    ----------
    findings, tags
        The tables of those names.
    by
        The column of the findings to split by, or None for all findings together.
    unit
        ``"case_id"``, ``"finding_id"`` or ``"document"``. Findings that lack it are not counted;
        ``.attrs["excluded"]`` of the result says how many those are.
    method
        ``"counted"`` takes tags as they are (Wilson's interval, 1927, JASA 22:209): right for tags that people gave.
        ``"adjusted"`` corrects the count by the tagger's measured error rates (Rogan and Gladen 1978, carried to
        units of several findings); it assumes that the tagger errs on these findings as on those it was measured on.
        ``"reviewed"`` corrects it by a sample that people checked (Tenenbein 1970; PPI++ 2023); it holds whatever
        the tagger does, if the sample was drawn by chance as stated. By default the last for which there is what it
        needs. The column ``method`` says which it was and ``.attrs["note"]`` what that means.
    reviewed
        What people found (``tables.REVIEWED``), a row a finding and theme and one with an empty theme for a finding
        that raises none. A unit counts as reviewed if all its findings are in it. The column ``probability`` is that
        with which the unit was drawn for review, ``stratum`` what it was drawn from; without them a simple random
        sample of the units is assumed.
    rates
        Error rates for ``"adjusted"``: a table (:func:`qa_nlp.error_rates`) or its file; or ``"notes"`` (as None) or
        ``"reports"``, those of the shipped taggers on auditors' notes and forms or on inspection reports.
    cluster
        A column of the findings (auditor, document) whose units may be alike; intervals are then by clusters.
    standardise
        A column of the findings (service): every group is given the mix of all groups together, so that a changed mix
        of cases is no change of practice.
    codebook
        Whose themes are listed (the package's own if None). A theme that nobody raised has a row.
    confidence
        Of the intervals, between 0 and 1. Each is for its row alone.

    Returns
    -------
    DataFrame
        The prevalence table: a row a theme, polarity and round, with ``n_units``, ``n_positive`` (units that the tags
        flag), ``estimate``, ``low`` and ``high`` (shares), ``method``.

    Raises
    ------
    ValueError
        If the tables break their promises, no finding can be counted, there is not what the method needs, or
        ``confidence`` is not between 0 and 1.
    """
    check_confidence(confidence)
    book = codebook or Codebook.load()
    units = count_units(findings, tags, by, unit, book, cluster=cluster, stratum=standardise)
    sample = samples(units, clustered=cluster is not None, standardise=standardise)
    found = estimate(sample, tables.check(tags, tables.TAGS), book, method=method, reviewed=reviewed, rates=rates)
    parts = [share_rows(found, book, place, confidence).assign(round=name) for place, name in enumerate(units.groups)]
    frame = pd.concat(parts, ignore_index=True)
    frame = frame.drop(columns="round") if by is None else frame.rename(columns={"round": by})
    frame = tables.check(frame, tables.prevalence_by(by))
    frame.attrs["excluded"] = sample.excluded
    frame.attrs["note"] = found.note
    return frame


def share_rows(found: Estimates, book: Codebook, group: int, confidence: float) -> pd.DataFrame:
    """Return the estimates of one group: a row a theme and polarity."""
    low, high = found.of(group, confidence)
    return pd.DataFrame(
        {
            "theme": np.repeat(book.ids, len(POLARITY_OF)),
            "polarity": np.tile(list(POLARITY_OF), len(book)),
            "n_units": found.n_units[group],
            "n_positive": found.n_flagged[group],
            "estimate": found.share[group],
            "low": low,
            "high": high,
            "method": found.method,
        }
    )


def check_confidence(confidence: float) -> None:
    """Raise ``ValueError`` if it is no share between 0 and 1."""
    if not 0 < confidence < 1:
        raise ValueError(f"expected confidence between 0 and 1; found {confidence}. Give a share such as 0.95.")
