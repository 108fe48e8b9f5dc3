"""Sentences of inspection reports → reports with their framework and grade, and the statements about practice in them.

A report says its framework and its grade on its cover. The published grade column starts with the framework of 2018;
for earlier reports the grade is read from the cover, which is checked where both are known.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from corpora.load import fingerprint, public
from models.training.data import by_authority

GRADES = ("outstanding", "good", "requires improvement", "inadequate")
"""From best to worst."""
SIF, ILACS = "SIF", "ILACS"
"""The single inspection framework (2013 to 2018), and inspections of local authority children's services since."""
_COVER = 12  # sentences: the cover and its judgements have fewer, whatever way the PDF was cut up
_ELSEWHERE = 3  # authorities whose reports hold the same sentence: then it is the form's and not about one of them
_BOARD_AFTER = 0.7  # of a report: its last part is the review of the safeguarding board

_GRADE = r"(inadequate|requires? improvement|good|outstanding)"
_SAYS_GRADE = re.compile(
    rf"(?:overall judgement is (?:that children.s services (?:are |is )?)?|overall effectiveness:? |children.s services"
    rf" in [^.]{{3,80}}? (?:(?:are|is) )?){_GRADE}",
    re.IGNORECASE,
)
_NAMES_A_GRADE = re.compile(
    r"lead inspector|inspection dates?:|judgements? (?:grade|on areas|for the local)"
    r"|overall (?:effectiveness|judgement)|inadequate|requires? improvement|outstanding"
    r"|children.s services in [^.]{3,80}? are good|judged (?:to be |as |to have been )?good"
    r"|^\W*\d?\W*(?:children who need help and protection|children looked after and achieving permanence"
    r"|adoption performance|experiences and progress of care leavers|leadership, management and governance)"
    r" (?:good|adequate)",
    re.IGNORECASE,
)
_BOARD = re.compile(
    r"section 2\b|safeguarding children.{0,3} board(?: \(\w+\))? (?:the [^.]{0,80}?)?(?:is|are|requires?) "
    r"(?:good|inadequate|outstanding|requires? improvement|improvement)",
    re.IGNORECASE,
)


class Inspections(NamedTuple):
    """Reports (indexed by their link), the statements about practice in them, and what was left out and why."""

    reports: pd.DataFrame
    findings: pd.DataFrame
    left_out: dict[str, int]


def numbered(sentences: pd.DataFrame) -> pd.DataFrame:
    """Return sentences with a finding id: ``s`` and the number of the row."""
    return sentences.reset_index(drop=True).assign(finding_id=[f"s{row}" for row in range(len(sentences))])


def inspections(sentences: pd.DataFrame) -> Inspections:
    """Return the reports of the two frameworks and their statements about practice.

    Parameters
    ----------
    sentences
        ``ofsted/sentences.parquet`` in its own order, numbered.

    Returns
    -------
    Inspections
        ``reports``: authority, published, year, framework, grade (NA where none was given), ``from_cover`` (the grade
        that the cover says). ``findings``: a row a statement, with document (the link), authority, grade and
        framework. Left out, in this order: reports of other kinds, the review of the safeguarding board (the later
        framework has none), sentences that name a grade (they would answer the question that is asked), and sentences
        that stand in the reports of three or more authorities (the form's own).
    """
    rows = sentences.rename(columns={"link": "document"})
    by_report = rows.groupby("document", sort=False)
    cover = rows[by_report.cumcount() < _COVER].groupby("document", sort=False)["text"].agg(" ".join)
    reports = by_report.agg(
        authority=("authority", "first"), published=("published", "first"), given=("grade", "first")
    )
    reports["year"] = reports["published"].dt.year
    reports["framework"] = cover.map(framework)
    reports["from_cover"] = cover.map(grade)
    reports["given"] = reports["given"].where(reports["given"].isin(GRADES))
    reports["grade"] = reports["given"].fillna(reports["from_cover"].where(reports["framework"] == SIF))
    left_out: dict[str, int] = {}

    def without(frame: pd.DataFrame, odd: pd.Series, why: str) -> pd.DataFrame:
        left_out[why] = int(odd.sum())
        return frame[~odd]

    rows["elsewhere"] = rows.groupby(rows["text"].map(fingerprint))["authority"].transform("nunique")
    rows = rows.drop(columns="grade").join(reports[["framework", "grade"]], on="document")
    rows = without(rows, rows["framework"].isna(), "in reports of other kinds")
    reports = reports[reports["framework"].notna()]
    rows = without(rows, in_board_review(rows), "on the safeguarding board")
    rows = without(rows, rows["text"].str.contains(_NAMES_A_GRADE), "that name a grade")
    rows = without(rows, rows["elsewhere"] >= _ELSEWHERE, "of the form itself")
    columns = ["finding_id", "text", "document", "authority", "published", "framework", "grade"]
    return Inspections(reports, rows[columns].reset_index(drop=True), left_out)


def framework(cover: str) -> str | None:
    """Return the framework that a cover is of, or None for another kind of report."""
    if re.search(r"lead inspector|judgement grade", cover, re.IGNORECASE):
        return ILACS
    if re.search(r"looked after and care leavers", cover, re.IGNORECASE):
        return SIF
    return None


def grade(cover: str) -> str | None:
    """Return the overall grade that a cover says, or None."""
    found = _SAYS_GRADE.search(cover)
    return re.sub(r"^require ", "requires ", found.group(1).lower()) if found else None


def in_board_review(rows: pd.DataFrame) -> pd.Series:
    """Return which sentences are in a report's review of the local safeguarding children board, or after it."""
    place = rows.groupby("document").cumcount() / rows.groupby("document")["text"].transform("size")
    opens = rows["text"].str.contains(_BOARD) & (place > _BOARD_AFTER) & (rows["framework"] == SIF)
    return opens.groupby(rows["document"]).cummax()


def held_out(shared: Path) -> frozenset[str]:
    """Return the authorities of which the tagger saw nothing in training (it was tuned or tested on them)."""
    groups = public(shared).groups
    rows = by_authority(groups)
    return frozenset(groups[row] for side in ("tune", "test") for row in rows[side])
