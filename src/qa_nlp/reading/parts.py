"""What a word processor's document is made of, whatever its format: lines and tables, before anyone judged them.

Word, OpenDocument, rich text and web pages are each turned into these, and :mod:`qa_nlp.reading.forms` reads them all.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One paragraph: its text, and what its format says of it.

    ``text`` keeps the paragraph's own line breaks, and tick boxes as ☐ and ☒. ``level`` is that of a heading
    by style (0: none), ``item`` the depth of a list item (1 is the top; 0: none), ``number`` the number that the
    format prints before it ("4.3"; None for a bullet, or where it stands in the text), ``bold`` tells whether all of
    it is.
    """

    text: str
    locator: str
    level: int = 0
    item: int = 0
    bold: bool = False
    number: str | None = None


@dataclass(frozen=True)
class Cell:
    """One cell of a table: its lines, how many columns it goes across, and the tables that stand in it.

    A cell merged over several rows has its lines in the first; below it stands an empty one that ``continues`` it.
    """

    lines: tuple[Line, ...] = ()
    columns: int = 1
    continues: bool = False
    grids: tuple[Grid, ...] = ()

    @property
    def text(self) -> str:
        """All that is written in it, a line a paragraph; tables in it aside."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True)
class Grid:
    """One table, row by row; every row reaches over all columns. A row is located as "``locator``, row 3"."""

    rows: tuple[tuple[Cell, ...], ...]
    locator: str


Part = Line | Grid
