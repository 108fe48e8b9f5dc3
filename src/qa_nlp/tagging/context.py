"""A finding read with its heading: "Chronologies: last entry a year ago", "Is the plan SMART? No"."""

from __future__ import annotations

from collections.abc import Sequence

_LONGEST = 6  # words; a longer heading is a chapter's, not a topic's, unless it asks a question
_PATH = " > "


def with_headings(
    texts: Sequence[str], headings: Sequence[str | None], directions: Sequence[str | None]
) -> list[str | None]:
    """Return each text behind its topic or question, or None where the heading above names neither.

    The topic is the deepest heading if it is short or a question; one that gives the finding its direction
    ("Strengths") is not a topic.
    """
    found: list[str | None] = []
    for text, heading, direction in zip(texts, headings, directions, strict=True):
        topic = (heading or "").rpartition(_PATH)[2].strip()
        asks = topic.endswith("?")
        fits = bool(topic) and direction is None and (asks or len(topic.split()) <= _LONGEST)
        found.append(f"{topic}{' ' if asks else ': '}{text}" if fits else None)
    return found
