"""Where the models stand that ship with the package."""

from __future__ import annotations

from pathlib import Path


def folders() -> dict[str, Path]:
    """Return name → folder of the models inside the installed package, or beside the sources of a checkout."""
    package = Path(__file__).resolve().parent
    for place in (package / "models", package.parents[1] / "models"):
        found = {folder.parent.name: folder.parent for folder in sorted(place.glob("*/model.json"))}
        if found:
            return found
    return {}
