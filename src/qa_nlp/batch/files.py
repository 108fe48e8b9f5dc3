"""`tag_files`: documents or a table → files of tags."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from qa_nlp.batch.tagged import TIME_LIMIT, Batch, tagged
from qa_nlp.codebook import Codebook
from qa_nlp.reading.cells import Cells
from qa_nlp.reading.document import Options
from qa_nlp.reading.reader import Source
from qa_nlp.tagging import Tagger
from qa_nlp.tagging.models import DEFAULT


def tag_files(
    source: Source,
    out: str | Path,
    *,
    findings_out: str | Path | None = None,
    unsure_out: str | Path | None = None,
    actions_out: str | Path | None = None,
    refused_out: str | Path | None = None,
    model: str | Path | Tagger = DEFAULT,
    codebook: Codebook | None = None,
    min_score: float | None = None,
    round: str | None = None,
    service: str | None = None,
    programme: str | None = None,
    round_from: str | None = None,
    from_path: Mapping[str, str] | None = None,
    columns: Mapping[str, str | list[str]] | None = None,
    cells: Cells = "split",
    workers: int | None = None,
    time_limit: float = TIME_LIMIT,
    progress: bool = False,
) -> Batch:
    """Tag thousands of documents, or a table of millions of findings, into a file, in flat memory.

    Documents are read and tagged by several processes. What they finish is kept in the folder ``<out>.partial``, so
    that a run that was stopped at any moment, given again, goes on from there; its files are byte for byte those of a
    run that was not. They appear at the end, all together. A changed document or option is done anew.

    Each document's findings are tagged together and apart from all others, at most 2,048 in a call; so are those of a
    table, by its column ``document``. Tags are those of :func:`qa_nlp.tag`, but for the last digits of a score, which
    hang on how a call is cut.

    Parameters
    ----------
    source
        As of :func:`qa_nlp.read`; or one file that holds a findings table (``.parquet``, ``.jsonl``, or ``.csv`` with
        the columns ``finding_id`` and ``text``), which is read a few rows at a time.
    out
        Where the tags go: ``.parquet``, ``.csv`` or ``.jsonl``.
    findings_out, unsure_out, actions_out, refused_out
        Where the findings go, those that a person should look at, the actions (of documents), and what was refused.
        Columns that the tables of these names do not know are left out.
    model, codebook, min_score
        As of :func:`qa_nlp.tag`. A :class:`Tagger` is saved for the processes, and so rounded to half precision.
    round, service, programme, round_from, from_path, columns, cells
        As of :func:`qa_nlp.read`; of no use for a findings table.
    workers
        Processes; as many as there are cores if None. Results do not depend on it.
    time_limit
        Seconds for one document, or one slice of a table. One that takes longer, or that ends its process, is tried
        once more by itself and then refused; the others go on.
    progress
        Show a progress bar.

    Returns
    -------
    Batch
        Counts, files and what was refused; documents that were refused as a whole also raise one warning for all.

    Raises
    ------
    FileNotFoundError
        If a given path, or the model, does not exist.
    ValueError
        If an ending or option is not one of ours, there is no document, two have one name, a table breaks its promises
        (two findings with one id), or another run is at work on the same output.
    OSError
        If a file cannot be written. What is done is kept.
    """
    out = Path(out)
    wanted = {"tags": out, "findings": findings_out, "unsure": unsure_out, "actions": actions_out}
    targets = {name: Path(path) for name, path in wanted.items() if path is not None}
    options = Options.of(columns, from_path, round_from, cells)
    given = {"round": round, "service": service, "programme": programme}
    if refused_out is not None:
        targets["refused"] = Path(refused_out)
    with tagged(
        source,
        out,
        targets,
        model=model,
        codebook=codebook,
        min_score=min_score,
        options=options,
        given=given,
        workers=workers,
        time_limit=time_limit,
        progress=progress,
    ) as (made, _):
        pass
    warn_of_refused(made, targets.get("refused"), stacklevel=3)
    return replace(made, files=targets)


def warn_of_refused(made: Batch, listed: Path | None, *, stacklevel: int) -> None:
    """Raise one warning for all documents that were refused as a whole."""
    if made.n_refused:
        where = "" if listed is None else f"; {listed} lists them with reasons"
        text = f"{made.n_refused} document(s) or slices of a table were not read{where}"
        warnings.warn(text, UserWarning, stacklevel=stacklevel)
