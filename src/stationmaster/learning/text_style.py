"""How texts are read: in which style, and as which words and stretches of characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, pairwise
from typing import Any

from stationmaster.domain.dataset import Dataset
from stationmaster.learning.embeddings import static_embeddings
from stationmaster.learning.stop_words import stop_words_of, without_stop_words

#: Languages written without spaces between words: their characters stand in for words.
UNSPACED_LANGUAGES = frozenset({"zh", "ja", "th"})
#: Languages that the static table and the sentence encoder know.
EMBEDDED_LANGUAGES = frozenset({"en"})

_CHARACTER_SIZES = (3, 4, 5)
#: Where a static table knows the words, longer stretches of them tell nothing more: held-out loss is the same,
#: for half of the features.
_CHARACTER_SIZES_OF_KNOWN_WORDS = (3,)
_EDGE = "<"  # no word is this
#: Controls, invisible joiners, halves of characters and blanks. What this Python has no category for may be a new emoji.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"})
_ASCII_WORD = re.compile(r"\w+", re.ASCII)


@dataclass(frozen=True, kw_only=True, slots=True)
class TextStyle:
    """How texts of one version are read."""

    by_character: bool = False
    strip_diacritics: bool = False
    strip_punctuation: bool = False
    embedded: bool = False  #: by the static table
    encoded: bool = False  #: by the sentence encoder
    with_edges: bool = False  #: whether the first and the last word are pairs with the text's edges
    character_sizes: tuple[int, ...] = _CHARACTER_SIZES
    stop_words: tuple[str, ...] = ()  #: words that are left out
    #: The phrases of each list that is switched on, all normalised and in order.
    phrases: tuple[tuple[str, ...], ...] = ()


def style_of(dataset: Dataset) -> TextStyle:
    """What the culture and the settings of a version say about reading its texts."""
    language = dataset.language
    switched_on = {name for name, value in dataset.setting_values.items() if value == "true"}
    embedded = language in EMBEDDED_LANGUAGES and static_embeddings() is not None
    style = TextStyle(
        by_character=language in UNSPACED_LANGUAGES,
        strip_diacritics="NormalizeDiacritics" in switched_on,
        strip_punctuation="NormalizePunctuation" in switched_on,
        stop_words=stop_words_of(dataset) if "UseStopwords" in switched_on else (),
        embedded=embedded,
        with_edges=True,
        character_sizes=_CHARACTER_SIZES_OF_KNOWN_WORDS if embedded else _CHARACTER_SIZES,
    )
    lists = sorted((each.name, each.phrases) for each in dataset.phrase_lists if each.active)
    if "UseSynonyms" in switched_on:
        lists += sorted((each.name, (each.name.lstrip("~"), *each.words)) for each in dataset.synonyms)
    phrases = (sorted({normalise(phrase, style) for phrase in listed}) for _, listed in lists)
    return replace(style, phrases=tuple(map(tuple, phrases)))


def style_from(manifest: Mapping[str, Any]) -> TextStyle:
    """The style that an artefact's manifest holds."""
    phrases = tuple(map(tuple, manifest["phrases"]))
    sizes, words = tuple(manifest["character_sizes"]), tuple(manifest["stop_words"])
    return TextStyle(**{**manifest, "phrases": phrases, "character_sizes": sizes, "stop_words": words})


def normalise(text: str, style: TextStyle) -> str:
    """The text in small letters and compatible forms, without what the settings switch off."""
    text = unicodedata.normalize("NFKC", _without_surrogates(text)).lower()
    if style.strip_diacritics and not text.isascii():
        marked = unicodedata.normalize("NFD", text)
        text = unicodedata.normalize("NFC", "".join(c for c in marked if not unicodedata.combining(c)))
    if style.strip_punctuation:
        text = "".join(" " if unicodedata.category(c)[0] == "P" else c for c in text)
    if style.stop_words:
        text = without_stop_words(text, style.stop_words)
    return text


def says_something(text: str) -> bool:
    """Whether there is more in a text than blanks, controls and what nobody sees."""
    return any(unicodedata.category(character) not in _UNSEEN for character in text)


def _without_surrogates(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def word_pattern(normalised: str) -> re.Pattern[str]:
    """What finds the words of a normalised text."""
    return _ASCII_WORD if normalised.isascii() else _word_of_any_script()


@lru_cache(maxsize=1)
def _word_of_any_script() -> re.Pattern[str]:
    """Runs of letters with their marks, which Python's `\\w` leaves out, or one symbol such as an emoji."""
    codes = range(0x300, 0x1E000)
    marks = "".join(chr(code) for code in codes if unicodedata.category(chr(code))[0] == "M")
    return re.compile(rf"[\w{re.escape(marks)}\u200c\u200d]+|[^\w\s!-/:-@\[-`{{-~]")


def words_of(normalised: str, style: TextStyle) -> list[str]:
    """The words of a normalised text, or its characters where words are not separated."""
    words = word_pattern(normalised).findall(normalised)
    if not style.by_character:
        return words
    return [part for word in words for part in ([word] if word.isascii() else word)]


def word_grams(normalised: str, style: TextStyle) -> list[str]:
    """The words of a normalised text, its pairs of neighbours, and the phrase lists that it is found in."""
    words = words_of(normalised, style)
    row = [_EDGE, *words, _EDGE] if style.with_edges else words
    pairs = [f"{first} {second}" for first, second in pairwise(row)]
    return words + pairs + _lists_found(words, style) if style.phrases else words + pairs


def _lists_found(words: Sequence[str], style: TextStyle) -> list[str]:
    """One gram for each phrase of a list; no word begins with a bracket."""
    index = _phrase_index(replace(style, encoded=False))
    return [
        f"[{number}"
        for start, word in enumerate(words)
        for phrase, number in index.get(word, ())
        if tuple(words[start : start + len(phrase)]) == phrase
    ]


@lru_cache(maxsize=32)
def _phrase_index(style: TextStyle) -> Mapping[str, Sequence[tuple[tuple[str, ...], int]]]:
    """Each phrase's words and the number of its list, by the first word."""
    index: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for number, listed in enumerate(style.phrases):
        for phrase in listed:
            words = tuple(words_of(phrase, style))
            if words:
                index.setdefault(words[0], []).append((words, number))
    return index


def character_grams(normalised: str, sizes: tuple[int, ...] = _CHARACTER_SIZES) -> Iterator[str]:
    """The short stretches of characters within the parts of a normalised text between blanks."""
    return chain.from_iterable([chunk_grams(chunk, sizes) for chunk in normalised.split()])


@lru_cache(maxsize=20_000)
def chunk_grams(chunk: str, sizes: tuple[int, ...]) -> tuple[str, ...]:
    """The grams of one part, with a blank as its first and last character."""
    padded = f" {chunk} "
    grams: list[str] = []
    for size in sizes:
        last = max(len(padded) - size, 0)
        grams.extend(padded[start : start + size] for start in range(last + 1))
        if not last:
            break
    return tuple(grams)
