"""Stretches of a day: from 3 to 5 pm, between 9am and noon, in the morning."""

from datetime import timedelta

from stationmaster.learning.prebuilt.dates.clocks import (
    NOON,
    clock_at,
    daypart_at,
    hour_at,
    in_daypart,
    meridiem_at,
    with_meridiem,
)
from stationmaster.learning.prebuilt.dates.reader import Read, Reader
from stationmaster.learning.prebuilt.dates.values import Clock, Clocks

_DAY = timedelta(days=1)
_NOON, _BOTH_HALVES = 12, 2

#: part of the day -> where it starts and ends
DAYPARTS = {
    "DA": ("04:00:00", "08:00:00"),
    "MO": ("08:00:00", "12:00:00"),
    "AF": ("12:00:00", "16:00:00"),
    "EV": ("16:00:00", "20:00:00"),
    "NI": ("20:00:00", "23:59:59"),
    "DT": ("08:00:00", "18:00:00"),
}
_HALVES = {
    ("MO", "start"): ("08:00:00", "10:00:00"),
    ("MO", "end"): ("10:00:00", "12:00:00"),
    ("AF", "start"): ("12:00:00", "14:00:00"),
    ("AF", "end"): ("14:00:00", "16:00:00"),
    ("EV", "start"): ("16:00:00", "18:00:00"),
    ("EV", "end"): ("18:00:00", "20:00:00"),
    ("NI", "start"): ("20:00:00", "22:00:00"),
    ("NI", "end"): ("22:00:00", "23:59:59"),
}


def clock_range_at(reader: Reader, place: int) -> Read[Clocks]:
    """A stretch of a day that starts here."""
    pair = clock_pair_at(reader, place, bare=reader.links.ranges.bare_pairs)
    if pair is not None:
        readings = tuple(
            (length_timex(*each), each[0].written, each[1].written) for each in readings_of(pair[0])
        )
        return Clocks(readings=readings), pair[1]
    return _daypart(reader, place)


def _daypart(reader: Reader, place: int) -> Read[Clocks]:
    links = reader.links
    if reader.word(place) in links.parts.unstretched or reader.word(place - 1) in links.parts.greetings:
        return None
    if links.parts.stretches:
        led = reader.lookup(place, links.parts.stretches)
        found: Read[tuple[str, str | None]] = ((led[0], None), led[1]) if led else None
    else:
        found = shaded_daypart_at(reader, place)
    if found is None:
        return None
    (part, mod), after = found
    if part == NOON:
        return None
    return Clocks(readings=((f"T{part}", *daypart_edges(part, mod)),), mod=mod), after


def shaded_daypart_at(reader: Reader, place: int) -> Read[tuple[str, str | None]]:
    """A part of the day with its Mod: in the morning, early morning, late in the afternoon."""
    leads = reader.links.parts.leads
    in_the = reader.phrase(place, leads[0])
    start = place if in_the is None else in_the
    mod = reader.links.parts.shades.get(reader.word(start))
    if mod is not None:
        after = reader.phrase(start + 1, leads[0]) or start + 1
        part = reader.words.dayparts.get(reader.word(after))
        if part and (part, mod) in _HALVES:
            return (part, mod), after + 1
        if reader.word(start) not in reader.words.dayparts:
            return None
    found = daypart_at(reader, place)
    return ((found[0], None), found[1]) if found else None


def daypart_edges(part: str, mod: str | None) -> tuple[str, str]:
    """When a part of the day starts and ends, or its early or late half."""
    return DAYPARTS[part] if mod is None else _HALVES[part, mod]


Pair = tuple[Clock, Clock]


def clock_pair_at(reader: Reader, place: int, *, bare: bool) -> Read[Pair]:
    """Two times and what joins them; with `bare` both may be mere hours."""
    links = reader.links
    between = reader.word(place) in links.ranges.between
    marked = between or reader.word(place) in links.ranges.start
    first_place = reader.skip(place + 1, links.skipped) if marked else place
    first = clock_at(reader, first_place) or hour_at(reader, first_place)
    if first is None or reader.word(first[1]) not in (
        links.ranges.between_and if between else links.ranges.till
    ):
        return None
    second_place = reader.skip(first[1] + 1, links.skipped)
    second = clock_at(reader, second_place) or hour_at(reader, second_place)
    if second is None:
        return None
    start_bare = _is_bare(reader, first_place, first[1])
    end_bare = _is_bare(reader, second_place, second[1])
    timed = _are_times(reader, first_place, second_place, second[1])
    if (
        links.ranges.bare_pairs
        and (start_bare or end_bare)
        and (between or (reader.word(first[1]),) not in links.clocks.at)
    ):
        return None
    if start_bare and end_bare and not (bare and (marked or links.ranges.bare_pairs)) and not timed:
        return None
    if reader.word(first[1]) in ("-", "–", "—") and start_bare and reader.word(first[1] - 2) == "-":
        return None
    if end_bare and reader.word(second[1]) in reader.words.months:
        return None
    if (half := meridiem_at(reader, second[1])) and (known := with_meridiem(second[0], half[0])):
        second = known, half[1]
    part = daypart_at(reader, second[1]) if reader.word(second[1]) in links.clocks.settling_ranges else None
    if part is not None:
        second = in_daypart(reader, second[0], part[0]), part[1]
    if _beyond_noon(reader, first_place, first[0]) or _beyond_noon(reader, second_place, second[0]):
        return (first[0].at_hour(first[0].hour), second[0].at_hour(second[0].hour)), second[1]
    return _agree(first[0], second[0]), second[1]


def _beyond_noon(reader: Reader, place: int, clock: Clock) -> bool:
    """Whether an hour is written as one of twenty-four, so that neither end can be of the other half."""
    word = reader.word(place)
    return reader.links.ranges.exact_hours and word.isdecimal() and int(word) > _NOON and not clock.twelve


def _are_times(reader: Reader, first: int, second: int, stop: int) -> bool:
    """Whether bare hours are times by what stands before them: "de las 8 a las 10", "8 al 10"."""
    if ("al",) not in reader.links.clocks.at:
        return False
    after_at = reader.follows(first, reader.links.clocks.at), reader.follows(second, reader.links.clocks.at)
    digits = reader.word(first).isdecimal(), reader.word(second).isdecimal()
    closes = reader.word(stop) in ("", ".", ",", "!", "?") and reader.word(stop + 1) == ""
    return all(after_at) or (after_at[1] and digits[0]) or (after_at[0] and digits[1] and closes)


def _is_bare(reader: Reader, first: int, stop: int) -> bool:
    """Whether only an hour stands there, with nothing that makes it a time."""
    found = reader.integer(first)
    return found is not None and found[1] == stop


def _agree(start: Clock, end: Clock) -> Pair:
    """When one end says which half of the day it is in, the other follows."""
    if start.twelve and not end.twelve:
        hour = start.hour % 12
        afternoon = hour + 12
        start = start.at_hour(
            afternoon if end.hour >= 12 and (afternoon < end.hour or end.hour == 12) else hour
        )
        if end.hour >= 12 and afternoon == end.hour and (start.minute or 0) < (end.minute or 0):
            start = start.at_hour(afternoon)
    elif end.twelve and not start.twelve:
        hour = end.hour % 12
        end = end.at_hour(hour + 12 if hour <= start.hour < hour + 12 else hour)
    return start, end


def readings_of(pair: Pair) -> tuple[Pair, ...]:
    """One reading, or one for each half of the day."""
    start, end = pair
    starts, ends = start.halves(), end.halves()
    if len(starts) == len(ends) == _BOTH_HALVES and ends[0].since_midnight < starts[0].since_midnight:
        if start.hour == _NOON:
            starts = starts[::-1]
        else:
            ends = ends[::-1]
    return tuple(zip(starts, ends, strict=False))


def length_timex(start: Clock, end: Clock) -> str:
    """(T15,T17,PT2H)"""
    return f"({start.timex},{end.timex},{length_of(end.since_midnight - start.since_midnight)})"


def length_of(span: timedelta) -> str:
    """PT2H30M"""
    if span < timedelta(0):
        span += _DAY
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{count}{unit}" for count, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if count]
    return "PT" + ("".join(parts) or "0H")
