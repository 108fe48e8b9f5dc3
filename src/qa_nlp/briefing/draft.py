"""`Draft`: a briefing as a list of blocks, and the formats it is written to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the title."""

    text: str
    level: int


@dataclass(frozen=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """A list of points."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """A table with a header row; ``caption`` stands above it."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Quote:
    """A finding, verbatim, and where it stands."""

    text: str
    source: str


Block = Heading | Paragraph | Bullets | Grid | Quote


@dataclass(frozen=True)
class Draft:
    """A briefing draft; notebooks show it as it is."""

    blocks: tuple[Block, ...]

    def to_markdown(self, path: str | Path) -> Path:
        """Write the draft as Markdown (UTF-8); returns the path."""
        from qa_nlp.briefing.markdown import markdown

        path = Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(markdown(self.blocks), encoding="utf-8", newline="\n")
        return path

    def to_docx(self, path: str | Path) -> Path:
        """Write the draft as a Word document; returns the path."""
        from qa_nlp.briefing.word import write_word

        path = Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_word(self.blocks, path)
        return path

    def _repr_markdown_(self) -> str:
        from qa_nlp.briefing.markdown import markdown

        return markdown(self.blocks)
