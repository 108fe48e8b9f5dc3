"""Where words land: once, twice, nowhere; furniture and strange words in findings."""

import pandas as pd

from evaluation.reading_words import Landed, Reference, landed, words


def findings(*rows):
    return pd.DataFrame(rows, columns=["text", "heading", "locator"])


BODY = words("Strengths 7. Plans are clear. Visits are late.", 1)
REFERENCE = Reference(BODY, words("Draft report page 1", 1))


def test_words_in_texts_headings_and_numbers_have_landed_once():
    found = findings(
        ("Plans are clear.", "Strengths", "page 1, paragraph 7"), ("Visits are late.", "Strengths", "page 1")
    )
    assert landed(found, REFERENCE) == Landed(8, 8, 0, 0, 0, 2, 0, 0, 0)


def test_words_in_two_findings_and_in_none_are_counted_apart():
    found = findings(("Plans are clear.", pd.NA, "page 1"), ("Plans are clear.", pd.NA, "page 1"))
    assert landed(found, REFERENCE) == Landed(8, 0, 3, 5, 0, 2, 0, 0, 0)


def test_furniture_and_strange_words_are_told_apart():
    found = findings(("Plans are draft clear.", pd.NA, "page 1"), ("Visits are very late.", pd.NA, "page 1"))
    assert landed(found, REFERENCE) == Landed(8, 6, 0, 2, 0, 2, 2, 1, 1)
