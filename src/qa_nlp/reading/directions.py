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
    r"(?:not|\w+n['’]t) (?:working|going) (?:so )?well",
    r"(?:less|could be|could go) (?:well|better|improved)",
    r"weakness(?:es)?|concerns?|worr(?:y|ies|ied)|gaps?|shortfalls?|deficits?|challenges",
    r"recommendations?|recommended|must do|learning points?|priorit(?:y|ies)",
    r"actions?(?! (?:completed|taken|learning))",
    r"issues (?:identified|found|raised)|needing (?:work|attention)|(?:requiring|for) attention",
    r"what needs to happen|not so good|missed opportunities",
    r"(?:room|opportunit(?:y|ies)|points?|scope) for improvement",
    r"(?:areas|aspects|practice|points) to (?:develop|strengthen|improve|work on)|(?:needs?|needing) strengthening",
    r"(?:areas|aspects) of (?:challenge|weakness|weaker practice|risk in practice)",
    r"weaker practice|weak (?:practice|points?)",
    r"(?:done|gone|been|do) (?:better|differently)|could (?:do|have done) better|(?:went|gone|going|done) less well",
    r"(?:not|\w+n['’]t) (?:go|gone|going|work|worked|working|do|done) (?:so |as )?well",
)
_STRENGTHS = (
    r"strengths?",
    r"what(?:['’]?s)? (?:is |are |was |we do |we are )?(?:working |going |doing |done )?well",
    r"(?:working|going|went|doing|done) (?:really )?well",
    r"(?:working|works?|worked|go|gone|did|do) (?:really |particularly )?well",
    r"areas? of (?:strength|good practice|strong practice)",
    r"what (?:is|was) (?:strong|good)|(?:strong|strongest) practice",
    r"(?:good|exemplary|effective|notable) (?:practice|work)|best practice|commendations?",
    r"positives|positive (?:practice|findings|features|points|aspects)",
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
_NEGATED = re.compile(
    r"(?:\bnot|n['’]t|\bless)\s+(?:as\s+|so\s+)?(?:work(?:ing|ed)?|go(?:ing|ne)?|done?|doing)?\s*(?:so\s+)?well|\bless\s+well",
    re.IGNORECASE,
)
# Names of tools, of what a child or worker is to be, and of what is settled: about no strength or concern of practice.
_NEITHER = re.compile(
    r"strengths?[ -](?:and|&)[ -]difficult|\bstrengths?[ -]based|good practice (?:guid|standards?|principles)"
    r"|^\W*(?:no|nil|without|were there (?:any )?)\b(?! longer)"
    r"|\bno (?:concerns?|issues|actions?|gaps|areas|weakness|further)"
    r"|\b(?:presenting|safeguarding|protection|initial|current|original|historic(?:al)?|family|families|parent(?:al|s['’])?"
    r"|child(?:ren)?['’]?s?|health|referral|welfare) (?:concerns?|worries)\b"
    r"|concerns? (?:about|for) the (?:child|family)"
    r"|(?:previous|past|completed|earlier|outcome of|progress (?:on|against|with|of)"
    r"|update on|review of|response to|status of) "
    r"(?:the )?(?:previous |last |earlier )?(?:audit )?(?:actions?|recommendations?|priorit(?:y|ies))"
    r"|(?:actions?|recommendations?) (?:from|of|since|at) (?:the )?(?:previous|last|earlier)"
    r"|(?:actions?|recommendations?) (?:met|closed|completed?|taken|done|implemented)\b"
    r"|\bchild(?:ren)?['’]?s? (?:learning and )?development|education\w* (?:and |& )?(?:attendance and )?achievements?"
    r"|achievements? of (?:the )?(?:child|young)|celebrat\w+ (?:diversity|difference|culture)"
    r"|priority (?:groups?|level|of need)",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"strengths?\s+(?:and|&|/)\s+(?:difficulties|weaknesses|areas|concerns|gaps|challenges|needs)", re.IGNORECASE
)


def direction(heading: str | None) -> str | None:
    """Return ``"strength"`` or ``"concern"`` if the heading states one, else None.

    A heading that states both ("Strengths and weaknesses") gives None, and so do a judgement in a heading
    ("requires improvement"), a denial ("No concerns") and the name of something else ("Strengths and difficulties
    questionnaire").
    """
    if not heading or _BOTH.search(heading) or _NEITHER.search(heading):
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
