"""Where sentences end: the boundaries that `reading` finds beside those marked by hand.

Two sets. Pages of the 18 public reports in ``ofsted/pdf``, held stand-off (``corpora/standoff/boundaries.csv``: file,
page, where the paragraph stands in the page's text, its hash, and where its sentences end; no text). And notes and
hard cases of our own (``corpora/boundaries.txt``, a bar where one sentence ends and the next begins). Both were marked
before any splitter ran on them, by one language-model reader: a question answered in lower case, a quotation and a
remark in brackets were held to be undivided. Offsets count characters that are no white space, so that a splitter may
keep or drop it.

At the first run of the splitter as it was (sentencex and a few abbreviations), pages: 564 right, 0 missed, 3 false;
notes: 139, 9, 12; hard: 58, 3, 5. It was corrected on these. ``drawn later`` was marked after that: 146 right, 7
missed, 2 false at its first run, the figures to go by for notes; three general rules were then added.

``python -m evaluation.reading_sentences --shared ../shared`` prints both.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from qa_nlp.reading.sentences import sentences

PAGES = Path("corpora/standoff/boundaries.csv")
OWN = Path("corpora/boundaries.txt")
_BAR = "‖"

Splitter = Callable[[str], list[str]]


class Marked(NamedTuple):
    """A paragraph of some source, and after how many characters that are no white space its sentences end."""

    source: str
    text: str
    ends: frozenset[int]


def measure(shared: Path, splitter: Splitter = sentences) -> pd.DataFrame:
    """Return a row a report: ``file``, ``n`` boundaries marked, ``right``, ``missed`` and ``false``.

    The last boundary of a paragraph, which no splitter can miss, is not counted.

    Raises
    ------
    ValueError
        If a page is not the one that was marked.
    """
    return _count(_pages(shared), splitter)


def measure_own(splitter: Splitter = sentences) -> pd.DataFrame:
    """Return the same for our own texts: a row for the notes and one for the hard cases."""
    return _count(_own(), splitter)


def summary(table: pd.DataFrame) -> dict[str, Any]:
    """Return the counts over all rows, and the share of boundaries, marked or made, that are right."""
    total = table[["n", "right", "missed", "false"]].sum()
    return {
        **{str(name): int(count) for name, count in total.items()},
        "share": float(total["right"] / (total["n"] + total["false"])),
    }


def _count(marked: Iterable[Marked], splitter: Splitter) -> pd.DataFrame:
    rows = [
        (each.source, len(each.ends), len(each.ends & found), len(each.ends - found), len(found - each.ends))
        for each in marked
        for found in [_ends(splitter(each.text))]
    ]
    table = pd.DataFrame(rows, columns=["file", "n", "right", "missed", "false"])
    return table.groupby("file", sort=False, as_index=False).sum()


def _ends(pieces: list[str]) -> frozenset[int]:
    lengths = pd.Series([_ink(piece) for piece in pieces], dtype=int).cumsum()
    return frozenset(lengths.tolist()[:-1])


def _ink(text: str) -> int:
    return len("".join(text.split()))


def _pages(shared: Path) -> Iterator[Marked]:
    import pdfplumber

    marks = pd.read_csv(PAGES, dtype={"ends": "string"})
    for file, of_file in marks.groupby("file", sort=False):
        with pdfplumber.open(shared / "ofsted/pdf" / str(file)) as document:
            for page, paragraphs in of_file.groupby("page", sort=False):
                text = re.sub(r"\s+", " ", document.pages[int(str(page)) - 1].extract_text()).strip()
                for start, stop, mark, ends in zip(
                    *(paragraphs[name] for name in ("start", "stop", "sha256", "ends")), strict=True
                ):
                    paragraph = text[start:stop]
                    if fingerprint(paragraph) != mark:
                        raise ValueError(
                            f"expected the page that was marked; found another text on page {page} of {file}. Install "
                            "the pdfplumber of requirements.lock."
                        )
                    yield Marked(
                        str(file), paragraph, frozenset() if pd.isna(ends) else frozenset(map(int, ends.split()))
                    )


def fingerprint(paragraph: str) -> str:
    """Return the first 20 hex digits of a paragraph's SHA-256."""
    return sha256(paragraph.encode()).hexdigest()[:20]


def _own() -> Iterator[Marked]:
    part = ""
    for line in OWN.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            part = line.lstrip("# ")
        elif line:
            yield Marked(part, line.replace(_BAR, ""), _ends(line.split(_BAR)))


def _print(name: str, pages: pd.DataFrame, own: pd.DataFrame) -> None:
    print(f"{name}: pages {summary(pages)}")
    for row in own.itertuples():
        print(f"{name}: {row.file}: n {row.n}, right {row.right}, missed {row.missed}, false {row.false}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, required=True)
    options = parser.parse_args()
    import sentencex
    import spacy

    sentencizer = spacy.blank("en")
    sentencizer.add_pipe("sentencizer")
    ours = measure(options.shared)
    print(ours.to_string(index=False))
    _print("qa_nlp", ours, measure_own())
    peers: dict[str, Splitter] = {
        "sentencex": lambda text: list(sentencex.segment("en", text)),
        "spaCy sentencizer": lambda text: [sentence.text for sentence in sentencizer(text).sents],
    }
    for peer, splitter in peers.items():
        _print(peer, measure(options.shared, splitter), measure_own(splitter))
