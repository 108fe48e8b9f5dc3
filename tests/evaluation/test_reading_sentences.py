"""Boundaries are counted as marked, and the marked pages are those at hand."""

from evaluation.reading_sentences import measure, measure_own, summary


def test_a_splitter_that_never_splits_misses_all():
    table = measure_own(lambda text: [text])
    assert (table["missed"] == table["n"]).all()
    assert summary(table) == {"n": 362, "right": 0, "missed": 362, "false": 0, "share": 0.0}


def test_the_pages_of_the_reports(shared):
    table = measure(shared)
    assert len(table) == 18
    counts = summary(table)
    assert counts["n"] == 564
    assert counts["share"] >= 0.99
