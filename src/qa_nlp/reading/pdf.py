"""PDF reports → blocks, by the position, size and weight of their lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from qa_nlp.reading.blocks import (
    Block,
    Case,
    Content,
    Mapping,
    UnreadableError,
    squeeze,
    without_bullet,
    without_number,
)

_MARGIN = 0.1  # share of the page's height at top and bottom where running heads and page numbers stand
_REPEATED = 3  # pages on which a margin line must stand to be a running head; both, of two
_LONGEST_HEADING = 20  # words
_BOLD = re.compile("bold|black|semib|heavy", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?:;][\"”’)]*\d{0,2}$")  # the digits of a footnote mark may follow


@dataclass
class _Line:
    text: str
    page: int
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool
    height: float


def read_pdf(path: Path, mapping: Mapping) -> Content:
    """Read a PDF that has a text layer; the locator is the page, and the printed number of a numbered paragraph.

    Running heads, page numbers, footnotes and a table of contents are left out and counted. Lines are joined to
    paragraphs across lines and pages, and words hyphenated at a line's end are joined.

    Raises
    ------
    UnreadableError
        If the file has pages but no text on them (a scan).
    """
    import pdfplumber

    with pdfplumber.open(path) as document:
        pages = len(document.pages)
        lines = [line for page in document.pages for line in _page_lines(page)]
    if not lines:
        raise UnreadableError(
            f"expected text; found {pages} page(s) without any, as in a scan. Run text recognition (OCR) on it first."
        )
    body_size = Counter(dict.fromkeys({line.size for line in lines}, 0))
    for line in lines:
        body_size[line.size] += len(line.text)
    body = body_size.most_common(1)[0][0]
    furniture = _furniture(lines)
    notes = [
        line for line in lines if line.size < body - 1.5 and line.top > line.height * 0.6 and id(line) not in furniture
    ]
    contents = _table_of_contents(lines)
    dropped = furniture | contents | {id(line) for line in notes}
    blocks = list(_blocks([line for line in lines if id(line) not in dropped], body))
    content = Content([Case(blocks=blocks)])
    if furniture:
        content.left_out.append(("page margins", f"{len(furniture)} running head(s), foot(s) or page number(s)"))
    if contents:
        content.left_out.append(("table of contents", f"{len(contents)} line(s)"))
    if notes:
        content.left_out.append(("page feet", f"{len(notes)} line(s) of footnotes in small type"))
    return content


def _page_lines(page: Any) -> Iterator[_Line]:
    # Size and weight are taken from the letters: words asked for by font would end where an apostrophe changes it.
    words = page.extract_words(return_chars=True, keep_blank_chars=False, x_tolerance_ratio=0.15, y_tolerance=3)
    rows: list[list[dict[str, Any]]] = []
    for word in sorted(words, key=lambda word: (word["bottom"], word["x0"])):
        if rows and abs(word["bottom"] - rows[-1][-1]["bottom"]) <= 3:
            rows[-1].append(word)
        else:
            rows.append([word])
    for row in rows:
        row.sort(key=lambda word: word["x0"])
        letters = [letter for word in row for letter in word["chars"]]
        bold = sum(bool(_BOLD.search(letter["fontname"])) for letter in letters)
        yield _Line(
            text=squeeze(" ".join(word["text"] for word in row)),
            page=page.page_number,
            x0=row[0]["x0"],
            x1=row[-1]["x1"],
            top=min(word["top"] for word in row),
            bottom=max(word["bottom"] for word in row),
            size=Counter(round(letter["size"] * 2) / 2 for letter in letters).most_common(1)[0][0],
            bold=bold > 0.8 * len(letters),
            height=float(page.height),
        )


def _furniture(lines: list[_Line]) -> set[int]:
    """Return the ids of lines in the margins that repeat over pages (their digits aside) or hold a page number."""
    margin = [line for line in lines if line.bottom < _MARGIN * line.height or line.top > (1 - _MARGIN) * line.height]
    often = max(2, min(_REPEATED, max(line.page for line in lines)))
    pages: dict[str, set[int]] = {}
    for line in margin:
        pages.setdefault(re.sub(r"\d+", "#", line.text), set()).add(line.page)
    return {
        id(line)
        for line in margin
        if re.fullmatch(r"(page )?\d+( of \d+)?", line.text, re.IGNORECASE)
        or len(pages[re.sub(r"\d+", "#", line.text)]) >= often
    }


def _table_of_contents(lines: list[_Line]) -> set[int]:
    """Return the ids of the lines from "Contents" to the last line of its page that ends in a page number."""
    found: set[int] = set()
    for position, line in enumerate(lines):
        if not re.fullmatch(r"(table of )?contents", line.text, re.IGNORECASE):
            continue
        page = [below for below in lines[position:] if below.page == line.page]
        last = max(
            (place for place, below in enumerate(page) if place and re.search(r"\D\d{1,3}$", below.text)),
            default=0,
        )
        found |= {id(below) for below in page[: last + 1]} if last else set()
    return found


def _blocks(lines: list[_Line], body: float) -> Iterator[Block]:
    gaps = [below.top - above.bottom for above, below in pairwise(lines) if below.page == above.page]
    usual_gap = median([gap for gap in gaps if gap > -2]) if gaps else 0.0
    sizes = sorted({line.size for line in lines if line.size > body + 0.5}, reverse=True)
    group: list[_Line] = []
    for line in lines:
        if group and _breaks(group, line, usual_gap, body):
            yield _block(group, body, sizes)
            group = []
        group.append(line)
    if group:
        yield _block(group, body, sizes)


def _is_heading_line(line: _Line, body: float) -> bool:
    return line.size > body + 0.5 or line.bold


def _breaks(group: list[_Line], line: _Line, usual_gap: float, body: float) -> bool:
    """Tell whether a line begins a new block behind the lines of the open one."""
    above = group[-1]
    text, bullet = without_bullet(line.text)
    number = without_number(text)[1]
    # A number at the start of a wrapped line ("... since June\n 2015. The ...") is no paragraph number.
    at_margin = line.x0 <= min(member.x0 for member in group) + 2
    numbered = (
        number is not None and number[:1].isdigit() and at_margin and _SENTENCE_END.search(above.text) is not None
    )
    if bullet or numbered:
        return True
    if _is_heading_line(line, body) != _is_heading_line(above, body) or abs(line.size - above.size) > 0.6:
        return True
    if line.page != above.page:
        return _SENTENCE_END.search(above.text) is not None or not (
            line.text[:1].islower() or above.text.endswith((",", "-"))
        )
    return line.top - above.bottom > max(usual_gap * 1.6, usual_gap + 0.35 * line.size)


def _block(group: list[_Line], body: float, heading_sizes: list[float]) -> Block:
    text = squeeze(_join(line.text for line in group))
    first = group[0]
    locator = f"page {first.page}"
    short = len(text.split()) <= _LONGEST_HEADING and not text.endswith((".", ";", ","))
    if short and _is_heading_line(first, body) and not without_bullet(text)[1]:
        level = 1 + heading_sizes.index(first.size) if first.size in heading_sizes else 1 + len(heading_sizes)
        return Block(without_number(text)[0], locator, "heading", level=level, sure=first.size > body + 0.5)
    text, bullet = without_bullet(text)
    text, number = without_number(text)
    return Block(text, locator, "bullet" if bullet else "paragraph", number=number, indent=round(first.x0))


def _join(parts: Iterator[str]) -> str:
    joined = ""
    for part in parts:
        # "inspec-" + "tion" is one word; "short-" + "Term" and "2015-" + "16" keep their hyphen; "risk -" is a dash.
        if re.search(r"[a-z]-$", joined) and part[:1].islower():
            joined = joined[:-1] + part
        elif not joined or re.search(r"\w-$", joined):
            joined += part
        else:
            joined = f"{joined} {part}"
    return joined
