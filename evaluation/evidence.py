"""Do the words shown decide the tag? Comprehensiveness and sufficiency (DeYoung et al. 2020, ERASER)."""

from __future__ import annotations

import random

import numpy as np
import pandas as pd

from corpora.load import Labelled
from qa_nlp import Tagger


def faithfulness(tagger: Tagger, labelled: Labelled, seed: int = 0) -> dict[str, float]:
    """Return how far a tag's score falls without its evidence, and with nothing but its evidence.

    ``comprehensiveness``: mean fall of the score when the evidence is deleted (large is good).
    ``lowered``: share of tags whose score falls by it.
    ``sufficiency``: mean fall when everything else is deleted (small is good).
    ``random``: comprehensiveness of as many words elsewhere, for comparison.
    ``words``: mean share of the finding's words that the evidence takes.
    """
    rng = random.Random(seed)
    findings = labelled.findings.set_index("finding_id").to_dict("index")
    tags = tagger.tag(labelled.findings)
    tags = tags[tags["evidence"].map(len) > 0]
    rows, column, before, share = [], [], [], []
    for tag in tags.to_dict("records"):
        finding = findings[tag["finding_id"]]
        text, (start, end) = finding["text"], tag["evidence"][0]
        without = f"{text[:start]} {text[end:]}".strip()
        words, n = text.split(), len(text[start:end].split())
        first = rng.randrange(len(words) - n + 1)
        elsewhere = " ".join(words[:first] + words[first + n :])
        rows += [{**finding, "text": changed} for changed in (without, text[start:end], elsewhere)]
        column.append(tagger.classes_.index(tag["theme"]))
        before.append(tag["score"])
        share.append(n / len(words))
    changed = pd.DataFrame(rows).reset_index(drop=True)
    changed["finding_id"] = changed.index.astype(str)
    after = tagger.predict_proba(changed).reshape(len(column), 3, -1)[np.arange(len(column)), :, column]
    fall = np.array(before)[:, None] - after
    return {
        "tags": float(len(column)),
        "comprehensiveness": float(fall[:, 0].mean()),
        "lowered": float((fall[:, 0] > 0).mean()),
        "sufficiency": float(fall[:, 1].mean()),
        "random": float(fall[:, 2].mean()),
        "words": float(np.mean(share)),
    }
