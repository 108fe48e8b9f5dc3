"""A frame as a Markdown table on a page of figures."""

from __future__ import annotations

import numpy as np
import pandas as pd


def table(frame: pd.DataFrame, number: str = "{}", whole: list[str] | None = None) -> str:
    """Return the table; ``number`` formats floats, those of ``whole`` columns and of "findings" are whole numbers."""

    def cell(column: str, value: object) -> str:
        if not isinstance(value, float):
            return str(value)
        if np.isnan(value):
            return ""
        return f"{value:,.0f}" if column in (whole or []) or column.startswith("findings") else number.format(value)

    lines = [f"| {frame.index.name} | {' | '.join(map(str, frame.columns))} |", f"|---|{'---|' * len(frame.columns)}"]
    for name, row in zip(frame.index, frame.itertuples(index=False), strict=True):
        cells = [cell(str(column), value) for column, value in zip(frame.columns, row, strict=True)]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)
