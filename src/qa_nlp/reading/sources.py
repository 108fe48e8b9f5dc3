"""Files, folders and lists of them → every file to read, with the name it goes by."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

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
            for path in sorted(_below(source), key=lambda path: [_composed(part) for part in path.parts]):
                yield path, _composed("/".join(path.relative_to(source).parts) or source.name)
        elif source.exists():
            yield source.resolve(), _composed(source.name)
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


def distinct(named: Iterable[tuple[Path, str]]) -> Iterator[tuple[Path, str]]:
    """Leave out a file that comes twice, and number other files of a name that was there before: "a.txt (2)"."""
    taken: dict[str, int] = {}
    seen: set[Path] = set()
    for path, name in named:
        whole = path.absolute()  # not resolved: a link and its file are two, and the link is refused
        if whole in seen:
            continue
        seen.add(whole)
        taken[name] = taken.get(name, 0) + 1
        yield path, name if taken[name] == 1 else f"{name} ({taken[name]})"


def _composed(name: str) -> str:
    return printable(unicodedata.normalize("NFC", name))
