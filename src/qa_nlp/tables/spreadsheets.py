"""Text that a spreadsheet would take for a formula, written so that it does not (OWASP, "CSV Injection"; CWE-1236)."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

# What begins a formula in Excel, Calc or Sheets, full-width forms included, and what these skip before one. A text
# that has apostrophes before such a character gets one more, so that taking one away gives back what was written.
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")


def guarded(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a copy with an apostrophe before each text, and column name, that would be a formula; the rest as it is.

    :func:`unguarded` gives back exactly the table. Numbers and dates are not touched.
    """
    return _each_text(frame, _guard)


def unguarded(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a copy without the apostrophes of :func:`guarded`, or those that a person put before a formula."""
    return _each_text(frame, _unguard)


def _guard(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def _unguard(value: Any) -> Any:
    return value[1:] if isinstance(value, str) and value[:1] == "'" and _FORMULA.match(value) else value


def _each_text(frame: pd.DataFrame, change: Any) -> pd.DataFrame:
    frame = frame.rename(columns=change)
    for place, dtype in enumerate(frame.dtypes):
        if isinstance(dtype, pd.StringDtype) or pd.api.types.is_object_dtype(dtype):
            column = frame.iloc[:, place]
            frame.isetitem(place, pd.array([change(value) for value in column], dtype=dtype))
    return frame
