"""The header of a sheet: the row, or two of them, that name its columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from qa_nlp.reading.blocks import squeeze
from qa_nlp.reading.columns import NOT_FINDINGS, known_label, normal, parse_date, rated_section, recognise
from qa_nlp.reading.directions import direction
from qa_nlp.reading.forms.columns import column_kind
from qa_nlp.reading.sheets.sheet import Row, Sheet

_SEARCH = 20  # filled rows at the top of a sheet among which the header is looked for
_LONGEST_KNOWN = 40  # characters
_LONGEST_NAME = 8  # words of a heading whose direction tells that it is one
_VALUE = re.compile(r"(?:\S+ ){0,2}\S*\d{3}\S*")  # "March 2026", "HM-1108": what stands beside a label, not a label
_SENTENCE = re.compile(r"\S+\s+\S+\s+\S.*\.(?:\s|$)", re.DOTALL)  # with a full stop behind its third word or later


@dataclass(frozen=True)
class Header:
    """What stands above the cases of a sheet.

    Attributes
    ----------
    rows
        The numbers of its rows: one, two with a band above, or none.
    names, bands
        By column; "" where it has none.
    given
        What is said of all cases above the header, label beside value: our column → the value.
    labels
        The labels of ``given``: label → our column.
    given_rows
        The rows that say it.
    """

    rows: tuple[int, ...]
    names: list[str]
    bands: list[str]
    given: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    given_rows: frozenset[int] = frozenset()


def find_header(sheet: Sheet, sample: Sequence[Row], mapped: set[str]) -> Header:
    """Return the header of a sheet by its first filled rows.

    It is the row that has most known names (those the caller mapped, in the form of ``normal``, among them); of
    equals the one that names the case, then, where there is at most one, the one with most other labels, the widest;
    then the first. A row of values with nothing known in it is a case: such a sheet has no header,
    and its columns are "column 1", "column 2".
    """
    rows = sample[:_SEARCH]
    wide = [index for index, (_, cells) in enumerate(rows) if _filled(cells) > 1] or list(range(len(rows)))
    best = max(wide, key=lambda index: (*_likeness(rows[index][1], mapped), -index))
    number, cells = rows[best]
    used: tuple[int, ...] = (number,)
    if _known(cells, mapped) == (0, 0) and any(map(_is_value, cells)):
        return Header((), [], [])
    upper, lower = _two_rows(sheet, rows, best, mapped)
    if upper is None or lower is None:
        names, bands = list(map(squeeze, cells)), [""] * len(cells)
    else:
        names, bands = _combined(sheet, upper, lower)
        used = (upper[0], lower[0])
    given, labels, given_rows = _given([row for row in rows if row[0] < used[0]])
    return Header(used, names, bands, given, labels, given_rows)


def is_header(cells: Sequence[str]) -> bool:
    """Tell whether a row further down names columns, as where a second table begins."""
    # Every row of a large file comes here: what is too long for a name is not looked at.
    short = [cell for cell in cells if cell and len(cell) <= _LONGEST_KNOWN and not any(map(str.isdecimal, cell))]
    return len(short) > 1 and len(recognise(short)) > 1 and not any(map(_is_value, cells))


def is_label(text: str) -> bool:
    """Tell whether a cell holds a label that is known: of a fact, of a rating, of an action."""
    return (
        known_label(text) is not None
        or normal(text) in NOT_FINDINGS
        or rated_section(text) == ""
        or column_kind(text) in ("action", "owner", "due")
    )


def _filled(cells: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in cells)


def _likeness(cells: Sequence[str], mapped: set[str]) -> tuple[int, ...]:
    """Return what makes a row the header: known names, that of the case, and where they are few, whatever there is."""
    strong, weak = _known(cells, mapped)
    names_case = int("case_id" in recognise(cells))
    return (strong, names_case) if strong > 1 else (strong, names_case, weak, _filled(cells))


def _known(cells: Sequence[str], mapped: set[str]) -> tuple[int, int]:
    """Return how many cells name audit columns or what the caller mapped, less the values among them; and others."""
    values = sum(bool(_VALUE.fullmatch(cell.strip())) for cell in cells)
    names = {normal(cell) for cell in cells}
    strong = len(recognise(cells)) + len(mapped & names)
    weak = sum(
        is_label(cell)
        or bool(rated_section(cell))
        or (len(cell.split()) <= _LONGEST_NAME and direction(cell) is not None)
        for cell in cells
        if cell.strip()
    )
    return max(strong - values, 0), weak


def _is_value(cell: str) -> bool:
    text = cell.strip()
    return bool(text) and (
        not re.search(r"[^\W\d_]", text) or parse_date(text) is not None or bool(_SENTENCE.match(text))
    )


def _two_rows(sheet: Sheet, rows: Sequence[Row], best: int, mapped: set[str]) -> tuple[Row | None, Row | None]:
    above = rows[best - 1] if best else None
    if above and above[0] == rows[best][0] - 1 and _bands(sheet, above, rows[best]):
        return above, rows[best]
    below = rows[best + 1] if best + 1 < len(rows) else None
    if below and below[0] == rows[best][0] + 1 and _bands(sheet, rows[best], below):
        known = [index for index, cell in enumerate(rows[best][1]) if known_label(cell) or normal(cell) in mapped]
        if known and not any(index < len(below[1]) and below[1][index].strip() for index in known):
            return rows[best], below
    return None, None


def _bands(sheet: Sheet, upper: Row, lower: Row) -> bool:
    """Tell whether the upper row groups the columns that the lower one names."""
    (number, above), (_, below) = upper, lower
    below = below + [""] * (len(above) - len(below))
    above = above + [""] * (len(below) - len(above))
    named = [index for index, cell in enumerate(below) if cell.strip()]
    over = [index for index in named if above[index].strip()]
    if not over or any(map(_is_value, below)) or any(_VALUE.fullmatch(cell.strip()) for cell in above):
        return False
    # A title stands alone over the first column; a label has its value beside it.
    if _filled(above) == 1 and over[0] == named[0]:
        return False
    if any(
        cell.rstrip().endswith(":") or (known_label(cell) and index in over and "".join(above[index + 1 : index + 2]))
        for index, cell in enumerate(above)
    ):
        return False

    def spans(index: int) -> bool:
        if sheet.merged.get((number, index + 1), (0, 0))[1] > index + 1:
            return True
        return index + 1 in named and not above[index + 1].strip()

    return any(map(spans, over))


def _combined(sheet: Sheet, upper: Row, lower: Row) -> tuple[list[str], list[str]]:
    number, above = upper
    _, below = lower
    width = max(len(above), len(below))
    above = above + [""] * (width - len(above))
    below = below + [""] * (width - len(below))
    names, bands, band, until = [], [], "", width
    for index in range(width):
        if above[index].strip():
            band = squeeze(above[index])
            until = sheet.merged[number, index + 1][1] if (number, index + 1) in sheet.merged else width
        elif index >= until:
            band = ""
        named = below[index].strip()
        names.append(squeeze(below[index] if named else above[index]))
        bands.append(band if named else "")
    return names, bands


def _given(above: Sequence[Row]) -> tuple[dict[str, str], dict[str, str], frozenset[int]]:
    """Return what rows of one label and its value, or "label: value", say of all cases below them."""
    given: dict[str, str] = {}
    labels: dict[str, str] = {}
    used = set()
    for number, cells in above:
        filled = [squeeze(cell) for cell in cells if cell.strip()]
        if len(filled) == 1:
            filled = [part.strip() for part in filled[0].split(":", 1)]
        if len(filled) != 2 or not filled[1]:
            continue
        column = known_label(filled[0])
        if column is not None and column not in given:
            given[column] = filled[1]
            labels[filled[0].rstrip(": ")] = column
            used.add(number)
    return given, labels, frozenset(used)
