"""Blocks of a draft → a Word document."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from qa_nlp.briefing.draft import Block, Bullets, Grid, Heading, Paragraph, Quote

_SMALL = 9  # points, for tables
_TEXT_WIDTH, _FIRST_COLUMN = 16.6, 5.6  # centimetres: themes have long names


def write_word(blocks: Iterable[Block], path: Path) -> None:
    """Write the blocks with Word's own styles, so that a council's template can restyle them."""
    import docx
    from docx.shared import Cm

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2.2)
    for block in blocks:
        _add(document, block)
    document.save(str(path))


def _add(document: Any, block: Block) -> None:
    match block:
        case Heading(text, level):
            document.add_heading(_clean(text), level=level - 1)
        case Paragraph(text):
            document.add_paragraph(_clean(text))
        case Bullets(items):
            for item in items:
                document.add_paragraph(_clean(item), style="List Bullet")
        case Quote(text, source):
            paragraph = document.add_paragraph(style="Quote")
            paragraph.add_run(f"“{_clean(text)}”")
            paragraph.add_run(f"\n{_clean(source)}").italic = False
        case Grid():
            _add_grid(document, block)


def _add_grid(document: Any, grid: Grid) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Cm, Pt

    caption = document.add_paragraph(style="Caption")
    caption.add_run(_clean(grid.caption))
    caption.paragraph_format.keep_with_next = True
    table = document.add_table(rows=1, cols=len(grid.header), style="Light Grid Accent 1")
    for cell, text in zip(table.rows[0].cells, grid.header, strict=True):
        cell.text = _clean(text)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # repeat the header on every page
    for row in grid.rows:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = _clean(text)
    table.autofit = False
    other = (_TEXT_WIDTH - _FIRST_COLUMN) / max(len(grid.header) - 1, 1)
    widths = [Cm(other if position else _FIRST_COLUMN) for position in range(len(grid.header))]
    # Word goes by the width of each cell, LibreOffice by that of the column.
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_after = Pt(1)
                for run in paragraph.runs:
                    run.font.size = Pt(_SMALL)
    document.add_paragraph()


def _clean(text: str) -> str:
    """Drop the control characters that XML cannot hold."""
    return "".join(character for character in text if character >= " " or character in "\n\t")
