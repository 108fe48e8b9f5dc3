"""Excel workbooks → cases: sheets with a row a case, and sheets that are forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from qa_nlp.reading.blocks import Case, Content, Mapping, UnreadableError
from qa_nlp.reading.columns import normal
from qa_nlp.reading.forms import read_parts
from qa_nlp.reading.sheets import form_sheet
from qa_nlp.reading.sheets.case_rows import layout_of, read_rows, sample_of
from qa_nlp.reading.sheets.layout import Layout, found_names
from qa_nlp.reading.sheets.sheet import Omissions, Row, Sheet, is_blank, letter
from qa_nlp.reading.sheets.workbook_parts import notes, sheet_parts, strikes, text_boxes

_NO_CASES = re.compile(
    r"\b(?:lists?|look ?ups?|validations?|drop ?downs?|guidance|guide|instructions?|how to|read ?me|contents|pivots?"
    r"|dash ?board|charts?|graphs?|versions?|change log|glossary|reference data|settings|key)\b"
)
_PIVOT = frozenset(("row labels", "column labels", "values", "grand total"))
_SHARED = 0.5  # share of a sheet's column names that stand on a sheet with case numbers too
_UNCOMPUTED = "a formula whose value was never computed; open the workbook in Excel and save it, so that it is"
_ERROR = "an error of a formula, not text"
_STRUCK = "struck out"


@dataclass(frozen=True)
class _Planned:
    """A sheet as it will be read: a table of cases with its layout, or a form."""

    sheet: Sheet
    sample: list[Row]
    layout: Layout | None

    @property
    def names_cases(self) -> bool:
        return "case_id" in self.layout.facts if self.layout else form_sheet.case_of(self.sample)

    @property
    def names(self) -> list[str]:
        """What the caller may have mapped: the names of the columns, or all that stands on a form."""
        if self.layout is None:
            return [cell for _, cells in self.sample for cell in cells if cell.strip()]
        return self.layout.names


def read_workbook(path: Path, mapping: Mapping) -> Content:
    """Read the visible sheets of an ``.xlsx`` or ``.xlsm`` file, one after the other, row by row.

    A sheet has a row a case, or is a form with one case on it; where its known labels stand tells which. Hidden
    sheets, charts, and sheets that name no case beside some that do (lists, guidance, pivot tables) are left out and
    listed. Hidden rows and columns are read: a filter is a view. Formulas count with their last computed value; those
    without one, errors and cells that are struck out are listed. Notes on cells and text boxes are counted.

    Raises
    ------
    UnreadableError
        If a column that the caller mapped is on no sheet.
    """
    import openpyxl

    with ZipFile(path) as archive:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            content = Content()
            sheets = list(_sheets(book, archive, content))
            planned = _with_cases([_plan(sheet, mapping) for sheet in sheets], content)
            check_mapped(mapping, [name for each in planned for name in each.names])
            for count, what in ((notes(archive), "note"), (text_boxes(archive), "text box")):
                if count:
                    several = "" if count == 1 else "es" if what.endswith("x") else "s"
                    content.left_out.append(("workbook", f"{count} {what}{several}, not read"))
        except BaseException:
            book.close()
            raise
    content.cases = _cases(book, planned, mapping, content)
    return content


def check_mapped(mapping: Mapping, names: Sequence[str]) -> None:
    """Check that every name the caller mapped is there.

    Raises
    ------
    UnreadableError
        If one is not.
    """
    missing = [name for wanted in mapping.values() for name in wanted if not found_names(names, [name])]
    if missing:
        raise UnreadableError(
            f"expected the mapped column(s) {', '.join(sorted(missing))}; found none of that name in the header. "
            "Correct columns=."
        )


def _sheets(book: Any, archive: ZipFile, content: Content) -> Iterator[Sheet]:
    """Yield the sheets that can be read, and list the others."""
    struck = strikes(archive)
    for title in book.sheetnames:
        found = book[title]
        place = f"sheet {title!r}"
        if found not in book.worksheets:
            content.left_out.append((place, "a chart"))
        elif found.sheet_state != "visible":
            content.left_out.append((place, "a hidden sheet"))
        else:
            found.reset_dimensions()  # as some programs write them wrong, and rows would be cut short
            parts = sheet_parts(archive, found._worksheet_path)
            sheet = Sheet(title, partial(_rows, found, frozenset(parts.uncomputed), struck), parts.merged, book.epoch)
            if all(is_blank(cells) for _, cells in sheet.rows(Omissions())):
                content.left_out.append((place, "empty"))
            else:
                yield sheet


def _plan(sheet: Sheet, mapping: Mapping) -> _Planned:
    sample = sample_of(sheet)
    return _Planned(sheet, sample, None if form_sheet.is_form(sample) else layout_of(sheet, sample, mapping))


def _with_cases(planned: list[_Planned], content: Content) -> list[_Planned]:
    """Leave out the sheets without cases: by their title, by what a pivot table says, and beside sheets with cases."""
    with_cases = [each for each in planned if each.names_cases]
    columns = {normal(name) for each in with_cases if each.layout for name in each.layout.header.names}
    kept = []
    for each in planned:
        reason = None if each.names_cases else _reason_against(each, bool(with_cases), columns)
        if reason is None:
            kept.append(each)
        else:
            content.left_out.append((f"sheet {each.sheet.name!r}", reason))
    return kept


def _reason_against(sheet: _Planned, others_have_cases: bool, columns: set[str]) -> str | None:
    said = {normal(cell) for _, cells in sheet.sample for cell in cells if cell.strip()}
    if len(said & _PIVOT) > 1:
        return "a pivot table"
    if _NO_CASES.search(normal(sheet.sheet.name)):
        return "holds no cases, by its name and as it names none"
    names = {normal(name) for name in (sheet.layout.header.names if sheet.layout else []) if name}
    if others_have_cases and not (names and len(names & columns) / len(names) >= _SHARED):
        return (
            "names no case, unlike other sheets, and has other columns; if it holds cases, name their column with "
            "columns="
        )
    return None


def _cases(book: Any, planned: Sequence[_Planned], mapping: Mapping, content: Content) -> Iterator[Case]:
    try:
        for each in planned:
            if each.layout is not None:
                part = f"sheet {each.sheet.name!r}, a row a case"
                yield from read_rows(each.sheet, each.layout, mapping, content, part)
            else:
                yield from _form(each.sheet, content, mapping)
    finally:
        book.close()


def _form(sheet: Sheet, content: Content, mapping: Mapping) -> Iterator[Case]:
    omitted = Omissions()
    rows = [row for row in sheet.rows(omitted) if not is_blank(row[1])]
    there = {normal(cell) for _, cells in rows for cell in cells}
    here = {column: [name for name in names if normal(name) in there] for column, names in mapping.items()}
    if "text" in here and not here["text"]:
        content.left_out.append((f"sheet {sheet.name!r}", "a form without any of the mapped text headings"))
        return
    form = read_parts(form_sheet.grids(sheet, rows), {column: names for column, names in here.items() if names})
    for case in form.cases:
        case.sheet = sheet.name
        yield case
    content.taken[f"sheet {sheet.name!r}, a form"] = {
        name: column for taken in form.taken.values() for name, column in taken.items()
    }
    for place, reason in form.left_out:
        known = place.startswith(f"sheet {sheet.name!r}")
        content.left_out.append((place if known else f"sheet {sheet.name!r}, {place}", reason))
    content.left_out += omitted.entries(sheet.name)


def _rows(found: Any, uncomputed: frozenset[str], struck: bool, omitted: Omissions) -> Iterator[Row]:
    """Yield the rows of a sheet as text, blank ones too."""
    by_row: dict[int, list[str]] = {}
    for place in uncomputed:
        by_row.setdefault(int(place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), []).append(place)
    for number, cells in enumerate(found.iter_rows(), start=1):
        texts = []
        for index, cell in enumerate(cells):
            text = _text(cell)
            if text and cell.data_type == "e":
                omitted.cell(f"{letter(index)}{number}", _ERROR)
                text = ""
            elif text and struck and cell.font is not None and cell.font.strike:
                omitted.cell(f"{letter(index)}{number}", _STRUCK)
                text = ""
            texts.append(text)
        while texts and not texts[-1]:
            texts.pop()
        for place in sorted(by_row.get(number, ())):
            omitted.cell(place, _UNCOMPUTED)
        yield number, texts


def _text(cell: Any) -> str:
    """Return what a cell holds as text: days in ISO, percentages as they are shown, whole numbers without a point."""
    from openpyxl.utils.escape import unescape

    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return unescape(value) if "_x" in value else value
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, time | timedelta):
        return str(value)
    if "%" in (cell.number_format or ""):
        return f"{round(value * 100, 2):g}%"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
