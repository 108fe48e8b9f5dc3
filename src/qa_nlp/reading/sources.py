"""Files, folders and lists of them → every file to read, with the name it goes by."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from qa_nlp.reading.characters import printable

_NO_DOCUMENTS = (".", "~$")  # hidden files, and the lock files of open Office documents


def files(sources: Sequence[str | Path]) -> Iterator[tuple[Path, str]]:
    """Yield every file with the name it goes by in the tables: its path below the folder that was given.

    Whatever else stands in a folder (a link, a pipe, a subfolder that cannot be opened) is yielded as well, so that
    reading it can say why it was not read; links in a folder are not followed, so none leads out of it or in a circle.

    Raises
    ------
    FileNotFoundError
        If a given path does not exist.
    """
    for source in map(Path, sources):
        if source.is_dir():
            for path in sorted(_below(source)):
                yield path, printable("/".join(path.relative_to(source).parts) or source.name)
        elif source.exists():
            yield source.resolve(), printable(source.name)
        else:
            raise FileNotFoundError(
                f"expected a file or folder; found nothing at {printable(str(source))}. Check the path."
            )


def _below(folder: Path) -> Iterator[Path]:
    """Yield all but folders below a folder, and the folders that cannot be opened."""
    closed: list[OSError] = []
    for place, folders, names in os.walk(folder, onerror=closed.append):
        for name in (*names, *(name for name in folders if Path(place, name).is_symlink())):
            if not name.startswith(_NO_DOCUMENTS):
                yield Path(place, name)
        folders[:] = [name for name in folders if not name.startswith(_NO_DOCUMENTS)]
    yield from (Path(error.filename) for error in closed)


def round_of(name: str, path: Path, round_from: str | None) -> str | None:
    """Return the round that a file's folder, its name or a pattern in its path gives, or None."""
    if round_from is None:
        return None
    if round_from == "folder":
        return name.rpartition("/")[0].rpartition("/")[2] or None
    if round_from == "file":
        return PurePosixPath(name).stem
    match = re.search(round_from, name)
    if match is None:
        return None
    return match[1] if match.groups() else match[0]
