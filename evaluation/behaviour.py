"""CheckList (Ribeiro et al. 2020, "Beyond accuracy: behavioral testing of NLP models with CheckList").

Minimum functionality: short findings written for one ability each (corpora/behaviour.csv). Invariance: held-out
findings with a change that should change nothing, beside what the tagger said before it.
"""

from __future__ import annotations

import random
import re

import pandas as pd

from corpora.load import HERE, Labelled
from models.training.augment import abbreviated, slipped
from qa_nlp import Tagger
from qa_nlp.reading.directions import direction

_NAMES = {"mum": "Ms Okafor", "dad": "Mr Brennan", "nan": "Mrs Whitlock"}


def functionality(tagger: Tagger) -> pd.DataFrame:
    """Return, for each ability, how many findings there are and the share whose tags are all right.

    Right: the wanted themes are given with the wanted polarities; a further theme is forgiven, except where none is
    wanted. ``mixed`` for one wanted direction is not.
    """
    cases = pd.read_csv(HERE / "behaviour.csv", keep_default_na=False)
    findings = pd.DataFrame(
        {
            "finding_id": cases.index.astype(str),
            "text": cases["text"],
            "heading": pd.Series([heading or None for heading in cases["heading"]], dtype=object),
            "direction": pd.Series([direction(heading) for heading in cases["heading"]], dtype=object),
        }
    )
    tags = tagger.tag(findings)
    given = {
        finding: set(zip(part["theme"], part["polarity"], strict=True)) for finding, part in tags.groupby("finding_id")
    }
    right = []
    for finding, labels in zip(findings["finding_id"], cases["labels"], strict=True):
        wanted = {tuple(label.split(":")) for label in labels.split()}
        found = given.get(finding, set())
        right.append(wanted <= found if wanted else not found)
    return cases.assign(right=right).groupby("test", sort=False).agg(n=("right", "size"), right=("right", "mean"))


def invariance(tagger: Tagger, labelled: Labelled, seed: int = 0) -> pd.DataFrame:
    """Return, for each change, how many findings it altered and the F1 of the tags after it against those before."""
    rng = random.Random(seed)
    findings = labelled.findings
    before = _pairs(tagger.tag(findings))
    rows = []
    for name, change in (
        ("a typing slip in one word", lambda text: _one_word(text, rng)),
        ("terms abbreviated", lambda text: abbreviated(text, rng)),
        ("all lower case, no full stop", lambda text: text.lower().rstrip(".")),
        ("people named", _named),
        ("clauses in the other order", _turned),
    ):
        texts = [change(text) for text in findings["text"]]
        altered = [new != old for new, old in zip(texts, findings["text"], strict=True)]
        changed = findings.assign(text=texts)[altered]
        ids = set(changed["finding_id"])
        old = {pair for pair in before if pair[0] in ids}
        new = _pairs(tagger.tag(changed))
        rows.append((name, len(ids), 2 * len(old & new) / max(len(old) + len(new), 1)))
    return pd.DataFrame(rows, columns=["change", "n", "f1"]).set_index("change")


def _pairs(tags: pd.DataFrame) -> set[tuple[str, str, str]]:
    return set(zip(tags["finding_id"], tags["theme"], tags["polarity"], strict=True))


def _one_word(text: str, rng: random.Random) -> str:
    words = text.split()
    long = [place for place, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    if not long:
        return text
    place = rng.choice(long)
    words[place] = slipped(words[place], rng)
    return " ".join(words)


def _named(text: str) -> str:
    return re.sub(r"\b(mum|dad|nan)\b", lambda m: _NAMES[m[1].lower()], text, flags=re.IGNORECASE)


def _turned(text: str) -> str:
    parts = re.split(r"(?:, |; )(?=\w)", text.rstrip("."))
    return ", ".join(reversed(parts)) if len(parts) == 2 else text
