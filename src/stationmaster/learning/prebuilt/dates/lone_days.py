"""Days of no named month: on the 15th, "el día 15", "pour le 16"."""

from stationmaster.learning.prebuilt.dates.calendar import safe_date, shifted, shifted_month
from stationmaster.learning.prebuilt.dates.reader import Read, Reader
from stationmaster.learning.prebuilt.dates.values import Day
from stationmaster.learning.prebuilt.dates.written_days import goes_on, is_digits


def day_of_month_at(reader: Reader, place: int) -> Read[Day]:
    """On the 15th, for the 15th; "el 15", "el día 15"."""
    links = reader.links
    if links.days.bare_days:
        return _for_the_day(reader, place) or _some_bare_day(reader, place)
    before = reader.word(place - 1)
    start = reader.skip(place, links.the)
    headed = reader.phrase(place, *links.days.headed_day)
    if headed is not None:
        day = _lone_digits(reader, headed)
    elif before in links.days.on or (before in links.days.on_the and start > place):
        day = reader.ordinal(start)
    else:
        day = _lone_digits(reader, place) if before in links.days.lone_digits else None
        day = day or (_closing_day(reader, place) if before in links.days.lone_day else None)
    if day is None or not 1 <= day[0] <= 31 or reader.word(day[1]) in reader.words.periods:
        return None
    return _in_some_month(reader, *day)


def _for_the_day(reader: Reader, place: int) -> Read[Day]:
    """Pour le 16, which is of this month even when that is past."""
    start = reader.phrase(place, reader.links.days.for_the) if reader.links.days.for_the else None
    found = _bare_day(reader, start) if start is not None else None
    if found is None or reader.word(found[1]) not in _CLAUSE_ENDS[:-1]:
        return None
    day = shifted(reader.today.replace(day=1), "D", found[0] - 1)
    return Day(timex=f"XXXX-XX-{found[0]:02}", past=day, future=day), found[1]


def _some_bare_day(reader: Reader, place: int) -> Read[Day]:
    found = _bare_day(reader, place)
    return _in_some_month(reader, *found) if found else None


def _bare_day(reader: Reader, place: int) -> Read[int]:
    """Le 15, sur 20: whatever number stands there, be it an amount."""
    links = reader.links
    if reader.word(place - 1) not in links.days.lone_day | links.days.on or reader.glued(place):
        return None
    day = reader.digit_ordinal(place)
    if day is None and reader.word(place - 1) in links.days.lone_day:
        value = reader.digits(place, 1, 2)
        day = (value, place + 1) if value is not None else None
    if day is None or (reader.glued(day[1]) and _goes_with_figures(reader.word(day[1]))):
        return None
    return day if 1 <= day[0] <= 31 else None


def _goes_with_figures(word: str) -> bool:
    """To the original an accented letter is none: the "3" of "3ème" stands alone."""
    return word == ":" or (word.isalnum() and word[0].isascii())


def _lone_digits(reader: Reader, place: int) -> Read[int]:
    day = reader.digits(place, 1, 2)
    after = reader.word(place + 1)
    if day is None or reader.glued(place):
        return None
    if reader.glued(place + 1) and (after.isalpha() and after not in ("º", "ª")):
        return None
    decimal = after in (".", ",") and reader.glued(place + 1) and reader.glued(place + 2)
    return None if decimal and is_digits(reader, place + 2) else (day, place + 1)


_CLAUSE_ENDS = ("", ",", ".", "!", "?", "-")


def _closing_day(reader: Reader, place: int) -> Read[int]:
    number = reader.integer(place)
    if number is None or goes_on(reader, place, number[1]):
        return None
    return number if reader.word(number[1]) in _CLAUSE_ENDS else None


def _in_some_month(reader: Reader, day_number: int, after: int) -> Read[Day]:
    today = reader.today
    months = [shifted_month(today.replace(day=1), step) for step in (-1, 0, 1)]
    days = [day for month in months if (day := safe_date(month.year, month.month, day_number))]
    past = [day for day in days if day < reader.first_future_day]
    future = [day for day in days if day >= reader.first_future_day]
    if not past or not future:
        return None
    return Day(timex=f"XXXX-XX-{day_number:02}", past=past[-1], future=future[0]), after
