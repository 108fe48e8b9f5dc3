"""Proportions: shares → words for a draft, and the words of findings → shares."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from qa_nlp import tables
from qa_nlp.words.finder import first_share
from qa_nlp.words.scale import SCALE, Band, in_words

__all__ = ["SCALE", "Band", "in_words", "proportions"]


def proportions(findings: pd.DataFrame | Sequence[str]) -> pd.DataFrame:
    """Read the proportion that each finding names: "7 of 12", "most cases", "over half", "none of the files".

    Figures say what they say. "About" reaches five points to either side, "nearly" and "just over" five points to
    theirs, "over" and "at least" to 1, "up to" and "fewer than" to 0. Words such as "most" stand for their band of
    Ofsted's scale (:data:`SCALE`), which an auditor may never have seen: take them as the scale's meaning, not as a
    measurement. A figure in brackets counts before the words it explains ("most cases (7 of 12)"); of a change the
    second share is read ("from 45% to 72%"). Of several proportions, the first is given.

    Not read are words without a figure (some, many, several, a large proportion, a few minor gaps), frequencies
    (mostly, usually, often, most of the time, 3 days out of 5), "both", scores (rated 3 out of 5), places in a row
    (session 3 of 6), dates (7/12 unless a noun such as "files" follows), targets, what somebody should do ("ensure
    all plans"), and what is only denied ("not all"). "All", "every", "no", "half" and the like are read only of what
    audits count: files, people, meetings and such.

    Parameters
    ----------
    findings
        A findings table, or a list of texts (whose ids are then "0", "1", ...).

    Returns
    -------
    DataFrame
        The findings table with three more columns: ``proportion_words``, the words as they stand in the text, and
        ``proportion_low`` and ``proportion_high``, the shares (0 to 1) between which they put it. NA where a finding
        names no proportion.

    Raises
    ------
    ValueError
        If ``findings`` is not a findings table.

    Examples
    --------
    >>> table = proportions(["Chronology missing in 7 of 12 files", "Most plans were SMART", "Mum was upset"])
    >>> table[["proportion_words", "proportion_low", "proportion_high"]].round(2)
      proportion_words  proportion_low  proportion_high
    0          7 of 12            0.58             0.58
    1             Most             0.8             0.96
    2             <NA>            <NA>             <NA>
    """
    findings = tables.as_findings(findings)
    names = list(tables.PROPORTION_COLUMNS)
    rows = [first_share(text) or (pd.NA, pd.NA, pd.NA) for text in findings["text"]]
    found = pd.DataFrame(rows, columns=names, index=findings.index).astype(tables.PROPORTION_COLUMNS)
    return findings.assign(**{name: found[name] for name in names})
