"""What a column of a form's table holds, by the name in its header."""

from __future__ import annotations

import re
from typing import Literal

from qa_nlp.reading.columns import RATING, normal
from qa_nlp.reading.directions import direction
from qa_nlp.reading.forms.ratings import is_judgement, judge
from qa_nlp.reading.forms.words import bare, is_short

Column = Literal[
    "number", "heading", "guidance", "text", "rating", "moderated", "tick", "action", "owner", "due", "owner and due",
    "progress",
]  # fmt: skip
"""``heading``: what a row is about; ``guidance``: what is printed beside it; ``tick``: one word of a scale, to be
marked; ``progress``: what became of an action."""

_LONGEST_NAME = 10  # words

# Names in plain words (see ``bare``), the first match wins.
_NAMES: tuple[tuple[Column, str], ...] = (
    ("number", r"no|nr|number|ref|reference|item|item no|id|action no|action number"),
    (
        "owner and due",
        r"(?:by )?(?:whom?|who|owner|lead|responsib\w+|person responsible)(?: (?:and|by|person|officer))* "
        r"(?:(?:by|to|be|completed|due) )*(?:when|dates?|time ?scales?|deadline)",
    ),
    (
        "owner",
        r"(?:by )?whom?|(?:by )?who(?: by| will.*| is responsible.*)?|(?:action )?owner|action by|"
        r"lead(?: (?:officer|person|professional|worker))?|(?:person )?responsible(?: (?:person|officer|manager))?|"
        r"responsib(?:ility|le)(?: (?:of|for))?|responsible lead|(?:allocated|assigned) to",
    ),
    (
        "due",
        r"(?:by )?when|by date|due(?: by| date)?|date due|deadline|time ?(?:scale|frame)s?(?: for completion)?|"
        r"target(?: date)?|completion date|date|(?:date )?(?:for|of) completion|"
        r"(?:date )?(?:to be )?completed? by(?: when| date)?|date to be completed(?: by)?",
    ),
    ("guidance", r"(?:guidance|prompts?|things to consider|what good looks like|expectations?)(?: for auditors?)?"),
    ("progress", r"status|progress(?: update)?|priority|(?:date )?completed|done|update|(?:action )?rag(?: status)?"),
    (
        "heading",
        r"(?:audit |practice |quality |key )?(?:area|section|standard|question|criteri(?:a|on)|theme|domain|topic|"
        r"aspect|element|heading|subject|category|measure|indicator|line of enquiry)s?"
        r"(?: (?:of|for|to|being|audited|practice|consider|considered|focus|audit|assessment|enquiry))*",
    ),
    (
        "text",
        r"(?:auditors? |your |supporting |main |any |further )*"
        r"(?:comments?|commentary|analysis|evidence|findings?|observations?|answers?|response|narrative|rationale|notes|"
        r"impact|examples?|strengths?|reasons?|what we found)"
        r"(?: (?:and|or|of|for|to|support|with|the|on|analysis|comments?|commentary|evidence|impact|examples?|"
        r"findings?|rationale|practice|child|judgement|rating|grade))*",
    ),
    (
        "action",
        r"(?:(?:agreed|required|recommended|key|smart|what|remedial|follow up|immediate|proposed) )*"
        r"(?:actions?|recommendations?|tasks?)(?! (?:taken|completed))(?: .*)?|"
        r"what needs to (?:happen|be done|change)(?: .*)?",
    ),
)
_YES_OR_NO = re.compile(r"(?:met|yes no|y n|yes no n a|y n n a|yes no partly|compliant|achieved)(?: yes no| y n)?")


def column_kind(name: str) -> Column | None:
    """Return what a column of a table holds by its name, or None where the name is none that we know."""
    plain = bare(name)
    if len(plain.split()) > _LONGEST_NAME:
        return None
    judged = judge(name)
    if judged == "moderated":
        return "moderated"
    if judged or plain in RATING or _YES_OR_NO.fullmatch(normal(name)):
        return "rating"
    if plain and is_judgement(name):
        return "tick"
    for kind, pattern in _NAMES:
        if re.fullmatch(pattern, plain):
            return kind
    return "text" if direction(name) and is_short(name) else None
