"""What changed from 2014 to 2026, like compared with like as far as the reports allow."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from evaluation import inspection_plots as plots
from evaluation.inspection_counts import FIRST, LAST, MIDDLE, Counts, Period, cell, names_of
from evaluation.page import table
from evaluation.reports import GRADES, ILACS, SIF
from evaluation.resampling import Found, interval, p_values, ratio, standardised
from qa_nlp.tracking.significance import adjusted_confidence, adjusted_p, verdicts
from qa_nlp.tracking.spc import control_limits, signals

How = Literal["all", "grades", "authorities"]
_SIGNIFICANCE = 0.05
_FEWEST = 30  # judgements on a theme in either period; with fewer its balance is not compared
_MOST = 8  # themes in the tables of those that changed most
_FEWEST_REPORTS = 3  # of a grade in a year, to be drawn


class Move(NamedTuple):
    """A figure before and after, the difference with its interval, and what can be said (arrays by theme)."""

    before: np.ndarray
    after: np.ndarray
    difference: Found
    verdict: np.ndarray


def page(counts: Counts, second: Counts, results: Path) -> str:
    """Return the part of the page about change, and draw its plots (``second``: by another model's tags)."""
    everything, grades = (balance_change(counts, FIRST, LAST, how) for how in ("all", "grades"))
    panels = {"all reports": _drawn(everything), "at the same mix of grades": _drawn(grades)}
    periods = (FIRST.name, LAST.name)
    plots.changed(panels, names_of(counts.book), periods, results / "inspections_change.png")
    plots.yearly({framework: chart(counts, framework) for framework in (SIF, ILACS)}, results / "inspections_years.png")
    return "\n\n".join(
        [
            f"## What changed: {FIRST.name} against {LAST.name}",
            "Statements of 100 that raise a concern on any theme. The years are pooled so that each period has reports "
            f"of every grade; {MIDDLE.name} are the first two years of the framework in use now. Same grades: each "
            "period is given the mix of good, requires improvement and inadequate reports of all three together "
            "(outstanding and ungraded reports are left out). Same authorities: those inspected in both the first and "
            "the last period.",
            table(overall(counts)),
            "![Concerns by year](inspections_years.png)",
            "Filled marks signal (beyond three standard deviations, a run or a trend; p'-chart, limits of each "
            f"framework its own; with so few years they are rough). By grade: years with {_FEWEST_REPORTS} "
            "reports of it or more.",
            "Concern balance by theme, as in the first picture. It does not depend on how long reports are, or on how "
            "much they say about a theme. The largest changes, then the themes that did not clearly change; verdicts "
            f"at a false discovery rate of 5% over all themes with {_FEWEST} judgements or more in both periods, and "
            "where the fast model's tags give another verdict, it stands beside.",
            table(most_changed(counts, second, everything, grades)),
            "![Change of concern balance by theme](inspections_change.png)",
            "Solid: a clear change by the accurate model's tags; dotted: none.",
            "What reports write about: judgements on the theme for every 100 statements that judge anything. The "
            "largest rises and falls, as a ratio.",
            table(attention(counts)),
        ]
    )


def overall(counts: Counts) -> pd.DataFrame:
    """Return concern statements of 100 in each period, and the changes, in three ways of comparing."""
    top, bottom = counts.column("concern"), counts.column("statements")
    titles: dict[How, str] = {"all": "all reports", "grades": "same grades", "authorities": "same authorities"}
    rows = {}
    for how, title in titles.items():
        share = {}
        row = {}
        for period in (FIRST, MIDDLE, LAST):
            weight = weights(counts, period, how)
            share[period] = ratio(weight, top, bottom)
            text = f"{cell(interval(share[period]))[0]}; {(weight[0] > 0).sum()} reports"
            row[f"{period.name} ({period.framework})"] = text
        row[f"{FIRST.name} to {LAST.name}"] = cell(interval(share[LAST] - share[FIRST]), sign="+")[0]
        row[f"{MIDDLE.name} to {LAST.name}"] = cell(interval(share[LAST] - share[MIDDLE]), sign="+")[0]
        rows[title] = row
    return pd.DataFrame(rows).T.rename_axis("compared")


def weights(counts: Counts, period: Period, how: How) -> np.ndarray:
    """Return how much each report counts in every draw (draws x reports; 0 outside the period)."""
    weight = counts.weight * counts.of(period)
    if how == "all":
        return np.asarray(weight)
    if how == "authorities":
        ends = [set(counts.reports.loc[counts.of(end), "authority"]) for end in (FIRST, LAST)]
        return np.asarray(weight * counts.reports["authority"].isin(ends[0] & ends[1]).to_numpy())
    compared = np.any([counts.of(each) for each in (FIRST, MIDDLE, LAST)], axis=0)
    common = set.intersection(
        *(set(counts.reports.loc[counts.of(each), "grade"].dropna()) for each in (FIRST, MIDDLE, LAST))
    )
    sizes = counts.reports[compared].groupby("grade")["statements"].sum()
    mix = sizes[sizes.index.isin(common)]
    return standardised(weight, counts.reports["grade"], counts.column("statements"), mix / mix.sum())


def balance_change(counts: Counts, before: Period, after: Period, how: How) -> Move:
    """Compare the concern balance of every theme that the reports compared judge often enough."""
    judged = counts.concern + counts.strength
    both = [weights(counts, period, how) for period in (before, after)]
    enough = np.min([judged[weight[0] > 0].sum(axis=0) for weight in both], axis=0) >= _FEWEST
    first, last = (ratio(weight, counts.concern, judged) for weight in both)
    found = interval(last - first)
    p = adjusted_p(np.where(enough, p_values(found), np.nan), "benjamini-hochberg")
    level = adjusted_confidence(p, "benjamini-hochberg", _SIGNIFICANCE)
    wide = interval(last - first, level)
    return Move(first[0], last[0], found, np.array(verdicts(p, wide.low, wide.high, _SIGNIFICANCE)))


def _drawn(move: Move) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return balances before and after (NaN where judgements are too few) and whether the change is clear."""
    few = move.verdict == "too few to say"
    return np.where(few, np.nan, move.before), np.where(few, np.nan, move.after), np.isin(move.verdict, ["up", "down"])


def most_changed(counts: Counts, second: Counts, everything: Move, grades: Move) -> pd.DataFrame:
    """Return the themes whose concern balance changed most, and those that did not clearly change."""
    same = balance_change(counts, FIRST, LAST, "authorities")
    within = balance_change(counts, MIDDLE, LAST, "grades")
    again, again_grades = (balance_change(second, FIRST, LAST, how) for how in ("all", "grades"))
    frame = pd.DataFrame(
        {
            FIRST.name: [f"{value * 100:.0f}" for value in everything.before],
            LAST.name: [f"{value * 100:.0f}" for value in everything.after],
            "change": cell(everything.difference, sign="+"),
            "verdict": both(everything, again),
            "at the same grades": cell(grades.difference, sign="+"),
            "verdict at the same grades": both(grades, again_grades),
            "same authorities": cell(same.difference, sign="+"),
            f"{ILACS} alone, {MIDDLE.name} to {LAST.name}, same grades": cell(within.difference, sign="+"),
        },
        index=pd.Index(names_of(counts.book), name="theme"),
    )
    frame = frame.iloc[np.argsort(everything.difference.value)]
    known = frame[~frame["verdict"].str.startswith("too few")]
    rest = known.iloc[_MOST:]
    return pd.concat([known.head(_MOST), rest[rest["verdict"] != "down"]])


def both(move: Move, again: Move) -> list[str]:
    """Return the verdicts, with that of the second model's tags where it is another."""
    pairs = zip(move.verdict, again.verdict, strict=True)
    return [str(first) if first == other else f"{first} (fast model: {other})" for first, other in pairs]


def attention(counts: Counts) -> pd.DataFrame:
    """Return the themes that reports write more, and less, about."""
    judged = counts.concern + counts.strength
    rows: dict[How, list[np.ndarray]] = {
        how: [ratio(weights(counts, period, how), judged, counts.column("judged")[:, None] * np.ones(judged.shape))
              for period in (FIRST, LAST)]
        for how in ("all", "grades")
    }  # fmt: skip
    (first, last), (like_first, like_last) = rows["all"], rows["grades"]
    frame = pd.DataFrame(
        {
            FIRST.name: [f"{value * 100:.1f}" for value in first[0]],
            LAST.name: [f"{value * 100:.1f}" for value in last[0]],
            "times as often": cell(interval(last / first), 1, 1),
            "at the same grades": cell(interval(like_last / like_first), 1, 1),
        },
        index=pd.Index(names_of(counts.book), name="theme"),
    )
    often = np.minimum(judged[counts.of(FIRST)].sum(axis=0), judged[counts.of(LAST)].sum(axis=0)) >= _FEWEST
    order = np.argsort(-(last / first)[0])
    order = order[often[order]]
    return frame.iloc[[*order[:_MOST], *order[-_MOST:]]]


def summary(counts: Counts, second: Counts) -> list[str]:
    """Return what changed, in sentences; of single themes only what both models' tags bear out."""
    names, rows = np.array(names_of(counts.book)), overall(counts)
    everything, again = (balance_change(found, FIRST, LAST, "all") for found in (counts, second))
    grades, grades_again = (balance_change(found, FIRST, LAST, "grades") for found in (counts, second))
    tested = everything.verdict != "too few to say"
    order = np.argsort(everything.difference.value)

    def agreed(move: Move, other: Move, said: str) -> np.ndarray:
        return np.asarray(names[order[(move.verdict == said)[order] & (other.verdict == said)[order]]])

    down = agreed(everything, again, "down")
    steady = agreed(everything, again, "no clear change")
    worse, better = (agreed(grades, grades_again, said) for said in ("up", "down"))
    graded = [counts.reports["grade"][counts.of(period)].dropna() for period in (FIRST, LAST)]
    good = [f"{found.isin(['outstanding', 'good']).sum()} of {len(found)}" for found in graded]
    change = f"{FIRST.name} to {LAST.name}"
    most = attention(counts).index
    return [
        f"**Concerns fell, and grades rose with it.** Change from {change} in the statements of 100 that raise a "
        f"concern: {rows.loc['all reports', change]!s}. Good or outstanding were {good[0]} graded reports, "
        f"then {good[1]}. At the same grades the change is {rows.loc['same grades', change]!s}; within {ILACS}, from "
        f"{MIDDLE.name}, it is {rows.loc['same grades', f'{MIDDLE.name} to {LAST.name}']!s}.",
        f"**Judgements turned better on {len(down)} of the {tested.sum()} themes that can be compared**: of "
        "all judgements on the theme fewer are concerns, most of all for "
        f"{listed(down[:4])}. No clear change: {listed(steady)}. At the same grades they turned better on "
        f"{len(better)}, most of all {listed(better[:4])}; worse on {listed(worse)}.",
        f"**Reports write more about** {listed(most[:4])} **and less about** {listed(most[::-1][:4])}.",
    ]


def listed(names: np.ndarray | pd.Index) -> str:
    """Return names of themes as they stand in a sentence."""
    return ", ".join(name[:1].lower() + name[1:] for name in names) or "none"


def chart(counts: Counts, framework: str) -> pd.DataFrame:
    """Return concerns by year with control limits, and the share of each grade's reports."""
    own = counts.reports[counts.reports["framework"] == framework]
    sums = own.groupby("year")[["concern", "statements"]].sum()
    share = (sums["concern"] / sums["statements"]).to_numpy()
    centre, sigma, z = control_limits(share, sums["statements"].to_numpy(dtype=float))
    frame = pd.DataFrame(
        {
            "share": share,
            "centre": centre,
            "lower": np.clip(centre - 3 * sigma, 0, 1),
            "upper": np.clip(centre + 3 * sigma, 0, 1),
            "signal": signals(z),
        },
        index=sums.index,
    )
    by_grade = own.groupby(["grade", "year"]).agg(
        concern=("concern", "sum"), statements=("statements", "sum"), n=("statements", "size")
    )
    by_grade = by_grade[by_grade["n"] >= _FEWEST_REPORTS]
    wide = by_grade.assign(share=by_grade["concern"] / by_grade["statements"])
    wide = wide.pivot_table("share", "year", "grade").reindex(sums.index)
    return frame.join(wide[[grade for grade in GRADES if grade in wide]])
