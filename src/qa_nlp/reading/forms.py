"""Lines and tables of a document, audit forms among them → cases of blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from qa_nlp.reading.blocks import Block, Case, Content, Mapping, squeeze, without_bullet, without_number
from qa_nlp.reading.columns import RATING, known_label, normal
from qa_nlp.reading.parts import Cell, Grid, Line, Part

_LONGEST_HEADING = 14  # words
_GUESSED_LEVEL = 6  # a bold line
_TABLE_LEVEL = 7  # sections of a form stand below the headings of the document


@dataclass
class _Form:
    blocks: list[Block] = field(default_factory=list)
    audit: dict[str, str] = field(default_factory=dict)
    left_out: list[tuple[str, str]] = field(default_factory=list)


def read_parts(parts: Iterable[Part], mapping: Mapping) -> Content:
    """Read a document's lines and tables, in its order, as one audit form (or as prose where it has no tables).

    A form's case block (label beside value) gives what is known of the audit; a row across the whole table opens a
    section; a row of label and text gives findings under section and label; a row labelled "Rating" gives the
    judgement on its section. A table with three columns or more is read by its header row.
    """
    content = _Form()
    for part in parts:
        if isinstance(part, Grid):
            _read_table(part, content)
        else:
            content.blocks.extend(_line(part))
    return Content([Case(content.audit, content.blocks)], left_out=content.left_out)


def _line(line: Line) -> Iterator[Block]:
    text = squeeze(line.text)
    if not text:
        return
    if line.level:
        yield Block(text, line.locator, "heading", level=line.level)
        return
    if line.bold and not line.item and _short(text):
        yield Block(text, line.locator, "heading", level=_GUESSED_LEVEL, sure=False)
        return
    text, glyph = without_bullet(text)
    text, number = without_number(text)
    number = number or line.number
    listed = glyph or line.item > 0
    yield Block(
        text, line.locator, "bullet" if listed and number is None else "paragraph", number=number, indent=line.item
    )


def _short(text: str) -> bool:
    return len(text.split()) <= _LONGEST_HEADING and text[-1] not in ".;,"


def _read_table(grid: Grid, content: _Form) -> None:
    rows = [
        (f"{grid.locator}, row {position}", row)
        for position, row in enumerate(grid.rows, start=1)
        if any(squeeze(cell.text) or cell.grids for cell in row)
    ]
    if rows and len(rows[0][1]) > 2 and not _is_case_block(rows[0][1]):
        _read_grid(rows, content)
        return
    section: list[Block] = []
    for where, row in rows:
        if _is_case_block(row):
            for label, value in zip(row[::2], row[1::2], strict=True):
                _fact(squeeze(label.text), squeeze(value.text), content)
        elif len(row) == 1:
            content.blocks += section
            section = _full_width(row[0], where)
        elif normal(row[0].text) in RATING:
            rating = squeeze(row[1].text) or None
            section = [replace(block, rating=rating) for block in section]
        else:
            label, *values = row
            section.append(Block(squeeze(label.text), where, "heading", level=_TABLE_LEVEL + 1))
            for value in values:
                section += _cell_blocks(value, where)
    content.blocks += section
    for _, row in rows:
        for cell in row:
            for inner in cell.grids:
                _read_table(inner, content)


def _is_case_block(row: Sequence[Cell]) -> bool:
    """Tell whether a row is label, value, label, value ... with labels that are known."""
    if len(row) % 2:
        return False
    labels = [squeeze(cell.text) for cell in row[::2]]
    return any(known_label(label) for label in labels) and all(len(label.split()) <= 5 for label in labels)


def _fact(label: str, value: str, content: _Form) -> None:
    column = known_label(label)
    if column is None:
        if value:
            content.left_out.append(
                (f"box {label!r}", "a fact about the case that the findings table has no column for")
            )
    elif value:
        content.audit.setdefault(column, value)


def _full_width(cell: Cell, where: str) -> list[Block]:
    text = squeeze(cell.text)
    if text and _short(text):
        return [Block(text, where, "heading", level=_TABLE_LEVEL)]
    return _cell_blocks(cell, where)


def _cell_blocks(cell: Cell, where: str) -> list[Block]:
    return [_cell_block(line, text, where) for line in cell.lines for text in line.text.split("\n") if squeeze(text)]


def _cell_block(line: Line, text: str, where: str) -> Block:
    text, glyph = without_bullet(text)
    text, number = without_number(text)
    return Block(squeeze(text), where, "bullet" if glyph or line.item else "paragraph", number=number, indent=line.item)


def _read_grid(rows: list[tuple[str, tuple[Cell, ...]]], content: _Form) -> None:
    """Read a table with a header row: the first column names the section, a "Rating" column judges it."""
    header = [squeeze(cell.text) for cell in rows[0][1]]
    for where, row in rows[1:]:
        if len(row) != len(header):
            content.blocks += [block for cell in row for block in _cell_blocks(cell, where)]
            continue
        rating = next(
            (squeeze(cell.text) or None for name, cell in zip(header, row, strict=True) if normal(name) in RATING),
            None,
        )
        content.blocks.append(Block(squeeze(row[0].text), where, "heading", level=_TABLE_LEVEL))
        for name, cell in list(zip(header, row, strict=True))[1:]:
            if normal(name) in RATING or not squeeze(cell.text):
                continue
            content.blocks.append(Block(name, where, "heading", level=_TABLE_LEVEL + 1))
            content.blocks += [replace(block, rating=rating) for block in _cell_blocks(cell, where)]
