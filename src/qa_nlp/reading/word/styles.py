"""What a Word paragraph's styles say of it: heading, list item, bold, hidden."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from qa_nlp.reading.word.text import W, on

# Word writes the names of its own styles in English; other programs may write them in their language.
_HEADING = re.compile(
    r"(?:heading|überschrift|titre|título|titolo|kop|rubrik|overskrift|otsikko|nagłówek|pennawd)[ _]?(\d)"
)
_LIST = re.compile(r"list (?:bullet|number|paragraph)(?: (\d))?")


class Styles:
    """The styles of one document, by their ids."""

    def __init__(self, styles: Any | None) -> None:
        found = styles.findall(W + "style") if styles is not None else []
        self._by_id = {style.get(W + "styleId"): style for style in found}
        self._default = next(
            (
                style.get(W + "styleId")
                for style in found
                if style.get(W + "type") == "paragraph" and style.get(W + "default") in ("1", "true")
            ),
            None,
        )

    def _chain(self, style_id: str | None) -> Iterator[Any]:
        """Yield a style and those it is based on."""
        seen = set()
        while style_id in self._by_id and style_id not in seen:
            seen.add(style_id)
            style = self._by_id[style_id]
            yield style
            based_on = style.find(W + "basedOn")
            style_id = based_on.get(W + "val") if based_on is not None else None

    def _of(self, paragraph: Any) -> Iterator[Any]:
        mark = paragraph.find(f"{W}pPr/{W}pStyle")
        return self._chain(mark.get(W + "val") if mark is not None else self._default)

    def heading_level(self, paragraph: Any) -> int:
        """Return the level of a heading, by its own outline level or its style's name or outline level; 0 for none."""
        outline = paragraph.find(f"{W}pPr/{W}outlineLvl")
        if outline is not None:
            return _level(outline)
        for style in self._of(paragraph):
            name = _name(style)
            if name.startswith("title"):
                return 1
            if match := _HEADING.match(name):
                return int(match[1])
            outline = style.find(f"{W}pPr/{W}outlineLvl")
            if outline is not None:
                return _level(outline)
        return 0

    def in_contents(self, paragraph: Any) -> bool:
        """Tell whether a paragraph is a line of a table of contents."""
        return any(_name(style).startswith("toc ") for style in self._of(paragraph))

    def item(self, paragraph: Any) -> tuple[int, str | None, int]:
        """Return the depth of a list item (1 is the top; 0 for none), the id of its numbering and its level in that."""
        own = paragraph.find(f"{W}pPr/{W}numPr")
        number, level = _numbering(own)
        if number == "0":
            return 0, None, 0
        if number is not None:
            return 1 + level, number, level
        for style in self._of(paragraph):
            number, level = _numbering(style.find(f"{W}pPr/{W}numPr"))
            match = _LIST.match(_name(style))
            if number == "0":
                return 0, None, 0
            if match or number is not None:
                depth = int(match[1] or 1) if match else 1 + level
                return depth, number, level
        return 0, None, 0

    def bold(self, paragraph: Any, run: Any | None) -> bool:
        """Tell whether a run of a paragraph is bold, by its own word or its styles'."""
        return self._switched(paragraph, run, "b")

    def hidden(self, run: Any) -> bool:
        """Tell whether a run is hidden text."""
        return self._switched(None, run, "vanish")

    def _switched(self, paragraph: Any | None, run: Any | None, name: str) -> bool:
        if run is not None:
            own = run.find(f"{W}rPr/{W}{name}")
            if own is not None:
                return on(own)
            mark = run.find(f"{W}rPr/{W}rStyle")
            for style in self._chain(mark.get(W + "val")) if mark is not None else ():
                if (switch := style.find(f"{W}rPr/{W}{name}")) is not None:
                    return on(switch)
        for style in self._of(paragraph) if paragraph is not None else ():
            if (switch := style.find(f"{W}rPr/{W}{name}")) is not None:
                return on(switch)
        return False


def _name(style: Any) -> str:
    name = style.find(W + "name")
    return str(name.get(W + "val", "")).lower() if name is not None else ""


def _level(outline: Any) -> int:
    level = int(outline.get(W + "val", "9"))
    return level + 1 if level < 9 else 0


def _numbering(properties: Any | None) -> tuple[str | None, int]:
    if properties is None:
        return None, 0
    number, level = properties.find(W + "numId"), properties.find(W + "ilvl")
    return (
        number.get(W + "val") if number is not None else None,
        int(level.get(W + "val", "0")) if level is not None else 0,
    )
