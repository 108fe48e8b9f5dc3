"""The whole way through the house: what needs more than one room, for the face and the command line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from qa_nlp import tables
from qa_nlp.briefing import Draft, compose, quote
from qa_nlp.codebook import Codebook
from qa_nlp.reading import read
from qa_nlp.reading.reader import Source
from qa_nlp.redacting import redact_some
from qa_nlp.tagging import Tagger, tag
from qa_nlp.tagging.models import DEFAULT
from qa_nlp.tracking import changes, prevalence
from qa_nlp.tracking.methods import Method, Rates

_FEWEST_DOCUMENTS = 5  # in every round, for intervals that let findings of one document be alike
_REDACTED = (
    "Names and numbers of people in the quotes and in the names of their documents were replaced by rules, which miss "
    "some: a person must read the quotes before this leaves the team. Case numbers beside the quotes were left, so "
    "that each can be found."
)
_NOT_REDACTED = "Quotes are verbatim: names and numbers of people in them were not replaced."
NO_ROUND = "all audits"
"""The name given to the round of documents none of which names one."""


def brief(
    findings: pd.DataFrame,
    tags: pd.DataFrame,
    *,
    before: str | None = None,
    after: str | None = None,
    unit: str = "case_id",
    method: Method | None = None,
    reviewed: pd.DataFrame | None = None,
    rates: Rates = None,
    cluster: str | None = None,
    standardise: str | None = None,
    codebook: Codebook | None = None,
    notes: tuple[str, ...] = (),
    redact: bool = True,
) -> Draft:
    """Draft a briefing: headline strengths and concerns, what changed, a table of every theme, and quotes.

    Parameters
    ----------
    findings, tags
        The tables of those names.
    before, after
        Rounds. Without ``after`` it is the last round, in the order of :func:`order_rounds`; without ``before``
        nothing is compared.
    unit
        What is counted: ``"case_id"``, ``"finding_id"`` or ``"document"``.
    method, reviewed, rates, cluster, standardise
        How it is estimated; as of :func:`qa_nlp.prevalence`.
    codebook
        Whose themes these are (the package's own if None).
    notes
        Sentences to add to the section on what the draft rests on.
    redact
        Replace the names and numbers of people in the quotes and in the names of their documents, as
        :func:`qa_nlp.redact` does; otherwise quotes are verbatim. Numbers of cases, places in documents and ids of
        findings stay, so that every quote leads back to its finding.

    Returns
    -------
    Draft
        With ``to_markdown(path)`` and ``to_docx(path)``; a notebook shows it. Every quote carries the id of its
        finding, and every headline number the list of units it counts.

    Raises
    ------
    ValueError
        If the tables break their promises, no finding has a round, or a round is not there.
    """
    book = codebook or Codebook.load()
    refused = findings.attrs.get("refused", [])
    findings = tables.check(findings, tables.FINDINGS)
    findings.attrs["refused"] = refused
    tags = tables.check(tags, tables.TAGS)
    rounds = order_rounds(findings)
    if not rounds:
        raise ValueError(
            "expected findings with a round; found none. Fill the round column, or read with round= or round_from=."
        )
    after = after if after is not None else rounds[-1]
    if after not in rounds:
        raise ValueError(f"expected a round among {', '.join(rounds)}; found {after!r}. Choose one of these.")
    how: dict[str, Any] = {"unit": unit, "method": method, "reviewed": reviewed, "rates": rates}
    how |= {"cluster": cluster, "standardise": standardise, "codebook": book}
    # Other rounds are not in the draft, and need not be reviewed for it.
    shown = findings[findings["round"].isna() | findings["round"].isin([before, after])]
    shares = prevalence(shown, tags[tags["finding_id"].isin(shown["finding_id"])], **how)
    moves = None if before is None else changes(findings, tags, before=before, after=after, **how)
    notes = (*notes, _REDACTED if redact else _NOT_REDACTED)
    draft = compose(findings, tags, shares, moves, before=before, after=after, unit=unit, codebook=book, notes=notes)
    if not redact or not draft.quoted():
        return draft
    safe = redact_some(findings, set(draft.quoted()))
    return draft.requoted({finding["finding_id"]: quote(finding) for _, finding in safe.iterrows()})


def order_rounds(findings: pd.DataFrame) -> list[str]:
    """Return the rounds in order: by their earliest audit date where every round has one, else by name.

    Names are in the order of :func:`qa_nlp.tables.natural_order`.
    """
    named = findings.dropna(subset=["round"])
    first = named.groupby("round")["audited_on"].min()
    if len(first) and first.notna().all():
        return [str(name) for name in first.sort_values(kind="stable").index]
    return sorted(map(str, first.index), key=tables.natural_order)


@dataclass(frozen=True)
class Run:
    """What :func:`run` made: the tables, the draft, and the files it wrote by name."""

    findings: pd.DataFrame
    tags: pd.DataFrame
    prevalence: pd.DataFrame
    changes: pd.DataFrame | None
    draft: Draft
    files: dict[str, Path]


def run(
    source: Source,
    out: str | Path,
    *,
    round: str | None = None,
    round_from: str | None = None,
    before: str | None = None,
    after: str | None = None,
    unit: str | None = None,
    model: str | Path | Tagger = DEFAULT,
    min_score: float | None = None,
    method: Method | None = None,
    reviewed: pd.DataFrame | None = None,
    rates: Rates = None,
    codebook: Codebook | None = None,
    redact: bool = True,
    progress: bool = False,
) -> Run:
    """Read, tag, track and brief a folder of audits, and write every table and the draft to the folder ``out``.

    Where nothing is said, ``after`` is the last round and ``before`` the one before it, and cases are counted if any
    finding names its case, else findings; the draft says which.

    Parameters
    ----------
    source, round, round_from
        As of :func:`qa_nlp.read`.
    out
        A folder, made if needed; files of an earlier run in it are replaced.
    before, after, unit, method, reviewed, rates, codebook, redact
        As of :func:`brief`. Findings that are counted for want of cases are clustered by document, if every round has
        five documents or more.
    model, min_score
        As of :func:`qa_nlp.tag`. The findings that the tagger is unsure of are written to ``unsure.csv``.
    progress
        Show progress bars.

    Raises
    ------
    ValueError, FileNotFoundError
        As of the functions it calls.
    """
    findings = read(source, round=round, round_from=round_from, progress=progress)
    notes = []
    if findings["round"].isna().all():
        findings["round"] = NO_ROUND
        notes.append("No document names its round, so all are taken as one.")
    if unit is None:
        unit = "case_id" if findings["case_id"].notna().any() else "finding_id"
        if unit == "finding_id":
            notes.append("No finding names its case.")
    cluster = None
    if unit == "finding_id":
        several = findings.groupby("round")["document"].nunique().min() >= _FEWEST_DOCUMENTS
        cluster = "document" if several else None
        notes.append(
            "Shares are of findings, not of audited cases; intervals allow for findings of one document being alike."
            if several
            else "Shares are of findings, not of audited cases; findings of one document are not independent, and "
            "intervals are too narrow."
        )
    tags = tag(findings, model=model, min_score=min_score, codebook=codebook, progress=progress)
    how: dict[str, Any] = {"unit": unit, "method": method, "reviewed": reviewed, "rates": rates, "cluster": cluster}
    how |= {"codebook": codebook}
    shares = prevalence(findings, tags, **how)
    rounds = [name for name in order_rounds(findings) if name in set(shares["round"])]
    after = after if after is not None else rounds[-1]
    earlier = rounds[: rounds.index(after)] if after in rounds else []
    before = before if before is not None else (earlier[-1] if earlier else None)
    moves = None if before is None else changes(findings, tags, before=before, after=after, **how)
    if len(rounds) > 2:
        notes.append(
            f"{len(rounds)} rounds were read ({', '.join(rounds)}); this draft compares two, and prevalence.csv "
            "has all."
        )
    draft = brief(findings, tags, before=before, after=after, notes=tuple(notes), redact=redact, **how)

    out = Path(out)
    unsure = findings[findings["finding_id"].isin(tags.attrs["unsure"])]
    refused = pd.DataFrame(findings.attrs["refused"], columns=list(tables.REFUSED.columns))
    files = {
        "findings": tables.write_table(findings, out / "findings.csv"),
        "tags": tables.write_table(tags, out / "tags.csv"),
        "unsure": tables.write_table(unsure, out / "unsure.csv"),
        "prevalence": tables.write_table(shares, out / "prevalence.csv"),
        "refused": tables.write_table(tables.check(refused, tables.REFUSED), out / "refused.csv"),
        "markdown": draft.to_markdown(out / "briefing.md"),
        "word": draft.to_docx(out / "briefing.docx"),
    }
    if moves is not None:
        files["changes"] = tables.write_table(moves, out / "changes.csv")
    else:
        (out / "changes.csv").unlink(missing_ok=True)  # a table of an earlier run would not belong to this draft
    return Run(findings, tags, shares, moves, draft, files)
