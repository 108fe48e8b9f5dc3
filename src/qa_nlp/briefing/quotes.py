"""Choosing findings to quote, verbatim, and saying where each stands."""

from __future__ import annotations

import pandas as pd

from qa_nlp.briefing.draft import Quote

_SHORTEST, _LONGEST = 4, 45  # words; shorter ones say little out of context, longer ones are not read


def quotes(findings: pd.DataFrame, tags: pd.DataFrame, theme: str, polarity: str, most: int) -> pd.DataFrame:
    """Return up to ``most`` findings that say this of the theme, surest first, no two of the same case or text.

    The rows are those of ``findings``. Sureness is the tag's score times its polarity score, and mixed findings come
    last; ties go by the order of the findings, so that the same tables always give the same quotes.
    """
    fitting = tags[(tags["theme"] == theme) & tags["polarity"].isin([polarity, "mixed"])]
    mixed = (fitting["polarity"] == "mixed").astype(float)
    sure = fitting["score"].fillna(1.0) * fitting["polarity_score"].fillna(1.0) - mixed
    rows = findings.merge(fitting[["finding_id"]].assign(_sure=sure), on="finding_id")
    words = pd.Series([len(text.split()) for text in rows["text"]], index=rows.index, dtype=int)
    rows = rows[(words >= _SHORTEST) & (words <= _LONGEST)]
    rows = rows.sort_values("_sure", ascending=False, kind="stable")
    rows = rows.assign(_unit=rows["case_id"].fillna(rows["document"].fillna("") + rows["locator"].fillna("")))
    rows = rows.drop_duplicates("_unit").drop_duplicates("text")
    return rows.head(most).drop(columns=["_sure", "_unit"])


def source(finding: pd.Series) -> str:
    """Return where a finding stands: case, document, locator and the id that finds it in the tables."""
    parts = [finding["case_id"], finding["document"], finding["locator"]]
    return ", ".join(str(part) for part in parts if pd.notna(part)) + f" [{finding['finding_id']}]"


def quote(finding: pd.Series) -> Quote:
    """Return a finding as the draft quotes it."""
    return Quote(finding["text"], source(finding), finding["finding_id"])
