"""The kinds of what is replaced, and where one was found in a text."""

from __future__ import annotations

import re
from typing import NamedTuple

NAME = "name"
INITIALS = "initials"
BIRTH = "date of birth"
ADDRESS = "address"
POSTCODE = "postcode"
PHONE = "phone"
EMAIL = "e-mail"
NHS = "NHS number"
UPN = "UPN"
INSURANCE = "NI number"
CASE = "case number"
SCHOOL = "school"

# Where two kinds claim the same words and are equally long, the first of these has them.
KINDS = (EMAIL, NHS, UPN, INSURANCE, PHONE, POSTCODE, CASE, BIRTH, ADDRESS, SCHOOL, NAME, INITIALS)


PLACEHOLDER = re.compile(r"\[([a-zA-Z -]+) (\d+)\]")
"""What stands in a text in place of what was replaced: kind and number."""


class Span(NamedTuple):
    """Words to replace: offsets into the text, and what they are."""

    start: int
    end: int
    kind: str


def joined(spans: list[Span]) -> list[Span]:
    """Return the spans in order, those that overlap made one: of the kind of the longest, covering them all."""
    result: list[Span] = []
    longest = 0
    for span in sorted(spans, key=lambda span: (span.start, -span.end, KINDS.index(span.kind))):
        length = span.end - span.start
        if result and span.start < result[-1].end:
            last = result[-1]
            result[-1] = Span(last.start, max(last.end, span.end), span.kind if length > longest else last.kind)
            longest = max(longest, length)
        else:
            result.append(span)
            longest = length
    return result
