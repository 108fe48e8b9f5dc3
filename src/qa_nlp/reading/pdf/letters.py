"""A page of a PDF → its letters, each with its place, size and weight, by PDFium.

PDFium (through pypdfium2, on which pdfplumber depends too) is asked for letters, not for text: where words, lines and
columns begin is decided in :mod:`qa_nlp.reading.pdf.lines`. It reads some fifteen times as many pages a second as
pdfminer.
"""

from __future__ import annotations

import ctypes
import math
import re
from dataclasses import dataclass, field
from typing import Any

_BOLD = re.compile("bold|black|semib|heavy", re.IGNORECASE)
_PICTORIAL = re.compile("wingdings|webdings|symbol|dingbats", re.IGNORECASE)
_TURNED = math.radians(3)  # text at a greater angle is a watermark, a stamp or the label of an axis
_TWICE = 0.12  # of the size: the same letter drawn again so near is fake bold or a shadow
_GARBAGE = 0.5  # share of letters without a meaning from which a text layer is of no use
_TALL, _LINE = 6, 3  # points: an upright line is taller than the one and narrower than the other
_BOX = 5  # segments of a path that draws a box
UNKNOWN = "\ufffd"


@dataclass(slots=True)
class Letter:
    """One letter: its box across the page, its baseline from the top, and its looks, in points.

    ``apart`` tells that PDFium sees a space, which the file does not have, before it.
    """

    text: str
    x0: float
    x1: float
    base: float
    size: float
    bold: bool
    pictorial: bool
    apart: bool = False


@dataclass
class PageLetters:
    """What stands on a page.

    Attributes
    ----------
    letters
        In the order of the file, white space included; without turned and doubled ones.
    turned
        How many pieces of text stand at an angle (watermarks, stamps, labels of axes).
    garbage
        Whether there is a text layer, but one whose letters have no meaning.
    pictures
        Boxes (x0, top, x1, bottom) of the images.
    ruled
        Whether there may be a table: there are upright lines at three places across the page, or more.
    """

    width: float
    height: float
    letters: list[Letter] = field(default_factory=list)
    turned: int = 0
    garbage: bool = False
    pictures: list[tuple[float, float, float, float]] = field(default_factory=list)
    ruled: bool = False

    @property
    def scanned(self) -> bool:
        """Whether most of the page is an image, as it is in a scan."""
        areas = [(x1 - x0) * (bottom - top) for x0, top, x1, bottom in self.pictures]
        return sum(areas) > 0.5 * self.width * self.height


@dataclass(frozen=True)
class _Looks:
    """What all letters of one text object have in common."""

    size: float
    slant: float
    angle: float
    bold: bool
    pictorial: bool


class _Upright:
    """Turns places in a page's own coordinates into those of the page as it is seen, from its top left."""

    def __init__(self, page: Any) -> None:
        self.width, self.height = page.get_size()  # as seen
        self.quarters = page.get_rotation() // 90
        self.left, self.bottom, self.right, self.top = page.get_bbox()

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.quarters == 1:
            return y - self.bottom, x - self.left
        if self.quarters == 2:
            return self.right - x, y - self.bottom
        if self.quarters == 3:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def angle(self, angle: float) -> float:
        """Return an angle as seen, between -pi and pi."""
        seen = angle - self.quarters * math.pi / 2
        return math.atan2(math.sin(seen), math.cos(seen))

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        (xa, ya), (xb, yb) = self.point(left, bottom), self.point(right, top)
        return min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)


def page_letters(page: Any) -> PageLetters:
    """Return the letters of a pypdfium2 page and what else is drawn on it."""
    upright = _Upright(page)
    found = PageLetters(upright.width, upright.height)
    _drawings(page, upright, found)
    textpage = page.get_textpage()
    try:
        letters, unknown = _letters(textpage, upright, found)
    finally:
        textpage.close()
    printed = sum(not letter.text.isspace() for letter in letters)
    found.garbage = printed > 0 and unknown > _GARBAGE * printed
    found.letters = [] if found.garbage else _once(letters)
    return found


def _letters(textpage: Any, upright: _Upright, found: PageLetters) -> tuple[list[Letter], int]:
    import pypdfium2.raw as pdfium

    letters: list[Letter] = []
    unknown = 0
    looks: _Looks | None = None
    last: int | None = None
    base, apart = 0.0, False
    box = pdfium.FS_RECTF()
    for index in range(pdfium.FPDFText_CountChars(textpage)):
        drawn = pdfium.FPDFText_GetTextObject(textpage, index)
        if not drawn:  # a space or line end that PDFium added
            last, apart = None, True
            continue
        place = ctypes.addressof(drawn.contents)
        if place != last or looks is None:
            last, looks = place, _looks(textpage, index, drawn, upright)
            base = _baseline(textpage, index, upright)
            found.turned += abs(looks.angle) > _TURNED
        if abs(looks.angle) > _TURNED:
            continue
        # Where a font does not say what a glyph means, PDFium guesses, wrongly.
        guessed = pdfium.FPDFText_HasUnicodeMapError(textpage, index) == 1
        text = UNKNOWN if guessed else _text(pdfium.FPDFText_GetUnicode(textpage, index))
        if text == UNKNOWN or "\ue000" <= text <= "\uf8ff":
            unknown += not looks.pictorial
        pdfium.FPDFText_GetLooseCharBox(textpage, index, box)
        x0, top, x1, bottom = upright.box(box.left, box.bottom, box.right, box.top)
        if looks.slant:  # the box of a slanted letter is wider by its slant, to the right above the baseline
            x0, x1 = x0 + looks.slant * max(bottom - base, 0), x1 - looks.slant * max(base - top, 0)
        if x1 < 0 or x0 > upright.width or not 0 <= base <= upright.height * 1.02:  # beside the page: not to be seen
            continue
        letters.append(Letter(text, x0, x1, base, looks.size, looks.bold, looks.pictorial, apart))
        apart = False
    return letters, unknown


def _looks(textpage: Any, index: int, drawn: Any, upright: _Upright) -> _Looks:
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(textpage, index, matrix)
    size = pdfium.FPDFText_GetFontSize(textpage, index) * math.hypot(matrix.c, matrix.d)
    font = pdfium.FPDFTextObj_GetFont(drawn)
    name = ctypes.create_string_buffer(256)
    pdfium.FPDFFont_GetBaseFontName(font, name, 256)
    named = name.value.decode("latin-1")
    heavy = pdfium.FPDFFont_GetWeight(font) >= 600
    angle = upright.angle(math.atan2(matrix.b, matrix.a))
    slant = max(0.0, matrix.c / matrix.d) if matrix.d and not matrix.b else 0.0
    bold, pictorial = heavy or bool(_BOLD.search(named)), bool(_PICTORIAL.search(named))
    return _Looks(round(size * 2) / 2, slant, angle, bold, pictorial)


def _baseline(textpage: Any, index: int, upright: _Upright) -> float:
    import pypdfium2.raw as pdfium

    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(textpage, index, x, y)
    return upright.point(x.value, y.value)[1]


def _text(code: int) -> str:
    if code == 2:  # PDFium's mark for a hyphen at the end of a line
        return "-"
    if code in (0, 0x7F, 0xFFFE, 0xFFFF) or 0xD800 <= code <= 0xDFFF:
        return UNKNOWN
    text = chr(code)
    return UNKNOWN if code < 32 and not text.isspace() else text


def _once(letters: list[Letter]) -> list[Letter]:
    """Return the letters without those drawn a second time on, or a hair beside, the same letter (fake bold)."""
    order = sorted(range(len(letters)), key=lambda i: (letters[i].text, round(letters[i].base), letters[i].x0))
    again: set[int] = set()
    kept: Letter | None = None
    for index in order:
        letter = letters[index]
        if (
            kept is not None
            and letter.text == kept.text
            and abs(letter.base - kept.base) < 1.5
            and abs(letter.x0 - kept.x0) < _TWICE * letter.size
        ):
            again.add(index)
        else:
            kept = letter
    return [letter for index, letter in enumerate(letters) if index not in again]


def _drawings(page: Any, upright: _Upright, found: PageLetters) -> None:
    """Note the images of a page, and whether lines or boxes are drawn on it that may be those of a table."""
    import pypdfium2.raw as pdfium

    edges: set[int] = set()
    for drawn in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH), max_depth=4):
        x0, top, x1, bottom = upright.box(*drawn.get_bounds())
        if drawn.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            found.pictures.append((x0, top, x1, bottom))
        elif bottom - top > _TALL:
            edges |= {round(x0 / _LINE), round(x1 / _LINE)} if x1 - x0 > _LINE else {round((x0 + x1) / 2 / _LINE)}
            if pdfium.FPDFPath_CountSegments(drawn) > 2 * _BOX:  # one path may draw the whole table
                edges |= {-1}
    found.ruled = len(edges) > 2
