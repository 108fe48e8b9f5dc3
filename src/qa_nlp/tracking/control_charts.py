"""Month by month: control charts of themes and of grades."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from scipy.special import ndtri

from qa_nlp import tables
from qa_nlp.codebook import Codebook
from qa_nlp.tracking.estimates import Estimates
from qa_nlp.tracking.intervals import wilson
from qa_nlp.tracking.methods import Method, Rates, estimate
from qa_nlp.tracking.sampling import samples
from qa_nlp.tracking.spc import Limits, control_limits, signals
from qa_nlp.tracking.units import POLARITY_OF, check_unit, count_units, tags_of

Every = Literal["month", "quarter", "year"]
_PERIOD = {"month": "M", "quarter": "Q", "year": "Y"}
GOOD = ("outstanding", "good")
NOT_GOOD = ("requires improvement", "requires improvement to be good", "not yet good", "inadequate")
_FEWEST_PERIODS = 8
_FALSE_ALARMS = (
    "Of steady charts of 24 points about 18 in 100 show some signal by chance (40 units a point, a share of 0.2), and "
    "more with few units or a rare theme (15 and 0.1: 29 in 100), so a signal asks for a look and is no verdict."
)


def control_chart(
    findings: pd.DataFrame,
    tags: pd.DataFrame,
    *,
    every: Every = "month",
    unit: str = "case_id",
    method: Method | None = None,
    rates: Rates = None,
    limits: Limits = "laney",
    baseline: int | None = None,
    codebook: Codebook | None = None,
) -> pd.DataFrame:
    """Chart the prevalence of every theme over time, with control limits and the points that signal.

    The estimand is the share of :func:`prevalence` among the units audited in each period (by the earliest
    ``audited_on`` of their findings). Limits assume that units are independent and, for ``"binomial"``, that nothing
    but chance differs between periods; where the method is ``"adjusted"`` they are wider by what the correction costs.

    Parameters
    ----------
    findings, tags, unit, rates, codebook
        As of :func:`prevalence`.
    every
        ``"month"``, ``"quarter"`` or ``"year"``. Periods without units have no row.
    method
        ``"counted"`` or ``"adjusted"`` (the default where the tagger's error rates are known); a few reviewed units a
        period would not bear a chart.
    limits
        ``"laney"`` (p'-chart) or ``"binomial"`` (p-chart); see :mod:`qa_nlp.tracking.spc`.
    baseline
        The number of first periods that centre and limits come from (all if None).

    Returns
    -------
    DataFrame
        The control table, a row a theme, polarity and period: ``n_units``, ``n_positive``, ``estimate``, ``low`` and
        ``high`` (95% interval), ``centre``, ``lower`` and ``upper`` (control limits: three standard deviations),
        ``signal`` (rules met, "" for none), ``method``. ``attrs["note"]`` says how often rules are met by chance, and
        that fewer than eight periods bear no rule of runs.

    Raises
    ------
    ValueError
        If no finding is dated, ``every``, ``limits`` or ``baseline`` is unknown or out of range, or as of
        :func:`prevalence`.
    """
    if method == "reviewed":
        raise ValueError("expected method counted or adjusted for a chart; found 'reviewed'. Choose one of these.")
    book = codebook or Codebook.load()
    findings = tables.check(findings, tables.FINDINGS)
    tags, _ = tags_of(findings, tags)
    dated, undated = _periods(findings, every, unit)
    kept = tags[tags["finding_id"].isin(dated["finding_id"])]
    units = count_units(dated, kept, "period", unit, book)
    found = estimate(samples(units), kept, book, method=method, reviewed=None, rates=rates)
    _check_chart(len(units.groups), limits, baseline)
    bounds = [found.of(place, 0.95) for place in range(len(units.groups))]
    parts = []
    for row, (theme, polarity) in enumerate((theme, polarity) for theme in book.ids for polarity in POLARITY_OF):
        chart = _chart(found.share[:, row], found.n_units, limits, baseline, _widened(found, row))
        parts.append(
            chart.assign(
                theme=theme,
                polarity=polarity,
                period=units.groups,
                n_units=found.n_units,
                n_positive=found.n_flagged[:, row],
                low=[low[row] for low, _ in bounds],
                high=[high[row] for _, high in bounds],
                method=found.method,
            )
        )
    frame = tables.check(pd.concat(parts, ignore_index=True), tables.CONTROL)
    frame.attrs["excluded"] = {"without audited_on": undated, **units.excluded}
    frame.attrs["note"] = f"{found.note} {_note(len(units.groups))}"
    return frame


def grades(
    findings: pd.DataFrame,
    *,
    every: Every = "month",
    unit: str = "case_id",
    good: Sequence[str] = GOOD,
    not_good: Sequence[str] = NOT_GOOD,
    limits: Limits = "laney",
    baseline: int | None = None,
) -> pd.DataFrame:
    """Chart the share of audits that are graded good, against not yet good.

    Parameters
    ----------
    findings
        The table of that name, with ``audited_on`` and ``grade``. A unit's grade is that of its findings, which must
        not differ.
    every, unit, limits, baseline
        As of :func:`control_chart`.
    good, not_good
        The grades that count as good and as not yet good, in whatever case. Units graded otherwise, or not at all, are
        left out and counted in ``attrs["excluded"]``.

    Returns
    -------
    DataFrame
        The grades table, a row a period: as of :func:`control_chart` without theme and polarity, ``low`` and ``high``
        being Wilson's 95% interval.

    Raises
    ------
    ValueError
        If no unit has a known grade and date, a unit has several grades, or as of :func:`control_chart`.
    """
    dated, undated = _periods(tables.check(findings, tables.FINDINGS), every, unit)
    without = int(dated[unit].isna().sum())
    dated = dated.dropna(subset=[unit]).assign(grade=dated["grade"].str.strip().str.lower())
    of_unit = dated.groupby(unit).agg(period=("period", "first"), grade=("grade", "first"), n=("grade", "nunique"))
    torn = int((of_unit["n"] > 1).sum())
    if torn:
        raise ValueError(f"expected one grade for each {unit}; found {torn} with several. Correct the grade column.")
    known = of_unit[of_unit["grade"].isin([*map(str.lower, good), *map(str.lower, not_good)])]
    if known.empty:
        raise ValueError(
            f"expected grades among {', '.join([*good, *not_good])}; found none in {len(of_unit)} unit(s). Name the "
            "grades with good= and not_good=."
        )
    is_good = known["grade"].isin([*map(str.lower, good)])
    counts = is_good.groupby(known["period"]).agg(["sum", "size"])
    _check_chart(len(counts), limits, baseline)
    hits, n = counts["sum"].to_numpy(dtype=float), counts["size"].to_numpy(dtype=float)
    low, high = wilson(hits / n, n, ndtri(np.array([0.975])))
    chart = _chart(hits / n, n, limits, baseline, 1.0)
    frame = chart.assign(period=counts.index, n_units=n, n_positive=hits, low=low, high=high, method="counted")
    frame = tables.check(frame, tables.GRADES)
    frame.attrs["excluded"] = {
        "without audited_on": undated,
        f"without {unit}": without,
        "units without a grade": int(of_unit["grade"].isna().sum()),
        "units of another grade": int((of_unit["grade"].notna()).sum() - len(known)),
    }
    frame.attrs["note"] = _note(len(counts))
    return frame


def _periods(findings: pd.DataFrame, every: str, unit: str) -> tuple[pd.DataFrame, int]:
    """Return the dated findings with the period of their unit, and how many findings are of units without a date."""
    if every not in _PERIOD:
        raise ValueError(f"expected every to be one of {', '.join(_PERIOD)}; found {every!r}. Choose one of these.")
    check_unit(unit)
    date = findings.groupby(unit, dropna=False)["audited_on"].transform("min")
    if date.isna().all():
        raise ValueError("expected findings with audited_on; found none. Fill the column, or read it with columns=.")
    period = date.dt.to_period(_PERIOD[every]).astype("string").where(date.notna())
    return findings.assign(period=period)[date.notna()], int(date.isna().sum())


def _check_chart(n_periods: int, limits: str, baseline: int | None) -> None:
    if limits not in ("laney", "binomial"):
        raise ValueError(f"expected limits to be laney or binomial; found {limits!r}. Choose one of these.")
    if baseline is not None and not 2 <= baseline <= n_periods:
        raise ValueError(
            f"expected baseline between 2 and {n_periods} periods; found {baseline}. Choose such a number."
        )


def _chart(share: np.ndarray, n: np.ndarray, limits: Limits, baseline: int | None, widened: float) -> pd.DataFrame:
    centre, sigma, z = control_limits(share, n.astype(float), limits=limits, baseline=baseline, widened=widened)
    return pd.DataFrame(
        {
            "estimate": share,
            "centre": centre,
            "lower": np.clip(centre - 3 * sigma, 0, 1),
            "upper": np.clip(centre + 3 * sigma, 0, 1),
            "signal": signals(z),
        }
    )


def _widened(found: Estimates, row: int) -> float:
    """Return how many times as large the sampling variance of the estimates is as that of shares that are counted."""
    low, high = found.parts[0].move(np.ones(1))
    variance = ((high - low)[:, row] / 2) ** 2
    plain = found.tested[:, row] * (1 - found.tested[:, row]) / found.n_units
    if found.method == "counted" or not plain.sum():
        return 1.0
    share = found.share[:, row]
    binomial = (share * (1 - share) / found.n_units).sum()
    return float(variance.sum() / binomial) if binomial > 0 else 1.0


def _note(n_periods: int) -> str:
    few = (
        f" With {n_periods} periods the limits are rough and the rules of runs can hardly be met."
        if n_periods < _FEWEST_PERIODS
        else ""
    )
    return f"{_FALSE_ALARMS}{few}"
