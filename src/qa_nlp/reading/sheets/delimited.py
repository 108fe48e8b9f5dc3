"""CSV files → cases, row by row."""

from __future__ import annotations

import contextlib
import csv
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from qa_nlp.reading.blocks import Content, Mapping, UnreadableError
from qa_nlp.reading.columns import recognise
from qa_nlp.reading.encoding import encoding_of
from qa_nlp.reading.sheets.case_rows import layout_of, read_rows, sample_of
from qa_nlp.reading.sheets.sheet import Omissions, Row, Sheet, is_blank
from qa_nlp.reading.sheets.workbook import check_mapped

_SEPARATORS = ",;\t|"
_NO_SEPARATOR = "\x1f"  # a file of one column: no text has it
_TRIED = 200  # rows by which the separator is told
_HEADER_SEARCH = 20  # rows
# Share of the rows that have as many cells as most, for a separator without known names; below a first line of one
# cell, which may be a title or the name of a single column of prose.
_LEAST_ALIKE, _LEAST_ALIKE_BELOW_ONE = 0.5, 0.9
_OPEN_QUOTE = "its last cell has a quotation mark that is never closed; what follows it was read as one cell"


def read_csv(path: Path, mapping: Mapping) -> Content:
    """Read a ``.csv`` or ``.tsv`` file with a row a case, in one pass; it is never held whole.

    Its separator is the comma, semicolon, tab or bar that gives most known column names, then rows most alike
    (quotation marks respected); the first line may name it ("sep=;").

    Raises
    ------
    UnreadableError
        If a column that the caller mapped is not there, or a cell is too long to be one.
    """
    encoding = encoding_of(path)
    separator = _separator(path, encoding)
    sheet = Sheet(None, partial(_rows, path, encoding, separator))
    sample = sample_of(sheet)
    if not sample:
        return Content()
    layout = layout_of(sheet, sample, mapping)
    check_mapped(mapping, layout.names)
    content = Content()
    content.cases = read_rows(sheet, layout, mapping, content, "a row a case")
    return content


def _rows(path: Path, encoding: str, separator: str, omitted: Omissions) -> Iterator[Row]:
    """Yield the rows of a file; their number is that which a spreadsheet gives them.

    Raises
    ------
    UnreadableError
        If a cell is longer than the csv module's limit: a quotation mark was left open.
    """
    number = 0
    with path.open(encoding=encoding, newline="") as file:
        lines = _Lines(file)
        try:
            for cells in csv.reader(lines, delimiter=separator):
                if number or not _names_separator(separator.join(cells)):
                    number += 1
                    yield number, cells
                lines.row_ended()
        except csv.Error as error:
            raise UnreadableError(
                f"expected cells of up to {csv.field_size_limit():,} characters; found a longer one behind row "
                f"{number}, as where a quotation mark is never closed. Correct that row."
            ) from error
    if lines.quote_was_open:
        omitted.row(number, _OPEN_QUOTE)


class _Lines:
    """The lines of a file, as the csv module takes them for one row after the other."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._count = self._marks = 0
        self.quote_was_open = False

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self._count += 1
            self._marks += line.count('"')
            # A row that goes on over several lines and has a quotation mark without its fellow was never closed.
            self.quote_was_open = self._count > 1 and self._marks % 2 == 1
            yield line

    def row_ended(self) -> None:
        """Begin a row: the csv module takes no line of it before it is asked for it."""
        self._count = self._marks = 0


def _names_separator(line: str) -> bool:
    return line.lower().strip('"\r\n').startswith("sep=") and len(line.strip('"\r\n')) == len("sep=,")


def _separator(path: Path, encoding: str) -> str:
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline().strip('"\r\n')
    if _names_separator(first):
        return first[-1]
    scores = {separator: _score(path, encoding, separator) for separator in _SEPARATORS}
    best = max(_SEPARATORS, key=lambda separator: scores[separator])
    return best if scores[best][2] > 1 else _NO_SEPARATOR


def _score(path: Path, encoding: str, separator: str) -> tuple[int, float, int]:
    """Return how many known names a header has, the share of rows as wide as most, and that width (0: no table)."""
    nothing = (0, 0.0, 0)
    rows = []
    with contextlib.suppress(UnreadableError):  # what stands above an open quotation mark tells
        for _, cells in itertools.islice(_rows(path, encoding, separator, Omissions()), _TRIED):
            if not is_blank(cells):
                rows.append(cells)
    if not rows:
        return nothing
    named = max(len(recognise(cells)) for cells in rows[:_HEADER_SEARCH])
    widths = Counter(map(len, rows))
    width = max(widths, key=lambda each: (widths[each], each))
    alike = widths[width] / len(rows)
    least = _LEAST_ALIKE if len(rows[0]) > 1 else _LEAST_ALIKE_BELOW_ONE
    if named > 1:
        return named, alike, max(map(len, rows))
    return (named, alike, width) if alike >= least else nothing
