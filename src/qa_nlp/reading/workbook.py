"""Workbooks and CSV files with a row a case → rows of findings."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from qa_nlp.reading.blocks import (
    Block,
    Case,
    Content,
    Mapping,
    UnreadableError,
    squeeze,
    without_bullet,
    without_number,
)
from qa_nlp.reading.columns import NOT_FINDINGS, RATING, normal, parse_date, recognise
from qa_nlp.reading.encoding import decode

_HEADER_SEARCH = 15  # rows at the top of a sheet among which the header is looked for
_NOT_WORDS = re.compile(r"[\d\s.,:/%£()\-]*")


@dataclass
class Sheet:
    """One sheet's cells as text, and how a cell is named to a person."""

    name: str
    rows: list[list[str]]
    spreadsheet: bool


def read_workbook(path: Path, mapping: Mapping) -> Content:
    """Read the visible sheets of an ``.xlsx`` file; formulas count with their last computed value."""
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        sheets = [
            Sheet(
                sheet.title,
                [[_text(value) for value in row] for row in sheet.iter_rows(values_only=True)],
                True,
            )
            for sheet in book.worksheets
            if sheet.sheet_state == "visible"
        ]
    finally:
        book.close()
    return _read_sheets(sheets, mapping)


def read_csv(path: Path, mapping: Mapping) -> Content:
    """Read a ``.csv`` file separated by commas, semicolons or tabs."""
    text = decode(path)
    first_line = text.partition("\n")[0]
    separator = max(",;\t", key=first_line.count)
    return _read_sheets(
        [Sheet("", list(csv.reader(io.StringIO(text, newline=""), delimiter=separator)), False)], mapping
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _read_sheets(sheets: list[Sheet], mapping: Mapping) -> Content:
    filled = [sheet for sheet in sheets if any(any(map(str.strip, row)) for row in sheet.rows)]
    wanted = {name for names in mapping.values() for name in names}
    there = {squeeze(cell) for sheet in filled for row in sheet.rows[:_HEADER_SEARCH] for cell in row}
    if wanted - there:
        raise UnreadableError(
            f"expected the mapped column(s) {', '.join(sorted(wanted - there))}; found none of that name in the "
            "header. Correct columns=."
        )
    cases: list[Case] = []
    content = Content(cases)
    for number, sheet in enumerate(filled, start=1):
        taken = content.taken[f"sheet {number}"] = {}
        cases += _read_sheet(sheet, mapping, taken, content.left_out)
    return content


def _read_sheet(
    sheet: Sheet, mapping: Mapping, taken: dict[str, str], left_out: list[tuple[str, str]]
) -> Iterator[Case]:
    header_at = _header_row(sheet.rows, {name for names in mapping.values() for name in names})
    header = [squeeze(cell) or f"column {index + 1}" for index, cell in enumerate(sheet.rows[header_at])]
    body = [
        (position, row)
        for position, row in enumerate(sheet.rows[header_at + 1 :], start=header_at + 2)
        if any(map(str.strip, row))
    ]
    audit = {
        **recognise(header),
        **{column: names[0] for column, names in mapping.items() if column != "text" and names[0] in header},
    }
    rating = next((name for name in header if normal(name) in RATING), None)
    for column, name in audit.items():
        taken[name] = column
    text_columns = []
    for index, name in enumerate(header):
        values = [row[index].strip() for _, row in body if index < len(row) and row[index].strip()]
        reason = _reason_against(name, values, mapping)
        if name in audit.values() or name == rating:
            continue
        if reason is None:
            text_columns.append(index)
            taken[name] = "text"
        elif values:
            left_out.append((_where(sheet, f"column {name!r}"), reason))
    for row_index in range(header_at):
        if any(map(str.strip, sheet.rows[row_index])):
            left_out.append((_where(sheet, f"row {row_index + 1}"), "stands above the header row"))
    for position, row in body:
        cells = row + [""] * (len(header) - len(row))
        known = {column: cells[header.index(name)].strip() for column, name in audit.items()}
        if known.get("audited_on") and parse_date(known["audited_on"]) is None:
            left_out.append(
                (
                    _where(sheet, f"row {position}"),
                    "its date is not one we can read; the findings carry no date",
                )
            )
        judged = cells[header.index(rating)].strip() or None if rating else None
        blocks = [
            block
            for index in text_columns
            for block in _cell(sheet, header[index], position, index, cells[index], judged)
        ]
        if not blocks:
            left_out.append(
                (
                    _where(sheet, f"row {position}"),
                    "no text in its cells: this case has no findings and is not counted",
                )
            )
        yield Case({column: value for column, value in known.items() if value}, blocks)


def _header_row(rows: list[list[str]], mapped: set[str]) -> int:
    """Return the row among the first few that names most known columns; of equals the first with two cells or more."""

    def known(row: list[str]) -> int:
        return len(recognise(row)) + len(mapped & {squeeze(cell) for cell in row})

    candidates = [index for index, row in enumerate(rows[:_HEADER_SEARCH]) if any(map(str.strip, row))]
    wide = [index for index in candidates if sum(bool(cell.strip()) for cell in rows[index]) > 1] or candidates
    return max(wide, key=lambda index: (known(rows[index]), -index))


def _reason_against(name: str, values: list[str], mapping: Mapping) -> str | None:
    """Say why a column holds no findings, or None if it does."""
    if "text" in mapping:
        return None if name in mapping["text"] else "not among the mapped text columns"
    if normal(name) in NOT_FINDINGS:
        return "about a person or a deadline, not a finding"
    if not values:
        return "empty"
    if all(_NOT_WORDS.fullmatch(value) or parse_date(value) for value in values):
        return "holds only numbers or dates"
    return None


def _where(sheet: Sheet, place: str) -> str:
    return f"sheet {sheet.name!r}, {place}" if sheet.spreadsheet else place


def _cell(sheet: Sheet, column: str, row: int, index: int, value: str, rating: str | None) -> Iterator[Block]:
    """Yield a heading (the column's name) and the cell's lines, bullets and numbered points."""
    if not value.strip():
        return
    from openpyxl.utils import get_column_letter

    locator = (
        f"{sheet.name}!{get_column_letter(index + 1)}{row}" if sheet.spreadsheet else f"row {row}, column {column!r}"
    )
    yield Block(column, locator, "heading", level=1)
    for line in value.splitlines():
        if not squeeze(line):
            continue
        text, bullet = without_bullet(line)
        text, number = without_number(text)
        yield Block(squeeze(text), locator, "bullet" if bullet else "paragraph", number=number, rating=rating)
