"""Which encoding a text file is in, told from its bytes alone; where they do not tell, it is refused, not guessed."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from qa_nlp.reading.blocks import UnreadableError

_CHUNK = 1 << 20
_SAMPLE = 1 << 16
# Longer marks first: that of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNMARKED = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_ONE_BYTE = ("cp1252", "mac_roman", "cp850")  # likeliest first: Windows, old Macs, consoles
_HIGH = re.compile(rb"[\x80-\xff]")
_UTF8_CHARACTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
# What English text has beyond ASCII: the marks of word processors, money and measures; letters of European names
# beside plain ones, capitals only at the beginning of a word.
_TYPICAL = re.compile(
    r"[‘’“”–—…•·£€½¼¾°§©®™²³´×\xa0]|[à-öø-ÿœšž](?=[A-Za-z])|(?<=[A-Za-z])[à-öø-ÿœšž]|(?<![^\W\d_])[À-ÖØ-ÞŠŽ](?=[a-z])"
)
_LEAST_TYPICAL = 0.5  # share of the characters beyond ASCII


def decode(path: Path) -> str:
    """Return a text file's content, every byte of it decoded (see :func:`encoding_of`)."""
    return path.read_bytes().decode(encoding_of(path))


def encoding_of(path: Path) -> str:
    """Return the codec that decodes the whole of a text file, strictly; the file is read in chunks.

    That is the one its mark names; else UTF-16 or UTF-32 by its NUL bytes; else UTF-8; else the one of Windows-1252
    (with Latin-1 in it), Mac Roman and DOS 850 in which the characters beyond ASCII are those of English text.
    charset-normalizer was tried for this last step: of the twelve texts in one of these three in test_encoding.py it
    takes seven rightly, since it weighs whole languages, and audits have one odd character in a hundred.

    Raises
    ------
    UnreadableError
        If the file is binary or mixed, or nothing tells its encoding.
    """
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return _all_of(path, codec)
    if b"\0" in head:
        return _all_of(path, _by_nul_bytes(head))
    if _fails_at(path, "utf-8-sig") is None:
        return "utf-8-sig"
    return _one_byte(path)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _fails_at(path: Path, codec: str) -> int | None:
    """Return the line in which strict decoding fails, or None if it does not.

    Raises
    ------
    UnreadableError
        If there is a NUL character in it: that is no text.
    """
    decoder = codecs.getincrementaldecoder(codec)("strict")
    line = 1
    try:
        for chunk in _chunks(path):
            text = decoder.decode(chunk)
            if "\0" in text:
                raise _binary()
            line += text.count("\n")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return line + error.object[: error.start].count(b"\n")
    return None


def _all_of(path: Path, codec: str) -> str:
    line = _fails_at(path, codec)
    if line is not None:
        name = codec.upper().removesuffix("-SIG")
        raise UnreadableError(
            f"expected {name} text, as its first bytes say; found something else at about line {line}, or a file cut "
            "short. Open it in its own program and save it as UTF-8."
        )
    return codec


def _by_nul_bytes(head: bytes) -> str:
    for codec in _UNMARKED:
        width = 4 if "32" in codec else 2
        try:
            text = head[: len(head) // width * width].decode(codec)
        except UnicodeDecodeError:
            continue
        if text and not _CONTROL.search(text) and _plain_letters(text):
            return codec
    raise _binary()


def _plain_letters(text: str) -> bool:
    """Tell whether spaces and line ends are those of ASCII, as they are in text of any script read the right way."""
    return len(re.findall(r"[ \r\n\t]", text)) * 50 >= len(text) or text.isascii()


def _binary() -> UnreadableError:
    return UnreadableError(
        "expected text; found NUL bytes, as in a binary file. Check its ending, or save it as text (UTF-8)."
    )


def _one_byte(path: Path) -> str:
    sample, bad_line = bytearray(), None
    for number, line in enumerate(_lines(path), start=1):
        if b"\0" in line:
            raise _binary()
        if _HIGH.search(line):
            if len(sample) < _SAMPLE:
                sample += line[:_SAMPLE]
            if bad_line is None and _HIGH.search(_UTF8_CHARACTER.sub(b"", line)):
                bad_line = number
    in_utf8 = len(_UTF8_CHARACTER.findall(sample))
    if in_utf8 > len(_HIGH.findall(_UTF8_CHARACTER.sub(b"", sample))):
        raise UnreadableError(
            f"expected text in one encoding; found UTF-8 with other bytes in it, the first in line {bad_line}. "
            "Correct that line and save the file as UTF-8."
        )
    scores = {codec: _typical(bytes(sample), codec) for codec in _ONE_BYTE if _fails_at(path, codec) is None}
    best = max(scores, key=lambda codec: scores[codec])  # of equals the likeliest, as they stand in that order
    if scores[best] < _LEAST_TYPICAL:
        raise UnreadableError(
            f"expected text in UTF-8, UTF-16 or Windows-1252; found bytes of none of them, the first in line "
            f"{bad_line}. Open it in its own program and save it as UTF-8."
        )
    return best


def _lines(path: Path) -> Iterator[bytes]:
    """Yield the lines of a file, those without an end in pieces."""
    with path.open("rb") as file:
        while line := file.readline(_CHUNK):
            yield line


def _typical(sample: bytes, codec: str) -> float:
    """Return the share of the characters beyond ASCII that English text has."""
    text = sample.decode(codec)
    return len(_TYPICAL.findall(text)) / len(re.findall(r"[^\x00-\x7f]", text))
