"""Presidio's side: which model is used, and what counts of what it finds."""

import spacy

from qa_nlp.redacting.engine import installed_model, spans
from qa_nlp.redacting.kinds import ADDRESS, NAME, POSTCODE, Span, joined


def model(folder, people, places=()):
    """Save a pipeline that finds these people, as an installed model would."""
    nlp = spacy.blank("en")
    patterns = [{"label": "PERSON", "pattern": name} for name in people]
    patterns += [{"label": "GPE", "pattern": name} for name in places]
    nlp.add_pipe("entity_ruler").add_patterns(patterns)
    nlp.to_disk(folder)
    return str(folder)


def test_without_a_model_rules_are_all_there_is(monkeypatch):
    monkeypatch.setattr("spacy.util.get_installed_models", list)
    assert installed_model() is None
    monkeypatch.setattr("spacy.util.get_installed_models", lambda: ["de_core_news_sm", "xx_ent_wiki_sm"])
    assert installed_model() is None


def test_the_most_accurate_english_model_is_taken(monkeypatch):
    monkeypatch.setattr(
        "spacy.util.get_installed_models", lambda: ["en_core_web_sm", "en_core_web_lg", "de_core_news_lg"]
    )
    assert installed_model() == "en_core_web_lg"


def test_names_that_a_model_finds_count_beside_the_rules(tmp_path):
    text = "the plan of smithy is by Karen in Oxbury"
    path = model(tmp_path / "model", ["smithy"], places=["Oxbury"])
    assert spans([text]) == [[Span(25, 30, NAME)]]
    assert spans([text], path) == [[Span(12, 18, NAME), Span(25, 30, NAME)]]


def test_what_a_model_takes_for_a_name_in_words_of_the_trade_does_not_count(tmp_path):
    path = model(tmp_path / "model", ["IRO", "Chronology", "Early Help"])
    assert spans(["IRO says Chronology and Early Help late"], path) == [[]]


def test_redact_uses_the_model_that_is_installed_and_says_so(tmp_path, monkeypatch):
    from qa_nlp.redacting import redact, table

    path = model(tmp_path / "model", ["smithy"])
    monkeypatch.setattr(table, "installed_model", lambda: path)
    result = redact(["the plan of smithy"])
    assert result["text"].tolist() == ["the plan of [name 1]"]
    assert result.attrs["redacted_by"] == path


def test_overlapping_spans_become_one_of_the_kind_of_the_longest():
    found = [Span(0, 5, NAME), Span(3, 20, ADDRESS), Span(15, 22, POSTCODE), Span(30, 31, NAME)]
    assert joined(found) == [Span(0, 22, ADDRESS), Span(30, 31, NAME)]
    assert joined([]) == []
