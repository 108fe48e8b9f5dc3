"""Word documents → lines and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qa_nlp.reading.blocks import Content, Mapping
from qa_nlp.reading.forms import read_parts
from qa_nlp.reading.parts import Cell, Grid, Line, Part


def read_word(path: Path, mapping: Mapping) -> Content:
    """Read a ``.docx``: headings, lists and paragraphs in order, and tables as audit forms (see ``read_parts``)."""
    import docx

    return read_parts(_parts(docx.Document(str(path))), mapping)


def _parts(document: Any) -> Iterator[Part]:
    from docx.table import Table

    counts = {"paragraph": 0, "table": 0}
    for item in document.iter_inner_content():
        if isinstance(item, Table):
            counts["table"] += 1
            yield _grid(item, f"table {counts['table']}")
        else:
            counts["paragraph"] += 1
            yield _line(item, f"paragraph {counts['paragraph']}")


def _line(paragraph: Any, locator: str) -> Line:
    runs = [run for run in paragraph.runs if run.text.strip()]
    return Line(
        paragraph.text,
        locator,
        level=_heading_level(paragraph),
        item=_list_level(paragraph),
        bold=bool(runs) and all(run.bold for run in runs),
    )


def _style(paragraph: Any) -> str:
    return (paragraph.style.name or "").lower() if paragraph.style is not None else ""


def _heading_level(paragraph: Any) -> int:
    style = _style(paragraph)
    if style.startswith("title"):
        return 1
    match = re.match(r"heading (\d)", style)
    return int(match[1]) if match else 0


def _list_level(paragraph: Any) -> int:
    properties = paragraph._p.pPr
    if properties is not None and properties.numPr is not None:
        level = properties.numPr.ilvl
        return 1 + (int(level.val) if level is not None else 0)
    match = re.match(r"list (?:bullet|number|paragraph)(?: (\d))?", _style(paragraph))
    return int(match[1] or 1) if match else 0


def _grid(table: Any, locator: str) -> Grid:
    return Grid(tuple(tuple(_cells(row, locator)) for row in table.rows), locator)


def _cells(row: Any, locator: str) -> Iterator[Cell]:
    """Yield each cell of a row once, however many columns it is merged over."""
    last = None
    for cell in row.cells:
        if cell._tc is not last:
            yield Cell(tuple(_line(paragraph, locator) for paragraph in cell.paragraphs), cell.grid_span)
        last = cell._tc
