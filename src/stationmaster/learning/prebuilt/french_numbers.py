"""French words for figures, Swiss and Belgian ones among them."""

from stationmaster.learning.prebuilt.culture import NumberWords
from stationmaster.learning.prebuilt.words import Phrase

_UNITS = ["un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"]
_TEN, _TWENTY = 10, 20
_TEENS = ["dix", "onze", "douze", "treize", "quatorze", "quinze", "seize"]
#: ten -> its words, and the ten that those above it count from
_TENS: dict[int, Phrase] = {
    20: ("vingt",),
    30: ("trente",),
    40: ("quarante",),
    50: ("cinquante",),
    60: ("soixante",),
    80: ("quatre", "vingt"),
}
_OTHER_TENS: dict[int, Phrase] = {70: ("septante",), 80: ("octante",), 90: ("nonante",)}


def _below_twenty() -> dict[Phrase, int]:
    figures: dict[Phrase, int] = {("une",): 1}
    figures |= {(word,): n for n, word in enumerate(_UNITS, start=1)}
    figures |= {(word,): n for n, word in enumerate(_TEENS, start=10)}
    return figures | {("dix", word): n for n, word in ((17, "sept"), (18, "huit"), (19, "neuf"))}


def _below_a_hundred() -> dict[Phrase, int]:
    low = _below_twenty()
    figures: dict[Phrase, int] = {
        ("zéro",): 0,
        ("zero",): 0,
        ("quatre", "vingts"): 80,
        ("huitante",): 80,
    } | low
    for ten, words in (*_TENS.items(), *_OTHER_TENS.items()):
        figures[words] = ten
        above = 20 if words in (("soixante",), ("quatre", "vingt")) else 10
        for phrase, n in low.items():
            if n < above:
                figures[*words, *phrase] = ten + n
                if n in (1, 11):
                    figures[*words, "et", *phrase] = ten + n
    return figures


def _below_a_thousand() -> dict[Phrase, int]:
    small = _below_a_hundred()
    figures = dict(small)
    hundreds: dict[Phrase, int] = {("cent",): 100}
    hundreds |= {(word, "cent"): n * 100 for n, word in enumerate(_UNITS[1:], start=2)}
    for words, hundred in hundreds.items():
        figures[words] = hundred
        figures |= {(*words, *phrase): hundred + n for phrase, n in small.items() if n}
    return figures


def _nth(word: str) -> str:
    stem = {"cinq": "cinqu", "neuf": "neuv", "vingts": "vingt"}.get(word, word.removesuffix("e"))
    return f"{stem}ième"


def _ordinals() -> dict[Phrase, int]:
    """The original has none in the plural, no "second", and reckons with the figure before the last word."""
    figures: dict[Phrase, int] = {
        ("premier",): 1,
        ("première",): 1,
        ("premiere",): 1,
        ("seconde",): 2,
        ("tiers",): 3,
        ("tierce",): 3,
    }
    counted = {phrase: n for phrase, n in _below_a_thousand().items() if n}
    counted |= {("mille",): 1000, ("million",): 10**6, ("milliard",): 10**9}
    for phrase, n in counted.items():
        if phrase[-1] not in ("un", "une") or len(phrase) > 1:
            last = _nth(phrase[-1])
            figures |= {(*phrase[:-1], ending): n for ending in (last, last.replace("è", "e"))}
    units = {phrase: n for phrase, n in figures.items() if len(phrase) == 1 and n < _TEN}
    return figures | {
        (*before, *phrase): figure + n if figure >= n else figure * n
        for before, figure in _below_a_hundred().items()
        for phrase, n in units.items()
        if figure and (*before, *phrase) not in figures
    }


_ROUNDS = {"mille": 1000, "million": 10**6, "milliard": 10**9, "billion": 10**12}
_ORDINALS = _ordinals()
#: every ordinal divides: "deux tiers", and "une deuxième fois" too
_PARTS = {phrase[0]: below for phrase, below in _ORDINALS.items() if len(phrase) == 1}
_PARTS |= {f"{word}s": below for word, below in _PARTS.items() if word.endswith("ème")} | {
    "quart": 4,
    "quarts": 4,
}

NUMBER_WORDS = NumberWords(
    small=_below_a_thousand(),
    rounds=_ROUNDS | {f"{word}s": value for word, value in _ROUNDS.items()},
    bare_rounds=frozenset({"mille"}),
    ordinal_phrases=_ORDINALS,
    digit_ordinal=r"\d*(?:11e(?:me)?|1[eè]re?|[02-9]e(?:me)?)(?!\w)",
    fractions=_PARTS,
    halves={(*before, word): "0.5" for word in ("demi", "demie") for before in ((), ("un",), ("une",))},
    elided=True,
    half_of_it=True,
    whole_dozens=True,
    cut_hundreds={
        ("cent", *words): 100 + ten
        for words, ten in _below_a_hundred().items()
        if ten >= _TWENTY and ten % _TEN == 0
    },
    connector="et",
    point="virgule",
    dozens=frozenset({"douzaine", "douzaines"}),
    out_of=(("sur",),),
)
