"""With a sample that people checked: valid whatever the tagger does.

Two-phase (double) sampling: all units carry tags, some also people's answers. Units are post-stratified by what the
tags say of them (flagged or not); in each part the share that people confirm is estimated from the reviewed units, and
the parts are put together by their sizes among all units (Tenenbein 1970, JASA 65:1350). With a binary tag this is
prediction-powered inference at its best weight (PPI++: Angelopoulos, Duchi and Zrnic 2023, arXiv 2311.01453), which is
the regression estimator of double sampling (Cochran 1977, Sampling Techniques, ch. 12). Units drawn with unequal
probability are weighted by its inverse (Hájek), and strata keep their own variance (Särndal, Swensson and Wretman 1992,
ch. 7 and 9).

The interval is of the Beta distribution that has the mean and variance of what is known: a Beta posterior in each part,
from Kerman's neutral prior (2011, Electronic Journal of Statistics 5:1450), whose median is the observed share however
few units there are. Sums of the limits of the parts, Wilson's or Jeffreys's, would be wider than they need to be.

Libraries: ppi-python (ppi_mean_ci) takes the reviewed units for a simple random sample apart from the others, and its
interval is the normal one. With 50 reviewed units and a share of 0.05 often no unit contradicts the tags, and its width
then leaves out the tags' mistakes altogether: it covers 0.56 at a share of 0.02 and 0.83 at 0.05 for a nominal 0.95
(evaluation/results/tracking.md). The Beta posteriors do not have that fault.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import betaincinv, ndtr

from qa_nlp.codebook import Codebook
from qa_nlp.tracking.counted import n_flagged
from qa_nlp.tracking.estimates import Estimates
from qa_nlp.tracking.intervals import Part
from qa_nlp.tracking.rates import check_reviewed, raised
from qa_nlp.tracking.sampling import Samples
from qa_nlp.tracking.units import Units

NOTE = (
    "Reviewed: people checked a sample of the units; what they found corrects the tags of all. The intervals carry the "
    "sampling of units and of those reviewed, and hold even if the tagger is poor. It assumes that the reviewed units "
    "were drawn by chance as stated, that all of a unit's findings were read, and that the readers are right."
)
_NEUTRAL = 1 / 3


@dataclass(frozen=True)
class Review:
    """What people found in the units whose every finding they read.

    Attributes
    ----------
    row
        Places of the reviewed units.
    truth
        For each (reviewed x R) whether people raise the theme.
    weight, stratum
        Inverse of the probability with which it was drawn (1 for a simple random sample); part it was drawn from.
    n_partly, n_elsewhere
        Units of which some findings were reviewed but not all, and reviewed findings that are not counted here; neither
        are used.
    """

    row: np.ndarray
    truth: np.ndarray
    weight: np.ndarray
    stratum: np.ndarray
    n_partly: int = 0
    n_elsewhere: int = 0


def review_of(reviewed: pd.DataFrame, units: Units, book: Codebook) -> Review:
    """Read the reviewed table for some units.

    Raises
    ------
    ValueError
        If the table breaks its promises, or says two things of one unit's probability or stratum, or nothing of some.
    """
    reviewed = check_reviewed(reviewed, book)
    here = reviewed[reviewed["finding_id"].isin(units.row_of.index)]
    read = here.drop_duplicates("finding_id")
    row_read = units.row_of.loc[read["finding_id"]].to_numpy()
    n_read = np.bincount(row_read, minlength=len(units.unit))
    whole = n_read == units.n_findings
    row = np.flatnonzero(whole)
    truth = np.zeros((len(units.unit), len(book), 2), dtype=bool)
    np.logical_or.at(truth, units.row_of.to_numpy(), raised(here, pd.Series(units.row_of.index), book))
    of_unit = read.assign(row=row_read).groupby("row")
    probability = _one(of_unit, "probability", row, 1.0).astype(float)
    if not ((probability > 0) & (probability <= 1)).all():
        raise ValueError(
            "reviewed table: expected probability above 0 and at most 1; found others. Give the probability with "
            "which each unit was drawn for review."
        )
    return Review(
        row=row,
        truth=truth.reshape(len(truth), -1)[row],
        weight=1 / probability,
        stratum=np.asarray(pd.factorize(_one(of_unit, "stratum", row, ""))[0]),
        n_partly=int(((n_read > 0) & ~whole).sum()),
        n_elsewhere=reviewed["finding_id"].nunique() - len(read),
    )


def _one(of_unit: Any, column: str, rows: np.ndarray, default: object) -> np.ndarray:
    """Return a column's value for every reviewed unit; it must be one, and filled for all or for none."""
    values = of_unit[column].agg(["first", "nunique", "count"]).reindex(rows)
    if (values["nunique"] > 1).any():
        raise ValueError(
            f"reviewed table: expected one {column} for all findings of a unit; found "
            f"{int((values['nunique'] > 1).sum())} unit(s) with several. Give the unit's."
        )
    n_filled = int((values["count"] > 0).sum())
    if 0 < n_filled < len(rows):
        raise ValueError(
            f"reviewed table: expected {column} for every reviewed unit or for none; found {n_filled} of {len(rows)}. "
            "Fill the column."
        )
    filled = values["first"].astype(object)
    return np.asarray(filled.where(filled.notna(), default))


def reviewed_share(samples: Samples, review: Review) -> Estimates:
    """Return the shares that people confirm, carried over to all units by their tags."""
    units, n_groups = samples.units, len(samples.units.groups)
    flagged = units.flagged
    seen, group = flagged[review.row], units.group[review.row]
    n_rows = flagged.shape[1]
    share_flagged = samples.mean(flagged)
    size = np.stack([1 - share_flagged, share_flagged])
    weight = review.weight * samples.weight[review.row]
    value, worth = np.zeros((2, n_groups, n_rows)), np.zeros((2, n_groups, n_rows))
    for part, inside in enumerate((~seen, seen)):
        for g in range(n_groups):
            here = group == g
            value[part, g], worth[part, g] = _share_in(
                review.truth[here], inside[here], weight[here], review.stratum[here]
            )
    share = (size * value).sum(axis=0)
    error = _errors(samples, review, size, value)
    n_all = replace(samples, clustered=False).effective(flagged)
    first, second = _matched(size, value, worth, n_all, samples.design_effect(error))

    def move(z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        low, high = betaincinv(first, second, ndtr(-z)), betaincinv(first, second, ndtr(z))
        return np.minimum(low - share, 0), np.maximum(high - share, 0)

    n_read = np.bincount(group, minlength=n_groups).astype(float)
    return Estimates(
        share, share, samples.n_units, n_flagged(samples), np.repeat(n_read[:, None], n_rows, axis=1), share,
        (Part(move, correlation=samples.overlap(error, n_read)),), samples.freedom, "reviewed",
        f"{NOTE} {_used(review)}",
    )  # fmt: skip


def _used(review: Review) -> str:
    """Say how much of the review was used, and what was not."""
    parts = [f"{len(review.row)} units were reviewed"]
    if review.n_partly:
        parts.append(f"{review.n_partly} more are not used, for only some of their findings were read")
    if review.n_elsewhere:
        parts.append(f"{review.n_elsewhere} reviewed findings are not of the units counted here")
    return "; ".join(parts) + "."


def _errors(samples: Samples, review: Review, size: np.ndarray, value: np.ndarray) -> np.ndarray:
    """Return each unit's share in the errors of the estimates (N x R), which clusters and pairs add up.

    That of every unit through the sizes of the parts, and of a reviewed one also through the share of its part.
    """
    flagged, group = samples.units.flagged, samples.units.group
    error = samples.influence(np.where(flagged, value[1][group], value[0][group]))
    seen, where = flagged[review.row], group[review.row]
    weight = (review.weight * samples.weight[review.row])[:, None]
    for part, inside in enumerate((~seen, seen)):
        total = np.zeros_like(value[part])
        np.add.at(total, where, weight * inside)
        off = inside * weight * (review.truth - value[part][where]) / np.maximum(total, 1e-12)[where]
        error[review.row] += size[part][where] * off
    return error


def _matched(
    size: np.ndarray, value: np.ndarray, worth: np.ndarray, n_all: np.ndarray, design_effect: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the Beta distribution (a, b) with the mean and variance of what is known of the shares (G x R each).

    In each part (2 x G x R) a Beta distribution from Kerman's neutral prior; by their sizes, the variance of these
    parts, and of the sizes, which are a sample themselves; all of it as much larger as clusters make it.
    """
    a, b = value * worth + _NEUTRAL, (1 - value) * worth + _NEUTRAL
    mean = a / (a + b)
    share = (size * mean).sum(axis=0)
    variance = (size**2 * mean * (1 - mean) / (a + b + 1)).sum(axis=0)
    variance += (size * (mean - share) ** 2).sum(axis=0) / n_all
    together = np.maximum(share * (1 - share) / (variance * design_effect) - 1, _NEUTRAL)
    return share * together, (1 - share) * together


def _share_in(
    truth: np.ndarray, inside: np.ndarray, weight: np.ndarray, stratum: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the weighted share of true units among those inside (R), and the units it is worth.

    Where nobody inside was reviewed nothing is known: a half, worth no unit, so that its limits are 0 and 1.
    """
    w = weight[:, None] * inside
    total = w.sum(axis=0)
    share = np.divide((w * truth).sum(axis=0), total, out=np.full(truth.shape[1], 0.5), where=total > 0)
    kish = np.divide(total**2, (w**2).sum(axis=0), out=np.zeros_like(total), where=total > 0)
    if (weight == weight[:1]).all() and (stratum == stratum[:1]).all():
        return share, kish
    error = w * (truth - share) / np.maximum(total, 1e-12)
    variance = np.zeros_like(total)
    for name in np.unique(stratum):
        own = error[stratum == name]
        n = len(own)
        variance += ((own - own.mean(axis=0)) ** 2).sum(axis=0) * n / max(n - 1, 1)
    spread = share * (1 - share)
    known = (spread > 0) & (variance > 0)
    return share, np.where(known, np.divide(spread, variance, out=kish.copy(), where=known), kish)
