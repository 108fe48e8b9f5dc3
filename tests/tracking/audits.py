"""Audits to count: tables made of numbers, and units made by hand."""

import numpy as np
import pandas as pd

from qa_nlp import Codebook
from qa_nlp.tracking.units import Units


def book_of(*themes: str) -> Codebook:
    entries = [{"id": theme, "name": theme, "definition": "d", "strength": "s", "concern": "c"} for theme in themes]
    return Codebook.from_dict({"groups": [{"id": "g", "themes": entries}]})


BOOK = book_of("drift", "voice")


def audit(cases: dict[str, int], raising: dict[str, int], theme="drift", polarity="concern"):
    """Return findings and tags of rounds with so many cases, so many of which raise the theme; two findings a case."""
    findings, tags = [], []
    for name, n_cases in cases.items():
        for case in range(n_cases):
            for part in ("a", "b"):
                findings.append((f"{name}-{case}-{part}", "some words", name, f"{name}-{case}"))
            if case < raising[name]:
                # Both findings of the case say it: it still counts once.
                tags += [(f"{name}-{case}-{part}", theme, polarity) for part in ("a", "b")]
    return (
        pd.DataFrame(findings, columns=["finding_id", "text", "round", "case_id"]),
        pd.DataFrame(tags, columns=["finding_id", "theme", "polarity"]),
    )


def listed(*cases: tuple, columns: tuple[str, ...] = (), theme="drift", polarity="concern"):
    """Return findings and tags of cases with one finding each: (round, case, whether it raises the theme, ...)."""
    ids = [f"f{number}" for number in range(len(cases))]
    findings = pd.DataFrame(
        [(i, "some words", name, case, *rest) for i, (name, case, _, *rest) in zip(ids, cases, strict=True)],
        columns=["finding_id", "text", "round", "case_id", *columns],
    )
    tags = [(i, theme, polarity) for i, (_, _, raises, *_) in zip(ids, cases, strict=True) if raises]
    return findings, pd.DataFrame(tags, columns=["finding_id", "theme", "polarity"])


def rates_table(counts: dict[str, tuple[int, int]], book: Codebook = BOOK, spread: float = 0.0) -> pd.DataFrame:
    """Return a table with the same (n, flagged) of each truth for every theme and polarity."""
    return pd.DataFrame(
        [
            (theme, polarity, truth, n, flagged, spread)
            for theme in book.ids
            for polarity in ("strength", "concern")
            for truth, (n, flagged) in counts.items()
        ],
        columns=["theme", "polarity", "truth", "n", "flagged", "spread"],
    )


def row(table: pd.DataFrame, **values) -> pd.Series:
    for column, value in values.items():
        table = table[table[column] == value]
    assert len(table) == 1
    return table.iloc[0]


def drift(table: pd.DataFrame, **values) -> pd.Series:
    """Return the row of the theme that most tests are about."""
    return row(table, theme="drift", polarity="concern", **values)


def by_hand(hits, *, group=None, n_findings=None, cluster=None, stratum=None) -> Units:
    """Return units with so many hits (N x R, R even): one finding each, one group, no clusters unless said.

    Simulations take the columns for replicates, so that one call does hundreds of them.
    """
    hits = np.asarray(hits)
    n = len(hits)
    group = np.zeros(n, dtype=int) if group is None else np.asarray(group)
    names = np.array([f"u{place}" for place in range(n)], dtype=object)
    return Units(
        groups=tuple(f"g{place}" for place in range(group.max() + 1)),
        group=group,
        unit=names,
        n_findings=np.ones(n, dtype=int) if n_findings is None else np.asarray(n_findings),
        cluster=np.arange(n) if cluster is None else np.asarray(cluster),
        stratum=np.full(n, "", dtype=object) if stratum is None else np.asarray(stratum, dtype=object),
        hits=hits.reshape(n, -1, 2).astype(np.int32),
        row_of=pd.Series(np.arange(n), index=names),
        excluded={},
    )


def covered(limits: tuple[np.ndarray, np.ndarray], truth: float) -> float:
    """Return the share of intervals that hold the truth."""
    low, high = limits
    return float(np.mean((low <= truth + 1e-12) & (truth - 1e-12 <= high)))


DIFFERENCE = np.array([-1.0, 1.0])

USUAL = {"raised": (100, 80), "opposite": (50, 5), "absent": (1000, 10)}
"""Error rates of a usual tagger: findings of each truth, and how many of these it flags."""
