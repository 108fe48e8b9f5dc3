"""Word documents, audit forms among them → blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qa_nlp.reading.blocks import Block, Case, Content, Mapping, squeeze, without_bullet, without_number
from qa_nlp.reading.columns import RATING, known_label, normal

_LONGEST_HEADING = 14  # words
_TABLE_LEVEL = 7  # sections of a form stand below the headings of the document
_OVERALL = re.compile(r"\b(overall|final)\b", re.IGNORECASE)


@dataclass
class _Form:
    blocks: list[Block] = field(default_factory=list)
    audit: dict[str, str] = field(default_factory=dict)
    left_out: list[tuple[str, str]] = field(default_factory=list)


def read_word(path: Path, mapping: Mapping) -> Content:
    """Read a ``.docx``: headings, lists and paragraphs in order, and tables as audit forms.

    A form's case block (label beside value) gives what is known of the audit; a row across the whole table opens a
    section; a row of label and text gives findings under section and label; a row labelled "Rating" gives the
    judgement on its section. A table with three columns or more is read by its header row. Headers, footers and
    text boxes are not read.
    """
    import docx
    from docx.table import Table

    document = docx.Document(str(path))
    content = _Form()
    counts = {"paragraph": 0, "table": 0}
    for item in document.iter_inner_content():
        if isinstance(item, Table):
            counts["table"] += 1
            _read_table(item, f"table {counts['table']}", content)
        else:
            counts["paragraph"] += 1
            content.blocks.extend(_paragraph(item, f"paragraph {counts['paragraph']}"))
    return Content([Case(content.audit, content.blocks)], left_out=content.left_out)


def _paragraph(paragraph: Any, locator: str) -> Iterator[Block]:
    text = squeeze(paragraph.text)
    if not text:
        return
    level = _heading_level(paragraph, text)
    if level:
        yield Block(text, locator, "heading", level=level, sure=_style(paragraph).startswith(("heading", "title")))
        return
    indent = _list_level(paragraph)
    text, glyph = without_bullet(text)
    text, number = without_number(text)
    listed = glyph or indent is not None
    yield Block(
        text,
        locator,
        "bullet" if listed and number is None else "paragraph",
        number=number,
        indent=indent or 0,
    )


def _style(paragraph: Any) -> str:
    return (paragraph.style.name or "").lower() if paragraph.style is not None else ""


def _heading_level(paragraph: Any, text: str) -> int:
    style = _style(paragraph)
    if style.startswith("title"):
        return 1
    match = re.match(r"heading (\d)", style)
    if match:
        return int(match[1])
    runs = [run for run in paragraph.runs if run.text.strip()]
    short = len(text.split()) <= _LONGEST_HEADING and text[-1] not in ".;,"
    return 6 if short and runs and all(run.bold for run in runs) and _list_level(paragraph) is None else 0


def _list_level(paragraph: Any) -> int | None:
    """Return the depth of a list item (1 is the top), or None for a paragraph that is in no list."""
    properties = paragraph._p.pPr
    if properties is not None and properties.numPr is not None:
        level = properties.numPr.ilvl
        return 1 + (int(level.val) if level is not None else 0)
    match = re.match(r"list (?:bullet|number|paragraph)(?: (\d))?", _style(paragraph))
    return int(match[1] or 1) if match else None


def _read_table(table: Any, locator: str, content: _Form) -> None:
    rows = [list(_cells(row)) for row in table.rows]
    rows = [row for row in rows if any(squeeze(cell.text) for cell in row)]
    if rows and len(rows[0]) > 2 and not _is_case_block(rows[0]):
        _read_grid(rows, locator, content)
        return
    section: list[Block] = []
    for position, row in enumerate(rows, start=1):
        where = f"{locator}, row {position}"
        if _is_case_block(row):
            for label, value in zip(row[::2], row[1::2], strict=True):
                _fact(squeeze(label.text), squeeze(value.text), content)
        elif len(row) == 1:
            content.blocks += section
            section = _full_width(row[0], where)
        elif normal(row[0].text) in RATING:
            rating = squeeze(row[1].text) or None
            section = [_rated(block, rating) for block in section]
        else:
            label, *values = row
            section.append(Block(squeeze(label.text), where, "heading", level=_TABLE_LEVEL + 1))
            for value in values:
                section += _cell_blocks(value, where)
    content.blocks += section


def _cells(row: Any) -> Iterator[Any]:
    """Yield each cell of a row once, however many columns it is merged over."""
    last = None
    for cell in row.cells:
        if cell._tc is not last:
            yield cell
        last = cell._tc


def _is_case_block(row: list[Any]) -> bool:
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


def _full_width(cell: Any, where: str) -> list[Block]:
    text = squeeze(cell.text)
    if len(text.split()) <= _LONGEST_HEADING and text[-1] not in ".;,":
        return [Block(text, where, "heading", level=_TABLE_LEVEL)]
    return _cell_blocks(cell, where)


def _cell_blocks(cell: Any, where: str) -> list[Block]:
    return [
        block
        for paragraph in cell.paragraphs
        for line in _lines(paragraph)
        for block in _cell_block(paragraph, line, where)
    ]


def _lines(paragraph: Any) -> list[str]:
    return [line for line in paragraph.text.split("\n") if squeeze(line)]


def _cell_block(paragraph: Any, line: str, where: str) -> Iterator[Block]:
    text, glyph = without_bullet(line)
    text, number = without_number(text)
    listed = glyph or _list_level(paragraph) is not None
    yield Block(
        squeeze(text),
        where,
        "bullet" if listed else "paragraph",
        number=number,
        indent=_list_level(paragraph) or 0,
    )


def _rated(block: Block, rating: str | None) -> Block:
    from dataclasses import replace

    return replace(block, rating=rating)


def _read_grid(rows: list[list[Any]], locator: str, content: _Form) -> None:
    """Read a table with a header row: the first column names the section, a "Rating" column judges it."""
    header = [squeeze(cell.text) for cell in rows[0]]
    for position, row in enumerate(rows[1:], start=2):
        where = f"{locator}, row {position}"
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
            content.blocks += [_rated(block, rating) for block in _cell_blocks(cell, where)]
