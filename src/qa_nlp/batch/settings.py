"""What decides, besides its own words, how a piece is read and tagged."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from qa_nlp.codebook import Codebook
from qa_nlp.reading.document import Options

CALL = 2_048
"""Findings tagged in one call at most. The last digits of a score hang on how a call is cut, so that the cut is fixed:
a document's findings are tagged together and apart from all others, the first 2,048 of them, the next, and so on."""
_FORMAT = 2  # of the finished pieces; another number makes those of an interrupted run useless


@dataclass(frozen=True)
class Settings:
    """How every piece of a run is done.

    Attributes
    ----------
    model
        The folder of the tagger.
    codebook
        That the tagger was trained on; the package's own if None.
    min_score
        As of :func:`qa_nlp.tag`.
    keep
        Whether the findings themselves are wanted.
    options
        How documents are read.
    given
        What the caller knows of all documents: column of the findings table → value.
    """

    model: Path
    codebook: Codebook | None = None
    min_score: float | None = None
    keep: bool = False
    options: Options = field(default_factory=Options)
    given: dict[str, str | None] = field(default_factory=dict)

    def hash(self) -> bytes:
        """Return a SHA-256 of all that decides the result of a piece besides the piece: two settings, two hashes."""
        from qa_nlp import __version__

        book = self.codebook or Codebook.load()
        decides = {
            "format": _FORMAT,
            "version": __version__,
            "call": CALL,
            "codebook": book.hash,
            "min_score": self.min_score,
            "keep": self.keep,
            "options": asdict(self.options),
            "given": self.given,
        }
        digest = hashlib.sha256(json.dumps(decides, sort_keys=True, default=repr).encode())
        for file in sorted(self.model.iterdir()):
            if file.is_file():
                digest.update(f"\x1f{file.name}\x1f".encode() + hashlib.sha256(file.read_bytes()).digest())
        return digest.digest()
