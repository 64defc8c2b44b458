"""What a culture brings: marks in figures, and tables of words. A culture without a table lacks that kind.

They compare by identity, so that what is compiled from one can be cached under it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from stationmaster.learning.prebuilt.date_links import DateLinks
from stationmaster.learning.prebuilt.words import Phrase


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
