"""German words for dates and times."""

from stationmaster.learning.prebuilt.culture import DateWords
from stationmaster.learning.prebuilt.date_links import (
    BoundLinks,
    ClockLinks,
    DateLinks,
    DayLinks,
    DaypartLinks,
    LengthLinks,
    LostLinks,
    MomentLinks,
    NthLinks,
    PeriodLinks,
    RangeLinks,
    RepeatLinks,
)
from stationmaster.learning.prebuilt.words import Phrase

_MONTHS = {
    "januar": 1,
    "jänner": 1,
    "februar": 2,
    "feber": 2,
    "märz": 3,
    "april": 4,
    "mai": 5,
    "juni": 6,
    "juli": 7,
    "august": 8,
    "september": 9,
    "oktober": 10,
    "november": 11,
    "dezember": 12,
}
_SHORT_MONTHS = {
    "jan": 1,
    "feb": 2,
    "apr": 4,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sep": 9,
    "sept": 9,
    "okt": 10,
    "nov": 11,
    "dez": 12,
}
_WEEKDAYS = {
    "montag": 1,
    "dienstag": 2,
    "mittwoch": 3,
    "donnerstag": 4,
    "freitag": 5,
    "samstag": 6,
    "sonnabend": 6,
    "sonntag": 7,
}
_SHORT_WEEKDAYS = {
    f"{short}.": number for number, short in enumerate(("mo", "di", "mi", "do", "fr", "sa", "so"), start=1)
}
_UNITS = {
    "Y": "jahr jahre jahren",
    "M": "monat monate monaten",
    "W": "woche wochen",
    "D": "tag tage tagen tg",
    "H": "stunde stunden h",
    "MIN": "minute minuten min",
    "S": "sekunde sekunden sek",
}
_DAYPARTS = {
    "MO": ("morgen", "früh", "vormittag", "morgens", "vormittags"),
    "MI": ("mittag", "mittags"),
    "AF": ("nachmittag", "nachmittags"),
    "EV": ("abend", "abends"),
    "NI": ("nacht", "nachts"),
}
_ENDINGS = ("e", "er", "en", "es", "em")
_STEMS = {
    "dies": 0,
    "jetzig": 0,
    "heutig": 0,
    "aktuell": 0,
    "nächst": 1,
    "kommend": 1,
    "übernächst": 2,
    "letzt": -1,
    "vergangen": -1,
    "vorig": -1,
    "vorherig": -1,
    "vorletzt": -2,
}
_SHIFTS: dict[Phrase, int] = {
    (f"{stem}{ending}",): steps for stem, steps in _STEMS.items() for ending in _ENDINGS
}
_THE = frozenset({"der", "dem", "den", "des"})
_AN = frozenset({"ein", "eine", "einen", "einem", "einer", "eines"})


def _relative_days() -> dict[Phrase, int]:
    """Days by name, and "tag" after an article or a shift: "am nächsten Tag"."""
    days: dict[Phrase, int] = {
        ("heute",): 0,
        ("morgen",): 1,
        ("übermorgen",): 2,
        ("gestern",): -1,
        ("vorgestern",): -2,
    }
    days |= {(word, day): 0 for word in (*_THE, "am") for day in ("tag", "tages")}
    days |= {(*shift, "tag"): steps for shift, steps in _SHIFTS.items() if abs(steps) < 2}
    return days | {(f"dies{ending}", "morgen"): 0 for ending in _ENDINGS}


_SETTLING = frozenset({word for words in _DAYPARTS.values() for word in words} - {"morgen"}) | {
    "am",
    "gegen",
    "in",
}
_NOW: tuple[Phrase, ...] = (
    *(("genau", "jetzt"), ("jetzt",), ("momentan",), ("derzeit",), ("gerade",), ("aktuell",), ("aktuelle",)),
    *(("im", "moment"), ("in", "diesem", "moment")),
)
_COUNTED = ("täglich", "wöchentlich", "monatlich", "jährlich")
_LENGTHS = dict(zip(_COUNTED, ("P1D", "P1W", "P1M", "P1Y"), strict=True))
_LINKS = DateLinks(
    articles=_AN,
    the=_THE,
    skipped=frozenset({"zum", "die", "das"}) | _THE,
    of=frozenset({"des"}),
    days=DayLinks(
        on=frozenset({"am"}),
        short_years=True,
    ),
    nth=NthLinks(
        articles=_THE | {"am", "das", "die", "im"},
        counted=True,
        last=frozenset({"letzte", "letzten"}),
        in_month=frozenset({"im", "des"}),
    ),
    ranges=RangeLinks(
        last_month_counts=True,
        start=frozenset({"von", "vom"}),
        between=frozenset({"zwischen"}),
        between_and=frozenset({"und"}),
        till=frozenset({"bis", "-", "–", "—", "~"}),
    ),
    periods=PeriodLinks(
        articles=frozenset({"am", "das"}),
        articles_of_units=True,
        articles_alone=True,
        open_quarters=False,
        month_of=(("im", "monat"), ("monat",), *((word,) for word in (*_THE, "das", "am"))),
        year_of=(("jahr",),),
        quarters={"quartal": 3},
        rest_of=(("rest", "der"), ("rest", "des"), ("rest", "dieser")),
        numbered_weeks=False,
    ),
    clocks=ClockLinks(
        at=(("um",), ("gegen",)),
        hour_before_point=True,
        hour_marks=(("uhr",),),
        minutes_after_mark=True,
        past=frozenset({"nach"}),
        to=frozenset({"vor"}),
        part_hours={"viertel": 15},
        half_to={"halb": 30, "dreiviertel": 45, "viertel": 15},
        settling=_SETTLING,
        settling_ranges=_SETTLING,
    ),
    moments=MomentLinks(
        before_clock=(("um",), ("gegen",), (",",), ()),
        before_date=(("am",), (",",), ()),
    ),
    parts=DaypartLinks(
        leads=(("am",), ("gegen",), ("in", "der"), ()),
        greetings=frozenset({"gut", "gute", "guten"}),
        noon_after=frozenset({"morgen", "übermorgen"}),
        shades={"früh": "start", "frühen": "start", "spät": "end", "späten": "end"},
        unstretched=frozenset({"um"}),
        of=((), ("am",)),
    ),
    lost=LostLinks(
        partless=frozenset({"übermorgen"}),
        hourless=frozenset({"morgen", "übermorgen"}),
        bare_hours=True,
    ),
    lengths=LengthLinks(
        within=(("in",),),
        within_units=frozenset({"Y", "M", "W", "D", "H", "MIN", "S"}),
        halves=frozenset({"halbe", "halben", "halbes", "halber"}),
        whole=frozenset({"ganze", "ganzen", "ganzer", "ganzes"}),
        whole_units={"jahr": "Y", "monat": "M", "woche": "W", "tag": "D"},
        compared={
            ("seit",): "since",
            ("ab",): "since",
            ("nach",): "after",
            ("bis",): "before",
            ("mehr", "als"): "more",
            ("weniger", "als"): "less",
        },
        looking_back=frozenset({"vor"}),
        distances=(
            (("später",), 1, 0),
            (("danach",), -1, 0),
            *(
                ((link, day), 1, days)
                for link in ("nach", "ab")
                for day, days in (("heute", 0), ("morgen", 1))
            ),
        ),
    ),
    bounds=BoundLinks(
        articles=_THE,
        ends_begin=True,
        about=frozenset({"gegen", "circa", "ca"}),
    ),
    repeats=RepeatLinks(
        every=(("jeden",), ("jede",), ("jedes",), ("jedem",), ("jeder",), ("alle",), ("immer",)),
        always=frozenset({"immer"}),
        unrepeated=frozenset({"tage", "wochen", "monate", "jahre"})
        | {"stunde", "stunden", "minute", "minuten", "sekunde", "sekunden"},
    ),
)

DATE_WORDS = DateWords(
    links=_LINKS,
    months=_MONTHS | _SHORT_MONTHS,
    weekdays=_WEEKDAYS | _SHORT_WEEKDAYS,
    weekday_plurals={f"{name}s": number for name, number in _WEEKDAYS.items()},
    relative_days=_relative_days(),
    holidays={
        ("weihnachten",): (12, 25),
        ("heiligabend",): (12, 24),
        ("silvester",): (12, 31),
        ("neujahr",): (1, 1),
        ("neujahrstag",): (1, 1),
        ("valentinstag",): (2, 14),
        ("halloween",): (10, 31),
    },
    moving_holidays={("muttertag",): (5, 7, 2, 0)},
    ordinal_endings=frozenset({"."}),
    duration_units={word: unit for unit, words in _UNITS.items() for word in words.split()},
    periods={"jahr": "Y", "jahres": "Y", "monat": "M", "monats": "M", "woche": "W", "wochenende": "WE"},
    seasons={"frühling": "SP", "frühjahr": "SP", "sommer": "SU", "herbst": "FA", "winter": "WI"},
    dayparts={word: part for part, words in _DAYPARTS.items() for word in words},
    shifts=_SHIFTS,
    named_clocks={("mitternacht",): 0, ("mittag",): 12, ("mittags",): 12, ("am mittag",): 12},
    repeats={
        (f"{every}{word}{ending}",): timex
        for word, timex in _LENGTHS.items()
        for every in ("", "all")
        for ending in ("", "e", "er", "en", "es")
    },
    bounds={"bis": "before", "vor": "before", "nach": "after", "seit": "since", "ab": "since"},
    portions={("ende",): "end"},
    present=dict.fromkeys(_NOW, "PRESENT_REF")
    | {("so", "früh", "wie", "möglich"): "FUTURE_REF", ("vorher",): "PAST_REF", ("neulich",): "PAST_REF"},
    few=frozenset({"einige", "wenige", "paar"}),
    compounds=(
        r"am\s+mittag\b",
        r"(?:mon|diens|donners|frei|sams|sonn)tag(?=(?:vor|nach)?mittag|abend|morgen|nacht)",
        r"(?:mittwoch|sonnabend)(?=(?:vor|nach)?mittag|abend|morgen|nacht)",
        r"(?:viertel|halb)(?=jährlich)",
        r"spät(?=abends?\b)",
        # the original leaves the ending of "bis freitags" out
        r"(?<=\bbis\s)(?:mon|diens|donners|frei|sams|sonn)tag(?=s\b)",
        r"(?<=\bbis\s)(?:mittwoch|sonnabend)(?=s\b)",
        r"(?:mo|di|mi|do|fr|sa|so)\.(?!\d)",
    ),
    day_first=True,
    gate=r"\d|\b(?:mo|di|mi|do|fr|sa|so)\.|heute|morgen|gestern|mittag|abend|nacht|früh|tag\b|tage|woche|monat|jahr|stunde|minute|sekunde"
    r"|quartal|jetzt|möglich|montag|dienstag|mittwoch|freitag|frühling|sommer|herbst|winter|jan|jänner|feb"
    r"|märz|apr|\bmai\b|jun|jul|aug|sep|okt|nov|dez|weihnacht|heilig|silvester|halloween|lich|uhr\b"
    r"|\bhalb |viertel|\bum |\bgegen |neujahr|vorher|neulich|moment|derzeit|gerade|aktuell",
)
