"""Performance indicators → hypotheses about practice, and what an audit says of them."""

from __future__ import annotations

import math
import warnings
from typing import Any, NamedTuple

import pandas as pd

from qa_nlp import tables
from qa_nlp.codebook import Codebook, Indicator
from qa_nlp.tracking.movement import latest_movement


def indicators(
    table: pd.DataFrame,
    *,
    prevalence: pd.DataFrame | None = None,
    changes: pd.DataFrame | None = None,
    round: str | None = None,
    codebook: Codebook | None = None,
    least: float = 0.2,
    significance: float = 0.05,
) -> pd.DataFrame:
    """Flag the indicators that move against their target or neighbours, and say whether an audit bears them out.

    An indicator counts; it says nothing of quality. One that moves the wrong way is a hypothesis, that practice on
    the themes it bears on is weak, and an audit tests it. **A flag is a reason to start an audit and never a verdict.**
    Nothing here corrects for looking at many indicators: where nothing happened, about one in forty still looks worse
    by counts at the default significance, one in sixty by the limits of eight earlier periods, and one in two by one
    step (simulated in the tests).

    Parameters
    ----------
    table
        The indicators table, a row an indicator and period. ``indicator`` is an id of the codebook, or any name with
        ``better`` filled. ``value``, ``target`` and ``neighbours`` (the statistical neighbours' figure) are in one
        unit, whichever. ``numerator`` and ``denominator`` are the counts behind a rate, in each period its own:
        rolling years share their children, and their difference has less chance in it than is taken here.
    prevalence, changes
        The tables of those names, of an audit made after the indicator moved; nothing checks that, nor that
        ``changes`` ends with ``round``. Their limits carry what their ``method`` says. **The units must be ones that
        can raise the theme:** among cases of every service, placement stability is a rare concern however weak it is
        for children in care. Give the prevalence of those alone.
    round
        Of the prevalence table; the last one in the order of :func:`qa_nlp.tables.natural_order` if None, which
        knows numbers and no seasons. A prevalence of all findings together has no round and is taken as it is.
    codebook
        Whose indicators these are (the package's own if None).
    least
        The share of units from which practice on a theme counts as weak. The default, one audited case in five, is
        a convention: choose yours before you look.
    significance
        Of the interval of the movement of counts.

    Returns
    -------
    DataFrame
        The hypotheses table: a row an indicator and theme it bears on, or one row without a theme for an indicator
        that the codebook does not know, in the indicator's latest period. Periods are in the order of
        ``period_start`` where it is filled, else of their names.

        ``movement`` is ``better``, ``worse`` or ``steady`` (NA in a first period, or where ``better`` is unknown), by
        the rule in ``basis``: see :func:`qa_nlp.tracking.movement.latest_movement`. ``against_target`` is true where
        the value misses the target and is not closing the gap, that is, ``movement`` is not ``better`` or the gap is
        not smaller than in the period before; ``against_neighbours`` likewise. They are NA where the figure or
        ``better`` is unknown, or where the only period misses. Missing a target by a hair is missing it.
        ``flagged``: it moved for the worse or is against either figure; NA where what is known cannot tell.

        ``estimate``, ``low`` and ``high`` are the prevalence of the theme as a concern in ``round``. ``finding``, for
        flagged indicators alone, is ``confirmed`` where ``low`` is at least ``least`` or ``verdict`` is ``up``; ``not
        confirmed`` where ``high`` is below ``least``; ``cannot say`` between; ``not audited`` where there is no
        prevalence of the theme. ``confirmed`` says that practice is weak there, not that it moved the indicator;
        ``not confirmed``, that few audits raise a concern, as they do where nobody asked.

    Raises
    ------
    ValueError
        If a table breaks its promises, counts are no counts of a proportion, an indicator has two directions or
        dates for some of its periods alone, a round is not there, or there is a round or changes without prevalence.
    """
    if not 0 < significance < 1 or not 0 < least < 1:
        raise ValueError(
            f"expected least and significance between 0 and 1; found {least} and {significance}. Give shares such as "
            "0.2 and 0.05."
        )
    table = tables.check(table, tables.INDICATORS)
    _check_counts(table)
    known = {indicator.id: indicator for indicator in (codebook or Codebook.load()).indicators}
    audit = _read_audit(prevalence, changes, round)
    rows = []
    for name, part in table.groupby("indicator", sort=False):
        entry = known.get(str(name))
        judged = _judge(str(name), _in_order(part), entry, significance)
        for theme in entry.themes if entry else (None,):
            shown = audit.get(theme, {}) if theme else {}
            rows.append({**judged, "theme": theme, **shown, "finding": _finding(judged["flagged"], shown, least)})
    return tables.check(pd.DataFrame(rows, columns=list(tables.HYPOTHESES.columns)), tables.HYPOTHESES)


def _check_counts(table: pd.DataFrame) -> None:
    numerator, denominator = table["numerator"], table["denominator"]
    alone = numerator.isna() != denominator.isna()
    odd = alone | ((numerator < 0) | (numerator > denominator) | (denominator <= 0)).fillna(False)
    if odd.any():
        raise ValueError(
            "indicators table: expected numerator and denominator together, 0 <= numerator <= denominator and some "
            f"denominator; found {int(odd.sum())} other row(s), the first {odd.tolist().index(True)}. Correct them, "
            "or leave both empty for what is no proportion."
        )


def _in_order(part: pd.DataFrame) -> pd.DataFrame:
    """Return an indicator's rows in the order of time."""
    name = part["indicator"].iloc[0]
    dated = part["period_start"].notna()
    if dated.all():
        if part["period_start"].duplicated().any():
            raise ValueError(
                f"expected every period of {name} to have its own period_start; found one twice. Correct the dates."
            )
        return part.sort_values("period_start")
    if dated.any():
        raise ValueError(
            f"expected period_start in every row of {name} or in none; found it in {int(dated.sum())} of {len(part)}. "
            "Fill or empty the column."
        )
    ordered = part.loc[sorted(part.index, key=lambda row: tables.natural_order(str(part["period"].loc[row])))]
    if list(ordered.index) not in (list(part.index), list(part.index)[::-1]):
        warnings.warn(
            f"the periods of {name} are taken in the order of their names, which is not that of the rows; the last is "
            f"{ordered['period'].iloc[-1]}. Fill period_start if that is wrong.",
            UserWarning,
            stacklevel=3,
        )
    return ordered


def _judge(name: str, periods: pd.DataFrame, entry: Indicator | None, significance: float) -> dict[str, Any]:
    """Return the columns of the hypotheses table that do not depend on the theme."""
    latest = periods.iloc[-1]
    before = periods.iloc[-2] if len(periods) > 1 else None
    better = _better(name, periods, entry)
    moved = latest_movement(periods, significance)
    good = {"lower": -1, "higher": 1, None: None}[better]
    movement = None
    if moved.direction == 0 and good:
        movement = "steady"
    elif moved.direction and good:
        movement = "better" if moved.direction == good else "worse"
    target, neighbours = (_compare(latest, before, column, good, movement) for column in _WORDS)
    start = f"{entry.name if entry else name}: {latest['value']:g} in {latest['period']}"
    if better is None:
        direction = "Which way is better is not known: fill the column better."
    elif movement in ("better", "worse"):
        direction = f"{better.capitalize()} is better, so that is a change for the {movement}."
    else:
        direction = f"{better.capitalize()} is better."
    sentences = [
        f"{start}." if before is None else f"{start}, after {before['value']:g} in {before['period']}.",
        moved.sentence,
        direction,
        target.sentence,
        neighbours.sentence,
        "" if entry else "The codebook does not know this indicator, so no theme is named.",
    ]
    signs = [figure.against for figure in (target, neighbours) if figure.given]
    if movement is not None:
        signs.append(movement == "worse")
    return {
        "indicator": name,
        "name": entry.name if entry else name,
        "period": latest["period"],
        "value": latest["value"],
        "previous": pd.NA if before is None else before["value"],
        "target": latest["target"],
        "neighbours": latest["neighbours"],
        "better": better,
        "movement": movement,
        "basis": moved.basis,
        "against_target": target.against,
        "against_neighbours": neighbours.against,
        "flagged": True if True in signs else None if None in signs or not signs else False,
        "reason": " ".join(filter(None, sentences)),
        "hypothesis": entry.hypothesis if entry else pd.NA,
    }


def _better(name: str, periods: pd.DataFrame, entry: Indicator | None) -> str | None:
    said = periods["better"].dropna().unique().tolist()
    if len(said) > 1:
        raise ValueError(f"expected one direction in better for {name}; found lower and higher. Correct the column.")
    if said:
        return str(said[0])
    return entry.better if entry else None


# What is said of an indicator that misses the figure, that meets it, and that has none.
_WORDS = {
    "target": ("misses its target of", "meets its target of", "No target is given."),
    "neighbours": (
        "is worse than its neighbours'",
        "is no worse than its neighbours'",
        "No neighbours' figure is given.",
    ),
}


class _Figure(NamedTuple):
    """A target or neighbours' figure: is there one, does the indicator go against it (None: unknown), and in words."""

    given: bool
    against: bool | None
    sentence: str


def _compare(
    latest: pd.Series, before: pd.Series | None, column: str, good: int | None, movement: str | None
) -> _Figure:
    """Compare the latest value with its target or neighbours; ``good`` is the sign of a change for the better."""
    misses, meets, none = _WORDS[column]
    if pd.isna(latest[column]):
        return _Figure(False, None, none)
    if good is None:
        return _Figure(True, None, "")
    gap = good * float(latest[column] - latest["value"])
    if gap <= 0:
        return _Figure(True, False, f"It {meets} {latest[column]:g}.")
    missed = f"It {misses} {latest[column]:g}"
    if before is None:
        return _Figure(True, None, f"{missed}; one period cannot tell whether the gap closes.")
    figure_before = latest[column] if pd.isna(before[column]) else before[column]
    gap_before = good * float(figure_before - before["value"])
    if movement == "better" and gap < gap_before and not math.isclose(gap, gap_before):
        return _Figure(True, False, f"{missed}, but the gap is closing.")
    return _Figure(True, True, f"{missed} and is not closing the gap.")


def _read_audit(
    prevalence: pd.DataFrame | None, changes: pd.DataFrame | None, round: str | None
) -> dict[str, dict[str, Any]]:
    """Return what the audit says of each theme as a concern: columns of the hypotheses table by theme."""
    if prevalence is None:
        if changes is not None or round is not None:
            raise ValueError("expected a prevalence table beside changes or a round; found none. Give prevalence too.")
        return {}
    shares = tables.check(prevalence, tables.PREVALENCE)
    rounds = sorted(shares["round"].dropna().unique(), key=tables.natural_order)
    if round is not None and round not in rounds:
        raise ValueError(
            f"expected a round of the prevalence table ({', '.join(rounds) or 'it has none'}); found {round!r}. "
            "Choose one of these."
        )
    if rounds:
        shares = shares[shares["round"] == (rounds[-1] if round is None else round)]
    audit: dict[str, dict[str, Any]] = {}
    for row in shares[shares["polarity"] == "concern"].to_dict("records"):
        audit[row["theme"]] = {column: row[column] for column in ("round", "estimate", "low", "high")}
    if changes is not None:
        moves = tables.check(changes, tables.CHANGES)
        for row in moves[moves["polarity"] == "concern"].to_dict("records"):
            audit.setdefault(row["theme"], {})["verdict"] = row["verdict"]
    return audit


def _finding(flagged: bool | None, shown: dict[str, Any], least: float) -> str | None:
    """Say whether the audit bears out that practice on a theme is weak; None where nothing called for testing it."""
    if not flagged:
        return None
    if "estimate" not in shown:
        return "not audited"
    if shown.get("verdict") == "up" or (pd.notna(shown["low"]) and shown["low"] >= least):
        return "confirmed"
    if pd.notna(shown["high"]) and shown["high"] < least:
        return "not confirmed"
    return "cannot say"
