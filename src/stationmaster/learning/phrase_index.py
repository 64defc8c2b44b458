"""Phrases of many lists, looked up in a text all at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

Words = tuple[str, ...]


class PhraseIndex:
    """Which lists a stretch of words is in.

    :param phrases: each with the name of its list
    """

    def __init__(self, phrases: Iterable[tuple[Words, str]]) -> None:
        names: dict[Words, dict[str, None]] = {}
        for words, name in phrases:
            names.setdefault(words, {})[name] = None
        self._names: Mapping[Words, tuple[str, ...]] = {words: tuple(found) for words, found in names.items()}
        self._lengths = lengths_by_first(names)

    def find(
        self, words: Words, leave_out: Collection[tuple[Words, str]] = ()
    ) -> Iterator[tuple[int, int, str]]:
        """The longest phrases of each list, from left to right; those of one list do not overlap.

        :param leave_out: phrases that are not to be known, of these lists
        """
        ends: dict[str, int] = {}
        for first, word in enumerate(words):
            for length in self._lengths.get(word, ()):
                phrase = words[first : first + length]
                for name in self._names.get(phrase, ()) if len(phrase) == length else ():
                    if ends.get(name, 0) <= first and (phrase, name) not in leave_out:
                        ends[name] = first + length
                        yield first, first + length, name


def lengths_by_first(phrases: Iterable[Words]) -> dict[str, list[int]]:
    """How many words the phrases with each first word have, the longest first."""
    lengths: dict[str, set[int]] = {}
    for words in phrases:
        lengths.setdefault(words[0], set()).add(len(words))
    return {word: sorted(found, reverse=True) for word, found in lengths.items()}
