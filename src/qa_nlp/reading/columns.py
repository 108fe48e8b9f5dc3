"""Which column of a workbook, or which box of a form, holds what is known of an audit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
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
    return _normal(str(name))


@lru_cache(maxsize=4096)  # the rows of a sheet repeat its names and judgements
def _normal(name: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"[^\w\s]", " ", name.lower().replace("'", "").replace("’", ""))).strip()


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


_JUDGED = r"(?:rag )?(?:rating|grade|grading|score|judgement|judgment|rag)"
_SECTION_RATING = re.compile(rf"(?P<before>.+?) {_JUDGED}|{_JUDGED} (?:of|for|on) (?P<behind>.+)")


def rated_section(name: object) -> str | None:
    """Return the section that a column of ratings judges ("Chronology rating"), "" if it names none, None for others.

    The section is in the form of :func:`normal`.
    """
    text = normal(name)
    if text in RATING or re.fullmatch(_JUDGED, text):
        return ""
    match = _SECTION_RATING.fullmatch(text)
    return (match["before"] or match["behind"]) if match else None


def section_of(name: str) -> str:
    """Return the section that a column of ratings judges, as it is written: "Chronology" of "Chronology rating"."""
    return re.sub(rf"^\W*{_JUDGED} (?:of|for|on)\b|\b{_JUDGED}\W*$", "", name, flags=re.IGNORECASE).strip(" -–—:(")


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


# Of a date without its ordinals, commas, weekday and time, and with spaces for the marks between.
_DATE_FORMATS = ("%d %m %Y", "%d %m %y", "%d %B %Y", "%d %b %Y", "%d %B %y", "%d %b %y", "%B %d %Y", "%b %d %Y")
_LONGEST_DATE = 45  # characters: "Wednesday, 24th of September 2026, 10:30:00"
_NO_PART_OF_A_DATE = re.compile(
    r"(?<=\d)(?:st|nd|rd|th)\b|\bof\b|^(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b"
    r"|(?:\bat\s+|[T,\s])\s*\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?\s*(?:[ap]\.?m\.?)?\s*$",
    re.IGNORECASE,
)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ].*)?|(?:19|20)\d{6}")
_MONTH_FIRST = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-](?:\d{4}|\d{2})\b")


def parse_date(value: object) -> date | None:
    """Return a date from an ISO string, a datetime or a British way of writing one; None if it is none.

    Numbers alone are read as day, month, year: ``04/03/2026`` is 4 March (see :func:`month_first` for lists of dates
    that are written the American way).
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = str(value).strip()
    if len(text) > _LONGEST_DATE or not any(map(str.isdigit, text)):
        return None
    return _parse_date(text)


@lru_cache(maxsize=4096)  # a column of dates repeats them
def _parse_date(text: str) -> date | None:
    if _ISO.fullmatch(text):
        try:
            return datetime.fromisoformat(text).date()
        except ValueError:
            return None
    text = " ".join(re.sub(r"[/.,\-]", " ", _NO_PART_OF_A_DATE.sub(" ", text)).split())
    text = re.sub(r"\bsept\b", "Sep", text, flags=re.IGNORECASE)
    for form in ("%Y %m %d", *_DATE_FORMATS):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None


def month_first(texts: Iterable[str]) -> bool:
    """Tell whether dates are written the American way: one of them can only be read so ("03/25/2026")."""
    return any(match and int(match[1]) <= 12 < int(match[2]) <= 31 for match in map(_MONTH_FIRST.match, texts))


def day_or_month_first(text: str) -> bool:
    """Tell whether a date in numbers reads both ways ("03/04/2026")."""
    match = _MONTH_FIRST.match(text)
    return match is not None and int(match[1]) <= 12 and int(match[2]) <= 12 and match[1].zfill(2) != match[2].zfill(2)
