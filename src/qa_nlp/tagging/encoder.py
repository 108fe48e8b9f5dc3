"""Findings → token states: a network in ONNX with its tokenizer, run without torch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Protocol

import numpy as np

from qa_nlp.tagging.ahead import ahead

LONGEST = 128
"""Tokens of context and finding together; what lies behind is not read."""
_BATCH_TOKENS = 4_096
_CHUNK = 2_048  # findings tokenised at once, so that memory stays flat however many there are


@dataclass(frozen=True)
class Batch:
    """Some findings as token states: the words of each finding itself, one finding after the other.

    Those of its context have been read, but are not listed.

    Attributes
    ----------
    rows
        Which findings these are (B).
    counts
        How many tokens each has (B); they sum to N.
    states
        One vector a token (N x width).
    starts, ends
        Where each token stands in its finding's text (N).
    """

    rows: np.ndarray
    counts: np.ndarray
    states: np.ndarray
    starts: np.ndarray
    ends: np.ndarray


@dataclass(frozen=True)
class _Tokens:
    """A chunk of findings from ``row`` on as tokens, one finding after the other, contexts and separators included.

    ``lengths`` and ``first`` say how many tokens each finding has and which is its first; the rest is one a token.
    """

    row: int
    lengths: np.ndarray
    first: np.ndarray
    ids: np.ndarray
    types: np.ndarray
    starts: np.ndarray
    ends: np.ndarray


class Encoder(Protocol):
    """What a tagger needs of an encoder: its width, and token states of findings read with their contexts."""

    @property
    def width(self) -> int:
        """Length of a token's vector."""
        ...

    def read(self, contexts: Sequence[str], texts: Sequence[str]) -> Iterator[Batch]:
        """Yield every finding once, in batches of like length."""
        ...


class OnnxEncoder:
    """A network saved as ONNX (inputs ``ids``, ``mask``, ``types``; output ``states``), run by onnxruntime.

    Parameters
    ----------
    network
        The ONNX file's bytes.
    tokenizer
        The tokenizer's JSON (Hugging Face ``tokenizers``).
    threads
        Cores to use; 0 for all.
    """

    def __init__(self, network: bytes, tokenizer: str, *, threads: int = 0) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        options.enable_mem_pattern = False  # a plan of memory for every shape, and hardly two batches have the same
        # Idle threads that spin would take the cores from NumPy, which works in between.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.network = network
        self.tokenizer = tokenizer
        self._session = onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
        self._tokens: Any = Tokenizer.from_str(tokenizer)
        self._tokens.no_padding()
        self._tokens.enable_truncation(LONGEST, strategy="longest_first")
        self._inputs = {each.name for each in self._session.get_inputs()}
        # Tokenizers of the RoBERTa family do not number the segments; the sequence ids do, more slowly.
        self._numbers_segments = 1 in self._tokens.encode("a", "b").type_ids

    @property
    def width(self) -> int:
        """Length of a token's vector."""
        return int(self._session.get_outputs()[0].shape[2])

    def read(self, contexts: Sequence[str], texts: Sequence[str]) -> Iterator[Batch]:
        """Yield every finding once, in batches of like length."""
        return ahead(self._batches(ahead(self._tokenised(contexts, texts))))

    def _tokenised(self, contexts: Sequence[str], texts: Sequence[str]) -> Iterator[_Tokens]:
        for first in range(0, len(texts), _CHUNK):
            pairs = list(zip(contexts[first : first + _CHUNK], texts[first : first + _CHUNK], strict=True))
            encodings = self._tokens.encode_batch(pairs)
            lengths = np.fromiter(map(len, encodings), dtype=np.int64)
            offsets = _flat(chain.from_iterable(each.offsets) for each in encodings).reshape(-1, 2)
            yield _Tokens(
                first,
                lengths,
                np.cumsum(lengths) - lengths,
                _flat(each.ids for each in encodings),
                _flat(map(self._segments, encodings)),
                offsets[:, 0],
                offsets[:, 1],
            )

    def _batches(self, chunks: Iterator[_Tokens]) -> Iterator[Batch]:
        for tokens in chunks:
            order = np.argsort(tokens.lengths, kind="stable")
            start = 0
            while start < len(order):
                # The batch ends before its padded size passes the limit.
                sizes = tokens.lengths[order[start:]] * np.arange(1, len(order) - start + 1)
                size = max(int(np.searchsorted(sizes, _BATCH_TOKENS, side="right")), 1)
                yield self._run(tokens, order[start : start + size])
                start += size

    def _run(self, tokens: _Tokens, rows: np.ndarray) -> Batch:
        lengths = tokens.lengths[rows]
        place = np.arange(lengths.max())
        mask = place < lengths[:, None]
        token = (tokens.first[rows][:, None] + place)[mask]

        def padded(values: np.ndarray) -> np.ndarray:
            grid = np.zeros(mask.shape, dtype=np.int64)
            grid[mask] = values[token]
            return grid

        inputs = {"ids": padded(tokens.ids), "mask": mask.astype(np.int64), "types": padded(tokens.types)}
        (states,) = self._session.run(["states"], {name: inputs[name] for name in self._inputs})
        own = (tokens.types[token] == 1) & (tokens.ends[token] > tokens.starts[token])
        seen = np.zeros(mask.shape, dtype=bool)
        seen[mask] = own
        return Batch(
            tokens.row + rows, seen.sum(axis=1), states[seen], tokens.starts[token[own]], tokens.ends[token[own]]
        )

    def _segments(self, encoding: Any) -> list[int]:
        if self._numbers_segments:
            return list(encoding.type_ids)
        return [1 if sequence == 1 else 0 for sequence in encoding.sequence_ids]


def _flat(lists: Iterable[Iterable[int]]) -> np.ndarray:
    return np.fromiter(chain.from_iterable(lists), dtype=np.int64)
