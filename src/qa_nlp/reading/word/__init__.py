"""Word documents → lines and tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from qa_nlp.reading.blocks import Content, Mapping, UnreadableError, squeeze
from qa_nlp.reading.forms import read_parts
from qa_nlp.reading.parts import Cell, Grid, Line, Part
from qa_nlp.reading.word.numbers import Numbers
from qa_nlp.reading.word.styles import Styles
from qa_nlp.reading.word.text import (
    DELETED,
    HIDDEN,
    INSERTED,
    Paragraph,
    W,
    chosen_branch,
    is_alternate,
    is_placeholder,
)

_CONTENTS, _EMBEDDED = "contents", "embedded"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def read_word(path: Path, mapping: Mapping) -> Content:
    """Read a Word document: headings, lists and paragraphs in order, and tables as audit forms (see ``read_parts``).

    Text boxes and content controls are read where they stand. Tracked changes are read as if accepted: insertions are
    in, deletions and what was moved away are out. Comments, headers, footers, footnotes, endnotes, hidden text and a
    table of contents are left out and counted.

    Raises
    ------
    UnreadableError
        If the file is a package of another kind, such as a presentation.
    """
    from docx.oxml import parse_xml
    from docx.package import Package

    # The package is opened below python-docx's Document, which refuses templates and documents with macros.
    document = Package.open(str(path)).main_document_part
    body = parse_xml(document.blob).find(W + "body")
    if body is None:
        raise UnreadableError("expected a Word document; found another kind of file in it. Save it again as .docx.")
    related: dict[str, list[Any]] = {}
    for relation in document.rels.values():
        if not relation.is_external and relation.reltype.startswith(_RELATED):
            related.setdefault(relation.reltype.removeprefix(_RELATED), []).append(relation.target_part)
    first = {kind: parse_xml(parts[0].blob) for kind, parts in related.items() if kind in ("styles", "numbering")}
    reader = _Reader(Styles(first.get("styles")), Numbers(first.get("numbering")))
    content = read_parts(reader.parts(body), mapping)
    content.left_out += reader.left_out()
    content.left_out += _beside({kind: [parse_xml(part.blob) for part in parts] for kind, parts in related.items()
                                 if kind in ("header", "footer", "footnotes", "endnotes", "comments")})  # fmt: skip
    return content


def _beside(stories: dict[str, list[Any]]) -> Iterator[tuple[str, str]]:
    """Count what stands beside the text: comments, notes, headers and footers."""
    margins = sum(
        any(squeeze(node.text or "") for node in story.iter(W + "t"))
        for kind in ("header", "footer")
        for story in stories.get(kind, ())
    )
    if margins:
        yield "page margins", f"{margins} header(s) or footer(s)"
    for kind, one in (("footnotes", "footnote"), ("endnotes", "endnote"), ("comments", "comment")):
        # A note with a type is the line that Word draws above the notes.
        count = sum(note.get(W + "type") is None for story in stories.get(kind, ()) for note in story.iter(W + one))
        if count:
            yield kind, f"{count} {one}(s){' by reviewers' if kind == 'comments' else ''}"


class _Reader:
    def __init__(self, styles: Styles, numbers: Numbers) -> None:
        self.styles, self.numbers = styles, numbers
        self.counts: Counter[str] = Counter()

    def left_out(self) -> Iterator[tuple[str, str]]:
        counts = self.counts
        if counts[DELETED] or counts[INSERTED]:
            yield (
                "tracked changes",
                f"read as accepted: {counts[INSERTED]} insertion(s) in, {counts[DELETED]} deletion(s) out",
            )
        if counts[HIDDEN]:
            yield "hidden text", f"{counts[HIDDEN]} piece(s)"
        if counts[_CONTENTS]:
            yield "table of contents", f"{counts[_CONTENTS]} line(s)"
        if counts[_EMBEDDED]:
            yield "embedded documents", f"{counts[_EMBEDDED]}, not read"

    def parts(self, container: Any, within: str = "") -> Iterator[Part]:
        """Yield the lines and tables in a body or text box; a text box follows the paragraph that it is anchored in."""
        numbers: Counter[str] = Counter()
        for element in self._blocks(container):
            kind = "table" if element.tag == W + "tbl" else "paragraph"
            numbers[kind] += 1
            locator = f"{within}{kind} {numbers[kind]}"
            if kind == "table":
                yield self._grid(element, locator)
            else:
                yield from self._paragraph(element, locator)

    def _blocks(self, container: Any) -> Iterator[Any]:
        """Yield paragraphs and tables, through whatever wraps them."""
        for child in container:
            if child.tag in (W + "p", W + "tbl"):
                yield child
            elif child.tag == W + "sdt":
                gallery = child.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
                if gallery is not None and gallery.get(W + "val") == "Table of Contents":
                    self.counts[_CONTENTS] += sum(1 for _ in child.iter(W + "p"))
                elif not is_placeholder(child):
                    yield from self._blocks(child.find(W + "sdtContent"))
            elif child.tag in (W + "customXml", W + "ins", W + "moveTo"):
                yield from self._blocks(child)
            elif child.tag == W + "altChunk":
                self.counts[_EMBEDDED] += 1
            elif is_alternate(child) and (branch := chosen_branch(child)) is not None:
                yield from self._blocks(branch)

    def _paragraph(self, element: Any, locator: str) -> Iterator[Part]:
        if self.styles.in_contents(element):
            self.counts[_CONTENTS] += 1
            return
        paragraph = Paragraph(element, self.counts, self.styles.hidden)
        level = self.styles.heading_level(element)
        item, numbering, place = self.styles.item(element)
        visible = [run for run, text in paragraph.pieces if text.strip()]
        yield Line(
            paragraph.text,
            locator,
            level=level,
            item=0 if level else item,
            bold=bool(visible) and all(self.styles.bold(element, run) for run in visible),
            number=self.numbers.next(numbering, place) if paragraph.text.strip() else None,
        )
        for box in paragraph.boxes:
            yield from self.parts(box, f"{locator}, text box, ")

    def _grid(self, table: Any, locator: str) -> Grid:
        rows = [row for row in self._wrapped(table, "tr") if not self._deleted(row)]
        return Grid(
            tuple(tuple(self._cells(row, f"{locator}, row {place}")) for place, row in enumerate(rows, start=1)),
            locator,
        )

    def _deleted(self, row: Any) -> bool:
        gone = row.find(f"{W}trPr/{W}del") is not None
        self.counts[DELETED] += gone
        return gone

    def _wrapped(self, element: Any, name: str) -> Iterator[Any]:
        """Yield the rows of a table or the cells of a row, through the content controls around them."""
        for child in element:
            if child.tag == W + name:
                yield child
            elif child.tag in (W + "sdt", W + "sdtContent", W + "customXml"):
                yield from self._wrapped(child, name)

    def _cells(self, row: Any, where: str) -> Iterator[Cell]:
        before = _columns(row.find(f"{W}trPr/{W}gridBefore"), 0)
        if before:
            yield Cell(columns=before)
        last: Cell | None = None
        for element in self._wrapped(row, "tc"):
            across = element.find(f"{W}tcPr/{W}hMerge")
            cell = self._cell(element, where)
            if across is not None and across.get(W + "val") != "restart" and last is not None:
                last = Cell(last.lines, last.columns + cell.columns, last.continues, last.grids)
                continue
            if last is not None:
                yield last
            last = cell
        if last is not None:
            yield last

    def _cell(self, element: Any, where: str) -> Cell:
        columns = _columns(element.find(f"{W}tcPr/{W}gridSpan"), 1)
        down = element.find(f"{W}tcPr/{W}vMerge")
        if down is not None and down.get(W + "val") != "restart":
            return Cell(columns=columns, continues=True)
        found = list(self.parts(element, f"{where}, "))
        lines = tuple(part for part in found if isinstance(part, Line))
        return Cell(lines, columns, grids=tuple(part for part in found if isinstance(part, Grid)))


def _columns(span: Any | None, default: int) -> int:
    return int(span.get(W + "val", default)) if span is not None else default
