"""Spanish words for dates and times."""

from stationmaster.learning.prebuilt.culture import DateLinks, DateWords

_MONTHS = {
    "enero": 1,
    "febrero": 2,
    "marzo": 3,
    "abril": 4,
    "mayo": 5,
    "junio": 6,
    "julio": 7,
    "agosto": 8,
    "septiembre": 9,
    "setiembre": 9,
    "octubre": 10,
    "noviembre": 11,
    "diciembre": 12,
}
_SHORT_MONTHS = {name[:3]: number for name, number in _MONTHS.items() if name not in ("mayo", "marzo")}
_WEEKDAYS = {
    "lunes": 1,
    "martes": 2,
    "miércoles": 3,
    "miercoles": 3,
    "jueves": 4,
    "viernes": 5,
    "sábado": 6,
    "sabado": 6,
    "domingo": 7,
}
_UNITS = {
    "Y": "año años",
    "M": "mes meses",
    "W": "semana semanas",
    "D": "día días dia dias",
    "H": "hora horas hrs h",
    "MIN": "minuto minutos min mins",
    "S": "segundo segundos seg segs",
}
#: as they stand after a time or a day; "mañana" alone is tomorrow
_DAYPARTS = {
    "MO": ("mañana", "madrugada"),
    "AF": ("mediodía",),
    "EV": ("tarde",),
    "NI": ("noche",),
}
_SHIFTS = {
    "este": 0,
    "esta": 0,
    "estos": 0,
    "estas": 0,
    "próximo": 1,
    "próxima": 1,
    "próximos": 1,
    "próximas": 1,
    "proximo": 1,
    "proxima": 1,
    "siguiente": 1,
    "último": -1,
    "última": -1,
    "últimos": -1,
    "últimas": -1,
    "pasado": -1,
    "pasada": -1,
}

_SETTLING = frozenset(
    {
        f"{lead} {word}"
        for words in _DAYPARTS.values()
        for word in words
        for lead in ("de la", "por la", "en la")
    }
    | {"del mediodía"}
)
_LINKS = DateLinks(
    skipped=frozenset({"el", "la", "los", "las"}),
    period_articles=frozenset({"el", "la"}),
    of=frozenset({"de"}),
    lone_day=frozenset({"el"}),
    year_links=frozenset({",", "de", "del", "en"}),
    within=(("en",),),
    start=frozenset({"de", "del", "desde"}),
    between=frozenset({"entre"}),
    between_and=frozenset({"y"}),
    till=frozenset({"a", "al", "hasta", "-", "–", "—", "~"}),
    at=(
        ("a", "las"),
        ("a", "la"),
        *((bound, "las") for bound in ("antes de", "después de", "a partir de", "hasta", "desde")),
    ),
    hour_marks_after_at=(("horas",), ("hs",), ("h",)),
    before_clock=(("a", "las"), ("a", "la"), (",", "a", "las"), ("a",), ("al",), (",",), ()),
    before_date=(("el",), ("del",), (",",), ("de",), ()),
    hour_marks=(("en", "punto"),),
    minutes_after_mark=True,
    plus=frozenset({"y"}),
    minus=(("menos",),),
    part_hours={"media": 30, "cuarto": 15},
    settling=_SETTLING,
    settling_ranges=_SETTLING,
    and_a_half=(("y", "media"), ("y", "medio")),
    halves=frozenset({"media", "medio"}),
    compared={("más", "de"): "more", ("menos", "de"): "less"},
    distances=((("atrás",), -1, 0),),
    every=(("cada",), ("todos", "los"), ("todas", "las")),
    last=frozenset({"último", "última"}),
    in_month=frozenset({"de"}),
    nights={"anoche": -1},
    starters=frozenset({"anoche", "más", "menos", "el", "la"}),
)

DATE_WORDS = DateWords(
    links=_LINKS,
    months=_MONTHS | _SHORT_MONTHS,
    weekdays=_WEEKDAYS,
    weekday_plurals={"sábados": 6, "domingos": 7},
    relative_days={
        ("hoy",): 0,
        ("mañana",): 1,
        ("pasado mañana",): 2,
        ("ayer",): -1,
        ("anteayer",): -2,
        ("antes de ayer",): -2,
    },
    holidays={
        ("navidad",): (12, 25),
        ("nochevieja",): (12, 31),
        ("año nuevo",): (1, 1),
        ("san valentín",): (2, 14),
        ("halloween",): (10, 31),
    },
    moving_holidays={},
    ordinal_endings=frozenset({"º", "°"}),
    duration_units={word: unit for unit, words in _UNITS.items() for word in words.split()},
    periods={"año": "Y", "mes": "M", "semana": "W", "fin de semana": "WE", "trimestre": "Q"},
    seasons={"primavera": "SP", "verano": "SU", "otoño": "FA", "invierno": "WI"},
    dayparts={
        f"{lead} {word}": part
        for part, words in _DAYPARTS.items()
        for word in words
        for lead in ("de la", "por la", "en la", "a la")
    }
    | {"noche": "NI", "tarde": "EV", "mañana": "MO"},
    shifts={(word,): steps for word, steps in _SHIFTS.items()},
    shifts_after={
        ("que viene",): 1,
        ("próximo",): 1,
        ("próxima",): 1,
        ("siguiente",): 1,
        ("pasado",): -1,
        ("pasada",): -1,
    },
    named_clocks={("mediodía",): 12, ("medio", "día"): 12, ("medianoche",): 0},
    repeats={
        ("diariamente",): "P1D",
        ("diario",): "P1D",
        ("semanalmente",): "P1W",
        ("mensualmente",): "P1M",
        ("anualmente",): "P1Y",
    },
    bounds={
        "antes de": "before",
        "antes del": "before",
        "hasta": "before",
        "después de": "after",
        "después del": "after",
        "despues de": "after",
        "desde": "since",
        "a partir de": "since",
        "a partir del": "since",
    },
    portions={
        ("principios", "de"): "start",
        ("mediados", "de"): "mid",
        ("finales", "de"): "end",
    },
    present={("ahora", "mismo"): "PRESENT_REF", ("ahora",): "PRESENT_REF"},
    few=frozenset({"algunos", "algunas", "varios", "varias"}),
    compounds=(
        r"pasado\s+mañana\b",
        r"antes\s+de\s+ayer\b",
        r"fin\s+de\s+semana\b",
        r"que\s+viene\b",
        r"año\s+nuevo\b",
        r"a\s+partir\s+del?\b",
        r"san\s+valentín\b",
        r"(?:antes|despu[eé]s)\s+del?\b",
        r"(?:de|por|en|a)\s+la\s+(?:mañana|madrugada|tarde|noche)\b",
        r"del\s+mediodía\b",
    ),
    day_first=True,
    gate=r"\d|hoy|anoche|ayer|mañana|tarde|noche|d[ií]a|semana|mes\b|meses|año|hora|minut|segundo|trimestre|ahora"
    r"|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo|primavera|verano|otoño|invierno|madrugada"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|s?eptiembre|setiembre|octubre|noviembre|diciembre"
    r"|navidad|vieja|san\s+valent|halloween|diari|mente\b|a las? |y media|y cuarto",
)
