"""Findings → pairs of documents that are the same report, or nearly: copies, other formats, other versions."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from hashlib import blake2b

import pandas as pd

from qa_nlp import tables

_FEWEST_LETTERS = 20  # a shorter text ("Plan in date") is common to many audits and tells no copy
_MOST_DOCUMENTS = 20  # a text in more documents than this is a form's own
_FEWEST_SHARED = 3  # texts; fewer in common may be chance
_SHARE = 0.5  # of the shorter document's texts


def duplicates(findings: pd.DataFrame, *, share: float = _SHARE) -> pd.DataFrame:
    """List the pairs of documents that hold the same texts: copies, the same report as Word and PDF, near versions.

    Texts are compared without case, punctuation and white space, through an index from text to documents, so that the
    time grows with the findings and not with the pairs of documents. Texts shorter than 20 letters or in more than 20
    documents are left aside as no mark of a copy; where a report was copied more often than that, each copy is paired
    with the first.

    Parameters
    ----------
    findings
        As :func:`qa_nlp.read` gave them.
    share
        The least part of the shorter document's texts that both must hold.

    Returns
    -------
    DataFrame
        The duplicates table (see :mod:`qa_nlp.tables`), one row a pair, ``same_as`` being the one that comes first in
        the findings; ``n_findings`` and ``n_shared`` count the texts of ``document`` that could tell a copy, and
        those that ``same_as`` has too, and ``share`` is ``n_shared`` by the shorter one's number.

    Raises
    ------
    ValueError
        If the findings break their table's promises, or ``share`` is not above 0 and at most 1.
    """
    if not 0 < share <= 1:
        raise ValueError(f"expected a share above 0 and at most 1; found {share}. Give one such as 0.5.")
    return duplicates_among([tables.check(findings, tables.FINDINGS)], share)


def duplicates_among(lots: Iterable[pd.DataFrame], share: float = _SHARE) -> pd.DataFrame:
    """Return what :func:`duplicates` does of a findings table that comes in lots, so that its texts are not held."""
    texts: dict[str, set[bytes]] = {}
    for lot in lots:
        named = lot.dropna(subset=["document"])
        for document, text in zip(named["document"], named["text"], strict=True):
            key = _key(text)
            if key is not None:
                texts.setdefault(document, set()).add(key)
    rows = _pairs(texts, share)
    return tables.check(pd.DataFrame(rows, columns=list(tables.DUPLICATES.columns)), tables.DUPLICATES)


def _pairs(texts: dict[str, set[bytes]], share: float) -> list[tuple[str, str, int, int, float]]:
    first_of: dict[frozenset[bytes], str] = {}
    rows = []
    distinct: dict[str, set[bytes]] = {}
    for document, held in texts.items():  # whole copies first: they need no index, however many there are
        first = first_of.setdefault(frozenset(held), document)
        if first == document:
            distinct[document] = held
        elif len(held) >= _FEWEST_SHARED:
            rows.append((document, first, len(held), len(held), 1.0))
    where: dict[bytes, list[str]] = defaultdict(list)
    for document, held in distinct.items():
        for key in held:
            where[key].append(document)
    marks = {document: sum(len(where[key]) <= _MOST_DOCUMENTS for key in held) for document, held in distinct.items()}
    shared: Counter[tuple[str, str]] = Counter()
    for documents in where.values():
        if 1 < len(documents) <= _MOST_DOCUMENTS:
            shared.update((later, earlier) for place, later in enumerate(documents) for earlier in documents[:place])
    for (document, same_as), count in shared.items():
        part = count / min(marks[document], marks[same_as])
        if count >= _FEWEST_SHARED and part >= share:
            rows.append((document, same_as, marks[document], count, part))
    order = {document: place for place, document in enumerate(texts)}
    return sorted(rows, key=lambda row: (order[row[0]], order[row[1]]))


def _key(text: str) -> bytes | None:
    letters = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())
    return blake2b(letters.encode(), digest_size=12).digest() if len(letters) >= _FEWEST_LETTERS else None
