"""The pictures of the evaluation page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from evaluation.metrics import reliability as bins_of

_MARKS = ("o", "s", "^", "D", "v", "P")


def reliability(found: dict[tuple[str, str], tuple[np.ndarray, np.ndarray]], path: Path) -> None:
    """Draw what the taggers say against what is true, a panel a model, a line a domain."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    models = sorted({model for model, _ in found})
    figure = Figure(figsize=(5 * len(models), 4.6), layout="constrained")
    colours = mpl.colormaps["cividis"](np.linspace(0, 0.9, len(_MARKS)))
    for axes, model in zip(figure.subplots(1, len(models), sharey=True, squeeze=False)[0], models, strict=True):
        axes.plot([0, 1], [0, 1], color="0.7", linewidth=1)
        lines = [(domain, pair) for (name, domain), pair in found.items() if name == model]
        for (domain, (said, true)), mark, colour in zip(lines, _MARKS, colours, strict=False):
            bins = bins_of(said, true)
            bins = bins[bins["n"] >= 20]
            axes.plot(bins["said"], bins["true"], marker=mark, color=colour, label=domain, linewidth=1)
        axes.set(title=model, xlabel="score", ylabel="share that a reader gives", xlim=(0, 1), ylim=(0, 1))
    axes.legend(fontsize=8, frameon=False)
    figure.savefig(path, dpi=110)


def peers(frame: pd.DataFrame, path: Path) -> None:
    """Draw the F1 of themes of every tagger, a mark a domain."""
    figure, axes = _themes_drawn(frame.reset_index(drop=True), sideways=True)
    axes.set(yticks=range(len(frame)), yticklabels=frame.index, xlabel="F1 of themes", xlim=(0, 1))
    axes.invert_yaxis()
    axes.legend(fontsize=8, frameon=False, loc="lower left")
    figure.savefig(path, dpi=110)


def learning(frame: pd.DataFrame, path: Path) -> None:
    """Draw F1 against the number of labelled findings."""
    figure, axes = _themes_drawn(frame, sideways=False)
    axes.set(xscale="log", xlabel="labelled findings", ylabel="F1 of themes")
    axes.set_xticks(frame.index, [f"{n:,}" for n in frame.index])
    axes.minorticks_off()
    axes.legend(fontsize=8, frameon=False)
    figure.savefig(path, dpi=110)


def _themes_drawn(frame: pd.DataFrame, *, sideways: bool) -> tuple[Any, Any]:
    """Return a figure and its axes with the themes' F1 of every domain: lines, or marks with F1 along the x axis."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 4.2), layout="constrained")
    axes = figure.subplots()
    axes.grid(color="0.9", axis="x" if sideways else "both")
    columns = [column for column in map(str, frame) if column.endswith(": themes")]
    for column, mark in zip(columns, _MARKS, strict=False):
        across, up = (frame[column], frame.index) if sideways else (frame.index, frame[column])
        axes.plot(across, up, marker=mark, linestyle="" if sideways else "-", label=column.removesuffix(": themes"))
    return figure, axes
