"""Values of list entities, and exceptions of pattern.any entities."""

from __future__ import annotations

from dataclasses import replace

from stationmaster.dialects.dialect import Answer, Call, Route, json_answer
from stationmaster.dialects.luis.auth import Access
from stationmaster.dialects.luis.operations.entities import LISTS, PATTERN_ANY, keep
from stationmaster.dialects.luis.schemas import decode
from stationmaster.dialects.luis.schemas_models import (
    ExplicitListItem,
    ListEntity,
    NewSublist,
    SublistChange,
)
from stationmaster.dialects.luis.translate import created, page
from stationmaster.dialects.luis.translate_models import (
    changed_sublist,
    explicit_info,
    explicit_text,
    number_of,
    with_explicit_item,
    with_sublists,
)
from stationmaster.domain.dataset import Entity, ExplicitItem, Sublist
from stationmaster.domain.errors import ItemNotFound


def add_sublists(call: Call) -> Answer:
    given = decode(call.body, ListEntity).subLists
    version, entity = LISTS.find(call)
    return keep(call, version, with_sublists(entity, given or ()))


def add_sublist(call: Call) -> Answer:
    given = decode(call.body, NewSublist)
    version, entity = LISTS.find(call)
    entity = with_sublists(entity, [given])
    return keep(call, version, entity, created(entity.sublists[-1].id))


def change_sublist(call: Call) -> Answer:
    change = decode(call.body, SublistChange)
    version, entity = LISTS.find(call)
    sublist = _sublist(entity, call)
    changed = changed_sublist(sublist, change)
    sublists = tuple(changed if each == sublist else each for each in entity.sublists)
    return keep(call, version, replace(entity, sublists=sublists))


def remove_sublist(call: Call) -> Answer:
    version, entity = LISTS.find(call)
    sublist = _sublist(entity, call)
    return keep(call, version, replace(entity, sublists=tuple(s for s in entity.sublists if s != sublist)))


def list_explicit_items(call: Call) -> Answer:
    skip, take = page(call)
    _, entity = PATTERN_ANY.find(call)
    return json_answer(200, [explicit_info(item) for item in entity.explicit[skip : skip + take]])


def get_explicit_item(call: Call) -> Answer:
    _, entity = PATTERN_ANY.find(call)
    return json_answer(200, explicit_info(_explicit_item(entity, call)))


def add_explicit_item(call: Call) -> Answer:
    text = decode(call.body, ExplicitListItem).explicitListItem
    version, entity = PATTERN_ANY.find(call)
    entity = with_explicit_item(entity, text)
    return keep(call, version, entity, created(entity.explicit[-1].id))


def change_explicit_item(call: Call) -> Answer:
    text = explicit_text(decode(call.body, ExplicitListItem).explicitListItem)
    version, entity = PATTERN_ANY.find(call)
    item = _explicit_item(entity, call)
    explicit = tuple(replace(each, text=text) if each == item else each for each in entity.explicit)
    return keep(call, version, replace(entity, explicit=explicit))


def remove_explicit_item(call: Call) -> Answer:
    version, entity = PATTERN_ANY.find(call)
    item = _explicit_item(entity, call)
    return keep(call, version, replace(entity, explicit=tuple(i for i in entity.explicit if i != item)))


def _sublist(entity: Entity, call: Call) -> Sublist:
    number = number_of(call.parameters["subListId"])
    for sublist in entity.sublists:
        if sublist.id == number:
            return sublist
    raise ItemNotFound(f"the list entity {entity.name!r} has no sublist with the id {number}")


def _explicit_item(entity: Entity, call: Call) -> ExplicitItem:
    number = number_of(call.parameters["itemId"])
    for item in entity.explicit:
        if item.id == number:
            return item
    raise ItemNotFound(f"the explicit list of {entity.name!r} has no item with the id {number}")


_SUBLISTS = f"{LISTS.entity_path}/sublists"
_EXPLICIT = f"{PATTERN_ANY.entity_path}/explicitlist"
_A = Access.AUTHORING
ROUTES = (
    Route("PATCH", LISTS.entity_path, add_sublists, _A, writes=True),
    Route("POST", _SUBLISTS, add_sublist, _A, writes=True),
    Route("PUT", f"{_SUBLISTS}/{{subListId}}", change_sublist, _A, writes=True),
    Route("DELETE", f"{_SUBLISTS}/{{subListId}}", remove_sublist, _A, writes=True),
    Route("GET", _EXPLICIT, list_explicit_items, _A),
    Route("POST", _EXPLICIT, add_explicit_item, _A, writes=True),
    Route("GET", f"{_EXPLICIT}/{{itemId}}", get_explicit_item, _A),
    Route("PUT", f"{_EXPLICIT}/{{itemId}}", change_explicit_item, _A, writes=True),
    Route("DELETE", f"{_EXPLICIT}/{{itemId}}", remove_explicit_item, _A, writes=True),
)
