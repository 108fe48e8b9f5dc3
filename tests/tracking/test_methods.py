"""Every method of the registry, held to the same promises; how one is chosen, and what is refused."""

import os
import subprocess
import sys
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from qa_nlp import Codebook, prevalence, tables
from qa_nlp.tracking.methods import METHODS
from tests.conftest import ROOT
from tests.tracking.audits import BOOK, USUAL, audit, drift, rates_table

RATES = rates_table(USUAL)


def two_rounds() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return two rounds of 40 cases in two documents each, with both themes in several polarities."""
    findings, tags = audit({"r1": 40, "r2": 40}, {"r1": 10, "r2": 25})
    _, others = audit({"r1": 40, "r2": 40}, {"r1": 5, "r2": 0}, theme="voice", polarity="mixed")
    findings["document"] = [f"{name}-{place % 20}.docx" for place, name in enumerate(findings["round"])]
    return findings, pd.concat([tags, others], ignore_index=True)


def read_all(findings: pd.DataFrame) -> pd.DataFrame:
    """Return what people found in every finding: drift in the first of every third case, nothing elsewhere."""
    case = findings["case_id"].str.extract(r"-(\d+)", expand=False).astype(int)
    there = (case % 3 == 0) & findings["finding_id"].str.endswith("-a")
    return pd.DataFrame(
        {
            "finding_id": findings["finding_id"],
            "theme": np.where(there, "drift", None),
            "polarity": np.where(there, "concern", None),
        }
    )


def needs(method: str, findings: pd.DataFrame) -> dict:
    """Return what a method needs beside findings and tags."""
    return {
        "counted": {},
        "adjusted": {"rates": RATES},
        "reviewed": {"reviewed": read_all(findings)},
    }[method]


def estimated(method: str, findings: pd.DataFrame | None = None, tags: pd.DataFrame | None = None, **arguments):
    if findings is None or tags is None:
        findings, tags = two_rounds()
    return prevalence(findings, tags, **{"method": method, "codebook": BOOK, **needs(method, findings), **arguments})


def printed() -> str:
    """Return the estimates of every method as text, every digit of them."""
    return "\n".join(estimated(method).to_csv(index=False) for method in METHODS)


@pytest.fixture(scope="module")
def elsewhere() -> str:
    """What another process, whose hashes differ, makes of the same audits."""
    # Named here, because some installed packages leave a folder "tests" behind that would be taken for it.
    code = (
        "import sys, types; sys.modules['tests'] = tests = types.ModuleType('tests'); tests.__path__ = ['tests'];"
        "from tests.tracking.test_methods import printed; print(printed())"
    )
    place = {**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=place, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("method", METHODS)
class TestEveryMethod:
    def test_has_a_row_for_every_theme_polarity_and_round(self, method):
        table = estimated(method)
        assert list(table.columns) == list(tables.PREVALENCE.columns)
        assert table.dtypes.astype(str).to_dict() == tables.PREVALENCE.columns
        assert len(table) == 2 * 2 * 2
        assert not table.isna().any(axis=None)
        assert (table["method"] == method).all()
        assert (table["n_units"] == 40).all()

    def test_counts_what_the_tags_flag_whatever_is_made_of_it(self, method):
        table = estimated(method)
        assert drift(table, round="r1")["n_positive"] == 10
        assert drift(table, round="r2")["n_positive"] == 25

    def test_estimates_are_shares_inside_their_limits(self, method):
        table = estimated(method)
        for small, large in (("low", "estimate"), ("estimate", "high")):
            assert (table[small] <= table[large]).all()
        assert (table["low"] >= 0).all()
        assert (table["high"] <= 1).all()
        assert (table["high"] > table["low"]).all()

    def test_is_wider_with_more_confidence(self, method):
        tables_of = [estimated(method, confidence=confidence) for confidence in (0.5, 0.8, 0.95, 0.999)]
        for narrow, wide in pairwise(tables_of):
            assert (wide["low"] <= narrow["low"]).all()
            assert (wide["high"] >= narrow["high"]).all()
            assert (wide["high"] - wide["low"] > narrow["high"] - narrow["low"]).all()
            assert wide["estimate"].equals(narrow["estimate"])

    def test_says_what_it_is_and_what_it_assumes(self, method):
        table = estimated(method)
        assert table.attrs["note"].lower().startswith(f"{method}: ")
        assert table.attrs["excluded"] == {"without case_id": 0, "without round": 0}

    def test_gives_the_same_again_and_in_another_process(self, method, elsewhere):
        here = estimated(method).to_csv(index=False)
        assert estimated(method).to_csv(index=False) == here
        assert here in elsewhere

    def test_takes_rows_in_any_order(self, method):
        findings, tags = two_rounds()
        shuffled = findings.sample(frac=1, random_state=3), tags.sample(frac=1, random_state=4)
        pd.testing.assert_frame_equal(estimated(method, *shuffled), estimated(method, findings, tags))

    def test_does_not_change_its_inputs(self, method):
        findings, tags = two_rounds()
        given = {"findings": findings, "tags": tags, **needs(method, findings)}
        before = {name: table.copy() for name, table in given.items()}
        prevalence(**given, method=method, codebook=BOOK)
        for name, table in given.items():
            pd.testing.assert_frame_equal(table, before[name])

    def test_takes_tags_without_any_row(self, method):
        findings, tags = two_rounds()
        table = estimated(method, findings, tags[:0])
        assert len(table) == 8
        assert (table["n_positive"] == 0).all()
        assert (table["low"] == 0).sum() >= 6
        assert (table["high"] < 0.6).all()

    @pytest.mark.parametrize(("unit", "n_units"), [("case_id", 40), ("finding_id", 80), ("document", 20)])
    def test_takes_all_units(self, method, unit, n_units):
        table = estimated(method, unit=unit)
        assert (table["n_units"] == n_units).all()
        assert ((table["estimate"] >= 0) & (table["estimate"] <= 1)).all()

    def test_by_none_is_over_all_findings(self, method):
        table = estimated(method, by=None)
        assert "round" not in table.columns
        assert len(table) == 4
        assert (table["n_units"] == 80).all()

    def test_clusters_widen(self, method):
        findings, tags = two_rounds()
        # One auditor has all the cases that raise drift, the others none of them.
        case = findings["case_id"].str.extract(r"-(\d+)", expand=False).astype(int)
        findings["auditor"] = "auditor " + (case // 10).astype(str)
        wide, narrow = (drift(estimated(method, findings, tags, cluster=c), round="r1") for c in ("auditor", None))
        assert wide["estimate"] == narrow["estimate"] or method == "adjusted"
        assert wide["high"] - wide["low"] > 1.5 * (narrow["high"] - narrow["low"])

    def test_standardising_moves_the_estimate_to_the_common_mix(self, method):
        findings, tags = two_rounds()
        case = findings["case_id"].str.extract(r"-(\d+)", expand=False).astype(int)
        # In the first round a quarter of the cases is of the court, all of which raise drift; in the second half.
        court = case < np.where(findings["round"] == "r1", 10, 20)
        findings["service"] = np.where(court, "court", "care")
        plain, mixed = (estimated(method, findings, tags, standardise=s) for s in (None, "service"))
        if method == "reviewed":  # people find it in every third case, of whichever service
            assert drift(mixed, round="r1")["estimate"] == pytest.approx(1 / 3, abs=0.03)
        else:
            assert drift(mixed, round="r1")["estimate"] > drift(plain, round="r1")["estimate"] + 0.05
        assert mixed["n_units"].equals(plain["n_units"])

    def test_units_of_a_service_that_one_round_lacks_are_told_of(self, method):
        findings, tags = two_rounds()
        findings["service"] = np.where(findings["case_id"] == "r1-39", "court", "care")
        table = estimated(method, findings, tags, standardise="service")
        assert table.attrs["excluded"]["of a service that is not in every group"] == 2
        assert table["n_units"].tolist() == [39] * 4 + [40] * 4


@pytest.mark.parametrize("method", [method for method in METHODS if method != "reviewed"])
def test_one_unit_alone_is_estimated_and_says_little(method):
    table = estimated(method, *audit({"r1": 1}, {"r1": 1}))
    found = drift(table)
    assert (found["n_units"], found["n_positive"]) == (1, 1)
    assert 0 <= found["low"] < found["estimate"] <= found["high"] == 1
    assert found["high"] - found["low"] > 0.75


class TestChoice:
    def test_is_reviewed_with_a_reviewed_sample_adjusted_with_rates_else_counted(self):
        findings, tags = two_rounds()
        read = read_all(findings)

        def chosen(tags=tags, **given) -> str:
            (method,) = prevalence(findings, tags, codebook=BOOK, **given)["method"].unique()
            return method

        assert chosen() == "counted"
        assert chosen(rates=RATES) == "adjusted"
        assert chosen(reviewed=read) == "reviewed"
        assert chosen(reviewed=read, rates=RATES) == "reviewed"
        assert chosen(reviewed=read, rates=RATES, method="adjusted") == "adjusted"
        assert chosen(reviewed=read, rates=RATES, method="counted") == "counted"

    def test_knows_the_rates_of_the_shipped_taggers(self):
        findings, _ = two_rounds()
        theme = Codebook.load().ids[0]
        tags = pd.DataFrame({"finding_id": ["r1-0-a"], "theme": theme, "polarity": "concern", "model": "fast 1.1.0"})
        assert (prevalence(findings, tags)["method"] == "adjusted").all()
        assert (prevalence(findings, tags.assign(model="mine 0.1"))["method"] == "counted").all()
        notes, reports = (prevalence(findings, tags, rates=kind)["estimate"] for kind in ("notes", "reports"))
        assert not notes.equals(reports)

    def test_an_unknown_one_is_refused(self):
        with pytest.raises(
            ValueError, match="expected method to be one of counted, adjusted, reviewed; found 'guessed'"
        ):
            prevalence(*two_rounds(), method="guessed", codebook=BOOK)

    def test_adjusted_without_rates_is_refused(self):
        with pytest.raises(ValueError, match=r"expected the error rates of the tagger .*; found none for the models"):
            prevalence(*two_rounds(), method="adjusted", codebook=BOOK)

    def test_reviewed_without_a_reviewed_table_is_refused(self):
        with pytest.raises(ValueError, match="method 'reviewed': expected a reviewed table; found none"):
            prevalence(*two_rounds(), method="reviewed", codebook=BOOK)


class TestReviewedTable:
    """What people found is checked before it corrects anything."""

    def refused(self, change, message: str) -> None:
        findings, tags = two_rounds()
        reviewed = read_all(findings)
        before = reviewed.copy()
        with pytest.raises(ValueError, match=message):
            prevalence(findings, tags, reviewed=change(reviewed), codebook=BOOK)
        pd.testing.assert_frame_equal(reviewed, before)

    def test_too_few_units(self):
        ids = [f"{name}-{case}-{part}" for name in ("r1", "r2") for case in range(9) for part in "ab"]
        self.refused(
            lambda table: table[table["finding_id"].isin(ids)],
            r"at least 10 units of 'r1' of which every finding was reviewed; found 9 \(and 0 partly",
        )

    def test_too_few_in_one_round_alone(self):
        self.refused(lambda table: table[table["finding_id"].str.startswith("r1")], "units of 'r2' .* found 0")

    def test_partly_reviewed_units_are_counted_and_not_used(self):
        self.refused(
            lambda table: table[table["finding_id"].str.endswith("-a")],
            r"found 0 \(and 80 partly reviewed in all\)",
        )

    @pytest.mark.parametrize("probability", [0.0, -0.5, 1.5])
    def test_a_probability_that_is_none(self, probability):
        self.refused(
            lambda table: table.assign(probability=probability), "expected probability above 0 and at most 1; found"
        )

    def test_a_probability_for_some_units_alone(self):
        self.refused(
            lambda table: table.assign(probability=[0.5, 0.5, *[None] * (len(table) - 2)]),
            "expected probability for every reviewed unit or for none; found 1 of 80",
        )

    def test_several_strata_in_one_unit(self):
        self.refused(
            lambda table: table.assign(stratum=["a", "b", *["a"] * (len(table) - 2)]),
            r"expected one stratum for all findings of a unit; found 1 unit\(s\) with several",
        )

    def test_a_theme_that_the_codebook_lacks(self):
        self.refused(lambda table: table.replace("drift", "weather"), "expected themes of the codebook; found weather")

    def test_a_theme_beside_an_empty_one(self):
        self.refused(
            lambda table: pd.concat([table, table[:1].assign(theme=None, polarity=None)]),
            r"an empty theme only where a finding raises none; found 1 finding\(s\) with both",
        )

    def test_a_theme_without_polarity(self):
        self.refused(lambda table: table.assign(polarity=None), "expected a polarity beside every theme; found 28")

    def test_the_same_theme_twice(self):
        self.refused(lambda table: pd.concat([table, table[:1]]), "expected one row for each finding_id and theme")

    def test_rows_of_findings_that_are_not_counted_change_nothing(self):
        findings, tags = two_rounds()
        reviewed = read_all(findings)
        more = pd.concat([reviewed, reviewed[:3].assign(finding_id=["x", "y", "z"])])
        with_others = prevalence(findings, tags, reviewed=more, codebook=BOOK)
        pd.testing.assert_frame_equal(with_others, prevalence(findings, tags, reviewed=reviewed, codebook=BOOK))
