"""The taggers that ship with the package, and loading one by name or path."""

from __future__ import annotations

from pathlib import Path

from qa_nlp.codebook import Codebook
from qa_nlp.shipped import folders
from qa_nlp.tagging.tagger import Tagger

DEFAULT = "accurate"


def resolve(model: str | Path | Tagger, codebook: Codebook | None = None, *, threads: int = 0) -> Tagger:
    """Return a tagger: itself, a shipped one by name, or a saved one by the path of its folder.

    ``threads`` is how many cores a loaded one uses (0 for all).

    Raises
    ------
    ValueError
        If there is no such model; the message lists the shipped ones.
    """
    if isinstance(model, Tagger):
        return model
    return Tagger.load(folder_of(model), codebook=codebook, threads=threads)


def folder_of(model: str | Path) -> Path:
    """Return where a model stands that is given by name or by its folder; ``ValueError`` if there is none."""
    names = folders()
    if str(model) in names:
        return names[str(model)]
    if not Path(model).is_dir():
        raise ValueError(
            f"expected one of the shipped models ({', '.join(names) or 'none'}) or the folder of a model; found "
            f"{str(model)!r}. Choose one of these."
        )
    return Path(model)
