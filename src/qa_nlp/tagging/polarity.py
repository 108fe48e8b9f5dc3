"""What a finding says of a theme: strength, concern, mixed or neutral."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, hstack

from qa_nlp.tables import DIRECTIONS, POLARITIES

_PENALTY = 5.0  # LogisticRegression's C: chosen by cross-validation grouped by authority


@dataclass(frozen=True)
class PolarityModel:
    """A multinomial logistic regression over a finding's words, the clause about the theme and the direction.

    ``weights`` is polarities x columns (in the order of :data:`qa_nlp.tables.POLARITIES`).
    """

    weights: np.ndarray
    intercept: np.ndarray

    @classmethod
    def fit(cls, matrix: csr_matrix, polarity: Sequence[str], weight: np.ndarray) -> PolarityModel:
        """Train on one row a (finding, theme) pair; see :func:`polarity_matrix`."""
        from sklearn.linear_model import LogisticRegression

        model = LogisticRegression(C=_PENALTY, max_iter=1000)
        model.fit(matrix, [POLARITIES.index(value) for value in polarity], sample_weight=weight)
        weights = np.zeros((len(POLARITIES), matrix.shape[1]))
        intercept = np.full(len(POLARITIES), -30.0)  # a polarity that no example shows is never given
        binary = len(model.classes_) == 2
        for row, polarity_index in enumerate(model.classes_):
            source = 0 if binary else row
            sign = (1 if row else -1) * 0.5 if binary else 1
            weights[polarity_index] = sign * model.coef_[source]
            intercept[polarity_index] = sign * model.intercept_[source]
        return cls(weights, intercept)

    def probabilities(self, matrix: csr_matrix) -> np.ndarray:
        """Return pairs x polarities, rows summing to one."""
        logits = matrix @ self.weights.T + self.intercept
        logits -= logits.max(axis=1, keepdims=True)
        values = np.exp(logits)
        return np.asarray(values / values.sum(axis=1, keepdims=True))


def polarity_matrix(text_rows: csr_matrix, clause_words: csr_matrix, directions: Sequence[str | None]) -> csr_matrix:
    """Return one row a (finding, theme) pair: the text's vector, its clause's words, and the heading's direction."""
    stated = np.array([[float(value == name) for name in DIRECTIONS] for value in directions], dtype=np.float32)
    return hstack([text_rows, clause_words, csr_matrix(stated.reshape(-1, len(DIRECTIONS)))], format="csr")
