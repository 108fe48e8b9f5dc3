"""The analyser: words, runs of words and of letters, shorthand, and their places."""

from hypothesis import given
from hypothesis import strategies as st

from qa_nlp.tagging.features import piece_features, piece_names, tokens, word_features, word_names
from qa_nlp.tagging.shorthand import SHORTHAND


def test_runs_of_one_to_three_words():
    assert word_names("Plans are not SMART") == [
        "plans", "are", "not", "smart", "plans are", "are not", "not smart", "plans are not", "are not smart",
    ]  # fmt: skip


def test_runs_of_letters_mark_the_edges_of_a_word():
    assert piece_names("drift") == [
        " dr", "dri", "rif", "ift", "ft ", " dri", "drif", "rift", "ift ", " drif", "drift", "rift ",
    ]  # fmt: skip


def test_a_misspelt_word_shares_most_of_its_letters():
    right, wrong = set(piece_names("chronology")), set(piece_names("chronolgy"))
    assert len(right & wrong) / len(wrong) > 0.6


def test_shorthand_is_spelt_out_at_its_own_place():
    found = tokens("No supv since RHI")
    assert [token.word for token in found] == ["no", "supervision", "since", "return", "home", "interview"]
    assert [(token.start, token.end) for token in found[3:]] == [(14, 17)] * 3


def test_apostrophes_of_both_kinds_are_one():
    assert word_names("SW’s") == word_names("SW's") == ["social", "worker", "social worker"]


def test_shorthand_entries_are_tokens_in_lower_case():
    for written, words in SHORTHAND.items():
        assert len(tokens(written.replace(written, "x " + written))) >= 2
        assert written == written.lower()
        assert all(part == part.lower() for part in words.split())


@given(st.text(max_size=80))
def test_places_lie_in_the_text_and_runs_are_short(text):
    for feature in [*word_features(text), *piece_features(text)]:
        assert 0 <= feature.start < feature.end <= len(text)
    assert all(len(name.split()) <= 3 for name in word_names(text))
