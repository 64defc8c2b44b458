"""The Ticket agent, and its REST form: tickets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from stationmaster.dialects.dialect import Answer
from stationmaster.dialects.superoffice import odata
from stationmaster.dialects.superoffice.asking import NOTHING, Asked, Offer, agent, rest
from stationmaster.dialects.superoffice.carrying import moment
from stationmaster.dialects.superoffice.conditions import (
    NOT_MODIFIED,
    is_unchanged,
    last_modified,
    refuse_changed,
)
from stationmaster.dialects.superoffice.operations.preferences import suggests
from stationmaster.dialects.superoffice.patching import patched
from stationmaster.dialects.superoffice.translate_tickets import (
    flat_ticket,
    new_ticket,
    ticket_entity,
    ticket_from,
)
from stationmaster.dialects.superoffice.wire import ArrayOf, Scalar
from stationmaster.dialects.superoffice.wire.ticket_carriers import (
    DELETE_TICKET_ENTITY,
    GET_TICKETS,
    TICKET,
    TICKET_ENTITY,
)
from stationmaster.domain.tickets import Ticket
from stationmaster.services.tickets import CHANGED_AT


def default(asked: Asked) -> Answer:
    return asked.answer(TICKET_ENTITY, new_ticket())


def save(asked: Asked) -> Answer:
    sent = asked.body(TICKET_ENTITY)
    return _kept(asked, sent, sent.get("TicketId") or 0)


def create(asked: Asked) -> Answer:
    return _kept(asked, asked.body(TICKET_ENTITY), 0)


def put(asked: Asked) -> Answer:
    return _kept(asked, asked.body(TICKET_ENTITY), int(_unchanged(asked).id))


def patch(asked: Asked) -> Answer:
    ticket = _unchanged(asked)
    return _kept(asked, patched(asked, TICKET_ENTITY, _entity(asked, ticket)), int(ticket.id))


def _kept(asked: Asked, sent: dict[str, Any], ticket_id: int) -> Answer:
    if not ticket_id:
        ready_to_suggest(asked)
    tickets = asked.services.tickets
    before = tickets.get(str(ticket_id)) if ticket_id else None
    (kept,) = tickets.save([ticket_from(sent, before)])
    if before is None and kept.category_id is None:
        kept = suggested(asked, kept)
    return asked.answer(TICKET_ENTITY, _entity(asked, kept))


def ready_to_suggest(asked: Asked) -> None:
    """Load what a new ticket may be asked about, before the call's own transaction keeps others from writing."""
    with asked.call.open_reading() as services:
        if suggests(services):
            services.categorising.load()


def suggested(asked: Asked, ticket: Ticket) -> Ticket:
    """The ticket with a suggestion, where somebody has switched suggestions on."""
    if not suggests(asked.services):
        return ticket
    asked.services.categorising.guess(ticket.id)
    return asked.services.tickets.get(ticket.id)


def _entity(asked: Asked, ticket: Ticket) -> dict[str, Any]:
    services = asked.services
    return ticket_entity(ticket, services.tickets.messages(ticket.id), services.categories.tree())


def entity(asked: Asked) -> Answer:
    found = _find(asked, asked.query_value("TicketEntityId"))
    return asked.answer(TICKET_ENTITY, _entity(asked, found) if found else None)


def flat(asked: Asked) -> Answer:
    found = _find(asked, asked.query_value("TicketId"))
    return asked.answer(TICKET, flat_ticket(found, asked.services.categories.tree()) if found else None)


def _find(asked: Asked, ticket_id: int) -> Ticket | None:
    return asked.services.tickets.several([str(ticket_id)]).get(str(ticket_id))


def several(asked: Asked) -> Answer:
    wanted: Iterable[int] = asked.body(GET_TICKETS).get("TicketIds") or ()
    found = asked.services.tickets.several([str(each) for each in wanted])
    tree = asked.services.categories.tree()
    told = [flat_ticket(found[str(each)], tree) for each in wanted if str(each) in found]
    return asked.answer(ArrayOf(item=TICKET), told)


def get(asked: Asked) -> Answer:
    ticket = _unchanged(asked)
    changed_at = moment(ticket.carried.get(CHANGED_AT))
    if is_unchanged(asked.call, changed_at):
        return NOT_MODIFIED
    answer = asked.answer(TICKET_ENTITY, _entity(asked, ticket))
    return replace(answer, headers={**answer.headers, **last_modified(changed_at)})


def _unchanged(asked: Asked) -> Ticket:
    """The ticket of the path, as the caller expects it."""
    ticket = asked.services.tickets.get(str(asked.id_of("id")))
    refuse_changed(asked.call, moment(ticket.carried.get(CHANGED_AT)))
    return ticket


def find(asked: Asked) -> Answer:
    search = odata.read_search(asked.call.query, asked.exchange.clock)
    found = asked.services.tickets.find(search.query)
    tree = asked.services.categories.tree()
    return odata.answer(asked, search, [odata.row(ticket, tree, asked.exchange) for ticket in found])


def delete_entity(asked: Asked) -> Answer:
    ticket_id = asked.arguments(DELETE_TICKET_ENTITY, "TicketEntityId")["TicketEntityId"]
    asked.services.tickets.delete([str(ticket_id)])
    return NOTHING


def delete(asked: Asked) -> Answer:
    asked.services.tickets.delete([_unchanged(asked).id])
    return NOTHING


OFFERS: tuple[Offer, ...] = (
    *agent(
        "Ticket",
        "CreateDefaultTicketEntity",
        default,
        says="Gives what a new ticket starts from.",
        gives=TICKET_ENTITY,
    ),
    *agent(
        "Ticket",
        "SaveTicketEntity",
        save,
        says="Adds a ticket, or changes the one of this id.",
        takes=TICKET_ENTITY,
        gives=TICKET_ENTITY,
        writes=True,
    ),
    *agent(
        "Ticket",
        "GetTicketEntity",
        entity,
        says="Gives a ticket with the heads of its messages.",
        takes={"ticketEntityId": Scalar.INT},
        gives=TICKET_ENTITY,
    ),
    *agent(
        "Ticket",
        "GetTicket",
        flat,
        says="Gives a ticket in its flat form.",
        takes={"ticketId": Scalar.INT},
        gives=TICKET,
    ),
    *agent(
        "Ticket",
        "GetTickets",
        several,
        says="Gives the tickets of these ids in their flat form.",
        takes=GET_TICKETS,
        gives=ArrayOf(item=TICKET),
    ),
    *agent(
        "Ticket",
        "DeleteTicketEntity",
        delete_entity,
        says="Deletes a ticket with its messages.",
        takes=DELETE_TICKET_ENTITY,
        writes=True,
    ),
    *rest("GET", "/Ticket", find, says="Finds tickets: $select, $filter, $orderby, $top, $skip."),
    *rest("POST", "/Ticket", create, says="Adds a ticket.", writes=True),
    *rest("GET", "/Ticket/default", default, says="Gives what a new ticket starts from."),
    *rest("GET", "/Ticket/{id}", get, says="Gives a ticket."),
    *rest("PUT", "/Ticket/{id}", put, says="Changes a ticket.", writes=True),
    *rest("PATCH", "/Ticket/{id}", patch, says="Changes parts of a ticket.", writes=True),
    *rest("DELETE", "/Ticket/{id}", delete, says="Deletes a ticket.", writes=True),
)
