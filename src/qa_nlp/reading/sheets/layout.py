"""What the columns of a sheet hold: facts of the audit, findings and their ratings, actions, or nothing to read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from qa_nlp.reading.blocks import Mapping, squeeze
from qa_nlp.reading.columns import NAMES, NOT_FINDINGS, month_first, normal, rated_section, section_of
from qa_nlp.reading.forms.columns import column_kind
from qa_nlp.reading.forms.ratings import is_judgement, is_plain_answer
from qa_nlp.reading.sheets.header import Header
from qa_nlp.reading.sheets.sheet import Row, letter

# Names that say nothing of the section: it stands in the column beside them.
_GENERIC = frozenset((
    "comment", "comments", "commentary", "auditor comment", "auditor comments", "auditors comments", "evidence",
    "evidence and comments", "comments and evidence", "notes", "analysis", "narrative", "rationale", "reason",
    "reasons", "detail", "details", "further details", "explanation", "findings", "summary",
))  # fmt: skip
_LONGEST_GRADE = 6  # words; a longer "grade" says why, and is read
_PERSON = "about a person or a deadline, not a finding"


@dataclass(frozen=True)
class Text:
    """A column of findings: the headings over it, and the columns that say more of each cell.

    ``numbers`` tells whether its numbers are findings too, as the caller named the column.
    """

    index: int
    path: tuple[str, ...]
    rating: int | None = None
    is_action: bool = False
    owner: int | None = None
    due: int | None = None
    numbers: bool = False


@dataclass
class Layout:
    """What the columns of a sheet hold, by index from 0.

    Attributes
    ----------
    header
        Where their names stand.
    names
        Of the columns, with the heading over them or without, as a caller may map them.
    width
        How many columns were seen.
    facts
        Audit column → where it stands.
    texts
        The columns of findings.
    taken
        Name → what it was taken for, the columns of findings aside.
    left_out
        Name of a column, the reason why it is not read, and where it stands.
    month_first
        Whether dates are written the American way, so that "03/04/2026" may be either.
    """

    header: Header
    names: list[str]
    width: int
    facts: dict[str, int]
    texts: list[Text]
    taken: dict[str, str] = field(default_factory=dict)
    left_out: list[tuple[str, str, int]] = field(default_factory=list)
    month_first: bool = False


def lay_out(header: Header, body: Sequence[Row], mapping: Mapping) -> Layout:
    """Tell what each column holds, by its name and by the first rows below the header."""
    return _Columns(header, body, mapping).layout()


def found_names(names: Sequence[str], wanted: Sequence[str]) -> list[int]:
    """Return where the names that a caller gave stand: written the same, else the same but for case and spacing."""
    found = []
    for name in wanted:
        same = [index for index, each in enumerate(names) if each == squeeze(name)]
        found += same or [index for index, each in enumerate(names) if normal(each) == normal(name)]
    return found


class _Columns:
    def __init__(self, header: Header, body: Sequence[Row], mapping: Mapping) -> None:
        width = max([len(header.names), *(len(cells) for _, cells in body)])
        self.header = header
        self.mapping = mapping
        self.names = [
            (header.names[index] if index < len(header.names) else "") or f"column {index + 1}"
            for index in range(width)
        ]
        self.bands = [header.bands[index] if index < len(header.bands) else "" for index in range(width)]
        self.values: list[list[str]] = [[] for _ in range(width)]
        for _, cells in body:
            for index, cell in enumerate(cells):
                if cell.strip():
                    self.values[index].append(cell.strip())
        self.roles: dict[int, str] = {}  # index → what the column was taken for
        self.reasons: dict[int, str] = {}  # index → why it is not read
        self.sections: dict[int, str] = {}  # column of ratings → the section it judges, "" if its name names none
        self.repeated = {name for name, count in Counter(map(normal, self.names)).items() if count > 1}

    def layout(self) -> Layout:
        self._mapped()
        self._recognised()
        self._ratings()
        self._others()
        texts = self._rated(
            self._acted([Text(index, self._path(index), numbers=self._is_mapped_text(index)) for index in self._open()])
        )
        dates = self.facts.get("audited_on")
        taken = {self.label(index): role for index, role in sorted(self.roles.items())}
        left_out = [(self.label(index), reason, index) for index, reason in sorted(self.reasons.items())]
        return Layout(
            self.header,
            [*self.names, *self._full_names()],
            len(self.names),
            self.facts,
            texts,
            {**self.header.labels, **taken},
            left_out,
            dates is not None and month_first(self.values[dates]),
        )

    def label(self, index: int) -> str:
        """Return a column's name, with the heading over it, and its letter where others have that name too."""
        label = f"{self.bands[index]} > {self.names[index]}" if self.bands[index] else self.names[index]
        same = [
            i for i, name in enumerate(self.names) if name == self.names[index] and self.bands[i] == self.bands[index]
        ]
        return label if len(same) == 1 else f"{label} (column {letter(index)})"

    @property
    def facts(self) -> dict[str, int]:
        return {role: index for index, role in self.roles.items() if role in NAMES}

    def _open(self) -> list[int]:
        return [index for index in range(len(self.names)) if index not in self.roles and index not in self.reasons]

    def _full_names(self) -> list[str]:
        return [f"{band} {name}" if band else name for band, name in zip(self.bands, self.names, strict=True)]

    def _find(self, wanted: Sequence[str]) -> list[int]:
        return [*dict.fromkeys(found_names(self.names, wanted) + found_names(self._full_names(), wanted))]

    def _is_mapped_text(self, index: int) -> bool:
        return "text" in self.mapping and index in self._find(self.mapping["text"])

    def _mapped(self) -> None:
        for column, wanted in self.mapping.items():
            if column != "text":
                for index in self._find(wanted)[:1]:
                    self.roles[index] = column

    def _recognised(self) -> None:
        text = set(self._find(self.mapping.get("text", [])))
        for column, known in NAMES.items():
            candidates = [
                index
                for name in known
                for index in self._open()
                if normal(self.names[index]) == name and index not in text and not self._judges_a_section(index)
            ]
            if not candidates:
                continue
            if column not in self.facts:
                self.roles[candidates.pop(0)] = column
            for index in candidates:
                if not self._is_prose(index):
                    self.reasons[index] = f"another name for {column}, which {self.names[self.facts[column]]!r} gives"

    def _judges_a_section(self, index: int) -> bool:
        """Tell whether a "Grade" is that of a section: it stands in a band, or is one of several."""
        if rated_section(self.names[index]) != "":
            return False
        return normal(self.names[index]) in self.repeated or any(
            self.bands[index] == band and other != index for other, band in enumerate(self.bands) if band
        )

    def _is_prose(self, index: int) -> bool:
        return any(len(value.split()) > _LONGEST_GRADE for value in self.values[index])

    def _ratings(self) -> None:
        text = set(self._find(self.mapping.get("text", [])))
        for index in self._open():
            section = rated_section(self.names[index])
            if index not in text and section is not None and (section == "" or not self._is_prose(index)):
                self.sections[index] = section
        for index in self._open():
            values = self.values[index]
            graded = all(map(is_judgement, values)) and not all(map(_is_answer, values))
            if (
                index not in text
                and index not in self.sections
                and graded
                and self._judged(index, normal(self.names[index]))
            ):
                self.sections[index] = normal(self.names[index])
        for index in self.sections:
            self.roles[index] = "rating"

    def _judged(self, rating: int, section: str) -> list[int]:
        """Return the columns of text that a column of ratings judges by its band, its section's name or its place."""
        texts = [index for index in range(len(self.names)) if index not in self.sections and index not in self.roles]
        if self.bands[rating]:
            same = [index for index in texts if self.bands[index] == self.bands[rating] and index != rating]
            if same:
                return same
        if not section:
            return []
        named = [index for index in texts if index != rating and _section(self.names[index]) == section]
        beside = [
            index
            for index in (rating + 1, rating - 1)
            if index in texts and normal(self.names[index]) in _GENERIC & self.repeated
        ]
        return named or beside[:1]

    def _others(self) -> None:
        text = self._find(self.mapping["text"]) if "text" in self.mapping else None
        for index in self._open():
            name = normal(self.names[index])
            if text is not None and index not in text:
                self.reasons[index] = "not among the mapped text columns"
            elif text is None and name in NOT_FINDINGS:
                self.reasons[index] = _PERSON

    def _path(self, index: int) -> tuple[str, ...]:
        name = self.names[index]
        if self.bands[index]:
            return (self.bands[index], name)
        if normal(name) in _GENERIC & self.repeated:
            for rating in (index - 1, index + 1):
                if self.sections.get(rating) and index in self._judged(rating, self.sections[rating]):
                    return (section_of(self.names[rating]), name)
            left = index - 1
            if (
                left >= 0
                and left not in self.facts.values()
                and left not in self.sections
                and self.reasons.get(left) is None
            ):
                return (self.names[left], name)
        return (name,)

    def _acted(self, texts: list[Text]) -> list[Text]:
        """Give the columns of actions those that say by whom and by when."""
        actions = [text.index for text in texts if column_kind(self.names[text.index]) == "action"]
        found = []
        used: set[int] = set()
        for text in texts:
            if text.index not in actions:
                found.append(text)
                continue
            until = min((other for other in actions if other > text.index), default=len(self.names))
            near = range(text.index + 1, until) if len(actions) > 1 else range(len(self.names))
            free = [index for index in near if index not in self.facts.values() and index not in self.sections]
            owner = next((index for index in free if column_kind(self.names[index]) == "owner"), None)
            due = next((index for index in free if column_kind(self.names[index]) == "due"), None)
            used |= {index for index in (owner, due) if index is not None}
            for index, role in ((owner, "action owner"), (due, "action due")):
                if index is not None:
                    self.roles[index] = role
                    self.reasons.pop(index, None)
            found.append(replace(text, is_action=True, owner=owner, due=due))
        return [text for text in found if text.index not in used]

    def _rated(self, texts: list[Text]) -> list[Text]:
        """Give the columns of text the ratings that judge them."""
        rating_of: dict[int, int] = {}
        readable = {text.index for text in texts}
        for rating, section in self.sections.items():
            for index in self._judged(rating, section):
                rating_of.setdefault(index, rating)
        bare = [
            rating for rating, section in self.sections.items() if not section and not self._judged(rating, section)
        ]
        rest = [index for index in sorted(readable) if index not in rating_of]
        rating_of |= _by_place(bare, rest)
        for rating in self.sections:
            if rating not in {rating_of.get(index) for index in readable}:
                del self.roles[rating]
                self.reasons[rating] = "a rating with no column of text beside it that it judges"
        return [replace(text, rating=rating_of.get(text.index)) for text in texts]


def _by_place(ratings: Sequence[int], texts: Sequence[int]) -> dict[int, int]:
    """Return column of text → column of ratings without a section: one judges all, several what stands between them.

    They stand behind the text they judge, unless the first one stands before any text.
    """
    if len(ratings) < 2 or not texts:
        return {index: rating for rating in ratings for index in texts}
    if ratings[0] < texts[0]:
        return {index: max(rating for rating in ratings if rating < index) for index in texts}
    return {index: min(rating for rating in ratings if rating > index) for index in texts if index < ratings[-1]}


def _is_answer(value: str) -> bool:
    """Tell whether a word of a scale may be the answer to a question: "Yes", "3"."""
    return is_plain_answer(value) or not any(map(str.isalpha, value))


def _section(name: str) -> str:
    """Return the section that a column of text is about: its name without "comments" and the like."""
    words = normal(name).split()
    while len(words) > 1 and words[-1] in _GENERIC:
        words.pop()
    while len(words) > 1 and words[-1] in ("and", "of", "on"):
        words.pop()
    return " ".join(words)
