"""Proportions: shares → words for a draft, and the words of findings → shares."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from qa_nlp import tables
from qa_nlp.words.finder import first_share
from qa_nlp.words.scale import SCALE, Band, in_words

__all__ = ["SCALE", "Band", "in_words", "proportions"]


def proportions(findings: pd.DataFrame | Sequence[str]) -> pd.DataFrame:
    """Read the proportion that each finding names: "7 of 12", "most", "over half", "none of the files".

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
    """
    findings = tables.as_findings(findings)
    found = [first_share(text) for text in findings["text"]]
    columns = list(zip(*(each or (pd.NA,) * 3 for each in found), strict=True)) or [()] * 3
    return findings.assign(
        **{
            name: pd.array(column, dtype=dtype)
            for (name, dtype), column in zip(tables.PROPORTION_COLUMNS.items(), columns, strict=True)
        }
    )
