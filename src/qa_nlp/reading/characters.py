"""Characters that no person can see and that no finding may hold: taken out of rows, and counted.

Control characters (NUL, backspace, escape) stand in no document on purpose, and Word refuses them. Overrides of the
direction of writing show letters in another order than they stand ("Trojan Source", Boucher and Anderson 2021), so that
a quote could read otherwise than it is; the marks, embeddings and isolates that Arabic or Hebrew beside English needs
are kept. A lone half of a surrogate pair is half a character and cannot be written to a file.
"""

from __future__ import annotations

import re
from typing import Any

_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\u202d\u202e\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_REPLACEMENT = "\ufffd"


def visible(text: str) -> tuple[str, int]:
    """Return a text without what cannot be seen, and how many characters were taken out or replaced."""
    text, count = _UNSEEN.subn("", text)
    if _SURROGATE.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # two halves make one character
        count += text.count(_REPLACEMENT)
    return text, count


def visible_row(row: dict[str, Any]) -> tuple[dict[str, Any], int]:
    """Return a row with every text of it made visible, and how many characters that took."""
    cleaned, total = dict(row), 0
    for column, value in row.items():
        if isinstance(value, str):
            cleaned[column], count = visible(value)
            total += count
    return cleaned, total


def unseen_reason(count: int) -> str:
    """Say what was taken out."""
    return f"{count} character(s) that cannot be seen or turn the order of the letters around"


def printable(name: str) -> str:
    """Return a file's name as it can be shown and written: what is no character, or breaks the line, as an escape."""
    name = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(
        char if char.isprintable() or char == " " else char.encode("unicode_escape").decode() for char in name
    )
