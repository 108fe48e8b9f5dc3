r"""Rich text (RTF) → lines and tables.

striprtf (BSD), the library kept best, gives text alone: it drops bold, headings, lists and deletions, and writes a
cell's end as "|", which may stand in the text too. So its lists are used here (which groups are no text, which
charset is which codec, which words are characters), and the marks of paragraphs, lists and tables are read beside
them. rtfparse needs the GPL's extract-msg.

Source of the control words: Microsoft, Rich Text Format Specification 1.9.1 (2008).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

from qa_nlp.reading.assembly import Assembly, list_number
from qa_nlp.reading.blocks import Content, Mapping, UnreadableError
from qa_nlp.reading.forms import read_parts
from qa_nlp.reading.parts import Part
from qa_nlp.reading.rich_text.tables import Paragraph, RichPart, Tables, give

_TOKEN = re.compile(
    r"\\(?P<word>[a-z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<byte>[0-9a-f]{2})|\\(?P<symbol>[^a-z'])|(?P<brace>[{}])"
    r"|(?P<text>[^\\{}\r\n]+)|[\r\n]+|\\'?",
    re.IGNORECASE | re.DOTALL,
)
_GROUP = re.compile(r"\\bin(\d+) ?|\\.|[{}]", re.DOTALL)
_DEEPEST = 500  # groups, one within the other; word processors write about 20
_NOT_TEXT = {
    "annotation": "comments",
    "footnote": "footnotes",
    **dict.fromkeys(
        ("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"), "page margins"
    ),
}
_BOX = re.compile(r"\{\\(?:\*\\)?(?:shptxt|dptxbxtext)\b")
_TICKED, _TICKED_FIRST = re.compile(r"\\ffres(\d+)"), re.compile(r"\\ffdefres1(?!\d)")
_AS_FIRST = "25"  # the tick box is as its form had it
_ENDS = frozenset(("par", "sect", "page", "cell", "nestcell", "row", "nestrow", "column"))
_SYMBOL, _GLYPHS = "symbol", 0xF000  # fonts of signs, whose glyphs stand here in Unicode, as Word has them
_CODEPAGES = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_HEADING = re.compile(r"heading ([1-9])$")
_LIST = re.compile(r"list (?:bullet|number)(?: ([2-5]))?$")


@dataclass
class _State:
    """What a group inherits from the one around it."""

    group: str = ""  # "fonttbl", "stylesheet", "mark" (what Word prints before a list's item), or "" for text
    font: int | None = None
    unicode_skip: int = 1
    bold: bool = False
    hidden: str | None = None
    style: int = 0
    outline: int = 0
    listed: int = 0
    depth: int = 0


@dataclass
class _Reader:
    source: str
    tables: Tables = field(default_factory=Tables)
    left_out: Counter[str] = field(default_factory=Counter)
    state: _State = field(default_factory=_State)
    around: list[_State] = field(default_factory=list)
    codec: str = "cp1252"
    fonts: dict[int, str] = field(default_factory=dict)
    styles: dict[int, str] = field(default_factory=dict)
    raw: bytearray = field(default_factory=bytearray)
    skip: int = 0
    pieces: list[tuple[str, bool]] = field(default_factory=list)
    mark: str | None = None
    level: int = 0  # of the list's item to come; stands behind its mark
    boxes: list[str] = field(default_factory=list)

    def read(self) -> None:
        from striprtf.striprtf import destinations

        position, starts_group = 0, False
        while match := _TOKEN.match(self.source, position):
            position = match.end()
            word, brace = match["word"], match["brace"]
            if match["byte"] is None and match["text"] is None:
                self._decode()
            if starts_group and (match["symbol"] == "*" or word in destinations):
                inside = _TOKEN.match(self.source, position) if match["symbol"] == "*" else None
                name = (inside["word"] if inside else word) or ""
                if not self._enters(name):
                    position = self._skip_group(match.start(), name)
                    self._close()
                starts_group = False
                continue
            starts_group = brace == "{"
            if brace == "{":
                self._open()
            elif brace == "}":
                self._close()
                if not self.around:
                    return
            elif word is not None:
                number = int(match["number"]) if match["number"] else None
                if word == "bin":
                    position += max(number or 0, 0)
                else:
                    self._word(word, number)
            elif match["byte"] is not None:
                self._bytes(bytes.fromhex(match["byte"]))
            elif match["text"] is not None:
                self._bytes(match["text"].encode("latin-1"))
            elif match["symbol"] is not None:
                self._symbol(match["symbol"])

    def _open(self) -> None:
        if len(self.around) >= _DEEPEST:
            raise UnreadableError(
                f"expected groups at most {_DEEPEST} deep; found more. Open it in Word and save it as .docx."
            )
        self.around.append(self.state)
        self.state = replace(self.state)

    def _close(self) -> None:
        self._decode()
        if self.state.group == "mark" and self.around[-1].group != "mark":
            self.mark = self.mark or ""
        self.state = self.around.pop()

    def _enters(self, name: str) -> bool:
        """Tell whether a group that is no text is read all the same, and for what."""
        if name in ("fonttbl", "stylesheet"):
            self.state.group = name
        elif name == "pntext":
            self.state.group = "mark"
        elif name == "nesttableprops":
            self.tables.nested = True
        else:
            return False
        return True

    def _skip_group(self, start: int, name: str) -> int:
        """Return where the group ends that holds this position; count it if a person would read it."""
        depth, position = 1, start
        while depth and (match := _GROUP.search(self.source, position)):
            position = match.end() + int(match[1] or 0)
            depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth:
            raise _cut_short()
        group = self.source[start : position - 1]
        kind = _NOT_TEXT.get(name)
        if kind and re.search(r"\w", re.sub(r"\\[a-z]+-?\d* ?", "", group)):
            self.left_out[kind] += 1
        elif name in ("shp", "do"):
            self.boxes += _box_texts(group.partition("\\shprslt")[0])  # what follows repeats it for old readers
        elif name == "fldinst" and "FORMCHECKBOX" in group:
            stated = _TICKED.search(group)
            first = stated is None or stated[1] == _AS_FIRST
            ticked = bool(_TICKED_FIRST.search(group)) if first else stated is not None and stated[1] == "1"
            self._write("☒ " if ticked else "☐ ")
        return position

    def _bytes(self, raw: bytes) -> None:
        taken = min(self.skip, len(raw))
        self.skip -= taken
        self.raw += raw[taken:]

    def _decode(self) -> None:
        if self.raw:
            codec = self.fonts.get(self.state.font, self.codec) if self.state.font is not None else self.codec
            raw = bytes(self.raw)
            self.raw.clear()
            text = "".join(chr(_GLYPHS + byte) for byte in raw) if codec == _SYMBOL else raw.decode(codec)
            self._write(text)

    def _write(self, text: str) -> None:
        state = self.state
        if state.group == "stylesheet":
            self.styles[state.style] = self.styles.get(state.style, "") + text
        elif state.group == "mark":
            self.mark = (self.mark or "") + text
        elif state.group == "" and state.hidden:
            self.left_out[state.hidden] += bool(text.strip())
        elif state.group == "":
            self.pieces.append((text, state.bold))

    def _symbol(self, symbol: str) -> None:
        from striprtf.striprtf import specialchars

        self.skip = 0
        if symbol in "\r\n":
            self._end("par")
        elif symbol in specialchars:
            self._write(specialchars[symbol])

    def _word(self, word: str, number: int | None) -> None:
        from striprtf.striprtf import charset_map, specialchars

        state = self.state
        on = number != 0
        self.skip = 0
        if word == "u":
            self._write(chr((number or 0) % 0x10000))
            self.skip = state.unicode_skip
        elif word in _ENDS:
            self._end(word)
        elif word in specialchars:
            self._write(specialchars[word])
        elif word == "uc":
            state.unicode_skip = max(number or 0, 0)
        elif word == "f":
            state.font = number
        elif word == "fcharset" and state.group == "fonttbl" and state.font is not None:
            self.fonts[state.font] = _SYMBOL if number == 2 else charset_map.get(number or 0, self.codec)
        elif word == "ansicpg" and number:
            self.codec = {10000: "mac_roman", 65001: "utf-8"}.get(number, f"cp{number}")
        elif word in _CODEPAGES:
            self.codec = _CODEPAGES[word]
        elif word in ("plain", "b", "v", "deleted"):
            self._character(word, on)
        elif word == "listtext":
            state.group = "mark"
        elif word in ("pard", "s", "outlinelevel", "ls", "ilvl", "intbl", "itap"):
            if state.group != "mark":
                self._paragraph(word, number or 0)
        else:
            self.tables.define(word, number or 0)

    def _character(self, word: str, on: bool) -> None:
        state = self.state
        if word == "plain":
            state.bold, state.hidden = False, None
        elif word == "b":
            state.bold = on
        else:
            state.hidden = {"v": "hidden text", "deleted": "deleted text"}[word] if on else None

    def _paragraph(self, word: str, number: int) -> None:
        state = self.state
        if word == "pard":
            state.style = state.outline = state.listed = state.depth = self.level = 0
        elif word == "s":
            state.style = number
        elif word == "outlinelevel":
            state.outline = number + 1 if 0 <= number <= 8 else 0
        elif word == "ls":
            state.listed = number
        elif word == "ilvl":
            self.level = number
        elif word == "intbl":
            state.depth = max(state.depth, 1)
        else:
            state.depth = number

    def _end(self, word: str) -> None:
        if self.state.group:
            return
        boxes, self.boxes = self.boxes, []
        paragraph = self._taken()
        inside = [part for box in boxes for part in self._box(box)]
        self.tables.end(word, paragraph, self.state.depth, inside)

    def _box(self, source: str) -> list[RichPart]:
        """Return what stands in a text box, which is read behind the paragraph that it is anchored in."""
        reader = _Reader(source, left_out=self.left_out, codec=self.codec, fonts=self.fonts, styles=self.styles)
        reader.read()
        return reader.finish()

    def finish(self) -> list[RichPart]:
        """Return all paragraphs and tables."""
        self._end("par")
        return self.tables.close()

    def _taken(self) -> Paragraph:
        """Return the paragraph that ends here."""
        name = self.styles.get(self.state.style, "").split(";")[0].strip().lower()
        heading, styled = _HEADING.match(name), _LIST.match(name)
        item = int(styled[1] or 1) if styled else 0
        if self.mark is not None or self.state.listed:
            item = min(self.level, 8) + 1
        level = int(heading[1]) if heading else 1 if name == "title" else self.state.outline
        number = list_number(self.mark) if self.mark else None
        # Characters beyond the first plane come as two halves.
        pieces = [
            (text.encode("utf-16", "surrogatepass").decode("utf-16"), bold) for text, bold in _joined(self.pieces)
        ]
        self.pieces, self.mark = [], None
        return Paragraph(pieces, level, 0 if level else item, number)


def read_rich_text(path: Path, mapping: Mapping) -> Content:
    """Read an ``.rtf``: headings by style, lists, paragraphs, and tables as audit forms (see ``read_parts``).

    A text box is read behind the paragraph that it is anchored in. Headers, footers, comments, footnotes, hidden and
    deleted text are left out and counted.

    Raises
    ------
    UnreadableError
        If the file is no rich text, is cut short or nested without end.
    """
    parts, left_out = rich_text_parts(path)
    content = read_parts(parts, mapping)
    content.left_out += left_out
    return content


def rich_text_parts(path: Path) -> tuple[list[Part], list[tuple[str, str]]]:
    """Return the parts of a rich text, and what was left out of it."""
    source = path.read_bytes().decode("latin-1")
    if not source.lstrip().startswith("{\\rtf"):
        raise UnreadableError("expected rich text; found another format. Open it in Word and save it as .docx.")
    reader = _Reader(source.strip())
    reader.read()
    if reader.around:
        raise _cut_short()
    assembly = Assembly()
    for part in reader.finish():
        give(part, assembly)
    assembly.left_out.update(reader.left_out)
    return assembly.close()


def _box_texts(group: str) -> list[str]:
    """Return the groups of text of the text boxes in a drawing, those within them aside."""
    texts, position = [], 0
    while box := _BOX.search(group, position):
        depth, position = 1, box.end()
        while depth and (match := _GROUP.search(group, position)):
            position = match.end() + int(match[1] or 0)
            depth += {"{": 1, "}": -1}.get(match[0], 0)
        texts.append("{" + group[box.end() : position])
    return texts


def _joined(pieces: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Join neighbouring pieces of one weight."""
    joined: list[tuple[str, bool]] = []
    for text, bold in pieces:
        if joined and joined[-1][1] == bold:
            joined[-1] = (joined[-1][0] + text, bold)
        else:
            joined.append((text, bold))
    return joined


def _cut_short() -> UnreadableError:
    return UnreadableError(
        "expected rich text to its end; found a file cut short. Get it again, or open it in Word and save it as .docx."
    )
