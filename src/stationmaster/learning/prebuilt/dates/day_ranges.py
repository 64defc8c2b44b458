"""Stretches of days: the longest that can start at a place, and those that have two ends."""

from datetime import date

from stationmaster.learning.prebuilt.dates.calendar import days_between, shifted
from stationmaster.learning.prebuilt.dates.days import day_at
from stationmaster.learning.prebuilt.dates.periods import (
    month_period_at,
    quarter_at,
    season_at,
    year_and_month_at,
    year_period_at,
)
from stationmaster.learning.prebuilt.dates.portions import period_to_date_at, portion_at, rest_at
from stationmaster.learning.prebuilt.dates.reader import Read, Reader
from stationmaster.learning.prebuilt.dates.shifted_periods import (
    just_past_at,
    said_period_at,
    shifted_period_at,
)
from stationmaster.learning.prebuilt.dates.values import Day, Days, Range, unresolved
from stationmaster.learning.prebuilt.dates.weeks import single_week_at
from stationmaster.learning.prebuilt.dates.written_days import month_at, year_at
from stationmaster.learning.prebuilt.words import Phrase


def day_range_at(reader: Reader, place: int) -> Read[Range]:
    """The longest stretch of days that starts here."""
    return reader.remember("day range", place, _longest)


def _longest(reader: Reader, place: int) -> Read[Range]:
    found = [read for production in _PRODUCTIONS if (read := production(reader, place)) is not None]
    return max(found, key=lambda read: read[1], default=None)


def _from_to(reader: Reader, place: int) -> Read[Range]:
    """From Monday to Friday, between July 4 and July 10."""
    links = reader.links
    between = reader.word(place) in links.ranges.between
    marked = between or reader.word(place) in links.ranges.start | links.ranges.start_of_days
    if (
        between
        and links.ranges.between_articles
        and reader.word(place + 1) not in links.ranges.between_articles
    ):
        return None
    start_place = reader.skip(place + 1, links.skipped) if marked else place
    if links.ranges.start_is_close and not between and start_place > place + 1:
        return None
    if marked and (now := reader.phrase(start_place, *_now(reader))):
        start: Read[Day] = (Day(timex=reader.today.isoformat(), past=reader.today, future=reader.today), now)
    else:
        start = day_at(reader, start_place)
    if start is None or reader.word(start[1]) not in (
        links.ranges.between_and if between else links.ranges.till
    ):
        return None
    skips = between or not links.ranges.between_articles
    end = day_at(reader, reader.skip(start[1] + 1, links.skipped) if skips else start[1] + 1)
    if end is None:
        return None
    return _between(start[0], end[0]), end[1]


def _now(reader: Reader) -> list[Phrase]:
    return [
        phrase
        for phrase, timex in reader.words.present.items()
        if timex == "PRESENT_REF" and len(phrase) == 1
    ]


def _between(start: Day, end: Day) -> Range:
    """Pair the ends so that each stretch goes forward."""
    if start.is_open or end.is_open:
        return unresolved("daterange", f"({start.timex},{end.timex},PXD)")
    past_start, past_end, future_start, future_end = start.past, end.past, start.future, end.future
    if future_start > future_end:
        future_start = past_start
    if past_end < past_start:
        past_end = future_end
    if future_end < future_start and end.past != end.future:
        step = "W" if end.timex.startswith("XXXX-WXX") else "Y"
        past_end = future_end = shifted(future_end, step, 1)
    days = days_between(future_start, future_end)
    return Days(
        timex=f"({start.timex},{end.timex},P{days}D)",
        past=(past_start, past_end),
        future=(future_start, future_end),
    )


def _numbers_in_month(reader: Reader, place: int) -> Read[Range]:
    """From 2 to 5 of August, May 5-10, between the 5th and the 10th of May."""
    links = reader.links
    between = reader.word(place) in links.ranges.between
    marked = between or reader.word(place) in links.ranges.start | links.ranges.start_of_numbers
    start_place = place + 1 if marked else place
    month = month_at(reader, start_place)
    first = _number(reader, month[1] if month else start_place)
    if first and links.ranges.last_month_counts and (ignored := month_at(reader, first[1])):
        first = first[0], ignored[1]
    if first is None or reader.word(first[1]) not in (
        links.ranges.between_and if between else links.ranges.till
    ):
        return None
    second = _number(reader, first[1] + 1)
    if second is None:
        return None
    after = second[1]
    if month is None:
        month = month_at(reader, reader.skip(after, links.of))
        if month is None:
            return None
        after = month[1]
    elif reader.word(after) in (":", "am", "pm") or reader.word(after) in reader.words.duration_units:
        return None
    year = year_at(reader, reader.skip(after, links.year_links))
    return _in_month(
        reader, month[0], first[0], second[0], year[0] if year else None, year[1] if year else after
    )


def _number(reader: Reader, place: int) -> Read[int]:
    links = reader.links
    after = place if links.days.bare_days else reader.skip(place, links.the | links.skipped)
    found = reader.ordinal(after)
    if found is None:
        value = reader.digits(after, 1, 2)
        found = (value, after + 1) if value is not None else None
    return found if found and 1 <= found[0] <= 31 else None


def _in_month(reader: Reader, month: int, first: int, last: int, year: int | None, after: int) -> Read[Range]:
    today = reader.today
    years = (year,) if year else (today.year - 1, today.year, today.year + 1)
    spans = []
    for each in years:
        try:
            spans.append((date(each, month, first), date(each, month, last)))
        except ValueError:
            continue
    if (last < first and not reader.links.ranges.last_month_counts) or not spans:
        return None
    label = str(year) if year else "XXXX"
    timex = f"({label}-{month:02}-{first:02},{label}-{month:02}-{last:02},P{last - first}D)"
    past = [span for span in spans if span[0] < reader.first_future_day] or spans[:1]
    future = [span for span in spans if span[0] >= reader.first_future_day] or spans[-1:]
    return Days(timex=timex, past=past[-1], future=future[0]), after


_PRODUCTIONS = (
    just_past_at,
    said_period_at,
    month_period_at,
    season_at,
    shifted_period_at,
    year_and_month_at,
    year_period_at,
    _numbers_in_month,
    _from_to,
    quarter_at,
    single_week_at,
    rest_at,
    period_to_date_at,
    portion_at,
)
