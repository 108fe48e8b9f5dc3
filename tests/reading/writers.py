"""Write one document as Word, HTML, OpenDocument and rich text, each as its word processors write it.

A document is a list of ``("heading", level, text)``, ``("paragraph", text)``, ``("item", depth, text)`` and
``("table", rows)``; a row is a list of ``(text, columns)``, and a newline in a cell's text begins a new paragraph.
"""

import html
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import docx

ODF = "urn:oasis:names:tc:opendocument:xmlns:"
NAMESPACES = "".join(f' xmlns:{name}="{ODF}{name}:1.0"' for name in ("office", "text", "table", "style", "draw")) + (
    f' xmlns:fo="{ODF}xsl-fo-compatible:1.0"'
)
LIST_STYLES = (
    '<text:list-style style:name="L1">'
    + "".join(f'<text:list-level-style-bullet text:level="{n}" text:bullet-char="•"/>' for n in range(1, 4))
    + '</text:list-style><text:list-style style:name="N1">'
    '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
    '<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/>'
    '<text:list-level-style-number text:level="3" style:num-format="i" text:display-levels="2"/>'
    "</text:list-style>"
)
TEXT_STYLES = (
    '<style:style style:name="T1" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>'
    '<style:style style:name="P2" style:family="paragraph"><style:text-properties text:display="none"/></style:style>'
)


def write_docx(document: list, path: Path) -> Path:
    word = docx.Document()
    for kind, *rest in document:
        if kind == "heading":
            word.add_heading(rest[1], rest[0])
        elif kind == "paragraph":
            word.add_paragraph(rest[0])
        elif kind == "item":
            word.add_paragraph(rest[1], style="List Bullet" + (f" {rest[0]}" if rest[0] > 1 else ""))
        else:
            rows = rest[0]
            table = word.add_table(len(rows), sum(columns for _, columns in rows[0]))
            for row, cells in zip(rows, table.rows, strict=True):
                at = 0
                for text, columns in row:
                    cell = cells.cells[at]
                    if columns > 1:
                        cell = cell.merge(cells.cells[at + columns - 1])
                    first, *others = text.split("\n")
                    cell.paragraphs[0].text = first
                    for line in others:
                        cell.add_paragraph(line)
                    at += columns
    word.save(str(path))
    return path


def write_html(document: list, path: Path) -> Path:
    out, depth = ['<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>'], 0
    for kind, *rest in [*document, ("end",)]:
        wanted = rest[0] if kind == "item" else 0
        while depth < wanted:
            out.append("<ul>")
            depth += 1
        while depth > wanted:
            out.append("</ul>")
            depth -= 1
        if kind == "heading":
            out.append(f"<h{rest[0]}>{html.escape(rest[1])}</h{rest[0]}>\n")
        elif kind == "paragraph":
            out.append(f"<p>{html.escape(rest[0])}</p>\n")
        elif kind == "item":
            out.append(f"<li>{html.escape(rest[1])}")
        elif kind == "table":
            out.append("<table>")
            for row in rest[0]:
                cells = (
                    f"<td colspan={columns}>"
                    + "".join(f"<p>{html.escape(line)}</p>" for line in text.split("\n"))
                    + "</td>"
                    for text, columns in row
                )
                out.append(f"<tr>{''.join(cells)}</tr>")
            out.append("</table>")
    path.write_text("".join([*out, "</body></html>"]), encoding="utf-8")
    return path


def write_odt(document: list, path: Path) -> Path:
    body = []
    for kind, *rest in document:
        if kind == "heading":
            body.append(f'<text:h text:outline-level="{rest[0]}">{escape(rest[1])}</text:h>')
        elif kind == "paragraph":
            body.append(f"<text:p>{escape(rest[0])}</text:p>")
        elif kind == "item":
            item = f"<text:p>{escape(rest[1])}</text:p>"
            for _ in range(rest[0]):
                item = f"<text:list><text:list-item>{item}</text:list-item></text:list>"
            body.append(item.replace("<text:list>", '<text:list text:style-name="L1">', 1))
        else:
            body.append("<table:table>")
            for row in rest[0]:
                cells = (
                    f"<table:table-cell table:number-columns-spanned={quoteattr(str(columns))}>"
                    + "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
                    + "</table:table-cell>"
                    + "<table:covered-table-cell/>" * (columns - 1)
                    for text, columns in row
                )
                body.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
            body.append("</table:table>")
    return write_content(path, "".join(body))


def write_content(path: Path, body: str, declaration: str = "", manifest: str = "") -> Path:
    """Write an .odt around the XML of its text."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?>{declaration}<office:document-content{NAMESPACES}>'
            f"<office:automatic-styles>{TEXT_STYLES}{LIST_STYLES}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        )
    return path


def rich(text: str) -> str:
    """Escape text for rich text: its own signs, and everything beyond ASCII as UTF-16 code units."""
    out = []
    for character in text:
        if character in "\\{}":
            out.append("\\" + character)
        elif ord(character) < 128:
            out.append(character)
        else:
            units = character.encode("utf-16-le")
            for low, high in zip(units[::2], units[1::2], strict=True):
                unit = low + 256 * high
                out.append(f"\\u{unit - 65536 if unit > 32767 else unit}?")
    return "".join(out)


def write_rtf(document: list, path: Path) -> Path:
    out = [
        r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Calibri;}{\f1\fcharset2 Symbol;}}"
        + r"{\stylesheet{\s0 Normal;}"
        + "".join(rf"{{\s{level}\outlinelevel{level - 1} heading {level};}}" for level in range(1, 4))
        + "}"
    ]
    for kind, *rest in document:
        if kind == "heading":
            out.append(rf"\pard\plain\s{rest[0]}\b {rich(rest[1])}\par" + "\n")
        elif kind == "paragraph":
            out.append(rf"\pard\plain {rich(rest[0])}\par" + "\n")
        elif kind == "item":
            mark = r"{\listtext\pard\plain\f1 \'b7\tab}"
            out.append(mark + rf"\pard\plain\ls1\ilvl{rest[0] - 1} {rich(rest[1])}\par" + "\n")
        else:
            for row in rest[0]:
                edges, at = [], 0
                for _, columns in row:
                    at += columns
                    edges.append(rf"\cellx{at * 1000}")
                cells = (rich(text).replace("\n", "\\par\n") + r"\cell " for text, _ in row)
                out.append(rf"\trowd{''.join(edges)}\pard\plain\intbl {''.join(cells)}\row" + "\n")
    path.write_text("".join([*out, r"\pard}"]), encoding="ascii")
    return path


WRITERS = {".docx": write_docx, ".html": write_html, ".odt": write_odt, ".rtf": write_rtf}
