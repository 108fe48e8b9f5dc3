"""How far a finding's tags depend on what is tagged with it: ``python -m evaluation.company``.

Weights and values of eight bits are scaled by the range of all findings in a call, so a finding that is tagged among
others may cross a threshold.
"""

from __future__ import annotations

import pandas as pd

from corpora.load import corpus
from qa_nlp import Tagger
from qa_nlp.shipped import folders

_FINDINGS, _FEW = 600, 20


def differing(tagger: Tagger) -> float:
    """Return the share of tags given in only one of two ways: 600 findings in one call, or in thirty calls of 20."""
    findings = corpus().findings.sample(_FINDINGS, random_state=1).reset_index(drop=True)
    parts = [tagger.tag(findings.iloc[first : first + _FEW]) for first in range(0, len(findings), _FEW)]
    together, apart = (_pairs(tags) for tags in (tagger.tag(findings), pd.concat(parts)))
    return len(together ^ apart) / len(together | apart)


def _pairs(tags: pd.DataFrame) -> set[tuple[str, str]]:
    return set(zip(tags["finding_id"], tags["theme"], strict=True))


def main() -> None:
    """Print the share for every shipped model."""
    for name, folder in folders().items():
        print(f"{name}: {differing(Tagger.load(folder)):.3f}")


if __name__ == "__main__":
    main()
