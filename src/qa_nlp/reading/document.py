"""One file → its rows of the findings table, one after the other, and what was not read of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from qa_nlp.reading.blocks import Mapping, UnreadableError
from qa_nlp.reading.characters import unseen_reason, visible_row
from qa_nlp.reading.findings import Row, rows, with_ids
from qa_nlp.reading.formats import open_document
from qa_nlp.reading.sources import round_of


@dataclass(frozen=True)
class Options:
    """What the caller says of every document: names of columns and boxes, and where the round stands."""

    mapping: Mapping = field(default_factory=dict)
    round_from: str | None = None


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
    known = {"round": round_of(name, path, options.round_from)}
    unseen = 0

    def found() -> Iterator[Row]:
        nonlocal unseen
        for case in content.cases:
            for row in rows(case.blocks, name):
                cleaned, count = visible_row({**known, **case.known, **row})
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
    left_out = list(content.left_out)
    if unseen:
        left_out.append(("text", unseen_reason(unseen)))
    report.refused += [{"document": name, "locator": place, "reason": reason} for place, reason in left_out]
    if empty:
        raise UnreadableError("expected findings; found no text in it. Check that it is the right file.")


def _cannot_open(path: Path, error: Exception) -> str:
    return (
        f"expected a {path.suffix.lower()} file; found one that cannot be opened as such ({type(error).__name__}). "
        "Check that it opens in its own program, and save it again."
    )
