"""Words that say little of what somebody wants, for those who ask to learn without them."""

from __future__ import annotations

import re
from functools import lru_cache

from stationmaster.domain.dataset import Dataset

_STOP_WORDS = {
    "en": "a an the and or but of to in on at by for from with as is are was were be been am do does did has have"
    " had i me my you your he she it its we us our they them their this that these those will would shall should"
    " can could may might must there here so than then too very just please",
    "de": "der die das den dem des ein eine einen einem einer eines und oder aber von zu zum zur in im an am auf"
    " bei für mit aus als ist sind war waren sein bin hat habe haben ich mich mir mein meine du dich dir dein er"
    " sie es wir uns ihr sich dies diese dieser bitte so sehr auch nur",
    "es": "el la los las un una unos unas y o pero de del a al en por para con como es son era soy está están ser"
    " yo me mi mis tú te tu tus él ella se su sus nos este esta esto ese esa eso que lo muy por favor",
    "fr": "le la les l un une des et ou mais de du d à au aux en dans par pour avec comme est sont était être suis"
    " je j me m mon ma mes tu te t ton ta tes il elle se s son sa ses nous vous ce cet cette ces que qu très",
}
_WORD = re.compile(r"[^\W_]+")
_BLANKS = re.compile(r"\s+")


def stop_words_of(dataset: Dataset) -> tuple[str, ...]:
    """The words that a version names itself, or the usual ones of its language."""
    named = dataset.setting_values.get("Stopwords")
    return tuple(sorted(set((named or _STOP_WORDS.get(dataset.language, "")).split())))


def without_stop_words(text: str, unwanted: tuple[str, ...]) -> str:
    """A normalised text without these words; one that has nothing else stays whole."""
    words = _as_set(unwanted)
    rest = _WORD.sub(lambda word: "" if word[0] in words else word[0], text)
    return _BLANKS.sub(" ", rest).strip() if _WORD.search(rest) else text


@lru_cache(maxsize=32)
def _as_set(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(words)
