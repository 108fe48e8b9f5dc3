"""Holding a frame to a table's promises."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pandas as pd

from qa_nlp.tables.doors import DATE, FINDINGS, SPANS, YES_OR_NO, Table


def empty(table: Table) -> pd.DataFrame:
    """Return a frame with the table's columns and dtypes and no rows."""
    return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in table.columns.items()})


def check(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    """Return a copy of ``frame`` that keeps the table's promises, or say which one it breaks.

    Columns of the table that ``frame`` lacks are added as NA unless they are required; columns that the table
    does not know are kept, after the table's own.

    Raises
    ------
    ValueError
        If a required column is missing or has empty cells, if the key is not unique, or if a column holds a
        value that is not allowed. The message names columns, counts and row labels, never a finding's text.
    """
    missing = [name for name in table.required if name not in frame.columns]
    if missing:
        raise ValueError(
            f"{table.name} table: expected column(s) {', '.join(missing)}; found "
            f"{', '.join(map(str, frame.columns)) or 'no columns'}. Rename or add them."
        )
    own = {name: _column(frame, name, dtype, table.name) for name, dtype in table.columns.items()}
    others = {name: frame[name] for name in frame.columns if name not in table.columns}
    result = pd.DataFrame({**own, **others}, index=frame.index).reset_index(drop=True)
    result.attrs = dict(frame.attrs)
    for name in table.required:
        holes = int(result[name].isna().sum())
        if holes:
            raise ValueError(
                f"{table.name} table: expected a value in every row of {name}; found {holes} empty. Fill or drop "
                "those rows."
            )
    if table.key:
        twice = result.duplicated(list(table.key))
        if twice.any():
            raise ValueError(
                f"{table.name} table: expected one row for each {' and '.join(table.key)}; found {int(twice.sum())} "
                f"repeated, the first in row {twice.tolist().index(True)}. Drop or merge the repeated rows."
            )
    for name, values in table.allowed.items():
        odd = result[name].dropna()
        odd = odd[~odd.isin(values)]
        if len(odd):
            raise ValueError(
                f"{table.name} table: expected {name} to be one of {', '.join(values)}; found {len(odd)} other "
                f"value(s), the first in row {odd.index.tolist()[0]}. Correct them."
            )
    return result


def as_findings(findings: pd.DataFrame | Sequence[str]) -> pd.DataFrame:
    """Return a findings table: the given one checked, or one made of a list of texts with ids "0", "1", ..."""
    if isinstance(findings, str):
        raise ValueError("expected a findings table or a list of texts; found one string. Put it in a list.")
    if not isinstance(findings, pd.DataFrame):
        texts = list(findings)
        findings = pd.DataFrame({"finding_id": [str(place) for place in range(len(texts))], "text": texts})
    return check(findings, FINDINGS)


def _column(frame: pd.DataFrame, name: str, dtype: str, table: str) -> pd.Series:
    if name not in frame.columns:
        return pd.Series(pd.NA if dtype != DATE else pd.NaT, index=frame.index, dtype=dtype)
    column = frame[name]
    if dtype == SPANS:
        return pd.Series([spans(value) for value in column], index=frame.index, dtype=object)
    try:
        if dtype == DATE:
            return pd.to_datetime(column, format="ISO8601").astype(DATE)
        if dtype == YES_OR_NO:
            words = {"true": True, "false": False}  # a .csv holds words, and Excel writes them in capitals
            column = pd.Series([words.get(str(value).lower(), value) for value in column], frame.index, dtype=object)
        return column.to_frame(name).astype({name: dtype})[name]
    except (ValueError, TypeError) as error:
        raise ValueError(
            f"{table} table: expected {name} to hold {dtype} values; found {column.dtype} that cannot be read as "
            "such. Convert the column."
        ) from error


def spans(value: Any) -> tuple[tuple[int, int], ...]:
    """Return evidence as a tuple of (start, end) offsets, whatever file format it came from."""
    if isinstance(value, str):
        value = json.loads(value) if value else ()
    if value is None or value is pd.NA or (isinstance(value, float) and pd.isna(value)):
        return ()
    return tuple((int(start), int(end)) for start, end in value)
