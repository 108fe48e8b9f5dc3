"""Scores of tags against a reader's labels."""

from __future__ import annotations

import pandas as pd

ASPECTS = {
    "themes": ("strength", "concern", "mixed", "neutral"),
    "concerns": ("concern", "mixed"),
    "strengths": ("strength", "mixed"),
}
"""What is compared: any tag, or the tags that raise a concern or a strength (a mixed tag does both)."""


def pairs(tags: pd.DataFrame, aspect: str) -> set[tuple[str, str]]:
    """Return the (finding, theme) pairs of one aspect."""
    kept = tags[tags["polarity"].isin(ASPECTS[aspect])]
    return set(zip(kept["finding_id"], kept["theme"], strict=True))


def f1(truth: set[tuple[str, str]], given: set[tuple[str, str]]) -> float:
    """Return the F1 of given pairs; 1 where there is nothing to find and nothing was given."""
    return 2 * len(truth & given) / (len(truth) + len(given)) if truth or given else 1.0


def scores(truth: pd.DataFrame, given: pd.DataFrame) -> dict[str, float]:
    """Return micro-F1 of every aspect, and macro-F1 of the themes over those that the truth holds."""
    result = {aspect: f1(pairs(truth, aspect), pairs(given, aspect)) for aspect in ASPECTS}
    by_theme = per_theme(truth, given)
    result["themes macro"] = float(by_theme["themes"].mean())
    return result


def per_theme(truth: pd.DataFrame, given: pd.DataFrame) -> pd.DataFrame:
    """Return, for every theme in the truth, its support and its F1 in every aspect."""
    rows = []
    for theme, part in truth.groupby("theme"):
        own = given[given["theme"] == theme]
        rows.append({"theme": theme, "support": len(part), **{a: f1(pairs(part, a), pairs(own, a)) for a in ASPECTS}})
    return pd.DataFrame(rows).set_index("theme")
