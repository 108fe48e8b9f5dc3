"""The codebook: themes with definitions and indicators, read from YAML, checked, and extended by a caller."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qa_nlp.codebook.indicator import ID, Indicator, problems_of, read_indicator

_THEME_KEYS = {"id", "name", "definition", "strength", "concern", "exclude"}


@dataclass(frozen=True)
class Theme:
    """One theme: what it is, and what it looks like as a strength and as a concern."""

    id: str
    name: str
    definition: str
    strength: str
    concern: str
    exclude: str | None = None
    group: str = "other"


@dataclass(frozen=True)
class Codebook:
    """An ordered set of themes with their groups and the rules for where one theme ends.

    Parameters
    ----------
    themes
        The themes, in the order in which tables and drafts list them.
    groups
        Group id → group name.
    boundaries
        Rules that say which theme a borderline finding belongs to.
    indicators
        Performance indicators and the themes they bear on.

    Examples
    --------
    >>> book = Codebook.load()
    >>> book.name("drift_and_delay")
    'Drift and delay'
    """

    themes: tuple[Theme, ...]
    groups: Mapping[str, str] = field(default_factory=lambda: {"other": "Other"})
    boundaries: tuple[str, ...] = ()
    indicators: tuple[Indicator, ...] = ()

    def __post_init__(self) -> None:
        problems = []
        if not self.themes:
            problems.append("it has no themes")
        seen: set[str] = set()
        for theme in self.themes:
            if not ID.fullmatch(theme.id):
                problems.append(f"theme id {theme.id!r} is not lower-case letters, digits and underscores")
            if theme.id in seen:
                problems.append(f"theme id {theme.id!r} stands twice")
            if theme.group not in self.groups:
                problems.append(f"theme {theme.id!r} is in group {theme.group!r}, which is not defined")
            problems += [
                f"theme {theme.id!r} has no {part}"
                for part in ("name", "definition", "strength", "concern")
                if not str(getattr(theme, part) or "").strip()
            ]
            seen.add(theme.id)
        problems += problems_of(self.indicators, seen)
        if problems:
            raise ValueError(
                f"codebook: expected unique, complete themes and indicators; found: {'; '.join(problems)}. Correct "
                "these entries."
            )

    @classmethod
    def load(cls, path: str | Path | None = None) -> Codebook:
        """Load a codebook: the package's own, or the YAML file at ``path``.

        Raises
        ------
        FileNotFoundError
            If there is no file at ``path``.
        ValueError
            If the file is not a codebook; the message lists every entry that is wrong.
        """
        import yaml

        source = Path(path) if path is not None else Path(__file__).with_name("themes.yaml")
        try:
            content = yaml.safe_load(source.read_text(encoding="utf-8"))
        except yaml.YAMLError as error:
            raise ValueError(f"codebook {source.name}: expected YAML; found {error}. Correct the file.") from error
        return cls.from_dict(content)

    @classmethod
    def from_dict(cls, content: Any) -> Codebook:
        """Build a codebook from the structure of the YAML file (``groups`` of ``themes``; ``indicators``)."""
        if not isinstance(content, dict) or not isinstance(content.get("groups"), list):
            raise ValueError(
                "codebook: expected a mapping with a list of groups, each with its themes; found none. See "
                "themes.yaml in qa_nlp."
            )
        themes: list[Theme] = []
        groups: dict[str, str] = {}
        for entry in content["groups"]:
            if not isinstance(entry, dict) or "id" not in entry:
                raise ValueError("codebook: expected every group to have an id; found one without. Add it.")
            groups[str(entry["id"])] = str(entry.get("name", entry["id"]))
            for theme in entry.get("themes") or []:
                themes.append(_theme(theme, str(entry["id"])))
        indicators = content.get("indicators") or []
        if not isinstance(indicators, list):
            raise ValueError(
                f"codebook: expected indicators to be a list; found {type(indicators).__name__}. See themes.yaml in "
                "qa_nlp."
            )
        return cls(
            tuple(themes), groups, tuple(content.get("boundaries") or ()), tuple(map(read_indicator, indicators))
        )

    def extend(self, *themes: Theme | Mapping[str, Any]) -> Codebook:
        """Return a codebook with further themes at its end; this one stays as it is.

        A theme whose ``group`` is new opens that group. Raises ``ValueError`` for an id that is taken.
        """
        added = [
            theme if isinstance(theme, Theme) else _theme(theme, str(theme.get("group", "other"))) for theme in themes
        ]
        groups = dict(self.groups)
        for theme in added:
            groups.setdefault(theme.group, theme.group.replace("_", " ").capitalize())
        return Codebook((*self.themes, *added), groups, self.boundaries, self.indicators)

    @property
    def ids(self) -> tuple[str, ...]:
        """The theme ids in order."""
        return tuple(theme.id for theme in self.themes)

    @property
    def hash(self) -> str:
        """Twelve hex digits that change whenever a theme's id or meaning changes; models carry it.

        Indicators are no part of it: a tagger knows nothing of them.
        """
        content = [[t.id, t.name, t.definition, t.strength, t.concern, t.exclude or ""] for t in self.themes]
        content.append(list(self.boundaries))
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:12]

    def name(self, theme_id: str) -> str:
        """Return the name of a theme that people read, or the id itself for a theme of another codebook."""
        return next((theme.name for theme in self.themes if theme.id == theme_id), theme_id)

    def __iter__(self) -> Iterator[Theme]:
        return iter(self.themes)

    def __len__(self) -> int:
        return len(self.themes)

    def __contains__(self, theme_id: object) -> bool:
        return theme_id in self.ids

    def __getitem__(self, theme_id: str) -> Theme:
        for theme in self.themes:
            if theme.id == theme_id:
                return theme
        raise KeyError(f"no theme {theme_id!r} in the codebook; it has: {', '.join(self.ids)}")

    def check_ids(self, ids: Iterable[str]) -> None:
        """Raise ``ValueError`` if any of ``ids`` is not a theme of this codebook."""
        unknown = sorted(set(ids) - set(self.ids))
        if unknown:
            raise ValueError(
                f"expected themes of the codebook; found {', '.join(unknown)}. Extend the codebook or correct the ids."
            )


def _theme(entry: Any, group: str) -> Theme:
    if not isinstance(entry, Mapping) or "id" not in entry:
        raise ValueError(
            f"codebook: expected every theme to be a mapping with an id; found one without in group {group!r}. Add it."
        )
    odd = set(entry) - _THEME_KEYS - {"group"}
    if odd:
        raise ValueError(
            f"codebook: theme {entry['id']!r} has unknown part(s) {', '.join(sorted(map(str, odd)))}; expected "
            f"{', '.join(sorted(_THEME_KEYS))}. Rename or remove them."
        )
    values = {key: str(entry[key]) for key in _THEME_KEYS if entry.get(key) is not None}
    return Theme(**{"name": "", "definition": "", "strength": "", "concern": "", **values, "group": group})
