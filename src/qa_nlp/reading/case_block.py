"""Lines of label and value at the head of a text ("Case ID: C17", "Auditor: QA1") → what is known of an audit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from qa_nlp.reading.blocks import Mapping, squeeze
from qa_nlp.reading.columns import NOT_FINDINGS, known_label, normal, parse_date

_LINE = re.compile(r"^\W{0,4}(?P<label>[^\W\d_][^:]{1,40}?)\s*[*_]{0,2}:[*_]{0,2}\s*(?P<value>\S.*)?$")
_LONGEST_VALUE = 8  # words; a longer value is what an auditor wrote about it
_FEWEST = 2  # lines that make a block; one alone may be a note ("Grade: generous")
_CASE_ID = re.compile(r"(?=\S*\d)[\w./-]{1,20}")
_NUMBERED = re.compile(r"^\W{0,4}case\s+(?:no\.?\s*|number\s+|#\s*)?(?P<number>\d{1,3}|[A-Z])\W*$", re.IGNORECASE)


@dataclass
class CaseBlock:
    """What a block of lines says of an audit, and how many lines it has."""

    known: dict[str, str] = field(default_factory=dict)
    taken: dict[str, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    n_lines: int = 0


def case_block(lines: Sequence[str], mapping: Mapping) -> CaseBlock | None:
    """Read the block that the lines begin with, blank lines aside; None if they begin with none.

    A block has two lines or more whose labels are known, one of them a column of the findings table. Labels about a
    person ("Name", "DOB") belong to it and are left out, by name.
    """
    block = CaseBlock()
    count = 0
    for position, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        match = _LINE.match(line.strip())
        label = squeeze(match["label"]) if match else ""
        column = _column(label, mapping)
        value = squeeze(match["value"] or "").strip("*_ ") if match else ""
        if not label or not (column or normal(label) in NOT_FINDINGS) or not _is_value(value):
            break
        count += 1
        block.n_lines = position
        if column is None:
            block.left_out.append(f"label {label!r}: a fact about the case that the findings table has no column for")
        elif column == "audited_on" and value and parse_date(value) is None:
            block.left_out.append(f"label {label!r}: its date is not one we can read; the findings carry no date")
        elif value and column not in block.known:
            block.known[column] = value
            block.taken[label] = column
    return block if count >= _FEWEST and block.known else None


def case_line(line: str, mapping: Mapping) -> str | None:
    """Return the number of a case where a line further down names it beyond doubt ("Case ID: C18"), else None."""
    match = _LINE.match(line.strip())
    if match is None or _column(squeeze(match["label"]), mapping) != "case_id":
        return None
    value = squeeze(match["value"] or "").strip("*_ ")
    return value if _CASE_ID.fullmatch(value) else None


def case_heading(line: str) -> str | None:
    """Return the number in a line that is nothing but "Case 3", else None."""
    match = _NUMBERED.match(line.strip())
    return match["number"].upper() if match else None


def _column(label: str, mapping: Mapping) -> str | None:
    named = {normal(name): column for column, names in mapping.items() if column != "text" for name in names}
    return named.get(normal(label)) or known_label(label)


def _is_value(value: str) -> bool:
    return len(value.split()) <= _LONGEST_VALUE and not re.search(r"[a-z]{3}[.!?]$", value)
