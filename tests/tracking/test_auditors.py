"""Agreement of auditors: alpha by a published example and by its package, its interval by simulation, refusals."""

import krippendorff
import numpy as np
import pandas as pd
import pytest

from qa_nlp import tables
from qa_nlp.tracking import agreement
from tests.tracking.audits import BOOK, book_of, drift, listed, row


def audited(*units: dict[str, bool]):
    """Return a finding for each unit and auditor, who raises drift or does not."""
    cases = [("r1", f"c{n}", raises, auditor) for n, unit in enumerate(units) for auditor, raises in unit.items()]
    return listed(*cases, columns=("auditor",))


def agreed(*units: dict[str, bool], **arguments) -> pd.Series:
    return drift(agreement(*audited(*units), codebook=BOOK, **arguments))


def pairs(first: str, second: str) -> list[dict[str, bool]]:
    """Return units that two auditors audited, from what each says of them ("0" or "1")."""
    return [{"ann": a == "1", "ben": b == "1"} for a, b in zip(first, second, strict=True)]


class TestAlpha:
    def test_of_the_binary_example_of_krippendorff(self):
        # 2011, Computing Krippendorff's alpha-reliability, part A: two observers, ten units, alpha 0.095.
        found = agreed(*pairs("0100000010", "1110010000"))
        assert found["alpha"] == pytest.approx(0.095, abs=5e-4)
        assert (found["n_units"], found["n_raised"], found["agreed"]) == (10, 5, 0.6)

    def test_by_hand_with_three_auditors_of_some_units(self):
        # Units (1, 1, 0), (1, 0), (0, 0), (0, 0, 0), (1, 1): 12 values, 5 of them 1. Differing: 2 (2)(1) / 2 of the
        # first and 2 (1)(1) / 1 of the second: 4 of 12; by chance 2 (5)(7) of 11 * 12.
        units = [
            {"ann": True, "ben": True, "cat": False},
            {"ann": True, "ben": False},
            {"ben": False, "cat": False},
            {"ann": False, "ben": False, "cat": False},
            {"ann": True, "cat": True},
        ]
        found = agreed(*units)
        assert found["alpha"] == pytest.approx(1 - (11 * 4) / (2 * 5 * 7))
        # Pairs that say the same: 1 of 3, 0 of 1, 1 of 1, 3 of 3, 1 of 1.
        assert found["agreed"] == pytest.approx(6 / 9)
        assert (found["n_units"], found["n_raised"]) == (5, 3)

    @pytest.mark.parametrize("seed", range(4))
    def test_is_that_of_the_package(self, seed):
        rng = np.random.default_rng(seed)
        n_units, names = 40, ["ann", "ben", "cat", "dan"]
        there = rng.random(n_units) < 0.4
        said = np.where(rng.random((4, n_units)) < 0.8, there, ~there)
        took_part = rng.random((4, n_units)) < 0.6
        units = [{name: bool(said[a, u]) for a, name in enumerate(names) if took_part[a, u]} for u in range(n_units)]
        expected = krippendorff.alpha(np.where(took_part, said.astype(float), np.nan), level_of_measurement="nominal")
        assert agreed(*units)["alpha"] == pytest.approx(expected)

    def test_is_one_where_all_agree_and_says_nothing_of_its_limits(self):
        found = agreed(*pairs("0110001010", "0110001010"))
        assert (found["alpha"], found["agreed"]) == (1, 1)
        assert pd.isna(found["low"])
        assert pd.isna(found["high"])

    def test_is_negative_where_they_contradict_each_other(self):
        assert agreed(*pairs("0101", "1010"))["alpha"] == pytest.approx(1 - 7 * 8 / (2 * 4 * 4))

    def test_nobody_or_everybody_raising_it_is_nothing_to_agree_on(self):
        for said, agreed_share in (("0000", 1), ("1111", 1)):
            found = agreed(*pairs(said, said))
            assert found[["alpha", "low", "high"]].isna().all()
            assert found["agreed"] == agreed_share

    def test_several_findings_of_an_auditor_count_once(self):
        findings, tags = audited(*pairs("0100000010", "1110010000"))
        again = findings.assign(finding_id=findings["finding_id"] + "-again")
        found = drift(agreement(pd.concat([findings, again]), tags, codebook=BOOK))
        assert found["alpha"] == pytest.approx(0.095, abs=5e-4)


class TestTable:
    def test_has_a_row_for_every_theme_and_polarity(self):
        table = agreement(*audited(*pairs("0110", "0111")), codebook=BOOK)
        assert list(table.columns) == list(tables.AGREEMENT.columns)
        assert table.dtypes.astype(str).to_dict() == tables.AGREEMENT.columns
        assert len(table) == 4
        assert row(table, theme="voice", polarity="strength")["n_raised"] == 0

    def test_units_of_one_auditor_are_left_out_and_counted(self):
        units = [*pairs("0110", "0111"), {"ann": True}, {"ben": False}, {"cat": True}]
        findings, tags = audited(*units)
        findings.loc[findings["case_id"] == "c6", "auditor"] = None
        table = agreement(findings, tags, codebook=BOOK)
        assert drift(table)["n_units"] == 4
        assert table.attrs["excluded"] == {
            "without case_id": 0, "without auditor": 1, "units with one auditor": 2,
        }  # fmt: skip

    def test_without_any_unit_that_two_audited(self):
        table = agreement(*audited({"ann": True}, {"ben": False}), codebook=BOOK)
        assert (table["n_units"] == 0).all()
        assert (table["n_raised"] == 0).all()
        assert table[["agreed", "alpha", "low", "high"]].isna().all(axis=None)
        assert table.attrs["excluded"]["units with one auditor"] == 2

    def test_is_the_same_again_and_moves_a_little_with_the_seed(self):
        units = pairs("0100000010" * 3, "1110010000" * 3)
        assert agreed(*units).equals(agreed(*units))
        assert agreed(*units, seed=1)["low"] != agreed(*units)["low"]
        assert agreed(*units, seed=1)["low"] == pytest.approx(agreed(*units)["low"], abs=0.05)

    def test_widens_with_confidence(self):
        units = pairs("0100110010" * 3, "0110110000" * 3)
        narrow, wide = (agreed(*units, confidence=confidence) for confidence in (0.5, 0.99))
        assert wide["low"] < narrow["low"] <= narrow["alpha"] <= narrow["high"] < wide["high"]

    def test_refusals(self):
        given = audited(*pairs("01", "01"))
        for arguments, message in (
            ({"unit": "colour"}, "expected unit to be one of case_id, finding_id, document; found 'colour'"),
            ({"auditor": "colour"}, "expected auditor to be a column of the findings; found 'colour'"),
            ({"confidence": 95}, "expected confidence between 0 and 1; found 95"),
        ):
            with pytest.raises(ValueError, match=message):
                agreement(*given, codebook=BOOK, **arguments)


class TestInterval:
    """Every theme is a replicate: two auditors, each of whom errs in one of ten units."""

    def coverage(self, n_units: int, share: float) -> float:
        rng, n_themes = np.random.default_rng(71), 300
        book = book_of(*[f"t{n}" for n in range(n_themes)])
        truth = rng.random((n_units, n_themes)) < share
        ids, parts = [], []
        for auditor in ("ann", "ben"):
            said = truth ^ (rng.random(truth.shape) < 0.1)
            unit, theme = np.nonzero(said)
            parts.append(
                pd.DataFrame({"finding_id": [f"{auditor}{u}" for u in unit], "theme": [f"t{n}" for n in theme]})
            )
            ids += [(f"{auditor}{u}", "some words", f"c{u}", auditor) for u in range(n_units)]
        findings = pd.DataFrame(ids, columns=["finding_id", "text", "case_id", "auditor"])
        table = agreement(findings, pd.concat(parts).assign(polarity="concern"), codebook=book)
        table = table[table["polarity"] == "concern"].dropna(subset=["low"])
        raised = share * 0.9 + (1 - share) * 0.1
        alpha = 1 - 0.1 * 0.9 / (raised * (1 - raised))
        return float(((table["low"] <= alpha) & (alpha <= table["high"])).mean())

    def test_covers_with_many_units(self):
        assert 0.91 <= self.coverage(60, 0.3) <= 0.98

    def test_covers_too_little_with_few_units_of_a_rare_theme(self):
        # What the docstring warns of.
        assert self.coverage(12, 0.05) < 0.9
