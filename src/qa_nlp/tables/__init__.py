"""The doors between rooms: the columns of every table, their dtypes and their checks, in one place.

Every function that takes or returns one of these tables passes it through :func:`check`, so that a table an
analyst made or edited by hand is held to the same promises as one of ours.
"""

from qa_nlp.tables.checks import as_findings, check, empty, spans
from qa_nlp.tables.doors import (
    AGREEMENT,
    AUDIT_COLUMNS,
    CHANGES,
    CONTROL,
    DIRECTIONS,
    ERROR_RATES,
    FINDINGS,
    GRADES,
    HYPOTHESES,
    INDICATORS,
    NUMBER,
    POLARITIES,
    PREVALENCE,
    PROPORTION_COLUMNS,
    REFUSED,
    REVIEWED,
    SOURCES,
    TAGS,
    TEXT,
    TRENDS,
    TRUTHS,
    VERDICTS,
    Table,
    natural_order,
    prevalence_by,
)
from qa_nlp.tables.files import read_table, write_table

__all__ = [
    "AGREEMENT",
    "AUDIT_COLUMNS",
    "CHANGES",
    "CONTROL",
    "DIRECTIONS",
    "ERROR_RATES",
    "FINDINGS",
    "GRADES",
    "HYPOTHESES",
    "INDICATORS",
    "NUMBER",
    "POLARITIES",
    "PREVALENCE",
    "PROPORTION_COLUMNS",
    "REFUSED",
    "REVIEWED",
    "SOURCES",
    "TAGS",
    "TEXT",
    "TRENDS",
    "TRUTHS",
    "VERDICTS",
    "Table",
    "as_findings",
    "check",
    "empty",
    "natural_order",
    "prevalence_by",
    "read_table",
    "spans",
    "write_table",
]
