"""What the span learner sees of each token: words, shapes, affixes, neighbours and position."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from stationmaster.domain.dataset import Dataset
from stationmaster.learning.tokens import (
    Token,
    encodable,
    folded,
    is_punctuation,
    tokenise,
    without_diacritics,
)

_UPPER, _LOWER, _DIGIT = "X", "x", "d"
_REPEATED = re.compile(r"(.)\1+")
_BEFORE_ALL, _AFTER_ALL = "<", ">"
_AFFIX_LENGTHS = (1, 2, 3, 4)
#: Enough where there is much to learn from; then whole words tell more than their neighbours' looks.
_FEW_AFFIX_LENGTHS = (2, 3)


@dataclass(frozen=True, kw_only=True, slots=True)
class TextSettings:
    """Settings of a version that change how its texts are read; offsets never change."""

    ignores_diacritics: bool = False
    ignores_punctuation: bool = False


def text_settings_of(dataset: Dataset) -> TextSettings:
    """The version's text settings; one that is absent is off."""
    values = dataset.setting_values
    return TextSettings(
        ignores_diacritics=values.get("NormalizeDiacritics") == "true",
        ignores_punctuation=values.get("NormalizePunctuation") == "true",
    )


def tokens_of(text: str, settings: TextSettings) -> tuple[Token, ...]:
    """The tokens that are tagged: all, or all but punctuation."""
    tokens = tokenise(text)
    if settings.ignores_punctuation:
        return tuple(token for token in tokens if not is_punctuation(token))
    return tokens


def words_in(text: str, settings: TextSettings) -> tuple[str, ...]:
    """The words of a text as they are compared."""
    return tuple(word_of(token.text, settings) for token in tokens_of(text, settings))


def is_cased(tokens: Sequence[Token]) -> bool:
    """Whether capitals can tell anything here: who types without them leaves out those of names too."""
    return any(character.isupper() for token in tokens for character in token.text)


def features_of(
    tokens: Sequence[Token], words: Sequence[str], *, is_brief: bool = False, in_small_letters: bool = False
) -> list[list[str]]:
    """The names of each token's features, in a fixed order.

    :param words: the tokens' texts as they are compared
    :param is_brief: without those that tell little where there is much to learn from
    :param in_small_letters: as if the text had no capitals
    """
    cased = not in_small_letters and is_cased(tokens)
    # Shapes of texts with and without capitals are not comparable, so they have different names.
    shapes = [f"X={_shape(token.text)}" if cased else f"x={_shape(token.text.lower())}" for token in tokens]
    lengths = _FEW_AFFIX_LENGTHS if is_brief else _AFFIX_LENGTHS
    features = [_own_features(word, shape, lengths) for word, shape in zip(words, shapes, strict=True)]
    for position, names in enumerate(features):
        names += _neighbour_features(words, position)
        if not is_brief:
            names += _looks_of_neighbours(words, shapes, position)
    return features


def word_of(text: str, settings: TextSettings) -> str:
    """A token's text as it is compared."""
    word = folded(encodable(text))
    return without_diacritics(word) if settings.ignores_diacritics else word


def _shape(text: str) -> str:
    kinds = "".join(
        _DIGIT if c.isdigit() else _UPPER if c.isupper() else _LOWER if c.isalpha() else c
        for c in encodable(text)
    )
    return _REPEATED.sub(r"\1", kinds)


def _own_features(word: str, shape: str, affix_lengths: Sequence[int]) -> list[str]:
    features = ["bias", f"w={word}", f"s{shape}"]
    if word.isdigit():
        features.append(f"n={len(word)}")
    for length in affix_lengths:
        if length < len(word):
            features += (f"p={word[:length]}", f"e={word[-length:]}")
    return features


def _neighbour_features(words: Sequence[str], position: int) -> list[str]:
    before = words[position - 1] if position else _BEFORE_ALL
    after = words[position + 1] if position + 1 < len(words) else _AFTER_ALL
    features = [
        f"w-1={before}",
        f"w+1={after}",
        f"w-1,0={before}|{words[position]}",
        f"w0,1={words[position]}|{after}",
    ]
    if position > 1:
        features += (f"w-2={words[position - 2]}", f"w-2,-1={words[position - 2]}|{before}")
    if position + 2 < len(words):
        features += (f"w+2={words[position + 2]}", f"w+1,2={after}|{words[position + 2]}")
    return features


def _looks_of_neighbours(words: Sequence[str], shapes: Sequence[str], position: int) -> list[str]:
    features = []
    if position:
        features += [f"s-1{shapes[position - 1]}", f"e-1={words[position - 1][-3:]}"]
    if position + 1 < len(words):
        features += [f"s+1{shapes[position + 1]}", f"e+1={words[position + 1][-3:]}"]
    return features
