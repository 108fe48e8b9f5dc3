"""Scores of tags against a reader's labels, with intervals by resampling whole groups, and calibration."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

ASPECTS = {
    "themes": ("strength", "concern", "mixed", "neutral"),
    "concerns": ("concern", "mixed"),
    "strengths": ("strength", "mixed"),
}
"""What is compared: any tag, or the tags that raise a concern or a strength (a mixed tag does both)."""
_RESAMPLES = 1000
_BINS = 10


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


def polarity_agreement(truth: pd.DataFrame, given: pd.DataFrame) -> float:
    """Return the share of the themes that both name on a finding which get the same polarity from both."""
    both = truth.merge(given, on=["finding_id", "theme"], suffixes=("", "_given"))
    return float((both["polarity"] == both["polarity_given"]).mean())


def intervals(
    truth: pd.DataFrame, given: pd.DataFrame, group_of: dict[str, str], seed: int = 0
) -> dict[str, tuple[float, float]]:
    """Return the 95% percentile interval of each micro-F1 when whole groups (authority, document) are resampled."""
    names = sorted(set(group_of.values()))
    place = {name: index for index, name in enumerate(names)}
    rng = np.random.default_rng(seed)
    times = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=_RESAMPLES)
    found = {}
    for aspect in ASPECTS:
        wanted, got = pairs(truth, aspect), pairs(given, aspect)
        counts = np.zeros((3, len(names)))
        for row, some in enumerate((wanted & got, wanted, got)):
            for finding, _ in some:
                counts[row, place[group_of[finding]]] += 1
        hits, n_wanted, n_got = counts @ times.T
        low, high = np.quantile(2 * hits / np.maximum(n_wanted + n_got, 1), (0.025, 0.975))
        found[aspect] = (float(low), float(high))
    return found


def reliability(probabilities: np.ndarray, there: np.ndarray) -> pd.DataFrame:
    """Return, for ten bins of equal width, how many probabilities fall there, their mean, and the share that is true.

    Bins without any are left out.
    """
    place = np.minimum((probabilities.ravel() * _BINS).astype(int), _BINS - 1)
    frame = pd.DataFrame({"bin": place, "said": probabilities.ravel(), "true": there.ravel().astype(float)})
    return frame.groupby("bin").agg(n=("said", "size"), said=("said", "mean"), true=("true", "mean"))


def calibration_error(probabilities: np.ndarray, there: np.ndarray) -> float:
    """Return the expected calibration error (Naeini et al. 2015): the mean gap of the bins, weighted by their size."""
    bins = reliability(probabilities, there)
    return float(((bins["said"] - bins["true"]).abs() * bins["n"]).sum() / bins["n"].sum())


def indicator(labels: pd.DataFrame, ids: Sequence[str], themes: Sequence[str]) -> np.ndarray:
    """Return findings x themes: whether a reader gave the theme."""
    grid = np.zeros((len(ids), len(themes)), dtype=bool)
    row, column = {v: i for i, v in enumerate(ids)}, {v: i for i, v in enumerate(themes)}
    for finding, theme in zip(labels["finding_id"], labels["theme"], strict=True):
        grid[row[finding], column[theme]] = True
    return grid
