"""Measure prevalence and change on simulated audits: ``python -m evaluation.tracking --shared ../shared``.

Writes evaluation/results/tracking.md with its plots. Audits are put together from findings that nothing was trained on
(:mod:`evaluation.protocol`), so that the truth is known. Needs the ``evaluation`` extra; about half an hour on two
cores.
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from evaluation import tracking_plots as plots
from evaluation.coverage import (
    N_REVIEWED,
    designs,
    other_groups,
    other_kind,
    quapy_rows,
    same_population,
    with_review,
    without_review,
)
from evaluation.moves import no_change, some_change
from evaluation.page import table
from evaluation.protocol import Population
from models.rates import as_reviewed, kinds
from qa_nlp import Codebook, __version__
from qa_nlp.tagging import tag
from qa_nlp.tracking import prevalence
from qa_nlp.tracking.rates import raised

RESULTS = Path(__file__).resolve().parent / "results"
MODEL = "accurate"
_ROUNDS, _CASES, _FINDINGS_A_CASE = 12, 5_000, 5


def main() -> None:
    """Simulate and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True, help="the folder with ofsted/ and gold/")
    parser.add_argument("--scale", type=float, default=1.0, help="simulate so many times as many audits (default: 1)")
    options = parser.parse_args()
    RESULTS.mkdir(exist_ok=True)
    texts = populations(options.shared)
    sections: tuple[Callable[[], str], ...] = (
        lambda: opening(texts, options.scale),
        lambda: without(texts, options.scale),
        lambda: outside(texts, options.scale),
        lambda: review(texts, options.scale),
        lambda: change(texts, options.scale),
        speed,
    )
    parts: list[str] = []
    for part in sections:
        parts.append(part())
        (RESULTS / "tracking.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def populations(shared: Path) -> dict[str, Population]:
    """Return the held-out findings of each kind of text as a reader and the tagger see them."""
    book, found = Codebook.load(), {}
    for kind, labelled in kinds(shared).items():
        tags = tag(labelled.findings, model=MODEL, progress=True)
        ids = labelled.findings["finding_id"]
        found[kind] = Population(
            raised(as_reviewed(labelled), ids, book), raised(tags, ids, book), np.array(labelled.groups)
        )
    return found


def opening(texts: dict[str, Population], scale: float) -> str:
    """Return what the page is and how it was made."""
    sizes = "; ".join(
        f"{kind}: {len(text.group):,} findings of {len(np.unique(text.group))} "
        f"{'writers' if kind == 'notes' else 'authorities'}"
        for kind, text in texts.items()
    )
    return (
        "# Prevalence and change, measured\n\n"
        f"Written by `python -m evaluation.tracking --scale {scale:g}`; qa_nlp {__version__}, "
        f"Python {platform.python_version()}, "
        f"{os.cpu_count()} cores, model {MODEL}. Artificial-prevalence protocol: a case draws 2 to 8 findings, with "
        "replacement, of which at least one raises the theme if the case is to raise it, and none if not; theme and "
        f"polarity at random among those that ten findings raise. Findings come from texts kept from training ({sizes})"
        ". Labels were made by a language model reading each finding: what is measured is the arithmetic, and the "
        "tagger's mistakes as that reader sees them. Nominal level of all intervals: 0.95; with some "
        f"{600 * scale:.0f} audits a cell a coverage of 0.95 is measured to about 0.02 either way."
    )


def without(texts: dict[str, Population], scale: float) -> str:
    """Return the methods that need no review, where they assume what holds."""
    frame = pd.concat(
        without_review(kind, "adjusted", same_population(text), int(3600 * scale), seed)
        for seed, (kind, text) in enumerate(texts.items())
    )
    plots.coverage(frame, RESULTS / "tracking-coverage.png")
    shifted = frame[frame["share"] >= 0.2].pivot_table(values="off", index="kind", columns="method")
    ratio = ", ".join(f"{kind} {row['adjusted'] / row['counted']:.2f}" for kind, row in shifted.iterrows())
    return (
        "## Without a review\n\nError rates measured on another sample of the same population, as many findings as "
        "there are. `counted` takes the tags as true.\n\n"
        + by(frame, "share", "true share")
        + "\n\n"
        + by(frame, "units", "cases")
        + f"\n\nMean error of `adjusted` over that of `counted` where the share is 0.2 or more: {ratio}.\n\n"
        "![Coverage and error](tracking-coverage.png)"
    )


def outside(texts: dict[str, Population], scale: float) -> str:
    """Return ``adjusted`` where what it assumes holds less, or not."""
    n = int(1800 * scale)
    notes, reports = texts["notes"], texts["reports"]
    frame = pd.concat(
        [
            without_review("notes", "rates of other writers", other_groups(notes), n, 10),
            without_review("reports", "rates of other authorities", other_groups(reports), n, 11),
            without_review("notes", "rates of reports", other_kind(reports, notes), n, 12),
            without_review("reports", "rates of notes", other_kind(notes, reports), n, 13),
        ]
    )
    frame = frame[frame["method"] != "counted"]
    return (
        "### Outside what it assumes\n\nRates of half the writers or authorities, used on the other half: a theme then "
        "has some twenty findings to draw from on either side, and the mistakes on these twenty are their own, which "
        "no interval knows of. Rates of the wrong kind of text are simply wrong. A reviewed sample needs none of "
        "this.\n\n" + by(frame, "share", "true share")
    )


def review(texts: dict[str, Population], scale: float) -> str:
    """Return the estimates with a review."""
    frame = pd.concat(
        with_review(kind, text, int(1800 * scale), 20 + seed) for seed, (kind, text) in enumerate(texts.items())
    )
    peers = pd.concat(
        quapy_rows(kind, text, int(72 * scale), 30 + seed) for seed, (kind, text) in enumerate(texts.items())
    )
    drawn = pd.concat(
        designs(kind, text, int(900 * scale), 40 + seed) for seed, (kind, text) in enumerate(texts.items())
    )
    widths = {
        method: part.pivot_table(values="width", index="reviewed", columns="units")
        for method, part in frame.groupby("method")
    }
    ratio = widths["reviewed"] / widths["reviewed units alone"]
    ratio.columns = [f"{n:,} cases" for n in ratio.columns]
    ratio = ratio.reindex(N_REVIEWED).rename_axis("reviewed")
    few = frame[frame["reviewed"] == N_REVIEWED[0]]
    return (
        "## With a review\n\nSimple random samples of 50 to 400 reviewed cases of 200 to 2,000 (at most half of them), "
        "read without mistakes; ppi-python on the same. `reviewed units alone` are `counted` under its own assumption, "
        "answers that are right.\n\n"
        + by(frame, "share", "true share")
        + "\n\nWith 50 reviewed:\n\n"
        + by(few, "share", "true share")
        + "\n\nWidth of `reviewed` over that of the reviewed cases alone (0.75: a quarter narrower):\n\n"
        + table(ratio, "{:.2f}")
        + "\n\nOther ways to draw 100 of 600 cases, and a useless tagger (tags shuffled among findings). "
        "Where flagged cases alone are reviewed, nothing is known of the others, and the interval says so by its "
        "width:\n\n"
        + by(drawn, "share", "true share")
        + "\n\nquapy's adjusted count with its bootstrap (defaults), taught on cases of which 0.3 raise the theme, 600 "
        "cases to estimate:\n\n" + by(peers, "share", "true share")
    )


def change(texts: dict[str, Population], scale: float) -> str:
    """Return false verdicts and power."""
    still = pd.concat(
        no_change(kind, text, int(300 * scale), 50 + seed) for seed, (kind, text) in enumerate(texts.items())
    )
    moved = pd.concat(
        some_change(kind, text, int(3200 * scale), 60 + seed) for seed, (kind, text) in enumerate(texts.items())
    )
    plots.power(moved, RESULTS / "tracking-power.png")
    false = still.groupby(["adjust", "method"]).agg(n=("any", "size"), any=("any", "mean"), tested=("tested", "mean"))
    false.index = pd.Index([f"{method}, {adjust}" for adjust, method in false.index], name="method")
    false.columns = pd.Index(["comparisons", "share with any verdict", "rows tested"])
    power = moved.pivot_table(values="found", index=["method", "step"], columns="units")
    power.index = pd.Index([f"{method}, +{step:.2f}" for method, step in power.index], name="method and change")
    power.columns = [f"{n:,} cases a round" for n in power.columns]
    held = moved.groupby("method")[["covered", "off", "wrong way"]].mean().rename_axis("method")
    return (
        "## Changes\n\nNothing changed between two rounds of 60, 150 or 400 cases, all 84 rows compared: how often "
        "was any called `up` or `down` (50 reviewed cases a round)? At most 0.05 is wanted.\n\n"
        + table(false.astype(float), "{:.3f}", whole=["comparisons", "rows tested"])
        + "\n\nOne theme rose from 0.20 by the step: share found, at the level that it takes among twenty themes. "
        "(Reviewed: 100 cases a round, or half of them.)\n\n"
        + table(power, "{:.2f}")
        + "\n\nThe same comparisons: how often the 95% interval of the difference holds the true step, how far off it "
        "is, and how often a fall was found:\n\n" + table(held, "{:.3f}") + "\n\n![Power](tracking-power.png)"
    )


def speed() -> str:
    """Return the seconds that twelve rounds of 5,000 cases take, beside counting them with pandas and statsmodels."""
    book, rng = Codebook.load(), np.random.default_rng(0)
    n = _ROUNDS * _CASES * _FINDINGS_A_CASE
    case = np.arange(n) // _FINDINGS_A_CASE
    findings = pd.DataFrame(
        {"finding_id": np.arange(n).astype(str), "text": "a finding", "case_id": case.astype(str),
         "round": (case // _CASES).astype(str)}
    )  # fmt: skip
    n_tags = int(1.4 * n)
    tags = pd.DataFrame(
        {"finding_id": rng.integers(0, n, n_tags).astype(str), "theme": rng.choice(book.ids, n_tags),
         "polarity": rng.choice(["strength", "concern"], n_tags), "model": "accurate 1.1.0"}
    ).drop_duplicates(["finding_id", "theme"])  # fmt: skip
    seconds = {}
    for method in ("counted", "adjusted"):
        start = time.perf_counter()
        prevalence(findings, tags, method=method)
        seconds[method] = time.perf_counter() - start
    start = time.perf_counter()
    _by_hand(findings, tags)
    peer = time.perf_counter() - start
    rows = {
        f"`prevalence`, {name}": {"seconds": value, "times the peer": value / peer} for name, value in seconds.items()
    }
    rows["pandas groupby and statsmodels, counted (peer)"] = {"seconds": peer, "times the peer": 1.0}
    return (
        f"## Speed\n\n{len(book)} themes, two polarities, {_ROUNDS} rounds of {_CASES:,} cases, {n:,} findings, "
        f"{len(tags):,} tags. Ten seconds are wanted.\n\n" + table(pd.DataFrame(rows).T.rename_axis("way"), "{:.1f}")
    )


def _by_hand(findings: pd.DataFrame, tags: pd.DataFrame) -> pd.DataFrame:
    from statsmodels.stats.proportion import proportion_confint

    units = findings.groupby("round")["case_id"].nunique()
    joined = findings.merge(tags, on="finding_id")
    hits = (
        joined.drop_duplicates(["round", "case_id", "theme", "polarity"]).groupby(["round", "theme", "polarity"]).size()
    )
    low, high = proportion_confint(hits, units.reindex(hits.index.get_level_values("round")), method="wilson")
    return pd.DataFrame({"low": low, "high": high})


def by(frame: pd.DataFrame, column: str, name: str) -> str:
    """Return coverage, mean error and mean width by kind and method, and by another column."""
    found = frame.pivot_table(values=["covered", "off", "width"], index=["kind", "method"], columns=column)
    parts = []
    for figure, title in (("covered", "coverage"), ("off", "mean error"), ("width", "mean width")):
        part = found[figure]
        part = part.assign(all=frame.groupby(["kind", "method"])[figure].mean())
        part.columns = [f"{value:,}" if value != "all" else "all" for value in part.columns]
        part.index = pd.Index([f"{kind}, {method}" for kind, method in part.index], name=f"{title} by {name}")
        parts.append(table(part, "{:.3f}"))
    return "\n\n".join(parts)


if __name__ == "__main__":
    main()
