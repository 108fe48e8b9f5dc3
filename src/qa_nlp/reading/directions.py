"""What a heading says about the findings under it: strengths, concerns, or neither."""

from __future__ import annotations

import re
from collections.abc import Sequence

_CONCERN = re.compile(
    r"""\b(areas?\ (?:for|of|requiring|needing)\ (?:\w+\ )?(?:development|improvements?|concern|focus|learning|growth|attention)
    |developments?\ (?:areas?|needs?|points?)|(?:for|further|key)\ development|what\ (?:needs?|has)\ to\ (?:improve|change|be\ improved)
    |needs?\ to\ improve|(?:needs?|needing|requiring|for)\ (?:\w+\ )?improvement|what\ requires\ improvement|improvements?\ (?:needed|required|areas?)|to\ improve|even\ better\ if
    |not\ (?:working|going)\ (?:so\ )?well|(?:less|could\ be)\ (?:well|better|improved)|weakness(?:es)?|concerns?|worr(?:y|ies|ied)|gaps?|shortfalls?|deficits?
    |challenges|recommendations?|recommended|actions?(?!\ (?:completed|taken|learning))|next\ steps|issues\ (?:identified|found|raised)|priorit(?:y|ies)|must\ do|learning\ points?)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_STRENGTH = re.compile(
    r"""\b(strengths?|(?:what(?:'|’)?s?\ (?:is\ |are\ |was\ |we\ do\ |went\ )?(?:we\ (?:are|do)\ )?(?:working\ |going\ |done\ )?well)|(?:working|going|doing|went|done)\ (?:really\ )?well
    |good\ (?:practice|work)|best\ practice|positives?|positive\ (?:practice|findings|features)|achievements?|successes|celebrat\w+|proud|impressed|improvements?\ (?:made|seen|achieved)|progress\ made)\b""",
    re.IGNORECASE | re.VERBOSE,
)
# A bare "Development" or "- development" after a dash, as briefings write it.
_BARE_DEVELOPMENT = re.compile(r"(?:^|[-–—:]\s*)developments?\s*:?\s*$", re.IGNORECASE)
_NOT_A_VERDICT = re.compile(r"strengths?\s+(?:and|&|/)\s+(?:difficulties|weaknesses|areas|concerns|gaps|challenges|needs)", re.IGNORECASE)


def direction(heading: str | None) -> str | None:
    """Return ``"strength"`` or ``"concern"`` if the heading states one, else None.

    A heading that states both ("Strengths and weaknesses", "Strengths and difficulties questionnaire") or asks
    for both gives None.
    """
    if not heading or _NOT_A_VERDICT.search(heading):
        return None
    concern = bool(_CONCERN.search(heading) or _BARE_DEVELOPMENT.search(heading))
    # "What is not working well" contains "working well": the negated form wins.
    strength = bool(_STRENGTH.search(re.sub(r"\bnot\s+(?:working|going|done|doing)\s+(?:so\s+)?well", "", heading, flags=re.IGNORECASE)))
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
