"""Tables in files: Parquet, CSV, JSON lines, told by the ending."""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO

import pandas as pd

from qa_nlp.tables.checks import check, empty, spans
from qa_nlp.tables.doors import Table
from qa_nlp.tables.spreadsheets import guarded, unguarded


def write_table(frame: pd.DataFrame, path: str | Path) -> Path:
    """Write a table to ``.parquet``, ``.csv`` or ``.jsonl``, told by the ending; returns the path.

    In a ``.csv`` an apostrophe stands before every text, and column name, that a spreadsheet would take for a formula
    (it begins with = + - @, a tab or a line end); :func:`read_table` takes it away again.

    Raises
    ------
    ValueError
        If the ending is another one.
    """
    path = Path(path)
    ending = ending_of(path)
    frame = plain(frame, ending)
    path.parent.mkdir(parents=True, exist_ok=True)
    if ending == ".parquet":
        frame.to_parquet(path, index=False)
    elif ending == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:  # the mark lets Excel read it
            to_csv(frame, file, header=True)
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            to_jsonl(frame, file)
    return path


def plain(frame: pd.DataFrame, ending: str) -> pd.DataFrame:
    """Return a copy with evidence as the format can hold it: lists of lists, or for ``.csv`` JSON of these."""
    frame = frame.copy()
    if "evidence" in frame.columns:
        lists = [[list(span) for span in spans(value)] for value in frame["evidence"]]
        frame["evidence"] = pd.Series(
            [json.dumps(value) for value in lists] if ending == ".csv" else lists,
            index=frame.index,
            dtype=object,
        )
    return frame


def to_csv(frame: pd.DataFrame, file: IO[str], *, header: bool) -> None:
    """Write rows as CSV (RFC 4180), guarded against formulas.

    Lines end as the standard says: Python's writer puts a cell in quotation marks only for characters of the line end,
    and a bare carriage return would tear a row.
    """
    guarded(frame).to_csv(file, index=False, header=header, lineterminator="\r\n")


def to_jsonl(frame: pd.DataFrame, file: IO[str]) -> None:
    """Write rows as JSON lines."""
    frame.to_json(file, orient="records", lines=True, force_ascii=False, date_format="iso")


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
    ending = ending_of(path)
    if ending == ".parquet":
        frame = pd.read_parquet(path)
    elif ending == ".csv":
        # "N/A" and "None" are answers that auditors give, so only an empty cell is NA.
        frame = unguarded(
            pd.read_csv(path, dtype="string", encoding="utf-8-sig", keep_default_na=False, na_values=[""])
        )
    else:
        with path.open(encoding="utf-8-sig") as lines:
            frame = pd.DataFrame([json.loads(line) for line in lines if line.strip()])
        if frame.empty and not len(frame.columns):
            frame = empty(table)
    return check(frame, table)


def ending_of(path: Path) -> str:
    """Return the ending of a table's file, or raise ``ValueError`` if it is none of ours."""
    ending = path.suffix.lower()
    if ending not in (".parquet", ".csv", ".jsonl"):
        raise ValueError(
            f"expected a table ending in .parquet, .csv or .jsonl; found {path.name!r}. Choose one of these."
        )
    return ending
