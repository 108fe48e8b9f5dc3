"""Finished pieces, in order → tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pandas as pd

from qa_nlp import tables
from qa_nlp.batch.part import KINDS, Facts, Part
from qa_nlp.batch.pieces import slice_key
from qa_nlp.batch.store import Store


def total(order: Iterable[str], store: Store) -> Facts:
    """Return what all pieces together gave."""
    every = [Part.facts_of(encoded) for encoded in _pieces(order, store)]
    counts = ("n_documents", "n_findings", "n_tagged", "n_tags", "n_unsure")
    return Facts(
        **{name: sum(getattr(facts, name) for facts in every) for name in counts},
        names_round=any(facts.names_round for facts in every),
        refused=[row for facts in every for row in facts.refused],
        taken={place: names for facts in every for place, names in facts.taken.items()},
    )


def merge(order: Iterable[str], store: Store, paths: dict[str, Path], round_for_all: str | None = None) -> None:
    """Write the rows of all pieces, in order, to the tables in ``paths``: any of :data:`KINDS`.

    ``round_for_all`` fills the column ``round``.
    """
    with ExitStack() as stack:
        writers = {name: stack.enter_context(tables.TableWriter(path, KINDS[name])) for name, path in paths.items()}
        for encoded in _pieces(order, store):
            for name, frame in Part.decode(encoded).frames.items():
                if name in writers:
                    writers[name].write(_with_round(frame, round_for_all))


def _pieces(order: Iterable[str], store: Store) -> Iterator[bytes]:
    for key in order:
        encoded = _there(key, store)
        yield encoded
        for number in range(Part.facts_of(encoded).slices):
            yield _there(slice_key(key, number), store)


def _there(key: str, store: Store) -> bytes:
    encoded = store.read(key)
    if encoded is None:
        raise OSError(f"expected a finished piece in {store.folder}; found it gone or damaged")
    return encoded


def _with_round(frame: pd.DataFrame, name: str | None) -> pd.DataFrame:
    if name is None or "round" not in frame.columns:
        return frame
    return frame.assign(round=pd.Series(name, index=frame.index, dtype=tables.TEXT))
