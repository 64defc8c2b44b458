"""Stretches of days: next week, March 2027, from Monday to Friday, the last 3 days, Q3."""

from dataclasses import replace
from datetime import date

from stationmaster.learning.prebuilt.dates.calendar import (
    days_between,
    monday_of,
    shifted,
    shifted_month,
    week_timex,
)
from stationmaster.learning.prebuilt.dates.days import (
    day_at,
    goes_on,
    month_at,
    shift_after,
    shift_at,
    year_at,
)
from stationmaster.learning.prebuilt.dates.lengths import length_at
from stationmaster.learning.prebuilt.dates.reader import Read, Reader
from stationmaster.learning.prebuilt.dates.values import Day, Days, Plain, unresolved
from stationmaster.learning.prebuilt.words import Phrase

Range = Days | Plain


def day_range_at(reader: Reader, place: int) -> Read[Range]:
    """The longest stretch of days that starts here."""
    return reader.remember("day range", place, _longest)


def _longest(reader: Reader, place: int) -> Read[Range]:
    found = [read for production in _PRODUCTIONS if (read := production(reader, place)) is not None]
    return max(found, key=lambda read: read[1], default=None)


def known(timex: str, start: date, end: date) -> Days:
    """A stretch that is fully known."""
    return Days(timex=timex, past=(start, end), future=(start, end))


def _month_span(year: int, month: int) -> tuple[date, date]:
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
        return known(f"{first.year}-{first.month:02}", *_month_span(first.year, first.month))
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


def _shifted_period(reader: Reader, place: int) -> Read[Range]:
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
        return known(f"{year}-{month[0]:02}", *_month_span(year, month[0])), month[1]
    length = length_at(reader, after)
    if length is None or not steps or reader.word(after) in links.articles or not length[0].in_days:
        return None
    if length[0].amount != length[0].amount.to_integral_value():
        return None
    return _next(today, steps, length[0].unit, int(length[0].amount)), length[1]


def _just_past(reader: Reader, place: int) -> Read[Range]:
    """Vor zwei Tagen, which the original takes for the two days up to now."""
    length = length_at(reader, place + 1) if reader.word(place) in reader.links.lengths.looking_back else None
    if length is None or not length[0].in_days or length[0].amount % 1:
        return None
    return _next(reader.today, -1, length[0].unit, int(length[0].amount)), length[1]


def _counted_shift(reader: Reader, place: int) -> Read[Range]:
    """Les trois derniers jours: the number before the shift."""
    if (
        reader.links.periods.uncounted_shifts
        or not reader.words.shifts_after
        or not (number := reader.integer(place))
    ):
        return None
    shift = shift_at(reader, number[1])
    unit = reader.words.duration_units.get(reader.word(shift[1])) if shift and shift[0] else None
    if shift is None or unit not in ("Y", "M", "W", "D"):
        return None
    return _next(reader.today, shift[0], unit, number[0]), shift[1] + 1


def _said(reader: Reader, place: int) -> Read[Range]:
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


def _month(reader: Reader, place: int, *, open_year: bool = False) -> Read[Range]:
    """May, May 2027; with `open_year` that of any year, as it is in "Ende Mai"."""
    named = reader.phrase(place, *reader.links.periods.month_of)
    found = month_at(reader, place if named is None else named)
    if found is None:
        return None
    month, after = found
    link = reader.skip(after, reader.links.year_links)
    if not open_year and (year := year_at(reader, link)):
        return known(f"{year[0]}-{month:02}", *_month_span(year[0], month)), year[1]
    shift = None if open_year else shift_at(reader, link)
    if shift and _is_period(reader, shift[1], "Y"):
        in_year = reader.today.year + shift[0]
        return known(f"{in_year}-{month:02}", *_month_span(in_year, month)), shift[1] + 1
    if reader.word(place) in reader.links.verbs.months and _is_verb(reader, place):
        return None
    if reader.word(place) in reader.links.periods.never_alone:
        return None
    today = reader.today
    past_year = today.year if month < today.month else today.year - 1
    past, future = _month_span(past_year, month), _month_span(past_year + 1, month)
    return Days(timex=f"XXXX-{month:02}", past=past, future=future), after


def _is_verb(reader: Reader, place: int) -> bool:
    return (
        reader.word(place - 1) in reader.links.verbs.subjects
        or reader.word(place + 1) in reader.links.verbs.after
    )


def _year_and_month(reader: Reader, place: int) -> Read[Range]:
    """2026-11, 11/2026"""
    joined = reader.word(place + 1) in ("-", "/") and reader.glued(place + 1) and reader.glued(place + 2)
    if not joined or goes_on(reader, place, place + 3):
        return None
    year, month = reader.digits(place, 4), reader.digits(place + 2, 1, 2)
    if year is None:
        month, year = reader.digits(place, 1, 2), reader.digits(place + 2, 4)
    if year is None or month is None or not 1 <= month <= 12 or not 1500 <= year <= 2100:
        return None
    return known(f"{year}-{month:02}", *_month_span(year, month)), place + 3


def _year(reader: Reader, place: int) -> Read[Range]:
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


def _season(reader: Reader, place: int) -> Read[Range]:
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


def _is_period(reader: Reader, place: int, unit: str) -> bool:
    return reader.words.periods.get(reader.word(place)) == unit


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


def _quarter(reader: Reader, place: int) -> Read[Range]:
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
    if shift and _is_period(reader, shift[1], "Y"):
        return _months(reader.today.year + shift[0], month, months), shift[1] + 1
    if months == 3 and link > after and _is_period(reader, link, "Y"):
        after = link + 1
    is_open = months == 3 and reader.links.periods.open_quarters
    return (_months_of_some_year(reader.today, month, months), after) if is_open else None


def _week_of(reader: Reader, place: int) -> Read[Range]:
    """The week of September 15th; the first week of October; week 12."""
    links = reader.links
    start = reader.skip(place, links.the | links.periods.articles | links.nth.articles)
    if _is_period(reader, start, "W"):
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
    if which is None or which[0] > 5 or not _is_period(reader, which[1], "W"):
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
    if shift and _is_period(reader, shift[1], "M"):
        first = shifted_month(reader.today.replace(day=1), shift[0])
        monday = _nth_monday(first.year, first.month, number)
        timex = f"{first.year}-{first.month:02}-W{number:02}"
        return known(timex, monday, shifted(monday, "W", 1)), shift[1] + 1
    return None


def _nth_monday(year: int, month: int, number: int) -> date:
    first = date(year, month, 1)
    monday = shifted(first, "D", (-first.weekday()) % 7 + 7 * (number - 1))
    return monday if monday.month == month else shifted(monday, "W", -1)


def _rest_of(reader: Reader, place: int) -> Read[Range]:
    """The rest of the week."""
    after = reader.phrase(place, *reader.links.periods.rest_of)
    unit = reader.words.periods.get(reader.word(after)) if after is not None else None
    if after is None or unit not in ("W", "M", "Y"):
        return None
    today = reader.today
    end = shifted(period(today, unit, 0).future[1], "D", -1)
    return known(f"({today},{end},P{days_between(today, end)}D)", today, end), after + 1


def _to_date(reader: Reader, place: int) -> Read[Range]:
    """Year to date, month to date."""
    unit = reader.words.periods.get(reader.word(place))
    after = reader.phrase(place + 1, *reader.links.periods.to_date)
    if unit not in ("Y", "M") or after is None:
        return None
    whole = period(reader.today, unit, 0)
    return known(whole.timex, whole.future[0], reader.today), after


def _portion(reader: Reader, place: int) -> Read[Range]:
    """Beginning of May, end of next week, early October."""
    for phrase, mod in reader.words.portions.items():
        after = reader.phrase(place, phrase)
        if after is None:
            continue
        open_year = reader.links.periods.articles_alone
        whole: Read[Range] = _shifted_period(reader, after) or _month(reader, after, open_year=open_year)
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
    whole = _shifted_period(reader, after) if this and not this[0] else None
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


_PRODUCTIONS = (
    _just_past,
    _said,
    _counted_shift,
    _month,
    _season,
    _shifted_period,
    _year_and_month,
    _year,
    _numbers_in_month,
    _from_to,
    _quarter,
    _week_of,
    _rest_of,
    _to_date,
    _portion,
)
