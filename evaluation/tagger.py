"""Measure the tagger: ``python -m evaluation.tagger --gold ../shared/gold/ofsted.jsonl``.

Writes evaluation/results/tagger.md. Every figure is of findings that the model measured has not been trained on:

- reports: five-fold cross-validation grouped by authority over the gold sentences (training also on corpora/findings);
- auditors' own hand: each writer of corpora/findings in turn left out (training on the gold and the other writers);
- example rounds: the shipped model, which is never trained on them.

With --peer it also measures, on the same reports and folds, all-MiniLM-L6-v2 sentence embeddings with logistic
regression (needs the ``train`` extra), the simplest thing an analyst could use instead.
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
from joblib import Parallel, delayed
from sklearn.model_selection import GroupKFold

from corpora.load import Labelled, corpus, examples, gold, join
from evaluation.metrics import per_theme, scores
from models.retrain import train
from qa_nlp import Tagger, __version__, tag

HERE = Path(__file__).resolve().parent
FOLDS = 5
COLUMNS = ("themes", "themes macro", "concerns", "strengths")


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, required=True, help="ofsted.jsonl")
    parser.add_argument("--peer", action="store_true", help="also measure MiniLM embeddings with logistic regression")
    options = parser.parse_args()
    reports, own = gold(options.gold), corpus()
    lines = [
        "# The tagger, measured",
        "",
        f"Written by `python -m evaluation.tagger`; qa_nlp {__version__}, Python {platform.python_version()}, "
        f"{os.cpu_count()} cores. Labels were made by one language model reading each finding, not by social workers. "
        "F1; a mixed label counts as concern and as strength.",
        "",
    ]
    lines += table_header("Data")

    folds = list(GroupKFold(FOLDS, shuffle=True, random_state=0).split(reports.groups, groups=reports.groups))
    given = Parallel(n_jobs=2)(delayed(tag_fold)(reports, own, fold) for _, fold in folds)
    cross_validated = pd.concat(given)
    by_fold = [scores(tags_of(reports, fold), tags) for (_, fold), tags in zip(folds, given, strict=True)]
    spread = {name: float(np.std([fold[name] for fold in by_fold], ddof=1)) for name in COLUMNS}
    name = f"inspection reports, {FOLDS}-fold by authority ({len(reports.findings)} findings)"
    lines.append(row(name, scores(reports.tags, cross_validated)))
    lines.append(row("standard deviation over the folds", spread))

    writers = sorted(set(own.groups))
    left_out = Parallel(n_jobs=2)(delayed(tag_writer)(reports, own, writer) for writer in writers)
    lines.append(
        row(f"auditors' own hand, each writer left out ({len(own.findings)})", scores(own.tags, pd.concat(left_out)))
    )
    for writer, tags in zip(writers, left_out, strict=True):
        place = np.flatnonzero(np.array(own.groups) == writer)
        lines.append(row(f"- {writer} ({len(place)})", scores(tags_of(own, place), tags)))
    rounds = examples()
    lines.append(
        row(f"example rounds, shipped model ({len(rounds.findings)})", scores(rounds.tags, tag(rounds.findings)))
    )
    lines += ["", *speed(reports)]
    if options.peer:
        lines += ["", *peer(reports, folds)]
    lines += [
        "",
        "## Every theme, inspection reports",
        "",
        "| theme | support | themes | concerns | strengths |",
        "|---|---|---|---|---|",
    ]
    for theme, found in per_theme(reports.tags, cross_validated).iterrows():
        lines.append(
            f"| {theme} | {found['support']:.0f} | {found['themes']:.2f} | {found['concerns']:.2f} | "
            f"{found['strengths']:.2f} |"
        )
    path = HERE / "results" / "tagger.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def tag_fold(reports: Labelled, own: Labelled, fold: np.ndarray) -> pd.DataFrame:
    """Tag one fold of the reports with a model trained on the other authorities and on the corpus."""
    rest = np.setdiff1d(np.arange(len(reports.findings)), fold)
    return train(join(own, subset(reports, rest))).tag(reports.findings.iloc[fold])


def tag_writer(reports: Labelled, own: Labelled, writer: str) -> pd.DataFrame:
    """Tag one writer's findings with a model trained on the reports and the other writers."""
    is_writer = np.array(own.groups) == writer
    model = train(join(reports, subset(own, np.flatnonzero(~is_writer))))
    return model.tag(own.findings[is_writer])


def subset(labelled: Labelled, rows: np.ndarray) -> Labelled:
    """Return some rows of a labelled set."""
    return Labelled(labelled.findings.iloc[rows], tags_of(labelled, rows), [labelled.groups[index] for index in rows])


def tags_of(labelled: Labelled, rows: np.ndarray) -> pd.DataFrame:
    """Return the tags of some rows."""
    return labelled.tags[labelled.tags["finding_id"].isin(labelled.findings["finding_id"].iloc[rows])]


def table_header(first: str) -> list[str]:
    """Return the header of a table of scores."""
    return [f"| {first} | {' | '.join(COLUMNS)} |", f"|---|{'---|' * len(COLUMNS)}"]


def row(name: str, found: dict[str, float]) -> str:
    """Return one row of it."""
    return f"| {name} | {' | '.join(f'{found[column]:.3f}' for column in COLUMNS)} |"


def speed(reports: Labelled) -> list[str]:
    """Return findings tagged a second, with polarity and evidence, against counting words alone in the same run."""
    from sklearn.feature_extraction.text import CountVectorizer

    texts = reports.findings["text"].head(5000)
    model = Tagger.load(HERE.parent / "models" / "fast")
    tagging = seconds(lambda: model.tag(texts.tolist()))
    counter = CountVectorizer(ngram_range=(1, 3)).fit(texts)
    counting = seconds(lambda: counter.transform(texts))
    return [
        f"Speed: {len(texts) / tagging:,.0f} findings a second on one core, evidence included "
        f"({tagging / counting:.1f} times as long as scikit-learn's CountVectorizer takes to count runs of one to "
        "three words)."
    ]


def seconds(work: Callable[[], object]) -> float:
    """Return the best of three times."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def peer(reports: Labelled, folds: list[tuple[np.ndarray, np.ndarray]]) -> list[str]:
    """Return the themes that MiniLM embeddings with a logistic regression a theme find on the same folds."""
    from evaluation.minilm import encode, predict

    texts = reports.findings["text"].tolist()
    vectors, rate = encode(texts)
    found = pd.concat([predict(reports, vectors, train_rows, test_rows) for train_rows, test_rows in folds])
    result = scores(reports.tags, found)
    return [
        "Peer on the same reports and folds: all-MiniLM-L6-v2 embeddings with a logistic regression a theme: themes "
        f"{result['themes']:.3f}, themes macro {result['themes macro']:.3f}; {rate:,.0f} findings a second. It "
        "gives no polarity."
    ]


if __name__ == "__main__":
    main()
