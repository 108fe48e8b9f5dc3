"""Explanations: words and their shares, printed and highlighted."""

import pandas as pd
import pytest

from qa_nlp import explain
from qa_nlp.tagging.models import resolve

TEXT = "Supervision is regular and reflective. Chronologies are never up to date"


def test_every_word_has_its_share_of_every_theme_given():
    found = explain(TEXT)
    assert found.shares["word"].tolist() == TEXT.split()
    assert set(found.tags["theme"]) <= set(found.shares.columns)
    assert found.shares.loc[found.shares["chronologies"].idxmax(), "word"] in {"Chronologies", "never"}
    assert found.shares["supervision"][:5].sum() > found.shares["supervision"][5:].sum()


def test_shares_and_bias_make_the_score():
    tagger = resolve("accurate")
    found = tagger.explain(TEXT)
    theme = tagger.classes_.index("supervision")
    logit = found.shares["supervision"].sum() + tagger.head.bias[theme]
    logits = [logit if place == theme else 0.0 for place in range(len(tagger.classes_))]
    score = found.tags.set_index("theme").loc["supervision", "score"]
    assert tagger.calibration.themes(pd.Series(logits).to_numpy())[theme] == pytest.approx(score, abs=1e-4)


def test_prints_a_line_a_theme():
    lines = str(explain(TEXT)).splitlines()
    assert lines[0] == TEXT
    assert sorted(line.split(")")[0] for line in lines[1:]) == ["  chronologies (concern", "  supervision (strength"]
    assert str(explain("Team 4")) == "Team 4\n  no theme"


def test_a_row_of_findings_is_read_with_its_heading():
    row = pd.Series({"finding_id": "x", "text": "No", "heading": "Is there evidence of drift?"})
    found = explain(row).tags
    assert found["theme"].tolist() == ["drift_and_delay"]
    assert found["polarity"].tolist() == ["strength"]
    assert found["finding_id"].tolist() == ["x"]


def test_a_notebook_shows_the_words_highlighted():
    pytest.importorskip("spacy", reason="needs the spacy extra")
    page = explain(TEXT)._repr_html_()
    assert "chronologies · concern" in page
    assert "supervision · strength" in page
    for word in TEXT.split():
        assert word in page
