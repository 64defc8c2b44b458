"""Reckoning with days: weeks, months, and the nearest past and future of an open date."""

import calendar
from collections.abc import Callable
from datetime import date, timedelta

from stationmaster.learning.prebuilt.dates.values import Day

_FAR = 4  #: years between two leap days


def safe_date(year: int, month: int, day: int) -> date | None:
    """The date, or nothing where the calendar has none."""
    if not (1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def shifted_month(day: date, months: int) -> date:
    """The same day some months on; the last of the month where that is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year = min(max(index // 12, 1), 9999)
    month = index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def shifted(day: date, unit: str, amount: int) -> date:
    """Some years, months, weeks or days on; stays inside the calendar."""
    if unit in ("Y", "M"):
        return shifted_month(day, amount * (12 if unit == "Y" else 1))
    days = amount * (7 if unit == "W" else 1)
    ordinal = min(max(day.toordinal() + days, 1), date.max.toordinal())
    return date.fromordinal(ordinal)


def monday_of(day: date) -> date:
    """The Monday that begins the week of a day."""
    return shifted(day, "D", -day.weekday())


def nth_weekday(year: int, month: int, weekday: int, which: int) -> date | None:
    """The second Tuesday of a month; 5 stands for the last."""
    first = date(year, month, 1)
    day = 1 + (weekday - 1 - first.weekday()) % 7 + 7 * (which - 1)
    last = calendar.monthrange(year, month)[1]
    return date(year, month, day) if day <= last else date(year, month, day - 7) if which >= 5 else None


def open_year(timex: str, in_year: Callable[[int], date | None], future_from: date) -> Day | None:
    """A date without a year: its nearest past and future occurrence."""
    years = range(future_from.year - _FAR, future_from.year + _FAR + 1)
    known = [day for year in years if (day := in_year(year)) is not None]
    past = [day for day in known if day < future_from]
    future = [day for day in known if day >= future_from]
    return Day(timex=timex, past=past[-1], future=future[0]) if past and future else None


def fixed(day: date) -> Day:
    """A date that is fully known."""
    return Day(timex=day.isoformat(), past=day, future=day)


def week_timex(day: date) -> str:
    """2026-W48"""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def days_between(start: date, end: date) -> int:
    """How many days from one to the other."""
    return (end - start) // timedelta(days=1)
