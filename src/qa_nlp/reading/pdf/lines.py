"""Letters → words and lines, each with its looks."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from qa_nlp.reading.blocks import squeeze
from qa_nlp.reading.pdf.letters import UNKNOWN, Letter

_SAME_LINE = 0.2  # of the size: baselines so near are one line's
_NEAR_LINE = 0.4  # of the size: a number or bullet may stand so far above or below its text
_LONGEST_MARK = 6  # letters of a number with its dots and brackets
_SPACE = 0.15  # of the size: a gap as wide parts words
_NARROW_SPACE = 0.05  # of the size: where PDFium sees a space, too, so much of one will do
_SMALL = 0.85  # of the line's size: a raised letter is smaller
_SPACED_OUT = 0.6  # share of single letters among the words of a line from which it is letter-spaced
_MARK = re.compile(r"[\d*†‡§#¹²³⁰⁴-⁹]{1,3}")
_TOUCHING = re.compile(r"\d{1,3}(?:\.\d{1,2})*\.(?=[A-Z](?:[a-z]|$))")
_HIGH_DIGITS = re.compile(r"[¹²³⁰⁴-⁹]+")


@dataclass
class Word:
    """Letters without a gap between them; ``raised`` are the places of those that stand above the line."""

    letters: list[Letter]
    raised: list[int] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The word as it is read."""
        return "".join(letter.text for letter in self.letters)

    @property
    def x0(self) -> float:
        """Its left edge."""
        return min(letter.x0 for letter in self.letters)

    @property
    def x1(self) -> float:
        """Its right edge."""
        return max(letter.x1 for letter in self.letters)


@dataclass
class PrintedLine:
    """One line of one column, as printed.

    ``base`` is the baseline from the page's top, ``size`` and ``bold`` the looks of most of its letters, ``text_x0``
    where the text behind a bullet or number begins, ``gap`` the space between the two. ``left`` and ``right`` are the
    edges of its column and ``column`` its place in the page's reading order. ``marks`` are the places in ``text`` of
    raised digits and signs that may refer to a footnote, ``opening_mark`` is one that the line begins with. ``shift``
    is how far its column stands from the page's first, ``tab`` where the text behind a first wide gap begins.
    """

    text: str
    page: int
    x0: float
    x1: float
    base: float
    size: float
    bold: bool
    height: float
    text_x0: float = 0
    gap: float = 0
    column: int = 0
    left: float = 0
    right: float = 0
    shift: float = 0
    tab: float | None = None
    marks: tuple[tuple[int, int], ...] = ()
    opening_mark: str = ""

    @property
    def full(self) -> bool:
        """Whether it reaches to the right edge of its column, give or take a word."""
        return self.x1 > self.right - 0.15 * (self.right - self.left)

    def without_marks(self, notes: Iterable[str]) -> str:
        """Return the text without the raised marks that stand before one of these footnotes."""
        text, known = self.text, set(notes)
        for start, end in reversed(self.marks):
            if plain_mark(text[start:end]) in known:
                text = text[:start] + text[end:]
        return squeeze(text)


@dataclass
class Row:
    """The words on one baseline, from left to right, before columns are told apart."""

    base: float
    words: list[Word] = field(default_factory=list)


def plain_mark(text: str) -> str:
    """Return a footnote's mark in plain digits."""
    return unicodedata.normalize("NFKC", text)


def rows(letters: Sequence[Letter]) -> list[Row]:
    """Return the rows of words of a page or a cell, from the top."""
    baselines: list[list[Letter]] = []
    for letter in sorted(letters, key=lambda letter: letter.base):
        first = baselines[-1][0] if baselines else letter
        if baselines and letter.base - first.base <= _SAME_LINE * min(letter.size, first.size):
            baselines[-1].append(letter)
        else:
            baselines.append([letter])
    found = []
    for line, raised in _with_raised(list(_with_numbers(baselines))):
        words = list(_words(line, raised))
        if words:
            found.append(Row(Counter(letter.base for letter in line).most_common(1)[0][0], words))
    return found


def _with_numbers(baselines: list[list[Letter]]) -> Iterator[list[Letter]]:
    """Yield the letters of each line, bullets and numbers that are printed a little above or below it put to it."""
    held: list[Letter] = []
    for line in baselines:
        if held and line[0].base - held[0].base < _NEAR_LINE * line[0].size and _beside(held, line):
            held = [*held, *line]
            continue
        if held:
            yield held
        held = line
    if held:
        yield held


def _beside(one: list[Letter], other: list[Letter]) -> bool:
    """Tell whether two lines are of the same size and one is a mark of a few letters left of the other."""
    if abs(one[0].size - other[0].size) > 0.2 * one[0].size:
        return False
    left, right = sorted((one, other), key=lambda line: min(letter.x0 for letter in line))
    mark = [letter for letter in left if not letter.text.isspace()]
    return 0 < len(mark) <= _LONGEST_MARK and max(letter.x1 for letter in mark) <= min(
        letter.x0 for letter in right if not letter.text.isspace() or letter is right[-1]
    )


def _with_raised(baselines: list[list[Letter]]) -> Iterator[tuple[list[Letter], list[Letter]]]:
    """Yield the letters of each line, and the small ones that stand above it right beside one of its letters."""
    printed = [[letter for letter in line if not letter.text.isspace()] for line in baselines]
    taken: dict[int, int] = {}
    for position, small in enumerate(printed):
        if not small:
            continue
        for below in range(position + 1, min(position + 4, len(printed))):
            if printed[below] and _raised(small, printed[below]):
                taken[position] = below
                break
    for position, line in enumerate(baselines):
        if position not in taken:
            yield line, [letter for above, below in taken.items() if below == position for letter in printed[above]]


def _raised(small: list[Letter], line: list[Letter]) -> bool:
    size = max(letter.size for letter in line)
    if max(letter.size for letter in small) > _SMALL * size or not 0 < line[0].base - small[0].base < 0.7 * size:
        return False
    edges = [(letter.x0, letter.x1) for letter in (*line, *small)]
    return all(
        any(
            abs(letter.x0 - x1) < 0.6 * size or abs(letter.x1 - x0) < 0.6 * size
            for x0, x1 in edges
            if (x0, x1) != (letter.x0, letter.x1)
        )
        for letter in small
    )


def _words(line: list[Letter], raised: list[Letter]) -> Iterator[Word]:
    above = {id(letter) for letter in raised}
    word: Word | None = None
    for letter in sorted((*line, *raised), key=lambda letter: letter.x0):
        if letter.text.isspace():
            if word is not None and letter.x1 > word.letters[-1].x1 - 0.5:
                yield word
                word = None
            continue
        last = word.letters[-1] if word is not None else None
        gap = letter.x0 - last.x1 if last else 0.0
        if word is None or gap > (_NARROW_SPACE if letter.apart else _SPACE) * max(letter.size, 1):
            if word is not None:
                yield word
            word = Word([letter])
        else:
            word.letters.append(letter)
        if id(letter) in above:
            word.raised.append(len(word.letters) - 1)
    if word is not None:
        yield word


def printed_line(words: Sequence[Word], page: int, height: float, base: float) -> PrintedLine:
    """Return the line that these words on one baseline are."""
    words = _in_reading_order(_number_apart(_spelt_together(list(words))))
    texts = [word.text for word in words]
    letters = [letter for word in words for letter in word.letters]
    if _glyph(words):
        texts[0] = "•"
    text, marks = "", []
    for word, printed in zip(words, texts, strict=True):
        text += " " if text else ""
        marks += [(len(text) + start, len(text) + end) for start, end in _marks(word, printed) if text or start]
        text += printed
    opening = [texts[0][:end] for start, end in _marks(words[0], texts[0]) if start == 0]
    return PrintedLine(
        text=text,
        page=page,
        x0=min(word.x0 for word in words),
        x1=max(word.x1 for word in words),
        base=base,
        size=Counter(letter.size for letter in letters).most_common(1)[0][0],
        bold=sum(letter.bold for letter in letters) > 0.8 * len(letters),
        height=height,
        text_x0=words[1].x0 if len(words) > 1 else words[0].x1,
        gap=words[1].x0 - words[0].x1 if len(words) > 1 else 0,
        marks=tuple(marks),
        opening_mark=plain_mark(opening[0]) if opening else "",
    )


def _marks(word: Word, printed: str) -> list[tuple[int, int]]:
    """Return where raised digits and signs stand in a word, whether small letters or figures of their own."""
    places = {*word.raised, *(place for match in _HIGH_DIGITS.finditer(printed) for place in range(*match.span()))}
    runs: list[tuple[int, int]] = []
    for place in sorted(places):
        if runs and runs[-1][1] == place:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return [(start, end) for start, end in runs if _MARK.fullmatch(printed[start:end])]


def _glyph(words: Sequence[Word]) -> bool:
    """Tell whether a line begins with a bullet that has no meaning as a letter: an arrow of Wingdings, say."""
    first = words[0].letters
    return len(first) == 1 and len(words) > 1 and (first[0].pictorial or first[0].text == UNKNOWN)


def _spelt_together(words: list[Word]) -> list[Word]:
    """Return the words of a line; those of a letter-spaced one ("S T R E N G T H S") are put together by its gaps."""
    single = sum(len(word.letters) == 1 for word in words)
    if len(words) < 4 or single < _SPACED_OUT * len(words) or not all(word.text[0].isalpha() for word in words):
        return words
    gaps = [right.x0 - left.x1 for left, right in pairwise(words)]
    usual = sorted(gaps)[len(gaps) // 2]
    joined = [Word(list(words[0].letters))]
    for gap, word in zip(gaps, words[1:], strict=True):
        if gap > 1.6 * usual:
            joined.append(Word(list(word.letters)))
        else:
            joined[-1].letters.extend(word.letters)
    return joined


def _number_apart(words: list[Word]) -> list[Word]:
    """Return the words with the number of a paragraph parted from the word that it touches: "10.Visits"."""
    match = _TOUCHING.match(words[0].text)
    if match is None or words[0].raised:
        return words
    letters = words[0].letters
    return [Word(letters[: match.end()]), Word(letters[match.end() :]), *words[1:]]


def _in_reading_order(words: list[Word]) -> list[Word]:
    """Return the words with each run that is written from right to left turned round, letters and words."""
    found: list[Word] = []
    run: list[Word] = []
    for word in words:
        if _right_to_left(word):
            run.insert(0, Word(sorted(word.letters, key=lambda letter: -letter.x0)))
            continue
        found += [*run, word]
        run = []
    return found + run


def _right_to_left(word: Word) -> bool:
    return any(unicodedata.bidirectional(letter.text[0]) in ("R", "AL") for letter in word.letters)
