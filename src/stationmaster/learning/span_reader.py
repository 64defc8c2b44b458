"""A text as the learner of spans reads it: tokens, and all that is known of each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from stationmaster.learning.artefact import Arrays
from stationmaster.learning.groups import Groups
from stationmaster.learning.lexicon import Hint, Lexicon, Stretches
from stationmaster.learning.phrase_index import Words
from stationmaster.learning.span_features import TextSettings, features_of, tokens_of, word_of
from stationmaster.learning.span_values import Numbered, SpanValues
from stationmaster.learning.tokens import Token, encodable
from stationmaster.learning.topics import Topics

_FIRST_WITHIN, _LAST_WITHIN = "in<", "in>"


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """The tokens of a text, with the names of each token's features."""

    tokens: tuple[Token, ...]
    features: list[list[str]]

    def within(self, first: int, last: int) -> list[list[str]]:
        """The features of the tokens `[first, last)`, seen as a whole whose parts are looked for."""
        features = [list(names) for names in self.features[first:last]]
        features[0].append(_FIRST_WITHIN)
        features[-1].append(_LAST_WITHIN)
        return features


@dataclass(frozen=True, kw_only=True, slots=True)
class Own:
    """What is counted of a text that is learned from, and left out when it is read."""

    spans: Sequence[Numbered] = ()
    topics: Sequence[int] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class SpanReader:
    """Reads the texts of one version, for training and for prediction alike; in brief where there are many."""

    settings: TextSettings
    lexicon: Lexicon
    values: SpanValues
    topics: Topics  #: of texts
    likes: Groups  #: of words
    is_brief: bool
    _known_likes: Mapping[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        known = {word: self.likes.of(word) for word in self.values.words} if self.likes else {}
        object.__setattr__(self, "_known_likes", known)

    def read(
        self,
        text: str,
        *,
        found: Stretches | None = None,
        own: Own | None = None,
        in_small_letters: bool = False,
    ) -> Reading:
        """What is known of a text.

        :param found: where the prebuilt entities are, if that has been found out already
        :param own: what is counted of the text, where it is one that is learned from
        :param in_small_letters: as if the text had no capitals
        """
        tokens = tokens_of(text, self.settings)
        words = tuple(word_of(token.text, self.settings) for token in tokens)
        features = features_of(tokens, words, is_brief=self.is_brief, in_small_letters=in_small_letters)
        _add_hints(features, self.lexicon.hints(text, tokens, words, found))
        _add_hints(features, self.values.hints(words, own.spans if own else ()))
        _add_kinds(features, self.values.kinds(words, own.spans if own else None))
        if self.likes:
            _add_likes(features, map(self._like, words))
        for topic in self.topics.of(words, own.topics if own else None):
            _add_topic(features, words, topic)
        return Reading(tokens=tokens, features=features)

    def _like(self, word: str) -> int:
        known = self._known_likes.get(word)
        return self.likes.of(word) if known is None else known

    def manifest(self) -> dict[str, Any]:
        """What is known beside the arrays, ready for JSON."""
        return {
            "settings": asdict(self.settings),
            "lexicon": self.lexicon.manifest(),
            "values": self.values.manifest(),
            "topics": self.topics.manifest(),
            "is_brief": self.is_brief,
        }

    def arrays(self) -> Arrays:
        """The counts of topics and the centres of the groups of words."""
        return {**self.topics.arrays(), "likes": self.likes.centres}

    @classmethod
    def restored(cls, manifest: Mapping[str, Any], arrays: Arrays) -> SpanReader:
        """What `manifest()` and `arrays()` gave."""
        return cls(
            settings=TextSettings(**manifest["settings"]),
            lexicon=Lexicon.restored(manifest["lexicon"]),
            values=SpanValues.restored(manifest["values"]),
            topics=Topics.restored(manifest["topics"], arrays),
            likes=Groups(centres=arrays["likes"]),
            is_brief=manifest["is_brief"],
        )


def _add_hints(features: list[list[str]], hints: Iterable[Hint]) -> None:
    """To each token what it is told to begin or continue, and the same to its neighbours."""
    for first, last, hinted in hints:
        name = encodable(hinted)
        for position in range(first, last):
            said = f"{'B' if position == first else 'I'} {name}"
            features[position].append(f"h={said}")
            if position:
                features[position - 1].append(f"h+1={said}")
            if position + 1 < len(features):
                features[position + 1].append(f"h-1={said}")


def _add_kinds(features: list[list[str]], kinds: Sequence[tuple[str, ...]]) -> None:
    for position, its in enumerate(kinds):
        features[position] += [f"k={kind}" for kind in its] or ["k="]
        for name, other in (("k-1", position - 1), ("k+1", position + 1)):
            if 0 <= other < len(kinds) and kinds[other]:
                features[position].append(f"{name}={kinds[other][0]}")


def _add_likes(features: list[list[str]], likes: Iterable[int]) -> None:
    for names, like in zip(features, likes, strict=True):
        names.append(f"l={like}")


def _add_topic(features: list[list[str]], words: Words, topic: int) -> None:
    for position, word in enumerate(words):
        before = words[position - 1] if position else ""
        features[position] += (f"t={topic}", f"t,0={topic}|{word}", f"t,-1={topic}|{before}")
