"""Simulated pairs of rounds: how often a verdict is wrong where nothing changed, and right where something did."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pandas as pd
from tqdm import tqdm

from evaluation.protocol import Population, audited, drawn, measured, natural, of_theme, units_of
from qa_nlp.tracking.adjusted import adjusted
from qa_nlp.tracking.comparison import tested
from qa_nlp.tracking.counted import counted
from qa_nlp.tracking.estimates import Estimates
from qa_nlp.tracking.reviewed import Review, reviewed_share
from qa_nlp.tracking.sampling import Samples, samples

ROUNDS = ("before", "after")
DIFFERENCE = np.array([-1.0, 1.0])
ADJUST: tuple[Literal["benjamini-hochberg", "holm"], ...] = ("benjamini-hochberg", "holm")
N_UNITS = (60, 150, 400, 1000)
STEPS = (0.05, 0.1, 0.2, 0.3)
_REVIEWED = 50


def no_change(kind: str, population: Population, n: int, seed: int) -> pd.DataFrame:
    """Compare rounds between which nothing changed, all themes at once: the share of comparisons with any verdict."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in tqdm(range(n), desc=f"{kind}: no change", mininterval=10):
        size = N_UNITS[number % 3]
        audit = natural(rng, population, size, ROUNDS)
        sample = samples(audit.units)
        found = {
            "counted": counted(sample),
            "adjusted": adjusted(sample, measured(population.resampled(rng).as_one_group())),
            "reviewed": reviewed_share(sample, drawn(rng, audit, _REVIEWED)),
        }
        for method, estimates in found.items():
            for adjust in ADJUST:
                outcome = tested(estimates, sample, DIFFERENCE, adjust, 0.05)
                verdict = np.isin(outcome.verdict, ("up", "down"))
                rows.append(
                    {"kind": kind, "units": size, "method": method, "adjust": adjust, "any": float(verdict.any()),
                     "tested": int((~np.isnan(outcome.p)).sum())}
                )  # fmt: skip
    return pd.DataFrame(rows)


def some_change(kind: str, population: Population, n: int, seed: int) -> pd.DataFrame:
    """Compare rounds of which one theme moved: how often it is found (power), and the right way.

    The theme is tested as one of twenty: its p-value must be below 0.05 / 20 (Bonferroni), about what it takes among
    the themes that a round raises often enough to test.
    """
    rng = np.random.default_rng(seed)
    rows = []
    columns = population.columns()
    for number in tqdm(range(n), desc=f"{kind}: power", mininterval=10):
        size, step = N_UNITS[number % len(N_UNITS)], STEPS[number // len(N_UNITS) % len(STEPS)]
        column = columns[rng.integers(len(columns))]
        if number % (len(N_UNITS) * len(STEPS)) == 0:
            rates = measured(population.resampled(rng).as_one_group())
        first, last = (audited(rng, population, column, size, share) for share in (0.2, 0.2 + step))
        units = units_of(
            np.concatenate([first.units.hits, last.units.hits]),
            np.concatenate([first.units.n_findings, last.units.n_findings]),
            ROUNDS,
        )
        sample, truth = samples(units), np.concatenate([first.truth, last.truth])
        for method, found in _estimates(rng, sample, truth, of_theme(rates, column[0])).items():
            rows.append({"kind": kind, "units": size, "step": step, "method": method} | _judged(found, column[1], step))
    return pd.DataFrame(rows)


def _estimates(rng: np.random.Generator, sample: Samples, truth: np.ndarray, rates: Any) -> dict[str, Estimates]:
    size = len(truth) // 2
    n = min(100, size // 2)
    rows = np.concatenate([np.sort(rng.choice(size, n, replace=False)) + place * size for place in range(2)])
    review = Review(rows, truth[rows], np.ones(len(rows)), np.zeros(len(rows), dtype=int))
    return {
        "counted": counted(sample),
        "adjusted": adjusted(sample, rates),
        "reviewed (100 a round)": reviewed_share(sample, review),
    }


def _judged(found: Estimates, polarity: int, step: float) -> dict[str, float]:
    value, low, high = (end[polarity] for end in found.contrast(DIFFERENCE, 0.95))
    p = found.p_value(DIFFERENCE)[polarity]
    return {
        "covered": float(low <= step <= high),
        "off": abs(value - step),
        "found": float(p < 0.05 / 20 and value > 0),
        "wrong way": float(p < 0.05 / 20 and value < 0),
    }
