"""German words for dates and times."""

from stationmaster.learning.prebuilt.culture import DateLinks, DateWords, Phrase

_MONTHS = {
    "januar": 1,
    "jänner": 1,
    "februar": 2,
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
_UNITS = {
    "Y": "jahr jahre jahren",
    "M": "monat monate monaten",
    "W": "woche wochen",
    "D": "tag tage tagen",
    "H": "stunde stunden h",
    "MIN": "minute minuten min",
    "S": "sekunde sekunden sek",
}
_DAYPARTS = {
    "MO": ("morgen", "früh", "vormittag", "morgens", "vormittags"),
    "AF": ("mittag", "nachmittag", "mittags", "nachmittags"),
    "EV": ("abend", "abends"),
    "NI": ("nacht", "nachts"),
}
_ENDINGS = ("e", "er", "en", "es", "em")
_STEMS = {"dies": 0, "nächst": 1, "kommend": 1, "letzt": -1, "vergangen": -1, "vorig": -1}


def _named_clocks() -> dict[Phrase, int]:
    clocks: dict[Phrase, int] = {("mitternacht",): 0}
    return clocks | {("am mittag",): 12, ("mittags",): 12}


_SETTLING = frozenset({"morgens", "vormittags", "mittags", "nachmittags", "abends", "nachts", "am", "in"})
_LINKS = DateLinks(
    on=frozenset({"am"}),
    period_articles=frozenset({"am"}),
    skipped=frozenset({"zum", "dem", "den", "der", "die", "das"}),
    year_links=frozenset({","}),
    within=(("in",),),
    within_units=frozenset({"Y", "M", "W", "D", "H", "MIN", "S"}),
    start=frozenset({"von", "vom"}),
    between=frozenset({"zwischen"}),
    between_and=frozenset({"und"}),
    till=frozenset({"bis", "-", "–", "—", "~"}),
    at=(("um",),),
    before_clock=(("um",), (",", "um"), (",",), ()),
    before_date=(("am",), (",",), ()),
    hour_marks=(("uhr",),),
    minutes_after_mark=True,
    past=frozenset({"nach"}),
    to=frozenset({"vor"}),
    part_hours={"viertel": 15},
    half_to=frozenset({"halb"}),
    daypart_leads=((), ("am",), ("in", "der")),
    unstretched=frozenset({"um"}),
    daypart_of=((), ("am",)),
    settling=_SETTLING,
    settling_ranges=_SETTLING,
    halves=frozenset({"halbe", "halben"}),
    compared={("vor",): "before", ("seit",): "since", ("mehr", "als"): "more", ("weniger", "als"): "less"},
    distances=((("später",), 1, 0), (("früher",), -1, 0)),
    last=frozenset({"letzte", "letzten"}),
    in_month=frozenset({"im", "des"}),
    every=(("jeden",), ("jede",), ("jedes",), ("alle",)),
    starters=frozenset({"mehr", "weniger", "am", "in"}),
)

DATE_WORDS = DateWords(
    links=_LINKS,
    months=_MONTHS | _SHORT_MONTHS,
    weekdays=_WEEKDAYS,
    weekday_plurals={f"{name}s": number for name, number in _WEEKDAYS.items()},
    relative_days={
        ("heute",): 0,
        ("morgen",): 1,
        ("übermorgen",): 2,
        ("gestern",): -1,
        ("vorgestern",): -2,
    },
    holidays={
        ("weihnachten",): (12, 25),
        ("heiligabend",): (12, 24),
        ("silvester",): (12, 31),
        ("neujahr",): (1, 1),
        ("valentinstag",): (2, 14),
        ("halloween",): (10, 31),
    },
    moving_holidays={},
    ordinal_endings=frozenset({"."}),
    duration_units={word: unit for unit, words in _UNITS.items() for word in words.split()},
    periods={"jahr": "Y", "monat": "M", "woche": "W", "wochenende": "WE", "quartal": "Q"},
    seasons={"frühling": "SP", "frühjahr": "SP", "sommer": "SU", "herbst": "FA", "winter": "WI"},
    dayparts={word: part for part, words in _DAYPARTS.items() for word in words},
    shifts={(f"{stem}{ending}",): steps for stem, steps in _STEMS.items() for ending in _ENDINGS},
    named_clocks=_named_clocks(),
    repeats={
        ("täglich",): "P1D",
        ("wöchentlich",): "P1W",
        ("monatlich",): "P1M",
        ("vierteljährlich",): "P3M",
        ("jährlich",): "P1Y",
    },
    bounds={"bis": "before", "vor": "before", "nach": "after", "seit": "since", "ab": "since"},
    portions={("anfang",): "start", ("mitte",): "mid", ("ende",): "end"},
    present={
        ("jetzt",): "PRESENT_REF",
        ("so", "schnell", "wie", "möglich"): "FUTURE_REF",
        ("so", "bald", "wie", "möglich"): "FUTURE_REF",
    },
    few=frozenset({"einige", "einigen", "mehrere", "mehreren", "paar"}),
    compounds=(r"am\s+mittag\b",),
    day_first=True,
    gate=r"\d|heute|morgen|gestern|mittag|abend|nacht|früh|tag\b|tage|woche|monat|jahr|stunde|minute|sekunde"
    r"|quartal|jetzt|möglich|montag|dienstag|mittwoch|freitag|frühling|sommer|herbst|winter|jan|jänner|feb"
    r"|märz|apr|\bmai\b|jun|jul|aug|sep|okt|nov|dez|weihnacht|heilig|silvester|halloween|täglich|lich\b|uhr\b"
    r"|\bhalb |viertel|\bum ",
)
