"""Lists of words in ``data/``: first names, surnames, names that are words, abbreviations, proper nouns, words."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files

_UNACCENTED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "’": "'"})


def folded(word: str) -> str:
    """Return a word in lower case without accents, as the lists hold it."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.lower().translate(_UNACCENTED))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def lines(name: str) -> list[str]:
    """Return the lines of a list; those that begin with "#" say where it comes from and are left out."""
    text = files("qa_nlp.redacting").joinpath("data", f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


@cache
def listed(name: str) -> frozenset[str]:
    """Return the words of a list."""
    return frozenset(word for line in lines(name) for word in line.split())


def is_first_name(word: str) -> bool:
    """Tell whether a folded word is a first name, or two with a hyphen."""
    names = listed("first_names")
    return word in names or ("-" in word and word.split("-")[0] in names and len(word.split("-")[0]) > 2)


def is_word(word: str) -> bool:
    """Tell whether a folded word is one that auditors write in lower case, inflected or not."""
    words = listed("words")
    if word in words:
        return True
    stems = [
        word.removesuffix(ending) for ending in ("s", "es", "ed", "d", "ing", "ly", "er", "'s") if word.endswith(ending)
    ]
    if any(len(stem) > 3 and stem in words for stem in stems):
        return True
    return "-" in word and all(part in words for part in word.split("-"))


def is_proper_noun(word: str) -> bool:
    """Tell whether a folded word is a people, a place or an organisation of the list."""
    return word in listed("proper_nouns") or word.removesuffix("s") in listed("proper_nouns")


def is_ambiguous(word: str) -> bool:
    """Tell whether a first name is a word of English or of the trade too."""
    return word in listed("word_names") or is_word(word) or is_proper_noun(word)


def is_month(word: str) -> bool:
    """Tell whether a folded word is a month or a season."""
    return word in ("april", "may", "june", "july", "august", "summer", "autumn", "winter", "spring")
