"""Findings that are actions → the actions table."""

from __future__ import annotations

import pandas as pd

from qa_nlp import tables
from qa_nlp.reading.columns import parse_date


def actions(findings: pd.DataFrame) -> pd.DataFrame:
    """List the actions among findings: what is to be done, by whom and by when, as their documents say.

    Parameters
    ----------
    findings
        As :func:`qa_nlp.read` gave them, all or some: who and when stand in ``.attrs["actions"]``.

    Returns
    -------
    DataFrame
        The actions table (see :mod:`qa_nlp.tables`), one row an action, in the order of the findings. ``due_on`` is NA
        where ``due`` is no date ("next supervision").

    Raises
    ------
    ValueError
        If the findings break their table's promises or come from somewhere else than ``read``.
    """
    if "actions" not in findings.attrs:
        raise ValueError(
            "expected findings with attrs['actions']; found none, as in a table that was written and read again. Give "
            "those that qa_nlp.read returned."
        )
    stated = pd.DataFrame(findings.attrs["actions"], columns=["finding_id", "owner", "due"])
    found = tables.check(findings, tables.FINDINGS).merge(stated, on="finding_id", how="inner", validate="1:1")
    found["due_on"] = [None if pd.isna(due) else parse_date(due) for due in found["due"]]
    return tables.check(found[list(tables.ACTIONS.columns)], tables.ACTIONS)
