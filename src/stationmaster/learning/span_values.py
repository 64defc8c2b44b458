"""What labels say of words: which values of an entity are known, and what a word is mostly part of.

In training, an utterance is told only what the others say: its own labels would make hints of known values
look surer than they are for texts that were never seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from stationmaster.learning.lexicon import Hint
from stationmaster.learning.phrase_index import PhraseIndex, Words

#: Tokens `[first, last)` and the number of what they are.
Numbered = tuple[int, int, int]

_OUTSIDE = -1
_NAMED_KINDS = 3  #: of a word, the commonest
_SHARES = 4  #: steps in which a word's share is told


@dataclass(frozen=True, kw_only=True, slots=True)
class SpanValues:
    """How many texts label a phrase as something, and how often a word is part of it."""

    values: Mapping[tuple[Words, int], int]
    words: Mapping[str, Mapping[int, int]]
    _index: PhraseIndex = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index = PhraseIndex((phrase, f"value {number}") for phrase, number in self.values)
        object.__setattr__(self, "_index", index)

    def hints(self, words: Words, own: Sequence[Numbered] = ()) -> Iterator[Hint]:
        """The known values in a text.

        :param own: the text's labels, where it is one that was learned from
        """
        only_here = {
            (phrase, f"value {number}")
            for phrase, number in _phrases(words, own)
            if self.values[phrase, number] == 1
        }
        return self._index.find(words, only_here)

    def kinds(self, words: Words, own: Sequence[Numbered] | None = None) -> list[tuple[str, ...]]:
        """What each word is mostly part of, the likeliest first, with its share in a few steps.

        :param own: the text's labels, where it is one that was learned from
        """
        if own is None:
            return [_shares(self.words.get(word, {})) for word in words]
        inside = _inside(len(words), own)
        return [_shares(self.words[word], its) for word, its in zip(words, inside, strict=True)]

    def manifest(self) -> dict[str, Any]:
        """These counts, ready for JSON."""
        return {
            "values": [[" ".join(phrase), number, count] for (phrase, number), count in self.values.items()],
            "words": {word: sorted(counts.items()) for word, counts in self.words.items()},
        }

    @classmethod
    def restored(cls, manifest: Mapping[str, Any]) -> SpanValues:
        """What `manifest()` gave."""
        return cls(
            values={(tuple(text.split(" ")), number): count for text, number, count in manifest["values"]},
            words={word: dict(counts) for word, counts in manifest["words"].items()},
        )


def span_values(labelled: Iterable[tuple[Words, Sequence[Numbered]]]) -> SpanValues:
    """What the labels of these texts say."""
    values: Counter[tuple[Words, int]] = Counter()
    kinds: dict[str, Counter[int]] = {}
    for words, spans in labelled:
        values.update(_phrases(words, spans))
        for word, inside in zip(words, _inside(len(words), spans), strict=True):
            kinds.setdefault(word, Counter()).update(inside)
    return SpanValues(
        values={key: values[key] for key in sorted(values)},
        words={word: kinds[word] for word in sorted(kinds)},
    )


def _phrases(words: Words, spans: Iterable[Numbered]) -> set[tuple[Words, int]]:
    return {(words[first:last], number) for first, last, number in spans}


def _inside(length: int, spans: Iterable[Numbered]) -> list[list[int]]:
    inside: list[list[int]] = [[] for _ in range(length)]
    for first, last, number in spans:
        for position in range(first, last):
            inside[position].append(number)
    return [numbers or [_OUTSIDE] for numbers in inside]


def _shares(counts: Mapping[int, int], less: Sequence[int] = ()) -> tuple[str, ...]:
    left = [(-count + (number in less), number) for number, count in counts.items()]
    total = -sum(count for count, _ in left)
    ranked = sorted(kind for kind in left if kind[0])[:_NAMED_KINDS]
    return tuple(f"{number}:{-_SHARES * count // total}" for count, number in ranked)
