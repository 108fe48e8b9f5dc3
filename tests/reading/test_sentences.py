"""Prose is split where sentences end, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_nlp.reading.sentences import sentences


@pytest.mark.parametrize(
    "sentence",
    [
        "Plans name the risk, e.g. missing episodes, and who acts.",
        "This is worker No. 3 in a year.",
        "The S.47 enquiry began the same day.",
        "Visits were approx. 4 weeks apart.",
        "Mr. and Mrs. A were both spoken to.",
        "The plan of 3.5 pages has no dates.",
        "Asst. redone after the birth, i.e. twice.",
    ],
)
def test_abbreviations_end_no_sentence(sentence):
    assert sentences(sentence) == [sentence]
    assert sentences(f"{sentence} The father was not seen.") == [sentence, "The father was not seen."]


def test_sentences_of_a_paragraph():
    text = "Supervision is regular. Is it reflective? Rarely! Managers know this."
    assert sentences(text) == ["Supervision is regular.", "Is it reflective?", "Rarely!", "Managers know this."]


def test_no_text_gives_no_sentence():
    assert sentences("") == []
    assert sentences("  \n ") == []


@given(st.text(alphabet="abcdeABC .!?\"')(,;:-–’1234", max_size=120))
def test_nothing_is_lost_or_added(text):
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())
