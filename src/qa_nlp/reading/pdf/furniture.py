"""What of a PDF's lines is no body text: running heads and feet, contents, footnotes, imprints, captions."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from qa_nlp.reading.directions import direction
from qa_nlp.reading.pdf.lines import PrintedLine, plain_mark
from qa_nlp.reading.pdf.tables import PrintedTable

_MARGIN = 0.12  # share of the page's height at top and bottom where running heads and page numbers stand
_REPEATED = 3  # pages on which a margin line must stand to be a running head; both, of two
_SAME_PLACE = 3  # points
_NOTE_SMALLER = 1  # points by which footnotes are smaller than the body, or more
_FOOT = 0.4  # share of the page's height from which a footnote may begin, from the top

_ROMAN = r"[ivxl]{1,6}"
_PAGE_NUMBER = re.compile(
    rf"\W*(?:page|p\.?|pg\.?)?[\W_]*(?:\d{{1,4}}|{_ROMAN})(?:\s*(?:of|/|\|)\s*(?:\d{{1,4}}|{_ROMAN}))?"
    r"\W*(?:page)?\W*",
    re.IGNORECASE,
)
_CHANGING = re.compile(
    rf"\d+|\b(?:january|february|march|april|may|june|july|august|september|october|november|december"
    rf"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|(?:mon|tues|wednes|thurs|fri|satur|sun)day|{_ROMAN})\b",
    re.IGNORECASE,
)
_CONTENTS = re.compile(r"(?:table of )?contents(?: page)?:?", re.IGNORECASE)
_ENDS_IN_PAGE = re.compile(r"(?:\D|^)\d{1,3}$")
_LEADER = re.compile(r"(?:[.…_·]\s?){4,}\s*(?:\d{1,4}|" + _ROMAN + r")$", re.IGNORECASE)
_NOTE = re.compile(r"(?P<mark>[\d*†‡§¹²³⁰⁴-⁹]{1,3})[.)\s]?\s*(?=\S)")
_CAPTION = re.compile(
    r"(?:fig(?:ure|\.)?|chart|graph|diagram|map|photo(?:graph)?|table)\s*\d+(?:\.\d+)*[a-z]?\s*(?:[:.–—-]\s|$)",
    re.IGNORECASE,
)
_NUMBERS_ALONE = re.compile(r"(?:[£$€]?[-+]?\d[\d,.]*\s?%?\s*){2,}|[-+]?\d[\d,.]*\s?%")
_IMPRINT = re.compile(r"©|\bcopyright\b|\bISBN\b|all rights reserved", re.IGNORECASE)


@dataclass
class Furniture:
    """The lines that are no body text, by what they are, and the marks of the footnotes of each page."""

    margins: list[PrintedLine] = field(default_factory=list)
    contents: list[PrintedLine] = field(default_factory=list)
    notes: list[PrintedLine] = field(default_factory=list)
    imprint: list[PrintedLine] = field(default_factory=list)
    figures: list[PrintedLine] = field(default_factory=list)
    marks: dict[int, set[str]] = field(default_factory=dict)

    def all(self) -> set[int]:
        """Return the ids of the line objects."""
        return {
            id(line)
            for lines in (self.margins, self.contents, self.notes, self.imprint, self.figures)
            for line in lines
        }

    def left_out(self) -> list[tuple[str, str]]:
        """Return what is left out, in words, with its number of lines."""
        reasons = (
            ("page margins", self.margins, "running head(s), foot(s) or page number(s)"),
            ("table of contents", self.contents, "line(s)"),
            ("page feet", self.notes, "line(s) of footnotes in small type"),
            ("imprint", self.imprint, "line(s) in small type on a page with a copyright notice"),
            ("figures", self.figures, "line(s) of captions and labels"),
        )
        return [(place, f"{len(lines)} {what}") for place, lines, what in reasons if lines]


def furniture(lines: Sequence[PrintedLine], body: float) -> Furniture:
    """Tell the furniture of a document from its body, whose type has the size ``body``."""
    found = Furniture()
    found.margins = _margins(lines)
    rest = _without(lines, found.margins)
    found.contents = _contents(rest)
    rest = _without(rest, found.contents)
    found.imprint = _imprint(rest, body)
    rest = _without(rest, found.imprint)
    found.notes, found.marks = _notes(rest, body)
    rest = _without(rest, found.notes)
    found.figures = [line for line in rest if _CAPTION.match(line.text) or _label(line, body)]
    return found


def _without(lines: Iterable[PrintedLine], taken: Iterable[PrintedLine]) -> list[PrintedLine]:
    gone = {id(line) for line in taken}
    return [line for line in lines if id(line) not in gone]


def _margins(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Return the lines in the margins that hold a page number, or repeat over pages at one place.

    Numbers, dates and Roman numerals may change from page to page. Where most of what stands at a place repeats, all
    that stands there is a running head: of chapters, too, that are short.
    """
    near = [
        line
        for line in lines
        if (line.base < _MARGIN * line.height or line.base > (1 - _MARGIN) * line.height)
        and direction(line.text) is None  # "Strengths" at the top of every case's page is a heading
    ]
    often = max(2, min(_REPEATED, max((line.page for line in lines), default=0)))
    pages: dict[str, set[int]] = defaultdict(set)
    for line in near:
        pages[_unchanging(line)].add(line.page)
    sure = {id(line) for line in near if _PAGE_NUMBER.fullmatch(line.text) or len(pages[_unchanging(line)]) >= often}
    places: dict[tuple[int, float], list[PrintedLine]] = defaultdict(list)
    for line in near:
        places[(round(line.base / _SAME_PLACE), line.size)].append(line)
    for members in places.values():
        repeated = [line for line in members if id(line) in sure or len(pages[_unchanging(line)]) > 1]
        if len({line.page for line in repeated}) >= _REPEATED and len(repeated) > 0.5 * len(members):
            sure |= {id(line) for line in members if not _inside(line, lines, sure)}
    return [line for line in near if id(line) in sure]


def repeated_tables(tables: Sequence[PrintedTable]) -> list[PrintedTable]:
    """Return the tables in the margins that repeat over pages: heads and feet that are laid out as tables."""
    near = [table for table in tables if _at_edge(table)]
    texts = {id(table): [_unchanging(line) for line in table.lines()] for table in near}
    return [
        table
        for table in near
        if len({other.page for other in near if texts[id(other)] == texts[id(table)]}) >= _REPEATED
    ]


def _at_edge(table: PrintedTable) -> bool:
    lines = table.lines()
    return bool(lines) and (
        table.bottom < 1.5 * _MARGIN * lines[0].height or table.top > (1 - 1.5 * _MARGIN) * lines[0].height
    )


def _unchanging(line: PrintedLine) -> str:
    return _CHANGING.sub("#", line.text.casefold())


def _inside(line: PrintedLine, lines: Sequence[PrintedLine], sure: set[int]) -> bool:
    """Tell whether body text stands between a line and the edge of its page."""
    top = line.base < line.height / 2
    return any(
        (other.base < line.base) == top and other.base != line.base and id(other) not in sure
        for other in lines
        if other.page == line.page
    )


def _contents(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Return the lines from "Contents" to the last that ends in a page number, and every line with leaders to one.

    The next page goes on with the contents if most of its lines end in a page number.
    """
    found = [line for line in lines if _LEADER.search(line.text)]
    by_page = {page: list(members) for page, members in groupby(lines, key=lambda line: line.page)}
    for line in lines:
        if not _CONTENTS.fullmatch(line.text):
            continue
        page = line.page
        members = by_page[page][by_page[page].index(line) :]
        while members:
            last = max((place for place, below in enumerate(members) if _ENDS_IN_PAGE.search(below.text)), default=0)
            found += members[: last + 1] if last else []
            page += 1
            following = by_page.get(page, [])
            ending = sum(bool(_ENDS_IN_PAGE.search(below.text)) for below in following)
            members = following if last and ending > 0.6 * len(following) else []
        break
    return list({id(line): line for line in found}.values())


def _imprint(lines: Sequence[PrintedLine], body: float) -> list[PrintedLine]:
    """Return the lines of pages that are all in type smaller than the body and hold a copyright notice."""
    found: list[PrintedLine] = []
    for _, members in groupby(lines, key=lambda line: line.page):
        page = list(members)
        if all(line.size < body - 0.5 for line in page) and any(_IMPRINT.search(line.text) for line in page):
            found += page
    return found


def _notes(lines: Sequence[PrintedLine], body: float) -> tuple[list[PrintedLine], dict[int, set[str]]]:
    """Return the footnotes, and their marks by page.

    They are the small lines at the foot of a column, the first of which begins with a mark, unless they go on from the
    page before.
    """
    found: list[PrintedLine] = []
    marks: dict[int, set[str]] = defaultdict(set)
    columns: dict[tuple[int, int], list[PrintedLine]] = defaultdict(list)
    for line in lines:
        columns[(line.page, line.column)].append(line)
    last = -1
    for (page, _), members in columns.items():
        foot: list[PrintedLine] = []
        for line in reversed(members):
            if line.size > body - _NOTE_SMALLER or line.base < _FOOT * line.height:
                break
            foot.insert(0, line)
        opened = [_note_mark(line) for line in foot]
        goes_on = bool(found) and last in (page, page - 1)
        first = 0 if goes_on else next((place for place, mark in enumerate(opened) if mark), len(foot))
        if foot[first:]:
            found += foot[first:]
            marks[page] |= {mark for mark in opened if mark}
            last = page
    return found, dict(marks)


def _note_mark(line: PrintedLine) -> str:
    if line.opening_mark:
        return line.opening_mark
    match = _NOTE.match(line.text)
    return plain_mark(match["mark"]) if match else ""


def _label(line: PrintedLine, body: float) -> bool:
    """Tell whether a line is numbers alone, as on the axes of a chart."""
    return line.size < body and bool(_NUMBERS_ALONE.fullmatch(line.text))


def body_size(lines: Iterable[PrintedLine]) -> float:
    """Return the size of type in which most of the text stands."""
    letters: Counter[float] = Counter()
    for line in lines:
        letters[line.size] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 0.0
