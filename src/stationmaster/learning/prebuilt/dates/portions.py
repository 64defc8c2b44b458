"""Parts of a stretch of days: the beginning of May, the rest of the week, year to date."""

from dataclasses import replace
from datetime import date

from stationmaster.learning.prebuilt.dates.calendar import days_between, shifted
from stationmaster.learning.prebuilt.dates.periods import known, month_period_at, period
from stationmaster.learning.prebuilt.dates.reader import Read, Reader
from stationmaster.learning.prebuilt.dates.shifted_periods import shifted_period_at
from stationmaster.learning.prebuilt.dates.shifts import shift_at
from stationmaster.learning.prebuilt.dates.values import Days, Range


def portion_at(reader: Reader, place: int) -> Read[Range]:
    """Beginning of May, end of next week, early October."""
    for phrase, mod in reader.words.portions.items():
        after = reader.phrase(place, phrase)
        if after is None:
            continue
        open_year = reader.links.periods.articles_alone
        whole: Read[Range] = shifted_period_at(reader, after) or month_period_at(
            reader, after, open_year=open_year
        )
        after = after if whole else reader.skip(after, reader.links.periods.articles)
        unit = reader.words.periods.get(reader.word(after))
        if whole is None and unit in ("W", "M", "Y") and len(phrase) > 1:
            whole = period(reader.today, unit, 0), after + 1
        if whole is not None and isinstance(whole[0], Days):
            part = _part(whole[0], mod)
            ahead = mod == "end" and not reader.links.periods.whole_week_ends
            return (_from_today(part, reader.today) if ahead else part), whole[1]
    shade, after = reader.links.periods.half_shades.get(reader.word(place)), place + 1
    this = shift_at(reader, after) if shade else None
    whole = shifted_period_at(reader, after) if this and not this[0] else None
    if whole is None or not isinstance(whole[0], Days):
        return None
    start, end = whole[0].future
    if shade == "end":
        return known(whole[0].timex, max(_middle(start, end), reader.today), end), whole[1]
    return known(whole[0].timex, start, min(_middle(start, end), reader.today)), whole[1]


def _middle(start: date, end: date) -> date:
    days = days_between(start, end)
    if days > 300:
        return date(start.year, 7, 1)
    return shifted(start, "D", 15 if days > 20 else days // 2)


def _part(whole: Days, mod: str) -> Days:
    def cut(span: tuple[date, date]) -> tuple[date, date]:
        start, end = span
        if mod == "start":
            return start, _middle(start, end)
        return _middle(start, end), end

    return Days(timex=whole.timex, past=cut(whole.past), future=cut(whole.future), mod=mod)


def _from_today(week: Days, today: date) -> Days:
    """The end of this week does not begin before today."""
    start, end = week.future
    if "-W" not in week.timex or not start < today < end:
        return week
    return replace(week, past=(today, end), future=(today, end))


def rest_at(reader: Reader, place: int) -> Read[Range]:
    """The rest of the week."""
    after = reader.phrase(place, *reader.links.periods.rest_of)
    unit = reader.words.periods.get(reader.word(after)) if after is not None else None
    if after is None or unit not in ("W", "M", "Y"):
        return None
    today = reader.today
    end = shifted(period(today, unit, 0).future[1], "D", -1)
    return known(f"({today},{end},P{days_between(today, end)}D)", today, end), after + 1


def period_to_date_at(reader: Reader, place: int) -> Read[Range]:
    """Year to date, month to date."""
    unit = reader.words.periods.get(reader.word(place))
    after = reader.phrase(place + 1, *reader.links.periods.to_date)
    if unit not in ("Y", "M") or after is None:
        return None
    whole = period(reader.today, unit, 0)
    return known(whole.timex, whole.future[0], reader.today), after
