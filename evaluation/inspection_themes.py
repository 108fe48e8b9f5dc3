"""Every theme: the library's own estimates and verdicts on the reports, and the concern balance."""

from __future__ import annotations

import numpy as np
import pandas as pd

import qa_nlp as qa
from evaluation.inspection_change import balance_change, both
from evaluation.inspection_counts import FIRST, LAST, Counts, cell, names_of
from evaluation.page import table
from evaluation.reports import ILACS, SIF, Inspections

_ROUNDS: dict[str, tuple[tuple[int, ...], ...]] = {
    SIF: ((2014,), (2015,), (2016,), (2017,), (2018,)),
    ILACS: ((2018, 2019), (2020, 2021, 2022), (2023, 2024), (2025, 2026)),
}
"""Years as rounds; those of the later framework together until each holds about fifty reports (2021 has seven)."""


def page(read: Inspections, tags: pd.DataFrame, counts: Counts, second: Counts) -> str:
    """Return the last part of the page."""
    moves = {how: _moves(read, tags, counts, how) for how in (None, "grade")}
    years = {framework: _by_year(read, tags, counts, framework) for framework in (SIF, ILACS)}
    columns: dict[str, list[str]] = {}
    for polarity in ("concern", "strength"):
        plain, like = (found.loc[polarity] for found in moves.values())
        columns[f"{polarity}s, {FIRST.name}"] = [f"{value * 100:.1f}" for value in plain["before"]]
        columns[f"{polarity}s, {LAST.name}"] = [f"{value * 100:.1f}" for value in plain["after"]]
        columns[f"{polarity}s: verdict"] = [str(verdict) for verdict in plain["verdict"]]
        columns[f"{polarity}s: same grades"] = [str(verdict) for verdict in like["verdict"]]
    for framework, found in years.items():
        columns[f"concerns by year, {framework}"] = [str(verdict) for verdict in found.loc["concern"]["verdict"]]
    index = pd.Index(names_of(counts.book), name="theme")
    everything, again = (balance_change(found, FIRST, LAST, "all") for found in (counts, second))
    grades, grades_again = (balance_change(found, FIRST, LAST, "grades") for found in (counts, second))
    balance = pd.DataFrame(
        {
            FIRST.name: [f"{value * 100:.0f}" for value in everything.before],
            LAST.name: [f"{value * 100:.0f}" for value in everything.after],
            "change": cell(everything.difference, sign="+"),
            "verdict": both(everything, again),
            "at the same grades": cell(grades.difference, sign="+"),
            "verdict at the same grades": both(grades, grades_again),
        },
        index=index,
    )
    plain = moves[None]
    concern, strength = (plain.loc[polarity, ["before", "after"]].astype(float) for polarity in ("concern", "strength"))
    corrected = concern / (concern + strength)
    moved = np.asarray(corrected["after"] - corrected["before"])
    alike = int((np.sign(moved) == np.sign(everything.difference.value)).sum())
    return "\n\n".join(
        [
            "## Every theme",
            f"Concerns and strengths in 100 statements: `qa.changes`, {FIRST.name} against {LAST.name}, and "
            f"`qa.trends` over the years of each framework as rounds ({SIF} 2014 to 2018; {ILACS} 2018-19, 2020-22, "
            "2023-24, 2025-26, about fifty reports each); corrected for the tagger's measured errors, clustered by "
            "report, false discovery rate 5% over 84 rows.",
            table(pd.DataFrame(columns, index=index)),
            f"Concern balance, counted. Of balances made of the corrected shares above, {alike} of {len(moved)} move "
            "the same way.",
            table(balance),
        ]
    )


def _moves(read: Inspections, tags: pd.DataFrame, counts: Counts, standardise: str | None) -> pd.DataFrame:
    """Return the library's comparison of the first period with the last, by polarity and theme."""
    periods = {
        link: period.name for period in (FIRST, LAST) for link in counts.reports.index[counts.of(period)]
    }  # fmt: skip
    findings = read.findings.assign(round=read.findings["document"].map(periods)).dropna(subset=["round"])
    own = tags[tags["finding_id"].isin(findings["finding_id"])]
    found = qa.changes(
        findings, own, before=FIRST.name, after=LAST.name, unit="finding_id", cluster="document", rates="reports",
        standardise=standardise, codebook=counts.book,
    )  # fmt: skip
    return _in_order(found[["polarity", "theme", "before", "after", "verdict"]], counts)


def _by_year(read: Inspections, tags: pd.DataFrame, counts: Counts, framework: str) -> pd.DataFrame:
    """Return the library's test of trend over the rounds of a framework, by polarity and theme."""
    round_of = {year: str(years) for years in _ROUNDS[framework] for year in years}
    findings = read.findings[read.findings["framework"] == framework]
    findings = findings.assign(round=findings["published"].dt.year.map(round_of))
    own = tags[tags["finding_id"].isin(findings["finding_id"])]
    found = qa.trends(
        findings, own, rounds=[str(years) for years in _ROUNDS[framework]],
        times=[float(np.mean(years)) for years in _ROUNDS[framework]], unit="finding_id", cluster="document",
        rates="reports", codebook=counts.book,
    )  # fmt: skip
    return _in_order(found[["polarity", "theme", "verdict"]], counts)


def _in_order(found: pd.DataFrame, counts: Counts) -> pd.DataFrame:
    index = pd.MultiIndex.from_product([("concern", "strength"), counts.book.ids])
    return found.set_index(["polarity", "theme"]).loc[index]
