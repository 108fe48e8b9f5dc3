"""A finding read with the topic or question above it."""

import pandas as pd
import pytest

from qa_nlp import Tagger
from qa_nlp.tagging.context import with_headings


@pytest.mark.parametrize(
    ("heading", "direction", "read"),
    [
        ("Chronologies", None, "Chronologies: a year old"),
        ("Case 7 > Chronologies", None, "Chronologies: a year old"),
        ("Does the plan say what is to change, by when, and who will do it?", None, None),
        ("Strengths", "strength", None),
        ("What the panel thought of the files that it read in the spring", None, None),
        (None, None, None),
        ("", None, None),
    ],
)
def test_topics_and_questions_are_read_and_chapters_and_directions_are_not(heading, direction, read):
    if heading and heading.endswith("?"):
        read = f"{heading} a year old"
    assert with_headings(["a year old"], [heading], [direction]) == [read]


@pytest.fixture(scope="module")
def tagger(small_set, small_book) -> Tagger:
    return Tagger.fit(*small_set, codebook=small_book)


def tag_one(tagger, text, heading):
    findings = pd.DataFrame({"finding_id": ["a"], "text": [text], "heading": [heading]})
    return tagger.tag(findings).to_dict("records")


def test_the_heading_speaks_where_the_words_name_no_theme(tagger):
    assert tag_one(tagger, "two files", None) == []
    (found,) = tag_one(tagger, "two files", "Supervision")
    assert found["theme"] == "supervision"
    # The offsets are those of the finding, of which no word named the theme.
    assert all(0 <= start < end <= len("two files") for start, end in found["evidence"])


def test_the_words_of_a_finding_go_before_its_heading(tagger):
    alone = tag_one(tagger, "weak voice in two files", None)
    assert [row["theme"] for row in alone] == ["voice"]
    assert tag_one(tagger, "weak voice in two files", "Supervision") == alone
