"""Sources side by side: the test by hand, how often like sources seem to differ, and refusals."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2

from qa_nlp import tables
from qa_nlp.tracking import sources
from tests.tracking.audits import BOOK, book_of, drift, listed, rates_table, row


def programmes(*cells: tuple[str, int, int], service: str | None = "care"):
    """Return findings and tags of sources with so many cases, so many of which raise drift."""
    cases = [
        ("r1", f"{name}-{service}-{number}", number < hits, name, service)
        for name, n, hits in cells
        for number in range(n)
    ]
    return listed(*cases, columns=("programme", "service"))


THREE = (("external", 50, 25), ("monthly", 80, 20), ("partners", 70, 21))


class TestSources:
    def test_pearson_by_hand(self):
        # 66 of 200: 0.33. Expected 16.5, 26.4 and 23.1; squares of 8.5, 6.4 and 2.1 over n p (1 - p).
        table = sources(*programmes(*THREE), codebook=BOOK)
        statistic = (8.5**2 / 50 + 6.4**2 / 80 + 2.1**2 / 70) / (0.33 * 0.67)
        for name, n, hits in THREE:
            found = drift(table, source=name)
            assert (found["n_units"], found["n_positive"], found["estimate"]) == (n, hits, hits / n)
            assert found["p_value"] == pytest.approx(chi2.sf(statistic, 2))
            assert found["verdict"] == "differ"

    def test_sources_that_agree(self):
        table = sources(*programmes(("external", 50, 15), ("monthly", 80, 25)), codebook=BOOK)
        assert drift(table, source="monthly")["verdict"] == "no clear difference"
        assert drift(table, source="monthly")["p_value"] == drift(table, source="external")["p_value"] > 0.8

    def test_a_theme_too_rare_to_test_and_a_source_alone(self):
        table = sources(*programmes(*THREE), codebook=BOOK)
        voice = row(table, theme="voice", polarity="concern", source="monthly")
        assert voice["verdict"] == "too few to say"
        assert pd.isna(voice["p_value"])
        alone = drift(sources(*programmes(("monthly", 80, 20)), codebook=BOOK))
        assert (alone["verdict"], alone["estimate"]) == ("too few to say", 0.25)

    def test_by_service_tests_within_each_and_adjusts_over_all(self):
        care, court = programmes(*THREE), programmes(("external", 60, 18), ("monthly", 60, 30), service="court")
        court[0]["finding_id"] += "-court"
        court[1]["finding_id"] += "-court"
        findings, tags = (pd.concat(both, ignore_index=True) for both in zip(care, court, strict=True))
        table = sources(findings, tags, by="service", codebook=BOOK)
        assert list(table.columns) == list(tables.SOURCES.columns)
        first, second = drift(table, by="care", source="monthly"), drift(table, by="court", source="monthly")
        assert first["estimate"] == 20 / 80
        assert second["estimate"] == 30 / 60
        # 48 of 120: z = 0.2 / sqrt(0.24 / 30) = 2.236, p = 0.0253.
        assert second["p_value"] == pytest.approx(0.02535, abs=1e-4)
        assert first["p_value"] < second["p_value"]
        assert first["p_adjusted"] == pytest.approx(min(2 * first["p_value"], second["p_value"]))
        assert second["p_adjusted"] == pytest.approx(second["p_value"])
        assert len(table) == 4 * 3 + 4 * 2

    def test_what_is_left_out_is_counted(self):
        findings, tags = programmes(("external", 20, 8), ("monthly", 20, 8))
        findings.loc[:2, "programme"] = None
        findings.loc[3, "case_id"] = None
        assert sources(findings, tags, codebook=BOOK).attrs["excluded"] == {
            "without case_id": 1,
            "without programme": 3,
        }
        findings.loc[4:5, "service"] = None
        findings.loc[39, ["service", "programme"]] = ["court", None]
        by_service = sources(findings, tags, by="service", codebook=BOOK)
        assert by_service.attrs["excluded"] == {
            "without service": 2,
            "without case_id": 1,
            "without programme": 3,
            "of court without programme or case_id": 1,
        }

    def test_clusters_take_from_the_evidence(self):
        # Auditors of ten cases, who raise drift in half of them or in none: 10 of 20, and 4 of 20.
        cases = [
            ("r1", f"{name}{auditor}-{number}", number < 5 * (auditor < raising), name, f"{name}{auditor}")
            for name, raising in (("external", 10), ("monthly", 4))
            for auditor in range(20)
            for number in range(10)
        ]
        findings, tags = listed(*cases, columns=("programme", "auditor"))
        plain, clustered = (
            drift(sources(findings, tags, cluster=c, codebook=BOOK), source="monthly") for c in (None, "auditor")
        )
        assert (plain["verdict"], clustered["verdict"]) == ("differ", "no clear difference")
        assert plain["estimate"] == clustered["estimate"] == 0.1
        assert clustered["high"] - clustered["low"] > 1.5 * (plain["high"] - plain["low"])

    def test_adjusted_by_hand(self):
        rates = rates_table({"raised": (10_000, 8_000), "opposite": (10_000, 200), "absent": (100_000, 2_000)})
        table = sources(*programmes(("external", 200, 100), ("monthly", 200, 66)), rates=rates, codebook=BOOK)
        found = drift(table, source="monthly")
        assert found["estimate"] == pytest.approx(0.31 / 0.78, abs=1e-3)
        assert (found["method"], found["verdict"]) == ("adjusted", "differ")
        # Cochran's Q of two is the square of their difference over the sum of their variances: z = 3.5 as counted.
        assert found["p_value"] == pytest.approx(0.0005, abs=0.0003)

    def test_has_the_columns_it_promises_and_leaves_its_inputs(self):
        findings, tags = programmes(*THREE)
        before = findings.copy(), tags.copy()
        table = sources(findings, tags, codebook=BOOK)
        assert list(table.columns) == list(tables.SOURCES.columns)
        assert table.dtypes.astype(str).to_dict() == tables.SOURCES.columns
        assert table["by"].isna().all()
        assert table.attrs["note"].startswith("Counted:")
        pd.testing.assert_frame_equal(findings, before[0])
        pd.testing.assert_frame_equal(tags, before[1])

    def test_refusals(self):
        findings, tags = programmes(*THREE)
        for arguments, message in (
            ({"source": "colour"}, "expected source to be a column of the findings; found 'colour'"),
            ({"by": "colour"}, "expected by to be a column of the findings; found 'colour'"),
            ({"adjust": "none"}, "expected adjust to be one of benjamini-hochberg, holm; found 'none'"),
            ({"significance": 2}, "expected confidence between 0 and 1"),
        ):
            with pytest.raises(ValueError, match=message):
                sources(findings, tags, codebook=BOOK, **arguments)
        with pytest.raises(ValueError, match="expected findings with service, programme and case_id; found none"):
            sources(findings.assign(service=None), tags, by="service", codebook=BOOK)
        for by in (None, "service"):
            with pytest.raises(ValueError, match="expected every tag to belong to a finding; found 66 without"):
                sources(findings, tags.assign(finding_id="x" + tags["finding_id"]), by=by, codebook=BOOK)


class TestSimulated:
    """Every theme is a replicate: sources that see the same."""

    def p_values(self, said: np.ndarray, source: np.ndarray, **columns) -> np.ndarray:
        """Return the p-values of the themes (columns) that could be tested."""
        unit, theme = np.nonzero(said)
        ids = np.array([f"f{place}" for place in range(len(said))])
        findings = pd.DataFrame(
            {"finding_id": ids, "text": "some words", "programme": source, "case_id": ids, **columns}
        )
        tags = pd.DataFrame({"finding_id": ids[unit], "theme": [f"t{place}" for place in theme], "polarity": "concern"})
        book = book_of(*[f"t{place}" for place in range(said.shape[1])])
        table = sources(findings, tags, cluster="auditor" if columns else None, codebook=book)
        p = table.loc[(table["source"] == source[0]) & (table["polarity"] == "concern"), "p_value"]
        return p.dropna().to_numpy(dtype=float)

    def test_like_sources_seem_to_differ_one_time_in_twenty(self):
        rng, source = np.random.default_rng(81), np.repeat(["external", "monthly", "partners"], [50, 80, 70])
        p = self.p_values(rng.random((200, 600)) < 0.3, source)
        assert 0.025 <= np.mean(p < 0.05) <= 0.08
        assert p.mean() == pytest.approx(0.5, abs=0.04)

    def test_also_by_few_clusters(self):
        # Six auditors a source, of 15 cases each, who differ: intra-class correlation 0.1.
        rng, auditor = np.random.default_rng(82), np.repeat(np.arange(18), 15)
        source = np.repeat(["external", "monthly", "partners"], 90)
        said = rng.random((270, 600)) < rng.beta(0.3 * 9, 0.7 * 9, size=(18, 600))[auditor]
        assert np.mean(self.p_values(said, source) < 0.05) > 0.2
        by_auditor = self.p_values(said, source, auditor=auditor)
        assert len(by_auditor) > 400
        assert np.mean(by_auditor < 0.05) <= 0.08
