"""The spaCy component, found by its entry point and saved with its pipeline."""

import pytest

spacy = pytest.importorskip("spacy", reason="needs the spacy extra")

TEXT = "Visits are regular. Supervision is task focused and never reflective."


@pytest.fixture(scope="module")
def nlp():
    made = spacy.blank("en")
    made.add_pipe("qa_themes", config={"model": "fast"})
    return made


def test_spans_and_categories(nlp):
    doc = nlp(TEXT)
    assert doc.cats["supervision"] > 0.5
    assert 0 < doc.cats["supervision:concern"] <= doc.cats["supervision"]
    (span,) = [span for span in doc.spans["qa_themes"] if span.label_ == "supervision"]
    assert span.kb_id_ == "concern"
    assert "Supervision" in span.text


def test_a_doc_without_themes_has_an_empty_group(nlp):
    doc = nlp("Team 4")
    assert list(doc.spans["qa_themes"]) == []
    assert doc.cats == {}
    assert len(nlp("")) == 0


def test_pipe_gives_what_calls_give(nlp):
    texts = [TEXT, "Team 4", "No contingency plan"] * 3
    for doc, text in zip(nlp.pipe(texts, batch_size=2), texts, strict=True):
        assert doc.text == text
        assert set(doc.cats) == set(nlp(text).cats)


def test_survives_the_disk(nlp, tmp_path):
    nlp.to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline")
    assert again(TEXT).cats == nlp(TEXT).cats
    assert (tmp_path / "pipeline" / "qa_themes" / "encoder.onnx").is_file()
