"""The share of units that raise a theme, with an interval."""

from __future__ import annotations

import pandas as pd

from qa_nlp import tables
from qa_nlp.codebook import Codebook
from qa_nlp.tracking.units import POLARITY_OF, count_units

METHOD = "counted"


def prevalence(
    findings: pd.DataFrame,
    tags: pd.DataFrame,
    *,
    by: str | None = "round",
    unit: str = "case_id",
    codebook: Codebook | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Count how many units raise each theme, as a strength and as a concern.

    The estimand is the share of units (audited cases, unless the caller says otherwise) of a round whose findings
    raise the theme at least once with that polarity; a mixed tag counts as both. The method is ``counted``: tags
    are taken as they are, so the interval carries the sampling of cases and **not** the tagger's mistakes. It
    assumes that cases were drawn independently.

    Parameters
    ----------
    findings, tags
        The tables of those names.
    by
        The column of the findings to split by, or None for all findings together.
    unit
        ``"case_id"``, ``"finding_id"`` or ``"document"``. Findings that lack it are not counted;
        ``.attrs["excluded"]`` of the result says how many those are.
    codebook
        Whose themes are listed (the package's own if None). A theme that nobody raised has a row with estimate 0.
    confidence
        Of the intervals, between 0 and 1.

    Returns
    -------
    DataFrame
        The prevalence table: a row a theme, polarity and round, with ``n_units``, ``n_positive``, ``estimate``,
        and ``low`` and ``high``, Wilson's score interval (Wilson 1927, JASA 22:209; recommended for small samples
        by Brown, Cai and DasGupta 2001, Statistical Science 16:101).

    Raises
    ------
    ValueError
        If the tables break their promises, no finding can be counted, or ``confidence`` is not between 0 and 1.
    """
    from statsmodels.stats.proportion import proportion_confint

    if not 0 < confidence < 1:
        raise ValueError(f"expected confidence between 0 and 1; found {confidence}. Give a share such as 0.95.")
    book = codebook or Codebook.load()
    counted = count_units(findings, tags, by, unit, book)
    rows = []
    for group, n_units in counted.units.items():
        for theme in book.ids:
            for polarity in POLARITY_OF:
                hits = counted.positive.get((group, theme, polarity), 0)
                low, high = proportion_confint(hits, n_units, alpha=1 - confidence, method="wilson")
                # Wilson's limits of none and all are 0 and 1; floating point misses them by a hair.
                low, high = (0.0 if hits == 0 else low), (1.0 if hits == n_units else high)
                rows.append((theme, polarity, group, n_units, hits, hits / n_units, low, high, METHOD))
    frame = pd.DataFrame(rows, columns=list(tables.PREVALENCE.columns))
    frame = frame.drop(columns="round") if by is None else frame.rename(columns={"round": by})
    frame = tables.check(frame, tables.prevalence_by(by))
    frame.attrs["excluded"] = counted.excluded
    return frame
