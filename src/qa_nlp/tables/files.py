"""Tables in files: Parquet, CSV, JSON lines, told by the ending."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from qa_nlp.tables.checks import check, empty, spans
from qa_nlp.tables.doors import Table
from qa_nlp.tables.spreadsheets import guarded, quoting, unguarded


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
        # The mark lets Excel read it.
        guarded(frame).to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n", quoting=quoting(frame))
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
        frame = unguarded(
            pd.read_csv(path, dtype="string", encoding="utf-8-sig", keep_default_na=False, na_values=[""])
        )
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
