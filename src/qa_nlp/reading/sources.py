"""Files, folders and lists of them → every file to read, with the name it goes by."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path


def files(sources: Sequence[str | Path]) -> Iterator[tuple[Path, str]]:
    """Yield every file with the name it goes by in the tables: its path below the folder that was given.

    The name has "/" between folders and composed letters (NFC) on every system, since ids of findings rest on it.

    Raises
    ------
    FileNotFoundError
        If a given path does not exist.
    """
    for source in map(Path, sources):
        if source.is_dir():
            for path in sorted(source.rglob("*"), key=lambda path: [_composed(part) for part in path.parts]):
                parts = path.relative_to(source).parts
                # Hidden files and the lock files of open Office documents are no documents.
                if path.is_file() and not any(part.startswith((".", "~$")) for part in parts):
                    yield path, _composed("/".join(parts))
        elif source.is_file():
            yield source, _composed(source.name)
        else:
            raise FileNotFoundError(f"expected a file or folder; found nothing at {source}. Check the path.")


def distinct(named: Iterable[tuple[Path, str]]) -> Iterator[tuple[Path, str]]:
    """Leave out a file that comes twice, and number other files of a name that was there before: "a.txt (2)"."""
    taken: dict[str, int] = {}
    seen: set[Path] = set()
    for path, name in named:
        whole = path.resolve()
        if whole in seen:
            continue
        seen.add(whole)
        taken[name] = taken.get(name, 0) + 1
        yield path, name if taken[name] == 1 else f"{name} ({taken[name]})"


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)
