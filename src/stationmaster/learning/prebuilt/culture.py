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
    halves: Mapping[Phrase, str] = field(default_factory=dict)  #: "media", "anderthalb"
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
    before_part: tuple[str, ...] = ()  #: what may stand between a unit and its hundredth part: "and"


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
