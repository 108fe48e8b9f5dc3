"""Whether a .docx, .xlsx or .odt is safe to inflate: its directory first, then every file in it, in small pieces.

The sizes that an archive declares may be false, and Python's ``zipfile`` inflates a whole entry before it looks at
them. So every entry is inflated here once, bounded and thrown away; only then does a library open the file. On
overlapping entries see D. Fifield, "A better zip bomb" (WOOT 2019).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from qa_nlp.reading.blocks import UnreadableError
from qa_nlp.reading.gate import limits
from qa_nlp.reading.gate.markup import Markup, is_markup

_PIECE = 1 << 16
_LOCAL_HEADER = struct.Struct("<4s22xHH")  # signature; lengths of name and extra field
_END = struct.Struct("<4s8xLL")  # signature; size and place of the directory
_END_64 = struct.Struct("<4s36xQQ")
_LONGEST_COMMENT = 65_535
_ENCRYPTED_FLAG = 1
# Their parts are read row by row; those of other documents are held as trees.
_STREAMED_PARTS = ("xl/worksheets/", "xl/sharedStrings")
# Pictures in XML are never opened, and Office's old drawings in XML (.vml) are often not well formed.
_UNREAD_PARTS = (".svg", ".vml")


def check_archive(path: Path) -> None:
    """Go through an archive without keeping anything of it.

    Raises
    ------
    UnreadableError
        If its directory or an entry's true size passes a limit, entries overlap, repeat or leave the archive, it has
        a password, or an XML file in it could harm its reader (see :mod:`qa_nlp.reading.gate.markup`).
    """
    if not directory_is_small(path):
        raise _bomb(f"a directory of more than {limits.ARCHIVE_DIRECTORY // limits.MEGABYTE} MB")
    try:
        with ZipFile(path) as archive:
            entries = archive.infolist()
            end = archive.start_dir
        _check_directory(entries)
        with path.open("rb") as file:
            _check_overlaps(file, entries, end)
            total = 0
            for entry in entries:
                total += _check_entry(file, entry)
                if total > limits.INFLATED_ARCHIVE:
                    raise _bomb(f"{limits.INFLATED_ARCHIVE // limits.MEGABYTE} MB and more in it")
    except (BadZipFile, NotImplementedError, zlib.error, struct.error, EOFError) as error:
        raise damaged(path) from error


def damaged(path: Path) -> UnreadableError:
    """Return the refusal of an archive that is cut short or broken."""
    return UnreadableError(
        f"expected a whole {path.suffix.lower()} file; found a damaged one. Get it again from where it came, or open "
        "it in its own program and save it."
    )


def directory_is_small(path: Path) -> bool:
    """Tell whether an archive's directory can be read within bounds; one that is not there counts as small."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _LONGEST_COMMENT - 22 - 20 - 56))
        tail = file.read()
        declared = [_END.unpack_from(tail, place)[1] for place in _places(tail, b"PK\x05\x06", _END.size)]
        declared += [_END_64.unpack_from(tail, place)[1] for place in _places(tail, b"PK\x06\x06", _END_64.size)]
    # All ones stand for "see the larger record".
    return all(each <= limits.ARCHIVE_DIRECTORY or each == 0xFFFFFFFF for each in declared)


def _places(tail: bytes, mark: bytes, length: int) -> Iterator[int]:
    place = tail.find(mark)
    while 0 <= place <= len(tail) - length:
        yield place
        place = tail.find(mark, place + 1)


def _check_directory(entries: list[ZipInfo]) -> None:
    if len(entries) > limits.ARCHIVE_ENTRIES:
        raise _bomb(f"{len(entries)} files in it")
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names):
        raise _tampered("the same name twice in it")
    for entry in entries:
        parts = entry.filename.replace("\\", "/").split("/")
        if ".." in parts or parts[0] == "" or parts[0].endswith(":"):
            raise _tampered("a name in it that leads out of it")
        if entry.flag_bits & _ENCRYPTED_FLAG:
            raise UnreadableError(
                "expected a file that can be opened; found that it has a password. Open it in its own program and "
                "save it without."
            )
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise _tampered("a way of compressing that no Office program writes")
        if entry.file_size > limits.INFLATED_PART:
            raise _bomb(f"a part of {entry.file_size // limits.MEGABYTE} MB in it")
    declared = sum(entry.file_size for entry in entries)
    if declared > limits.INFLATED_ARCHIVE:
        raise _bomb(f"{declared // limits.MEGABYTE} MB in it")


def _check_overlaps(file: BinaryIO, entries: list[ZipInfo], end: int) -> None:
    after = end
    for entry in sorted(entries, key=lambda entry: entry.header_offset, reverse=True):
        if _data_at(file, entry) + entry.compress_size > after:
            raise _tampered("parts that overlap in it, as in a bomb")
        after = entry.header_offset


def _data_at(file: BinaryIO, entry: ZipInfo) -> int:
    file.seek(entry.header_offset)
    signature, name, extra = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
    if signature != b"PK\x03\x04":
        raise BadZipFile
    return entry.header_offset + _LOCAL_HEADER.size + int(name) + int(extra)


def _check_entry(file: BinaryIO, entry: ZipInfo) -> int:
    """Inflate one entry in pieces, look at its XML, and return its true size."""
    size = 0
    markup: Markup | None = None
    for piece in _inflated(file, entry):
        if size == 0 and is_markup(piece) and not entry.filename.lower().endswith(_UNREAD_PARTS):
            markup = Markup(entry.filename)
        size += len(piece)
        if size > entry.file_size:
            raise _tampered("a part in it that is larger than it says, as in a bomb")
        if size > limits.INFLATED_WITHOUT_RATIO and size > limits.INFLATED_RATIO * entry.compress_size:
            raise _bomb(f"a part in it that is more than {limits.INFLATED_RATIO} times larger when inflated")
        if markup is not None:
            if size > limits.INFLATED_TREE and not entry.filename.startswith(_STREAMED_PARTS):
                raise _bomb(f"more than {limits.INFLATED_TREE // limits.MEGABYTE} MB of one XML file in it")
            markup.feed(piece)
    if markup is not None:
        markup.close()
    if size < entry.file_size:
        raise BadZipFile
    return size


def _inflated(file: BinaryIO, entry: ZipInfo) -> Iterator[bytes]:
    file.seek(_data_at(file, entry))
    left = entry.compress_size
    inflater = zlib.decompressobj(-zlib.MAX_WBITS) if entry.compress_type == ZIP_DEFLATED else None
    while left:
        raw = file.read(min(_PIECE, left))
        if not raw:
            raise EOFError
        left -= len(raw)
        if inflater is None:
            yield raw
            continue
        while raw and not inflater.eof:
            piece = inflater.decompress(raw, _PIECE)
            raw = inflater.unconsumed_tail
            if piece:
                yield piece
    while inflater is not None and not inflater.eof and (piece := inflater.decompress(b"", _PIECE)):
        yield piece


def _bomb(found: str) -> UnreadableError:
    return UnreadableError(
        f"expected a document of ordinary size; found {found}. If it is what it should be, split it or save it "
        "without pictures."
    )


def _tampered(found: str) -> UnreadableError:
    return UnreadableError(
        f"expected a document as Office programs write it; found {found}. Do not open it unless you know where it "
        "comes from; if you do, open it in its own program and save it again."
    )
