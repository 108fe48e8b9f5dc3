"""What every table promises: its columns in order with their dtypes, which must be filled, which are unique."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from qa_nlp.codebook.indicator import BETTER

TRUTHS = ("raised", "opposite", "absent")
POLARITIES = ("strength", "concern", "mixed", "neutral")
DIRECTIONS = ("strength", "concern")
VERDICTS = ("up", "down", "no clear change", "too few to say")
MOVEMENTS = ("better", "worse", "steady")
BASES = ("counts", "process limits", "one step", "first period")
OUTCOMES = ("confirmed", "not confirmed", "cannot say", "not audited")

TEXT: Final = "string"
NUMBER: Final = "Float64"
COUNT: Final = "Int64"
DATE: Final = "datetime64[ns]"
YES_OR_NO: Final = "boolean"
SPANS: Final = "object"


@dataclass(frozen=True)
class Table:
    """What a table promises: its columns in order with their dtypes, which must be filled, which are unique."""

    name: str
    columns: dict[str, str]
    required: tuple[str, ...]
    key: tuple[str, ...]
    allowed: dict[str, tuple[str, ...]]


FINDINGS = Table(
    name="findings",
    columns={
        "finding_id": TEXT,
        "text": TEXT,
        "document": TEXT,
        "locator": TEXT,
        "heading": TEXT,
        "direction": TEXT,
        "rating": TEXT,
        "round": TEXT,
        "case_id": TEXT,
        "service": TEXT,
        "auditor": TEXT,
        "audited_on": DATE,
        "grade": TEXT,
        "programme": TEXT,
    },
    required=("finding_id", "text"),
    key=("finding_id",),
    allowed={"direction": DIRECTIONS},
)

TAGS = Table(
    name="tags",
    columns={
        "finding_id": TEXT,
        "theme": TEXT,
        "polarity": TEXT,
        "score": NUMBER,
        "polarity_score": NUMBER,
        "evidence": SPANS,
        "model": TEXT,
    },
    required=("finding_id", "theme", "polarity"),
    key=("finding_id", "theme"),
    allowed={"polarity": POLARITIES},
)

PREVALENCE = Table(
    name="prevalence",
    columns={
        "theme": TEXT,
        "polarity": TEXT,
        "round": TEXT,
        "n_units": COUNT,
        "n_positive": COUNT,
        "estimate": NUMBER,
        "low": NUMBER,
        "high": NUMBER,
        "method": TEXT,
    },
    required=("theme", "polarity", "n_units"),
    key=("theme", "polarity", "round"),
    allowed={"polarity": DIRECTIONS},
)

CHANGES = Table(
    name="changes",
    columns={
        "theme": TEXT,
        "polarity": TEXT,
        "n_before": COUNT,
        "n_after": COUNT,
        "before": NUMBER,
        "after": NUMBER,
        "difference": NUMBER,
        "low": NUMBER,
        "high": NUMBER,
        "p_value": NUMBER,
        "p_adjusted": NUMBER,
        "low_adjusted": NUMBER,
        "high_adjusted": NUMBER,
        "verdict": TEXT,
        "smallest_detectable": NUMBER,
        "method": TEXT,
    },
    required=("theme", "polarity", "verdict"),
    key=("theme", "polarity"),
    allowed={"polarity": DIRECTIONS, "verdict": VERDICTS},
)

TRENDS = Table(
    name="trends",
    columns={
        "theme": TEXT,
        "polarity": TEXT,
        "n_rounds": COUNT,
        "first": NUMBER,
        "last": NUMBER,
        "slope": NUMBER,
        "low": NUMBER,
        "high": NUMBER,
        "p_value": NUMBER,
        "p_adjusted": NUMBER,
        "low_adjusted": NUMBER,
        "high_adjusted": NUMBER,
        "verdict": TEXT,
        "method": TEXT,
    },
    required=("theme", "polarity", "verdict"),
    key=("theme", "polarity"),
    allowed={"polarity": DIRECTIONS, "verdict": VERDICTS},
)

_CHARTED = {
    "period": TEXT,
    "n_units": COUNT,
    "n_positive": COUNT,
    "estimate": NUMBER,
    "low": NUMBER,
    "high": NUMBER,
    "centre": NUMBER,
    "lower": NUMBER,
    "upper": NUMBER,
    "signal": TEXT,
    "method": TEXT,
}

CONTROL = Table(
    name="control",
    columns={"theme": TEXT, "polarity": TEXT, **_CHARTED},
    required=("theme", "polarity", "period"),
    key=("theme", "polarity", "period"),
    allowed={"polarity": DIRECTIONS},
)

GRADES = Table(name="grades", columns=_CHARTED, required=("period",), key=("period",), allowed={})

SOURCES = Table(
    name="sources",
    columns={
        "theme": TEXT,
        "polarity": TEXT,
        "by": TEXT,
        "source": TEXT,
        "n_units": COUNT,
        "n_positive": COUNT,
        "estimate": NUMBER,
        "low": NUMBER,
        "high": NUMBER,
        "p_value": NUMBER,
        "p_adjusted": NUMBER,
        "verdict": TEXT,
        "method": TEXT,
    },
    required=("theme", "polarity", "source", "verdict"),
    key=("theme", "polarity", "by", "source"),
    allowed={"polarity": DIRECTIONS, "verdict": ("differ", "no clear difference", "too few to say")},
)

AGREEMENT = Table(
    name="agreement",
    columns={
        "theme": TEXT,
        "polarity": TEXT,
        "n_units": COUNT,
        "n_raised": COUNT,
        "agreed": NUMBER,
        "alpha": NUMBER,
        "low": NUMBER,
        "high": NUMBER,
    },
    required=("theme", "polarity", "n_units"),
    key=("theme", "polarity"),
    allowed={"polarity": DIRECTIONS},
)

REVIEWED = Table(
    name="reviewed",
    columns={"finding_id": TEXT, "theme": TEXT, "polarity": TEXT, "probability": NUMBER, "stratum": TEXT},
    required=("finding_id",),
    key=("finding_id", "theme"),
    allowed={"polarity": POLARITIES},
)
"""What people found in the findings they checked: a row a finding and theme, and one without theme for a finding that
they read and that raises none. ``probability`` is that with which the finding's unit was drawn for review, ``stratum``
the part of the units it was drawn from; both empty for a simple random sample."""

ERROR_RATES = Table(
    name="error rates",
    columns={
        "theme": TEXT,
        "polarity": TEXT,
        "truth": TEXT,
        "n": COUNT,
        "flagged": COUNT,
        "spread": NUMBER,
    },
    required=("theme", "polarity", "truth", "n", "flagged"),
    key=("theme", "polarity", "truth"),
    allowed={"polarity": DIRECTIONS, "truth": TRUTHS},
)
"""How often a tagger raises a theme with a polarity (``flagged`` of ``n`` findings) where a reader raises it so, where
a reader raises the opposite alone, and where the theme is absent or neutral. ``spread`` is the intra-class correlation
between groups of findings (authorities, auditors): 0 if the tagger errs alike everywhere."""

INDICATORS = Table(
    name="indicators",
    columns={
        "indicator": TEXT,
        "period": TEXT,
        "period_start": DATE,
        "value": NUMBER,
        "numerator": COUNT,
        "denominator": COUNT,
        "target": NUMBER,
        "neighbours": NUMBER,
        "better": TEXT,
    },
    required=("indicator", "period", "value"),
    key=("indicator", "period"),
    allowed={"better": BETTER},
)

HYPOTHESES = Table(
    name="hypotheses",
    columns={
        "indicator": TEXT,
        "name": TEXT,
        "period": TEXT,
        "value": NUMBER,
        "previous": NUMBER,
        "target": NUMBER,
        "neighbours": NUMBER,
        "better": TEXT,
        "movement": TEXT,
        "basis": TEXT,
        "against_target": YES_OR_NO,
        "against_neighbours": YES_OR_NO,
        "flagged": YES_OR_NO,
        "reason": TEXT,
        "hypothesis": TEXT,
        "theme": TEXT,
        "round": TEXT,
        "estimate": NUMBER,
        "low": NUMBER,
        "high": NUMBER,
        "verdict": TEXT,
        "finding": TEXT,
    },
    required=("indicator", "period", "value", "basis", "reason"),
    key=("indicator", "theme"),
    allowed={"better": BETTER, "movement": MOVEMENTS, "basis": BASES, "verdict": VERDICTS, "finding": OUTCOMES},
)

ACTIONS = Table(
    name="actions",
    columns={
        "finding_id": TEXT,
        "text": TEXT,
        "owner": TEXT,
        "due": TEXT,
        "due_on": DATE,
        **dict.fromkeys(("document", "locator", "heading", "round", "case_id", "service"), TEXT),
    },
    required=("finding_id", "text"),
    key=("finding_id",),
    allowed={},
)
"""Findings that ask for something to be done: who is to do it (``owner``) and by when, as the document says it
(``due``) and as a date where it is one (``due_on``)."""

REFUSED = Table(
    name="refused",
    columns={"document": TEXT, "locator": TEXT, "reason": TEXT},
    required=("document", "reason"),
    key=(),
    allowed={},
)

DUPLICATES = Table(
    name="duplicates",
    columns={"document": TEXT, "same_as": TEXT, "n_findings": COUNT, "n_shared": COUNT, "share": NUMBER},
    required=("document", "same_as", "n_findings", "n_shared", "share"),
    key=("document", "same_as"),
    allowed={},
)
"""Pairs of documents that hold the same texts, whole or in large part."""


def prevalence_by(column: str | None) -> Table:
    """Return the promises of a prevalence table by another column than ``round``, or, for None, over all findings."""
    others = {name: dtype for name, dtype in PREVALENCE.columns.items() if name != "round"}
    if column is None:
        return replace(PREVALENCE, columns=others, key=("theme", "polarity"))
    columns = dict([*list(others.items())[:2], (column, TEXT), *list(others.items())[2:]])
    return replace(PREVALENCE, columns=columns, key=("theme", "polarity", column))


PROPORTION_COLUMNS = {"proportion_words": TEXT, "proportion_low": NUMBER, "proportion_high": NUMBER}
"""Columns that :func:`qa_nlp.words.proportions` adds to a findings table, with their dtypes."""

AUDIT_COLUMNS = ("round", "case_id", "service", "auditor", "audited_on", "grade", "programme")
"""Columns of the findings table that describe the audit a finding comes from."""


def natural_order(name: str) -> list[tuple[int, int, str]]:
    """Return a key that sorts names with their numbers as numbers, so that "stage 2" stands before "stage 10"."""
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"(\d+)", name) if part]
