"""`redact`: a findings table without the names and numbers of people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

import pandas as pd

from qa_nlp import tables
from qa_nlp.redacting.engine import RULES, installed_model
from qa_nlp.redacting.engine import spans as spans_of
from qa_nlp.redacting.kinds import Span, joined
from qa_nlp.redacting.known import Known
from qa_nlp.redacting.lexicon import folded
from qa_nlp.redacting.placeholders import Placeholders

COLUMNS = ("text", "heading")


def redact(
    findings: pd.DataFrame | Sequence[str],
    *,
    columns: Sequence[str] = COLUMNS,
    keep: Collection[str] = (),
) -> pd.DataFrame:
    """Replace the names and numbers of people in findings by placeholders such as "[name 1]" and "[postcode 2]".

    Replaced are names, initials in use as names, dates of birth, street addresses, postcodes, phone numbers, e-mail
    addresses, NHS, unique pupil, National Insurance and case numbers, and schools that are named. They are found by
    rules (lists, cues, check digits) run by Microsoft Presidio, and by the English spaCy model ``en_core_web_*`` if
    one is installed; none is ever downloaded. Case numbers and auditors of the table's own columns are replaced
    wherever they stand in its texts.

    The same person or number has the same placeholder in all findings of a case (of a document where no case is named;
    of a finding where there is neither), numbered in the order of appearance. Numbers begin anew in every case, so that
    nothing can be linked across cases, and no key is kept. No rule finds everything: a person must still read what is
    to leave the team. How much is found stands in ``evaluation/results/redaction.md``.

    Only the columns named are changed. ``case_id``, ``auditor``, ``document`` and ``locator`` stay as they are, for
    counting and tracing back need them: drop them from a table that you share.

    Parameters
    ----------
    findings
        A findings table, or a list of texts (whose ids are then "0", "1", ...).
    columns
        Which columns of text to read, in this order.
    keep
        Words never to replace, such as the council's name; case and accents do not count.

    Returns
    -------
    DataFrame
        The table with the same rows and columns. ``attrs["redacted"]`` counts what was replaced by column and kind;
        ``attrs["redacted_by"]`` names the spaCy model, or says "rules alone".

    Raises
    ------
    ValueError
        If ``findings`` is not a findings table, or a column is not one of text.

    Examples
    --------
    >>> table = redact(["Mum (Karen) rang, 07700 900123", "KB told Karen so"])
    >>> table["text"].tolist()
    ['Mum ([name 1]) rang, [phone 1]', '[initials 1] told [name 1] so']
    >>> table.attrs["redacted"]
    {'text': {'initials': 1, 'name': 2, 'phone': 1}}
    """
    result = tables.as_findings(findings)
    _check_columns(result, columns)
    return _redacted(result, Known(result), columns, keep)


def redact_some(findings: pd.DataFrame, ids: Collection[str]) -> pd.DataFrame:
    """Return the findings of these ids alone, redacted in text and document name, for want of time for the others.

    Case numbers and auditors are those of the whole table. Numbers count what these findings name. A document's name
    keeps its case's number, which leads back to it.
    """
    some = findings[findings["finding_id"].isin(ids)].reset_index(drop=True)
    known = Known(findings)
    texts = _redacted(some, known, ("text",), ())
    names = _redacted(some, Known(some.head(0)), ("document",), [str(case) for case in findings["case_id"].dropna()])
    return texts.assign(document=names["document"])


def _redacted(findings: pd.DataFrame, known: Known, columns: Sequence[str], keep: Collection[str]) -> pd.DataFrame:
    result = findings.copy()
    model = installed_model()
    kept = {folded(word) for word in keep}
    cells = {column: [None if pd.isna(value) else str(value) for value in result[column]] for column in columns}
    found = {column: _spans(cells[column], model, known, kept) for column in columns}
    for rows in _groups(findings):
        texts = [(column, row, text) for row in rows for column in columns if (text := cells[column][row]) is not None]
        placeholders = Placeholders(text for _, _, text in texts)
        for column, row, text in texts:
            cells[column][row] = placeholders.replaced(text, found[column][row])
    for column in columns:
        result[column] = pd.array(cells[column], dtype=tables.TEXT)
    counts = {column: Counter(span.kind for row in found[column] for span in row) for column in columns}
    result.attrs["redacted"] = {column: dict(sorted(kinds.items())) for column, kinds in counts.items()}
    result.attrs["redacted_by"] = model or RULES
    return result


def _check_columns(findings: pd.DataFrame, columns: Sequence[str]) -> None:
    if isinstance(columns, str):
        raise ValueError("expected a list of columns; found one string. Put it in a list.")
    ids = ("finding_id", "case_id")  # counting and tracing back need them as they are
    allowed = [name for name in findings if pd.api.types.is_string_dtype(findings[name].dtype) and name not in ids]
    for column in columns:
        if column not in allowed:
            raise ValueError(
                f"expected columns of text; found {column!r}. Choose among {', '.join(map(str, allowed))}."
            )


def _spans(cells: list[str | None], model: str | None, known: Known, kept: set[str]) -> list[list[Span]]:
    different = list(dict.fromkeys(cell for cell in cells if cell))  # forms repeat their headings
    found = dict(zip(different, spans_of(different, model), strict=True))
    result = {
        text: [
            span
            for span in joined([*found[text], *known.spans(text)])
            if folded(text[span.start : span.end]) not in kept
        ]
        for text in different
    }
    return [result[cell] if cell else [] for cell in cells]


def _groups(findings: pd.DataFrame) -> list[list[int]]:
    """Return the rows of each case, of each document without cases, and of each finding without either."""
    groups: dict[tuple[str, str], list[int]] = {}
    names = zip(findings["case_id"], findings["document"], strict=True)
    for row, (case, document) in enumerate(names):
        key = (
            ("case", str(case))
            if pd.notna(case)
            else ("document", str(document))
            if pd.notna(document)
            else ("row", str(row))
        )
        groups.setdefault(key, []).append(row)
    return list(groups.values())
