"""What pays: the learning curve, and one thing left out at a time.

On the small network trained on labels alone (no teacher) and in two passes, since the transformer takes most of an
hour a run: figures are below those of the shipped models, and say what labels and inputs are worth, not the last point.
"""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import torch

from corpora.load import Labelled, corpus, phrases, public
from evaluation.metrics import scores
from models.training.data import Examples, by_authority, by_writer
from models.training.distil import small_reader
from models.training.export import to_tagger
from models.training.teach import teach
from qa_nlp import Codebook

_EPOCHS = 2
_SHARES = (0.125, 0.25, 0.5, 1.0)


def curves(shared: Path, tests: dict[str, Labelled], book: Codebook) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the learning curve and the ablations: a row a run, theme and concern F1 of each domain."""
    reports, own = Examples.of(public(shared), book), Examples.of(corpus(), book)
    of_reports, of_own = by_authority(reports.groups), by_writer(own.groups)
    tune = reports[of_reports["tune"]] + own[of_own["tune"]]
    reports, own, words = reports[of_reports["train"]], own[of_own["train"]], Examples.of(phrases(), book)
    everything = reports + own + own + words

    def row(train: Examples, **options: bool) -> dict[str, float]:
        return _measured(train, tune, tests, book, **options)

    learning = {len(part): row(part) for part in (_some(everything, share) for share in _SHARES)}
    without = {
        "everything": learning[len(everything)],
        "without notes (inspection reports alone)": row(reports + words),
        "without reports (notes alone)": row(own + own + words),
        "without what stands above": row(_bare(everything), bare=True),
        "without jotting, moving headings and joining": row(everything, augment=False),
        "themes begin at random, not at their definitions": row(everything, defined=False),
    }
    return pd.DataFrame(learning).T.rename_axis("findings"), pd.DataFrame(without).T.rename_axis("run")


def _measured(
    train: Examples,
    tune: Examples,
    tests: dict[str, Labelled],
    book: Codebook,
    *,
    augment: bool = True,
    defined: bool = True,
    bare: bool = False,
) -> dict[str, float]:
    torch.manual_seed(0)
    reader, tokenizer = small_reader(book, defined=defined)
    reader = teach(reader, tokenizer, train, epochs=_EPOCHS, seed=0, augment=augment, rate=2e-3, size=128)
    tagger = to_tagger(reader, tokenizer, train, _bare(tune) if bare else tune, book, "curve", "0")
    found: dict[str, float] = {}
    for name, test in tests.items():
        findings = test.findings.assign(heading=None, direction=None) if bare else test.findings
        result = scores(test.tags, tagger.tag(findings))
        found |= {f"{name}: themes": result["themes"], f"{name}: concerns": result["concerns"]}
    return found


def _bare(examples: Examples) -> Examples:
    nothing: list[str | None] = [None] * len(examples)
    return replace(examples, headings=nothing, directions=nothing)


def _some(examples: Examples, share: float) -> Examples:
    rows = random.Random(0).sample(range(len(examples)), int(share * len(examples)))
    return examples[np.array(sorted(rows))]
