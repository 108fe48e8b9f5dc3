"""Blocks → rows of the findings table."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from qa_nlp.reading.blocks import Block
from qa_nlp.reading.directions import path_direction
from qa_nlp.reading.sentences import sentences

_PATH = " > "


@dataclass(frozen=True)
class _Open:
    """A heading under which blocks stand, or a lead-in line with the first item of the list that it opens."""

    text: str
    level: int = 0
    number: str | None = None
    first_item: Block | None = None

    def covers(self, block: Block) -> bool:
        """Tell whether a block stands under this.

        A lead-in covers its list: items marked like the first one, and whatever is indented deeper than it.
        """
        if self.first_item is None:
            return True
        same = _marker(block) == _marker(self.first_item) and block.indent >= self.first_item.indent
        return _listed(block) and (same or block.indent > self.first_item.indent)


Row = dict[str, Any]


def rows(blocks: list[Block], document: str) -> list[Row]:
    """Turn blocks into findings: bullets whole, paragraphs by sentence, each with its path of headings.

    A line that ends in a colon before a list leads in to it: it becomes the deepest heading of that list. A
    guessed heading with nothing under it was none and becomes a finding.
    """
    blocks = list(_without_empty_guesses(blocks))
    found: list[Row] = []
    path: list[_Open] = []
    for position, block in enumerate(blocks):
        following = blocks[position + 1] if position + 1 < len(blocks) else None
        if block.kind == "heading":
            path = [above for above in path if above.first_item is None and above.level < block.level]
            if block.text:
                path.append(_Open(block.text.rstrip(":").rstrip(), block.level, block.number))
            continue
        path = _back_to_section(path, block)
        while path and not path[-1].covers(block):
            path.pop()
        pieces = [block.text] if block.kind == "bullet" else sentences(block.text)
        leads_in = following is not None and bool(pieces) and _leads_in(block, following)
        for piece in pieces[:-1] if leads_in else pieces:
            found.append(_row(piece, block, document, [above.text for above in path]))
        if leads_in:
            path.append(_Open(pieces[-1].rstrip(":").rstrip(), first_item=following))
    return found


def _back_to_section(path: list[_Open], block: Block) -> list[_Open]:
    """Paragraph 8.5 belongs to section 8, whatever unnumbered headings were opened since."""
    section = (block.number or "").rpartition(".")[0]
    for depth, above in enumerate(path):
        if section and above.number == section:
            return path[: depth + 1]
    return path


def _listed(block: Block) -> bool:
    return block.kind == "bullet" or block.number is not None


def _marker(block: Block) -> str:
    """Return the kind of mark before a list item: a bullet, or the shape of its number ("1", "1.1", "a")."""
    return (
        "bullet"
        if block.number is None
        else ("1" if block.number[0].isdigit() else "a") + "." * block.number.count(".")
    )


def _leads_in(block: Block, following: Block) -> bool:
    if not block.text.endswith(":") or not _listed(following):
        return False
    return _marker(following) != _marker(block) or not _listed(block) or following.indent > block.indent


def _without_empty_guesses(blocks: list[Block]) -> Iterator[Block]:
    for position, block in enumerate(blocks):
        following = blocks[position + 1] if position + 1 < len(blocks) else None
        guess = block.kind == "heading" and not block.sure
        if guess and (following is None or (following.kind == "heading" and following.level <= block.level)):
            yield Block(block.text, block.locator, "bullet", number=block.number, rating=block.rating)
        else:
            yield block


def _row(text: str, block: Block, document: str, path: list[str]) -> Row:
    locator = block.locator if block.number is None else f"{block.locator}, paragraph {block.number}"
    return {
        "text": text,
        "document": document,
        "locator": locator,
        "heading": _PATH.join(path) or None,
        "direction": path_direction(path),
        "rating": block.rating,
        "action": block.action,
    }


def with_ids(found: Iterable[Row]) -> Iterator[Row]:
    """Give every row its ``finding_id``: 16 hex digits of SHA-256.

    The id depends on the document, the heading, the case and the text, and on the how-manieth such row it is, not on
    the line or page: inserting or deleting other findings, or reading other files along with it, leaves it as it was.
    """
    seen: Counter[bytes] = Counter()
    for row in found:
        place = "\x1f".join(row.get(part) or "" for part in ("document", "heading", "case_id", "text"))
        digest = hashlib.sha256(place.encode())
        seen[digest.digest()[:16]] += 1
        digest.update(f"\x1f{seen[digest.digest()[:16]]}".encode())
        yield {**row, "finding_id": digest.hexdigest()[:16]}
