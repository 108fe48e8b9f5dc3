"""OpenDocument texts (.odt) → lines and tables.

Read from the archive with lxml (BSD), entities off: odfpy has had no release since 2020, and odfdo, made for writing
documents too, parses with entities on.

Source of the elements: OASIS, Open Document Format for Office Applications 1.3, part 3 (2021).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from qa_nlp.reading.assembly import Assembly
from qa_nlp.reading.blocks import Content, Mapping, UnreadableError
from qa_nlp.reading.forms import read_parts
from qa_nlp.reading.opendocument.styles import Styles
from qa_nlp.reading.parts import Part

_LARGEST = 100 << 20  # bytes of XML in one part of the archive; a thousand pages have 10 MB
_MOST_REPEATED = 64  # empty cells that stand for one with a count
_LEFT_OUT = {
    "text:tracked-changes": None,  # deletions, which are counted one by one
    "office:annotation": "comments",
    "text:note": "footnotes",
    "text:hidden-text": "hidden text",
    "text:hidden-paragraph": "hidden text",
    "text:table-of-content": "contents and indexes",
    "text:alphabetical-index": "contents and indexes",
    "text:illustration-index": "contents and indexes",
    "text:table-index": "contents and indexes",
    "text:bibliography": "contents and indexes",
    "office:forms": None,
    "draw:object": None,
    "svg:title": None,
    "svg:desc": None,
    "table:covered-table-cell": None,
    "text:sequence-decls": None,
    "text:variable-decls": None,
    "text:user-field-decls": None,
    "text:ruby-text": None,
}


def read_opendocument(path: Path, mapping: Mapping) -> Content:
    """Read an ``.odt``: headings by outline level, nested lists, and tables as audit forms (see ``read_parts``).

    A text box is read behind the paragraph that it is anchored in. Headers, footers, comments, footnotes, tables of
    contents, hidden text and tracked deletions are left out and counted.

    Raises
    ------
    UnreadableError
        If the file is no OpenDocument text, has a password, or declares entities.
    """
    parts, left_out = opendocument_parts(path)
    content = read_parts(parts, mapping)
    content.left_out += left_out
    return content


def opendocument_parts(path: Path) -> tuple[list[Part], list[tuple[str, str]]]:
    """Return the parts of an OpenDocument text, and what was left out of it."""
    try:
        with ZipFile(path) as archive:
            names = set(archive.namelist())
            if "content.xml" not in names:
                raise _other_format()
            if "META-INF/manifest.xml" in names and b"encryption-data" in _read(archive, "META-INF/manifest.xml"):
                raise UnreadableError("expected a file without a password; found one with it. Save it without.")
            content = _tree(_read(archive, "content.xml"))
            styles = _tree(_read(archive, "styles.xml")) if "styles.xml" in names else None
    except BadZipFile as error:
        raise _other_format() from error
    body = next(content.iter("{*}text"), None) if content.find("{*}body") is not None else None
    if body is None:
        raise _other_format()
    text = _Text(Styles.of(*(tree for tree in (styles, content) if tree is not None)))
    text.read(body)
    if styles is not None:
        margins = (*styles.iter("{*}header", "{*}header-first", "{*}footer", "{*}footer-first"),)
        text.assembly.left_out["page margins"] += sum(any(map(str.strip, margin.itertext())) for margin in margins)
    return text.assembly.close()


def _other_format() -> UnreadableError:
    return UnreadableError(
        "expected an OpenDocument text; found another format or a damaged file. Open it in its own program and save "
        "it as .docx."
    )


def _read(archive: ZipFile, name: str) -> bytes:
    with archive.open(name) as file:
        data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise UnreadableError(
            f"expected at most {_LARGEST >> 20} MB of text in it; found more. Check that it is the right file."
        )
    return data


def _tree(data: bytes) -> Any:
    from lxml import etree

    # Entities are looked for before the parser sees them; it finds those that another encoding hides.
    if b"<!DOCTYPE" in data:
        raise _declares()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(data, parser)
    if root.getroottree().docinfo.doctype:
        raise _declares()
    return root


def _declares() -> UnreadableError:
    return UnreadableError(
        "expected an OpenDocument text; found declarations of XML in it, which no word processor writes. "
        "Do not trust this file; ask its sender for it as .docx."
    )


def _name(element: Any) -> str:
    """Return an element's name with the prefix that the standard gives its namespace ("text:p")."""
    tag = element.tag
    if not isinstance(tag, str) or not tag.startswith("{"):
        return ""
    space, _, name = tag[1:].partition("}")
    return f"{space.split(':')[-2] if space.count(':') > 1 else ''}:{name}"


@dataclass
class _Text:
    """A walk through a text's elements.

    ``lists`` are the open lists, each with its style and the number of its last item, ``ended`` the last number of each
    list style; ``item`` is the depth and number of the list item whose first line is to come; ``bold`` stands for each
    open paragraph and span; ``boxes`` are the text boxes anchored in the open paragraph.
    """

    styles: Styles
    assembly: Assembly = field(default_factory=Assembly)
    lists: list[tuple[str, int]] = field(default_factory=list)
    item: tuple[int, str | None] = (0, None)
    bold: list[bool] = field(default_factory=list)
    ended: dict[str, int] = field(default_factory=dict)
    boxes: list[Any] = field(default_factory=list)

    def read(self, body: Any) -> None:
        from lxml import etree

        walk = etree.iterwalk(body, events=("start", "end"))
        skipped = None
        for event, element in walk:
            name = _name(element)
            if event == "start":
                if self._leaves_out(name, element):
                    walk.skip_subtree()
                    skipped = element
                    continue
                self._start(name, element)
                self._write(element.text)
            else:
                if element is not skipped:
                    self._end(name, element)
                self._write(element.tail)

    def _write(self, text: str | None) -> None:
        # White space between paragraphs is of the file, not of the text.
        if text and self.bold:
            self.assembly.write(text.replace("\n", " ").replace("\r", " "), self.bold[-1])

    def _leaves_out(self, name: str, element: Any) -> bool:
        if name == "text:tracked-changes":
            self.assembly.left_out["deleted text"] += sum(1 for _ in element.iter("{*}deletion"))
            return True
        if name == "draw:text-box" and self.bold:
            self.boxes.append(element)
            return True
        kind = _LEFT_OUT.get(name)
        hidden = name in ("text:p", "text:h", "text:span") and self.styles.hidden(name, _get(element, "style-name"))
        if hidden or (name == "text:section" and _get(element, "display") == "none"):
            kind = "hidden text"
        if kind is not None and any(text.strip() for text in element.itertext()):
            self.assembly.left_out[kind] += 1
        return kind is not None or name in _LEFT_OUT

    def _start(self, name: str, element: Any) -> None:
        if name in ("text:p", "text:h", "text:span"):
            self.bold.append(self.styles.bold(name, _get(element, "style-name"), bool(self.bold) and self.bold[-1]))
        elif name == "text:s":
            self.assembly.write(" ")
        elif name == "text:tab":
            self.assembly.write("\t")
        elif name == "text:line-break":
            self.assembly.write("\n")
        elif name == "field:fieldmark" and _get(element, "type").endswith("FORMCHECKBOX"):
            ticked = any(
                _get(inner, "name").endswith("Checked") and _get(inner, "value") == "true" for inner in element
            )
            self.assembly.write("☒ " if ticked else "☐ ")
        elif name == "text:list":
            self._start_list(element)
        elif name == "text:list-item":
            self._start_item(element)
        elif name == "table:table":
            self.assembly.open_table()
        elif name == "table:table-row":
            self.assembly.open_row()
        elif name == "table:table-cell":
            for _ in range(_count(element, "number-columns-repeated", _MOST_REPEATED) - 1):
                self.assembly.open_cell()
            self.assembly.open_cell(
                _count(element, "number-columns-spanned", 1024), _count(element, "number-rows-spanned", 1 << 16)
            )

    def _start_list(self, element: Any) -> None:
        style = _get(element, "style-name") or (self.lists[-1][0] if self.lists else "")
        goes_on = not self.lists and _get(element, "continue-numbering") == "true"
        self.lists.append((style, self.ended.get(style, 0) if goes_on else 0))

    def _start_item(self, element: Any) -> None:
        if not self.lists:
            return
        style, last = self.lists[-1]
        depth = len(self.lists)
        start = _get(element, "start-value")
        at = int(start) if start.isdecimal() else last + 1 if last else self.styles.first(style, depth)
        self.lists[-1] = (style, at)
        self.item = (depth, self.styles.number(style, [number for _, number in self.lists]))

    def _end(self, name: str, element: Any) -> None:
        if name in ("text:p", "text:h"):
            self.bold.pop()
            level = _count(element, "outline-level", 10) if name == "text:h" else 0
            level = level or int(self.styles.is_title(_get(element, "style-name")))
            item = (0, self.item[1]) if level else self.item
            if self.assembly.end_line(level, *item):
                self.item = (0, None)
            boxes, self.boxes = self.boxes, []
            for box in boxes:
                self.read(box)
        elif name == "text:span":
            self.bold.pop()
        elif name == "text:list":
            style, last = self.lists.pop()
            self.ended[style] = last
        elif name == "text:list-item":
            self.item = (0, None)
        elif name == "table:table-cell":
            self.assembly.close_cell()
        elif name == "table:table-row":
            self.assembly.close_row()
        elif name == "table:table":
            self.assembly.close_table()


def _get(element: Any, name: str) -> str:
    """Return an attribute by its name without namespace, or an empty string."""
    return next((str(value) for key, value in element.items() if key.rpartition("}")[2] == name), "")


def _count(element: Any, name: str, most: int) -> int:
    stated = _get(element, name)
    return min(max(int(stated), 1), most) if stated.isdecimal() else 1
