"""What a word processor's document is made of, whatever its format: lines and tables, before anyone judged them.

Word, OpenDocument, rich text and web pages are each turned into these, and :mod:`qa_nlp.reading.forms` reads them all.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One paragraph: its text, and what its format says of it.

    ``level`` is that of a heading by style (0: none), ``item`` the depth of a list item (1 is the top; 0: none),
    ``bold`` tells whether all of it is.
    """

    text: str
    locator: str
    level: int = 0
    item: int = 0
    bold: bool = False


@dataclass(frozen=True)
class Cell:
    """One cell of a table, merged cells being one: its lines, and how many columns it goes across."""

    lines: tuple[Line, ...] = ()
    columns: int = 1


@dataclass(frozen=True)
class Grid:
    """One table, row by row; a table within a cell follows as a grid of its own."""

    rows: tuple[tuple[Cell, ...], ...]
    locator: str


Part = Line | Grid
