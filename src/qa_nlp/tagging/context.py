"""What stands above a finding and is read with it: "Is the plan SMART?" over "No", a direction over "Interpreters"."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

_MOST_WORDS = 24  # of headings; what a form prints in one is longer than that only where it instructs the auditor
_LEVELS = 2  # the deepest headings of a path: a section and its part ("History > Evidence")
_PATH = " > "


def inputs(findings: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Return what an encoder reads of a findings table: what stands above each finding, and its text."""
    heading, direction = (
        findings[column].astype(object).where(findings[column].notna(), None).tolist()
        for column in ("heading", "direction")
    )
    return contexts(heading, direction), findings["text"].tolist()


def contexts(headings: Sequence[str | None], directions: Sequence[str | None]) -> list[str]:
    """Return for each finding the direction and the deepest headings above it, or an empty string."""
    above = list(zip(headings, directions, strict=True))
    read = {  # the same few headings stand above most findings
        pair: ": ".join(part for part in (pair[1], _topic(pair[0])) if part) for pair in set(above)
    }
    return [read[pair] for pair in above]


def _topic(heading: str | None) -> str:
    if not heading:
        return ""
    words = ". ".join(heading.split(_PATH)[-_LEVELS:]).split()
    return " ".join(words[-_MOST_WORDS:])
