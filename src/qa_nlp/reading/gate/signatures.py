"""What a file is by its first bytes, and what it should be by its ending."""

from __future__ import annotations

import mmap
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from qa_nlp.reading.blocks import UnreadableError
from qa_nlp.reading.gate.archives import damaged, directory_is_small

_HEAD = 1 << 16
_PDF_HEAD = 1024  # bytes among which readers of PDF look for its mark


@dataclass(frozen=True)
class Kind:
    """What a file can be: its name in a sentence, and the ending that such files have ("" for none of ours)."""

    name: str
    ending: str = ""


WORD = Kind("a Word document", ".docx")
EXCEL = Kind("an Excel workbook", ".xlsx")
OPEN_TEXT = Kind("an OpenDocument text", ".odt")
PDF = Kind("a PDF", ".pdf")
RICH_TEXT = Kind("rich text", ".rtf")
WEB_PAGE = Kind("a web page", ".html")
TEXT = Kind("plain text", ".txt")
OUTLOOK = Kind("an Outlook message", ".msg")
PROTECTED = Kind("a document that has a password")
OLD_WORD = Kind("an old Word document", ".doc")
OLD_EXCEL = Kind("an old Excel workbook", ".xls")
OTHER = Kind("data of another program")

EXPECTED = {
    **dict.fromkeys((".docx", ".docm", ".dotx", ".dotm"), WORD),
    **dict.fromkeys((".xlsx", ".xlsm"), EXCEL),
    ".odt": OPEN_TEXT,
    ".pdf": PDF,
    ".rtf": RICH_TEXT,
    ".msg": OUTLOOK,
    ".doc": OLD_WORD,
    ".xls": OLD_EXCEL,
    **dict.fromkeys((".html", ".htm", ".xhtml"), WEB_PAGE),
    ".eml": Kind("an e-mail", ".eml"),
    ".txt": TEXT,
    ".md": TEXT,
    ".csv": Kind("comma-separated text", ".csv"),
    ".tsv": Kind("tab-separated text", ".tsv"),
}
PLAIN = frozenset({".txt", ".md", ".csv", ".tsv", ".html", ".htm", ".xhtml", ".eml"})
ARCHIVES = frozenset(ending for ending, kind in EXPECTED.items() if kind in (WORD, EXCEL, OPEN_TEXT))
STREAMED = frozenset({".csv", ".tsv"})

_MARKS = (
    (b"{\\rtf", RICH_TEXT),
    (b"\x89PNG", Kind("a picture")),
    (b"\xff\xd8\xff", Kind("a picture")),
    (b"GIF8", Kind("a picture")),
    (b"II*\0", Kind("a picture")),
    (b"MM\0*", Kind("a picture")),
    (b"RIFF", Kind("a picture or recording")),
    (b"\x1f\x8b", Kind("a compressed file (gzip)")),
    (b"BZh", Kind("a compressed file (bzip2)")),
    (b"\xfd7zXZ", Kind("a compressed file (xz)")),
    (b"7z\xbc\xaf", Kind("a compressed file (7-Zip)")),
    (b"Rar!", Kind("a compressed file (RAR)")),
    (b"PAR1", Kind("a Parquet table")),
    (b"SQLite format 3\0", Kind("a database")),
    (b"\0\0\0\x18ftyp", Kind("a picture or recording")),
    (b"\0\0\0\x1cftyp", Kind("a picture or recording")),
    (b"\0\0\0\x20ftyp", Kind("a picture or recording")),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Streams by which OLE containers are told apart, the encrypted ones first; the directory has their names in UTF-16.
_OLE_STREAMS = (
    ("EncryptedPackage", PROTECTED),
    ("WordDocument", OLD_WORD),
    ("Workbook", OLD_EXCEL),
    ("PowerPoint Document", Kind("an old PowerPoint presentation")),
    ("__properties_version1.0", OUTLOOK),
    ("Book", OLD_EXCEL),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OPEN_DOCUMENTS = {
    b"application/vnd.oasis.opendocument.text": OPEN_TEXT,
    b"application/vnd.oasis.opendocument.spreadsheet": Kind("an OpenDocument spreadsheet"),
    b"application/vnd.oasis.opendocument.presentation": Kind("an OpenDocument presentation"),
}
_OFFICE = (("word/", WORD), ("xl/", EXCEL), ("ppt/", Kind("a PowerPoint presentation")))
_WEB_PAGE = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S)
# Text has next to no control characters but tabs, line ends and, in some exports, NUL; data has a tenth.
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x19\x1c-\x1f]")
_MOST_CONTROL = 0.02
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")


def check_kind(path: Path, readable: Collection[str]) -> None:
    """Compare what a file's bytes say it is with its ending.

    Parameters
    ----------
    path
        A file that is not empty.
    readable
        The endings of the formats that are read: a file of such a kind under another ending need only be renamed.

    Raises
    ------
    UnreadableError
        If it is something else, damaged at its beginning, or has a password.
    """
    ending = path.suffix.lower()
    expected = EXPECTED.get(ending)
    if expected is None:
        return
    found = kind_of(path)
    if found is PROTECTED:
        raise UnreadableError(
            f"expected {expected.name} that can be opened; found that it has a password. Open it in its own program "
            "and save it without."
        )
    plain = ending in PLAIN
    if found == expected or (found is TEXT and plain) or (found is WEB_PAGE and ending == ".eml"):
        return
    if ending not in readable and (found is TEXT or found.ending not in readable):
        return  # such files are not read whatever they hold, and the advice on them is another's
    if found is OTHER and not plain:
        advice = "It is damaged, or has a wrong ending: open it in its own program and save it again."
    elif found.ending in readable:
        advice = f"Rename it to {found.ending}."
    else:
        advice = f"Open it in its own program and save it as {expected.ending}, or leave it out."
    raise UnreadableError(f"expected {expected.name}, as {ending} says; found {found.name}. {advice}")


def kind_of(path: Path) -> Kind:
    """Return what a file is by its bytes.

    Raises
    ------
    UnreadableError
        If it is an archive whose directory cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    begin = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:_HEAD]
    if begin.startswith(b"%PDF-") or (path.suffix.lower() == PDF.ending and b"%PDF-" in head[:_PDF_HEAD]):
        return PDF
    if head.startswith(_ZIP):
        return _archive_kind(path)
    if head.startswith(_OLE):
        return _ole_kind(path)
    for mark, kind in _MARKS:
        if begin.startswith(mark) or head.startswith(mark):
            return kind
    if _WEB_PAGE.match(begin):
        return WEB_PAGE
    wide = head.startswith(_WIDE) or head.count(0) > len(head) // 4  # UTF-16 and UTF-32
    few = len(_CONTROL.findall(head)) <= _MOST_CONTROL * len(head)
    return TEXT if wide or few else OTHER


def _archive_kind(path: Path) -> Kind:
    if not directory_is_small(path):
        return Kind("an archive of very many files")
    try:
        with ZipFile(path) as archive:
            names = set(archive.namelist())
            if "mimetype" in names:
                with archive.open("mimetype") as entry:
                    return _OPEN_DOCUMENTS.get(entry.read(100).strip(), Kind("another kind of archive"))
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise damaged(path) from error
    if "[Content_Types].xml" in names:
        for folder, kind in _OFFICE:
            if any(name.startswith(folder) for name in names):
                return kind
    return Kind("an archive (zip) of other files")


def _ole_kind(path: Path) -> Kind:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        for name, kind in _OLE_STREAMS:
            if content.find((name + "\0").encode("utf-16-le")) >= 0:
                return kind
    return Kind("a container of old Office programs")
