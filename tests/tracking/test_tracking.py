"""Prevalence and changes: hand-worked counts, published intervals, simulated coverage, refusals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_nlp import Codebook, changes, prevalence, tables
from qa_nlp.tracking.planning import smallest_detectable

BOOK = Codebook.from_dict(
    {
        "groups": [
            {
                "id": "g",
                "themes": [
                    {"id": theme, "name": theme, "definition": "d", "strength": "s", "concern": "c"}
                    for theme in ("drift", "voice")
                ],
            }
        ]
    }
)


def audit(cases: dict[str, int], raising: dict[str, int], theme="drift", polarity="concern"):
    """Return findings and tags of rounds with so many cases, so many of which raise the theme; two findings a case."""
    findings, tags = [], []
    for name, n_cases in cases.items():
        for case in range(n_cases):
            for part in ("a", "b"):
                findings.append((f"{name}-{case}-{part}", "some words", name, f"{name}-{case}"))
            if case < raising[name]:
                # Both findings of the case say it: it still counts once.
                tags += [(f"{name}-{case}-{part}", theme, polarity) for part in ("a", "b")]
    return (
        pd.DataFrame(findings, columns=["finding_id", "text", "round", "case_id"]),
        pd.DataFrame(tags, columns=["finding_id", "theme", "polarity"]),
    )


def row(table: pd.DataFrame, **values) -> pd.Series:
    for column, value in values.items():
        table = table[table[column] == value]
    assert len(table) == 1
    return table.iloc[0]


class TestPrevalence:
    def test_counts_cases_once_and_cases_without_tags_in_the_denominator(self):
        findings, tags = audit({"r1": 10}, {"r1": 2})
        found = row(prevalence(findings, tags, codebook=BOOK), theme="drift", polarity="concern")
        assert (found["n_positive"], found["n_units"], found["estimate"]) == (2, 10, 0.2)
        assert found["method"] == "counted"

    def test_wilson_interval_of_newcombe_1998(self):
        # Newcombe 1998 (Statistics in Medicine 17:857), table I: 81 of 263, Wilson: 0.2553 to 0.3662.
        findings, tags = audit({"r1": 263}, {"r1": 81})
        found = row(prevalence(findings, tags, codebook=BOOK), theme="drift", polarity="concern")
        assert (round(found["low"], 4), round(found["high"], 4)) == (0.2553, 0.3662)

    def test_wilson_interval_of_none_of_twenty(self):
        # Same table: 0 of 20, Wilson: 0.0000 to 0.1611.
        findings, tags = audit({"r1": 20}, {"r1": 0})
        found = row(prevalence(findings, tags, codebook=BOOK), theme="drift", polarity="concern")
        assert (found["estimate"], found["low"], round(found["high"], 4)) == (0.0, 0.0, 0.1611)

    def test_mixed_counts_as_both_and_neutral_as_neither(self):
        for polarity, strengths, concerns in (("mixed", 3, 3), ("neutral", 0, 0), ("strength", 3, 0)):
            table = prevalence(*audit({"r1": 10}, {"r1": 3}, polarity=polarity), codebook=BOOK)
            assert row(table, theme="drift", polarity="strength")["n_positive"] == strengths
            assert row(table, theme="drift", polarity="concern")["n_positive"] == concerns

    def test_every_theme_polarity_and_round_has_a_row(self):
        table = prevalence(*audit({"r1": 4, "r2": 5}, {"r1": 1, "r2": 1}), codebook=BOOK)
        assert len(table) == 2 * 2 * 2
        assert list(table.columns) == list(tables.PREVALENCE.columns)
        assert not table["estimate"].isna().any()

    def test_findings_without_a_case_are_excluded_and_said_to_be(self):
        findings, tags = audit({"r1": 10}, {"r1": 10})
        findings.loc[findings["case_id"] == "r1-0", "case_id"] = None
        table = prevalence(findings, tags, codebook=BOOK)
        assert row(table, theme="drift", polarity="concern")["n_units"] == 9
        assert table.attrs["excluded"] == {"without case_id": 2, "without round": 0}

    def test_units_are_cases_findings_or_documents(self):
        findings, tags = audit({"r1": 10}, {"r1": 3})
        findings["document"] = ["one.docx"] * 12 + ["two.docx"] * 8
        of = {
            unit: prevalence(findings, tags, unit=unit, codebook=BOOK) for unit in ("case_id", "finding_id", "document")
        }
        counts = {unit: row(table, theme="drift", polarity="concern") for unit, table in of.items()}
        assert {unit: (found["n_positive"], found["n_units"]) for unit, found in counts.items()} == {
            "case_id": (3, 10),
            "finding_id": (6, 20),
            "document": (1, 2),
        }

    def test_by_another_column_and_by_none(self):
        findings, tags = audit({"r1": 10}, {"r1": 3})
        findings["service"] = ["care"] * 10 + ["court"] * 10
        by_service = prevalence(findings, tags, by="service", codebook=BOOK)
        assert row(by_service, theme="drift", polarity="concern", service="care")["n_positive"] == 3
        assert row(by_service, theme="drift", polarity="concern", service="court")["n_positive"] == 0
        assert "round" not in by_service.columns
        overall = prevalence(findings, tags, by=None, codebook=BOOK)
        assert row(overall, theme="drift", polarity="concern")["n_units"] == 10
        assert "round" not in overall.columns

    def test_does_not_change_its_inputs(self):
        findings, tags = audit({"r1": 5}, {"r1": 1})
        before = findings.copy(), tags.copy()
        prevalence(findings, tags, codebook=BOOK)
        pd.testing.assert_frame_equal(findings, before[0])
        pd.testing.assert_frame_equal(tags, before[1])

    @given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))))
    @settings(max_examples=30, deadline=None)
    def test_interval_holds_its_estimate_and_stays_a_share(self, counts):
        n_cases, raising = counts
        found = row(
            prevalence(*audit({"r": n_cases}, {"r": raising}), codebook=BOOK), theme="drift", polarity="concern"
        )
        assert 0 <= found["low"] <= found["estimate"] <= found["high"] <= 1

    @pytest.mark.parametrize("share", [0.05, 0.2, 0.5])
    def test_simulated_coverage_of_the_interval(self, share):
        # Wilson's interval covers about 0.95 on average; at n = 40 it stays above 0.92 for these shares.
        from statsmodels.stats.proportion import proportion_confint

        rng = np.random.default_rng(7)
        hits = rng.binomial(40, share, size=4000)
        by_count = {}
        for count in set(hits.tolist()):
            found = row(prevalence(*audit({"r": 40}, {"r": count}), codebook=BOOK), theme="drift", polarity="concern")
            by_count[count] = found["low"] <= share <= found["high"]
            assert (found["low"], found["high"]) == pytest.approx(
                proportion_confint(count, 40, method="wilson"), abs=1e-9
            )
        assert 0.92 < np.mean([by_count[count] for count in hits.tolist()]) < 0.99

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"unit": "colour"}, "expected unit to be one of case_id, finding_id, document; found 'colour'"),
            ({"by": "colour"}, "expected by to be a column of the findings; found 'colour'"),
            ({"confidence": 95}, "expected confidence between 0 and 1; found 95"),
        ],
    )
    def test_refuses_what_it_cannot_count(self, change, message):
        with pytest.raises(ValueError, match=message):
            prevalence(*audit({"r": 3}, {"r": 1}), codebook=BOOK, **change)

    def test_refuses_tags_of_other_findings_and_themes_of_other_codebooks(self):
        findings, tags = audit({"r": 3}, {"r": 1})
        with pytest.raises(ValueError, match="expected every tag to belong to a finding; found 2 without"):
            prevalence(findings, tags.assign(finding_id=["x", "y"]), codebook=BOOK)
        with pytest.raises(ValueError, match="expected themes of the codebook; found weather"):
            prevalence(findings, tags.assign(theme="weather"), codebook=BOOK)

    def test_refuses_findings_without_any_case(self):
        findings, tags = audit({"r": 3}, {"r": 1})
        with pytest.raises(ValueError, match="expected findings with case_id and round; found none among 6"):
            prevalence(findings.drop(columns="case_id"), tags, codebook=BOOK)


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
