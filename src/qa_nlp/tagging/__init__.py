"""Findings → tags; training a tagger."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from qa_nlp.codebook import Codebook
from qa_nlp.tagging.models import DEFAULT, load
from qa_nlp.tagging.tagger import Tagger

__all__ = ["Tagger", "tag"]


def tag(
    findings: pd.DataFrame | Sequence[str],
    *,
    model: str | Path | Tagger = DEFAULT,
    codebook: Codebook | None = None,
    progress: bool = False,
) -> pd.DataFrame:
    """Give findings their themes, polarities and evidence.

    Parameters
    ----------
    findings
        A findings table, or a list of texts (whose ids are then "0", "1", ...).
    model
        The name of a shipped model ("fast"), the folder of a saved one, or a :class:`Tagger`.
    codebook
        The codebook that the model was trained on, if it is not the package's own.
    progress
        Show a progress bar.

    Returns
    -------
    DataFrame
        The tags table (see :mod:`qa_nlp.tables`): a row a finding and theme, in the order of the findings, most
        probable theme first. A finding without themes has no row.

    Raises
    ------
    ValueError
        If ``findings`` is no findings table, or there is no such model.
    """
    tagger = model if isinstance(model, Tagger) else load(model, codebook)
    return tagger.tag(findings, progress=progress)
