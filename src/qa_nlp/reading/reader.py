"""`read`: files, folders, lists of them or a DataFrame → the findings table."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from qa_nlp import tables
from qa_nlp.reading.blocks import UnreadableError
from qa_nlp.reading.cells import Cells
from qa_nlp.reading.characters import unseen_reason, visible_row
from qa_nlp.reading.columns import parse_date
from qa_nlp.reading.copies import duplicates
from qa_nlp.reading.document import Options, Report, read_document
from qa_nlp.reading.findings import Row, with_ids
from qa_nlp.reading.formats import endings
from qa_nlp.reading.sources import distinct, files

_MOST_NAMED = 5  # pairs of documents in a warning

Source = str | Path | pd.DataFrame | Sequence[str | Path]


def read(
    source: Source,
    *,
    round: str | None = None,
    service: str | None = None,
    programme: str | None = None,
    round_from: str | None = None,
    from_path: Mapping[str, str] | None = None,
    columns: Mapping[str, str | list[str]] | None = None,
    cells: Cells = "split",
    progress: bool = False,
) -> pd.DataFrame:
    """Read audit documents into findings.

    Parameters
    ----------
    source
        A file (text, Word, OpenDocument, rich text, PDF, CSV, Excel, web page or e-mail), a folder (read with its
        subfolders, in order of name), a list of these, or a DataFrame with a column ``text``.
    round, service, programme
        What the caller knows of all these audits; a document's own words win over it.
    round_from
        Where a document that names no round gets it: short for ``from_path={"round": ...}``.
    from_path
        What the path of a document says of its audit where its own words do not, as declared: column → ``"folder"``
        (the folder it lies in), ``"file"`` (its name without ending), ``"sheet"`` (the name of a workbook's sheet), or
        a regular expression searched for in its path below the folder that was given, whose first group or whole match
        is taken: ``{"round": "folder", "case_id": "HM-[0-9]+"}``. Wins over ``round``, ``service`` and ``programme``.
    columns
        Our column → the name it has in the workbooks, or the label before it in the block at the head of a text or
        form, where it is not recognised: ``{"case_id": "Client ref"}``.
        ``{"text": ["Comments", "Analysis"]}`` restricts findings to those columns.
    cells
        What a finding is where a sheet has a row a case: ``"split"`` (a cell's lines, bullets and sentences) or
        ``"whole"`` (a cell, verbatim but for its white space).
    progress
        Show a progress bar over the files.

    Returns
    -------
    DataFrame
        The findings table (see :mod:`qa_nlp.tables`), one row a finding. ``.attrs["refused"]`` lists what was not
        read, as rows with ``document``, ``locator`` and ``reason``; ``.attrs["actions"]`` who is to do
        what by when (see :func:`qa_nlp.actions`); ``.attrs["columns"]`` maps each sheet, form, case block or path to
        what its columns, boxes, labels and places were taken for. A document that is refused as a whole also raises a
        ``UserWarning``, and so do a rule of ``from_path`` that found nothing in any document, and documents that are
        copies of others (see :func:`qa_nlp.duplicates`).

    Raises
    ------
    FileNotFoundError
        If a given path does not exist.
    ValueError
        If not one of the documents can be read; the message lists each with its reason. If ``columns``,
        ``from_path`` or ``cells`` names no column of ours or cannot be followed.
    """
    options = Options.of(columns, from_path, round_from, cells)
    given = {"round": round, "service": service, "programme": programme}
    if isinstance(source, pd.DataFrame):
        if options.rules:
            raise ValueError(
                "expected files for from_path and round_from; found a DataFrame. Fill its columns instead."
            )
        return _from_frame(source, options.mapping, given)
    report = Report()
    found: list[Row] = []
    whole: list[str] = []
    sources = [source] if isinstance(source, str | Path) else source
    for path, name in _bar(list(distinct(files(sources))), progress):
        try:
            found += list(read_document(path, name, options, report))
        except UnreadableError as error:
            report.refused.append({"document": name, "locator": None, "reason": str(error)})
            whole.append(f"{name}: {error}")
    if not found:
        reasons = "; ".join(whole) or "no files in it"
        raise ValueError(
            f"expected at least one readable audit document; found none ({reasons}). Give {endings()} files."
        )
    for line in (*(f"not read: {line}" for line in whole), *report.unfound(options.rules)):
        warnings.warn(line, UserWarning, stacklevel=2)
    table = table_of(found, given, report)
    copies = duplicates(table)
    if len(copies):
        warnings.warn(_repeated(copies), UserWarning, stacklevel=2)
    return table


def _repeated(copies: pd.DataFrame) -> str:
    pairs = [f"{row['document']} and {row['same_as']}" for row in copies.head(_MOST_NAMED).to_dict("records")]
    more = "" if len(copies) <= _MOST_NAMED else f" and {len(copies) - _MOST_NAMED} more pair(s)"
    return (
        f"expected each audit once; found the same texts in {'; '.join(pairs)}{more}. See qa_nlp.duplicates(findings), "
        "and leave out what is a copy."
    )


def _from_frame(frame: pd.DataFrame, mapping: dict[str, list[str]], given: dict[str, str | None]) -> pd.DataFrame:
    frame = frame.rename(columns={names[0]: column for column, names in mapping.items()})
    if "text" not in frame.columns:
        raise ValueError(
            f"expected a DataFrame with a column text; found {', '.join(map(str, frame.columns)) or 'no columns'}. "
            "Map it with columns={'text': 'your column'}."
        )
    # Not by way of pandas' strings, which cannot hold half a surrogate pair.
    blank = pd.Series([bool(pd.isna(text)) or not str(text).strip() for text in frame["text"]], frame.index, dtype=bool)
    report = Report()
    report.refused = [
        {"document": "DataFrame", "locator": f"row {label}", "reason": "no text"} for label in frame.index[blank]
    ]
    texts = frame.loc[~blank].astype(object)
    cleaned = [
        visible_row({str(key): value for key, value in row.items()})
        for row in texts.where(texts.notna(), None).to_dict("records")
    ]
    found: list[Row] = [row for row, _ in cleaned]
    report.refused += [
        {"document": "DataFrame", "locator": f"row {label}", "reason": unseen_reason(count)}
        for label, (_, count) in zip(texts.index, cleaned, strict=True)
        if count
    ]
    for label, row in zip(texts.index, found, strict=True):
        row.setdefault("document", "DataFrame")
        row.setdefault("locator", f"row {label}")
    if "finding_id" not in frame.columns:
        found = list(with_ids(found))
    return table_of(found, given, report)


def table_of(found: list[Row], given: dict[str, str | None], report: Report) -> pd.DataFrame:
    """Return rows as a findings table; ``given`` fills what the documents do not say, ``report`` the attributes."""
    frame = pd.DataFrame(found, columns=None if found else list(tables.FINDINGS.columns))
    for column, value in given.items():
        if value is not None:
            frame[column] = frame[column].fillna(value) if column in frame.columns else value
    if "audited_on" in frame.columns:
        frame["audited_on"] = [None if pd.isna(value) else parse_date(value) for value in frame["audited_on"]]
    table = tables.check(frame, tables.FINDINGS)
    table.attrs = {"refused": report.refused, "actions": report.actions, "columns": report.taken}
    return table


def _bar(files: list[tuple[Path, str]], progress: bool) -> Any:
    if not progress:
        return files
    from tqdm import tqdm

    return tqdm(files, desc="reading", unit="file")
