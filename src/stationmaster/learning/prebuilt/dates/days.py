"""Dates: 5/14, July 4th 2027, next Friday, the day after tomorrow, Christmas."""

from dataclasses import replace
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
from stationmaster.learning.prebuilt.dates.values import Day

_LAST_OF_MONTH = 5


def day_at(reader: Reader, place: int) -> Read[Day]:
    """The longest date that starts here."""
    return reader.remember("day", place, _longest)


def _longest(reader: Reader, place: int) -> Read[Day]:
    found = [read for production in _PRODUCTIONS if (read := production(reader, place)) is not None]
    return max(found, key=lambda read: read[1], default=None)


def shift_at(reader: Reader, place: int) -> Read[int]:
    """This, next or last: by how many steps, and the place after it."""
    return reader.lookup(place, reader.words.shifts)


def shift_after(reader: Reader, place: int) -> Read[int]:
    """Next or last where it follows its noun: "que viene", "dernier"."""
    return reader.lookup(place, reader.words.shifts_after)


def year_at(reader: Reader, place: int) -> Read[int]:
    """A year in four digits that is no part of a longer figure."""
    year = reader.digits(place, 4)
    if year is None or not 1000 <= year <= 2100 or goes_on(reader, place, place + 1):
        return None
    return year, place + 1


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
        or (after in "/-:.," and reader.glued(stop + 1) and _digit(reader, stop + 1))
    )


_SEPARATORS = frozenset("/-:+$£€#")


def _digit(reader: Reader, place: int) -> bool:
    return reader.word(place).isdecimal()


def _full_year(year: int) -> int:
    return year if year >= 100 else 2000 + year if year < 40 else 1900 + year


def _in_figures(reader: Reader, place: int) -> Read[Day]:
    place = reader.skip(place, reader.links.the)
    if not _digit(reader, place):
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
    year = _year_after(reader, after) if reader.links.days.short_years and reader.word(after) != "," else None
    return _with_year(reader, month, day, year[1] if year else after, year[0] if year else None)


def _month_and_day(reader: Reader, place: int) -> Read[Day]:
    month, day = reader.digits(place, 1, 2), reader.digits(place + 2, 1, 2)
    if month is None or day is None or goes_on(reader, place, place + 3):
        return None
    if month > 12 or (reader.words.day_first and day <= 12):
        month, day = day, month
    return _with_year(reader, month, day, place + 3, None)


def _with_year(reader: Reader, month: int, day: int, after: int, year: int | None) -> Read[Day]:
    if year is not None:
        known = safe_date(year, month, day)
        return (fixed(known), after) if known else None
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    timex = f"XXXX-{month:02}-{day:02}"
    found = open_year(timex, lambda in_year: safe_date(in_year, month, day), reader.first_future_day)
    return (found, after) if found else None


def _day_number(reader: Reader, place: int) -> Read[int]:
    """5, 5th, fifth"""
    found = reader.ordinal(place)
    if found is None:
        value = reader.digits(place, 1, 2)
        if value is None or goes_on(reader, place, place + 1) or reader.word(place + 1) in ("%", ":"):
            return None
        found = value, place + 1
    return found if 1 <= found[0] <= 31 else None


def _year_after(reader: Reader, place: int) -> Read[int]:
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


def month_at(reader: Reader, place: int) -> Read[int]:
    """The name of a month; a full stop may follow a short one."""
    month = reader.words.months.get(reader.word(place))
    if month is None:
        return None
    short = len(reader.word(place)) <= 4
    return month, (
        place + 2 if short and reader.word(place + 1) == "." and reader.glued(place + 1) else place + 1
    )


def _weekday_before(reader: Reader, place: int) -> int:
    """The place after a weekday that only repeats what the date says: "Friday, November 27"."""
    if reader.word(place) not in reader.words.weekdays:
        return place
    return reader.skip(reader.skip(place + 1, (",",)), reader.links.skipped)


def _month_first(reader: Reader, place: int) -> Read[Day]:
    found = month_at(reader, _weekday_before(reader, place))
    if found is None:
        return None
    month, after = found
    day = _day_number(reader, reader.skip(after, reader.links.the))
    if day is None:
        return None
    year = _year_after(reader, day[1])
    return _with_year(reader, month, day[0], year[1] if year else day[1], year[0] if year else None)


def _day_first(reader: Reader, place: int) -> Read[Day]:
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
        year = _year_after(reader, month[1])
        if reader.links.days.open_firsts and reader.word(day[1] - 1) in reader.words.ordinal_endings:
            open_day = Day(timex="XXXX-01-00", past=reader.today, future=reader.today, is_open=True)
            return open_day, year[1] if year else month[1]
        return _with_year(reader, month[0], day[0], year[1] if year else month[1], year[0] if year else None)
    if after > day[1] and _is_period(reader, after, "M") and (named := shift_after(reader, after + 1)):
        return _with_year(reader, reader.today.month, day[0], named[1], reader.today.year)
    this = (0, after) if reader.links.periods.articles_alone else None
    shift = shift_at(reader, after) or this
    if after > day[1] and shift and _is_period(reader, shift[1], "M"):
        first = shifted_month(reader.today.replace(day=1), shift[0])
        return _with_year(reader, first.month, day[0], shift[1] + 1, first.year)
    return None


def _shifted_date(reader: Reader, place: int) -> Read[Day]:
    """El próximo 28 de noviembre, este sábado 28 de noviembre: the word before it says of which year."""
    shift = shift_at(reader, place) if reader.links.days.shifted_dates else None
    date_at = _weekday_before(reader, shift[1]) if shift else place
    found = _day_first(reader, date_at) if shift else None
    if shift is None or found is None or not found[0].timex.startswith("XXXX"):
        return None
    year = reader.today.year + (0 if date_at > shift[1] else shift[0])
    day = safe_date(year, found[0].future.month, found[0].future.day)
    return (replace(found[0], past=day, future=day), found[1]) if day else None


def _is_period(reader: Reader, place: int, unit: str) -> bool:
    return reader.words.periods.get(reader.word(place)) == unit


def _relative(reader: Reader, place: int) -> Read[Day]:
    if reader.word(place - 1) in reader.links.parts.greetings and reader.word(place) in reader.words.dayparts:
        return None
    found = reader.lookup(place, reader.words.relative_days)
    if found is None:
        after = reader.phrase(place, *reader.links.days.today)
        told = after is None or reader.word(after).startswith(reader.links.days.not_today)
        return None if told or after is None else (fixed(reader.today), after)
    return (fixed(shifted(reader.today, "D", found[0])), found[1]) if found else None


def _weekday(reader: Reader, place: int) -> Read[Day]:
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
        if _is_period(reader, shift[1], "W"):
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
    if shift is not None and _is_period(reader, shift[1], "W"):
        return shift[0], shift[1] + 1
    if article == after or not _is_period(reader, article, "W"):
        return None
    following = shift_after(reader, article + 1)
    next_week = (
        following and following[0] > 0 and reader.word(article + 1) not in reader.links.days.vague_shifts
    )
    return following if next_week else (-1, article + 1)


def _led_weekday(reader: Reader, place: int) -> Read[Day]:
    """Am Montag nächste Woche"""
    if not reader.links.periods.articles_alone or reader.word(place) not in reader.links.days.on:
        return None
    found = _weekday(reader, place + 1)
    return found if found and _is_period(reader, found[1] - 1, "W") else None


def _in_week(today: date, weeks: int, weekday: int) -> date:
    return shifted(monday_of(today), "D", 7 * weeks + weekday - 1)


def _coming(today: date, weekday: int) -> date:
    return shifted(today, "D", (weekday - 2 - today.weekday()) % 7 + 1)


def _weekday_on(today: date, weekday: int, number: int) -> date | None:
    """Monday the 23rd of this month, if that is one."""
    day = safe_date(today.year, today.month, number)
    return day if day is not None and day.isoweekday() == weekday else None


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


def _day_of_month(reader: Reader, place: int) -> Read[Day]:
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


def _lone_digits(reader: Reader, place: int) -> Read[int]:
    day = reader.digits(place, 1, 2)
    after = reader.word(place + 1)
    if day is None or reader.glued(place):
        return None
    if reader.glued(place + 1) and (after.isalpha() and after not in ("º", "ª")):
        return None
    decimal = after in (".", ",") and reader.glued(place + 1) and reader.glued(place + 2)
    return None if decimal and _digit(reader, place + 2) else (day, place + 1)


def _closing_day(reader: Reader, place: int) -> Read[int]:
    number = reader.integer(place)
    if number is None or goes_on(reader, place, number[1]):
        return None
    return number if reader.word(number[1]) in _CLAUSE_ENDS else None


_CLAUSE_ENDS = ("", ",", ".", "!", "?", "-")


def _in_some_month(reader: Reader, day_number: int, after: int) -> Read[Day]:
    today = reader.today
    months = [shifted_month(today.replace(day=1), step) for step in (-1, 0, 1)]
    days = [day for month in months if (day := safe_date(month.year, month.month, day_number))]
    past = [day for day in days if day < reader.first_future_day]
    future = [day for day in days if day >= reader.first_future_day]
    if not past or not future:
        return None
    return Day(timex=f"XXXX-XX-{day_number:02}", past=past[-1], future=future[0]), after


def _nth_weekday(reader: Reader, place: int) -> Read[Day]:
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
    number = which[0]
    if month := month_at(reader, after):
        year = _year_after(reader, month[1])
        if year:
            day = nth_weekday(year[0], month[0], weekday, number)
            return (fixed(day), year[1]) if day else None
        found = open_year(
            "", lambda in_year: nth_weekday(in_year, month[0], weekday, number), reader.first_future_day
        )
        if found is None:
            return None
        shown = (found.future.day - 1) // 7 + 1 if last else number
        of_week = weekday % 7 if links.nth.of_month else weekday  # there the original counts Sunday as 0
        timex = f"XXXX-{month[0]:02}-WXX-{of_week}-#{shown}"
        return Day(timex=timex, past=found.past, future=found.future), month[1]
    shift = shift_at(reader, after)
    if shift is None and reader.links.nth.of_this_month:
        return None if start > place else _nth_of_this_month(reader, which, weekday)
    steps, stop = shift or (0, after)
    if not _is_period(reader, stop, "M"):
        return None
    first = shifted_month(reader.today.replace(day=1), steps)
    day = nth_weekday(first.year, first.month, weekday, number)
    return (fixed(day), stop + 1) if day else None


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


def _holiday(reader: Reader, place: int) -> Read[Day]:
    shift = None if reader.links.days.unshifted_holidays else shift_at(reader, place)
    start = shift[1] if shift else place
    steps = shift[0] if shift else None
    if found := reader.lookup(start, reader.words.holidays):
        year, after = _holiday_year(reader, found[1], steps)
        return _with_year(reader, *found[0], after, year)
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
    if step and _is_period(reader, step[1], "Y"):
        return reader.today.year + step[0], step[1] + 1
    return None, after


_PRODUCTIONS = (
    _in_figures,
    _month_first,
    _day_first,
    _shifted_date,
    _relative,
    _weekday,
    _led_weekday,
    _day_of_month,
    _nth_weekday,
    _holiday,
)
