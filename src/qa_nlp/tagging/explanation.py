"""Why a finding got its themes: each word's share, printed or highlighted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qa_nlp import tables
from qa_nlp.tagging.context import inputs

if TYPE_CHECKING:
    from qa_nlp.tagging.tagger import Tagger

_WORD = re.compile(r"\S+")


@dataclass(frozen=True)
class Explanation:
    """One finding, its tags, and what every word added to them.

    Attributes
    ----------
    text
        The finding.
    tags
        Its rows of the tags table.
    shares
        A row a word (``word``, ``start``, ``end``), a column a given theme: the word's share of the theme's logit
        (log-odds before calibration). The shares of a theme and its bias sum to its logit.
    """

    text: str
    tags: pd.DataFrame
    shares: pd.DataFrame

    def __str__(self) -> str:
        """Return a line a theme: polarity, score and the words that decided it."""
        lines = [self.text]
        for tag in self.tags.to_dict("records"):
            words = " … ".join(f"“{self.text[start:end]}”" for start, end in tag["evidence"]) or "what stands above it"
            lines.append(f"  {tag['theme']} ({tag['polarity']}) {tag['score']:.2f}: {words}")
        return "\n".join(lines if len(lines) > 1 else [self.text, "  no theme"])

    def _repr_html_(self) -> str | None:
        """Return the finding with its evidence underlined theme by theme (displaCy), where spaCy is installed."""
        if find_spec("spacy") is None:
            return None
        from spacy import displacy

        words = self.shares["word"].tolist()
        spans: list[dict[str, Any]] = []
        for tag in self.tags.to_dict("records"):
            for start, end in tag["evidence"]:
                inside = np.flatnonzero((self.shares["start"] < end) & (self.shares["end"] > start))
                label = f"{tag['theme']} · {tag['polarity']} {tag['score']:.2f}"
                spans.append({"start_token": int(inside[0]), "end_token": int(inside[-1]) + 1, "label": label})
        shown = {"text": self.text, "spans": spans, "tokens": words}
        page: str = displacy.render(shown, style="span", manual=True, jupyter=False)
        return page


def explain(tagger: Tagger, finding: str | pd.Series) -> Explanation:
    """Explain the tags of one finding: a text, or a row of a findings table."""
    findings = pd.DataFrame([{"finding_id": "0", "text": finding} if isinstance(finding, str) else finding])
    findings = tables.check(findings, tables.FINDINGS)
    tags = tagger.tag(findings)
    text = str(findings["text"].iloc[0])
    words = pd.DataFrame([(word[0], *word.span()) for word in _WORD.finditer(text)], columns=["word", "start", "end"])
    for batch in tagger.encoder.read(*inputs(findings)):
        shares = tagger.head(batch).shares
        # A token lies in the word that it begins in.
        place = np.searchsorted(words["start"].to_numpy(), batch.starts, side="right") - 1
        for theme in tags["theme"]:
            words[theme] = np.bincount(place, shares[:, tagger.classes_.index(theme)], len(words))
    return Explanation(text, tags, words)
