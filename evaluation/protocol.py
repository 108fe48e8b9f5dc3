"""The artificial-prevalence protocol: audits put together from labelled findings, with a share that is known.

After Forman 2005 (ECML) and Sebastiani 2020 (Information Retrieval Journal 23:255), carried to units of several
findings: each unit draws two to eight findings with replacement, of which at least one raises the theme if the unit is
to raise it, and none if not. Every draw takes its random generator, so a run can be repeated.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from qa_nlp.tracking.rates import Rates, counted_mistakes, expected
from qa_nlp.tracking.reviewed import Review
from qa_nlp.tracking.units import Units

FEWEST_RAISED = 10
SIZES = (2, 8)


@dataclass(frozen=True)
class Population:
    """Labelled and tagged findings: what a reader and the tagger raise (findings x themes x 2), and their group."""

    true: np.ndarray
    said: np.ndarray
    group: np.ndarray

    def __getitem__(self, rows: np.ndarray) -> Population:
        return Population(self.true[rows], self.said[rows], self.group[rows])

    def columns(self, least: int = FEWEST_RAISED) -> list[tuple[int, int]]:
        """Return (theme, polarity) pairs that enough findings raise to be drawn from."""
        return [(int(t), int(p)) for t, p in np.argwhere(self.true.sum(axis=0) >= least)]

    def resampled(self, rng: np.random.Generator) -> Population:
        """Return as many findings drawn with replacement: another sample of the same population."""
        return self[rng.integers(0, len(self.group), len(self.group))]

    def as_one_group(self) -> Population:
        """Return the findings as of one group: the audits drawn from them are of the same mix of groups."""
        return Population(self.true, self.said, np.zeros(len(self.group), dtype=int))

    def halves(self, rng: np.random.Generator) -> tuple[Population, Population]:
        """Return two halves by whole groups."""
        names = rng.permutation(np.unique(self.group))
        first = np.isin(self.group, names[: len(names) // 2])
        return self[np.flatnonzero(first)], self[np.flatnonzero(~first)]

    def with_random_tags(self, rng: np.random.Generator) -> Population:
        """Return the findings with their tags shuffled: a tagger that is useless."""
        return Population(self.true, self.said[rng.permutation(len(self.said))], self.group)


@dataclass(frozen=True)
class Audit:
    """Units of one theme and whether each truly raises it as a strength and as a concern (units x 2)."""

    units: Units
    truth: np.ndarray


def measured(population: Population) -> Rates:
    """Return what the tagger's mistakes on labelled findings say of others, for all themes."""
    group = np.unique(population.group, return_inverse=True)[1]
    return expected(counted_mistakes(population.true, population.said, group))


def of_theme(rates: Rates, theme: int) -> Rates:
    """Return the rates of one theme, as an estimator takes them."""
    columns = [2 * theme, 2 * theme + 1]
    return Rates(rates.mean[:, columns], rates.size[:, columns])


def audited(
    rng: np.random.Generator,
    population: Population,
    column: tuple[int, int],
    n_units: int,
    share: float,
    again: float = 0.1,
    group: tuple[str, ...] = ("round",),
) -> Audit:
    """Draw units of which each raises the theme with probability ``share``.

    ``again`` is the chance of each further finding of such a unit to raise it too.
    """
    theme, polarity = column
    raises = population.true[:, theme, polarity]
    raising, others = np.flatnonzero(raises), np.flatnonzero(~raises)
    n_findings = rng.integers(SIZES[0], SIZES[1] + 1, n_units)
    unit = np.repeat(np.arange(n_units), n_findings)
    chosen = rng.random(n_units) < share
    first = np.zeros(len(unit), dtype=bool)
    first[np.r_[0, np.cumsum(n_findings)[:-1]]] = True
    raising_here = chosen[unit] & (first | (rng.random(len(unit)) < again))
    finding = np.where(
        raising_here, raising[rng.integers(0, len(raising), len(unit))], others[rng.integers(0, len(others), len(unit))]
    )
    hits, truth = np.zeros((n_units, 1, 2), dtype=int), np.zeros((n_units, 2), dtype=bool)
    for place in range(2):
        hits[:, 0, place] = np.bincount(unit, population.said[finding, theme, place], n_units)
        truth[:, place] = np.bincount(unit, population.true[finding, theme, place], n_units) > 0
    return Audit(units_of(hits, n_findings, group), truth)


def natural(rng: np.random.Generator, population: Population, n_units: int, rounds: tuple[str, ...]) -> Audit:
    """Draw units of all themes at the shares that the findings have, as many in each round: nothing changes."""
    total = n_units * len(rounds)
    n_findings = rng.integers(SIZES[0], SIZES[1] + 1, total)
    unit = np.repeat(np.arange(total), n_findings)
    finding = rng.integers(0, len(population.group), len(unit))
    hits, truth = np.zeros((2, total, *population.true.shape[1:]), dtype=int)
    np.add.at(hits, unit, population.said[finding])
    np.add.at(truth, unit, population.true[finding])
    return Audit(units_of(hits, n_findings, rounds), truth.reshape(total, -1) > 0)


def units_of(hits: np.ndarray, n_findings: np.ndarray, rounds: tuple[str, ...]) -> Units:
    """Return units of equally large rounds, each its own cluster."""
    n = len(hits)
    return Units(
        groups=rounds,
        group=np.repeat(np.arange(len(rounds)), n // len(rounds)),
        unit=np.arange(n).astype(str).astype(object),
        n_findings=n_findings,
        cluster=np.arange(n),
        stratum=np.full(n, "", dtype=object),
        hits=hits,
        row_of=pd.Series(dtype=int),
        excluded={},
    )


def reviewed(audit: Audit, rows: np.ndarray, weight: np.ndarray | None = None) -> Review:
    """Return the review of some units by a reader who is right."""
    weight = np.ones(len(rows)) if weight is None else weight
    return Review(rows, audit.truth[rows], weight, np.zeros(len(rows), dtype=int))


def drawn(rng: np.random.Generator, audit: Audit, n: int) -> Review:
    """Review a simple random sample of ``n`` units in each round."""
    group = audit.units.group
    chosen = [rng.choice(np.flatnonzero(group == place), n, replace=False) for place in np.unique(group)]
    return reviewed(audit, np.sort(np.concatenate(chosen)))
