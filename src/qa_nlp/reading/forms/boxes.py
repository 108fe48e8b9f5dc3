"""The boxes of a form that describe its case: which are there, and what each was taken for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from qa_nlp.reading.blocks import Mapping, squeeze
from qa_nlp.reading.columns import NAMES, NOT_FINDINGS, known_label, normal, parse_date
from qa_nlp.reading.forms.ratings import choice, is_scale, judge
from qa_nlp.reading.forms.words import bare, no_answer

NO_COLUMN = "a fact about the case that the findings table has no column for"
OF_MODERATOR = "said by a moderator, not by the auditor; the findings table has no column for it"
_LONGEST_LABEL, _LONGEST_VALUE = 7, 15  # words

# Boxes of our columns as forms print them, besides the names that workbooks share with them.
_FORM_NAMES = (
    ("round", r"audit (?:period|month)|month of audit"),
    (
        "case_id",
        r"(?:(?:child|client|person|case|record|file|system|service user|young person)s? )*"
        r"(?:mosaic|liquid ?logic|lcs|lla|carefirst|care director|eclipse|azeus|ics|id|case file|case|file)"
        r"(?: (?:record|id|reference))* (?:id|no|number|ref|reference)(?: number)?|"
        r"(?:child|client|person|young person|service user)s? (?:id|number|no)(?: number)?|case file reference",
    ),
    ("service", r"name of (?:the )?(?:team|service)|(?:team|service) (?:and|or)? ?(?:team|service|area)"),
    ("auditor", r"(?:file |case |lead |first |practice )?auditors?(?: names?)?|names? of (?:the )?auditors?|"
                r"audit (?:completed|undertaken|carried out) by|(?:file )?audited by"),
    ("audited_on", r"(?:date )?audit (?:date|completed on|undertaken on)|date (?:of )?(?:the )?audit(?: was)? "
                   r"(?:carried out|completed|undertaken)|date of (?:the |this )?(?:case |file )*audit"),
    ("programme", r"(?:theme|focus|type) of (?:the )?audit|audit theme|audit focus"),
)  # fmt: skip
_CHILD = (
    r"(?:(?:the )?(?:child|children|childs|young person|young persons|child young person|family|client|service user|"
    r"mother|father|parent|carer|case)s? )?"
)
_FACTS = re.compile(
    rf"{_CHILD}(?:full |first |last |sur|family )?(?:names?|initials?|forename|ages?|d ?o ?b|date of birth|"
    r"gender|sex|ethnicity|ethnic origin|religion|faith|(?:first |home )?language(?: spoken)?|nationality|disability|"
    r"(?:legal |case |current |plan |child )*status|address|postcode|telephone|phone|e ?mail|"
    r"contact (?:details|number)|nhs (?:no|number)|upn|school(?: nursery)?|nursery|placement(?: type)?|gp)"
    r"(?: and (?:age|initials|dob|gender|date of birth))?|"
    r"(?:names?|initials?|age|date of birth|dob|gender|ethnicity) of (?:the )?(?:child|young person|children|family).*|"
    r"(?:names? of )?(?:the )?"
    r"(?:allocated |lead |current |previous |line |team |service |practice |case |deputy |assistant )*"
    r"(?:social worker|sw|worker|caseworker|holder|practitioner|key worker|manager|head of service|supervisor|"
    r"iro|independent reviewing officer|(?:cp )?chair|lead professional|moderator|reviewer)(?: names?)?s?|moderated by|"
    r"(?:date|dates|period|time)(?: (?:of|when|case|last|plan|period|covered|workers?|moderat\w+|opened|closed|"
    r"allocated|completed|signed|referr\w+|interviewed|audited|reviewed|for|by|the|to|from))+(?: \w+){0,2}|"
    r"(?:moderation|allocation|opening|closure|referral|completion|review|return) date|(?:audit|review) period|"
    r"(?:type|category) of (?:plan|case|order|care|abuse)|plan type|case type|"
    r"number of (?:siblings|children|moves|placements|referrals|workers|social workers|placement moves)|"
    r"source of referral|siblings?(?: group)?|signed(?: by)?|signature|role|job title|designation|locality|district|"
    r"area office|office|completed by|ref"
)


@dataclass
class Boxes:
    """The boxes that were found, in the order of the document, and the caller's names for them."""

    mapping: Mapping
    found: list[tuple[str, str]] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)
    columns: dict[str, dict[str, str]] = field(default_factory=dict)  # of tables of cases, by their place
    _seen: set[str] = field(default_factory=set)

    def column(self, label: str) -> str | None:
        """Return the column of the findings table that a label stands for, the caller's word before ours."""
        plain = normal(label)
        for column, names in self.mapping.items():
            if column != "text" and plain in map(normal, names):
                self._seen.add(plain)
                return column
        known = known_label(plain) or known_label(bare(label))
        if known:
            return known
        if judge(label) == "overall":
            return "grade"
        return next((column for column, form in _FORM_NAMES if re.fullmatch(form, bare(label))), None)

    def is_label(self, text: str, value: str = "") -> bool:
        """Tell whether a text is the label of a box; a long value beside a label that is none of ours is an answer."""
        if not 0 < len(text.split()) <= _LONGEST_LABEL:
            return False
        if self.column(text) or bare(text) in NOT_FINDINGS:
            return True
        return len(value.split()) <= _LONGEST_VALUE and _FACTS.fullmatch(bare(text)) is not None

    def inline(self, text: str) -> list[tuple[str, str]] | None:
        """Return the boxes in a text that consists of them ("Auditor: QA1", or a label above its value), or None."""
        lines = [line for line in re.split(r"[\n\t]+", text) if squeeze(line)]
        pairs = []
        while lines:
            line = squeeze(lines.pop(0))
            label, colon, value = line.partition(":")
            if not (colon and value.strip()):
                if not self.is_label(line) or not (lines or colon):
                    return None
                follows = squeeze(lines[0]) if lines else ""
                label, value = line, "" if self._opens(follows) else follows
                lines = lines[1:] if value else lines
            if not self.is_label(label.strip(), value):
                return None
            pairs.append((label, value))
        return pairs or None

    def _opens(self, line: str) -> bool:
        label, colon, _ = line.partition(":")
        return self.is_label(label.strip()) and (bool(colon) or self.is_label(line))

    def add(self, label: str, value: str, *, moderator: bool = False) -> None:
        """Take note of a box. What a moderator filled in is no fact of the audit."""
        label, value = squeeze(label).rstrip(" :*"), chosen(value)
        if not value or not label:
            return
        if moderator or judge(label) == "moderated":
            self.left_out.append((f"box {label!r}", OF_MODERATOR))
        else:
            self.found.append((label, value))

    def known(self) -> tuple[dict[str, str], dict[str, str]]:
        """Return column → value and label → column, and list the boxes that were not used.

        Of several boxes for one column the caller's is taken, then the one whose name is known best, then the first.
        """
        columns = [self.column(label) for label, _ in self.found]
        values: dict[str, str] = {}
        taken: dict[str, str] = {}
        for (label, value), column in zip(self.found, columns, strict=True):
            if column is None:
                self.left_out.append((f"box {label!r}", NO_COLUMN))
                continue
            rivals = [box for box, other in zip(self.found, columns, strict=True) if other == column]
            best = min(rivals, key=lambda box: self._rank(box[0], column))
            if (label, value) != best:
                if value != best[1]:
                    self.left_out.append((f"box {label!r}", f"{column} was taken from box {best[0]!r}"))
            elif column == "audited_on" and parse_date(value) is None:
                self.left_out.append((f"box {label!r}", "its date is not one we can read; the findings carry no date"))
            else:
                values[column] = value
                taken[label] = column
        return values, taken

    def _rank(self, label: str, column: str) -> int:
        if normal(label) in map(normal, self.mapping.get(column, ())):
            return -1
        names = NAMES[column]
        plain = bare(label)
        if plain == "date":  # of what, it does not say
            return len(names) + 1
        return names.index(plain) if plain in names else len(names)

    def see(self, heading: str) -> None:
        """Take note of a heading: the caller's ``text`` names are looked for among them."""
        self._seen.add(normal(heading))

    def missing(self) -> list[str]:
        """Return the caller's names that stand nowhere in the form."""
        return sorted(name for names in self.mapping.values() for name in names if normal(name) not in self._seen)


def chosen(value: str) -> str:
    """Return a box's value: its ticked option where it has tick boxes, and nothing where it was left blank."""
    ticks = choice(value)
    if ticks is not None:
        return squeeze(f"{', '.join(ticks.chosen)} {ticks.rest}")
    return "" if no_answer(value) or is_scale(value) else squeeze(value)
