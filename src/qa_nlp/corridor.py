"""The whole way through the house: what needs more than one room, for the face and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from qa_nlp import tables
from qa_nlp.batch import TIME_LIMIT, Batch, tagged, warn_of_refused
from qa_nlp.briefing import Draft, compose, quote
from qa_nlp.codebook import Codebook
from qa_nlp.reading.cells import Cells
from qa_nlp.reading.copies import duplicates_among
from qa_nlp.reading.document import Options
from qa_nlp.reading.reader import Source
from qa_nlp.redacting import redact_some
from qa_nlp.tagging import Tagger
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
    """What :func:`run` made: the tables, the draft, and the files it wrote by name.

    ``batch`` counts what was read and tagged. ``findings`` and ``tags`` are read from their files when they are first
    asked for.
    """

    batch: Batch
    prevalence: pd.DataFrame
    changes: pd.DataFrame | None
    draft: Draft
    files: dict[str, Path]

    @cached_property
    def findings(self) -> pd.DataFrame:
        """The findings, with ``attrs`` as :func:`qa_nlp.read` gives them."""
        table = tables.read_table(self.files["findings"], tables.FINDINGS)
        actions = tables.read_table(self.files["actions"], tables.ACTIONS)[["finding_id", "owner", "due"]]
        table.attrs = {
            "refused": _records(self.batch.refused),
            "actions": _records(actions),
            "columns": self.batch.columns,
        }
        return table

    @cached_property
    def tags(self) -> pd.DataFrame:
        """The tags, with the ids of the findings that a person should look at in ``attrs``."""
        table = tables.read_table(self.files["tags"], tables.TAGS)
        unsure = tables.read_table(self.files["unsure"], tables.FINDINGS)
        table.attrs = {"unsure": unsure["finding_id"].tolist()}
        return table


def run(
    source: Source,
    out: str | Path,
    *,
    round: str | None = None,
    round_from: str | None = None,
    from_path: Mapping[str, str] | None = None,
    columns: Mapping[str, str | list[str]] | None = None,
    cells: Cells = "split",
    before: str | None = None,
    after: str | None = None,
    unit: str | None = None,
    model: str | Path | Tagger = DEFAULT,
    min_score: float | None = None,
    method: Method | None = None,
    reviewed: pd.DataFrame | None = None,
    rates: Rates = None,
    codebook: Codebook | None = None,
    workers: int | None = None,
    time_limit: float = TIME_LIMIT,
    redact: bool = True,
    progress: bool = False,
) -> Run:
    """Read, tag, track and brief a folder of audits, and write every table and the draft to the folder ``out``.

    Where nothing is said, ``after`` is the last round and ``before`` the one before it, and cases are counted if any
    finding names its case, else findings; the draft says which.

    Documents are read and tagged as by :func:`qa_nlp.tag_files`: by several processes, each document apart from the
    others, and going on where a run to the same folder was stopped. Only what is counted is then held in memory.

    Parameters
    ----------
    source, round, round_from, from_path, columns, cells
        As of :func:`qa_nlp.read`; a file with a findings table is a source too.
    out
        A folder, made if needed; files of an earlier run in it are replaced, all together at the end.
    before, after, unit, method, reviewed, rates, codebook, redact
        As of :func:`brief`. Findings that are counted for want of cases are clustered by document, if every round has
        five documents or more.
    model, min_score, workers, time_limit
        As of :func:`qa_nlp.tag_files`. The findings that the tagger is unsure of are written to ``unsure.csv``.
    progress
        Show progress bars.

    Raises
    ------
    ValueError, FileNotFoundError, OSError
        As of the functions it calls; ``ValueError`` too if there are no findings in the documents.
    """
    out = Path(out)
    targets = {name: out / f"{name}.csv" for name in ("findings", "tags", "unsure", "refused", "actions")}
    with tagged(
        source,
        out,
        targets,
        options=Options.of(columns, from_path, round_from, cells),
        given={"round": round},
        model=model,
        codebook=codebook,
        min_score=min_score,
        workers=workers,
        time_limit=time_limit,
        progress=progress,
        round_for_all=NO_ROUND,
    ) as (batch, staging):
        if not batch.n_findings:
            reasons = "; ".join(sorted({row["reason"] for row in _records(batch.refused)})) or "no findings in it"
            raise ValueError(f"expected at least one readable audit document; found none ({reasons}).")
        counted = _without_texts(batch.files["findings"], tables.FINDINGS, _COUNTED)
        counted.attrs["refused"] = _records(batch.refused)
        tags = _without_texts(batch.files["tags"], tables.TAGS, _TAGGED)
        notes, unit, cluster = _what_is_counted(counted, unit, batch.names_round)
        how: dict[str, Any] = {"unit": unit, "method": method, "reviewed": reviewed, "rates": rates, "cluster": cluster}
        how |= {"codebook": codebook}
        shares = prevalence(counted, tags, **how)
        rounds = [name for name in order_rounds(counted) if name in set(shares["round"])]
        after = after if after is not None else rounds[-1]
        earlier = rounds[: rounds.index(after)] if after in rounds else []
        before = before if before is not None else (earlier[-1] if earlier else None)
        moves = None if before is None else changes(counted, tags, before=before, after=after, **how)
        if len(rounds) > 2:
            notes.append(
                f"{len(rounds)} rounds were read ({', '.join(rounds)}); this draft compares two, and prevalence.csv "
                "has all."
            )
        counted["text"] = _texts_to_quote(batch.files["findings"], counted, tags, after)
        draft = brief(counted, tags, before=before, after=after, notes=tuple(notes), redact=redact, **how)
        tables.write_table(shares, staging.path("prevalence", out / "prevalence.csv"))
        copies = duplicates_among(tables.stream_table(batch.files["findings"], tables.FINDINGS, _LOT))
        tables.write_table(copies, staging.path("duplicates", out / "duplicates.csv"))
        draft.to_markdown(staging.path("markdown", out / "briefing.md"))
        draft.to_docx(staging.path("word", out / "briefing.docx"))
        if moves is not None:
            tables.write_table(moves, staging.path("changes", out / "changes.csv"))
        files = staging.targets
    if moves is None:
        (out / "changes.csv").unlink(missing_ok=True)  # a table of an earlier run would not belong to this draft
    warn_of_refused(batch, targets["refused"], stacklevel=3)
    return Run(replace(batch, files=targets), shares, moves, draft, files)


_COUNTED = (
    "finding_id", "document", "locator", "round", "case_id", "service", "auditor", "audited_on", "grade", "programme",
)  # fmt: skip
_TAGGED = tuple(name for name in tables.TAGS.columns if name != "evidence")
_LOT = 50_000  # rows of a table that are read at once
_MOST_TO_QUOTE = 1_000  # of a theme and polarity, the surest; the draft takes two of them that can be quoted


def _without_texts(path: Path, table: tables.Table, columns: tuple[str, ...]) -> pd.DataFrame:
    """Read what is counted of a table; texts, where the table promises them, are empty."""
    lots = [lot[list(columns)] for lot in tables.stream_table(path, table, _LOT)]
    found = pd.concat(lots, ignore_index=True) if lots else tables.empty(table)
    return tables.check(found if "text" not in table.columns else found.assign(text=""), table)


def _texts_to_quote(path: Path, counted: pd.DataFrame, tags: pd.DataFrame, after: str) -> pd.Series:
    """Return for each finding its text if the draft might quote it, else an empty one."""
    current = counted.loc[counted["round"] == after, "finding_id"]
    there = tags[tags["finding_id"].isin(current)]
    surest = there.assign(sure=there["score"].fillna(1.0) * there["polarity_score"].fillna(1.0))
    surest = surest.sort_values("sure", ascending=False, kind="stable")
    ids = surest.groupby(["theme", "polarity"], sort=False).head(_MOST_TO_QUOTE)["finding_id"].unique()
    lots = (lot[["finding_id", "text"]] for lot in tables.stream_table(path, tables.FINDINGS, _LOT))
    texts = pd.concat([lot[lot["finding_id"].isin(ids)] for lot in lots]).set_index("finding_id")["text"]
    return counted["finding_id"].map(texts).fillna("").astype(tables.TEXT)


def _what_is_counted(findings: pd.DataFrame, unit: str | None, names_round: bool) -> tuple[list[str], str, str | None]:
    """Return what a reader must be told of the units, the unit, and the column by which it is clustered."""
    notes = [] if names_round else ["No document names its round, so all are taken as one."]
    if unit is None:
        unit = "case_id" if findings["case_id"].notna().any() else "finding_id"
        if unit == "finding_id":
            notes.append("No finding names its case.")
    if unit != "finding_id":
        return notes, unit, None
    several = findings.groupby("round")["document"].nunique().min() >= _FEWEST_DOCUMENTS
    notes.append(
        "Shares are of findings, not of audited cases; intervals allow for findings of one document being alike."
        if several
        else "Shares are of findings, not of audited cases; findings of one document are not independent, and "
        "intervals are too narrow."
    )
    return notes, unit, "document" if several else None


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table, with None for what is unknown."""
    rows = frame.astype(object)
    found = rows.where(rows.notna(), None).to_dict("records")
    return [{str(name): value for name, value in row.items()} for row in found]
