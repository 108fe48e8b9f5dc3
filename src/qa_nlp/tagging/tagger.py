"""`Tagger`: reads findings with an encoder and a head, gives tags, and is saved without pickle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qa_nlp import tables
from qa_nlp.codebook import Codebook
from qa_nlp.tables import POLARITIES
from qa_nlp.tagging import storage
from qa_nlp.tagging.calibration import Calibration
from qa_nlp.tagging.context import inputs
from qa_nlp.tagging.encoder import Batch, Encoder, OnnxEncoder
from qa_nlp.tagging.evidence import Spans, best_runs, whole_words
from qa_nlp.tagging.head import Head, Seen

if TYPE_CHECKING:
    from qa_nlp.tagging.explanation import Explanation

UNSURE = (0.4, 0.6)
"""A decision whose probability lies between these would be wrong in two of five cases or more."""


@dataclass(frozen=True)
class _Found:
    """Tags of one batch, a row each: finding, theme, probability, polarity probabilities and evidence."""

    rows: np.ndarray
    themes: np.ndarray
    scores: np.ndarray
    polarities: np.ndarray
    spans: list[Spans]


class Tagger:
    """Gives findings their themes, polarities and evidence.

    An encoder (a small transformer, or windows over word vectors; ONNX) reads each finding with the direction and the
    headings above it. Each theme then looks for its words among the finding's tokens (:class:`Head`), and a
    calibration turns the sum into a probability. :meth:`fit` trains head and calibration on a council's own labels;
    the shipped models are trained through and through by ``models/train.py``.

    Attributes
    ----------
    name, version
        What the ``model`` column of the tags says.
    codebook_hash
        Of the codebook whose themes it gives.
    classes_
        The theme ids that it can give, in the codebook's order.
    """

    def __init__(
        self,
        name: str,
        version: str,
        codebook_hash: str,
        classes_: tuple[str, ...],
        encoder: Encoder,
        head: Head,
        calibration: Calibration,
    ) -> None:
        from threadpoolctl import ThreadpoolController

        self.name = name
        self.version = version
        self.codebook_hash = codebook_hash
        self.classes_ = classes_
        self.encoder = encoder
        self.head = head
        self.calibration = calibration
        self._pools = ThreadpoolController()  # looks for the libraries that share work among cores: costs milliseconds

    @classmethod
    def fit(
        cls,
        findings: pd.DataFrame,
        tags: pd.DataFrame,
        *,
        codebook: Codebook | None = None,
        base: str | Path | Tagger | None = None,
        encoder: Encoder | None = None,
        groups: Sequence[str] | None = None,
        name: str = "custom",
        version: str = "1",
        seed: int = 0,
    ) -> Tagger:
        """Train a tagger on labelled findings; the encoder stays as it is, so that minutes on a laptop suffice.

        Themes that ``base`` knows begin where it stands and move as far as the labels ask; a new theme begins at its
        definition and learns from its examples (see :func:`qa_nlp.tagging.fitting.fit`).

        Parameters
        ----------
        findings
            A findings table; ``heading`` and ``direction`` are read where they are known.
        tags
            A tags table of these findings, made by people. A finding without tags is an example of no theme.
        codebook
            Whose themes the tags are (the package's own if None).
        base
            The tagger to start from: a shipped model's name, a folder or a :class:`Tagger` (``"accurate"`` if None).
        encoder
            Another encoder in place of that of ``base``; every theme is then new to it. A sentence-transformers model
            becomes one with :func:`qa_nlp.tagging.export.from_sentence_transformer`.
        groups
            One a finding: the authority, document or writer it comes from. Calibration never learns and tests on
            the same group. The ``document`` column if None.
        name, version
            What the ``model`` column will say.
        seed
            Of every random step.

        Raises
        ------
        ValueError
            If there are fewer than two groups, or if a tag has no finding or a theme that the codebook lacks.
        """
        from qa_nlp.tagging.fitting import fit
        from qa_nlp.tagging.models import DEFAULT, resolve

        book = codebook or Codebook.load()
        known = resolve(base if base is not None else DEFAULT) if encoder is None else None
        reader: Encoder = encoder if encoder is not None else known.encoder  # type: ignore[union-attr]
        head, calibration = fit(findings, tags, book, reader, known, groups, seed)
        return cls(name, version, book.hash, book.ids, reader, head, calibration)

    def tag(
        self, findings: pd.DataFrame | Sequence[str], *, min_score: float | None = None, progress: bool = False
    ) -> pd.DataFrame:
        """Tag findings.

        Parameters
        ----------
        findings
            A findings table, or a list of texts (whose ids are then "0", "1", ...).
        min_score
            Give the themes whose probability reaches this, instead of each theme's own threshold; the column
            ``model`` says so, and the measured error rates do not hold.
        progress
            Show a progress bar.

        Returns
        -------
        DataFrame
            The tags table: a row for each finding and theme whose probability reaches the threshold, in the order of
            the findings, most probable theme first. A finding without themes has no row. ``attrs["unsure"]`` lists
            the ids of the findings that a person should look at: some theme's probability, given or not, or the
            polarity of a given one, lies between 0.4 and 0.6.

        Raises
        ------
        ValueError
            If ``findings`` is not a findings table, or ``min_score`` is not between 0 and 1.
        """
        check_min_score(min_score)
        findings = tables.as_findings(findings)
        threshold = self.calibration.threshold if min_score is None else np.full(len(self.classes_), min_score)
        ids = findings["finding_id"].to_numpy(dtype=object)
        unsure = np.zeros(len(findings), dtype=bool)
        found: list[_Found] = []
        for batch, given in self._read(findings, threshold, progress):
            unsure[batch] = given[0]
            found.append(given[1])
        # Another threshold makes other mistakes than those measured, so that these tags are of another model.
        model = f"{self.name} {self.version}" + ("" if min_score is None else f" from {min_score:g}")
        frame = self._table(ids, found, model) if found else tables.empty(tables.TAGS)
        frame.attrs["unsure"] = ids[unsure].tolist()
        return frame

    def predict_proba(self, findings: pd.DataFrame | Sequence[str]) -> np.ndarray:
        """Return findings x themes: the probability that a careful reader gives each theme of ``classes_``."""
        findings = tables.as_findings(findings)
        result = np.zeros((len(findings), len(self.classes_)))
        for batch, seen in self._seen(*inputs(findings)):
            result[batch.rows] = self.calibration.themes(seen.logits)
        return result

    def predict(self, findings: pd.DataFrame | Sequence[str]) -> np.ndarray:
        """Return findings x themes, 1 where the theme is given: what scikit-learn calls a multilabel indicator."""
        return (self.predict_proba(findings) >= self.calibration.threshold).astype(np.int8)

    def explain(self, finding: str | pd.Series) -> Explanation:
        """Return why this finding got its themes: a text, or a row of a findings table.

        The result prints as text, shows highlighted in a notebook, and holds every word's share of each theme.
        """
        from qa_nlp.tagging.explanation import explain

        return explain(self, finding)

    def _seen(self, above: Sequence[str], texts: Sequence[str]) -> Iterator[tuple[Batch, Seen]]:
        # The head's products are so small that sharing one among cores costs more than it saves, and the network needs
        # the cores for the next batch.
        with self._pools.limit(limits=1, user_api="blas"):
            for batch in self.encoder.read(above, texts):
                yield batch, self.head(batch)

    def _read(
        self, findings: pd.DataFrame, threshold: np.ndarray, progress: bool
    ) -> Iterator[tuple[np.ndarray, tuple[np.ndarray, _Found]]]:
        from tqdm import tqdm

        above, texts = inputs(findings)
        with tqdm(total=len(findings), desc="tagging", unit="finding", disable=not progress) as bar:
            for batch, seen in self._seen(above, texts):
                probabilities = self.calibration.themes(seen.logits)
                rows, themes = np.nonzero(probabilities >= threshold)
                polarities = self.calibration.polarities(seen.polarities(rows, themes))
                doubt = np.any((probabilities > UNSURE[0]) & (probabilities < UNSURE[1]), axis=1).reshape(-1)
                doubt[rows[polarities.max(axis=1) < UNSURE[1]]] = True
                spans = _evidence(batch, seen, rows, themes, texts)
                found = _Found(batch.rows[rows], themes, probabilities[rows, themes], polarities, spans)
                yield batch.rows, (doubt, found)
                bar.update(len(batch.rows))

    def _table(self, ids: np.ndarray, found: list[_Found], model: str) -> pd.DataFrame:
        rows = np.concatenate([each.rows for each in found])
        themes = np.concatenate([each.themes for each in found])
        scores = np.concatenate([each.scores for each in found])
        polarities = np.concatenate([each.polarities for each in found])
        spans = np.empty(len(rows), dtype=object)
        spans[:] = [span for each in found for span in each.spans]
        order = np.lexsort((themes, -scores, rows))
        best = polarities.argmax(axis=1)
        return pd.DataFrame(
            {
                "finding_id": pd.array(ids[rows[order]], dtype=tables.TEXT),
                "theme": pd.array(np.array(self.classes_, dtype=object)[themes[order]], dtype=tables.TEXT),
                "polarity": pd.array(np.array(POLARITIES, dtype=object)[best[order]], dtype=tables.TEXT),
                "score": pd.array(scores[order].astype(float), dtype=tables.NUMBER),
                "polarity_score": pd.array(polarities.max(axis=1)[order].astype(float), dtype=tables.NUMBER),
                "evidence": spans[order],
                "model": pd.array([model] * len(order), dtype=tables.TEXT),
            }
        )

    def save(self, folder: str | Path) -> Path:
        """Save the tagger in ``folder``, which is made if needed; returns it. Loading gives the same tags.

        Raises
        ------
        ValueError
            If the encoder is not an :class:`OnnxEncoder`.
        """
        if not isinstance(self.encoder, OnnxEncoder):
            raise ValueError(
                f"expected an OnnxEncoder to save; found {type(self.encoder).__name__}. Fit with one of those."
            )
        description = {
            "name": self.name,
            "version": self.version,
            "codebook": self.codebook_hash,
            "themes": list(self.classes_),
            "slope": self.calibration.slope.tolist(),
            "offset": self.calibration.offset.tolist(),
            "threshold": self.calibration.threshold.tolist(),
            "temperature": self.calibration.temperature,
        }
        storage.save(Path(folder), description, self.head.arrays(), self.encoder.tokenizer, self.encoder.network)
        return Path(folder)

    @classmethod
    def load(cls, folder: str | Path, *, codebook: Codebook | None = None, threads: int = 0) -> Tagger:
        """Load what :meth:`save` wrote; nothing is fetched from anywhere. It uses so many cores (0 for all).

        Raises
        ------
        FileNotFoundError
            If the folder holds no model.
        ValueError
            If the model has another format, was trained on another codebook than ``codebook`` (the package's own if
            None), or its parts do not fit together.
        """
        folder = Path(folder)
        described, arrays, tokenizer, network = storage.load(folder)
        book = codebook or Codebook.load()
        if described["codebook"] != book.hash:
            raise ValueError(
                f"model {folder.name}: expected a model of codebook {book.hash}; found one of {described['codebook']}. "
                "Pass the codebook it was trained on, or retrain it."
            )
        encoder, head = OnnxEncoder(network, tokenizer, threads=threads), Head.from_arrays(arrays)
        wanted = (len(described["themes"]), encoder.width)
        if head.query.shape != wanted:
            raise ValueError(
                f"model {folder.name}: expected vectors of {wanted[0]} themes and width {wanted[1]}; found "
                f"{head.query.shape}. Save it again."
            )
        slope, offset, threshold = (np.array(described[part]) for part in ("slope", "offset", "threshold"))
        calibration = Calibration(slope, offset, threshold, described["temperature"])
        themes = tuple(described["themes"])
        return cls(described["name"], described["version"], described["codebook"], themes, encoder, head, calibration)


def check_min_score(min_score: float | None) -> None:
    """Raise ``ValueError`` if it is no probability."""
    if min_score is not None and not 0 <= min_score <= 1:
        raise ValueError(f"expected min_score between 0 and 1; found {min_score}. It is a probability.")


def _evidence(batch: Batch, seen: Seen, rows: np.ndarray, themes: np.ndarray, texts: Sequence[str]) -> list[Spans]:
    """Return the evidence of each tag: which place in the batch, which theme."""
    pair, token = seen.tokens(rows)
    counts = batch.counts[rows]
    first, last = best_runs(seen.shares[token, themes[pair]], counts)
    begin = np.cumsum(counts) - counts
    return [
        whole_words(texts[row], int(batch.starts[token[at + a]]), int(batch.ends[token[at + b]])) if a >= 0 else ()
        for row, at, a, b in zip(batch.rows[rows].tolist(), begin.tolist(), first.tolist(), last.tolist(), strict=True)
    ]
