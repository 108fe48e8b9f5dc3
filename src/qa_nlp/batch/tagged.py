"""Documents or a table → tags in files that are still staged, for whoever goes on from there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pandas as pd

from qa_nlp import tables
from qa_nlp.batch import pieces
from qa_nlp.batch.merge import merge, total
from qa_nlp.batch.part import Facts
from qa_nlp.batch.pieces import Task
from qa_nlp.batch.pool import Pool, todo
from qa_nlp.batch.settings import CALL, Settings
from qa_nlp.batch.staging import Staging
from qa_nlp.batch.store import Store
from qa_nlp.codebook import Codebook
from qa_nlp.reading import read
from qa_nlp.reading.document import Options
from qa_nlp.reading.reader import Source
from qa_nlp.tagging import Tagger
from qa_nlp.tagging.models import DEFAULT, folder_of
from qa_nlp.tagging.tagger import check_min_score

TIME_LIMIT = 900.0
"""Seconds for one document, or for 2,048 findings of a table."""


@dataclass(frozen=True)
class Batch:
    """What became of many documents, or of a large table.

    Attributes
    ----------
    files
        The tables that were written, by name: ``tags``, and where they were asked for ``findings``, ``unsure``,
        ``actions`` and ``refused``.
    n_documents, n_findings, n_tagged, n_tags, n_unsure
        Documents that were read (0 for a table), findings, findings with a tag, tags, and findings that a person
        should look at.
    names_round
        Whether some finding has a round.
    refused
        The table of that name: what was not read, with reasons.
    columns
        Sheet or form → what its columns and boxes were taken for.
    """

    files: dict[str, Path]
    n_documents: int
    n_findings: int
    n_tagged: int
    n_tags: int
    n_unsure: int
    names_round: bool
    refused: pd.DataFrame
    columns: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def n_refused(self) -> int:
        """Return how many documents were refused as a whole, or slices of a table."""
        return int(self.refused["locator"].isna().sum())


@contextmanager
def tagged(
    source: Source,
    out: Path,
    targets: dict[str, Path],
    *,
    options: Options,
    given: dict[str, str | None],
    model: str | Path | Tagger = DEFAULT,
    codebook: Codebook | None = None,
    min_score: float | None = None,
    workers: int | None = None,
    time_limit: float = TIME_LIMIT,
    progress: bool = False,
    round_for_all: str | None = None,
) -> Iterator[tuple[Batch, Staging]]:
    """Tag, give what was made while its files are still staged, and publish them when the caller is done with them.

    What the caller stages besides is published with the rest; if it raises an error nothing is, and the finished
    pieces stay for another try. ``targets`` are the tables by name, ``out`` what the work folder is called after, and
    ``round_for_all`` the round of all findings if none of them names one. The rest is as of :func:`tag_files`.
    """
    for path in targets.values():
        tables.ending_of(path)
    check_min_score(min_score)
    processes = _processes(workers)
    folder = None if isinstance(model, Tagger) else folder_of(model)
    work = out.resolve()
    work = work.with_name(f"{work.name}.partial")
    tasks_of, what = _what_to_do(source, [work, out, *targets.values()], options, given)
    staging = Staging()
    try:
        with Store(work) as store:
            try:
                settings = Settings(
                    folder or _saved(model, work), codebook, min_score, "findings" in targets, options, given
                )
                order = _all_done(tasks_of(settings.hash()), store, settings, processes, time_limit, what, progress)
                totals = total(order, store)
                refused = _refused(totals.refused + what.refused)
                staged = {name: staging.path(name, path) for name, path in targets.items()}
                merge(
                    order,
                    store,
                    {name: path for name, path in staged.items() if name != "refused"},
                    None if totals.names_round else round_for_all,
                )
                if "refused" in staged:
                    tables.write_table(refused, staged["refused"])
                yield (
                    Batch(
                        staged,
                        totals.n_documents,
                        totals.n_findings,
                        totals.n_tagged,
                        totals.n_tags,
                        totals.n_unsure,
                        totals.names_round,
                        refused,
                        totals.taken,
                    ),
                    staging,
                )
                staging.publish()
                store.clear()
            finally:
                staging.discard()
    except KeyboardInterrupt:
        raise KeyboardInterrupt(
            f"stopped. What is done is kept in {work}: give the same command again to go on."
        ) from None
    except FileNotFoundError:
        raise
    except OSError as error:
        raise type(error)(
            f"expected to write {out} and what belongs to it; found that the system does not let us ({error}). Make "
            "room or choose another output, and give the same command again: what is done is kept."
        ) from error


@dataclass(frozen=True)
class _Amount:
    """What there is to do: of what, how much, and what was refused before it began."""

    unit: str
    n: int
    refused: list[dict[str, str | None]] = field(default_factory=list)


def _what_to_do(
    source: Source, own: list[Path], options: Options, given: dict[str, str | None]
) -> tuple[Callable[[bytes], Iterable[Task]], _Amount]:
    """Return what gives the tasks when it is told the hash of the settings, and how much there is."""
    if isinstance(source, pd.DataFrame):
        columns: dict[str, str | list[str]] = dict(options.mapping)
        known = {name: given.get(name) for name in ("round", "service", "programme")}
        findings = read(source, columns=columns, **known)  # type: ignore[arg-type]
        refused = findings.attrs.pop("refused")
        return partial(pieces.tags, [findings], "DataFrame"), _Amount("finding", len(findings), refused)
    sources = [source] if isinstance(source, str | Path) else list(source)
    if len(sources) == 1 and pieces.is_findings_table(Path(sources[0])):
        path = Path(sources[0])

        def frames() -> Iterator[pd.DataFrame]:
            return tables.stream_table(path, tables.FINDINGS, CALL)

        n = pieces.count_rows(frames())
        return partial(_slices, frames, path.name), _Amount("finding", n)
    found = pieces.documents(sources, without=own)
    return partial(pieces.reads, found), _Amount("document", len(found))


def _slices(frames: Callable[[], Iterator[pd.DataFrame]], name: str, settings: bytes) -> Iterator[Task]:
    yield from pieces.tags(frames(), name, settings)


def _all_done(
    tasks: Iterable[Task],
    store: Store,
    settings: Settings,
    processes: int,
    limit: float,
    amount: _Amount,
    progress: bool,
) -> list[str]:
    """Do what the store does not have yet; returns the keys of all pieces in order."""
    from tqdm import tqdm

    order: list[str] = []
    with tqdm(total=amount.n, desc="tagging", unit=amount.unit, disable=not progress) as bar:
        findings = 0

        def done(facts: Facts) -> None:
            nonlocal findings
            findings += facts.n_findings
            if amount.unit == "finding":
                bar.update(facts.n_findings)
            else:
                bar.set_postfix(findings=findings, refresh=False)
                bar.update(facts.n_documents or bool(facts.refused))

        def met(key: str, facts: Facts | None) -> None:
            order.append(key)
            if facts is not None:
                done(facts)

        Pool(settings, store, processes, limit, done).run(todo(tasks, store, met))
    return order


def _processes(workers: int | None) -> int:
    if workers is None:
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if workers < 1:
        raise ValueError(f"expected one worker or more; found {workers}. Give how many processes may be at work.")
    return workers


def _saved(model: str | Path | Tagger, work: Path) -> Path:
    if not isinstance(model, Tagger):
        return folder_of(model)
    return model.save(work / "model")


def _refused(rows: list[dict[str, str | None]]) -> pd.DataFrame:
    return tables.check(pd.DataFrame(rows, columns=list(tables.REFUSED.columns)), tables.REFUSED)
