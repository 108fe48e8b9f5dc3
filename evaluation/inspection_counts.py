"""What every report says of every theme, counted, and the periods that are compared."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from evaluation.reports import ILACS, SIF, Inspections
from evaluation.resampling import Found, draws
from qa_nlp import Codebook

DRAWS = 2_000
CONCERN, STRENGTH = ("concern", "mixed"), ("strength", "mixed")


@dataclass(frozen=True)
class Period:
    """Years of reports under one framework."""

    name: str
    framework: str
    years: tuple[int, ...]


FIRST = Period("2014-15", SIF, (2014, 2015))
MIDDLE = Period("2018-19", ILACS, (2018, 2019))
LAST = Period("2024-26", ILACS, (2024, 2025, 2026))
"""The ends of the series, wide enough to hold reports of every grade, and the first years of the framework in use."""


@dataclass(frozen=True)
class Counts:
    """Counts by report.

    Attributes
    ----------
    reports
        The reports, with ``statements``, and how many of these raise a ``concern``, a ``strength`` and either
        (``judged``) on any theme, and whether the authority was ``held_out`` from training the tagger.
    concern, strength
        Reports x themes: statements that raise the theme so. A mixed statement raises both.
    weight
        How often each report counts in every draw of authorities (draws x reports; first once each).
    book
        Whose themes these are.
    """

    reports: pd.DataFrame
    concern: np.ndarray
    strength: np.ndarray
    weight: np.ndarray
    book: Codebook

    def of(self, period: Period) -> np.ndarray:
        """Return which reports are of a period."""
        years = self.reports["year"].isin(period.years)
        return np.asarray(years & (self.reports["framework"] == period.framework))

    def column(self, name: str) -> np.ndarray:
        """Return a count of the reports."""
        return self.reports[name].to_numpy(dtype=float)


def count(read: Inspections, tags: pd.DataFrame, book: Codebook, held_out: frozenset[str]) -> Counts:
    """Count the statements of every report by theme and polarity."""
    document = read.findings.set_index("finding_id")["document"]
    places = {link: place for place, link in enumerate(read.reports.index)}

    def by_theme(kinds: tuple[str, ...]) -> np.ndarray:
        result = np.zeros((len(places), len(book)))
        some = tags[tags["polarity"].isin(kinds)]
        report = some["finding_id"].map(document).map(places).to_numpy(dtype=int)
        theme = some["theme"].map({theme: place for place, theme in enumerate(book.ids)}).to_numpy(dtype=int)
        np.add.at(result, (report, theme), 1)
        return result

    def by_report(kinds: tuple[str, ...]) -> pd.Series:
        ids = tags.loc[tags["polarity"].isin(kinds), "finding_id"].drop_duplicates()
        return ids.map(document).value_counts().reindex(read.reports.index, fill_value=0)

    reports = read.reports.assign(
        statements=document.value_counts().reindex(read.reports.index, fill_value=0),
        concern=by_report(CONCERN),
        strength=by_report(STRENGTH),
        judged=by_report((*CONCERN, *STRENGTH)),
        held_out=read.reports["authority"].isin(held_out),
    )
    weight = draws(reports["authority"], DRAWS)
    return Counts(reports, by_theme(CONCERN), by_theme(STRENGTH), weight, book)


def names_of(book: Codebook) -> list[str]:
    """Return the names of the themes in order."""
    return [book.name(theme) for theme in book.ids]


def cell(found: Found, times: float = 100, digits: int = 0, sign: str = "") -> list[str]:
    """Return figures with their intervals as text, in hundredths unless told otherwise."""
    number = f"{{:{sign}.{digits}f}}"

    def text(value: float) -> str:
        shown = number.format(value * times)
        return shown.replace("-", "−") if float(shown) else number.replace("+", "").format(0)

    return [
        f"{text(value)} ({text(low)} to {text(high)})"
        for value, low, high in zip(*(np.atleast_1d(part) for part in found[:3]), strict=True)
    ]
