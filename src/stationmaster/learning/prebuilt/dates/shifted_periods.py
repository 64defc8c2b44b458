"""Stretches counted from today: next week, this weekend, last year, the last 3 days."""

from dataclasses import replace
from datetime import date

from stationmaster.learning.prebuilt.dates.calendar import shifted
from stationmaster.learning.prebuilt.dates.lengths import length_at
from stationmaster.learning.prebuilt.dates.periods import known, month_span, period
from stationmaster.learning.prebuilt.dates.reader import Read, Reader
from stationmaster.learning.prebuilt.dates.shifts import shift_after, shift_at
from stationmaster.learning.prebuilt.dates.values import Days, Range, unresolved
from stationmaster.learning.prebuilt.dates.written_days import month_at, year_at


def shifted_period_at(reader: Reader, place: int) -> Read[Range]:
    """Next week, this weekend, last year; next 3 days; next March; this summer."""
    links = reader.links
    start = place if links.periods.articles_alone else reader.skip(place, links.periods.articles)
    shift = shift_at(reader, start)
    if shift is None:
        return _weekend(reader, place)
    steps, after = shift
    word, today = reader.word(after), reader.today
    if unit := reader.words.periods.get(word):
        return period(today, unit, steps), after + 1
    if start > place and links.periods.articles_of_units:
        return None
    if season := reader.words.seasons.get(word):
        return unresolved("daterange", f"{today.year + steps}-{season}"), after + 1
    if month := month_at(reader, after):
        year = today.year + steps
        return known(f"{year}-{month[0]:02}", *month_span(year, month[0])), month[1]
    length = length_at(reader, after)
    if length is None or not steps or reader.word(after) in links.articles or not length[0].in_days:
        return None
    if length[0].amount != length[0].amount.to_integral_value():
        return None
    return _next(today, steps, length[0].unit, int(length[0].amount)), length[1]


def just_past_at(reader: Reader, place: int) -> Read[Range]:
    """Vor zwei Tagen, which the original takes for the two days up to now."""
    length = length_at(reader, place + 1) if reader.word(place) in reader.links.lengths.looking_back else None
    if length is None or not length[0].in_days or length[0].amount % 1:
        return None
    return _next(reader.today, -1, length[0].unit, int(length[0].amount)), length[1]


def said_period_at(reader: Reader, place: int) -> Read[Range]:
    """What the original knows as a whole: la semaine prochaine, derniers jours."""
    found = reader.lookup(place, reader.words.said_periods)
    if found is None:
        return None
    (unit, steps), after = found
    today = reader.today
    if not unit:
        return replace(period(today, "M", 0), timex=""), after
    if unit == "OPEN":
        return unresolved("daterange", f"{today.year + steps}-00"), after
    if unit.startswith("P1"):
        return _next(today, steps, unit[2:], 1), after
    return period(today, unit, steps), after


def _next(today: date, steps: int, unit: str, amount: int) -> Days:
    start = shifted(today, "D", 1) if steps > 0 else shifted(today, unit, -amount)
    end = shifted(start, unit, amount) if steps > 0 else today
    return known(f"({start},{end},P{amount}{unit})", start, end)


def _weekend(reader: Reader, place: int) -> Read[Range]:
    """The weekend, the week, the year: this one."""
    articles = reader.links.the or reader.links.skipped
    after = reader.skip(place, articles | reader.links.periods.articles)
    unit = reader.words.periods.get(reader.word(after))
    following = (
        shift_after(reader, after + 1) if unit and unit not in reader.links.periods.unshifted_after else None
    )
    if unit is not None and following is not None:
        return period(reader.today, unit, following[0]), following[1]
    if unit and reader.word(place - 1) in reader.links.periods.articles_of_bare.get(reader.word(place), ()):
        return period(reader.today, unit, 0), place + 1
    if not reader.links.the:
        return (period(reader.today, "WE", 0), after + 1) if unit == "WE" else None
    alone = unit == "WE" and not reader.links.periods.articles_alone
    if unit is None or unit == "Q" or (after == place and not alone):
        return None
    if unit == "Y" and year_at(reader, reader.skip(after + 1, reader.links.of)):
        return None
    return period(reader.today, unit, 0), after + 1
