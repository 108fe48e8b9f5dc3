"""Evidence: the run of words with the largest sum."""

import numpy as np
import pytest

from qa_nlp.tagging.evidence import best_runs, whole_words


def runs(*shares):
    first, last = best_runs(np.array([v for tag in shares for v in tag], dtype=float), np.array(list(map(len, shares))))
    return list(zip(first.tolist(), last.tolist(), strict=True))


@pytest.mark.parametrize(
    ("shares", "run"),
    [
        ([0, 0, 3, 4, 0, 0], (2, 3)),
        ([0, 0, 3, 0.2, 4, 0, 0, 0], (2, 4)),  # a weak word between two strong ones stays
        ([3, -4, 5, 0], (2, 2)),  # words against the theme part the runs
        ([-1, 0, -2], (-1, -1)),  # nothing speaks for it
        ([], (-1, -1)),
    ],
)
def test_takes_the_words_that_speak_for_the_theme(shares, run):
    assert runs(shares) == [run]


def test_tags_of_many_lengths_at_once_are_as_each_alone():
    rng = np.random.default_rng(0)
    tags = [rng.normal(size=n) for n in (5, 1, 0, 12, 7)]
    assert runs(*tags) == [runs(tag)[0] for tag in tags]


def test_no_tags_no_runs():
    assert runs() == []


@pytest.mark.parametrize(
    ("span", "widened"), [((4, 6), (0, 11)), ((0, 11), (0, 11)), ((12, 14), (12, 17)), ((18, 19), (18, 19))]
)
def test_cut_words_are_made_whole(span, widened):
    assert whole_words("supervision reads - dull", *span) == (widened,)
