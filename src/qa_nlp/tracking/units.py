"""What is counted: units (cases, findings, documents) and how many of their findings raise each theme."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from qa_nlp import tables
from qa_nlp.codebook import Codebook

UNITS = ("case_id", "finding_id", "document")
POLARITY_OF = {"strength": ("strength", "mixed"), "concern": ("concern", "mixed")}
"""Which tags raise a theme as a strength, which as a concern: a mixed one does both, a neutral one neither."""


@dataclass(frozen=True)
class Units:
    """The units of every group, and what their findings raise.

    Attributes
    ----------
    groups
        Names of the groups (rounds), in sorted order.
    group, unit, n_findings
        For each of the N units: its group's place in ``groups``, its name, and how many findings it has. A unit that
        stands in two groups (a case that was audited twice) is a row in each.
    cluster
        For each unit a number that units of one cluster share, in whatever group they stand.
    stratum
        For each unit the value of the column to standardise by ("" where that is not asked for).
    hits
        N x themes x 2: findings of the unit that raise the theme as a strength and as a concern.
    row_of
        Finding → the unit's row, for the findings that are counted.
    excluded
        Why findings are not counted → how many.
    """

    groups: tuple[str, ...]
    group: np.ndarray
    unit: np.ndarray
    n_findings: np.ndarray
    cluster: np.ndarray
    stratum: np.ndarray
    hits: np.ndarray
    row_of: pd.Series
    excluded: dict[str, int]

    @property
    def flagged(self) -> np.ndarray:
        """N x (themes * 2): whether at least one finding of the unit raises the theme so."""
        return self.hits.reshape(len(self.hits), -1) > 0

    def members(self, name: str) -> frozenset[str]:
        """Return the units of a group."""
        return frozenset(self.unit[self.group == self.groups.index(name)])

    def only(self, names: tuple[str, ...]) -> Units:
        """Return the units of some groups, in the order of ``names``."""
        places = [self.groups.index(name) for name in names]
        rows = np.concatenate([np.flatnonzero(self.group == place) for place in places])
        number = pd.Series(np.arange(len(rows)), index=rows)
        kept = self.row_of[self.row_of.isin(number.index)]
        return Units(
            groups=names,
            group=np.concatenate([np.full((self.group == place).sum(), new) for new, place in enumerate(places)]),
            unit=self.unit[rows],
            n_findings=self.n_findings[rows],
            cluster=np.unique(self.cluster[rows], return_inverse=True)[1],
            stratum=self.stratum[rows],
            hits=self.hits[rows],
            row_of=kept.map(number),
            excluded=self.excluded,
        )


def count_units(
    findings: pd.DataFrame,
    tags: pd.DataFrame,
    by: str | None,
    unit: str,
    codebook: Codebook,
    *,
    cluster: str | None = None,
    stratum: str | None = None,
) -> Units:
    """Count units and the themes they raise; a unit without tags counts as one that raises nothing.

    A unit whose findings name several clusters (two auditors on one case) is of the cluster of both together; one
    that names none is a cluster of its own.

    Raises
    ------
    ValueError
        If unit, by, cluster or stratum is not a column that can be counted by, if no finding has all of them, if a
        unit is in two strata, if a tag belongs to no finding, or if a tag has a theme that the codebook lacks.
    """
    findings = tables.check(findings, tables.FINDINGS)
    tags, finding_of = tags_of(findings, tags)
    codebook.check_ids(tags["theme"].unique())
    check_unit(unit)
    for name, column in (("by", by), ("cluster", cluster), ("standardise", stratum)):
        check_column(findings, name, column)
    rows = pd.DataFrame(
        {
            "finding_id": findings["finding_id"],
            "group": "all" if by is None else findings[by].astype("string"),
            "unit": findings[unit],
            "cluster": pd.NA if cluster is None else findings[cluster].astype("string"),
            "stratum": "" if stratum is None else findings[stratum].astype("string"),
        }
    )
    needed = {"unit": unit, "group": by, "stratum": stratum}
    excluded = {
        f"without {column}": int(rows[name].isna().sum()) for name, column in needed.items() if column is not None
    }
    kept = rows[list(needed)].notna().all(axis=1).to_numpy()
    rows = rows[kept]
    if rows.empty:
        missing = " and ".join(filter(None, needed.values()))
        raise ValueError(
            f"expected findings with {missing}; found none among {len(findings)}. Fill the column(s), or choose "
            "another unit or by."
        )
    # The tags' findings by their place among those that are counted.
    place = (np.cumsum(kept) - 1)[finding_of]
    return _counted(rows, tags.assign(place=place)[kept[finding_of]], codebook, excluded, stratum)


def check_unit(unit: str) -> None:
    """Raise ``ValueError`` if it is nothing that can be counted."""
    if unit not in UNITS:
        raise ValueError(f"expected unit to be one of {', '.join(UNITS)}; found {unit!r}. Choose one of these.")


def check_column(findings: pd.DataFrame, argument: str, column: str | None) -> None:
    """Raise ``ValueError`` if an argument names a column that the findings lack."""
    if column is not None and column not in findings.columns:
        raise ValueError(
            f"expected {argument} to be a column of the findings; found {column!r}. Choose one such as round or "
            "service."
        )


def tags_of(findings: pd.DataFrame, tags: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the tags table checked and the place of each tag's finding; ``ValueError`` for tags of no finding."""
    tags = tables.check(tags, tables.TAGS)
    tags.attrs = {}  # pandas copies them, the long list of unsure findings too, whenever a column is taken
    finding_of = pd.Index(findings["finding_id"].astype(object)).get_indexer(tags["finding_id"].astype(object))
    lost = int((finding_of < 0).sum())
    if lost:
        raise ValueError(
            f"expected every tag to belong to a finding; found {lost} without. Give the findings that were tagged."
        )
    return tags, finding_of


def _counted(
    rows: pd.DataFrame, tags: pd.DataFrame, codebook: Codebook, excluded: dict[str, int], stratum: str | None
) -> Units:
    places = rows.groupby(["group", "unit"], sort=True)
    unit_row = places.ngroup().to_numpy()
    row_of = pd.Series(unit_row, index=rows["finding_id"].to_numpy(dtype=object))
    known = places.agg(
        n_findings=("finding_id", "size"), stratum=("stratum", "first"), strata=("stratum", "nunique")
    ).reset_index()
    torn = int((known["strata"] > 1).sum())
    if torn:
        raise ValueError(
            f"expected every unit to have one {stratum}; found {torn} with several. Correct the column, or "
            "standardise by another."
        )
    groups = sorted(map(str, known["group"].unique()))
    hits = np.zeros((len(known), len(codebook), len(POLARITY_OF)), dtype=np.int32)
    column_of = {theme: column for column, theme in enumerate(codebook.ids)}
    row = unit_row[tags["place"].to_numpy()]
    column = tags["theme"].map(column_of).to_numpy(dtype=np.int64)
    polarity = tags["polarity"].to_numpy(dtype=object)
    for place, kinds in enumerate(POLARITY_OF.values()):
        some = np.isin(polarity.astype(str), kinds)
        np.add.at(hits[:, :, place], (row[some], column[some]), 1)
    return Units(
        groups=tuple(groups),
        group=known["group"].map({name: place for place, name in enumerate(groups)}).to_numpy(dtype=int),
        unit=known["unit"].to_numpy(dtype=object),
        n_findings=known["n_findings"].to_numpy(dtype=int),
        cluster=_clusters(rows, row_of, known),
        stratum=known["stratum"].to_numpy(dtype=object),
        hits=hits,
        row_of=row_of,
        excluded=excluded,
    )


def _clusters(rows: pd.DataFrame, row_of: pd.Series, known: pd.DataFrame) -> np.ndarray:
    """Return the cluster of every unit as a number; a unit that names none is one with itself in other groups."""
    named = rows.assign(row=row_of.to_numpy()).dropna(subset=["cluster"])
    once = named.drop_duplicates(["row", "cluster"]).sort_values(["row", "cluster"])
    torn = once["row"].duplicated(keep=False)
    label = pd.concat([once[~torn].set_index("row")["cluster"], once[torn].groupby("row")["cluster"].agg("\n".join)])
    label = "named " + label.astype("string")
    alone = "unit " + known["unit"].astype("string")
    return np.asarray(pd.factorize(label.reindex(known.index).fillna(alone))[0])
