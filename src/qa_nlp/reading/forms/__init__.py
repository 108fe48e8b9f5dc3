"""Lines and tables of a document, audit forms among them → cases of blocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from qa_nlp.reading.blocks import Block, Case, Content, Mapping, UnreadableError, squeeze, without_bullet
from qa_nlp.reading.columns import normal
from qa_nlp.reading.directions import path_direction
from qa_nlp.reading.forms.answers import GUIDANCE, judged
from qa_nlp.reading.forms.boxes import Boxes
from qa_nlp.reading.forms.draft import Draft
from qa_nlp.reading.forms.ratings import stated
from qa_nlp.reading.forms.tables import read_table
from qa_nlp.reading.forms.words import is_guidance, is_short
from qa_nlp.reading.parts import Cell, Grid, Line, Part

_GUESSED_LEVEL = 6  # a bold line
_LONGEST_FACT = 8  # words


def read_parts(parts: Iterable[Part], mapping: Mapping) -> Content:
    """Read a document's lines and tables, in its order: an audit form, several in one table, or prose.

    - A block of boxes (a label beside, before or above its value) gives what is known of the case; a box that has no
      column is left out by its label.
    - A row across a table opens a section; a label or question heads what stands beside it, and its prompts are left
      out. A header row names columns.
    - A judgement ("Rating" beside a word, a column of them, ticked boxes, a line "Grade – RI") is the ``rating`` of
      what it judges: the row, or what was written since the section began or the last judgement. An overall one is the
      case's ``grade``. A moderator's is the rating of the moderator's own comments, never the grade.
    - Columns of actions, with who or when beside them, and lists under "Actions" or "Recommendations" are actions.
    - A header row that names case numbers makes every row below it a case.

    Parameters
    ----------
    parts
        The document; read once.
    mapping
        The caller's names of boxes, and (``text``) of the headings whose findings alone are wanted.

    Raises
    ------
    UnreadableError
        If a name of the mapping stands nowhere in a document that has tables or boxes.
    """
    boxes = Boxes(mapping)
    draft = Draft(boxes)
    cases: list[Case] = []
    tables = False
    for part in parts:
        if isinstance(part, Grid):
            tables = True
            read_table(part, draft, cases)
        else:
            _read_line(part, draft)
    draft.finish()
    known, taken = boxes.known()
    if (tables or boxes.found) and boxes.missing():
        raise UnreadableError(
            f"expected the mapped column(s) {', '.join(boxes.missing())}; found none of that name among the boxes and "
            "headings of the form. Correct columns=."
        )
    shared = {column: value for column, value in known.items() if column != "case_id"}
    own = [Case(known, draft.blocks)] if any(block.kind != "heading" for block in draft.blocks) else []
    read = [*own, *(Case({**shared, **case.known}, case.blocks) for case in cases)]
    left_out = [*boxes.left_out, *draft.left_out, *(("form", f"{n} {what}") for what, n in draft.counts.items() if n)]
    if "text" in mapping:
        left_out += _keep_only(mapping["text"], read)
    return Content(read, ({"form": taken} if taken else {}) | boxes.columns, left_out)


def _read_line(line: Line, draft: Draft) -> None:
    """Read a paragraph outside tables: a heading, boxes, a judgement, or prose."""
    text = squeeze(line.text)
    if not text:
        return
    if line.level:
        draft.section()
        draft.heading(text, line.locator, line.level, number=line.number)
        return
    plain = not line.item and not without_bullet(text)[1]
    said = stated(text) if plain else None
    if said is not None:
        kind, label, value = said
        judged(kind, label, [Cell((Line(value, line.locator),))], draft, line.locator, _GUESSED_LEVEL)
        return
    facts = draft.boxes.inline(line.text) if plain and path_direction(draft.path) is None else None
    if facts is not None and all(value and len(value.split()) <= _LONGEST_FACT for _, value in facts):
        for label, value in facts:
            draft.box(label, value)
    elif line.bold and not line.item and is_short(text):
        draft.section()
        draft.heading(text, line.locator, _GUESSED_LEVEL, sure=False)
    elif draft.boxes.found and draft.fresh and is_guidance(text):
        draft.counts[GUIDANCE] += 1
    else:
        draft.write([line])


def _keep_only(names: Sequence[str], cases: Iterable[Case]) -> list[tuple[str, str]]:
    """Keep of the cases what stands under headings of these names, and say how much that left out."""
    wanted = set(map(normal, names))
    dropped = 0
    for case in cases:
        path: list[Block] = []
        kept = []
        for block in case.blocks:
            if block.kind == "heading":
                path = [*(above for above in path if above.level < block.level), block]
            elif not any(normal(above.text) in wanted for above in path):
                dropped += 1
                continue
            kept.append(block)
        case.blocks = [replace(block, sure=True) for block in kept]
    return [("form", f"{dropped} line(s) not under the mapped text headings")] if dropped else []
