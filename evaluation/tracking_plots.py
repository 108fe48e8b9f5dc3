"""The pictures of the page on prevalence and change."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

_LINES = {"counted": ("o", ":"), "adjusted": ("s", "-"), "reviewed (100 a round)": ("^", "--")}

_PANELS = (("covered", "share of intervals that hold the truth"), ("off", "mean error"))


def coverage(frame: pd.DataFrame, path: Path) -> None:
    """Draw coverage and mean error by the true share, a line a method, a column a kind of text."""
    from matplotlib.figure import Figure

    names = sorted(frame["kind"].unique())
    figure = Figure(figsize=(4.8 * len(names), 6.4), layout="constrained")
    grid = figure.subplots(2, len(names), sharex=True, sharey="row", squeeze=False)
    for column, kind in enumerate(names):
        own = frame[frame["kind"] == kind].groupby(["method", "share"])[["covered", "off"]].mean()
        for row, (figure_of, label) in enumerate(
            (("covered", "share of intervals that hold the truth"), ("off", "mean error"))
        ):
            axes = grid[row, column]
            for method, line in own[figure_of].groupby(level="method"):
                mark, style = _LINES[str(method)]
                values = line.droplevel("method")
                axes.plot(values.index, values, marker=mark, linestyle=style, color="black", label=method)
            axes.set(xscale="log", xticks=list(values.index), xticklabels=[f"{v:g}" for v in values.index])
            axes.minorticks_off()
            if row == 0:
                axes.axhspan(0.93, 0.97, color="0.85", zorder=0)
                axes.set(title=kind, ylim=(0, 1.02))
            else:
                axes.set(xlabel="true share of cases", ylim=(0, None))
            if column == 0:
                axes.set_ylabel(label)
    grid[0, 0].legend(frameon=False, loc="lower left")
    figure.savefig(path, dpi=110)


def power(frame: pd.DataFrame, path: Path) -> None:
    """Draw how often a change is found by the number of cases, a panel a size of change."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    mpl.rcdefaults()  # quapy sets large type for every figure of the process
    steps = sorted(frame["step"].unique())
    figure = Figure(figsize=(3 * len(steps), 3.6), layout="constrained")
    for axes, step in zip(figure.subplots(1, len(steps), sharey=True, squeeze=False)[0], steps, strict=True):
        own = frame[frame["step"] == step].groupby(["method", "units"])["found"].mean()
        for method, line in own.groupby(level="method"):
            mark, style = _LINES[str(method)]
            values = line.droplevel("method")
            axes.plot(values.index, values, marker=mark, linestyle=style, color="black", label=method)
        axes.set(title=f"0.20 to {0.2 + step:.2f}", xscale="log", xlabel="cases a round", ylim=(0, 1.02))
        axes.set(xticks=list(values.index), xticklabels=[f"{v:g}" for v in values.index])
        axes.minorticks_off()
        axes.axhline(0.8, color="0.7", linewidth=1)
    figure.axes[0].set_ylabel("share of changes found")
    figure.axes[0].legend(frameon=False, fontsize=8)
    figure.savefig(path, dpi=110)
