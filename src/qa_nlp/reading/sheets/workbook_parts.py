"""What openpyxl does not tell of a workbook that it streams: merged cells, formulas without a value, notes, strokes.

It is read from the workbook's own parts as bytes, piece by piece, so that no sheet is ever held whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from zipfile import ZipFile

_PIECE = 1 << 20
_LONGEST_TAG = 1 << 16  # bytes: a formula is at most 8,192 characters
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3}\d+:[A-Z]{1,3}\d+)[\"']")
# A cell of a formula and no value behind it; one whose value is an empty text (t="str") was computed.
_UNCOMPUTED = re.compile(
    rb"<(?P<x>(?:\w+:)?)c(?P<about>\s[^>]*)>\s*<(?P=x)f\b(?:[^>]*/>|[^>]*>[^<]*</(?P=x)f>)\s*"
    rb"(?:<(?P=x)v\s*/>|<(?P=x)v>\s*</(?P=x)v>)?\s*</(?P=x)c>"
)
_PLACE = re.compile(rb"\sr=[\"']([A-Z]{1,3}\d+)[\"']")
_NOTE = re.compile(rb"<(?:\w+:)?comment\s")
_SHAPE_TEXT = re.compile(rb"<(?:\w+:)?txBody\b")


@dataclass
class SheetParts:
    """Of one sheet: first row and column of merged cells → the last, and the cells of formulas without a value."""

    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    uncomputed: list[str] = field(default_factory=list)


def sheet_parts(archive: ZipFile, path: str) -> SheetParts:
    """Read what a sheet's part says."""
    from openpyxl.utils.cell import range_boundaries

    found = SheetParts()
    places = set()
    for piece in _pieces(archive, path):
        for match in _MERGED.finditer(piece):
            left, top, right, bottom = map(int, range_boundaries(match[1].decode("ascii")))  # type: ignore[arg-type]
            found.merged[top, left] = (bottom, right)
        for match in _UNCOMPUTED.finditer(piece):
            place = _PLACE.search(match["about"])
            if place and not re.search(rb"\st=[\"']str[\"']", match["about"]):
                places.add(place[1].decode("ascii"))
    found.uncomputed = sorted(places, key=_reading_order)
    return found


def notes(archive: ZipFile) -> int:
    """Return how many notes stand on the cells of a workbook."""
    parts = [name for name in archive.namelist() if re.fullmatch(r"xl/(?:.*/)?comments?\d*\.xml", name)]
    return sum(len(_NOTE.findall(archive.read(name))) for name in parts)


def text_boxes(archive: ZipFile) -> int:
    """Return how many shapes with text lie over the sheets of a workbook."""
    parts = [name for name in archive.namelist() if re.fullmatch(r"xl/drawings/drawing[^/]*\.xml", name)]
    return sum(len(_SHAPE_TEXT.findall(archive.read(name))) for name in parts)


def strikes(archive: ZipFile) -> bool:
    """Tell whether any style of a workbook strikes text out."""
    return "xl/styles.xml" in archive.namelist() and b"strike" in archive.read("xl/styles.xml")


def _pieces(archive: ZipFile, path: str) -> Iterator[bytes]:
    """Yield a part in pieces that overlap, so that every tag stands whole in one of them."""
    kept = b""
    with archive.open(path) as part:
        while piece := part.read(_PIECE):
            yield kept + piece
            kept = (kept + piece)[-_LONGEST_TAG:]


def _reading_order(place: str) -> tuple[Any, ...]:
    letters = place.rstrip("0123456789")
    return int(place[len(letters) :]), len(letters), letters
