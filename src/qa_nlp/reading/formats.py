"""The formats that are read: one entry each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from qa_nlp.reading.blocks import Content, Mapping, UnreadableError
from qa_nlp.reading.gate import check
from qa_nlp.reading.html import read_html
from qa_nlp.reading.mail import read_eml, read_msg
from qa_nlp.reading.opendocument import read_opendocument
from qa_nlp.reading.pdf import read_pdf
from qa_nlp.reading.rich_text import read_rich_text
from qa_nlp.reading.sheets.delimited import read_csv
from qa_nlp.reading.sheets.workbook import read_workbook
from qa_nlp.reading.text import read_text
from qa_nlp.reading.word import read_word


@dataclass(frozen=True)
class Format:
    """A format by the endings of its files, and the function that reads one."""

    name: str
    endings: tuple[str, ...]
    read: Callable[[Path, Mapping], Content]


FORMATS = (
    Format("text", (".txt", ".md"), read_text),
    Format("Word", (".docx", ".docm", ".dotx", ".dotm"), read_word),
    Format("OpenDocument", (".odt",), read_opendocument),
    Format("rich text", (".rtf",), read_rich_text),
    Format("PDF", (".pdf",), read_pdf),
    Format("web page", (".html", ".htm", ".xhtml"), read_html),
    Format("e-mail", (".eml",), read_eml),
    Format("Outlook message", (".msg",), read_msg),
    Format("CSV", (".csv", ".tsv"), read_csv),
    Format("Excel", (".xlsx", ".xlsm"), read_workbook),
)

_PICTURE = "pictures are not read; run text recognition (OCR) on it and save it as PDF or .docx"
_SLIDES = "slides are not read; save them as PDF"
_ARCHIVE = "archives are not read; unpack it and give the folder"
_ADVICE = {
    ".doc": "old Word files (.doc) are not read; open it in Word and save it as .docx",
    ".dot": "old Word files (.dot) are not read; open it in Word and save it as .docx",
    ".xls": "old Excel files (.xls) are not read; open it in Excel and save it as .xlsx",
    ".xlsb": "binary Excel files (.xlsb) are not read; open it in Excel and save it as .xlsx",
    ".ods": "OpenDocument sheets (.ods) are not read; open it in Excel or LibreOffice and save it as .xlsx",
    ".numbers": "Numbers files are not read; export it as .xlsx",
    ".pages": "Pages files are not read; export it as .docx",
    ".wpd": "WordPerfect files are not read; open it in Word or LibreOffice and save it as .docx",
    ".mht": "web archives are not read; open it in Word or a browser and save it as .html or .docx",
    ".mhtml": "web archives are not read; open it in Word or a browser and save it as .html or .docx",
    ".one": "OneNote files are not read; export it as .docx",
    ".pst": "mailboxes are not read; save the messages in it as .msg or .eml",
    ".mbox": "mailboxes are not read; save the messages in it as .eml",
    **dict.fromkeys((".ppt", ".pptx", ".odp", ".key"), _SLIDES),
    **dict.fromkeys((".zip", ".7z", ".rar", ".tar", ".gz"), _ARCHIVE),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".bmp", ".heic", ".webp"), _PICTURE),
}


def endings() -> str:
    """Return the endings that are read, in words."""
    known = [ending for each in FORMATS for ending in each.endings]
    return f"{', '.join(known[:-1])} or {known[-1]}"


def open_document(path: Path, mapping: Mapping) -> Content:
    """Read one file by the format that its ending names.

    Raises
    ------
    UnreadableError
        If the format is none of ours, the gate does not let the file in (see :mod:`qa_nlp.reading.gate`), or it
        cannot be read as what it claims to be. The message never quotes the document.
    """
    check(path, {ending for each in FORMATS for ending in each.endings})
    ending = path.suffix.lower()
    for each in FORMATS:
        if ending in each.endings:
            return each.read(path, mapping)
    raise UnreadableError(
        _ADVICE.get(ending, f"files ending in {ending or 'nothing'} are not read; expected {endings()}")
    )
