"""Shares in words: "most", "a small minority", "none of the", "all nine files", "every plan"."""

from __future__ import annotations

from collections.abc import Iterator

from qa_nlp.words.number_words import NUMBER
from qa_nlp.words.pattern import Share, compiled, counts_things, stands_before
from qa_nlp.words.scale import SCALE
from qa_nlp.words.vocabulary import MODIFIERS, OWNER, THING, THINGS, VERB

_BANDS = {words: (band.low, band.high) for band in SCALE for words in band.words}

_THEM = r" of (?:them|these|those|whom|which)\b(?! things)"
_OF_THINGS = rf" of (?:{OWNER}(?:{NUMBER} )?{MODIFIERS}{THINGS}|{OWNER}?{NUMBER})|{_THEM}"
_THINGS = rf" (?:{OWNER}|of {OWNER})?(?:{NUMBER} )?{MODIFIERS}{THINGS}"
_ALMOST = r"(?P<almost>(?:almost|nearly|virtually|practically) )?"

_MAJORITY = compiled(
    r"(?<![\w-])(?:(?:an?|the) (?:(?!very|large|small|vast|overwhelming)[a-z]+ )?)?"
    r"(?P<size>(?:very )?(?:large|small) |vast |overwhelming |)"
    r"(?P<part>majority|minority)\b"
    r"(?!'s| (?:ethnic|groups?|communit\w+|languages?|votes?|decisions?|faiths?|white|black)\b)"
)
_NO_MAJORITY_BEFORE = compiled(r"\b(?:ethnic|age of) (?:the )?$")

_MOST = compiled(r"(?<![\w-])most\b(?!-)")
# "the most complex cases", "his most settled placement"
_SUPERLATIVE_BEFORE = compiled(rf"(?:\b(?:the|at|an?|his|her|its|our|your|my|their|whose)|{NUMBER}|'s) $")
_SUPERLATIVE = compiled(
    r" (?:recent|likely|common|important|significant|serious|vulnerable|complex|notable|effective|senior|experienced"
    r"|appropriate|challenging|useful|helpful|difficult|urgent|disadvantaged)(?:ly)?\b"
)

_ALL = compiled(
    rf"(?<![\w-])(?<!we )(?<!you ){_ALMOST}all(?=(?: of)?{_THINGS}|{_THEM}| (?:of )?{OWNER}?(?!one\b){NUMBER}| {VERB})"
)
_EVERY = compiled(
    rf"(?<![\w-]){_ALMOST}(?:every|each)(?! other\b| (?:second|third|fourth|fifth|sixth|tenth|\d+(?:nd|rd|th))\b)"
    rf"(?= (?:single )?{MODIFIERS}{THING}(?!'s)|(?: (?:single )?one)?(?:{_OF_THINGS})| one\b(?! to\b|-))"
)
# "three files, none dated"; but not "three files each"
_LISTED = compiled(
    rf"{NUMBER} {MODIFIERS}{THINGS}(?: [^.;:,]{{0,30}})?, (?:and )?(?P<word>all|each|none)\b(?! (?:other|the|of)\b)"
)
# "is not good in all cases", "if every file", "all but one": not all of them
_NOT_BEFORE = compiled(r"\b(?:(?:not(?! only)|nor|never|without|cannot)\b|\w+n't\b)[^.;:,]{0,70}$")
_NOT_AFTER = compiled(
    rf"[^.;:,]{{0,40}} (?:but|bar|except|excepting|save|apart from) (?:for )?(?:{NUMBER}|the|this|his|her|a)\b"
    rf"|[^.;:]{{0,40}}, (?:bar|except|save|apart from) |[^.;:!]*\?"
)

_NONE = compiled(
    rf"(?<![\w-])(?P<almost>(?:almost|virtually|practically|next to) )?none"
    rf"(?={_OF_THINGS}| {VERB}(?! (?:recorded|noted|found|seen|identified|available|evident|given|offered|provided"
    rf"|documented|needed|required|on file)))"
)
# "No chronology" is an absence from one file: only of cases and people, who are there, is it a share.
_NOT_ONE = compiled(rf"(?<![\w-])not (?:one|a single)(?={_OF_THINGS}| {MODIFIERS}{THING} (?:{VERB}|has\b|was\b))")
_NO = compiled(
    r"(?<![\w-])no(?= (?:single |one )?(?:cases?|files?|audits?|child|children|famil(?:y|ies)|young (?:person|people))"
    rf" (?:(?:in (?:the|this|our) sample|sampled|audited|seen|reviewed) )?(?:{VERB}|has\b|was\b))"
)
_ALMOST_NO = compiled(
    rf"(?<![\w-])(?:(?:hardly|barely|scarcely) any|(?:almost|virtually|practically) no|very few)(?={_THINGS})"
)
_FEW = compiled(rf"(?<![\w-])few(?={_THINGS}|{_OF_THINGS}| {VERB})")
_A_FEW = compiled(rf"(?<![\w-])a few(?={_OF_THINGS}| (?:cases|files|records)\b)")
# "the last few visits", "every few reviews", "quite a few", "too few"
_NOT_FEW_BEFORE = compiled(
    r"\b(?:last|past|next|first|the|these|those|his|her|their|every|too|quite|so|as|a|very|precious) $"
)


def quantifiers(text: str) -> Iterator[Share]:
    """Yield every share of a plain text that is in words without a number, in no order."""
    for match in _MAJORITY.finditer(text):
        if not stands_before(_NO_MAJORITY_BEFORE, text, match.start("part")):
            part = match["part"].lower()
            yield Share(*match.span(), *_BANDS.get(match["size"].lower() + part, _BANDS[part]))
    for match in _MOST.finditer(text):
        superlative = stands_before(_SUPERLATIVE_BEFORE, text, match.start()) or _SUPERLATIVE.match(text, match.end())
        if not superlative and counts_things(text, *match.span()):
            yield Share(*match.span(), *_BANDS["most"])
    for pattern in (_ALL, _EVERY):
        for match in pattern.finditer(text):
            if not stands_before(_NOT_BEFORE, text, match.start()) and not _NOT_AFTER.match(text, match.end()):
                yield Share(*match.span(), *(_BANDS["almost all"] if match["almost"] else (1.0, 1.0)))
    for match in _LISTED.finditer(text):
        if not _NOT_AFTER.match(text, match.end()):
            yield Share(*match.span("word"), *((0.0, 0.0) if match["word"].lower() == "none" else (1.0, 1.0)))
    for match in _NONE.finditer(text):
        yield Share(*match.span(), *(_BANDS["almost no"] if match["almost"] else (0.0, 0.0)))
    for pattern in (_NOT_ONE, _NO):
        for match in pattern.finditer(text):
            yield Share(*match.span(), 0.0, 0.0)
    for match in _ALMOST_NO.finditer(text):
        yield Share(*match.span(), *_BANDS["very few"])
    for pattern in (_FEW, _A_FEW):
        for match in pattern.finditer(text):
            if not stands_before(_NOT_FEW_BEFORE, text, match.start()):
                yield Share(*match.span(), *_BANDS["few"])
