"""A share in words: the scale, its edges, and what is no share."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_nlp.words import SCALE, in_words, proportions

SHARES = st.floats(0, 1) | st.fractions(0, 1).map(float)


def test_every_whole_percent_but_fifty_stands_in_one_band():
    bands = [[band for band in SCALE if 100 * band.low <= percent <= 100 * band.high] for percent in range(101)]
    assert [percent for percent, found in enumerate(bands) if len(found) != 1] == [50]
    assert bands[50] == []


@pytest.mark.parametrize(
    ("share", "words", "of_cases"),
    [
        (0, "none", "no cases"),
        (0.001, "very few", "very few cases"),
        (0.03, "very few", "very few cases"),
        (0.0349, "very few", "very few cases"),
        (0.035, "a very small minority", "a very small minority of cases"),
        (0.19, "a very small minority", "a very small minority of cases"),
        (0.2, "a small minority", "a small minority of cases"),
        (0.349, "a minority", "a minority of cases"),
        (0.494, "a minority", "a minority of cases"),
        (0.496, "about half", "about half of the cases"),
        (0.5, "half", "half of the cases"),
        (0.504, "about half", "about half of the cases"),
        (0.505, "a majority", "a majority of cases"),
        (0.64, "a majority", "a majority of cases"),
        (0.645, "a large majority", "a large majority of cases"),
        (14 / 17, "most", "most cases"),
        (0.964, "most", "most cases"),
        (0.965, "almost all", "almost all cases"),
        (0.9999, "almost all", "almost all cases"),
        (1, "all", "all cases"),
    ],
)
def test_shares_and_their_words(share, words, of_cases):
    assert in_words(share) == words
    assert in_words(np.float64(share), "cases") == of_cases


@given(SHARES)
def test_a_share_stands_in_the_band_of_its_whole_percent_and_never_on_the_wrong_side_of_half(share):
    words = in_words(share)
    percent = math.floor(100 * share + 0.5)
    assert ("minority" in words or words == "very few" or words == "none") == (percent < 50)
    assert ("half" in words) == (percent == 50)
    assert (words == "none") == (share == 0)
    assert (words == "all") == (share == 1)
    for band in SCALE:
        if words == band.draft:
            assert round(100 * band.low) <= percent <= round(100 * band.high)


@given(SHARES)
def test_what_is_written_is_read_back(share):
    (row,) = proportions([f"{in_words(share, 'cases')} had a chronology"]).to_dict("records")
    percent = math.floor(100 * share + 0.5)
    assert round(100 * row["proportion_low"]) <= percent <= round(100 * row["proportion_high"])
    assert row["proportion_high"] - row["proportion_low"] <= 0.161


@pytest.mark.parametrize("share", [-0.01, 1.01, 85, float("nan"), float("inf"), "0.5", None, pd.NA])
def test_what_is_no_share_is_refused(share):
    with pytest.raises(ValueError, match=r"expected a share from 0 to 1; found .*\. Divide a percentage by 100\."):
        in_words(share)
