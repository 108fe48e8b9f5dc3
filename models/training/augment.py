"""Full sentences → the way auditors type them, so that what is learnt from reports holds for notes."""

from __future__ import annotations

import random
import re

import numpy as np

from qa_nlp.tables import POLARITIES
from qa_nlp.tagging.shorthand import SHORTHAND

_DROPPED = frozenset(
    ("the", "a", "an", "is", "are", "was", "were", "has", "have", "had", "been", "be", "being", "of", "that", "there",
     "their", "this", "these", "its", "which", "who", "to", "for", "and", "by", "with", "in", "on", "it", "as")
)  # fmt: skip
_WORD = re.compile(r"[A-Za-z]+")


def _written_short() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for short, long in SHORTHAND.items():
        found.setdefault(long, []).append(short)
    return found


_SHORT = _written_short()
_LONG = re.compile(r"\b(" + "|".join(sorted(map(re.escape, _SHORT), key=len, reverse=True)) + r")\b", re.IGNORECASE)


def jotted(text: str, rng: random.Random) -> str:
    """Return the text as a hurried auditor may type it: abbreviated, small words dropped, a slip here and there."""
    text = abbreviated(text, rng)
    drop = rng.choice((0.0, 0.4, 0.8))
    words = [word for word in text.split() if not (word.lower() in _DROPPED and rng.random() < drop)]
    words = [slipped(word, rng) if rng.random() < 0.04 else word for word in words]
    text = " ".join(words) or text
    if rng.random() < 0.5:
        text = text.lower()
    return text.rstrip(".") if rng.random() < 0.6 else text


def abbreviated(text: str, rng: random.Random) -> str:
    """Return the text with about half of its terms abbreviated as auditors do."""
    return _LONG.sub(lambda match: _short(match, rng), text)


def _short(match: re.Match[str], rng: random.Random) -> str:
    if rng.random() < 0.4:
        return match[0]
    short = rng.choice(_SHORT[match[0].lower()])
    return short.upper() if rng.random() < 0.5 else short


def slipped(word: str, rng: random.Random) -> str:
    """Return the word with a letter lost, doubled or swapped with the next, if it is long enough."""
    if len(word) < 5 or not _WORD.fullmatch(word):
        return word
    place = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(3)
    if kind == 0:
        return word[:place] + word[place + 1 :]
    if kind == 1:
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return word[:place] + word[place] + word[place:]


_JOINS = (", ", "; ", ". ", " / ", " - ", " but ", ", but ", ", although ", " + ", " and ", ", and ", ". However, ")


def joined(first: str, second: str, rng: random.Random) -> str:
    """Return two findings as one line."""
    join = rng.choice(_JOINS)
    if not join.startswith("."):
        second = second[0].lower() + second[1:]
    return f"{first.rstrip('.')}{join}{second}"


def together(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return the labels of two findings read as one (places in POLARITIES, -1 where a theme is absent).

    A strength and a concern of one theme are mixed; a judgement outweighs none.
    """
    mixed, neutral = POLARITIES.index("mixed"), POLARITIES.index("neutral")
    both = (first >= 0) & (second >= 0) & (first != second)
    judged = both & (first != neutral) & (second != neutral)
    found = np.where(second >= 0, second, first)
    found = np.where(both & (second == neutral), first, found)
    return np.where(judged, mixed, found).astype(first.dtype)


_PLACES = (
    "Findings", "Summary", "Summary of findings", "Auditor comments", "Evidence", "Commentary", "Analysis",
    "Key findings", "Help and protection", "Children in care", "Inspection findings", "What we found", "Overview",
    "Case audit", "Comments",
)  # fmt: skip
_STATED = {
    "strength": ("Strengths", "What is working well", "Good practice", "What's going well?", "Positives"),
    "concern": (
        "Areas for development", "Areas for improvement", "What needs to improve", "What are we worried about?",
        "Recommendations", "Gaps", "Actions", "Next steps", "Learning",
    ),
}  # fmt: skip


def placed(
    heading: str | None, direction: str | None, polarities: set[str], rng: random.Random
) -> tuple[str | None, str | None]:
    """Return the heading and direction to show: now and then none, or, where there is none, one that would fit.

    A finding reaches the tagger with whatever its document had above it, so neither may be relied on or confuse.
    """
    if heading or direction:
        if direction and heading and rng.random() < 0.4:
            return heading, None
        return (None if rng.random() < 0.1 else heading), direction
    chance = rng.random()
    if chance < 0.15:
        return rng.choice(_PLACES), None
    if chance < 0.3 and len(polarities) == 1 and polarities <= set(_STATED):
        (stated,) = polarities
        return rng.choice(_STATED[stated]), rng.choice((stated, None))
    return None, None
