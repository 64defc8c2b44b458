"""Spoken figures: walks words, one number at a time, and never goes back over more than a few words."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial

from stationmaster.learning.prebuilt.counted import Counted as Spoken
from stationmaster.learning.prebuilt.counted import counted_number_at, counted_ordinals
from stationmaster.learning.prebuilt.culture import NumberWords
from stationmaster.learning.prebuilt.words import Words

_HUNDRED = 100


def spoken_numbers(words: Words, table: NumberWords) -> Iterator[Spoken]:
    """Every number said in words, from left to right, without overlap."""
    index = 0
    number_at = counted_number_at if table.small else _number_at
    while index < len(words):
        found = number_at(words, index, table)
        if found is None:
            index += 1
        else:
            yield found
            index = found.stop


def spoken_ordinals(words: Words, table: NumberWords) -> Iterator[Spoken]:
    """Every ordinal said in words: "third", "twenty-first", "one hundred and second"."""
    if table.ordinal_phrases:
        yield from counted_ordinals(words, table)
        return
    free_from = 0
    for index, word in enumerate(words.words):
        last = table.ordinals.get(word) or table.round_ordinals.get(word)
        if last is None:
            continue
        first = index
        while first > free_from and words.joined(first) and _may_count(words.at(first - 1), table):
            first -= 1
        while first < index:
            value, stop = _cardinal_at(words, first, table, ordinal_at=index)
            if stop == index + 1 and words.at(first) != table.connector:
                break
            first += 1
        else:
            value = last
        yield Spoken(first=first, stop=index + 1, value=Decimal(value))
        free_from = index + 1


def _may_count(word: str, table: NumberWords) -> bool:
    return (
        word in table.units
        or word in table.tens
        or word in table.teens
        or word in table.rounds
        or word in table.articles
        or word == table.connector
    )


def _number_at(words: Words, index: int, table: NumberWords) -> Spoken | None:
    word = words.at(index)
    if word in table.negatives:
        positive = _number_at(words, index + 1, table) if words.spaced(index + 1) else None
        return positive and Spoken(first=index, stop=positive.stop, value=-positive.value)
    dozen = _dozen_at(words, index, table)
    if dozen is not None:
        return dozen
    fraction = _fraction_at(words, index, table)
    if fraction is not None:
        return fraction
    value, stop = _cardinal_at(words, index, table)
    if stop == index:
        return None
    number = _with_point(words, index, stop, Decimal(value), table)
    return _with_fraction(words, number, table) or _one_in(words, number, table) or number


def _cardinal_at(
    words: Words, index: int, table: NumberWords, *, ordinal_at: int | None = None
) -> tuple[int, int]:
    """Value and stop of the longest whole number; an ordinal at `ordinal_at` counts as its cardinal."""
    value_of = partial(_value_of, words, table, ordinal_at)
    total, current, stop, place = 0, 0, index, index  # `current` waits for its thousands
    while place < len(words):
        group, after = _small_at(words, place, table, value_of)
        if after == place:
            if words.at(place) not in table.articles or not words.spaced(place + 1):
                break
            group, after = 1, place + 1
            if value_of(after, "round") is None:
                break
        current += group
        has_round = False
        while words.spaced(after) and (factor := value_of(after, "round")) is not None:
            if factor == _HUNDRED:
                current += group * (_HUNDRED - 1)
            elif current:
                total, current = total + current * factor, 0
            else:
                total *= factor
            after, has_round = after + 1, True
        stop = after
        if not has_round or not words.spaced(after):
            break
        place = after
        if words.at(place) == table.connector and words.spaced(place + 1):
            place += 1
        if words.at(place) in table.articles:
            break
    return total + current, stop


def _value_of(words: Words, table: NumberWords, ordinal_at: int | None, place: int, kind: str) -> int | None:
    """What a word counts as a unit, teen, ten or round."""
    word = words.at(place)
    if place != ordinal_at:
        tables = {"unit": table.units, "teen": table.teens, "ten": table.tens, "round": table.rounds}
        return tables[kind].get(word)
    if kind == "round":
        return table.round_ordinals.get(word)
    figure = table.ordinals.get(word, -1)
    fits = {"unit": 0 < figure < 10, "teen": 10 <= figure < 20, "ten": figure >= 20}[kind]
    return figure if fits else None


def _small_at(
    words: Words, place: int, table: NumberWords, look: Callable[[int, str], int | None]
) -> tuple[int, int]:
    teen = look(place, "teen")
    if teen is not None:
        return teen, place + 1
    ten = look(place, "ten")
    if ten is None:
        unit = look(place, "unit")
        return (unit, place + 1) if unit is not None else (0, place)
    following = place + 1
    if words.at(following) == table.connector and words.spaced(following) and words.spaced(following + 1):
        following += 1
    elif not words.joined(following):
        return ten, place + 1
    unit = look(following, "unit")
    return (ten + unit, following + 1) if unit is not None else (ten, place + 1)


def _dozen_at(words: Words, index: int, table: NumberWords) -> Spoken | None:
    start, halved = index, False
    if words.at(index) == table.half and words.spaced(index + 1):
        start, halved = index + 1, True
    if words.at(start) in table.articles and words.spaced(start + 1) and words.at(start + 1) in table.dozens:
        return Spoken(first=index, stop=start + 2, value=Decimal(6 if halved else 12))
    if halved:
        return None
    value, stop = _cardinal_at(words, index, table)
    if stop > index and words.spaced(stop) and words.at(stop) in table.dozens:
        return Spoken(first=index, stop=stop + 1, value=Decimal(value * 12))
    return None


def _with_point(words: Words, index: int, stop: int, value: Decimal, table: NumberWords) -> Spoken:
    """Three point one four; also three point fourteen."""
    digits, place = "", stop + 1
    if words.at(stop) == table.point and words.spaced(stop):
        while words.spaced(place) and words.at(place) in table.units:
            digits, place = digits + str(table.units[words.at(place)]), place + 1
        if not digits and words.spaced(place):
            tail, after = _cardinal_at(words, place, table)
            if after > place:
                digits, place = str(tail), after
    if not digits:
        return Spoken(first=index, stop=stop, value=value)
    return Spoken(first=index, stop=place, value=value + Decimal(f"0.{digits}"))


def _denominator(words: Words, place: int, table: NumberWords, *, plural: bool) -> int | None:
    word = words.at(place)
    if word in table.fractions:
        return table.fractions[word] if word.endswith("s") is plural else None
    singular = word[:-1] if plural and word.endswith("s") else word
    if plural and singular == word:
        return None
    value = table.ordinals.get(singular) or table.round_ordinals.get(singular)
    return value if value is not None and (plural or value > 2) else None


def _plain_fraction_at(words: Words, index: int, table: NumberWords) -> Spoken | None:
    """A half, one third, two thirds, three quarters."""
    word = words.at(index)
    if word in table.articles or word == "one":
        if words.joined(index + 1):
            below = _denominator(words, index + 1, table, plural=False)
            if below is not None:
                return Spoken(first=index, stop=index + 2, value=Decimal(1) / Decimal(below))
        return None
    above, stop = _cardinal_at(words, index, table)
    if stop > index and words.joined(stop):
        below = _denominator(words, stop, table, plural=True)
        if below is not None:
            return Spoken(first=index, stop=stop + 1, value=Decimal(above) / Decimal(below))
    return None


def _fraction_at(words: Words, index: int, table: NumberWords) -> Spoken | None:
    found = _plain_fraction_at(words, index, table)
    if found is None and words.at(index) == table.half:
        found = Spoken(first=index, stop=index + 1, value=Decimal("0.5"))
    if found is None:
        return None
    return _times_round(words, found, table)


def _times_round(words: Words, fraction: Spoken, table: NumberWords) -> Spoken:
    """Half a million, a quarter of a million."""
    place = fraction.stop
    if words.spaced(place) and words.at(place) == table.of:
        place += 1
    if words.spaced(place) and words.at(place) in table.articles:
        place += 1
    factor = table.rounds.get(words.at(place)) if words.spaced(place) else None
    if factor is None:
        return fraction
    return Spoken(first=fraction.first, stop=place + 1, value=fraction.value * factor)


def _with_fraction(words: Words, number: Spoken, table: NumberWords) -> Spoken | None:
    """Two and a half."""
    place = number.stop
    if not (words.spaced(place) and words.at(place) == table.connector and words.spaced(place + 1)):
        return None
    fraction = _plain_fraction_at(words, place + 1, table)
    return fraction and Spoken(first=number.first, stop=fraction.stop, value=number.value + fraction.value)


def _one_in(words: Words, number: Spoken, table: NumberWords) -> Spoken | None:
    """One in five, two over three."""
    for link in table.out_of:
        after = number.stop + len(link)
        if words.words[number.stop : after] != link:
            continue
        if not all(words.spaced(place) for place in range(number.stop, after + 1)):
            continue
        below, stop = _cardinal_at(words, after, table)
        if stop > after and below:
            return Spoken(first=number.first, stop=stop, value=number.value / Decimal(below))
    return None
