"""Typing errors: a word that the app does not know, read as the word of the app that is one error away."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from stationmaster.learning.embeddings import static_embeddings
from stationmaster.learning.featurise import Featuriser
from stationmaster.learning.text_style import TextStyle, normalise, word_pattern

#: Shorter words are one error away from too many others.
_LEAST_LETTERS = 4
#: Signs that are more than an alphabet has are syllables, one of which is no typing error, and too many to try.
_MOST_LETTERS = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Spelling:
    """The words that an app's intents were learned from, and what they are written with."""

    style: TextStyle
    rarity: Mapping[str, float]
    letters: str
    longest: int

    @staticmethod
    def of(featuriser: Featuriser) -> Spelling:
        """That of a vocabulary; none where words are single characters, or written in syllables."""
        words = [] if featuriser.style.by_character else list(filter(_is_of_letters, featuriser.words))
        letters = sorted(set(chain.from_iterable(words)))
        words = words if len(letters) <= _MOST_LETTERS else []
        return Spelling(
            style=featuriser.style,
            rarity={word: float(featuriser.rarity[featuriser.words[word]]) for word in words},
            letters="".join(letters),
            longest=max(map(len, words), default=0),
        )

    def corrected(self, text: str) -> str | None:
        """The text with the app's words in place of mistyped ones; nothing where none is mistyped."""
        if not self.rarity:
            return None
        normalised = normalise(text, self.style)
        found = word_pattern(normalised).sub(lambda match: self._corrected(match[0]), normalised)
        return found if found != normalised else None

    def _corrected(self, word: str) -> str:
        if not self._may_be_mistyped(word):
            return word
        near = {each for each in _one_error_from(word, self.letters) if each in self.rarity}
        long_enough = [each for each in near if len(each) >= _LEAST_LETTERS - 1]
        return min(long_enough, key=lambda each: (self.rarity[each], each), default=word)

    def _may_be_mistyped(self, word: str) -> bool:
        if not _LEAST_LETTERS <= len(word) <= self.longest + 1 or word in self.rarity:
            return False
        return _is_of_letters(word) and not (self.style.embedded and _is_ordinary(word))


def _is_of_letters(word: str) -> bool:
    if word.isascii():
        return word.isalpha()
    return all(unicodedata.category(character)[0] in "LM" for character in word)


def _is_ordinary(word: str) -> bool:
    """Whether the static table has the whole word, so that it is right as it is."""
    embeddings = static_embeddings()
    return embeddings is not None and embeddings.knows(word)


def _one_error_from(word: str, letters: str) -> Iterator[str]:
    """What a letter left out, put in, taken for another or for its neighbour makes of a word."""
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        yield before + after[1:]
        yield before + after[1:2] + after[:1] + after[2:]
        for letter in letters:
            yield before + letter + after
            yield before + letter + after[1:]
