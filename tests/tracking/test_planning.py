"""Planning an audit: published sizes, what so many units can see, and refusals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import samplesize_proportions_2indep_onetail

from qa_nlp.tracking.planning import detectable, sample_size, smallest_detectable


class TestSampleSize:
    @pytest.mark.parametrize(
        ("before", "after", "power", "n"),
        [
            # 0.6 to 0.7: (1.960 sqrt(2 (0.65)(0.35)) + 1.2816 sqrt(0.24 + 0.21))^2 / 0.1^2 = 476.01
            (0.6, 0.7, 0.9, 477),
            # 0.3 to 0.45: (1.960 sqrt(2 (0.375)(0.625)) + 0.8416 sqrt(0.21 + 0.2475))^2 / 0.15^2 = 162.2
            (0.3, 0.45, 0.8, 163),
            (0.45, 0.3, 0.8, 163),
        ],
    )
    def test_by_hand(self, before, after, power, n):
        assert sample_size(before, after, power=power) == n

    @pytest.mark.parametrize(("before", "after"), [(0.1, 0.2), (0.3, 0.45), (0.5, 0.4), (0.8, 0.95)])
    @pytest.mark.parametrize("power", [0.8, 0.9])
    def test_is_that_of_statsmodels(self, before, after, power):
        found = samplesize_proportions_2indep_onetail(
            after - before, before, power, alpha=0.05, alternative="two-sided"
        )
        assert sample_size(before, after, power=power) == pytest.approx(float(np.squeeze(found)), abs=1.01)

    @pytest.mark.parametrize(("before", "after"), [(0.1, 0.25), (0.3, 0.5), (0.6, 0.4)])
    def test_so_many_units_find_the_change_as_often_as_promised(self, before, after):
        rng, n = np.random.default_rng(51), sample_size(before, after)
        first, last = rng.binomial(n, before, 20_000) / n, rng.binomial(n, after, 20_000) / n
        pooled = (first + last) / 2
        z = np.abs(last - first) / np.sqrt(pooled * (1 - pooled) * 2 / n)
        assert np.mean(z > 1.96) == pytest.approx(0.8, abs=0.03)

    def test_a_tagger_that_errs_needs_more(self):
        # Flagged shares: 0.3 (0.7) + 0.7 (0.02) = 0.224, and 0.45 (0.7) + 0.55 (0.02) = 0.326.
        assert sample_size(0.3, 0.45, sensitivity=0.7, specificity=0.98) == sample_size(0.224, 0.326) == 300
        assert sample_size(0.3, 0.45, sensitivity=0.7) > sample_size(0.3, 0.45)
        assert sample_size(0.3, 0.45, specificity=0.9) > sample_size(0.3, 0.45)

    def test_clusters_need_as_many_times_more_as_their_design_effect(self):
        # 162.2 times 2.5 is 405.5.
        assert sample_size(0.3, 0.45, design_effect=2.5) == 406

    def test_many_themes_share_the_significance(self):
        assert sample_size(0.3, 0.45, n_themes=10) == sample_size(0.3, 0.45, significance=0.005)
        assert sample_size(0.3, 0.45, n_themes=42) > 2 * sample_size(0.3, 0.45)

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"before": 1.2}, "expected before between 0 and 1; found 1.2"),
            ({"after": -0.1}, "expected after between 0 and 1; found -0.1"),
            ({"after": 0.3}, "expected two different shares; found 0.3 twice"),
            ({"sensitivity": 2}, "expected sensitivity between 0 and 1; found 2"),
            ({"sensitivity": 0.5, "specificity": 0.5}, "expected sensitivity .* above 1; found 1.00: such tags"),
            ({"power": 1}, "expected power between 0 and 1; found 1"),
            ({"significance": 0}, "expected significance between 0 and 1; found 0"),
            ({"n_themes": 0}, "expected n_themes and design_effect of at least 1; found 0 and 1.0"),
            ({"design_effect": 0.5}, "expected n_themes and design_effect of at least 1; found 1 and 0.5"),
        ],
    )
    def test_refusals(self, arguments, message):
        with pytest.raises(ValueError, match=message):
            sample_size(**{"before": 0.3, "after": 0.45, **arguments})


class TestSmallestDetectable:
    @pytest.mark.parametrize(("before", "after"), [(0.1, 0.25), (0.3, 0.45), (0.4, 0.6)])
    def test_of_the_sample_size_of_a_rise_is_that_rise(self, before, after):
        # A rise from below a half is harder to see than a fall as large, so it is the one that decides.
        n = sample_size(before, after)
        assert smallest_detectable(before, n, n) == pytest.approx(after - before, abs=0.002)

    @given(st.floats(0.05, 0.45), st.floats(0.06, 0.3))
    @settings(max_examples=25, deadline=None)
    def test_round_trip(self, before, step):
        n = sample_size(before, before + step)
        found = smallest_detectable(before, n, n)
        # Rounding up to whole units makes it a little smaller.
        assert found is not None
        assert step - 0.02 <= found <= step + 2e-4

    @pytest.mark.parametrize("share", [0.1, 0.3])
    def test_is_found_four_times_in_five(self, share):
        rng = np.random.default_rng(11)
        step = smallest_detectable(share, 60, 60)
        before, after = rng.binomial(60, share, 20_000) / 60, rng.binomial(60, share + step, 20_000) / 60
        pooled = (before + after) / 2
        z = np.abs(after - before) / np.sqrt(np.maximum(pooled * (1 - pooled), 1e-12) * 2 / 60)
        assert 0.76 < np.mean(z > 1.96) < 0.84

    def test_where_there_is_no_room_to_fall_it_is_the_rise(self):
        # From 0.02 nothing can fall by more than 0.02.
        assert smallest_detectable(0.02, 60, 60) > 0.1
        assert smallest_detectable(0.0, 60, 60) == pytest.approx(smallest_detectable(1.0, 60, 60), abs=2e-4)

    def test_shrinks_with_the_sample_and_may_not_exist(self):
        assert smallest_detectable(0.3, 200, 200) < smallest_detectable(0.3, 50, 50)
        assert smallest_detectable(0.3, 50, 500) < smallest_detectable(0.3, 50, 50)
        assert smallest_detectable(0.5, 2, 2) is None

    def test_grows_with_the_themes_that_share_the_significance(self):
        assert smallest_detectable(0.3, 60, 60, significance=0.05 / 42) > 1.3 * smallest_detectable(0.3, 60, 60)

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"before": 30}, "expected before between 0 and 1; found 30"),
            ({"n_before": 0}, "expected n_before above 0; found 0"),
            ({"n_after": -5}, "expected n_after above 0; found -5"),
            ({"significance": 5}, "expected significance between 0 and 1; found 5"),
            ({"power": 80}, "expected power between 0 and 1; found 80"),
        ],
    )
    def test_refusals(self, arguments, message):
        with pytest.raises(ValueError, match=message):
            smallest_detectable(**{"before": 0.3, "n_before": 60, "n_after": 60, **arguments})


def test_detectable_is_the_same_of_many():
    found = detectable(np.array([0.3, 0.5, 0.3]), np.array([60.0, 2, 60]), np.array([60.0, 2, 60]), 0.05)
    assert found == [smallest_detectable(0.3, 60, 60), None, smallest_detectable(0.3, 60, 60)]
