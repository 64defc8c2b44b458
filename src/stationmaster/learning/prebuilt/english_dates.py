"""English words for dates and times."""

from stationmaster.learning.prebuilt.culture import DateWords
from stationmaster.learning.prebuilt.english_links import DATE_LINKS
from stationmaster.learning.prebuilt.words import Phrase

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_SHORT_MONTHS = {"sept": 9} | {name[:3]: number for number, name in enumerate(_MONTHS, start=1)}
#: "sat" and "sun" alone are more often other words
_SHORT_WEEKDAYS = {
    "mon": 1,
    "tue": 2,
    "tues": 2,
    "wed": 3,
    "weds": 3,
    "thu": 4,
    "thur": 4,
    "thurs": 4,
    "fri": 5,
}
_UNITS = {
    "Y": "year years yr yrs",
    "M": "month months",
    "W": "week weeks",
    "D": "day days night nights",
    "H": "hour hours hr hrs h",
    "MIN": "minute minutes min mins",
    "S": "second seconds sec secs",
}
_DAYPARTS = {
    "MO": "morning mornings",
    "AF": "afternoon afternoons",
    "EV": "evening evenings",
    "NI": "night nights",
    "DT": "daytime",
}


def _phrases(text: str) -> list[Phrase]:
    return [tuple(phrase.replace("'s", " ' s").split()) for phrase in text.split("|")]


def _possessive(*names: str) -> list[Phrase]:
    """Every spelling of a saint's or a parent's day."""
    return [
        phrase
        for name in names
        for phrase in ((name, "'", "s", "day"), (name, "’", "s", "day"), (f"{name}s", "day"), (name, "day"))
    ]


_NEW_YEAR = [("new", *middle) for middle in (("year", "'", "s"), ("year", "’", "s"), ("years",), ("year",))]

_HOLIDAYS: dict[Phrase, tuple[int, int]] = {
    ("christmas", "day"): (12, 25),
    ("christmas", "eve"): (12, 24),
    ("christmas",): (12, 25),
    ("xmas",): (12, 25),
    ("halloween",): (10, 31),
    ("independence", "day"): (7, 4),
    ("veterans", "day"): (11, 11),
    ("april", "fools"): (4, 1),
    ("st", "patrick", "'", "s", "day"): (3, 17),
}
_HOLIDAYS |= {(*phrase, "eve"): (12, 31) for phrase in _NEW_YEAR}
_HOLIDAYS |= {(*phrase, "day"): (1, 1) for phrase in _NEW_YEAR}
_HOLIDAYS |= dict.fromkeys(_NEW_YEAR, (1, 1))
_HOLIDAYS |= dict.fromkeys(_possessive("valentine"), (2, 14))

_MOVING: dict[Phrase, tuple[int, int, int, int]] = {
    ("thanksgiving", "day"): (11, 4, 4, 0),
    ("thanksgiving",): (11, 4, 4, 0),
    ("black", "friday"): (11, 4, 4, 1),
    ("labor", "day"): (9, 1, 1, 0),
    ("labour", "day"): (9, 1, 1, 0),
    ("memorial", "day"): (5, 1, 4, 0),
    ("columbus", "day"): (10, 1, 2, 0),
    ("mlk", "day"): (1, 1, 3, 0),
    ("martin", "luther", "king", "day"): (1, 1, 3, 0),
}
_MOVING |= dict.fromkeys(_possessive("mother"), (5, 7, 2, 0))
_MOVING |= dict.fromkeys(_possessive("father"), (6, 7, 3, 0))

_SHIFTS: dict[Phrase, int] = {
    ("this", "coming"): 1,
    ("this", "past"): -1,
    ("this",): 0,
    ("current",): 0,
    ("next",): 1,
    ("coming",): 1,
    ("upcoming",): 1,
    ("following",): 1,
    ("last",): -1,
    ("past",): -1,
    ("previous",): -1,
}

_PORTIONS: dict[Phrase, str] = {
    (edge, *middle): mod
    for edge, mod in (("beginning", "start"), ("start", "start"), ("middle", "mid"), ("end", "end"))
    for middle in (("of", "the"), ("of",))
} | {("early",): "start", ("late",): "end", ("mid",): "mid", ("mid", "-"): "mid"}

DATE_WORDS = DateWords(
    links=DATE_LINKS,
    compounds=(r"prior\s+to\b",),
    months={name: number for number, name in enumerate(_MONTHS, start=1)} | _SHORT_MONTHS,
    weekdays={name: number for number, name in enumerate(_WEEKDAYS, start=1)} | _SHORT_WEEKDAYS,
    weekday_plurals={f"{name}s": number for number, name in enumerate(_WEEKDAYS, start=1)},
    relative_days={
        ("the", "day", "after", "tomorrow"): 2,
        ("day", "after", "tomorrow"): 2,
        ("the", "day", "before", "yesterday"): -2,
        ("day", "before", "yesterday"): -2,
        ("the", "next", "day"): 1,
        ("next", "day"): 1,
        ("the", "following", "day"): 1,
        ("the", "last", "day"): -1,
        ("last", "day"): -1,
        ("this", "day"): 0,
        ("the", "day"): 0,
        ("today",): 0,
        ("tomorrow",): 1,
        ("tmr",): 1,
        ("tmrw",): 1,
        ("yesterday",): -1,
    },
    holidays=_HOLIDAYS,
    moving_holidays=_MOVING,
    ordinal_endings=frozenset({"st", "nd", "rd", "th"}),
    duration_units={word: unit for unit, words in _UNITS.items() for word in words.split()},
    periods={"year": "Y", "month": "M", "week": "W", "weekend": "WE", "quarter": "Q"},
    seasons={"spring": "SP", "summer": "SU", "fall": "FA", "autumn": "FA", "winter": "WI"},
    dayparts={word: part for part, words in _DAYPARTS.items() for word in words.split()},
    shifts=_SHIFTS,
    named_clocks={
        ("noon",): 12,
        ("midday",): 12,
        ("mid", "-", "day"): 12,
        ("mid", "day"): 12,
        ("12", "noon"): 12,
        ("midnight",): 0,
        ("mid", "morning"): 10,
        ("mid", "-", "morning"): 10,
        ("mid", "afternoon"): 14,
        ("mid", "-", "afternoon"): 14,
    },
    repeats={
        ("daily",): "P1D",
        ("weekly",): "P1W",
        ("biweekly",): "P2W",
        ("bi", "-", "weekly"): "P2W",
        ("monthly",): "P1M",
        ("quarterly",): "P3M",
        ("yearly",): "P1Y",
        ("annually",): "P1Y",
        ("annual",): "P1Y",
        ("once", "a", "day"): "P1D",
        ("once", "a", "week"): "P1W",
        ("once", "a", "month"): "P1M",
        ("once", "a", "year"): "P1Y",
    },
    bounds={
        "before": "before",
        "until": "before",
        "till": "before",
        "by": "before",
        "prior to": "before",
        "prior": "before",
        "after": "after",
        "since": "since",
    },
    portions=_PORTIONS,
    present={
        ("right", "now"): "PRESENT_REF",
        ("now",): "PRESENT_REF",
        ("as", "soon", "as", "possible"): "FUTURE_REF",
        ("asap",): "FUTURE_REF",
        ("recently",): "PAST_REF",
        ("previously",): "PAST_REF",
    },
    few=frozenset({"few", "some", "several"}),
    gate=r"\d|day|month|week|year|hour|minute|min\b|sec(?:ond)?s?\b|quarter|half|past\b|decade|morrow|tmr|tonig?h?t"
    r"|night|noon|morning|evening|now\b|asap|soon|recent|previous|annual|daily|mon\b|tue|wed|thu|fri"
    r"|spring|summer|fall\b|autumn|winter|jan|feb|mar(?:ch)?\b|apr|may\b|ju[nl]|aug|sep|oct|nov|dec"
    r"|\b(?:on|for) the\b|mas\b|halloween|thanksgiving|labou?r|o['’ ]?clock|at (?:one|two|three|four|five|six|seven|eight|nine|ten|el|tw)"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s+"
    r"(?:[ap]\.?\s?m|five|ten|fif|twen|thirt|fort)|twenty[\s-]five",
)
