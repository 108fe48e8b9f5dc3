"""E-mail (.eml, .msg) → blocks of what its writer wrote.

An .eml is parsed by Python's own ``email``; a .msg by python-oxmsg (MIT; by python-docx's author), since extract-msg
is under the GPL. Nothing is kept of who wrote to whom and when: people are no findings, and a message's date is not
the audit's.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.message import MIMEPart
from itertools import compress, groupby
from pathlib import Path, PurePath

from qa_nlp.reading.blocks import Block, Case, Content, Mapping, UnreadableError
from qa_nlp.reading.forms import read_parts
from qa_nlp.reading.html import html_parts
from qa_nlp.reading.parts import Grid, Line, Part
from qa_nlp.reading.quoted import own_text, plain_subject
from qa_nlp.reading.text import text_blocks

_TABLE = "\ufffc"  # stands for a table among lines of text
_LATIN = ("us-ascii", "ascii", "iso-8859-1", "latin-1", "latin1")  # often stated wrongly for Windows-1252 or UTF-8


@dataclass(frozen=True)
class _Message:
    subject: str
    plain: str | None
    html: str | None
    attachments: list[str]  # the endings of their names, or of their kind


def read_eml(path: Path, mapping: Mapping) -> Content:
    """Read an ``.eml`` (see ``_read``)."""
    from email import message_from_binary_file, policy

    with path.open("rb") as file:
        message = message_from_binary_file(file, policy=policy.default)
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    attachments = [
        _ending(part.get_filename(), part.get_content_type())
        for part, alternative in _leaves(message)
        if part is not plain and part is not html and not alternative
    ]
    return _read(
        _Message(
            str(message["subject"] or ""),
            None if plain is None else _decoded(plain),
            None if html is None else _decoded(html),
            attachments,
        ),
        mapping,
    )


def read_msg(path: Path, mapping: Mapping) -> Content:
    """Read Outlook's ``.msg`` (see ``_read``)."""
    from oxmsg import Message

    if path.stat().st_size and not path.read_bytes()[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise UnreadableError("expected an Outlook message; found another format. Save it from Outlook as .msg again.")
    message = Message.load(str(path))
    return _read(
        _Message(
            message.subject,
            message.body,
            message.html_body,
            [_ending(part.file_name, part.mime_type) for part in message.attachments],
        ),
        mapping,
    )


def _read(message: _Message, mapping: Mapping) -> Content:
    """Read a message: its plain text, or its HTML where it has no plain text or holds a table (lost in plain text).

    The subject stands above all headings. Earlier messages quoted below, greeting, signature and disclaimers are left
    out and reported with their lines, attachments with their kind: their names may be children's.

    Raises
    ------
    UnreadableError
        If it has no text of its own.
    """
    left_out = [
        (f"attachment {number} ({ending})", "save it and read it as a file of its own")
        for number, ending in enumerate(message.attachments, start=1)
    ]
    content = _own_content(message, mapping, left_out)
    if content is None:
        raise UnreadableError(
            f"expected a message with text of its own; found none, but {len(left_out)} part(s) such as attachments or "
            "earlier messages below it. Save those and read them as files of their own."
        )
    subject = plain_subject(message.subject)
    top = [Block(subject, "subject", "heading", level=0)] if subject else []
    return Content(
        (Case(case.known, [*top, *case.blocks]) for case in content.cases), content.taken, left_out + content.left_out
    )


def _own_content(message: _Message, mapping: Mapping, left_out: list[tuple[str, str]]) -> Content | None:
    """Return what is the writer's own, or None if nothing is; what is left out besides is added to ``left_out``."""
    plain = (message.plain or "").strip("\0")
    own = own_text(plain.splitlines(), mail=True)
    if message.html is not None:
        parts, hidden = html_parts(message.html)
        lines = _as_plain_text(parts)
        own_html = own_text([text for text, _ in lines], mail=True)
        kept = _kept(lines, own_html.lines)
        if any(isinstance(part, Grid) for part in kept):
            left_out += hidden + own_html.left_out
            return read_parts(kept, mapping)
        if not plain.strip():
            left_out += hidden
            own = own_html
    left_out += own.left_out
    blocks = text_blocks(own.lines)
    return Content([Case(blocks=blocks)]) if blocks else None


_Lines = list[tuple[str, Part | None]]


def _as_plain_text(parts: list[Part]) -> _Lines:
    """Return the lines that a mail program writes for parts as plain text, each with its part; a table is one."""
    lines: _Lines = []
    for part in parts:
        if isinstance(part, Grid):
            lines.append((_TABLE if _is_data(part) else "", part))
        else:
            mark = "#" * part.level + " " if part.level else ""
            if part.item:
                mark = "  " * (part.item - 1) + (f"{part.number}. " if part.number else "- ")
            first, *others = part.text.split("\n")
            lines += [(mark + first, part), *((text, part) for text in others)]
        lines.append(("", None))
    return lines


def _is_data(grid: Grid) -> bool:
    """Tell whether a table is more than a frame around a logo or a signature's lines."""
    return len(grid.rows) > 1 and max(len(row) for row in grid.rows) > 1


def _kept(lines: _Lines, own: list[str]) -> list[Part]:
    """Return the parts that are left, those of several lines with the lines that are left."""
    kept: list[Part] = []
    for part, group in groupby(zip(lines, own, strict=True), key=lambda pair: pair[0][1]):
        left = [text.strip() != "" for _, text in group]
        if isinstance(part, Grid) and any(left):
            kept.append(part)
        elif isinstance(part, Line) and any(left):
            kept.append(replace(part, text="\n".join(compress(part.text.split("\n"), left))))
    return kept


def _leaves(part: MIMEPart, alternative: bool = False) -> Iterator[tuple[MIMEPart, bool]]:
    """Yield the parts that hold no others, and whether they say what another one says in another format."""
    if part.is_multipart() and part.get_content_type() != "message/rfc822":
        for inner in part.iter_parts():
            yield from _leaves(inner, alternative or part.get_content_type() == "multipart/alternative")
    else:
        yield part, alternative and part.get_content_maintype() == "text" and not part.is_attachment()


def _decoded(part: MIMEPart) -> str:
    """Return a part's text, every byte of it decoded: as the part says, else as UTF-8 or Windows-1252."""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    stated = (part.get_content_charset() or "utf-8").lower()
    for codec in ("utf-8" if stated in _LATIN else stated, "utf-8", "cp1252"):
        try:
            return raw.decode(codec)
        except (LookupError, UnicodeDecodeError):
            continue
    raise UnreadableError(
        f"expected a message in UTF-8 or Windows-1252; found bytes of neither, in a part that names the encoding "
        f"{stated}. Open it in its own program and save its text as .txt."
    )


def _ending(name: str | None, kind: str | None) -> str:
    """Return a file's ending: of its name where that is one, else of its kind."""
    ending = PurePath(name or "").suffix.lower()
    if re.fullmatch(r"\.[a-z0-9]{1,5}", ending):
        return ending
    return {"message/rfc822": ".eml"}.get(kind or "", mimetypes.guess_extension(kind or "") or "of unknown kind")
