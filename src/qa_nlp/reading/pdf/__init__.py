"""PDF reports and forms → blocks, by the position, size and weight of their letters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from qa_nlp.reading.blocks import Case, Content, Mapping, UnreadableError
from qa_nlp.reading.forms import read_parts
from qa_nlp.reading.pdf.furniture import Furniture, body_size, furniture, repeated_tables
from qa_nlp.reading.pdf.hyphens import Hyphens
from qa_nlp.reading.pdf.lines import PrintedLine
from qa_nlp.reading.pdf.pages import Item, Pages, printed_pages
from qa_nlp.reading.pdf.paragraphs import Style, blocks
from qa_nlp.reading.pdf.tables import PrintedTable, continued, grid, put_together

_RECOGNISE = 'Run text recognition (OCR) on it first, for example "Save as searchable PDF".'


def read_pdf(path: Path, mapping: Mapping) -> Content:
    """Read a PDF that has a text layer; the locator is the page, and the printed number of a numbered paragraph.

    Lines are put in the order of their columns and joined to paragraphs across lines, columns and pages; words broken
    at a line's end are joined. Ruled tables are read as those of Word are (see ``read_parts``). What a person filled
    into the fields of a form counts as printed.

    Left out and counted: running heads, page numbers, tables of contents, imprints, footnotes (and the marks in the
    text that refer to one on the same page), captions and labels of figures, text at an angle such as a watermark, and
    pages without a usable text layer.

    Raises
    ------
    UnreadableError
        If the file asks for a password, or has pages but no text on them (a scan, or letters without a meaning).
    """
    pages = printed_pages(path)
    if not pages.items:
        raise UnreadableError(_no_text(pages))
    lines = [item for item in pages.items if isinstance(item, PrintedLine)]
    tables = [item for item in pages.items if isinstance(item, PrintedTable)]
    body = body_size(_all_lines(pages.items))
    aside = furniture(lines, body)
    aside.margins += [line for table in repeated_tables(tables) for line in table.lines()]
    dropped = aside.all()
    kept = [item for item in pages.items if not any(id(line) in dropped for line in _all_lines([item]))]
    scans = pages.scans | {page for page in pages.pictured if all(_page(item) != page for item in kept)}
    if not kept and scans | pages.garbage:
        raise UnreadableError(_no_text(pages))
    content = _read(kept, aside, body, mapping)
    content.left_out = [*_pages_left_out(pages, scans), *aside.left_out(), *content.left_out]
    return content


def _page(item: Item) -> int:
    return item.page


def _no_text(pages: Pages) -> str:
    if pages.garbage:
        return f"expected text; found {pages.number} page(s) with letters that have no meaning. {_RECOGNISE}"
    return f"expected text; found {pages.number} page(s) without any, as in a scan. {_RECOGNISE}"


def _pages_left_out(pages: Pages, scans: set[int]) -> list[tuple[str, str]]:
    reasons = [(page, f"a scanned page, an image without text. {_RECOGNISE}") for page in scans]
    reasons += [(page, f"a page whose letters have no meaning. {_RECOGNISE}") for page in pages.garbage]
    turned = sum(pages.turned.values())
    found = [(f"page {page}", reason) for page, reason in sorted(reasons)]
    if turned:
        found.append(("watermarks", f"{turned} piece(s) of text at an angle on {len(pages.turned)} page(s)"))
    return found


def _read(items: Sequence[Item], aside: Furniture, body: float, mapping: Mapping) -> Content:
    """Return the blocks of lines and, between them, those of tables; one audit, of which the tables tell the facts."""
    plain = [
        replace(item, text=item.without_marks(aside.marks.get(item.page, ()))) if isinstance(item, PrintedLine) else item
        for item in items
    ]
    lines = [item for item in plain if isinstance(item, PrintedLine)]
    style = Style.of(lines, body)
    hyphens = Hyphens(line.text for line in _all_lines(plain))
    case = Case()
    content = Content([case])
    tables: Counter[int] = Counter()
    for table, run in _runs(plain):
        if table is None:
            case.blocks += blocks(run, style, hyphens)
            continue
        tables[table.page] += 1
        read = read_parts([grid(table, f"page {table.page}, table {tables[table.page]}", style, hyphens)], mapping)
        for found in read.cases:
            case.known = found.known | case.known
            case.blocks += found.blocks
        content.left_out += read.left_out
        content.taken |= read.taken
    return content


def _all_lines(items: Iterable[Item]) -> list[PrintedLine]:
    return [line for item in items for line in ([item] if isinstance(item, PrintedLine) else item.lines())]


def _runs(items: Sequence[Item]) -> Iterator[tuple[PrintedTable | None, list[PrintedLine]]]:
    """Yield runs of lines, and between them tables, those that go on over pages as one."""
    for is_table, members in groupby(items, key=lambda item: isinstance(item, PrintedTable)):
        if not is_table:
            yield None, [item for item in members if isinstance(item, PrintedLine)]
            continue
        parts: list[PrintedTable] = []
        for table in members:
            assert isinstance(table, PrintedTable)
            if parts and not continued(parts[-1], table):
                yield put_together(parts), []
                parts = []
            parts.append(table)
        yield put_together(parts), []
