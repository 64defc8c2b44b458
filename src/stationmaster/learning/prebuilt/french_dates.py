"""French words for dates and times."""

from itertools import product

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
from stationmaster.learning.prebuilt.french_numbers import NUMBER_WORDS
from stationmaster.learning.prebuilt.words import Phrase

_MONTHS = {
    "janvier": 1,
    "février": 2,
    "fevrier": 2,
    "mars": 3,
    "avril": 4,
    "mai": 5,
    "juin": 6,
    "juillet": 7,
    "août": 8,
    "aout": 8,
    "septembre": 9,
    "octobre": 10,
    "novembre": 11,
    "décembre": 12,
    "decembre": 12,
}
_SHORT_MONTHS = {
    "janv": 1,
    "jan": 1,
    "févr": 2,
    "fevr": 2,
    "fév": 2,
    "fev": 2,
    "avr": 4,
    "jun": 6,
    "juil": 7,
    "jul": 7,
    "sept": 9,
    "sep": 9,
    "oct": 10,
    "nov": 11,
    "déc": 12,
    "dec": 12,
}
_WEEKDAYS = {
    "lundi": 1,
    "mardi": 2,
    "mercredi": 3,
    "jeudi": 4,
    "vendredi": 5,
    "samedi": 6,
    "dimanche": 7,
}
#: "jeu" is a game too, and "mar" no month, as in the original
_SHORT_WEEKDAYS = {"lun": 1, "mar": 2, "jeu": 4, "ven": 5, "sam": 6, "dim": 7}
_UNITS = {
    "Y": "an ans annee annees",
    "M": "mois",
    "W": "semaine semaines",
    "D": "jour jours journee journees",
    "H": "heure heures hr hrs h",
    "MIN": "minute minutes min mins",
    "S": "seconde secondes sec secs",
}
#: which the original takes for one of it where no figure stands before
_LONE_UNITS = {
    "Y": "ans",
    "W": "semaines",
    "D": "jour jours",
    "H": "heure heures hr hrs h",
    "MIN": "minute minutes min mins",
    "S": "seconde secondes sec secs",
}
_DAYPARTS = {
    "MO": ("matin", "matinée", "du matin", "le matin", "ce matin", "dans la matinée", "de matinée"),
    "AF": (
        "après-midi",
        "apres-midi",
        "après midi",
        "apres midi",
        "de l'après-midi",
        "l'après-midi",
        "d'après-midi",
        "dans l'après-midi",
    ),
    "EV": (
        "soir",
        "soirs",
        "soirée",
        "soirées",
        "du soir",
        "le soir",
        "ce soir",
        "dans la soirée",
        "de soirée",
    ),
    "NI": ("nuit", "nuits", "dans la nuit"),
}
#: which alone are noon in the original
_NOONS = ("après-midi", "apres-midi", "après midi", "apres midi")
_NEXT = ("prochain", "prochaine")
_LAST = ("dernier", "derniers", "dernière", "dernières", "derniere", "dernieres")
_WEEK_BEFORE = _LAST[2:]
_END = ("fin", "de")
_BEFORE = ("précédente", "precedente")
#: that belong to the week, the month or the season they stand before
_LEADS = ("de", "du", "ce", "cette", "le", "la", *_NEXT, *_LAST, *_BEFORE)


def _said_periods() -> dict[Phrase, tuple[str, int]]:
    """Whole phrases as the original reads them: next and last count for weeks; elsewhere it is this month."""
    weeks: dict[Phrase, tuple[str, int]] = {(lead, "semaine"): ("W", 0) for lead in _LEADS}
    weeks |= {
        (*la, *end, "semaine", suffix): ("W", (suffix in _NEXT) - (suffix in _WEEK_BEFORE))
        for la, end, suffix in product(((), ("la",)), ((), _END), (*_NEXT, *_LAST, *_BEFORE))
    }
    months = {(lead, "mois"): ("M", 0) for lead in _LEADS}
    weekends = {(lead, *_END, "semaine"): ("WE", 0) for lead in _LEADS} | {("le", "weekend"): ("WE", 0)}
    vague: list[Phrase] = [
        (noun, suffix) for noun in ("week-end", "weekend", "mois", "an") for suffix in (*_NEXT, *_LAST)
    ]
    vague += [(lead, noun) for lead in _LEADS for noun in ("week-end", "weekend")]
    vague += [("week-end",), ("weekend",), ("l'", "année"), *((lead, "l'", "année") for lead in _LEADS)]
    years = {
        ("l'", "année", suffix): ("OPEN", 1 if suffix in _NEXT else -1) for suffix in (*_NEXT, *_WEEK_BEFORE)
    }
    lengths = {("derniers", "jours"): ("P1D", -1), ("derniers", "ans"): ("P1Y", -1)}
    lengths |= {(last, "semaines"): ("P1W", -1) for last in _LAST}
    lengths |= {("prochaines", "semaines"): ("P1W", 1)}
    phrases = weeks | months | dict.fromkeys(vague, ("", 0)) | weekends | years | lengths
    return dict(sorted(phrases.items(), key=lambda entry: -len(entry[0])))


#: spoken hours that the original knows after "à", which it takes "a" for; longer ones first
_HOURS: dict[Phrase, int] = {
    phrase: hour
    for phrase, hour in sorted(NUMBER_WORDS.small.items(), key=lambda entry: -len(entry[0]))
    if 2 <= hour <= 23
}
_TODAYS: dict[Phrase, str] = {
    ("la", "nuit"): "NI",
    ("de", "nuit"): "NI",
    ("cette", "nuit"): "NI",
    ("la", "soirée"): "EV",
    ("cette", "soirée"): "EV",
    ("de l'après-midi",): "AF",
    ("hier", "matin"): "MO",
    ("hier", "après-midi"): "AF",
    ("hier", "soir"): "EV",
}

_SETTLING = frozenset({"du matin", "ce matin", "le matin", "du soir", "ce soir", "le soir"})
_LINKS = DateLinks(
    skipped=frozenset({"le", "la", "les", "l'", "l’"}),
    of=frozenset({"de", "d'"}),
    year_links=frozenset({",", "de", "en"}),
    articles=frozenset({"un", "une"}),
    longest_wins=True,
    starters=frozenset({"moins", "plus"}),
    days=DayLinks(
        lone_day=frozenset({"le", "au", "en", "sur"}),
        on=frozenset({"du", "dans"}),
        bare_days=True,
        open_firsts=True,
        weekday_shifts=False,
        for_the=("pour", "le"),
        holiday_years={("cette", "année"): 0, ("de", "cette", "année"): 0},
    ),
    nth=NthLinks(
        in_month=frozenset({"de", "en", "le", "dans"}),
        articles=frozenset({"le"}),
        of_month=frozenset({"premier", "troisième", "troisieme", "quatrième", "quatrieme"}),
        of_this_month=True,
        counted=True,
    ),
    ranges=RangeLinks(
        start=frozenset({"de"}),
        start_of_days=frozenset({"du"}),
        between=frozenset({"entre"}),
        between_and=frozenset({"et"}),
        between_articles=frozenset({"le", "la"}),
        till=frozenset({"à", "a", "au", "et", "avant", "jusqu'à", "-", "–", "—", "~"}),
        bare_pairs=True,
        ends_read_on=True,
        exact_hours=True,
    ),
    periods=PeriodLinks(
        month_of=tuple((lead,) for lead in _LEADS),
        never_alone=frozenset({"mars"}),
        season_leads=frozenset(_LEADS),
        lone_seasons={"été": frozenset({"l'", "cet", "cette", "en"})},
        year_words={("deux", "mille"): 2000},
    ),
    clocks=ClockLinks(
        at=(("à",), ("a",)),
        hours_at=_HOURS,
        hour_marks=(("heures",), ("heure",), ("h",)),
        minutes_after_mark=True,
        plus=frozenset({"et"}),
        unhourly=frozenset({"un"}),
        minus=(("moins",),),
        part_hours={"demie": 30, "demi": 30, "quart": 15},
        settling=_SETTLING,
        settling_ranges=_SETTLING,
        marked_hours=frozenset({"heure", "heures"}),
    ),
    moments=MomentLinks(
        before_clock=(("à",), (",", "à"), (",",), ("vers",), ("pour",), ("de",), ("en",), ()),
        before_date=(("le",), (",",), ("de",), ("pour",), ("vers",), ()),
        this_hour=frozenset({"ce", "cette"}),
        day_end=(("fin", "de", "la", "journée"),),
    ),
    parts=DaypartLinks(
        unstretched=frozenset({"à", *_NOONS}),
        loose=frozenset({"soir", "soirs"}),
        todays=_TODAYS,
        apart=frozenset({"dans l'après-midi"}),
        shades={"fin": "end", "fin de": "end", "tôt": "start", "début": "start"},
    ),
    lost=LostLinks(
        parts=frozenset({"dans la matinée"}),
    ),
    lengths=LengthLinks(
        within=(("dans",), ("en",), ("sur",)),
        within_words=frozenset({"an"}),
        and_a_half=(("et", "demi"),),
        half_is_lost=True,
        halves=frozenset({"demi"}),
        compared={("depuis",): "since"},
        distances=((("plus", "tard"), 1, 0), (("plus", "tôt"), -1, 0)),
    ),
    bounds=BoundLinks(
        bare=frozenset({"avant", "apres", "depuis"}),
    ),
    repeats=RepeatLinks(
        every=(("chaque",), ("tous", "les"), ("toutes", "les")),
    ),
)

#: names that the original knows and does not date, which makes them the last of the year
_UNDATED = (
    "pâques|paques|vendredi saint|mercredi des cendres|mardi gras|toussaint|fête du travail|fete du travail"
    "|martin luther king|poisson d' avril|jour de pâques|jour de l' an"
)

_SHIFTS: dict[Phrase, int] = {(word,): 1 for word in (*_NEXT, "prochaines")}
_SHIFTS |= {(word,): -1 for word in _LAST}
_NAMED_CLOCKS: dict[Phrase, int] = {(noon,): 12 for noon in _NOONS}
_NAMED_CLOCKS[("minuit",)] = 0

DATE_WORDS = DateWords(
    links=_LINKS,
    months=_MONTHS | _SHORT_MONTHS,
    weekdays=_WEEKDAYS | {f"{name}s": number for name, number in _WEEKDAYS.items()} | _SHORT_WEEKDAYS,
    weekday_plurals={},
    relative_days={
        ("aujourd'hui",): 0,
        ("demain",): 1,
        ("lendemain",): 1,
        ("le", "jour", "suivant"): 1,
        ("jour", "suivant"): 1,
        ("après-demain",): 2,
        ("après demain",): 2,
        ("apres-demain",): 2,
        ("hier",): -1,
        ("avant-hier",): -2,
        ("avant hier",): -2,
        ("de", "la", "journée"): 0,
        ("la", "journée"): 0,
        ("le", "dernier", "jour"): 0,
        ("dernier", "jour"): 0,
    },
    holidays={
        ("réveillon", "de", "noël"): (12, 24),
        ("veille", "de", "noël"): (12, 24),
        ("noël",): (12, 25),
        ("noel",): (12, 25),
        ("nouvel", "an", "chinois"): (1, 1),
        ("réveillon", "de", "nouvel", "an"): (12, 31),
        ("nouvel", "an"): (1, 1),
        #: a month late, as in the original
        ("la", "saint-valentin"): (3, 14),
        ("la", "saint", "valentin"): (3, 14),
        ("la", "saint-sylvestre"): (12, 31),
        ("halloween",): (10, 31),
        **{tuple(name.split()): (12, 31) for name in _UNDATED.split("|")},
    },
    moving_holidays={
        ("fête", "des", "mères"): (5, 7, 2, 0),
        ("fête", "des", "pères"): (6, 7, 3, 0),
        ("thanksgiving",): (11, 4, 4, 0),
    },
    ordinal_endings=frozenset({"er", "e"}),
    duration_units={word: unit for unit, words in _UNITS.items() for word in words.split()},
    periods={},
    said_periods=_said_periods(),
    said_lengths={(word,): unit for unit, words in _LONE_UNITS.items() for word in words.split()}
    | {("toute", "la", "semaine"): "W"},
    seasons={"printemps": "SP", "été": "SU", "automne": "FA", "hiver": "WI"},
    dayparts={word: part for part, words in _DAYPARTS.items() for word in words},
    shifts=_SHIFTS,
    shifts_after={
        (*of, *week, word): 1 if word in _NEXT else -1
        for of, week, word in product(((), ("de",)), (("la", "semaine"),), (*_NEXT, *_WEEK_BEFORE))
    }
    | {("cette", "semaine"): 0}
    | {(word,): 1 for word in (*_NEXT, "suivante")}
    | {(word,): -1 for word in (*_LAST, *_BEFORE)},
    named_clocks=_NAMED_CLOCKS,
    repeats={
        ("quotidien",): "P1D",
        ("quotidienne",): "P1D",
        ("hebdomadaire",): "P1W",
        ("bihebdomadaire",): "P2W",
        ("mensuel",): "P1M",
        ("mensuelle",): "P1M",
        ("annuel",): "P1Y",
        ("annuellement",): "P1Y",
        ("de", "chaque", "mois"): "P1M",
        ("de", "chaque", "semaine"): "P1W",
        **{
            (*every, word): timex
            for every in (("chaque",), ("tous", "les"), ("toutes", "les"))
            for word, timex in {
                "matins": "TMO",
                "après-midis": "TAF",
                "soirs": "TEV",
                "soir": "TEV",
                "week-end": "",
            }.items()
        },
    },
    bounds={"avant": "before", "apres": "after", "depuis": "since"},
    portions={},
    present={
        ("maintenant",): "PRESENT_REF",
        ("dès que possible",): "FUTURE_REF",
        ("récemment",): "PAST_REF",
        ("auparavant",): "PAST_REF",
        ("ce", "moment"): "",
        ("moment",): "",
    },
    few=frozenset({"quelques", "plusieurs"}),
    compounds=(
        r"aujourd'hui\b",
        r"(?:apr[eè]s[- ]demain|avant[- ]hier|week-end|saint-(?:valentin|sylvestre))\b",
        r"(?:de\s+l'\s*|dans\s+l'\s*|[dl]'\s*)?après-midis?\b",
        r"(?:apres-|apr[eè]s\s)midi\b",
        # the original reads no time in these
        r"toute\s+(?:la\s+journée|l'année)\b",
        r"l'année\s+(?:suivante|précédente)\b",
        r"quarts?\s+d'heure\b",
        r"dans\s+une\s+demi-heure\b",
        r"dans\s+la\s+(?:nuit|soirée|matinée)\b",
        r"de\s+(?:soirée|matinée)\b",
        r"fin\s+de(?=\s+(?:matinée|soirée)\b)",
        r"(?:du|le|ce)\s+(?:matin|soir)\b",
        r"jusqu'(?:au|à)\b",
        r"dès\s+que\s+possible\b",
        # the original ends a word at an accent: "un hôtel" is an hour, "un séjour" a day
        r"[^\W\d_]*[à-öù-ÿ](?=jours?\b)",
        r"h(?=[à-öù-ÿ])",
        r"[ldjcnmstq]['’](?=\w)",
    ),
    day_first=True,
    gate=r"\d|hui\b|\bh[à-öù-ÿ]|demain|hier\b|matin|midi|minuit|soir|nuit|jour|semaine|mois\b|\bans?\b|année|heure|\bhrs?\b"
    r"|\bmins?\b|\bsecs?\b|minut|second|trimestre|maintenant|moment|possible|récemment|auparavant|lundi|mardi"
    r"|mercredi|jeudi|vendredi|samedi|dimanche|\b(?:lun|mar|jeu|ven|sam|dim)\b|printemps|\bété|automne|hiver"
    r"|\bjan|f[ée]v|\bmars\b|avr|\bmai\b|juin|\bjun\b|juil|\bjul\b|ao[ûu]t|sep|oct|nov|d[ée]c|no[ëe]l|nouvel an"
    r"|valentin|sylvestre|halloween|p[âa]ques|toussaint|f[êe]te|thanksgiving|\bst\b|luther|mensuel|annuel|quotidien"
    r"|hebdo|week|deux\s+mille|\b[àa]\s+\w",
)
