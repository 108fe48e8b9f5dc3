"""The formats that are read: one entry each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from qa_nlp.reading.blocks import Content, Mapping, UnreadableError
from qa_nlp.reading.gate import check
from qa_nlp.reading.pdf import read_pdf
from qa_nlp.reading.text import read_text
from qa_nlp.reading.word import read_word
from qa_nlp.reading.workbook import read_csv, read_workbook


@dataclass(frozen=True)
class Format:
    """A format by the endings of its files, and the function that reads one."""

    name: str
    endings: tuple[str, ...]
    read: Callable[[Path, Mapping], Content]


FORMATS = (
    Format("text", (".txt", ".md"), read_text),
    Format("Word", (".docx",), read_word),
    Format("PDF", (".pdf",), read_pdf),
    Format("CSV", (".csv",), read_csv),
    Format("Excel", (".xlsx",), read_workbook),
)

_ADVICE = {
    ".doc": "old Word files (.doc) are not read; open it in Word and save it as .docx",
    ".xls": "old Excel files (.xls) are not read; open it in Excel and save it as .xlsx",
    ".rtf": "rich text (.rtf) is not read; open it in Word and save it as .docx",
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
