"""Dates: the longest of all that can start at a place, and those that have a name: tomorrow, Christmas."""

from dataclasses import replace
from datetime import date

from stationmaster.learning.prebuilt.dates.calendar import fixed, nth_weekday, open_year, shifted
from stationmaster.learning.prebuilt.dates.lone_days import day_of_month_at
from stationmaster.learning.prebuilt.dates.reader import Read, Reader
from stationmaster.learning.prebuilt.dates.shifts import is_period, shift_at
from stationmaster.learning.prebuilt.dates.values import Day
from stationmaster.learning.prebuilt.dates.weekdays import led_weekday_at, nth_weekday_at, weekday_at
from stationmaster.learning.prebuilt.dates.written_days import (
    day_first_at,
    day_in_figures_at,
    month_first_at,
    shifted_date_at,
    with_year,
    year_at,
)


def day_at(reader: Reader, place: int) -> Read[Day]:
    """The longest date that starts here."""
    return reader.remember("day", place, _longest)


def _longest(reader: Reader, place: int) -> Read[Day]:
    found = [read for production in _PRODUCTIONS if (read := production(reader, place)) is not None]
    return max(found, key=lambda read: read[1], default=None)


def _relative(reader: Reader, place: int) -> Read[Day]:
    if reader.word(place - 1) in reader.links.parts.greetings and reader.word(place) in reader.words.dayparts:
        return None
    found = reader.lookup(place, reader.words.relative_days)
    if found is None:
        after = reader.phrase(place, *reader.links.days.today)
        told = after is None or reader.word(after).startswith(reader.links.days.not_today)
        return None if told or after is None else (fixed(reader.today), after)
    return (fixed(shifted(reader.today, "D", found[0])), found[1]) if found else None


def _holiday(reader: Reader, place: int) -> Read[Day]:
    shift = None if reader.links.days.unshifted_holidays else shift_at(reader, place)
    start = shift[1] if shift else place
    steps = shift[0] if shift else None
    if found := reader.lookup(start, reader.words.holidays):
        year, after = _holiday_year(reader, found[1], steps)
        return with_year(reader, *found[0], after, year)
    moving = reader.lookup(start, reader.words.moving_holidays)
    return _moving(reader, moving[0], *_holiday_year(reader, moving[1], steps)) if moving else None


def _moving(reader: Reader, rule: tuple[int, int, int, int], year: int | None, after: int) -> Read[Day]:
    month, weekday, which, days_after = rule

    def in_year(year: int) -> date | None:
        day = nth_weekday(year, month, weekday, which) if 1 <= year <= date.max.year else None
        return shifted(day, "D", days_after) if day else None

    if year is not None:
        day = in_year(year)
        found = Day(timex="", past=day, future=day) if day else None
    else:
        found = open_year("", in_year, reader.first_future_day)
    if found is None:
        return None
    label = "XXXX" if year is None else str(year)
    rule_timex = f"{month:02}-WXX-{weekday}-{which}" if not days_after else f"{found.future:%m-%d}"
    return replace(found, timex=f"{label}-{rule_timex}"), after


def _holiday_year(reader: Reader, after: int, shift: int | None) -> tuple[int | None, int]:
    if shift is not None:
        return reader.today.year + shift, after
    if found := year_at(reader, reader.skip(after, reader.links.year_links)):
        return found
    if known := reader.lookup(after, reader.links.days.holiday_years):
        return reader.today.year + known[0], known[1]
    step = shift_at(reader, after)
    if step and is_period(reader, step[1], "Y"):
        return reader.today.year + step[0], step[1] + 1
    return None, after


_PRODUCTIONS = (
    day_in_figures_at,
    month_first_at,
    day_first_at,
    shifted_date_at,
    _relative,
    weekday_at,
    led_weekday_at,
    day_of_month_at,
    nth_weekday_at,
    _holiday,
)
