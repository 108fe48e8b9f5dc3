"""Rows of words of a page → its lines in reading order, one column of prose after the other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from statistics import median

from qa_nlp.reading.blocks import without_bullet
from qa_nlp.reading.pdf.letters import Letter
from qa_nlp.reading.pdf.lines import PrintedLine, Row, Word, printed_line, rows

_GUTTER = 0.9  # of the size, and 8 points at least: no space between words is as wide, save in a badly justified line
_FEWEST = 3  # lines that a column has on either side
_FILLED = 0.6  # of its width is what the middle line of a column of prose takes up
_SAME_EDGE = 3  # points
_APART = 2.4  # of the size: what stands so far below the shorter column belongs to neither
_BULLETS = 2  # on either side make columns of short items


@dataclass(frozen=True)
class _Piece:
    """Words of one row without a gap as wide as a gutter between them.

    ``row`` is the row's baseline and ``base`` its own: those of two columns may differ by a hair.
    """

    words: tuple[Word, ...]
    row: float
    size: float

    @cached_property
    def base(self) -> float:
        return Counter(letter.base for word in self.words for letter in word.letters).most_common(1)[0][0]

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return max(word.x1 for word in self.words)


@dataclass(frozen=True)
class _Span:
    """Consecutive rows of a page that are read across, or column by column with a gutter at ``at``."""

    pieces: tuple[_Piece, ...]
    at: float | None = None


def page_lines(letters: Sequence[Letter], page: int, height: float, first: int = 0) -> list[PrintedLine]:
    """Return the lines of a page, or of a part of it, in reading order; its columns are counted from ``first``.

    A column begins where the starts of lines stand under one another right of the left margin, with prose (or bullets)
    that fills the space on either side. What goes across it, a heading or a head, ends the columns above it. Labels
    with values beside them are read across.
    """
    pieces = [piece for row in rows(letters) for piece in _pieces(row)]
    if not pieces:
        return []
    left, right = min(piece.x0 for piece in pieces), max(piece.x1 for piece in pieces)
    found: list[PrintedLine] = []
    for column, (members, x0, x1) in enumerate(_columns(pieces, left, right), start=first):
        lines = _lines(members, page, height)
        found += [replace(line, column=column, left=x0, right=x1, shift=x0 - left) for line in lines]
    return found


def _pieces(row: Row) -> Iterator[_Piece]:
    size = max(letter.size for word in row.words for letter in word.letters)
    words: list[Word] = []
    for word in row.words:
        if words and word.x0 - words[-1].x1 > max(8, _GUTTER * size):
            yield _Piece(tuple(words), row.base, size)
            words = []
        words.append(word)
    yield _Piece(tuple(words), row.base, size)


def _lines(pieces: Sequence[_Piece], page: int, height: float) -> Iterator[PrintedLine]:
    row: list[_Piece] = []
    for piece in pieces:
        if row and piece.row != row[0].row:
            yield _line(row, page, height)
            row = []
        row.append(piece)
    if row:
        yield _line(row, page, height)


def _line(row: Sequence[_Piece], page: int, height: float) -> PrintedLine:
    line = printed_line(
        [word for piece in row for word in piece.words], page, height, max(row, key=lambda piece: len(piece.words)).base
    )
    return replace(line, tab=row[1].x0) if len(row) > 1 else line


def _columns(pieces: list[_Piece], left: float, right: float) -> Iterator[tuple[list[_Piece], float, float]]:
    """Yield the pieces of one column after the other, with its edges."""
    spans = _spans(pieces, left, right)
    for span in spans:
        if span.at is None:
            yield list(span.pieces), left, right
        else:
            beside = [piece for piece in span.pieces if piece.x1 <= span.at + _SAME_EDGE]
            yield beside, left, max(piece.x1 for piece in beside)
            yield from _columns([piece for piece in span.pieces if piece.x1 > span.at + _SAME_EDGE], span.at, right)


def _spans(pieces: list[_Piece], left: float, right: float) -> list[_Span]:
    best: list[_Span] = [_Span(tuple(pieces))]
    most = 0
    for at in _starts(pieces, left, right):
        spans = _cut(pieces, at, right)
        covered = sum(len(span.pieces) for span in spans if span.at is not None)
        if covered > most:
            best, most = spans, covered
    return best


def _starts(pieces: list[_Piece], left: float, right: float) -> list[float]:
    """Return where, well inside, several pieces begin under one another, from the left."""
    width = right - left
    counts = Counter(
        round(piece.x0 / _SAME_EDGE) for piece in pieces if left + 0.2 * width < piece.x0 < right - 0.15 * width
    )
    return [edge * _SAME_EDGE - _SAME_EDGE for edge, count in sorted(counts.items()) if count >= _FEWEST - 1]


def _cut(pieces: list[_Piece], at: float, right: float) -> list[_Span]:
    """Return the page cut, at every row that goes across the gutter, into spans."""
    crossed = {piece.row for piece in pieces if piece.x0 < at < piece.x1 - _SAME_EDGE}
    spans: list[_Span] = []
    band: list[_Piece] = []
    for piece in pieces:
        if piece.row in crossed:
            spans += _banded(band, at, right)
            band = []
            spans.append(_Span((piece,)))
        else:
            band.append(piece)
    spans += _banded(band, at, right)
    return _joined(spans)


def _banded(band: list[_Piece], at: float, right: float) -> list[_Span]:
    """Return a band that nothing crosses as columns if it is such, and what stands under them by itself."""
    left_side = [piece for piece in band if piece.x1 <= at + _SAME_EDGE]
    right_side = [piece for piece in band if piece.x1 > at + _SAME_EDGE]
    if not _side_by_side(left_side, right_side, at, right):
        return [_Span(tuple(band))] if band else []
    # What stands alone above or under the columns is no part of them: a heading, the last line of a paragraph.
    top = min(piece.base for piece in right_side) - right_side[0].size
    bottom = max(piece.base for piece in right_side)
    above = [piece for piece in left_side if piece.base < top]
    below: list[_Piece] = []
    for over, piece in pairwise(left_side):
        if piece.base > bottom and (below or piece.base - over.base > _APART * piece.size):
            below.append(piece)
    outside = {id(piece) for piece in (*above, *below)}
    spans = [
        _Span(tuple(above)),
        _Span(tuple(piece for piece in band if id(piece) not in outside), at),
        _Span(tuple(below)),
    ]
    return [span for span in spans if span.pieces]


def _side_by_side(left_side: list[_Piece], right_side: list[_Piece], at: float, right: float) -> bool:
    if min(len({piece.base for piece in side}) for side in (left_side, right_side)) < _FEWEST:
        return False
    if max(min(piece.base for piece in side) for side in (left_side, right_side)) > min(
        max(piece.base for piece in side) for side in (left_side, right_side)
    ):
        return False
    left = min(piece.x0 for piece in left_side)
    return (_filled(left_side, max(piece.x1 for piece in left_side) - left) and _filled(right_side, right - at)) or all(
        sum(_bulleted(piece) for piece in side) >= _BULLETS for side in (left_side, right_side)
    )


def _filled(side: list[_Piece], width: float) -> bool:
    """Tell whether lines take up the width of a column, and are prose: words, not numbers."""
    lines: dict[float, list[_Piece]] = {}
    for piece in side:
        lines.setdefault(piece.base, []).append(piece)
    widths = [max(p.x1 for p in line) - min(p.x0 for p in line) for line in lines.values()]
    words = [sum(len(p.words) for p in line) for line in lines.values()]
    return median(widths) > _FILLED * width and median(words) >= 3


def _bulleted(piece: _Piece) -> bool:
    first = piece.words[0]
    return without_bullet(piece.words[0].text + " x")[1] or bool(re.fullmatch(r"[•o–-]", first.text))


def _joined(spans: list[_Span]) -> list[_Span]:
    """Return the spans with neighbours that are read across put together."""
    found: list[_Span] = []
    for span in spans:
        if found and span.at is None and found[-1].at is None:
            found[-1] = _Span((*found[-1].pieces, *span.pieces))
        else:
            found.append(span)
    return found
