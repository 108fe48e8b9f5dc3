"""What training does to findings: joins them with the labels of both, jots them down, moves headings."""

import random

import numpy as np
import pytest

from models.training.augment import joined, jotted, placed, together
from qa_nlp.tables import POLARITIES

STRENGTH, CONCERN, MIXED, NEUTRAL = range(4)


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        (-1, -1, -1),
        (STRENGTH, -1, STRENGTH),
        (-1, CONCERN, CONCERN),
        (STRENGTH, CONCERN, MIXED),
        (CONCERN, CONCERN, CONCERN),
        (NEUTRAL, CONCERN, CONCERN),
        (STRENGTH, NEUTRAL, STRENGTH),
        (MIXED, STRENGTH, MIXED),
    ],
)
def test_labels_of_two_findings_read_as_one(first, second, both):
    assert POLARITIES == ("strength", "concern", "mixed", "neutral")
    assert together(np.array([first], np.int8), np.array([second], np.int8)).tolist() == [both]


def test_joined_keeps_both_texts():
    for seed in range(20):
        text = joined("Visits on time.", "Plan vague", random.Random(seed))
        assert text.startswith("Visits on time")
        assert text.lower().endswith("plan vague")


def test_jotted_is_shorter_and_keeps_the_rare_words():
    texts = {jotted("The supervision of the social worker is not recorded.", random.Random(seed)) for seed in range(30)}
    assert len(texts) > 10
    assert all(len(text) <= 60 for text in texts)
    assert any("supv" in text.lower() or "svn" in text.lower() for text in texts)
    assert all("not" in text.lower().split() for text in texts)


def test_a_heading_that_is_made_up_never_contradicts_the_labels():
    for seed in range(200):
        _, direction = placed(None, None, {"strength"}, random.Random(seed))
        assert direction in (None, "strength")
        assert placed(None, None, {"strength", "concern"}, random.Random(seed))[1] is None
