"""A trained reader → a tagger: the encoder in ONNX, the head in NumPy, calibrated as it ships."""

from __future__ import annotations

import numpy as np
from tokenizers import Tokenizer

from models.training.data import Examples
from models.training.network import Reader, TorchHead, Transformer
from models.training.quantise import quantised_once
from models.training.ranges import with_fixed_ranges
from qa_nlp import Codebook, Tagger
from qa_nlp.tagging.calibration import Calibration
from qa_nlp.tagging.encoder import OnnxEncoder
from qa_nlp.tagging.export import to_onnx
from qa_nlp.tagging.head import Head

_FOR_RANGES = 6_000  # findings


def to_head(head: TorchHead) -> Head:
    """Return the head in NumPy, rounded as it is saved so that saving changes nothing."""
    return Head.from_arrays(
        {name: value.detach().numpy().astype(np.float16) for name, value in head.named_parameters()}
    )


def to_tagger(
    reader: Reader, tokenizer: Tokenizer, train: Examples, tune: Examples, book: Codebook, name: str, version: str
) -> Tagger:
    """Return the reader as a tagger: ranges measured on findings of ``train``, calibrated on ``tune`` as it ships."""
    network = reader.encoder
    heads = network.model.config.num_attention_heads if isinstance(network, Transformer) else 0
    exported = quantised_once(to_onnx(network, heads=heads, width=network.width))
    fixed = with_fixed_ranges(exported, tokenizer.to_str(), *some(train))
    encoder, head = OnnxEncoder(fixed, tokenizer.to_str()), to_head(reader.head)
    return Tagger(name, version, book.hash, book.ids, encoder, head, calibrated(encoder, head, tune))


def some(train: Examples) -> tuple[list[str], list[str]]:
    """Return contexts and texts of findings drawn by chance, as many as ranges need."""
    rows = np.random.default_rng(0).choice(len(train), min(_FOR_RANGES, len(train)), replace=False)
    drawn = train[np.sort(rows)]
    return drawn.contexts, drawn.texts


def calibrated(encoder: OnnxEncoder, head: Head, tune: Examples) -> Calibration:
    """Return the calibration of the network as it ships, not as it was trained."""
    n_themes = tune.polarity.shape[1]
    logits = np.zeros((len(tune), n_themes), dtype=np.float32)
    polarity_logits = np.zeros((len(tune), n_themes, 4), dtype=np.float32)
    for batch in encoder.read(tune.contexts, tune.texts):
        seen = head(batch)
        places, themes = np.indices(seen.logits.shape).reshape(2, -1)
        logits[batch.rows] = seen.logits
        polarity_logits[batch.rows[places], themes] = seen.polarities(places, themes)
    return Calibration.fit(logits, polarity_logits, tune.polarity)
