"""Shares in figures or number words: percentages, counts and fractions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa_nlp.words.number_words import NUMBER, value
from qa_nlp.words.pattern import Share, compiled, counts_things, stands_before
from qa_nlp.words.vocabulary import MODIFIERS, OWNER, STOP, THINGS, TIME, VERB

_DECIMAL = r"(?<![\d/£])(?<!\d[.,])\d{1,3}(?:\.\d+)?"
_SIGN = r"[ -]?(?:%|per ?cent\b|pct\b)"
_PERCENT = compiled(
    rf"(?:(?<!from )(?P<least>{_DECIMAL}) ?(?:-|to) ?)?(?P<percent>{_DECIMAL}|\b(?:a|one) hundred|{NUMBER}){_SIGN}"
)
# "71% to 94", "from 27 per cent to 19": what it is now
_PERCENT_NOW = compiled(rf"(?:\bfrom )?{_DECIMAL}{_SIGN} to (?P<percent>{_DECIMAL})(?= ?[.,;:)]?(?: |$))(?!{_SIGN})")
# A change or an aim is no share, and "not 100% clear" counts nothing.
_CHANGE_BEFORE = compiled(
    r"(?:\b(?:by|not|target|target (?:of|is|was|at)|benchmark of|plus|minus) (?:about |over )?|\+)$"
)
_CHANGE_AFTER = compiled(
    r"[ -]*(?:points?|increase|rise|growth|decrease|drop|fall|reduction|improvement|more|fewer|less|higher|lower|down"
    r"|up(?! to)|target|threshold|benchmark|sure|certain|confident|committed|honest)\b"
)

_OUT_OF = rf"\(?(?:out of|of) (?:every |a total of )?{OWNER}?(?:(?:last|first|past|latest|previous|other) )?"
_COUNTS = [
    compiled(pattern)
    for pattern in (
        rf"(?P<part>{NUMBER}) {_OUT_OF}(?P<whole>{NUMBER})",
        rf"(?P<part>{NUMBER}) {MODIFIERS}{THINGS} \(?(?:out of|of the|of every|in every) (?P<whole>{NUMBER})",
        rf"\bin (?P<part>{NUMBER}) {MODIFIERS}{THINGS} \(?of (?P<whole>{NUMBER})",
        rf"\bof {OWNER}?(?P<whole>{NUMBER})(?: {MODIFIERS}{THINGS}[^.;:,]{{0,40}})?, (?:only |just )?"
        rf"(?P<part>{NUMBER}) {VERB}",
        rf"(?P<whole>{NUMBER}) {MODIFIERS}(?!{TIME}|{STOP})\w+[sn]\b[^.;:]{{0,40}}?\W"
        rf"(?P<part>{NUMBER}) of (?:which|whom|them)\b",
        rf"\ball (?:but|bar|except) (?P<rest>{NUMBER}) {_OUT_OF}(?P<whole>{NUMBER})",
        rf"(?P<part>{NUMBER}) in (?:every |each |the )?(?P<whole>{NUMBER})(?! ?(?:bed|bedroom|room)\b)",
        # 7/12 alone is a date, or three months in a nurse's hand.
        r"(?<![\w/.£-])(?P<part>\d+)/(?P<whole>\d+)"
        rf"(?= (?:of )?{OWNER}?(?:[\w'-]+ )?{THINGS}| (?:had|have|were|are)\b)",
    )
]
_BRACKET = compiled(r"[^.;()]{0,80}\(")
_BRACKETED = compiled(r"(?P<part>\d+)/(?P<whole>\d+)(?=\))")

# Mum put herself at 4 out of 10; session 3 of 6; he is one of five; 16/17 year olds; seen on 7/12.
_SCORE_BEFORE = compiled(
    r"\b(?:scor\w+|rat(?:e|ed|es|ing|ings)|grad(?:e|es|ed|ing)|scal(?:e|es|ed|ing)|marks?|marked|safety|worry|herself"
    r"|himself|themselves)\b[^.;:,]{0,40}$"
)
_SCORE_AFTER = compiled(r" on (?:the|a|an|his|her|their|our) (?:\w+ ){0,2}scale\b")
_SCORES = (3, 4, 5, 6, 10, 100)
_PLACE_BEFORE = compiled(
    r"\b(?:page|session|week|day|visit|stage|step|part|phase|module|year|month|level|number|no\.?|chapter|form|sheet"
    r"|meeting|review|draft|version|volume|question|term|case|child|file|family|item|row|slide|attempt|round) $"
)
_SIBLING_BEFORE = compiled(r"(?:\b(?:is|was|as|being|eldest|youngest|oldest|middle)|'s) $")
_DATE_BEFORE = compiled(r"\b(?:on|since|by|from|until|til|before|after|dated|due|w/c) $")
_THINGS_AFTER = compiled(rf" {MODIFIERS}{THINGS}")

_PARTS = {"third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_MANY = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_SIGNS = {"½": 1 / 2, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 1 / 4, "¾": 3 / 4}
_FRACTION = compiled(  # "in two quarters" is half a year
    rf"(?<![\w-])(?:(?P<half>(?:one |a )?half)|(?!two quarters)(?P<many>an?|{'|'.join(_MANY)})[ -]"
    rf"(?P<name>{'|'.join(_PARTS)})s?)\b(?!-)"
    rf"|(?<!\d)(?P<sign>[{''.join(_SIGNS)}])"
)
_LINK = compiled(r" (?:and|to) ")
# The second half is half of one thing, and two and a half is no share.
_PART_OF_ONE = compiled(
    rf"(?:\b(?:first|second|other|last|latter|top|bottom|better|by|cut|year)|{NUMBER} and)(?: in)?(?: an?)? $"
)


def amounts(text: str) -> Iterator[Share]:
    """Yield every share of a plain text that is a figure or a fraction, in no order."""
    for match in _PERCENT.finditer(text):
        if not stands_before(_CHANGE_BEFORE, text, match.start()) and not _CHANGE_AFTER.match(text, match.end()):
            yield from _share(match, _percent(match["least"] or match["percent"]), _percent(match["percent"]))
    for match in _PERCENT_NOW.finditer(text):
        yield from _share(match, _percent(match["percent"]), _percent(match["percent"]))
    for pattern in _COUNTS:
        for match in pattern.finditer(text):
            yield from _count(text, match)
    for match in _FRACTION.finditer(text):
        if _is_of_things(text, match) and not stands_before(_PART_OF_ONE, text, match.start()):
            yield from _share(match, _fraction(match), _fraction(match))


def bracketed(text: str, place: int) -> Share | None:
    """Return the count in brackets that explains the words before it: "most were late (7/12)"."""
    bracket = _BRACKET.match(text, place)
    match = _BRACKETED.match(text, bracket.end()) if bracket else None
    return next(_count(text, match), None) if match else None


def _share(match: re.Match[str], low: float, high: float) -> Iterator[Share]:
    if 0 <= low <= high <= 1:
        yield Share(match.start(), match.end(), low, high)


def _percent(number: str) -> float:
    if number.lower() in ("a hundred", "one hundred"):
        return 1.0
    return float(number) / 100 if number[0].isdigit() else value(number) / 100


def _is_of_things(text: str, fraction: re.Match[str]) -> bool:
    link = _LINK.match(text, fraction.end())
    second = _FRACTION.match(text, link.end()) if link else None  # "a quarter to a third of the files"
    return counts_things(text, fraction.start(), (second or fraction).end())


def _fraction(match: re.Match[str]) -> float:
    if match["sign"]:
        return _SIGNS[match["sign"]]
    if match["half"]:
        return 1 / 2
    many = match["many"].lower()
    return (1 if many in ("a", "an") else value(many)) / _PARTS[match["name"].lower()]


def _count(text: str, match: re.Match[str]) -> Iterator[Share]:
    parts = match.groupdict()
    whole = value(parts["whole"])
    part = whole - value(parts["rest"]) if "rest" in parts else value(parts["part"])
    if whole > 1 and not _is_no_count(text, match, part, whole):
        yield from _share(match, part / whole, part / whole)


def _is_no_count(text: str, match: re.Match[str], part: int, whole: int) -> bool:
    things = _THINGS_AFTER.match(text, match.end())
    scored = stands_before(_SCORE_BEFORE, text, match.start()) or _SCORE_AFTER.match(text, match.end())
    if scored and whole in _SCORES and not things:
        return True
    if stands_before(_PLACE_BEFORE, text, match.start()):
        return True
    if part == 1 and stands_before(_SIBLING_BEFORE, text, match.start()):
        return True
    if "/" in match[0] and (part == whole == 50 or stands_before(_DATE_BEFORE, text, match.start())):
        return True
    if 1900 <= whole <= 2099 and not things:
        return True
    return part == whole and " in " in match[0]
