"""Street addresses and schools."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa_nlp.redacting import cues
from qa_nlp.redacting.kinds import ADDRESS, SCHOOL, Span
from qa_nlp.redacting.lexicon import folded, is_word
from qa_nlp.redacting.tokens import just_before

_CAP = r"[A-Z][\w'’-]*"
# Words that end a street's name alone, and words that do so only behind a house number.
_STREET = r"(?:Street|Road|Lane|Avenue|Crescent|Mews|Terrace|Grove|Gardens|Boulevard)"
_NUMBERED = (
    rf"(?:{_STREET}|St|Rd|Ln|Ave|Av|Cres|Close|Cl|Drive|Dr|Court|Ct|Place|Pl|Way|Walk|Gdns|Hill|Rise|Row|Square|Sq|Yard"
    r"|View|Green|Park|Parade|Broadway|Wharf|Quay|Estate|House|Heights|Meadows?|Vale|Croft|Fold|Gate|Site|Mount|Bank"
    r"|Buildings|Villas|Cottages|End|Side|Common)"
)
_FLAT = r"(?:(?:Flat|Apt|Apartment|Unit|Plot|Room|Pitch|Caravan|Block) \w{1,4},? )"
_ADDRESS = re.compile(
    rf"(?<!\w)(?:{_FLAT}(?:(?:{_CAP} ){{1,3}}House,? ?)?)?(?:\d{{1,4}}[a-zA-Z]?,? )(?:{_CAP} ){{1,3}}{_NUMBERED}(?!\w)"
    rf"|(?<!\w){_FLAT}(?:{_CAP} ){{1,3}}{_NUMBERED}(?:,? (?:\d{{1,4}}[a-z]? )?(?:{_CAP} ){{1,3}}{_NUMBERED})?(?!\w)"
    rf"|(?<!\w)(?:The |Old )*(?:{_CAP} ){{1,2}}?{_CAP}, (?:{_CAP} ){{1,2}}{_STREET}(?!\w)"
    rf"|(?<!\w)(?:{_CAP} ){{1,2}}{_STREET}(?!\w)(?! (?:Centre|Hub|Team|Office|Children))"
)
_LOWER = re.compile(
    r"(?<!\w)\d{1,4}[a-z]? (?P<words>[a-z'’-]{3,}(?: [a-z'’-]{3,})?)"
    r" (?:street|road|lane|avenue|crescent|terrace|close|drive)(?!\w)"
)
_NO_STREET = re.compile(
    r"\b(?:Family|Crown|County|High|Magistrates'?|Silk|Memory|Fast|Right|Wrong) (?:Court|Road|Lane|Street|Way)\b"
)

_AFTER = (
    r"(?:Primary|Infants?|Juniors?|Secondary|Grammar|Academy|Nursery|School|College|High School|Pre-?[Ss]chool"
    r"|Playgroup)"
)
_SCHOOL = re.compile(
    rf"(?<![\w'’-])(?P<name>(?:(?:St\.? )?{_CAP} |C of E |CE |RC |of |and ){{0,5}}?(?:St\.? )?{_CAP} )"
    rf"(?:C of E |CE |RC |Catholic |Community )*{_AFTER}(?: (?:School|Academy|College|Nursery|Centre))*(?!\w)"
    rf"|(?<![\w'’-])(?P<centre>(?:{_CAP} ){{1,3}})Children['’]s Centre(?!\w)"
)


def places(text: str) -> Iterator[Span]:
    """Yield street addresses, and schools that are named."""
    for match in _ADDRESS.finditer(text):
        if not _NO_STREET.search(match[0]):
            yield Span(*match.span(), ADDRESS)
    for match in _LOWER.finditer(text):
        if not all(is_word(folded(word)) for word in match["words"].split()):
            yield Span(*match.span(), ADDRESS)
    for match in _SCHOOL.finditer(text):
        start = _begins(text, match)
        if start is not None:
            yield Span(start, match.end(), SCHOOL)


def _begins(text: str, match: re.Match[str]) -> int | None:
    """Return where a school's own name begins, without the generic words before it, or None if nothing else is left."""
    group = "name" if match["name"] else "centre"
    words = list(re.finditer(r"\S+", match[group]))
    own = [word for word in words if folded(word[0].strip(".")) not in cues.BEFORE_SCHOOL]
    if not own:
        return None
    first = own[0]
    begins = match.start(group) + first.start()
    saint = next(
        (word for word in words if word.end() + 1 == first.start() and folded(word[0].strip(".")) == "st"), None
    )
    if saint:
        return match.start(group) + saint.start()
    # A word that opens the sentence has a capital anyway.
    before = just_before(text, begins)
    opens = not re.search(r"\w", before) or re.search(r"[.!?:;]\W*$", before)
    return None if opens and len(own) == 1 and is_word(folded(first[0])) else begins
