"""The text of a Word paragraph: tracked changes read as accepted, hidden text out, content controls and boxes in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

_THROUGH = {W + name for name in ("hyperlink", "smartTag", "fldSimple", "customXml", "dir", "bdo", "sdtContent")}
_DRAWN = {W + "drawing", W + "pict", W + "object"}
# Boxes and ticks of the symbol fonts, by font and the last two digits of their code.
_SYMBOLS = {
    "wingdings": {"6F": "☐", "A8": "☐", "71": "☐", "72": "☐", "FE": "☒", "FD": "☒", "78": "☒", "FC": "✓", "FB": "✗"},
    "wingdings 2": {"30": "☐", "A3": "☐", "2A": "☐", "52": "☒", "53": "☒", "54": "☒", "50": "✓", "4F": "✗"},
}

DELETED, INSERTED, HIDDEN = "deleted", "inserted", "hidden"


def on(element: Any) -> bool:
    """Tell whether a property that may be switched on or off is there and on."""
    return element is not None and element.get(W + "val", "1") not in ("0", "false", "off")


def chosen_branch(element: Any) -> Any:
    """Return the branch of alternate content to read: the first choice, or what old versions of Word show instead."""
    choice = element.find(_MC + "Choice")
    return choice if choice is not None else element.find(_MC + "Fallback")


def is_alternate(element: Any) -> bool:
    """Tell whether an element offers the same content in several ways."""
    return bool(element.tag == _MC + "AlternateContent")


def is_placeholder(sdt: Any) -> bool:
    """Tell whether a content control still shows its prompt ("Click or tap here to enter text.")."""
    return on(sdt.find(f"{W}sdtPr/{W}showingPlcHdr"))


class Paragraph:
    """A paragraph's text, its runs and the text boxes that are anchored in it.

    Attributes
    ----------
    pieces
        Each run with text, and that text. A tick box is ☒ or ☐, a line break a newline.
    boxes
        The contents of its text boxes, each once.
    """

    def __init__(self, element: Any, counts: Counter[str], hidden: Any) -> None:
        self.pieces: list[tuple[Any, str]] = []
        self.boxes: list[Any] = []
        self._counts, self._hidden = counts, hidden
        self._walk(element)

    @property
    def text(self) -> str:
        """All of its text."""
        return "".join(text for _, text in self.pieces)

    def _walk(self, element: Any) -> None:
        for child in element:
            tag = child.tag
            if tag in (W + "del", W + "moveFrom"):
                self._counts[DELETED] += 1
            elif tag in (W + "ins", W + "moveTo"):
                self._counts[INSERTED] += 1
                self._walk(child)
            elif tag == W + "r":
                self._run(child)
            elif tag == W + "sdt":
                self._control(child)
            elif tag in _THROUGH:
                self._walk(child)
            elif is_alternate(child) and (branch := chosen_branch(child)) is not None:
                self._walk(branch)
            elif tag in (_MATH + "oMath", _MATH + "oMathPara"):
                self.pieces.append((None, "".join(node.text or "" for node in child.iter(_MATH + "t"))))

    def _control(self, sdt: Any) -> None:
        ticked = sdt.find(f"{W}sdtPr/{_W14}checkbox/{_W14}checked")
        if sdt.find(f"{W}sdtPr/{_W14}checkbox") is not None:
            state = ticked is not None and ticked.get(_W14 + "val") in ("1", "true", "on")
            self.pieces.append((None, "☒" if state else "☐"))
        elif not is_placeholder(sdt):
            self._walk(sdt)

    def _run(self, run: Any) -> None:
        text = "".join(self._run_text(run))
        if self._hidden(run):
            self._counts[HIDDEN] += bool(text.strip())
        elif text:
            self.pieces.append((run, text))

    def _run_text(self, run: Any) -> Iterator[str]:
        for child in run:
            tag = child.tag
            if tag == W + "t":
                yield child.text or ""
            elif tag in (W + "tab", W + "ptab"):
                yield "\t"
            elif tag == W + "cr" or (tag == W + "br" and child.get(W + "type", "textWrapping") == "textWrapping"):
                yield "\n"
            elif tag == W + "br":
                yield " "
            elif tag == W + "noBreakHyphen":
                yield "-"
            elif tag == W + "sym":
                yield _symbol(child.get(W + "font", ""), child.get(W + "char", ""))
            elif tag == W + "fldChar":
                yield _form_field(child)
            elif tag in _DRAWN or is_alternate(child):
                self.boxes += _text_boxes(child)


def _symbol(font: str, code: str) -> str:
    known = _SYMBOLS.get(font.lower(), {}).get(code[-2:].upper())
    if known:
        return known
    try:
        return chr(int(code, 16))
    except ValueError:
        return ""


def _form_field(mark: Any) -> str:
    """Return what an old form field shows that is no text of its own: its tick box, or the chosen entry of its list."""
    box = mark.find(f"{W}ffData/{W}checkBox")
    if box is not None:
        checked = box.find(W + "checked")
        return "☒" if on(checked if checked is not None else box.find(W + "default")) else "☐"
    entries = mark.findall(f"{W}ffData/{W}ddList/{W}listEntry")
    result = mark.find(f"{W}ffData/{W}ddList/{W}result")
    chosen = int(result.get(W + "val", "0")) if result is not None else 0
    return str(entries[chosen].get(W + "val", "")) if chosen < len(entries) else ""


def _text_boxes(element: Any) -> Iterator[Any]:
    if element.tag == W + "txbxContent":
        yield element
    elif is_alternate(element):
        branch = chosen_branch(element)
        if branch is not None:
            yield from _text_boxes(branch)
    else:
        for child in element:
            yield from _text_boxes(child)
