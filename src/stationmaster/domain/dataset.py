"""The labelled material of a version.

Items refer to one another by name, as the vendors' files do: an utterance names its intent. Offsets
count Unicode code points and leave the end out. `carried` holds what a vendor's file said beyond our
fields, per key, so that an export can give it back; it is never trained on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from stationmaster.domain.facets import Carried as Carried
from stationmaster.domain.facets import Facet as Facet
from stationmaster.domain.faq import FaqEntry, SmallTalk
from stationmaster.domain.tickets import Category, Members, Message, Selection, Ticket

NONE_INTENT = "None"


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
#: Kinds whose places in a text are learned together: those, and what is put together from other entities.
TAUGHT_KINDS = LEARNED_KINDS | {EntityKind.COMPOSITE}


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


class PatternSyntax(StrEnum):
    """How a pattern is written."""

    TEMPLATE = "template"  #: LUIS's: entities in braces, optional parts in brackets
    SENTENCE = "sentence"  #: Kore.ai's: words with signs between them


@dataclass(frozen=True, kw_only=True, slots=True)
class Pattern:
    """What sentences of an intent look like."""

    facet: ClassVar[Facet] = Facet.PATTERNS
    id: str
    text: str
    intent: str
    syntax: PatternSyntax = PatternSyntax.TEMPLATE
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Synonyms:
    """Words that mean the same as a name: of an app, or of a concept that patterns use."""

    facet: ClassVar[Facet] = Facet.SYNONYMS
    id: str
    name: str
    words: tuple[str, ...]
    carried: Carried = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Trait:
    """A property that an utterance may have beside its intent, with texts that have it."""

    facet: ClassVar[Facet] = Facet.TRAITS
    id: str
    name: str
    group: str
    texts: tuple[str, ...]
    threshold: float | None = None  #: scores below it do not count
    carried: Carried = field(default_factory=dict)


class NoneSource(StrEnum):
    """Why an utterance is known to belong to no intent."""

    CUSTOM = "custom"  #: somebody wrote it down as such
    BATCH_TEST = "batch_test"  #: a batch test expects it to be nothing


@dataclass(frozen=True, kw_only=True, slots=True)
class NoneUtterance:
    """A sentence that belongs to no intent."""

    facet: ClassVar[Facet] = Facet.NONE_UTTERANCES
    id: str
    text: str
    source: NoneSource = NoneSource.CUSTOM
    carried: Carried = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkedApp:
    """Another app that utterances may be meant for, with what its users say."""

    facet: ClassVar[Facet] = Facet.LINKED_APPS
    id: str
    name: str
    texts: tuple[str, ...]
    carried: Carried = field(default_factory=dict)


Item = (
    Intent
    | Entity
    | Utterance
    | Pattern
    | PhraseList
    | RegexFeature
    | Setting
    | Synonyms
    | Trait
    | SmallTalk
    | NoneUtterance
    | LinkedApp
    | FaqEntry
    | Category
    | Selection
    | Members
    | Ticket
    | Message
)
ITEM_TYPES: Mapping[Facet, type[Item]] = {
    kind.facet: kind
    for kind in (
        Intent,
        Entity,
        Utterance,
        Pattern,
        PhraseList,
        RegexFeature,
        Setting,
        Synonyms,
        Trait,
        SmallTalk,
        NoneUtterance,
        LinkedApp,
        FaqEntry,
        Category,
        Selection,
        Members,
        Ticket,
        Message,
    )
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Dataset:
    """All labelled material of a version at one moment, in the order in which it was added.

    Streamed facets are not part of it.
    """

    culture: str
    intents: tuple[Intent, ...] = ()
    entities: tuple[Entity, ...] = ()
    utterances: tuple[Utterance, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    phrase_lists: tuple[PhraseList, ...] = ()
    regex_features: tuple[RegexFeature, ...] = ()
    settings: tuple[Setting, ...] = ()
    synonyms: tuple[Synonyms, ...] = ()
    traits: tuple[Trait, ...] = ()
    small_talk: tuple[SmallTalk, ...] = ()
    none_utterances: tuple[NoneUtterance, ...] = ()
    linked_apps: tuple[LinkedApp, ...] = ()
    faqs: tuple[FaqEntry, ...] = ()
    categories: tuple[Category, ...] = ()
    selections: tuple[Selection, ...] = ()

    @property
    def language(self) -> str:
        """The language of all texts."""
        return language_of(self.culture)

    @property
    def setting_values(self) -> Mapping[str, str]:
        """What each setting says, by its id; capitals and blanks around it make no difference."""
        return {setting.id: setting.value.strip().lower() for setting in self.settings}

    def items(self, facet: Facet) -> tuple[Item, ...]:
        """The items of one facet that is not streamed."""
        items: tuple[Item, ...] = getattr(self, facet.value)
        return items


def language_of(culture: str) -> str:
    """The language of a culture, such as `en` of `en-us` and `zh` of `zh_cn`."""
    return culture.replace("_", "-").partition("-")[0].lower()


def label_of(item: Item) -> str:
    """What a person calls this item."""
    match item:
        case Utterance() | Pattern() | NoneUtterance():
            return item.text
        case FaqEntry():
            return item.questions[0] if item.questions else item.id
        case Ticket():
            return item.subject or item.id
        case Setting() | Members() | Message():
            return item.id
        case _:
            return item.name
