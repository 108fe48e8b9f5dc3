"""Where the words of a document land when it is read: in one finding, in two, in none; and what else got in.

A *word* is a run of characters without white space that has a letter or digit; words are compared by their letters and
digits alone, so that quotes, hyphens and spacing do not count. A *body word* is one that no hand-listed box of
``standoff/furniture.csv`` holds. It has landed once if it stands in the text of one finding, in the path of headings
above findings (however many share it), or is the printed number in a finding's locator.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pandas as pd

_NUMBER = re.compile(r"paragraph (\S+)$")
_PAGE = re.compile(r"page (\d+)")


class Word(NamedTuple):
    """The letters and digits of a word, its page, and whether it stands in a table of bare judgements."""

    letters: str
    page: int
    judgement: bool = False


class Landed(NamedTuple):
    """Counts of body words, and of findings with words that are none.

    ``listed`` are words of tables of bare judgements that the reader takes for no findings and names as left out;
    ``moved`` are findings whose words do not stand side by side in the reference, as in a table that is read by cells;
    ``slipped`` those that hold furniture, ``strange`` those with words that the reference has nowhere.
    """

    words: int
    once: int
    twice: int
    nowhere: int
    listed: int
    findings: int
    moved: int
    slipped: int
    strange: int


@dataclass
class Reference:
    """The words of a document: its body in order, and its furniture."""

    body: list[Word]
    aside: list[Word]


def letters(text: str) -> str:
    """Return the letters and digits of a text, in lower case."""
    return "".join(each for each in unicodedata.normalize("NFKC", text).casefold() if each.isalnum())


def words(text: str, page: int = 0) -> list[Word]:
    """Return the words of a text."""
    return [Word(letters(each), page) for each in text.split() if letters(each)]


def printed(path: Path, boxes: pd.DataFrame) -> Reference:
    """Return the words of a report as pdfminer finds them (our reader uses PDFium), by the hand-listed boxes."""
    import pdfplumber

    body: list[Word] = []
    aside: list[Word] = []
    with pdfplumber.open(path) as document:
        for number, page in enumerate(document.pages, start=1):
            here = boxes[(boxes["first_page"] <= number) & (number <= boxes["last_page"])]
            for word in page.extract_words(x_tolerance_ratio=0.15, extra_attrs=["size"]):
                across, down = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
                inside = here["left"].le(across) & here["right"].ge(across) & here["top"].le(down)
                kinds = set(here.loc[inside & here["bottom"].ge(down), "kind"])
                target = aside if kinds - {"judgements"} else body
                target += [each._replace(judgement=bool(kinds)) for each in words(word["text"], number)]
            page.close()
    return Reference(body, aside)


def landed(findings: pd.DataFrame, reference: Reference) -> Landed:
    """Return where the body words have landed.

    Every text and every new heading is looked for in the body's letters, in order; what is not there as it stands is
    then taken apart into words, which are looked for among those left over on its page and the next.
    """
    body = _Body(reference.body)
    rest: list[tuple[str, int, bool]] = []
    for text, number, page, is_finding in _pieces(findings):
        if not body.claim(letters(text), number, (page, page + 1) if is_finding else (page - 1, page)):
            rest.append((text, page, is_finding))
    aside = Counter(word.letters for word in reference.aside)
    slipped = strange = 0
    for text, page, is_finding in rest:
        left = [word for word in words(text) if not body.claim_word(word.letters, page)]
        slipped += is_finding and any(aside[word.letters] for word in left)
        strange += is_finding and any(not aside[word.letters] for word in left)
    times = body.times()
    moved = sum(is_finding for *_, is_finding in rest)
    return Landed(
        len(times),
        sum(time == 1 for time in times),
        sum(time > 1 for time in times),
        sum(time == 0 and not word.judgement for time, word in zip(times, reference.body, strict=True)),
        sum(time == 0 and word.judgement for time, word in zip(times, reference.body, strict=True)),
        len(findings),
        moved,
        slipped,
        strange,
    )


def _pieces(findings: pd.DataFrame) -> Iterator[tuple[str, str, int, bool]]:
    """Yield headings when they are new, and texts: with the printed number, the page, and whether it is a finding."""
    above: list[str] = []
    for text, heading, locator in findings[["text", "heading", "locator"]].itertuples(index=False):
        path = [] if pd.isna(heading) else str(heading).split(" > ")
        page = _PAGE.search(locator)
        at = int(page[1]) if page else 0
        same = next((depth for depth, (a, b) in enumerate(zip(path, above, strict=False)) if a != b), None)
        fresh = path[same:] if same is not None else path[len(above) :]
        for each in fresh:
            yield each, "", at, False
        above = path
        number = _NUMBER.search(locator)
        yield text, number[1] if number else "", at, True


class _Body:
    """The body's letters, and how often each has been claimed."""

    def __init__(self, body: Sequence[Word]) -> None:
        self.words = body
        self.letters = "".join(word.letters for word in body)
        self.claimed = [0] * len(self.letters)
        self.pages = [word.page for word in body for _ in word.letters]
        self.starts: list[int] = []
        at = 0
        for word in body:
            self.starts.append(at)
            at += len(word.letters)
        self.cursor = 0

    def claim(self, text: str, number: str, pages: tuple[int, int]) -> bool:
        """Claim a run of letters on these pages where it is still free; where it is taken, a second time.

        A text begins on the page of its locator and may end on the next; a heading stands there or on the one before.
        """
        if not text:
            return True
        places = [
            place
            for place in (*self._places(text, self.cursor), *self._places(text, 0))
            if self.pages[place] == 0 or pages[0] <= self.pages[place] <= pages[1]
        ]
        if not places:
            return False
        at = next((place for place in places if not any(self.claimed[place : place + len(text)])), places[0])
        self._take(at, at + len(text))
        self.cursor = at + len(text)
        printed = letters(number)
        if printed and self.letters[:at].endswith(printed) and not self.claimed[at - 1]:
            self._take(at - len(printed), at)
        return True

    def claim_word(self, word: str, page: int) -> bool:
        """Claim one word that is left over on a page or the next."""
        for start, each in zip(self.starts, self.words, strict=True):
            near = each.page == 0 or page <= each.page <= page + 1
            if near and each.letters == word and not any(self.claimed[start : start + len(word)]):
                self._take(start, start + len(word))
                return True
        return False

    def times(self) -> list[int]:
        """Return how often each word was claimed: the least of its letters, or the most if one was claimed twice."""
        found = []
        for start, word in zip(self.starts, self.words, strict=True):
            here = self.claimed[start : start + len(word.letters)]
            found.append(max(here) if min(here) else 0)
        return found

    def _places(self, text: str, start: int) -> Iterator[int]:
        at = self.letters.find(text, start)
        while at >= 0:
            yield at
            at = self.letters.find(text, at + 1)

    def _take(self, start: int, end: int) -> None:
        for place in range(start, end):
            self.claimed[place] += 1
