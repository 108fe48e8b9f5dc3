"""Which column of a workbook, or which box of a form, holds what is known of an audit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from qa_nlp.tables import AUDIT_COLUMNS

NAMES: dict[str, tuple[str, ...]] = {
    "round": ("round", "audit round", "audit cycle", "cycle"),
    "case_id": (
        "case id", "case", "case number", "case no", "case ref", "case reference", "child id", "client id",
        "client reference", "person id", "unique id", "mosaic id", "liquidlogic id", "lcs id", "protocol number",
    ),
    "service": ("service", "service area", "team", "team name", "service team"),
    "auditor": ("auditor", "audited by", "name of auditor", "auditor name", "auditor code", "auditor role"),
    "audited_on": ("date", "audit date", "date of audit", "audited on", "date audited", "date audit completed"),
    "grade": (
        "overall judgement", "overall judgment", "overall grade", "overall rating", "audit grade", "grade",
        "judgement", "judgment", "final grade",
    ),
    "programme": ("programme", "audit programme", "audit type", "type of audit"),
}  # fmt: skip
"""Names that are recognised, best first, in lower case without punctuation."""

RATING = ("rating", "section rating", "section grade", "section judgement", "score", "grading")
"""Names of the box or column that holds the judgement on one section of a form."""

NOT_FINDINGS = (
    "name", "child", "child name", "childs name", "name of child", "initials", "child initials", "dob",
    "date of birth", "age", "gender", "sex", "ethnicity", "nhs number", "upn", "address", "legal status", "status",
    "social worker", "allocated worker", "allocated social worker", "worker", "manager", "team manager", "supervisor",
    "practice manager", "owner", "by whom", "by when", "due date", "month", "year", "id", "no", "number", "ref",
)  # fmt: skip
"""Columns about a person or a deadline: they are no findings and are left out, by name."""


def normal(name: object) -> str:
    """Return a label in lower case, without punctuation and doubled spaces."""
    return re.sub(r"\s+", " ", re.sub(r"[^\w\s]", " ", str(name).lower().replace("'", "").replace("’", ""))).strip()


def recognise(names: Iterable[object]) -> dict[str, str]:
    """Return audit column → the name among ``names`` that holds it; of several candidates the best known one."""
    by_normal: dict[str, str] = {}
    for name in names:
        by_normal.setdefault(normal(name), str(name))
    found = {}
    for column, known in NAMES.items():
        match = next((by_normal[name] for name in known if name in by_normal), None)
        if match is not None:
            found[column] = match
    return found


def known_label(name: object) -> str | None:
    """Return the audit column that one label stands for, or None."""
    return next(iter(recognise([name])), None)


def check_mapping(columns: Mapping[str, Any] | None) -> dict[str, list[str]]:
    """Return the caller's mapping (our column → their name or names) with lists of names.

    Raises
    ------
    ValueError
        If a key is not a column that can be mapped.
    """
    allowed = (*AUDIT_COLUMNS, "text")
    mapping = {
        key: [value] if isinstance(value, str) else [str(v) for v in value] for key, value in (columns or {}).items()
    }
    odd = [key for key in mapping if key not in allowed]
    if odd:
        raise ValueError(
            f"columns: expected keys among {', '.join(allowed)}; found {', '.join(map(str, odd))}. "
            "Give our column on the left and your workbook's on the right, as in columns={'case_id': 'Client ref'}."
        )
    for key, value in mapping.items():
        if key != "text" and len(value) != 1:
            raise ValueError(f"columns: expected one name for {key}; found {len(value)}. Only 'text' can take several.")
    return mapping


_DATE_FORMATS = (
    "%d/%m/%Y",
    "%d/%m/%y",
    "%d.%m.%Y",
    "%d.%m.%y",
    "%d-%m-%Y",
    "%d %B %Y",
    "%d %b %Y",
    "%d-%b-%Y",
    "%d-%b-%y",
)


def parse_date(value: object) -> date | None:
    """Return a date from an ISO string, a datetime or a British way of writing one; None if it is none."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value).strip()
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        pass
    text = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", text)
    for form in _DATE_FORMATS:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None
