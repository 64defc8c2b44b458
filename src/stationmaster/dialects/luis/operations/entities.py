"""Entities: one collection for each kind, with the same operations on each."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from stationmaster.dialects.dialect import Answer, Call, Route, json_answer
from stationmaster.dialects.luis.auth import Access
from stationmaster.dialects.luis.schemas import decode
from stationmaster.dialects.luis.schemas_models import (
    EntityBody,
    ListEntity,
    ModelName,
    ParentEntity,
    PatternAnyEntity,
    RegexEntity,
)
from stationmaster.dialects.luis.translate import STATUS_OK, VERSION_PATH, created, page, version_of
from stationmaster.dialects.luis.translate_models import defined, model_info
from stationmaster.domain.apps import Version
from stationmaster.domain.dataset import Entity, EntityKind, Facet
from stationmaster.domain.errors import ItemNotFound


@dataclass(frozen=True, kw_only=True, slots=True)
class Collection:
    """The entities of one kind, under the name by which their paths call them."""

    name: str
    kind: EntityKind | None  #: None for those of a prebuilt domain, whatever their kind

    @property
    def path(self) -> str:
        return f"{VERSION_PATH}/{self.name}"

    @property
    def entity_path(self) -> str:
        return f"{self.path}/{{entityId}}"

    def holds(self, entity: Entity) -> bool:
        """Whether an entity belongs here."""
        return entity.origin is not None if self.kind is None else entity.kind is self.kind

    def find(self, call: Call) -> tuple[Version, Entity]:
        """The entity that the path names.

        :raises ItemNotFound: there is none, or it is of another kind
        """
        version = version_of(call)
        found = call.services.labelling.one_of(version, Entity, call.parameters["entityId"])
        if not self.holds(found):
            raise ItemNotFound(f"the version has nothing with the id {found.id} among its {self.name}")
        return version, found

    def all(self, call: Call) -> Answer:
        """The entities of this kind."""
        skip, take = page(call)
        entities = call.services.labelling.all_of(version_of(call), Entity)
        held = [entity for entity in entities if self.holds(entity)]
        return json_answer(200, [model_info(entity) for entity in held[skip : skip + take]])

    def get(self, call: Call) -> Answer:
        """One entity."""
        return json_answer(200, model_info(self.find(call)[1]))

    def remove(self, call: Call) -> Answer:
        """Remove an entity with its labels."""
        version, entity = self.find(call)
        call.services.labelling.remove(version, Facet.ENTITIES, [entity.id])
        return STATUS_OK


@dataclass(frozen=True, kw_only=True, slots=True)
class DefinedCollection(Collection):
    """A kind of entity that users define by a body of its own."""

    kind: EntityKind
    body: type[EntityBody]

    def create(self, call: Call) -> Answer:
        """Add an entity."""
        body = decode(call.body, self.body)
        entity = defined(Entity(id=new_id(), name="", kind=self.kind), body, new_id)
        call.services.labelling.add(version_of(call), [entity])
        return created(entity.id)

    def change(self, call: Call) -> Answer:
        """Define an entity anew."""
        body = decode(call.body, self.body)
        version, entity = self.find(call)
        return keep(call, version, defined(entity, body, new_id))


def new_id() -> str:
    """An id for a model, a role or a child."""
    return str(uuid.uuid4())


def keep(call: Call, version: Version, entity: Entity, answer: Answer = STATUS_OK) -> Answer:
    """Keep a changed entity."""
    call.services.labelling.change(version, entity)
    return answer


SIMPLE = DefinedCollection(name="entities", kind=EntityKind.MACHINE_LEARNED, body=ModelName)
HIERARCHICAL = DefinedCollection(name="hierarchicalentities", kind=EntityKind.HIERARCHICAL, body=ParentEntity)
COMPOSITE = DefinedCollection(name="compositeentities", kind=EntityKind.COMPOSITE, body=ParentEntity)
LISTS = DefinedCollection(name="closedlists", kind=EntityKind.LIST, body=ListEntity)
REGEX = DefinedCollection(name="regexentities", kind=EntityKind.REGEX, body=RegexEntity)
PATTERN_ANY = DefinedCollection(name="patternanyentities", kind=EntityKind.PATTERN_ANY, body=PatternAnyEntity)
PREBUILTS = Collection(name="prebuilts", kind=EntityKind.PREBUILT)
CUSTOM_PREBUILTS = Collection(name="customprebuiltentities", kind=None)

DEFINED = (SIMPLE, HIERARCHICAL, COMPOSITE, LISTS, REGEX, PATTERN_ANY)
COLLECTIONS: tuple[Collection, ...] = (*DEFINED, PREBUILTS, CUSTOM_PREBUILTS)

_A = Access.AUTHORING
ROUTES = (
    *(Route("GET", each.path, each.all, _A) for each in COLLECTIONS),
    *(Route("GET", each.entity_path, each.get, _A) for each in COLLECTIONS),
    *(Route("DELETE", each.entity_path, each.remove, _A, writes=True) for each in COLLECTIONS),
    *(Route("POST", each.path, each.create, _A, writes=True) for each in DEFINED),
    *(Route("PUT", each.entity_path, each.change, _A, writes=True) for each in DEFINED),
)
