"""Which words of a finding decided a tag, and the clause they stand in."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from qa_nlp.tagging.features import piece_features, tokens, word_features
from qa_nlp.tagging.vectors import Vectors

Spans = tuple[tuple[int, int], ...]

_MOST_WORDS = 4
_SHARE = 0.35  # of the strongest word's weight, which a word must reach to count as evidence
_CLAUSE_BREAK = re.compile(
    r"[;:]|\.\s|\s[-–]\s|,?\s\b(?:but|although|however|whilst|while|whereas|though|despite|yet)\b|,\s(?=and\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Located:
    """A finding's features with the places that gave them, ready to be weighed for any theme.

    A linear margin is a sum over features, so each feature's share of it is known exactly; it is spread evenly over
    the characters that the feature covers.
    """

    text: str
    columns: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    values: np.ndarray
    words: np.ndarray

    @classmethod
    def of(cls, text: str, row: csr_matrix, vectors: Vectors) -> Located:
        """Locate the features of ``text``, whose vector is ``row`` (1 x columns)."""
        value = dict(zip(row.indices.tolist(), row.data.tolist(), strict=True))
        words, pieces = vectors.words.vocabulary_, vectors.pieces.vocabulary_
        found = [(words[f.name], f.start, f.end) for f in word_features(text) if f.name in words]
        found += [(pieces[f.name] + vectors.n_words, f.start, f.end) for f in piece_features(text) if f.name in pieces]
        times = Counter(column for column, *_ in found)
        columns, starts, ends = np.array(found, dtype=int).reshape(-1, 3).T
        share = np.array([value[column] / times[column] / (end - start) for column, start, end in found])
        places = np.array(sorted({(token.start, token.end) for token in tokens(text)}), dtype=int).reshape(-1, 2)
        return cls(text, columns, starts, ends, share, places)

    def word_weights(self, weights: np.ndarray) -> np.ndarray:
        """Return how much each word (a row of ``words``) speaks for the theme that has these column weights."""
        share = self.values * weights[self.columns]
        steps = np.zeros(len(self.text) + 1)
        np.add.at(steps, self.starts, share)
        np.subtract.at(steps, self.ends, share)
        up_to = np.concatenate([[0.0], np.cumsum(np.cumsum(steps))])
        return np.asarray(up_to[self.words[:, 1]] - up_to[self.words[:, 0]])


def evidence(located: Located, weights: np.ndarray) -> tuple[Spans, str]:
    """Return the offsets of the few words that spoke most for the theme, and the clause of the strongest one.

    Neighbouring words are joined into one span. Without any word that speaks for the theme there are no spans, and
    the clause is the whole text.
    """
    by_word = located.word_weights(weights)
    if not len(by_word) or by_word.max() <= 0:
        return (), located.text
    strongest = int(by_word.argmax())
    chosen = [
        index
        for index in np.argsort(-by_word, kind="stable")[:_MOST_WORDS]
        if by_word[index] >= _SHARE * by_word[strongest]
    ]
    spans: list[tuple[int, int]] = []
    for start, end in located.words[sorted(chosen)].tolist():
        if spans and not re.search(r"\w", located.text[spans[-1][1] : start]):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return tuple(spans), _clause(located.text, int(located.words[strongest, 0]))


def _clause(text: str, place: int) -> str:
    cuts = [0, *(match.start() for match in _CLAUSE_BREAK.finditer(text)), len(text)]
    begin = max(cut for cut in cuts[:-1] if cut <= place)
    end = min(cut for cut in cuts[1:] if cut > place)
    return text[begin:end]
