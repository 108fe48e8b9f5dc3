"""Prose is split where sentences end, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.reading_sentences import measure_own, summary
from qa_nlp.reading.sentences import run_together, sentences


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


@given(st.text(alphabet="abcdeABC .!?\"')(,;:-–’“”…•1234", max_size=120))
def test_nothing_is_lost_or_added(text):
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


def test_our_own_marked_texts():
    counts = measure_own().set_index("file")[["missed", "false"]]
    assert counts.loc[["notes", "hard"]].to_numpy().sum() == 0
    assert counts.loc["drawn later"].tolist() == [5, 0]
    assert summary(measure_own())["n"] == 362


def test_nothing_takes_long_in_a_text_without_end():
    assert len(sentences("Plans are late. " * 20_000)) == 20_000


def test_bullets_run_together():
    assert run_together("Plans: • no dates • no names") == ["Plans:", "• no dates", "• no names"]
    assert run_together("Plans have no dates") == ["Plans have no dates"]
