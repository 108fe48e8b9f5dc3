"""Ruled tables of a page → grids, each cell with its lines put together to paragraphs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from qa_nlp.reading.blocks import without_bullet
from qa_nlp.reading.parts import Cell, Grid, Line
from qa_nlp.reading.pdf.columns import page_lines
from qa_nlp.reading.pdf.hyphens import Hyphens
from qa_nlp.reading.pdf.letters import Letter
from qa_nlp.reading.pdf.lines import PrintedLine
from qa_nlp.reading.pdf.paragraphs import Style, groups, joined

_Box = tuple[float, float, float, float]
_SAME_EDGE = 3  # points


@dataclass
class PrintedTable:
    """A ruled table as printed: the boxes of its cells and the lines in each, row by row.

    ``cells`` holds one list a row, of the column it begins in, the columns it goes across, and its lines. ``top`` and
    ``bottom`` are from the page's top; ``edges`` are those of its columns.
    """

    page: int
    top: float
    bottom: float
    edges: tuple[float, ...]
    cells: list[list[tuple[int, int, list[PrintedLine]]]] = field(default_factory=list)

    def lines(self) -> list[PrintedLine]:
        """Return the lines of all cells."""
        return [line for row in self.cells for _, _, lines in row for line in lines]


def page_tables(page: Any, number: int, letters: Sequence[Letter]) -> tuple[list[PrintedTable], list[Letter]]:
    """Return the tables of a pdfplumber page with two columns or more, and the letters that stand in none.

    A box around text is no table: its letters are handed back.
    """
    tables: list[PrintedTable] = []
    rest = list(letters)
    left, top = page.cropbox[:2]  # PDFium counts from the corner of the page that is seen
    for found in sorted(page.find_tables(), key=lambda found: (found.bbox[1], found.bbox[0])):
        boxes = [
            [(box[0] - left, box[1] - top, box[2] - left, box[3] - top) for box in row.cells if box]
            for row in found.rows
        ]
        inside = [letter for letter in rest if any(_within(letter, box) for row in boxes for box in row)]
        table = _table(boxes, number, inside, float(page.height))
        if len(table.edges) > 2 and any(sum(bool(lines) for _, _, lines in row) > 1 for row in table.cells):
            tables.append(table)
            taken = {id(letter) for letter in inside}
            rest = [letter for letter in rest if id(letter) not in taken]
    return tables, rest


def _table(boxes: Sequence[Sequence[_Box]], page: int, letters: Sequence[Letter], height: float) -> PrintedTable:
    every = [box for row in boxes for box in row]
    edges = _edges(every)
    table = PrintedTable(page, min(box[1] for box in every), max(box[3] for box in every), edges)
    for row in boxes:
        cells = []
        for box in row:
            own = [letter for letter in letters if _within(letter, box)]
            first, last = _edge(box[0], edges), _edge(box[2], edges)
            lines = [replace(line, left=box[0], right=box[2]) for line in page_lines(own, page, height)]
            cells.append((first, max(1, last - first), lines))
        table.cells.append(cells)
    return table


def _within(letter: Letter, box: _Box) -> bool:
    across, down = (letter.x0 + letter.x1) / 2, letter.base - 0.3 * letter.size
    return box[0] <= across <= box[2] and box[1] <= down <= box[3]


def _edges(boxes: Sequence[_Box]) -> tuple[float, ...]:
    found: list[float] = []
    for edge in sorted(edge for box in boxes for edge in (box[0], box[2])):
        if not found or edge - found[-1] > _SAME_EDGE:
            found.append(edge)
    return tuple(found)


def _edge(place: float, edges: tuple[float, ...]) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - place))


def continued(above: PrintedTable, below: PrintedTable) -> bool:
    """Tell whether a table at the top of a page goes on with the one at the foot of the page before."""
    return (
        below.page == above.page + 1
        and len(above.edges) == len(below.edges)
        and all(abs(a - b) <= 2 * _SAME_EDGE for a, b in zip(above.edges, below.edges, strict=True))
    )


def put_together(tables: Sequence[PrintedTable]) -> PrintedTable:
    """Return the parts of a table on consecutive pages as one; a header that is printed again is dropped.

    A row whose first cell is empty at the top of a page goes on with the last row of the page before.
    """
    whole = replace(tables[0], cells=list(tables[0].cells))
    header = _texts(whole.cells[0])
    for _, part in pairwise(tables):
        cells = part.cells
        if len(cells) > 1 and any(header) and _texts(cells[0]) == header:
            cells = cells[1:]
        last = whole.cells[-1]
        if cells and _goes_on(last, cells[0]):
            whole.cells[-1] = [
                (column, across, [*lines, *more])
                for (column, across, lines), (_, _, more) in zip(last, cells[0], strict=True)
            ]
            cells = cells[1:]
        whole.cells += cells
    return whole


def _texts(row: Sequence[tuple[int, int, list[PrintedLine]]]) -> list[str]:
    return [" ".join(line.text for line in lines) for _, _, lines in row]


def _goes_on(
    last: Sequence[tuple[int, int, list[PrintedLine]]], first: Sequence[tuple[int, int, list[PrintedLine]]]
) -> bool:
    same = [cell[:2] for cell in last] == [cell[:2] for cell in first]
    return same and len(first) > 1 and not first[0][2] and bool(last[0][2]) and any(cell[2] for cell in first)


def dissolved(table: PrintedTable, body: float) -> list[PrintedTable | PrintedLine]:
    """Return the table with its titles before it, or its lines where it is but a box of prose under a banner.

    Titles and banners are told by their large type. The cells of a banner become one line: "Front door: Good".
    """
    found: list[PrintedTable | PrintedLine] = []
    top = 0  # rows of large type above the table proper
    for position, row in enumerate(table.cells):
        filled = [lines for _, _, lines in row if lines]
        large = all(line.size > body + 0.5 for lines in filled for line in lines)
        if large and top == position and len(filled) < 2:
            top += 1
        if len(filled) < 2:
            found += [line for lines in filled for line in lines]
        elif large:
            found.append(replace(filled[0][0], text=": ".join(" ".join(line.text for line in cell) for cell in filled)))
        else:
            titles = [line for above in table.cells[:top] for _, _, lines in above for line in lines]
            return [*titles, _without_indents(replace(table, cells=table.cells[top:]))]
    return found


def _without_indents(table: PrintedTable) -> PrintedTable:
    """Return a table without the columns in which nothing ever stands by itself, such as the indent of a sublist."""
    alone = {column for row in table.cells for column, across, lines in row if across == 1 and lines}
    empty = [column for column in range(len(table.edges) - 1) if column not in alone]
    cells = []
    for row in table.cells:
        kept = []
        for column, across, lines in row:
            left = across - sum(column <= gone < column + across for gone in empty)
            if left or lines:
                kept.append((column - sum(gone < column for gone in empty), max(left, 1), lines))
        cells.append(kept)
    edges = tuple(edge for place, edge in enumerate(table.edges) if place not in empty)
    return replace(table, edges=edges, cells=cells)


def grid(table: PrintedTable, locator: str, style: Style, hyphens: Hyphens) -> Grid:
    """Return a table as a grid; below a cell that is merged over rows stand empty ones."""
    columns = len(table.edges) - 1
    found = []
    for row in table.cells:
        cells: list[Cell] = []
        at = 0
        for column, across, lines in row:
            cells += [Cell(continues=True)] * (column - at)
            cells.append(Cell(tuple(_cell_lines(lines, locator, style, hyphens)), across))
            at = column + across
        found.append((*cells, *[Cell(continues=True)] * (columns - at)))
    return Grid(tuple(found), locator)


def _cell_lines(lines: Sequence[PrintedLine], locator: str, style: Style, hyphens: Hyphens) -> list[Line]:
    return [
        Line(
            joined(part, hyphens),
            locator,
            item=int(without_bullet(part[0].text)[1]),
            bold=all(line.bold for line in part),
        )
        for group in groups(lines, style)
        for part in _written_apart(group)
    ]


def _written_apart(group: Sequence[PrintedLine]) -> Iterator[list[PrintedLine]]:
    """Yield the notes of a cell that stand under one another: a line was ended where the next word had still fitted."""
    part = [group[0]]
    for above, line in pairwise(group):
        room = above.right - above.x1 - 2 * line.size
        if line.text[:1].isupper() and line.text_x0 - line.gap - line.x0 < room and not above.text.endswith((",", "-")):
            yield part
            part = []
        part.append(line)
    yield part
