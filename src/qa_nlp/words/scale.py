"""A share → the words that inspectors use for it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from numbers import Real


@dataclass(frozen=True)
class Band:
    """One line of the scale: the shares from ``low`` to ``high``, and the expressions published for them.

    ``draft`` is the expression that a draft of ours uses.
    """

    low: float
    high: float
    words: tuple[str, ...]
    draft: str


SCALE = (
    Band(0.97, 1.00, ("vast majority", "overwhelming majority", "almost all"), "almost all"),
    Band(0.80, 0.96, ("very large majority", "most"), "most"),
    Band(0.65, 0.79, ("large majority",), "a large majority"),
    Band(0.51, 0.64, ("majority",), "a majority"),
    Band(0.35, 0.49, ("minority",), "a minority"),
    Band(0.20, 0.34, ("small minority",), "a small minority"),
    Band(0.04, 0.19, ("very small minority", "few"), "a very small minority"),
    Band(0.00, 0.03, ("almost no", "very few"), "very few"),
)
"""Ofsted's scale for expressing proportions, from its inspection handbooks (among them the one for further education
and skills). Cited from memory of the published handbooks: no copy was at hand when this was written."""


def in_words(share: float, things: str = "") -> str:
    """Say a share in words of :data:`SCALE`.

    The scale is in whole percent, so a share stands in the band of its whole percent, rounded half up, which is also
    the percentage that a draft prints beside it. ``none``, ``all`` and ``half`` are said of exactly 0, 1 and 0.5;
    what else rounds to 50% is ``about half``, since the scale has no band for it and more than half is no minority.

    Parameters
    ----------
    share
        From 0 to 1.
    things
        What it is a share of, in the plural. Without it, the words stand before "of the ...".

    Raises
    ------
    ValueError
        If ``share`` is not a number from 0 to 1.

    Examples
    --------
    >>> in_words(14 / 17, "cases"), in_words(0.3, "cases"), in_words(0, "cases")
    ('most cases', 'a small minority of cases', 'no cases')
    >>> in_words(0.3) + " of the cases"
    'a small minority of the cases'
    """
    if not isinstance(share, Real) or not 0 <= share <= 1:
        raise ValueError(f"expected a share from 0 to 1; found {share!r}. Divide a percentage by 100.")
    words = _words(float(share))
    if not things:
        return words
    if words == "none":
        return f"no {things}"
    if words.endswith("half"):
        return f"{words} of the {things}"
    return f"{words} of {things}" if words.startswith("a ") else f"{words} {things}"


def _words(share: float) -> str:
    exact = {0.0: "none", 0.5: "half", 1.0: "all"}
    if share in exact:
        return exact[share]
    percent = math.floor(100 * share + 0.5)
    if percent == 50:
        return "about half"
    return next(band.draft for band in SCALE if percent >= round(100 * band.low))
