"""Lines of a text → the audits in it: a block of facts at its head, and cases named further down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from qa_nlp.reading.blocks import Mapping
from qa_nlp.reading.boilerplate import boilerplate
from qa_nlp.reading.case_block import CaseBlock, case_block, case_heading, case_line

_TITLES = 2  # lines that may stand above the block
_LONGEST_TITLE = 12  # words
_LONGEST_BLOCK = 40  # lines


@dataclass
class TextCase:
    """What is known of one audit, its lines, and the number of the first of them in the file."""

    known: dict[str, str]
    lines: list[str]
    first: int


@dataclass
class TextCases:
    """The audits of a text, what was taken for what, and what is in none of them."""

    cases: list[TextCase] = field(default_factory=list)
    taken: dict[str, str] = field(default_factory=dict)
    left_out: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class _Start:
    line: int
    known: dict[str, str]


def text_cases(lines: Sequence[str], mapping: Mapping, name: str) -> TextCases:
    """Divide a text into its audits.

    A block at the head without a case number holds for all of them; one with a number for its own. Another audit
    begins where a line names another case ("Case ID: C18"), or, where no line does, at each of two lines or more
    "Case 1", "Case 2", whose number counts within this text only and so goes by the name of the text.
    """
    lines = list(lines)
    found = TextCases()
    _drop_boilerplate(lines, found)
    starts, shared = _head(lines, mapping, found)
    starts += _named(lines, mapping, found, shared, starts[-1].known.get("case_id") if starts else None)
    if not any("case_id" in start.known for start in starts):
        starts += _numbered(lines, shared, name)
    if not starts or any(line.strip() for line in lines[: starts[0].line]):
        starts.insert(0, _Start(0, shared))
    ends = [start.line for start in starts[1:]] + [len(lines)]
    found.cases = [
        TextCase(start.known, lines[start.line : end], start.line + 1) for start, end in zip(starts, ends, strict=True)
    ]
    return found


def _drop_boilerplate(lines: list[str], found: TextCases) -> None:
    """Blank the lines that are boilerplate, so that a page's end does not stand in the middle of a sentence."""
    skipped: Counter[str] = Counter()
    for position, line in enumerate(lines):
        kind = boilerplate(line)
        if kind:
            skipped[kind] += 1
            lines[position] = ""
    found.left_out += [("boilerplate", f"{kind}: {count} line(s)") for kind, count in skipped.items()]


def _head(lines: list[str], mapping: Mapping, found: TextCases) -> tuple[list[_Start], dict[str, str]]:
    """Take the block at the head, and return where its case begins and what holds for every case."""
    written = [position for position, line in enumerate(lines) if line.strip()][: _TITLES + 1]
    for count, position in enumerate(written):
        block = _block(lines, position, mapping)
        if block is not None:
            _take(block, lines, position, found)
            for title in written[:count]:
                _make_heading(lines, title)
            own = "case_id" in block.known
            return [_Start(0, block.known)], {} if own else block.known
        if len(lines[position].split()) > _LONGEST_TITLE or lines[position].rstrip().endswith((".", ":", ";")):
            break
    return [], {}


def _make_heading(lines: list[str], position: int) -> None:
    """Mark the title of a form, or "Case 3", as the heading that it is."""
    if not lines[position].startswith("#"):
        lines[position] = f"# {lines[position].strip()}"


def _block(lines: list[str], position: int, mapping: Mapping) -> CaseBlock | None:
    """Return the block at a line; a line that names a case is one by itself."""
    block = case_block(lines[position : position + _LONGEST_BLOCK], mapping)
    number = case_line(lines[position], mapping)
    if block is None and number is not None:
        label = lines[position].partition(":")[0].strip(" #*_-\t")
        block = CaseBlock({"case_id": number}, {label: "case_id"}, n_lines=1)
    return block


def _take(block: CaseBlock, lines: list[str], position: int, found: TextCases) -> None:
    found.taken |= block.taken
    found.left_out += [(f"line {position + 1}", reason) for reason in block.left_out]
    lines[position : position + block.n_lines] = [""] * block.n_lines


def _named(
    lines: list[str], mapping: Mapping, found: TextCases, shared: dict[str, str], current: str | None
) -> list[_Start]:
    starts = []
    above: int | None = None  # the last line with something on it
    for position in range(len(lines)):
        number = case_line(lines[position], mapping)
        if number is not None and number != current:
            block = _block(lines, position, mapping) or CaseBlock({"case_id": number}, n_lines=1)
            titled = above is not None and case_heading(lines[above]) is not None
            _take(block, lines, position, found)
            begin = position
            if titled and above is not None:
                begin = above
                _make_heading(lines, above)
            starts.append(_Start(begin, {**shared, **block.known}))
            current = number
        elif number is not None:
            lines[position] = ""
            found.left_out.append((f"line {position + 1}", "names its case again"))
        if lines[position].strip():
            above = position
    return starts


def _numbered(lines: list[str], shared: dict[str, str], name: str) -> list[_Start]:
    numbers = {position: number for position, line in enumerate(lines) if (number := case_heading(line))}
    if len(numbers) < 2 or len(set(numbers.values())) < len(numbers):
        return []
    for position in numbers:
        _make_heading(lines, position)
    return [_Start(position, {**shared, "case_id": f"{name}, case {number}"}) for position, number in numbers.items()]
