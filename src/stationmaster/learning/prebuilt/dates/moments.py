"""Dates with times: tomorrow at 5, in 20 minutes, Friday evening, tomorrow from 2 to 4."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import product

from stationmaster.learning.prebuilt.dates.calendar import fixed, shifted
from stationmaster.learning.prebuilt.dates.clock_ranges import (
    Pair,
    clock_pair_at,
    daypart_edges,
    length_of,
    readings_of,
    shaded_daypart_at,
)
from stationmaster.learning.prebuilt.dates.clocks import NOON, clock_at, daypart_at, hour_at, in_daypart
from stationmaster.learning.prebuilt.dates.days import day_at, shift_after, shift_at
from stationmaster.learning.prebuilt.dates.lengths import distant_at, length_at, moved
from stationmaster.learning.prebuilt.dates.reader import Read, Reader
from stationmaster.learning.prebuilt.dates.values import (
    Clock,
    Day,
    Moment,
    Moments,
    Stretch,
    Stretches,
)


def moment_at(reader: Reader, place: int) -> Read[Moments]:
    """The longest date with a time that starts here."""
    return reader.remember("moment", place, _longest_moment)


def stretch_at(reader: Reader, place: int) -> Read[Stretches]:
    """The longest stretch between two moments that starts here."""
    found = [read for production in _STRETCHES if (read := production(reader, place)) is not None]
    return max(found, key=lambda read: read[1], default=None)


def _longest_moment(reader: Reader, place: int) -> Read[Moments]:
    found = [read for production in _MOMENTS if (read := production(reader, place)) is not None]
    return max(found, key=lambda read: read[1], default=None)


def _at(day: Day, clock: Clock) -> Moments:
    if day.is_open:
        return Moments(readings=(), open_timex=day.timex + clock.timex)
    return Moments(
        readings=tuple(
            Moment(
                timex=day.timex + reading.timex,
                past=_combine(day.past, reading),
                future=_combine(day.future, reading),
            )
            for reading in clock.halves()
        )
    )


def _combine(day: date, clock: Clock) -> datetime:
    return datetime.combine(day, time()) + clock.since_midnight


def _present(reader: Reader, place: int) -> Read[Moments]:
    found = reader.lookup(place, reader.words.present)
    if found is None:
        return None
    return Moments(readings=(Moment(timex=found[0], past=reader.now, future=reader.now),)), found[1]


def _distant(reader: Reader, place: int) -> Read[Moments]:
    found = distant_at(reader, place)
    return (found[0], found[1]) if found and isinstance(found[0], Moments) else None


def _end_of_day(reader: Reader, place: int) -> Read[Moments]:
    """End of day, the end of the day."""
    after = reader.phrase(reader.skip(place, reader.links.the), *reader.links.moments.day_end)
    if after is None:
        return None
    return _at(fixed(reader.today), Clock(hour=23, minute=59, second=59)), after


_NOON, _LAST_HOUR = 12, 24


@dataclass(frozen=True, kw_only=True, slots=True)
class _DayPart:
    """A part of a known day, early or late in it perhaps."""

    day: Day
    part: str
    mod: str | None = None


def _daypart_day_at(reader: Reader, place: int) -> Read[_DayPart]:
    return reader.remember("part of a day", place, _daypart_day)


def _daypart_day(reader: Reader, place: int) -> Read[_DayPart]:
    """Tonight, this morning, last night, Friday evening, tomorrow in the afternoon, the morning of July 4th."""
    night = reader.links.parts.nights.get(reader.word(place))
    if night is not None:
        return _DayPart(day=fixed(shifted(reader.today, "D", night)), part="NI"), place + 1
    today = reader.phrase(place, *reader.links.parts.of_today)
    if today is not None and (part := reader.words.dayparts.get(reader.word(today))):
        return _DayPart(day=fixed(reader.today), part=part), today + 1
    part = reader.words.dayparts.get(reader.word(place))
    following = shift_after(reader, place + 1) if part and not reader.links.parts.of_today else None
    if part is not None and following is not None:
        return _DayPart(day=fixed(shifted(reader.today, "D", following[0])), part=part), following[1]
    shift = shift_at(reader, place)
    if reader.lookup(place, reader.words.relative_days):
        shift = None  # "diesen Morgen" is a day
    if shift and (part := reader.words.dayparts.get(reader.word(shift[1]))):
        return _DayPart(day=fixed(shifted(reader.today, "D", shift[0])), part=part), shift[1] + 1
    day = day_at(reader, place)
    if day is not None:
        found = shaded_daypart_at(reader, day[1])
        if reader.links.days.lone_digits and day[0].timex.startswith("XXXX-XX-"):
            return None
        if found is None or (reader.word(day[1]),) in reader.links.clocks.at:
            return None
        if reader.word(day[1]) in reader.links.parts.apart:
            return None
        return _DayPart(day=day[0], part=found[0][0], mod=found[0][1]), found[1]
    found = shaded_daypart_at(reader, place) if reader.links.parts.of else None
    if found is None or (reader.word(place),) in reader.links.clocks.at:
        return None
    for link in reader.links.parts.of:
        after = reader.phrase(found[1], link)
        if after is not None and (day := day_at(reader, after)):
            return _DayPart(day=day[0], part=found[0][0], mod=found[0][1]), day[1]
    return None


def _day_then_clock(reader: Reader, place: int) -> Read[Moments]:
    """Tomorrow at 5, Friday 6pm, tonight at 8, tomorrow night at 9."""
    parted = _daypart_day_at(reader, place)
    if parted is not None and reader.glued(parted[1] - 1) and parted[0].part != NOON:
        return None  # "Montagabend um 8" is an evening and a time
    day = (parted[0].day, parted[1]) if parted else day_at(reader, place)
    links = reader.links
    if parted and reader.word(parted[1] - 1) in links.parts.loose and _todays_part(reader, place) is None:
        return None
    if links.ranges.bare_pairs and clock_pair_at(reader, place, bare=True):
        return None  # "le 5 à 10h" is from five to ten
    clock = _clock_after(reader, *day, parted=parted is not None) if day else None
    if clock is None and _has_noon(reader, place, parted):
        parted, day = None, day_at(reader, place)
        clock = _clock_after(reader, *day) if day else None
    if day is None or clock is None:
        return None
    if _is_lone(reader, place, day[1]):  # "5 a las 8" are times, "30 a las 8" is nothing that resolves
        return None if int(reader.word(place)) <= _LAST_HOUR else (Moments(readings=()), clock[1])
    open_morning = parted and (reader.word(parted[1] - 1),) in reader.words.relative_days
    if open_morning and not reader.links.moments.days_in_times:
        parted = None  # "heute Morgen um 6" is open, for "morgen" is a day too
    settled = in_daypart(reader, clock[0], parted[0].part) if parted else clock[0]
    return _at(day[0], settled), clock[1]


def _is_lone(reader: Reader, place: int, after: int) -> bool:
    """Whether mere digits are the day, with what stands before a time of day after them."""
    digits = reader.links.days.lone_digits and reader.word(place).isdecimal() and after == place + 1
    return bool(digits) and reader.phrase(after, *reader.links.clocks.at) is not None


def _has_noon(reader: Reader, place: int, parted: Read[_DayPart]) -> bool:
    """Whether "morgen Mittag" and "Montagmittag" are noon; "heute Mittag" is nothing that resolves."""
    if parted is None or parted[0].part != NOON:
        return False
    return reader.glued(parted[1] - 1) or reader.word(place) in reader.links.parts.noon_after


def _clock_after(reader: Reader, day: Day, place: int, *, parted: bool = False) -> Read[Clock]:
    """A time that belongs to the date before it."""
    links = reader.links
    for link in links.moments.before_clock:
        after = reader.phrase(place, link)
        if after is None or (parted and links.parts.todays and link not in (*links.clocks.at, ())):
            continue
        clock = clock_at(reader, after)
        if clock is None and (link in links.clocks.at or link[-1:] in links.clocks.at):
            clock = hour_at(reader, after)
        if clock is not None:
            return clock
    return None


def _part_then_hour(reader: Reader, place: int) -> Read[Moments]:
    """Esta noche 8, tarde a las 5: a part of today, and an hour that needs no mark."""
    links = reader.links
    if not links.moments.before_hour_of_part:
        return None
    bare = reader.words.dayparts.get(reader.word(place))
    if bare is not None:
        found: Read[_DayPart] = (_DayPart(day=fixed(reader.today), part=bare), place + 1)
    else:
        found = None if day_at(reader, place) else _daypart_day_at(reader, place)
    if found is None:
        return None
    (parted, stop), link = found, reader.phrase(found[1], *links.moments.before_hour_of_part)
    hour = clock_at(reader, link or stop) or hour_at(reader, link or stop)
    return (_at(parted.day, in_daypart(reader, hour[0], parted.part)), hour[1]) if hour else None


def _clock_then_day(reader: Reader, place: int) -> Read[Moments]:
    """6pm on Thursday, noon tomorrow, 8 tonight."""
    clock = clock_at(reader, place)
    hour = clock or hour_at(reader, place)
    if hour is None:
        return None
    if clock is None and reader.word(hour[1]) not in reader.links.moments.this.union(
        reader.links.parts.nights
    ):
        return _hour_then_part(reader, hour)
    for link in reader.links.moments.before_date if clock else ((),):
        after = reader.phrase(hour[1], link)
        if after is None:
            continue
        if parted := _daypart_day_at(reader, after):
            return _at(parted[0].day, in_daypart(reader, hour[0], parted[0].part)), parted[1]
        if clock is not None and (day := day_at(reader, after)):
            if link and reader.word(hour[1] - 1) in reader.links.moments.days_in_times:
                return _at(fixed(reader.today), clock[0]), day[1]
            return _at(day[0], clock[0]), day[1]
    return None


def _hour_then_part(reader: Reader, hour: tuple[Clock, int]) -> Read[Moments]:
    """Dos mañana, 5 tarde."""
    word = reader.word(hour[1])
    if word not in reader.links.moments.after_hour:
        return None
    if day := day_at(reader, hour[1]):
        return _at(day[0], hour[0]), day[1]
    part = reader.words.dayparts[word]
    return _at(fixed(reader.today), in_daypart(reader, hour[0], part)), hour[1] + 1


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


def _todays_part(reader: Reader, place: int) -> Read[_DayPart]:
    """La nuit, de l'après-midi; "hier soir" too, as in the original."""
    found = reader.lookup(place, reader.links.parts.todays)
    return (_DayPart(day=fixed(reader.today), part=found[0]), found[1]) if found else None


def _todays_part_then_clock(reader: Reader, place: int) -> Read[Moments]:
    """Ce soir vers 20h"""
    links = reader.links
    day = day_at(reader, place) or (fixed(reader.today), place + 1)
    part = (
        reader.words.dayparts.get(reader.word(place)) if reader.word(place) in links.clocks.settling else None
    )
    found = (part, place + 1) if part else None
    if found is None and (todays := _todays_part(reader, place)):
        found = todays[0].part, todays[1]
    for link in links.moments.before_clock if found else ():
        after = reader.phrase(found[1], link) if found and link and link not in links.clocks.at else None
        clock = clock_at(reader, after) if after is not None else None
        if found and clock:
            return _at(day[0], in_daypart(reader, clock[0], found[0])), clock[1]
    return None


def _daypart_stretch(reader: Reader, place: int) -> Read[Stretches]:
    found = _todays_part(reader, place) or _daypart_day_at(reader, place)
    if found is None or _is_outdone(reader, place, found[1]):
        return None
    (day, part, mod), after = (found[0].day, found[0].part, found[0].mod), found[1]
    lost = (
        reader.word(place) in reader.links.lost.partless or reader.word(after - 1) in reader.links.lost.parts
    )
    if lost and part != NOON:
        return Stretches(readings=()), after
    if part == NOON:
        return None if _has_noon(reader, place, found) else (Stretches(readings=()), after)
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
                past=(_combine(day.past, start), _combine(day.past, end) + over),
                future=(_combine(day.future, start), _combine(day.future, end) + over),
            )
        )
    return Stretches(readings=tuple(readings))


def _day_then_clocks(reader: Reader, place: int) -> Read[Stretches]:
    """Tomorrow from 2 to 4"""
    parted = _daypart_day_at(reader, place) if reader.links.lost.bare_hours else None
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
    return _lasting(_at(day[0], start).readings, end.halves()), pair[1]


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
    length = length_of(abs(_combine(first.past.date(), last) - first.past))
    hour = first.timex.rpartition("T")[2]
    return Stretches(
        readings=tuple(
            Stretch(
                timex=f"({moment.timex},{hour}{end.timex},{length})",
                past=(moment.past, _combine(moment.past.date(), end)),
                future=(moment.future, _combine(moment.future.date(), end)),
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


def _clock_today(reader: Reader, place: int) -> Read[Moments]:
    """7 heures du matin, where the original takes that for today's."""
    links = reader.links
    clock = clock_at(reader, place) if links.clocks.marked_hours else None
    if clock is None or reader.word(clock[1] - 1) not in links.clocks.marked_hours:
        return None
    part = daypart_at(reader, clock[1]) if reader.word(clock[1]) in links.clocks.settling else None
    return (_at(fixed(reader.today), in_daypart(reader, clock[0], part[0])), part[1]) if part else None


_MOMENTS = (
    _clock_today,
    _todays_part_then_clock,
    _present,
    _distant,
    _end_of_day,
    _day_then_clock,
    _part_then_hour,
    _clock_then_day,
)
_STRETCHES = (
    _daypart_stretch,
    _day_then_clocks,
    _clocks_then_day,
    _from_moment_to_moment,
    _moment_to_clock,
    _last_hours,
    _this_hour,
)
