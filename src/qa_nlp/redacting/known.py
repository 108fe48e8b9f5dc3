"""What a table itself knows: its case numbers and its auditors, wherever they stand in its texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pandas as pd

from qa_nlp.redacting.kinds import CASE, NAME, Span

_SHAPE = re.compile(r"([A-Za-z]{1,5}[-/ ]?)(\d{3,})")
_LEAST_DIGITS = 3  # a case called "7" cannot be told from any other 7
_AT_ONCE = 2000  # alternatives in one expression


class Known:
    """Finds the case numbers and people's names that stand in a table's own columns."""

    def __init__(self, findings: pd.DataFrame) -> None:
        numbers = [str(value).strip() for value in findings["case_id"].dropna().unique()]
        numbers = sorted(
            (value for value in numbers if sum(sign.isdigit() for sign in value) >= _LEAST_DIGITS), key=len
        )
        self.shapes = [
            re.compile(rf"(?<![\w-]){shape}(?![\w-])")
            for shape in sorted({shape for shape in map(_shape, numbers) if shape})
        ]
        shaped = [value for value in numbers if any(shape.fullmatch(value) for shape in self.shapes)]
        self.numbers = [value for value in numbers if value not in set(shaped)]
        people = {str(value).strip() for value in findings["auditor"].dropna().unique()}
        self.people = sorted(
            value for value in people if re.fullmatch(r"[^\W\d_][^\d\n]{2,60}", value) and " " in value
        )
        self.patterns = [*_either(self.numbers, CASE), *_either(self.people, NAME)]

    def spans(self, text: str) -> Iterator[Span]:
        """Yield where they stand in a text."""
        for shape in self.shapes:
            yield from (Span(*match.span(), CASE) for match in shape.finditer(text))
        for pattern, kind in self.patterns:
            yield from (Span(*match.span(), kind) for match in pattern.finditer(text))


def _shape(number: str) -> str | None:
    """Return what numbers like this one look like ("HM-" and four digits), or None without letters."""
    match = _SHAPE.fullmatch(number)
    return f"{re.escape(match[1])}\\d{{{len(match[2])}}}" if match else None


def _either(values: list[str], kind: str) -> Iterable[tuple[re.Pattern[str], str]]:
    longest = sorted(values, key=lambda value: (-len(value), value))
    for start in range(0, len(longest), _AT_ONCE):
        part = "|".join(map(re.escape, longest[start : start + _AT_ONCE]))
        yield re.compile(rf"(?<![\w-])(?:{part})(?![\w-])", re.IGNORECASE), kind
