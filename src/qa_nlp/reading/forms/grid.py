"""Tables of a form that have a header row: a section a row, an action a row, or a case a row."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from qa_nlp.reading.blocks import Action, Case, squeeze
from qa_nlp.reading.columns import NOT_FINDINGS, normal, parse_date
from qa_nlp.reading.directions import direction
from qa_nlp.reading.forms.answers import GUIDANCE, answer, judged, judgement, pieces, question
from qa_nlp.reading.forms.boxes import OF_MODERATOR, Boxes, chosen
from qa_nlp.reading.forms.columns import column_kind
from qa_nlp.reading.forms.draft import SEVERAL, TABLE_LEVEL, UNCARRIED, Draft
from qa_nlp.reading.forms.ratings import is_judgement, is_mark, judge
from qa_nlp.reading.forms.words import bare, is_short, no_answer
from qa_nlp.reading.parts import Cell, Line
from qa_nlp.tables import AUDIT_COLUMNS

Row = Sequence[tuple[int, Cell]]
"""The cells of a row, each with the column that it begins in; without those that continue a cell above."""

_POINTS = re.compile(
    r"(?:key |main |areas? of )*(?:strengths?|worries|concerns|weaknesses|gaps|positives?)|even better if|"
    r"(?:key )?(?:areas?|points?) (?:for|of|requiring|needing) (?:\w+ )?(?:development|improvements?|concern|learning)|"
    r"good practice|whats? (?:\w+ ){0,3}(?:well|improve|change|worried about|improved|better)"
)
_NO_FINDING = "about a person or a deadline, not a finding"
_PROGRESS = "what became of an action, not a finding"
_NOT_TOLD_APART = "who and when stand in one cell and cannot be told apart"
_ANSWERLESS = "answer(s) left empty"
_WHO_AND_WHEN = ("owner", "due", "owner and due")
_LEFT_OUT = {"moderated": OF_MODERATOR, "progress": _PROGRESS, "owner": _NO_FINDING, "due": _NO_FINDING,
             "owner and due": _NO_FINDING, "fact": _NO_FINDING}  # fmt: skip

Kind = str  # a Column; also "fact", or the column of the findings table that a column of a table of cases holds


@dataclass
class Header:
    """A header row: column of the table → its name and what it holds."""

    names: dict[int, str]
    kinds: dict[int, Kind]
    spans: dict[int, int]  # columns that a name goes across
    left_out: set[int] = field(default_factory=set)  # columns that were reported as such

    @property
    def of_cases(self) -> bool:
        """Whether every row below it is a case."""
        return "case_id" in self.kinds.values()

    @property
    def of_actions(self) -> bool:
        """Whether it says who is to do what, or by when."""
        return "action" in self.kinds.values() and not set(_WHO_AND_WHEN).isdisjoint(self.kinds.values())

    @property
    def taken(self) -> dict[str, str]:
        """What the columns of a table of cases were taken for."""
        return {
            self.names[column]: "text" if kind in ("text", "action") else kind
            for column, kind in self.kinds.items()
            if kind in AUDIT_COLUMNS or kind in ("text", "action")
        }

    def fits(self, row: Row) -> bool:
        """Tell whether a row's cells stand under the header's."""
        return all(self.spans.get(column) == cell.columns for column, cell in row)

    def columns(self, *kinds: Kind) -> list[int]:
        """Return the columns of these kinds, from left to right."""
        return [column for column, kind in self.kinds.items() if kind in kinds]


def read_header(row: Row, following: Row | None, boxes: Boxes, *, first: bool) -> Header | None:
    """Return a row as a header if it names columns and a row of cells stands below it, else None.

    Three columns or more are believed where two of them are known by name, or where the row is the table's first and
    one of them is, its first cell is blank or all of it is bold; two columns only where both are known for sure
    ("Area" and "Comments"; "Strengths" and "Areas for development").
    """
    names = {column: squeeze(cell.text) for column, cell in row}
    if following is None or len(following) < 2 or len(names) < 2:
        return None
    filled = [name for name in names.values() if name]
    if len(filled) < 2 or not all(is_short(name.rstrip(".:")) or is_judgement(name) for name in filled):
        return None
    kinds: dict[int, Kind | None] = {column: column_kind(name) for column, name in names.items()}
    if normal(filled[0]) == "no" and filled[0] == names[row[0][0]]:  # "No." before others is a number, not an answer
        kinds[row[0][0]] = "number"
    audit = {column: boxes.column(name) for column, name in names.items() if name}
    if "case_id" in audit.values():
        kinds |= {column: kind for column, kind in audit.items() if kind is not None}
        kinds |= {
            column: "fact"
            for column, name in names.items()
            if kinds[column] in (None, "owner") and (normal(name) in NOT_FINDINGS or boxes.is_label(name))
        }
    # "Rating" before the words of a scale, with a mark below one of them.
    marked = judge(filled[0]) and set(list(kinds.values())[1:]) == {"tick"}
    if marked and not any(is_mark(cell.text) for _, cell in following):
        return None
    ticks = sum(kind == "tick" for kind in kinds.values())
    known = sum(kind not in (None, "tick") for kind in kinds.values()) + bool((first or marked) and ticks > 1)
    if len(names) == 2 and not _surely_two(names, kinds):
        return None
    bold = all(line.bold for _, cell in row for line in pieces(cell.lines))
    opens = first and not any(map(is_mark, filled)) and (known or bold or not names[row[0][0]])
    if len(names) > 2 and known < 2 and not opens:
        return None
    if ticks == 1:  # one word of a scale is an answer, not a scale
        return None
    return Header(names, _settled(names, kinds), {column: cell.columns for column, cell in row})


def _surely_two(names: dict[int, str], kinds: dict[int, Kind | None]) -> bool:
    if {"case_id"} & set(kinds.values()):
        return not any(kind is None for kind in kinds.values())
    left, right = names.values()
    both = {direction(left), direction(right)}
    if both == {"strength", "concern"}:
        return bool(_POINTS.fullmatch(bare(left)) and _POINTS.fullmatch(bare(right)))
    pair = list(kinds.values())
    return pair[1] in ("text", "rating", "owner", "due", "action") and direction(right) in (None, direction(left)) and (
        pair[0] in ("heading", "number", "action", "guidance") or (pair[0] == "text" and pair[1] == "rating")
    )  # fmt: skip


def _settled(names: dict[int, str], kinds: dict[int, Kind | None]) -> dict[int, Kind]:
    """Say of columns without a known name what they hold: the first one names the row, the others hold text."""
    settled: dict[int, Kind] = {column: kind or "text" for column, kind in kinds.items()}
    if "heading" in settled.values() or "case_id" in settled.values():
        return settled
    texts = [column for column, kind in settled.items() if kind in ("text", "guidance")]
    leading = [column for column in texts if not direction(names[column])]
    others = [kind for column, kind in settled.items() if column not in leading[:1]]
    opens = bool(leading) and all(kind == "number" for column, kind in settled.items() if column < leading[0])
    if opens and (kinds[leading[0]] != "text" or not {"text", "action"}.isdisjoint(others)):
        settled[leading[0]] = "heading"
    return settled


def read_row(header: Header, row: Row, draft: Draft, where: str, level: int) -> None:
    """Read a row below a header: headings on the left, then what each column of text says under its name."""
    cells = dict(row)
    _leave_out(header, cells, draft, where)
    rating, remarks = _rating(header, cells, draft, where)
    titles = [column for column in header.columns("heading") if column in cells and squeeze(cells[column].text)]
    for depth, column in enumerate(titles):
        draft.heading(question(cells[column], draft), where, level + min(depth, 1))
    written = empty = 0
    for column, cell in cells.items():
        kind = header.kinds.get(column, "text")
        if kind not in ("text", "action") and not (kind == "tick" and not is_mark(cell.text)):
            continue
        if no_answer(cell.text):
            empty += kind != "tick" and not cell.grids
            continue
        draft.heading(header.names.get(column, ""), where, level + 2)
        if header.of_actions and kind == "action":
            written += _actions(header, cells, column, draft, where)
        else:
            written += answer(cell.lines, draft, where, level + 3, rating=rating)
    for name, line in remarks:
        draft.heading(name, where, level + 2)
        written += draft.write([line], where, rating=rating)
    if written or not titles:  # else the row's heading is counted
        draft.counts[_ANSWERLESS] += empty
    if rating is not None and not written:
        _unsaid(cells[titles[-1]].text if titles else next(iter(header.names.values())), rating, draft, where)
    if (
        header.of_actions
        and not written
        and any(column in cells and not no_answer(cells[column].text) for column in header.columns(*_WHO_AND_WHEN))
    ):
        draft.left_out.append((where, "who or when without an action"))


def _leave_out(header: Header, cells: dict[int, Cell], draft: Draft, where: str) -> None:
    """List each column that holds no findings once, and count the guidance that is printed beside the questions."""
    for column in header.columns(*_LEFT_OUT):
        told = header.of_actions and header.kinds[column] in _WHO_AND_WHEN
        if not told and column in cells and not no_answer(cells[column].text) and column not in header.left_out:
            header.left_out.add(column)
            table = where.rpartition(", row ")[0]
            draft.left_out.append((f"{table}, column {header.names[column]!r}", _LEFT_OUT[header.kinds[column]]))
    for column in header.columns("guidance"):
        draft.counts[GUIDANCE] += len(pieces(cells[column].lines)) if column in cells else 0


def _rating(
    header: Header, cells: dict[int, Cell], draft: Draft, where: str
) -> tuple[str | None, list[tuple[str, Line]]]:
    """Return the judgement that a row's cells or ticks give, and what is said beside it, by column."""
    found = []
    remarks = []
    for column in header.columns("rating"):
        if column in cells and squeeze(cells[column].text):
            rating, rest = judgement(cells[column].text, draft, where)
            found += [rating] if rating is not None else []
            remarks += [(header.names[column], Line(rest, where))] if squeeze(rest) else []
    ticked = [
        header.names[column] for column in header.columns("tick") if column in cells and is_mark(cells[column].text)
    ]
    if len(ticked) > 1:
        draft.left_out.append((where, SEVERAL))
    elif ticked and not found:
        found = ticked
    return (found[0] if found else None), remarks


def _unsaid(label: str, rating: str, draft: Draft, where: str) -> None:
    """Take a row that judges without a word: the judgement on its section, if it is labelled so, or nobody's."""
    kind = judge(label)
    if kind is None:
        draft.counts[UNCARRIED] += 1
    else:
        judged(kind, label, [Cell((Line(rating, where),))], draft, where, TABLE_LEVEL)


def _actions(header: Header, cells: dict[int, Cell], column: int, draft: Draft, where: str) -> int:
    """Write a row's actions, a line each; who and when are told line by line where there are as many of them."""
    lines = pieces(cells[column].lines)
    owners, dues = ([_words(cells[at]) for at in header.columns(kind) if at in cells] for kind in ("owner", "due"))
    for at in header.columns("owner and due"):
        both = _apart(chosen(cells[at].text)) if at in cells else None
        if both is None and at in cells and chosen(cells[at].text):
            draft.left_out.append((where, _NOT_TOLD_APART))
        elif both is not None:
            owners, dues = [[both[0]]], [[both[1]]]
    return sum(
        draft.write([line], where, action=Action(_at(owners, position, len(lines)), _at(dues, position, len(lines))))
        for position, line in enumerate(lines)
    )


def _words(cell: Cell) -> list[str]:
    return [squeeze(line.text) for line in pieces(cell.lines) if not no_answer(line.text)]


def _at(told: list[list[str]], position: int, actions: int) -> str | None:
    words = told[0] if told else []
    if len(words) == actions:
        return words[position]
    return ", ".join(words) or None


def _apart(text: str) -> tuple[str, str] | None:
    """Part "TM, 3 May 2026" into who and when, if its end is a date."""
    for mark in re.finditer(r"\s*(?:[,;:–—-]|\bby\b)\s*", text):
        owner, due = text[: mark.start()], text[mark.end() :]
        if owner and parse_date(due) is not None:
            return owner, due
    return None


def read_case(header: Header, row: Row, draft: Draft, where: str, level: int) -> Case:
    """Read a row of a table of cases, under the headings that stand above the table."""
    cells = dict(row)
    known = {}
    for column, kind in header.kinds.items():
        if kind in AUDIT_COLUMNS and column in cells and chosen(cells[column].text):
            known[kind] = chosen(cells[column].text)
    if "audited_on" in known and parse_date(known["audited_on"]) is None:
        draft.left_out.append((where, "its date is not one we can read; the findings carry no date"))
        del known["audited_on"]
    own = draft.blank()
    read_row(header, row, own, where, level)
    own.finish()
    draft.left_out += own.left_out
    draft.counts += own.counts
    if all(block.kind == "heading" for block in own.blocks):
        draft.left_out.append((where, "no text in its cells: this case has no findings and is not counted"))
    return Case(known, own.blocks)
