"""Units: what is counted, in which group, of which cluster and stratum."""

import numpy as np
import pandas as pd
import pytest

from qa_nlp.tracking.units import count_units
from tests.tracking.audits import BOOK, audit, listed

DRIFT, VOICE = 0, 1
STRENGTH, CONCERN = 0, 1


def clusters(units) -> dict[tuple[str, str], int]:
    return {
        (units.groups[group], unit): int(cluster)
        for group, unit, cluster in zip(units.group, units.unit, units.cluster, strict=True)
    }


class TestCountUnits:
    def test_counts_findings_and_hits_of_every_unit(self):
        findings = pd.DataFrame(
            {
                "finding_id": list("abcde"),
                "text": "some words",
                "round": ["r1", "r1", "r1", "r1", "r2"],
                "case_id": ["x", "x", "y", "x", "x"],
            }
        )
        tags = pd.DataFrame(
            [
                ("a", "drift", "concern"),
                ("b", "drift", "mixed"),
                ("d", "drift", "neutral"),
                ("d", "voice", "strength"),
                ("e", "voice", "concern"),
            ],
            columns=["finding_id", "theme", "polarity"],
        )
        units = count_units(findings, tags, "round", "case_id", BOOK)
        assert units.groups == ("r1", "r2")
        assert list(zip(units.group, units.unit, units.n_findings, strict=True)) == [
            (0, "x", 3), (0, "y", 1), (1, "x", 1),
        ]  # fmt: skip
        # The mixed finding counts on both sides, the neutral one on none.
        assert units.hits[0].tolist() == [[1, 2], [1, 0]]
        assert units.hits[1].tolist() == [[0, 0], [0, 0]]
        assert units.hits[2].tolist() == [[0, 0], [0, 1]]
        # Columns: theme by theme, strength before concern.
        assert units.flagged[0].tolist() == [True, True, True, False]
        assert units.row_of.to_dict() == {"a": 0, "b": 0, "c": 1, "d": 0, "e": 2}

    def test_without_by_all_findings_are_one_group(self):
        units = count_units(*audit({"r1": 3, "r2": 2}, {"r1": 1, "r2": 1}), None, "case_id", BOOK)
        assert units.groups == ("all",)
        assert len(units.unit) == 5

    def test_findings_without_what_is_counted_by_are_told_of(self):
        findings, tags = listed(("r1", "x", True), ("r1", None, True), (None, "y", True), ("r1", "z", False))
        findings["service"] = ["care", "care", "care", None]
        units = count_units(findings, tags, "round", "case_id", BOOK, stratum="service")
        assert units.excluded == {"without case_id": 1, "without round": 1, "without service": 1}
        assert list(units.unit) == ["x"]
        assert units.stratum.tolist() == ["care"]


class TestOnly:
    @pytest.fixture
    def units(self):
        findings, tags = listed(
            ("r1", "x", True), ("r1", "y", False), ("r2", "x", False), ("r3", "y", True), ("r3", "z", True)
        )
        return count_units(findings, tags, "round", "case_id", BOOK)

    def test_keeps_some_groups_in_the_order_asked_for(self, units):
        kept = units.only(("r3", "r1"))
        assert kept.groups == ("r3", "r1")
        assert list(zip(kept.group, kept.unit, strict=True)) == [(0, "y"), (0, "z"), (1, "x"), (1, "y")]
        assert kept.flagged[:, DRIFT * 2 + CONCERN].tolist() == [True, True, True, False]
        assert kept.members("r3") == {"y", "z"}

    def test_a_unit_of_two_groups_stays_one_cluster(self, units):
        kept = clusters(units.only(("r3", "r1")))
        assert kept["r3", "y"] == kept["r1", "y"]
        assert len(set(kept.values())) == 3
        assert max(kept.values()) == 2

    def test_findings_of_other_groups_are_forgotten(self, units):
        kept = units.only(("r3", "r1"))
        assert kept.row_of.to_dict() == {"f3": 0, "f4": 1, "f0": 2, "f1": 3}


class TestClusters:
    def test_reach_over_groups(self):
        findings, tags = listed(
            ("r1", "x", True, "ann"), ("r1", "y", True, "ben"), ("r2", "z", True, "ann"), columns=("auditor",)
        )
        found = clusters(count_units(findings, tags, "round", "case_id", BOOK, cluster="auditor"))
        assert found["r1", "x"] == found["r2", "z"] != found["r1", "y"]

    def test_two_auditors_of_one_case_are_a_cluster_of_their_own(self):
        findings, tags = listed(
            ("r1", "x", True, "ann"),
            ("r1", "x", True, "ben"),
            ("r1", "y", True, "ben"),
            ("r1", "y", True, "ann"),
            ("r1", "z", True, "ann"),
            columns=("auditor",),
        )
        found = clusters(count_units(findings, tags, "round", "case_id", BOOK, cluster="auditor"))
        assert found["r1", "x"] == found["r1", "y"] != found["r1", "z"]

    def test_a_unit_that_names_none_is_one_with_itself_alone(self):
        findings, tags = listed(
            ("r1", "x", True, None),
            ("r1", "y", True, None),
            ("r2", "x", True, None),
            ("r1", "unit x", True, "unit x"),
            columns=("auditor",),
        )
        found = clusters(count_units(findings, tags, "round", "case_id", BOOK, cluster="auditor"))
        assert found["r1", "x"] == found["r2", "x"]
        assert len(set(found.values())) == 3

    def test_without_any_asked_for_a_case_audited_twice_is_one(self):
        findings, tags = listed(("r1", "x", True), ("r2", "x", True), ("r2", "y", True))
        found = clusters(count_units(findings, tags, "round", "case_id", BOOK))
        assert found["r1", "x"] == found["r2", "x"] != found["r2", "y"]


class TestRefusals:
    def test_a_column_that_is_not_there(self):
        findings, tags = audit({"r1": 2}, {"r1": 1})
        for asked, message in (
            ({"by": "colour"}, "expected by to be a column of the findings; found 'colour'"),
            ({"cluster": "colour"}, "expected cluster to be a column of the findings; found 'colour'"),
            ({"stratum": "colour"}, "expected standardise to be a column of the findings; found 'colour'"),
            ({"unit": "colour"}, "expected unit to be one of case_id, finding_id, document; found 'colour'"),
        ):
            with pytest.raises(ValueError, match=message):
                count_units(findings, tags, **{"by": "round", "unit": "case_id", "codebook": BOOK, **asked})

    def test_a_unit_in_two_strata(self):
        findings, tags = audit({"r1": 3}, {"r1": 1})
        findings["service"] = ["care", "court", *["care"] * 4]
        with pytest.raises(ValueError, match="expected every unit to have one service; found 1 with several"):
            count_units(findings, tags, "round", "case_id", BOOK, stratum="service")

    def test_a_unit_in_two_strata_of_two_groups_is_none(self):
        findings, tags = listed(("r1", "x", True, "care"), ("r2", "x", True, "court"), columns=("service",))
        units = count_units(findings, tags, "round", "case_id", BOOK, stratum="service")
        assert units.stratum.tolist() == ["care", "court"]

    def test_nothing_to_count(self):
        findings, tags = audit({"r1": 2}, {"r1": 1})
        findings["service"] = None
        with pytest.raises(ValueError, match="expected findings with case_id and round and service; found none among"):
            count_units(findings, tags, "round", "case_id", BOOK, stratum="service")
        with pytest.raises(ValueError, match="found none among 0"):
            count_units(findings[:0], tags[:0], "round", "case_id", BOOK)


def test_inputs_are_not_changed():
    findings, tags = audit({"r1": 3}, {"r1": 1})
    before = findings.copy(), tags.copy()
    units = count_units(findings, tags, "round", "case_id", BOOK)
    units.hits[:] = 9
    pd.testing.assert_frame_equal(findings, before[0])
    pd.testing.assert_frame_equal(tags, before[1])
    assert np.array_equal(count_units(findings, tags, "round", "case_id", BOOK).hits.sum(axis=(1, 2)), [2, 0, 0])
