"""Where tickets can belong: the List agent's categories, and their REST form."""

from __future__ import annotations

from typing import Any

from stationmaster.dialects.dialect import Answer
from stationmaster.dialects.superoffice.asking import NOTHING, Asked, Offer, agent, rest
from stationmaster.dialects.superoffice.patching import patched
from stationmaster.dialects.superoffice.translate_lists import (
    category_entity,
    category_from,
    category_item,
    new_category,
)
from stationmaster.dialects.superoffice.wire import ArrayOf, Scalar
from stationmaster.dialects.superoffice.wire.carriers import (
    INTS,
    MDO_LIST_ITEM,
    TICKET_CATEGORY,
    TICKET_CATEGORY_ENTITY,
)
from stationmaster.domain.errors import ItemNotFound
from stationmaster.domain.tickets import Category

ENTITIES = ArrayOf(item=TICKET_CATEGORY_ENTITY)


def default(asked: Asked) -> Answer:
    return asked.answer(TICKET_CATEGORY_ENTITY, new_category())


def save(asked: Asked) -> Answer:
    sent = asked.body(TICKET_CATEGORY_ENTITY)
    return _kept(asked, sent, sent.get("TicketCategoryId") or 0)


def create(asked: Asked) -> Answer:
    return _kept(asked, asked.body(TICKET_CATEGORY_ENTITY), 0)


def put(asked: Asked) -> Answer:
    return _kept(asked, asked.body(TICKET_CATEGORY_ENTITY), asked.id_of("id"))


def patch(asked: Asked) -> Answer:
    category = asked.services.categories.get(str(asked.id_of("id")))
    entity = category_entity(category, asked.services.categories.tree())
    return _kept(asked, patched(asked, TICKET_CATEGORY_ENTITY, entity), int(category.id))


def _kept(asked: Asked, sent: dict[str, Any], category_id: int) -> Answer:
    categories = asked.services.categories
    before = categories.get(str(category_id)) if category_id else None
    (kept,) = categories.save([category_from(sent, before)])
    return asked.answer(TICKET_CATEGORY_ENTITY, category_entity(kept, categories.tree()))


def every(asked: Asked) -> Answer:
    tree = asked.services.categories.tree()
    return asked.answer(ENTITIES, [category_entity(category, tree) for category in tree.live])


def some(asked: Asked) -> Answer:
    tree = asked.services.categories.tree()
    wanted = asked.body(INTS)
    found = [category for each in wanted if (category := tree.get(str(each))) and not category.deleted]
    return asked.answer(ENTITIES, [category_entity(category, tree) for category in found])


def items(asked: Asked) -> Answer:
    tree = asked.services.categories.tree()
    listed = [
        {
            "Id": int(category.id),
            "Name": category.name,
            "ToolTip": category_item(category, tree)["Tooltip"],
            "Rank": rank,
            "FullName": category_item(category, tree)["Tooltip"],
        }
        for rank, category in enumerate(tree.live, start=1)
    ]
    return asked.answer(ArrayOf(item=MDO_LIST_ITEM), listed)


def entity(asked: Asked) -> Answer:
    found = _find(asked, asked.query_value("TicketCategoryEntityId"))
    told = category_entity(found, asked.services.categories.tree()) if found else None
    return asked.answer(TICKET_CATEGORY_ENTITY, told)


def item(asked: Asked) -> Answer:
    found = _find(asked, asked.query_value("TicketCategoryId"))
    told = category_item(found, asked.services.categories.tree()) if found else None
    return asked.answer(TICKET_CATEGORY, told)


def _find(asked: Asked, category_id: int) -> Category | None:
    try:
        return asked.services.categories.get(str(category_id))
    except ItemNotFound:
        return None


def get(asked: Asked) -> Answer:
    category = asked.services.categories.get(str(asked.id_of("id")))
    return asked.answer(TICKET_CATEGORY_ENTITY, category_entity(category, asked.services.categories.tree()))


def delete_entity(asked: Asked) -> Answer:
    asked.services.categories.delete(str(asked.query_value("TicketCategoryEntityId")))
    return NOTHING


def delete(asked: Asked) -> Answer:
    asked.services.categories.delete(str(asked.id_of("id")))
    return NOTHING


_BY_ID = {"ticketCategoryEntityId": Scalar.INT}
_ITEMS = "/List/TicketCategory/Items"

OFFERS: tuple[Offer, ...] = (
    *agent(
        "List",
        "CreateDefaultTicketCategoryEntity",
        default,
        says="Gives what a new category starts from.",
        gives=TICKET_CATEGORY_ENTITY,
    ),
    *agent(
        "List",
        "SaveTicketCategoryEntity",
        save,
        says="Adds a category, or changes the one of this id.",
        takes=TICKET_CATEGORY_ENTITY,
        gives=TICKET_CATEGORY_ENTITY,
        writes=True,
    ),
    *agent(
        "List",
        "GetTicketCategories",
        every,
        says="Gives every category.",
        gives=ENTITIES,
    ),
    *agent(
        "List",
        "GetTicketCategoryList",
        some,
        says="Gives the categories of these ids.",
        takes=INTS,
        gives=ENTITIES,
    ),
    *agent(
        "List",
        "GetTicketCategoryEntity",
        entity,
        says="Gives a category.",
        takes=_BY_ID,
        gives=TICKET_CATEGORY_ENTITY,
    ),
    *agent(
        "List",
        "GetTicketCategory",
        item,
        says="Gives a category as an item of a list.",
        takes={"ticketCategoryId": Scalar.INT},
        gives=TICKET_CATEGORY,
    ),
    *agent(
        "List",
        "DeleteTicketCategoryEntity",
        delete_entity,
        says="Deletes a category; it is never suggested again.",
        takes=_BY_ID,
        writes=True,
    ),
    *rest("GET", _ITEMS, every, says="Gives every category."),
    *rest("POST", _ITEMS, create, says="Adds a category.", writes=True),
    *rest("GET", _ITEMS + "/default", default, says="Gives what a new category starts from."),
    *rest("GET", _ITEMS + "/{id}", get, says="Gives a category."),
    *rest("PUT", _ITEMS + "/{id}", put, says="Changes a category.", writes=True),
    *rest("PATCH", _ITEMS + "/{id}", patch, says="Changes parts of a category.", writes=True),
    *rest("DELETE", _ITEMS + "/{id}", delete, says="Deletes a category.", writes=True),
    *rest("GET", "/MDOList/ejcategory", items, says="Gives every category as an item of a list."),
)
