"""What of an e-mail's text is its writer's own: earlier messages below it, its head, greeting and signature are not.

Earlier messages would be counted twice; the rest is no finding and names people. All of it is reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_LABEL = re.compile(r"^[*_\s]{0,3}(from|sent|date|to|cc|bcc|subject|importance|attachments?)\s*:(?=[*_\s]|$)", re.I)
_HEAD_LINES = 12
_WROTE = re.compile(r"\s*On\b.*\bwrote:\s*", re.DOTALL)
_WROTE_LINES = 3
_DATED = re.compile(r"\d{4}|\d:\d\d")
_MARKER = re.compile(
    r"^\W*(-+\s*original (message|appointment)\s*-+|-+\s*forwarded (message|by)\b.*-+|begin forwarded message:)\W*$",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"^\s{0,3}(>|&gt;)")
_REPLY = re.compile(r"^\s*(?:(?:re|fw|fwd|aw|wg)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_GREETING = re.compile(
    r"^\s*(?:(?:hi|hiya|hello|dear)\b(?:\s+\S+){0,4}"
    r"|(?:good )?(?:morning|afternoon|evening)(?:\s+(?:all|both|everyone|team)|(?:\s+\S+){0,3}(?=[,!]))?[,!.]?)\s*$",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"^\s*((with )?(kind|kindest|best|warm|many)? ?(regards|wishes|thanks)|thanks|thank you|cheers|sincerely|"
    r"yours (sincerely|faithfully|truly)|kr|br)( (again|all|and regards|in advance))?\s*[,.!]?\s*$",
    re.IGNORECASE,
)
_NOTICE = r"(?:(?:confidentiality|privacy|legal) (?:notice|disclaimer)|disclaimer)"
_MAIL = r"th(?:is|e) (?:e-?mail|message|communication|transmission)\b"
_DISCLAIMER = re.compile(
    rf"^\W*(?:{_NOTICE}\s*(?::|$)"
    rf"|(?:{_NOTICE}\W+)?(?:the (?:information|contents?|views)\b.{{0,60}}\b)?{_MAIL}"
    r".{0,200}\b(?:confidential|intended|privileged)"
    rf"|if you (?:are not the intended|have received {_MAIL} in error))",
    re.IGNORECASE,
)
_BANNER = re.compile(
    r"^\W*(?:caution|warning|external)\b.{0,100}\b(?:e-?mail|message|sender)\b"
    r".{0,200}\b(?:outside|external|links?|attachments?)\b",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(r"^--\s?$")
_LONGEST_SIGNATURE = 25  # lines with text; what is longer is no signature
_BULLET = re.compile(r"^\s*([-–*•·▪]|\d{1,2}[.)])\s")

EARLIER = "an earlier message quoted below it; if it was not read, save it as a file of its own"
HEAD = "who wrote to whom and when"
QUOTED = "quoted lines of an earlier message"
GREETING = "a greeting"
SIGNATURE = "a signature"
DISCLAIMER = "a disclaimer or warning of the mail system"


@dataclass
class OwnText:
    """The lines of a text, those that are not its writer's own being empty, and which those are.

    Lines stay where they were. The subject of a message stands as a heading, marked with "#".
    """

    lines: list[str]
    left_out: list[tuple[str, str]] = field(default_factory=list)

    def drop(self, start: int, end: int, reason: str) -> None:
        """Empty the lines from ``start`` to before ``end``, and say why if there was text in them."""
        if any(line.strip() for line in self.lines[start:end]):
            where = f"line {start + 1}" if end == start + 1 else f"lines {start + 1} to {end}"
            self.left_out.append((where, reason))
        self.lines[start:end] = [""] * (end - start)


@dataclass(frozen=True)
class _Start:
    """Where another message begins: the lines of its head, and its subject if the head gives one."""

    at: int
    behind: int
    subject: str | None = None
    wrote: bool = False


def plain_subject(subject: str) -> str:
    """Return a subject without "RE:" and "FW:"."""
    return re.sub(r"\s+", " ", _REPLY.sub("", subject)).strip()


def own_text(lines: list[str], *, mail: bool) -> OwnText:
    """Leave out what is not the writer's own.

    Parameters
    ----------
    lines
        The text.
    mail
        Whether it is the body of a message. Another text is one if it begins with a message's head ("From: ...
        Sent: ..."); a later head with another subject then begins a message of its own, which is read too. Otherwise
        only heads and what is quoted behind "On ... wrote:" are left out.
    """
    own = OwnText(list(lines))
    starts = list(_starts(lines))
    pasted = (
        bool(starts) and not starts[0].wrote and not any(line.strip() for line in lines[: starts[0].at]) and not mail
    )
    subject = None
    begin = 0
    messages: list[tuple[int, int]] = []
    for position, start in enumerate(starts):
        end = starts[position + 1].at if position + 1 < len(starts) else len(lines)
        another = start.subject is not None and plain_subject(start.subject) != subject
        if pasted and (position == 0 or another):
            messages.append((begin, start.at))
            own.drop(start.at, start.behind, HEAD)
            subject = plain_subject(start.subject) if start.subject else None
            if subject:
                own.lines[start.behind - 1] = f"# {subject}"
            begin = start.behind
            continue
        quoted = _behind_quoted(lines, start.behind) if start.wrote else start.behind
        behind = quoted if quoted > start.behind else end  # all that follows is quoted where no line is marked
        messages.append((begin, start.at))
        own.drop(start.at, behind, EARLIER)
        begin = behind
    messages.append((begin, len(lines)))
    if mail or pasted:
        for first, last in messages:
            _trim(own, first, last)
    return own


def _starts(lines: list[str]) -> Iterator[_Start]:
    position = 0
    while position < len(lines):
        line = lines[position]
        start: _Start | None
        if _MARKER.match(line):
            start = _head(lines, position + 1, position) or _Start(position, position + 1)
        elif line.lstrip().startswith("On "):
            start = _wrote(lines, position)
        else:
            start = _head(lines, position, position)
        if start is not None:
            yield start
        position = start.behind if start is not None else position + 1


def _wrote(lines: list[str], at: int) -> _Start | None:
    """Return the "On ... wrote:" that begins at a line, before a quotation or naming an address; else None."""
    for behind in range(at + 1, min(at + _WROTE_LINES, len(lines)) + 1):
        said = "\n".join(lines[at:behind])
        if _WROTE.fullmatch(said):
            quotes = "@" in said or _behind_quoted(lines, behind) > behind
            return _Start(at, behind, wrote=True) if quotes and _DATED.search(said) else None
    return None


def _head(lines: list[str], position: int, at: int) -> _Start | None:
    """Return the head that begins at a line ("From:", then when and about what), or None."""
    while position < len(lines) and not lines[position].strip():
        position += 1
    if position >= len(lines) or not re.match(r"[*_\s]{0,3}from\s*:", lines[position], re.I):
        return None
    labels: dict[str, int] = {}
    for number in range(position, min(position + _HEAD_LINES, len(lines))):
        label = _LABEL.match(lines[number])
        if label is not None:
            if label[1].lower() in labels:
                break
            labels[label[1].lower()] = number
    if "subject" not in labels or not {"sent", "date"} & labels.keys():
        return None
    return _Start(at, max(labels.values()) + 1, lines[labels["subject"]].split(":", 1)[1].strip(" *_"))


def _behind_quoted(lines: list[str], position: int) -> int:
    """Return where the lines marked with ">" end that stand here; ``position`` itself if there are none."""
    behind = position
    for number in range(position, len(lines)):
        if _QUOTED.match(lines[number]):
            behind = number + 1
        elif lines[number].strip():
            break
    return behind


def _trim(own: OwnText, first: int, last: int) -> None:
    """Leave out greeting, signature, disclaimers and scattered quotations of the message in these lines."""
    for start, end in list(_paragraphs(own.lines, first, last)):
        text = " ".join(line.strip() for line in own.lines[start:end])
        if _DISCLAIMER.match(text) or _BANNER.match(text):
            own.drop(start, end, DISCLAIMER)
    for number in range(first, last):
        if _QUOTED.match(own.lines[number]):
            own.drop(number, number + 1, QUOTED)
    filled = _filled(own, first, last)
    if filled and _GREETING.match(own.lines[filled[0]]):
        own.drop(filled[0], filled[0] + 1, GREETING)
    filled = _filled(own, first, last)[-_LONGEST_SIGNATURE:]
    for position, number in enumerate(filled):
        behind = [own.lines[later] for later in filled[position + 1 :]]
        marked = _SIGNATURE.match(own.lines[number])
        signed = _SIGN_OFF.match(own.lines[number]) and (not behind or _like_a_name(behind[0]))
        if (marked or signed) and not any(map(_BULLET.match, behind)):
            own.drop(number, last, SIGNATURE)
            return


def _filled(own: OwnText, first: int, last: int) -> list[int]:
    return [number for number in range(first, last) if own.lines[number].strip() and own.lines[number][:2] != "# "]


def _like_a_name(line: str) -> bool:
    words = line.split()
    return len(words) <= 6 and words[0][:1].isupper() and line.rstrip()[-1] not in ".:;"


def _paragraphs(lines: list[str], first: int, last: int) -> Iterator[tuple[int, int]]:
    start = None
    for number in range(first, last + 1):
        text = number < last and bool(lines[number].strip())
        if text and start is None:
            start = number
        elif not text and start is not None:
            yield start, number
            start = None
