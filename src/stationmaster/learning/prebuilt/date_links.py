"""The small words that hold dates and times together, by what they belong to.

What is not set is not there in a culture. Much of it is for habits of the original that one language has alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from stationmaster.learning.prebuilt.words import Phrase

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class DayLinks:
    """What a date, a weekday, a holiday or a lone day of the month may have beside it."""

    short_years: bool = False  #: whether any two digits after a month are a year: "5. Mai, 14"
    worded_days: bool = False  #: whether days may be said as figures: "veinte de junio"
    shifted_dates: bool = False  #: whether next or last may stand before a day and month
    open_firsts: bool = False  #: whether "1er mars" stays open, as in the original
    on: frozenset[str] = _NONE  #: before a lone day of the month
    on_the: frozenset[str] = _NONE  #: likewise, where an article follows
    lone_day: frozenset[str] = _NONE  #: before a number that ends its clause and is a day of the month
    lone_digits: frozenset[str] = _NONE  #: before digits that are a day of the month, whatever follows
    headed_day: tuple[Phrase, ...] = ()  #: that belong to the day of the month after them: "el día"
    bare_days: bool = False  #: whether any number after such a word as `lone_day` holds is a day of the month
    for_the: Phrase = ()  #: that belong to a bare day which ends its clause, and make it one of this month
    coming: frozenset[str] = _NONE  #: the next such day, be it in this week
    weekday_shifts: bool = True  #: whether "last Friday" is one day
    week_articles: frozenset[str] = _NONE  #: before the week of a weekday: "el lunes de la próxima semana"
    vague_shifts: frozenset[str] = _NONE  #: that do not count there: "que viene"
    only_shifted: frozenset[str] = _NONE  #: that are weekdays only after this, next or last: "esta mi"
    shadowed: tuple[str, ...] = ()  #: beginnings of words that the original drops with such a word alone
    today: frozenset[Phrase] = frozenset()  #: "el día", which is today
    not_today: tuple[str, ...] = ()  #: beginnings of a word after these that say which day
    holiday_years: Mapping[Phrase, int] = field(default_factory=dict)  #: after a holiday: cette année
    unshifted_holidays: bool = False  #: whether no word before a holiday says of which year


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class NthLinks:
    """The first Monday of a month, and the first week of one."""

    articles: frozenset[str] = _NONE  #: that belong to a first Monday or quarter
    last: frozenset[str] = _NONE
    in_month: frozenset[str] = _NONE  #: "of" and "in" of "the last Monday of May"
    of_month: frozenset[str] = _NONE  #: which ordinals count in a named month; none for all
    of_this_month: bool = False  #: whether "primer lunes" is one of this month
    counted: bool = False  #: whether "zweiten Montag" is one of this month


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class RangeLinks:
    """From one day or time to another."""

    start: frozenset[str] = _NONE  #: from
    start_of_days: frozenset[str] = _NONE  #: likewise, but not before mere numbers: "du lundi"
    start_of_numbers: frozenset[str] = _NONE  #: likewise, but only before mere days of a month: "del 4 al 7"
    start_is_close: bool = False  #: whether no article may stand after it: "desde el lunes" begins at "lunes"
    between: frozenset[str] = _NONE
    between_and: frozenset[str] = _NONE
    between_articles: frozenset[str] = _NONE  #: without which "entre lundi et mercredi" begins at its Monday
    till: frozenset[str] = frozenset({"-", "–", "—", "~"})
    ends_read_on: bool = False  #: whether "de lunes a viernes a las 8" has "viernes a las 8" too
    bare_pairs: bool = False  #: whether "de 3 à 5" are times
    to_clock: tuple[Phrase, ...] = ()  #: between a moment and the time it lasts to: "mañana a las 8 a las 10"
    exact_hours: bool = False  #: whether "8 a 22:30" begins in the morning
    last_month_counts: bool = False  #: whether "1. März bis 15. April" begins in April


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class PeriodLinks:
    """Weeks, months, quarters, seasons and years."""

    articles: frozenset[str] = _NONE  #: that belong to the week, month or year they stand before
    articles_of_units: bool = False  #: whether "el próximo invierno" begins after its article
    #: before "mes", to make it this month without belonging to it
    articles_of_bare: Mapping[str, frozenset[str]] = field(default_factory=dict)
    #: whether "der Woche" is this one, "der nächsten Woche" begins at "nächsten"
    articles_alone: bool = False
    unshifted_after: frozenset[str] = _NONE  #: periods that no word after them shifts: WE
    month_of: tuple[Phrase, ...] = ()  #: of "the month of May"
    never_alone: frozenset[str] = _NONE  #: months that need a day, a year or a word before them: mars
    year_of: tuple[Phrase, ...] = ()  #: of "the year 2025"
    year_words: Mapping[Phrase, int] = field(default_factory=dict)  #: deux mille, before vingt-six
    season_leads: frozenset[str] = _NONE  #: that belong to the season they stand before
    #: seasons that are other words too, to what must stand before them: "l'été"
    lone_seasons: Mapping[str, frozenset[str]] = field(default_factory=dict)
    quarters: Mapping[str, int] = field(default_factory=dict)  #: quarter, half: to their months
    quarter_letters: frozenset[str] = frozenset({"q", "h"})  #: of Q3 and H1
    open_quarters: bool = True  #: whether a quarter needs no year
    week_of: frozenset[str] = _NONE  #: between a week and the date that it is of
    numbered_weeks: bool = True  #: whether "week 12" is one
    weeks_of_year: bool = False  #: whether "la primera semana de 2027" is one
    rest_of: tuple[Phrase, ...] = ()
    to_date: tuple[Phrase, ...] = ()
    half_shades: Mapping[str, str] = field(default_factory=dict)  #: later, earlier, of "later this week"
    whole_week_ends: bool = False  #: whether the end of this week may begin before today


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class VerbLinks:
    """Months and seasons that are verbs too, and what tells that they are."""

    months: frozenset[str] = _NONE  #: may
    seasons: frozenset[str] = _NONE  #: fall
    infinitive: frozenset[str] = _NONE  #: before a verb
    subjects: frozenset[str] = _NONE  #: before a verb such as "may"
    after: frozenset[str] = _NONE  #: after a verb such as "may"


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class ClockLinks:
    """What makes figures a time of day."""

    at: tuple[Phrase, ...] = ()  #: before a time of day
    hours_at: Mapping[Phrase, int] = field(
        default_factory=dict
    )  #: spoken hours after "at"; else every figure
    hour_marks: tuple[Phrase, ...] = ()  #: o'clock
    hour_marks_after_at: tuple[Phrase, ...] = ()  #: likewise, where "at" stands before the hour
    marked_hours: frozenset[str] = _NONE  #: after which "du matin" makes the time one of today
    minutes_after_mark: bool = False  #: "9 Uhr 30", "14:35 Uhr"
    exact_h: bool = False  #: whether 9h30 is in the morning
    hour_before_point: bool = False  #: whether "um 3,5" is three o'clock
    dotted_after: frozenset[str] = _NONE  #: before "20.30", and part of that time
    unhourly: frozenset[str] = _NONE  #: words for one that are no hour
    minutes_in_words: bool = False  #: whether any two such words are a time: "cinco y veinte", "cinco veinte"
    part_hours: Mapping[str, int] = field(default_factory=dict)  #: quarter, half, in minutes
    past: frozenset[str] = _NONE  #: of "five past eight"
    past_if_counted: frozenset[str] = _NONE  #: those that need "minutes" or "quarter" before them
    to: frozenset[str] = _NONE  #: of "five to eight"
    to_if_counted: frozenset[str] = _NONE  #: likewise
    to_phrases: tuple[Phrase, ...] = ()  #: of "diez minutos para las cinco", before the hour
    past_phrases: tuple[Phrase, ...] = ()  #: of "diez minutos pasadas las cinco", before the hour
    plus: frozenset[str] = _NONE  #: of "las tres y media"
    minus: tuple[Phrase, ...] = ()  #: of "las tres menos cuarto"
    half_to: Mapping[str, int] = field(default_factory=dict)  #: of "halb vier": in minutes from three
    cut_minutes: frozenset[str] = _NONE  #: minutes, before which 120 is taken for twelve o'clock
    settling: frozenset[str] = _NONE  #: words that begin what settles the half of the day: in the morning
    settling_ranges: frozenset[str] = _NONE  #: likewise, after "from 3 to 5"


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class MomentLinks:
    """What joins a date with its time."""

    before_clock: tuple[Phrase, ...] = ((),)  #: what may part a date from the time after it
    before_date: tuple[Phrase, ...] = ((),)  #: what may part a time from the date after it
    before_hour_of_part: tuple[Phrase, ...] = ()  #: between a part of the day and its hour: "esta noche, 8"
    this: frozenset[str] = _NONE  #: after a bare hour: "at 8 this evening"
    after_hour: frozenset[str] = _NONE  #: likewise, days and parts of the day: "5 tarde", "5 mañana"
    days_in_times: frozenset[str] = _NONE  #: that keep the day after a time out: "8 de la mañana del lunes"
    day_end: tuple[Phrase, ...] = ()
    this_hour: frozenset[str] = _NONE  #: of "cette heure", "quelle heure": no time, as in the original


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class DaypartLinks:
    """Parts of the day."""

    leads: tuple[Phrase, ...] = ((),)  #: before a part of the day
    of: tuple[Phrase, ...] = ((),)  #: between a part of the day and its day
    of_today: tuple[Phrase, ...] = ()  #: before a part of the day that is one of today
    stretches: Mapping[Phrase, str] = field(default_factory=dict)  #: parts of any day, with their lead
    unstretched: frozenset[str] = _NONE  #: after which a part of the day stands for no stretch of its own
    #: parts of the day that are of today: "la nuit"; "hier soir" too, as in the original
    todays: Mapping[Phrase, str] = field(default_factory=dict)
    nights: Mapping[str, int] = field(default_factory=dict)  #: tonight, anoche: in days from today
    night_from: int = 6  #: from which hour on "at night" is before midnight
    greetings: frozenset[str] = _NONE  #: good, of "good morning"
    shades: Mapping[str, str] = field(default_factory=dict)  #: early, late
    noon_after: frozenset[str] = _NONE  #: days after which noon is a time
    apart: frozenset[str] = _NONE  #: parts of the day that no date before them takes in
    loose: frozenset[str] = _NONE  #: parts of the day that no time after them settles
    last_counts: bool = False  #: whether only the last part of the day in a text can belong to a day


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class LostLinks:
    """What the original finds and cannot resolve, so that nothing else is read there."""

    phrases: frozenset[Phrase] = frozenset()  #: the whole of it
    with_dayparts: frozenset[str] = _NONE  #: days, where a part of the day follows
    before_days: tuple[Phrase, ...] = ()  #: before a part of the day that a date follows
    parts: frozenset[str] = _NONE  #: parts of a day
    partless: frozenset[str] = _NONE  #: days, with any part of theirs
    hourless: frozenset[str] = _NONE  #: days, with hours from and to
    bare_hours: bool = False  #: any day with bare hours: "Montag von 9 bis 12"


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class LengthLinks:
    """Durations, and what is so far away."""

    halves: frozenset[str] = _NONE
    couples: tuple[Phrase, ...] = ()
    and_a_half: tuple[Phrase, ...] = ()
    half_is_lost: bool = False  #: whether "una hora y media" is taken for one hour
    decimal_mark: str = ","
    whole: frozenset[str] = _NONE  #: of "all day"
    whole_units: Mapping[str, str] = field(default_factory=dict)  #: the days and weeks that can be whole
    compared: Mapping[Phrase, str] = field(default_factory=dict)  #: more than, less than
    within: tuple[Phrase, ...] = ()  #: in, of "in 20 minutes"
    within_units: frozenset[str] = frozenset({"D", "H", "MIN", "S"})  #: with which that makes a date
    within_words: frozenset[str] = _NONE  #: words of other units with which it does: "dans un an"
    distances: tuple[tuple[Phrase, int, int], ...] = ()  #: after a length: ago, from now
    undistanced: Phrase = ()  #: that makes no distance though its first word would
    looking_back: frozenset[str] = _NONE  #: before a length up to now, or a day of last week: "vor"


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class BoundLinks:
    """What bounds on one side, or not sharply."""

    phrases: Mapping[Phrase, str] = field(default_factory=dict)  #: bounds of several words, to the Mod
    articles: frozenset[str] | None = None  #: after a bound, where not all of `skipped` are
    bare: frozenset[str] = _NONE  #: that bound nothing that has an article: "hasta el lunes"
    edges: frozenset[str] = _NONE  #: after which a bound has "the": since the end of May
    ends_begin: bool = False  #: whether "seit Ende Mai" is since its middle, and "bis abends" till evening
    lengths: bool = False  #: whether a bound may stand before a length: "antes de 2 semanas"
    rebound: frozenset[str] = _NONE  #: that may end a distance and begin a bound: "dos días antes del lunes"
    about: frozenset[str] = _NONE  #: of "gegen acht"


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class RepeatLinks:
    """What happens again and again."""

    every: tuple[Phrase, ...] = ()
    always: frozenset[str] = _NONE  #: before "Mondays"
    skipping: frozenset[str] = _NONE  #: other, of "every other day"
    workday: frozenset[str] = _NONE
    unrepeated: frozenset[str] = _NONE  #: units after every that the original finds and cannot resolve
    daily: frozenset[str] = _NONE  #: days, of "todos los días a las 8" at the end of a text


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class DateLinks:
    """Those that belong to no one subject, and the subjects."""

    articles: frozenset[str] = _NONE  #: that count one: a week
    the: frozenset[str] = _NONE  #: that belong to the date they stand before
    skipped: frozenset[str] = _NONE  #: articles that do not, as in "entre el lunes y el viernes"
    of: frozenset[str] = _NONE  #: between day and month
    year_links: frozenset[str] = frozenset({","})  #: between month and year
    percent: frozenset[str] = frozenset({"%"})
    longest_wins: bool = False  #: whether a longer reading that starts later takes the words of a shorter one
    starters: frozenset[str] = _NONE  #: that may come first, beyond those that the subjects tell of
    days: DayLinks = field(default_factory=DayLinks)
    nth: NthLinks = field(default_factory=NthLinks)
    ranges: RangeLinks = field(default_factory=RangeLinks)
    periods: PeriodLinks = field(default_factory=PeriodLinks)
    verbs: VerbLinks = field(default_factory=VerbLinks)
    clocks: ClockLinks = field(default_factory=ClockLinks)
    moments: MomentLinks = field(default_factory=MomentLinks)
    parts: DaypartLinks = field(default_factory=DaypartLinks)
    lost: LostLinks = field(default_factory=LostLinks)
    lengths: LengthLinks = field(default_factory=LengthLinks)
    bounds: BoundLinks = field(default_factory=BoundLinks)
    repeats: RepeatLinks = field(default_factory=RepeatLinks)
