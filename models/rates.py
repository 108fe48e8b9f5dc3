"""Measure the error rates of the shipped taggers: ``python -m models.rates --shared ../shared``.

Writes ``error_rates.csv`` beside each model, which tracking corrects counts by. Measured on findings that nothing was
trained on: the writers and authorities that tune the calibration or test (:mod:`models.training.data`). The first of
these also chose the thresholds, so that the rates are a little kind; evaluation/tracking.py measures on each group with
the rates of the others.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from corpora.load import Labelled, corpus, public
from evaluation.domains import subset
from models.training.data import by_authority, by_writer
from qa_nlp import error_rates, tag
from qa_nlp.shipped import folders
from qa_nlp.tracking.rates import FILE


def main() -> None:
    """Write the rates of every shipped model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, required=True, help="the folder with ofsted/ and gold/")
    shared = parser.parse_args().shared
    texts = kinds(shared)
    for name, folder in folders().items():
        parts = []
        for kind, labelled in texts.items():
            tags = tag(labelled.findings, model=name, progress=True)
            (model,) = tags["model"].unique()
            parts.append(measured(labelled, tags).assign(model=model, kind=kind))
        table = pd.concat(parts)
        table["spread"] = table["spread"].astype(float).round(4)
        table[["model", "kind", *table.columns[:-2]]].to_csv(folder / FILE, index=False, lineterminator="\n")


def kinds(shared: Path) -> dict[str, Labelled]:
    """Return the findings that nothing was trained on by kind of text; the group is the writer or the authority."""
    own, reports = corpus(), public(shared)
    found = {}
    for kind, labelled, side in (("notes", own, by_writer), ("reports", reports, by_authority)):
        sides = side(labelled.groups)
        found[kind] = subset(labelled, np.sort(np.concatenate([sides["tune"], sides["test"]])))
    return found


def measured(labelled: Labelled, tags: pd.DataFrame) -> pd.DataFrame:
    """Return the error rates of tags on labelled findings, with the spread between groups."""
    findings = labelled.findings.assign(auditor=labelled.groups)
    return error_rates(findings, tags, as_reviewed(labelled), group="auditor")


def as_reviewed(labelled: Labelled) -> pd.DataFrame:
    """Return labels as a reviewed table: findings without a theme have a row too."""
    ids = labelled.findings[["finding_id"]]
    return ids.merge(labelled.tags[["finding_id", "theme", "polarity"]], on="finding_id", how="left")


if __name__ == "__main__":
    main()
