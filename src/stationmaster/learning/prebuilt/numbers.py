"""Numbers, ordinals and percentages."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from stationmaster.learning.prebuilt.counted import split_compounds
from stationmaster.learning.prebuilt.culture import Culture, NumberWords
from stationmaster.learning.prebuilt.figures import Figure, figures
from stationmaster.learning.prebuilt.recognised import Recognised, written
from stationmaster.learning.prebuilt.spoken import spoken_numbers, spoken_ordinals
from stationmaster.learning.prebuilt.words import words_of

_DIGIT = re.compile(r"\d")


def numbers_in(text: str, culture: Culture, *, before_units: bool = False) -> list[Figure]:
    """Every number of a text, in digits or in words, from left to right."""
    found = list(figures(text, culture, before_units=before_units)) if _DIGIT.search(text) else []
    table = culture.numbers
    if table and (table.small or _spoken_gate(table).search(text)):
        words = split_compounds(words_of(text, elided=table.elided), table)
        taken = [(figure.start, figure.end) for figure in found]
        for spoken in spoken_numbers(words, table):
            start, end = words.starts[spoken.first], words.ends[spoken.stop - 1]
            if all(end <= left or right <= start for left, right in taken):
                found.append(Figure(start=start, end=end, value=spoken.value))
        found.sort(key=lambda figure: figure.start)
    return found


def recognise_numbers(text: str, culture: Culture) -> Iterator[Recognised]:
    """`builtin.number`, with its subtype."""
    for figure in numbers_in(text, culture):
        if _names_a_thing(text, figure):
            continue
        value = written(figure.value, culture.decimal_mark)
        subtype = "integer" if value.lstrip("-").isdigit() else "decimal"
        yield Recognised(
            type="builtin.number",
            start=figure.start,
            end=figure.end,
            resolution={"subtype": subtype, "value": value},
        )


def recognise_ordinals(text: str, culture: Culture) -> Iterator[Recognised]:
    """`builtin.ordinal`; nothing in a culture whose words are not written down."""
    table = culture.numbers
    if table is None:
        return
    found = [(start, end, value) for start, end, value in _digit_ordinals(text, table)]
    if table.ordinal_phrases or _ordinal_gate(table).search(text):
        words = words_of(text, elided=table.elided)
        found += [
            (words.starts[spoken.first], words.ends[spoken.stop - 1], spoken.value)
            for spoken in spoken_ordinals(words, table)
        ]
    for start, end, value in sorted(found):
        yield Recognised(type="builtin.ordinal", start=start, end=end, resolution={"value": written(value)})


def recognise_percentages(text: str, culture: Culture) -> Iterator[Recognised]:
    """`builtin.percentage`: a number with its sign or word after it, or "percent of" before it."""
    if not _percent_gate(culture).search(text):
        return
    after, before = _percent_after(culture), _percent_before(culture)
    last = 0
    for figure in numbers_in(text, culture, before_units=True):
        start, end = figure.start, figure.end
        following = after.match(text, end)
        if following:
            end = following.end()
        elif preceding := before.search(text, max(last, start - 24), start):
            start = preceding.start()
        else:
            continue
        last = end
        yield Recognised(
            type="builtin.percentage",
            start=start,
            end=end,
            resolution={"value": f"{written(figure.value, culture.decimal_mark)}%"},
        )


def _digit_ordinals(text: str, table: NumberWords) -> Iterator[tuple[int, int, Decimal]]:
    for match in _digit_ordinal(table).finditer(text):
        digits = "".join(character for character in match.group() if character.isdecimal())
        yield match.start(), match.end(), Decimal(digits)


#: "the one", "this one": a thing, not a count
_POINTING = re.compile(r"\b(?:the|this|that|which)\s+\Z", re.IGNORECASE)


def _names_a_thing(text: str, figure: Figure) -> bool:
    if text[figure.start : figure.end].lower() != "one":
        return False
    return _POINTING.search(text, max(0, figure.start - 8), figure.start) is not None


@cache
def _digit_ordinal(table: NumberWords) -> re.Pattern[str]:
    after_point = "" if table.ordinal_after_point else r"(?<!\d[.,])"
    return re.compile(rf"(?<!\w){after_point}(?:{table.digit_ordinal})", re.IGNORECASE)


def _gate(words: frozenset[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(words, key=len, reverse=True))})\b", re.IGNORECASE)


@cache
def _spoken_gate(table: NumberWords) -> re.Pattern[str]:
    tables = (table.units, table.teens, table.tens, table.rounds, table.fractions, table.ordinals)
    return _gate(frozenset(table.dozens).union(*tables))


@cache
def _ordinal_gate(table: NumberWords) -> re.Pattern[str]:
    return _gate(frozenset(table.ordinals) | frozenset(table.round_ordinals))


def _percent_words(culture: Culture) -> str:
    words = sorted(culture.percent_words, key=len, reverse=True)
    return "|".join(word.replace(" ", r"\s+") for word in words) or "(?!)"


@cache
def _percent_gate(culture: Culture) -> re.Pattern[str]:
    return re.compile(rf"%|\b(?:{_percent_words(culture)})\b", re.IGNORECASE)


@cache
def _percent_after(culture: Culture) -> re.Pattern[str]:
    return re.compile(rf"\s*(?:%(?!\d)|(?:{_percent_words(culture)})\b)", re.IGNORECASE)


@cache
def _percent_before(culture: Culture) -> re.Pattern[str]:
    return re.compile(r"\bper\s?cents?\s+of\s*\Z" if culture.percent_words else r"(?!)", re.IGNORECASE)
