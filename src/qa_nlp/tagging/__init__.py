"""Findings → tags; training a tagger; explaining a tag."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from qa_nlp.codebook import Codebook
from qa_nlp.tagging.explanation import Explanation
from qa_nlp.tagging.models import DEFAULT, resolve
from qa_nlp.tagging.tagger import Tagger

__all__ = ["Explanation", "Tagger", "explain", "tag"]


def tag(
    findings: pd.DataFrame | Sequence[str],
    *,
    model: str | Path | Tagger = DEFAULT,
    codebook: Codebook | None = None,
    min_score: float | None = None,
    progress: bool = False,
) -> pd.DataFrame:
    """Give findings their themes, polarities and evidence.

    Parameters
    ----------
    findings
        A findings table, or a list of texts (whose ids are then "0", "1", ...).
    model
        The name of a shipped model ("accurate", "fast"), the folder of a saved one, or a :class:`Tagger`.
    codebook
        The codebook that the model was trained on, if it is not the package's own.
    min_score
        Give the themes whose probability reaches this, instead of each theme's own threshold.
    progress
        Show a progress bar.

    Returns
    -------
    DataFrame
        The tags table (see :mod:`qa_nlp.tables`): a row a finding and theme, in the order of the findings, most
        probable theme first. A finding without themes has no row. ``attrs["unsure"]`` lists the ids of the findings
        that a person should look at.

    Raises
    ------
    ValueError
        If ``findings`` is no findings table, there is no such model, or ``min_score`` is no probability.
    """
    return resolve(model, codebook).tag(findings, min_score=min_score, progress=progress)


def explain(
    finding: str | pd.Series, *, model: str | Path | Tagger = DEFAULT, codebook: Codebook | None = None
) -> Explanation:
    """Say why a finding gets its themes: the words that decided each, and how much every word adds.

    Parameters
    ----------
    finding
        A text, or a row of a findings table.
    model, codebook
        As of :func:`tag`.

    Returns
    -------
    Explanation
        Prints as text and shows the finding highlighted in a notebook.
    """
    return resolve(model, codebook).explain(finding)
