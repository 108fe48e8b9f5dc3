"""Prose → sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Abbreviations of auditors' own that sentencex does not know, each of which stands before more of the sentence.
_OPEN_END = re.compile(
    r"(?:^|\s|\()(?:approx|wks?|mths?|yrs?|vs|incl|asst|assmt|mgmt|ref|refs|para|paras|tel|dept|c|ca|resp)\.\s*$",
    re.IGNORECASE,
)


# Characters that are segmented at once: sentencex takes the square of the time where quotation marks stay open. No
# paragraph that a person wrote is as long.
_LONGEST = 10_000


def sentences(text: str) -> list[str]:
    """Split prose into sentences, verbatim; "e.g.", "No. 3", "S.47" and the like do not end one.

    Boundaries are those of sentencex (Wikimedia's rule-based segmenter), less the ones behind abbreviations that
    auditors use and it does not know.
    """
    return [sentence for part in _parts(text) for sentence in _sentences(part)]


def _parts(text: str) -> Iterator[str]:
    """Cut an endless paragraph behind a full stop, else between words, else where it must be."""
    begin = 0
    while len(text) - begin > _LONGEST:
        window = text[begin : begin + _LONGEST]
        end = (window.rfind(". ") + 1) or (window.rfind(" ") + 1) or _LONGEST
        yield window[:end]
        begin += end
    yield text[begin:]


def _sentences(text: str) -> list[str]:
    import sentencex

    joined: list[list[str]] = []
    for piece in sentencex.segment("en", text):
        if joined and (_OPEN_END.search("".join(joined[-1][-2:])) or not re.search(r"\w", piece)):
            joined[-1].append(piece)
        else:
            joined.append([piece])
    return [piece for piece in ("".join(pieces).strip() for pieces in joined) if piece]
