"""Numbers and addresses that follow a pattern: e-mail, phone, NHS, UPN, National Insurance, postcodes, case numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa_nlp.redacting.kinds import BIRTH, CASE, EMAIL, INSURANCE, NHS, PHONE, POSTCODE, UPN, Span

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,6}", re.UNICODE)
_PHONE = re.compile(
    r"(?<![\w.])(?:\+\d{1,3}[ -]?(?:\(0\)[ -]?)?|\(0\d{2,4}\)|0\d)(?:[ -]?\d){7,11}(?!\w|[.-]\d)"
    r"|(?:\b(?:tel|telephone|phone|mob|mobile|ring|call|text)\b[^\d\n]{0,20})"
    r"(?P<local>\d{5,7}(?: \d{3,6})?)(?!\w| ?\d)",
    re.IGNORECASE,
)
_NHS_CUED = re.compile(r"\bNHS\b[^\d\n]{0,20}(?P<number>\d{3}[ -]?\d{3}[ -]?\d{4})(?!\d)", re.IGNORECASE)
_NHS_BARE = re.compile(r"(?<![\d-])\d{3}([ -]?)\d{3}\1\d{4}(?![\d-])")
_UPN = re.compile(r"(?<!\w)[A-HJ-NP-RT-Z]\d{11}[\dA-Z](?!\w)", re.IGNORECASE)
_UPN_CUED = re.compile(
    r"\b(?:UPNs?|unique pupil numbers?)\b[^\d\n]{0,20}?(?P<number>\b[A-Z]?\d{10,13}[A-Z]?)(?!\w)", re.IGNORECASE
)
_INSURANCE = re.compile(r"(?<!\w)[A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D](?!\w)", re.IGNORECASE)
_POSTCODE = re.compile(
    r"(?<!\w)[A-Z]{1,2}\d[A-Z\d]? ?\d(?!st\b|nd\b|rd\b|th\b)[ABD-HJLNP-UW-Z]{2}(?!\w)", re.IGNORECASE
)
_OUTWARD = re.compile(
    r"\bpost ?code\b[^\w\n]{0,3}(?:is |was )?(?P<area>[A-Z]{1,2}\d[A-Z\d]?(?: \d)?)(?!\w)", re.IGNORECASE
)

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DATE = re.compile(
    rf"(?<![\d/.-])(?:\d{{1,2}}([/.-])\d{{1,2}}\1\d{{2,4}}|\d{{4}}-\d{{2}}-\d{{2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH},? \d{{4}}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})(?![\d/-])",
    re.IGNORECASE,
)
_BIRTH_CUE = re.compile(
    r"(?<!\w)(?:d\.? ?o\.? ?b\b\.?|dates? of birth|birth ?(?:day|date)s?|birth certificate|born\b)", re.IGNORECASE
)
_BIRTH_REACH = 90  # characters from the cue to the last date that is taken for a date of birth

_SYSTEM = r"(?:lcs|mosaic|liquid ?logic|care ?first|care ?director|ics|ehm|framework-?i|frameworki|azeus|eclipse|swift)"
_CASE_BARE = re.compile(r"(?<![\w-])[A-Z]{2,4}-\d{4,7}(?![\w-])")
_CASE_CUED = re.compile(
    rf"\b(?:{_SYSTEM}(?: ?(?:id|no\.?|number|ref|case|record))?"
    r"|(?:case|client|person|child|children's|file|system|record|referral|social care|pupil|family|service user)"
    r" ?(?:id|ids|no\.?|nos\.?|numbers?|refs?|references?)|case|ids?|ref(?:erence)?s?(?: ?(?:id|no\.?|number))?)"
    r"[ .:#=-]{1,3}(?:is |was |of )?(?P<number>(?:[A-Z]{1,4}[-/ ]?)?\d{4,}(?:[-/]?[A-Z\d]{1,6})?)(?!\w)",
    re.IGNORECASE,
)


def numbers(text: str) -> Iterator[Span]:
    """Yield what a pattern, a cue or a check digit gives away; kinds may overlap."""
    for pattern, kind in ((_EMAIL, EMAIL), (_INSURANCE, INSURANCE), (_POSTCODE, POSTCODE), (_CASE_BARE, CASE)):
        yield from (Span(match.start(), match.end(), kind) for match in pattern.finditer(text))
    for match in _PHONE.finditer(text):
        yield Span(*match.span("local" if match["local"] else 0), PHONE)
    for pattern, group, kind in (
        (_NHS_CUED, "number", NHS),
        (_UPN_CUED, "number", UPN),
        (_OUTWARD, "area", POSTCODE),
        (_CASE_CUED, "number", CASE),
    ):
        yield from (Span(*match.span(group), kind) for match in pattern.finditer(text))
    yield from (Span(*match.span(), NHS) for match in _NHS_BARE.finditer(text) if is_nhs_number(match[0]))
    yield from (Span(*match.span(), UPN) for match in _UPN.finditer(text) if is_upn(match[0]))
    yield from births(text)


def births(text: str) -> Iterator[Span]:
    """Yield full dates shortly after a cue such as "DOB" or "born"."""
    reach = -1
    cues = iter([(match.end(), match.end() + _BIRTH_REACH) for match in _BIRTH_CUE.finditer(text)])
    cue = next(cues, None)
    for match in _DATE.finditer(text):
        while cue and cue[0] <= match.start():
            reach, cue = cue[1], next(cues, None)
        if match.start() <= reach:
            yield Span(*match.span(), BIRTH)


def is_nhs_number(number: str) -> bool:
    """Tell whether ten digits end in the check digit of an NHS number (modulus 11, NHS Data Dictionary)."""
    digits = [int(digit) for digit in number if digit.isdigit()]
    return sum(digit * weight for digit, weight in zip(digits, range(10, 0, -1), strict=True)) % 11 == 0


def is_upn(number: str) -> bool:
    """Tell whether a unique pupil number begins with its check letter (DfE, UPN guide: weights 2 to 13, modulus 23).

    A temporary number ends in a letter, which stands for its place among the letters in use.
    """
    letters = "ABCDEFGHJKLMNPQRTUVWXYZ"
    number = number.upper()
    values = [int(sign) if sign.isdigit() else letters.find(sign) for sign in number[1:]]
    return letters[sum(value * weight for value, weight in zip(values, range(2, 14), strict=True)) % 23] == number[0]
