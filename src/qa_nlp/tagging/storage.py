"""Saved taggers: JSON, safetensors and ONNX in one folder; never pickle, and nothing is fetched."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

FORMAT = 2
DESCRIPTION, WEIGHTS, TOKENIZER, NETWORK = "model.json", "head.safetensors", "tokenizer.json", "encoder.onnx"


def save(
    folder: Path, description: dict[str, Any], arrays: dict[str, np.ndarray], tokenizer: str, network: bytes
) -> None:
    """Write a tagger's parts to ``folder``, which is made if needed."""
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    content = json.dumps({"format": FORMAT, **description}, ensure_ascii=False, indent=1)
    (folder / DESCRIPTION).write_text(content + "\n", encoding="utf-8")
    (folder / TOKENIZER).write_text(tokenizer, encoding="utf-8")
    (folder / NETWORK).write_bytes(network)
    save_file({name: np.ascontiguousarray(array) for name, array in arrays.items()}, folder / WEIGHTS)


def load(folder: Path) -> tuple[dict[str, Any], dict[str, np.ndarray], str, bytes]:
    """Read what :func:`save` wrote.

    Raises
    ------
    FileNotFoundError
        If the folder holds no model.
    ValueError
        If the model has another format.
    """
    from safetensors.numpy import load_file

    for part in (DESCRIPTION, WEIGHTS, TOKENIZER, NETWORK):
        if not (folder / part).is_file():
            raise FileNotFoundError(
                f"expected a model with {part} in {folder}; found none. Check the path or train one with Tagger.fit."
            )
    description = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
    if description.get("format") != FORMAT:
        raise ValueError(
            f"model {folder.name}: expected format {FORMAT}; found {description.get('format')}. "
            "Retrain it with this version of qa_nlp."
        )
    tokenizer = (folder / TOKENIZER).read_text(encoding="utf-8")
    return description, load_file(folder / WEIGHTS), tokenizer, (folder / NETWORK).read_bytes()
