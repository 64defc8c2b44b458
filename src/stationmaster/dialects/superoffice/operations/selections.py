"""The Selection agent, and its REST form: tickets that are looked at together."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import Any

from stationmaster.dialects.dialect import Answer
from stationmaster.dialects.superoffice.asking import NOTHING, Asked, Offer, agent, rest
from stationmaster.dialects.superoffice.translate_selections import (
    criteria_from,
    new_selection,
    restriction,
    selection_entity,
    selection_from,
)
from stationmaster.dialects.superoffice.wire import ArrayOf, Scalar
from stationmaster.dialects.superoffice.wire.carriers import (
    ADD_SELECTION_MEMBERS,
    BOOL,
    DELETE_SELECTION_ENTITY,
    INT,
    INTS,
    REMOVE_SELECTION_MEMBERS,
    SELECTION_ENTITY,
    TEXT,
    TEXTS,
    carrier,
    members,
    request,
)
from stationmaster.domain.errors import InvalidItem, ItemNotFound
from stationmaster.domain.tickets import Selection

RESTRICTION = carrier(
    "ArchiveRestrictionInfo",
    members(TEXT, "Name", "Operator"),
    members(TEXTS, "Values", "DisplayValues"),
    members(BOOL, "IsActive"),
    members(ArrayOf(item=Scalar.ANY), "SubRestrictions"),
    members(INT, "InterParenthesis"),
    members(TEXT, "InterOperator"),
    members(INT, "UniqueHash"),
)
RESTRICTIONS = ArrayOf(item=RESTRICTION)
GET_CRITERIA = request("GetDynamicSelectionCriteria", members(INT, "SelectionId"))
SET_CRITERIA = request(
    "SetDynamicSelectionCriteria", members(INT, "SelectionId"), members(RESTRICTIONS, "Criteria")
)
_MOST_MEMBERS = 100_000


def default(asked: Asked) -> Answer:
    return asked.answer(SELECTION_ENTITY, new_selection())


def save(asked: Asked) -> Answer:
    sent = asked.body(SELECTION_ENTITY)
    return _kept(asked, sent, sent.get("SelectionId") or 0)


def create(asked: Asked) -> Answer:
    return _kept(asked, asked.body(SELECTION_ENTITY), 0)


def put(asked: Asked) -> Answer:
    return _kept(asked, asked.body(SELECTION_ENTITY), asked.id_of("id"))


def _kept(asked: Asked, sent: dict[str, Any], selection_id: int) -> Answer:
    selections = asked.services.selections
    before = selections.get(str(selection_id)) if selection_id else None
    (kept,) = selections.save([selection_from(sent, before)])
    return asked.answer(SELECTION_ENTITY, _entity(asked, kept))


def _entity(asked: Asked, selection: Selection) -> dict[str, Any]:
    return selection_entity(selection, members=asked.services.selections.count(selection.id))


def entity(asked: Asked) -> Answer:
    try:
        selection = asked.services.selections.get(str(asked.query_value("SelectionEntityId")))
    except ItemNotFound:
        return asked.answer(SELECTION_ENTITY, None)
    return asked.answer(SELECTION_ENTITY, _entity(asked, selection))


def get(asked: Asked) -> Answer:
    selection = asked.services.selections.get(str(asked.id_of("id")))
    return asked.answer(SELECTION_ENTITY, _entity(asked, selection))


def delete_entity(asked: Asked) -> Answer:
    sent = asked.arguments(DELETE_SELECTION_ENTITY, "SelectionEntityId")
    asked.services.selections.delete(str(sent["SelectionEntityId"]))
    return NOTHING


def delete(asked: Asked) -> Answer:
    asked.services.selections.delete(str(asked.id_of("id")))
    return NOTHING


def add(asked: Asked) -> Answer:
    sent = asked.arguments(ADD_SELECTION_MEMBERS, "SelectionId")
    return _added(asked, sent["SelectionId"], sent.get("Ids") or [])


def add_here(asked: Asked) -> Answer:
    return _added(asked, asked.id_of("id"), asked.body(INTS))


def _added(asked: Asked, selection_id: int, ticket_ids: list[int]) -> Answer:
    return asked.answer(Scalar.INT, asked.services.selections.add(str(selection_id), _few(ticket_ids)))


def remove(asked: Asked) -> Answer:
    sent = asked.arguments(REMOVE_SELECTION_MEMBERS, "SelectionId")
    asked.services.selections.remove(str(sent["SelectionId"]), _few(sent.get("SelectionMemberIds") or []))
    return NOTHING


def remove_here(asked: Asked) -> Answer:
    asked.services.selections.remove(str(asked.id_of("id")), _few(asked.body(INTS)))
    return NOTHING


def _few(ticket_ids: list[int]) -> list[int]:
    if len(ticket_ids) > _MOST_MEMBERS:
        raise InvalidItem(f"more than {_MOST_MEMBERS} members in one call; send them in parts")
    return [each for each in ticket_ids if each and each > 0]


def listed(asked: Asked) -> Answer:
    found = islice(asked.services.selections.members(str(asked.id_of("id"))), _MOST_MEMBERS)
    return asked.answer(INTS, list(found))


def criteria(asked: Asked) -> Answer:
    sent = asked.arguments(GET_CRITERIA, "SelectionId")
    return _criteria_of(asked, asked.services.selections.get(str(sent["SelectionId"])))


def set_criteria(asked: Asked) -> Answer:
    sent = asked.arguments(SET_CRITERIA, "SelectionId")
    selection = asked.services.selections.get(str(sent["SelectionId"]))
    if selection.criteria is None:
        raise InvalidItem(f"the selection {selection.name!r} is static: its tickets are listed one by one")
    wanted = criteria_from(sent.get("Criteria") or [], asked.exchange.clock)
    (kept,) = asked.services.selections.save([replace(selection, criteria=wanted)])
    return _criteria_of(asked, kept)


def _criteria_of(asked: Asked, selection: Selection) -> Answer:
    return asked.answer(RESTRICTIONS, [restriction(each) for each in selection.criteria or ()])


OFFERS: tuple[Offer, ...] = (
    *agent(
        "Selection",
        "CreateDefaultSelectionEntity",
        default,
        says="Gives what a new selection starts from.",
        gives=SELECTION_ENTITY,
    ),
    *agent(
        "Selection",
        "SaveSelectionEntity",
        save,
        says="Adds a selection of tickets, or changes the one of this id.",
        takes=SELECTION_ENTITY,
        gives=SELECTION_ENTITY,
        writes=True,
    ),
    *agent(
        "Selection",
        "GetSelectionEntity",
        entity,
        says="Gives a selection.",
        takes={"selectionEntityId": Scalar.INT},
        gives=SELECTION_ENTITY,
    ),
    *agent(
        "Selection",
        "DeleteSelectionEntity",
        delete_entity,
        says="Deletes a selection; its tickets stay.",
        takes=DELETE_SELECTION_ENTITY,
        writes=True,
    ),
    *agent(
        "Selection",
        "AddSelectionMembers",
        add,
        says="Puts tickets into a static selection; gives how many were not in it.",
        takes=ADD_SELECTION_MEMBERS,
        gives=Scalar.INT,
        writes=True,
    ),
    *agent(
        "Selection",
        "RemoveSelectionMembers",
        remove,
        says="Takes tickets out of a static selection.",
        takes=REMOVE_SELECTION_MEMBERS,
        writes=True,
    ),
    *agent(
        "Selection",
        "GetDynamicSelectionCriteria",
        criteria,
        says="Gives the criteria of a dynamic selection.",
        takes=GET_CRITERIA,
        gives=RESTRICTIONS,
    ),
    *agent(
        "Selection",
        "SetDynamicSelectionCriteria",
        set_criteria,
        says="Replaces the criteria of a dynamic selection; every one must hold.",
        takes=SET_CRITERIA,
        gives=RESTRICTIONS,
        writes=True,
    ),
    *rest("POST", "/Selection", create, says="Adds a selection of tickets.", writes=True),
    *rest("GET", "/Selection/default", default, says="Gives what a new selection starts from."),
    *rest("GET", "/Selection/{id}", get, says="Gives a selection."),
    *rest("PUT", "/Selection/{id}", put, says="Changes a selection.", writes=True),
    *rest("DELETE", "/Selection/{id}", delete, says="Deletes a selection; its tickets stay.", writes=True),
    *rest("GET", "/Selection/{id}/Members", listed, says="Gives the ids of a selection's tickets."),
    *rest("POST", "/Selection/{id}/Members/Add", add_here, says="Puts tickets in.", writes=True),
    *rest("POST", "/Selection/{id}/Members/Remove", remove_here, says="Takes tickets out.", writes=True),
)
