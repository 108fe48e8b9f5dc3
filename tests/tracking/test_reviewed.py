"""Reviewed: hand-worked shares, and simulated coverage whatever the tagger does and however units were drawn."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import beta

from qa_nlp import changes, prevalence
from qa_nlp.tracking.intervals import wilson
from qa_nlp.tracking.reviewed import Review, reviewed_share
from qa_nlp.tracking.sampling import samples
from tests.tracking.audits import BOOK, DIFFERENCE, by_hand, covered, drift, listed

GOOD, USELESS = (0.9, 0.03), (0.3, 0.3)


def read(rows, truth, *, probability=None, stratum=None) -> Review:
    """Return a review made by hand of the units in these rows (truth of all units: N x R)."""
    rows = np.asarray(rows)
    weight = np.ones(len(rows)) if probability is None else 1 / np.asarray(probability)
    stratum = np.zeros(len(rows), dtype=int) if stratum is None else np.asarray(stratum)
    return Review(row=rows, truth=np.asarray(truth)[rows] > 0, weight=weight, stratum=stratum)


def tagged(rng, truth: np.ndarray, tagger: tuple[float, float]) -> np.ndarray:
    return rng.random(truth.shape) < np.where(truth, *tagger)


def two(values) -> np.ndarray:
    """Return a column beside its like, for an even number of columns."""
    return np.repeat(np.asarray(values, dtype=int)[:, None], 2, axis=1)


class TestShare:
    def test_post_stratified_share_and_interval_by_hand(self):
        # 20 units, 8 flagged. Of the flagged 4 are read and 3 confirmed, of the others 6 read and 1 found.
        flags = two([1] * 8 + [0] * 12)
        truth = two([1, 1, 1, 0, 0, 0, 0, 0, 1] + [0] * 11)
        found = reviewed_share(samples(by_hand(flags)), read([0, 1, 2, 3, *range(8, 14)], truth))
        assert found.share[0] == pytest.approx(8 / 20 * 3 / 4 + 12 / 20 * 1 / 6)
        # A Beta distribution in each part, with a third of a unit of either kind before; the sizes are a sample too.
        parts = [(0.6, beta(1 + 1 / 3, 5 + 1 / 3)), (0.4, beta(3 + 1 / 3, 1 + 1 / 3))]
        mean = sum(size * part.mean() for size, part in parts)
        variance = sum(size**2 * part.var() + size * (part.mean() - mean) ** 2 / 20 for size, part in parts)
        worth = mean * (1 - mean) / variance - 1
        low, high = found.of(0, 0.95)
        expected = beta(mean * worth, (1 - mean) * worth)
        assert (low[0], high[0]) == pytest.approx(expected.ppf([0.025, 0.975]), abs=1e-6)

    @pytest.mark.parametrize("tagger", [GOOD, USELESS])
    def test_all_units_read_give_the_share_of_the_truth(self, tagger):
        rng = np.random.default_rng(1)
        truth = rng.random((60, 40)) < 0.3
        found = reviewed_share(samples(by_hand(tagged(rng, truth, tagger))), read(range(60), truth))
        assert found.share[0] == pytest.approx(truth.mean(axis=0))

    def test_tags_that_are_always_right_need_no_reading(self):
        flags = two([1] * 30 + [0] * 70)
        found = reviewed_share(samples(by_hand(flags)), read([*range(25), *range(30, 95)], flags))
        assert found.share[0] == pytest.approx(0.3)

    def test_a_unit_counts_for_all_those_it_was_drawn_for(self):
        # Among 40 units that nobody flags a tenth and a half were drawn: 1 of 2, and 1 of 10 are true.
        truth = two([1, 0] + [0] * 18 + [1] + [0] * 19)
        rows, probability = [0, 1, *range(20, 30)], [0.1] * 2 + [0.5] * 10
        found = reviewed_share(samples(by_hand(two([0] * 40))), read(rows, truth, probability=probability))
        assert found.share[0] == pytest.approx((1 / 0.1 + 1 / 0.5) / (2 / 0.1 + 10 / 0.5))

    def test_where_nobody_flagged_was_read_the_interval_says_so(self):
        flags = two([1] * 40 + [0] * 40)
        found = reviewed_share(samples(by_hand(flags)), read(range(40, 60), two([0] * 80)))
        low, high = found.of(0, 0.95)
        assert low[0] < 0.02
        assert high[0] > 0.48

    def test_standardised_by_hand(self):
        # Care: 10 units, all read, 2 true; court: 10 of which 5 are true. In the other group 30 units are of court.
        flags = two([0] * 60)
        truth = two([1] * 2 + [0] * 8 + [1] * 5 + [0] * 5 + [1] * 3 + [0] * 7 + [1] * 15 + [0] * 15)
        group, service = [0] * 20 + [1] * 40, ["care"] * 10 + ["court"] * 10 + ["care"] * 10 + ["court"] * 30
        sample = samples(by_hand(flags, group=group, stratum=service), standardise="service")
        found = reviewed_share(sample, read(range(60), truth))
        # The mix is 20:40. First group: a third of 0.2 and two thirds of 0.5; second: 0.3 and 0.5.
        assert found.share[:, 0] == pytest.approx([0.2 / 3 + 0.5 * 2 / 3, 0.3 / 3 + 0.5 * 2 / 3])


class TestCoverage:
    @pytest.mark.parametrize("share", [0.05, 0.2, 0.6])
    @pytest.mark.parametrize("tagger", [GOOD, USELESS])
    def test_of_a_simple_random_sample(self, share, tagger):
        # 600 replicates: a true coverage of 0.95 is seen within 0.03 of it.
        rng = np.random.default_rng(11)
        truth = rng.random((400, 600)) < share
        found = reviewed_share(samples(by_hand(tagged(rng, truth, tagger))), read(range(100), truth))
        assert found.share[0].mean() == pytest.approx(share, abs=0.006)
        assert 0.92 <= covered(found.of(0, 0.95), share) <= 0.98

    @pytest.mark.parametrize("tagger", [GOOD, USELESS])
    def test_of_half_of_the_flagged_and_a_tenth_of_the_rest(self, tagger):
        rng, share, n = np.random.default_rng(12), 0.2, 600
        estimates, held = [], []
        for _ in range(300):
            truth = two(rng.random(n) < share)
            flags = two(tagged(rng, truth[:, 0] > 0, tagger))
            yes, no = np.flatnonzero(flags[:, 0]), np.flatnonzero(flags[:, 0] == 0)
            parts = [rng.choice(part, round(len(part) * rate), replace=False) for part, rate in ((yes, 0.5), (no, 0.1))]
            drawn = [len(part) / len(whole) for part, whole in zip(parts, (yes, no), strict=True)]
            probability, stratum = np.repeat(drawn, [len(p) for p in parts]), np.repeat([0, 1], [len(p) for p in parts])
            review = read(np.concatenate(parts), truth, probability=probability, stratum=stratum)
            found = reviewed_share(samples(by_hand(flags)), review)
            estimates.append(found.share[0, 0])
            held.append(covered(tuple(limit[:1] for limit in found.of(0, 0.95)), share))
        assert np.mean(estimates) == pytest.approx(share, abs=3 * np.std(estimates) / 300**0.5)
        assert 0.92 <= np.mean(held) <= 0.98

    def test_of_a_sample_drawn_by_something_else_than_the_tags(self):
        # Four fifths of the first service were read, a fifth of the second, whose share is far higher.
        rng, share = np.random.default_rng(13), 0.5 * 0.1 + 0.5 * 0.5
        truth = rng.random((300, 400)) < np.repeat([0.1, 0.5], 150)[:, None]
        rows = [*range(120), *range(150, 180)]
        probability, stratum = [0.8] * 120 + [0.2] * 30, [0] * 120 + [1] * 30
        sample = samples(by_hand(tagged(rng, truth, GOOD)))
        found = reviewed_share(sample, read(rows, truth, probability=probability, stratum=stratum))
        assert found.share[0].mean() == pytest.approx(share, abs=0.006)
        # Which services were audited is no chance here, but counts as such: the interval is a little wide.
        assert 0.93 <= covered(found.of(0, 0.95), share) <= 0.99
        naive = reviewed_share(sample, read(rows, truth))
        assert naive.share[0].mean() < share - 0.03

    @pytest.mark.parametrize("tagger", [GOOD, USELESS])
    def test_of_clusters(self, tagger):
        # 20 auditors of 20 cases each, who differ: intra-class correlation 0.1. By cases alone it covers about 0.75.
        rng, share = np.random.default_rng(14), 0.2
        of_auditor = rng.beta(share * 9, (1 - share) * 9, size=(20, 600))
        auditor = np.repeat(np.arange(20), 20)
        truth = rng.random((400, 600)) < of_auditor[auditor]
        units, review = by_hand(tagged(rng, truth, tagger), cluster=auditor), read(range(400), truth)
        clustered = reviewed_share(samples(units, clustered=True), review)
        alone = reviewed_share(samples(units), review)
        assert 0.92 <= covered(clustered.of(0, 0.95), share) <= 0.98
        assert covered(alone.of(0, 0.95), share) < 0.82

    def test_of_the_difference_of_pairs(self):
        # The same units in both rounds; what is true of them lasts in four of five.
        rng, n, share = np.random.default_rng(15), 150, 0.3
        first = rng.random((n, 600)) < share
        second = np.where(rng.random(first.shape) < 0.8, first, rng.random(first.shape) < share)
        truth = np.vstack([first, second])
        group, same = np.repeat([0, 1], n), np.tile(np.arange(n), 2)
        flags, review = tagged(rng, truth, GOOD), read([*range(80), *range(n, n + 80)], truth)
        paired = reviewed_share(samples(by_hand(flags, group=group, cluster=same)), review)
        apart = reviewed_share(samples(by_hand(flags, group=group)), review)
        _, low, high = paired.contrast(DIFFERENCE, 0.95)
        assert 0.92 <= covered((low, high), 0) <= 0.98
        _, wide_low, wide_high = apart.contrast(DIFFERENCE, 0.95)
        assert np.mean(high - low) < 0.8 * np.mean(wide_high - wide_low)


class TestWorth:
    def test_a_good_tagger_makes_the_interval_a_quarter_narrower_than_that_of_the_reviewed_units(self):
        rng = np.random.default_rng(16)
        truth = rng.random((1000, 200)) < 0.3
        found = reviewed_share(samples(by_hand(tagged(rng, truth, GOOD))), read(range(100), truth))
        low, high = found.of(0, 0.95)
        alone = wilson(truth[:100].mean(axis=0), np.array([100.0]), np.array([1.96]))
        assert np.mean(high - low) < 0.75 * np.mean(alone[1] - alone[0])

    def test_a_useless_one_costs_nothing(self):
        rng = np.random.default_rng(17)
        truth = rng.random((1000, 200)) < 0.3
        found = reviewed_share(samples(by_hand(tagged(rng, truth, USELESS))), read(range(100), truth))
        low, high = found.of(0, 0.95)
        alone = wilson(truth[:100].mean(axis=0), np.array([100.0]), np.array([1.96]))
        assert np.mean(high - low) < 1.05 * np.mean(alone[1] - alone[0])


class TestTables:
    """The same through the door: probability and stratum are columns of the reviewed table."""

    def test_weighted_share_by_hand(self):
        cases = [("r1", f"c{number}", number < 4) for number in range(24)]
        findings, tags = listed(*cases)
        ids = findings["finding_id"].tolist()
        reviewed = pd.DataFrame(
            {
                "finding_id": [*ids[:2], *ids[4:14]],
                "theme": ["drift", None, "drift", *[None] * 9],
                "polarity": ["concern", None, "mixed", *[None] * 9],
                "probability": [0.5] * 2 + [0.5] * 10,
                "stratum": ["flagged"] * 2 + ["not"] * 10,
            }
        )
        found = drift(prevalence(findings, tags, reviewed=reviewed, codebook=BOOK))
        # 4 of 24 flagged, half of those read are true; of the 20 others 1 of 10.
        assert found["estimate"] == pytest.approx(4 / 24 * 1 / 2 + 20 / 24 * 1 / 10)
        assert (found["method"], found["n_positive"]) == ("reviewed", 4)

    def test_changes_take_reviewed_units_of_both_rounds(self):
        cases = [(name, f"{name}{number}", number < 10) for name in ("a", "b") for number in range(40)]
        findings, tags = listed(*cases)
        true = [number < (5 if name == "a" else 30) for name in ("a", "b") for number in range(40)]
        reviewed = pd.DataFrame(
            {
                "finding_id": findings["finding_id"],
                "theme": ["drift" if raises else None for raises in true],
                "polarity": ["concern" if raises else None for raises in true],
            }
        )
        found = drift(changes(findings, tags, before="a", after="b", reviewed=reviewed, codebook=BOOK))
        assert (found["before"], found["after"]) == pytest.approx((5 / 40, 30 / 40))
        assert (found["method"], found["verdict"]) == ("reviewed", "up")
