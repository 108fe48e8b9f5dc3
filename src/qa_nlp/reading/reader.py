"""`read`: files, folders, lists of them or a DataFrame → the findings table."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from qa_nlp import tables
from qa_nlp.reading.blocks import UnreadableError
from qa_nlp.reading.columns import check_mapping, parse_date
from qa_nlp.reading.findings import add_ids, rows
from qa_nlp.reading.pdf import read_pdf
from qa_nlp.reading.text import read_text
from qa_nlp.reading.word import read_word
from qa_nlp.reading.workbook import read_csv, read_workbook

Row = dict[str, Any]
Source = str | Path | pd.DataFrame | Sequence[str | Path]


def read(
    source: Source,
    *,
    round: str | None = None,
    service: str | None = None,
    programme: str | None = None,
    round_from: str | None = None,
    columns: Mapping[str, str | list[str]] | None = None,
    progress: bool = False,
) -> pd.DataFrame:
    """Read audit documents into findings.

    Parameters
    ----------
    source
        A file (``.txt .md .docx .pdf .csv .xlsx``), a folder (read with its subfolders, in order of name), a list
        of these, or a DataFrame with a column ``text``.
    round, service, programme
        What the caller knows of all these audits; a document's own words win over it.
    round_from
        Where a document that names no round gets it: ``"folder"`` (the folder it lies in), ``"file"`` (its name
        without ending), or a regular expression whose first group is searched for in its path.
    columns
        Our column → the name it has in the workbooks, where it is not recognised: ``{"case_id": "Client ref"}``.
        ``{"text": ["Comments", "Analysis"]}`` restricts findings to those columns.
    progress
        Show a progress bar over the files.

    Returns
    -------
    DataFrame
        The findings table (see :mod:`qa_nlp.tables`), one row a finding. ``.attrs["refused"]`` lists what was not
        read, as rows with ``document``, ``locator`` and ``reason``; ``.attrs["columns"]`` maps each sheet to what
        its columns were taken for. A document that is refused as a whole also raises a ``UserWarning``.

    Raises
    ------
    FileNotFoundError
        If a given path does not exist.
    ValueError
        If not one of the documents can be read; the message lists each with its reason.
    """
    mapping = check_mapping(columns)
    given = {"round": round, "service": service, "programme": programme}
    if isinstance(source, pd.DataFrame):
        return _from_frame(source, mapping, given)
    files = list(_files([source] if isinstance(source, str | Path) else list(source)))
    found: list[Row] = []
    refused: list[dict[str, str | None]] = []
    taken: dict[str, dict[str, str]] = {}
    whole = []
    for path, name in _bar(files, progress):
        try:
            file_rows = _read_file(path, name, mapping, refused, taken)
        except Exception as error:  # a damaged file may fail anywhere in its library; the rest must go on
            # Only our own messages are passed on: those of a library may quote the document.
            reason = str(error) if isinstance(error, UnreadableError) else _cannot_open(path, error)
            refused.append({"document": name, "locator": None, "reason": reason})
            whole.append(f"{name}: {reason}")
            continue
        stated = _round_of(name, path, round_from)
        for row in file_rows:
            row["round"] = row.get("round") or stated
        found += file_rows
    if not found:
        reasons = "; ".join(whole) or "no files in it"
        raise ValueError(
            f"expected at least one readable audit document; found none ({reasons}). Give .txt, .md, .docx, .pdf, "
            ".csv or .xlsx files."
        )
    for line in whole:
        warnings.warn(f"not read: {line}", UserWarning, stacklevel=2)
    add_ids(found)
    frame = _table(found, given)
    frame.attrs["refused"] = refused
    frame.attrs["columns"] = taken
    return frame


def _from_frame(frame: pd.DataFrame, mapping: dict[str, list[str]], given: Mapping[str, str | None]) -> pd.DataFrame:
    frame = frame.rename(columns={names[0]: column for column, names in mapping.items()})
    if "text" not in frame.columns:
        raise ValueError(
            f"expected a DataFrame with a column text; found {', '.join(map(str, frame.columns)) or 'no columns'}. "
            "Map it with columns={'text': 'your column'}."
        )
    blank = frame["text"].isna() | (frame["text"].astype("string").str.strip() == "")
    refused = [
        {"document": "DataFrame", "locator": f"row {label}", "reason": "no text"} for label in frame.index[blank]
    ]
    found: list[Row] = [{str(key): value for key, value in row.items()} for row in frame.loc[~blank].to_dict("records")]
    for label, row in zip(frame.index[~blank], found, strict=True):
        row.setdefault("document", "DataFrame")
        row.setdefault("locator", f"row {label}")
    if "finding_id" not in frame.columns:
        add_ids(found)
    table = _table(found, given) if found else tables.empty(tables.FINDINGS)
    table.attrs = {"refused": refused, "columns": {}}
    return table


def _table(found: list[Row], given: Mapping[str, str | None]) -> pd.DataFrame:
    frame = pd.DataFrame(found)
    for column, value in given.items():
        if value is not None:
            frame[column] = frame[column].fillna(value) if column in frame.columns else value
    if "audited_on" in frame.columns:
        frame["audited_on"] = [None if pd.isna(value) else parse_date(value) for value in frame["audited_on"]]
    return tables.check(frame, tables.FINDINGS)


def _bar(files: list[tuple[Path, str]], progress: bool) -> Any:
    if not progress:
        return files
    from tqdm import tqdm

    return tqdm(files, desc="reading", unit="file")


def _files(sources: Sequence[str | Path]) -> Iterator[tuple[Path, str]]:
    """Yield every file with the name it goes by in the table: its path below the folder that was given."""
    for source in map(Path, sources):
        if source.is_dir():
            for path in sorted(source.rglob("*")):
                parts = path.relative_to(source).parts
                # Hidden files and the lock files of open Office documents are no documents.
                if path.is_file() and not any(part.startswith((".", "~$")) for part in parts):
                    yield path, "/".join(parts)
        elif source.is_file():
            yield source, source.name
        else:
            raise FileNotFoundError(f"expected a file or folder; found nothing at {source}. Check the path.")


def _read_file(
    path: Path,
    name: str,
    mapping: dict[str, list[str]],
    refused: list[dict[str, str | None]],
    taken: dict[str, dict[str, str]],
) -> list[Row]:
    ending = path.suffix.lower()
    if ending in _SHEETS:
        found: list[Row] = []
        for number, sheet in enumerate(_SHEETS[ending](path, mapping), start=1):
            taken[f"{name}, sheet {number}"] = sheet.taken
            refused += [{"document": name, "locator": place, "reason": reason} for place, reason in sheet.left_out]
            found += [{**case.audit, **row} for case in sheet.cases for row in rows(case.blocks, name)]
    elif ending in _DOCUMENTS:
        content = _DOCUMENTS[ending](path)
        refused += [{"document": name, "locator": place, "reason": reason} for place, reason in content.left_out]
        found = [{**content.audit, **row} for row in rows(content.blocks, name)]
    else:
        raise UnreadableError(
            _ADVICE.get(
                ending,
                f"files ending in {ending or 'nothing'} are not read; expected .txt, .md, .docx, .pdf, .csv or .xlsx",
            )
        )
    if not found:
        raise UnreadableError("expected findings; found no text in it. Check that it is the right file.")
    return found


def _cannot_open(path: Path, error: Exception) -> str:
    if path.stat().st_size == 0:
        return "the file is empty; save it again"
    kind = type(error).__name__
    return f"cannot be opened as {path.suffix} ({kind}); check that it opens in its own program and has no password"


def _round_of(name: str, path: Path, round_from: str | None) -> str | None:
    if round_from is None:
        return None
    if round_from == "folder":
        return name.rpartition("/")[0].rpartition("/")[2] or None
    if round_from == "file":
        return path.stem
    match = re.search(round_from, name)
    if match is None:
        return None
    return match[1] if match.groups() else match[0]


_SHEETS = {".csv": read_csv, ".xlsx": read_workbook}
_DOCUMENTS = {".txt": read_text, ".md": read_text, ".docx": read_word, ".pdf": read_pdf}
_ADVICE = {
    ".doc": "old Word files (.doc) are not read; open it in Word and save it as .docx",
    ".xls": "old Excel files (.xls) are not read; open it in Excel and save it as .xlsx",
    ".rtf": "rich text (.rtf) is not read; open it in Word and save it as .docx",
}
