"""Words that say that a person, or a school, is named next to them; the words stand in ``data/cues.txt``."""

from __future__ import annotations

import re

from qa_nlp.redacting.lexicon import lines


def _sections() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    name = ""
    for line in lines("cues"):
        heading = re.fullmatch(r"\[(\w+)\]", line)
        if heading:
            name = heading[1]
        found.setdefault(name, set()).update([] if heading else line.split())
    return {name: frozenset(words) for name, words in found.items()}


_WORDS = _sections()

TITLES = _WORDS["titles"]
SURE_TITLES = _WORDS["sure_titles"]
"""Titles that are written only before a name; the others ("PC", "sister") are words or ranks without one too."""
ROLES = _WORDS["roles"]
"""What people are to each other or to a case: "mum", "SW"."""
CALLS = _WORDS["calls"]
"""Words that a name follows: "named", "dear", "rang"."""
ACTS = _WORDS["acts"]
"""What only a person does."""
IS = _WORDS["is"]
"""What may be said of a thing too, unless one of STATES follows: "Faith was" and "Faith was upset"."""
STATES = _WORDS["states"]
KIN_BEHIND = _WORDS["kin_behind"]
"""What a surname stands before: "family", "sibs"."""
THINGS_BEHIND = _WORDS["things_behind"]
"""What a name that is no person's stands before: "Council", "Team"."""
PLACE_BEFORE = _WORDS["place_before"]
PARTICLES = _WORDS["particles"]
BEFORE_SINGLE = _WORDS["before_single"]
"""What a letter that is no initial stands behind: "Plan B", "Child A"."""
BEFORE_SCHOOL = _WORDS["before_school"]
"""What stands before "School" without naming one."""
