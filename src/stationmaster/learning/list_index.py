"""Finds the values of a list entity, however long the list is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from stationmaster.learning.phrase_index import lengths_by_first
from stationmaster.learning.tokens import Token, folded, tokenise


@dataclass(frozen=True, kw_only=True, slots=True)
class ListMatch:
    """Tokens `[first, last)` that are a synonym of these canonical forms."""

    first: int
    last: int
    values: tuple[str, ...]


class ListIndex:
    """Token-bounded look-up of canonical forms and synonyms, without regard to case.

    :param sublists: canonical form and synonyms
    """

    def __init__(self, sublists: Iterable[tuple[str, Sequence[str]]]) -> None:
        values: dict[tuple[str, ...], dict[str, None]] = {}
        for canonical, synonyms in sublists:
            for phrase in (canonical, *synonyms):
                words = words_of(tokenise(phrase))
                if words:
                    values.setdefault(words, {})[canonical] = None
        self._values = {words: tuple(canonicals) for words, canonicals in values.items()}
        self._lengths = lengths_by_first(values)

    def find(self, words: Sequence[str]) -> Iterator[ListMatch]:
        """The longest matches among these folded words, from left to right; they do not overlap."""
        position = 0
        while position < len(words):
            match = self.longest_at(words, position)
            if match:
                yield match
            position = match.last if match else position + 1

    def longest_at(self, words: Sequence[str], first: int) -> ListMatch | None:
        """The longest match among these folded words that begins at one of them."""
        for length in self._lengths.get(words[first], ()):
            phrase = tuple(words[first : first + length])
            if len(phrase) == length and phrase in self._values:
                return ListMatch(first=first, last=first + length, values=self._values[phrase])
        return None


def words_of(tokens: Iterable[Token]) -> tuple[str, ...]:
    """The tokens' texts as they are compared."""
    return tuple(folded(token.text) for token in tokens)
