"""A PDF file → the lines and tables of its pages in reading order, one page held at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qa_nlp.reading.pdf.columns import page_lines
from qa_nlp.reading.pdf.letters import PageLetters, page_letters
from qa_nlp.reading.pdf.lines import PrintedLine
from qa_nlp.reading.pdf.tables import PrintedTable, page_tables

_WIDE = 0.6  # share of the page's width: a table as wide parts what stands above it from what stands below

Item = PrintedLine | PrintedTable


@dataclass
class Pages:
    """What stands on the pages of a document.

    Attributes
    ----------
    number
        How many pages there are.
    items
        Lines and tables in reading order.
    scans
        Pages without text that have an image.
    pictured
        Pages with text most of which an image takes up: a scan with a stamp, or a cover.
    garbage
        Pages whose text layer has no meaning.
    turned
        Page → how many pieces of text stand at an angle.
    """

    number: int
    items: list[Item] = field(default_factory=list)
    scans: set[int] = field(default_factory=set)
    pictured: set[int] = field(default_factory=set)
    garbage: set[int] = field(default_factory=set)
    turned: dict[int, int] = field(default_factory=dict)


def printed_pages(path: Path) -> Pages:
    """Read the pages of a file."""
    with ExitStack() as stack:
        document = stack.enter_context(closing(_opened(path)))
        tables = _Tables(path, stack)
        pages = Pages(len(document))
        for number in range(1, pages.number + 1):
            with closing(_page(document, number)) as page:
                found = page_letters(page)
            _note(found, number, pages)
            pages.items += _items(found, number, tables)
    return pages


def _opened(path: Path) -> Any:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    document.init_forms()
    return document


def _page(document: Any, number: int) -> Any:
    """Return a page; what was filled into the fields of a form is made part of it."""
    page = document[number - 1]
    if document.formenv:
        page.flatten()
        page.close()
        page = document[number - 1]
    return page


def _note(found: PageLetters, number: int, pages: Pages) -> None:
    if found.garbage:
        pages.garbage.add(number)
    elif not any(not letter.text.isspace() for letter in found.letters):
        if found.pictures:
            pages.scans.add(number)
    elif found.scanned:
        pages.pictured.add(number)
    if found.turned:
        pages.turned[number] = found.turned


class _Tables:
    """Finds the ruled tables of a page with pdfplumber, which is opened for the first page that needs it."""

    def __init__(self, path: Path, stack: ExitStack) -> None:
        self._path, self._stack = path, stack
        self._document: Any = None

    def of(self, found: PageLetters, number: int) -> tuple[list[PrintedTable], list[Any]]:
        if not found.ruled or not found.letters:
            return [], found.letters
        import pdfplumber

        if self._document is None:
            self._document = self._stack.enter_context(pdfplumber.open(self._path))
        page = self._document.pages[number - 1]
        try:
            return page_tables(page, number, found.letters)
        finally:
            page.close()


def _items(found: PageLetters, number: int, tables: _Tables) -> Iterator[Item]:
    """Yield what stands on a page, tables between the lines above and below them."""
    printed, letters = tables.of(found, number)
    column = 0
    for table in printed:
        if not _parts_page(table, found.width):
            continue
        above = [letter for letter in letters if letter.base < table.top]
        lines = page_lines(above, number, found.height, column)
        column += 1 + max((line.column for line in lines), default=0)
        letters = [letter for letter in letters if letter.base >= table.top]
        yield from lines
        yield table
    lines = page_lines(letters, number, found.height, column)
    narrow = [table for table in printed if not _parts_page(table, found.width)]
    for line in lines:
        while narrow and narrow[0].top < line.base:
            yield narrow.pop(0)
        yield line
    yield from narrow


def _parts_page(table: PrintedTable, width: float) -> bool:
    return table.edges[-1] - table.edges[0] > _WIDE * width
