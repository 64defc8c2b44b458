"""Dates with times: tomorrow at 5, in 20 minutes, 8 in the evening on Friday."""

from datetime import date, datetime, time

from stationmaster.learning.prebuilt.dates.calendar import fixed
from stationmaster.learning.prebuilt.dates.clock_ranges import clock_pair_at
from stationmaster.learning.prebuilt.dates.clocks import NOON, clock_at, daypart_at, hour_at, in_daypart
from stationmaster.learning.prebuilt.dates.dayparts import DayPart, daypart_day_at, todays_part_at
from stationmaster.learning.prebuilt.dates.days import day_at
from stationmaster.learning.prebuilt.dates.lengths import distant_at
from stationmaster.learning.prebuilt.dates.reader import Read, Reader
from stationmaster.learning.prebuilt.dates.values import Clock, Day, Moment, Moments

_LAST_HOUR = 24


def moment_at(reader: Reader, place: int) -> Read[Moments]:
    """The longest date with a time that starts here."""
    return reader.remember("moment", place, _longest_moment)


def _longest_moment(reader: Reader, place: int) -> Read[Moments]:
    found = [read for production in _MOMENTS if (read := production(reader, place)) is not None]
    return max(found, key=lambda read: read[1], default=None)


def moments_on(day: Day, clock: Clock) -> Moments:
    """A day at a time, in both halves of it where the time leaves that open."""
    if day.is_open:
        return Moments(readings=(), open_timex=day.timex + clock.timex)
    return Moments(
        readings=tuple(
            Moment(
                timex=day.timex + reading.timex,
                past=timed(day.past, reading),
                future=timed(day.future, reading),
            )
            for reading in clock.halves()
        )
    )


def timed(day: date, clock: Clock) -> datetime:
    """A day at a time of it."""
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
    return moments_on(fixed(reader.today), Clock(hour=23, minute=59, second=59)), after


def _day_then_clock(reader: Reader, place: int) -> Read[Moments]:
    """Tomorrow at 5, Friday 6pm, tonight at 8, tomorrow night at 9."""
    parted = daypart_day_at(reader, place)
    if parted is not None and reader.glued(parted[1] - 1) and parted[0].part != NOON:
        return None  # "Montagabend um 8" is an evening and a time
    day = (parted[0].day, parted[1]) if parted else day_at(reader, place)
    links = reader.links
    if parted and reader.word(parted[1] - 1) in links.parts.loose and todays_part_at(reader, place) is None:
        return None
    if links.ranges.bare_pairs and clock_pair_at(reader, place, bare=True):
        return None  # "le 5 à 10h" is from five to ten
    clock = _clock_after(reader, day[1], parted=parted is not None) if day else None
    if clock is None and has_noon(reader, place, parted):
        parted, day = None, day_at(reader, place)
        clock = _clock_after(reader, day[1]) if day else None
    if day is None or clock is None:
        return None
    if _is_lone(reader, place, day[1]):  # "5 a las 8" are times, "30 a las 8" is nothing that resolves
        return None if int(reader.word(place)) <= _LAST_HOUR else (Moments(readings=()), clock[1])
    open_morning = parted and (reader.word(parted[1] - 1),) in reader.words.relative_days
    if open_morning and not reader.links.moments.days_in_times:
        parted = None  # "heute Morgen um 6" is open, for "morgen" is a day too
    settled = in_daypart(reader, clock[0], parted[0].part) if parted else clock[0]
    return moments_on(day[0], settled), clock[1]


def _is_lone(reader: Reader, place: int, after: int) -> bool:
    """Whether mere digits are the day, with what stands before a time of day after them."""
    digits = reader.links.days.lone_digits and reader.word(place).isdecimal() and after == place + 1
    return bool(digits) and reader.phrase(after, *reader.links.clocks.at) is not None


def has_noon(reader: Reader, place: int, parted: Read[DayPart]) -> bool:
    """Whether "morgen Mittag" and "Montagmittag" are noon; "heute Mittag" is nothing that resolves."""
    if parted is None or parted[0].part != NOON:
        return False
    return reader.glued(parted[1] - 1) or reader.word(place) in reader.links.parts.noon_after


def _clock_after(reader: Reader, place: int, *, parted: bool = False) -> Read[Clock]:
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
        found: Read[DayPart] = (DayPart(day=fixed(reader.today), part=bare), place + 1)
    else:
        found = None if day_at(reader, place) else daypart_day_at(reader, place)
    if found is None:
        return None
    (parted, stop), link = found, reader.phrase(found[1], *links.moments.before_hour_of_part)
    hour = clock_at(reader, link or stop) or hour_at(reader, link or stop)
    return (moments_on(parted.day, in_daypart(reader, hour[0], parted.part)), hour[1]) if hour else None


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
        if parted := daypart_day_at(reader, after):
            return moments_on(parted[0].day, in_daypart(reader, hour[0], parted[0].part)), parted[1]
        if clock is not None and (day := day_at(reader, after)):
            if link and reader.word(hour[1] - 1) in reader.links.moments.days_in_times:
                return moments_on(fixed(reader.today), clock[0]), day[1]
            return moments_on(day[0], clock[0]), day[1]
    return None


def _hour_then_part(reader: Reader, hour: tuple[Clock, int]) -> Read[Moments]:
    """Dos mañana, 5 tarde."""
    word = reader.word(hour[1])
    if word not in reader.links.moments.after_hour:
        return None
    if day := day_at(reader, hour[1]):
        return moments_on(day[0], hour[0]), day[1]
    part = reader.words.dayparts[word]
    return moments_on(fixed(reader.today), in_daypart(reader, hour[0], part)), hour[1] + 1


def _todays_part_then_clock(reader: Reader, place: int) -> Read[Moments]:
    """Ce soir vers 20h"""
    links = reader.links
    day = day_at(reader, place) or (fixed(reader.today), place + 1)
    part = (
        reader.words.dayparts.get(reader.word(place)) if reader.word(place) in links.clocks.settling else None
    )
    found = (part, place + 1) if part else None
    if found is None and (todays := todays_part_at(reader, place)):
        found = todays[0].part, todays[1]
    for link in links.moments.before_clock if found else ():
        after = reader.phrase(found[1], link) if found and link and link not in links.clocks.at else None
        clock = clock_at(reader, after) if after is not None else None
        if found and clock:
            return moments_on(day[0], in_daypart(reader, clock[0], found[0])), clock[1]
    return None


def _clock_today(reader: Reader, place: int) -> Read[Moments]:
    """7 heures du matin, where the original takes that for today's."""
    links = reader.links
    clock = clock_at(reader, place) if links.clocks.marked_hours else None
    if clock is None or reader.word(clock[1] - 1) not in links.clocks.marked_hours:
        return None
    part = daypart_at(reader, clock[1]) if reader.word(clock[1]) in links.clocks.settling else None
    return (moments_on(fixed(reader.today), in_daypart(reader, clock[0], part[0])), part[1]) if part else None


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
