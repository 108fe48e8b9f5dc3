"""One cell of a form: a question and its prompts, an answer, or a judgement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import zip_longest

from qa_nlp.reading.blocks import Action, squeeze, without_bullet
from qa_nlp.reading.directions import direction
from qa_nlp.reading.forms.boxes import OF_MODERATOR
from qa_nlp.reading.forms.draft import SEVERAL, Draft
from qa_nlp.reading.forms.ratings import Choice, Judge, before_prose, choice, is_judgement, is_overall, is_scale, stated
from qa_nlp.reading.forms.words import LONGEST_HEADING, is_guidance, is_short, no_answer
from qa_nlp.reading.parts import Cell, Line

_LONGEST_RATING = 6  # words
GUIDANCE = "line(s) of guidance printed in the form"
_NO_CHOICE = "judgement(s) of which none was chosen or ticked"


def pieces(lines: Iterable[Line]) -> list[Line]:
    """Return lines parted at their own line breaks, without the blank ones."""
    return [replace(line, text=text) for line in lines for text in line.text.split("\n") if squeeze(text)]


def question(cell: Cell, draft: Draft) -> str:
    """Return what a cell asks, as a heading; the prompts under its title are counted as guidance."""
    lines = pieces(cell.lines)
    whole = squeeze(cell.text)
    if len(lines) < 2:
        return whole
    title, *rest = (squeeze(line.text) for line in lines)
    prompting = any(is_guidance(text) or text.endswith("?") or without_bullet(text)[1] for text in rest)
    if not is_short(title) or title.endswith("?") or (not prompting and len(whole.split()) <= LONGEST_HEADING):
        return whole
    draft.counts[GUIDANCE] += len(rest)
    return title


def answer(lines: Iterable[Line], draft: Draft, where: str, level: int, *, rating: str | None = None,
           action: Action | None = None) -> int:  # fmt: skip
    """Write what a cell answers and return how many lines that were.

    Ticked words of a scale, and a line such as "Grade – RI", judge what stands beside them; other options that are
    ticked are answers. A line in bold before others, or one that says which way they point, is a heading among them.
    """
    lines = list(lines)
    if draft.fresh and no_answer("\n".join(line.text for line in lines)):
        return 0  # the question is counted
    plain: list[Line] = []
    ticked: list[str] = []
    for line in pieces(lines):
        said = stated(line.text)
        if choice(line.text) is not None:
            ticked.append(line.text)
        elif said is not None:
            rating = _taken(*said, draft, where) or rating
        elif is_scale(line.text):
            draft.counts[_NO_CHOICE] += 1
        else:
            plain.append(line)
    ticks = choice("\n".join(ticked))
    if ticks is not None and ticks.judges:
        rating = _one(ticks, draft, where) or rating
    elif ticks is not None:
        plain = [Line(option, where, item=1) for option in ticks.chosen] + plain
    written = 0
    for line, following in zip_longest(plain, plain[1:]):
        if action is None and following is not None and _heads(line, following):
            draft.heading(squeeze(line.text).rstrip(":"), where, level, sure=False)
        else:
            written += draft.write([line], where, rating=rating, action=action)
    if rating is not None and not written:
        draft.rate(rating)
    return written


def _heads(line: Line, following: Line) -> bool:
    text = squeeze(line.text)
    if line.item or not is_short(text):
        return False
    return line.level > 0 or (line.bold and not following.bold) or (text.endswith(":") and direction(text) is not None)


def judgement(text: str, draft: Draft, where: str) -> tuple[str | None, str]:
    """Return the judgement that a cell gives, and what it says besides."""
    ticks = choice(text)
    if ticks is not None:
        return _one(ticks, draft, where), ticks.rest
    if no_answer(text) or is_scale(text):
        draft.counts[_NO_CHOICE] += 1
        return None, ""
    rating, rest = before_prose(text)
    if rating is not None and not is_judgement(text) and not is_judgement(rest):
        return rating, rest
    if is_judgement(text) or len(text.split()) <= _LONGEST_RATING:
        return squeeze(text), ""
    return None, text


def judged(kind: Judge, label: str, values: Sequence[Cell], draft: Draft, where: str, level: int) -> None:
    """Read a row or line whose label announces a judgement: on the section so far, on the case, or a moderator's."""
    text = " / ".join(value.text for value in values) if len(values) > 1 else values[0].text
    rating, rest = judgement(text, draft, where)
    if rating is not None:
        taken = _taken(kind, label, rating, draft, where)
        if kind == "overall" and not draft.moderating:
            draft.section()
        elif taken is not None:
            draft.rate(taken)
    if squeeze(rest):
        draft.heading(squeeze(label).rstrip(":"), where, level)
        draft.write([replace(values[0].lines[0], text=rest)], where, rating=rating)


def _taken(kind: Judge, label: str, rating: str, draft: Draft, where: str) -> str | None:
    """Give a judgement on the whole case to it, and return the rating of what stands beside it."""
    if draft.moderating:
        return rating
    if kind == "moderated":
        draft.left_out.append((where, OF_MODERATOR))
        return None
    if kind == "overall" or any(map(is_overall, draft.path[-1:])):
        draft.boxes.add(label if kind == "overall" else draft.path[-1], rating)
    return rating


def _one(ticks: Choice, draft: Draft, where: str) -> str | None:
    if len(ticks.chosen) > 1:
        draft.left_out.append((where, SEVERAL))
    elif not ticks.chosen:
        draft.counts[_NO_CHOICE] += 1
    return ticks.chosen[0] if len(ticks.chosen) == 1 else None
