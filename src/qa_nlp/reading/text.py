"""Plain text and Markdown → blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from qa_nlp.reading.blocks import Block, Case, Content, Kind, Mapping, squeeze, without_bullet, without_number
from qa_nlp.reading.directions import direction
from qa_nlp.reading.encoding import decode
from qa_nlp.reading.quoted import own_text
from qa_nlp.reading.text_cases import text_cases

_MARKDOWN_HEADING = re.compile(r"^(#{1,6})\s+(.*)$")
_UNDERLINE = re.compile(r"^(=+|-{3,})\s*$")
# Below every Markdown heading; "4 Improvement" above an unnumbered one.
_NUMBERED_LEVEL, _GUESSED_LEVEL = 7, 8
_NUMBERED_HEADING = re.compile(r"^(\d{1,2})\.?\s+(?=[A-Z])")
_LONGEST_HEADING = 12  # words; a longer line is prose even when it stands alone and has no full stop
# Characters; a line that could have held the next word within this width was ended by its writer, not by the margin.
# A next line that begins in lower case is believed to go on sooner.
_WRAPPED_WIDTH, _WRAPPED_WIDTH_LOWER = 60, 40


@dataclass
class _Item:
    lines: list[str]
    line: int
    bullet: bool = False
    number: str | None = None
    indent: int = 0
    heading: int = 0
    below_note: bool = False

    @property
    def text(self) -> str:
        return squeeze(" ".join(self.lines))

    @property
    def listed(self) -> bool:
        return self.bullet or self.number is not None


def read_text(path: Path, mapping: Mapping) -> Content:
    """Read a text or Markdown file; the locator is the line number.

    A line under a bullet that carries no bullet of its own continues it until a blank line. A short line without a
    full stop that stands before other text, and not right under another note, is taken for a heading. Of an e-mail
    that was pasted in, only what its writer wrote is read (see :mod:`qa_nlp.reading.quoted`). Lines of label and value
    at the head say what is known of the audit (see :mod:`qa_nlp.reading.text_cases`).
    """
    own = own_text(decode(path).splitlines(), mail=False)
    found = text_cases(own.lines, mapping, path.stem)
    cases = [Case(case.known, text_blocks(case.lines, case.first)) for case in found.cases]
    return Content(cases, {"case block": found.taken} if found.taken else {}, [*own.left_out, *found.left_out])


def text_blocks(lines: list[str], first: int = 1) -> list[Block]:
    """Turn lines into blocks; ``first`` is the number of the first line."""
    items = _items(lines, first)
    return [_block(item, items[index + 1 : index + 2]) for index, item in enumerate(items)]


def _items(lines: list[str], first: int) -> list[_Item]:
    """Group lines into headings, bullets, numbered paragraphs and paragraphs."""
    items: list[_Item] = []
    open_item: _Item | None = None
    above = ""
    for position, line in enumerate(lines, start=first):
        below_note = bool(above) and above[-1] not in ".!?:"
        above = line.strip()
        if not above:
            open_item = None
            continue
        marked = _MARKDOWN_HEADING.match(line)
        if marked:
            items.append(_Item([marked[2].rstrip("#").rstrip()], position, heading=len(marked[1])))
            open_item = None
            continue
        if open_item and not open_item.listed and len(open_item.lines) == 1 and _UNDERLINE.match(line):
            open_item.heading = 1 if line.startswith("=") else 2
            open_item = None
            continue
        indent = len(line) - len(line.lstrip())
        text, bullet = without_bullet(line)
        text, number = without_number(text)
        if open_item is None and items and not bullet and number is None and _broken_off(items[-1], line):
            open_item = items[-1]
        if open_item and not bullet and number is None and _continues(open_item, line):
            open_item.lines.append(text)
        else:
            open_item = _Item([text], position, bullet, number, indent, below_note=below_note)
            items.append(open_item)
    return items


def _continues(item: _Item, line: str) -> bool:
    """Tell whether an unmarked line goes on with the item above it: prose is wrapped, notes are a finding a line."""
    if item.listed:
        return True
    above = item.lines[-1].rstrip()
    if above.endswith(":"):
        return False
    lower = line.lstrip()[:1].islower() and not above.endswith((".", "!", "?"))
    width = max(_WRAPPED_WIDTH_LOWER if lower else _WRAPPED_WIDTH, *(len(part) for part in (*item.lines, line)))
    return len(above) + 1 + len(line.split()[0]) > width


def _broken_off(item: _Item, line: str) -> bool:
    """Tell whether a paragraph goes on behind a blank line, as where a page ended in the middle of a sentence."""
    return not item.heading and not item.bullet and line[:1].islower() and item.text[-1:].isalpha()


def _block(item: _Item, following: list[_Item]) -> Block:
    locator = f"line {item.line}"
    if item.heading:
        return Block(item.text, locator, "heading", level=item.heading)
    if following and _looks_like_heading(item, following[0]):
        number = _NUMBERED_HEADING.match(item.text)
        level = _NUMBERED_LEVEL if number else _GUESSED_LEVEL
        return Block(item.text, locator, "heading", level=level, sure=False, number=number[1] if number else None)
    kind: Kind = "bullet" if item.bullet and item.number is None else "paragraph"
    return Block(item.text, locator, kind, number=item.number, indent=item.indent)


def _looks_like_heading(item: _Item, following: _Item) -> bool:
    text = item.text
    words = len(text.split())
    capital = _NUMBERED_HEADING.sub("", text)[:1].isupper()
    if item.listed or following.heading or words > _LONGEST_HEADING or text[-1:] in ".;,!?:" or not capital:
        return False
    if direction(text):
        return True
    return not item.below_note and (
        following.listed or (following.text.endswith(".") and len(following.text.split()) > words)
    )
