"""A text as words with what stands around them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa_nlp.redacting.kinds import PLACEHOLDER
from qa_nlp.redacting.lexicon import folded, is_word

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", re.UNICODE)
_OPENS = re.compile(r"(?:^|[.!?:;|\n/–—→=]|\s-)\W*$")
_MOSTLY = 0.6  # of the longer words in capitals: the line is written like a title


_BEFORE = 60  # characters: what stands farther off says nothing, and reading it takes long in a long text


def just_before(text: str, place: int) -> str:
    """Return the characters shortly before a place."""
    return text[max(0, place - _BEFORE) : place]


@dataclass(frozen=True)
class Word:
    """A word without its possessive: offsets, letters as they stand, and folded."""

    start: int
    end: int
    text: str
    low: str
    possessive: bool
    opens: bool

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital as a name does: "Ava", "McCann", not "SW" or "DBS'd"."""
        return self.text[0].isupper() and (len(self.text) == 1 or not self.text[:2].isupper())


def words(text: str) -> list[Word]:
    """Return the words of a text, without those of placeholders that stand there already."""
    taken = [match.span() for match in PLACEHOLDER.finditer(text)]
    found = []
    for match in _WORD.finditer(text):
        if any(start <= match.start() < end for start, end in taken):
            continue
        word = match[0]
        possessive = len(word) > 2 and word[-1] in "sS" and word[-2] in "'’"
        bare = word[:-2] if possessive else word
        found.append(
            Word(
                match.start(),
                match.start() + len(bare),
                bare,
                folded(bare),
                possessive,
                bool(_OPENS.search(text, max(0, match.start() - 8), match.start())) or match.start() == 0,
            )
        )
    return found


def is_title(found: list[Word]) -> bool:
    """Tell whether a line gives nearly every common word a capital, so that a capital says nothing."""
    common = [word for word in found if len(word.text) > 3 and not word.opens and is_word(word.low)]
    return len(common) >= 2 and sum(word.text[0].isupper() for word in common) >= _MOSTLY * len(common)
