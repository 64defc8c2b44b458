"""Items refer to one another by name: what may be named, and what follows when a name changes or goes.

A pattern names an entity in braces, with a child or a role if need be: `{City}`, `{City:from}`,
`{Place::from}`. A composite entity names its parts as labels do: `City`, or `Place::from`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from stationmaster.domain.aspects import entity_of
from stationmaster.domain.dataset import (
    Child,
    Entity,
    EntityKind,
    EntitySpan,
    Intent,
    Item,
    Pattern,
    PatternSyntax,
    Utterance,
)

_MENTION = re.compile(
    r"\{\s*(?P<entity>[^{}:]+?)\s*(?:::\s*(?P<child>[^{}:]+?)\s*)?(?::\s*(?P<role>[^{}:]+?)\s*)?\}"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Names:
    """What items of a version may refer to."""

    intents: frozenset[str]
    entities: Mapping[str, Entity]
    labels: frozenset[str]  #: entities, and their own parts by full names

    @classmethod
    def of(cls, items: Iterable[Item]) -> Names:
        """The names that these items bring; others than intents and entities bring none."""
        models = tuple(items)
        entities = {item.name: item for item in models if isinstance(item, Entity)}
        return cls(
            intents=frozenset(item.name for item in models if isinstance(item, Intent)),
            entities=entities,
            labels=frozenset(name for entity in entities.values() for name in _full_names(entity)),
        )

    def missing(self, item: Item) -> str | None:
        """The first name that an item refers to and that is not there."""
        return next((name for name, is_known in self._references(item) if not is_known), None)

    def _references(self, item: Item) -> Iterator[tuple[str, bool]]:
        match item:
            case Utterance():
                yield item.intent, item.intent in self.intents
                for span in item.spans:
                    yield span.entity, span.entity in self.labels
                    yield from self._role(entity_of(span), span.role)
            case Pattern():
                yield item.intent, item.intent in self.intents
                # Sentences name no entities: their braces are around what may be left out.
                is_template = item.syntax is PatternSyntax.TEMPLATE
                for mention in _MENTION.finditer(item.text) if is_template else ():
                    name = _full_name(mention["entity"], mention["child"])
                    yield name, name in self.labels
                    yield from self._role(mention["entity"], mention["role"])
            case Entity(kind=EntityKind.COMPOSITE, children=children):
                for child in children:
                    yield child.name, child.name in self.labels and child.name != item.name

    def _role(self, entity: str, role: str | None) -> Iterator[tuple[str, bool]]:
        if role is not None:
            yield f"{entity}:{role}", any(known.name == role for known in self.entities[entity].roles)


def _full_names(entity: Entity) -> Iterator[str]:
    yield entity.name
    if entity.kind is not EntityKind.COMPOSITE:
        yield from _parts(entity.name, entity.children)


def _parts(around: str, children: Iterable[Child]) -> Iterator[str]:
    for child in children:
        yield f"{around}::{child.name}"
        yield from _parts(f"{around}::{child.name}", child.children)


def _full_name(entity: str, child: str | None) -> str:
    return entity if child is None else f"{entity}::{child}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Renaming:
    """What becomes of the names of one entity, its children and its roles; None is for what goes."""

    entity: str
    becomes: str | None
    children: Mapping[str, str | None]
    roles: Mapping[str, str | None]

    @classmethod
    def of(cls, before: Entity, after: Entity | None) -> Renaming:
        """The way from one state of an entity to the next, by the ids of its parts."""
        if after is None:
            return cls(entity=before.name, becomes=None, children={}, roles={})
        has_parts = before.kind is EntityKind.HIERARCHICAL
        return cls(
            entity=before.name,
            becomes=after.name,
            children=_moves(before.children, after.children) if has_parts else {},
            roles=_moves(before.roles, after.roles),
        )

    @property
    def is_needed(self) -> bool:
        """Whether any name changes or goes."""
        return self.becomes != self.entity or bool(self.children) or bool(self.roles)

    def label(self, span: EntitySpan) -> EntitySpan | None:
        """A label as it is from now on; None if what it names is gone."""
        name = self.name(span.entity)
        if name is None:
            return None
        if entity_of(span) != self.entity or span.role is None:
            return replace(span, entity=name)
        return replace(span, entity=name, role=self.roles.get(span.role, span.role))

    def name(self, full_name: str) -> str | None:
        """A full name as it is from now on; None if what it names is gone."""
        entity, separator, child = full_name.partition("::")
        if entity != self.entity:
            return full_name
        kept = self.children.get(child, child)
        return None if self.becomes is None or kept is None else self.becomes + separator + kept

    def pattern(self, text: str) -> str | None:
        """A pattern's text as it is from now on; None if it names what is gone."""
        is_gone = False

        def renamed(mention: re.Match[str]) -> str:
            nonlocal is_gone
            if mention["entity"] != self.entity:
                return mention[0]
            name = self.name(_full_name(mention["entity"], mention["child"]))
            role = mention["role"] and self.roles.get(mention["role"], mention["role"])
            is_gone |= name is None or (mention["role"] is not None and role is None)
            return f"{{{name}:{role}}}" if role else f"{{{name}}}"

        moved = _MENTION.sub(renamed, text)
        return None if is_gone else moved


class _Part(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def name(self) -> str: ...


def _moves(before: Iterable[_Part], after: Iterable[_Part]) -> dict[str, str | None]:
    """Old name to new name, or to None where it went, of parts that are kept by id."""
    names = {part.id: part.name for part in after}
    return {part.name: names.get(part.id) for part in before if names.get(part.id) != part.name}
