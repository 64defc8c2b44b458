"""Spanish words for figures."""

from stationmaster.learning.prebuilt.culture import NumberWords
from stationmaster.learning.prebuilt.words import Phrase

_UNITS = ["uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"]
_TEENS = [
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciséis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
]
_TENS = ["treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"]
_HUNDREDS = [
    "doscient",
    "trescient",
    "cuatrocient",
    "quinient",
    "seiscient",
    "setecient",
    "ochocient",
    "novecient",
]
_TWENTIES = [
    "veintidós",
    "veintitrés",
    "veinticuatro",
    "veinticinco",
    "veintiséis",
    "veintisiete",
    "veintiocho",
    "veintinueve",
]
_ONES = ("un", "una", "uno")
_PLAIN = str.maketrans("áéíóú", "aeiou")


def _below_a_hundred() -> dict[Phrase, int]:
    figures: dict[Phrase, int] = {("cero",): 0, ("veinte",): 20}
    figures |= {(word,): 1 for word in _ONES}
    figures |= {(word,): n for n, word in enumerate(_UNITS, start=1)}
    figures |= {(word,): n for n, word in enumerate(_TEENS, start=10)}
    figures |= {(word,): 21 for word in ("veintiuno", "veintiuna", "veintiún")}
    figures |= {(word,): n for n, word in enumerate(_TWENTIES, start=22)}
    figures |= {(word.translate(_PLAIN),): n for (word,), n in figures.items()}
    units = {word: n for (word,), n in figures.items() if 0 < n < 10}
    for ten, word in enumerate(_TENS, start=3):
        figures[word,] = ten * 10
        figures |= {(word, "y", unit): ten * 10 + n for unit, n in units.items()}
    return figures


def _below_a_thousand() -> dict[Phrase, int]:
    small = _below_a_hundred()
    figures = dict(small) | {("cien",): 100, ("ciento",): 100}
    hundreds = {"ciento": 100} | {
        f"{stem}{ending}": hundred * 100
        for hundred, stem in enumerate(_HUNDREDS, start=2)
        for ending in ("os", "as")
    }
    figures |= {(word,): hundred for word, hundred in hundreds.items()}
    for word, hundred in hundreds.items():
        figures |= {(word, *phrase): hundred + n for phrase, n in small.items() if n}
    return figures


_FIRST = ["primer", "segund", "tercer", "cuart", "quint", "sext", "séptim", "octav", "noven"]
_ORDINAL_TENS = {
    "décim": 10,
    "vigésim": 20,
    "trigésim": 30,
    "cuadragésim": 40,
    "quincuagésim": 50,
    "sexagésim": 60,
    "septuagésim": 70,
    "octogésim": 80,
    "nonagésim": 90,
    "centésim": 100,
    "milésim": 1000,
    "millonésim": 10**6,
}


def _ordinals() -> dict[Phrase, int]:
    single: dict[str, int] = {"primer": 1, "tercer": 3}
    endings = ("o", "a", "os", "as")
    stems = {stem: n for n, stem in enumerate(_FIRST, start=1)} | {"undécim": 11, "duodécim": 12}
    stems |= {"decimotercer": 13, "decimocuart": 14, "decimoquint": 15, "decimosext": 16}
    stems |= {"decimoséptim": 17, "decimoctav": 18, "decimonoven": 19} | _ORDINAL_TENS
    single |= {f"{stem}{ending}": n for stem, n in stems.items() for ending in endings}
    single |= {word.translate(_PLAIN): n for word, n in single.items()}
    figures: dict[Phrase, int] = {(word,): n for word, n in single.items()}
    tens = {word: n for word, n in single.items() if 10 <= n <= 90 and n % 10 == 0}
    for ten, value in tens.items():
        figures |= {(ten, unit): value + n for unit, n in single.items() if n < 10}
    return figures


_ROUNDS = {
    "mil": 1000,
    "millón": 10**6,
    "millon": 10**6,
    "millones": 10**6,
    "billón": 10**12,
    "billones": 10**12,
}
_ORDINALS = _ordinals()
#: every ordinal divides: "tres cuartas", and "diez segundos" too
_PARTS = {phrase[0]: below for phrase, below in _ORDINALS.items() if len(phrase) == 1}

NUMBER_WORDS = NumberWords(
    small=_below_a_thousand(),
    rounds=_ROUNDS,
    bare_rounds=frozenset({"mil"}),
    ordinal_phrases=_ORDINALS,
    digit_ordinal=r"\d*(?:1er|1r[oa]|2d[oa]|3r[oa]|[456]t[oa]|7m[oa]|8v[oa]|9n[oa]|0m[oa]|1[12][vm][oa])(?!\w)",
    fractions=_PARTS | {"tercio": 3, "tercios": 3},
    halves={(*before, word): "0.5" for word in ("medio", "media") for before in ((), ("un",), ("una",))}
    | {("mitad",): "0.5"},
    half_of_it=True,
    whole_dozens=True,
    out_of=(("sobre",),),
    connector="y",
    point="coma",
    dozens=frozenset({"docena", "docenas"}),
    hidden=frozenset({("por", "ciento"), ("por", "cien")}),
)
