"""Prevalence: hand-worked counts, published intervals, simulated coverage, refusals."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from qa_nlp import prevalence, tables
from tests.tracking.audits import BOOK, audit, covered, drift, row


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

    @given(st.integers(1, 30).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))))
    @settings(max_examples=12, deadline=None)
    def test_interval_holds_its_estimate_and_stays_a_share(self, counts):
        n_cases, raising = counts
        found = row(
            prevalence(*audit({"r": n_cases}, {"r": raising}), codebook=BOOK), theme="drift", polarity="concern"
        )
        assert 0 <= found["low"] <= found["estimate"] <= found["high"] <= 1

    def test_simulated_coverage_of_the_interval(self):
        # Wilson's interval covers about 0.95 on average; at n = 40 it stays above 0.92 for these shares.
        counts = {str(count): count for count in range(41)}  # every count is a round
        table = prevalence(*audit(dict.fromkeys(counts, 40), counts), codebook=BOOK)
        limits = [drift(table, round=name)[["low", "high"]].tolist() for name in counts]
        for count, found in enumerate(limits):
            assert found == pytest.approx(proportion_confint(count, 40, method="wilson"), abs=1e-9)
        low, high = np.array(limits).T
        rng = np.random.default_rng(7)
        for share in (0.05, 0.2, 0.5):
            hits = rng.binomial(40, share, size=4000)
            assert 0.92 < covered((low[hits], high[hits]), share) < 0.99

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
