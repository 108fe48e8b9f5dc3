"""Saved taggers: ``model.json`` (what the model is, its vocabulary) and ``weights.safetensors``; never pickle."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

FORMAT = 1
_DESCRIPTION, _WEIGHTS = "model.json", "weights.safetensors"


def save(folder: Path, description: dict[str, Any], arrays: dict[str, np.ndarray]) -> None:
    """Write a model's description (JSON) and arrays to ``folder``, which is made if needed."""
    from safetensors.numpy import save_file

    folder.mkdir(parents=True, exist_ok=True)
    content = json.dumps({"format": FORMAT, **description}, ensure_ascii=False, indent=0)
    (folder / _DESCRIPTION).write_text(content + "\n", encoding="utf-8")
    save_file(arrays, folder / _WEIGHTS)


def load(folder: Path) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Read what :func:`save` wrote.

    Raises
    ------
    FileNotFoundError
        If the folder holds no model.
    ValueError
        If the model has another format.
    """
    from safetensors.numpy import load_file

    for part in (_DESCRIPTION, _WEIGHTS):
        if not (folder / part).is_file():
            raise FileNotFoundError(
                f"expected a model with {part} in {folder}; found none. Check the path or train one with Tagger.fit."
            )
    description = json.loads((folder / _DESCRIPTION).read_text(encoding="utf-8"))
    if description.get("format") != FORMAT:
        raise ValueError(
            f"model {folder.name}: expected format {FORMAT}; found {description.get('format')}. "
            "Retrain it with this version of qa_nlp."
        )
    return description, load_file(folder / _WEIGHTS)
