"""Measure the shipped taggers: ``python -m evaluation.tagger --shared ../shared``.

Writes evaluation/results/tagger.md with its plots, every figure of findings that the models have not been trained on
(:mod:`evaluation.domains`). Needs the ``evaluation`` extra; about an hour on two cores, of which the peers and the
ablations take most.
"""

from __future__ import annotations

import argparse
import os
import platform
from pathlib import Path

import pandas as pd

from corpora.load import Labelled, corpus, join, public
from evaluation import plots
from evaluation.behaviour import functionality, invariance
from evaluation.curves import curves
from evaluation.domains import domains, subset
from evaluation.evidence import faithfulness
from evaluation.metrics import (
    calibration_error,
    indicator,
    intervals,
    per_theme,
    polarity_agreement,
    scores,
)
from evaluation.page import table
from evaluation.peers import PEERS
from evaluation.speed import embedding_seconds, measured
from models.training.data import by_authority, by_writer
from qa_nlp import Codebook, Tagger, __version__
from qa_nlp.shipped import folders
from qa_nlp.tagging.models import resolve

RESULTS = Path(__file__).resolve().parent / "results"
_SPEED_PEER = 1_500  # findings


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True, help="the folder with ofsted/ and gold/")
    shared = parser.parse_args().shared
    RESULTS.mkdir(exist_ok=True)
    book, tests = Codebook.load(), domains(shared)
    taggers = {name: resolve(name) for name in folders()}
    parts: list[str] = []
    for part in (
        opening,
        speed,
        lambda: quality(taggers, tests),
        lambda: calibration(taggers, tests),
        lambda: behaviour(taggers, tests),
        lambda: evidence(taggers, tests),
        lambda: themes(taggers, tests),
        lambda: peers(taggers, shared, tests, book),
        lambda: what_pays(shared, tests, book),
    ):
        parts.append(part())
        # Written as it grows: the last parts take longest.
        (RESULTS / "tagger.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def opening() -> str:
    """Return what the page is and how it was made."""
    return (
        "# The taggers, measured\n\n"
        f"Written by `python -m evaluation.tagger`; qa_nlp {__version__}, Python {platform.python_version()}, "
        f"{os.cpu_count()} cores. F1 of tags against a reader's labels; a mixed label counts as concern and strength. "
        "Labels were made by a language model reading each finding, not by social workers, and the notes were written "
        "by one too, so figures on notes are not figures about a council's audits. Authorities, writers and rounds "
        "measured here were not trained on, and thresholds and calibration come from others again."
    )


def speed() -> str:
    """Return findings a second, memory and size of each model, beside embedding alone."""
    found = pd.DataFrame({name: measured(name) for name in folders()}).T.rename_axis("model")
    peer = _SPEED_PEER / embedding_seconds(_SPEED_PEER)
    found["times as fast as embedding"] = found["findings a second"] / peer
    return (
        "## Speed\n\nFrom a findings table to a tags table with evidence, findings of the corpora with their headings, "
        "both cores, each model in a process of its own; beside sentence-transformers embedding the same findings "
        f"with all-MiniLM-L6-v2 ({peer:,.0f} a second in the same run).\n\n" + table(found, "{:,.2f}")
    )


def quality(taggers: dict[str, Tagger], tests: dict[str, Labelled]) -> str:
    """Return F1 of each model on each domain, with intervals."""
    rows = []
    for domain, test in tests.items():
        group_of = dict(zip(test.findings["finding_id"], test.groups, strict=True))
        for name, tagger in taggers.items():
            given = tagger.tag(test.findings)
            found, between = scores(test.tags, given), intervals(test.tags, given, group_of)
            cells = {a: f"{found[a]:.3f} ({low:.2f} to {high:.2f})" for a, (low, high) in between.items()}
            rows.append(
                {
                    "domain": f"{domain} ({len(test.findings)})",
                    "model": name,
                    **cells,
                    "themes macro": f"{found['themes macro']:.3f}",
                    "polarity": f"{polarity_agreement(test.tags, given):.3f}",
                    "unsure": f"{len(given.attrs['unsure']) / len(test.findings):.2f}",
                }
            )
    return (
        "## Quality\n\nMicro-F1, with the 95% interval when whole groups (authority, document or case) are resampled; "
        "polarity: share of the themes named by both that get the same polarity; unsure: share of findings marked "
        "for a person.\n\n" + table(pd.DataFrame(rows).set_index("domain"))
    )


def calibration(taggers: dict[str, Tagger], tests: dict[str, Labelled]) -> str:
    """Return the expected calibration error of each domain, of all probabilities and of those of given tags."""
    rows, curves_of = [], {}
    for domain, test in tests.items():
        row = {"domain": domain}
        for name, tagger in taggers.items():
            said = tagger.predict_proba(test.findings)
            true = indicator(test.tags, test.findings["finding_id"].tolist(), tagger.classes_)
            given = said >= tagger.calibration.threshold
            row[f"{name}: all"] = f"{calibration_error(said, true):.3f}"
            row[f"{name}: tags given"] = f"{calibration_error(said[given], true[given]):.3f}"
            curves_of[name, domain] = (said, true)
        rows.append(row)
    plots.reliability(curves_of, RESULTS / "reliability.png")
    return (
        "## Calibration\n\nExpected calibration error (ten bins). Most of all probabilities are near zero and easily "
        "right; those of the tags given are the harder test.\n\n"
        + table(pd.DataFrame(rows).set_index("domain"))
        + "\n\n![Reliability](reliability.png)"
    )


def behaviour(taggers: dict[str, Tagger], tests: dict[str, Labelled]) -> str:
    """Return the behavioural tests."""
    ability = {name: functionality(tagger) for name, tagger in taggers.items()}
    frame = pd.concat({name: found["right"] for name, found in ability.items()}, axis=1)
    frame.insert(0, "findings", next(iter(ability.values()))["n"])
    lines = [
        "## Behaviour\n\nFindings written for one ability each, share with every tag right.",
        table(frame, "{:.2f}"),
    ]
    for domain in ("inspection reports", "case-file notes in shorthand"):
        change = {name: invariance(tagger, tests[domain]) for name, tagger in taggers.items()}
        frame = pd.concat({name: found["f1"] for name, found in change.items()}, axis=1)
        frame.insert(0, "findings", next(iter(change.values()))["n"])
        lines += [
            f"Changes that should change nothing, {domain}: F1 of the tags after against before.",
            table(frame[frame["findings"] > 0], "{:.2f}"),
        ]
    return "\n\n".join(lines)


def evidence(taggers: dict[str, Tagger], tests: dict[str, Labelled]) -> str:
    """Return how far the words shown decide the tags."""
    found = {
        f"{name}, {domain}": faithfulness(tagger, tests[domain])
        for name, tagger in taggers.items()
        for domain in ("inspection reports", "case-file notes in shorthand")
    }
    return (
        "## Evidence\n\nHow far the score falls when the evidence is deleted (comprehensiveness) and when all else is "
        "(sufficiency; negative: it rises); lowered: share of tags whose score falls without their evidence; random: "
        "as many words elsewhere; words: share of the finding that the evidence takes.\n\n"
        + table(pd.DataFrame(found).T.rename_axis("model and domain"), "{:.2f}")
    )


def peers(taggers: dict[str, Tagger], shared: Path, tests: dict[str, Labelled], book: Codebook) -> str:
    """Return what an analyst could use instead, on the same data in the same run."""
    reports, own = public(shared), corpus()
    train = join(subset(reports, by_authority(reports.groups)["train"]), subset(own, by_writer(own.groups)["train"]))
    together = join(*tests.values())
    rows: dict[str, dict[str, float]] = {}
    for name, peer in PEERS.items():
        given, seconds = peer(train, together.findings, book, 0)
        rows[name] = _by_domain(given, tests, len(together.findings) / seconds)
    for name, tagger in taggers.items():
        start = pd.Timestamp.now()
        given = tagger.tag(together.findings)
        seconds = (pd.Timestamp.now() - start).total_seconds()
        rows[f"qa_nlp {name}"] = _by_domain(given, tests, len(together.findings) / seconds)
    frame = pd.DataFrame(rows).T.rename_axis("tagger")
    plots.peers(frame, RESULTS / "peers.png")
    return (
        "## What an analyst could use instead\n\nTrained on the same findings (SetFit on eight a theme; keyword rules "
        "and BERTopic on none), asked about the same ones. SetFit and BERTopic give no polarity.\n\n"
        + table(frame, "{:,.2f}")
        + "\n\n![Peers](peers.png)"
    )


def _by_domain(given: pd.DataFrame, tests: dict[str, Labelled], rate: float) -> dict[str, float]:
    row: dict[str, float] = {}
    for domain, test in tests.items():
        found = scores(test.tags, given[given["finding_id"].isin(test.findings["finding_id"])])
        row |= {f"{domain}: themes": found["themes"], f"{domain}: concerns": found["concerns"]}
    return {**row, "findings a second": rate}


def what_pays(shared: Path, tests: dict[str, Labelled], book: Codebook) -> str:
    """Return the learning curve and the ablations."""
    learning, without = curves(shared, tests, book)
    plots.learning(learning, RESULTS / "learning.png")
    return (
        "## What pays\n\nThe small network trained on labels alone, one run each; a difference of a point is within "
        "the noise of a run. By number of labelled findings (notes stand twice and count twice):\n\n"
        + table(learning, "{:.3f}")
        + "\n\n![Learning curve](learning.png)\n\nOne thing left out at a time:\n\n"
        + table(without, "{:.3f}")
    )


def themes(taggers: dict[str, Tagger], tests: dict[str, Labelled]) -> str:
    """Return F1 of every theme, on reports and on all notes together."""
    notes = join(*(test for domain, test in tests.items() if domain != "inspection reports"))
    columns = {}
    for place, test in (("reports", tests["inspection reports"]), ("notes", notes)):
        for name, tagger in taggers.items():
            found = per_theme(test.tags, tagger.tag(test.findings))
            columns[f"{place}: support"] = found["support"].astype(float)
            for aspect in ("themes", "concerns", "strengths"):
                columns[f"{place}, {name}: {aspect}"] = found[aspect]
    frame = pd.DataFrame(columns).rename_axis("theme")
    supports = [column for column in map(str, frame) if column.endswith("support")]
    frame[supports] = frame[supports].fillna(0)
    return "## Every theme\n\n" + table(frame, "{:.2f}", whole=supports)


if __name__ == "__main__":
    main()
