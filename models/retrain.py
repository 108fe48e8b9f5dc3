"""Retrain the shipped model: ``python -m models.retrain --gold ../shared/gold/ofsted.jsonl``.

Needs the core installation only. Trains on the codebook's own words, the findings in corpora/findings and, where they are at
hand, on the labelled sentences of public inspection reports; the example rounds are left out, so that they stay an honest test.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from corpora.load import Labelled, corpus, descriptions, gold, join
from qa_nlp import Tagger

HERE = Path(__file__).resolve().parent
CORPUS_WEIGHT = 2.0
"""How much a finding in an auditor's own hand, or a phrase of the codebook, counts against a sentence of a report."""


def train(labelled: Labelled, version: str = "0") -> Tagger:
    """Train a tagger as the shipped one is trained: on ``labelled`` and on the codebook's own words."""
    words = descriptions()
    everything = join(labelled, words)
    written_here = {*corpus().findings["finding_id"], *words.findings["finding_id"]}
    return Tagger.fit(
        everything.findings,
        everything.tags,
        groups=everything.groups,
        weight=[CORPUS_WEIGHT if finding in written_here else 1.0 for finding in everything.findings["finding_id"]],
        name="fast",
        version=version,
        seed=0,
    )


def main() -> None:
    """Train on everything that may be trained on, and save to models/fast."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, help="ofsted.jsonl; without it the model learns from corpora/ alone")
    parser.add_argument("--version", default="0.1.0")
    parser.add_argument("--out", type=Path, default=HERE / "fast")
    options = parser.parse_args()
    parts = [corpus(), *([gold(options.gold)] if options.gold else [])]
    train(join(*parts), options.version).save(options.out)


if __name__ == "__main__":
    main()
