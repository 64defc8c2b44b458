"""The Ticket agent, and its REST form: messages."""

from __future__ import annotations

from typing import Any

from stationmaster.dialects.dialect import Answer
from stationmaster.dialects.superoffice.asking import NOTHING, Asked, Offer, agent, rest
from stationmaster.dialects.superoffice.operations.tickets import ready_to_suggest, suggested
from stationmaster.dialects.superoffice.patching import patched
from stationmaster.dialects.superoffice.translate_tickets import message_entity, message_from, new_message
from stationmaster.dialects.superoffice.wire import ArrayOf, Scalar
from stationmaster.dialects.superoffice.wire.carriers import INT, INTS, members, request
from stationmaster.dialects.superoffice.wire.ticket_carriers import (
    DELETE_TICKET_MESSAGE_ENTITY,
    TICKET_MESSAGE_ENTITY,
)
from stationmaster.domain.errors import ItemNotFound
from stationmaster.domain.tickets import Message

ENTITIES = ArrayOf(item=TICKET_MESSAGE_ENTITY)
GET_TICKET_MESSAGE_ENTITIES = request(
    "GetTicketMessageEntities", members(INT, "TicketId"), members(INTS, "MessageIds")
)


def default(asked: Asked) -> Answer:
    return asked.answer(TICKET_MESSAGE_ENTITY, new_message())


def save(asked: Asked) -> Answer:
    sent = asked.body(TICKET_MESSAGE_ENTITY)
    return _kept(asked, sent, sent.get("EjMessageId") or 0)


def create(asked: Asked) -> Answer:
    return _kept(asked, asked.body(TICKET_MESSAGE_ENTITY), 0)


def put(asked: Asked) -> Answer:
    return _kept(asked, asked.body(TICKET_MESSAGE_ENTITY), asked.id_of("id"))


def patch(asked: Asked) -> Answer:
    message = asked.services.tickets.message(str(asked.id_of("id")))
    sent = patched(asked, TICKET_MESSAGE_ENTITY, _entity(asked, message))
    return _kept(asked, sent, int(message.id))


def _kept(asked: Asked, sent: dict[str, Any], message_id: int) -> Answer:
    if not message_id:
        ready_to_suggest(asked)
    tickets = asked.services.tickets
    before = tickets.message(str(message_id)) if message_id else None
    (kept,) = tickets.save_messages([message_from(sent, before)])
    ticket = tickets.get(kept.ticket_id)
    if before is None and ticket.category_id is None and tickets.count_messages(ticket.id) == 1:
        suggested(asked, ticket)
    return asked.answer(TICKET_MESSAGE_ENTITY, _entity(asked, kept))


def _entity(asked: Asked, message: Message) -> dict[str, Any]:
    services = asked.services
    return message_entity(message, services.tickets.get(message.ticket_id), services.categories.tree())


def entity(asked: Asked) -> Answer:
    try:
        message = asked.services.tickets.message(str(asked.query_value("TicketMessageEntityId")))
    except ItemNotFound:
        return asked.answer(TICKET_MESSAGE_ENTITY, None)
    return asked.answer(TICKET_MESSAGE_ENTITY, _entity(asked, message))


def entities(asked: Asked) -> Answer:
    sent = asked.arguments(GET_TICKET_MESSAGE_ENTITIES, "TicketId")
    wanted = set(sent.get("MessageIds") or ())
    try:
        messages = asked.services.tickets.messages(str(sent["TicketId"]))
    except ItemNotFound:
        messages = ()
    return _several(asked, [each for each in messages if not wanted or int(each.id) in wanted])


def of_ticket(asked: Asked) -> Answer:
    return _several(asked, list(asked.services.tickets.messages(str(asked.id_of("id")))))


def _several(asked: Asked, messages: list[Message]) -> Answer:
    return asked.answer(ENTITIES, [_entity(asked, message) for message in messages])


def get(asked: Asked) -> Answer:
    message = asked.services.tickets.message(str(asked.id_of("id")))
    return asked.answer(TICKET_MESSAGE_ENTITY, _entity(asked, message))


def delete_entity(asked: Asked) -> Answer:
    sent = asked.arguments(DELETE_TICKET_MESSAGE_ENTITY, "TicketMessageEntityId")
    asked.services.tickets.delete_message(str(sent["TicketMessageEntityId"]))
    return NOTHING


def delete(asked: Asked) -> Answer:
    asked.services.tickets.delete_message(str(asked.id_of("id")))
    return NOTHING


OFFERS: tuple[Offer, ...] = (
    *agent(
        "Ticket",
        "CreateDefaultTicketMessageEntity",
        default,
        says="Gives what a new message starts from.",
        gives=TICKET_MESSAGE_ENTITY,
    ),
    *agent(
        "Ticket",
        "SaveTicketMessageEntity",
        save,
        says="Adds a message to a ticket, or changes the one of this id.",
        takes=TICKET_MESSAGE_ENTITY,
        gives=TICKET_MESSAGE_ENTITY,
        writes=True,
    ),
    *agent(
        "Ticket",
        "GetTicketMessageEntity",
        entity,
        says="Gives a message.",
        takes={"ticketMessageEntityId": Scalar.INT},
        gives=TICKET_MESSAGE_ENTITY,
    ),
    *agent(
        "Ticket",
        "GetTicketMessageEntities",
        entities,
        says="Gives the messages of a ticket, all or those of these ids.",
        takes=GET_TICKET_MESSAGE_ENTITIES,
        gives=ENTITIES,
    ),
    *agent(
        "Ticket",
        "DeleteTicketMessageEntity",
        delete_entity,
        says="Deletes a message.",
        takes=DELETE_TICKET_MESSAGE_ENTITY,
        writes=True,
    ),
    *rest("POST", "/TicketMessage", create, says="Adds a message.", writes=True),
    *rest("GET", "/TicketMessage/default", default, says="Gives what a new message starts from."),
    *rest("GET", "/TicketMessage/{id}", get, says="Gives a message."),
    *rest("PUT", "/TicketMessage/{id}", put, says="Changes a message.", writes=True),
    *rest("PATCH", "/TicketMessage/{id}", patch, says="Changes parts of a message.", writes=True),
    *rest("DELETE", "/TicketMessage/{id}", delete, says="Deletes a message.", writes=True),
    *rest("GET", "/Ticket/{id}/Messages", of_ticket, says="Gives the messages of a ticket."),
)
