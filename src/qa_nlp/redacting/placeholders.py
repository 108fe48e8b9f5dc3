"""Placeholders such as "[name 1]": the same for the same person within a group of findings, numbered as they appear."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable

from qa_nlp.redacting.kinds import INITIALS, NAME, PLACEHOLDER, Span
from qa_nlp.redacting.lexicon import folded


class Placeholders:
    """Gives out the placeholders of one case: the words they stand for are kept only as long as this object lives."""

    def __init__(self, texts: Iterable[str]) -> None:
        # Numbers that stand in the texts from an earlier pass are taken.
        self._last: Counter[str] = Counter()
        for text in texts:
            for match in PLACEHOLDER.finditer(text):
                self._last[match[1]] = max(self._last[match[1]], int(match[2]))
        self._given: dict[tuple[str, str], str] = {}
        self._full_names: dict[str, set[str]] = defaultdict(set)

    def replaced(self, text: str, spans: Iterable[Span]) -> str:
        """Return the text with a placeholder for each span."""
        parts, place = [], 0
        for span in spans:
            parts += [text[place : span.start], self._placeholder(span.kind, text[span.start : span.end])]
            place = span.end
        return "".join([*parts, text[place:]])

    def _placeholder(self, kind: str, words: str) -> str:
        key = kind, self._key(kind, words)
        if key not in self._given:
            self._last[kind] += 1
            self._given[key] = f"[{kind} {self._last[kind]}]"
        return self._given[key]

    def _key(self, kind: str, words: str) -> str:
        """Return what makes two mentions one: a first name alone is the one full name that begins with it."""
        if kind not in (NAME, INITIALS):
            return re.sub(r"\W", "", words).lower()
        if kind == INITIALS:
            return re.sub(r"\W", "", words).upper()
        parts = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", folded(words))
        name = " ".join(parts)
        if len(parts) > 1:
            if (kind, parts[0]) in self._given and not self._full_names[parts[0]]:
                self._given[kind, name] = self._given[kind, parts[0]]
            self._full_names[parts[0]].add(name)
            return name
        full = self._full_names[name]
        return next(iter(full)) if len(full) == 1 and (kind, name) not in self._given else name
