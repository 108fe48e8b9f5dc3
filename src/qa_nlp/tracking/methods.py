"""The registry of estimators, and which one is used when the caller names none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pandas as pd

from qa_nlp.codebook import Codebook
from qa_nlp.tracking.adjusted import adjusted
from qa_nlp.tracking.counted import counted
from qa_nlp.tracking.estimates import Estimates
from qa_nlp.tracking.rates import rates_of, read_rates
from qa_nlp.tracking.reviewed import Review, review_of, reviewed_share
from qa_nlp.tracking.sampling import Samples

Method = Literal["counted", "adjusted", "reviewed"]
Rates = pd.DataFrame | str | Path | None
_FEWEST_REVIEWED = 10


@dataclass(frozen=True)
class Evidence:
    """All that an estimator may draw on: tagged units, error rates and reviewed units (None where there are none)."""

    samples: Samples
    book: Codebook
    rates: pd.DataFrame | None
    review: Review | None


def _adjusted(evidence: Evidence) -> Estimates:
    if evidence.rates is None:
        raise ValueError(
            "method 'adjusted': expected the error rates of the tagger that made the tags; found none for the models "
            "in the tags table. Measure them with error_rates and give rates=, or use method='counted'."
        )
    return adjusted(evidence.samples, rates_of(evidence.rates, evidence.book))


def _reviewed(evidence: Evidence) -> Estimates:
    review, units = evidence.review, evidence.samples.units
    if review is None:
        raise ValueError("method 'reviewed': expected a reviewed table; found none. Give reviewed=.")
    for place, name in enumerate(units.groups):
        n = int((units.group[review.row] == place).sum())
        if n < _FEWEST_REVIEWED:
            raise ValueError(
                f"method 'reviewed': expected at least {_FEWEST_REVIEWED} units of {name!r} of which every finding was "
                f"reviewed; found {n} (and {review.n_partly} partly reviewed in all). Give a row for each finding that "
                "was read, with an empty theme where it raises none; or review more; or use another method."
            )
    return reviewed_share(evidence.samples, review)


METHODS: dict[str, Callable[[Evidence], Estimates]] = {
    "counted": lambda evidence: counted(evidence.samples),
    "adjusted": _adjusted,
    "reviewed": _reviewed,
}
"""Name → estimator. One that is added here is offered everywhere, and tested with the others."""


def estimate(
    samples: Samples,
    tags: pd.DataFrame,
    book: Codebook,
    *,
    method: Method | None,
    reviewed: pd.DataFrame | None,
    rates: Rates,
) -> Estimates:
    """Estimate every share by ``method``, or by the best for which there is what it needs.

    That is ``reviewed`` with a reviewed sample, ``adjusted`` where the error rates of the tagger are known, else
    ``counted``.

    Raises
    ------
    ValueError
        If there is no such method, or not what it needs.
    """
    if method is not None and method not in METHODS:
        raise ValueError(f"expected method to be one of {', '.join(METHODS)}; found {method!r}. Choose one of these.")
    wants_rates = method == "adjusted" or (method is None and reviewed is None)
    known = read_rates(rates, tags) if wants_rates else None
    review = review_of(reviewed, samples.units, book) if reviewed is not None else None
    if method is None:
        method = "reviewed" if review is not None else "adjusted" if known is not None else "counted"
    return METHODS[method](Evidence(samples, book, known, review))
