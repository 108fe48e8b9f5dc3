"""Whether an XML file within a document could harm its reader: entities, deep nesting, endless elements.

A document of Office or OpenDocument has no document type, so any is refused: with it go entities that grow ("billion
laughs") and entities from elsewhere (XXE). Expat reads the file in pieces, in whatever encoding it is in, and nothing
of it is kept.
"""

from __future__ import annotations

from xml.parsers import expat

from qa_nlp.reading.blocks import UnreadableError
from qa_nlp.reading.gate import limits

_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
# OpenDocument's list of its own files had a document type without entities up to version 1.1.
_MANIFEST = "META-INF/manifest.xml"


def is_markup(head: bytes) -> bool:
    """Tell whether a file begins as XML does, in UTF-8, UTF-16 or UTF-32, with or without a mark."""
    for mark in _MARKS:
        head = head.removeprefix(mark)
    return head[:64].replace(b"\0", b"").lstrip().startswith(b"<")


class Markup:
    """One XML file, fed in pieces; each piece, and the end, may raise ``UnreadableError``."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._depth = 0
        self._elements = 0
        self._parser = expat.ParserCreate()
        self._parser.ordered_attributes = True  # a list is made sooner than a dict
        self._parser.StartElementHandler = self._open
        self._parser.EndElementHandler = self._close
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.EntityDeclHandler = self._entity

    def feed(self, piece: bytes) -> None:
        """Look at the next piece."""
        try:
            self._parser.Parse(piece, False)
        except (expat.ExpatError, LookupError, ValueError) as error:  # the latter two: an encoding that nobody knows
            raise self._refused(error) from error

    def close(self) -> None:
        """Look at the end."""
        try:
            self._parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise self._refused(error) from error

    def _refused(self, error: Exception) -> UnreadableError:
        if isinstance(error, UnreadableError):
            return error
        return UnreadableError(
            "expected well-formed XML within it; found a damaged part. Open the file in its own program and save it "
            "again."
        )

    def _open(self, tag: str, attributes: list[str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > limits.XML_DEPTH:
            raise self._harmful(f"elements nested more than {limits.XML_DEPTH} deep")
        if len(attributes) > 2 * limits.XML_ATTRIBUTES:
            raise self._harmful(f"an element with more than {limits.XML_ATTRIBUTES} attributes")
        if self._elements > limits.XML_ELEMENTS:
            raise self._harmful(f"more than {limits.XML_ELEMENTS:,} elements")
        if self._name == _MANIFEST and tag.endswith("encryption-data"):
            raise UnreadableError(
                "expected a file that can be opened; found that it has a password. Open it in its own program and "
                "save it without."
            )

    def _close(self, tag: str) -> None:
        self._depth -= 1
        if tag.endswith("row") and self._name.startswith("xl/worksheets/"):
            self._elements = 0  # rows are read one after the other and are not kept

    def _doctype(self, name: str, system: str | None, public: str | None, own: int) -> None:
        if own or self._name != _MANIFEST:
            raise self._harmful("a document type (DOCTYPE), which can hide entities")

    def _entity(self, *declaration: object) -> None:
        raise self._harmful("an entity of its own")

    def _harmful(self, found: str) -> UnreadableError:
        return UnreadableError(
            f"expected XML as Office programs write it; found {found}. Do not open it unless you know where it comes "
            "from; if you do, open it in its own program and save it again."
        )
