"""An app in another schema, with a sentence for each thing that schema has no place for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from stationmaster.dialects.luis.appjson.carried import Json
from stationmaster.dialects.luis.appjson.flatten import flattened
from stationmaster.dialects.luis.appjson.layout import (
    FOREIGN,
    LABEL_ROLES,
    NESTED_CHILDREN,
    ORIGINS,
    OWN_KEYS,
    PATTERNS,
    REGEX_ENTITIES,
    ROLES,
    SCHEMAS,
    SETTINGS,
    VERSION_NAMES,
    Foreign,
    Schema,
    layout_of,
    schema_of,
)
from stationmaster.dialects.luis.appjson.reading import InvalidAppJson
from stationmaster.dialects.luis.appjson.render import FEATURED_KINDS, render_app
from stationmaster.domain.dataset import Carried, Child, Dataset, Entity, EntityKind, EntitySpan, Intent, Item

Losses = list[str]
CarryingItem = TypeVar("CarryingItem", bound=Item | Child | EntitySpan)


def convert(
    *,
    name: str,
    description: str,
    culture: str,
    version_name: str | None,
    dataset: Dataset,
    carried: Carried,
    schema: str,
    to_schema: str,
) -> tuple[Json, tuple[str, ...]]:
    """The app JSON in `to_schema`, and a sentence for each loss; without losses in its own schema."""
    if to_schema not in SCHEMAS:
        raise InvalidAppJson(f"The schema {to_schema} is not one of {', '.join(SCHEMAS)}.")
    losses: Losses = []
    if schema != to_schema:
        dataset, carried = _fitted(dataset, carried, to_schema, losses)
        if version_name is not None and schema_of(to_schema) < VERSION_NAMES:
            losses.append(f"The version name {version_name} is dropped: {to_schema} has no version names.")
    document = render_app(
        name=name,
        description=description,
        culture=culture,
        version_name=version_name,
        dataset=dataset,
        carried=carried,
        schema=to_schema,
    )
    return document, tuple(losses)


def _fitted(dataset: Dataset, carried: Carried, to_schema: str, losses: Losses) -> tuple[Dataset, Carried]:
    target = schema_of(to_schema)
    steps: tuple[tuple[Schema, Callable[[Dataset, str, Losses], Dataset]], ...] = (
        (NESTED_CHILDREN, flattened),  # first, as it brings labels out of one another
        (SETTINGS, _without_settings),
        (PATTERNS, _without_patterns),
        (PATTERNS, _without_pattern_any),
        (REGEX_ENTITIES, _without_regex_entities),
        (ROLES, _without_roles),
        (LABEL_ROLES, _without_label_roles),
        (ORIGINS, _without_origins),
    )
    for since, without in steps:
        if target < since:
            dataset = without(dataset, to_schema, losses)
    foreign = _ForeignKeys(target)
    dataset = foreign.fitted(dataset)
    top = foreign.kept(carried.get("top", {}), "tokenizerVersion", "actions")
    losses.extend(foreign.losses(to_schema))
    return dataset, {"top": top} if top else {}


def _counted(number: int, one: str, singular: str, plural: str) -> str:
    return f"{number} {one} {singular}" if number == 1 else f"{number} {one}s {plural}"


def _dropped(number: int, what: str, to_schema: str) -> str:
    return f"{_counted(number, what, 'is', 'are')} dropped: {to_schema} has no {what}s."


def _without_settings(dataset: Dataset, to_schema: str, losses: Losses) -> Dataset:
    if dataset.settings:
        losses.append(_dropped(len(dataset.settings), "setting", to_schema))
    return replace(dataset, settings=())


def _without_patterns(dataset: Dataset, to_schema: str, losses: Losses) -> Dataset:
    if dataset.patterns:
        losses.append(_dropped(len(dataset.patterns), "pattern", to_schema))
    return replace(dataset, patterns=())


def _without_pattern_any(dataset: Dataset, to_schema: str, losses: Losses) -> Dataset:
    return _without_kind(dataset, EntityKind.PATTERN_ANY, f"{to_schema} has no pattern.any entities", losses)


def _without_regex_entities(dataset: Dataset, to_schema: str, losses: Losses) -> Dataset:
    reason = f"{to_schema} has no regular expression entities"
    return _without_kind(dataset, EntityKind.REGEX, reason, losses)


def _without_kind(dataset: Dataset, kind: EntityKind, reason: str, losses: Losses) -> Dataset:
    gone = {entity.name for entity in dataset.entities if entity.kind is kind}
    if not gone:
        return dataset
    labels = sum(span.entity in gone for u in dataset.utterances for span in u.spans)
    if labels:
        losses.append(f"{_counted(labels, 'label', 'is', 'are')} dropped with the entities below.")
    for entity in dataset.entities:
        if entity.kind is kind:
            losses.append(f"The entity {entity.name} is dropped: {reason}.")
        parts = [child.name for child in entity.children if child.name in gone]
        if entity.kind is EntityKind.COMPOSITE and parts:
            losses.append(f"The composite {entity.name} loses its parts {', '.join(parts)}.")
    return replace(
        dataset,
        entities=tuple(
            _without_parts(entity, gone) for entity in dataset.entities if entity.kind is not kind
        ),
        utterances=tuple(
            replace(u, spans=tuple(span for span in u.spans if span.entity not in gone))
            for u in dataset.utterances
        ),
    )


def _without_parts(entity: Entity, gone: set[str]) -> Entity:
    if entity.kind is not EntityKind.COMPOSITE:
        return entity
    return replace(entity, children=tuple(child for child in entity.children if child.name not in gone))


def _without_roles(dataset: Dataset, to_schema: str, losses: Losses) -> Dataset:
    for entity in dataset.entities:
        if entity.roles:
            roles = ", ".join(role.name for role in entity.roles)
            losses.append(f"The roles of {entity.name} ({roles}) are dropped: {to_schema} has no roles.")
    return replace(dataset, entities=tuple(replace(entity, roles=()) for entity in dataset.entities))


def _without_label_roles(dataset: Dataset, to_schema: str, losses: Losses) -> Dataset:
    count = 0

    def without(span: EntitySpan) -> EntitySpan:
        nonlocal count
        count += span.role is not None
        return replace(span, role=None, children=tuple(map(without, span.children)))

    utterances = tuple(replace(u, spans=tuple(map(without, u.spans))) for u in dataset.utterances)
    if count:
        losses.append(
            f"{_counted(count, 'label', 'loses its role', 'lose their roles')}: {to_schema} has no such roles."
        )
    return replace(dataset, utterances=utterances)


def _without_origins(dataset: Dataset, to_schema: str, losses: Losses) -> Dataset:
    items: Iterable[Intent | Entity] = (*dataset.intents, *dataset.entities)
    count = sum(item.origin is not None for item in items)
    if count:
        losses.append(
            f"{_counted(count, 'model', 'no longer says its', 'no longer say their')} prebuilt domain: "
            f"{to_schema} has no inheritance."
        )
    return replace(
        dataset,
        intents=tuple(replace(intent, origin=None) for intent in dataset.intents),
        entities=tuple(replace(entity, origin=None) for entity in dataset.entities),
    )


class _ForeignKeys:
    """Carries over what we do not understand, counting what the target has no key for."""

    def __init__(self, target: Schema) -> None:
        self._layout = layout_of(target)
        self._lost: dict[str, int] = {}

    def fitted(self, dataset: Dataset) -> Dataset:
        """The items with carried fields that suit the target."""
        return replace(
            dataset,
            intents=tuple(self._item(intent, "features") for intent in dataset.intents),
            entities=tuple(map(self._entity, dataset.entities)),
            utterances=tuple(
                replace(self._item(utterance), spans=tuple(map(self._span, utterance.spans)))
                for utterance in dataset.utterances
            ),
            patterns=tuple(map(self._item, dataset.patterns)),
            phrase_lists=tuple(self._item(item, "enabledForAllModels") for item in dataset.phrase_lists),
            regex_features=tuple(map(self._item, dataset.regex_features)),
            settings=tuple(map(self._item, dataset.settings)),
        )

    def kept(self, carried: Carried, *written: str) -> dict[str, Json]:
        """The entries for keys that only the file knows and the target may have.

        :param written: the keys of which we write the default ourselves
        """
        entries: dict[str, Json] = {}
        for key, entry in carried.items():
            if "given" not in entry or key in OWN_KEYS:
                continue
            foreign = FOREIGN.get(key, Foreign())
            if foreign.since <= self._layout.schema < foreign.until:
                is_written = key in written and self._layout.writes(key)
                entries[key] = {"was": foreign.default} if is_written else {}
                entries[key]["given"] = entry["given"]
            elif entry["given"] not in (foreign.default, None, []):
                self._lost[key] = self._lost.get(key, 0) + 1
        return entries

    def losses(self, to_schema: str) -> Iterator[str]:
        """A sentence for each key that was lost."""
        for key, count in self._lost.items():
            places = "place" if count == 1 else "places"
            yield f"`{key}` is dropped in {count} {places}: {to_schema} has no such key."

    def _item(self, item: CarryingItem, *written: str) -> CarryingItem:
        return replace(item, carried=self.kept(item.carried, *written)) if item.carried else item

    def _entity(self, entity: Entity) -> Entity:
        nested = entity.kind is EntityKind.MACHINE_LEARNED
        children = tuple(self._child(c) if nested else self._item(c) for c in entity.children)
        written = ("features",) if entity.kind in FEATURED_KINDS else ()
        return replace(self._item(entity, *written), children=children)

    def _child(self, child: Child) -> Child:
        return replace(self._item(child, "features"), children=tuple(map(self._child, child.children)))

    def _span(self, span: EntitySpan) -> EntitySpan:
        return replace(self._item(span), children=tuple(map(self._span, span.children)))
