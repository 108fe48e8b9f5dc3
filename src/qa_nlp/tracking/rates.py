"""The tagger's own error rates: measured on findings that people read, and what they say of findings to come."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from qa_nlp import tables
from qa_nlp.codebook import Codebook
from qa_nlp.shipped import folders
from qa_nlp.tracking.units import POLARITY_OF, check_column

FILE = "error_rates.csv"
KINDS = ("notes", "reports")
"""The kinds of text that the shipped taggers were measured on: auditors' notes and forms, and inspection reports."""
_MOST_CONCENTRATED = 1e4


def error_rates(
    findings: pd.DataFrame,
    tags: pd.DataFrame,
    reviewed: pd.DataFrame,
    *,
    group: str = "document",
    codebook: Codebook | None = None,
) -> pd.DataFrame:
    """Measure how often the tagger raises a theme where a reader does, and where a reader does not.

    Parameters
    ----------
    findings, tags
        The tables of those names.
    reviewed
        What people found in the findings they read (``tables.REVIEWED``): a row a finding and theme, and one with an
        empty theme for a finding that raises none. Other findings are not looked at.
    group
        A column of the findings (document, auditor): how much the rates differ between its values is the ``spread``.
    codebook
        Whose themes these are (the package's own if None).

    Returns
    -------
    DataFrame
        The error rates (``tables.ERROR_RATES``), a row a theme, polarity and truth: ``n`` findings of that truth,
        ``flagged`` of which the tagger raises so, ``spread`` the intra-class correlation between groups (moment
        estimate over all themes; 0 with a single group).

    Raises
    ------
    ValueError
        If a table breaks its promises, ``group`` is no column, or no finding was reviewed.
    """
    book = codebook or Codebook.load()
    findings, tags = tables.check(findings, tables.FINDINGS), tables.check(tags, tables.TAGS)
    reviewed = check_reviewed(reviewed, book)
    check_column(findings, "group", group)
    findings = findings[findings["finding_id"].isin(reviewed["finding_id"])]
    if findings.empty:
        raise ValueError("expected reviewed findings among the findings; found none. Check the finding ids.")
    place = np.asarray(pd.factorize(findings[group].astype("string"), use_na_sentinel=False)[0])
    true, said = raised(reviewed, findings["finding_id"], book), raised(tags, findings["finding_id"], book)
    found = counted_mistakes(true, said, place)
    index = pd.MultiIndex.from_product([tables.TRUTHS, book.ids, POLARITY_OF], names=["truth", "theme", "polarity"])
    frame = pd.DataFrame({name: values.ravel() for name, values in found._asdict().items()}, index=index).reset_index()
    return tables.check(frame, tables.ERROR_RATES)


def check_reviewed(reviewed: pd.DataFrame, book: Codebook) -> pd.DataFrame:
    """Return the reviewed table checked: every theme is of the codebook and has a polarity."""
    reviewed = tables.check(reviewed, tables.REVIEWED)
    book.check_ids(reviewed["theme"].dropna())
    bare = int((reviewed["theme"].notna() & reviewed["polarity"].isna()).sum())
    if bare:
        raise ValueError(
            f"reviewed table: expected a polarity beside every theme; found {bare} without. Fill them, or empty the "
            "theme where the reader found none."
        )
    found = reviewed.groupby("finding_id")["theme"].agg(["count", "size"])
    both = (found["count"] > 0) & (found["count"] < found["size"])
    if both.any():
        raise ValueError(
            f"reviewed table: expected an empty theme only where a finding raises none; found {int(both.sum())} "
            "finding(s) with both. Drop the empty rows of these."
        )
    return reviewed


def raised(tags: pd.DataFrame, ids: pd.Series, book: Codebook) -> np.ndarray:
    """Return findings x themes x 2: whether a table raises the theme as a strength, and as a concern."""
    row_of = {finding: row for row, finding in enumerate(ids)}
    column_of = {theme: column for column, theme in enumerate(book.ids)}
    result = np.zeros((len(row_of), len(book), len(POLARITY_OF)), dtype=bool)
    tags = tags[tags["finding_id"].isin(row_of) & tags["theme"].notna()]
    row, column = tags["finding_id"].map(row_of).to_numpy(dtype=int), tags["theme"].map(column_of).to_numpy(dtype=int)
    for index, kinds in enumerate(POLARITY_OF.values()):
        some = tags["polarity"].isin(kinds).to_numpy()
        result[row[some], column[some], index] = True
    return result


class Mistakes(NamedTuple):
    """Findings of each truth, how many of them are flagged, and the spread: truths x themes x 2 (polarities)."""

    n: np.ndarray
    flagged: np.ndarray
    spread: np.ndarray


def counted_mistakes(true: np.ndarray, said: np.ndarray, group: np.ndarray) -> Mistakes:
    """Count what the tagger says where a reader says otherwise (findings x themes x 2; group: a number a finding)."""
    shape = (len(tables.TRUTHS), *true.shape[1:])
    n, flagged, spread = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for polarity in range(shape[2]):
        own, other = true[:, :, polarity], true[:, :, 1 - polarity]
        for truth, there in enumerate((own, other & ~own, ~(own | other))):
            by_group = _by_group(there, group), _by_group(there & said[:, :, polarity], group)
            n[truth, :, polarity], flagged[truth, :, polarity] = (counts.sum(axis=0) for counts in by_group)
            spread[truth, :, polarity] = _spread(*by_group)
    return Mistakes(n, flagged, spread)


def _by_group(values: np.ndarray, group: np.ndarray) -> np.ndarray:
    result = np.zeros((group.max() + 1, values.shape[1]), dtype=int)
    np.add.at(result, group, values)
    return result


def _spread(n: np.ndarray, flagged: np.ndarray) -> float:
    """Return the intra-class correlation of beta-binomial counts (groups x themes) about each theme's rate.

    The moment estimate: what the counts vary more than binomial ones would, over the most that they could.
    """
    if len(n) < 2:
        return 0.0
    a, b = shrunk(n.sum(axis=0), flagged.sum(axis=0))
    rate = a / (a + b)
    excess = ((flagged - n * rate) ** 2 - n * rate * (1 - rate)).sum()
    most = (n * (n - 1) * rate * (1 - rate)).sum()
    return float(np.clip(excess / most, 0, 1)) if most > 0 else 0.0


def shrunk(n: np.ndarray, flagged: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the Beta distribution (a, b) of every theme's rate, drawn towards the themes' common one.

    Empirical Bayes (Casella 1985, The American Statistician 39:83): the common Beta distribution is fitted to all
    themes by maximum likelihood of the beta-binomial, and each theme's counts are added to it. So a theme with two
    findings gets about the common rate, and one with two hundred its own. What is common is worth no more findings
    than the other themes have: themes that happen to agree do not make it known for sure, and one alone has none.
    """
    from scipy.optimize import minimize
    from scipy.special import betaln, expit, logit

    def prior(x: np.ndarray) -> tuple[float, float]:
        # By rate and concentration: along a ridge of equal rates a search by a and b stops half-way.
        rate, worth = expit(x[0]), np.exp(x[1])
        return rate * worth, (1 - rate) * worth

    def loss(x: np.ndarray) -> float:
        a, b = prior(x)
        return float((betaln(a, b) - betaln(flagged + a, n - flagged + b)).sum())

    if not n.sum():
        return np.full(len(n), 0.5), np.full(len(n), 0.5)  # Jeffreys: nothing is known
    start = [logit((flagged.sum() + 0.5) / (n.sum() + 1)), np.log(10)]
    # Not by gradients: L-BFGS starts threads for its two numbers, which takes ten times as long on a busy machine.
    bounds = [(-12, 12), (-7, np.log(_MOST_CONCENTRATED))]
    a, b = prior(minimize(loss, start, method="Nelder-Mead", bounds=bounds, options={"xatol": 1e-5, "fatol": 1e-9}).x)
    known = np.minimum((n.sum() - n) / (a + b), 1)
    return flagged + a * known, n - flagged + b * known


@dataclass(frozen=True)
class Rates:
    """Rates of a group of findings to come: mean, and how many findings that knowledge is worth.

    Both are truths (raised, opposite, absent) x (themes * 2), in the order of :attr:`Units.flagged`.
    """

    mean: np.ndarray
    size: np.ndarray


def rates_of(table: pd.DataFrame, book: Codebook) -> Rates:
    """Turn a table of error rates into what it says of new findings.

    Raises
    ------
    ValueError
        If the table breaks its promises, lacks a theme of the codebook, or has counts that cannot be.
    """
    table = tables.check(table, tables.ERROR_RATES)
    wrong = int(((table["flagged"] > table["n"]) | (table["flagged"] < 0)).sum())
    if wrong:
        raise ValueError(
            f"error rates table: expected flagged between 0 and n; found {wrong} other row(s). Correct the counts."
        )
    index = pd.MultiIndex.from_product([tables.TRUTHS, book.ids, POLARITY_OF], names=["truth", "theme", "polarity"])
    known = table.set_index(["truth", "theme", "polarity"])
    missing = [theme for theme in book.ids if theme not in set(table["theme"])]
    if missing:
        raise ValueError(
            f"error rates table: expected every theme of the codebook; found none for {', '.join(missing)}. Measure "
            "them with error_rates, or use method='counted'."
        )
    filled = known.reindex(index)
    shape = (len(tables.TRUTHS), len(book), len(POLARITY_OF))
    n, flagged, spread = (
        filled[name].fillna(0).to_numpy(dtype=float).reshape(shape) for name in ("n", "flagged", "spread")
    )
    return expected(Mistakes(n, flagged, spread))


def expected(found: Mistakes) -> Rates:
    """Return what mistakes on some findings say of others: variances add, of a theme's own rate and of a new group."""
    mean, size = np.zeros(found.n.shape), np.zeros(found.n.shape)
    for truth in range(len(tables.TRUTHS)):
        for polarity in range(len(POLARITY_OF)):
            a, b = shrunk(found.n[truth, :, polarity], found.flagged[truth, :, polarity])
            mean[truth, :, polarity] = a / (a + b)
            size[truth, :, polarity] = 1 / (1 / (a + b + 1) + found.spread[truth, :, polarity])
    return Rates(mean.reshape(len(mean), -1), size.reshape(len(size), -1))


def shipped_rates(tags: pd.DataFrame, kind: str) -> pd.DataFrame | None:
    """Return the error rates of the shipped tagger that made these tags, or None if another one did, or several."""
    models = tags["model"].dropna().unique()
    if len(models) != 1 or tags["model"].isna().any():
        return None
    for folder in folders().values():
        path = folder / FILE
        if path.is_file():
            table = pd.read_csv(path, dtype={"model": "string"})
            own = table[(table["model"] == models[0]) & (table["kind"] == kind)]
            if len(own):
                return tables.check(own.drop(columns=["model", "kind"]), tables.ERROR_RATES)
    return None


def read_rates(rates: pd.DataFrame | str | Path | None, tags: pd.DataFrame) -> pd.DataFrame | None:
    """Return error rates: a table as it is, one read from a file, or those of the shipped tagger for a kind of text."""
    if isinstance(rates, pd.DataFrame):
        return rates
    if rates is None:
        return shipped_rates(tags, KINDS[0])
    if str(rates) in KINDS:
        return shipped_rates(tags, str(rates))
    return tables.read_table(rates, tables.ERROR_RATES)
