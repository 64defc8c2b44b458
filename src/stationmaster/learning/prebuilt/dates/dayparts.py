"""Parts of a day: tonight, Friday evening, the morning of July 4th, "la nuit"."""

from dataclasses import dataclass

from stationmaster.learning.prebuilt.dates.calendar import fixed, shifted
from stationmaster.learning.prebuilt.dates.clock_ranges import shaded_daypart_at
from stationmaster.learning.prebuilt.dates.days import day_at
from stationmaster.learning.prebuilt.dates.reader import Read, Reader
from stationmaster.learning.prebuilt.dates.shifts import shift_after, shift_at
from stationmaster.learning.prebuilt.dates.values import Day


@dataclass(frozen=True, kw_only=True, slots=True)
class DayPart:
    """A part of a known day, early or late in it perhaps."""

    day: Day
    part: str
    mod: str | None = None


def daypart_day_at(reader: Reader, place: int) -> Read[DayPart]:
    """The part of a known day that starts here."""
    return reader.remember("part of a day", place, _daypart_day)


def _daypart_day(reader: Reader, place: int) -> Read[DayPart]:
    """Tonight, this morning, last night, Friday evening, tomorrow in the afternoon, the morning of July 4th."""
    night = reader.links.parts.nights.get(reader.word(place))
    if night is not None:
        return DayPart(day=fixed(shifted(reader.today, "D", night)), part="NI"), place + 1
    today = reader.phrase(place, *reader.links.parts.of_today)
    if today is not None and (part := reader.words.dayparts.get(reader.word(today))):
        return DayPart(day=fixed(reader.today), part=part), today + 1
    part = reader.words.dayparts.get(reader.word(place))
    following = shift_after(reader, place + 1) if part and not reader.links.parts.of_today else None
    if part is not None and following is not None:
        return DayPart(day=fixed(shifted(reader.today, "D", following[0])), part=part), following[1]
    shift = shift_at(reader, place)
    if reader.lookup(place, reader.words.relative_days):
        shift = None  # "diesen Morgen" is a day
    if shift and (part := reader.words.dayparts.get(reader.word(shift[1]))):
        return DayPart(day=fixed(shifted(reader.today, "D", shift[0])), part=part), shift[1] + 1
    day = day_at(reader, place)
    if day is not None:
        found = shaded_daypart_at(reader, day[1])
        if reader.links.days.lone_digits and day[0].timex.startswith("XXXX-XX-"):
            return None
        if found is None or (reader.word(day[1]),) in reader.links.clocks.at:
            return None
        if reader.word(day[1]) in reader.links.parts.apart:
            return None
        return DayPart(day=day[0], part=found[0][0], mod=found[0][1]), found[1]
    found = shaded_daypart_at(reader, place) if reader.links.parts.of else None
    if found is None or (reader.word(place),) in reader.links.clocks.at:
        return None
    for link in reader.links.parts.of:
        after = reader.phrase(found[1], link)
        if after is not None and (day := day_at(reader, after)):
            return DayPart(day=day[0], part=found[0][0], mod=found[0][1]), day[1]
    return None


def todays_part_at(reader: Reader, place: int) -> Read[DayPart]:
    """La nuit, de l'après-midi; "hier soir" too, as in the original."""
    found = reader.lookup(place, reader.links.parts.todays)
    return (DayPart(day=fixed(reader.today), part=found[0]), found[1]) if found else None
