"""Telephone numbers, with the score that LUIS gives to each."""

import re
from collections.abc import Iterator

from stationmaster.learning.prebuilt.recognised import Recognised

_EXTENSION = r"(?:\s?(?:x|ext)\s?\d{3,5})?"
_SHAPES = (
    # with a country code: +44 20 7946 0958, 0049 30 901820, +49(0)30 901820
    r"(?:\+|\b00)\s?\d{1,3}[\s-]?(?:\(\d{1,4}\)[\s-]?)?(?:\d{1,5}(?:[\s/.-]\d{2,8}){1,5}|\d{6,14})"
    + _EXTENSION,
    # North America: (425) 555-1234, 1-800-555-0199, 425.555.1234
    r"(?:\b1[\s-]?)?(?:\(\d{3}\)[-.\s]?|\b\d{3}\s?[-.]?\s?)[2-9]\d{2}\s?[-.]?\s?\d{4}" + _EXTENSION,
    # an area code of the old world: 020 7946 0958, (020) 7946 0958, 030/901820
    r"(?:\(0\d{2,4}\)\s?\d{2,8}|\(0\)\s?\d{2,5}[\s/-]\d{2,8}|\b0\d{1,5}[\s/-]\d{2,8})(?:[\s-]\d{2,6}){0,4}",
    # groups of digits that together are long enough: 1234 5678 90, 98765 43210, 2026-000123
    r"\b\d{2,4}[\s/-]?\d{5,8}",
    r"\b(?:\d\s?){4,12}-?[\d\s]{3}\d",
    # any code in brackets: (55) 1234-5678, (34) 612 345 678
    r"\(\d{2,5}\)\s?\d{4}\s?-?\s?\d{4}",
    r"\(\s?\d{1,3}\s?\)(?:-?\d{5,11}|\s[\d\s]{5,11})\d",
    # as in Italy, and so are dates that begin alike: 3-12-2026
    r"\b(?:0[\d-]{4,12}|3[\d-]{7,12})\d",
    # three groups: 699-123-456
    r"\b\d{3,4}[/-]\d{1,4}[/-]\d{3,4}",
    # no area code: 555-1234
    r"\b[2-9]\d{2}\s?[-.]\s?\d{4}",
)
_CANDIDATE = re.compile(
    r"(?<![\w/+#*%,.-])(?:" + "|".join(f"(?:{shape})" for shape in _SHAPES) + r")(?![-.,]?\d|\w|[/+#*:%-])",
    re.IGNORECASE,
)
_GATE = re.compile(r"\d(?:[\s().+/x-]*\d){6}")
_SOCIAL_SECURITY = re.compile(r"\d{3}-\d{2}-\d{4}")
_FEWEST_DIGITS, _MOST_DIGITS = 7, 15

_COUNTRY_CODE = re.compile(r"\(\s?(?:\+\s?|00)\d{1,3}\s?\)|(?:\+\s?|00)\d{1,3}")
_SEPARATORS = re.compile(r"[\s/.-]+")
_SAME_TAIL = re.compile(r"(\d)\1{2,10}\Z")
_LONG_RUN = re.compile(r"\d{5,}")
_WITHOUT_AREA = re.compile(r"(?<![-\d).])[2-9]\d{2}\s?[-.]\s?\d{4}(?!\w)")
_UNLIKELY = re.compile(r"\d{5}-\d{4}\Z|0(?:0|11)-")


def recognise_phone_numbers(text: str) -> Iterator[Recognised]:
    """`builtin.phonenumber`."""
    if not _GATE.search(text):
        return
    for match in _CANDIDATE.finditer(text):
        found = match.group()
        digits = sum(character.isdecimal() for character in found)
        if not _FEWEST_DIGITS <= digits <= _MOST_DIGITS or _SOCIAL_SECURITY.fullmatch(found):
            continue
        yield Recognised(
            type="builtin.phonenumber",
            start=match.start(),
            end=match.end(),
            resolution={"score": f"{_score(found, digits) / 100:g}", "value": found.lower()},
        )


def _score(number: str, digits: int) -> int:
    """How much it looks like a telephone number, in hundredths; the awards are the original's."""
    score = 30
    if _COUNTRY_CODE.match(number):
        score += 40
    elif "(" in number:
        score += 30
    separators = _SEPARATORS.findall(number)
    if separators:
        score += 20 * min(len(separators), 3)
        score -= 20 * any(len(separator) > 1 for separator in separators)
        score -= 20 * (("(" in number) != (")" in number))
    if tail := _SAME_TAIL.search(number):
        score -= 10 * (len(tail.group()) - 2)
    score += 10 * min(digits - 8, 3)
    if number.isdecimal():
        score -= 10 * max(len(number) - 11, 0)
    if _UNLIKELY.match(number):
        score -= 40
    score -= 10 * max(len(_LONG_RUN.findall(number)) - 1, 0)
    half_award = 15 if _WITHOUT_AREA.match(number) else 0
    return max(0, min(score + half_award, 100))
