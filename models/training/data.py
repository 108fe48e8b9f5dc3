"""Labelled findings → what a network is trained, tuned and measured on; no group is on two sides."""

from __future__ import annotations

import random
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np

from corpora.load import Labelled
from qa_nlp import Codebook
from qa_nlp.tables import POLARITIES
from qa_nlp.tagging.context import contexts

TEST_EVERY, TUNE_EVERY = 10, 9
"""Of the sorted authorities, every tenth is measured on; of the others, every ninth tunes calibration."""
TEST_WRITERS = frozenset({"agency_notes", "bank_audits", "peer_reviews"})
TUNE_WRITERS = frozenset({"forms_and_actions", "moderation", "shorthand", "summaries"})
"""The same for the writers of corpora/findings, chosen before anything was measured on them."""


@dataclass(frozen=True)
class Examples:
    """Findings as a network reads them: text, heading, direction, and labels as findings x themes.

    ``polarity`` holds -1 where the theme is absent, else the place in :data:`qa_nlp.tables.POLARITIES`.
    """

    ids: list[str]
    texts: list[str]
    headings: list[str | None]
    directions: list[str | None]
    polarity: np.ndarray
    weight: np.ndarray
    groups: list[str]

    @classmethod
    def of(cls, labelled: Labelled, book: Codebook, weight: float = 1.0) -> Examples:
        """Turn labelled findings into examples of the codebook's themes."""
        row_of = {finding: row for row, finding in enumerate(labelled.findings["finding_id"])}
        column_of = {theme: column for column, theme in enumerate(book.ids)}
        polarity = np.full((len(row_of), len(book)), -1, dtype=np.int8)
        for finding, theme, value in labelled.tags[["finding_id", "theme", "polarity"]].itertuples(index=False):
            polarity[row_of[finding], column_of[theme]] = POLARITIES.index(value)
        frame = labelled.findings.astype(object).where(labelled.findings.notna(), None)
        return cls(
            frame["finding_id"].tolist(),
            frame["text"].tolist(),
            frame["heading"].tolist(),
            frame["direction"].tolist(),
            polarity,
            np.full(len(frame), weight, dtype=np.float32),
            list(labelled.groups),
        )

    def __len__(self) -> int:
        return len(self.texts)

    def __getitem__(self, rows: np.ndarray) -> Examples:
        def pick(values: list) -> list:  # type: ignore[type-arg]
            return [values[row] for row in rows]

        return Examples(
            pick(self.ids), pick(self.texts), pick(self.headings), pick(self.directions),
            self.polarity[rows], self.weight[rows], pick(self.groups),
        )  # fmt: skip

    def __add__(self, other: Examples) -> Examples:
        return Examples(
            self.ids + other.ids, self.texts + other.texts, self.headings + other.headings,
            self.directions + other.directions, np.vstack([self.polarity, other.polarity]),
            np.concatenate([self.weight, other.weight]), self.groups + other.groups,
        )  # fmt: skip

    @property
    def contexts(self) -> list[str]:
        """What each finding is read with."""
        return contexts(self.headings, self.directions)


def by_authority(groups: list[str]) -> dict[str, np.ndarray]:
    """Return the rows to train on, to tune on and to test on, by whole authorities."""
    names = sorted(set(groups))
    test = set(names[::TEST_EVERY])
    tune = set([name for name in names if name not in test][::TUNE_EVERY])
    return _sides(groups, test, tune)


def by_writer(groups: list[str]) -> dict[str, np.ndarray]:
    """Return the rows to train on, to tune on and to test on, by whole writers."""
    return _sides(groups, TEST_WRITERS, TUNE_WRITERS)


def _sides(groups: list[str], test: AbstractSet[str], tune: AbstractSet[str]) -> dict[str, np.ndarray]:
    side = np.array(["test" if group in test else "tune" if group in tune else "train" for group in groups])
    return {name: np.flatnonzero(side == name) for name in ("train", "tune", "test")}


def batches(lengths: np.ndarray, size: int, rng: random.Random) -> Iterator[np.ndarray]:
    """Yield every row once, in batches of like length and random order."""
    order = sorted(range(len(lengths)), key=lambda row: lengths[row] + rng.random() * 4)
    groups = [order[first : first + size] for first in range(0, len(order), size)]
    rng.shuffle(groups)
    yield from (np.array(group) for group in groups)
