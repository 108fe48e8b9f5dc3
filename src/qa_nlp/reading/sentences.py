"""Prose → sentences."""

from __future__ import annotations

import re

# Abbreviations of auditors' own that sentencex does not know, each of which stands before more of the sentence.
_OPEN_END = re.compile(
    r"(?:^|\s|\()(?:approx|wks?|mths?|yrs?|vs|incl|asst|assmt|mgmt|ref|refs|para|paras|tel|dept|c|ca|resp)\.\s*$",
    re.IGNORECASE,
)


def sentences(text: str) -> list[str]:
    """Split prose into sentences, verbatim; "e.g.", "No. 3", "S.47" and the like do not end one.

    Boundaries are those of sentencex (Wikimedia's rule-based segmenter), less the ones behind abbreviations that
    auditors use and it does not know.
    """
    import sentencex

    joined: list[str] = []
    for piece in sentencex.segment("en", text):
        if joined and (_OPEN_END.search(joined[-1]) or not re.search(r"\w", piece)):
            joined[-1] += piece
        else:
            joined.append(piece)
    return [piece.strip() for piece in joined if piece.strip()]
