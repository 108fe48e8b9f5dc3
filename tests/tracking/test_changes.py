"""Changes between two rounds: hand-worked differences, pairs, clusters, mixes, adjustment, verdicts, refusals."""

import numpy as np
import pandas as pd
import pytest

from qa_nlp import changes
from qa_nlp.tracking.planning import smallest_detectable
from tests.tracking.audits import BOOK, audit, row


class TestChanges:
    def test_hand_worked_difference(self):
        # Newcombe 1998 (Statistics in Medicine 17:873), table II (a): 56/70 - 48/80, method 10: 0.0524 to 0.3339.
        table = changes(*audit({"a": 80, "b": 70}, {"a": 48, "b": 56}), before="a", after="b", codebook=BOOK)
        found = row(table, theme="drift", polarity="concern")
        assert found["difference"] == pytest.approx(0.2)
        assert (round(found["low"], 4), round(found["high"], 4)) == (0.0524, 0.3339)
        # Pearson's chi-squared of that table: z = 0.2 / sqrt(104/150 * 46/150 * (1/70 + 1/80)) = 2.650, p = 0.00805.
        assert found["p_value"] == pytest.approx(0.00805, abs=2e-5)

    def test_other_published_intervals(self):
        # Same table: (b) 9/10 - 3/10: 0.1705 to 0.8090; (h) 10/10 - 0/10: 0.6075 to 1.0000.
        for after, before, low, high in ((9, 3, 0.1705, 0.8090), (10, 0, 0.6075, 1.0)):
            table = changes(*audit({"a": 10, "b": 10}, {"a": before, "b": after}), before="a", after="b", codebook=BOOK)
            found = row(table, theme="drift", polarity="concern")
            assert (round(found["low"], 4), round(found["high"], 4)) == (low, high)

    def test_verdicts(self):
        def verdict(before, after, n=60):
            table = changes(*audit({"a": n, "b": n}, {"a": before, "b": after}), before="a", after="b", codebook=BOOK)
            return row(table, theme="drift", polarity="concern")["verdict"]

        assert verdict(10, 40) == "up"
        assert verdict(40, 10) == "down"
        assert verdict(20, 22) == "no clear change"
        assert verdict(1, 3) == "too few to say"
        assert verdict(0, 9) == "too few to say"  # 4.5 expected in each round
        assert verdict(59, 57) == "too few to say"  # nearly all: as little to tell apart as nearly none

    def test_too_few_rows_have_no_p_value_and_do_not_dilute_the_others(self):
        table = changes(*audit({"a": 60, "b": 60}, {"a": 10, "b": 40}), before="a", after="b", codebook=BOOK)
        tested = table[table["p_value"].notna()]
        assert len(tested) == 1
        assert tested["p_adjusted"].iloc[0] == pytest.approx(tested["p_value"].iloc[0])
        assert (table.loc[table["p_value"].isna(), "verdict"] == "too few to say").all()

    def test_adjustment_by_hand(self):
        findings, tags = audit({"a": 60, "b": 60}, {"a": 20, "b": 32})
        more = audit({"a": 60, "b": 60}, {"a": 20, "b": 36}, theme="voice")[1]
        both = pd.concat([tags, more])
        for name, factors in (("holm", (1, 2)), ("benjamini-hochberg", (1, 2))):
            table = changes(findings, both, before="a", after="b", adjust=name, codebook=BOOK)
            weak = row(table, theme="drift", polarity="concern")
            strong = row(table, theme="voice", polarity="concern")
            assert strong["p_value"] < weak["p_value"]
            # Holm: the smaller times 2, the larger times 1; Benjamini-Hochberg: times 2/1 and 2/2. The same for two.
            assert strong["p_adjusted"] == pytest.approx(strong["p_value"] * factors[1])
            assert weak["p_adjusted"] == pytest.approx(max(weak["p_value"] * factors[0], strong["p_adjusted"]))

    @pytest.mark.parametrize("share", [0.1, 0.3])
    def test_smallest_detectable_is_found_four_times_in_five(self, share):
        rng = np.random.default_rng(11)
        step = smallest_detectable(share, 60, 60)
        before, after = rng.binomial(60, share, 20_000) / 60, rng.binomial(60, share + step, 20_000) / 60
        pooled = (before + after) / 2
        z = np.abs(after - before) / np.sqrt(np.maximum(pooled * (1 - pooled), 1e-12) * 2 / 60)
        assert 0.76 < np.mean(z > 1.96) < 0.84

    def test_smallest_detectable_shrinks_with_the_sample_and_may_not_exist(self):
        assert smallest_detectable(0.3, 200, 200) < smallest_detectable(0.3, 50, 50)
        assert smallest_detectable(0.5, 2, 2) is None

    def test_simulated_coverage_and_false_verdicts(self):
        # With no change at all, Newcombe's interval covers zero about 95 times in 100 and few verdicts are wrong.
        rng = np.random.default_rng(3)
        covered, wrong, n_runs = 0, 0, 120
        for before, after in rng.binomial(50, 0.3, size=(n_runs, 2)).tolist():
            table = changes(*audit({"a": 50, "b": 50}, {"a": before, "b": after}), before="a", after="b", codebook=BOOK)
            found = row(table, theme="drift", polarity="concern")
            covered += found["low"] <= 0 <= found["high"]
            wrong += found["verdict"] in ("up", "down")
        assert covered / n_runs >= 0.9
        assert wrong / n_runs <= 0.1

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"before": "a", "after": "z"}, "expected a round among a, b; found 'z'"),
            ({"before": "a", "after": "a"}, "expected two rounds; found 'a' twice"),
            ({"before": "a", "after": "b", "adjust": "none"}, "expected adjust to be one of .*; found 'none'"),
        ],
    )
    def test_refusals(self, arguments, message):
        with pytest.raises(ValueError, match=message):
            changes(*audit({"a": 3, "b": 3}, {"a": 1, "b": 1}), codebook=BOOK, **arguments)
