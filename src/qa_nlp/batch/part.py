"""What a finished piece is on disk and between processes: some facts about it, and rows of the tables."""

from __future__ import annotations

import io
import json
from dataclasses import asdict, dataclass, field

import pandas as pd

from qa_nlp import tables

KINDS = {
    "findings": tables.FINDINGS,
    "tags": tables.TAGS,
    "unsure": tables.FINDINGS,
    "actions": tables.ACTIONS,
}
"""The tables that pieces have rows for; ``unsure`` are the findings that a person should look at."""


@dataclass(frozen=True)
class Facts:
    """What is known of a piece, or of all pieces together, without their rows.

    Attributes
    ----------
    slices
        Into how many pieces of their own a long document was cut; this one then has no rows.
    n_documents
        Documents that were read; 1 for the piece that stands for one, wholly or in slices.
    n_findings, n_tagged, n_tags, n_unsure
        Findings, those with a tag, tags, and findings that the tagger is unsure of.
    names_round
        Whether some finding has a round.
    refused
        Rows of the table of that name.
    taken
        As of :class:`qa_nlp.reading.document.Report`.
    """

    slices: int = 0
    n_documents: int = 0
    n_findings: int = 0
    n_tagged: int = 0
    n_tags: int = 0
    n_unsure: int = 0
    names_round: bool = False
    refused: list[dict[str, str | None]] = field(default_factory=list)
    taken: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """A piece: facts, and rows by the names in :data:`KINDS`."""

    facts: Facts = field(default_factory=Facts)
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)

    def encode(self) -> bytes:
        """Return it as bytes: a line of JSON, then an Arrow stream for every table that has rows."""
        import pyarrow as pa

        frames = {name: frame for name, frame in self.frames.items() if len(frame)}
        with io.BytesIO() as file:
            file.write(json.dumps({"facts": asdict(self.facts), "frames": list(frames)}).encode() + b"\n")
            for name, frame in frames.items():
                schema = tables.schema(KINDS[name])
                rows = pa.Table.from_pandas(frame[schema.names], schema=schema, preserve_index=False)
                with pa.ipc.new_stream(file, schema) as stream:
                    stream.write_table(rows)
            return file.getvalue()

    @classmethod
    def decode(cls, encoded: bytes) -> Part:
        """Return what :meth:`encode` was given; a table without rows is left out."""
        import pyarrow as pa

        head, frames = _head(encoded)
        file = io.BytesIO(encoded[encoded.index(b"\n") + 1 :])
        found = {}
        for name in frames:
            with pa.ipc.open_stream(file) as stream:
                found[name] = stream.read_all().to_pandas()
        return cls(head, found)

    @staticmethod
    def facts_of(encoded: bytes) -> Facts:
        """Return the facts alone."""
        return _head(encoded)[0]


def _head(encoded: bytes) -> tuple[Facts, list[str]]:
    head = json.loads(encoded[: encoded.index(b"\n")])
    return Facts(**head["facts"]), head["frames"]
