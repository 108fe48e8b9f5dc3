"""The cells of a table of cases → bullets and paragraphs, or one finding each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Literal, get_args

from qa_nlp.reading.blocks import Action, Block, squeeze, without_bullet, without_number

Cells = Literal["split", "whole"]

_DIGITS = re.compile(r"^\s*\d{1,3}[.)]\s+")  # "1. " before a name; "A. " is an initial


def check_cells(cells: str) -> None:
    """Check what the caller says of cells.

    Raises
    ------
    ValueError
        If it is neither ``"split"`` nor ``"whole"``.
    """
    if cells not in get_args(Cells):
        raise ValueError(
            f"cells: expected 'split' or 'whole'; found {cells!r}. Give 'whole' for one finding a cell, 'split' for "
            "its lines, bullets and sentences."
        )


def without_cells(blocks: Iterable[Block], cells: Cells) -> Iterator[Block]:
    """Yield the blocks, each cell among them as its lines (``"split"``) or as one bullet (``"whole"``).

    A whole cell is verbatim but for its white space, marks and printed numbers of a list included.
    """
    for block in blocks:
        if block.kind != "cell":
            yield block
        elif cells == "whole":
            yield replace(block, text=squeeze(block.text), kind="bullet")
        else:
            yield from _split(block)


def _split(cell: Block) -> Iterator[Block]:
    lines = _lines(cell.text)
    for line, action in zip(lines, _actions(cell.action, len(lines)), strict=True):
        text, bullet = without_bullet(line)
        text, number = without_number(text)
        kind: Literal["bullet", "paragraph"] = "bullet" if bullet else "paragraph"
        yield replace(cell, text=squeeze(text), kind=kind, number=number, action=action)


def _actions(action: Action | None, count: int) -> list[Action | None]:
    """Share who and when among the lines of a cell of actions: a line each if there are as many, else all to all."""
    if action is None or count < 2:
        return [action] * count
    owners, dues = (_shared(said, count) for said in (action.owner, action.due))
    return [Action(owner, due) for owner, due in zip(owners, dues, strict=True)]


def _shared(said: str | None, count: int) -> list[str | None]:
    lines = _lines(said or "")
    if len(lines) != count:
        return [squeeze(said) if said else None] * count
    return [squeeze(_DIGITS.sub("", without_bullet(line)[0])) for line in lines]


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if squeeze(line)]
