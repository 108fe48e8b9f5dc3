"""Whole numbers as auditors write them: 7, 1,204, seven, twenty-one."""

from __future__ import annotations

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_VALUES = {word: number for number, word in enumerate(_SMALL)}
_VALUES |= {word: 10 * number for number, word in enumerate(_TENS, start=2)}

_WORD = rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_SMALL[1:10])}))?|{'|'.join(_SMALL)})"

NUMBER = rf"(?:(?<![\w.,/£:-])(?:\d{{1,3}}(?:,\d{{3}})+|\d+)(?![\w/:-]|[.,]\d)|(?<![\w-]){_WORD}(?![\w-]))"
"""A regular expression, without groups, for a whole number: digits, or words from zero to ninety-nine."""


def value(number: str) -> int:
    """Return the value of what :data:`NUMBER` matched."""
    if number[0].isdigit():
        return int(number.replace(",", ""))
    return sum(_VALUES[word] for word in number.lower().replace("-", " ").split())
