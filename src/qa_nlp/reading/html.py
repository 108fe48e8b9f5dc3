"""Web pages → lines and tables: saved pages, forms exported from case systems, Word's and Outlook's HTML.

The parser is lxml's (BSD; here through python-docx), which reads what browsers read, resolves no entities but the
characters that HTML names, and goes to no network.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from qa_nlp.reading.assembly import Assembly, list_number
from qa_nlp.reading.blocks import Content, Mapping, UnreadableError
from qa_nlp.reading.encoding import decode
from qa_nlp.reading.forms import read_parts
from qa_nlp.reading.parts import Part

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = frozenset(("ul", "ol", "menu", "dir"))
_BLOCKS = frozenset(
    (
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div",
        "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "header", "hr", "html", "legend", "main",
        "optgroup", "p", "pre", "section", "summary",
    )
)  # fmt: skip
_BOLD = frozenset(("b", "strong", "th"))
_NO_TEXT = {
    **dict.fromkeys(("head", "script", "style", "noscript", "template"), "scripts and styles"),
    **dict.fromkeys(("svg", "math", "canvas", "audio", "video", "map"), "drawings and recordings"),
    **dict.fromkeys(("object", "iframe", "frame"), "embedded pages"),
    **dict.fromkeys(("button", "datalist"), "buttons"),
}
_FURNITURE = {"nav": "navigation", "header": "page margins", "footer": "page margins"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_WORD_ASIDE = re.compile(r"mso-element\s*:\s*(comment|footnote|endnote|header|footer)", re.IGNORECASE)
_WORD_ASIDES = {
    "comment": "comments",
    "footnote": "footnotes",
    "endnote": "footnotes",
    "header": "page margins",
    "footer": "page margins",
}
_WORD_LIST = re.compile(r"mso-list\s*:\s*\w+\s+level(\d+)", re.IGNORECASE)
_WORD_MARK = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
_WEIGHT = re.compile(r"font-weight\s*:\s*(bold|[6-9]00)", re.IGNORECASE)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_CHARSET_WITHIN = 4096  # bytes; browsers look at the first 1024, Word writes more before it
_MOST_COLUMNS = 1000  # that a cell goes across, as in browsers
_EMBEDDED = re.compile(r"data:[\w/+.-]{0,80};base64,[A-Za-z0-9+/=\s]*")


def read_html(path: Path, mapping: Mapping) -> Content:
    """Read a web page: headings, nested lists, paragraphs, and tables as audit forms (see ``read_parts``).

    A table that holds other tables and no header cells is taken for layout and read through. Scripts and styles hold
    nothing to read; navigation, page headers and footers, hidden parts, deleted text, comments and footnotes are left
    out and counted.

    Raises
    ------
    UnreadableError
        If the page's encoding is wrong or unknown, or it is too deeply nested to be read whole.
    """
    parts, left_out = html_parts(_text(path))
    content = read_parts(parts, mapping)
    content.left_out += left_out
    return content


def html_parts(text: str) -> tuple[list[Part], list[tuple[str, str]]]:
    """Return the parts of a page, and what was left out of it."""
    page = _Page()
    root = _tree(text)
    if root is not None:
        page.read(root)
    return page.assembly.close()


def _text(path: Path) -> str:
    """Decode a page: by its mark, else as it says itself, else as its bytes say."""
    raw = path.read_bytes()
    stated = None if raw.startswith(codecs.BOM_UTF8) else _CHARSET.search(raw[:_CHARSET_WITHIN])
    if stated is not None:
        # The web's "iso-8859-1" and "us-ascii" are Windows-1252 (WHATWG Encoding Standard, 4.2).
        name = stated[1].decode("ascii").lower()
        try:
            codec = codecs.lookup(name).name
            return raw.decode("cp1252" if codec in ("iso8859-1", "ascii") else codec)
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(path)


def _tree(text: str) -> Any:
    """Parse a page; None for an empty one."""
    from lxml import etree

    # Pictures within the page are no text, and longer than the parser's limit on one value.
    text = _EMBEDDED.sub("data:,", text)
    if not text.strip():
        return None
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    root = etree.fromstring(text.encode(), parser)
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        # The parser goes on without what it cannot hold.
        raise UnreadableError(
            "expected a page nested at most 255 deep and with no text longer than 10 MB; found one beyond that, "
            "which would be read in part. Open it in Word and save it as .docx."
        )
    return root


@dataclass
class _Page:
    """A walk through a page's elements.

    ``item`` is the depth and number of the list item whose first line is to come; ``lists`` are the open lists, an
    ordered one with the number of its next item; ``layout`` tells of each open table whether it is read through.
    """

    assembly: Assembly = field(default_factory=Assembly)
    item: tuple[int, str | None] = (0, None)
    lists: list[int | None] = field(default_factory=list)
    layout: list[bool] = field(default_factory=list)
    bold: int = 0
    preformatted: int = 0

    def read(self, root: Any) -> None:
        from lxml import etree

        walk = etree.iterwalk(root, events=("start", "end"))
        skipped = None
        for event, element in walk:
            if event == "start":
                if self._leaves_out(element):
                    walk.skip_subtree()
                    skipped = element
                    continue
                self._start(element)
                self._write(element.text)
            else:
                if element is not skipped:
                    self._end(element)
                self._write(element.tail)

    def _write(self, text: str | None) -> None:
        if text:
            self.assembly.write(
                text if self.preformatted else text.replace("\n", " ").replace("\r", " "), self.bold > 0
            )

    def _leaves_out(self, element: Any) -> bool:
        tag, style = element.tag, element.get("style", "")
        if _WORD_MARK.search(style):
            self.item = (self.item[0], list_number("".join(element.itertext())))
            return True
        kind = None
        if tag in _NO_TEXT:
            kind = _NO_TEXT[tag]
        elif tag in _FURNITURE:
            inside = tag != "nav" and any(up.tag in ("article", "main", "section") for up in element.iterancestors())
            kind = None if inside else _FURNITURE[tag]
        elif tag == "div" and element.get("title") in ("header", "footer"):  # as LibreOffice saves them
            kind = _FURNITURE["header"]
        elif element.get("hidden") is not None or _HIDDEN.search(style):
            kind = "hidden text"
        elif tag == "del":
            kind = "deleted text"
        elif aside := _WORD_ASIDE.search(style):
            kind = _WORD_ASIDES[aside[1].lower()]
        elif "MsoCommentReference" in element.get("class", ""):
            kind = "comments"
        if kind is None:
            return False
        if tag != "head" and any(text.strip() for text in element.itertext()):
            self.assembly.left_out[kind] += 1
        return True

    def _start(self, element: Any) -> None:
        tag = element.tag
        self.bold += self._is_bold(element)
        if tag == "br":
            self.assembly.write("\n")
        elif tag in ("input", "textarea", "select"):
            self._control(element)
        elif tag == "table":
            self._end_line()
            self.layout.append(_is_layout(element))
            if not self.layout[-1]:
                self.assembly.open_table()
        elif tag in ("tr", "td", "th") and self.layout and not self.layout[-1]:
            self._start_in_table(element)
        elif tag in _LISTS:
            self._end_line()
            self.lists.append(_whole(element.get("start"), 1) if tag == "ol" else None)
        elif tag in _HEADINGS or tag in _BLOCKS or tag in ("li", "tr", "td", "th"):
            self._end_line()
            self.preformatted += tag == "pre"
            if tag == "li":
                self._start_item(element)
            elif tag == "p":
                self.item = _word_item(element) or self.item

    def _start_in_table(self, element: Any) -> None:
        if element.tag == "tr":
            self.assembly.open_row()
        else:
            self.assembly.open_cell(
                min(_whole(element.get("colspan"), 1), _MOST_COLUMNS), _whole(element.get("rowspan"), 1)
            )

    def _start_item(self, element: Any) -> None:
        number = None
        if self.lists and self.lists[-1] is not None:
            at = _whole(element.get("value"), self.lists[-1])
            self.lists[-1] = at + 1
            number = str(at)
        self.item = (max(len(self.lists), 1), number)

    def _control(self, element: Any) -> None:
        """Write what a form's control holds: a tick, what was typed, what was chosen."""
        kind = element.get("type", "text").lower()
        if element.tag == "select":
            for option in element.iter("option"):
                if option.get("selected") is None:
                    option.text = None
        elif element.tag == "input" and kind in ("checkbox", "radio"):
            self.assembly.write("☐ " if element.get("checked") is None else "☒ ")
        elif element.tag == "input" and kind in ("text", "date", "number", "search", "month"):
            self._write(element.get("value"))

    def _end(self, element: Any) -> None:
        tag = element.tag
        if tag == "table":
            self._end_line()
            if not self.layout.pop():
                self.assembly.close_table()
        elif tag in ("tr", "td", "th") and self.layout and not self.layout[-1]:
            if tag == "tr":
                self.assembly.close_row()
            else:
                self._end_line()
                self.assembly.close_cell()
        elif tag in _LISTS:
            self._end_line()
            if self.lists:
                self.lists.pop()
        elif tag in _HEADINGS or tag in _BLOCKS or tag in ("li", "tr", "td", "th"):
            self._end_line(_HEADINGS.get(tag, _title(element)))
            self.preformatted -= tag == "pre"
            if tag in ("li", "p") and not (tag == "p" and element.getparent().tag == "li"):
                self.item = (0, None)
        self.bold -= self._is_bold(element)

    def _end_line(self, level: int = 0) -> None:
        if self.assembly.end_line(level, *self.item):
            self.item = (0, None)

    @staticmethod
    def _is_bold(element: Any) -> bool:
        return element.tag in _BOLD or bool(_WEIGHT.search(element.get("style", "")))


def _is_layout(table: Any) -> bool:
    """Tell whether a table only places things: it says so, or holds tables or headings side by side, unnamed."""
    if table.get("role") in ("presentation", "none"):
        return True
    if table.xpath("boolean(./tr/th | ./*/tr/th)"):
        return False
    rows = table.xpath("count(./tr | ./*/tr)")
    return bool(table.xpath("boolean(.//table)") or (rows == 1 and table.xpath("boolean(.//h1|.//h2|.//h3)")))


def _title(element: Any) -> int:
    """Return the level of a paragraph that Word or LibreOffice saved as the document's title, else 0."""
    return int(element.tag == "p" and element.get("class", "") in ("MsoTitle", "title"))


def _word_item(paragraph: Any) -> tuple[int, str | None] | None:
    """Return the depth in a list of one of Word's paragraphs; its number stands in a mark of its own."""
    listed = _WORD_LIST.search(paragraph.get("style", ""))
    if listed is not None:
        return int(listed[1]), None
    named = re.search(r"MsoList(?:Bullet|Number)(\d?)", paragraph.get("class", ""))
    return (int(named[1] or 1), None) if named else None


def _whole(stated: str | None, otherwise: int) -> int:
    return int(stated) if stated is not None and re.fullmatch(r"\s*\d{1,5}\s*", stated) else otherwise
