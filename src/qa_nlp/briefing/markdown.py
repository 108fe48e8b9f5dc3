"""Blocks of a draft → Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qa_nlp.briefing.draft import Block, Bullets, Grid, Heading, Paragraph, Quote


def markdown(blocks: Iterable[Block]) -> str:
    """Return the blocks as one Markdown document; text from findings cannot act as markup in it."""
    return "\n\n".join(map(_block, blocks)) + "\n"


def _block(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"{'#' * level} {_plain(text)}"
        case Paragraph(text):
            return _plain(text)
        case Bullets(items):
            return "\n".join(f"- {_plain(item)}" for item in items)
        case Quote(text, source):
            return f"> “{_plain(text)}”  \n> — {_plain(source)}"
        case Grid(caption, header, rows):
            lines = [
                f"**{_plain(caption)}**",
                "",
                _row(header),
                _row("---" for _ in header),
                *(_row(map(_plain, row)) for row in rows),
            ]
            return "\n".join(lines)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _plain(text: str) -> str:
    """Escape what Markdown would read as markup, and only that, so that a quote stays readable in the source."""
    text = re.sub(r"([\\`*_\[\]<>|#~])", r"\\\1", text)
    return re.sub(r"^(\s*)([-+]|\d+\.)(?=\s)", r"\1\\\2", text)
