"""PDF reports and forms → blocks, by the position, size and weight of their letters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from qa_nlp.reading.blocks import Block, Case, Content, Mapping, UnreadableError
from qa_nlp.reading.forms import read_parts
from qa_nlp.reading.parts import Grid, Line
from qa_nlp.reading.pdf.furniture import Furniture, body_size, furniture, repeated_tables
from qa_nlp.reading.pdf.hyphens import Hyphens
from qa_nlp.reading.pdf.lines import PrintedLine
from qa_nlp.reading.pdf.pages import Item, Pages, printed_pages
from qa_nlp.reading.pdf.paragraphs import Style, blocks
from qa_nlp.reading.pdf.tables import PrintedTable, continued, dissolved, grid, put_together

_FORM = 0.5  # share of the letters that stand in tables from which a document is a form
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
        If it has pages but no text on them (a scan, or letters without a meaning).
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
    """Return what a document says: as an audit form, or as prose with tables in it.

    The two are read apart because a form's boxes and judgements may stand anywhere in it, while prose has lists and
    headings that its position on the page tells better than :class:`qa_nlp.reading.parts.Line` can.
    """
    plain = [_without_marks(item, aside) for item in _dissolved(items, body)]
    lines = [item for item in plain if isinstance(item, PrintedLine)]
    style = Style.of(lines, body)
    hyphens = Hyphens(line.text for line in _all_lines(plain))
    parts: list[Grid | list[Block]] = []
    tables: Counter[int] = Counter()
    for _, members in groupby(plain, key=type):
        run = list(members)
        prose = [item for item in run if isinstance(item, PrintedLine)]
        parts += [blocks(prose, style, hyphens)] if prose else []
        for table in (item for item in run if isinstance(item, PrintedTable)):
            tables[table.page] += 1
            parts.append(grid(table, f"page {table.page}, table {tables[table.page]}", style, hyphens))
    if _is_form(plain, [part for part in parts if isinstance(part, Grid)], mapping):
        flat = (part if isinstance(part, Grid) else _as_lines(part) for part in parts)
        return read_parts((each for part in flat for each in ([part] if isinstance(part, Grid) else part)), mapping)
    return _prose(parts)


def _is_form(items: Sequence[Item], grids: Sequence[Grid], mapping: Mapping) -> bool:
    """Tell whether most of a document stands in tables, or one of them tells of the case (or is to, by the caller)."""
    every = sum(len(line.text) for line in _all_lines(items))
    outside = sum(len(item.text) for item in items if isinstance(item, PrintedLine))
    if every - outside > _FORM * every:
        return True
    return any(mapping or read_parts([grid], {}).taken for grid in grids)


def _as_lines(prose: Sequence[Block]) -> list[Line]:
    return [
        Line(
            block.text,
            block.locator,
            level=block.level if block.kind == "heading" and block.sure else 0,
            item=int(block.kind == "bullet"),
            bold=block.kind == "heading",
            number=block.number,
        )
        for block in prose
    ]


def _prose(parts: Sequence[Grid | list[Block]]) -> Content:
    """Return the blocks of prose and of the tables in it, one after the other, as one audit."""
    case = Case()
    content = Content([case])
    section: Block | None = None
    after_table = False
    for part in parts:
        if isinstance(part, Grid):
            read = read_parts([part], {})
            for found in read.cases:
                case.known = found.known | case.known
                case.blocks += found.blocks
            content.left_out += read.left_out
            after_table = True
            continue
        # The sections of a table end with it: what follows stands under the heading that was open before.
        case.blocks += [section, *part] if section and after_table else part
        section = next((replace(block, sure=True) for block in reversed(part) if block.kind == "heading"), section)
        after_table = False
    return content


def _without_marks(item: Item, aside: Furniture) -> Item:
    if isinstance(item, PrintedTable):
        cells = [
            [(column, across, [_plain(line, aside) for line in lines]) for column, across, lines in row]
            for row in item.cells
        ]
        return replace(item, cells=cells)
    return _plain(item, aside)


def _plain(line: PrintedLine, aside: Furniture) -> PrintedLine:
    return replace(line, text=line.without_marks(aside.marks.get(line.page, ())), marks=())


def _dissolved(items: Sequence[Item], body: float) -> Iterator[Item]:
    """Yield lines and tables, those that go on over pages as one; a box of prose under a banner is no table."""
    parts: list[PrintedTable] = []
    for item in [*items, None]:
        if parts and not (isinstance(item, PrintedTable) and continued(parts[-1], item)):
            yield from dissolved(put_together(parts), body)
            parts = []
        if isinstance(item, PrintedTable):
            parts.append(item)
        elif item is not None:
            yield item


def _all_lines(items: Iterable[Item]) -> list[PrintedLine]:
    return [line for item in items for line in ([item] if isinstance(item, PrintedLine) else item.lines())]
