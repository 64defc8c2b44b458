"""LUIS's JSON for models, examples, features and patterns."""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType, field


class ModelName(Struct):
    """Body of what has only a name: intents, simple entities, roles and children."""

    name: str


class ParentEntity(Struct):
    """Body of hierarchical and composite entities; their children are given by name."""

    name: str | UnsetType = UNSET
    children: list[str] | UnsetType = UNSET


class NewSublist(Struct):
    """One value of a list entity with its synonyms."""

    canonicalForm: str
    synonyms: list[str] | None = field(name="list", default=None)


class SublistChange(Struct):
    """Body of PUT sublists."""

    canonicalForm: str | UnsetType = UNSET
    synonyms: list[str] | UnsetType | None = field(name="list", default=UNSET)


class ListEntity(Struct):
    """Body of closedlists; PATCH sends only the sublists."""

    name: str | UnsetType = UNSET
    subLists: list[NewSublist] | UnsetType | None = UNSET


class RegexEntity(Struct):
    """Body of regexentities."""

    name: str | UnsetType = UNSET
    regexPattern: str | UnsetType = UNSET


class PatternAnyEntity(Struct):
    """Body of patternanyentities."""

    name: str | UnsetType = UNSET
    explicitList: list[str] | UnsetType | None = UNSET


class ExplicitListItem(Struct):
    """Body of explicitlist."""

    explicitListItem: str


class EntityLabel(Struct):
    """One label of an example, by its first and last character."""

    entityName: str
    startCharIndex: int
    endCharIndex: int
    role: str | None = None


class ExampleLabel(Struct):
    """Body of POST example, and an element of that of POST examples."""

    text: str
    intentName: str
    entityLabels: list[EntityLabel] | None = None


class NewPhraseList(Struct):
    """Body of POST phraselists; the phrases are separated by commas."""

    name: str
    phrases: str
    isExchangeable: bool = True


class PhraseListChange(Struct):
    """Body of PUT phraselists."""

    name: str | UnsetType = UNSET
    phrases: str | UnsetType = UNSET
    isActive: bool | UnsetType = UNSET
    isExchangeable: bool | UnsetType = UNSET


class NewPattern(Struct):
    """Body of POST patternrule, and an element of that of POST patternrules."""

    pattern: str
    intent: str


class PatternChange(Struct):
    """Body of PUT patternrules; the id stands in the path if there is one pattern only."""

    id: str | UnsetType = UNSET
    pattern: str | UnsetType = UNSET
    intent: str | UnsetType = UNSET


class PrebuiltDomain(Struct):
    """Body of customprebuiltdomains."""

    domainName: str


class PrebuiltDomainModel(Struct):
    """Body of customprebuiltintents and customprebuiltentities."""

    domainName: str
    modelName: str


EntityBody = ModelName | ParentEntity | ListEntity | RegexEntity | PatternAnyEntity
