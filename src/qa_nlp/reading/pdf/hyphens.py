"""Words that were broken at the end of a line, put together again."""

from __future__ import annotations

import re
from collections.abc import Iterable

_BROKEN = re.compile(r"(?:^|[^\w-])((?:\w+-)*[^\W\d_]+)-$")
_NEXT = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# Before these a word is hyphenated by its spelling ("multi-agency"), not by the margin.
_PREFIXES = {
    *("anti", "co", "cross", "ex", "half", "high", "inter", "low", "multi", "non"),
    *("one", "part", "post", "pre", "quasi", "semi", "self", "three", "two", "well"),
}


class Hyphens:
    """Joins lines, by the words that the document itself has within its lines."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._words = {
            word
            for text in texts
            for match in _WORD.finditer(text.casefold())
            if match.end() < len(text) - 1 or not text.endswith("-")
            for word in (match[0], *match[0].split("-"))
        }

    def join(self, parts: Iterable[str]) -> str:
        """Return the lines of a paragraph as one.

        "inspec-" + "tion" is one word; "short-" + "term" keeps its hyphen where the document spells it so or knows
        both halves as words, and so do "short-" + "Term" and "2015-" + "16"; "risk -" is a dash.
        """
        joined = ""
        for part in parts:
            if joined.endswith("\xad"):
                joined = joined[:-1] + part
            elif re.search(r"[^\W\d_]-$", joined) and part[:1].islower():
                joined = (joined if self._spelt_with(joined, part) else joined[:-1]) + part
            elif not joined or re.search(r"\w-$", joined):
                joined += part
            else:
                joined = f"{joined} {part}"
        return joined

    def _spelt_with(self, above: str, below: str) -> bool:
        """Tell whether the hyphen at the end of a line belongs to the word."""
        broken, following = _BROKEN.search(above), _NEXT.match(below)
        if broken is None or following is None:
            return False
        first, second = broken[1].casefold(), following[0].casefold()
        if f"{first}-{second}" in self._words:
            return True
        if first + second in self._words:
            return False
        last = first.rpartition("-")[2]
        return second in self._words and (last in _PREFIXES or "-" in first or (len(last) > 2 and last in self._words))
