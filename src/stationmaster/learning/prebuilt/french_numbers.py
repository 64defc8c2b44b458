"""French words for figures, Swiss and Belgian ones among them."""

from stationmaster.learning.prebuilt.culture import NumberWords, Phrase

_UNITS = ["un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"]
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
    return figures | {(word, "cents"): n * 100 for n, word in enumerate(_UNITS[1:], start=2)}


def _nth(word: str) -> str:
    stem = {"cinq": "cinqu", "neuf": "neuv", "vingts": "vingt"}.get(word, word.removesuffix("e"))
    return f"{stem}ième"


def _ordinals() -> dict[Phrase, int]:
    figures: dict[Phrase, int] = {
        ("premier",): 1,
        ("première",): 1,
        ("premiers",): 1,
        ("premières",): 1,
        ("second",): 2,
        ("seconde",): 2,
    }
    counted = {phrase: n for phrase, n in _below_a_thousand().items() if n}
    counted |= {("mille",): 1000, ("million",): 10**6, ("milliard",): 10**9}
    for phrase, n in counted.items():
        if phrase not in (("un",), ("une",)) and phrase[-1] not in ("une", "cents"):
            last = _nth(phrase[-1])
            figures |= {(*phrase[:-1], ending): n for ending in (last, f"{last}s", last.replace("è", "e"))}
    return figures


_ROUNDS = {"mille": 1000, "million": 10**6, "milliard": 10**9, "billion": 10**12}
_PARTS = {"tiers": 3, "quart": 4, "quarts": 4} | {
    f"{_nth(word)}{ending}": n
    for n, word in enumerate((*_UNITS, "dix"), start=1)
    if n > 2
    for ending in ("", "s")
}

NUMBER_WORDS = NumberWords(
    small=_below_a_thousand(),
    rounds=_ROUNDS | {f"{word}s": value for word, value in _ROUNDS.items()},
    bare_rounds=frozenset({"mille"}),
    ordinal_phrases=_ordinals(),
    digit_ordinal=r"(?:1(?:er|re|ère|ere)|2nde?|\d+(?:e|eme|ème|ième))(?!\w)",
    fractions=_PARTS,
    halves={(*before, word): "0.5" for word in ("demi", "demie") for before in ((), ("un",), ("une",))},
    connector="et",
    point="virgule",
    dozens=frozenset({"douzaine", "douzaines"}),
    out_of=(("sur",),),
)
