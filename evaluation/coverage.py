"""Simulated audits: how often intervals of prevalence hold the truth, how far off estimates are."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd
from tqdm import tqdm

from evaluation.protocol import Audit, Population, audited, drawn, measured, of_theme, reviewed
from qa_nlp.tracking.adjusted import adjusted
from qa_nlp.tracking.counted import counted
from qa_nlp.tracking.estimates import Estimates
from qa_nlp.tracking.intervals import wilson
from qa_nlp.tracking.rates import Rates
from qa_nlp.tracking.reviewed import Review, reviewed_share
from qa_nlp.tracking.sampling import Samples, samples

SHARES = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8)
N_UNITS = (60, 200, 600, 2000)
AGAIN = (0.0, 0.1, 0.3)
N_REVIEWED = (50, 100, 200, 400)
_Z = np.array([1.959963984540054])
_PER_MEASUREMENT = 6  # audits that share one measurement of the error rates: they are of different themes


def row(kind: str, share: float, n_units: int, name: str, found: Estimates, polarity: int) -> dict[str, Any]:
    """Return one estimate as a row: off by how much, whether covered, how wide."""
    low, high = found.of(0, 0.95)
    return {
        "kind": kind,
        "share": share,
        "units": n_units,
        "method": name,
        "off": abs(found.share[0, polarity] - share),
        "covered": float(low[polarity] <= share <= high[polarity]),
        "width": high[polarity] - low[polarity],
    }


def audits(
    rng: np.random.Generator, population: Population, n: int, units: tuple[int, ...] = N_UNITS
) -> Iterator[tuple[Audit, tuple[int, int], float, int]]:
    """Draw ``n`` audits over the grid of shares and sizes, with a theme and polarity at random."""
    columns = population.columns()
    for number in range(n):
        column = columns[rng.integers(len(columns))]
        share, size = SHARES[number % len(SHARES)], units[rng.integers(len(units))]
        again = AGAIN[rng.integers(len(AGAIN))]
        yield audited(rng, population, column, size, share, again), column, share, size


Measure = Callable[[np.random.Generator], tuple[Population, Rates]]


def without_review(kind: str, name: str, draw: Measure, n: int, seed: int) -> pd.DataFrame:
    """Simulate ``counted`` and ``adjusted``; ``draw`` gives the findings to audit and the rates to correct by."""
    rng = np.random.default_rng(seed)
    rows = []
    for _ in tqdm(range(n // _PER_MEASUREMENT), desc=f"{kind}: {name}", mininterval=10):
        population, rates = draw(rng)
        for audit, (theme, polarity), share, size in audits(rng, population, _PER_MEASUREMENT):
            sample = samples(audit.units)
            rows.append(row(kind, share, size, "counted", counted(sample), polarity))
            rows.append(row(kind, share, size, name, adjusted(sample, of_theme(rates, theme)), polarity))
    return pd.DataFrame(rows)


def same_population(population: Population) -> Measure:
    """Measure the rates on another sample of the very population that is audited: what ``adjusted`` assumes."""
    return lambda rng: (population, measured(population.resampled(rng).as_one_group()))


def other_groups(population: Population) -> Measure:
    """Measure the rates on half of the authorities or writers and audit the other half."""

    def draw(rng: np.random.Generator) -> tuple[Population, Rates]:
        known, audited_half = population.halves(rng)
        return audited_half, measured(known)

    return draw


def other_kind(known: Population, population: Population) -> Measure:
    """Measure the rates on another kind of text than is audited: outside what ``adjusted`` assumes."""
    return lambda rng: (population, measured(known.resampled(rng).as_one_group()))


def with_review(kind: str, population: Population, n: int, seed: int) -> pd.DataFrame:
    """Simulate ``reviewed`` by the size of the reviewed sample, beside the reviewed units alone and ppi-python."""
    rng = np.random.default_rng(seed)
    rows = []
    for audit, (_, polarity), share, size in tqdm(
        audits(rng, population, n, units=N_UNITS[1:]), total=n, desc=f"{kind}: reviewed", mininterval=10
    ):
        sample = samples(audit.units)
        for n_reviewed in N_REVIEWED:
            if 2 * n_reviewed > size:
                continue
            review = drawn(rng, audit, n_reviewed)
            found = row(kind, share, size, "reviewed", reviewed_share(sample, review), polarity)
            alone = alone_row(kind, share, size, review, polarity)
            peer = ppi_row(kind, share, size, audit, review, polarity)
            rows += [{**each, "reviewed": n_reviewed} for each in (found, alone, peer)]
    return pd.DataFrame(rows)


def alone_row(kind: str, share: float, size: int, review: Review, polarity: int) -> dict[str, Any]:
    """Return the reviewed units alone, with Wilson's interval."""
    value = review.truth[:, polarity].mean()
    low, high = wilson(np.array([value]), np.array([float(len(review.row))]), _Z)
    return {
        "kind": kind, "share": share, "units": size, "method": "reviewed units alone", "off": abs(value - share),
        "covered": float(low[0] <= share <= high[0]), "width": high[0] - low[0],
    }  # fmt: skip


def ppi_row(kind: str, share: float, size: int, audit: Audit, review: Review, polarity: int) -> dict[str, Any]:
    """Return prediction-powered inference by ppi-python: reviewed units and the others as two samples."""
    from ppi_py import ppi_mean_ci, ppi_mean_pointestimate

    said = audit.units.flagged[:, polarity].astype(float)
    others = np.delete(said, review.row)
    known = review.truth[:, polarity].astype(float), said[review.row], others
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it divides by a variance of nothing where no unit is flagged
        low, high = (float(np.ravel(end)[0]) for end in ppi_mean_ci(*known, alpha=0.05))
        value = float(np.ravel(ppi_mean_pointestimate(*known))[0])
    return {
        "kind": kind, "share": share, "units": size, "method": "ppi-python", "off": abs(value - share),
        "covered": float(low <= share <= high), "width": high - low,
    }  # fmt: skip


def designs(kind: str, population: Population, n: int, seed: int) -> pd.DataFrame:
    """Simulate ``reviewed`` with 100 reviewed of 600 units, drawn in several ways, and with a useless tagger."""
    rng = np.random.default_rng(seed)
    rows = []
    for name, source in (("", population), (", useless tagger", population.with_random_tags(rng))):
        for audit, (_, polarity), share, size in tqdm(
            audits(rng, source, n, units=(600,)), total=n, desc=f"{kind}: designs{name}", mininterval=10
        ):
            sample = samples(audit.units)
            for design, review in (
                ("simple", drawn(rng, audit, 100)),
                ("half of them flagged units", by_flag(rng, audit, sample, polarity, 50)),
                ("flagged units alone", flagged_only(rng, audit, polarity, 100)),
            ):
                if len(review.row):
                    rows.append(row(kind, share, size, design + name, reviewed_share(sample, review), polarity))
    return pd.DataFrame(rows)


def by_flag(rng: np.random.Generator, audit: Audit, sample: Samples, polarity: int, each: int) -> Review:
    """Review as many flagged units as others, with the probability of each part as weight."""
    said = audit.units.flagged[:, polarity]
    rows, weights, strata = [], [], []
    for place, part in enumerate((np.flatnonzero(said), np.flatnonzero(~said))):
        n = min(each, len(part))
        rows.append(rng.choice(part, n, replace=False))
        weights.append(np.full(n, len(part) / max(n, 1)))
        strata.append(np.full(n, place))
    order = np.argsort(np.concatenate(rows))
    row, weight, stratum = (np.concatenate(values)[order] for values in (rows, weights, strata))
    return Review(row, audit.truth[row], weight, stratum)


def flagged_only(rng: np.random.Generator, audit: Audit, polarity: int, n: int) -> Review:
    """Review flagged units alone, as if they were a simple random sample: what must not be done."""
    said = np.flatnonzero(audit.units.flagged[:, polarity])
    return reviewed(audit, np.sort(rng.choice(said, min(n, len(said)), replace=False)))


def quapy_rows(kind: str, population: Population, n: int, seed: int) -> pd.DataFrame:
    """Simulate quapy's adjusted count with its bootstrap intervals, from 50 and 200 labelled units of another share."""
    import quapy
    from joblib import parallel_config
    from quapy.method.aggregative import ACC
    from quapy.method.confidence import AggregativeBootstrap
    from sklearn.linear_model import LogisticRegression

    rng = np.random.default_rng(seed)
    rows = []
    for audit, column, share, size in tqdm(
        audits(rng, population, n, units=(600,)), total=n, desc=f"{kind}: quapy", mininterval=10
    ):
        for n_labelled in (50, 200):
            known = audited(rng, population, column, n_labelled, 0.3)
            truth = known.truth[:, column[1]].astype(int)
            if truth.min() == truth.max():
                continue
            method = AggregativeBootstrap(ACC(LogisticRegression()), n_test_samples=200)
            with (
                warnings.catch_warnings(),
                quapy.util.temp_seed(int(rng.integers(2**31))),
                parallel_config(backend="threading", n_jobs=1),  # a process for each of its jobs takes seconds
            ):
                warnings.simplefilter("ignore")
                method.fit(known.units.flagged[:, [column[1]]].astype(float), truth)
                value, region = method.predict_conf(audit.units.flagged[:, [column[1]]].astype(float))
            low, high = float(region.I_low[1]), float(region.I_high[1])
            rows.append(
                {
                    "kind": kind, "share": share, "units": size, "method": f"quapy ACC, {n_labelled} labelled units",
                    "off": abs(float(value[1]) - share), "covered": float(low <= share <= high), "width": high - low,
                }
            )  # fmt: skip
    return pd.DataFrame(rows)
