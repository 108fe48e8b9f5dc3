"""Triangulation: whether monthly audits, external teams and partners see the same."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qa_nlp import tables
from qa_nlp.codebook import Codebook
from qa_nlp.tracking.comparison import Adjustment, enough
from qa_nlp.tracking.estimates import Estimates
from qa_nlp.tracking.methods import Method, Rates, estimate
from qa_nlp.tracking.sampling import Samples, samples
from qa_nlp.tracking.shares import check_confidence, share_rows
from qa_nlp.tracking.significance import adjusted_p, check_adjustment, pearson
from qa_nlp.tracking.units import check_column, check_unit, count_units, tags_of

_MANY = 1e6  # degrees of freedom: as good as infinitely many, which scipy's F distribution does not take


def sources(
    findings: pd.DataFrame,
    tags: pd.DataFrame,
    *,
    source: str = "programme",
    by: str | None = None,
    unit: str = "case_id",
    method: Method | None = None,
    reviewed: pd.DataFrame | None = None,
    rates: Rates = None,
    cluster: str | None = None,
    codebook: Codebook | None = None,
    adjust: Adjustment = "benjamini-hochberg",
    significance: float = 0.05,
) -> pd.DataFrame:
    """Estimate prevalence by source side by side, and test whether the sources agree.

    The estimand is the share of :func:`prevalence` in each source, within each value of ``by`` (service). The test is
    of the same share in all sources: Pearson's chi-squared for counted units, else Cochran's Q (1954, Biometrics
    10:101) with the sampling variances of the estimates, by clusters against the F distribution with the degrees of
    freedom of the source that has the fewest; the tagger's error rates are taken to be the same in all
    sources, and units of several sources to be independent, which makes the test cautious where the same cases were
    audited by both. Sources may differ because they looked at different cases: that is no disagreement of auditors,
    which :func:`agreement` measures.

    Parameters
    ----------
    findings, tags, unit, method, reviewed, rates, cluster, codebook
        As of :func:`prevalence`.
    source
        The column of the findings that says where an audit comes from.
    by
        A column to keep apart (service), or None.
    adjust, significance
        As of :func:`changes`; over all themes, polarities and values of ``by``.

    Returns
    -------
    DataFrame
        The sources table, a row a theme, polarity, value of ``by`` and source: ``n_units``, ``n_positive``,
        ``estimate``, ``low``, ``high``, ``method``; and of the test, the same in all rows of its sources, ``p_value``,
        ``p_adjusted`` and ``verdict``: ``differ``, ``no clear difference`` or ``too few to say`` (fewer than two
        sources, or fewer than five units expected in a cell).

    Raises
    ------
    ValueError
        As of :func:`prevalence`, or if ``adjust`` is unknown.
    """
    check_adjustment(adjust)
    check_confidence(1 - significance)
    book = codebook or Codebook.load()
    findings = tables.check(findings, tables.FINDINGS)
    tags, _ = tags_of(findings, tags)
    check_unit(unit)
    check_column(findings, "source", source)
    check_column(findings, "by", by)
    places = [None] if by is None else sorted(findings[by].dropna().astype(str).unique())
    parts, excluded, note = [], {}, ""
    if by is not None:
        excluded[f"without {by}"] = int(findings[by].isna().sum())
    for place in places:
        here = findings if place is None else findings[findings[by].astype("string") == place]
        kept = tags[tags["finding_id"].isin(here["finding_id"])] if place is not None else tags
        if place is not None and here[[source, unit]].dropna().empty:
            excluded[f"of {place} without {source} or {unit}"] = len(here)
            continue
        units = count_units(here, kept, source, unit, book, cluster=cluster)
        sample = samples(units, clustered=cluster is not None)
        found = estimate(sample, kept, book, method=method, reviewed=reviewed, rates=rates)
        for reason, count in sample.excluded.items():
            excluded[reason] = excluded.get(reason, 0) + count
        note = found.note
        parts.append(_side_by_side(found, sample, book, significance).assign(by=place))
    if not parts:
        raise ValueError(f"expected findings with {by}, {source} and {unit}; found none. Fill the columns.")
    frame = pd.concat(parts, ignore_index=True)
    tests = frame.drop_duplicates(["theme", "polarity", "by"]).copy()
    tests["p_adjusted"] = adjusted_p(tests["p_value"].to_numpy(dtype=float), adjust)
    tests["verdict"] = [
        "too few to say" if np.isnan(p) else "differ" if p < significance else "no clear difference"
        for p in tests["p_adjusted"]
    ]
    frame = frame.merge(tests[["theme", "polarity", "by", "p_adjusted", "verdict"]], on=["theme", "polarity", "by"])
    frame = tables.check(frame, tables.SOURCES)
    frame.attrs["excluded"] = excluded
    frame.attrs["note"] = note
    return frame


def _side_by_side(found: Estimates, sample: Samples, book: Codebook, significance: float) -> pd.DataFrame:
    p = np.where(enough(found), _p_values(found, sample), np.nan) if len(found.n_units) > 1 else np.nan
    return pd.concat(
        [
            share_rows(found, book, place, 1 - significance).assign(source=name, p_value=p)
            for place, name in enumerate(sample.units.groups)
        ],
        ignore_index=True,
    )


def _p_values(found: Estimates, sample: Samples) -> np.ndarray:
    if found.method == "counted" and not sample.clustered:
        return pearson(found.n_flagged, found.n_units)
    from scipy.special import fdtrc

    low, high = found.parts[0].move(np.ones(1))
    weight = 1 / np.maximum((high - low) / 2, 1e-9) ** 2
    middle = (weight * found.share).sum(axis=0) / weight.sum(axis=0)
    more = len(found.n_units) - 1
    q = (weight * (found.share - middle) ** 2).sum(axis=0)
    return np.asarray(fdtrc(more, min(found.freedom.min(), _MANY), q / more))
