"""Words that a form prints: prompts, placeholders, titles, and what stands for no answer."""

from __future__ import annotations

import re

from qa_nlp.reading.blocks import squeeze
from qa_nlp.reading.columns import normal

LONGEST_HEADING = 14  # words

_NO_ANSWER = re.compile(
    r"[\s\W_]*|n\W?a\W?|not applicable\W*|(?:click|tap)(?: or tap)?(?: here)? to (?:enter|add|type).*|"
    r"choose an item\W*|(?:enter|type|insert|add) (?:your )?(?:text|comments?|date|name) here\W*|"
    r"select (?:an item|from list)\W*|\[[^\]]*\]",
    re.IGNORECASE,
)
# Words that instruct the auditor. "Consider life story work" is a finding; "Consider whether ..." is not.
_GUIDANCE = re.compile(
    r"\W*(?:please\b|guidance\b|prompts?\b|note to auditors?\b|notes? for auditors?\b|auditors? (?:should|must|to)\b|"
    r"(?:consider|think about|comment on|look for|look at|reflect on) "
    r"(?:whether|if|how|what|the following|the extent|who|any|all|things like)\b|"
    r"(?:consider|think about|comment on|describe|summari[sz]e|outline|provide|give|include|explain|set out)\s*:|"
    r"(?:comment on|describe|summari[sz]e|outline|explain|set out|tell us) (?:the|how|what|why|your|any|whether)\b|"
    r"(?:provide|give|include|list) (?:a |an |any |some )?"
    r"(?:brief|evidence|details?|examples?|summary|comments?|reasons?|information)\b|"
    r"(?:this|the) section (?:should|must|is|looks|asks|considers)\b|use this (?:section|box)\b|things to consider\b|"
    r"in this section\b|what evidence is there\b)",
    re.IGNORECASE,
)
_ACTIONS = re.compile(
    r"(?:(?:section|part) )?(?:\d+ )*(?:(?:summary|agreed|key|required|further|immediate|smart|remedial|follow up|"
    r"audit|case|service|learning|of|the|strengths|and|any) )*(?:actions?|recommendations?)"
    r"(?: (?:plan|planned|points?|required|needed|agreed|identified|arising|to be taken|to be completed|"
    r"and|or|actions?|recommendations?|next|steps|for|the|team|worker|manager|service|from|this|audit|following|by|"
    r"whom|when|with|timescales?|owners?))*|next steps|what needs to happen(?: next)?|who needs to do what by when"
)
_EXPLAINS = re.compile(r"\b(?:comments?|commentary|rationale|reasons?|explanation|justification|because|why)\b")


def no_answer(text: str) -> bool:
    """Tell whether a text stands for no answer: blank, "N/A", or a form's own placeholder."""
    return _NO_ANSWER.fullmatch(squeeze(text)) is not None


def is_guidance(text: str) -> bool:
    """Tell whether a line instructs the auditor."""
    return _GUIDANCE.match(text) is not None


def names_actions(heading: str) -> bool:
    """Tell whether what stands under a heading are actions that someone is to take."""
    return _ACTIONS.fullmatch(normal(heading)) is not None


def explains(label: str) -> bool:
    """Tell whether a label announces what is said of a judgement that stands before it."""
    return _EXPLAINS.search(normal(label)) is not None


def is_short(text: str) -> bool:
    """Tell whether a text is as short as a heading and no sentence."""
    return bool(text) and len(text.split()) <= LONGEST_HEADING and text[-1] not in ".;,"


def bare(label: str) -> str:
    """Return a label in plain words: without what stands in brackets, punctuation and capitals."""
    return normal(re.sub(r"\([^)]*\)|\[[^\]]*\]", " ", label))
