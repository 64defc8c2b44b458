"""Parts of entities: roles of every kind, children of hierarchical and composite ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from stationmaster.dialects.dialect import Answer, Call, Route, json_answer
from stationmaster.dialects.luis.auth import Access
from stationmaster.dialects.luis.operations.entities import (
    COLLECTIONS,
    COMPOSITE,
    HIERARCHICAL,
    Collection,
    keep,
    new_id,
)
from stationmaster.dialects.luis.schemas import decode
from stationmaster.dialects.luis.schemas_models import ModelName
from stationmaster.dialects.luis.translate import created, page
from stationmaster.dialects.luis.translate_models import (
    checked_name,
    child_name,
    hierarchical_child_info,
    part_info,
)
from stationmaster.domain.dataset import Child, Role
from stationmaster.domain.errors import ItemNotFound

Part = TypeVar("Part", Role, Child)


@dataclass(frozen=True, kw_only=True, slots=True)
class Roles:
    """The roles of the entities of one collection."""

    collection: Collection

    @property
    def path(self) -> str:
        return f"{self.collection.entity_path}/roles"

    @property
    def role_path(self) -> str:
        return f"{self.path}/{{roleId}}"

    def all(self, call: Call) -> Answer:
        """The roles of an entity."""
        skip, take = page(call)
        _, entity = self.collection.find(call)
        return json_answer(200, [part_info(role) for role in entity.roles[skip : skip + take]])

    def get(self, call: Call) -> Answer:
        """One role."""
        _, entity = self.collection.find(call)
        return json_answer(200, part_info(_part(entity.roles, call.parameters["roleId"])))

    def create(self, call: Call) -> Answer:
        """Add a role."""
        role = Role(id=new_id(), name=_name(call))
        version, entity = self.collection.find(call)
        return keep(call, version, replace(entity, roles=(*entity.roles, role)), created(role.id))

    def change(self, call: Call) -> Answer:
        """Rename a role, in labels and patterns too."""
        name = _name(call)
        version, entity = self.collection.find(call)
        role = _part(entity.roles, call.parameters["roleId"])
        roles = tuple(replace(each, name=name) if each == role else each for each in entity.roles)
        return keep(call, version, replace(entity, roles=roles))

    def remove(self, call: Call) -> Answer:
        """Remove a role; labels lose it."""
        version, entity = self.collection.find(call)
        role = _part(entity.roles, call.parameters["roleId"])
        return keep(call, version, replace(entity, roles=tuple(r for r in entity.roles if r != role)))


def add_hierarchical_child(call: Call) -> Answer:
    return _add_child(call, HIERARCHICAL)


def add_composite_child(call: Call) -> Answer:
    return _add_child(call, COMPOSITE)


def get_child(call: Call) -> Answer:
    _, entity = HIERARCHICAL.find(call)
    return json_answer(200, hierarchical_child_info(_part(entity.children, call.parameters["childId"])))


def rename_child(call: Call) -> Answer:
    name = _name(call)
    version, entity = HIERARCHICAL.find(call)
    child = _part(entity.children, call.parameters["childId"])
    children = tuple(replace(each, name=name) if each == child else each for each in entity.children)
    return keep(call, version, replace(entity, children=children))


def remove_hierarchical_child(call: Call) -> Answer:
    return _remove_child(call, HIERARCHICAL)


def remove_composite_child(call: Call) -> Answer:
    return _remove_child(call, COMPOSITE)


def _add_child(call: Call, collection: Collection) -> Answer:
    name = decode(call.body, ModelName).name
    version, entity = collection.find(call)
    child = Child(id=new_id(), name=child_name(entity, name))
    return keep(call, version, replace(entity, children=(*entity.children, child)), created(child.id))


def _remove_child(call: Call, collection: Collection) -> Answer:
    version, entity = collection.find(call)
    child = _part(entity.children, call.parameters["childId"])
    return keep(call, version, replace(entity, children=tuple(c for c in entity.children if c != child)))


def _name(call: Call) -> str:
    return checked_name(decode(call.body, ModelName).name)


def _part(parts: Sequence[Part], part_id: str) -> Part:
    for part in parts:
        if part.id == part_id:
            return part
    raise ItemNotFound(f"the entity has no part with the id {part_id}")


_HIERARCHICAL = f"{HIERARCHICAL.entity_path}/children"
_COMPOSITE = f"{COMPOSITE.entity_path}/children"
_ROLES = tuple(Roles(collection=collection) for collection in COLLECTIONS)
_A = Access.AUTHORING
ROUTES = (
    *(Route("GET", each.path, each.all, _A) for each in _ROLES),
    *(Route("POST", each.path, each.create, _A, writes=True) for each in _ROLES),
    *(Route("GET", each.role_path, each.get, _A) for each in _ROLES),
    *(Route("PUT", each.role_path, each.change, _A, writes=True) for each in _ROLES),
    *(Route("DELETE", each.role_path, each.remove, _A, writes=True) for each in _ROLES),
    Route("POST", _HIERARCHICAL, add_hierarchical_child, _A, writes=True),
    Route("GET", f"{_HIERARCHICAL}/{{childId}}", get_child, _A),
    Route("PUT", f"{_HIERARCHICAL}/{{childId}}", rename_child, _A, writes=True),
    Route("DELETE", f"{_HIERARCHICAL}/{{childId}}", remove_hierarchical_child, _A, writes=True),
    Route("POST", _COMPOSITE, add_composite_child, _A, writes=True),
    Route("DELETE", f"{_COMPOSITE}/{{childId}}", remove_composite_child, _A, writes=True),
)
