r"""Tables of rich text: paragraphs that say of themselves that they stand in one, and where its cells end.

A row is what stands before ``\row``; its cells' right edges (``\cellx``) and what they are merged with are defined
before its text, behind it, or both. A nested table's row ends in ``\nestrow``, and its definition stands there.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from qa_nlp.reading.assembly import Assembly
from qa_nlp.reading.blocks import UnreadableError

_DEEPEST = 20  # tables, one within the other
_SAME_EDGE = 30  # twips (1/1440 inch); edges closer than this are one
_FURTHEST = 31_680  # twips; no edge lies further out (22 inches)


@dataclass(frozen=True)
class Paragraph:
    """A paragraph's pieces of text, each bold or not, and what its marks say of it (see ``Line``)."""

    pieces: list[tuple[str, bool]]
    level: int = 0
    item: int = 0
    number: str | None = None


@dataclass(frozen=True)
class _Edge:
    """The right edge of a defined cell, and whether it goes on with the cell to its left or above."""

    at: int
    merged_left: bool = False
    merged_up: bool = False


@dataclass
class RichTable:
    """A table's rows, and the cells and the cell that are not ended yet."""

    rows: list[_Row] = field(default_factory=list)
    cells: list[list[RichPart]] = field(default_factory=list)
    cell: list[RichPart] = field(default_factory=list)


RichPart = Paragraph | RichTable


@dataclass(frozen=True)
class _Row:
    cells: list[list[RichPart]]
    edges: list[_Edge]


@dataclass
class Tables:
    """Sorts paragraphs into the text and its tables.

    ``nested`` tells that the words to come define rows of an inner table.
    """

    body: list[RichPart] = field(default_factory=list)
    nested: bool = False
    _open: list[RichTable] = field(default_factory=list)
    _outer: list[_Edge] = field(default_factory=list)
    _inner: list[_Edge] = field(default_factory=list)
    _left: bool = False
    _up: bool = False

    def define(self, word: str, number: int) -> None:
        """Take a word of a row's definition; others are none of a table's."""
        edges = self._inner if self.nested else self._outer
        if word == "trowd":
            edges.clear()
            self._left = self._up = False
        elif word == "clmrg":
            self._left = True
        elif word == "clvmrg":
            self._up = True
        elif word == "cellx":
            edges.append(_Edge(max(-_FURTHEST, min(number, _FURTHEST)), self._left, self._up))
            self._left = self._up = False

    def end(self, word: str, paragraph: Paragraph, depth: int, behind: list[RichPart]) -> None:
        """Take the paragraph that ends with a word, ``depth`` tables deep, and end the cell or row that it ends.

        ``behind`` stood in text boxes of that paragraph.
        """
        if word in ("row", "nestrow"):
            if behind or any(text.strip() for text, _ in paragraph.pieces):
                (self._open[-1].cell if self._open else self.body).extend([paragraph, *behind])
            self._end_row(nested=word == "nestrow")
            return
        if word == "cell":
            depth = 1
        elif word == "nestcell":
            depth = max(depth, 2)
        if depth > _DEEPEST:
            raise UnreadableError(
                f"expected tables at most {_DEEPEST} deep; found more. Open it in Word and save it as .docx."
            )
        while len(self._open) > depth:
            self._close_table()
        while len(self._open) < depth:
            self._open.append(RichTable())
        (self._open[-1].cell if self._open else self.body).extend([paragraph, *behind])
        if word in ("cell", "nestcell"):
            table = self._open[-1]
            table.cells.append(table.cell)
            table.cell = []

    def close(self) -> list[RichPart]:
        """Return all paragraphs and tables, in order."""
        while self._open:
            self._close_table()
        return self.body

    def _end_row(self, nested: bool) -> None:
        while len(self._open) > 1 and not nested:
            self._close_table()
        edges = self._inner if nested else self._outer
        self.nested = False
        if not self._open:
            return
        table = self._open[-1]
        if any(paragraph for paragraph in table.cell):
            table.cells.append(table.cell)
            table.cell = []
        if table.cells:
            table.rows.append(_Row(table.cells, list(edges)))
            table.cells = []

    def _close_table(self) -> None:
        table = self._open.pop()
        if table.cells or table.cell:  # a row that its file does not end
            table.rows.append(_Row([*table.cells, *([table.cell] if table.cell else [])], []))
        (self._open[-1].cell if self._open else self.body).append(table)


def give(part: RichPart, assembly: Assembly) -> None:
    """Write a paragraph or table."""
    if isinstance(part, Paragraph):
        for text, bold in part.pieces:
            assembly.write(text, bold)
        assembly.end_line(part.level, part.item, part.number)
        return
    assembly.open_table()
    grid = _grid_lines(part.rows)
    placed = [_placed(row, grid) for row in part.rows]
    for position, row in enumerate(placed):
        assembly.open_row()
        for cell in row:
            if cell.merged_up:
                continue
            below = 1
            while position + below < len(placed) and any(
                under.merged_up and under.start == cell.start for under in placed[position + below]
            ):
                below += 1
            assembly.open_cell(cell.columns, below)
            for inner in cell.content:
                give(inner, assembly)
            assembly.close_cell()
        assembly.close_row()
    assembly.close_table()


@dataclass
class _Placed:
    content: list[RichPart]
    start: int
    columns: int
    merged_up: bool


def _grid_lines(rows: list[_Row]) -> list[int]:
    """Return the edges of all rows, from left to right, those that are nearly one taken once."""
    lines: list[int] = []
    for at in sorted({edge.at for row in rows for edge in row.edges}):
        if not lines or at - lines[-1] > _SAME_EDGE:
            lines.append(at)
    return lines


def _placed(row: _Row, lines: list[int]) -> list[_Placed]:
    """Return where the cells of a row stand; one column each where they are not those that were defined."""
    if len(row.cells) != len(row.edges):
        return [_Placed(content, start, 1, False) for start, content in enumerate(row.cells)]
    placed: list[_Placed] = []
    start = 0
    for content, edge in zip(row.cells, row.edges, strict=True):
        end = max(start + 1, bisect_right(lines, edge.at + _SAME_EDGE))
        if edge.merged_left and placed:
            placed[-1].content += content
            placed[-1].columns += end - start
        else:
            placed.append(_Placed(content, start, end - start, edge.merged_up))
        start = end
    return placed
