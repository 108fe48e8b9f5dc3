"""What is checked of a file before any library opens it: that it is what it says, and that it cannot do harm."""

from __future__ import annotations

import stat
from collections.abc import Collection
from pathlib import Path

from qa_nlp.reading.blocks import UnreadableError
from qa_nlp.reading.gate import limits
from qa_nlp.reading.gate.archives import check_archive
from qa_nlp.reading.gate.pages import check_pdf
from qa_nlp.reading.gate.signatures import ARCHIVES, PLAIN, STREAMED, check_kind


def check(path: Path, readable: Collection[str]) -> None:
    """Let a file in, or say why not; its content is looked at in small pieces and not kept.

    Parameters
    ----------
    path
        The file.
    readable
        The endings of the formats that are read.

    Raises
    ------
    UnreadableError
        If it is no regular file, empty, too large, something else than its ending says, protected by a password, or
        made to take more memory or time than a document needs. The message never quotes it.
    """
    ending = path.suffix.lower()
    size = _size(path)
    most = limits.STREAMED_FILE if ending in STREAMED else limits.TEXT_FILE if ending in PLAIN else limits.FILE
    if size > most:
        raise UnreadableError(
            f"expected at most {most // limits.MEGABYTE} MB; found {size / limits.MEGABYTE:,.0f} MB. Split it, or save "
            "it without pictures."
        )
    check_kind(path, readable)
    if ending in ARCHIVES:
        check_archive(path)
    elif ending == ".pdf":
        check_pdf(path)


def _size(path: Path) -> int:
    if path.is_symlink():
        raise UnreadableError(
            "expected a file; found a link, which is not followed within a folder. Give the file itself that it leads "
            "to, or its folder."
        )
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        what = "a folder that cannot be opened" if stat.S_ISDIR(found.st_mode) else "a pipe, socket or device"
        raise UnreadableError(f"expected a file; found {what}. Leave it out or put the file itself there.")
    if found.st_size == 0:
        raise UnreadableError("expected a document; found that the file is empty. Save it again.")
    return found.st_size
