"""Dates with their month: 5/14, July 4th 2027, 15.5., the 5th of next month."""

from dataclasses import replace

from stationmaster.learning.prebuilt.dates.calendar import fixed, open_year, safe_date, shifted_month
from stationmaster.learning.prebuilt.dates.reader import Read, Reader
from stationmaster.learning.prebuilt.dates.shifts import is_period, shift_after, shift_at
from stationmaster.learning.prebuilt.dates.values import Day


def day_in_figures_at(reader: Reader, place: int) -> Read[Day]:
    """5/14, 2026-11-22, 15.5., 20261122"""
    place = reader.skip(place, reader.links.the)
    if not is_digits(reader, place):
        return None
    if (run := reader.digits(place, 8)) is not None and not goes_on(reader, place, place + 1):
        found = safe_date(run // 10_000, run // 100 % 100, run % 100)
        return (fixed(found), place + 1) if found and 1900 <= found.year <= 2100 else None
    mark = reader.word(place + 1)
    if mark not in ("/", "-", ".") or not (reader.glued(place + 1) and reader.glued(place + 2)):
        return None
    if mark == "." and (day_and_month := _dotted(reader, place)):
        return day_and_month
    if reader.word(place + 3) != mark or not (reader.glued(place + 3) and reader.glued(place + 4)):
        return _month_and_day(reader, place) if mark == "/" else None
    if goes_on(reader, place, place + 5):
        return None
    if (year := reader.digits(place, 4)) is not None:
        month, day = reader.digits(place + 2, 1, 2), reader.digits(place + 4, 1, 2)
    else:
        month, day = reader.digits(place, 1, 2), reader.digits(place + 2, 1, 2)
        year = reader.digits(place + 4, 4, 2)
        if year is None or (mark == "." and year < 100 and not reader.words.day_first):
            return None
        if (mark == "." or reader.words.day_first) and month is not None and day is not None:
            month, day = day, month
    if month is None or day is None:
        return None
    full = _full_year(year)
    found = safe_date(full, month, day) or safe_date(full, day, month)
    return (fixed(found), place + 5) if found else None


def _dotted(reader: Reader, place: int) -> Read[Day]:
    """15.5."""
    day, month = reader.digits(place, 1, 2), reader.digits(place + 2, 1, 2)
    closed = reader.word(place + 3) == "." and reader.glued(place + 3) and "." in reader.words.ordinal_endings
    settled = closed or (
        "." in reader.words.ordinal_endings and reader.word(place - 1) in reader.links.days.on
    )
    after = place + 4 if closed else place + 3
    if day is None or month is None or not settled or goes_on(reader, place, place + 3):
        return None
    if reader.glued(after) and reader.word(after).isalnum():
        return None
    year = year_after(reader, after) if reader.links.days.short_years and reader.word(after) != "," else None
    return with_year(reader, month, day, year[1] if year else after, year[0] if year else None)


def _month_and_day(reader: Reader, place: int) -> Read[Day]:
    month, day = reader.digits(place, 1, 2), reader.digits(place + 2, 1, 2)
    if month is None or day is None or goes_on(reader, place, place + 3):
        return None
    if month > 12 or (reader.words.day_first and day <= 12):
        month, day = day, month
    return with_year(reader, month, day, place + 3, None)


def month_first_at(reader: Reader, place: int) -> Read[Day]:
    """May 14th, Friday, November 27, 2026"""
    found = month_at(reader, _weekday_before(reader, place))
    if found is None:
        return None
    month, after = found
    day = _day_number(reader, reader.skip(after, reader.links.the))
    if day is None:
        return None
    year = year_after(reader, day[1])
    return with_year(reader, month, day[0], year[1] if year else day[1], year[0] if year else None)


def day_first_at(reader: Reader, place: int) -> Read[Day]:
    """The 14th of May 2027, the 5th of next month"""
    start = _weekday_before(reader, place)
    after_the = reader.skip(start, reader.links.the)
    if after_the > start and reader.word_ordinal(after_the) is not None and start == place:
        return None  # the original leaves "the" out before an ordinal in words
    day = _day_number(reader, after_the)
    if day is None and reader.links.days.worded_days:
        day = reader.spoken(after_the)
    if day is None:
        return None
    after = reader.skip(day[1], reader.links.of)
    month = month_at(reader, after)
    if month is not None:
        year = year_after(reader, month[1])
        if reader.links.days.open_firsts and reader.word(day[1] - 1) in reader.words.ordinal_endings:
            open_day = Day(timex="XXXX-01-00", past=reader.today, future=reader.today, is_open=True)
            return open_day, year[1] if year else month[1]
        return with_year(reader, month[0], day[0], year[1] if year else month[1], year[0] if year else None)
    if after > day[1] and is_period(reader, after, "M") and (named := shift_after(reader, after + 1)):
        return with_year(reader, reader.today.month, day[0], named[1], reader.today.year)
    this = (0, after) if reader.links.periods.articles_alone else None
    shift = shift_at(reader, after) or this
    if after > day[1] and shift and is_period(reader, shift[1], "M"):
        first = shifted_month(reader.today.replace(day=1), shift[0])
        return with_year(reader, first.month, day[0], shift[1] + 1, first.year)
    return None


def shifted_date_at(reader: Reader, place: int) -> Read[Day]:
    """El próximo 28 de noviembre, este sábado 28 de noviembre: the word before it says of which year."""
    shift = shift_at(reader, place) if reader.links.days.shifted_dates else None
    date_at = _weekday_before(reader, shift[1]) if shift else place
    found = day_first_at(reader, date_at) if shift else None
    if shift is None or found is None or not found[0].timex.startswith("XXXX"):
        return None
    year = reader.today.year + (0 if date_at > shift[1] else shift[0])
    day = safe_date(year, found[0].future.month, found[0].future.day)
    return (replace(found[0], past=day, future=day), found[1]) if day else None


def _day_number(reader: Reader, place: int) -> Read[int]:
    """5, 5th, fifth"""
    found = reader.ordinal(place)
    if found is None:
        value = reader.digits(place, 1, 2)
        if value is None or goes_on(reader, place, place + 1) or reader.word(place + 1) in ("%", ":"):
            return None
        found = value, place + 1
    return found if 1 <= found[0] <= 31 else None


def _weekday_before(reader: Reader, place: int) -> int:
    """The place after a weekday that only repeats what the date says: "Friday, November 27"."""
    if reader.word(place) not in reader.words.weekdays:
        return place
    return reader.skip(reader.skip(place + 1, (",",)), reader.links.skipped)


def month_at(reader: Reader, place: int) -> Read[int]:
    """The name of a month; a full stop may follow a short one."""
    month = reader.words.months.get(reader.word(place))
    if month is None:
        return None
    short = len(reader.word(place)) <= 4
    return month, (
        place + 2 if short and reader.word(place + 1) == "." and reader.glued(place + 1) else place + 1
    )


def year_at(reader: Reader, place: int) -> Read[int]:
    """A year in four digits that is no part of a longer figure."""
    year = reader.digits(place, 4)
    if year is None or not 1000 <= year <= 2100 or goes_on(reader, place, place + 1):
        return None
    return year, place + 1


def year_after(reader: Reader, place: int) -> Read[int]:
    """The year that may follow a month: in four digits, or in two."""
    after = reader.skip(place, reader.links.year_links)
    found = year_at(reader, after)
    any_short = reader.links.days.short_years
    if found is None and (after == place or any_short):
        short = reader.digits(after, 2)
        stands_alone = not goes_on(reader, after, after + 1) and not reader.glued(after)
        if short is not None and stands_alone and (any_short or not _counts(reader, after + 1)):
            return _full_year(short), after + 1
    return found


def _counts(reader: Reader, place: int) -> bool:
    """Whether the figure before this place is a time or an amount rather than a year."""
    word = reader.word(place)
    return word in ("am", "pm", "a", "p", ":") or word in reader.words.duration_units or word.isalpha()


def _full_year(year: int) -> int:
    return year if year >= 100 else 2000 + year if year < 40 else 1900 + year


def with_year(reader: Reader, month: int, day: int, after: int, year: int | None) -> Read[Day]:
    """A day and month with the year, or the nearest of them in the past and the future."""
    if year is not None:
        known = safe_date(year, month, day)
        return (fixed(known), after) if known else None
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    timex = f"XXXX-{month:02}-{day:02}"
    found = open_year(timex, lambda in_year: safe_date(in_year, month, day), reader.first_future_day)
    return (found, after) if found else None


def goes_on(reader: Reader, first: int, stop: int) -> bool:
    """Whether more of a figure is glued to these tokens: 12/25 in 12/25/2026/1."""
    if reader.glued(first) and (
        reader.word(first - 1) in _SEPARATORS
        or reader.word(first - 1).isalpha()
        or (reader.word(first - 1) in ",." and reader.word(first - 2).isdecimal())
    ):
        return True
    if not reader.glued(stop):
        return False
    after = reader.word(stop)
    return (
        after.isalpha()
        or after == "%"
        or (after in "/-:.," and reader.glued(stop + 1) and is_digits(reader, stop + 1))
    )


_SEPARATORS = frozenset("/-:+$£€#")


def is_digits(reader: Reader, place: int) -> bool:
    """Whether figures stand here."""
    return reader.word(place).isdecimal()
