"""The codebook's own words as the first examples of its themes."""

from __future__ import annotations

import re

import pandas as pd

from qa_nlp.codebook import Codebook


def definitions(book: Codebook) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return findings and tags made of what the codebook says of each theme's strengths and concerns.

    "Supervision: irregular" is a concern of supervision, and no example of any other theme.
    """
    rows = [
        (f"codebook-{theme.id}-{polarity}-{number}", f"{theme.name}: {phrase}", theme.id, polarity)
        for theme in book
        for polarity, words in (("strength", theme.strength), ("concern", theme.concern))
        for number, phrase in enumerate(re.split(r"[,;]\s*", words))
    ]
    frame = pd.DataFrame(rows, columns=["finding_id", "text", "theme", "polarity"])
    return frame[["finding_id", "text"]], frame[["finding_id", "theme", "polarity"]]
