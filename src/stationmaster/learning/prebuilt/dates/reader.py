"""A text as tokens, with what every production of the date grammar asks of them.

A production takes a reader and a place and answers with a meaning and the place after it, or with nothing.
Productions only go forward and the dates and times they share are remembered, so reading is linear in the text.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any, TypeVar

from stationmaster.learning.prebuilt.counted import longest_from
from stationmaster.learning.prebuilt.culture import DateWords, NumberWords
from stationmaster.learning.prebuilt.date_links import DateLinks
from stationmaster.learning.prebuilt.words import Phrase

T = TypeVar("T")
V = TypeVar("V")
Read = tuple[T, int] | None

_PIECE = r"\d+|[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)?|[^\w\s]|_"


_INDEXES: dict[int, tuple[object, dict[str, list[tuple[Phrase, Any]]]]] = {}


def _by_first_word(phrases: Mapping[Phrase, V]) -> dict[str, list[tuple[Phrase, V]]]:
    """A table of phrases by their first words, in its own order; worked out once for each table."""
    known = _INDEXES.get(id(phrases))
    if known is None:
        index: dict[str, list[tuple[Phrase, V]]] = {}
        for phrase, meaning in phrases.items():
            index.setdefault(phrase[0], []).append((phrase, meaning))
        known = _INDEXES[id(phrases)] = (phrases, index)  # holds the table, so that its id stays its own
    return known[1]


@cache
def _token(compounds: tuple[str, ...]) -> re.Pattern[str]:
    joined = [rf"(?<!\w)(?:{compound})" for compound in compounds]
    return re.compile("|".join([*joined, _PIECE]), re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a run of digits or one other character."""

    text: str
    start: int
    end: int
    glued: bool  #: nothing parts it from the token before


@dataclass(slots=True)
class Reader:
    """Tokens of one text, the words of its culture, and the moment that "now" means."""

    tokens: Sequence[Token]
    words: DateWords
    numbers: NumberWords
    now: datetime
    _remembered: dict[tuple[str, int], object] = field(default_factory=dict)
    _texts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self._texts = tuple(token.text for token in self.tokens)

    @property
    def links(self) -> DateLinks:
        """The small words of its culture."""
        return self.words.links

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def first_future_day(self) -> date:
        """From which day on an open date lies ahead: the original counts a day that has begun as past."""
        return self.today if self.now.time() == time() else self.today + timedelta(days=1)

    def word(self, place: int) -> str:
        """The token at a place in lower case; nothing before the first and after the last."""
        return self._texts[place] if 0 <= place < len(self._texts) else ""

    def glued(self, place: int) -> bool:
        """Whether nothing parts this token from the one before."""
        return 0 <= place < len(self.tokens) and self.tokens[place].glued

    def skip(self, place: int, words: Collection[str]) -> int:
        """The place after an optional word."""
        return place + 1 if self.word(place) in words else place

    def phrase(self, place: int, *phrases: Sequence[str]) -> int | None:
        """The place after the first phrase that stands here."""
        for phrase in phrases:
            if self._stands(place, phrase):
                return place + len(phrase)
        return None

    def lookup(self, place: int, phrases: Mapping[Phrase, V]) -> tuple[V, int] | None:
        """What the first phrase of a table that stands here means, and the place after it."""
        for phrase, meaning in _by_first_word(phrases).get(self.word(place), ()):
            if self._stands(place, phrase):
                return meaning, place + len(phrase)
        return None

    def _stands(self, place: int, phrase: Sequence[str]) -> bool:
        if phrase and self.word(place) != phrase[0]:
            return False
        return len(phrase) < 2 or all(self.word(place + at) == word for at, word in enumerate(phrase))

    def follows(self, place: int, phrases: tuple[Phrase, ...]) -> bool:
        """Whether one of the phrases ends right before this place."""
        return any(
            len(phrase) <= place
            and all(self.word(place - len(phrase) + at) == word for at, word in enumerate(phrase))
            for phrase in phrases
        )

    def digits(self, place: int, *lengths: int) -> int | None:
        """The value of a run of digits of one of these lengths."""
        word = self.word(place)
        return int(word) if word.isdecimal() and len(word) in lengths else None

    def spoken(self, place: int) -> Read[int]:
        """A whole number below a hundred, in words."""
        numbers, word = self.numbers, self.word(place)
        if numbers.small:
            return self._listed(place, numbers.small)
        if word in numbers.tens:
            after = place + 2 if self.word(place + 1) == "-" else place + 1
            unit = numbers.units.get(self.word(after), 0)
            return (numbers.tens[word] + unit, after + 1) if unit else (numbers.tens[word], place + 1)
        value = numbers.units.get(word, numbers.teens.get(word))
        return (value, place + 1) if value is not None else None

    def _listed(self, place: int, figures: Mapping[Phrase, int]) -> Read[int]:
        """The longest listed figure that starts here; hyphens between its words do not count."""
        found: Read[int] = None
        phrase: Phrase = ()
        longest = longest_from(figures).get(self.word(place), 0)
        for after in range(place, min(place + 2 * longest - 1, len(self.tokens))):
            if self.word(after) != "-":
                phrase += (self.word(after),)
                value = figures.get(phrase)
                found = (value, after + 1) if value is not None else found
        return found

    def integer(self, place: int) -> Read[int]:
        """A whole number in up to four digits, or in words."""
        value = self.digits(place, 1, 2, 3, 4)
        return (value, place + 1) if value is not None else self.spoken(place)

    def digit_ordinal(self, place: int) -> Read[int]:
        """22nd"""
        value = self.digits(place, 1, 2)
        if value and self.glued(place + 1) and self.word(place + 1) in self.words.ordinal_endings:
            return value, place + 2
        return None

    def word_ordinal(self, place: int) -> Read[int]:
        """Twenty-second"""
        numbers, word = self.numbers, self.word(place)
        if numbers.small:
            return self._listed(place, numbers.ordinal_phrases)
        if word in numbers.tens:
            after = place + 2 if self.word(place + 1) == "-" else place + 1
            unit = numbers.ordinals.get(self.word(after), 0)
            return (numbers.tens[word] + unit, after + 1) if 0 < unit < 10 else None
        value = numbers.ordinals.get(word)
        return (value, place + 1) if value else None

    def ordinal(self, place: int) -> Read[int]:
        """An ordinal in digits or in words."""
        return self.digit_ordinal(place) or self.word_ordinal(place)

    def remember(self, name: str, place: int, production: Callable[["Reader", int], Read[T]]) -> Read[T]:
        """What a production reads here, worked out once."""
        key = (name, place)
        if key not in self._remembered:
            self._remembered[key] = production(self, place)
        return self._remembered[key]  # type: ignore[return-value]


def tokens_of(text: str, compounds: tuple[str, ...] = (), *, plain_edges: bool = False) -> list[Token]:
    """Split a text into tokens; each of the compounds is one."""
    tokens: list[Token] = []
    last = -1
    for match in _token(compounds).finditer(text):
        start, end = match.span()
        word = " ".join(match.group().lower().split())
        if plain_edges and not word.isascii():
            word = word[0].translate(_PLAIN) + word[1:-1] + word[-1:].translate(_PLAIN) * (len(word) > 1)
        tokens.append(Token(word, start, end, start == last))
        last = end
    return tokens


_PLAIN = str.maketrans("áéíóú", "aeiou")
