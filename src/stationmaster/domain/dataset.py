"""The labelled material of a version.

Items refer to one another by name, as the vendors' files do: an utterance names its intent. Offsets
count Unicode code points and leave the end out. `carried` holds what a vendor's file said beyond our
fields, per key, so that an export can give it back; it is never trained on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar

Carried = Mapping[str, Any]
NONE_INTENT = "None"


class Facet(StrEnum):
    """One kind of item of a dataset."""

    INTENTS = "intents"
    ENTITIES = "entities"
    UTTERANCES = "utterances"
    PATTERNS = "patterns"
    PHRASE_LISTS = "phrase_lists"
    REGEX_FEATURES = "regex_features"
    SETTINGS = "settings"


class EntityKind(StrEnum):
    """How an entity is found in a text."""

    MACHINE_LEARNED = "machine_learned"
    HIERARCHICAL = "hierarchical"  #: learned; its labels name a child as `Parent::Child`
    COMPOSITE = "composite"
    LIST = "list"
    REGEX = "regex"
    PATTERN_ANY = "pattern_any"
    PREBUILT = "prebuilt"


LEARNED_KINDS = frozenset({EntityKind.MACHINE_LEARNED, EntityKind.HIERARCHICAL})


@dataclass(frozen=True, kw_only=True, slots=True)
class Origin:
    """The prebuilt domain and model that an intent or entity was added from."""

    domain: str
    model: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Intent:
    """What a user may want."""

    facet: ClassVar[Facet] = Facet.INTENTS
    id: str
    name: str
    origin: Origin | None = None
    carried: Carried = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Role:
    """A part that an entity can play in an utterance."""

    id: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Child:
    """A part of a hierarchical, composite or nested machine-learned entity."""

    id: str
    name: str
    instance_of: str | None = None
    children: tuple[Child, ...] = ()
    carried: Carried = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sublist:
    """One value of a list entity with its synonyms; `id` is unique in the list."""

    id: int
    canonical: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ExplicitItem:
    """One exception of a pattern.any entity; `id` is unique in the entity."""

    id: int
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Entity:
    """A kind of thing mentioned; which fields are used depends on its kind."""

    facet: ClassVar[Facet] = Facet.ENTITIES
    id: str
    name: str
    kind: EntityKind
    roles: tuple[Role, ...] = ()
    children: tuple[Child, ...] = ()
    sublists: tuple[Sublist, ...] = ()
    regex: str | None = None
    explicit: tuple[ExplicitItem, ...] = ()
    origin: Origin | None = None
    carried: Carried = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class EntitySpan:
    """A labelled stretch `[start, end)` of an utterance, in code points."""

    entity: str
    start: int
    end: int
    role: str | None = None
    children: tuple[EntitySpan, ...] = ()
    carried: Carried = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Utterance:
    """One user sentence with its labels; `id` is a decimal number."""

    facet: ClassVar[Facet] = Facet.UTTERANCES
    id: str
    text: str
    intent: str
    spans: tuple[EntitySpan, ...] = ()
    carried: Carried = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pattern:
    """A sentence template of an intent, with entities in braces and optional parts in brackets."""

    facet: ClassVar[Facet] = Facet.PATTERNS
    id: str
    text: str
    intent: str
    carried: Carried = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class PhraseList:
    """Words that belong together; `id` is a decimal number."""

    facet: ClassVar[Facet] = Facet.PHRASE_LISTS
    id: str
    name: str
    phrases: tuple[str, ...]
    exchangeable: bool = True
    active: bool = True
    carried: Carried = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class RegexFeature:
    """A regular expression whose matches hint at a label; `id` is a decimal number."""

    facet: ClassVar[Facet] = Facet.REGEX_FEATURES
    id: str
    name: str
    pattern: str
    active: bool = True
    carried: Carried = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """A named setting of the version that matters to training; `id` is its name."""

    facet: ClassVar[Facet] = Facet.SETTINGS
    id: str
    value: str
    carried: Carried = field(default_factory=dict)


Item = Intent | Entity | Utterance | Pattern | PhraseList | RegexFeature | Setting
ITEM_TYPES: Mapping[Facet, type[Item]] = {
    kind.facet: kind for kind in (Intent, Entity, Utterance, Pattern, PhraseList, RegexFeature, Setting)
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Dataset:
    """All labelled material of a version at one moment, in the order in which it was added."""

    culture: str
    intents: tuple[Intent, ...] = ()
    entities: tuple[Entity, ...] = ()
    utterances: tuple[Utterance, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    phrase_lists: tuple[PhraseList, ...] = ()
    regex_features: tuple[RegexFeature, ...] = ()
    settings: tuple[Setting, ...] = ()

    def items(self, facet: Facet) -> tuple[Item, ...]:
        """The items of one facet."""
        items: tuple[Item, ...] = getattr(self, facet.value)
        return items


def label_of(item: Item) -> str:
    """What a person calls this item."""
    match item:
        case Utterance() | Pattern():
            return item.text
        case Setting():
            return item.id
        case _:
            return item.name
