"""Months, quarters, seasons and years: May 2027, 11/2026, Q3, the summer, 2027."""

from datetime import date

from stationmaster.learning.prebuilt.dates.calendar import (
    monday_of,
    shifted,
    shifted_month,
    week_timex,
)
from stationmaster.learning.prebuilt.dates.reader import Read, Reader
from stationmaster.learning.prebuilt.dates.shifts import is_period, shift_at
from stationmaster.learning.prebuilt.dates.values import Days, Range, unresolved
from stationmaster.learning.prebuilt.dates.written_days import goes_on, month_at, year_at


def known(timex: str, start: date, end: date) -> Days:
    """A stretch that is fully known."""
    return Days(timex=timex, past=(start, end), future=(start, end))


def month_span(year: int, month: int) -> tuple[date, date]:
    """From the first of a month to that of the next."""
    start = date(year, month, 1)
    return start, shifted_month(start, 1)


def period(today: date, unit: str, steps: int) -> Days:
    """The week, weekend, month, quarter or year so many on from this one."""
    if unit == "W":
        start = shifted(monday_of(today), "W", steps)
        return known(week_timex(start), start, shifted(start, "W", 1))
    if unit == "WE":
        monday = shifted(monday_of(today), "W", steps)
        start = shifted(monday, "D", 5)
        return known(f"{week_timex(monday)}-WE", start, shifted(start, "D", 2))
    if unit == "M":
        first = shifted_month(today.replace(day=1), steps)
        return known(f"{first.year}-{first.month:02}", *month_span(first.year, first.month))
    if unit == "Q":
        first = shifted_month(date(today.year, (today.month - 1) // 3 * 3 + 1, 1), 3 * steps)
        return _months(first.year, first.month, 3)
    year = today.year + steps
    return known(str(year), date(year, 1, 1), date(year + 1, 1, 1))


def _months(year: int, month: int, count: int) -> Days:
    """Some months of a year."""
    start = date(year, month, 1)
    end = shifted_month(start, count)
    return known(f"({start},{end},P{count}M)", start, end)


def _months_of_some_year(today: date, month: int, count: int) -> Days:
    """Some months without a year: the last that ended and the next that will."""
    past_year = today.year if _months(today.year, month, count).future[1] <= today else today.year - 1
    past, future = _months(past_year, month, count).past, _months(past_year + 1, month, count).future
    timex = f"(XXXX-{month:02}-01,XXXX-{past[1].month:02}-01,P{count}M)"
    return Days(timex=timex, past=past, future=future)


def month_period_at(reader: Reader, place: int, *, open_year: bool = False) -> Read[Range]:
    """May, May 2027; with `open_year` that of any year, as it is in "Ende Mai"."""
    named = reader.phrase(place, *reader.links.periods.month_of)
    found = month_at(reader, place if named is None else named)
    if found is None:
        return None
    month, after = found
    link = reader.skip(after, reader.links.year_links)
    if not open_year and (year := year_at(reader, link)):
        return known(f"{year[0]}-{month:02}", *month_span(year[0], month)), year[1]
    shift = None if open_year else shift_at(reader, link)
    if shift and is_period(reader, shift[1], "Y"):
        in_year = reader.today.year + shift[0]
        return known(f"{in_year}-{month:02}", *month_span(in_year, month)), shift[1] + 1
    if reader.word(place) in reader.links.verbs.months and _is_verb(reader, place):
        return None
    if reader.word(place) in reader.links.periods.never_alone:
        return None
    today = reader.today
    past_year = today.year if month < today.month else today.year - 1
    past, future = month_span(past_year, month), month_span(past_year + 1, month)
    return Days(timex=f"XXXX-{month:02}", past=past, future=future), after


def _is_verb(reader: Reader, place: int) -> bool:
    return (
        reader.word(place - 1) in reader.links.verbs.subjects
        or reader.word(place + 1) in reader.links.verbs.after
    )


def year_and_month_at(reader: Reader, place: int) -> Read[Range]:
    """2026-11, 11/2026"""
    joined = reader.word(place + 1) in ("-", "/") and reader.glued(place + 1) and reader.glued(place + 2)
    if not joined or goes_on(reader, place, place + 3):
        return None
    year, month = reader.digits(place, 4), reader.digits(place + 2, 1, 2)
    if year is None:
        month, year = reader.digits(place, 1, 2), reader.digits(place + 2, 4)
    if year is None or month is None or not 1 <= month <= 12 or not 1500 <= year <= 2100:
        return None
    return known(f"{year}-{month:02}", *month_span(year, month)), place + 3


def year_period_at(reader: Reader, place: int) -> Read[Range]:
    """2027, the year 2025"""
    named = reader.phrase(place, *reader.links.periods.year_of)
    found = year_at(reader, place if named is None else named) or _spoken_year(reader, place)
    if found is None:
        return None
    year, after = found
    if reader.word(after) in reader.links.percent | {"'", "’"} or (
        reader.glued(place) and reader.word(place - 1) != "("
    ):
        return None
    return known(str(year), date(year, 1, 1), date(year + 1, 1, 1)), after


def _spoken_year(reader: Reader, place: int) -> Read[int]:
    """Deux mille vingt-six"""
    found = reader.lookup(place, reader.links.periods.year_words)
    if found is None:
        return None
    below = reader.spoken(found[1])
    return (found[0] + below[0], below[1]) if below and below[0] < 100 else found


def season_at(reader: Reader, place: int) -> Read[Range]:
    """Summer, the winter of 2027"""
    lead = reader.word(place) in reader.links.periods.season_leads
    start = place + 1 if lead else reader.skip(place, reader.links.the | reader.links.periods.articles)
    season = reader.words.seasons.get(reader.word(start))
    if season is None or (
        reader.word(start) in reader.links.verbs.seasons
        and reader.word(start - 1) in reader.links.verbs.infinitive
    ):
        return None
    year = year_at(reader, reader.skip(start + 1, reader.links.year_links))
    if year:
        return unresolved("daterange", f"{year[0]}-{season}"), year[1]
    needed = reader.links.periods.lone_seasons.get(reader.word(start))
    if needed is not None and reader.word(start - 1) not in needed:
        return None
    bare = lead or start == place or reader.links.periods.articles_of_units
    return (unresolved("daterange", season), start + 1) if bare else None


def quarter_at(reader: Reader, place: int) -> Read[Range]:
    """Q3 2026, the first quarter of 2027, H1 2027, the second half of 2026."""
    word = reader.word(place)
    number: int | None = None
    months, after = 3, place + 2
    if word in reader.links.periods.quarter_letters and reader.glued(place + 1):
        number, months = reader.digits(place + 1, 1), 6 if word == "h" else 3
    else:
        ordinal = reader.ordinal(reader.skip(place, reader.links.the | reader.links.nth.articles))
        if ordinal and (length := reader.links.periods.quarters.get(reader.word(ordinal[1]))):
            number, after, months = ordinal[0], ordinal[1] + 1, length
    if number is None or not 1 <= number <= 12 // months:
        return None
    month = (number - 1) * months + 1
    link = reader.skip(after, reader.links.year_links)
    if year := year_at(reader, link):
        return _months(year[0], month, months), year[1]
    shift = shift_at(reader, link)
    if shift and is_period(reader, shift[1], "Y"):
        return _months(reader.today.year + shift[0], month, months), shift[1] + 1
    if months == 3 and link > after and is_period(reader, link, "Y"):
        after = link + 1
    is_open = months == 3 and reader.links.periods.open_quarters
    return (_months_of_some_year(reader.today, month, months), after) if is_open else None
