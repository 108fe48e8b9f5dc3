"""What "about", "at least", "up to", "between" and "from ... to" make of the figures behind them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from qa_nlp.words.pattern import Share, compiled, stands_before

ABOUT = 0.05
"""How far "about" reaches on either side, and "nearly" and "just over" on theirs (as a share)."""

# Words before or behind a figure → how far below and above it the share may then lie. The first that fits counts.
_BEFORE = {
    r"no more than|not more than|up to|at most|(?:a )?maximum(?: of)?": (1, 0),
    r"no fewer than|no less than|not less than|at least|(?:a )?minimum(?: of)?|upwards of": (0, 1),
    r"(?:just|slightly|a little|little) (?:over|above|more than)": (0, ABOUT),
    r"(?:just|slightly|a little|little) (?:under|below|less than|fewer than)": (ABOUT, 0),
    r"nearly|almost|close to|approaching": (ABOUT, 0),
    r"fewer than|less than|under|below|<|<=|≤": (1, 0),
    r"more than|over|above|in excess of|greater than|exceeding|>|>=|≥": (0, 1),
    r"about|around|roughly|approximately|approx\.?|circa|c\.?|~|some|in the region of": (ABOUT, ABOUT),
}
_BEHIND = {
    r" ?\+| or (?:more|over|above|better)\b| and (?:over|above)\b| plus\b": (0, 1),
    r" or (?:fewer|less|under|below)\b": (1, 0),
    r" or so\b": (ABOUT, ABOUT),
}
_WORDS_BEFORE = [(compiled(rf"(?<![\w'])(?:{words}) ?(?:the )?$"), reach) for words, reach in _BEFORE.items()]
_WORDS_BEHIND = [(compiled(words), reach) for words, reach in _BEHIND.items()]

_BETWEEN = compiled(r"\bbetween $")
_AND = compiled(r" (?:of [^.;,]{0,30} )?and ")
_FROM = compiled(r"\bfrom $")
_TO = compiled(r"(?: [^.;%]{0,40})? to ")
_HYPHEN = compiled(r" ?(?:-|to) ?")
_RANGES = compiled(r"\b(?:rang(?:e|es|ed|ing)|var(?:y|ies|ied|ying)|between)\b[^.;]*$")


def hedged(text: str, share: Share) -> Share:
    """Return the share that the words around a figure make of it."""
    for pattern, (below, above) in _WORDS_BEFORE:
        match = stands_before(pattern, text, share.start)
        if match:
            return _widened(share, below, above, start=match.start())
    for pattern, (below, above) in _WORDS_BEHIND:
        match = pattern.match(text, share.end)
        if match:
            return _widened(share, below, above, end=match.end())
    return share


def _widened(share: Share, below: float, above: float, **places: int) -> Share:
    return replace(share, low=max(0.0, share.low - below), high=min(1.0, share.high + above), **places)


def ranges(text: str, shares: Iterable[Share]) -> list[Share]:
    """Return the shares in their order, those of "between a third and a half" as one.

    Of "from 45% to 72%" the second is returned, which is what it is now, unless something ranges from one to the other.
    """
    result: list[Share] = []
    for share in sorted(shares, key=lambda share: (share.start, -share.end)):
        if result and share.start < result[-1].end:
            continue
        joined = _joined(text, result[-1], share) if result else None
        if joined:
            result[-1] = joined
        else:
            result.append(share)
    return result


def _joined(text: str, first: Share, second: Share) -> Share | None:
    between = stands_before(_BETWEEN, text, first.start)
    if between and _AND.fullmatch(text, first.end, second.start):
        return _range(first, second, between.start())
    came_from = stands_before(_FROM, text, first.start)
    if came_from and _TO.fullmatch(text, first.end, second.start):
        ranging = stands_before(_RANGES, text, came_from.start())
        return _range(first, second, came_from.start()) if ranging else second
    if _HYPHEN.fullmatch(text, first.end, second.start):
        return _range(first, second, first.start)
    return None


def _range(first: Share, second: Share, start: int) -> Share | None:
    return Share(start, second.end, first.low, second.high) if first.low <= second.high else None
