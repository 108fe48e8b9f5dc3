"""What a heading says about the findings under it: strengths, concerns, or neither."""

from __future__ import annotations

import re
from collections.abc import Sequence

_CONCERNS = (
    r"areas? (?:for|of|requiring|needing) (?:\w+ )?"
    r"(?:development|improvements?|concern|focus|learning|growth|attention)",
    r"developments? (?:areas?|needs?|points?)",
    r"(?:for|further|key) development",
    r"what (?:needs?|has) to (?:improve|change|be improved)",
    r"what requires improvement",
    r"needs? to improve|to improve|even better if",
    r"(?:needs?|needing|requiring|for) (?:\w+ )?improvement",
    r"improvements? (?:needed|required|areas?)",
    r"not (?:working|going) (?:so )?well",
    r"(?:less|could be) (?:well|better|improved)",
    r"weakness(?:es)?|concerns?|worr(?:y|ies|ied)|gaps?|shortfalls?|deficits?|challenges",
    r"recommendations?|recommended|must do|learning points?|priorit(?:y|ies)",
    r"actions?(?! (?:completed|taken|learning))",
    r"issues (?:identified|found|raised)|needing (?:work|attention)|(?:requiring|for) attention",
    r"what needs to happen|not so good",
)
_STRENGTHS = (
    r"strengths?",
    r"what(?:['’]?s)? (?:is |are |was |we do |we are )?(?:working |going |doing |done )?well",
    r"(?:working|going|went|doing|done) (?:really )?well",
    r"good (?:practice|work)|best practice",
    r"positives?|positive (?:practice|findings|features)",
    r"keep doing|strong (?:themes?|points?)",
    r"achievements?|successes|celebrat\w+|proud|impressed",
    r"improvements? (?:made|seen|achieved)|progress made",
)
_CONCERN = re.compile(rf"\b(?:{'|'.join(_CONCERNS)})\b", re.IGNORECASE)
_STRENGTH = re.compile(rf"\b(?:{'|'.join(_STRENGTHS)})\b", re.IGNORECASE)
# A bare "Development" or "... - development", as briefings write it; "Next steps" of a form, not "Moving forward and
# next steps" of a report, which is prose about the future.
_BARE = re.compile(r"(?:^|[-–—:]\s*)developments?\s*:?\s*$|^[\W\d]*next steps\W*$", re.IGNORECASE)
# "What is not working well" contains "working well": the negated form wins.
_NEGATED = re.compile(r"\bnot\s+(?:working|going|done|doing)\s+(?:so\s+)?well", re.IGNORECASE)
_BOTH = re.compile(
    r"strengths?\s+(?:and|&|/)\s+(?:difficulties|weaknesses|areas|concerns|gaps|challenges|needs)", re.IGNORECASE
)


def direction(heading: str | None) -> str | None:
    """Return ``"strength"`` or ``"concern"`` if the heading states one, else None.

    A heading that states both ("Strengths and weaknesses") gives None, and so does a judgement in a heading
    ("requires improvement").
    """
    if not heading or _BOTH.search(heading):
        return None
    concern = bool(_CONCERN.search(heading) or _BARE.search(heading))
    strength = bool(_STRENGTH.search(_NEGATED.sub("", heading)))
    if concern == strength:
        return None
    return "concern" if concern else "strength"


def path_direction(headings: Sequence[str]) -> str | None:
    """Return the direction of the deepest heading that states one."""
    for heading in reversed(headings):
        stated = direction(heading)
        if stated:
            return stated
    return None
