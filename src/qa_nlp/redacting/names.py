"""People's names, by lists of names, by capitals and by the words beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa_nlp.redacting import cues
from qa_nlp.redacting.kinds import NAME, Span
from qa_nlp.redacting.lexicon import is_ambiguous, is_first_name, is_month, is_proper_noun, is_word, listed
from qa_nlp.redacting.tokens import Word, is_title, just_before, words

_AGE_BEHIND = re.compile(r"(?:['’]s)?,? ?\(?(?:aged )?\d{1,2}(?:[),]|$| ?yrs?\b| years?\b)|,? (?:who|whose|aged)\b")
_ROLE_BEHIND = re.compile(
    r"(?:,| \(|, the| \(the) ?(?:his|her|their|the|a|current|new|foster|maternal|paternal| )*(\w+)"
)
_INITIALS_BEFORE = re.compile(r"(?<![\w.])(?:(?:[A-Z]\. ?){1,3}|[B-HJ-Z] )$")
_COLOURS_BEFORE = frozenset(["rag", "rated", "rating", "grade", "graded"])
_LEAST_IN_LOWER = 4  # letters: "lee" and "mo" are more often a slip of the pen


class _Reader:
    """One text, word by word: which are names."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = words(text)
        self.title = is_title(self.words)
        self.named: dict[int, int] = {}  # word → where its span begins
        self.keep_low = not any(word.text.islower() for word in self.words)

    def spans(self) -> Iterator[Span]:
        for place in range(len(self.words)):
            if place not in self.named and self.is_name(place):
                self.mark(place)
        # A name makes one of the word that "and" or a comma joins to it; once more for a list of three.
        for _ in range(2):
            for place in range(len(self.words)):
                if place not in self.named and self.is_joined(place):
                    self.mark(place)
        yield from self.runs()

    def runs(self) -> Iterator[Span]:
        start: int | None = None
        for place in sorted(self.named):
            word = self.words[place]
            if start is None:
                start = self.named[place]
            if place + 1 in self.named and self.touches(place):
                continue
            yield Span(start, word.end + self.single_behind(place), NAME)
            start = None

    def touches(self, place: int) -> bool:
        """Whether the next word follows after nothing but a space."""
        return (
            not self.words[place].possessive and self.text[self.words[place].end : self.words[place + 1].start] == " "
        )

    def single_behind(self, place: int) -> int:
        """Return how many characters " B" or " B." behind a name take up."""
        behind = re.match(r" [A-Z](?:\.(?= [a-z]|$)|(?![\w'’]))(?! [A-Z])", self.text[self.words[place].end :])
        return len(behind[0]) if behind and not self.words[place].possessive and behind[0] not in (" A", " I") else 0

    def mark(self, place: int) -> None:
        start = self.words[place].start
        before = _INITIALS_BEFORE.search(just_before(self.text, start))
        self.named[place] = start - len(before[0]) if before else start
        self.extend(place)

    def extend(self, place: int) -> None:
        """Take the surname, or the second first name, that follows."""
        while place + 1 < len(self.words) and self.touches(place):
            following = self.words[place + 1]
            beyond = place + 2 < len(self.words) and self.touches(place + 1) and self.words[place + 2].is_capital
            if following.low in cues.PARTICLES and beyond:
                self.named[place + 1] = following.start
                self.named[place + 2] = self.words[place + 2].start
                place += 2
            elif (following.is_capital and len(following.text) > 1 and self.may_be_surname(following)) or (
                self.words[place].text.islower()
                and following.text.islower()
                and following.low in listed("surnames")
                and not is_word(following.low)
            ):
                self.named[place + 1] = following.start
                place += 1
            else:
                return

    def may_be_surname(self, word: Word) -> bool:
        if self.title:
            return word.low in listed("surnames") and not is_word(word.low)
        return (
            word.low in listed("surnames")
            or is_first_name(word.low)
            or not (is_word(word.low) or is_proper_noun(word.low) or word.low in cues.THINGS_BEHIND)
        )

    def is_name(self, place: int) -> bool:
        word = self.words[place]
        first = is_first_name(word.low)
        unsure = is_ambiguous(word.low)
        if word.text.islower():
            if first and not unsure and len(word.low) >= _LEAST_IN_LOWER:
                return True
            return self.has_sure_title(place) and not is_word(word.low) and len(word.low) > 2
        if word.text.isupper() and len(word.text) > 1:
            return first and not unsure and len(word.text) > 3 and word.text not in listed("abbreviations")
        if not word.is_capital or len(word.text) < 2:
            return False
        if first and not unsure:
            return True
        if self.has_title(place):
            return not (is_word(word.low) and word.low not in listed("surnames")) or self.has_sure_title(place)
        if first:
            return self.is_cued_word_name(place)
        return self.is_cued_stranger(place)

    def has_sure_title(self, place: int) -> bool:
        return place > 0 and self.words[place - 1].low in cues.SURE_TITLES and self.gap(place) in (" ", ". ")

    def has_title(self, place: int) -> bool:
        if place == 0 or self.gap(place) not in (" ", ". "):
            return False
        before = self.words[place - 1]
        return before.low in cues.TITLES and before.text[0].isupper()

    def gap(self, place: int) -> str:
        """Return what stands between a word and the one before it."""
        return self.text[self.words[place - 1].end : self.words[place].start]

    def has_role(self, place: int) -> bool:
        """Whether "mum", "SW (" or "named" stands before a word, with a comma, bracket or quotes at most between."""
        if place == 0:
            return False
        before, gap = self.words[place - 1], self.gap(place)
        if before.low in cues.ROLES and not before.possessive:
            return gap in (" ", ", ", " (", " = ", ": ")
        return before.low in cues.CALLS and gap in (" ", ' "', " “", ", ")

    def behind(self, place: int) -> str:
        return self.text[self.words[place].end : self.words[place].end + 60]

    def has_role_behind(self, place: int) -> bool:
        match = _ROLE_BEHIND.match(self.behind(place))
        return bool(match and match[1].lower() in cues.ROLES)

    def acts(self, place: int) -> bool:
        """Whether a person's act or state follows."""
        if place + 1 >= len(self.words) or self.words[place].possessive or self.gap(place + 1) != " ":
            return False
        following = self.words[place + 1].low
        if following in cues.ACTS:
            return True
        later = place + 2 < len(self.words) and self.gap(place + 2) == " "
        return following in cues.IS and later and self.words[place + 2].low in cues.STATES

    def has_surname(self, place: int) -> bool:
        if place + 1 >= len(self.words) or not self.touches(place) or self.title:
            return False
        following = self.words[place + 1]
        return (
            following.is_capital
            and len(following.text) > 2
            and following.low in listed("surnames")
            and not is_word(following.low)
        )

    def is_thing(self, place: int) -> bool:
        """Whether the word behind makes it a council, a team, a street."""
        if place + 1 >= len(self.words) or not self.touches(place):
            return False
        return self.words[place + 1].low in cues.THINGS_BEHIND

    def beside_capital(self, place: int) -> bool:
        """Whether a capitalised word that is no name stands right before or behind: part of a longer title."""
        before = place > 0 and self.gap(place) == " " and self.words[place - 1].text[0].isupper()
        if (
            before
            and place - 1 not in self.named
            and not self.words[place - 1].opens
            and self.words[place - 1].low not in cues.ROLES
        ):
            return True
        following = place + 1 < len(self.words) and self.touches(place) and self.words[place + 1]
        return bool(following and following.is_capital and not self.may_be_surname(following))

    def is_cued_word_name(self, place: int) -> bool:
        """Whether a first name that is a word too is a name here."""
        word = self.words[place]
        if self.is_thing(place) or self.beside_capital(place) or word.low in cues.ROLES:
            return False
        if is_month(word.low) and not (
            self.has_role(place) or self.has_surname(place) or (word.opens and self.acts(place))
        ):
            return False
        if re.match(r" \d", self.behind(place)) and not self.has_role(place):
            return False  # "Reg 24", "Autumn 2025"
        if self.has_role(place) or self.has_surname(place) or self.acts(place) or _AGE_BEHIND.match(self.behind(place)):
            return True
        if self.has_role_behind(place) or (word.possessive and word.low not in listed("proper_nouns")):
            return True
        if is_proper_noun(word.low) or self.title:
            return False
        before = self.words[place - 1].low if place else ""
        return not word.opens and before not in _COLOURS_BEFORE

    def is_cued_stranger(self, place: int) -> bool:
        """Whether a capitalised word that is on no list of first names is a name here."""
        word = self.words[place]
        surname = word.low in listed("surnames")
        if (
            (surname or not is_word(word.low))
            and place + 1 < len(self.words)
            and self.words[place + 1].low in cues.KIN_BEHIND
        ):
            return True
        known = is_word(word.low) or is_proper_noun(word.low)
        if known or word.low in cues.TITLES or word.low in cues.ROLES or self.is_thing(place) or len(word.low) < 3:
            return False
        if word.text.upper() in listed("abbreviations") or word.low.removesuffix("s").upper() in listed(
            "abbreviations"
        ):
            return False
        if (
            self.has_role(place)
            or self.acts(place)
            or _AGE_BEHIND.match(self.behind(place))
            or self.has_role_behind(place)
        ):
            return True
        if (
            word.possessive
            or self.has_surname(place)
            or re.search(r"(?<![\w.])[B-HJ-Z]\. ?$", just_before(self.text, word.start))
        ):
            return True
        if self.title or word.opens or self.beside_capital(place):
            return surname and word.opens and not is_word(word.low) and not self.title
        return place == 0 or self.words[place - 1].low not in cues.PLACE_BEFORE

    def is_joined(self, place: int) -> bool:
        word = self.words[place]
        first, unsure = is_first_name(word.low), is_word(word.low)
        if word.text.islower():
            joined = place > 0 and place - 1 in self.named and self._joins(self.gap(place))
            return joined and first and not unsure and len(word.low) > 2
        if not (word.is_capital and len(word.text) > 1) or self.is_thing(place):
            return False
        if not (first or not (unsure or is_proper_noun(word.low) or word.text.upper() in listed("abbreviations"))):
            return False
        after = place > 0 and place - 1 in self.named and self._joins(self.gap(place))
        before = place + 1 < len(self.words) and place + 1 in self.named and self._joins(self.gap(place + 1))
        if not (after or before):
            beyond = place > 1 and self.words[place - 1].low == "and" and place - 2 in self.named
            ahead = place + 2 < len(self.words) and self.words[place + 1].low == "and" and place + 2 in self.named
            return bool(beyond or ahead)
        return True

    @staticmethod
    def _joins(gap: str) -> bool:
        return gap in (", ", " & ", " / ", "/", " + ")


def names(text: str) -> Iterator[Span]:
    """Yield the names of people in a text."""
    return _Reader(text).spans()
