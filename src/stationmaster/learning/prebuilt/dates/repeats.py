"""What happens again and again: every Monday at 4, weekly, every two weeks."""

from stationmaster.learning.prebuilt.dates.calendar import shifted
from stationmaster.learning.prebuilt.dates.clock_ranges import clock_pair_at, length_of, readings_of
from stationmaster.learning.prebuilt.dates.clocks import NOON, clock_at, daypart_at, hour_at, in_daypart
from stationmaster.learning.prebuilt.dates.day_ranges import day_range_at
from stationmaster.learning.prebuilt.dates.days import day_at
from stationmaster.learning.prebuilt.dates.lengths import length_at
from stationmaster.learning.prebuilt.dates.periods import period
from stationmaster.learning.prebuilt.dates.reader import Read, Reader
from stationmaster.learning.prebuilt.dates.values import Clock, Days, Plain, unresolved

_UNIT_TIMEX = {"Y": "P1Y", "M": "P1M", "W": "P1W", "D": "P1D", "H": "PT1H", "MIN": "PT1M", "S": "PT1S"}


def repeat_at(reader: Reader, place: int) -> Read[Plain]:
    """The longest set that starts here."""
    found = [read for production in _PRODUCTIONS if (read := production(reader, place)) is not None]
    longest = max(found, key=lambda read: read[1], default=None)
    if longest is None:
        return None
    timex, after = longest
    return (unresolved("set", timex) if timex else Plain(kind="set", entries=())), after


def _adverb(reader: Reader, place: int) -> Read[str]:
    return reader.lookup(place, reader.words.repeats)


def _every(reader: Reader, place: int) -> Read[str]:
    each = reader.phrase(place, *reader.links.repeats.every)
    if each is None:
        return None
    skipping = reader.word(each) in reader.links.repeats.skipping
    start = each + 1 if skipping else each
    if part := _every_daypart(reader, start):
        return part
    if reader.word(start) in reader.links.repeats.unrepeated:
        return "", start + 1
    if reader.word(start) in reader.links.repeats.daily and (
        at := reader.phrase(start + 1, *reader.links.clocks.at)
    ):
        clock = _clock(reader, at)
        if clock is not None and clock[1] == len(reader.tokens):
            return clock[0].timex, clock[1]
    if unit := reader.words.duration_units.get(reader.word(start)):
        timex = _UNIT_TIMEX[unit]
        return timex.replace("1", "2") if skipping else timex, start + 1
    if reader.words.periods.get(reader.word(start)) == "Q":
        return "P3M", start + 1
    if reader.word(start) in reader.links.repeats.workday:
        return "XXXX-WXX-WD", start + 1
    if weekday := _weekday(reader, start):
        return _with_clock(reader, f"XXXX-WXX-{weekday}", start + 1)
    length = length_at(reader, start)
    if length is not None and reader.word(start) not in reader.links.articles:
        return length[0].timex, length[1]
    return _every_date(reader, start)


def _every_daypart(reader: Reader, place: int) -> Read[str]:
    part = reader.words.dayparts.get(reader.word(place))
    if part is None:
        return None
    if part == NOON:
        return "", place + 1
    day = None if reader.links.parts.of_today else reader.lookup(place, reader.words.relative_days)
    if day is not None:  # "jeden Morgen", taken for tomorrow
        return shifted(reader.today, "D", day[0]).isoformat(), day[1]
    loose = reader.word(place) in reader.links.parts.loose
    at = reader.phrase(place + 1, *reader.links.clocks.at) if not loose else None
    if at is not None:
        clock = _clock(reader, at)
        if clock is not None:
            return _day_of(reader, place) + in_daypart(reader, clock[0], part).timex, clock[1]
    return f"{reader.today if reader.links.parts.of_today else ''}T{part}", place + 1


def _day_of(reader: Reader, place: int) -> str:
    """The day that the original takes "cada noche a las 10" for one of; "mañana" is tomorrow."""
    if not reader.links.parts.of_today:
        return ""
    day = day_at(reader, place)
    return day[0].timex if day else reader.today.isoformat()


def _every_date(reader: Reader, place: int) -> Read[str]:
    found = day_at(reader, place)
    counted = reader.links.nth.counted and reader.ordinal(place)
    if found and (found[0].timex.startswith("XXXX") or counted):
        if any(
            reader.phrase(place, phrase) for phrase in (*reader.words.holidays, *reader.words.moving_holidays)
        ):
            return None
        return found[0].timex, found[1]
    if reader.words.periods.get(reader.word(place)) == "WE":
        return period(reader.today, "WE", 0).timex, place + 1
    range_found = day_range_at(reader, place)
    if range_found is None or reader.word(place).isdecimal():
        return None
    meaning = range_found[0]
    timex = meaning.timex if isinstance(meaning, Days) else meaning.entries[0]["timex"]
    return timex, range_found[1]


def _plural_to_weekday(reader: Reader, place: int) -> Read[str]:
    """Montags bis freitags"""
    start = reader.skip(place, reader.links.ranges.start)
    first = reader.words.weekday_plurals.get(reader.word(start))
    last = _weekday(reader, start + 2) if reader.word(start + 1) in reader.links.ranges.till else None
    if first is None or last is None:
        return None
    return f"(XXXX-WXX-{first},XXXX-WXX-{last},P{(last - first) % 7}D)", start + 3


def _plural_weekday(reader: Reader, place: int) -> Read[str]:
    """On Mondays, Fridays at 5."""
    start = reader.skip(place, reader.links.days.on | reader.links.repeats.always)
    weekday = reader.words.weekday_plurals.get(reader.word(start))
    return _with_clock(reader, f"XXXX-WXX-{weekday}", start + 1) if weekday else None


def _with_clock(reader: Reader, timex: str, place: int) -> Read[str]:
    if pair := clock_pair_at(reader, place, bare=False):
        start, end = readings_of(pair[0])[0]
        length = length_of(end.since_midnight - start.since_midnight)
        return f"({timex}{start.timex},{timex}{end.timex},{length})", pair[1]
    after = reader.phrase(place, *reader.links.clocks.at) or place
    led = reader.links.parts.last_counts or reader.word(place) in reader.words.dayparts
    part = daypart_at(reader, place) if led else None
    if part is not None:
        return f"{timex}T{part[0]}", part[1]
    clock = _clock(reader, after) if after > place else clock_at(reader, after)
    return (timex + clock[0].timex, clock[1]) if clock else (timex, place)


def _clock(reader: Reader, place: int) -> Read[Clock]:
    return clock_at(reader, place) or hour_at(reader, place)


def _clock_then_every(reader: Reader, place: int) -> Read[str]:
    """8am every day, 5pm every Friday."""
    clock = clock_at(reader, place)
    each = reader.phrase(clock[1], *reader.links.repeats.every) if clock else None
    if clock is None or each is None:
        return None
    if reader.words.duration_units.get(reader.word(each)) == "D":
        lost = reader.links.repeats.daily and clock[1] == place + 1
        return "" if lost else clock[0].timex, each + 1
    weekday = _weekday(reader, each)
    return (f"XXXX-WXX-{weekday}{clock[0].timex}", each + 1) if weekday else None


def _weekday(reader: Reader, place: int) -> int | None:
    word = reader.word(place)
    return reader.words.weekdays.get(word) or reader.words.weekday_plurals.get(word)


_PRODUCTIONS = (_adverb, _every, _plural_to_weekday, _plural_weekday, _clock_then_every)
