"""One file → its rows of the findings table, one after the other, and what was not read of it."""

from __future__ import annotations

import collections.abc
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from qa_nlp.reading.blocks import Case, Mapping, UnreadableError
from qa_nlp.reading.boilerplate import boilerplate, without_boilerplate
from qa_nlp.reading.cells import Cells, check_cells, without_cells
from qa_nlp.reading.characters import unseen_reason, visible_row
from qa_nlp.reading.columns import check_mapping
from qa_nlp.reading.findings import Row, rows, with_ids
from qa_nlp.reading.formats import open_document
from qa_nlp.reading.from_path import Rule, path_facts, path_rules

_PATH = ", path"


@dataclass(frozen=True)
class Options:
    """What the caller says of every document: names of columns and boxes, what its path says, what a cell is."""

    mapping: Mapping = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    cells: Cells = "split"

    @classmethod
    def of(
        cls,
        columns: collections.abc.Mapping[str, str | list[str]] | None,
        from_path: collections.abc.Mapping[str, str] | None,
        round_from: str | None,
        cells: Cells,
    ) -> Options:
        """Check the arguments of these names of :func:`qa_nlp.read`.

        Raises
        ------
        ValueError
            If one of them names no column of ours or cannot be followed.
        """
        check_cells(cells)
        return cls(check_mapping(columns), path_rules(from_path, round_from), cells)


@dataclass
class Report:
    """What became of the parts of the documents that are no findings.

    Attributes
    ----------
    refused
        What was not read: rows of ``document``, ``locator`` (None for the whole) and ``reason``.
    actions
        Which findings are actions: rows of ``finding_id``, ``owner`` and ``due``.
    taken
        Document and part of it → the name of a column or box → what it was taken for.
    """

    refused: list[dict[str, str | None]] = field(default_factory=list)
    actions: list[dict[str, str | None]] = field(default_factory=list)
    taken: dict[str, dict[str, str]] = field(default_factory=dict)

    def unfound(self, rules: Iterable[Rule]) -> list[str]:
        """Return a line for each rule that was asked and found nothing in any document."""
        found = {
            column
            for part, taken in self.taken.items()
            if part.endswith(_PATH)
            for columns in taken.values()
            for column in columns.split(", ")
        }
        asked = [str(row["reason"]) for row in self.refused if row["locator"] == "path"]
        return [
            f"from_path: expected {rule.column} in the paths by {rule.how!r}; found it in none. Correct the rule."
            for rule in rules
            if rule.column not in found and any(reason.endswith(repr(rule.how)) for reason in asked)
        ]


def read_document(path: Path, name: str, options: Options, report: Report) -> Iterator[Row]:
    """Yield the findings of one file as rows with ids; what it holds besides is added to ``report``.

    The rows are made as they are taken, so that a large file is never held whole.

    Raises
    ------
    UnreadableError
        If the file cannot be read or holds no findings; the message never quotes it.
    """
    try:
        yield from _rows(path, name, options, report)
    except UnreadableError:
        raise
    except FileNotFoundError as error:
        raise UnreadableError("expected a file; found that it is gone since it was listed. Read again.") from error
    except PermissionError as error:
        raise UnreadableError(
            "expected a file that you may read; found that you may not. Ask its owner for it, or close the program "
            "that holds it open."
        ) from error
    except Exception as error:  # a damaged file may fail anywhere in its library, whose message may quote it
        raise UnreadableError(_cannot_open(path, error)) from error


def _rows(path: Path, name: str, options: Options, report: Report) -> Iterator[Row]:
    content = open_document(path, options.mapping)
    skipped: Counter[str] = Counter()
    from_path = _FromPath(name, options.rules)
    unseen = 0

    def found() -> Iterator[Row]:
        nonlocal unseen
        for case in content.cases:
            for row in _case_rows(case, name, options.cells, from_path, skipped):
                cleaned, count = visible_row(row)
                unseen += count
                cleaned["text"] = cleaned["text"].strip()
                if cleaned["text"]:
                    yield cleaned

    empty = True
    for row in with_ids(found()):
        empty = False
        action = row.pop("action")
        if action is not None:
            report.actions.append({"finding_id": row["finding_id"], "owner": action.owner, "due": action.due})
        yield row
    report.taken |= {f"{name}, {part}": taken for part, taken in content.taken.items()}
    if from_path.taken:
        report.taken[name + _PATH] = from_path.taken
    left_out = [
        *content.left_out,
        *(("boilerplate", f"{kind}: {count} block(s) or sentence(s)") for kind, count in skipped.items()),
        *(("path", reason) for reason in from_path.problems),
        *([("text", unseen_reason(unseen))] if unseen else []),
    ]
    report.refused += [{"document": name, "locator": place, "reason": reason} for place, reason in left_out]
    if empty:
        raise UnreadableError("expected findings; found no text in it. Check that it is the right file.")


def _case_rows(case: Case, name: str, cells: Cells, from_path: _FromPath, skipped: Counter[str]) -> Iterator[Row]:
    known = from_path.complete(case)
    for row in rows(list(without_boilerplate(without_cells(case.blocks, cells), skipped)), name):
        kind = boilerplate(row["text"])
        if kind is None:
            yield {**known, **row}
        else:
            skipped[kind] += 1


@dataclass
class _FromPath:
    """What one document's path says, and what became of it."""

    name: str
    rules: tuple[Rule, ...]
    taken: dict[str, str] = field(default_factory=dict)
    problems: dict[str, None] = field(default_factory=dict)

    def complete(self, case: Case) -> dict[str, str]:
        """Return what is known of a case: its own words, and where it has none what the path says."""
        asked = [rule for rule in self.rules if rule.column not in case.known]
        facts, problems = path_facts(asked, self.name, case.sheet)
        for column in facts:
            how = next(rule.how for rule in asked if rule.column == column)
            columns = self.taken.get(how, "").split(", ") if how in self.taken else []
            self.taken[how] = ", ".join(dict.fromkeys([*columns, column]))
        self.problems |= dict.fromkeys(problems)
        return {**facts, **case.known}


def _cannot_open(path: Path, error: Exception) -> str:
    return (
        f"expected a {path.suffix.lower()} file; found one that cannot be opened as such ({type(error).__name__}). "
        "Check that it opens in its own program, and save it again."
    )
