"""Token states → themes and polarities: label attention, in NumPy."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
from scipy.sparse import csr_matrix

from qa_nlp.tables import POLARITIES
from qa_nlp.tagging.encoder import Batch

_LARGEST = 60.0  # of an attention logit: its exponential and the sum of many still fit single precision


def adder(batch: Batch) -> csr_matrix:
    """Return B x N: what adds up the values that the tokens of each finding hold."""
    first = np.concatenate([[0], np.cumsum(batch.counts)])
    n_tokens = int(first[-1])
    ones = np.ones(n_tokens, np.float32)
    return csr_matrix((ones, np.arange(n_tokens), first), shape=(len(batch.counts), n_tokens))


def look(batch: Batch, query: np.ndarray, add: csr_matrix) -> np.ndarray:
    """Return where each query looks (N x queries): a softmax over the tokens of each finding."""
    strength = np.exp(np.minimum(batch.states @ query.T, _LARGEST))
    return np.asarray(strength / np.repeat(add @ strength, batch.counts, axis=0))


@dataclass(frozen=True)
class Head:
    """One theme looks at the tokens through its query, weighs what it sees, and judges its polarity.

    Label attention as in Mullenbach et al. (2018), "Explainable prediction of medical codes from clinical text"
    (CAML), with a share of the plain mean beside it. Everything after the attention is linear, so a theme's logit is
    exactly its bias and the sum of one share a token; those shares are the evidence.

    Attributes
    ----------
    query, weight, whole
        Vectors of each theme (themes x width): what it looks for, how it weighs what it finds, and the mean token.
    bias
        Of each theme.
    polarity, polarity_whole
        Vectors of each polarity (4 x width), shared by the themes, of what a theme looked at and of the mean token.
    polarity_bias
        themes x 4.
    """

    query: np.ndarray
    weight: np.ndarray
    whole: np.ndarray
    bias: np.ndarray
    polarity: np.ndarray
    polarity_whole: np.ndarray
    polarity_bias: np.ndarray

    def __call__(self, batch: Batch) -> Seen:
        """Let every theme look at a batch."""
        return Seen(self, batch)

    def arrays(self) -> dict[str, np.ndarray]:
        """Return the parameters by name, in half precision as they are saved."""
        return {field.name: getattr(self, field.name).astype(np.float16) for field in fields(self)}

    @classmethod
    def from_arrays(cls, arrays: dict[str, np.ndarray]) -> Head:
        """Restore what :meth:`arrays` gave."""
        return cls(**{field.name: arrays[field.name].astype(np.float32) for field in fields(cls)})


class Seen:
    """What the themes see in a batch of B findings with N tokens.

    Attributes
    ----------
    attention
        Where each theme looks (N x T); sums to one over the tokens of a finding.
    shares
        Each token's share of each theme's logit (N x T).
    logits
        B x T. A finding without a single token gets the biases alone.
    """

    def __init__(self, head: Head, batch: Batch) -> None:
        self._head, self._batch = head, batch
        self._sum = adder(batch)
        self._spread = np.repeat((1 / np.maximum(batch.counts, 1)).astype(np.float32), batch.counts)[:, None]
        self.attention = look(batch, head.query, self._sum)
        self.shares = self.attention * (batch.states @ head.weight.T) + self._spread * (batch.states @ head.whole.T)
        self.logits = self._sum @ self.shares + head.bias

    def polarities(self, rows: np.ndarray, themes: np.ndarray) -> np.ndarray:
        """Return the polarity logits (P x 4) of these P pairs of a finding's place in the batch and a theme."""
        general = (self._sum @ (self._spread * (self._batch.states @ self._head.polarity_whole.T)))[rows]
        judged = self._batch.states @ self._head.polarity.T
        pair, token = self.tokens(rows)
        weighed = self.attention[token, themes[pair]][:, None] * judged[token]
        looked_at = np.column_stack(
            [np.bincount(pair, weighed[:, polarity], len(rows)) for polarity in range(len(POLARITIES))]
        )
        return np.asarray(looked_at + general + self._head.polarity_bias[themes])

    def tokens(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return, for findings listed by their place in the batch, each of their tokens: which row, which token."""
        counts = self._batch.counts[rows]
        pair = np.repeat(np.arange(len(rows)), counts)
        within = np.arange(len(pair)) - np.repeat(np.cumsum(counts) - counts, counts)
        return pair, self._first[rows][pair] + within

    @cached_property
    def _first(self) -> np.ndarray:
        return np.asarray(np.cumsum(self._batch.counts) - self._batch.counts)
