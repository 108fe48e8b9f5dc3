"""A sheet of a workbook, or a CSV file: rows of cells as text, read as often as needed and never held whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

Row = tuple[int, list[str]]
"""A row's number, as its program shows it, and its cells."""

_SERIALS = range(36_526, 73_051)  # days of 2000 to 2099 as Excel counts them: no other five digits stand for a day


class Omissions:
    """What of a sheet was not read: places by reason, runs of rows as one."""

    def __init__(self) -> None:
        self._rows: dict[str, list[list[int]]] = {}
        self._cells: dict[str, list[str]] = {}

    def row(self, number: int, reason: str) -> None:
        """Add a row; rows come in their order."""
        runs = self._rows.setdefault(reason, [])
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])

    def cell(self, place: str, reason: str) -> None:
        """Add a cell by its place ("B4")."""
        self._cells.setdefault(reason, []).append(place)

    def entries(self, sheet: str | None) -> Iterator[tuple[str, str]]:
        """Yield locator and reason of everything that was added."""
        for reason, runs in self._rows.items():
            several = len(runs) > 1 or runs[0][0] != runs[0][1]
            numbers = ", ".join(str(a) if a == b else f"{a} to {b}" for a, b in runs)
            yield located(sheet, f"row{'s' if several else ''} {numbers}"), reason
        for reason, places in self._cells.items():
            yield f"{sheet}!{', '.join(places)}", reason


@dataclass(frozen=True)
class Sheet:
    """One table of cells.

    Attributes
    ----------
    name
        What it is called in its workbook; None for a CSV file.
    rows
        Starts over at each call; adds the cells that cannot be read to the omissions.
    merged
        First row and column of a range of merged cells → its last row and column, from 1.
    epoch
        The day from which Excel counted, where numbers may be days.
    """

    name: str | None
    rows: Callable[[Omissions], Iterator[Row]]
    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    epoch: datetime | None = None

    def cell(self, row: int, index: int, name: str) -> str:
        """Return the locator of a cell: "March!F4" in a workbook, else row and column's name."""
        if self.name is None:
            return f"row {row}, column {name!r}"
        return f"{self.name}!{letter(index)}{row}"

    def day(self, text: str) -> date | None:
        """Return the day that Excel counts as such a number, or None if it is no such number."""
        if self.epoch is None or not text.isdecimal() or int(text) not in _SERIALS:
            return None
        from openpyxl.utils.datetime import from_excel

        found = from_excel(int(text), self.epoch)
        return found.date() if isinstance(found, datetime) else None


def located(sheet: str | None, place: str) -> str:
    """Return the locator of a part of a sheet."""
    return place if sheet is None else f"sheet {sheet!r}, {place}"


def letter(index: int) -> str:
    """Return the letters of a column, counted from 0."""
    from openpyxl.utils import get_column_letter

    return get_column_letter(index + 1)


def is_blank(cells: list[str]) -> bool:
    """Tell whether there is nothing in a row."""
    return not any(map(str.strip, cells))
