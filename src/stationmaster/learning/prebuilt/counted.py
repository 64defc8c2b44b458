"""Spoken figures of cultures that list every figure below a thousand, as Spanish, French and German do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TypeVar

from stationmaster.learning.prebuilt.culture import NumberWords
from stationmaster.learning.prebuilt.words import Phrase, Words

T = TypeVar("T")
_BELOW_A_THOUSAND, _BEYOND = 999, 10**30


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """A figure said in words: which words, and its value."""

    first: int
    stop: int  #: index after the last word
    value: Decimal


def counted_number_at(words: Words, index: int, table: NumberWords) -> Counted | None:
    """The longest number that starts at this word: whole, with a fraction, of dozens or with a point."""
    if (words.at(index - 1) if index else "", words.at(index)) in table.hidden:
        return None
    if (cut := _cut_hundred(words, index, table)) is not None:
        return cut
    half = phrase_at(words, index, table.halves)
    value, stop = counted_at(words, index, table)
    if half is not None and half[1] >= stop:
        if table.whole_dozens and words.spaced(half[1]) and words.at(half[1]) in table.dozens:
            return None
        return _times_round(words, index, Decimal(half[0]), half[1], table)
    if stop == index:
        return None
    if words.at(stop - 1) in table.inner and words.closes(stop - 1):
        return None
    number = Decimal(value)
    below = table.fractions.get(words.at(stop)) if words.spaced(stop) else None
    if below is not None:
        return _times_round(words, index, number / below, stop + 1, table)
    if words.spaced(stop) and words.at(stop) in table.dozens:
        return Counted(first=index, stop=stop + 1, value=number * 12)
    if words.spaced(stop) and words.at(stop) == table.connector:
        rest = phrase_at(words, stop + 1, table.halves)
        if rest is not None:
            half_more = Decimal(rest[0])
            value_and_half = number * half_more if table.half_of_it else number + half_more
            return Counted(first=index, stop=rest[1], value=value_and_half)
    return (
        _with_point(words, index, stop, number, table)
        or _out_of(words, index, stop, number, table)
        or Counted(first=index, stop=stop, value=number)
    )


def _cut_hundred(words: Words, index: int, table: NumberWords) -> Counted | None:
    """Cent vingt of "vendu cent vingt-cinq": after a word the original takes a hundred no further."""
    found = phrase_at(words, index, table.cut_hundreds) if index and words.spaced(index) else None
    if found is None or found[1] >= len(words) or words.gaps[found[1]] != "-":
        return None
    return Counted(first=index, stop=found[1], value=Decimal(found[0]))


def counted_ordinals(words: Words, table: NumberWords) -> Iterator[Counted]:
    """Every ordinal said in words, from left to right, without overlap."""
    index = 0
    while index < len(words):
        found = _counted_part(words, index, table) or phrase_at(words, index, table.ordinal_phrases)
        found = found or phrase_at(words, index, table.other_ordinals)
        if found is None:
            index += 1
        else:
            yield Counted(first=index, stop=found[1], value=Decimal(found[0]))
            index = found[1]


def _counted_part(words: Words, index: int, table: NumberWords) -> tuple[int, int] | None:
    """Drei Viertel, which the original counts as the twelfth."""
    if not table.other_ordinals:
        return None
    value, stop = counted_at(words, index, table)
    below = table.other_ordinals.get((words.at(stop),)) if stop > index and words.joined(stop) else None
    return (value * below, stop + 1) if below and words.at(stop) in table.fractions else None


def counted_at(words: Words, index: int, table: NumberWords) -> tuple[int, int]:
    """Value and stop of the longest whole number; the index itself where there is none."""
    total, current, stop, place, ceiling = 0, 0, index, index, _BEYOND
    while place < len(words) and (place == index or words.joined(place)):
        small, after = phrase_at(words, place, table.small, spaced=table.connector) or (None, place)
        factor, following = _rounds_at(words, after, table, first=after == index)
        if small is None and not (factor and (words.at(after) in table.bare_rounds)):
            break
        if factor and factor < ceiling:
            total += (1 if small is None else small) * factor
            ceiling, after = factor, following
        elif small is not None and ceiling > _BELOW_A_THOUSAND and not factor:
            current, ceiling = small, _BELOW_A_THOUSAND
        else:
            break
        stop = place = after
    return total + current, stop


def _rounds_at(words: Words, place: int, table: NumberWords, *, first: bool) -> tuple[int, int]:
    """Thousand, million, or "mil millones" that stand here, multiplied; 0 when there is none."""
    factor = 1
    while place < len(words) and (first or words.joined(place)):
        found = table.rounds.get(words.at(place))
        if found is None or found < factor:
            break
        factor, place, first = factor * found, place + 1, False
    return (factor, place) if factor > 1 else (0, place)


def phrase_at(
    words: Words, place: int, phrases: Mapping[Phrase, T], *, spaced: str = ""
) -> tuple[T, int] | None:
    """What the longest phrase that stands here means, and the place after it; no hyphen parts one word of it."""
    if place >= len(words):
        return None
    longest = longest_from(phrases).get(words.at(place), 0)
    stop = place + 1
    while stop - place < longest and words.joined(stop):
        if spaced in (words.at(stop - 1), words.at(stop)) and not words.spaced(stop):
            break
        stop += 1
    for end in range(stop, place, -1):
        meaning = phrases.get(words.words[place:end])
        if meaning is not None:
            return meaning, end
    return None


_LONGEST: dict[int, tuple[object, dict[str, int]]] = {}


def longest_from(phrases: Mapping[Phrase, T]) -> dict[str, int]:
    """First word -> words of the longest phrase that begins with it; worked out once for each table."""
    known = _LONGEST.get(id(phrases))
    if known is None:
        lengths: dict[str, int] = {}
        for phrase in phrases:
            lengths[phrase[0]] = max(lengths.get(phrase[0], 0), len(phrase))
        known = _LONGEST[id(phrases)] = (phrases, lengths)  # holds the table, so that its id stays its own
    return known[1]


def _with_point(words: Words, index: int, stop: int, number: Decimal, table: NumberWords) -> Counted | None:
    """Tres coma catorce, drei Komma eins vier."""
    if not (words.spaced(stop) and words.at(stop) == table.point):
        return None
    digits, place = "", stop + 1
    while words.spaced(place):
        tail, after = counted_at(words, place, table)
        if after == place:
            break
        digits, place = digits + str(tail), after
    return Counted(first=index, stop=place, value=number + Decimal(f"0.{digits}")) if digits else None


def _out_of(words: Words, index: int, stop: int, number: Decimal, table: NumberWords) -> Counted | None:
    for link in table.out_of:
        after = stop + len(link)
        if words.words[stop:after] == link:
            below, end = counted_at(words, after, table)
            if end > after and below:
                return Counted(first=index, stop=end, value=number / Decimal(below))
    return None


def _times_round(words: Words, index: int, value: Decimal, stop: int, table: NumberWords) -> Counted:
    """Medio millón, eine halbe Million, media docena."""
    if words.spaced(stop) and words.at(stop) in table.dozens:
        return Counted(first=index, stop=stop + 1, value=value * 12)
    factor, after = _rounds_at(words, stop, table, first=False)
    return Counted(first=index, stop=after if factor else stop, value=value * (factor or 1))


def split_compounds(words: Words, table: NumberWords) -> Words:
    """The words with such figures taken apart: "zweitausendzehn" becomes three."""
    if not table.compound or not any(table.compound in word for word in words.words):
        return words
    parted: list[tuple[str, int, int, str]] = []
    for word, start, end, gap in zip(words.words, words.starts, words.ends, words.gaps, strict=True):
        for part in _parts(word, table):
            stop = end if not part else start + len(part)
            parted.append((part, start, stop, gap))
            start, gap = stop, ""
    columns = tuple(zip(*parted, strict=True))
    return Words(words=columns[0], starts=columns[1], ends=columns[2], gaps=columns[3])


@cache
def _one_word(table: NumberWords) -> frozenset[str]:
    return frozenset(phrase[0] for phrase in table.small if len(phrase) == 1)


def _parts(word: str, table: NumberWords) -> list[str]:
    before, compound, after = word.partition(table.compound)
    known = _one_word(table)
    if not compound or (before and before not in known) or (after and after not in known):
        return [word]
    return [part for part in (before, compound, after) if part]
