"""The first proportion that a text names."""

from __future__ import annotations

from collections.abc import Sequence

from qa_nlp.words.amounts import amounts, bracketed
from qa_nlp.words.hedges import hedged, ranges
from qa_nlp.words.number_words import NUMBER
from qa_nlp.words.pattern import Share, compiled, plain, stands_before
from qa_nlp.words.quantifiers import quantifiers
from qa_nlp.words.vocabulary import MODIFIERS, OWNER, THING, THINGS, TIME

# "Most of the time", "3 days out of 5", "half the week": how often, not how many.
_TIME_BEHIND = compiled(
    rf"(?: of)?(?: (?:the|these|those|his|her|their|last|past|previous|first|next|an?))*(?: {NUMBER})?"
    rf"[ -](?:working |school |calendar )?{TIME}"
)
# What somebody wants is not what an audit found.
_WANTED_BEFORE = compiled(
    r"\b(?:ensur(?:e|es|ing)|make sure|should|must|needs? to|aim(?:s|ing)? (?:to|for)|expect\w* that"
    r"|so that|if|whether|until|unless)\b"
    r"(?:(?! and | but )[^.;:,]){0,40}$"
)
_WANTED_BEHIND = compiled(
    rf"(?: of)?(?: {OWNER})?(?: {NUMBER})? ?{MODIFIERS}(?:{THINGS}|{THING})"
    r" (?:should|must|needs? to|to (?:be|have|get|complete|ensure|review|update|attend|read|use|receive|include|see))\b"
)
# "Was 38%, now 83%": an earlier share is not the one that a reader takes away.
_WAS_BEFORE = compiled(r"\bwas (?:only |at |just )?$")
_NOW_BEHIND = compiled(r"[^.;]{0,40}\bnow\b")
_BRACKET_BEHIND = compiled(r"[^.;()]{0,80}\((?:[^.;()\d]{0,20} )?")


def first_share(text: str) -> tuple[str, float, float] | None:
    """Return the first proportion that ``text`` names: its words as they stand there, the share from and to.

    A figure in brackets says what the words before it mean ("most cases (7 of 12)"), so it counts and not they.
    """
    line, places = plain(text)
    figures = [hedged(line, share) for share in ranges(line, amounts(line)) if _is_finding(line, share)]
    words = [share for share in quantifiers(line) if _is_finding(line, share)]
    if not figures and not words:
        return None
    first = min((*figures, *words), key=lambda share: (share.start, -share.end))
    share = first if first.low == first.high else _in_brackets(line, first, figures) or first
    return text[places[share.start] : places[share.end - 1] + 1], share.low, share.high


def _in_brackets(line: str, first: Share, figures: Sequence[Share]) -> Share | None:
    behind = (share for share in figures if _BRACKET_BEHIND.fullmatch(line, first.end, share.start))
    return next(behind, None) or bracketed(line, first.end)


def _is_finding(line: str, share: Share) -> bool:
    past = stands_before(_WAS_BEFORE, line, share.start) and _NOW_BEHIND.match(line, share.end)
    return not (
        past
        or _TIME_BEHIND.match(line, share.end)
        or stands_before(_WANTED_BEFORE, line, share.start)
        or _WANTED_BEHIND.match(line, share.end)
    )
