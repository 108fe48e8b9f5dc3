"""The pictures of the page on inspection reports; they read in black and white."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from evaluation.resampling import Found

_SHIFTS = (-0.21, -0.07, 0.07, 0.21)
_DASHES = {"SIF": ":", "ILACS": "--"}
_LOOKS = {
    "outstanding": {"marker": "o", "markerfacecolor": "white"},
    "good": {"marker": "o", "markerfacecolor": "0.6"},
    "requires improvement": {"marker": "^", "markerfacecolor": "0.6"},
    "inadequate": {"marker": "s", "markerfacecolor": "black"},
}


def by_grade(found: dict[str, Found], names: Sequence[str], path: Path) -> None:
    """Draw the concern balance of every theme by grade, the theme with the most concerns on top."""
    worst = found["inadequate"].value
    order = np.argsort(worst)[::-1]
    figure = _figure(8, 10.5)
    axes = figure.subplots()
    for shift, (grade, look) in zip(_SHIFTS, _LOOKS.items(), strict=True):
        value, low, high = (part[order] * 100 for part in found[grade][:3])
        place = np.arange(len(order)) + shift
        axes.hlines(place, low, high, color="0.45", linewidth=1.1, zorder=1)
        axes.plot(value, place, linestyle="", color="black", markersize=5.5, label=grade, zorder=2, **look)
    _themes(axes, [names[theme] for theme in order])
    axes.set(xlabel="concerns of 100 judgements on the theme", xlim=(-1, 101))
    axes.legend(loc="upper center", bbox_to_anchor=(0.4, 1.045), ncols=4, frameon=False, fontsize=9)
    figure.savefig(path, dpi=110)


def changed(
    panels: dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]],
    names: Sequence[str],
    labels: tuple[str, str],
    path: Path,
) -> None:
    """Draw the concern balance of every theme before and after, a panel a comparison, the largest fall on top.

    ``panels``: title → balances before, after (NaN for a theme that is not drawn), and whether the change is clear.
    ``labels``: what before and after are.
    """
    before, after, _ = next(iter(panels.values()))
    order = np.argsort(after - before)
    order = order[~np.isnan((after - before)[order])]
    figure = _figure(9.5, 10.5)
    drawn = zip(figure.subplots(1, len(panels), sharey=True), panels.items(), strict=True)
    for place, (axes, (title, (before, after, clear))) in enumerate(drawn):
        for row, theme in enumerate(order):
            style = {"color": "black", "linewidth": 1.4} if clear[theme] else {"color": "0.6", "linestyle": ":"}
            axes.plot([before[theme] * 100, after[theme] * 100], [row, row], zorder=1, **style)
        rows = np.arange(len(order))
        looks: dict[str, Any] = {"linestyle": "", "marker": "o", "color": "black", "markersize": 5.5}
        axes.plot(before[order] * 100, rows, markerfacecolor="white", label=labels[0], **looks)
        axes.plot(after[order] * 100, rows, markerfacecolor="black", label=labels[1], **looks)
        axes.set(xlim=(-2, 102), title=title, xlabel="concerns of 100 judgements on the theme")
        axes.title.set_fontsize(10)
        if not place:
            _themes(axes, [names[theme] for theme in order])
            axes.legend(loc="lower left", frameon=True, framealpha=1, fontsize=9)
        axes.grid(color="0.9")
        axes.set_axisbelow(True)
    figure.savefig(path, dpi=110)


def yearly(charts: dict[str, pd.DataFrame], path: Path) -> None:
    """Draw the share of statements that raise a concern by year with control limits, and by grade.

    ``charts``: framework → a frame indexed by year with share, centre, lower, upper, signal and a column a grade.
    """
    figure = _figure(9.5, 5)
    left, right = figure.subplots(1, 2, sharey=True, width_ratios=(3, 2))
    for framework, chart in charts.items():
        years = chart.index.to_numpy(dtype=float)
        edges = np.concatenate([years - 0.5, years[-1:] + 0.5])
        for limit in ("lower", "upper"):
            left.stairs(chart[limit] * 100, edges, baseline=None, color="0.5", linestyle=_DASHES[framework])
        left.stairs(chart["centre"] * 100, edges, baseline=None, color="0.5")
        dark = chart["signal"] != ""
        left.plot(years, chart["share"] * 100, color="black", linewidth=1)
        marker = "s" if framework == "SIF" else "o"
        looks: dict[str, Any] = {"linestyle": "", "marker": marker, "color": "black"}
        left.plot(years[~dark], chart["share"][~dark] * 100, markerfacecolor="white", **looks)
        left.plot(years[dark], chart["share"][dark] * 100, **looks)
        left.text(years.mean(), 55, framework, fontsize=10, horizontalalignment="center")
        for grade, look in _LOOKS.items():
            if grade in chart:
                known = chart[grade].dropna()
                style = ":" if framework == "SIF" else "-"
                label = grade if framework == "ILACS" else None
                right.plot(known.index, known * 100, color="black", linestyle=style, linewidth=0.9, label=label, **look)
    left.set(ylabel="statements of 100 that raise a concern", ylim=(0, 70), title="all reports, with control limits")
    right.set(title="by grade (dotted: SIF)")
    right.legend(frameon=False, fontsize=8, loc="upper right", ncols=2, bbox_to_anchor=(1.0, 1.0))
    for axes in (left, right):
        axes.title.set_fontsize(10)
        axes.set_xticks(range(2014, 2027, 2))
        axes.grid(color="0.93")
    figure.savefig(path, dpi=110)


def _figure(width: float, height: float) -> Any:
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def _themes(axes: Any, names: list[str]) -> None:
    axes.set_yticks(range(len(names)), names, fontsize=8)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.grid(color="0.9")
    axes.set_axisbelow(True)
