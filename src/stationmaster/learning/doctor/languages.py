"""Texts that are in another language than the app, by their script and their small words."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache

from stationmaster.domain.dataset import Dataset
from stationmaster.domain.findings import Finding, FindingKind, Severity
from stationmaster.learning.doctor.function_words import FUNCTION_WORDS, LATIN, SCRIPTS
from stationmaster.learning.tokens import folded, tokenise

#: So many different small words of another language, and none of the app's.
_FOREIGN_WORDS = 2
NAMES: Mapping[str, str] = {
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "de": "German",
    "it": "Italian",
    "pt": "Portuguese",
    "nl": "Dutch",
    "tr": "Turkish",
    "da": "Danish",
    "sv": "Swedish",
    "pl": "Polish",
}


def language_findings(dataset: Dataset) -> Iterator[Finding]:
    """One finding for each foreign utterance or question, or one for the app where most of them are."""
    language = dataset.language
    texts = [utterance.text for utterance in dataset.utterances]
    texts += [question for faq in dataset.faqs for question in faq.questions]
    foreign = [(text, other) for text in texts if (other := _other_language(text, language))]
    common = Counter(other for _, other in foreign).most_common(1)
    if common and common[0][1] > len(texts) / 2:
        other, count = common[0]
        yield Finding(
            kind=FindingKind.WRONG_LANGUAGE,
            severity=Severity.HIGH,
            items=(dataset.culture,),
            sentence=f"The app's culture is {dataset.culture}, but {count} of {len(texts)} texts look {other}.",
            advice="Make an app of the culture that they are in: words, dates and numbers are read by it.",
        )
        foreign = [(text, its) for text, its in foreign if its != other]
    for text, other in foreign:
        yield Finding(
            kind=FindingKind.WRONG_LANGUAGE,
            severity=Severity.LOW,
            items=(text,),
            sentence=f"“{text}” looks {other}; the app's culture is {dataset.culture}.",
            advice="Remove it, or make an app of its culture; one app reads one language.",
        )


def _other_language(text: str, language: str) -> str | None:
    """What a text looks like, if not like this language."""
    script = _script_of(text)
    expected = SCRIPTS.get(language, LATIN)
    if script and script not in expected and not (expected != LATIN and script == "LATIN"):
        return f"to be in {script.capitalize()} script"
    if expected != LATIN or language not in FUNCTION_WORDS:
        return None
    words = {folded(token.text) for token in tokenise(text)}
    if words & FUNCTION_WORDS[language]:
        return None
    counts = {other: len(words & theirs) for other, theirs in _telling_words().items() if other != language}
    best = max(counts, key=lambda other: (counts[other], other))
    return NAMES[best] if counts[best] >= _FOREIGN_WORDS else None


def _script_of(text: str) -> str | None:
    """The script of most letters; scripts that mix with others in one language count as one."""
    scripts = Counter(_script(character) for character in text if character.isalpha())
    return scripts.most_common(1)[0][0] if scripts else None


@lru_cache(maxsize=16384)
def _script(character: str) -> str:
    return unicodedata.name(character, "UNKNOWN").split(" ", 1)[0]


@lru_cache(maxsize=1)
def _telling_words() -> dict[str, frozenset[str]]:
    """The small words that only one language has."""
    counts = Counter(word for words in FUNCTION_WORDS.values() for word in words)
    return {
        language: frozenset(word for word in words if counts[word] == 1)
        for language, words in FUNCTION_WORDS.items()
    }
