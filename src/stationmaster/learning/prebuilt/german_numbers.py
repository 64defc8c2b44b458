"""German words for figures; those below a thousand are single words."""

from stationmaster.learning.prebuilt.culture import NumberWords
from stationmaster.learning.prebuilt.words import Phrase

_UNITS = ["ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"]
_TEENS = [
    "zehn",
    "elf",
    "zwölf",
    "dreizehn",
    "vierzehn",
    "fünfzehn",
    "sechzehn",
    "siebzehn",
    "achtzehn",
    "neunzehn",
]
_TENS = ["zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"]
_ONES = ("eins", "eine", "einen", "einer")


def _below_a_hundred() -> dict[str, int]:
    figures = {word: n for n, word in enumerate(_UNITS, start=1)}
    figures |= {word: n for n, word in enumerate(_TEENS, start=10)}
    for ten, word in enumerate(_TENS, start=2):
        figures[word] = ten * 10
        figures |= {f"{unit}und{word}": ten * 10 + n for n, unit in enumerate(_UNITS, start=1)}
    return figures | {"zwo": 2}


def _hundreds(small: dict[str, int]) -> dict[str, int]:
    """Hundreds up to the nineteenth, as years have them: "neunzehnhundertvierundachtzig"."""
    figures: dict[str, int] = {}
    counts = {"": 1} | {word: n for word, n in small.items() if n < 20 and n != 10}
    for before, hundred in counts.items():
        stem = f"{before}hundert"
        figures[stem] = hundred * 100
        for gap in ("", "und"):
            figures |= {f"{stem}{gap}{word}": hundred * 100 + n for word, n in ({"eins": 1} | small).items()}
    return figures


def _plain(figures: dict[str, int]) -> dict[str, int]:
    """With the spellings that have no ß."""
    return figures | {word.replace("ß", "ss"): n for word, n in figures.items() if "ß" in word}


def _cardinals() -> dict[Phrase, int]:
    small = _plain(_below_a_hundred())
    figures = {"null": 0} | small | _plain(_hundreds(small)) | dict.fromkeys(_ONES, 1)
    return {(word,): n for word, n in figures.items()}


_STEMS = {"erst": 1, "dritt": 3, "siebt": 7, "acht": 8}


def _ordinals() -> dict[Phrase, int]:
    small = _plain(_below_a_hundred())
    stems = {f"{word}{'t' if n < 20 else 'st'}": n for word, n in small.items() if n not in _STEMS.values()}
    stems |= _STEMS | {
        "siebent": 7,
        "hundertst": 100,
        "einhundertst": 100,
        "tausendst": 1000,
        "millionst": 10**6,
    }
    stems |= {f"hundert{stem}": 100 + n for stem, n in stems.items() if n < 100}
    return {(f"{stem}{ending}",): n for stem, n in stems.items() for ending in ("e", "er", "en", "es")}


def _other_ordinals() -> dict[Phrase, int]:
    """Stems that stand alone, and parts."""
    stems = {phrase[0][:-1]: n for phrase, n in _ordinals().items() if n in range(2, 91)}
    bare: dict[Phrase, int] = {(word,): n for word, n in stems.items() if word.endswith("t")}
    return bare | {(part,): n for part, n in _PARTS.items()} | {("zuerst",): 1, ("dreiviertel",): 7}


_ROUNDS = {"tausend": 1000, "million": 10**6, "milliarde": 10**9, "billion": 10**12, "billiarde": 10**15}
_PARTS = {
    "drittel": 3,
    "viertel": 4,
    "siebtel": 7,
    "achtel": 8,
    "hundertstel": 100,
    "tausendstel": 1000,
    "millionstel": 10**6,
} | {f"{word}tel": n for n, word in ((5, "fünf"), (6, "sechs"), (9, "neun"), (10, "zehn"), (12, "zwölf"))}

NUMBER_WORDS = NumberWords(
    small=_cardinals(),
    rounds=_ROUNDS
    | {"mio": 10**6, "mrd": 10**9}
    | {f"{word}n" if word.endswith("e") else f"{word}en": n for word, n in _ROUNDS.items()},
    bare_rounds=frozenset({"tausend"}),
    compound="tausend",
    ordinal_phrases=_ordinals(),
    other_ordinals=_other_ordinals(),
    digit_ordinal=r"\d{1,3}\.(?=\s+\w)",
    ordinal_after_point=True,
    inner=frozenset({"ein"}),
    fractions=_PARTS,
    halves={("anderthalb",): "1.5", ("eineinhalb",): "1.5", ("dreiviertel",): "0.75"}
    | {(f"{word}einhalb",): f"{n}.5" for n, word in enumerate(_UNITS, start=1) if n > 1}
    | {
        (article, half): "0.5"
        for article in ("ein", "eine", "einen", "einer")
        for half in ("halb", "halbe", "halbes")
    },
    connector="und",
    point="komma",
    dozens=frozenset({"dutzend"}),
)
