"""Whether a PDF is safe to read: its pages are walked once, and whatever would be inflated is inflated within bounds.

pdfminer, by which PDFs are read, inflates a stream whole, follows every chain of tables of objects, fills in every
range of a font's characters and draws a form as often as it is named; a few hundred bytes can keep it busy for hours.
The walk uses pdfminer's own parser, so that both see the same file, and refuses before any of that.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from qa_nlp.reading.blocks import UnreadableError
from qa_nlp.reading.gate import limits
from qa_nlp.reading.gate.streams import inflated

_TAIL = 1 << 16
_DRAWN = re.compile(rb"/([^\s/<>\[\]()%{}]+)\s+Do\b")
_QUOTED = re.compile(rb"\\.|[()]|<[0-9A-Fa-f\s]+>", re.DOTALL)
_RANGES = re.compile(rb"begin(?:bf|cid)range(.*?)end(?:bf|cid)range", re.DOTALL)
_RANGE = re.compile(rb"<([0-9A-Fa-f\s]*)>\s*<([0-9A-Fa-f\s]*)>\s*(?:\[[^\]]*\]|<[^>]*>|\d+)")
_FONT_FILES = ("FontFile", "FontFile2", "FontFile3")
_NODES = 10_000  # of the tree of page labels


def check_pdf(path: Path) -> None:
    """Walk through the pages of a PDF without keeping anything of them.

    Raises
    ------
    UnreadableError
        If it has a password, is cut short, has a damaged page, or passes a limit.
    """
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect

    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _TAIL))
        if b"startxref" not in file.read():
            raise _damaged("without its end")
        try:
            _walk(file)
        except UnreadableError:
            raise
        except (PDFPasswordIncorrect, PDFEncryptionError) as error:
            raise UnreadableError(
                "expected a PDF that can be opened; found that it has a password. Open it and save or print it to a "
                "PDF without."
            ) from error
        except Exception as error:  # pdfminer raises whatever it stumbles over; its message may quote the document
            raise _damaged(f"that cannot be read ({type(error).__name__})") from error


def _walk(file: Any) -> None:
    from pdfminer.pdfdocument import PDFDocument, PDFXRefStream
    from pdfminer.pdfpage import PDFPage
    from pdfminer.pdfparser import PDFParser

    class Document(PDFDocument):
        """A PDF whose tables of objects are counted, as each may name another, or itself."""

        def read_xref_from(self, parser: Any, start: int, xrefs: list[Any]) -> None:
            if len(xrefs) > limits.PDF_TABLES:
                raise _bomb(f"more than {limits.PDF_TABLES} tables of objects")
            super().read_xref_from(parser, start, xrefs)

    class Parser(PDFParser):
        """A parser that inflates no stream before it was inflated within bounds."""

        def push(self, *objects: Any) -> None:
            super().push(*((place, inflated(found)) for place, found in objects))

    document = Document(Parser(file))
    tables = [table for table in document.xrefs if isinstance(table, PDFXRefStream)]
    if sum(count for table in tables for _, count in table.ranges) > limits.PDF_OBJECTS:
        raise _bomb(f"a claim to more than {limits.PDF_OBJECTS:,} objects")
    _check_labels(document)
    budget = _Budget()
    for number, page in enumerate(PDFPage.create_pages(document), start=1):
        if number > limits.PDF_PAGES:
            raise _bomb(f"more than {limits.PDF_PAGES:,} pages")
        budget.page(page, number)


def _check_labels(document: Any) -> None:
    from pdfminer.pdftypes import dict_value, list_value

    nodes = [document.catalog.get("PageLabels")]
    seen = 0
    while nodes:
        seen += 1
        if seen > _NODES:
            raise _bomb("page labels without end")
        nodes += list_value(dict_value(nodes.pop()).get("Kids") or [])


class _Budget:
    """What the pages of one PDF have drawn so far."""

    def __init__(self) -> None:
        self._document = 0
        self._forms: dict[int, tuple[int, int]] = {}
        self._open: set[int] = set()
        self._fonts: set[int] = set()

    def page(self, page: Any, number: int) -> None:
        from pdfminer.pdftypes import stream_value

        content = b"\n".join(stream_value(part).get_data() for part in page.contents)
        size, letters = self._drawn(content, page.resources)
        self._document += size
        if size > limits.PDF_PAGE:
            raise _bomb(f"a page ({number}) of {size // limits.MEGABYTE:,} MB")
        if letters > limits.PDF_LETTERS:
            raise _bomb(f"a page ({number}) of {letters:,} letters")
        if self._document > limits.PDF_DOCUMENT:
            raise _bomb(f"pages of more than {limits.PDF_DOCUMENT // limits.MEGABYTE} MB")

    def _drawn(self, content: bytes, resources: Any) -> tuple[int, int]:
        """Return how many bytes are gone through, and how many letters are set, to draw some content."""
        from pdfminer.pdftypes import dict_value

        known = dict_value(resources)
        for font in dict_value(known.get("Font") or {}).values():
            self._check_font(font)
        forms = dict_value(known.get("XObject") or {})
        size, letters = len(content), _letters(content)
        for match in _DRAWN.finditer(content):
            inner = self._form(forms.get(match[1].decode("latin-1")), known)
            size, letters = size + inner[0], letters + inner[1]
            if size > limits.PDF_PAGE:
                break
        return size, letters

    def _form(self, reference: Any, resources: Any) -> tuple[int, int]:
        from pdfminer.pdftypes import PDFStream, resolve1
        from pdfminer.psparser import LIT

        form = resolve1(reference)
        if not isinstance(form, PDFStream) or form.get("Subtype") is not LIT("Form"):
            return 0, 0
        key = id(form)
        if key in self._open:  # pdfminer does not draw a form within itself either
            return 0, 0
        if key not in self._forms:
            self._open.add(key)
            self._forms[key] = self._drawn(form.get_data(), form.get("Resources") or resources)
            self._open.discard(key)
        return self._forms[key]

    def _check_font(self, reference: Any) -> None:
        from pdfminer.pdftypes import PDFStream, dict_value, list_value, resolve1

        font = dict_value(reference)
        if id(font) in self._fonts:
            return
        self._fonts.add(id(font))
        for inner in list_value(font.get("DescendantFonts") or []):
            self._check_font(inner)
        codes = _claimed_widths(resolve1(font.get("W")), 3) + _claimed_widths(resolve1(font.get("W2")), 5)
        for name in ("ToUnicode", "Encoding", "CIDToGIDMap"):
            table = resolve1(font.get(name))
            if isinstance(table, PDFStream):
                codes += _claimed_codes(table.get_data())
        descriptor = dict_value(font.get("FontDescriptor") or {})
        for name in _FONT_FILES:
            program = resolve1(descriptor.get(name))
            if isinstance(program, PDFStream):
                codes += _claimed_glyphs(program.get_data())
        if codes > limits.PDF_CODES:
            raise _bomb(f"a font that claims {codes:,} characters")


def _letters(content: bytes) -> int:
    """Return about how many letters some content sets: the bytes of its strings."""
    count = depth = begin = 0
    for match in _QUOTED.finditer(content):
        mark = match[0]
        if mark == b"(":
            depth += 1
            begin = match.end() if depth == 1 else begin
        elif mark == b")":
            count += match.start() - begin if depth == 1 else 0
            depth = max(0, depth - 1)
        elif mark.startswith(b"<") and not depth:
            count += len(mark) // 2
    return count


def _claimed_widths(widths: Any, length: int) -> int:
    """Return how many characters the ranges "first last width ..." of a font claim."""
    from pdfminer.pdftypes import resolve1

    claimed = 0
    numbers: list[Any] = []
    for value in map(resolve1, widths if isinstance(widths, list) else []):
        if isinstance(value, list):
            claimed += len(value)
            numbers = []
        else:
            numbers.append(value)
            if len(numbers) == length:
                first, last = numbers[:2]
                claimed += max(0, last - first + 1) if isinstance(first, int) and isinstance(last, int) else 0
                numbers = []
    return claimed


def _claimed_codes(table: bytes) -> int:
    """Return how many characters the ranges of a character map claim; strings in brackets are none of its notation."""
    claimed = 0
    for ranges in _RANGES.findall(table):
        if b"(" in ranges:
            return limits.PDF_CODES + 1
        for first, last in _RANGE.findall(ranges):
            claimed += max(0, _number(last) - _number(first) + 1)
    return claimed


def _number(digits: bytes) -> int:
    return int(b"".join(digits.split())[:16] or b"0", 16)


def _claimed_glyphs(program: bytes) -> int:
    """Return how many characters the segments of a TrueType font's map claim (its formats 12, the only large ones)."""
    try:
        (tables,) = struct.unpack_from(">4xH", program)
        for table in range(tables):
            name, offset = struct.unpack_from(">4s4xL", program, 12 + 16 * table)
            if name == b"cmap":
                return sum(_segments(program, offset))
    except struct.error:
        pass
    return 0


def _segments(program: bytes, offset: int) -> Iterable[int]:
    (maps,) = struct.unpack_from(">2xH", program, offset)
    for number in range(maps):
        (place,) = struct.unpack_from(">4xL", program, offset + 4 + 8 * number)
        yield from _groups(program, offset + place)


def _groups(program: bytes, place: int) -> Iterator[int]:
    form, groups = struct.unpack_from(">H10xL", program, place)
    for number in range(groups if form == 12 else 0):
        first, last = struct.unpack_from(">LL", program, place + 16 + 12 * number)
        yield max(0, last - first + 1)


def _bomb(found: str) -> UnreadableError:
    return UnreadableError(
        f"expected a PDF of ordinary size; found one with {found}. If it is what it should be, split it or print it to "
        "a new PDF."
    )


def _damaged(found: str) -> UnreadableError:
    return UnreadableError(
        f"expected a whole PDF; found one {found}. Check that it opens in its own program, and print it to a new PDF."
    )
