"""Text as it comes, with the ends of lines, cells, rows and tables → lines and tables (:mod:`qa_nlp.reading.parts`).

Web pages, OpenDocument and rich text say all of this in their own order of tags or marks; what they have in common
is here: empty lines, white space, merged cells, and the numbers by which a person finds a line.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from qa_nlp.reading.blocks import UnreadableError, without_number
from qa_nlp.reading.parts import Cell, Grid, Line, Part

_MOST_ABOVE = 200  # cells of one table that every further row repeats


@dataclass
class _Cell:
    columns: int
    rows: int
    lines: list[Line] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)


@dataclass
class _Table:
    locator: str
    rows: list[tuple[Cell, ...]] = field(default_factory=list)
    row: list[Cell] | None = None
    cell: _Cell | None = None
    # First column of a cell that goes on from the row above → how many rows it still goes on for, and its columns.
    above: dict[int, tuple[int, int]] = field(default_factory=dict)
    inner: int = 0
    filled: int = 0  # columns of the row

    def add(self, cell: Cell) -> None:
        """Add a cell to the row, which is open."""
        if self.row is not None:
            self.row.append(cell)
            self.filled += cell.columns


class Assembly:
    """Takes a document's text and structure in its order and makes lines and tables of it.

    A line that holds no text is none. Lines are counted outside tables ("paragraph 3"), tables by themselves
    ("table 2"), and a table within a cell within its table ("table 2, table 1").

    Attributes
    ----------
    parts
        What is finished.
    left_out
        How often a part of a kind was left out ("comments").
    """

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.left_out: Counter[str] = Counter()
        self._pieces: list[tuple[str, bool]] = []
        self._open: list[_Table] = []
        self._lines = self._tables = 0

    def write(self, text: str, bold: bool = False) -> None:
        """Add text to the line; a newline in it is a line break of the document's own."""
        self._pieces.append((text, bold))

    def end_line(self, level: int = 0, item: int = 0, number: str | None = None) -> bool:
        """End the line and tell whether there was one; the rest is as in :class:`~qa_nlp.reading.parts.Line`.

        Line breaks with nothing between them part paragraphs; only the first of those is a list's item.
        """
        text = re.sub(r"[^\S\n]+", " ", "".join(piece for piece, _ in self._pieces))
        bold = all(bold for piece, bold in self._pieces if piece.strip())
        self._pieces.clear()
        paragraphs = [text for text in re.split(r"\n\s*\n", text) if text.strip()]
        for position, paragraph in enumerate(paragraphs):
            lines, locator = self._place()
            text = "\n".join(line.strip() for line in paragraph.strip().split("\n"))
            first = position == 0
            lines.append(Line(text, locator, level, item if first else 0, bold, number if first else None))
        return bool(paragraphs)

    def _place(self) -> tuple[list[Any], str]:
        """Return where the next line goes, the innermost open cell or the document, and how it is located."""
        for table in reversed(self._open):
            if table.cell is not None:
                return table.cell.lines, table.locator
        self._lines += 1
        return self.parts, f"paragraph {self._lines}"

    def open_table(self) -> None:
        """Begin a table, within the open cell if there is one."""
        self.end_line()
        if self._open:
            outer = self._open[-1]
            outer.inner += 1
            locator = f"{outer.locator}, table {outer.inner}"
        else:
            self._tables += 1
            locator = f"table {self._tables}"
        self._open.append(_Table(locator))

    def open_row(self) -> None:
        """Begin a row; one that is open is ended."""
        self.close_row()
        self._open[-1].row, self._open[-1].filled = [], 0

    def open_cell(self, columns: int = 1, rows: int = 1) -> None:
        """Begin a cell; one that is open is ended, and a row is begun where none is."""
        table = self._open[-1]
        if table.row is None:
            self.open_row()
        self.close_cell()
        self._go_on(table)
        table.cell = _Cell(max(columns, 1), max(rows, 1))

    def close_cell(self) -> None:
        """End the open cell, if there is one."""
        table = self._open[-1]
        cell = table.cell
        if cell is None:
            return
        self.end_line()
        if cell.rows > 1:
            table.above[table.filled] = (cell.rows, cell.columns)
            if len(table.above) > _MOST_ABOVE:
                raise UnreadableError(
                    f"expected at most {_MOST_ABOVE} cells side by side that go on in the row below; found more in "
                    f"{table.locator}. Open it in its own program and save it as .docx."
                )
        table.add(Cell(tuple(cell.lines), cell.columns, grids=tuple(cell.grids)))
        table.cell = None

    def close_row(self) -> None:
        """End the open row, if there is one."""
        table = self._open[-1]
        self.close_cell()
        if table.row is None:
            return
        self._go_on(table)
        table.above = {column: (left - 1, width) for column, (left, width) in table.above.items() if left > 1}
        table.rows.append(tuple(table.row))
        table.row = None

    def close_table(self) -> None:
        """End the innermost table: every row of it reaches over all columns, and one without text is none."""
        self.close_row()
        table = self._open.pop()
        width = max((_width(row) for row in table.rows), default=0)
        rows = tuple(row if _width(row) == width else (*row, Cell(columns=width - _width(row))) for row in table.rows)
        if not any(cell.lines or cell.grids for row in rows for cell in row):
            return
        grid = Grid(rows, table.locator)
        outer = self._open[-1].cell if self._open else None
        if outer is not None:
            outer.grids.append(grid)
        else:
            self.parts.append(grid)

    def close(self) -> tuple[list[Part], list[tuple[str, str]]]:
        """End whatever is open; return the parts, and kind and number of what was left out."""
        while self._open:
            self.close_table()
        self.end_line()
        counts = sorted(self.left_out.items())
        return self.parts, [(kind, f"{count}, no part of the running text") for kind, count in counts if count]

    @staticmethod
    def _go_on(table: _Table) -> None:
        """Put empty cells where cells of the rows above reach down into this one."""
        while table.filled in table.above:
            table.add(_continuing(table.above[table.filled][1]))


@cache
def _continuing(columns: int) -> Cell:
    return Cell(columns=columns, continues=True)


def list_number(mark: str) -> str | None:
    """Return the number that a list's mark states ("4.3", "(a)" → "a"), or None if it is a bullet's glyph."""
    return without_number(f"{mark.strip()} x")[1]


def _width(row: tuple[Cell, ...]) -> int:
    return sum(cell.columns for cell in row)
