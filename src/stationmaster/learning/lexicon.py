"""What a version knows of words beside its labels: lists, phrase lists, expressions and prebuilt entities.

Each says of a token that it begins or continues something, which the learner of spans takes as a hint.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from stationmaster.domain.dataset import Dataset, EntityKind
from stationmaster.domain.errors import InvalidItem
from stationmaster.learning.expressions import Expression
from stationmaster.learning.phrase_index import PhraseIndex, Words
from stationmaster.learning.prebuilt import recognise
from stationmaster.learning.span_features import TextSettings, words_in
from stationmaster.learning.tokens import Token, covering

#: Where prebuilt entities are found hardly depends on the moment; a model must not depend on it at all.
_MOMENT = datetime(2020, 1, 1, tzinfo=UTC)

#: Stretches of a text, in code points, by the name of the prebuilt entity that was found there.
Stretches = Mapping[str, Sequence[tuple[int, int]]]
#: Tokens `[first, last)` and what is said of them.
Hint = tuple[int, int, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Lexicon:
    """The lists, expressions and prebuilt entities of a version, by name."""

    culture: str
    lists: Mapping[str, tuple[Words, ...]] = field(default_factory=dict)
    expressions: Mapping[str, str] = field(default_factory=dict)
    prebuilts: tuple[str, ...] = ()
    _index: PhraseIndex = field(init=False, repr=False, compare=False)
    _compiled: Mapping[str, Expression] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        phrases = ((phrase, name) for name, listed in self.lists.items() for phrase in listed)
        object.__setattr__(self, "_index", PhraseIndex(phrases))
        compiled = {name: Expression(text) for name, text in self.expressions.items()}
        object.__setattr__(self, "_compiled", compiled)

    def hints(
        self, text: str, tokens: Sequence[Token], words: Words, found: Stretches | None = None
    ) -> Iterator[Hint]:
        """What is known of a text.

        :param found: where the prebuilt entities are, if that has been found out already
        """
        yield from self._index.find(words)
        for name, expression in self._compiled.items():
            for start, end in expression.find(text):
                yield from _on_tokens(tokens, start, end, name)
        for name in self.prebuilts:
            known = (found or {}).get(name)
            for start, end in self._recognised(name, text) if known is None else known:
                yield from _on_tokens(tokens, start, end, f"prebuilt {name}")

    def _recognised(self, name: str, text: str) -> list[tuple[int, int]]:
        found = recognise((name,), text, culture=self.culture, reference=_MOMENT)
        return [(each.start, each.end) for each in found]

    def manifest(self) -> dict[str, Any]:
        """This lexicon, ready for JSON."""
        return {
            "culture": self.culture,
            "lists": {name: [" ".join(phrase) for phrase in listed] for name, listed in self.lists.items()},
            "expressions": dict(self.expressions),
            "prebuilts": list(self.prebuilts),
        }

    @classmethod
    def restored(cls, manifest: Mapping[str, Any]) -> Lexicon:
        """What `manifest()` gave."""
        return cls(
            culture=manifest["culture"],
            lists={
                name: tuple(tuple(phrase.split(" ")) for phrase in listed)
                for name, listed in manifest["lists"].items()
            },
            expressions=manifest["expressions"],
            prebuilts=tuple(manifest["prebuilts"]),
        )


def lexicon_of(dataset: Dataset, settings: TextSettings) -> Lexicon:
    """What a version's lists, phrase lists, expressions and prebuilt entities bring; nothing depends on order."""
    lists = {
        f"list {entity.name}": [text for sub in entity.sublists for text in (sub.canonical, *sub.synonyms)]
        for entity in dataset.entities
        if entity.kind is EntityKind.LIST
    }
    for phrase_list in dataset.phrase_lists:
        if phrase_list.active:
            lists.setdefault(f"phrases {phrase_list.name}", []).extend(phrase_list.phrases)
    expressions = {
        f"regex {entity.name}": entity.regex
        for entity in dataset.entities
        if entity.kind is EntityKind.REGEX and entity.regex
    }
    expressions |= {f"feature {each.name}": each.pattern for each in dataset.regex_features if each.active}
    return Lexicon(
        culture=dataset.culture,
        lists={name: _phrases(lists[name], settings) for name in sorted(lists)},
        expressions={name: expressions[name] for name in sorted(expressions) if _can_run(expressions[name])},
        prebuilts=tuple(sorted({e.name for e in dataset.entities if e.kind is EntityKind.PREBUILT})),
    )


def _phrases(texts: Iterable[str], settings: TextSettings) -> tuple[Words, ...]:
    return tuple(sorted({words for words in (words_in(text, settings) for text in texts) if words}))


def _can_run(pattern: str) -> bool:
    """Whether it is an expression; one that is none fails its own entity, not what it would hint at."""
    try:
        Expression(pattern)
    except InvalidItem:
        return False
    return True


def _on_tokens(tokens: Sequence[Token], start: int, end: int, name: str) -> Iterator[Hint]:
    covered = covering(tokens, start, end)
    if covered:
        yield (*covered, name)
