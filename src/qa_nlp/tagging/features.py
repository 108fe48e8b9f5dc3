"""Text → features, with the place of each in the text: one analyser for training, serving and explaining."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from qa_nlp.tagging.shorthand import SHORTHAND

_TOKEN = re.compile(r"[a-z0-9]+(?:['’&/][a-z0-9]+)*", re.IGNORECASE)
_LONGEST_NGRAM = 3  # words; a model may not carry longer runs of anybody's text
_PIECE_LENGTHS = (
    3,
    4,
    5,
)  # letters of a word with its edges marked, so that "chronolgy" still looks like one


class Token(NamedTuple):
    """One word as the model reads it (shorthand spelt out), and the place of the word that was written."""

    word: str
    start: int
    end: int


class Feature(NamedTuple):
    """One feature and the place in the text that gave it."""

    name: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """Split text into lower-case words; an abbreviation becomes the words it stands for, all at its own place."""
    found = []
    for match in _TOKEN.finditer(text):
        written = match[0].lower().replace("’", "'")
        parts = SHORTHAND[written].split() if written in SHORTHAND else re.split(r"[&/]", written)
        found += [Token(part, match.start(), match.end()) for part in parts]
    return found


def word_features(text: str) -> Iterator[Feature]:
    """Yield the runs of one to three words."""
    words = tokens(text)
    for length in range(1, _LONGEST_NGRAM + 1):
        for first in range(len(words) - length + 1):
            run = words[first : first + length]
            yield Feature(" ".join(token.word for token in run), run[0].start, run[-1].end)


def piece_features(text: str) -> Iterator[Feature]:
    """Yield the runs of three to five letters inside each word."""
    for token in tokens(text):
        for piece in _pieces(token.word):
            yield Feature(piece, token.start, token.end)


@lru_cache(maxsize=50_000)
def _pieces(word: str) -> tuple[str, ...]:
    marked = f" {word} "
    if len(marked) <= _PIECE_LENGTHS[0]:
        return (marked,)
    return tuple(
        marked[first : first + length] for length in _PIECE_LENGTHS for first in range(len(marked) - length + 1)
    )


def word_names(text: str) -> list[str]:
    """Return the names of the word features, as a vectoriser wants them."""
    return [feature.name for feature in word_features(text)]


def piece_names(text: str) -> list[str]:
    """Return the names of the letter features, as a vectoriser wants them."""
    return [feature.name for feature in piece_features(text)]
