"""Text to numbers in one pass: weighted n-grams of words and characters, and a static embedding."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from stationmaster.domain.dataset import Dataset
from stationmaster.learning.embeddings import DIMENSIONS, static_embeddings

#: Languages written without spaces between words: their characters stand in for words.
UNSPACED_LANGUAGES = frozenset({"zh", "ja", "th"})
EMBEDDED_LANGUAGES = frozenset({"en"})
EMBEDDING_WEIGHT = 1.5

_WORD_SIZES = (1, 2)
_CHARACTER_SIZES = (3, 4, 5)
#: A gram must occur in two texts where there are more texts than this.
_RARE_GRAMS_UP_TO = 2_000
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
    words = _word_pattern().findall(normalised)
    if not style.by_character:
        return words
    return [part for word in words for part in ([word] if word.isascii() else word)]


def _word_grams(words: Sequence[str]) -> Iterator[str]:
    yield from words
    for first, second in pairwise(words):
        yield f"{first} {second}"


@lru_cache(maxsize=20_000)
def _character_grams(chunk: str) -> tuple[str, ...]:
    """The character grams of one stretch between blanks, which count as its first and last character."""
    padded = f" {chunk} "
    grams: list[str] = []
    for size in _CHARACTER_SIZES:
        last = max(len(padded) - size, 0)
        grams.extend(padded[start : start + size] for start in range(last + 1))
        if not last:
            break
    return tuple(grams)


@dataclass(frozen=True, kw_only=True, slots=True)
class Features:
    """Texts as rows: sparse gram weights and, where the style asks for it, dense embeddings."""

    grams: sparse.csr_array
    dense: NDArray[np.float32]

    def rows(self, chosen: NDArray[np.intp]) -> Features:
        """Some of the rows."""
        return Features(grams=self.grams[chosen], dense=self.dense[chosen])


@dataclass(frozen=True, kw_only=True, slots=True)
class Featuriser:
    """A vocabulary of grams with their rarity; words come first, then characters."""

    style: TextStyle
    words: Mapping[str, int]
    characters: Mapping[str, int]
    rarity: NDArray[np.float32]

    @property
    def dense_size(self) -> int:
        """How many dense features a text has."""
        return DIMENSIONS if self.style.embedded else 0

    def features_of(self, text: str) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.float32]]:
        """One text: the columns of its known grams, their weights, and its dense features."""
        normalised = normalise(text, self.style)
        known_words = _known(_word_grams(words_of(normalised, self.style)), self.words)
        chunks = (gram for chunk in normalised.split() for gram in _character_grams(chunk))
        known_characters = _known(chunks, self.characters)
        columns = np.array([*known_words, *known_characters], dtype=np.int32)
        weights = np.array([*known_words.values(), *known_characters.values()], dtype=np.float32)
        weights = (np.float32(1) + np.log(weights)) * self.rarity[columns]
        _to_unit_length(weights[: len(known_words)])
        _to_unit_length(weights[len(known_words) :])
        return columns, weights, self._dense(normalised)

    def _dense(self, normalised: str) -> NDArray[np.float32]:
        if not self.style.embedded:
            return np.zeros(0, dtype=np.float32)
        embeddings = static_embeddings()
        if embeddings is None:
            raise MissingEmbeddings
        return embeddings.encode(normalised) * np.float32(EMBEDDING_WEIGHT)

    def transform(self, texts: Sequence[str]) -> Features:
        """Many texts."""
        rows = [self.features_of(text) for text in texts]
        starts = np.concatenate([[0], np.cumsum([len(columns) for columns, _, _ in rows])]).astype(np.int32)
        columns = np.concatenate([np.zeros(0, np.int32), *(columns for columns, _, _ in rows)])
        weights = np.concatenate([np.zeros(0, np.float32), *(weights for _, weights, _ in rows)])
        shape = (len(rows), len(self.rarity))
        dense = np.array([dense for _, _, dense in rows], dtype=np.float32)
        return Features(
            grams=sparse.csr_array((weights, columns, starts), shape=shape),
            dense=dense.reshape(len(rows), self.dense_size),
        )

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
        words.update(set(_word_grams(words_of(normalised, style))))
        characters.update({gram for chunk in normalised.split() for gram in _character_grams(chunk)})
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


def _known(grams: Iterator[str], vocabulary: Mapping[str, int]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for gram in grams:
        column = vocabulary.get(gram)
        if column is not None:
            counts[column] = counts.get(column, 0) + 1
    return counts


def _to_unit_length(weights: NDArray[np.float32]) -> None:
    if len(weights):
        weights /= np.sqrt(np.square(weights).sum())


def _numbered(grams: Sequence[str], first: int) -> dict[str, int]:
    return {gram: first + position for position, gram in enumerate(grams)}


def _packed(grams: Mapping[str, int]) -> NDArray[np.uint8]:
    return np.frombuffer(_SEPARATOR.join(grams).encode(), dtype=np.uint8)


def _unpacked(packed: NDArray[np.uint8]) -> list[str]:
    text = packed.tobytes().decode()
    return text.split(_SEPARATOR) if text else []
