"""What a document carries that nobody wrote about practice: page numbers, markings, prompts, contacts, copyright.

Each pattern takes a whole line or sentence, so that a finding which only mentions such a thing stays.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from qa_nlp.reading.blocks import Block

_CONTACT = r"(?:[\d\s()+–-]{9,}|[^\s@]+@[^\s@]+\.[^\s@]+|(?:https?://|www\.)\S+)"
_FORMATS = (
    r"(?:large (?:print|type)|braille|audio|other (?:formats?|languages?)|different formats?|alternative formats?)"
)
_KINDS = {
    "page number": (r"[-–—\s]*page \d+(?: ?(?:of|/) ?\d+)?[-–—\s]*",),
    "protective marking": (
        r"official(?:\s*[-–—:/]?\s*sensitive)?(?:\s*[-–—:/]\s*(?:personal|when complete[d]?))?",
        r"(?:strictly )?private (?:and|&) confidential|confidential (?:when|once) complete[d]?",
    ),
    "prompt of the form": (
        r"(?:please )?(?:click or tap|click|tap) (?:here )?to (?:enter|add|insert) (?:text|a date|date)",
        r"choose an item|enter (?:text|a date) here|click (?:here )?to choose an item",
    ),
    "mark of the end": (r"[-–—*\s]*end of (?:the )?(?:audit )?(?:report|document|form|template)[-–—*\s]*",),
    "line of a table of contents": (
        r"(?:table of )?contents(?: page)?",
        r"(?:\d{1,2}(?:\.\d{1,2})*\.?\s)?[^.…]{3,120}?(?:\s?\.){5,}\s*\d{1,3}|[^.…]{3,120}?\s?…{2,}\s*\d{1,3}",
    ),
    "note on formats": (
        r"(?:this|the) (?:report|document|publication|leaflet)(?: and [^.]{1,40})? (?:is|are|can be)\b[^.]*\b"
        rf"{_FORMATS}[^.]*\b{_FORMATS}\b[^.]*",
        r"if you (?:would like|want|need|require) (?:a copy of )?this (?:report|document|information|publication) in "
        r"(?:a(?:nother)? )?(?:different|other|alternative|another|large|braille|audio)[^.]*(?:\.[^\s][^.]*)*",
    ),
    "note on the publisher": (
        r"(?:this|the) (?:report|document|publication) is available (?:at|from|on|online at) (?:https?://|www\.)\S+",
        r"(?:the office for|it|we) [^.]{0,90}\b(?:regulates? and inspects?|inspects? services for)\b[^.]*",
        r"any complaints about (?:the|this) inspection or (?:the|this) report should be made[^.]*",
        r"if you would like \w+ to send you a copy of[^.]*(?:\.[^\s][^.]*)*",
        r"you can subscribe to [^.:]*\b(?:newsletter|updates|news)\b[^.:]*(?::\s*\S+)?|interested in our work\?",
    ),
    "copyright": (
        r"to view this licen[cs]e,? [^.]*(?:\.[^\s][^.]*)*",
        r"(?:©|\(c\)|copyright ©|crown copyright|© crown copyright)[^.]{0,80}",
        r"all rights reserved",
        r"no part of this (?:report|document|publication) may be (?:copied|reproduced|stored)[^.]*",
        r"you (?:may|can|are free to) (?:re-?use|copy)[^.]*\b(?:publication|document|information|report)\b[^.]*"
        r"(?:licen[cs]e|free of charge)[^.]*(?:\.[^\s][^.]*)*",
    ),
    "contact detail": (
        r"(?:(?:telephone|tel|textphone|phone|fax|e-?mail|web(?:site)?|[tfew])(?: (?:no|number|address))?\s*[:.]\s*"
        rf"{_CONTACT}\s*)+",
        # An address: names and numbers up to a postcode, without a word in lower case.
        r"(?-i:(?:(?:[A-Z][a-z'’.-]*|\d{1,4}[a-z]?),?\s+){2,10}[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})",
        _CONTACT.replace(r"[\d\s()+–-]{9,}|", ""),
    ),
}
_BOILERPLATE = {
    kind: re.compile(rf"(?:{'|'.join(patterns)})[\s.]*", re.IGNORECASE) for kind, patterns in _KINDS.items()
}
_LONGEST = 400  # characters; none of these is longer


def boilerplate(text: str) -> str | None:
    """Return what kind of boilerplate a line or sentence is, or None if it may say something."""
    text = text.strip()
    if not text or len(text) > _LONGEST:
        return None
    return next((kind for kind, pattern in _BOILERPLATE.items() if pattern.fullmatch(text)), None)


def without_boilerplate(blocks: Iterable[Block], left_out: Counter[str]) -> Iterator[Block]:
    """Yield the blocks that are no boilerplate as a whole; the others are counted by kind in ``left_out``."""
    for block in blocks:
        kind = boilerplate(block.text)
        if kind is None:
            yield block
        else:
            left_out[kind] += 1
