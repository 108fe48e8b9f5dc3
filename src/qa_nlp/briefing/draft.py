"""`Draft`: a briefing as a list of blocks, and the formats it is written to."""

from __future__ import annotations

from collections.abc import Mapping
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
    """A finding, verbatim, and where it stands; ``finding_id`` is the finding's own."""

    text: str
    source: str
    finding_id: str = ""


Block = Heading | Paragraph | Bullets | Grid | Quote


@dataclass(frozen=True)
class Draft:
    """A briefing draft; notebooks show it as it is."""

    blocks: tuple[Block, ...]

    def quoted(self) -> list[str]:
        """Return the ids of the findings that are quoted, in the order of the draft."""
        return [block.finding_id for block in self.blocks if isinstance(block, Quote)]

    def requoted(self, quotes: Mapping[str, Quote]) -> Draft:
        """Return the draft with other words for its quotes, by the id of the finding."""
        return Draft(tuple(quotes[block.finding_id] if isinstance(block, Quote) else block for block in self.blocks))

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
