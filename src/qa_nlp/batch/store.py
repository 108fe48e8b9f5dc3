"""Finished pieces in a work folder, by key: what a run that was stopped need not do again."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path
from types import TracebackType

from qa_nlp.batch.part import Facts, Part

_DIGEST = 32
_WRITING = ".writing"
_LOCK = "lock"


class Store:
    """A folder of finished pieces, each under a key that says what it was made of and how.

    A piece appears whole or not at all: it is written under another name, flushed to the disk and renamed. Its
    SHA-256 stands before it, so that one that a failing disk or a hurried copy cut short counts as missing. One run
    at a time holds the folder; the system lets go of it when that run dies.

    Raises
    ------
    ValueError
        If another run holds the folder.
    """

    def __init__(self, folder: Path) -> None:
        from filelock import FileLock, Timeout

        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(folder / _LOCK)
        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise ValueError(
                f"expected {folder} to be in no use; found another run at work in it. Wait for that one, or choose "
                "another output."
            ) from error
        for half in folder.glob(f"*{_WRITING}"):
            half.unlink()

    def write(self, key: str, encoded: bytes) -> None:
        """Keep a piece."""
        path = self.folder / key
        half = path.with_name(key + _WRITING)
        with half.open("wb") as file:
            file.write(hashlib.sha256(encoded).digest())
            file.write(encoded)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)

    def read(self, key: str) -> bytes | None:
        """Return a piece, or None if it is not there or not whole."""
        try:
            found = (self.folder / key).read_bytes()
        except FileNotFoundError:
            return None
        digest, encoded = found[:_DIGEST], found[_DIGEST:]
        return encoded if hashlib.sha256(encoded).digest() == digest else None

    def facts(self, key: str) -> Facts | None:
        """Return what is known of a piece, or None if it is not there or not whole."""
        encoded = self.read(key)
        return None if encoded is None else Part.facts_of(encoded)

    def drop(self, key: str) -> None:
        """Forget a piece, if it is there."""
        (self.folder / key).unlink(missing_ok=True)

    def clear(self) -> None:
        """Remove everything, and the folder: the run is done. Pieces of other settings go too."""
        for path in self.folder.iterdir():
            if path.name != _LOCK:
                path.unlink() if path.is_file() else shutil.rmtree(path)
        self.release()

    def release(self) -> None:
        """Let another run have the folder; one without pieces is removed."""
        empty = self.folder.is_dir() and all(path.name == _LOCK for path in self.folder.iterdir())
        self._lock.release()
        if empty:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
