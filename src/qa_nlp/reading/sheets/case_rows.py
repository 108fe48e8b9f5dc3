"""A sheet with a row a case → cases of blocks, one after the other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from qa_nlp.reading.blocks import Action, Block, Case, Content, Mapping, squeeze
from qa_nlp.reading.columns import day_or_month_first, normal, parse_date
from qa_nlp.reading.sheets.header import Header, find_header, is_header
from qa_nlp.reading.sheets.layout import Layout, Text, lay_out
from qa_nlp.reading.sheets.sheet import Omissions, Row, Sheet, is_blank, letter, located

SAMPLE = 1_000
"""Filled rows by which the columns of a sheet are judged."""

_NO_WORDS = re.compile(r"[\d\s.,:/%£()–—\-]*")
_LONGEST_DATE = 30  # characters
_TOTALS = frozenset(("total", "totals", "grand total", "subtotal", "sub total", "average", "mean", "sum"))

_ABOVE = "stands above the header row"
_AGAIN = "repeats the header row"
_TOTAL = "a row of totals"
_FEWER = "has fewer cells than the header; check that they stand in their columns"
_MORE = "has more cells than the header; those beyond it are read as findings of columns without a name"
_TITLE = "a title across the table"
_NO_TEXT = "no text in its cells: this case has no findings and is not counted"
_NO_CASE = "names no case; its findings are read and belong to no case"
_NO_DATE = "its date is not one we can read; the findings carry no date"
_EITHER_DATE = (
    "its date may be day/month or month/day, as others in its column are month/day; the findings carry no date"
)


def sample_of(sheet: Sheet) -> list[Row]:
    """Return the first filled rows of a sheet."""
    found: list[Row] = []
    for row in sheet.rows(Omissions()):
        if not is_blank(row[1]):
            found.append(row)
        if len(found) == SAMPLE:
            break
    return found


def layout_of(sheet: Sheet, sample: Sequence[Row], mapping: Mapping) -> Layout:
    """Tell what the columns of a sheet hold, by its first rows."""
    mapped = {normal(name) for names in mapping.values() for name in names}
    header = find_header(sheet, sample, mapped)
    last = max(header.rows, default=0)
    return lay_out(header, [row for row in sample if row[0] > last], mapping)


def read_rows(sheet: Sheet, layout: Layout, mapping: Mapping, content: Content, part: str) -> Iterator[Case]:
    """Yield the cases of a sheet; what its columns were taken for and what was left out is added to the content last.

    A row that repeats the header, totals and titles across the table are left out; where other headers stand further
    down, a second table begins.
    """
    omitted = Omissions()
    reading = _Table(sheet, layout, omitted)
    for number, cells in sheet.rows(omitted):
        if is_blank(cells):
            continue
        header = reading.layout.header
        if number in header.rows or number in header.given_rows:
            continue
        if number < min(header.rows, default=0):
            omitted.row(number, _ABOVE)
        elif _same(cells, header):
            omitted.row(number, _AGAIN)
        elif header.rows and is_header(cells):
            reading.close(content, part)
            names = list(map(squeeze, cells))
            again = Header((number,), names, [""] * len(names), header.given, header.labels)
            reading = _Table(sheet, lay_out(again, [], mapping), omitted)
        else:
            yield from reading.row(number, cells)
    reading.close(content, part)
    content.left_out += omitted.entries(sheet.name)


@dataclass
class _Table:
    """One table of a sheet on the way through its rows."""

    sheet: Sheet
    layout: Layout
    omitted: Omissions
    filled: set[int] = field(default_factory=set)
    read: Counter[int] = field(default_factory=Counter)
    numbers: Counter[int] = field(default_factory=Counter)
    held: dict[int, tuple[int, str]] = field(default_factory=dict)  # column → last row and value of its merged cell
    silent: list[int] = field(default_factory=list)  # rows of the case that goes on, as long as none of them has text
    going_on: int = 0  # last row of the case that goes on

    def row(self, number: int, cells: list[str]) -> Iterator[Case]:
        """Yield the case of a row, if it has findings."""
        filled = [index for index, cell in enumerate(cells) if cell.strip()]
        if _is_total(cells, filled):
            self.omitted.row(number, _TOTAL)
            return
        if len(filled) == 1 and self._across(number, filled[0]) > 2:
            self.omitted.row(number, _TITLE)
            return
        self._note_shape(number, len(cells), filled)
        cells = self._unmerged(number, cells)
        known = {**self.layout.header.given, **self._facts(cells)}
        self._date(number, known)
        blocks = [block for text in self.layout.texts for block in self._blocks(text, number, cells)]
        self._count_case(number, bool(blocks))
        if blocks:
            if "case_id" in self.layout.facts and "case_id" not in known:
                self.omitted.row(number, _NO_CASE)
            yield Case(known, blocks, self.sheet.name)

    def _note_shape(self, number: int, width: int, filled: Sequence[int]) -> None:
        """Note which columns have anything in them; cells beyond the header's are findings of columns without name."""
        header = self.layout.header
        if self.sheet.name is None and header.rows and width < len(header.names):
            self.omitted.row(number, _FEWER)
        for index in filled:
            if index not in self.filled:
                self.filled.add(index)
                if index >= self.layout.width:
                    self.layout.texts.append(Text(index, (f"column {index + 1}",)))
        if self.sheet.name is None and header.rows and filled[-1] >= len(header.names):
            self.omitted.row(number, _MORE)

    def close(self, content: Content, part: str) -> None:
        """Say what the columns were taken for, and which were left out."""
        self._close_case()
        taken = content.taken.setdefault(part, {})
        taken |= self.layout.taken
        for text in self.layout.texts:
            label = " > ".join(text.path)
            if self.read[text.index]:
                label = label if label not in taken else f"{label} (column {letter(text.index)})"
                taken[label] = "action" if text.is_action else "text"
        place = self.sheet.name
        reasons = {i: (label, reason) for label, reason, i in self.layout.left_out if i in self.filled}
        for text in self.layout.texts:
            count = self.numbers[text.index]
            if count:
                reason = (
                    f"{count:,} cell{'s' if count > 1 else ''} hold{'' if count > 1 else 's'} only a number or date"
                )
                whole = not self.read[text.index]
                reasons[text.index] = (" > ".join(text.path), "holds only numbers or dates" if whole else reason)
        for _, (label, reason) in sorted(reasons.items()):
            content.left_out.append((located(place, f"column {label!r}"), reason))

    def _facts(self, cells: list[str]) -> dict[str, str]:
        found = {column: squeeze(_at(cells, index)) for column, index in self.layout.facts.items()}
        return {column: value for column, value in found.items() if value}

    def _date(self, number: int, known: dict[str, str]) -> None:
        text = known.get("audited_on")
        if text is None:
            return
        day = self.sheet.day(text) or parse_date(text)
        if self.layout.month_first and day_or_month_first(text):
            self.omitted.row(number, _EITHER_DATE)
            del known["audited_on"]
        elif day is None:
            self.omitted.row(number, _NO_DATE)
            del known["audited_on"]
        else:
            known["audited_on"] = day.isoformat()

    def _blocks(self, text: Text, number: int, cells: list[str]) -> Iterator[Block]:
        value = _at(cells, text.index)
        if not value.strip() or not (value.isascii() or squeeze(value)):
            return
        if not text.numbers and _is_number_or_date(value):
            self.numbers[text.index] += 1
            return
        self.read[text.index] += 1
        locator = self.sheet.cell(number, text.index, text.path[-1])
        for level, heading in enumerate(text.path, start=1):
            yield Block(heading, locator, "heading", level=level)
        action = None
        if text.is_action:
            owner, due = (_at(cells, index).strip() or None for index in (text.owner, text.due))
            action = Action(owner, due)
        rating = squeeze(_at(cells, text.rating)) or None
        yield Block(value, locator, "cell", rating=rating, action=action)

    def _across(self, number: int, index: int) -> int:
        return self.sheet.merged.get((number, index + 1), (number, index + 1))[1] - index

    def _unmerged(self, number: int, cells: list[str]) -> list[str]:
        """Give every row that a merged fact or rating reaches over its value; merged text is read once."""
        if not self.sheet.merged:
            return cells
        repeated = {
            *self.layout.facts.values(),
            *(text.rating for text in self.layout.texts if text.rating is not None),
        }
        cells = cells + [""] * (max(repeated, default=-1) + 1 - len(cells))
        for index in repeated:
            last = self.sheet.merged.get((number, index + 1), (number, 0))[0]
            if last > number:
                self.held[index] = (last, cells[index])
            elif number <= self.held.get(index, (0, ""))[0]:
                cells[index] = self.held[index][1]
        return cells

    def _count_case(self, number: int, has_text: bool) -> None:
        """Keep count of a case that is merged over several rows: it has no findings only if none of them has."""
        if number > self.going_on:
            self._close_case()
            index = self.layout.facts.get("case_id", -1)
            self.going_on = max(number, self.sheet.merged.get((number, index + 1), (number, 0))[0])
            self.silent = [number]
        if has_text:
            self.silent = []
        elif self.silent and self.silent[-1] != number:
            self.silent.append(number)

    def _close_case(self) -> None:
        for number in self.silent:
            self.omitted.row(number, _NO_TEXT)
        self.silent = []


def _at(cells: Sequence[str], index: int | None) -> str:
    return "" if index is None or index >= len(cells) else cells[index]


def _is_number_or_date(value: str) -> bool:
    text = value.strip()
    return bool(_NO_WORDS.fullmatch(text)) or (len(text) <= _LONGEST_DATE and parse_date(text) is not None)


def _is_total(cells: Sequence[str], filled: Sequence[int]) -> bool:
    first, *rest = filled
    return normal(cells[first]) in _TOTALS and all(_NO_WORDS.fullmatch(cells[index]) for index in rest)


def _same(cells: Sequence[str], header: Header) -> bool:
    """Tell whether a row says the header's names again, all that it says."""
    said = [(index, cell) for index, cell in enumerate(cells) if cell.strip()]
    return len(said) > 1 and all(
        index < len(header.names)
        and normal(cell) in map(normal, (header.names[index], header.bands[index], header.bands[index - 1]))
        for index, cell in said
    )
