"""Spanish words for dates and times."""

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
_SHORT_MONTHS = {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}
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
_SHORT_WEEKDAYS = {
    short: number
    for number, line in enumerate(
        ("lun lu", "mar ma", "mié mie mi", "jue ju", "vie vi", "sáb sab", "dom do"), start=1
    )
    for short in line.split()
}
_UNITS = {
    "Y": "año años",
    "M": "mes meses",
    "W": "semana semanas",
    "D": "día días dia dias noche noches",
    "H": "hora horas hrs hr hs h",
    "MIN": "minuto minutos min mins",
    "S": "segundo segundos seg segs",
}
#: as they stand after a time or a day; "mañana" alone is tomorrow
_DAYPARTS = {"mañana": "MO", "madrugada": "DA", "tarde": "EV", "noche": "NI"}
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
    "siguientes": 1,
    "anteriores": -1,
    "pasados": -1,
    "pasadas": -1,
    "ultimo": -1,
    "ultima": -1,
    "ultimos": -1,
    "ultimas": -1,
    "pasado": -1,
    "pasada": -1,
}

_PORTIONS = {
    "start": "comienzo comienzos inicio inicios principio principios",
    "mid": "mediados medianos",
    "end": "fin fines final finales",
}
_LINKS = DateLinks(
    skipped=frozenset({"el", "la", "los", "las"}),
    of=frozenset({"de", "del"}),
    year_links=frozenset({",", "de", "del", "en"}),
    articles=frozenset({"otro", "otra"}),
    starters=frozenset({"año", "fin de semana", "finde", "semana", "menos", "más", "otra", "otro", "q", "t"}),
    days=DayLinks(
        lone_day=frozenset({"el", "en"}),
        lone_digits=frozenset({"el", "en", "del"}),
        headed_day=(("el", "día"), ("en", "día"), ("el", "dia")),
        worded_days=True,
        shifted_dates=True,
        shadowed=("mié",),
        vague_shifts=frozenset({"que viene"}),
        week_articles=frozenset({"la"}),
        only_shifted=frozenset({"mi"}),
        today=frozenset({("el", "día"), ("del", "día"), ("el", "dia"), ("del", "dia")}),
        not_today=("de", "internacional"),
        unshifted_holidays=True,
    ),
    nth=NthLinks(
        of_this_month=True,
        articles=frozenset({"el"}),
        last=frozenset({"ultimo", "ultima"}),
        in_month=frozenset({"de"}),
    ),
    ranges=RangeLinks(
        start=frozenset({"de", "desde"}),
        start_of_numbers=frozenset({"del"}),
        start_is_close=True,
        ends_read_on=True,
        between=frozenset({"entre"}),
        between_and=frozenset({"y"}),
        till=frozenset({"a", "al", "hasta", "-", "–", "—", "~"}),
        exact_hours=True,
        to_clock=(("a", "las"), ("a", "la")),
    ),
    periods=PeriodLinks(
        articles=frozenset({"el", "la"}),
        whole_week_ends=True,
        quarter_letters=frozenset({"q", "t"}),
        week_of=frozenset({"al"}),
        numbered_weeks=False,
        weeks_of_year=True,
        unshifted_after=frozenset({"WE"}),
        articles_of_units=True,
        articles_of_bare={
            "año": frozenset({"el", "del"}),
            "mes": frozenset({"el", "del"}),
            "semana": frozenset({"la"}),
        },
        quarters={"trimestre": 3, "semestre": 6},
        month_of=(("el", "mes", "de"), ("mes", "de")),
    ),
    clocks=ClockLinks(
        at=(
            ("a", "las"),
            ("a", "la"),
            *((bound, article) for bound in ("de", "desde") for article in ("las", "la")),
            ("al",),
        ),
        hour_marks_after_at=(("h",),),
        hour_marks=(("en", "punto"),),
        minutes_after_mark=True,
        plus=frozenset({"y"}),
        minus=(("menos",),),
        minutes_in_words=True,
        cut_minutes=frozenset({"minuto", "minutos", "min", "mins"}),
        unhourly=frozenset({"un", "uno"}),
        part_hours={"media": 30, "cuarto": 15},
        settling=frozenset({"de", "por", "en", "a"}),
        settling_ranges=frozenset({"de", "por", "en", "a"}),
        to_phrases=(("para", "las"), ("para", "la"), ("antes", "de", "las"), ("antes", "de", "la")),
        past_phrases=(("pasadas", "las"), ("pasadas", "de", "las"), ("pasados", "las")),
        dotted_after=frozenset({"las"}),
    ),
    moments=MomentLinks(
        before_clock=(("a", "las"), ("a", "la"), (",", "a", "las"), ("a",), ("al",), (",",), ()),
        before_date=(("el",), ("del",), (",",), ("de",), ()),
        this=frozenset({"esta"}),
        after_hour=frozenset({"mañana", "tarde", "madrugada"}),
        before_hour_of_part=((",",), ("a", "las"), ("a", "la"), ("de", "las"), ("para",)),
        days_in_times=frozenset({"mañana"}),
    ),
    parts=DaypartLinks(
        leads=(("por", "la"), ("en", "la"), ("a", "la"), ("de", "la"), ()),
        of=(),
        of_today=(("la",), ("a", "la")),
        stretches={("por", "la", "mañana"): "MO", ("en", "la", "mañana"): "MO"}
        | {(word,): part for word, part in _DAYPARTS.items()},
        last_counts=True,
        greetings=frozenset({"más", "mas", "tan"}),
        nights={"anoche": -1},
        night_from=0,
    ),
    lost=LostLinks(
        with_dayparts=frozenset({"pasado mañana"}),
        phrases=frozenset(
            {
                ("viernes", "santo"),
                ("martes", "de", "carnaval"),
                ("miércoles", "de", "ceniza"),
                ("año nuevo", "chino"),
            }
        ),
        before_days=(("por", "la"), ("en", "la"), ("a", "la"), ()),
    ),
    lengths=LengthLinks(
        within=(("en",),),
        and_a_half=(("y", "media"), ("y", "una", "media"), ("y", "un", "cuarto"), ("y", "cuarto")),
        half_is_lost=True,
        halves=frozenset({"media", "medio"}),
        compared={
            ("durante", "más", "de"): "more",
            ("durante", "mas", "de"): "more",
            ("durante", "de"): "more",
        },
        distances=(
            *(
                ((bound, "de", day), sign, 0)
                for bound, sign in (("antes", -1), ("después", 1))
                for day in ("hoy", "mañana", "ayer")
            ),
            (("desde", "ahora"), 1, 0),
            (("antes",), -1, 0),
            (("después",), 1, 0),
        ),
        undistanced=("después", "de"),
        whole=frozenset({"todo", "toda"}),
        whole_units={"año": "Y", "mes": "M", "semana": "W", "día": "D", "dia": "D"},
    ),
    bounds=BoundLinks(
        rebound=frozenset({"antes", "después"}),
        phrases={
            (*bound, of): mod
            for bound, mod in (
                (("antes",), "before"),
                (("después",), "after"),
                (("despues",), "after"),
                (("a", "partir"), "since"),
            )
            for of in ("de", "del")
        },
        lengths=True,
        bare=frozenset({"hasta"}),
    ),
    repeats=RepeatLinks(
        every=(("cada",), ("todos", "los"), ("todas", "las")),
        unrepeated=frozenset(
            f"{unit}{plural}"
            for unit in ("hora", "minuto", "segundo", "noche", "trimestre")
            for plural in ("", "s")
        )
        - {"noche"},
        daily=frozenset({"días", "dias"}),
    ),
)

DATE_WORDS = DateWords(
    links=_LINKS,
    months=_MONTHS | _SHORT_MONTHS,
    weekdays=_WEEKDAYS | _SHORT_WEEKDAYS,
    weekday_plurals={"sábados": 6, "domingos": 7},
    relative_days={
        ("hoy",): 0,
        ("mañana",): 1,
        ("pasado mañana",): 2,
        ("ayer",): -1,
        ("anteayer",): -2,
        **{
            (*article, day, *which): days
            for day in ("día", "dia")
            for article in ((), ("el",))
            for which, days in ((("siguiente",), 1), (("anterior",), 0), (("después", "de", "mañana"), 2))
        },
        **{
            (*article, which, day): days
            for day in ("día", "dia")
            for article in ((), ("el",))
            for which, days in (("próximo", 1), ("ultimo", -1))
        },
    },
    holidays={
        ("navidad",): (12, 25),
        ("noche", "buena"): (12, 24),
        ("noche", "vieja"): (12, 31),
        ("año nuevo",): (1, 1),
        ("todos", "los", "santos"): (10, 31),
        ("día", "del", "trabajador"): (5, 1),
        ("día", "de", "los", "trabajadores"): (5, 1),
        ("día", "de", "la", "mujer"): (3, 8),
        ("día", "del", "niño"): (6, 1),
        ("día", "del", "maestro"): (9, 11),
    },
    moving_holidays={
        ("día", "de", "la", "madre"): (5, 7, 2, 0),
        ("día", "del", "padre"): (6, 7, 3, 0),
        ("día", "de", "acción", "de", "gracias"): (11, 4, 4, 0),
        ("acción", "de", "gracias"): (11, 4, 4, 0),
        ("viernes", "negro"): (11, 4, 4, 1),
    },
    ordinal_endings=frozenset({"º", "°", "er", "do", "ro", "to"}),
    duration_units={word: unit for unit, words in _UNITS.items() for word in words.split()},
    periods={
        "año": "Y",
        "años": "Y",
        "mes": "M",
        "meses": "M",
        "semana": "W",
        "fin de semana": "WE",
        "finde": "WE",
        "trimestre": "Q",
    },
    seasons={"primavera": "SP", "verano": "SU", "otoño": "FA", "invierno": "WI"},
    dayparts=_DAYPARTS,
    shifts={(word,): steps for word, steps in _SHIFTS.items()},
    shifts_after={
        ("que viene",): 1,
        ("próximo",): 1,
        ("próxima",): 1,
        ("siguiente",): 1,
        ("pasado",): -1,
        ("pasada",): -1,
    },
    named_clocks={
        ("mediodía",): 12,
        ("medio", "día"): 12,
        ("medianoche",): 0,
        ("media", "noche"): 0,
        ("media", "mañana"): 10,
        ("media", "tarde"): 14,
    },
    repeats={
        ("diariamente",): "P1D",
        ("a", "diario"): "P1D",
        ("diario",): "P1D",
        ("quincenalmente",): "P2W",
        ("semanalmente",): "P1W",
        ("mensualmente",): "P1M",
        ("anualmente",): "P1Y",
    },
    bounds={"hasta": "before", "desde": "since"},
    portions={
        (word, of): part
        for part, words in _PORTIONS.items()
        for word in words.split()
        for of in ("de", "del")
    },
    present={
        ("justo", "ahora", "mismo"): "PRESENT_REF",
        ("justo", "ahora"): "PRESENT_REF",
        ("ahora", "mismo"): "PRESENT_REF",
        ("ahora",): "PRESENT_REF",
        ("en", "este", "momento"): "PRESENT_REF",
        ("lo", "más", "pronto", "posible"): "FUTURE_REF",
        ("lo", "mas", "pronto", "posible"): "FUTURE_REF",
        ("tan", "pronto", "como", "sea", "posible"): "FUTURE_REF",
        ("tan", "pronto", "como", "pueda"): "FUTURE_REF",
        ("tan", "pronto", "como", "puedas"): "FUTURE_REF",
        ("tan", "pronto", "como", "puedan"): "FUTURE_REF",
        ("tan", "pronto", "como", "podamos"): "FUTURE_REF",
        ("recientemente",): "PAST_REF",
        ("previamente",): "PAST_REF",
    },
    few=frozenset({"algunos", "algunas", "varios", "varias", "unos", "unas", "poco", "pocos", "algo"}),
    compounds=(
        r"pasado\s+mañana\b",
        r"fin\s+de\s+semana\b",
        r"que\s+viene\b",
        r"año\s+nuevo\b",
    ),
    plain_edges=True,
    day_first=True,
    gate=r"\d|hoy|anoche|ayer|mañana|tarde|noche|d[ií]a|semana|mes\b|meses|año|hora|minut|segundo|trimestre|ahora"
    r"|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo|primavera|verano|otoño|invierno|madrugada"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|s?eptiembre|setiembre|octubre|noviembre|diciembre"
    r"|navidad|año nuevo|santos|gracias|finde|dia\b|dias\b|diari|mente\b|momento|pronto|a las? |al "
    r"|\b(?:lun|lu|mar|ma|mi[eé]?|jue|ju|vie|vi|s[aá]b?|dom|do|may|un[ao]|dos|tres|cuatro|cinco|seis|siete|ocho"
    r"|nueve|diez|once|doce|el (?:trece|catorce|quince|dieci|veint|treinta))",
)
