"""Texts → sparse TF-IDF vectors of words and of letters, with a vocabulary that names nobody."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack

from qa_nlp.tagging.features import piece_names, word_names

_RAREST_WORDS, _RAREST_PIECES = 3, 5  # texts that must hold a run of words, of letters
_MOST_PIECES = 40_000
_FEWEST_GROUPS = 2  # what stands in the texts of one authority alone is mostly a name


class Vectors:
    """Two TF-IDF blocks side by side, each of length one: runs of words, and runs of letters within words.

    Sublinear term frequency and smoothed inverse document frequency as in scikit-learn's ``TfidfVectorizer``.
    """

    def __init__(self, words: dict[str, float], pieces: dict[str, float]) -> None:
        self.words = _vectoriser(word_names, words)
        self.pieces = _vectoriser(piece_names, pieces)
        self._idf = (words, pieces)

    @classmethod
    def fit(cls, texts: Sequence[str], groups: Sequence[str]) -> Vectors:
        """Learn vocabulary and document frequencies from texts and the group (authority, writer) of each."""
        words = _document_frequencies(map(word_names, texts), groups, _RAREST_WORDS)
        pieces = _document_frequencies(map(piece_names, texts), groups, _RAREST_PIECES)
        pieces = dict(sorted(pieces.items(), key=lambda item: (-item[1], item[0]))[:_MOST_PIECES])
        return cls(_smooth_idf(words, len(texts)), _smooth_idf(pieces, len(texts)))

    @property
    def n_words(self) -> int:
        """Number of word columns; they come first."""
        return len(self._idf[0])

    @property
    def n_columns(self) -> int:
        """Number of columns."""
        return len(self._idf[0]) + len(self._idf[1])

    def transform(self, texts: Sequence[str]) -> csr_matrix:
        """Return one row a text: the word block, then the letter block."""
        matrix = hstack([self.words.transform(texts), self.pieces.transform(texts)], format="csr")
        matrix.sort_indices()
        return matrix

    def transform_words(self, texts: Sequence[str]) -> csr_matrix:
        """Return the word block alone."""
        return self.words.transform(texts)

    def state(self) -> dict[str, Any]:
        """Return the vocabulary in column order, and its weights, for saving."""
        return {
            "words": list(self._idf[0]),
            "pieces": list(self._idf[1]),
            "idf": np.array([*self._idf[0].values(), *self._idf[1].values()], dtype=np.float32),
        }

    @classmethod
    def from_state(cls, words: list[str], pieces: list[str], idf: np.ndarray) -> Vectors:
        """Restore what :meth:`state` gave."""
        weights = [float(value) for value in idf]
        return cls(
            dict(zip(words, weights[: len(words)], strict=True)),
            dict(zip(pieces, weights[len(words) :], strict=True)),
        )


def _vectoriser(analyser: Callable[[str], list[str]], idf: dict[str, float]) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectoriser = TfidfVectorizer(
        analyzer=analyser,
        vocabulary={name: column for column, name in enumerate(idf)},
        sublinear_tf=True,
        dtype=np.float32,
    )
    vectoriser.idf_ = np.array(list(idf.values()), dtype=np.float32)
    return vectoriser


def _document_frequencies(documents: Iterable[list[str]], groups: Sequence[str], rarest: int) -> dict[str, int]:
    count: Counter[str] = Counter()
    seen_in: defaultdict[str, set[str]] = defaultdict(set)
    for names, group in zip(documents, groups, strict=True):
        for name in set(names):
            count[name] += 1
            if len(seen_in[name]) < _FEWEST_GROUPS:
                seen_in[name].add(group)
    fewest = min(_FEWEST_GROUPS, len(set(groups)))
    return {name: count[name] for name in sorted(count) if count[name] >= rarest and len(seen_in[name]) >= fewest}


def _smooth_idf(frequencies: dict[str, int], n_texts: int) -> dict[str, float]:
    return {name: float(np.float32(np.log((1 + n_texts) / (1 + n)) + 1)) for name, n in frequencies.items()}
