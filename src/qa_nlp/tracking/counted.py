"""Classify and count: the share of units that the tags flag."""

from __future__ import annotations

import numpy as np

from qa_nlp.tracking.estimates import Estimates
from qa_nlp.tracking.intervals import Part, wilson
from qa_nlp.tracking.sampling import Samples

NOTE = (
    "Counted: the share of units whose tags raise the theme. The intervals (Wilson) carry the sampling of units and "
    "not the tagger's mistakes: they hold if the tags are right, as a person's are taken to be."
)


def counted(samples: Samples) -> Estimates:
    """Return the shares of units that are flagged, with Wilson's interval on the effective sample size."""
    flagged = samples.units.flagged
    share, n = samples.mean(flagged), samples.effective(flagged)

    def move(z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        low, high = wilson(share, n, z)
        return low - share, high - share

    part = Part(move, correlation=samples.correlation(flagged))
    return Estimates(
        share, share, samples.n_units, n_flagged(samples), n, share, (part,), samples.freedom, "counted", NOTE
    )


def n_flagged(samples: Samples) -> np.ndarray:
    """Return how many units that count are flagged (G x R), unweighted."""
    result = np.zeros((len(samples.units.groups), samples.units.flagged.shape[1]), dtype=int)
    np.add.at(result, samples.units.group, samples.units.flagged & (samples.weight > 0)[:, None])
    return result
