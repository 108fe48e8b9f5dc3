"""Lines in reading order → headings, bullets and paragraphs, by position, size and weight."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from qa_nlp.reading.blocks import Block, squeeze, without_bullet, without_number
from qa_nlp.reading.pdf.hyphens import Hyphens
from qa_nlp.reading.pdf.lines import PrintedLine

_LONGEST_HEADING = 20  # words
_LONGEST_CAPITALS = 12  # words of a heading that is told by its capitals alone
_SENTENCE_END = re.compile(r"[.!?:;][\"”’)]*\d{0,2}$")  # the digits of a footnote mark may follow
_ENUMERATED = re.compile(r"\((?:[a-z]|[ivx]{1,5}|\d{1,2})\)\s", re.IGNORECASE)
_HANGING = 0.8  # of the size: so much space behind a number is more than one between words
_MORE = 0.35  # of the size: so much more space than usual between lines begins a paragraph
_SAME_EDGE = 2.5  # points


@dataclass(frozen=True)
class Style:
    """What is usual in a document: the size of its body text, of its headings, and the step from line to line.

    ``step`` is the distance of two baselines as a share of the size of type.
    """

    body: float
    headings: tuple[float, ...]
    step: float

    @classmethod
    def of(cls, lines: Sequence[PrintedLine], body: float) -> Style:
        """Return the style of these lines."""
        steps = [
            (below.base - above.base) / below.size
            for above, below in pairwise(lines)
            if (below.page, below.column) == (above.page, above.column) and below.size == above.size
        ]
        usual = [step for step in steps if 0.5 < step < 3]
        sizes = sorted({line.size for line in lines if line.size > body + 0.5}, reverse=True)
        return cls(body, tuple(sizes), median(usual) if usual else 1.2)


def blocks(lines: Sequence[PrintedLine], style: Style, hyphens: Hyphens) -> list[Block]:
    """Return the blocks of lines without furniture, whose footnote marks have been taken out."""
    return [_block(group, style, hyphens) for group in groups(lines, style)]


def groups(lines: Iterable[PrintedLine], style: Style) -> Iterator[list[PrintedLine]]:
    """Yield the lines of one block after the other."""
    group: list[PrintedLine] = []
    for line in lines:
        if group and _breaks(group, line, style):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def joined(group: Sequence[PrintedLine], hyphens: Hyphens) -> str:
    """Return the text of a block."""
    return squeeze(hyphens.join(line.text for line in group))


def _stands_out(line: PrintedLine, style: Style) -> bool:
    return line.size > style.body + 0.5 or line.bold


def _in_capitals(line: PrintedLine) -> bool:
    letters = [letter for letter in line.text if letter.isalpha()]
    return (
        len(letters) >= 4
        and line.text.upper() == line.text
        and len(line.text.split()) <= _LONGEST_CAPITALS
        and not _SENTENCE_END.search(line.text.rstrip(":"))
        and not without_bullet(line.text)[1]
    )


def _breaks(group: Sequence[PrintedLine], line: PrintedLine, style: Style) -> bool:
    """Tell whether a line begins a new block behind the lines of the open one."""
    above = group[-1]
    ended = _SENTENCE_END.search(above.text) is not None
    text, bullet = without_bullet(line.text)
    if bullet or _numbered(group, line, text, ended):
        return True
    if _stands_out(line, style) != _stands_out(above, style) or abs(line.size - above.size) > 0.6:
        return True
    if _in_capitals(line) != _in_capitals(above) and ((_in_capitals(line) and ended) or _in_capitals(group[0])):
        return True
    if (line.page, line.column) != (above.page, above.column):
        return not _goes_on(group, line, ended, style)
    if line.tab and above.tab and abs(line.tab - above.tab) < _SAME_EDGE:  # labels with their values beside them
        return True
    return line.base - above.base > (style.step + _MORE) * max(line.size, 1)


def _numbered(group: Sequence[PrintedLine], line: PrintedLine, text: str, ended: bool) -> bool:
    """Tell whether a line begins with the number of a paragraph.

    A number at the start of a wrapped line ("... since June", "2015. The ...") is none: a paragraph's stands at the
    margin, and behind the end of a sentence or with space before its text.
    """
    number = without_number(text)[1]
    if number is None:
        return False
    above = group[-1]
    same_column = (line.page, line.column) == (above.page, above.column)
    if same_column and line.x0 > min(member.x0 for member in group) + 2 and not _ENUMERATED.match(text):
        return False
    before = without_number(without_bullet(group[0].text)[0])[1]
    if same_column and abs(line.x0 - group[0].x0) < _SAME_EDGE and before is not None and _next(before) == number:
        return True
    hangs = line.gap > _HANGING * line.size
    if number[:1].isdigit() or _ENUMERATED.match(text):
        return ended or hangs
    return hangs


def _next(number: str) -> str:
    """Return the number that follows: "28" after "27", "1.3" after "1.2", "b" after "a"."""
    front, dot, last = number.rpartition(".")
    if last.isdigit():
        return f"{front}{dot}{int(last) + 1}"
    return chr(ord(last) + 1) if len(last) == 1 else ""


def _goes_on(group: Sequence[PrintedLine], line: PrintedLine, ended: bool, style: Style) -> bool:
    """Tell whether a block goes on at the top of the next column or page."""
    above, first = group[-1], group[0]
    if not ended and (line.text[:1].islower() or above.text.endswith((",", "-"))):
        return True
    if not above.full or _stands_out(line, style):
        return False
    # A line that begins with a capital goes on if it stands under its paragraph's text; behind a full stop under that
    # of a number or bullet.
    text, bullet = without_bullet(first.text)
    listed = bullet or without_number(text)[1] is not None
    start = (first.text_x0 if listed else first.x0) - first.shift
    return (listed or not ended) and abs(line.x0 - line.shift - start) < _SAME_EDGE


def _block(group: Sequence[PrintedLine], style: Style, hyphens: Hyphens) -> Block:
    text = joined(group, hyphens)
    first = group[0]
    locator = f"page {first.page}"
    short = len(text.split()) <= _LONGEST_HEADING and not text.endswith((".", ";", ","))
    if short and not without_bullet(text)[1] and (_stands_out(first, style) or all(map(_in_capitals, group))):
        level = 1 + (style.headings.index(first.size) if first.size in style.headings else len(style.headings))
        return Block(without_number(text)[0], locator, "heading", level=level, sure=first.size > style.body + 0.5)
    text, bullet = without_bullet(text)
    text, number = without_number(text)
    indent = round(first.x0 - first.shift)
    return Block(text, locator, "bullet" if bullet else "paragraph", number=number, indent=indent)
