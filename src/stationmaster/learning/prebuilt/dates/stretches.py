"""Stretches between two moments: tomorrow from 2 to 4, Friday evening, the last 2 hours."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import product

from stationmaster.learning.prebuilt.dates.clock_ranges import (
    Pair,
    clock_pair_at,
    daypart_edges,
    length_of,
    readings_of,
    shaded_daypart_at,
)
from stationmaster.learning.prebuilt.dates.clocks import NOON, clock_at, hour_at, in_daypart
from stationmaster.learning.prebuilt.dates.dayparts import daypart_day_at, todays_part_at
from stationmaster.learning.prebuilt.dates.days import day_at
from stationmaster.learning.prebuilt.dates.lengths import length_at, moved
from stationmaster.learning.prebuilt.dates.moments import has_noon, moment_at, moments_on, timed
from stationmaster.learning.prebuilt.dates.reader import Read, Reader
from stationmaster.learning.prebuilt.dates.shifts import shift_at
from stationmaster.learning.prebuilt.dates.values import Clock, Day, Moment, Stretch, Stretches

_NOON = 12


def stretch_at(reader: Reader, place: int) -> Read[Stretches]:
    """The longest stretch between two moments that starts here."""
    found = [read for production in _STRETCHES if (read := production(reader, place)) is not None]
    return max(found, key=lambda read: read[1], default=None)


def lost_at(reader: Reader, place: int) -> Read[Stretches]:
    """What the original finds and cannot resolve, so that nothing else is read there."""
    nothing = Stretches(readings=())
    if (after := reader.phrase(place, *reader.links.lost.phrases)) is not None:
        return nothing, after
    if reader.word(place) in reader.links.lost.with_dayparts:
        part = shaded_daypart_at(reader, place + 1)
        return (nothing, part[1]) if part else None
    for lead in reader.links.lost.before_days:
        start = reader.phrase(place, lead)
        if start is not None and reader.word(start) in reader.words.dayparts:
            day = day_at(reader, reader.skip(start + 1, reader.links.of))
            if day is not None:
                return nothing, day[1]
    return None


def _daypart_stretch(reader: Reader, place: int) -> Read[Stretches]:
    found = todays_part_at(reader, place) or daypart_day_at(reader, place)
    if found is None or _is_outdone(reader, place, found[1]):
        return None
    (day, part, mod), after = (found[0].day, found[0].part, found[0].mod), found[1]
    lost = (
        reader.word(place) in reader.links.lost.partless or reader.word(after - 1) in reader.links.lost.parts
    )
    if lost and part != NOON:
        return Stretches(readings=()), after
    if part == NOON:
        return None if has_noon(reader, place, found) else (Stretches(readings=()), after)
    start, end = (time.fromisoformat(edge) for edge in daypart_edges(part, mod))
    stretch = Stretch(
        timex=f"{day.timex}T{part}",
        past=(datetime.combine(day.past, start), datetime.combine(day.past, end)),
        future=(datetime.combine(day.future, start), datetime.combine(day.future, end)),
        mod=mod,
    )
    return Stretches(readings=(stretch,)), after


def _is_outdone(reader: Reader, place: int, after: int) -> bool:
    """Whether the original looks for the part of this day at a later one, and finds it too far away."""
    parts = reader.words.dayparts
    if not reader.links.parts.last_counts or reader.word(place) in parts or day_at(reader, place) is None:
        return False
    return any(reader.word(later) in parts for later in range(after, len(reader.tokens)))


def _within(reader: Reader, day: Day, pair: Pair) -> Stretches:
    readings = []
    at_noon = pair[1].hour == _NOON and not reader.links.ranges.exact_hours  # then it is not in doubt
    pairs = readings_of(pair)[: 1 if at_noon else None]
    over = timedelta(days=1) if pairs[0][1].since_midnight < pairs[0][0].since_midnight else timedelta()
    for start, end in pairs:
        length = length_of(end.since_midnight - start.since_midnight)
        readings.append(
            Stretch(
                timex=f"({day.timex}{start.timex},{day.timex}{end.timex},{length})",
                past=(timed(day.past, start), timed(day.past, end) + over),
                future=(timed(day.future, start), timed(day.future, end) + over),
            )
        )
    return Stretches(readings=tuple(readings))


def _day_then_clocks(reader: Reader, place: int) -> Read[Stretches]:
    """Tomorrow from 2 to 4"""
    parted = daypart_day_at(reader, place) if reader.links.lost.bare_hours else None
    day = (parted[0].day, parted[1]) if parted else day_at(reader, place)
    start = reader.skip(day[1], (",",)) if day else place
    start = reader.skip(start, reader.words.dayparts) if reader.links.parts.todays else start
    pair = clock_pair_at(reader, start, bare=True) if day else None
    if day is None or pair is None:
        return None
    bare = reader.links.lost.bare_hours and clock_pair_at(reader, start, bare=False) is None
    if bare or (parted is None and reader.word(place) in reader.links.lost.hourless):
        return Stretches(readings=()), pair[1]
    if parted is not None:
        first, last = (in_daypart(reader, clock, parted[0].part) for clock in pair[0])
        return _within(reader, parted[0].day, (first, last)), pair[1]
    if reader.links.ranges.to_clock and reader.word(day[1]).isdecimal() and reader.word(day[1] + 1) != "-":
        return None  # "viernes 4 a las 6" is a day, and then times
    if reader.links.ranges.to_clock and reader.word(place) in reader.words.dayparts:
        return _within_morning(reader, day, pair)
    return _within(reader, day[0], pair[0]), pair[1]


def _within_morning(reader: Reader, day: tuple[Day, int], pair: tuple[Pair, int]) -> Read[Stretches]:
    """Mañana de 9:30 a 11:00: as the word is a part of the day too, minutes lead the original astray."""
    start, end = pair[0]
    if start.minute is None and end.minute is None:
        return _within(reader, day[0], pair[0]), pair[1]
    if start.minute is None or end.minute is None or reader.word(day[1]) in reader.links.ranges.between:
        return Stretches(readings=()), pair[1]
    return _lasting(moments_on(day[0], start).readings, end.halves()), pair[1]


def _clocks_then_day(reader: Reader, place: int) -> Read[Stretches]:
    """2pm to 4pm on Friday"""
    pair = clock_pair_at(reader, place, bare=True)
    if pair is None:
        return None
    for link in reader.links.moments.before_date:
        after = reader.phrase(pair[1], link)
        if after is not None and (day := day_at(reader, after)):
            return _within(reader, day[0], pair[0]), day[1]
    return None


def _from_moment_to_moment(reader: Reader, place: int) -> Read[Stretches]:
    """From tomorrow 8am to Friday 5pm"""
    links = reader.links
    between = reader.word(place) in links.ranges.between
    marked = between or reader.word(place) in links.ranges.start
    start_place = reader.skip(place + 1, links.skipped) if marked else place
    if links.ranges.start_is_close and not between and start_place > place + 1:
        return None
    start = moment_at(reader, start_place)
    if start is None or reader.word(start[1]) not in (
        links.ranges.between_and if between else links.ranges.till
    ):
        return None
    end = moment_at(reader, reader.skip(start[1] + 1, links.skipped))
    if end is None or not (start[0].readings and end[0].readings):
        return None
    readings = [_pair(first, last) for first, last in product(start[0].readings, end[0].readings)]
    length = readings[0].timex.rpartition(",")[2] if readings else ""
    readings = [
        replace(reading, timex=f"{reading.timex.rpartition(',')[0]},{length}") for reading in readings
    ]
    return Stretches(
        readings=tuple(readings[:1] if len(readings) == 1 else readings[:: len(readings) - 1])
    ), end[1]


def _moment_to_clock(reader: Reader, place: int) -> Read[Stretches]:
    """Mañana a las 8 a las 10; the original writes the first hour before the second time."""
    start = moment_at(reader, place) if reader.links.ranges.to_clock else None
    after = reader.phrase(start[1], *reader.links.ranges.to_clock) if start else None
    if start is None or after is None:
        return None
    clock = clock_at(reader, after) or hour_at(reader, after)
    if clock is None:
        return None
    return _lasting(start[0].readings, clock[0].halves()), clock[1]


def _lasting(moments: tuple[Moment, ...], clocks: tuple[Clock, ...]) -> Stretches:
    first, last = moments[0], clocks[0]
    length = length_of(abs(timed(first.past.date(), last) - first.past))
    hour = first.timex.rpartition("T")[2]
    return Stretches(
        readings=tuple(
            Stretch(
                timex=f"({moment.timex},{hour}{end.timex},{length})",
                past=(moment.past, timed(moment.past.date(), end)),
                future=(moment.future, timed(moment.future.date(), end)),
            )
            for moment, end in zip(moments, clocks, strict=False)
        )
    )


def _pair(start: Moment, end: Moment) -> Stretch:
    past_start, past_end = start.past, end.past
    if past_end < past_start:
        past_end = end.future
    future_start, future_end = start.future, end.future
    if future_end < future_start and start.past <= future_end:
        future_start = start.past
    elif future_end < future_start and end.past != end.future:
        days = 7 if end.timex.startswith("XXXX-WXX") else 365
        future_end += timedelta(days=days)
    if start.past == start.future:
        past_start, past_end = future_start, future_end
    hours = int((future_end - future_start).total_seconds() // 3600)
    return Stretch(
        timex=f"({start.timex},{end.timex},PT{hours}H)",
        past=(past_start, past_end),
        future=(future_start, future_end),
    )


def _last_hours(reader: Reader, place: int) -> Read[Stretches]:
    """The last 2 hours, the next 30 minutes, next hour."""
    back = reader.word(place) in reader.links.lengths.looking_back
    shift = (-1, place + 1) if back else shift_at(reader, place)
    if shift is None:
        return None
    length = length_at(reader, shift[1])
    if length is None and back:
        return None
    if length is None:
        unit = reader.words.duration_units.get(reader.word(shift[1]))
        if unit not in ("H", "MIN") or reader.word(shift[1]) == "h":
            return None
        amount, timex, after = 1, f"PT1{unit[0]}", shift[1] + 1
        span = timedelta(**{"hours" if unit == "H" else "minutes": amount})
        other = reader.now + shift[0] * span
    elif length[0].in_days or not shift[0] or (reader.word(shift[1]) in reader.links.articles and not back):
        return None
    else:
        timex, after = length[0].timex, length[1]
        other = moved(reader.now, length[0], shift[0])
    start, end = sorted((reader.now, other))
    edges = f"({start.isoformat(timespec='seconds')},{end.isoformat(timespec='seconds')},{timex})"
    return Stretches(readings=(Stretch(timex=edges, past=(start, end), future=(start, end)),)), after


def _this_hour(reader: Reader, place: int) -> Read[Stretches]:
    """Quelle heure, vos heures d'ouverture: no time at all, from now to now."""
    links = reader.links
    start = reader.skip(place, links.moments.this_hour)
    unit = reader.words.duration_units.get(reader.word(start))
    if not links.moments.this_hour or unit not in ("H", "MIN", "S") or not start or reader.glued(start):
        return None
    now = reader.now.isoformat(timespec="seconds")
    stretch = Stretch(timex=f"({now},{now},PT1{unit[0]})", past=(reader.now,) * 2, future=(reader.now,) * 2)
    return Stretches(readings=(stretch,)), start + 1


_STRETCHES = (
    _daypart_stretch,
    _day_then_clocks,
    _clocks_then_day,
    _from_moment_to_moment,
    _moment_to_clock,
    _last_hours,
    _this_hour,
)
