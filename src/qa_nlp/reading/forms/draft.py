"""The case that a form is being read into: its blocks so far, the headings that are open, and the judgement on them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from qa_nlp.reading.blocks import Action, Block, squeeze, without_bullet, without_number
from qa_nlp.reading.columns import normal, parse_date
from qa_nlp.reading.forms.boxes import Boxes
from qa_nlp.reading.forms.words import explains, names_actions, no_answer
from qa_nlp.reading.parts import Line

TABLE_LEVEL = 7  # what a table opens stands below the headings of the document
_MODERATION = re.compile(r"\bmoderat(?:ion|or|ors|ed)\b", re.IGNORECASE)
# "(TM, by 3 May)" and "(Team manager - 03/05/2026)" at the end of an action.
_BY = re.compile(
    r"\((?P<owner>[A-Z][\w'’/&. ]{0,40}?)\s*(?:[,;:–—-]|\bto\b)\s*(?P<by>by\s+)?(?P<due>[^()]{3,25})\)\s*\.?$"
)
_DAY = re.compile(r"(?:the )?(?:end of )?(?:\d{1,2}(?:st|nd|rd|th)? (?:of )?)?[A-Z][a-z]{2,8}(?: \d{4})?")
_MONTHS = re.compile(r"\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)", re.IGNORECASE)

UNANSWERED = "heading(s) or question(s) with nothing under them"
UNCARRIED = "judgement(s) or ticked answer(s) without a comment: no finding carries them"
SEVERAL = "more than one box is ticked: no judgement was taken"


@dataclass
class Draft:
    """Blocks in their order, the boxes beside them, and what was left out."""

    boxes: Boxes
    blocks: list[Block] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    _path: list[tuple[int, str]] = field(default_factory=list)
    _over_boxes: set[int] = field(default_factory=set)  # places of headings that boxes stand under
    _rated_to: int = 0  # blocks before this one have been judged, or belong to another section
    _ahead: str | None = None  # a judgement that stands before what it judges
    _behind: str | None = None  # the last judgement, which a comment on it may follow

    @property
    def path(self) -> list[str]:
        """The headings that are open, the top one first."""
        return [text for _, text in self._path]

    @property
    def fresh(self) -> bool:
        """Whether the last thing written is a heading."""
        return bool(self.blocks) and self.blocks[-1].kind == "heading" and self.blocks[-1].text != ""

    def box(self, label: str, value: str) -> None:
        """Take note of a box; the heading right above it is not an unanswered one."""
        self.boxes.add(label, value, moderator=self.moderating)
        self._over_boxes.add(len(self.blocks) - 1)

    def blank(self) -> Draft:
        """Return a draft for another case under the same headings."""
        other = Draft(self.boxes)
        for level, text in self._path:
            other.heading(text, "", level)
        return other

    def close(self, level: int, where: str) -> None:
        """End the headings of this level and below."""
        if any(above >= level for above, _ in self._path):
            self.heading("", where, level)

    @property
    def moderating(self) -> bool:
        """Whether what is being read was written by a moderator."""
        return any(_MODERATION.search(text) for text in self.path)

    def heading(self, text: str, where: str, level: int, *, sure: bool = True, number: str | None = None) -> None:
        """Open a heading; those of its level and below end."""
        self._path = [(above, title) for above, title in self._path if above < level]
        if text:
            self._path.append((level, text))
            self.boxes.see(text)
        if self._behind is not None and not explains(text):
            self._settle()
            self._rated_to = len(self.blocks)
        self.blocks.append(Block(text, where, "heading", level=level, sure=sure, number=number))

    def section(self) -> None:
        """Begin a stretch that is judged by itself."""
        self._settle()
        self._rated_to = len(self.blocks)

    def rate(self, rating: str) -> None:
        """Judge what was written since the section began or the last judgement; where that is nothing, what follows."""
        since = self._rated_to
        self._settle()
        if any(block.kind != "heading" for block in self.blocks[since:]):
            self.counts[UNCARRIED] += not self._judge(since, rating)
            self._behind = rating
        else:
            self._ahead = rating
        self._rated_to = len(self.blocks)

    def _judge(self, since: int, rating: str) -> bool:
        """Give a judgement to what was written since then and has none of its own, and tell whether that was any."""
        taking = [
            place
            for place, block in enumerate(self.blocks[since:], start=since)
            if block.kind != "heading" and block.rating is None
        ]
        for place in taking:
            self.blocks[place] = replace(self.blocks[place], rating=rating)
        return bool(taking)

    def _settle(self) -> None:
        """Give the judgement that stood before a stretch, or the one that it comments on, to what was written of it."""
        if self._ahead is not None:
            self.counts[UNCARRIED] += not self._judge(self._rated_to, self._ahead)
        elif self._behind is not None:
            self._judge(self._rated_to, self._behind)
        self._ahead = self._behind = None

    def write(self, lines: Iterable[Line], where: str | None = None, *, rating: str | None = None,
              action: Action | None = None) -> int:  # fmt: skip
        """Write lines as bullets and paragraphs and return how many there were; ``where`` is the place of a table's.

        Lines that stand for no answer are counted instead.
        """
        acting = any(map(names_actions, self.path))
        written = 0
        for text, line in _lines(lines, split=where is not None):
            if no_answer(text):
                self.counts["line(s) that stand for no answer, such as N/A"] += 1
                continue
            block = _block(text, line, where or line.locator)
            if action is not None:
                block = replace(block, kind="bullet", action=action)
            elif acting and (where is not None or block.kind == "bullet" or block.number is not None):
                block = replace(block, action=_stated_action(block.text))
            self.blocks.append(replace(block, rating=rating))
            written += 1
        return written

    def finish(self) -> None:
        """End the last section and count the headings of tables that nothing stands under."""
        self._settle()
        empty = 0
        for place, (block, following) in enumerate(zip_longest(self.blocks, self.blocks[1:])):
            asked = (
                place not in self._over_boxes
                and block.kind == "heading"
                and block.sure
                and block.level >= TABLE_LEVEL
                and block.text
            )
            if asked and (following is None or (following.kind == "heading" and following.level <= block.level)):
                empty += 1
        if empty:
            self.counts[UNANSWERED] += empty


def _lines(lines: Iterable[Line], *, split: bool) -> Iterator[tuple[str, Line]]:
    """Yield each line's text; line breaks within it part it in a table, and elsewhere where bullets follow them."""
    for line in lines:
        pieces = [piece for piece in line.text.split("\n") if squeeze(piece)]
        if not split and not all(without_bullet(piece)[1] for piece in pieces[1:]):
            pieces = [" ".join(pieces)]
        for piece in pieces:
            yield piece, line


def _block(text: str, line: Line, where: str) -> Block:
    text, glyph = without_bullet(squeeze(text))
    text, number = without_number(text)
    number = number or line.number
    listed = (glyph or line.item > 0) and number is None
    return Block(text, where, "bullet" if listed else "paragraph", number=number, indent=line.item)


def _stated_action(text: str) -> Action:
    """Return who and when from the brackets at an action's end, where they can be nothing else."""
    match = _BY.search(text)
    if match is None or len(match["owner"].split()) > 4:
        return Action()
    due = squeeze(match["due"])
    day = parse_date(due) or (_DAY.fullmatch(due) and _MONTHS.search(normal(due)))
    return Action(match["owner"].strip(), due) if day else Action()
