"""Labels → head and calibration, the encoder as it is: how a tagger learns a council's own themes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qa_nlp import tables
from qa_nlp.codebook import Codebook
from qa_nlp.tables import POLARITIES
from qa_nlp.tagging.calibration import Calibration
from qa_nlp.tagging.context import inputs
from qa_nlp.tagging.definitions import definitions
from qa_nlp.tagging.encoder import Batch, Encoder
from qa_nlp.tagging.head import Head, adder, look
from qa_nlp.tagging.regression import logistic, multinomial

if TYPE_CHECKING:
    from qa_nlp.tagging.tagger import Tagger

_FOLDS = 5
_PULLS = (0.03, 0.3, 3.0, 30.0)
"""How strongly a theme is drawn back to where it begins; the one with the best held-out likelihood is taken."""
_POLARITY_PULL = 3.0
_DEFINED = 6.0  # log-odds that a finding which reads like the definition adds before any example is seen
_RARE = -4.0  # log-odds of a new theme in a finding that says nothing of it


def fit(
    findings: pd.DataFrame,
    tags: pd.DataFrame,
    book: Codebook,
    encoder: Encoder,
    known: Tagger | None,
    groups: Sequence[str] | None,
    seed: int,
) -> tuple[Head, Calibration]:
    """Learn a head and its calibration.

    Where each theme looks is settled first: a theme that ``known`` has looks where it does there, a new one where
    tokens resemble its definition. What it weighs is then a regression drawn towards where it begins
    (:mod:`qa_nlp.tagging.regression`): the known weights, or the definition's direction. The codebook's own phrases
    count as examples. Themes of ``known`` without a single tag keep head and calibration. Probabilities and
    thresholds are calibrated on groups not trained on.
    """
    findings, tags = tables.check(findings, tables.FINDINGS), tables.check(tags, tables.TAGS)
    labels = _labels(findings, tags, book)
    fold_of = _folds(findings, groups, seed)
    phrases, of_phrases = definitions(book)
    start = _start(book, encoder, known)
    seen = _Examples(
        [*_batches(findings, encoder, 0), *_batches(phrases, encoder, len(findings))],
        start,
        np.vstack([labels, _labels(phrases, of_phrases, book)]),
        np.append(fold_of, np.full(len(phrases), -1)),
    )
    learnt = [theme for theme in range(len(book)) if (labels[:, theme] >= 0).any()]

    held_out = {pull: np.full(labels.shape, start.bias, dtype=float) for pull in _PULLS}
    for theme in learnt:
        for fold in range(fold_of.max() + 1):
            inside, outside = seen.fold_of != fold, np.flatnonzero(fold_of == fold)
            for pull in _PULLS:
                weights, bias = seen.learn(theme, inside, pull)
                held_out[pull][outside, theme] = seen.features(theme)[outside] @ weights + bias
    best = min(_PULLS, key=lambda pull: _loss(held_out[pull][:, learnt], labels[:, learnt] >= 0))
    polarity_logits = np.zeros((*labels.shape, len(POLARITIES)))
    for fold in range(fold_of.max() + 1):
        outside = np.flatnonzero(fold_of == fold)
        polarity_logits[outside] = seen.judge(seen.learn_polarity(seen.fold_of != fold), outside)

    everything = np.ones(len(seen.labels), dtype=bool)
    head = seen.learn_polarity(everything)
    for theme in learnt:
        weights, head.bias[theme] = seen.learn(theme, everything, best)
        head.weight[theme], head.whole[theme] = np.split(weights / seen.scale, 2)
    calibration = Calibration.fit(held_out[best], polarity_logits, labels)
    return head, _kept(calibration, book, known, learnt)


class _Examples:
    """Findings as each theme sees them, and what can be learnt of them."""

    def __init__(self, batches: list[Batch], start: Head, labels: np.ndarray, fold_of: np.ndarray) -> None:
        self.batches, self.start, self.labels, self.fold_of = batches, start, labels, fold_of
        self.mean = np.zeros((len(labels), start.query.shape[1]), dtype=np.float32)
        for batch in batches:
            self.mean[batch.rows] = adder(batch) @ batch.states / np.maximum(batch.counts, 1)[:, None]
        # Features of unit length on average, so that the pull means the same for every encoder.
        self.scale = float(np.sqrt((self.mean**2).sum(axis=1).mean())) or 1.0
        self._of_theme: tuple[int, np.ndarray] = (-1, self.mean)

    def features(self, theme: int) -> np.ndarray:
        """Return findings x 2 width: what the theme looks at, and the mean token."""
        if self._of_theme[0] != theme:
            looked_at = np.zeros_like(self.mean)
            for batch in self.batches:
                add = adder(batch)
                looked_at[batch.rows] = add @ (look(batch, self.start.query[[theme]], add) * batch.states)
            self._of_theme = (theme, np.hstack([looked_at, self.mean]) / self.scale)
        return self._of_theme[1]

    def learn(self, theme: int, inside: np.ndarray, pull: float) -> tuple[np.ndarray, float]:
        """Return weights and bias of a theme, learnt from the findings inside."""
        begin = np.append(self.start.weight[theme], self.start.whole[theme]) * self.scale
        there = self.labels[inside, theme] >= 0
        return logistic(self.features(theme)[inside], there, begin, float(self.start.bias[theme]), pull)

    def learn_polarity(self, inside: np.ndarray) -> Head:
        """Return the head with the polarities learnt from the findings inside."""
        rows, themes = np.nonzero((self.labels >= 0) & inside[:, None])
        order = np.argsort(themes, kind="stable")
        rows, themes = rows[order], themes[order]
        features = np.vstack([self.features(theme)[rows[themes == theme]] for theme in np.unique(themes)])
        begin = np.hstack([self.start.polarity, self.start.polarity_whole]) * self.scale
        weights, bias = multinomial(
            features, themes, self.labels[rows, themes], begin, self.start.polarity_bias, _POLARITY_PULL
        )
        polarity, whole = np.split(weights / self.scale, 2, axis=1)
        start = self.start
        return Head(start.query, start.weight.copy(), start.whole.copy(), start.bias.copy(), polarity, whole, bias)

    def judge(self, head: Head, rows: np.ndarray) -> np.ndarray:
        """Return the polarity logits of some findings (rows x themes x 4)."""
        found = np.zeros((len(self.labels), *head.polarity_bias.shape))
        for batch in self.batches:
            places, themes = np.indices((len(batch.rows), len(head.bias))).reshape(2, -1)
            found[batch.rows[places], themes] = head(batch).polarities(places, themes)
        return np.asarray(found[rows])


def _start(book: Codebook, encoder: Encoder, known: Tagger | None) -> Head:
    """Return the head to begin with: that of ``known`` for its themes, the definitions' directions for the others."""
    said = [f"{theme.name}. {theme.definition}" for theme in book]
    query = np.zeros((len(book), encoder.width))
    for batch in encoder.read([""] * len(said), said):
        query[batch.rows] = (
            np.add.reduceat(batch.states, np.cumsum(batch.counts) - batch.counts) / batch.counts[:, None]
        )
    length = np.linalg.norm(query, axis=1).mean()
    query -= query.mean(axis=0)
    query /= np.maximum(np.linalg.norm(query, axis=1, keepdims=True), 1e-9)
    n, width = query.shape
    polarity = np.zeros((len(POLARITIES), width))
    head = Head(
        query.copy(), query * _DEFINED / length, np.zeros((n, width)), np.full(n, _RARE),
        polarity, polarity.copy(), np.zeros((n, len(POLARITIES))),
    )  # fmt: skip
    if known is None:
        return head
    head.polarity[:], head.polarity_whole[:] = known.head.polarity, known.head.polarity_whole
    head.polarity_bias[:] = known.head.polarity_bias.mean(axis=0)
    for theme, name in enumerate(book.ids):
        if name in known.classes_:
            place = known.classes_.index(name)
            for part in ("query", "weight", "whole", "bias", "polarity_bias"):
                getattr(head, part)[theme] = getattr(known.head, part)[place]
    return head


def _kept(calibration: Calibration, book: Codebook, known: Tagger | None, learnt: list[int]) -> Calibration:
    """Return the calibration with that of ``known`` for its themes that nothing was learnt of."""
    for theme, name in enumerate(book.ids):
        if known is not None and name in known.classes_ and theme not in learnt:
            place = known.classes_.index(name)
            for part in ("slope", "offset", "threshold"):
                getattr(calibration, part)[theme] = getattr(known.calibration, part)[place]
    return calibration


def _labels(findings: pd.DataFrame, tags: pd.DataFrame, book: Codebook) -> np.ndarray:
    """Return findings x themes: -1, or the place of the polarity."""
    book.check_ids(tags["theme"])
    row_of = {finding: row for row, finding in enumerate(findings["finding_id"])}
    lost = int((~tags["finding_id"].isin(row_of)).sum())
    if lost:
        raise ValueError(
            f"expected every tag to belong to a finding; found {lost} without. Give the findings they were made on."
        )
    labels = np.full((len(findings), len(book)), -1, dtype=np.int8)
    column_of = {theme: column for column, theme in enumerate(book.ids)}
    for finding, theme, polarity in tags[["finding_id", "theme", "polarity"]].itertuples(index=False):
        labels[row_of[finding], column_of[theme]] = POLARITIES.index(polarity)
    return labels


def _folds(findings: pd.DataFrame, groups: Sequence[str] | None, seed: int) -> np.ndarray:
    """Return the fold of each finding; a group is in one fold."""
    from sklearn.model_selection import GroupKFold

    by_group = np.array([str(g) for g in (groups if groups is not None else findings["document"].fillna("unknown"))])
    if len(by_group) != len(findings):
        raise ValueError(
            f"expected a group for each of {len(findings)} findings; found {len(by_group)}. Give one each."
        )
    n_groups = len(set(by_group))
    if n_groups < 2:
        raise ValueError(
            f"expected findings of at least two groups, to calibrate on groups not trained on; found {n_groups}. "
            "Give groups=."
        )
    fold_of = np.zeros(len(findings), dtype=int)
    splitter = GroupKFold(min(_FOLDS, n_groups), shuffle=True, random_state=seed)
    for fold, (_, test) in enumerate(splitter.split(by_group, groups=by_group)):
        fold_of[test] = fold
    return fold_of


def _batches(findings: pd.DataFrame, encoder: Encoder, first: int) -> list[Batch]:
    findings = tables.check(findings, tables.FINDINGS)
    return [replace(batch, rows=batch.rows + first) for batch in encoder.read(*inputs(findings))]


def _loss(logits: np.ndarray, there: np.ndarray) -> float:
    return float((np.logaddexp(0, logits) - there * logits).sum())
