"""The numbers that Word prints before numbered paragraphs, which stand nowhere in their text."""

from __future__ import annotations

import re
from typing import Any

from qa_nlp.reading.word.text import W

_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


class Numbers:
    """Counts numbered paragraphs in the order of the document.

    Numberings that share one definition (``w:abstractNum``) count on from each other, and one that says where to start
    does so where it first appears (ECMA-376 part 1, 17.9).
    """

    def __init__(self, numbering: Any | None) -> None:
        empty: list[Any] = []
        self._levels: dict[str | None, dict[int, Any]] = {
            definition.get(W + "abstractNumId"): {
                int(level.get(W + "ilvl", "0")): level for level in definition.findall(W + "lvl")
            }
            for definition in (numbering.findall(W + "abstractNum") if numbering is not None else empty)
        }
        self._nums = {
            num.get(W + "numId"): num for num in (numbering.findall(W + "num") if numbering is not None else empty)
        }
        self._counts: dict[str | None, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def next(self, number: str | None, level: int) -> str | None:
        """Count a paragraph and return its number without dots and brackets at the ends; None for a bullet."""
        num = self._nums.get(number)
        if num is None or number is None:
            return None
        definition = num.find(W + "abstractNumId").get(W + "val")
        levels = dict(self._levels.get(definition, {}))
        for override in num.findall(W + "lvlOverride"):
            if (own := override.find(W + "lvl")) is not None:
                levels[int(override.get(W + "ilvl", "0"))] = own
        if level not in levels or _value(levels[level], "numFmt") in (None, "bullet", "none"):
            return None
        counts = self._counts.setdefault(definition, {})
        start = self._start_override(num, number, level)
        counts[level] = start if start is not None else counts.get(level, _start(levels[level]) - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        return _printed(levels, counts, level)

    def _start_override(self, num: Any, number: str, level: int) -> int | None:
        if (number, level) in self._begun:
            return None
        self._begun.add((number, level))
        for override in num.findall(W + "lvlOverride"):
            if int(override.get(W + "ilvl", "0")) == level and (start := _value(override, "startOverride")) is not None:
                return int(start)
        return None


def _printed(levels: dict[int, Any], counts: dict[int, int], level: int) -> str | None:
    pattern = _value(levels[level], "lvlText") or ""
    if re.search(r"[^\W\d_]", re.sub(r"%\d", "", pattern)):  # "Recommendation %1": words, not a number
        return None

    def one(match: re.Match[str]) -> str:
        place = int(match[1]) - 1
        if place not in levels:
            return ""
        return _written(counts.get(place, _start(levels[place])), _value(levels[place], "numFmt") or "decimal")

    return re.sub(r"%(\d)", one, pattern).strip("(). \t:-") or None


def _written(count: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letters = chr(ord("a") + (count - 1) % 26) * (1 + (count - 1) // 26)
        return letters.upper() if form == "upperLetter" else letters
    if form in ("lowerRoman", "upperRoman") and count < 40:
        roman = ""
        for value, letters in _ROMAN:
            roman += letters * (count // value)
            count %= value
        return roman.upper() if form == "upperRoman" else roman
    return str(count)


def _start(level: Any) -> int:
    return int(_value(level, "start") or 1)


def _value(element: Any, name: str) -> str | None:
    found = element.find(W + name)
    return found.get(W + "val") if found is not None else None
