"""Which words can be the first of a date expression, so that no production is tried at the others."""

from collections.abc import Iterable
from functools import cache

from stationmaster.learning.prebuilt.culture import DateWords, NumberWords
from stationmaster.learning.prebuilt.date_links import DateLinks
from stationmaster.learning.prebuilt.words import Phrase

Table = Iterable[str] | Iterable[Phrase]


@cache
def starters(words: DateWords, numbers: NumberWords) -> frozenset[str]:
    """Every word that a date expression of this culture can begin with."""
    tables = (*_of_words(words), *_of_numbers(numbers), *_of_days(words.links), *_of_times(words.links))
    return frozenset(entry if isinstance(entry, str) else entry[0] for table in tables for entry in table)


def _of_words(words: DateWords) -> tuple[Table, ...]:
    return (
        words.months,
        words.weekdays,
        words.weekday_plurals,
        words.relative_days,
        words.holidays,
        words.moving_holidays,
        words.seasons,
        words.dayparts,
        words.named_clocks,
        words.shifts,
        words.said_periods,
        words.said_lengths,
        words.repeats,
        words.bounds,
        words.portions,
        words.present,
        words.few,
    )


def _of_numbers(numbers: NumberWords) -> tuple[Table, ...]:
    spoken = (numbers.units, numbers.teens, numbers.tens, numbers.ordinals)
    return (*spoken, numbers.small, numbers.ordinal_phrases)


def _of_days(links: DateLinks) -> tuple[Table, ...]:
    days, ranges, periods = links.days, links.ranges, links.periods
    return (
        links.starters,
        links.the,
        days.on,
        days.headed_day,
        days.for_the[:1],
        days.today,
        links.nth.articles,
        ranges.start,
        ranges.start_of_days,
        ranges.start_of_numbers,
        ranges.between,
        periods.articles,
        periods.month_of,
        periods.year_of,
        periods.year_words,
        periods.season_leads,
        periods.rest_of,
        periods.half_shades,
        links.bounds.phrases,
        links.bounds.about,
        links.repeats.every,
        links.repeats.always,
    )


def _of_times(links: DateLinks) -> tuple[Table, ...]:
    clocks, parts, lengths = links.clocks, links.parts, links.lengths
    return (
        clocks.hours_at,
        clocks.part_hours,
        clocks.half_to,
        clocks.dotted_after,
        links.moments.day_end,
        links.moments.this_hour,
        parts.of_today,
        parts.stretches,
        parts.todays,
        parts.nights,
        parts.shades,
        links.lost.phrases,
        lengths.halves,
        lengths.whole,
        lengths.compared,
        lengths.within,
        lengths.looking_back,
    )
