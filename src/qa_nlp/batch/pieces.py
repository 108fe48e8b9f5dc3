"""What there is to do, in order: documents, or slices of a findings table."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from qa_nlp import tables
from qa_nlp.batch.part import Part
from qa_nlp.batch.settings import CALL
from qa_nlp.reading.sources import distinct, files

_KEY = 40  # hex digits


@dataclass(frozen=True)
class Read:
    """A document to read, and to tag if it is short."""

    key: str
    path: Path
    name: str


@dataclass(frozen=True)
class Tag:
    """Findings to tag: a slice of a table or of a long document, encoded as a part, and where they stand in it."""

    key: str
    findings: bytes
    name: str
    place: str


Task = Read | Tag


def slice_key(key: str, number: int) -> str:
    """Return the key of a slice of a long document."""
    return f"{key}-{number:06d}"


def untagged_key(key: str) -> str:
    """Return the key under which a slice of a long document waits to be tagged."""
    return f"{key}-untagged"


def documents(sources: Sequence[str | Path], *, without: Iterable[Path] = ()) -> list[tuple[Path, str]]:
    """Return every document with its name, but for those in ``without`` (files or folders: what the run itself writes).

    Raises
    ------
    FileNotFoundError
        If a given path does not exist.
    ValueError
        If there are none.
    """
    own = [path.resolve() for path in without]
    found = [
        (path, name)
        for path, name in distinct(files(sources))
        if not any(path.resolve() == mine or mine in path.resolve().parents for mine in own)
    ]
    if not found:
        raise ValueError(
            "expected at least one audit document; found no files in what was given. Give a folder with documents."
        )
    return found


def reads(found: Iterable[tuple[Path, str]], settings: bytes) -> Iterator[Read]:
    """Yield documents under keys of their bytes, their names and the settings."""
    for path, name in found:
        digest = hashlib.sha256(settings + name.encode(errors="surrogateescape") + b"\x1f")
        try:
            if path.is_symlink() or not path.is_file():  # opening a pipe would wait for ever
                raise FileNotFoundError
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
        except OSError as error:  # whoever reads it will meet the same, and say so
            digest.update(type(error).__name__.encode())
        yield Read(digest.hexdigest()[:_KEY], path, name)


def is_findings_table(path: Path) -> bool:
    """Tell a findings table from an audit workbook: both may be .csv, but only the table has finding_id and text."""
    if path.suffix.lower() in (".parquet", ".jsonl"):
        return True
    if path.suffix.lower() != ".csv" or not path.is_file():
        return False
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        header = lines.readline().strip().replace('"', "").split(",")
    return {"finding_id", "text"} <= set(header)


def count_rows(frames: Iterable[pd.DataFrame]) -> int:
    """Return how many findings a table has, after looking that no two share an id, in eight bytes a finding.

    Raises
    ------
    ValueError
        If two ids are the same.
    """
    hashes = [pd.util.hash_array(frame["finding_id"].to_numpy(dtype=object), categorize=False) for frame in frames]
    if not hashes:
        return 0
    every = np.concatenate(hashes)
    every.sort()
    twice = int((every[1:] == every[:-1]).sum())
    if twice:
        raise ValueError(
            f"findings table: expected one row for each finding_id; found {twice} repeated. Drop or merge the "
            "repeated rows."
        )
    return len(every)


def slices(frames: Iterable[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """Cut a table into slices of up to 2,048 findings at changes of document, however its rows arrive.

    A document of more is cut every 2,048 findings from its start, as it is where it is read from its file.
    """
    waiting: pd.DataFrame | None = None
    for frame in frames:
        waiting = frame if waiting is None or waiting.empty else pd.concat([waiting, frame], ignore_index=True)
        start = 0
        changes = _changes(waiting)
        while len(waiting) - start > CALL:
            end = _end(changes, start)
            yield waiting.iloc[start:end]
            start = end
        waiting = waiting.iloc[start:]
    if waiting is not None and len(waiting):
        yield waiting


def _changes(frame: pd.DataFrame) -> np.ndarray:
    """Return the places at which another document begins."""
    document = frame["document"].fillna("").to_numpy(dtype=object)
    return np.flatnonzero(document[1:] != document[:-1]) + 1


def _end(changes: np.ndarray, start: int) -> int:
    within = changes[(changes > start) & (changes <= start + CALL)]
    return int(within[-1]) if len(within) else start + CALL


def calls(findings: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Cut a slice into what is tagged in one call: one document's findings."""
    ends = [0, *_changes(findings).tolist(), len(findings)]
    for start, end in pairwise(ends):
        yield findings.iloc[start:end]


def tags(frames: Iterable[pd.DataFrame], name: str, settings: bytes) -> Iterator[Tag]:
    """Yield slices of a table under keys of their contents and the settings."""
    row = 1
    for frame in slices(frames):
        encoded = Part(frames={"findings": frame[list(tables.FINDINGS.columns)]}).encode()
        key = hashlib.sha256(settings + encoded).hexdigest()[:_KEY]
        yield Tag(key, encoded, name, f"rows {row} to {row + len(frame) - 1}")
        row += len(frame)
