"""What a culture brings: marks in figures, and tables of words. A culture without a table lacks that kind.

They compare by identity, so that what is compiled from one can be cached under it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Phrase = tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class NumberWords:
    """How figures are spoken: by rules over units and tens, or by `small`, which lists them all."""

    rounds: Mapping[str, int]  #: hundred (where ruled), thousand and up
    fractions: Mapping[str, int]  #: word to denominator, singular and plural
    dozens: frozenset[str]
    connector: str  #: "and" of "one hundred and two", "two and a half"
    point: str
    digit_ordinal: str  #: a pattern of ordinals in digits
    out_of: tuple[Phrase, ...] = ()  #: what stands between the figures of "one in five"
    negatives: frozenset[str] = frozenset()

    units: Mapping[str, int] = field(default_factory=dict)
    teens: Mapping[str, int] = field(default_factory=dict)
    tens: Mapping[str, int] = field(default_factory=dict)
    ordinals: Mapping[str, int] = field(default_factory=dict)  #: third, twentieth
    round_ordinals: Mapping[str, int] = field(default_factory=dict)  #: hundredth, thousandth
    articles: frozenset[str] = frozenset()  #: that count one before a round figure or a fraction
    half: str = ""
    of: str = ""

    small: Mapping[Phrase, int] = field(default_factory=dict)  #: every figure below a thousand, in its words
    bare_rounds: frozenset[str] = frozenset()  #: that count one when nothing stands before them
    compound: str = ""  #: a round that is written together with what it counts: "zweitausendzehn"
    ordinal_phrases: Mapping[Phrase, int] = field(default_factory=dict)  #: every ordinal, in its words
    other_ordinals: Mapping[Phrase, int] = field(default_factory=dict)  #: likewise, but of no date: "Viertel"
    ordinal_after_point: bool = False  #: whether the month of "24.12." is an ordinal
    inner: frozenset[str] = frozenset()  #: figures that do not end a clause: "ein"
    halves: Mapping[Phrase, str] = field(default_factory=dict)  #: "media", "anderthalb"
    cut_hundreds: Mapping[Phrase, int] = field(default_factory=dict)  #: after a word, and before a hyphen
    elided: bool = False  #: whether an apostrophe parts words: "d'un"
    half_of_it: bool = False  #: whether "seis y media" is taken for the half of six
    whole_dozens: bool = False  #: whether half a dozen is no figure
    hidden: frozenset[Phrase] = frozenset()  #: a word and a figure after it that is none: "por ciento"


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class UnitTables:
    """Unit as LUIS reports it -> how it is written; matched without regard to case unless `exact`."""

    age: Mapping[str, tuple[str, ...]]
    money: Mapping[str, tuple[str, ...]]
    money_before: Mapping[str, tuple[str, ...]]  #: written before the figure
    money_parts: Mapping[str, frozenset[str]]  #: hundredth part -> units it is a part of
    dimension: Mapping[str, tuple[str, ...]]
    dimension_exact: Mapping[str, tuple[str, ...]]
    temperature: Mapping[str, tuple[str, ...]]
    before_unit: tuple[str, ...] = ()  #: what may stand between a figure and its unit: "de"
    signs_follow: bool = True  #: whether what is written before a figure may also follow it: "50$"
    digits_touch: bool = False  #: whether digits may touch a unit on both sides: "1m80"
    before_part: tuple[str, ...] = ()  #: what may stand between a unit and its hundredth part: "and"
    bare_parts: bool = False  #: whether the part may go without its unit: "zwei Euro fünfzig"


_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class DateLinks:
    """The small words that hold dates and times together."""

    articles: frozenset[str] = _NONE  #: that count one: a week
    the: frozenset[str] = _NONE  #: that belong to the date they stand before
    skipped: frozenset[str] = _NONE  #: articles that do not, as in "entre el lunes y el viernes"
    period_articles: frozenset[str] = _NONE  #: that belong to the week, month or year they stand before
    of: frozenset[str] = _NONE  #: between day and month
    year_links: frozenset[str] = frozenset({","})  #: between month and year
    short_years: bool = False  #: whether any two digits after a month are a year: "5. Mai, 14"
    this: frozenset[str] = _NONE  #: after a bare hour: "at 8 this evening"
    after_hour: frozenset[str] = _NONE  #: likewise, days and parts of the day: "5 tarde", "5 mañana"
    before_hour_of_part: tuple[Phrase, ...] = ()  #: between a part of the day and its hour: "esta noche, 8"
    coming: frozenset[str] = _NONE  #: the next such day, be it in this week
    percent: frozenset[str] = frozenset({"%"})
    on: frozenset[str] = _NONE  #: before a lone day of the month
    on_the: frozenset[str] = _NONE  #: likewise, where an article follows
    lone_day: frozenset[str] = _NONE  #: before a number that ends its clause and is a day of the month
    lone_digits: frozenset[str] = _NONE  #: before digits that are a day of the month, whatever follows
    headed_day: tuple[Phrase, ...] = ()  #: that belong to the day of the month after them: "el día"
    worded_days: bool = False  #: whether days may be said as figures: "veinte de junio"
    within: tuple[Phrase, ...] = ()  #: in, of "in 20 minutes"
    within_units: frozenset[str] = frozenset({"D", "H", "MIN", "S"})  #: with which that makes a date
    within_words: frozenset[str] = _NONE  #: words of other units with which it does: "dans un an"
    start: frozenset[str] = _NONE  #: from
    start_of_days: frozenset[str] = _NONE  #: likewise, but not before mere numbers: "du lundi"
    start_of_numbers: frozenset[str] = _NONE  #: likewise, but only before mere days of a month: "del 4 al 7"
    start_is_close: bool = False  #: whether no article may stand after it: "desde el lunes" begins at "lunes"
    ends_read_on: bool = False  #: whether "de lunes a viernes a las 8" has "viernes a las 8" too
    nth_of_this_month: bool = False  #: whether "primer lunes" is one of this month
    shadowed: tuple[str, ...] = ()  #: beginnings of words that the original drops with such a word alone
    vague_shifts: frozenset[str] = _NONE  #: that do not count there: "que viene"
    week_articles: frozenset[str] = _NONE  #: before the week of a weekday: "el lunes de la próxima semana"
    shifted_dates: bool = False  #: whether next or last may stand before a day and month
    weekdays_of_shifts: frozenset[str] = _NONE  #: that are weekdays only after this, next or last: "esta mi"
    between: frozenset[str] = _NONE
    between_and: frozenset[str] = _NONE
    till: frozenset[str] = frozenset({"-", "–", "—", "~"})
    at: tuple[Phrase, ...] = ()  #: before a time of day
    before_clock: tuple[Phrase, ...] = ((),)  #: what may part a date from the time after it
    before_date: tuple[Phrase, ...] = ((),)  #: what may part a time from the date after it
    hour_marks: tuple[Phrase, ...] = ()  #: o'clock
    hour_marks_after_at: tuple[Phrase, ...] = ()  #: likewise, where "at" stands before the hour
    minutes_after_mark: bool = False  #: "9 Uhr 30", "14:35 Uhr"
    exact_h: bool = False  #: whether 9h30 is in the morning
    minutes_in_words: bool = False  #: whether any two such words are a time: "cinco y veinte", "cinco veinte"
    past: frozenset[str] = _NONE  #: of "five past eight"
    past_if_counted: frozenset[str] = _NONE  #: those that need "minutes" or "quarter" before them
    to: frozenset[str] = _NONE  #: of "five to eight"
    to_if_counted: frozenset[str] = _NONE  #: likewise
    plus: frozenset[str] = _NONE  #: of "las tres y media"
    minus: tuple[Phrase, ...] = ()  #: of "las tres menos cuarto"
    cut_minutes: frozenset[str] = _NONE  #: minutes, before which 120 is taken for twelve o'clock
    unhourly: frozenset[str] = _NONE  #: words for one that are no hour
    part_hours: Mapping[str, int] = field(default_factory=dict)  #: quarter, half, in minutes
    exact_hours: bool = False  #: whether "8 a 22:30" begins in the morning
    whole_week_ends: bool = False  #: whether the end of this week may begin before today
    days_in_times: frozenset[str] = _NONE  #: that keep the day after a time out: "8 de la mañana del lunes"
    bounded_lengths: bool = False  #: whether a bound may stand before a length: "antes de 2 semanas"
    quarter_letters: frozenset[str] = frozenset({"q", "h"})  #: of Q3 and H1
    to_phrases: tuple[Phrase, ...] = ()  #: of "diez minutos para las cinco", before the hour
    past_phrases: tuple[Phrase, ...] = ()  #: of "diez minutos pasadas las cinco", before the hour
    dotted_after: frozenset[str] = _NONE  #: before "20.30", and part of that time
    to_clock: tuple[Phrase, ...] = ()  #: between a moment and the time it lasts to: "mañana a las 8 a las 10"
    half_to: Mapping[str, int] = field(default_factory=dict)  #: of "halb vier": in minutes from three
    hour_before_point: bool = False  #: whether "um 3,5" is three o'clock
    about: frozenset[str] = _NONE  #: of "gegen acht"
    daypart_leads: tuple[Phrase, ...] = ((),)  #: before a part of the day
    daypart_of: tuple[Phrase, ...] = ((),)  #: between a part of the day and its day
    daypart_of_today: tuple[Phrase, ...] = ()  #: before a part of the day that is one of today
    daypart_stretches: Mapping[Phrase, str] = field(
        default_factory=dict
    )  #: parts of any day, with their lead
    night_from: int = 6  #: from which hour on "at night" is before midnight
    unstretched: frozenset[str] = _NONE  #: after which a part of the day stands for no stretch of its own
    greetings: frozenset[str] = _NONE  #: good, of "good morning"
    settling_ranges: frozenset[str] = _NONE  #: likewise, after "from 3 to 5"
    settling: frozenset[str] = _NONE  #: words that begin what settles the half of the day: in the morning
    noon_after: frozenset[str] = _NONE  #: days after which noon is a time
    partless: frozenset[str] = _NONE  #: days whose parts the original finds and cannot resolve
    hourless: frozenset[str] = _NONE  #: likewise, days with hours from and to
    bare_hours_lost: bool = False  #: likewise, any day with bare hours: "Montag von 9 bis 12"
    shades: Mapping[str, str] = field(default_factory=dict)  #: early, late
    and_a_half: tuple[Phrase, ...] = ()
    half_is_lost: bool = False  #: whether "una hora y media" is taken for one hour
    halves: frozenset[str] = _NONE
    couples: tuple[Phrase, ...] = ()
    decimal_mark: str = ","
    today_phrases: frozenset[Phrase] = frozenset()  #: "el día", which is today
    not_today: tuple[str, ...] = ()  #: beginnings of a word after these that say which day
    unshifted_holidays: bool = False  #: whether no word before a holiday says of which year
    last_daypart_counts: bool = False  #: whether only the last part of the day in a text can belong to a day
    lost_with_dayparts: frozenset[str] = (
        _NONE  #: days that the original cannot resolve with a part of the day
    )
    lost: frozenset[Phrase] = frozenset()  #: what the original finds and cannot resolve
    lost_before_days: tuple[Phrase, ...] = ()  #: before a part of the day that a date follows: likewise
    whole: frozenset[str] = _NONE  #: of "all day"
    whole_units: Mapping[str, str] = field(default_factory=dict)  #: the days and weeks that can be whole
    compared: Mapping[Phrase, str] = field(default_factory=dict)  #: more than, less than
    distances: tuple[tuple[Phrase, int, int], ...] = ()  #: after a length: ago, from now
    looking_back: frozenset[str] = _NONE  #: before a length up to now, or a day of last week: "vor"
    distances_before: Mapping[Phrase, int] = field(default_factory=dict)  #: before a length: hace, vor
    every: tuple[Phrase, ...] = ()
    always: frozenset[str] = _NONE  #: before "Mondays"
    skipping: frozenset[str] = _NONE  #: other, of "every other day"
    workday: frozenset[str] = _NONE
    unrepeated: frozenset[str] = _NONE  #: units after every that the original finds and cannot resolve
    daily: frozenset[str] = _NONE  #: days, of "todos los días a las 8" at the end of a text
    last: frozenset[str] = _NONE  #: of "the last Monday of"
    ordinal_articles: frozenset[str] = _NONE  #: that belong to a first Monday or quarter
    week_of: frozenset[str] = _NONE  #: between a week and the date that it is of
    numbered_weeks: bool = True  #: whether "week 12" is one
    weeks_of_year: bool = False  #: whether "la primera semana de 2027" is one
    unshifted_after: frozenset[str] = _NONE  #: periods that no word after them shifts: WE
    uncounted_shifts: bool = False  #: whether a number before "últimos" does not belong to it
    articles_of_units_only: bool = False  #: whether "el próximo invierno" begins after its article
    articles_of_bare: Mapping[str, frozenset[str]] = field(
        default_factory=dict
    )  #: before "mes" that is this month
    articles_alone: bool = (
        False  #: whether "der Woche" is this one, "der nächsten Woche" begins at "nächsten"
    )
    open_quarters: bool = True  #: whether a quarter needs no year
    last_month_counts: bool = False  #: whether "1. März bis 15. April" begins in April
    counted_weekdays: bool = False  #: whether "zweiten Montag" is one of this month
    year_of: tuple[Phrase, ...] = ()  #: of "the year 2025"
    in_month: frozenset[str] = _NONE  #: of "the last Monday of May"
    month_of: tuple[Phrase, ...] = ()  #: of "the month of May"
    month_verbs: frozenset[str] = _NONE  #: months that are verbs too: may
    season_verbs: frozenset[str] = _NONE  #: seasons that are verbs too: fall
    infinitive: frozenset[str] = _NONE  #: before a verb
    subjects: frozenset[str] = _NONE  #: before a verb such as "may"
    after_verbs: frozenset[str] = _NONE  #: after a verb such as "may"
    quarters: Mapping[str, int] = field(default_factory=dict)  #: quarter, half: to their months
    rest_of: tuple[Phrase, ...] = ()
    to_date: tuple[Phrase, ...] = ()
    half_shades: Mapping[str, str] = field(default_factory=dict)  #: later, earlier, of "later this week"
    day_end: tuple[Phrase, ...] = ()  #: end of the day
    nights: Mapping[str, int] = field(default_factory=dict)  #: tonight, anoche: in days from today
    bound_phrases: Mapping[Phrase, str] = field(default_factory=dict)  #: bounds of several words, to the Mod
    rebound: frozenset[str] = _NONE  #: that may end a distance and begin a bound: "dos días antes del lunes"
    undistanced: Phrase = ()  #: that makes no distance though its first word would
    ends_begin: bool = False  #: whether "seit Ende Mai" is since its middle, and "bis abends" till evening
    bound_articles: frozenset[str] | None = None  #: after a bound, where not all of `skipped` are
    bare_bounds: frozenset[str] = _NONE  #: that bound nothing that has an article: "hasta el lunes"
    edges: frozenset[str] = _NONE  #: after which a bound has "the": since the end of May
    bare_days: bool = False  #: whether any number after such a word as `lone_day` holds is a day of the month
    holiday_years: Mapping[Phrase, int] = field(default_factory=dict)  #: after a holiday: cette année
    for_the: Phrase = ()  #: that belong to a bare day which ends its clause, and make it one of this month
    open_firsts: bool = False  #: whether "1er mars" stays open, as in the original
    weekday_shifts: bool = True  #: whether "last Friday" is one day
    nth_of_month: frozenset[str] = _NONE  #: which ordinals do; without the month such a day is of this one
    between_articles: frozenset[str] = _NONE  #: without which "entre lundi et mercredi" begins at its Monday
    season_leads: frozenset[str] = _NONE  #: that belong to the season they stand before
    lone_seasons: Mapping[str, frozenset[str]] = field(
        default_factory=dict
    )  #: seasons that are other words too, to what must stand before them: "l'été"
    never_alone: frozenset[str] = _NONE  #: months that need a day, a year or a word before them: mars
    todays: Mapping[Phrase, str] = field(
        default_factory=dict
    )  #: parts of the day that are of today: "la nuit"; "hier soir" too, as in the original
    lost_parts: frozenset[str] = _NONE  #: those of a day that the original finds and cannot resolve
    apart_parts: frozenset[str] = _NONE  #: parts of the day that no date before them takes in
    loose_parts: frozenset[str] = _NONE  #: parts of the day that no time after them settles
    hours_at: Mapping[Phrase, int] = field(
        default_factory=dict
    )  #: spoken hours after "at"; else every figure
    marked_hours: frozenset[str] = _NONE  #: after which "du matin" makes the time one of today
    bare_pairs: bool = False  #: whether "de 3 à 5" are times
    this_hour: frozenset[str] = _NONE  #: of "cette heure", "quelle heure": no time, as in the original
    year_words: Mapping[Phrase, int] = field(default_factory=dict)  #: deux mille, before vingt-six
    longest_wins: bool = False  #: whether a longer reading that starts later takes the words of a shorter one
    starters: frozenset[str] = _NONE  #: words of the grammar itself that may come first


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class DateWords:
    """How dates and times are spoken; a phrase is a row of words and marks."""

    months: Mapping[str, int]
    weekdays: Mapping[str, int]  #: 1 is Monday, as in ISO weeks
    weekday_plurals: Mapping[str, int]
    relative_days: Mapping[Phrase, int]  #: days from today
    holidays: Mapping[Phrase, tuple[int, int]]  #: month and day
    moving_holidays: Mapping[Phrase, tuple[int, int, int, int]]  #: month, weekday, which one, days after it
    ordinal_endings: frozenset[str]
    duration_units: Mapping[str, str]  #: to Y, M, W, D, H, MIN or S
    periods: Mapping[str, str]  #: to Y, M, W, D, WE or Q
    seasons: Mapping[str, str]
    dayparts: Mapping[str, str]  #: to MO, AF, EV, NI or DT
    shifts: Mapping[Phrase, int]  #: this, next, last
    links: DateLinks
    shifts_after: Mapping[Phrase, int] = field(
        default_factory=dict
    )  #: "que viene", where it follows its noun
    said_periods: Mapping[Phrase, tuple[str, int]] = field(
        default_factory=dict
    )  #: whole phrases to unit and steps, longer ones first; no unit is a month without a timex
    said_lengths: Mapping[Phrase, str] = field(default_factory=dict)  #: that are one unit long: "jours"
    compounds: tuple[str, ...] = ()  #: patterns of what is read as one word: "fin de semana"
    plain_edges: bool = False  #: whether accents on the first and last letter of a word do not count: "está"
    day_first: bool = False  #: whether 1/4 is in April
    named_clocks: Mapping[Phrase, int]  #: noon, midnight
    repeats: Mapping[Phrase, str]  #: weekly, to its length
    bounds: Mapping[str, str]  #: before, until, since, to the Mod
    portions: Mapping[Phrase, str]  #: beginning of, to the Mod
    present: Mapping[Phrase, str]  #: now, as soon as possible, to the timex
    few: frozenset[str]
    gate: str  #: a pattern; a text without it holds no date


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Culture:
    """One language's conventions; `None` where its words are not yet written down."""

    decimal_mark: str
    group_mark: str
    either_mark: bool = False  #: whether a group mark that cannot group is a decimal mark: "3,5" in English
    percent_words: tuple[str, ...] = ()
    numbers: NumberWords | None = None
    units: UnitTables | None = None
    dates: DateWords | None = None
