"""Outputs that appear whole, all together at the end, or not at all."""

from __future__ import annotations

from pathlib import Path


class Staging:
    """Files written beside where they will stand, under another name, until :meth:`publish` renames them."""

    def __init__(self) -> None:
        self._targets: dict[str, Path] = {}

    def path(self, name: str, target: Path) -> Path:
        """Return where to write the file that will stand at ``target``; its ending is the same."""
        self._targets[name] = target
        target.parent.mkdir(parents=True, exist_ok=True)
        return _staged(target)

    @property
    def targets(self) -> dict[str, Path]:
        """Where the files will stand, by name."""
        return dict(self._targets)

    def publish(self) -> None:
        """Rename every file to where it belongs."""
        for target in self._targets.values():
            _staged(target).replace(target)

    def discard(self) -> None:
        """Remove what was not published."""
        for target in self._targets.values():
            _staged(target).unlink(missing_ok=True)


def _staged(target: Path) -> Path:
    return target.with_name(f".partial-{target.name}")
