"""Trends: slopes by hand, the Cochran-Armitage test, and refusals."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from qa_nlp import tables, trends
from qa_nlp.tracking.counted import counted
from qa_nlp.tracking.sampling import samples
from tests.tracking.audits import BOOK, audit, by_hand, drift, listed, rates_table


def rounds_of(*hits: int, n: int | tuple[int, ...] = 40):
    """Return findings and tags of rounds r0, r1, ... with so many cases, so many of which raise drift."""
    sizes = (n,) * len(hits) if isinstance(n, int) else n
    names = [f"r{place}" for place in range(len(hits))]
    return audit(dict(zip(names, sizes, strict=True)), dict(zip(names, hits, strict=True))), names


def fitted(*hits: int, n=40, **arguments):
    (findings, tags), names = rounds_of(*hits, n=n)
    return drift(trends(findings, tags, **{"rounds": names, "codebook": BOOK, **arguments}))


def cochran_armitage(hits, n, times) -> float:
    """Return the two-sided p-value of the test of trend (Armitage 1955, Biometrics 11:375)."""
    hits, n, times = (np.asarray(values, dtype=float) for values in (hits, n, times))
    share, away = hits.sum() / n.sum(), times - (n * times).sum() / n.sum()
    z = (away * hits).sum() / (share * (1 - share) * (n * away**2).sum()) ** 0.5
    return float(2 * norm.sf(abs(z)))


class TestSlope:
    def test_of_an_exact_line_is_its_step(self):
        found = fitted(4, 8, 12, 16)
        assert found["slope"] == pytest.approx(0.1)
        assert (found["first"], found["last"], found["n_rounds"]) == (0.1, 0.4, 4)
        assert found["low"] < 0.1 < found["high"]

    def test_is_per_unit_of_time(self):
        # The line of 0.1, 0.2 and 0.4 at months 0, 2 and 6.
        assert fitted(4, 8, 16, times=[0, 2, 6])["slope"] == pytest.approx(0.05)
        assert fitted(4, 8, 16, times=[2020, 2020.5, 2021.5])["slope"] == pytest.approx(0.2)

    def test_weighs_rounds_by_their_cases_by_hand(self):
        # Shares 0.2, 0.5, 0.2 of 10, 10 and 30 cases at 0, 1, 2: mean time 1.4, so -1.4, -0.4 and 0.6 away.
        weights = 10 * 1.4**2 + 10 * 0.4**2 + 30 * 0.6**2
        expected = (10 * -1.4 * 0.2 + 10 * -0.4 * 0.5 + 30 * 0.6 * 0.2) / weights
        assert fitted(2, 5, 6, n=(10, 10, 30))["slope"] == pytest.approx(expected)

    def test_what_rises_and_falls_again_has_none(self):
        found = fitted(8, 20, 8)
        assert found["slope"] == pytest.approx(0)
        assert (found["p_value"], found["verdict"]) == (pytest.approx(1), "no clear change")

    def test_turned_round_it_falls(self):
        rise, fall = fitted(4, 8, 12, 16), fitted(16, 12, 8, 4)
        assert (fall["slope"], fall["low"], fall["high"]) == pytest.approx(
            (-rise["slope"], -rise["high"], -rise["low"])
        )
        assert (rise["verdict"], fall["verdict"]) == ("up", "down")
        assert fall["p_value"] == pytest.approx(rise["p_value"])

    def test_is_of_the_rounds_named_in_their_order(self):
        (findings, tags), _ = rounds_of(4, 30, 8, 12, 16)
        found = drift(trends(findings, tags, rounds=["r4", "r3", "r2", "r0"], codebook=BOOK))
        assert found["slope"] == pytest.approx(-0.1)


class TestPValue:
    @pytest.mark.parametrize(
        ("hits", "n", "times"),
        [
            ((10, 14, 20, 22), (60, 60, 60, 60), (0, 1, 2, 3)),
            ((12, 11, 30, 25), (50, 70, 90, 60), (0, 1, 4, 6)),
            ((30, 28, 26, 20, 22), (80,) * 5, (0, 1, 2, 3, 4)),
        ],
    )
    def test_is_near_that_of_cochran_and_armitage(self, hits, n, times):
        # That is a score test, with the variance of equal shares; here the interval is turned round: within a sixth.
        found = fitted(*hits, n=n, times=times)
        expected = cochran_armitage(hits, n, times)
        assert 0.001 < expected < 0.3
        assert found["p_value"] == pytest.approx(expected, rel=1 / 6)

    def test_interval_and_p_value_agree(self):
        for hits in ((10, 14, 20, 22), (10, 14, 14, 17)):
            found = fitted(*hits, n=60)
            assert (found["low"] > 0) == (found["p_value"] < 0.05)
            p = found["p_value"]
            at_p = fitted(*hits, n=60, significance=p)
            assert at_p["low"] == pytest.approx(0, abs=1e-6)

    def test_one_small_round_among_large_ones_does_not_stop_the_test(self):
        # Four of eight in the small one; earlier (1, 2) and later rounds (4) expect many more than five.
        assert fitted(12, 18, 4, 30, n=(60, 60, 8, 60), method="counted")["verdict"] == "up"

    def test_too_few_to_say(self):
        found = fitted(0, 1, 2, n=40)
        assert found["verdict"] == "too few to say"
        assert pd.isna(found["p_value"])
        assert found["low"] < found["slope"] < found["high"]

    @pytest.mark.parametrize("share", [0.1, 0.3])
    def test_steady_rounds_seem_to_move_one_time_in_twenty(self, share):
        rng, group, time = np.random.default_rng(41), np.repeat(np.arange(4), 50), np.arange(4) - 1.5
        found = counted(samples(by_hand(rng.random((200, 2000)) < share, group=group)))
        assert 0.03 <= np.mean(found.p_value(time / (time**2).sum()) < 0.05) <= 0.065


class TestDesigns:
    def test_the_same_cases_in_every_round_are_compared_with_themselves(self):
        states = [(1, 1, 1)] * 12 + [(0, 1, 1)] * 4 + [(0, 0, 1)] * 5 + [(0, 0, 0)] * 29
        cases = [(f"r{place}", f"c{n}", state[place]) for place in range(3) for n, state in enumerate(states)]
        findings, tags = listed(*cases)
        arguments = {"rounds": ["r0", "r1", "r2"], "codebook": BOOK}
        same = drift(trends(findings, tags, **arguments))
        others = drift(trends(findings.assign(case_id=findings["case_id"] + findings["round"]), tags, **arguments))
        assert same["slope"] == others["slope"] == pytest.approx(0.09)
        assert same["high"] - same["low"] < 0.8 * (others["high"] - others["low"])
        assert (same["verdict"], others["verdict"]) == ("up", "no clear change")

    def test_clusters_widen(self):
        (findings, tags), names = rounds_of(10, 20, 30)
        findings["auditor"] = findings["case_id"].str.replace(r"\d$", "", regex=True)
        arguments = {"rounds": names, "codebook": BOOK}
        plain, clustered = (drift(trends(findings, tags, cluster=c, **arguments)) for c in (None, "auditor"))
        assert clustered["high"] - clustered["low"] > 1.5 * (plain["high"] - plain["low"])

    def test_adjusted_by_hand(self):
        rates = rates_table({"raised": (10_000, 8_000), "opposite": (10_000, 200), "absent": (100_000, 2_000)})
        findings, tags = listed(
            *[(f"r{place}", f"{place}-{n}", n < hits) for place, hits in enumerate((20, 40, 60)) for n in range(200)]
        )
        found = drift(trends(findings, tags, rounds=["r0", "r1", "r2"], rates=rates, codebook=BOOK))
        # Flagged shares rise by 0.1 a round, the true ones by 0.1 / (0.8 - 0.02).
        assert found["slope"] == pytest.approx(0.1 / 0.78, abs=1e-3)
        assert found["method"] == "adjusted"

    def test_has_the_columns_it_promises(self):
        (findings, tags), names = rounds_of(4, 8, 12)
        table = trends(findings, tags, rounds=names, codebook=BOOK)
        assert list(table.columns) == list(tables.TRENDS.columns)
        assert table.dtypes.astype(str).to_dict() == tables.TRENDS.columns
        assert len(table) == 4
        assert table.attrs["excluded"] == {"without case_id": 0, "without round": 0}
        assert table.attrs["note"].startswith("Counted:")


class TestRefusals:
    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"rounds": ["r0", "r1"]}, "expected three or more different rounds; found r0, r1. For two use changes"),
            ({"rounds": []}, "expected three or more different rounds; found none"),
            ({"rounds": ["r0", "r1", "r1"]}, "expected three or more different rounds; found r0, r1, r1"),
            ({"rounds": ["r0", "r1", "x", "y"]}, "expected rounds among r0, r1, r2; found 'x', 'y'"),
            ({"times": [0, 1]}, r"expected a time for each of 3 rounds, rising; found \[0.0, 1.0\]"),
            ({"times": [0, 2, 2]}, r"expected a time for each of 3 rounds, rising; found \[0.0, 2.0, 2.0\]"),
            ({"adjust": "none"}, "expected adjust to be one of"),
            ({"significance": 5}, "expected confidence between 0 and 1"),
        ],
    )
    def test_of_rounds_times_and_levels(self, arguments, message):
        with pytest.raises(ValueError, match=message):
            fitted(4, 8, 12, **arguments)
