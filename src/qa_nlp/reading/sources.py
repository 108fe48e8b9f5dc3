"""Files, folders and lists of them → every file to read, with the name it goes by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path


def files(sources: Sequence[str | Path]) -> Iterator[tuple[Path, str]]:
    """Yield every file with the name it goes by in the tables: its path below the folder that was given.

    Raises
    ------
    FileNotFoundError
        If a given path does not exist.
    """
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


def round_of(name: str, path: Path, round_from: str | None) -> str | None:
    """Return the round that a file's folder, its name or a pattern in its path gives, or None."""
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
