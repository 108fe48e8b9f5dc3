"""Error rates: measured by hand, shrunk towards each other, found for the shipped taggers, and refused."""

import numpy as np
import pandas as pd
import pytest

from qa_nlp import Codebook, error_rates, tables
from qa_nlp.tracking.rates import rates_of, read_rates, shipped_rates, shrunk
from tests.tracking.audits import BOOK, USUAL, book_of, rates_table, row

ONE = book_of("drift")


def readings(*findings: tuple[str | None, str | None], document=None):
    """Return findings, tags and a reviewed table of (what the tagger says, what the reader says) about drift."""
    ids = [f"f{number}" for number in range(len(findings))]
    said = [(i, "drift", says) for i, (says, _) in zip(ids, findings, strict=True) if says]
    read = [(i, "drift" if reads else None, reads) for i, (_, reads) in zip(ids, findings, strict=True)]
    return (
        pd.DataFrame({"finding_id": ids, "text": "some words", "document": document or "one.docx"}),
        pd.DataFrame(said, columns=["finding_id", "theme", "polarity"]),
        pd.DataFrame(read, columns=["finding_id", "theme", "polarity"]),
    )


class TestErrorRates:
    def test_six_findings_by_hand(self):
        tables_of_six = readings(
            ("concern", "concern"),
            (None, "concern"),
            ("concern", "strength"),
            ("mixed", None),
            ("neutral", "mixed"),
            ("strength", "neutral"),
        )
        found = error_rates(*tables_of_six, codebook=ONE)
        counts = {
            (polarity, truth): (n, flagged)
            for _, polarity, truth, n, flagged, _ in found.itertuples(index=False, name=None)
        }
        # Read as a concern: the first two and the mixed one, of which the tagger says so once. Of the one that is a
        # strength alone it says so too; of the two that are neither, once (mixed).
        assert counts["concern", "raised"] == (3, 1)
        assert counts["concern", "opposite"] == (1, 1)
        assert counts["concern", "absent"] == (2, 1)
        # Read as a strength: the third and the mixed one, none of them said to be; of the two concerns alone neither;
        # of the two that are neither both: the mixed tag, and the strength where the reader is neutral.
        assert counts["strength", "raised"] == (2, 0)
        assert counts["strength", "opposite"] == (2, 0)
        assert counts["strength", "absent"] == (2, 2)

    def test_has_a_row_for_every_theme_polarity_and_truth(self):
        found = error_rates(*readings(("concern", "concern")), codebook=BOOK)
        assert list(found.columns) == list(tables.ERROR_RATES.columns)
        assert len(found) == 2 * 2 * 3
        assert row(found, theme="voice", polarity="concern", truth="absent")["n"] == 1
        assert row(found, theme="voice", polarity="concern", truth="raised")["n"] == 0

    def test_findings_that_nobody_read_are_not_looked_at(self):
        findings, tags, reviewed = readings(("concern", "concern"), ("concern", None), ("concern", None))
        found = error_rates(findings, tags, reviewed[:2], codebook=ONE)
        assert row(found, polarity="concern", truth="absent")["n"] == 1

    def test_spread_by_hand(self):
        # Ten findings in each of two documents; the tagger finds 9 of one and 1 of the other. The rate is 1/2:
        # ((9 - 5)^2 + (1 - 5)^2 - 20 / 4) over (2 * 10 * 9 / 4).
        findings = [("concern" if place < 9 else None, "concern") for place in range(10)]
        findings += [("concern" if place < 1 else None, "concern") for place in range(10)]
        found = error_rates(*readings(*findings, document=["a"] * 10 + ["b"] * 10), codebook=ONE)
        assert row(found, polarity="concern", truth="raised")["spread"] == pytest.approx((32 - 5) / 45)

    def test_groups_alike_and_one_group_alone_have_no_spread(self):
        findings = [("concern" if place % 2 else None, "concern") for place in range(20)]
        for document in (["a"] * 10 + ["b"] * 10, ["a"] * 20):
            found = error_rates(*readings(*findings, document=document), codebook=ONE)
            assert (found["spread"] == 0).all()

    def test_the_group_is_any_column_and_findings_without_it_are_one(self):
        findings, tags, reviewed = readings(*[("concern", "concern")] * 9 + [(None, "concern")] * 9)
        by_auditor = findings.assign(auditor=["ann"] * 9 + [None] * 9)
        found = error_rates(by_auditor, tags, reviewed, group="auditor", codebook=ONE)
        # All of one group and none of the other: as far apart as can be, (2 * 4.5^2 - 4.5) over (2 * 9 * 8 / 4).
        assert row(found, polarity="concern", truth="raised")["spread"] == pytest.approx(1)

    def test_inputs_are_not_changed(self):
        given = readings(("concern", "concern"), (None, None))
        before = [table.copy() for table in given]
        error_rates(*given, codebook=ONE)
        for table, then in zip(given, before, strict=True):
            pd.testing.assert_frame_equal(table, then)

    def test_refusals(self):
        findings, tags, reviewed = readings(("concern", "concern"), (None, None))
        for arguments, message in (
            ((findings, tags, reviewed.assign(finding_id=["x", "y"])), "expected reviewed findings among the findings"),
            ((findings, tags, reviewed.assign(polarity=None)), "expected a polarity beside every theme; found 1"),
            (
                (findings, tags, reviewed.assign(theme=["weather", None])),
                "expected themes of the codebook; found",
            ),
            (
                (findings, tags, pd.concat([reviewed, reviewed[:1].assign(theme=None, polarity=None)])),
                r"an empty theme only where a finding raises none; found 1 finding\(s\) with both",
            ),
        ):
            with pytest.raises(ValueError, match=message):
                error_rates(*arguments, codebook=ONE)
        with pytest.raises(ValueError, match="expected group to be a column of the findings; found 'colour'"):
            error_rates(findings, tags, reviewed, group="colour", codebook=ONE)


class TestShrunk:
    def test_many_findings_keep_their_own_rate_and_few_go_to_the_common_one(self):
        rng = np.random.default_rng(2)
        n = np.array([2.0, 2000.0, *[50.0] * 30])
        flagged = np.array([0.0, 1400.0, *rng.binomial(50, rng.beta(12, 28, 30)).tolist()])
        a, b = shrunk(n, flagged)
        rate = a / (a + b)
        common = (flagged[2:] / 50).mean()
        assert rate[0] == pytest.approx(common, abs=0.04)
        assert rate[1] == pytest.approx(0.7, abs=0.02)
        # In between: nearer to the common one than the theme's own.
        assert (np.abs(rate[2:] - common) <= np.abs(flagged[2:] / 50 - common) + 0.01).all()

    def test_what_is_known_of_a_theme_is_worth_its_own_findings_at_least_and_all_of_them_at_most(self):
        n = np.array([50.0, 40.0, 10.0])
        a, b = shrunk(n, np.array([35.0, 28.0, 7.0]))
        # The themes agree wholly (0.7), so that each may draw on all 100 findings, but on no more.
        assert a + b == pytest.approx([100, 100, 100])
        assert a / (a + b) == pytest.approx([0.7] * 3, abs=1e-3)
        a, b = shrunk(n, np.array([45.0, 4.0, 5.0]))
        assert (a + b > n).all()
        assert (a + b < n + 10).all()

    def test_one_theme_alone_has_its_own_counts(self):
        a, b = shrunk(np.array([50.0]), np.array([35.0]))
        assert (a[0], b[0]) == (35, 15)

    def test_nothing_known_is_between_none_and_all(self):
        a, b = shrunk(np.zeros(3), np.zeros(3))
        assert a.tolist() == b.tolist() == [0.5] * 3

    def test_none_flagged_anywhere(self):
        a, b = shrunk(np.array([100.0, 50.0]), np.zeros(2))
        assert (a / (a + b) < 0.02).all()


class TestRatesOf:
    def test_order_is_that_of_the_flags(self):
        table = rates_table(USUAL)
        own = (table["theme"] == "voice") & (table["polarity"] == "strength") & (table["truth"] == "absent")
        table.loc[own, ["n", "flagged"]] = [5000, 2500]
        mean = rates_of(table, BOOK).mean
        assert mean.shape == (3, 4)
        assert mean[2] == pytest.approx([0.01, 0.01, 0.5, 0.01], abs=0.01)
        assert mean[0] == pytest.approx([0.8] * 4, abs=0.01)

    def test_spread_makes_the_rates_less_sure_of_a_new_group(self):
        sure, spread = rates_of(rates_table(USUAL), BOOK), rates_of(rates_table(USUAL, spread=0.05), BOOK)
        assert spread.mean == pytest.approx(sure.mean)
        # Variances add: 1 / size = 1 / size without + 0.05, so never worth more than 20 findings.
        assert 1 / spread.size == pytest.approx(1 / sure.size + 0.05)
        assert (sure.size > 20).all()

    def test_truths_that_were_not_measured_are_unknown(self):
        table = rates_table(USUAL)
        found = rates_of(table[table["truth"] != "opposite"], BOOK)
        assert found.mean[1] == pytest.approx([0.5] * 4)
        assert found.size[1] == pytest.approx([2] * 4)

    def test_refusals(self):
        table = rates_table(USUAL)
        with pytest.raises(ValueError, match="expected every theme of the codebook; found none for voice"):
            rates_of(table[table["theme"] == "drift"], BOOK)
        for flagged in (101, -1):
            wrong = table.copy()
            wrong.loc[wrong["truth"] == "raised", "flagged"] = flagged
            with pytest.raises(ValueError, match=r"expected flagged between 0 and n; found 4 other row\(s\)"):
                rates_of(wrong, BOOK)
        with pytest.raises(ValueError, match="expected truth to be one of raised, opposite, absent"):
            rates_of(table.replace("absent", "elsewhere"), BOOK)
        with pytest.raises(ValueError, match="error rates table: expected column"):
            rates_of(table.drop(columns="n"), BOOK)


class TestShippedRates:
    @pytest.mark.parametrize("model", ["accurate 1.1.0", "fast 1.1.0"])
    @pytest.mark.parametrize("kind", ["notes", "reports"])
    def test_are_there_for_the_shipped_taggers_and_every_theme(self, model, kind):
        found = shipped_rates(pd.DataFrame({"model": [model, model]}), kind)
        book = Codebook.load()
        assert len(found) == len(book) * 2 * 3
        rates = rates_of(found, book)
        raised, opposite, absent = rates.mean
        # A tagger raises a theme far more often where it is than where it is not.
        assert (raised > 5 * absent).all()
        assert (absent < 0.1).all()
        assert ((opposite > 0) & (opposite < 1)).all()

    def test_kinds_of_text_have_their_own(self):
        tags = pd.DataFrame({"model": ["accurate 1.1.0"]})
        assert not shipped_rates(tags, "notes").equals(shipped_rates(tags, "reports"))
        assert read_rates("reports", tags).equals(shipped_rates(tags, "reports"))
        assert read_rates(None, tags).equals(shipped_rates(tags, "notes"))

    def test_are_none_for_others_and_for_mixtures(self):
        for models in (["mine 0.1"], [None], ["accurate 1.1.0", "fast 1.1.0"], ["accurate 1.1.0", None], []):
            assert shipped_rates(pd.DataFrame({"model": pd.array(models, dtype="string")}), "notes") is None

    def test_a_table_is_taken_as_it_is_and_a_file_is_read(self, tmp_path):
        table = rates_table(USUAL)
        tags = pd.DataFrame({"model": ["mine 0.1"]})
        assert read_rates(table, tags) is table
        table.to_csv(tmp_path / "rates.csv", index=False)
        found = read_rates(tmp_path / "rates.csv", tags)
        assert found["flagged"].tolist() == table["flagged"].tolist()
