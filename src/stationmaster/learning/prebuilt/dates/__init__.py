"""`builtin.datetimeV2`: dates, times, their stretches, durations and sets.

At each place of the text the longest production wins; reading goes on after it.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cache
from typing import Any

from stationmaster.learning.prebuilt.culture import Culture, DateWords
from stationmaster.learning.prebuilt.dates.bounds import about_at, bounded_at
from stationmaster.learning.prebuilt.dates.clock_ranges import clock_pair_at, clock_range_at
from stationmaster.learning.prebuilt.dates.clocks import clock_at
from stationmaster.learning.prebuilt.dates.day_ranges import day_range_at
from stationmaster.learning.prebuilt.dates.days import day_at
from stationmaster.learning.prebuilt.dates.lengths import distant_at, duration_at
from stationmaster.learning.prebuilt.dates.moments import moment_at
from stationmaster.learning.prebuilt.dates.reader import Read, Reader, tokens_of
from stationmaster.learning.prebuilt.dates.repeats import repeat_at
from stationmaster.learning.prebuilt.dates.starters import starters
from stationmaster.learning.prebuilt.dates.stretches import lost_at, stretch_at
from stationmaster.learning.prebuilt.dates.values import Meaning, Stretches
from stationmaster.learning.prebuilt.recognised import Recognised

#: neighbouring years must be on the calendar
_REFERENCE_YEARS = range(date.min.year + 10, date.max.year - 10)

#: the earlier wins among equally long ones
_PRODUCTIONS: tuple[Callable[[Reader, int], Read[Meaning]], ...] = (
    lost_at,
    repeat_at,
    bounded_at,
    about_at,
    stretch_at,
    moment_at,
    distant_at,
    day_at,
    day_range_at,
    clock_range_at,
    clock_at,
    duration_at,
)


def recognise_dates(text: str, culture: Culture, reference: datetime) -> Iterator[Recognised]:
    """Every date expression of a text; nothing in a culture whose words are not written down."""
    if culture.dates is None or culture.numbers is None or not _gate(culture.dates).search(text):
        return
    if reference.year not in _REFERENCE_YEARS:
        return
    reader = Reader(
        tokens=tokens_of(text, culture.dates.compounds, plain_edges=culture.dates.plain_edges),
        words=culture.dates,
        numbers=culture.numbers,
        now=reference.replace(microsecond=0, tzinfo=None),
    )
    for place, after, meaning in _unshadowed(reader, list(_readings(reader))):
        values = [dict(value) for value in meaning.values()]
        if values:
            yield Recognised(
                type=f"builtin.datetimeV2.{meaning.kind}",
                start=reader.tokens[place].start,
                end=reader.tokens[after - 1].end,
                resolution={"values": values},
            )


_Reading = tuple[int, int, Meaning]


def _readings(reader: Reader) -> Iterator[_Reading]:
    place = 0
    while place < len(reader.tokens):
        found = _longest(reader, place)
        if found is None:
            place += 1
            continue
        meaning, after = found
        if reader.links.longest_wins and _is_outdone(reader, place, meaning, after):
            place += 1
            continue
        yield place, after, meaning
        place = _next_place(reader, place, after, meaning)


def _unshadowed(reader: Reader, readings: list[_Reading]) -> list[_Reading]:
    """In Spanish "mi" is short for Wednesday; the original drops it, and each "miércoles" with it."""
    short = reader.links.days.only_shifted
    spoken = {place for place in range(len(reader.tokens)) if reader.word(place) in short}
    if not spoken.difference(*(range(place, after) for place, after, _ in readings)):
        return readings
    return [
        (place, after, meaning)
        for place, after, meaning in readings
        if not any(
            at in spoken or reader.word(at).startswith(reader.links.days.shadowed)
            for at in range(place, after)
        )
    ]


def _next_place(reader: Reader, place: int, after: int, meaning: Meaning) -> int:
    """Where to read on: in some languages the end of one expression may begin another."""
    if after - 1 > place and reader.word(after - 1) in reader.links.bounds.rebound:
        return after - 1
    productions = _GOES_ON.get(meaning.kind, ()) if reader.links.ranges.ends_read_on else ()
    for end in range(place + 1, after if productions else place):
        if any(found[1] > after for production in productions if (found := production(reader, end))):
            return end
    return after


def _timed_stretch_at(reader: Reader, place: int) -> Read[Stretches]:
    """Viernes de 9:00 a 14:00; mere hours do not do here."""
    stretch = stretch_at(reader, place)
    if stretch is None:
        return None
    bare = any(
        (pair := clock_pair_at(reader, start, bare=True)) is not None
        and pair[1] == stretch[1]
        and clock_pair_at(reader, start, bare=False) is None
        for start in range(place + 1, stretch[1])
    )
    return None if bare else stretch


#: "de lunes a viernes a las 8" ends in a moment, "a las 8 de lunes a viernes" in a stretch of days
_GOES_ON: dict[str, tuple[Callable[[Reader, int], Read[Any]], ...]] = {
    "daterange": (moment_at, _timed_stretch_at),
    "datetime": (day_range_at, duration_at),
}


def _longest(reader: Reader, place: int) -> tuple[Meaning, int] | None:
    word = reader.tokens[place].text
    if not word.isdecimal() and word not in starters(reader.words, reader.numbers):
        return None
    best: tuple[Meaning, int] | None = None
    for production in _PRODUCTIONS:
        found = production(reader, place)
        if found is not None and (best is None or found[1] > best[1]):
            best = found
    return best


def _is_outdone(reader: Reader, place: int, meaning: Meaning, after: int) -> bool:
    """Whether a longer reading starts within this one; of two as long the duration wins."""
    length = reader.tokens[after - 1].end - reader.tokens[place].start
    if _next_place(reader, place, after, meaning) < after:
        return False  # they stand side by side
    for inner in range(place + 1, after):
        rival = _longest(reader, inner)
        if rival is not None and rival[1] > after and rival[0].kind != meaning.kind:
            other = reader.tokens[rival[1] - 1].end - reader.tokens[inner].start
            if other > length or (other == length and rival[0].kind == "duration"):
                return True
    return False


@cache
def _gate(words: DateWords) -> re.Pattern[str]:
    return re.compile(words.gate, re.IGNORECASE)
