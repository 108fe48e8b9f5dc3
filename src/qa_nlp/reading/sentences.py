"""Prose → sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Abbreviations of auditors' own that sentencex does not know, each of which stands before more of the sentence.
_OPEN_END = re.compile(
    r"(?:^|\s|\()(?:approx|vs|incl|inc|asst|assmt|mgmt|refs?|paras?|secs?|tel|dept|c|ca|resp|alt|avg?|mat|pat|vers?|per"
    r"|ea|poss|prev|temp|perm)\.\s*$",
    re.IGNORECASE,
)
# "6 wks. apart", but "every 6 wks. Plan says 4."
_UNIT = re.compile(r"(?:^|\s|\()(?:wks?|mths?|yrs?|hrs?|mins?)\.\s*$", re.IGNORECASE)
# "15." and "(b)" before the point that they number, "Finding 7." before what was found, an ellipsis at the start.
_MARK_ONLY = re.compile(
    r"\s*(?:\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)]|(?:finding|recommendation|action|point|item|para(?:graph)?)\s+\d{1,3}\.|\W*)\s*",
    re.IGNORECASE,
)
_ASKED = re.compile(r"\?[!?]*[\"”’]?\s*$")

_OPENS = r"(?=[\"“‘]?[A-Z][a-z’']*\b)"
_OPENER = (
    r"(?=(?:I|A|An|The|He|She|It|We|You|They|His|Her|Its|Our|Their|This|That|These|Those|There|No|Not|Nobody|None|Never|"
    r"One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Mum|Dad|Both|All|Some|Each|Every|But|And|So|If|When|Where|Why|"
    r"Who|What|How|In|On|At|For|From|With)\b)"
)
# Ends that sentencex takes for abbreviations (first three) or, wanting a space or the like, does not look for.
_ALSO = tuple(
    re.compile(pattern)
    for pattern in (
        # Words that are abbreviations elsewhere, months before a word, "a.m." and "etc.".
        r"\b(?:me|ill|ok|OK|id|ID|PA|LA|HR|no|[Mm]ay)\.\s+" + _OPENS,
        r"\bMay\.\s+(?=[a-z])",
        r"\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|[ap]\.m|etc)\.\s+(?!(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun))"
        + _OPENS,
        # A letter that stands for a person, plan or grade, as "Child T.", is no initial of what follows.
        r"\b(?:[Cc]hild|[Ss]ib(?:ling)?|[Bb]aby|[Ff]amily|[Pp]lan|[Gg]rade|[Cc]ase|[Oo]ption|[Tt]eam):? [A-Z]\.\s+"
        + _OPENS,
        r"(?:^|\s)[A-Z]\.\s+" + _OPENER,
        r"(?:^|[.!?]\s+)No\.\s+" + _OPENS,
        # The space forgotten behind a full stop, a footnote's number in its place, a bracket that is a sentence.
        r"[a-z)]{2}[.!?][\"”’]?(?=[A-Z][a-z’' ]|\([A-Z][^()]*[.!?]\))",
        r"[a-z]{3}[.!?][\"”’]?\d{1,3}\s+" + _OPENS,
        r"(?:(?<=[.!?])|(?<=[.!?]\s)|^)\([^()]*[.!?][\"”’]?\)\s+" + _OPENS,
    )
)
# Bracketed remarks, quotations and addresses of the web are not divided by the patterns above.
_WHOLE = re.compile(r"\([^()]*\)|“[^“”]*”|(?<!\S)\S*(?:@|://|www\.)\S*")
# "(outcome 2)" behind a full stop, without one of its own, belongs to what it stands behind.
_REMARK = re.compile(r"\((?:[^()]*[^()\s.!?])\)")
_LOOK = 200  # characters
_GLYPH = re.compile(r"(?:(?<=\s)|(?<=[.;:,]))(?=[•‣⁃▪●○◦■□➢➤❖\uf0b7\uf0a7]\s*\S)")


# Characters that are segmented at once: sentencex takes the square of the time where quotation marks stay open. No
# paragraph that a person wrote is as long.
_LONGEST = 10_000


def sentences(text: str) -> list[str]:
    """Split prose into sentences, verbatim; "e.g.", "No. 3", "S.47" and the like do not end one.

    Boundaries are those of sentencex (Wikimedia's rule-based segmenter), less the ones behind abbreviations that
    auditors use and it does not know, and with those that hurried typing hides from it. A question and an answer in
    lower case ("seen alone? no") stay together, and so do quotations, remarks in brackets and lists by semicolon.
    """
    return [piece.strip() for part in _parts(text) for piece in _pieces(part) if piece.strip()]


def run_together(text: str) -> list[str]:
    """Split bullets that were run together in one line ("• plans • visits") where their glyphs stand."""
    return [piece.strip() for piece in _GLYPH.split(text) if piece.strip()]


def _pieces(text: str) -> list[str]:
    import sentencex

    stops: set[int] = set()
    length = 0
    for piece in sentencex.segment("en", text):
        length += len(piece)
        stops.add(length)
    whole = [match.span() for match in _WHOLE.finditer(text)]
    for pattern in _ALSO:
        stops |= {
            stop
            for stop in (match.end() for match in pattern.finditer(text))
            if not any(start < stop < end for start, end in whole)
        }
    pieces: list[str] = []
    begin = 0
    for stop in sorted(stops | {len(text)}):
        # A look at the end and at what follows is enough, and keeps a text of any length linear.
        start = max(begin, stop - _LOOK)
        if stop == len(text) or not _goes_on(text[start:stop], text[stop : stop + _LOOK], start == begin):
            pieces.append(text[begin:stop])
            begin = stop
    if len(pieces) > 1 and not re.search(r"\w", pieces[-1]):
        pieces[-2:] = ["".join(pieces[-2:])]
    return pieces


def _goes_on(end: str, rest: str, is_whole: bool) -> bool:
    """Tell whether what looks like the end of a sentence is none, by its last characters and those that follow."""
    rest = rest.lstrip()
    if _OPEN_END.search(end) or (is_whole and _MARK_ONLY.fullmatch(end)):
        return True
    if _UNIT.search(end):
        return not re.match(_OPENS, rest)
    if _ASKED.search(end) and rest[:1].islower():
        return True
    return rest[:1] in tuple("→=+&") or _REMARK.match(rest) is not None


def _parts(text: str) -> Iterator[str]:
    """Cut an endless paragraph behind a full stop, else between words, else where it must be."""
    begin = 0
    while len(text) - begin > _LONGEST:
        window = text[begin : begin + _LONGEST]
        end = (window.rfind(". ") + 1) or (window.rfind(" ") + 1) or _LONGEST
        yield window[:end]
        begin += end
    yield text[begin:]
