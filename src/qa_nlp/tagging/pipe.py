"""The spaCy component ``qa_themes``: evidence as spans, themes as categories."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import minibatch

from qa_nlp.codebook import Codebook
from qa_nlp.tagging.models import DEFAULT, resolve
from qa_nlp.tagging.tagger import Tagger

KEY = "qa_themes"
_BATCH = 256


@Language.factory(KEY, assigns=["doc.spans", "doc.cats"], default_config={"model": DEFAULT, "codebook": None})
def make(nlp: Language, name: str, model: str, codebook: str | None) -> QaThemes:
    """Make the component from its configuration: a shipped model's name or a saved one's folder, and its codebook."""
    book = Codebook.load(codebook)
    return QaThemes(name, resolve(model, book), book)


class QaThemes:
    """Tags each Doc as one finding.

    ``doc.spans["qa_themes"]`` holds the evidence of every theme given, labelled with the theme (its ``kb_id_`` is the
    polarity); ``doc.cats`` the score of every theme given, and of "theme:polarity".
    """

    def __init__(self, name: str, tagger: Tagger, codebook: Codebook) -> None:
        self.name = name
        self.tagger = tagger
        self._codebook = codebook

    def __call__(self, doc: Doc) -> Doc:
        """Tag one Doc."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = _BATCH) -> Iterator[Doc]:
        """Tag Docs in batches."""
        for docs in minibatch(stream, batch_size):
            tags = self.tagger.tag([doc.text for doc in docs])
            spans: dict[int, list[Span]] = {place: [] for place in range(len(docs))}
            for tag in tags.to_dict("records"):
                place, theme, polarity = int(tag["finding_id"]), tag["theme"], tag["polarity"]
                doc = docs[place]
                doc.cats[theme] = tag["score"]
                doc.cats[f"{theme}:{polarity}"] = tag["score"] * tag["polarity_score"]
                for start, end in tag["evidence"]:
                    span = doc.char_span(start, end, theme, kb_id=polarity, alignment_mode="expand")
                    spans[place].append(span)
            for place, doc in enumerate(docs):
                doc.spans[KEY] = spans[place]
                yield doc

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Save the tagger itself, so that a pipeline on disk needs no model beside it."""
        self.tagger.save(path)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> QaThemes:
        """Load what :meth:`to_disk` saved."""
        self.tagger = Tagger.load(path, codebook=self._codebook)
        return self
