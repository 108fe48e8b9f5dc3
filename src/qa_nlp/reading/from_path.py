"""What a document's path says of its audit, by rules that the caller declares: round, case, date, service."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from qa_nlp.reading.columns import parse_date
from qa_nlp.tables import AUDIT_COLUMNS

PLACES = ("folder", "file", "sheet")
"""Where a fact may stand whole: the name of the folder, of the file without ending, or of a workbook's sheet."""


@dataclass(frozen=True)
class Rule:
    """An audit column and how it is found: a place, or a regular expression searched for in the path."""

    column: str
    how: str

    def find(self, name: str, sheet: str | None) -> str | None:
        """Return what the rule finds for a document of this name and a sheet of it, or None."""
        if self.how == "folder":
            return PurePosixPath(name).parent.name or None
        if self.how == "file":
            return PurePosixPath(name).stem or None
        if self.how == "sheet":
            return sheet
        match = re.search(self.how, name)
        if match is None:
            return None
        return (match[1] if match.groups() else match[0]) or None


def path_rules(from_path: Mapping[str, str] | None, round_from: str | None = None) -> tuple[Rule, ...]:
    """Return the rules of ``from_path``; ``round_from`` is short for its ``round``.

    Raises
    ------
    ValueError
        If a column is none of an audit's, a regular expression is none, or the round is declared twice.
    """
    declared = dict(from_path or {})
    if round_from is not None:
        if "round" in declared:
            raise ValueError(
                "expected one rule for the round; found round_from= and from_path={'round': ...}. Give one of them."
            )
        declared["round"] = round_from
    odd = [str(column) for column in declared if column not in AUDIT_COLUMNS]
    if odd:
        raise ValueError(
            f"from_path: expected columns among {', '.join(AUDIT_COLUMNS)}; found {', '.join(odd)}. Give our column on "
            "the left and where it stands on the right, as in from_path={'round': 'folder'}."
        )
    for column, how in declared.items():
        _check(column, how)
    return tuple(Rule(column, how) for column, how in declared.items())


def _check(column: str, how: object) -> None:
    kind = f"{', '.join(PLACES)} or a regular expression"
    if not isinstance(how, str) or not how:
        raise ValueError(f"from_path: expected {kind} for {column}; found {how!r}. Say where it stands in the path.")
    if how in PLACES:
        return
    try:
        re.compile(how)
    except re.error as error:
        raise ValueError(
            f"from_path: expected {kind} for {column}; found {how!r}, which is none ({error}). Correct it."
        ) from error


def path_facts(rules: Sequence[Rule], name: str, sheet: str | None) -> tuple[dict[str, str], list[str]]:
    """Return what the rules find (audit column → value), and the reasons why one found nothing that can be used."""
    facts: dict[str, str] = {}
    problems: list[str] = []
    for rule in rules:
        value = rule.find(name, sheet)
        if value is None:
            problems.append(f"no {rule.column} found in its path by {rule.how!r}")
        elif rule.column == "audited_on" and parse_date(value) is None:
            problems.append(f"the date found in its path by {rule.how!r} is not one we can read")
        else:
            facts[rule.column] = value
    return facts, problems
