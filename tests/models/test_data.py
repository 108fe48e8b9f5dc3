"""What training is given: no group on two sides, labels where they belong."""

import random

import numpy as np
import pytest

from corpora.load import corpus, fingerprint, phrases
from models.training.data import TEST_WRITERS, TUNE_WRITERS, Examples, batches, by_authority, by_writer
from qa_nlp import Codebook

BOOK = Codebook.load()


def test_every_authority_is_on_one_side_and_all_are_there():
    groups = [f"authority {n % 40:02d}" for n in range(400)]
    sides = by_authority(groups)
    assert sorted(np.concatenate(list(sides.values())).tolist()) == list(range(400))
    names = {side: {groups[row] for row in rows} for side, rows in sides.items()}
    assert {side: len(found) for side, found in names.items()} == {"train": 32, "tune": 4, "test": 4}
    assert not names["train"] & names["test"] | names["train"] & names["tune"] | names["tune"] & names["test"]


def test_writers_kept_out_are_there_and_are_kept_out():
    own = corpus()
    assert {*TEST_WRITERS, *TUNE_WRITERS} <= set(own.groups)
    sides = by_writer(own.groups)
    assert {own.groups[row] for row in sides["test"]} == TEST_WRITERS
    assert not {own.groups[row] for row in sides["train"]} & (TEST_WRITERS | TUNE_WRITERS)


def test_examples_hold_the_labels_of_their_findings():
    found = Examples.of(phrases(), BOOK)
    row = found.texts.index("Supervision: irregular")
    place = BOOK.ids.index("supervision")
    assert found.polarity[row, place] == 1  # concern
    assert (np.delete(found.polarity[row], place) == -1).all()
    both = found[np.array([row])] + found[np.array([row, 0])]
    assert both.texts == ["Supervision: irregular", "Supervision: irregular", found.texts[0]]


def test_batches_hold_every_row_once_and_like_lengths_together():
    lengths = np.array([random.Random(n).randrange(5, 80) for n in range(500)])
    found = list(batches(lengths, 32, random.Random(0)))
    assert sorted(np.concatenate(found).tolist()) == list(range(500))
    assert max(np.ptp(lengths[batch]) for batch in found) < 20


@pytest.mark.parametrize("other", ["Plans are not ﬁt  for purpose.", "plans are NOT fit for pur-pose"])
def test_a_fingerprint_survives_another_way_of_reading_the_page(other):
    assert fingerprint(other) == fingerprint("Plans are not fit for purpose.")
    assert fingerprint(other) != fingerprint("Plans are now fit for purpose.")
