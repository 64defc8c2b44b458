"""Numbers with a unit: age, money, dimension, temperature."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from stationmaster.learning.prebuilt.culture import Culture, UnitTables
from stationmaster.learning.prebuilt.figures import Figure
from stationmaster.learning.prebuilt.numbers import numbers_in
from stationmaster.learning.prebuilt.recognised import Recognised, written
from stationmaster.learning.prebuilt.spellings import in_one_case

#: as our tables name the kinds, and as LUIS reports them
KINDS = {"age": "age", "money": "currency", "dimension": "dimension", "temperature": "temperature"}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Quantity:
    start: int
    end: int
    value: Decimal
    unit: str


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class _Lexicon:
    """The compiled tables of one kind."""

    after: re.Pattern[str]
    before: re.Pattern[str] | None
    units: Mapping[str, str]  #: spelling in one case -> unit
    exact: Mapping[str, str]  #: spelling in its own case -> unit
    rounds: Mapping[str, int]  #: what "mil" multiplies by
    digits_touch: bool  #: whether "5€50" is €50 too


def recognise_quantities(kind: str, text: str, culture: Culture) -> Iterator[Recognised]:
    """`builtin.age`, `.currency`, `.dimension` or `.temperature`; nothing where the culture has no units."""
    if culture.units is None:
        return
    lexicon = _lexicon(culture, kind)
    numbers = numbers_in(text, culture, before_units=True)
    if not numbers:
        return
    found = list(_quantities(text, numbers, lexicon))
    if kind == "money":
        found = _with_parts(text, found, culture.units)
        if culture.units.bare_parts:
            found = _with_bare_parts(text, found, numbers, culture.units)
    for quantity in found:
        yield Recognised(
            type=f"builtin.{KINDS[kind]}",
            start=quantity.start,
            end=quantity.end,
            resolution={"unit": quantity.unit, "value": written(quantity.value, culture.decimal_mark)},
        )


def _quantities(text: str, numbers: list[Figure], lexicon: _Lexicon) -> Iterator[_Quantity]:
    last = 0
    for number in numbers:
        if number.start < last:
            continue
        quantity = _before(text, number, lexicon, last) or _after(text, number, lexicon)
        if quantity is not None:
            last = number.end if lexicon.digits_touch else quantity.end
            yield quantity


def _after(text: str, number: Figure, lexicon: _Lexicon) -> _Quantity | None:
    value, end = number.value, number.end
    match = lexicon.after.match(text, end)
    if match is None and lexicon.before is not None:
        value, end = _multiplied(text, value, end, lexicon)
        match = lexicon.after.match(text, end)
    if match is None:
        return None
    spelling = re.sub(r"\s+", " ", match["unit"])
    regardless = in_one_case(spelling)
    if _means_something_else(text, number, match, regardless):
        return None
    unit = lexicon.exact.get(spelling) or lexicon.units[regardless]
    return _Quantity(start=number.start, end=match.end(), value=value, unit=unit)


def _means_something_else(text: str, number: Figure, match: re.Match[str], spelling: str) -> bool:
    """The minutes of a clock are no picometres, and 200k is no temperature."""
    if spelling == "pm":
        return text[number.start - 1 : number.start] == ":"
    return spelling == "k" and match.start("unit") == number.end


_MULTIPLIER = re.compile(r"\s*(?P<letters>k|M|mil|million|bn?)(?!\w)", re.IGNORECASE)
_FACTORS = {"k": 1000, "m": 10**6, "mil": 10**6, "million": 10**6, "b": 10**9, "bn": 10**9}


def _before(text: str, number: Figure, lexicon: _Lexicon, last: int) -> _Quantity | None:
    if lexicon.before is None:
        return None
    match = lexicon.before.search(text, max(last, number.start - 32), number.start)
    if match is None:
        return None
    unit = lexicon.units[in_one_case(re.sub(r"\s+", " ", match["unit"]))]
    value, end = _multiplied(text, number.value, number.end, lexicon)
    return _Quantity(start=match.start("unit"), end=end, value=value, unit=unit)


def _multiplied(text: str, value: Decimal, end: int, lexicon: _Lexicon) -> tuple[Decimal, int]:
    """$5k and 45k dollars; a sum of money has no other unit that the letter could be."""
    multiplier = _MULTIPLIER.match(text, end)
    if multiplier is None:
        return value, end
    letters = in_one_case(multiplier["letters"])
    return value * lexicon.rounds.get(letters, _FACTORS[letters]), multiplier.end()


_PARTS_IN_ONE = 100


def _with_parts(text: str, found: list[_Quantity], tables: UnitTables) -> list[_Quantity]:
    """Five dollars and fifty cents are one amount."""
    merged: list[_Quantity] = []
    for quantity in found:
        whole = merged[-1] if merged else None
        if (
            whole is not None
            and _coins(whole.unit) & tables.money_parts.get(quantity.unit, frozenset())
            and _joint(tables).fullmatch(text, whole.end, quantity.start)
        ):
            value = whole.value + quantity.value / _PARTS_IN_ONE
            merged[-1] = replace(whole, end=quantity.end, value=value)
        else:
            merged.append(quantity)
    return merged


def _with_bare_parts(
    text: str, found: list[_Quantity], numbers: list[Figure], tables: UnitTables
) -> list[_Quantity]:
    """Zwei Euro fünfzig: a number below a hundred that follows coins with parts."""
    divided = frozenset().union(*tables.money_parts.values())
    taken = {quantity.start for quantity in found}
    free = {each.start: each for each in numbers if each.start not in taken and _is_part(each.value)}
    merged: list[_Quantity] = []
    for quantity in found:
        joint = _joint(tables).match(text, quantity.end) if _coins(quantity.unit) & divided else None
        part = free.get(joint.end()) if joint else None
        if part is not None:
            value = quantity.value + part.value / _PARTS_IN_ONE
            merged.append(replace(quantity, end=part.end, value=value))
        else:
            merged.append(quantity)
    return merged


def _is_part(value: Decimal) -> bool:
    return 0 < value < _PARTS_IN_ONE and value == value.to_integral_value()


def _coins(unit: str) -> frozenset[str]:
    """The coin stands last in English and German names, first in Spanish and French ones."""
    words = unit.lower().split(" ")
    return frozenset({words[0], words[-1]})


@cache
def _joint(tables: UnitTables) -> re.Pattern[str]:
    return re.compile(rf"\s+(?:(?:{'|'.join(tables.before_part)})\s+)?", re.IGNORECASE)


@cache
def _lexicon(culture: Culture, kind: str) -> _Lexicon:
    tables = culture.units
    assert tables is not None  # noqa: S101
    spellings: Mapping[str, tuple[str, ...]] = getattr(tables, kind)
    units = {spelling: unit for unit, written in spellings.items() for spelling in written}
    exact = (
        {spelling: unit for unit, written in tables.dimension_exact.items() for spelling in written}
        if kind == "dimension"
        else {}
    )
    word = r"[^\W\d]" if tables.digits_touch else r"\w"
    own_case = f"(?-i:{_alternatives(exact)})|" if exact else ""
    before, after = None, _alternatives(units)
    if kind == "money":
        signs = {spelling: unit for unit, written in tables.money_before.items() for spelling in written}
        after = _alternatives(units | signs if tables.signs_follow else units)
        units |= signs
        before = re.compile(rf"(?<!{word})(?P<unit>{_alternatives(signs)})\s*\Z", re.IGNORECASE)
    links = "|".join(link + ("" if link[-1] in "'’" else r"\s+") for link in tables.before_unit)
    link = rf"(?:\s+(?:{links}))?" if links else ""
    return _Lexicon(
        after=re.compile(rf"{link}\s*(?P<unit>{own_case}{after})(?!{word})", re.IGNORECASE),
        before=before,
        units={in_one_case(spelling): unit for spelling, unit in units.items()},
        exact=exact,
        rounds=culture.numbers.rounds if culture.numbers else {},
        digits_touch=tables.digits_touch,
    )


def _alternatives(spellings: Mapping[str, str]) -> str:
    longest_first = sorted(spellings, key=len, reverse=True)
    return "|".join(re.escape(spelling).replace(r"\ ", r"\s+") for spelling in longest_first)
