"""Initials in use as names, told from the abbreviations of the trade."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa_nlp.redacting import cues
from qa_nlp.redacting.kinds import INITIALS, Span
from qa_nlp.redacting.lexicon import folded, listed
from qa_nlp.redacting.tokens import just_before

_SHOUTING = 8  # letters, all capitals: a heading, in which two letters are no initials
_DOTTED = re.compile(r"(?<![\w.])(?:[A-Z]\. ?){1,2}(?:[A-Z]\.|[A-Z](?![\w'’]))(?!\w)|(?<![\w.])[A-Z]\.[A-Z](?!\w)")
_PLAIN = re.compile(r"(?<![\w.&/'’-])[A-Z]{1,3}(?![\w&/-])")
_SINGLE_DOT = re.compile(r"(?<![\w.])[A-Z]\.(?= [a-z])")
_BEFORE = re.compile(r"(?P<word>[\w'’/-]+)(?P<gap>\W{1,3})$")
_BEHIND = re.compile(r"(?:['’]s\b|[ ,]+(?P<word>[\w'’]+)(?:[ ](?P<next>[\w'’]+))?)")
_AGE = re.compile(r",? ?\(?(?:aged )?\d{1,2}(?:[),]|$)|, aged\b")
_PAIR = re.compile(r"(?<![\w.])(?P<one>[B-HJ-Z]) (?:and|&|\+) (?:(?P<role>[a-z]+) )?(?P<two>[B-HJ-Z])(?![\w.])")

# "KB 07700 900123" is the code of something, before and after the number was replaced.
_NUMBER_BEHIND = re.compile(r"\d| ?\d{3}| ?\[(?!name|initials)[^\]\d]+ \d+\]")


def initials(text: str) -> Iterator[Span]:
    """Yield initials that stand for a person: "T.W.", "KB", and, where a cue says so, "J" and "LMP"."""
    if text.isupper() and sum(letter.isalpha() for letter in text) > _SHOUTING:
        return
    abbreviations = listed("abbreviations")
    for match in _DOTTED.finditer(text):
        letters = re.sub(r"\W", "", match[0])
        if letters not in abbreviations:
            yield Span(match.start(), match.end(), INITIALS)
    for match in _SINGLE_DOT.finditer(text):
        if _is_person(text, match.start(), match.end()):
            yield Span(*match.span(), INITIALS)
    for match in _PLAIN.finditer(text):
        if match[0] in abbreviations:
            continue
        if match[0] in ("I", "A") and not text.startswith(("'s", "’s"), match.end()):
            continue
        if text.startswith(".", match.end()) and re.match(r"\.[A-Z\d]", text[match.end() : match.end() + 2]):
            continue  # part of something dotted, or of a number
        two = len(match[0]) == 2 and not _is_shouted(text, match) and not _NUMBER_BEHIND.match(text, match.end())
        if two or _is_person(text, match.start(), match.end()):
            yield Span(*match.span(), INITIALS)
    for match in _PAIR.finditer(text):
        word = _BEFORE.search(just_before(text, match.start()))
        if not word or folded(word["word"]) not in cues.BEFORE_SINGLE:
            yield Span(*match.span("one"), INITIALS)
            yield Span(*match.span("two"), INITIALS)


def _is_shouted(text: str, match: re.Match[str]) -> bool:
    """Whether the words beside it are in capitals too: "DO NOT", "TM AND SW"."""
    beside = (
        re.search(r"([A-Z]{3,})\W?$", just_before(text, match.start())),
        re.match(r"\W?([A-Z]{3,})\b", text[match.end() :][:40]),
    )
    return any(found and found[1] not in listed("abbreviations") for found in beside)


def _is_person(text: str, start: int, end: int) -> bool:
    """Whether the words beside one or three letters say that they are a person."""
    before = _BEFORE.search(just_before(text, start))
    if before:
        word = folded(before["word"])
        if (
            word in cues.BEFORE_SINGLE
            and text[start:end].strip(".") in "ABCDEFGHXYZ"
            and word not in ("mother", "father")
        ):
            return False
        if (word in cues.ROLES or word in cues.SURE_TITLES) and before["gap"] in (" ", " (", ", ", ". "):
            return True
        if word in ("unborn", "named", "called"):
            return True
    if text.startswith(("'s", "’s"), end) or _AGE.match(text, end):
        return True
    behind = _BEHIND.match(text, end)
    if not behind or not behind["word"]:
        return False
    following, later = folded(behind["word"]), folded(behind["next"] or "")
    if following in cues.ACTS:
        return True
    return following in cues.IS and later in cues.STATES
