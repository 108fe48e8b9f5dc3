"""A performance indicator of the codebook: which way is better, and what an adverse movement may say about practice."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

BETTER = ("lower", "higher")
ID = re.compile(r"[a-z][a-z0-9_]*")
"""What the id of a theme or an indicator looks like."""

_KEYS = {"id", "name", "better", "themes", "hypothesis"}


@dataclass(frozen=True)
class Indicator:
    """One indicator: its name, whether a lower or a higher value is better, and the themes that it bears on.

    ``hypothesis`` is what an adverse movement may say about practice, for an audit of those themes to test.
    """

    id: str
    name: str
    better: str
    themes: tuple[str, ...]
    hypothesis: str


def read_indicator(entry: Any) -> Indicator:
    """Build an indicator from its entry in the YAML file.

    Raises
    ------
    ValueError
        If the entry is no mapping with an id, has a part that indicators do not have, or its themes are no list.
    """
    if not isinstance(entry, Mapping) or "id" not in entry:
        raise ValueError(
            "codebook: expected every indicator to be a mapping with an id; found one without. Add the id."
        )
    odd = set(entry) - _KEYS
    if odd:
        raise ValueError(
            f"codebook: indicator {entry['id']!r} has unknown part(s) {', '.join(sorted(map(str, odd)))}; expected "
            f"{', '.join(sorted(_KEYS))}. Rename or remove them."
        )
    themes = entry.get("themes") or []
    if not isinstance(themes, list):
        raise ValueError(
            f"codebook: expected the themes of indicator {entry['id']!r} to be a list; found "
            f"{type(themes).__name__}. Write [one, two]."
        )
    words = {key: str(entry[key]) if entry.get(key) is not None else "" for key in ("name", "better", "hypothesis")}
    return Indicator(id=str(entry["id"]), themes=tuple(map(str, themes)), **words)


def problems_of(indicators: Iterable[Indicator], themes: Collection[str]) -> list[str]:
    """Return what is wrong with the indicators of a codebook with these theme ids, a phrase a problem."""
    problems = []
    seen: set[str] = set()
    for indicator in indicators:
        if not ID.fullmatch(indicator.id):
            problems.append(f"indicator id {indicator.id!r} is not lower-case letters, digits and underscores")
        if indicator.id in seen:
            problems.append(f"indicator id {indicator.id!r} stands twice")
        if indicator.better not in BETTER:
            problems.append(f"indicator {indicator.id!r} is better {indicator.better!r}, not {' or '.join(BETTER)}")
        parts = {"name": indicator.name.strip(), "themes": indicator.themes, "hypothesis": indicator.hypothesis.strip()}
        problems += [f"indicator {indicator.id!r} has no {part}" for part, value in parts.items() if not value]
        problems += [
            f"indicator {indicator.id!r} bears on {theme!r}, which is no theme"
            for theme in indicator.themes
            if theme not in themes
        ]
        if len(set(indicator.themes)) < len(indicator.themes):
            problems.append(f"indicator {indicator.id!r} names a theme twice")
        seen.add(indicator.id)
    return problems
