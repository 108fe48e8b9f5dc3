"""Whether concerns rise and fall with the grade that inspectors gave."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

import qa_nlp as qa
from evaluation import inspection_plots as plots
from evaluation.inspection_counts import Counts, cell, names_of
from evaluation.page import table
from evaluation.reports import GRADES, ILACS, SIF, Inspections
from evaluation.resampling import Found, auc, auc_limits, interval, rank_correlation, ratio

_FEWEST_REPORTS = 10  # fewer bear no interval from drawing authorities again
_FEWEST_JUDGEMENTS = 10  # on a theme in reports of a grade, for its balance to be drawn
_SHOWN = 12  # themes in the table of those that tell grades apart best
_PAIRS = (("inadequate", "good"), ("requires improvement", "good"), ("good", "outstanding"))


def page(read: Inspections, tags: pd.DataFrame, counts: Counts, rising: dict[str, pd.DataFrame], results: Path) -> str:
    """Return the part of the page about grades, and draw its plot (``rising``: of :func:`trends`)."""
    themes = by_theme(read, tags, counts)
    plots.by_grade(balances(counts), names_of(counts.book), results / "inspections_grades.png")
    last = themes.index[::-1][:4]
    known = counts.reports.loc[counts.reports["held_out"], "authority"].nunique()
    return "\n\n".join(
        [
            "## Concerns follow the grade",
            "Statements of 100 that raise a concern on any theme, by the report's overall grade (95% interval by "
            f"drawing authorities again; none for fewer than {_FEWEST_REPORTS} reports).",
            table(shares(counts)),
            "How well a report's concern balance alone (statements that raise a concern, of those that raise a concern "
            "or a strength) puts reports in the order of their grades. Area under the curve: the chance that a report "
            "of the first grade has the higher balance of the two; 0.5 is no better than a coin. Held out: the "
            f"{known} authorities that the tagger was tuned or tested on, and not trained on.",
            table(agreement(counts)),
            "Theme by theme, a trend test over the grades in order (share of statements, corrected for the tagger's "
            "measured errors; clustered by report; false discovery rate 5% over 84 rows):",
            table(verdicts(rising)),
            f"The {_SHOWN} themes that tell grades apart best: concerns in 100 statements by grade "
            f"({ILACS}, corrected), and the rank correlation over reports of the theme's concerns with the grade. "
            f"The least telling: {', '.join(map(str.lower, last))}.",
            table(themes.head(_SHOWN)),
            "![Concern balance by grade](inspections_grades.png)",
            f"Concern balance by theme and grade, {ILACS}: of 100 judgements on the theme (statements that raise it as "
            "a strength or as a concern), how many are concerns. Lines: 95% intervals; no mark: fewer than "
            f"{_FEWEST_JUDGEMENTS} judgements.",
        ]
    )


def trends(read: Inspections, tags: pd.DataFrame, counts: Counts) -> dict[str, pd.DataFrame]:
    """Return for each framework the library's test of trend with the grades as rounds, from best to worst."""
    result: dict[str, pd.DataFrame] = {}
    for framework in (ILACS, SIF):
        findings, own = _rounds(read, tags, framework)
        rounds = [grade for grade in GRADES if (findings["round"] == grade).any()]
        result[framework] = qa.trends(
            findings, own, rounds=rounds, unit="finding_id", cluster="document", rates="reports", codebook=counts.book
        )
    return result


def summary(counts: Counts, rising: dict[str, pd.DataFrame]) -> str:
    """Return in a sentence whether concerns follow the grade."""
    row, areas, themes = shares(counts).loc[ILACS], agreement(counts), verdicts(rising)
    by_grade = ", ".join(f"{row[grade].split(' (')[0]} in {grade} ones" for grade in GRADES)
    inadequate = areas.loc[ILACS, f"{_PAIRS[0][0]} above {_PAIRS[0][1]}"]
    return (
        f"**Concerns follow the grade.** Statements of 100 that raise a concern in {ILACS} reports: {by_grade}. A "
        f"report's balance of concerns puts an inadequate report above a good one with probability {inadequate!s}; it "
        f"is much the same under {SIF} and for authorities that the tagger was not trained on. With a worse grade "
        f"concerns rise for {themes.iloc[0, 0]!s} of {len(counts.book)} themes and fall for {themes.iloc[0, 1]!s}."
    )


def shares(counts: Counts) -> pd.DataFrame:
    """Return concern statements of 100 by grade, for each framework and for held-out authorities."""
    rows = {}
    for name, some in _sets(counts).items():
        cells = {}
        for grade in GRADES:
            of = some & (counts.reports["grade"] == grade).to_numpy(dtype=bool, na_value=False)
            share = ratio(counts.weight * of, counts.column("concern"), counts.column("statements"))
            shown = cell(interval(share))[0] if of.sum() >= _FEWEST_REPORTS else f"{share[0] * 100:.0f}"
            cells[grade] = f"{shown}; {of.sum()} reports" if of.any() else ""
        rows[name] = cells
    return pd.DataFrame(rows).T.rename_axis("reports of")


def agreement(counts: Counts) -> pd.DataFrame:
    """Return how well the concern balance of a report orders reports as their grades do."""
    rank = counts.reports["grade"].map({grade: place for place, grade in enumerate(GRADES)}).to_numpy(dtype=float)
    concern, strength = counts.column("concern"), counts.column("strength")
    balance = concern / np.maximum(concern + strength, 1)
    rows = {}
    for name, some in _sets(counts).items():
        graded = some & ~np.isnan(rank)
        weight = counts.weight[:, graded]
        found = interval(rank_correlation(weight, balance[graded], rank[graded]))
        row = {"graded reports": str(graded.sum()), "rank correlation": cell(found, 1, 2)[0]}
        for worse, better in _PAIRS:
            pair = graded & np.isin(rank, [GRADES.index(worse), GRADES.index(better)])
            positive = rank[pair] == GRADES.index(worse)
            row[f"{worse} above {better}"] = _area(counts.weight[:, pair], balance[pair], positive)
        rows[name] = row
    return pd.DataFrame(rows).T.rename_axis("reports of")


def by_theme(read: Inspections, tags: pd.DataFrame, counts: Counts) -> pd.DataFrame:
    """Return concerns in 100 statements by theme and grade, the themes that tell grades apart best first."""
    findings, own = _rounds(read, tags, ILACS)
    found = qa.prevalence(findings, own, unit="finding_id", cluster="document", rates="reports", codebook=counts.book)
    wide = found[found["polarity"] == "concern"].pivot_table("estimate", "theme", "round").astype(float)
    wide = wide.loc[list(counts.book.ids), list(GRADES)] * 100
    some = (counts.reports["framework"] == ILACS).to_numpy() & counts.reports["grade"].notna().to_numpy()
    rank = counts.reports.loc[some, "grade"].map(GRADES.index).to_numpy(dtype=float)
    share = counts.concern[some] / counts.column("statements")[some][:, None]
    wide["rank correlation"] = [rank_correlation(np.ones((1, len(rank))), column, rank)[0] for column in share.T]
    wide.index = pd.Index([counts.book.name(theme) for theme in wide.index], name="theme")
    wide = wide.sort_values("rank correlation", ascending=False)
    return wide.map("{:.2f}".format)


def balances(counts: Counts) -> dict[str, Found]:
    """Return the concern balance of every theme by grade (ILACS)."""
    rows = {}
    for grade in GRADES:
        of = (counts.reports["framework"] == ILACS) & (counts.reports["grade"] == grade)
        weight = counts.weight * of.to_numpy(dtype=bool, na_value=False)
        judged = counts.concern + counts.strength
        balance = ratio(weight, counts.concern, judged)
        balance[:, weight[0] @ judged < _FEWEST_JUDGEMENTS] = np.nan
        rows[grade] = interval(balance)
    return rows


def _sets(counts: Counts) -> dict[str, np.ndarray]:
    known = counts.reports["held_out"].to_numpy()
    result: dict[str, np.ndarray] = {}
    for framework in (ILACS, SIF):
        of = (counts.reports["framework"] == framework).to_numpy()
        result |= {framework: of, f"{framework}, held-out authorities": of & known}
    return result


def _rounds(read: Inspections, tags: pd.DataFrame, framework: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the graded statements of a framework, their grade as the round, and their tags."""
    findings = read.findings[(read.findings["framework"] == framework) & read.findings["grade"].notna()]
    return findings.assign(round=findings["grade"]), tags[tags["finding_id"].isin(findings["finding_id"])]


def verdicts(rising: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return how many themes rise and fall with the grade."""
    names = {"up": "rises as the grade worsens", "down": "falls"}
    rows = {
        f"{framework}, {polarity}s": found.loc[found["polarity"] == polarity, "verdict"].value_counts()
        for framework, found in rising.items()
        for polarity in ("concern", "strength")
    }
    frame = pd.DataFrame(rows).T.reindex(columns=["up", "down", "no clear change", "too few to say"]).fillna(0)
    return frame.astype(int).rename(columns=names).rename_axis("number of themes")


def _area(weight: np.ndarray, balance: np.ndarray, positive: np.ndarray) -> str:
    """Return the area under the curve with the wider of two intervals: authorities drawn again, and Newcombe's."""
    if not positive.any() or positive.all():
        return ""
    found = interval(auc(weight, balance, positive))
    low, high = auc_limits(float(found.value), int(positive.sum()), int((~positive).sum()))
    return cell(Found(found.value, np.minimum(found.low, low), np.maximum(found.high, high), found.error), 1, 2)[0]
