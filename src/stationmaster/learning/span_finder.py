"""All entities of a text: learned ones, those found by definition, composites, and what patterns say of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from stationmaster.domain.dataset import TAUGHT_KINDS, EntityKind
from stationmaster.domain.errors import InvalidItem
from stationmaster.domain.prediction import PredictedSpan
from stationmaster.learning.composing import NamedSpan, composed_by_rule, with_parts
from stationmaster.learning.entity_model import EntityModel
from stationmaster.learning.list_index import ListIndex
from stationmaster.learning.matchers import Matcher, Query
from stationmaster.learning.pattern_texts import PatternTexts
from stationmaster.learning.patterns import Mentioned, PatternFind, PatternMatch, PatternSearch
from stationmaster.learning.span_features import TextSettings, tokens_of, word_of
from stationmaster.learning.template import Template, read_template
from stationmaster.learning.tokens import Token, covering, is_punctuation


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """The entities of a text, and how much of it the patterns of each intent explain, from 0 to 1."""

    spans: tuple[PredictedSpan, ...]
    explained: Mapping[str, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Pattern:
    """A pattern, the intents that it speaks for, and the entities whose places and roles it decides."""

    template: Template
    intents: frozenset[str]
    entities: frozenset[str]


class SpanFinder:
    """Asks the models of a set in turn; never changes, so threads may share it.

    :param learned: each with the entities that it is to answer for
    :param intents: the patterns of the intents that are to be answered for
    """

    def __init__(
        self,
        *,
        learned: Sequence[tuple[EntityModel, frozenset[str]]],
        matchers: Sequence[Matcher],
        intents: Iterable[PatternTexts],
        culture: str,
    ) -> None:
        self._learned = learned
        self._matchers = [m for m in matchers if m.kind is not EntityKind.PREBUILT]
        self._prebuilts = [m for m in matchers if m.kind is EntityKind.PREBUILT]
        self._culture = culture
        self._composites = {
            name: parts
            for model, names in learned
            for name, parts in model.composites.items()
            if name in names
        }
        taught = {tag.type for model, _ in learned for tag in model.tags}
        self._untaught = {name: parts for name, parts in self._composites.items() if name not in taught}
        self._open_ended = {
            m.name: ListIndex((text, ()) for text in m.explicit)
            for m in matchers
            if m.kind is EntityKind.PATTERN_ANY
        }
        self._patterns = _patterns(learned, matchers, intents)

    def find(self, text: str, *, reference: datetime) -> Found:
        """All that is found in a text.

        :param reference: the moment that "tomorrow" is counted from
        """
        query = Query(text=text, culture=self._culture, reference=reference)
        prebuilt = [
            (m.name, span)
            for m in self._prebuilts
            for span in sorted(m.find(query), key=lambda span: (span.type, span.start, span.end))
        ]
        stretches: dict[str, list[tuple[int, int]]] = {m.name: [] for m in self._prebuilts}
        for name, span in prebuilt:
            stretches[name].append((span.start, span.end))
        found = [
            *self._by_labels(text, stretches),
            *(_named(span, m.name) for m in self._matchers for span in m.find(query)),
            *(_named(span, name) for name, span in prebuilt),
        ]
        explained: dict[str, float] = {}
        if self._patterns:
            found, explained = self._told_by_patterns(text, found, self._composed(found, query))
        composed = with_parts([*found, *self._composed(found, query)], self._composites)
        ordered = sorted(composed, key=_in_luis_order)
        return Found(spans=tuple(each.span for each in ordered), explained=explained)

    def _by_labels(
        self, text: str, stretches: Mapping[str, Sequence[tuple[int, int]]]
    ) -> Iterator[NamedSpan]:
        for model, names in self._learned:
            for span in model.predict(text, stretches):
                entity = span.type.split("::", 1)[0]
                if entity in names:
                    yield from (_named(each, entity) for each in _with_all_parts(span))

    def _composed(self, found: Sequence[NamedSpan], query: Query) -> list[NamedSpan]:
        return list(composed_by_rule(found, self._untaught, query.tokens)) if self._untaught else []

    def _told_by_patterns(
        self, text: str, found: Sequence[NamedSpan], composed: Sequence[NamedSpan]
    ) -> tuple[list[NamedSpan], dict[str, float]]:
        """What patterns find and which roles they give, with how much of the text each intent's explain."""
        explained: dict[str, float] = {}
        told: list[_Told] = []
        for settings, patterns in self._patterns.items():
            tokens = tokens_of(text, settings)
            words = [word_of(token.text, settings) for token in tokens]
            search = PatternSearch(words, _mentioned([*found, *composed], tokens), self._open_ended)
            for pattern in patterns:
                match = search.match(pattern.template)
                if match is not None:
                    share = _share(tokens, match)
                    explained |= {i: max(share, explained.get(i, 0.0)) for i in pattern.intents}
                    told.append(_Told(match=match, entities=pattern.entities, tokens=tokens))
        told.sort(key=lambda each: each.match.rank, reverse=True)
        return _with_roles(found, told) + self._open_ended_spans(told), explained

    def _open_ended_spans(self, told: Sequence[_Told]) -> list[NamedSpan]:
        """What patterns take for entities that only they find; the best pattern's come first, none overlap."""
        kept: list[NamedSpan] = []
        for each in told:
            for find in each.finds():
                name = find.mention.name
                start, end = each.stretch(find)
                is_free = all(end <= other.span.start or other.span.end <= start for other in kept)
                if name in self._open_ended and is_free:
                    span = PredictedSpan(
                        kind=EntityKind.PATTERN_ANY,
                        type=name,
                        start=start,
                        end=end,
                        role=find.mention.role or None,
                    )
                    kept.append(_named(span, name))
        return sorted(kept, key=lambda each: each.span.start)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Told:
    """What one pattern says of a text."""

    match: PatternMatch
    entities: frozenset[str]
    tokens: Sequence[Token]

    def finds(self) -> Iterator[PatternFind]:
        """What it says of the entities that it decides."""
        return (find for find in self.match.finds if find.mention.entity in self.entities)

    def stretch(self, find: PatternFind) -> tuple[int, int]:
        """Where a find is, in code points."""
        return self.tokens[find.first].start, self.tokens[find.last - 1].end


def _patterns(
    learned: Sequence[tuple[EntityModel, frozenset[str]]],
    matchers: Sequence[Matcher],
    intents: Iterable[PatternTexts],
) -> dict[TextSettings, list[_Pattern]]:
    """All patterns of a set, each once, with those that it speaks for."""
    for_intents: dict[tuple[TextSettings, str], set[str]] = {}
    for_entities: dict[tuple[TextSettings, str], set[str]] = {}
    for texts in intents:
        for text, intent in texts.texts:
            for_intents.setdefault((texts.settings, text), set()).add(intent)
    for patterns, names in [
        *((model.patterns, names) for model, names in learned),
        *((matcher.patterns, frozenset({matcher.name})) for matcher in matchers),
    ]:
        for text, _ in patterns.texts:
            for_entities.setdefault((patterns.settings, text), set()).update(names)
    read: dict[TextSettings, list[_Pattern]] = {}
    for settings, text in sorted(for_intents.keys() | for_entities.keys(), key=lambda key: key[1]):
        try:
            template = read_template(text, settings)
        except InvalidItem:  # an import keeps what it brings; such a pattern fits nothing
            continue
        read.setdefault(settings, []).append(
            _Pattern(
                template=template,
                intents=frozenset(for_intents.get((settings, text), ())),
                entities=frozenset(for_entities.get((settings, text), ())),
            )
        )
    return read


def _mentioned(found: Iterable[NamedSpan], tokens: Sequence[Token]) -> Iterator[Mentioned]:
    for each in found:
        covered = covering(tokens, each.span.start, each.span.end)
        if covered:
            yield Mentioned(first=covered[0], last=covered[1], names=each.names)


def _with_roles(found: Iterable[NamedSpan], told: Sequence[_Told]) -> list[NamedSpan]:
    """The spans with the roles that patterns give them, of several the best pattern's."""
    given: dict[tuple[int, int, str], str] = {}
    for each in told:
        for find in each.finds():
            if find.mention.role:
                given.setdefault((find.first, find.last, find.mention.name), find.mention.role)
    tokens = told[0].tokens if told else ()
    return [_in_role(each, given, tokens) for each in found]


def _in_role(
    each: NamedSpan, given: Mapping[tuple[int, int, str], str], tokens: Sequence[Token]
) -> NamedSpan:
    covered = covering(tokens, each.span.start, each.span.end) if given else None
    if covered is None:
        return each
    roles = [given[key] for name in sorted(each.names) if (key := (*covered, name)) in given]
    return replace(each, span=replace(each.span, role=roles[0])) if roles else each


def _share(tokens: Sequence[Token], match: PatternMatch) -> float:
    """How much of a text's words a pattern takes."""
    words = [position for position, token in enumerate(tokens) if not is_punctuation(token)]
    taken = sum(match.first <= position < match.last for position in words)
    return taken / len(words) if words else 1.0


def _named(span: PredictedSpan, entity: str) -> NamedSpan:
    return NamedSpan(span=span, names=frozenset({entity, span.type}))


def _with_all_parts(span: PredictedSpan) -> Iterator[PredictedSpan]:
    yield span
    for part in span.parts:
        yield from _with_all_parts(part)


def _in_luis_order(each: NamedSpan) -> tuple[int, int, int, str]:
    """Learned ones and composites from left to right, then those matched, then prebuilts, as they are."""
    if each.span.kind in TAUGHT_KINDS:
        return 0, each.span.start, -each.span.end, each.span.type
    return 1 + (each.span.kind is EntityKind.PREBUILT), 0, 0, ""
