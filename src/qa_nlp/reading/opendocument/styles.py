"""What the styles of an OpenDocument text say of its paragraphs: bold, hidden, titles, and how lists are numbered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_FAMILIES = {"text:p": "paragraph", "text:h": "paragraph", "text:span": "text"}
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
_ROMAN_UNITS = ((9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True)
class _Style:
    parent: str
    bold: bool | None
    hidden: bool | None


@dataclass(frozen=True)
class _Level:
    """How the items at one depth of a list are numbered: "1", "a", "i" ..., or "" for bullets."""

    form: str
    first: int
    shown: int


@dataclass(frozen=True)
class Styles:
    """The styles by family and name, and the levels of list styles by name and depth."""

    styles: dict[tuple[str, str], _Style]
    levels: dict[tuple[str, int], _Level]

    @classmethod
    def of(cls, *trees: Any) -> Styles:
        """Gather the styles of the archive's parts, later ones over earlier ones."""
        styles, levels = {}, {}
        for tree in trees:
            for style in tree.iter("{*}style"):
                styles[_get(style, "family"), _get(style, "name")] = _style(style)
            for listing in tree.iter("{*}list-style"):
                for level in listing.iter("{*}list-level-style-number", "{*}list-level-style-bullet"):
                    depth = _get(level, "level")
                    if depth.isdecimal():
                        levels[_get(listing, "name"), int(depth)] = _Level(
                            _get(level, "num-format"),
                            int(_get(level, "start-value") or 1),
                            int(_get(level, "display-levels") or 1),
                        )
        return cls(styles, levels)

    def bold(self, element: str, name: str, otherwise: bool) -> bool:
        """Tell whether text of a style is bold; where the style does not say it is as what it stands in."""
        stated = next((style.bold for style in self._chain(_FAMILIES[element], name) if style.bold is not None), None)
        return otherwise if stated is None else stated

    def hidden(self, element: str, name: str) -> bool:
        """Tell whether text of a style is not shown."""
        chain = self._chain(_FAMILIES[element], name)
        return bool(next((style.hidden for style in chain if style.hidden is not None), False))

    def is_title(self, name: str) -> bool:
        """Tell whether a paragraph's style is the document's title, or made from it."""
        return name == "Title" or any(style.parent == "Title" for style in self._chain("paragraph", name))

    def first(self, listing: str, depth: int) -> int:
        """Return the number of a list's first item at a depth."""
        level = self.levels.get((listing, depth))
        return level.first if level else 1

    def number(self, listing: str, counts: list[int]) -> str | None:
        """Return the printed number of an item from the count at its own depth and those above; None for a bullet."""
        level = self.levels.get((listing, len(counts)))
        if level is None or not level.form:
            return None
        shown = range(max(len(counts) - level.shown, 0), len(counts))
        forms = [self.levels.get((listing, depth + 1), level).form or "1" for depth in shown]
        return ".".join(_printed(counts[depth], form) for depth, form in zip(shown, forms, strict=True))

    def _chain(self, family: str, name: str) -> list[_Style]:
        """Return a style and those it is made from."""
        chain: list[_Style] = []
        while (style := self.styles.get((family, name))) is not None and style not in chain:
            chain.append(style)
            name = style.parent
        return chain


def _style(element: Any) -> _Style:
    weight = hidden = None
    for properties in element.iter("{*}text-properties"):
        weight = _get(properties, "font-weight") or weight
        hidden = _get(properties, "display") or hidden
    bold = None if weight is None else weight == "bold" or (weight.isdecimal() and int(weight) >= 600)
    return _Style(_get(element, "parent-style-name"), bold, None if hidden is None else hidden == "none")


def _printed(number: int, form: str) -> str:
    if form.lower() == "a":
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if 0 < number < 200 else str(number)
    elif form.lower() == "i":
        letters, left = "", min(max(number, 0), 3999)
        for value, letter in (*_ROMAN, *_ROMAN_UNITS):
            letters += letter * (left // value)
            left %= value
    else:
        return str(number)
    return letters.upper() if form.isupper() else letters


def _get(element: Any, name: str) -> str:
    return next((str(value) for key, value in element.items() if key.rpartition("}")[2] == name), "")
