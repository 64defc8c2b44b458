"""Intents and entities: the components of dialogs that models are made of; the others are only carried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from stationmaster.dialects.kore import ids
from stationmaster.dialects.kore.files.holes import Ids, carrying, hole, object_of, refilled
from stationmaster.dialects.kore.files.reading import Json, Node
from stationmaster.domain.dataset import NONE_INTENT, Dataset, Entity, EntityKind, Intent, Sublist

SECTION = "dialogComponents"
INTENT, ENTITY = "intent", "entity"

#: Entities whose values are listed.
_LISTS = ("list_of_values", "list_of_items_lookup", "enum")

Component = Intent | Entity


def task_key(name: str) -> str:
    """What two names of a task share: files write underscores for blanks, and people other capitals."""
    return " ".join(name.replace("_", " ").casefold().split())


@dataclass(frozen=True, kw_only=True, slots=True)
class Components:
    """What sentences and patterns may refer to."""

    intents: Mapping[str, str]  #: the name of an intent by its component's id
    entities: Mapping[str, str]
    references: Mapping[str, str]  #: the component's id of an intent by its `refId`

    @classmethod
    def of(cls, items: Iterable[Component]) -> Components:
        """What these items are called now."""
        found = tuple(items)
        intents = [item for item in found if isinstance(item, Intent)]
        return cls(
            intents={item.id: item.name for item in intents},
            entities={item.id: item.name for item in found if isinstance(item, Entity)},
            references={str(ref): item.id for item in intents if (ref := object_of(item).get("refId"))},
        )

    @classmethod
    def as_read(cls, items: Iterable[Component]) -> Components:
        """What these items were called when they were read; those made here, what they are called now."""
        found = tuple(items)
        now = cls.of(found)
        then = {item.id: _name_of(object_of(item)) or item.name for item in found}
        return cls(
            intents={key: then[key] for key in now.intents},
            entities={key: then[key] for key in now.entities},
            references=now.references,
        )

    def intent_id(self, *, task: Any = None, reference: Any = None, name: Any = None) -> str | None:
        """The component of an intent, by whatever is known of it."""
        if isinstance(task, str) and task in self.intents:
            return task
        if isinstance(reference, str) and reference in self.references:
            return self.references[reference]
        if not isinstance(name, str):
            return None
        exact = next((key for key, known in self.intents.items() if known == name), None)
        wanted = task_key(name)
        alike = (key for key, known in self.intents.items() if task_key(known) == wanted)
        return exact or next(alike, None)


def take(document: Node, skeleton: Json, languages: Sequence[str]) -> dict[str, list[Component]]:
    """The intents and entities of each language; what is left of them goes into the skeleton.

    :raises InvalidFile: with the place and the reason
    """
    taken, names = Ids(), set[tuple[str, str]]()
    found: dict[str, list[Component]] = {language: [] for language in languages}
    entries: list[Any] = []
    for node in document.each(SECTION):
        kind = node.object().get("type")
        if kind not in (INTENT, ENTITY):
            entries.append(node.value)
            continue
        name = node.member("name").name()
        if (kind, name.casefold()) in names:
            node.member("name").fail(f"is {name!r}, as that of another {kind}")
        names.add((kind, name.casefold()))
        item_id = taken.given(node.optional_text("_id"), partial(ids.derived, ids.COMPONENT, kind, name))
        entries.append(hole(item_id))
        for language in languages:
            found[language].append(item_of(node, item_id, language))
    if document.find(SECTION) is not None:
        skeleton[SECTION] = entries
    return found


def item_of(node: Node, item_id: str, language: str) -> Component:
    """The intent or entity that an entry says in a language.

    :raises InvalidFile: with the place and the reason
    """
    entry = node.object()
    if entry["type"] == INTENT:
        return Intent(id=item_id, name=_name_of(entry), carried=carrying(entry))
    sublists = sublists_of(entry, language)
    return Entity(
        id=item_id,
        name=entry["name"],
        kind=kind_of(entry.get("entityType"), has_values=bool(sublists)),
        sublists=sublists,
        carried=carrying(entry),
    )


def kind_of(entity_type: Any, *, has_values: bool) -> EntityKind:
    """How an entity of this type is found: by its values, if it has any, or by what was learnt of it."""
    return EntityKind.LIST if entity_type in _LISTS and has_values else EntityKind.MACHINE_LEARNED


def sublists_of(entry: Mapping[str, Any], language: str) -> tuple[Sublist, ...]:
    """The values of an entity in a language, each with its synonyms."""
    found = []
    for value in _values(entry, language):
        synonyms = value.get("synonyms")
        canonical = _word(value.get("title")) or _word(value.get("value"))
        if canonical:
            words = [w for w in map(_word, synonyms if isinstance(synonyms, list) else ()) if w]
            found.append((canonical, tuple(dict.fromkeys(w for w in words if w != canonical))))
    return tuple(Sublist(id=n, canonical=c, synonyms=s) for n, (c, s) in enumerate(found, start=1))


def _values(entry: Mapping[str, Any], language: str) -> Iterator[Json]:
    reached: Any = entry
    for key in ("localeData", language, "allowedValues", "values"):
        reached = reached.get(key) if isinstance(reached, Mapping) else None
    for value in reached if isinstance(reached, list) else ():
        yield value if isinstance(value, dict) else {"value": value}


def _word(value: Any) -> str:
    return str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def _name_of(entry: Mapping[str, Any]) -> str:
    """The name of a component's item: an intent called so in any capitals is ours for everything else."""
    name = entry.get("name")
    if not isinstance(name, str):
        return ""
    is_none = entry.get("type") == INTENT and name.casefold() == NONE_INTENT.casefold()
    return NONE_INTENT if is_none else name


def put(document: Json, datasets: Mapping[str, Dataset]) -> None:
    """Fill the holes that `take` left, and add what was made since."""
    remaining: dict[str, dict[str, Component]] = {}
    for language, dataset in datasets.items():
        models: tuple[Component, ...] = (*dataset.intents, *dataset.entities)
        for item in models:
            if isinstance(item, Entity) or item.name != NONE_INTENT or item.carried:
                remaining.setdefault(item.id, {})[language] = item
    entries = refilled(document.get(SECTION), remaining, _entry)
    entries += map(_entry, remaining.values())
    if entries or document.get(SECTION) is not None:
        document[SECTION] = entries


def _entry(of_languages: Mapping[str, Component]) -> Json:
    item = next(iter(of_languages.values()))
    entry = object_of(item)
    kind = INTENT if isinstance(item, Intent) else ENTITY
    entry = entry or {"_id": item.id, "name": item.name, "type": kind, "localeData": {}}
    if _name_of(entry) != item.name:
        entry["name"] = item.name
    for language, each in of_languages.items():
        if isinstance(each, Entity) and each.sublists != sublists_of(entry, language):
            values = [
                {"title": s.canonical, "value": s.canonical, "synonyms": list(s.synonyms)}
                for s in each.sublists
            ]
            own = entry.setdefault("localeData", {}).setdefault(language, {})
            own["allowedValues"] = {**(own.get("allowedValues") or {}), "values": values}
    return entry
