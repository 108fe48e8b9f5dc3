"""What is counted: units (cases, findings, documents) and whether each raises a theme as strength or concern."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from qa_nlp import tables
from qa_nlp.codebook import Codebook

UNITS = ("case_id", "finding_id", "document")
POLARITY_OF = {"strength": ("strength", "mixed"), "concern": ("concern", "mixed")}
"""Which tags raise a theme as a strength, which as a concern: a mixed one does both, a neutral one neither."""


@dataclass(frozen=True)
class Counted:
    """Units by group, and how many of each group's units raise each theme.

    ``units`` maps group → number of units, ``positive`` maps (group, theme, polarity) → number of units that raise
    it, ``members`` maps group → the units themselves, and ``excluded`` says how many findings could not be counted.
    """

    units: dict[str, int]
    positive: dict[tuple[str, str, str], int]
    members: dict[str, frozenset[str]]
    excluded: dict[str, int]


def count_units(findings: pd.DataFrame, tags: pd.DataFrame, by: str | None, unit: str, codebook: Codebook) -> Counted:
    """Count units and the themes they raise; a unit without tags counts as one that raises nothing.

    Raises
    ------
    ValueError
        If unit or by is not a column that can be counted by, if no finding has both, if a tag belongs to no finding,
        or if a tag has a theme that the codebook lacks.
    """
    findings = tables.check(findings, tables.FINDINGS)
    tags = tables.check(tags, tables.TAGS)
    codebook.check_ids(tags["theme"])
    if unit not in UNITS:
        raise ValueError(f"expected unit to be one of {', '.join(UNITS)}; found {unit!r}. Choose one of these.")
    if by is not None and by not in findings.columns:
        raise ValueError(
            f"expected by to be a column of the findings; found {by!r}. Choose one such as round or service."
        )
    lost = int((~tags["finding_id"].isin(findings["finding_id"])).sum())
    if lost:
        raise ValueError(
            f"expected every tag to belong to a finding; found {lost} without. Give the findings that were tagged."
        )
    group = findings[by].astype("string") if by is not None else pd.Series("all", index=findings.index, dtype="string")
    rows = pd.DataFrame({"finding_id": findings["finding_id"], "group": group, "unit": findings[unit]})
    excluded = {f"without {unit}": int(rows["unit"].isna().sum())}
    if by is not None:
        excluded[f"without {by}"] = int(rows["group"].isna().sum())
    rows = rows.dropna(subset=["group", "unit"])
    if rows.empty:
        missing = " and ".join(filter(None, (unit, by)))
        raise ValueError(
            f"expected findings with {missing}; found none among {len(findings)}. Fill the column(s), or choose "
            "another unit or by."
        )
    members = {str(name): frozenset(part["unit"]) for name, part in rows.groupby("group", sort=True)}
    raised = rows.merge(tags[["finding_id", "theme", "polarity"]], on="finding_id")
    positive: dict[tuple[str, str, str], int] = {}
    for polarity, kinds in POLARITY_OF.items():
        some = raised[raised["polarity"].isin(kinds)].drop_duplicates(["group", "unit", "theme"])
        for (name, theme), part in some.groupby(["group", "theme"]):
            positive[str(name), str(theme), polarity] = len(part)
    return Counted({name: len(units) for name, units in members.items()}, positive, members, excluded)
