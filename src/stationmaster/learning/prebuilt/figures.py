"""Figures written in digits: plain, grouped, decimal, fractions, powers, with a multiplier after them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation, localcontext
from functools import cache

from stationmaster.learning.prebuilt.culture import Culture
from stationmaster.learning.prebuilt.spellings import in_one_case

_MULTIPLIERS = {
    "k": Decimal(1000),
    "M": Decimal(10**6),
    "mil": Decimal(10**6),
    "b": Decimal(10**9),
}
_LARGEST_EXPONENT = 300


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A number in a text: where, and how much."""

    start: int
    end: int
    value: Decimal


def figures(text: str, culture: Culture, *, before_units: bool = False) -> Iterator[Figure]:
    """Numbers in digits, left to right; `before_units` lets a letter follow, as in "5kg"."""
    for match in _pattern(culture, before_units).finditer(text):
        value = _value(match, culture)
        if value is not None:
            yield Figure(start=match.start(), end=match.end(), value=value)


@cache
def _pattern(culture: Culture, before_units: bool) -> re.Pattern[str]:
    mark, group = re.escape(culture.decimal_mark), re.escape(culture.group_mark)
    marks = "[.,]" if culture.either_mark else mark
    end = r"(?!\d)" if before_units else r"(?![A-Za-z0-9_])"  # an accent ends a figure: "3ème"
    grouped = rf"(?<!\d[.,])\d{{1,3}}(?:{group}\d{{3}})+(?:{mark}\d+)?"
    decimal = rf"(?<!\d[.,])\d+{marks}\d+(?![.,]\d)"
    number = rf"(?:{grouped}|{decimal}|(?<!\d[.,])\d+)"
    spoken = culture.numbers
    rounds = "|".join(map(re.escape, sorted(spoken.rounds, key=len, reverse=True))) if spoken else "(?!)"
    dozens = "|".join(sorted(spoken.dozens, key=len, reverse=True)) if spoken else "(?!)"
    negatives = ("|".join(spoken.negatives) if spoken else "") or "(?!)"
    links = spoken.out_of if spoken and spoken.small and not before_units else ()
    out_of = "|".join(r"\s+".join(link) for link in links) or "(?!)"
    multiplied = rf"|(?P<multiplied>{number})\s*(?P<multiplier>(?-i:mil|[KkMBb]))(?!\w)"
    return re.compile(
        rf"(?P<sign>(?<!\w)(?<!\d\s)-\s*|\b(?:{negatives})\s+)?(?<!\w)(?:"
        rf"(?P<whole>\d+)\s+(?P<above>\d+)/(?P<below>\d+)(?![\w/])"
        rf"|(?<![.,])(?P<part>{decimal}|\d+)\s+(?:{out_of})\s+(?P<of_all>\d+)(?![\w.])"
        rf"|(?<!/)(?P<over>\d+)/(?P<under>\d+)(?![\w/])"
        rf"|(?P<mantissa>{number})(?:e|x10\^)(?P<exponent>[+-]?\d+)(?!\w)"
        rf"|(?P<base>{number})\^(?P<power>[+-]?\d+)(?!\w)"
        + ("" if before_units else multiplied)
        + rf"|(?P<counted>{number})\s+(?:(?P<round>{rounds})|(?P<dozen>{dozens}))(?!\w)"
        rf"|(?P<plain>(?:{grouped}|{decimal}){end}|(?<!\S){marks}\d+(?![.,]\d){end})"
        rf"|(?P<spaced>\d{{1,3}}(?:[ \u00a0\u202f]\d{{3}})+(?:{mark}\d+)?){end}"
        rf"|(?P<integer>\d+){end}(?![.,]\d+[a-z]))",
        re.IGNORECASE,
    )


def _value(match: re.Match[str], culture: Culture) -> Decimal | None:
    part = match.groupdict()
    sign = -1 if part["sign"] else 1
    with localcontext() as context:
        context.prec = 40
        try:
            return sign * _magnitude(part, culture)
        except (InvalidOperation, ZeroDivisionError):
            return None


def _magnitude(part: dict[str, str | None], culture: Culture) -> Decimal:
    if whole := part["whole"]:
        return Decimal(whole) + Decimal(part["above"] or 0) / Decimal(part["below"] or 1)
    if over := part["over"]:
        return Decimal(over) / Decimal(part["under"] or 1)
    if each := part["part"]:
        if not each.isdecimal():
            raise InvalidOperation  # the original finds "7,5 sur 10", and nothing in it
        return Decimal(each) / Decimal(part["of_all"] or 1)
    if mantissa := part["mantissa"]:
        return _decimal(mantissa, culture).scaleb(_bounded(part["exponent"]))
    if base := part["base"]:
        return _decimal(base, culture) ** _bounded(part["power"])
    if multiplied := part.get("multiplied"):
        return _decimal(multiplied, culture) * _multiplier(part["multiplier"] or "", culture)
    if counted := part["counted"]:
        named = part["round"]
        times = culture.numbers.rounds[in_one_case(named)] if culture.numbers and named else 12
        return _decimal(counted, culture) * times
    return _decimal(part["plain"] or part["spaced"] or part["integer"] or "", culture)


def _multiplier(letters: str, culture: Culture) -> Decimal:
    own = culture.numbers.rounds.get(letters) if culture.numbers else None
    return Decimal(own) if own else _MULTIPLIERS[{"K": "k", "B": "b"}.get(letters, letters)]


def _bounded(exponent: str | None) -> int:
    power = int((exponent or "0")[:6])
    if abs(power) > _LARGEST_EXPONENT:
        raise InvalidOperation
    return power


def _decimal(digits: str, culture: Culture) -> Decimal:
    compact = re.sub(r"\s", "", digits)
    mark, group = culture.decimal_mark, culture.group_mark
    if culture.either_mark and _UNGROUPED.fullmatch(compact) and mark not in compact:
        return Decimal(compact.replace(group, "."))
    return Decimal(compact.replace(group, "").replace(mark, "."))


#: one mark, and not three digits after at most three
_UNGROUPED = re.compile(r"(?!\d{1,3}[.,]\d{3}\Z)\d*[.,]\d+")
