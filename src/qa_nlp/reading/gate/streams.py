"""A stream of a PDF that is inflated within bounds before pdfminer inflates it without."""

from __future__ import annotations

import zlib
from functools import cache
from io import BytesIO
from typing import Any

from qa_nlp.reading.blocks import UnreadableError
from qa_nlp.reading.gate import limits

_PIECE = 1 << 16
_MOST_COLUMNS = 1_000_000  # of a predictor, for each of which pdfminer holds a number
# Where a stream is damaged, pdfminer inflates it byte by byte and copies what it has each time: bytes × bytes.
_MOST_COPIED = 10**10
_FLATE = ("FlateDecode", "Fl")
_LZW = ("LZWDecode", "LZW")
_RUNS = ("RunLengthDecode", "RL")
_PLAIN = ("ASCII85Decode", "A85", "ASCIIHexDecode", "AHx")


def inflated(found: Any) -> Any:
    """Return a stream that keeps to the limits when it is decoded; anything else as it is."""
    from pdfminer.pdftypes import PDFStream

    if type(found) is not PDFStream:
        return found
    return _bounded()(found.attrs, found.rawdata or b"", found.decipher)


@cache
def _bounded() -> Any:
    from pdfminer.pdftypes import PDFStream

    class Bounded(PDFStream):
        def decode(self) -> None:
            _check(self)
            super().decode()

    return Bounded


def _check(stream: Any) -> None:
    from pdfminer.ascii85 import ascii85decode, asciihexdecode
    from pdfminer.pdftypes import int_value, resolve1
    from pdfminer.psparser import literal_name

    data = stream.rawdata
    if stream.decipher:
        data = stream.decipher(stream.objid, stream.genno, data, stream.attrs)
    expanded = False
    for filter_, parameters in stream.get_filters():
        name = literal_name(filter_)
        if name in _PLAIN:
            data = ascii85decode(data) if name in _PLAIN[:2] else asciihexdecode(data)
        elif name in _FLATE + _LZW + _RUNS:
            if expanded:
                raise _bomb("a stream that is compressed more than once")
            expanded = True
            data = _flate(data) if name in _FLATE else _lzw(data) if name in _LZW else _runs(data)
        else:
            return  # a picture's own way of compressing, which pdfminer leaves alone or refuses
        for size in ("Columns", "Colors"):
            if isinstance(parameters, dict) and int_value(resolve1(parameters.get(size, 1))) > _MOST_COLUMNS:
                raise _bomb("lines without end")


def _flate(data: bytes) -> bytes:
    inflater = zlib.decompressobj()
    pieces: list[bytes] = []
    size = 0
    left = data
    try:
        while left and not inflater.eof:
            piece = inflater.decompress(left, _PIECE)
            left = inflater.unconsumed_tail
            size += len(piece)
            _bound(size)
            pieces.append(piece)
    except zlib.error as error:
        # A checksum that does not match takes no text away; anything else does, and pdfminer says nothing of it.
        if len(data) * size > _MOST_COPIED or "data check" not in str(error):
            raise UnreadableError(
                "expected a whole PDF; found a damaged stream in it. Check that it opens in its own program, and "
                "print it to a new PDF."
            ) from error
    return b"".join(pieces)


def _lzw(data: bytes) -> bytes:
    from pdfminer.lzw import LZWDecoder

    pieces: list[bytes] = []
    size = 0
    for piece in LZWDecoder(BytesIO(data)).run():
        size += len(piece)
        _bound(size)
        pieces.append(piece)
    return b"".join(pieces)


def _runs(data: bytes) -> bytes:
    from pdfminer.runlength import rldecode

    place = size = 0
    while place < len(data) and data[place] != 128:
        literal = data[place] < 128
        size += data[place] + 1 if literal else 257 - data[place]
        place += data[place] + 2 if literal else 2
        _bound(size)
    return rldecode(data)


def _bound(size: int) -> None:
    if size > limits.PDF_STREAM:
        raise _bomb(f"a stream of more than {limits.PDF_STREAM // limits.MEGABYTE} MB")


def _bomb(found: str) -> UnreadableError:
    return UnreadableError(
        f"expected a PDF of ordinary size; found one with {found}. If it is what it should be, split it or print it to "
        "a new PDF."
    )
