"""What a form says of quality: labels of judgements, the words of their scales, and boxes that are ticked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from qa_nlp.reading.blocks import squeeze
from qa_nlp.reading.columns import normal

Judge = Literal["section", "overall", "moderated"]

_WORDS = (
    r"outstanding|good|requires? (?:\w+ )?improvement(?: to be good)?|requiring improvement|r\.?i\.?|inadequate|"
    r"(?:more than |less than )?(?:satisfactory|adequate)|excellent|poor|strong|weak|"
    r"(?:not |fully |mostly |partially |partly )?met(?: in (?:full|part))?|(?:exceeds|meets|below) (?:the )?standards?|"
    r"developing|embedded|red|amber|green|yes|no|part(?:ly|ially|ial)?|in part|n/?a|"
    r"not applicable|not (?:judged|graded)"
)
_ONE = re.compile(rf"(?:[1-5]\s*[-–—.:)=]?\s*)?(?:{_WORDS})(?:\s*[-–—(]?\s*[1-5]\)?)?|[1-5]", re.IGNORECASE)
_ANY = re.compile(rf"\b(?:{_WORDS})(?!\w)", re.IGNORECASE)
_THEN_PROSE = re.compile(rf"(?P<judgement>{_WORDS})\s*(?:[-–—:.,;]|\bbecause\b|\bas\b)\s*(?P<rest>\S.*)", re.IGNORECASE)
_PLAIN_ANSWERS = {"yes", "no", "part", "partly", "partial", "partially", "in part", "na", "n a", "not applicable"}

# "Rating", "Section grade", "Auditor's overall judgement", "Grade for this section", "Moderated grade".
_LABEL = re.compile(
    r"(?:\d+ )?(?:(?:the|this|section|overall|final|audit|auditor|auditors|moderated|moderators|moderator|moderation|"
    r"agreed|quality|practice|rag|ofsted|proposed|case|total|summary|your|initial|qa) )*"
    r"(?:rating|graded?|grading|judge?ment|score|rag)s?"
    r"(?: (?:for|of) (?:this |the )?\w+(?: \w+){0,3})?(?: (?:awarded|given|agreed|after moderation|by \w+))?"
)
_OVERALL = re.compile(
    r"\b(?:overall|final|audit (?:grade|grading|rating|judge?ment)|(?:for|of) (?:the )?(?:case|audit))\b"
)
_ON_CASE = re.compile(r"\boverall (?:\w+ )*(?:rating|grade|grading|judge?ment)\b")
_MODERATED = re.compile(r"\b(?:moderat\w+|agreed)\b")
_STATED = re.compile(r"^\s*(?P<label>[^:–—]{3,60}?)\s*(?:[:–—]|\s-\s)\s*(?P<value>\S.*?)\s*$")

_TICKED, _UNTICKED = "☒☑🗹🗷", "☐"
_BOX = re.compile(rf"[{_TICKED}{_UNTICKED}]|\[\s?[xX✓✔]?\s?\]")
_HAND_TICK = re.compile(r"[✓✔✗✘]|\(\s*[xX✓✔]\s*\)|(?<=\s)[xX](?=\s|$)")
_MARK = re.compile(rf"[xX✓✔✗✘{_TICKED}•*]|\[\s?[xX✓✔]\s?\]|y|yes", re.IGNORECASE)


def judge(label: str) -> Judge | None:
    """Return whose or which judgement a label announces, or None if it announces none."""
    bare = normal(re.sub(r"\([^)]*\)", " ", label))
    if not _LABEL.fullmatch(bare):
        return None
    if _MODERATED.search(bare):
        return "moderated"
    return "overall" if _OVERALL.search(bare) else "section"


def is_overall(heading: str) -> bool:
    """Tell whether a heading announces the judgement on the whole case."""
    return judge(heading) == "overall" or _ON_CASE.search(normal(heading)) is not None


def is_judgement(text: str) -> bool:
    """Tell whether a text is one word of a scale ("Good", "RI", "2 - Good", "not met", "Yes") and nothing else."""
    return _ONE.fullmatch(squeeze(text).strip(" .:;*")) is not None


def is_plain_answer(text: str) -> bool:
    """Tell whether a text answers a question rather than judges: "Yes", "No", "partly"."""
    return normal(text) in _PLAIN_ANSWERS


def is_mark(text: str) -> bool:
    """Tell whether a cell is marked ("x", "✓", "☒")."""
    return _MARK.fullmatch(squeeze(text)) is not None


def is_scale(text: str) -> bool:
    """Tell whether a text only lists what could be chosen: "Outstanding / Good / RI / Inadequate"."""
    return len(_ANY.findall(text)) > 1 and not re.search(r"\w", re.sub(r"\b[1-5]\b", "", _ANY.sub("", text)))


def before_prose(text: str) -> tuple[str | None, str]:
    """Split "Requires improvement: the plan drifted" into the judgement and what is said of it."""
    match = _THEN_PROSE.fullmatch(text.strip())
    return (match["judgement"], match["rest"]) if match else (None, text)


def stated(text: str) -> tuple[Judge, str, str] | None:
    """Return what a line such as "Grade – RI" judges, its label, and how it judges; None if it is no such line."""
    match = _STATED.match(squeeze(text))
    kind = judge(match["label"]) if match else None
    if match is None or kind is None or not is_judgement(match["value"]):
        return None
    return kind, match["label"], match["value"]


@dataclass(frozen=True)
class Choice:
    """Boxes to tick: what could be chosen, what was, and the other lines that stand with them."""

    options: tuple[str, ...]
    chosen: tuple[str, ...]
    rest: str

    @property
    def judges(self) -> bool:
        """Whether the options are the words of a scale."""
        return all(is_judgement(option) for option in self.options)


def choice(text: str) -> Choice | None:
    """Read the tick boxes in a text, before or behind their labels; None if it has none.

    A tick by hand ("Good ✓") counts only among the words of a scale, since the same glyph may be a bullet.
    """
    options: list[tuple[str, bool]] = []
    rest = []
    for line in text.split("\n"):
        found = _boxes(line) or _hand_ticked(line)
        options += found
        if not found:
            rest.append(line)
    if not options:
        return None
    chosen = tuple(label for label, ticked in options if ticked)
    return Choice(tuple(label for label, _ in options), chosen, "\n".join(rest))


def _boxes(line: str) -> list[tuple[str, bool]]:
    boxes = [(match.start(), match.end(), _ticked(match[0])) for match in _BOX.finditer(line)]
    if not boxes:
        return []
    starts = [0, *(end for _, end, _ in boxes)]
    ends = [*(start for start, _, _ in boxes), len(line)]
    pieces = [squeeze(line[start:end]).strip(" /|,;") for start, end in zip(starts, ends, strict=True)]
    # Labels stand behind their boxes where the line ends in one ("Rating: ☐ Good ☒ RI"), else before ("Good ☐ RI ☒").
    labels = pieces[1:] if pieces[-1] else pieces[:-1]
    return [(label, ticked) for label, (_, _, ticked) in zip(labels, boxes, strict=True) if label]


def _ticked(box: str) -> bool:
    return box in _TICKED or re.search(r"[xX✓✔]", box) is not None


def _hand_ticked(line: str) -> list[tuple[str, bool]]:
    if not _HAND_TICK.search(line):
        return []
    pieces = [piece for piece in re.split(r"[/|,;\t]|\s{2,}", line) if piece.strip()]
    options = [(squeeze(_HAND_TICK.sub(" ", piece)), _HAND_TICK.search(piece) is not None) for piece in pieces]
    return options if all(is_judgement(label) for label, _ in options) else []
