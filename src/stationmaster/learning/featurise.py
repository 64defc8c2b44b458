"""Text to numbers in one pass: weighted n-grams of words and characters, and a static embedding."""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from stationmaster.learning.embeddings import DIMENSIONS, installed_embeddings
from stationmaster.learning.encoder import (
    ENCODED_DIMENSIONS,
    VectorCache,
    encode_kept,
    installed_encoder,
)
from stationmaster.learning.features import Features
from stationmaster.learning.text_style import TextStyle, character_grams, chunk_grams, normalise, word_grams

#: A gram must occur in two texts where there are more texts than this.
_RARE_GRAMS_UP_TO = 2_000
_SEPARATOR = "\n"  # no gram holds white space other than a blank


@dataclass(frozen=True, kw_only=True, slots=True)
class FeatureWeights:
    """How long each kind of a text's features is."""

    words: float = 1.0
    characters: float = 1.0
    embedding: float = 1.5
    encoding: float = 0.0

    @property
    def grams(self) -> NDArray[np.float32]:
        """Those of words and of characters."""
        return np.array([self.words, self.characters], dtype=np.float32)


PLAIN_WEIGHTS = FeatureWeights()


@dataclass(frozen=True, kw_only=True, slots=True)
class Featuriser:
    """A vocabulary of grams with their rarity: columns of words, of characters, of the embedding."""

    style: TextStyle
    weights: FeatureWeights
    words: Mapping[str, int]
    characters: Mapping[str, int]
    rarity: NDArray[np.float32]
    #: How rare grams are that the vocabulary lacks; with nothing they take no share of a text's length.
    unknown: float = 0.0

    @property
    def size(self) -> int:
        """How many features a text can have."""
        return len(self.rarity) + dense_columns(self.style)

    def features_of(self, text: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """The columns of one text that are not zero, and their values."""
        normalised = normalise(text, self.style)
        word_names = word_grams(normalised, self.style)
        character_names = list(character_grams(normalised, self.style.character_sizes))
        words, characters = _known(word_names, self.words), _known(character_names, self.characters)
        lacking = self._lacking(word_names, self.words), self._lacking(character_names, self.characters)
        columns = np.array(sorted(words) + sorted(characters), dtype=np.int32)
        counts = np.array([words[c] if c in words else characters[c] for c in columns.tolist()], np.float64)
        weights = (1 + np.log(counts)) * self.rarity[columns].astype(np.float64)
        part = (columns >= len(self.words)).astype(np.intp)
        values = _to_unit_lengths(weights, part, np.array(lacking)) * self.weights.grams[part]
        blocks = [values]
        if self.style.embedded:
            blocks.append(installed_embeddings().encode(normalised) * np.float32(self.weights.embedding))
        if self.style.encoded:
            blocks.append(installed_encoder().encode([normalised])[0] * np.float32(self.weights.encoding))
        dense = np.arange(len(self.rarity), self.size, dtype=np.int32)
        return np.concatenate([columns, dense]), np.concatenate(blocks)

    def transform(self, texts: Sequence[str]) -> Features:
        """Many texts, one in each row."""
        return self.features_read(Readings(self.style).read(texts))

    def features_read(self, read: Read) -> Features:
        """The features of texts that were read before."""
        words = _columns_of(read.words, read.word_names, self.words, 0, len(self.words))
        characters = _columns_of(
            read.characters, read.character_names, self.characters, len(self.words), len(self.characters)
        )
        grams = sparse.hstack(
            [
                self._weighted(words, 0, self.weights.grams[0], self._lacking_in(read.words, words)),
                self._weighted(
                    characters,
                    len(self.words),
                    self.weights.grams[1],
                    self._lacking_in(read.characters, characters),
                ),
            ],
            "csr",
        )
        grams.sort_indices()
        factors = np.repeat(
            np.array([self.weights.embedding, self.weights.encoding], dtype=np.float32),
            [DIMENSIONS * self.style.embedded, ENCODED_DIMENSIONS * self.style.encoded],
        )
        return Features(grams=grams, dense=read.vectors * factors)

    def _lacking(self, grams: Sequence[str], vocabulary: Mapping[str, int]) -> float:
        """What the grams of a text that the vocabulary lacks add to the square of its length."""
        if not self.unknown:
            return 0.0
        counts = Counter(gram for gram in grams if gram not in vocabulary).values()
        return sum((self.unknown * (1 + math.log(count))) ** 2 for count in counts)

    def _lacking_in(self, counts: sparse.csr_array, known: sparse.csr_array) -> NDArray[np.float64]:
        """`_lacking` of each row."""
        if not self.unknown:
            return np.zeros(counts.shape[0])
        squares = counts.copy(), known.copy()
        for each in squares:
            each.data = np.square(self.unknown * (1 + np.log(each.data)))
        every, those = (np.asarray(each.sum(axis=1)).ravel() for each in squares)
        lacking: NDArray[np.float64] = np.maximum(every - those, 0.0)
        return lacking

    def _weighted(
        self, counts: sparse.csr_array, first: int, weight: np.float32, lacking: NDArray[np.float64]
    ) -> sparse.csr_array:
        rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        weights = (1 + np.log(counts.data)) * self.rarity[counts.indices + first].astype(np.float64)
        values = _to_unit_lengths(weights, rows, lacking) * weight
        return sparse.csr_array((values, counts.indices, counts.indptr), shape=counts.shape)

    def tensors(self) -> dict[str, NDArray[Any]]:
        """The vocabulary as arrays, for an artefact."""
        return {
            "words": _packed(self.words),
            "characters": _packed(self.characters),
            "rarity": self.rarity,
        }

    @staticmethod
    def from_tensors(
        style: TextStyle,
        tensors: Mapping[str, NDArray[Any]],
        weights: FeatureWeights = PLAIN_WEIGHTS,
        unknown: float = 0.0,
    ) -> Featuriser:
        """What `tensors` took apart."""
        words = _unpacked(tensors["words"])
        return Featuriser(
            style=style,
            weights=weights,
            words=_numbered(words, 0),
            characters=_numbered(_unpacked(tensors["characters"]), len(words)),
            rarity=tensors["rarity"],
            unknown=unknown,
        )


def dense_columns(style: TextStyle) -> int:
    """How many columns of vectors a text has."""
    return DIMENSIONS * style.embedded + ENCODED_DIMENSIONS * style.encoded


def best_vector_columns(style: TextStyle) -> int:
    """How many of the last columns are the vector that knows most."""
    return ENCODED_DIMENSIONS if style.encoded else DIMENSIONS * style.embedded


@dataclass(frozen=True, kw_only=True, slots=True)
class Read:
    """Texts taken apart, one in each row: how often each gram occurs, and their vectors."""

    words: sparse.csr_array
    characters: sparse.csr_array
    word_names: Sequence[str]
    character_names: Sequence[str]
    vectors: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Parts:
    """One text as numbers of its grams and of its parts between blanks."""

    words: tuple[int, ...]
    chunks: tuple[int, ...]
    vector: NDArray[np.float32]


class Readings:
    """Texts that were taken apart, each once; for one thread at a time.

    :param kept: vectors of the sentence encoder from earlier trainings
    """

    def __init__(self, style: TextStyle, kept: VectorCache | None = None) -> None:
        self.style = style
        self._kept = kept
        self._texts: dict[str, _Parts] = {}
        self._words: dict[str, int] = {}
        self._chunks: dict[str, int] = {}
        self._characters: dict[str, int] = {}
        self._chunk_characters: list[list[int]] = []

    def __len__(self) -> int:
        return len(self._texts)

    def read(self, texts: Sequence[str]) -> Read:
        """These texts, in their order."""
        self._take_apart([text for text in dict.fromkeys(texts) if text not in self._texts])
        parts = [self._texts[text] for text in texts]
        chunks = _counts([part.chunks for part in parts], len(self._chunks))
        chunk_characters = _counts(self._chunk_characters, len(self._characters))
        return Read(
            words=_counts([part.words for part in parts], len(self._words)),
            characters=chunks @ chunk_characters,
            word_names=list(self._words),
            character_names=list(self._characters),
            vectors=np.array([part.vector for part in parts], np.float32).reshape(
                len(parts), dense_columns(self.style)
            ),
        )

    def _take_apart(self, texts: Sequence[str]) -> None:
        normalised = [normalise(text, self.style) for text in texts]
        blocks = [np.zeros((len(texts), 0), np.float32)]
        if self.style.embedded:
            blocks.append(installed_embeddings().encode_all(normalised))
        if self.style.encoded:
            blocks.append(encode_kept(normalised, installed_encoder(), self._kept))
        for text, plain, vector in zip(texts, normalised, np.concatenate(blocks, axis=1), strict=True):
            self._texts[text] = _Parts(
                tuple([_number(self._words, gram) for gram in word_grams(plain, self.style)]),
                tuple([self._chunk(chunk) for chunk in plain.split()]),
                vector,
            )

    def _chunk(self, chunk: str) -> int:
        known = self._chunks.get(chunk)
        if known is not None:
            return known
        grams = chunk_grams(chunk, self.style.character_sizes)
        self._chunk_characters.append([_number(self._characters, gram) for gram in grams])
        return _number(self._chunks, chunk)


def fit_featuriser(
    texts: Sequence[str],
    style: TextStyle,
    *,
    weights: FeatureWeights = PLAIN_WEIGHTS,
    most: int = sys.maxsize,
) -> Featuriser:
    """The vocabulary of these texts, of at most so many grams: the most frequent ones."""
    return fit_read(Readings(style).read(texts), style, weights=weights, most=most)


def fit_read(
    read: Read, style: TextStyle, *, weights: FeatureWeights, most: int, counts_unknown: bool = False
) -> Featuriser:
    """`fit_featuriser` for texts that were read before.

    :param counts_unknown: whether grams of later texts that are in none of these have a share of their length, as
        those of a held-out text have, where the vocabulary holds all grams
    """
    texts = read.words.shape[0]
    least = 1 if texts <= _RARE_GRAMS_UP_TO else 2
    found: list[tuple[int, int, str]] = []
    for kind, (counts, names) in enumerate(
        ((read.words, read.word_names), (read.characters, read.character_names))
    ):
        frequencies = np.bincount(counts.indices, minlength=len(names))
        common = np.flatnonzero(frequencies >= least).tolist()
        found += [(-int(frequencies[column]), kind, names[column]) for column in common]
    found.sort()
    kept = sorted((kind, gram, -count) for count, kind, gram in found[:most])
    counts = np.array([count for _, _, count in kept], dtype=np.float64)
    chosen = [gram for kind, gram, _ in kept if kind == 0]
    return Featuriser(
        style=style,
        weights=weights,
        words=_numbered(chosen, 0),
        characters=_numbered([gram for kind, gram, _ in kept if kind == 1], len(chosen)),
        rarity=(np.log((1 + texts) / (1 + counts)) + 1).astype(np.float32),
        unknown=_rarest(texts) if counts_unknown and least == 1 and len(found) <= most else 0.0,
    )


def _rarest(texts: int) -> float:
    """How rare a gram is that one of so many texts has."""
    return math.log((1 + texts) / 2) + 1


def _counts(rows: Sequence[Sequence[int]], columns: int) -> sparse.csr_array:
    starts = np.cumsum([0, *map(len, rows)], dtype=np.int32)
    numbers = np.fromiter(chain.from_iterable(rows), dtype=np.int32, count=int(starts[-1]))
    ones = np.ones(len(numbers), dtype=np.float64)
    counts = sparse.csr_array((ones, numbers, starts), shape=(len(rows), columns))
    counts.sum_duplicates()
    return counts


def _columns_of(
    counts: sparse.csr_array, names: Sequence[str], vocabulary: Mapping[str, int], first: int, size: int
) -> sparse.csr_array:
    """The counts under the vocabulary's numbers, without those that it does not hold."""
    numbers = np.fromiter((vocabulary.get(name, -1) for name in names), dtype=np.int32, count=len(names))
    columns = numbers[counts.indices]
    known = columns >= 0
    starts = np.concatenate([[0], np.cumsum(known, dtype=np.int32)])[counts.indptr].astype(np.int32)
    return sparse.csr_array(
        (counts.data[known], columns[known] - np.int32(first), starts), shape=(counts.shape[0], size)
    )


def _number(numbers: dict[str, int], name: str) -> int:
    return numbers.setdefault(name, len(numbers))


def _known(grams: Iterable[str], vocabulary: Mapping[str, int]) -> dict[int, int]:
    counts: dict[int | None, int] = Counter(map(vocabulary.get, grams))
    counts.pop(None, None)
    return cast(dict[int, int], counts)


def _to_unit_lengths(
    weights: NDArray[np.float64], rows: NDArray[np.intp], lacking: NDArray[np.float64]
) -> NDArray[np.float32]:
    """The weights of each row divided by their length, of which each lacks a square, in single precision."""
    lengths = np.sqrt(np.bincount(rows, np.square(weights), len(lacking)) + lacking)
    return (weights / lengths[rows]).astype(np.float32)


def _numbered(grams: Sequence[str], first: int) -> dict[str, int]:
    return {gram: first + position for position, gram in enumerate(grams)}


def _packed(grams: Mapping[str, int]) -> NDArray[np.uint8]:
    return np.frombuffer(_SEPARATOR.join(grams).encode(), dtype=np.uint8)


def _unpacked(packed: NDArray[np.uint8]) -> list[str]:
    text = packed.tobytes().decode()
    return text.split(_SEPARATOR) if text else []
