"""LUIS's words and shapes for models, features and patterns: pure functions and tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from msgspec import UNSET

from stationmaster.dialects.luis.schemas_models import (
    EntityBody,
    ListEntity,
    NewSublist,
    ParentEntity,
    PatternAnyEntity,
    PatternChange,
    PhraseListChange,
    RegexEntity,
    SublistChange,
)
from stationmaster.domain.dataset import (
    Child,
    Entity,
    EntityKind,
    ExplicitItem,
    Intent,
    Pattern,
    PhraseList,
    RegexFeature,
    Role,
    Sublist,
)
from stationmaster.domain.errors import InvalidItem, ItemNotFound

MAX_NAME_CHARACTERS = 128
MAX_REGEX_CHARACTERS = 500
FORBIDDEN_IN_NAMES = ":$&"

INTENT_TYPE = (0, "Intent Classifier")
HIERARCHICAL_CHILD_TYPE = (6, "Hierarchical Child Entity Extractor")

#: `typeId` and `readableType` of each kind of entity.
ENTITY_TYPES: Mapping[EntityKind, tuple[int, str]] = {
    EntityKind.MACHINE_LEARNED: (1, "Entity Extractor"),
    EntityKind.PREBUILT: (2, "Prebuilt Entity Extractor"),
    EntityKind.HIERARCHICAL: (3, "Hierarchical Entity Extractor"),
    EntityKind.COMPOSITE: (4, "Composite Entity Extractor"),
    EntityKind.LIST: (5, "Closed List Entity Extractor"),
    EntityKind.PATTERN_ANY: (7, "Pattern.Any Entity Extractor"),
    EntityKind.REGEX: (8, "Regex Entity Extractor"),
}

NewId = Callable[[], str]


def checked_name(name: str) -> str:
    """A name for a model, a role or a child.

    :raises InvalidItem: empty, too long, or with a character that LUIS forbids
    """
    if not name.strip() or len(name) > MAX_NAME_CHARACTERS:
        raise InvalidItem(
            f"The name {name!r} is not valid: it must have 1 to {MAX_NAME_CHARACTERS} characters"
        )
    for character in FORBIDDEN_IN_NAMES:
        if character in name:
            raise InvalidItem(f"The name {name!r} is not valid: it contains the character {character!r}")
    return name


def model_info(model: Intent | Entity) -> dict[str, Any]:
    """A model as GET models shows it; what does not apply to its kind is left out."""
    type_id, readable = INTENT_TYPE if isinstance(model, Intent) else ENTITY_TYPES[model.kind]
    info: dict[str, Any] = {
        "id": model.id,
        "name": model.name,
        "typeId": type_id,
        "readableType": readable,
    }
    if model.origin is not None:
        info["customPrebuiltDomainName"] = model.origin.domain
        info["customPrebuiltModelName"] = model.origin.model
    if isinstance(model, Entity):
        info["roles"] = [part_info(role) for role in model.roles]
        info |= _definition(model)
    return info


def _definition(entity: Entity) -> dict[str, Any]:
    match entity.kind:
        case EntityKind.HIERARCHICAL | EntityKind.COMPOSITE:
            return {"children": [part_info(child) for child in entity.children]}
        case EntityKind.LIST:
            return {"subLists": [sublist_info(sublist) for sublist in entity.sublists]}
        case EntityKind.REGEX:
            return {"regexPattern": entity.regex}
        case EntityKind.PATTERN_ANY:
            return {"explicitList": [explicit_info(item) for item in entity.explicit]}
        case _:
            return {}


def part_info(part: Role | Child) -> dict[str, Any]:
    """A role or a child of an entity."""
    return {"id": part.id, "name": part.name}


def hierarchical_child_info(child: Child) -> dict[str, Any]:
    """A child of a hierarchical entity on its own."""
    type_id, readable = HIERARCHICAL_CHILD_TYPE
    return {**part_info(child), "typeId": type_id, "readableType": readable}


def sublist_info(sublist: Sublist) -> dict[str, Any]:
    """One value of a list entity."""
    return {"id": sublist.id, "canonicalForm": sublist.canonical, "list": list(sublist.synonyms)}


def explicit_info(item: ExplicitItem) -> dict[str, Any]:
    """One exception of a pattern.any entity."""
    return {"id": item.id, "explicitListItem": item.text}


def defined(entity: Entity, body: EntityBody, new_id: NewId) -> Entity:
    """The entity as a body defines it; what the body leaves out stays, and parts keep their ids.

    :raises InvalidItem: the body breaks a rule of LUIS
    """
    name = entity.name if body.name is UNSET else checked_name(body.name)
    if not name:
        raise InvalidItem("The request body is not valid: the field `name` is missing")
    entity = replace(entity, name=name)
    match body:
        case ParentEntity():
            given = [child.name for child in entity.children] if body.children is UNSET else body.children
            return replace(entity, children=_children(entity, given, new_id))
        case ListEntity() if body.subLists is not UNSET:
            return with_sublists(replace(entity, sublists=()), body.subLists or (), known=entity.sublists)
        case RegexEntity():
            given_regex = entity.regex if body.regexPattern is UNSET else body.regexPattern
            return replace(entity, regex=_checked_regex(given_regex))
        case PatternAnyEntity() if body.explicitList is not UNSET:
            known = {item.text: item.id for item in entity.explicit}
            return _with_explicit(replace(entity, explicit=()), body.explicitList or (), known)
        case _:
            return entity


def _children(entity: Entity, names: Sequence[str], new_id: NewId) -> tuple[Child, ...]:
    if not names:
        raise InvalidItem(f"The entity {entity.name!r} has no children")
    known = {child.name: child for child in entity.children}
    return tuple(known.get(name) or Child(id=new_id(), name=child_name(entity, name)) for name in names)


def child_name(entity: Entity, name: str) -> str:
    """The name of a new child: a hierarchical entity brings it, a composite one refers to an entity.

    :raises InvalidItem: it is not a valid name
    """
    return name if entity.kind is EntityKind.COMPOSITE else checked_name(name)


def _checked_regex(regex: str | None) -> str:
    if not regex:
        raise InvalidItem("The request body is not valid: the field `regexPattern` is missing or empty")
    if len(regex) > MAX_REGEX_CHARACTERS:
        raise InvalidItem(
            f"The regular expression has {len(regex)} characters; at most {MAX_REGEX_CHARACTERS} are taken"
        )
    return regex


def with_sublists(entity: Entity, given: Sequence[NewSublist], *, known: Sequence[Sublist] = ()) -> Entity:
    """The list entity with further sublists; those with a known canonical form get its id.

    :raises InvalidItem: a canonical form is empty
    """
    ids = {sublist.canonical: sublist.id for sublist in known}
    free = max((sublist.id for sublist in (*known, *entity.sublists)), default=0) + 1
    added = []
    for sublist in given:
        number = ids.pop(sublist.canonicalForm, free)
        free += number == free
        added.append(
            Sublist(
                id=number,
                canonical=_canonical(sublist.canonicalForm),
                synonyms=tuple(sublist.synonyms or ()),
            )
        )
    return replace(entity, sublists=(*entity.sublists, *added))


def changed_sublist(sublist: Sublist, change: SublistChange) -> Sublist:
    """The sublist with what the change names.

    :raises InvalidItem: the canonical form is empty
    """
    if change.canonicalForm is not UNSET:
        sublist = replace(sublist, canonical=_canonical(change.canonicalForm))
    if change.synonyms is not UNSET:
        sublist = replace(sublist, synonyms=tuple(change.synonyms or ()))
    return sublist


def _canonical(form: str) -> str:
    if not form.strip():
        raise InvalidItem("The canonical form of a sublist is empty")
    return form


def with_explicit_item(entity: Entity, text: str) -> Entity:
    """The pattern.any entity with one more exception.

    :raises InvalidItem: it is empty
    """
    return _with_explicit(entity, (text,), {})


def _with_explicit(entity: Entity, texts: Sequence[str], known: Mapping[str, int]) -> Entity:
    ids = dict(known)
    free = max((*known.values(), *(item.id for item in entity.explicit)), default=0) + 1
    added = []
    for text in texts:
        number = ids.pop(text, free)
        free += number == free
        added.append(ExplicitItem(id=number, text=explicit_text(text)))
    return replace(entity, explicit=(*entity.explicit, *added))


def explicit_text(text: str) -> str:
    """The text of an exception.

    :raises InvalidItem: it is empty
    """
    if not text.strip():
        raise InvalidItem("An item of an explicit list is empty")
    return text


def number_of(text: str) -> int:
    """A number that a path names an item by.

    :raises ItemNotFound: it is no number
    """
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 18):
        raise ItemNotFound(f"{text!r} is not the id of anything: it is not a number")
    return int(text)


def phrases_of(text: str) -> tuple[str, ...]:
    """Phrases that are separated by commas."""
    return tuple(filter(None, map(str.strip, text.split(","))))


def changed_phrase_list(phrase_list: PhraseList, change: PhraseListChange) -> PhraseList:
    """The phrase list with what the change names."""
    if change.name is not UNSET:
        phrase_list = replace(phrase_list, name=change.name)
    if change.phrases is not UNSET:
        phrase_list = replace(phrase_list, phrases=phrases_of(change.phrases))
    if change.isActive is not UNSET:
        phrase_list = replace(phrase_list, active=change.isActive)
    if change.isExchangeable is not UNSET:
        phrase_list = replace(phrase_list, exchangeable=change.isExchangeable)
    return phrase_list


def phrase_list_info(phrase_list: PhraseList) -> dict[str, Any]:
    """A phrase list."""
    return {
        "id": int(phrase_list.id),
        "name": phrase_list.name,
        "isActive": phrase_list.active,
        "phrases": ",".join(phrase_list.phrases),
        "isExchangeable": phrase_list.exchangeable,
    }


def regex_feature_info(feature: RegexFeature) -> dict[str, Any]:
    """A regular expression that is a feature."""
    return {
        "id": int(feature.id),
        "name": feature.name,
        "isActive": feature.active,
        "pattern": feature.pattern,
    }


def changed_pattern(pattern: Pattern, change: PatternChange) -> Pattern:
    """The pattern with what the change names."""
    if change.pattern is not UNSET:
        pattern = replace(pattern, text=change.pattern)
    return pattern if change.intent is UNSET else replace(pattern, intent=change.intent)


def pattern_info(pattern: Pattern) -> dict[str, Any]:
    """A pattern."""
    return {"id": pattern.id, "pattern": pattern.text, "intent": pattern.intent}
