"""What the readers of proportions share: a place in a text with its share, and how a text is made plain."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa_nlp.words.vocabulary import FOLLOWING

_SAME = {ord(char): "-" for char in "‐‑‒–—−"} | {ord(char): "'" for char in "’‘ʼ"}
_PIECE = re.compile(r"\s+|\S")
_FAR_ENOUGH = 80  # characters: no pattern for what stands before a place needs more


@dataclass(frozen=True)
class Share:
    """The characters from ``start`` to ``end`` of a plain text say that a share is from ``low`` to ``high``."""

    start: int
    end: int
    low: float
    high: float


def plain(text: str) -> tuple[str, list[int]]:
    """Return the text with one kind of space, dash and apostrophe, and where each of its characters stood."""
    pieces = [(piece.start(), piece[0]) for piece in _PIECE.finditer(text)]
    return "".join(" " if piece.isspace() else piece for _, piece in pieces).translate(_SAME), [at for at, _ in pieces]


def compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern to which capitals are as good as small letters."""
    return re.compile(pattern, re.IGNORECASE)


def stands_before(pattern: re.Pattern[str], text: str, place: int) -> re.Match[str] | None:
    """Return the match of ``pattern``, which ends in ``$``, in what stands before ``place``."""
    return pattern.search(text, max(0, place - _FAR_ENOUGH), place)


_FOLLOWING = compiled(FOLLOWING)
_CLAUSE_ENDS = compiled(r"(?: now| too| alike)? ?(?:[.,;:!)]|$)")
_LEADS_UP = compiled(r"\b(?:in|for|with|on|from|only|about|around|nearly|almost|over|under|than) $")


def counts_things(text: str, start: int, end: int) -> bool:
    """Tell whether the bare quantity from ``start`` to ``end`` is of what audits count.

    Either it goes on to say so ("half of the files", "half were late"), or it ends a clause
    ("late in half", "take-up nearly half").
    """
    alone = _CLAUSE_ENDS.match(text, end) and stands_before(_LEADS_UP, text, start)
    return bool(_FOLLOWING.match(text, end) or alone)
