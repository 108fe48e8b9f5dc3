"""`Tagger`: learns from labelled findings, tags new ones, and is saved without pickle."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import vstack

from qa_nlp import tables
from qa_nlp.codebook import Codebook
from qa_nlp.tables import POLARITIES
from qa_nlp.tagging import storage
from qa_nlp.tagging.context import with_headings
from qa_nlp.tagging.evidence import Located, Spans, evidence
from qa_nlp.tagging.polarity import PolarityModel, polarity_matrix
from qa_nlp.tagging.themes import ThemeModel
from qa_nlp.tagging.vectors import Vectors

_BATCH = 2_000


class Tagger:
    """Gives findings their themes, polarities and evidence.

    Themes: a linear support vector machine a theme over TF-IDF runs of words and letters, with Platt's calibration;
    a topic or question in the heading is read with the finding where its own words name no theme (its evidence is
    then what lies in the finding itself, and may be empty).
    Polarity: a multinomial logistic regression over the finding, the clause that speaks of the theme, and the
    direction of the heading above. Both are learnt by :meth:`fit` and nothing else is needed to tag.

    Attributes
    ----------
    name, version
        What the ``model`` column of the tags says.
    themes
        The theme ids that this tagger can give, in the codebook's order.
    """

    def __init__(
        self,
        name: str,
        version: str,
        codebook_hash: str,
        themes: tuple[str, ...],
        vectors: Vectors,
        theme_model: ThemeModel,
        polarity_model: PolarityModel,
    ) -> None:
        self.name = name
        self.version = version
        self.codebook_hash = codebook_hash
        self.themes = themes
        self._vectors = vectors
        self._theme_model = theme_model
        self._polarity_model = polarity_model

    @classmethod
    def fit(
        cls,
        findings: pd.DataFrame,
        tags: pd.DataFrame,
        *,
        codebook: Codebook | None = None,
        groups: Sequence[str] | None = None,
        weight: Sequence[float] | None = None,
        name: str = "custom",
        version: str = "1",
        seed: int = 0,
    ) -> Tagger:
        """Train a tagger.

        Parameters
        ----------
        findings
            A findings table; ``direction`` is used where it is known.
        tags
            A tags table of these findings, made by people. A finding without tags is an example of no theme.
        codebook
            Whose themes the tags are (the package's own if None).
        groups
            One a finding: the authority, document or writer it comes from. Calibration never learns and tests on
            the same group. The ``document`` column if None.
        weight
            One a finding: how much it counts in training (1 if None).
        name, version
            What the ``model`` column will say.
        seed
            Of every random step.

        Raises
        ------
        ValueError
            If there are fewer than five groups, if a tag has no finding or a theme that the codebook lacks, or if
            all tags have the same polarity.
        """
        book = codebook or Codebook.load()
        findings = tables.check(findings, tables.FINDINGS)
        tags = tables.check(tags, tables.TAGS)
        book.check_ids(tags["theme"])
        lost = int((~tags["finding_id"].isin(findings["finding_id"])).sum())
        if lost:
            raise ValueError(
                f"expected every tag to belong to a finding; found {lost} without. Give the findings they were made on."
            )
        by_group = [str(group) for group in (groups if groups is not None else findings["document"].fillna("unknown"))]
        if len(set(by_group)) < 5:
            raise ValueError(
                f"expected findings of at least five groups, to calibrate on groups not trained on; "
                f"found {len(set(by_group))}. Give groups=."
            )
        if tags["polarity"].nunique() < 2:
            raise ValueError(
                f"expected tags of at least two polarities; found {tags['polarity'].nunique()}. "
                "Label strengths and concerns."
            )
        row_of = {finding: row for row, finding in enumerate(findings["finding_id"])}
        column_of = {theme: column for column, theme in enumerate(book.ids)}
        rows = np.array([row_of[finding] for finding in tags["finding_id"]])
        columns = np.array([column_of[theme] for theme in tags["theme"]])
        labels = np.zeros((len(findings), len(book)), dtype=np.int8)
        labels[rows, columns] = 1
        directions = _or_none(findings["direction"])
        topical = with_headings(findings["text"].tolist(), _or_none(findings["heading"]), directions)
        texts = [read or text for read, text in zip(topical, findings["text"], strict=True)]
        each = np.ones(len(findings)) if weight is None else np.asarray(weight, dtype=float)

        vectors = Vectors.fit(texts, by_group)
        matrix = vectors.transform(texts)
        theme_model = ThemeModel.fit(matrix, labels, by_group, each, seed)
        located = {row: Located.of(texts[row], matrix[row], vectors) for row in sorted(set(rows.tolist()))}
        clauses = [
            evidence(located[row], theme_model.weights[column])[1]
            for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        ]
        pairs = polarity_matrix(matrix[rows], vectors.transform_words(clauses), [directions[row] for row in rows])
        polarity_model = PolarityModel.fit(pairs, tags["polarity"].tolist(), each[rows])
        return cls(name, version, book.hash, book.ids, vectors, theme_model, polarity_model)._rounded()

    def tag(self, findings: pd.DataFrame | Sequence[str], *, progress: bool = False) -> pd.DataFrame:
        """Tag findings.

        Parameters
        ----------
        findings
            A findings table, or a list of texts (whose ids are then "0", "1", ...).
        progress
            Show a progress bar.

        Returns
        -------
        DataFrame
            The tags table: a row for each finding and theme whose probability reaches the model's threshold, in the
            order of the findings, most probable theme first. A finding without themes has no row.

        Raises
        ------
        ValueError
            If ``findings`` is not a findings table.
        """
        findings = as_findings(findings)
        found = [row for batch in self._batches(findings, progress) for row in batch]
        if not found:
            return tables.empty(tables.TAGS)
        frame = pd.DataFrame(found, columns=list(tables.TAGS.columns))
        return tables.check(frame, tables.TAGS)

    def scores(self, texts: Sequence[str]) -> pd.DataFrame:
        """Return the calibrated probability of every theme: one row a text, one column a theme."""
        return pd.DataFrame(
            self._theme_model.probabilities(self._vectors.transform(list(texts))), columns=list(self.themes)
        )

    def _batches(self, findings: pd.DataFrame, progress: bool) -> Iterator[list[tuple[Any, ...]]]:
        from tqdm import tqdm

        with tqdm(total=len(findings), desc="tagging", unit="finding", disable=not progress) as bar:
            for first in range(0, len(findings), _BATCH):
                batch = findings.iloc[first : first + _BATCH]
                yield self._tag_batch(batch)
                bar.update(len(batch))

    def _tag_batch(self, batch: pd.DataFrame) -> list[tuple[Any, ...]]:
        ids, texts, directions = batch["finding_id"].tolist(), batch["text"].tolist(), _or_none(batch["direction"])
        matrix = self._vectors.transform(texts)
        probabilities = self._theme_model.probabilities(matrix)
        # The heading is read only where the finding's own words name no theme.
        topical = with_headings(texts, _or_none(batch["heading"]), directions)
        silent = probabilities.max(axis=1) < self._theme_model.threshold
        as_read = [(quiet and read) or text for quiet, read, text in zip(silent, topical, texts, strict=True)]
        reread = [row for row, text in enumerate(texts) if as_read[row] != text]
        if reread:
            order = np.arange(len(texts))
            order[reread] = len(texts) + np.arange(len(reread))
            matrix = vstack([matrix, self._vectors.transform([as_read[row] for row in reread])], format="csr")[order]
            probabilities[reread] = self._theme_model.probabilities(matrix[reread])
        pairs: list[tuple[int, int, Spans, str]] = []
        for row, text in enumerate(as_read):
            given = np.flatnonzero(probabilities[row] >= self._theme_model.threshold)
            if not len(given):
                continue
            located = Located.of(text, matrix[row], self._vectors)
            for theme in given[np.argsort(-probabilities[row, given], kind="stable")].tolist():
                pairs.append((row, theme, *evidence(located, self._theme_model.weights[theme])))
        if not pairs:
            return []
        polarities = self._polarity_model.probabilities(
            polarity_matrix(
                matrix[[row for row, *_ in pairs]],
                self._vectors.transform_words([clause for *_, clause in pairs]),
                [directions[row] for row, *_ in pairs],
            )
        )
        label = f"{self.name} {self.version}"
        return [
            (
                ids[row],
                self.themes[theme],
                POLARITIES[best],
                float(probabilities[row, theme]),
                float(polarity[best]),
                _inside(spans, len(as_read[row]) - len(texts[row])),
                label,
            )
            for (row, theme, spans, _), polarity, best in zip(
                pairs, polarities, polarities.argmax(axis=1).tolist(), strict=True
            )
        ]

    def _rounded(self) -> Tagger:
        """Return this tagger with its weights as they are saved (half precision), so that saving changes nothing."""
        theme, polarity = self._theme_model, self._polarity_model
        return Tagger(
            self.name,
            self.version,
            self.codebook_hash,
            self.themes,
            self._vectors,
            ThemeModel(
                _half(theme.weights),
                _single(theme.intercept),
                _single(theme.slope),
                _single(theme.offset),
                theme.threshold,
            ),
            PolarityModel(_half(polarity.weights), _single(polarity.intercept)),
        )

    def save(self, folder: str | Path) -> Path:
        """Save the tagger in ``folder``, which is made if needed; returns it. Loading gives the same tags."""
        state = self._vectors.state()
        theme, polarity = self._theme_model, self._polarity_model
        description = {
            "name": self.name,
            "version": self.version,
            "codebook": self.codebook_hash,
            "themes": list(self.themes),
            "threshold": theme.threshold,
            "words": state["words"],
            "pieces": state["pieces"],
        }
        arrays = {
            "idf": state["idf"],
            "theme_weights": theme.weights.astype(np.float16),
            "theme_intercept": theme.intercept,
            "theme_slope": theme.slope,
            "theme_offset": theme.offset,
            "polarity_weights": polarity.weights.astype(np.float16),
            "polarity_intercept": polarity.intercept,
        }
        storage.save(Path(folder), description, arrays)
        return Path(folder)

    @classmethod
    def load(cls, folder: str | Path, *, codebook: Codebook | None = None) -> Tagger:
        """Load what :meth:`save` wrote; nothing is fetched from anywhere.

        Raises
        ------
        FileNotFoundError
            If the folder holds no model.
        ValueError
            If the model has another format, was trained on another codebook than ``codebook`` (the package's own if
            None), or its parts do not fit together.
        """
        folder = Path(folder)
        described, arrays = storage.load(folder)
        book = codebook or Codebook.load()
        if described["codebook"] != book.hash:
            raise ValueError(
                f"model {folder.name}: expected a model of codebook {book.hash}; found one of {described['codebook']}. "
                "Pass the codebook it was trained on, or retrain it."
            )
        vectors = Vectors.from_state(described["words"], described["pieces"], arrays["idf"])
        if arrays["theme_weights"].shape != (len(described["themes"]), vectors.n_columns):
            raise ValueError(
                f"model {folder.name}: expected weights for {len(described['themes'])} themes and {vectors.n_columns} "
                f"columns; found {arrays['theme_weights'].shape}. Save it again."
            )
        theme_model = ThemeModel(
            arrays["theme_weights"].astype(np.float32),
            arrays["theme_intercept"],
            arrays["theme_slope"],
            arrays["theme_offset"],
            described["threshold"],
        )
        polarity_model = PolarityModel(arrays["polarity_weights"].astype(np.float32), arrays["polarity_intercept"])
        themes = tuple(described["themes"])
        return cls(
            described["name"], described["version"], described["codebook"], themes, vectors, theme_model, polarity_model
        )


def as_findings(findings: pd.DataFrame | Sequence[str]) -> pd.DataFrame:
    """Return a findings table: the given one checked, or one made of a list of texts with ids "0", "1", ..."""
    if isinstance(findings, str):
        raise ValueError("expected a findings table or a list of texts; found one string. Put it in a list.")
    if not isinstance(findings, pd.DataFrame):
        texts = list(findings)
        findings = pd.DataFrame({"finding_id": [str(place) for place in range(len(texts))], "text": texts})
    return tables.check(findings, tables.FINDINGS)


def _inside(spans: Spans, heading: int) -> Spans:
    """Return the spans that lie in the finding itself, behind so many characters of heading."""
    return tuple((start - heading, end - heading) for start, end in spans if start >= heading)


def _or_none(column: pd.Series) -> list[str | None]:
    return [None if pd.isna(value) else str(value) for value in column]


def _half(values: np.ndarray) -> np.ndarray:
    return np.asarray(values.astype(np.float16).astype(np.float32))


def _single(values: np.ndarray) -> np.ndarray:
    return np.asarray(values, dtype=np.float32)
