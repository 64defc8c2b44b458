"""One week: that of September 15th, the first one of October, week 12."""

from datetime import date

from stationmaster.learning.prebuilt.dates.calendar import monday_of, shifted, shifted_month, week_timex
from stationmaster.learning.prebuilt.dates.days import day_at
from stationmaster.learning.prebuilt.dates.periods import known
from stationmaster.learning.prebuilt.dates.reader import Read, Reader
from stationmaster.learning.prebuilt.dates.shifts import is_period, shift_at
from stationmaster.learning.prebuilt.dates.values import Days, Range
from stationmaster.learning.prebuilt.dates.written_days import month_at, year_at


def single_week_at(reader: Reader, place: int) -> Read[Range]:
    """The week of September 15th; the first week of October; week 12."""
    links = reader.links
    start = reader.skip(place, links.the | links.periods.articles | links.nth.articles)
    if is_period(reader, start, "W"):
        if reader.word(start + 1) in links.of | links.periods.week_of:
            found = day_at(reader, start + 2)
            if found is not None:
                past, future = monday_of(found[0].past), monday_of(found[0].future)
                spans = [(monday, shifted(monday, "W", 1)) for monday in (past, future)]
                return Days(timex=found[0].timex, past=spans[0], future=spans[1]), found[1]
        number = reader.digits(start + 1, 1, 2)
        if links.periods.numbered_weeks and number and number <= 52 and not reader.glued(start + 2):
            monday = date.fromisocalendar(reader.today.year, number, 1)
            return known(week_timex(monday), monday, shifted(monday, "W", 1)), start + 2
        return None
    last = reader.word(start) in links.nth.last
    which = (5, start + 1) if last else reader.ordinal(start)
    if which is None or which[0] > 5 or not is_period(reader, which[1], "W"):
        return None
    if reader.word(which[1] + 1) not in links.nth.in_month:
        return None
    if links.periods.weeks_of_year and not last and (year := year_at(reader, which[1] + 2)):
        monday = date.fromisocalendar(year[0], which[0], 1)
        return known(f"{year[0]}-W{which[0]:02}", monday, shifted(monday, "W", 1)), year[1]
    return _week_of_month(reader, which[0], which[1] + 2)


def _week_of_month(reader: Reader, number: int, place: int) -> Read[Range]:
    if month := month_at(reader, place):
        year, today = year_at(reader, month[1]), reader.today
        past_year = today.year if month[0] < today.month else today.year - 1
        counted = (_nth_monday(today.year, month[0], number).day + 6) // 7  # the last is counted in this year
        mondays = [_nth_monday(each, month[0], counted) for each in (past_year, past_year + 1)]
        label = "XXXX"
        if year:
            mondays, label = [_nth_monday(year[0], month[0], number)] * 2, str(year[0])
        spans = [(monday, shifted(monday, "W", 1)) for monday in mondays]
        timex = f"{label}-{month[0]:02}-W{number:02}"
        return Days(timex=timex, past=spans[0], future=spans[-1]), year[1] if year else month[1]
    shift = shift_at(reader, place)
    if shift and is_period(reader, shift[1], "M"):
        first = shifted_month(reader.today.replace(day=1), shift[0])
        monday = _nth_monday(first.year, first.month, number)
        timex = f"{first.year}-{first.month:02}-W{number:02}"
        return known(timex, monday, shifted(monday, "W", 1)), shift[1] + 1
    return None


def _nth_monday(year: int, month: int, number: int) -> date:
    first = date(year, month, 1)
    monday = shifted(first, "D", (-first.weekday()) % 7 + 7 * (number - 1))
    return monday if monday.month == month else shifted(monday, "W", -1)
