"""Weekdays: next Friday, Monday of next week, the first Monday of December."""

from datetime import date

from stationmaster.learning.prebuilt.dates.calendar import (
    fixed,
    monday_of,
    nth_weekday,
    open_year,
    safe_date,
    shifted,
    shifted_month,
)
from stationmaster.learning.prebuilt.dates.reader import Read, Reader
from stationmaster.learning.prebuilt.dates.shifts import is_period, shift_after, shift_at
from stationmaster.learning.prebuilt.dates.values import Day
from stationmaster.learning.prebuilt.dates.written_days import month_at, year_after


def weekday_at(reader: Reader, place: int) -> Read[Day]:
    """Friday, next Friday, Monday of next week, Monday the 23rd"""
    today = reader.today
    shift = shift_at(reader, place) if reader.links.days.weekday_shifts else None
    if reader.word(place) in reader.links.lengths.looking_back:
        shift = -1, place + 1
    if shift is not None:
        weekday = reader.words.weekdays.get(reader.word(shift[1]))
        if weekday is not None:
            coming = reader.word(shift[1] - 1) in reader.links.days.coming
            found = _coming(today, weekday) if coming else _in_week(today, shift[0], weekday)
            return fixed(found), shift[1] + 1
        if is_period(reader, shift[1], "W"):
            on = reader.skip(shift[1] + 1, reader.links.days.on)
            weekday = reader.words.weekdays.get(reader.word(on))
            if weekday is not None:
                return fixed(_in_week(today, shift[0], weekday)), on + 1
        return None
    weekday = reader.words.weekdays.get(reader.word(place))
    if weekday is None or reader.word(place) in reader.links.days.only_shifted:
        return None
    if reader.glued(place) and reader.word(place - 1).isdecimal():
        return None  # "2do"
    if week := _week_after(reader, place + 1):
        return fixed(_in_week(today, week[0], weekday)), week[1]
    following = shift_after(reader, place + 1)
    if following is not None:
        return fixed(_in_week(today, following[0], weekday)), following[1]
    if reader.word(place + 1) in reader.links.the and (ordinal := reader.ordinal(place + 2)):
        numbered = _weekday_on(today, weekday, ordinal[0])
        if numbered is not None:
            stop = ordinal[1]
            return fixed(numbered), stop - 1 if reader.word(stop - 1) == "." else stop
    future = shifted(today, "D", (weekday - 1 - today.weekday()) % 7)
    past = shifted(future, "D", -7)
    return Day(timex=f"XXXX-WXX-{weekday}", past=past, future=future), place + 1


def _week_after(reader: Reader, place: int) -> Read[int]:
    """Which week a weekday is of: next week, "de la próxima semana"; "de la semana" is the last one."""
    after = reader.skip(place, reader.links.of)
    article = reader.skip(after, reader.links.days.week_articles)
    shift = shift_at(reader, article)
    if shift is not None and is_period(reader, shift[1], "W"):
        return shift[0], shift[1] + 1
    if article == after or not is_period(reader, article, "W"):
        return None
    following = shift_after(reader, article + 1)
    next_week = (
        following and following[0] > 0 and reader.word(article + 1) not in reader.links.days.vague_shifts
    )
    return following if next_week else (-1, article + 1)


def led_weekday_at(reader: Reader, place: int) -> Read[Day]:
    """Am Montag nächste Woche"""
    if not reader.links.periods.articles_alone or reader.word(place) not in reader.links.days.on:
        return None
    found = weekday_at(reader, place + 1)
    return found if found and is_period(reader, found[1] - 1, "W") else None


def _in_week(today: date, weeks: int, weekday: int) -> date:
    return shifted(monday_of(today), "D", 7 * weeks + weekday - 1)


def _coming(today: date, weekday: int) -> date:
    return shifted(today, "D", (weekday - 2 - today.weekday()) % 7 + 1)


def _weekday_on(today: date, weekday: int, number: int) -> date | None:
    """Monday the 23rd of this month, if that is one."""
    day = safe_date(today.year, today.month, number)
    return day if day is not None and day.isoweekday() == weekday else None


_LAST_OF_MONTH = 5


def nth_weekday_at(reader: Reader, place: int) -> Read[Day]:
    """The first Monday of December."""
    links = reader.links
    start = reader.skip(place, links.the | links.nth.articles)
    last = reader.word(start) in links.nth.last
    which = (_LAST_OF_MONTH, start + 1) if last else reader.ordinal(start)
    weekday = reader.words.weekdays.get(reader.word(which[1])) if which else None
    if which is None or weekday is None or which[0] > _LAST_OF_MONTH:
        return None
    if not _is_of_month(reader, start, which[1] + 1):
        if last or start > place:
            return None
        if links.nth.of_this_month:
            return _nth_of_this_month(reader, which, weekday)
        return _counted_weekday(reader, weekday, *which) if links.nth.counted else None
    after = reader.skip(which[1] + 2, reader.links.the)
    if month := month_at(reader, after):
        return _nth_of_month(reader, which[0], weekday, month, last=last)
    shift = shift_at(reader, after)
    if shift is None and reader.links.nth.of_this_month:
        return None if start > place else _nth_of_this_month(reader, which, weekday)
    steps, stop = shift or (0, after)
    if not is_period(reader, stop, "M"):
        return None
    first = shifted_month(reader.today.replace(day=1), steps)
    day = nth_weekday(first.year, first.month, weekday, which[0])
    return (fixed(day), stop + 1) if day else None


def _nth_of_month(
    reader: Reader, number: int, weekday: int, month: tuple[int, int], *, last: bool
) -> Read[Day]:
    if year := year_after(reader, month[1]):
        day = nth_weekday(year[0], month[0], weekday, number)
        return (fixed(day), year[1]) if day else None
    found = open_year(
        "", lambda in_year: nth_weekday(in_year, month[0], weekday, number), reader.first_future_day
    )
    if found is None:
        return None
    shown = (found.future.day - 1) // 7 + 1 if last else number
    of_week = weekday % 7 if reader.links.nth.of_month else weekday  # there the original counts Sunday as 0
    timex = f"XXXX-{month[0]:02}-WXX-{of_week}-#{shown}"
    return Day(timex=timex, past=found.past, future=found.future), month[1]


def _nth_of_this_month(reader: Reader, which: tuple[int, int], weekday: int) -> Read[Day]:
    """Primer lunes; where the month begins with that weekday, the original takes the next."""
    first = reader.today.replace(day=1)
    from_sunday = weekday % 7 - first.isoweekday() % 7
    days = (from_sunday if from_sunday > 0 else from_sunday + 7) + 7 * (which[0] - 1)
    day = safe_date(first.year, first.month, 1 + days)
    return (fixed(day), which[1] + 1) if day else None


def _counted_weekday(reader: Reader, weekday: int, number: int, after: int) -> Read[Day]:
    """Zweiten Montag: the second one of this month."""
    day = nth_weekday(reader.today.year, reader.today.month, weekday, number)
    return (fixed(day), after + 1) if day else None


def _is_of_month(reader: Reader, ordinal: int, link: int) -> bool:
    """Whether a month follows that this ordinal can count in."""
    links = reader.links
    if reader.word(link) not in links.nth.in_month:
        return False
    known = reader.word(ordinal) in links.nth.of_month and month_at(reader, link + 1) is not None
    return known or not links.nth.of_month
