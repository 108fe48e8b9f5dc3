"""What a sample of units is worth: clusters, standardising and overlaps, by hand."""

from dataclasses import replace

import numpy as np
import pytest

from qa_nlp.tracking.sampling import samples
from tests.tracking.audits import by_hand


def column(*values: int) -> np.ndarray:
    """Return values as a column of truths, with an empty one beside it (an even number of columns)."""
    return np.stack([np.array(values), np.zeros(len(values))], axis=1) > 0


def services(*cells: tuple[int, int, str, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return flags, groups and services of cells of (group, units, service, flagged units)."""
    flags = np.concatenate([np.arange(n) < hits for _, n, _, hits in cells])
    group = np.concatenate([np.full(n, place) for place, n, _, _ in cells])
    service = np.concatenate([np.full(n, name, dtype=object) for _, n, name, _ in cells])
    return column(*flags), group, service


class TestPlainSamples:
    def test_every_unit_weighs_the_same_and_is_worth_one(self):
        flags = column(1, 0, 0, 1, 1)
        sample = samples(by_hand(flags, group=[0, 0, 0, 1, 1]))
        assert sample.weight.tolist() == [1] * 5
        assert sample.n_units.tolist() == [3, 2]
        assert sample.mean(flags)[:, 0].tolist() == [1 / 3, 1]
        assert sample.effective(flags)[:, 0].tolist() == [3, 2]
        assert np.isinf(sample.freedom).all()

    def test_variance_is_that_of_a_mean(self):
        values = np.array([[0.0, 1], [2, 1], [7, 1]])
        sample = samples(by_hand(values))
        assert sample.variance(values)[0] == pytest.approx([values[:, 0].var(ddof=1) / 3, 0])

    def test_units_of_groups_may_stand_in_any_order(self):
        flags = column(1, 0, 0, 1, 1)
        sample = samples(by_hand(flags, group=[1, 0, 1, 0, 1]))
        assert sample.mean(flags)[:, 0].tolist() == [1 / 2, 2 / 3]


class TestClusters:
    def test_effective_sample_size_by_hand(self):
        # Clusters (1, 1), (0, 0), (1, 0): share 1/2; residuals summed over clusters and divided by n: 1/6, -1/6, 0.
        # Variance: (1/36 + 1/36 + 0) * 3/2 = 1/12. A share of 1/2 of 3 independent units has it: 1/4 / 3.
        flags = column(1, 1, 0, 0, 1, 0)
        sample = samples(by_hand(flags, cluster=[0, 0, 1, 1, 2, 2]), clustered=True)
        assert sample.variance(flags)[0, 0] == pytest.approx(1 / 12)
        assert sample.effective(flags)[0, 0] == pytest.approx(3)
        assert sample.freedom.tolist() == [2]
        # Independent units: 6 / 36 / 4 * 6/5 = 1/20; so the clusters cost 5/3.
        assert sample.design_effect(sample.influence(flags))[0, 0] == pytest.approx(5 / 3)

    def test_clusters_that_differ_less_than_chance_allows_gain_nothing(self):
        flags = column(1, 0, 1, 0, 1, 0)
        sample = samples(by_hand(flags, cluster=[0, 0, 1, 1, 2, 2]), clustered=True)
        # 1/20 is the variance of a share of 1/2 of 5 units: that n - 1 are free is counted, as clusters need it.
        assert sample.effective(flags)[0, 0] == pytest.approx(5)

    def test_a_theme_that_nobody_raises_takes_the_usual_design_effect(self):
        flags = column(1, 1, 0, 0, 1, 0)
        sample = samples(by_hand(flags, cluster=[0, 0, 1, 1, 2, 2]), clustered=True)
        assert sample.effective(flags)[0, 1] == pytest.approx(3)
        assert sample.design_effect(sample.influence(flags))[0, 1] == pytest.approx(5 / 3)
        none = np.zeros((6, 2), dtype=bool)
        assert sample.effective(none)[0].tolist() == [6, 6]
        assert sample.design_effect(sample.influence(none))[0].tolist() == [1, 1]

    def test_clusters_are_of_their_group(self):
        # The same auditors in both groups: one group of pairs that agree, one of pairs that do not.
        flags = column(1, 1, 0, 0, 1, 0, 1, 0)
        sample = samples(by_hand(flags, group=[0] * 4 + [1] * 4, cluster=[0, 0, 1, 1] * 2), clustered=True)
        assert sample.n_clusters.tolist() == [2, 2]
        # First: totals 1/4 and -1/4, variance 1/8 * 2 = 1/4. Second: none between, so 4 / 16 / 4 * 4/3 = 1/12.
        assert sample.variance(flags)[:, 0] == pytest.approx([1 / 4, 1 / 12])
        assert sample.freedom.tolist() == [1, 1]


class TestStandardising:
    CELLS = ((0, 30, "care", 3), (0, 10, "court", 5), (1, 10, "care", 1), (1, 30, "court", 15))

    def test_directly_standardised_share_by_hand(self):
        # Care 0.1 and court 0.5 in both groups, 30:10 and 10:30 cases: 0.2 and 0.4 as they stand. The mix of both
        # groups together is 40:40, and by it both have 0.3.
        flags, group, service = services(*self.CELLS)
        units = by_hand(flags, group=group, stratum=service)
        assert samples(units).mean(flags)[:, 0] == pytest.approx([0.2, 0.4])
        sample = samples(units, standardise="service")
        assert sample.mean(flags)[:, 0] == pytest.approx([0.3, 0.3])
        # 30 cases of care stand for half of 40: 2/3 each; 10 of court for the other half: 2 each.
        assert sample.weight[:31].tolist() == pytest.approx([2 / 3] * 30 + [2])
        assert sample.weight[group == 0].sum() == pytest.approx(40)
        assert sample.excluded == {}

    def test_effective_sample_size_by_hand(self):
        # Half squared times the variance in each service, with n / (n - 1) of the group: what 29.25 units would have.
        flags, group, service = services(*self.CELLS)
        sample = samples(by_hand(flags, group=group, stratum=service), standardise="service")
        variance = (0.25 * 0.1 * 0.9 / 30 + 0.25 * 0.5 * 0.5 / 10) * 40 / 39
        assert sample.variance(flags)[0, 0] == pytest.approx(variance)
        assert sample.effective(flags)[0, 0] == pytest.approx(0.3 * 0.7 / variance)
        assert sample.effective(flags)[0, 0] == pytest.approx(29.25)

    def test_a_service_that_some_group_lacks_is_left_out_and_told_of(self):
        flags, group, service = services(*self.CELLS, (1, 7, "leaving care", 7))
        units = by_hand(flags, group=group, stratum=service, n_findings=[2] * len(flags))
        sample = samples(units, standardise="service")
        assert sample.excluded == {"of a service that is not in every group": 14}
        assert sample.n_units.tolist() == [40, 40]
        assert sample.mean(flags)[:, 0] == pytest.approx([0.3, 0.3])
        assert (sample.weight[-7:] == 0).all()

    def test_the_excluded_of_the_units_are_kept(self):
        flags, group, service = services(*self.CELLS)
        units = replace(by_hand(flags, group=group, stratum=service), excluded={"without case_id": 3})
        assert samples(units, standardise="service").excluded == {"without case_id": 3}
        assert units.excluded == {"without case_id": 3}

    def test_refuses_groups_without_a_common_stratum(self):
        flags, group, service = services((0, 5, "care", 1), (1, 5, "court", 1))
        with pytest.raises(ValueError, match="expected a service that stands in every group; found none"):
            samples(by_hand(flags, group=group, stratum=service), standardise="service")


def pairs(both: int, only_first: int, only_second: int, neither: int):
    """Return flags and units of pairs: the same units in two groups."""
    first = np.repeat([1, 1, 0, 0], [both, only_first, only_second, neither])
    second = np.repeat([1, 0, 1, 0], [both, only_first, only_second, neither])
    flags = column(*first, *second)
    n = len(first)
    return flags, by_hand(flags, group=np.repeat([0, 1], n), cluster=np.tile(np.arange(n), 2))


class TestCorrelation:
    def test_of_pairs_is_phi_with_the_correction_of_newcombe(self):
        # (ad - bc - n/2) / sqrt of the margins, for 12 pairs that raise it twice, 3 and 5 once, 20 never.
        flags, units = pairs(12, 3, 5, 20)
        expected = (12 * 20 - 3 * 5 - 40 / 2) / (15 * 25 * 17 * 23) ** 0.5
        found = samples(units).correlation(flags)
        assert found[0, 1, 0] == pytest.approx(expected)
        assert found[1, 0, 0] == pytest.approx(expected)

    def test_a_negative_one_is_not_corrected_and_a_small_one_is_taken_for_none(self):
        flags, units = pairs(1, 9, 8, 2)
        expected = (1 * 2 - 9 * 8) / (10 * 10 * 9 * 11) ** 0.5
        assert samples(units).correlation(flags)[0, 1, 0] == pytest.approx(expected)
        flags, units = pairs(6, 4, 5, 4)  # ad - bc = 4, less than n/2
        assert samples(units).correlation(flags)[0, 1, 0] == 0

    def test_every_group_is_itself_even_where_nobody_raises_the_theme(self):
        flags, units = pairs(0, 0, 4, 6)
        found = samples(units).correlation(flags)
        assert found[:, :, 0].tolist() == [[1, 0], [0, 1]]
        assert found[:, :, 1].tolist() == [[1, 0], [0, 1]]

    def test_of_groups_that_share_nothing_there_is_none(self):
        flags = column(1, 0, 1, 0)
        assert samples(by_hand(flags, group=[0, 0, 1, 1])).correlation(flags) is None

    def test_of_some_pairs_among_others_by_hand(self):
        # Units 0 to 3 in both groups, two more in each: shares 3/6 and 2/6.
        first, second = [1, 1, 0, 0, 1, 0], [1, 1, 0, 0, 0, 0]
        flags = column(*first, *second)
        cluster = [0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 6, 7]
        found = samples(by_hand(flags, group=[0] * 6 + [1] * 6, cluster=cluster)).correlation(flags)
        # Products of residuals of the four pairs: 2 (1/2)(2/3) + 2 (-1/2)(-1/3) = 1, less the half pair, over the
        # roots of the sums of squares, 6/4 and 2 (4/9) + 4 (1/9) = 4/3.
        assert found[0, 1, 0] == pytest.approx(0.5 / (6 / 4 * 4 / 3) ** 0.5)

    def test_of_auditors_of_both_groups(self):
        # No case stands in both, but the auditors do: one sees the theme everywhere, one nowhere.
        flags = column(1, 1, 0, 0, 1, 1, 0, 0)
        units = by_hand(flags, group=[0] * 4 + [1] * 4, cluster=[0, 0, 1, 1] * 2)
        # Totals (1/4, -1/4) in both: product 1/8, less 0.5 / 16, over 1/8.
        assert samples(units, clustered=True).correlation(flags)[0, 1, 0] == pytest.approx(0.75)

    def test_of_three_groups_is_pair_by_pair(self):
        flags = column(*[1, 1, 0, 0] * 2, *[1, 0, 1, 0])
        units = by_hand(flags, group=[0] * 4 + [1] * 4 + [2] * 4, cluster=[0, 1, 2, 3, 0, 1, 2, 3, 4, 5, 6, 7])
        # The first two are the same four cases: residual products 1, less the half pair, over 1.
        assert samples(units).correlation(flags)[:, :, 0].tolist() == [[1, 0.5, 0], [0.5, 1, 0], [0, 0, 1]]
