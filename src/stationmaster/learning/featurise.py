"""Text to numbers in one pass: weighted n-grams of words and characters, and a static embedding."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from stationmaster.domain.dataset import Dataset
from stationmaster.learning.embeddings import DIMENSIONS, static_embeddings

#: Languages written without spaces between words: their characters stand in for words.
UNSPACED_LANGUAGES = frozenset({"zh", "ja", "th"})
EMBEDDED_LANGUAGES = frozenset({"en"})
EMBEDDING_WEIGHT = 1.5

_CHARACTER_SIZES = (3, 4, 5)
#: A gram must occur in two texts where there are more texts than this.
_RARE_GRAMS_UP_TO = 2_000
_ASCII_WORD = re.compile(r"\w+", re.ASCII)
_SEPARATOR = "\n"  # no gram holds white space other than a blank


@dataclass(frozen=True, kw_only=True, slots=True)
class TextStyle:
    """How texts of one version are read."""

    by_character: bool = False
    strip_diacritics: bool = False
    strip_punctuation: bool = False
    embedded: bool = False


def style_of(dataset: Dataset) -> TextStyle:
    """What the culture and the settings of a version say about reading its texts."""
    language = dataset.culture.split("-", 1)[0].lower()
    switched_on = {setting.id for setting in dataset.settings if setting.value.strip().lower() == "true"}
    return TextStyle(
        by_character=language in UNSPACED_LANGUAGES,
        strip_diacritics="NormalizeDiacritics" in switched_on,
        strip_punctuation="NormalizePunctuation" in switched_on,
        embedded=language in EMBEDDED_LANGUAGES and static_embeddings() is not None,
    )


def normalise(text: str, style: TextStyle) -> str:
    """The text in small letters and compatible forms, without what the settings switch off."""
    text = unicodedata.normalize("NFKC", _without_surrogates(text)).lower()
    if style.strip_diacritics and not text.isascii():
        marked = unicodedata.normalize("NFD", text)
        text = unicodedata.normalize("NFC", "".join(c for c in marked if not unicodedata.combining(c)))
    if style.strip_punctuation:
        text = "".join(" " if unicodedata.category(c)[0] == "P" else c for c in text)
    return text


def _without_surrogates(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


@lru_cache(maxsize=1)
def _word_pattern() -> re.Pattern[str]:
    """Runs of letters with their marks, which Python's `\\w` leaves out, or one symbol such as an emoji."""
    codes = range(0x300, 0x1E000)
    marks = "".join(chr(code) for code in codes if unicodedata.category(chr(code))[0] == "M")
    return re.compile(rf"[\w{re.escape(marks)}\u200c\u200d]+|[^\w\s!-/:-@\[-`{{-~]")


def words_of(normalised: str, style: TextStyle) -> list[str]:
    """The words of a normalised text, or its characters where words are not separated."""
    words = (_ASCII_WORD if normalised.isascii() else _word_pattern()).findall(normalised)
    if not style.by_character:
        return words
    return [part for word in words for part in ([word] if word.isascii() else word)]


def word_grams(normalised: str, style: TextStyle) -> list[str]:
    """The words of a normalised text, and its pairs of neighbours."""
    words = words_of(normalised, style)
    return words + [f"{first} {second}" for first, second in pairwise(words)]


def character_grams(normalised: str) -> Iterator[str]:
    """The short stretches of characters within the parts of a normalised text between blanks."""
    return chain.from_iterable(map(_chunk_grams, normalised.split()))


@lru_cache(maxsize=20_000)
def _chunk_grams(chunk: str) -> tuple[str, ...]:
    """The grams of one part, with a blank as its first and last character."""
    padded = f" {chunk} "
    grams: list[str] = []
    for size in _CHARACTER_SIZES:
        last = max(len(padded) - size, 0)
        grams.extend(padded[start : start + size] for start in range(last + 1))
        if not last:
            break
    return tuple(grams)


@dataclass(frozen=True, kw_only=True, slots=True)
class Featuriser:
    """A vocabulary of grams with their rarity: columns of words, of characters, of the embedding."""

    style: TextStyle
    words: Mapping[str, int]
    characters: Mapping[str, int]
    rarity: NDArray[np.float32]

    @property
    def size(self) -> int:
        """How many features a text can have."""
        return len(self.rarity) + (DIMENSIONS if self.style.embedded else 0)

    def features_of(self, text: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """The columns of one text that are not zero, and their values."""
        normalised = normalise(text, self.style)
        words = _known(word_grams(normalised, self.style), self.words)
        characters = _known(character_grams(normalised), self.characters)
        columns = np.array([*words, *characters], dtype=np.int32)
        counts = np.array([*words.values(), *characters.values()], dtype=np.float64)
        weights: NDArray[np.float64] = (1 + np.log(counts)) * self.rarity[columns].astype(np.float64)
        _to_unit_length(weights[: len(words)])
        _to_unit_length(weights[len(words) :])
        values = weights.astype(np.float32)
        if not self.style.embedded:
            return columns, values
        embedding = _embedding_of(normalised)
        embedded_columns = np.arange(len(self.rarity), self.size, dtype=np.int32)
        return np.concatenate([columns, embedded_columns]), np.concatenate([values, embedding])

    def transform(self, texts: Sequence[str]) -> sparse.csr_array:
        """Many texts, one in each row."""
        rows = [self.features_of(text) for text in texts]
        starts = np.cumsum([0, *(len(columns) for columns, _ in rows)], dtype=np.int32)
        columns = np.concatenate([columns for columns, _ in rows])
        values = np.concatenate([values for _, values in rows])
        return sparse.csr_array((values, columns, starts), shape=(len(rows), self.size))

    def tensors(self) -> dict[str, NDArray[Any]]:
        """The vocabulary as arrays, for an artefact."""
        return {
            "words": _packed(self.words),
            "characters": _packed(self.characters),
            "rarity": self.rarity,
        }

    @staticmethod
    def from_tensors(style: TextStyle, tensors: Mapping[str, NDArray[Any]]) -> Featuriser:
        """What `tensors` took apart."""
        words = _unpacked(tensors["words"])
        return Featuriser(
            style=style,
            words=_numbered(words, 0),
            characters=_numbered(_unpacked(tensors["characters"]), len(words)),
            rarity=tensors["rarity"],
        )


class MissingEmbeddings(RuntimeError):
    """The model was trained with embeddings that are not installed here."""


def fit_featuriser(texts: Sequence[str], style: TextStyle, *, most: int = sys.maxsize) -> Featuriser:
    """The vocabulary of these texts, of at most so many grams: the most frequent ones."""
    words: Counter[str] = Counter()
    characters: Counter[str] = Counter()
    for text in texts:
        normalised = normalise(text, style)
        words.update(set(word_grams(normalised, style)))
        characters.update(set(character_grams(normalised)))
    least = 1 if len(texts) <= _RARE_GRAMS_UP_TO else 2
    found = [(-count, 0, gram) for gram, count in words.items() if count >= least]
    found += [(-count, 1, gram) for gram, count in characters.items() if count >= least]
    found.sort()
    kept = sorted((kind, gram, -count) for count, kind, gram in found[:most])
    counts = np.array([count for _, _, count in kept], dtype=np.float64)
    chosen = [gram for kind, gram, _ in kept if kind == 0]
    return Featuriser(
        style=style,
        words=_numbered(chosen, 0),
        characters=_numbered([gram for kind, gram, _ in kept if kind == 1], len(chosen)),
        rarity=(np.log((1 + len(texts)) / (1 + counts)) + 1).astype(np.float32),
    )


def _known(grams: Iterable[str], vocabulary: Mapping[str, int]) -> dict[int, int]:
    counts: dict[int | None, int] = Counter(map(vocabulary.get, grams))
    counts.pop(None, None)
    return cast(dict[int, int], counts)


def _embedding_of(normalised: str) -> NDArray[np.float32]:
    embeddings = static_embeddings()
    if embeddings is None:
        raise MissingEmbeddings
    return embeddings.encode(normalised) * np.float32(EMBEDDING_WEIGHT)


def _to_unit_length(weights: NDArray[np.float64]) -> None:
    if len(weights):
        weights /= np.sqrt(np.square(weights).sum())


def _numbered(grams: Sequence[str], first: int) -> dict[str, int]:
    return {gram: first + position for position, gram in enumerate(grams)}


def _packed(grams: Mapping[str, int]) -> NDArray[np.uint8]:
    return np.frombuffer(_SEPARATOR.join(grams).encode(), dtype=np.uint8)


def _unpacked(packed: NDArray[np.uint8]) -> list[str]:
    text = packed.tobytes().decode()
    return text.split(_SEPARATOR) if text else []
