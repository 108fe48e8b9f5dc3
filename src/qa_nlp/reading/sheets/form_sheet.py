"""A sheet laid out as a form, one audited case on it → tables as those of a word processor."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

from qa_nlp.reading.columns import known_label
from qa_nlp.reading.parts import Cell, Grid, Line
from qa_nlp.reading.sheets.header import is_label
from qa_nlp.reading.sheets.sheet import Row, Sheet, letter

LONGEST = 500
"""Filled rows of a form; a sheet with more is none."""

_SEARCH = 40  # filled rows in which the case block of a form stands


def is_form(rows: Sequence[Row]) -> bool:
    """Tell a form from a table of cases by where its known labels stand.

    On a form they stand down the page, their values beside them, in two rows or more (or several in one row, each with
    its value); in a table of cases they stand in one row, side by side, and their values below.
    """
    if len(rows) >= LONGEST:
        return False
    facts: set[str | None] = set()
    rows_of_facts = 0
    for position, (_, cells) in enumerate(rows[:_SEARCH]):
        pairs = dict(_pairs(cells))
        labels = [cell for cell in cells if known_label(cell)]
        below = [under for _, under in rows[position + 1 : position + 3]]
        if len(labels) - len(pairs) > 1 or any(_is_header(cells, under) for under in below):
            return False
        if pairs and sum(bool(cell.strip()) for cell in cells) <= 2 * len(pairs) + 1:
            rows_of_facts += 1
            facts |= set(pairs.values())
    return rows_of_facts > 1 or len(facts) > 2


def case_of(rows: Sequence[Row]) -> bool:
    """Tell whether a form names its case."""
    return any(column == "case_id" for _, cells in rows[:_SEARCH] for _, column in _pairs(cells))


def grids(sheet: Sheet, rows: Sequence[Row]) -> Iterator[Grid]:
    """Yield the tables of a form; a table's row n is row n of the sheet.

    A table with a header ("Section", "Evidence", "Rating") is one of its own, until a blank row or a title.
    """
    columns = sorted({index for _, cells in rows for index, cell in enumerate(cells) if cell.strip()})
    table: list[tuple[Cell, ...]] = []
    headed = False
    for number, cells in rows:
        filled = [index for index, cell in enumerate(cells) if cell.strip()]
        gap = number > len(table) + 1
        opens = len(filled) > 2 and not _pairs(cells)
        closes = headed and (gap or len(filled) == 1)
        if any(table) and ((opens and not headed) or closes):
            yield Grid(tuple(table), f"sheet {sheet.name!r}")
            table = []
        headed = opens or (headed and not closes)
        table += [()] * (number - 1 - len(table))
        table.append(_row(sheet, number, cells, columns, filled))
    if any(table):
        yield Grid(tuple(table), f"sheet {sheet.name!r}")


def _pairs(cells: Sequence[str]) -> list[tuple[int, str | None]]:
    """Return the labels of a row that have their value beside them, and what column each stands for."""
    filled = [(index, cell) for index, cell in enumerate(cells) if cell.strip()]
    return [
        (index, known_label(cell))
        for (index, cell), (_, value) in itertools.pairwise(filled)
        if known_label(cell) and not is_label(value)
    ]


def _is_header(cells: Sequence[str], below: Sequence[str]) -> bool:
    """Tell whether the case numbers stand below their label instead of beside it."""
    for index, cell in enumerate(cells):
        if known_label(cell) == "case_id" and index < len(below):
            value = below[index].strip()
            if any(map(str.isdigit, value)) and len(value.split()) < 3 and not is_label(value):
                return True
    return False


def _row(
    sheet: Sheet, number: int, cells: Sequence[str], columns: Sequence[int], filled: Sequence[int]
) -> tuple[Cell, ...]:
    if filled == [columns[0]]:
        return (_cell(sheet, number, filled[0], cells[filled[0]], len(columns)),)
    made: list[Cell] = []
    covered = -1
    for index in columns:
        if index <= covered:
            continue
        first, last = _merged_over(sheet, number, index)
        covered = max(index, last)
        across = sum(index <= other <= covered for other in columns)
        text = cells[index] if index < len(cells) else ""
        made.append(_cell(sheet, number, index, text, across, continues=first < number))
    while len(made) > 2 and not made[-1].text and not made[-1].continues:
        empty = made.pop()
        made[-1] = replace(made[-1], columns=made[-1].columns + empty.columns)
    return tuple(made)


def _merged_over(sheet: Sheet, number: int, index: int) -> tuple[int, int]:
    """Return the first row of the merged cells that a cell is among, and their last column from 0."""
    for (top, left), (bottom, right) in sheet.merged.items():
        if top <= number <= bottom and left <= index + 1 <= right:
            return top, right - 1
    return number, index


def _cell(sheet: Sheet, number: int, index: int, text: str, columns: int, *, continues: bool = False) -> Cell:
    place = f"{sheet.name}!{letter(index)}{number}"
    return Cell(tuple(Line(line, place) for line in text.splitlines() if line.strip()), columns, continues)
