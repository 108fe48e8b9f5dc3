"""A trained reader → a tagger: the encoder in ONNX, the head in NumPy, calibrated as it ships."""

from __future__ import annotations

import numpy as np
from tokenizers import Tokenizer

from models.training.data import Examples
from models.training.network import Reader, TorchHead, Transformer
from models.training.quantise import quantised_once
from qa_nlp import Codebook, Tagger
from qa_nlp.tagging.calibration import Calibration
from qa_nlp.tagging.encoder import OnnxEncoder
from qa_nlp.tagging.export import to_onnx
from qa_nlp.tagging.head import Head


def to_head(head: TorchHead) -> Head:
    """Return the head in NumPy, rounded as it is saved so that saving changes nothing."""
    return Head.from_arrays(
        {name: value.detach().numpy().astype(np.float16) for name, value in head.named_parameters()}
    )


def to_tagger(reader: Reader, tokenizer: Tokenizer, tune: Examples, book: Codebook, name: str, version: str) -> Tagger:
    """Return the reader as a tagger, calibrated on ``tune`` with the network as it ships, not as it was trained."""
    network = reader.encoder
    heads = network.model.config.num_attention_heads if isinstance(network, Transformer) else 0
    exported = quantised_once(to_onnx(network, heads=heads, width=network.width))
    encoder = OnnxEncoder(exported, tokenizer.to_str())
    head = to_head(reader.head)
    logits = np.zeros((len(tune), len(book)), dtype=np.float32)
    polarity_logits = np.zeros((len(tune), len(book), 4), dtype=np.float32)
    for batch in encoder.read(tune.contexts, tune.texts):
        seen = head(batch)
        places, themes = np.indices(seen.logits.shape).reshape(2, -1)
        logits[batch.rows] = seen.logits
        polarity_logits[batch.rows[places], themes] = seen.polarities(places, themes)
    calibration = Calibration.fit(logits, polarity_logits, tune.polarity)
    return Tagger(name, version, book.hash, book.ids, encoder, head, calibration)
