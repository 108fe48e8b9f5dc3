"""What a document is once its format is gone: a sequence of headings, bullets and paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["heading", "bullet", "paragraph"]

# Bullet glyphs that Word, PDF printers and people leave behind (Symbol and Wingdings ones live in the private
# use area, and a glyph without a letter is read as "(cid:127)"), possibly several in a row as in "- ·". A hyphen or
# "o" needs a space after it to be a bullet.
_BULLET = re.compile(r"^\s*(?:(?:[•·‣⁃∙■-◿✀-➿\ue000-\uf8ff]\s*|\(cid:\d+\)\s*|[-–—*o+]\s+)+)(?=\S)")
# "1." "1)" "(a)" "iv." "4.3" "4.3.1" at the start of a line, with text behind it.
_NUMBER = re.compile(
    r"^\s*(?P<number>\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-z]|[ivx]{1,5})[.)]|\d{1,3}(?:\.\d{1,3})+)\s+(?=\S)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Action:
    """Who is to do what a block asks for, and by when, in the document's own words; None where it does not say."""

    owner: str | None = None
    due: str | None = None


@dataclass(frozen=True)
class Block:
    """One heading, bullet or paragraph and where it stands; a heading without text only ends those of its level.

    ``level`` is the depth of a heading (1 is the top); ``sure`` is false where a heading was guessed from its
    looks, so that it can be taken back. ``number`` is the printed number of a numbered paragraph, ``indent`` how
    far the block stands from the margin (in the format's own unit), ``rating`` the judgement beside it in a form.
    ``action`` is there if the block states an action: its text is what is to be done.
    """

    text: str
    locator: str
    kind: Kind = "paragraph"
    level: int = 0
    sure: bool = True
    number: str | None = None
    indent: float = 0
    rating: str | None = None
    action: Action | None = None


@dataclass
class Case:
    """One audit in a document: what is known of it (columns of the findings table), and its blocks."""

    known: dict[str, str] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)


@dataclass
class Content:
    """What one document gave.

    Attributes
    ----------
    cases
        The audits in it: one for a report or a form, one a row for a workbook. It may be a generator, so that a large
        file is never held whole.
    taken
        Part of the document ("sheet 1", "form") → the name of a column or box in it → what that was taken for.
    left_out
        Locator and reason of everything that is in no case; complete once the cases have been taken.
    """

    cases: Iterable[Case] = ()
    taken: dict[str, dict[str, str]] = field(default_factory=dict)
    left_out: list[tuple[str, str]] = field(default_factory=list)


Mapping = dict[str, list[str]]
"""Our column → the names it has in the caller's workbooks and forms."""


class UnreadableError(ValueError):
    """A document that cannot be read; the message says what was expected, what was found and what to do."""


def squeeze(text: str) -> str:
    """Join the lines of a paragraph and collapse its white space; ligatures and soft hyphens become plain letters."""
    for odd, plain in _PLAIN.items():
        text = text.replace(odd, plain)
    return re.sub(r"\s+", " ", text).strip()


def without_bullet(text: str) -> tuple[str, bool]:
    """Return the text behind its bullet glyphs, and whether there were any."""
    match = _BULLET.match(text)
    return (text[match.end() :], True) if match else (text, False)


def without_number(text: str) -> tuple[str, str | None]:
    """Return the text behind its printed number ("4.3", "12.", "(a)"), and that number without brackets or dot."""
    match = _NUMBER.match(text)
    return (text[match.end() :], match["number"].strip("().")) if match else (text, None)


_PLAIN = {
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬀ": "ff",
    "ﬃ": "ffi",
    "ﬄ": "ffl",
    "\xad": "",
    "\u200b": "",
    "\ufeff": "",
    "\x00": "",
}
