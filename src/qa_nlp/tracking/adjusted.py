"""Adjusted count: what the tags would be without the tagger's mistakes, from its measured error rates.

The model. A unit has m findings. A finding raises the theme, raises its opposite alone, or is silent on it; the tagger
flags it with probability s, b or f. Units that raise the theme at all are a share p of all; of their other m - 1
findings each raises it too with probability r. Then a unit that does not raise it is flagged with probability
F = 1 - (1 - e)^m, where e mixes b and f by how common the opposite is, and one that does with probability
S = 1 - (1 - s) (1 - r s - (1 - r) e)^(m - 1). The flagged share is q = p S + (1 - p) F, so p = (q - F) / (S - F): the
adjusted count (Rogan and Gladen 1978, American Journal of Epidemiology 107:71; Forman 2008, Data Mining and Knowledge
Discovery 17:164), at the level of the unit. r and the opposite's share come from the numbers of flagged findings, as
adjusted counts of findings, so nothing but the error rates is taken from elsewhere: prior shift changes p, r and the
opposite's share, not s, b and f.

Libraries: quapy 0.2 and mlquantify have adjusted counts and expectation maximisation of single items, but none at the
level of a unit of several findings; their intervals by default resample the test items alone, with the error rates
taken as known (with 50 labelled items quapy's cover about 0.6 for a nominal 0.95; evaluation/results/tracking.md), so
quapy is a peer there and no dependency.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from qa_nlp.tracking.counted import n_flagged
from qa_nlp.tracking.estimates import Estimates
from qa_nlp.tracking.intervals import Part, deviations, wilson
from qa_nlp.tracking.rates import Rates
from qa_nlp.tracking.sampling import Samples

NOTE = (
    "Adjusted: the share of units whose tags raise the theme, corrected for how often the tagger misses it and how "
    "often it raises it wrongly, as measured on findings that people read. The intervals carry the sampling of units, "
    "and what is not known of those error rates. It assumes that the tagger errs on these audits as on audits of the "
    "kind it was measured on, and that its mistakes on the findings of one unit are independent of each other. A "
    "reviewed sample of these audits needs neither."
)
_LEAST_GAP = 0.05  # between S and F: below it the tags hardly tell, and the interval says so by its width
_ROUNDS = 12  # of the fixed point between p and r; it settles to 1e-6 within ten
_STEP = 1e-4
_SURE = 1e-6


class Seen(NamedTuple):
    """What the tags show: flagged share of units (G x R), flagged findings a unit, and those of the opposite."""

    share: np.ndarray
    own: np.ndarray
    other: np.ndarray


class Sizes(NamedTuple):
    """How many findings the units have: the sizes that occur (M), and the share of units of each, by group (G x M)."""

    value: np.ndarray
    share: np.ndarray

    def mean(self) -> np.ndarray:
        """Mean number of findings (G x 1)."""
        return np.asarray((self.share @ self.value)[:, None])

    def power(self, base: np.ndarray, less: int) -> np.ndarray:
        """Return the mean of base^(m - less) over the units (base: G x R)."""
        powers = base ** (self.value - less)[:, None, None]  # M x G x R
        return np.asarray(np.einsum("mgr,gm->gr", powers, self.share))


def adjusted(samples: Samples, rates: Rates) -> Estimates:
    """Return the adjusted shares (:data:`NOTE` states what they assume)."""
    units = samples.units
    flagged, own = units.flagged, units.hits.reshape(len(units.hits), -1).astype(float)
    other = units.hits[:, :, ::-1].reshape(len(units.hits), -1).astype(float)
    seen = Seen(*(samples.mean(values) for values in (flagged, own, other)))
    value, place = np.unique(units.n_findings, return_inverse=True)
    sizes = Sizes(value.astype(float), samples.mean(np.eye(len(value))[place]))
    known = tuple(rates.mean)
    share, gap = solved(seen, sizes, known)
    n = _worth(samples, (flagged, own, other), seen, sizes, known, gap)

    def sampling(z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        low, high = wilson(seen.share, n, z)
        return (low - seen.share) / gap, (high - seen.share) / gap

    def of_rate(which: int) -> Part:
        def move(z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            moved = []
            for end in wilson(rates.mean[which], rates.size[which], z):
                changed = (*known[:which], end, *known[which + 1 :])
                moved.append(solved(seen, sizes, changed)[0] - share)
            return moved[0], moved[1]

        return Part(move, shared=True)

    parts = (Part(sampling, correlation=samples.correlation(flagged)), *(of_rate(which) for which in range(3)))
    spread = [np.mean(deviations(parts, row, np.ones(1)), axis=0) for row in np.eye(len(share))]
    return Estimates(
        within(share, np.array(spread)), np.clip(share, 0, 1), samples.n_units, n_flagged(samples), n, seen.share,
        parts, samples.freedom, "adjusted", NOTE,
    )  # fmt: skip


def within(value: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Return what to believe of shares whose estimates may lie outside 0 to 1: the mean of the normal cut off there.

    The posterior mean from a flat prior. Cutting the estimate itself would say 0 or 1 wherever the correction
    overshoots. The limits are about the estimate cut off all the same: about
    this mean the lower one would often be above 0 where no unit is flagged, and none raises the theme.
    """
    from scipy.stats import truncnorm

    sure = spread < _SURE
    spread = np.where(sure, 1.0, spread)
    with np.errstate(invalid="ignore"):  # scipy works out the skewness too, which far outside has none
        mean = truncnorm.mean(-value / spread, (1 - value) / spread, value, spread)
    return np.asarray(np.where(sure, np.clip(value, 0, 1), np.clip(mean, 0, 1)))


def solved(seen: Seen, sizes: Sizes, rates: tuple[np.ndarray, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Return p, not yet cut to a share, and S - F (both G x R)."""
    s, b, f = rates
    m = sizes.mean()
    own, other = _shares_of_findings(seen.own / m, seen.other / m, s, b, f)
    wrong = f + (b - f) * np.clip(other / np.maximum(1 - own, 1e-9), 0, 1)
    false_alarm = 1 - sizes.power(1 - wrong, 0)
    again = np.zeros_like(own)
    for _ in range(_ROUNDS):
        found = 1 - (1 - s) * sizes.power(1 - again * s - (1 - again) * wrong, 1)
        gap = np.maximum(found - false_alarm, _LEAST_GAP)
        p = (seen.share - false_alarm) / gap
        # Findings that raise the theme, for each unit that does, beyond the first.
        more = own * m / np.clip(p, 1e-6, 1) - 1
        again = np.where(p > 0, np.clip(more / np.maximum(m - 1, 1e-9), 0, 1), 0)
    return p, gap


def _shares_of_findings(
    own: np.ndarray, other: np.ndarray, s: np.ndarray, b: np.ndarray, f: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the adjusted shares of findings that raise the theme, and its opposite.

    Two equations: own = x s + y b + (1 - x - y) f, and the same for the opposite with its own rates, which stand in
    the neighbouring column.
    """
    swap = np.arange(own.shape[1]) ^ 1
    s2, b2, f2 = s[swap], b[swap], f[swap]
    a11, a12, c1 = s - f, b - f, own - f
    a21, a22, c2 = b2 - f2, s2 - f2, other - f2
    det = a11 * a22 - a12 * a21
    det = np.where(np.abs(det) < _LEAST_GAP**2, _LEAST_GAP**2, det)
    return np.clip((c1 * a22 - a12 * c2) / det, 0, 1), np.clip((a11 * c2 - a21 * c1) / det, 0, 1)


def _worth(
    samples: Samples,
    values: tuple[np.ndarray, np.ndarray, np.ndarray],
    seen: Seen,
    sizes: Sizes,
    rates: tuple[np.ndarray, ...],
    gap: np.ndarray,
) -> np.ndarray:
    """Return the effective sample size of the flagged share, less what the estimates of r and the opposite cost.

    The delta method: the variance of p by its slopes in the three means that the tags show, over what it would be with
    the flagged share alone unknown.
    """
    slopes = []
    for place in range(3):
        up = Seen(*(value + _STEP * (place == index) for index, value in enumerate(seen)))
        down = Seen(*(value - _STEP * (place == index) for index, value in enumerate(seen)))
        slopes.append((solved(up, sizes, rates)[0] - solved(down, sizes, rates)[0]) / (2 * _STEP))
    group = samples.units.group
    total = sum(slope[group] * value for slope, value in zip(slopes, values, strict=True))
    n = samples.effective(values[0])
    alone = seen.share * (1 - seen.share) / n / gap**2
    variance = samples.variance(np.asarray(total))
    return np.asarray(n / np.maximum(np.divide(variance, alone, out=np.ones_like(n), where=alone > 0), 1.0))
