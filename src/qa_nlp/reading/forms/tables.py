"""Tables of a form, row by row: its case block, its sections, their questions and judgements."""

from __future__ import annotations

import re

from qa_nlp.reading.blocks import Case, squeeze, without_bullet
from qa_nlp.reading.columns import NOT_FINDINGS
from qa_nlp.reading.directions import direction
from qa_nlp.reading.forms.answers import GUIDANCE, answer, judged, judgement, pieces, question
from qa_nlp.reading.forms.columns import column_kind
from qa_nlp.reading.forms.draft import TABLE_LEVEL, Draft
from qa_nlp.reading.forms.grid import Header, Row, read_case, read_header, read_row
from qa_nlp.reading.forms.ratings import choice, is_judgement, is_plain_answer, judge, stated
from qa_nlp.reading.forms.words import bare, is_guidance, is_short
from qa_nlp.reading.parts import Cell, Grid, Line

_LEVELS = 4  # that a table takes: section, question, column, heading within an answer
_LONGEST_QUESTION, _LONGEST_FACT = 40, 15  # words
_NUMBERED = re.compile(r"(?:(?:section|part)\s*)?\d{1,2}(?:\.\d{1,2})*[.):]?\s+\D", re.IGNORECASE)


def read_table(grid: Grid, draft: Draft, cases: list[Case], depth: int = 0) -> None:
    """Read a table into a draft; the rows of a table of cases are added to ``cases``."""
    table = _Table(grid, draft, cases, depth)
    if not draft.fresh:
        draft.section()
    position = 0
    while position < len(table.rows):
        position += table.read_row(position)
    draft.close(table.level, grid.locator)


class _Table:
    def __init__(self, grid: Grid, draft: Draft, cases: list[Case], depth: int) -> None:
        self.draft, self.boxes, self.cases, self.depth = draft, draft.boxes, cases, depth
        self.level = TABLE_LEVEL + _LEVELS * depth
        self.rows = [
            _Placed(f"{grid.locator}, row {position}", cells)
            for position, cells in enumerate(grid.rows, start=1)
            if any(squeeze(cell.text) or cell.grids or cell.continues for cell in cells)
        ]
        self.width = max((sum(cell.columns for cell in placed.raw) for placed in self.rows), default=0)
        self.header: Header | None = None
        self.section = False  # whether a row across the table, or a label beside several rows, has opened one
        self.beside = False  # whether it was a label beside several rows
        self.judged_row = False  # whether a row that only judged what it names stands above its comments
        self.facts = True  # whether nothing but boxes stands in the section so far

    @property
    def label_level(self) -> int:
        return self.level + self.section + self.judged_row

    def read_row(self, position: int) -> int:
        """Read a row, with the one below it where it only names what that says, and return how many rows that took."""
        placed = self.rows[position]
        row, where = placed.row, placed.where
        below = self.rows[position + 1] if position + 1 < len(self.rows) else None
        taken = 1
        if self.beside and not placed.continues:
            self._end_section()
        if below is not None and self._names_above(position):
            for (_, label), (_, value) in zip(row, below.row, strict=True):
                self.draft.box(label.text, value.text)
            taken = 2
        elif self._pairs(row, below):
            pass
        elif self.header is None and below is not None and below.continues and not placed.continues and len(row) > 1:
            self._open_section(question(row[0][1], self.draft), where)
            self.beside, self.facts = True, False
            self._cells(row[1:], where, None, first=False)
        elif len(row) == 1 and not placed.continues:
            self._across(row[0][1], where, below)
        else:
            self._cells(row, where, below, first=position == 0 or len(self.rows[position - 1].row) == 1)
        for placed in self.rows[position : position + taken]:
            for _, cell in placed.row:
                for inner in cell.grids:
                    read_table(inner, self.draft, self.cases, self.depth + 1)
        return taken

    def _cells(self, row: Row, where: str, below: _Placed | None, *, first: bool) -> None:
        header = read_header(row, below.row if below else None, self.boxes, first=first and self.header is None)
        if header is not None:
            self.header = header
            if header.of_cases:
                self.boxes.columns[where.rpartition(", row ")[0]] = header.taken
            return
        self.facts = False
        label = row[0][1].text
        kind = judge(label)
        if self.header is not None and self.header.of_cases and self.header.fits(row):
            self.cases.append(read_case(self.header, row, self.draft, where, self.label_level))
        elif kind is not None and len(row) > 1 and not (self.header and self.header.columns("tick")):
            judged(kind, label, [cell for _, cell in row[1:]], self.draft, where, self.label_level)
        elif self.header is not None and self.header.fits(row):
            read_row(self.header, row, self.draft, where, self.label_level)
        else:
            self._labelled(row, where)

    # The case block

    def _names_above(self, position: int) -> bool:
        """Tell whether a row names boxes whose values are the row below it, and that one alone."""
        row, below, *after = self.rows[position : position + 3]
        names, values = placed_texts(row), placed_texts(below)
        if len(names) < 2 or len(values) != len(names) or not all(map(self.boxes.is_label, names)):
            return False
        if self.boxes.is_label(values[0]) or all(map(self.boxes.is_label, values)):
            return False
        more = bool(after) and len(after[0].row) == len(names) and not self.boxes.is_label(placed_texts(after[0])[0])
        return not more and any(map(self._firm, names))

    def _firm(self, label: str) -> bool:
        return self.boxes.column(label) is not None or bare(label) in NOT_FINDINGS

    def _pairs(self, row: Row, below: _Placed | None) -> bool:
        """Take a row of boxes, each a label beside its value or before it in one cell, and tell whether it was one."""
        texts = [cell.text for _, cell in row]
        inline = [self.boxes.inline(text) for text in texts if squeeze(text)]
        if inline and all(inline):
            for pairs in inline:
                for label, value in pairs or ():
                    self.draft.box(label, value)
            return True
        texts = texts[:-1] if len(texts) % 2 and not squeeze(texts[-1]) else texts
        pairs = [(squeeze(label), squeeze(value)) for label, value in zip(texts[::2], texts[1::2], strict=False)]
        if len(texts) < 2 or len(texts) % 2 or (len(pairs) == 1 and judge(pairs[0][0])):
            return False
        if not self._are_boxes(pairs) or self._name_columns(pairs, below):
            return False
        for label, value in zip(texts[::2], texts[1::2], strict=True):
            self.draft.box(label, value)
        return True

    def _are_boxes(self, pairs: list[tuple[str, str]]) -> bool:
        """Tell whether pairs are labels and values: one label that we know vouches for its neighbours."""
        if any(value and not label for label, value in pairs):
            return False
        firm = any(self._firm(label) for label, value in pairs if label)
        if not firm and not (self.facts and all(self.boxes.is_label(*pair) for pair in pairs if pair[0])):
            return False
        short = all(len(label.split()) <= 7 and len(value.split()) <= _LONGEST_FACT for label, value in pairs)
        return short and not any(is_judgement(value) and not self._firm(label) for label, value in pairs)

    def _name_columns(self, pairs: list[tuple[str, str]], below: _Placed | None) -> bool:
        values = [value for _, value in pairs if value]
        return (
            bool(values)
            and below is not None
            and len(below.row) > 1
            and not self.boxes.is_label(placed_texts(below)[0])
            and all(self.boxes.is_label(value) or column_kind(value) not in (None, "tick") for value in values)
        )

    # Sections, questions and answers

    def _end_section(self) -> None:
        self.draft.section()
        self.section = self.beside = self.judged_row = False

    def _open_section(self, title: str, where: str) -> None:
        self.draft.section()
        self.draft.heading(title, where, self.level)
        self.section, self.facts, self.judged_row = True, True, False

    def _across(self, cell: Cell, where: str, below: _Placed | None) -> None:
        """Read a row that is one cell: a section's title, a question, guidance, or an answer."""
        lines = pieces(cell.lines)
        text = squeeze(cell.text)
        said = stated(text)
        if said is not None and len(lines) == 1:
            judged(said[0], said[1], [Cell((Line(said[2], where),))], self.draft, where, self.label_level)
            return
        if len(lines) == 1 and self._titles(lines[0], below):
            if text.endswith("?") and self.section:
                self.draft.heading(text, where, self.level + 1)
            elif self.width == 1 and len(self.rows) == 1:  # a banner: what it names are the tables below it
                self.draft.section()
                self.draft.heading(
                    text, where, self.level - 1, sure=self._marked(lines[0]) or bool(_NUMBERED.match(text))
                )
            else:
                self._open_section(text, where)
            return
        if len(lines) > 1 and lines[0].bold and not lines[1].bold and is_short(squeeze(lines[0].text)):
            self._open_section(squeeze(lines[0].text), where)
            lines = lines[1:]
        self.facts = False
        while lines and self.draft.fresh and is_guidance(lines[0].text):
            self.draft.counts[GUIDANCE] += 1
            lines = lines[1:]
        answer(lines, self.draft, where, self.label_level + 1)

    def _marked(self, line: Line) -> bool:
        text = squeeze(line.text)
        looks = line.bold or line.level or text.isupper()
        return bool(looks) or text.endswith("?") or direction(text) is not None

    def _titles(self, line: Line, below: _Placed | None) -> bool:
        """Tell whether the only line of a row is a title or question of what stands below it.

        One that nothing marks as such is an answer where the title above it still has none, or where nothing follows.
        """
        text = squeeze(line.text)
        asks = text.endswith("?") and len(text.split()) <= _LONGEST_QUESTION
        if line.item or without_bullet(text)[1] or choice(text) or not (asks or is_short(text)) or is_guidance(text):
            return False
        if self._marked(line) or (_NUMBERED.match(text) and below is not None and not self.draft.fresh):
            return True
        if self.draft.fresh and self.width == 1:
            return False
        if self.width == 1 and len(self.rows) == 1:
            return True
        return below is not None and not (self.draft.fresh and self.section and len(below.row) == 1)

    def _labelled(self, row: Row, where: str) -> None:
        """Read a label or question and what stands beside it."""
        cells = [cell for _, cell in row]
        if len(cells) > 2 and re.fullmatch(r"\W*\w{1,3}(?:\.\d+)*\W*", cells[0].text) and not cells[0].text.isalpha():
            cells = cells[1:]
        label, *values = cells
        if not values:
            answer(label.lines, self.draft, where, self.label_level + 1)
            return
        said = [cell for cell in values if squeeze(cell.text)]
        rated = [cell for cell in said if _only_judges(cell.text)]
        if self.judged_row and (direction(label.text) or column_kind(label.text) != "text"):
            self.judged_row = False
            self.draft.section()
        alone = bool(said) and len(rated) == len(said)
        if alone and squeeze(label.text):
            self.judged_row = False
            self.draft.section()
        if squeeze(label.text):
            self.draft.heading(question(label, self.draft), where, self.label_level)
        rating = None
        for cell in rated:
            told = stated(cell.text)
            rating = told[2] if told else judgement(cell.text, self.draft, where)[0] or rating
        for cell in said:
            if cell not in rated:
                answer(cell.lines, self.draft, where, self.label_level + 2, rating=rating)
        if rating is not None and alone:
            self.draft.rate(rating)
            self.judged_row = True


def _only_judges(text: str) -> bool:
    ticks = choice(text)
    if ticks is not None:
        return ticks.judges and not squeeze(ticks.rest)
    return (is_judgement(text) and not is_plain_answer(text)) or stated(text) is not None


class _Placed:
    """A row of a table: its place, all its cells, and those that begin in it with the column each begins in."""

    def __init__(self, where: str, raw: tuple[Cell, ...]) -> None:
        self.where, self.raw = where, raw
        starts = [sum(cell.columns for cell in raw[:position]) for position in range(len(raw))]
        self.row: Row = [(start, cell) for start, cell in zip(starts, raw, strict=True) if not cell.continues]

    @property
    def continues(self) -> bool:
        """Whether its first cell continues the one above."""
        return self.raw[0].continues


def placed_texts(placed: _Placed) -> list[str]:
    """Return the texts of the cells that begin in a row."""
    return [squeeze(cell.text) for _, cell in placed.row]
