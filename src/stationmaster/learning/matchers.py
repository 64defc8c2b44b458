"""Entities found by their definition: lists, regular expressions and prebuilts, with learned roles.

Those of kind pattern.any find nothing alone: their artefacts hold the patterns that find them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from stationmaster.domain.aspects import definition
from stationmaster.domain.build import Target
from stationmaster.domain.dataset import Dataset, Entity, EntityKind
from stationmaster.domain.errors import InvalidItem
from stationmaster.domain.prediction import PredictedSpan
from stationmaster.domain.training import Failure, FailureCode
from stationmaster.learning.artefact import read_artefact, write_artefact
from stationmaster.learning.entities import example_counts
from stationmaster.learning.expressions import Expression, check_regex
from stationmaster.learning.learner import Built, Report
from stationmaster.learning.list_index import ListIndex, words_of
from stationmaster.learning.pattern_texts import PatternTexts, patterns_naming
from stationmaster.learning.prebuilt import recognise
from stationmaster.learning.roles import RoleClassifier, fit_roles
from stationmaster.learning.tokens import Token, tokenise

__all__ = ["Matcher", "Query", "build_matchers", "check_regex", "load_matcher"]

FORMAT = "stationmaster-matcher-2"


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """A text to search, with what its meaning depends on."""

    text: str
    culture: str
    reference: datetime
    tokens: Sequence[Token] = field(init=False)
    words: Sequence[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tokens", tokenise(self.text))
        object.__setattr__(self, "words", words_of(self.tokens))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Match:
    type: str
    start: int
    end: int
    resolution: Mapping[str, Any] | None = None


_Finder = Callable[[Query], Iterator[_Match]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Matcher:
    """Finds one entity; never changes, so threads may share it."""

    name: str
    kind: EntityKind
    find_all: _Finder
    roles: RoleClassifier | None
    patterns: PatternTexts  #: that say which roles it plays, and what it is where it is found by them alone
    explicit: tuple[str, ...] = ()  #: what a pattern.any entity is taken for as a whole

    def find(self, query: Query) -> Iterator[PredictedSpan]:
        """The mentions in a text, each with its role where one is found."""
        for match in self.find_all(query):
            role = self.roles.role_of(query.tokens, match.start, match.end) if self.roles else None
            yield PredictedSpan(
                kind=self.kind,
                type=match.type,
                start=match.start,
                end=match.end,
                role=role,
                resolution=match.resolution,
            )


def build_matchers(dataset: Dataset, targets: Sequence[Target], report: Report) -> tuple[Built, ...]:
    """One artefact for each target; an expression that RE2 refuses fails its own target only."""
    counts = example_counts(dataset.utterances)
    entities = {entity.id: entity for entity in dataset.entities}
    built = []
    for position, target in enumerate(targets):
        report("matchers", position / len(targets))
        built.append(_built(target, entities[target.id], dataset, counts[target.name]))
    return tuple(built)


def _built(target: Target, entity: Entity, dataset: Dataset, examples: int) -> Built:
    try:
        artefact = _artefact(entity, dataset)
    except InvalidItem as error:
        failure = Failure(
            code=FailureCode.BAD_PATTERN, sentence=f"Entity {entity.name}: {error}", item=entity.name
        )
        return Built(target_id=target.id, examples=examples, failure=failure)
    return Built(target_id=target.id, examples=examples, artefact=artefact)


def _artefact(entity: Entity, dataset: Dataset) -> bytes:
    if entity.regex is not None:
        check_regex(entity.regex)
    roles = fit_roles(entity, dataset.utterances)
    by_patterns = {entity.name} if entity.roles or entity.kind is EntityKind.PATTERN_ANY else set()
    manifest = {
        "format": FORMAT,
        "name": entity.name,
        "definition": definition(entity),
        "roles": roles.manifest() if roles else None,
        "patterns": patterns_naming(by_patterns, dataset).manifest(),
    }
    return write_artefact(manifest, roles.arrays() if roles else {})


def load_matcher(data: bytes) -> Matcher:
    """The matcher that an artefact holds.

    :raises ValueError: the bytes hold none
    """
    manifest, arrays = read_artefact(data, FORMAT)
    kind = EntityKind(manifest["definition"]["kind"])
    roles = manifest["roles"]
    return Matcher(
        name=manifest["name"],
        kind=kind,
        find_all=_FINDERS[kind](manifest["name"], manifest["definition"]),
        roles=RoleClassifier.restored(roles, arrays) if roles else None,
        patterns=PatternTexts.restored(manifest["patterns"]),
        explicit=tuple(manifest["definition"]["explicit"]),
    )


def _list_finder(name: str, defined: Mapping[str, Any]) -> _Finder:
    index = ListIndex(defined["sublists"])

    def find(query: Query) -> Iterator[_Match]:
        for match in index.find(query.words):
            start, end = query.tokens[match.first].start, query.tokens[match.last - 1].end
            yield _Match(type=name, start=start, end=end, resolution={"values": list(match.values)})

    return find


def _regex_finder(name: str, defined: Mapping[str, Any]) -> _Finder:
    if defined["regex"] is None:
        return _find_nothing
    expression = Expression(defined["regex"])

    def find(query: Query) -> Iterator[_Match]:
        for start, end in expression.find(query.text):
            yield _Match(type=name, start=start, end=end)

    return find


def _prebuilt_finder(name: str, _defined: Mapping[str, Any]) -> _Finder:
    def find(query: Query) -> Iterator[_Match]:
        for found in recognise((name,), query.text, culture=query.culture, reference=query.reference):
            yield _Match(type=found.type, start=found.start, end=found.end, resolution=found.resolution)

    return find


def _find_nothing(_query: Query) -> Iterator[_Match]:
    return iter(())


_FINDERS: Mapping[EntityKind, Callable[[str, Mapping[str, Any]], _Finder]] = {
    EntityKind.LIST: _list_finder,
    EntityKind.REGEX: _regex_finder,
    EntityKind.PREBUILT: _prebuilt_finder,
    EntityKind.PATTERN_ANY: lambda _name, _defined: _find_nothing,
}
