"""Microsoft Presidio with our own recognisers, over an installed spaCy model or over rules alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from qa_nlp.redacting.initials import initials
from qa_nlp.redacting.kinds import INSURANCE, KINDS, NAME, NHS, PHONE, PLACEHOLDER, Span, joined
from qa_nlp.redacting.lexicon import folded, is_proper_noun, is_word, listed
from qa_nlp.redacting.names import names
from qa_nlp.redacting.numbers import numbers
from qa_nlp.redacting.places import places

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine

RULES = "rules alone"
_PREFERRED = ("trf", "lg", "md", "sm")  # of several English models, the most accurate
_THEIRS = {"PERSON": NAME, "PHONE_NUMBER": PHONE, "UK_NHS": NHS, "UK_NINO": INSURANCE}
_CANNOT_BE_TOLD = re.compile(r"[A-Z]{1,5}s?")


def installed_model() -> str | None:
    """Return the name of the most accurate English spaCy model that is installed and finds names, or None."""
    from spacy.util import get_installed_models

    found = [name for name in get_installed_models() if name.startswith("en_core_web_")]
    return min(found, key=lambda name: (_rank(name), name), default=None)


def _rank(name: str) -> int:
    size = name.rpartition("_")[2]
    return _PREFERRED.index(size) if size in _PREFERRED else len(_PREFERRED)


def spans(texts: Sequence[str], model: str | None = None) -> list[list[Span]]:
    """Return what is to be replaced in each text: offsets into it and kinds, in order, none overlapping.

    Placeholders that stand in a text already are left alone.

    Parameters
    ----------
    texts
        Texts.
    model
        The name or path of a spaCy model whose names of people count too; None for rules alone.
    """
    engine = _engine(model)
    artifacts = (found for _, found in engine.nlp_engine.process_batch(texts, language="en"))
    return [_found(engine, text, artifact) for text, artifact in zip(texts, artifacts, strict=True)]


def _found(engine: AnalyzerEngine, text: str, artifact: Any) -> list[Span]:
    taken = [match.span() for match in PLACEHOLDER.finditer(text)]
    results = engine.analyze(text, language="en", nlp_artifacts=artifact)
    found = [
        Span(
            result.end - len(text[result.start : result.end].lstrip()),  # Presidio's own take a space along
            result.end,
            _THEIRS.get(result.entity_type, result.entity_type),
        )
        for result in results
    ]
    free = [span for span in found if all(span.end <= start or end <= span.start for start, end in taken)]
    return joined([span for span in free if span.kind != NAME or not _is_of_the_trade(text[span.start : span.end])])


def _is_of_the_trade(words: str) -> bool:
    """Tell names that a model finds in "IRO", "Early Help" or "Chron": it has not read audits."""
    if words in listed("abbreviations") or (
        _CANNOT_BE_TOLD.fullmatch(words) and words.rstrip("s") in listed("abbreviations")
    ):
        return True
    parts = [folded(part) for part in re.findall(r"[^\W\d_]+", words)]
    return all((is_word(part) or is_proper_noun(part)) and not _may_be_name(part) for part in parts)


def _may_be_name(part: str) -> bool:
    return part in listed("first_names") or part in listed("surnames")


@cache
def _engine(model: str | None) -> AnalyzerEngine:
    """Build the analyser: no model is ever downloaded, and nothing of it opens a connection.

    Of Presidio's own recognisers those are taken that hold for England and need no list from the internet, as its one
    for e-mail does.
    """
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NerModelConfiguration, NlpEngine, NoOpNlpEngine, SpacyNlpEngine
    from presidio_analyzer.predefined_recognizers import (
        NhsRecognizer,
        PhoneRecognizer,
        SpacyRecognizer,
        UkNinoRecognizer,
    )

    recognizers: list[Any] = [_rule(finder) for finder in (numbers, places, names, initials)]
    recognizers += [PhoneRecognizer(supported_regions=("GB",), leniency=1), NhsRecognizer(), UkNinoRecognizer()]
    nlp: NlpEngine = NoOpNlpEngine([{"lang_code": "en", "model_name": ""}])
    if model is not None:
        people = NerModelConfiguration(
            model_to_presidio_entity_mapping={"PERSON": "PERSON", "PER": "PERSON"}, labels_to_ignore=_OTHER_LABELS
        )
        nlp = SpacyNlpEngine([{"lang_code": "en", "model_name": model}], people)
        recognizers.append(SpacyRecognizer(supported_entities=["PERSON"]))
    registry = RecognizerRegistry(recognizers=recognizers, supported_languages=["en"])
    return AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=["en"])


_OTHER_LABELS = [
    "CARDINAL", "DATE", "EVENT", "FAC", "GPE", "LANGUAGE", "LAW", "LOC", "MISC", "MONEY", "NORP", "ORDINAL", "ORG",
    "PERCENT", "PRODUCT", "QUANTITY", "TIME", "WORK_OF_ART",
]  # fmt: skip


def _rule(finder: Callable[[str], Iterable[Span]]) -> Any:
    """Return one of our finders as a recogniser of Presidio's."""
    from presidio_analyzer import LocalRecognizer, RecognizerResult

    name = finder.__name__

    class Rule(LocalRecognizer):
        def load(self) -> None:
            """Nothing to load."""

        def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[RecognizerResult]:
            return list(self._results(text))

        def _results(self, text: str) -> Iterator[RecognizerResult]:
            for span in finder(text):
                yield RecognizerResult(
                    span.kind, span.start, span.end, 1.0, recognition_metadata={"recognizer_name": name}
                )

    return Rule(supported_entities=list(KINDS), name=name)
