"""The doors between rooms: the columns of every table, their dtypes and their checks, in one place.

Every function that takes or returns one of these tables passes it through :func:`check`, so that a table an
analyst made or edited by hand is held to the same promises as one of ours.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import pandas as pd

POLARITIES = ("strength", "concern", "mixed", "neutral")
DIRECTIONS = ("strength", "concern")
VERDICTS = ("up", "down", "no clear change", "too few to say")

TEXT: Final = "string"
NUMBER: Final = "Float64"
COUNT: Final = "Int64"
DATE: Final = "datetime64[ns]"
SPANS: Final = "object"


@dataclass(frozen=True)
class Table:
    """What a table promises: its columns in order with their dtypes, which must be filled, which are unique."""

    name: str
    columns: dict[str, str]
    required: tuple[str, ...]
    key: tuple[str, ...]
    allowed: dict[str, tuple[str, ...]]


FINDINGS = Table(
    name="findings",
    columns={
        "finding_id": TEXT,
        "text": TEXT,
        "document": TEXT,
        "locator": TEXT,
        "heading": TEXT,
        "direction": TEXT,
        "rating": TEXT,
        "round": TEXT,
        "case_id": TEXT,
        "service": TEXT,
        "auditor": TEXT,
        "audited_on": DATE,
        "grade": TEXT,
        "programme": TEXT,
    },
    required=("finding_id", "text"),
    key=("finding_id",),
    allowed={"direction": DIRECTIONS},
)

TAGS = Table(
    name="tags",
    columns={
        "finding_id": TEXT,
        "theme": TEXT,
        "polarity": TEXT,
        "score": NUMBER,
        "polarity_score": NUMBER,
        "evidence": SPANS,
        "model": TEXT,
    },
    required=("finding_id", "theme", "polarity"),
    key=("finding_id", "theme"),
    allowed={"polarity": POLARITIES},
)

PREVALENCE = Table(
    name="prevalence",
    columns={
        "theme": TEXT,
        "polarity": TEXT,
        "round": TEXT,
        "n_units": COUNT,
        "n_positive": COUNT,
        "estimate": NUMBER,
        "low": NUMBER,
        "high": NUMBER,
        "method": TEXT,
    },
    required=("theme", "polarity", "n_units"),
    key=("theme", "polarity", "round"),
    allowed={"polarity": DIRECTIONS},
)

CHANGES = Table(
    name="changes",
    columns={
        "theme": TEXT,
        "polarity": TEXT,
        "n_before": COUNT,
        "n_after": COUNT,
        "before": NUMBER,
        "after": NUMBER,
        "difference": NUMBER,
        "low": NUMBER,
        "high": NUMBER,
        "p_value": NUMBER,
        "p_adjusted": NUMBER,
        "verdict": TEXT,
        "smallest_detectable": NUMBER,
        "method": TEXT,
    },
    required=("theme", "polarity", "verdict"),
    key=("theme", "polarity"),
    allowed={"polarity": DIRECTIONS, "verdict": VERDICTS},
)

REFUSED = Table(
    name="refused",
    columns={"document": TEXT, "locator": TEXT, "reason": TEXT},
    required=("document", "reason"),
    key=(),
    allowed={},
)


def prevalence_by(column: str | None) -> Table:
    """Return the promises of a prevalence table by another column than ``round``, or, for None, over all findings."""
    others = {name: dtype for name, dtype in PREVALENCE.columns.items() if name != "round"}
    if column is None:
        return replace(PREVALENCE, columns=others, key=("theme", "polarity"))
    columns = dict([*list(others.items())[:2], (column, TEXT), *list(others.items())[2:]])
    return replace(PREVALENCE, columns=columns, key=("theme", "polarity", column))


PROPORTION_COLUMNS = {"proportion_words": TEXT, "proportion_low": NUMBER, "proportion_high": NUMBER}
"""Columns that :func:`qa_nlp.words.proportions` adds to a findings table, with their dtypes."""

AUDIT_COLUMNS = ("round", "case_id", "service", "auditor", "audited_on", "grade", "programme")
"""Columns of the findings table that describe the audit a finding comes from."""


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


def write_table(frame: pd.DataFrame, path: str | Path) -> Path:
    """Write a table to ``.parquet``, ``.csv`` or ``.jsonl``, told by the ending; returns the path.

    Raises
    ------
    ValueError
        If the ending is another one.
    """
    path = Path(path)
    ending = _ending(path)
    frame = frame.copy()
    if "evidence" in frame.columns:
        plain = [[list(span) for span in spans(value)] for value in frame["evidence"]]
        frame["evidence"] = pd.Series(
            [json.dumps(value) for value in plain] if ending == ".csv" else plain,
            index=frame.index,
            dtype=object,
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    if ending == ".parquet":
        frame.to_parquet(path, index=False)
    elif ending == ".csv":
        frame.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")  # the mark lets Excel read it
    else:
        frame.to_json(path, orient="records", lines=True, force_ascii=False, date_format="iso")
    return path


def read_table(path: str | Path, table: Table) -> pd.DataFrame:
    """Read a table written by :func:`write_table` (or by hand) and check it.

    Raises
    ------
    ValueError
        If the ending is not ``.parquet``, ``.csv`` or ``.jsonl``, or if the table breaks a promise.
    FileNotFoundError
        If there is no such file.
    """
    path = Path(path)
    ending = _ending(path)
    if ending == ".parquet":
        frame = pd.read_parquet(path)
    elif ending == ".csv":
        # "N/A" and "None" are answers that auditors give, so only an empty cell is NA.
        frame = pd.read_csv(path, dtype="string", encoding="utf-8-sig", keep_default_na=False, na_values=[""])
    else:
        with path.open(encoding="utf-8-sig") as lines:
            frame = pd.DataFrame([json.loads(line) for line in lines if line.strip()])
        if frame.empty and not len(frame.columns):
            frame = empty(table)
    return check(frame, table)


def _ending(path: Path) -> str:
    ending = path.suffix.lower()
    if ending not in (".parquet", ".csv", ".jsonl"):
        raise ValueError(
            f"expected a table ending in .parquet, .csv or .jsonl; found {path.name!r}. Choose one of these."
        )
    return ending
