"""Tickets, their messages, and the preferences of those who work on them."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from typing import Any, TypeVar

from stationmaster.domain.apps import App
from stationmaster.domain.dataset import Facet, Item, Setting
from stationmaster.domain.errors import InvalidItem, ItemNotFound
from stationmaster.domain.tickets import (
    EXTERNAL_KEY,
    MEMBER_BLOCK,
    Category,
    Members,
    Message,
    Selection,
    Ticket,
)
from stationmaster.services.criteria import TicketQuery
from stationmaster.services.plain_text import plain_text
from stationmaster.services.ports import Clock, ItemEdit
from stationmaster.services.ticket_desk import TicketDesk

#: What a ticket carries, under the names by which clients know it.
CREATED_AT, CHANGED_AT = "CreatedAt", "LastChanged"
SUGGESTED_ID, SUGGESTED_NAME = "SuggestedCategoryId", "SuggestedCategoryName"
HUMAN_ID = "OrigHumanCategoryId"
#: What a message carries; one without a body says what its ticket says.
BODY, HTML_BODY, LEVEL, ATTACHMENTS = "Body", "HtmlBody", "Slevel", "AttachmentsInfo"
INTERNAL = "Internal"

#: The server's own: what a client sends of them for a ticket that there is counts for nothing.
_OURS = (CREATED_AT, CHANGED_AT, SUGGESTED_ID, SUGGESTED_NAME, HUMAN_ID)
_PREFERENCE = "preference/"

DatedT = TypeVar("DatedT", Ticket, Message)


class TicketService:
    """What people do to tickets, and who learns from it."""

    def __init__(self, desk: TicketDesk, clock: Clock) -> None:
        self._desk = desk
        self._clock = clock

    def get(self, ticket_id: str) -> Ticket:
        """
        :raises ItemNotFound: there is no such ticket
        """
        return self._desk.one(Ticket, ticket_id)

    def several(self, ticket_ids: Collection[str]) -> Mapping[str, Ticket]:
        """Those of these tickets that there are."""
        return self._desk.several(Ticket, ticket_ids)

    def keyed(self, keys: Collection[str]) -> Mapping[str, Ticket]:
        """Those tickets that were known elsewhere by these keys."""
        found = self._desk.named(Ticket, keys)
        return {str(t.carried[EXTERNAL_KEY]): t for t in found if t.carried.get(EXTERNAL_KEY) in keys}

    def app(self) -> App:
        """The app that all this belongs to, which is made if need be."""
        return self._desk.open_app()

    def find(self, query: TicketQuery) -> tuple[Ticket, ...]:
        """The tickets that a search is for.

        :raises InvalidItem: it names a field or a comparison that there is not
        """
        query.check()
        fitting = (ticket for ticket in self._desk.stream(Ticket) if query.fits(ticket))
        end = None if query.take is None else query.skip + query.take
        if not query.order:
            return tuple(islice(fitting, query.skip, end))
        if end is None:
            return tuple(sorted(fitting, key=query.place)[query.skip :])
        return tuple(heapq.nsmallest(end, fitting, key=query.place)[query.skip :])

    def count(self) -> int:
        """How many tickets there are."""
        return self._desk.count(Facet.TICKETS)

    def save(self, tickets: Sequence[Ticket], *, with_messages: bool = False) -> tuple[Ticket, ...]:
        """Add those without an id and change the others, in one edit; returns them as they were kept.

        :param with_messages: whether the text of each new ticket is also its first message
        :raises ItemNotFound: there is no ticket of such an id
        :raises InvalidItem: a category is not there
        """
        if not tickets:
            return ()
        known = self._known(Ticket, tickets)
        self._refuse_categories(tickets, known)
        now = self._now()
        ids = self._desk.next_ids(Ticket, sum(not ticket.id for ticket in tickets))
        kept = [
            self._kept(known[ticket.id], ticket, now) if ticket.id else _dated(ticket, None, now, next(ids))
            for ticket in tickets
        ]
        last = {ticket.id: ticket for ticket in kept}
        edits = [ItemEdit(before=known.get(ticket.id), after=ticket) for ticket in last.values()]
        if with_messages:
            edits += self._first_messages(ticket for ticket in last.values() if ticket.id not in known)
        self._desk.write(edits)
        return tuple(kept)

    def _first_messages(self, tickets: Iterable[Ticket]) -> Iterator[ItemEdit]:
        """For each ticket that says something a message that says the same, and has no text of its own."""
        telling = [ticket for ticket in tickets if ticket.body]
        ids = self._desk.next_ids(Message, len(telling))
        for ticket, message_id in zip(telling, ids, strict=True):
            carried = {CREATED_AT: ticket.carried[CREATED_AT]}
            message = Message(id=message_id, ticket_id=ticket.id, carried=carried)
            yield ItemEdit(before=None, after=message)

    def delete(self, ticket_ids: Collection[str]) -> None:
        """Delete tickets with their messages; no selection holds them any more.

        :raises ItemNotFound: there is no such ticket
        """
        found = [self.get(ticket_id) for ticket_id in dict.fromkeys(ticket_ids)]
        gone: list[Item] = [*found]
        for ticket in found:
            gone += self._desk.parts_of(Message, ticket.id)
        self._desk.write([*(ItemEdit(before=item, after=None) for item in gone), *self._left(found)])

    def message(self, message_id: str) -> Message:
        """A message, with its text if that is its ticket's.

        :raises ItemNotFound: there is no such message
        """
        message = self._desk.one(Message, message_id)
        return _with_text(message, self.get(message.ticket_id))

    def messages(self, ticket_id: str) -> tuple[Message, ...]:
        """The messages of a ticket, in order, each with its text.

        :raises ItemNotFound: there is no such ticket
        """
        ticket = self.get(ticket_id)
        return tuple(_with_text(message, ticket) for message in self._desk.parts_of(Message, ticket_id))

    def count_messages(self, ticket_id: str) -> int:
        """How many messages a ticket has."""
        return len(self._desk.parts_of(Message, ticket_id))

    def save_messages(self, messages: Sequence[Message]) -> tuple[Message, ...]:
        """Add those without an id and change the others, with what their tickets then say, in one edit.

        :raises ItemNotFound: there is no message, or no ticket, of such an id
        :raises InvalidItem: a message would change to another ticket
        """
        if not messages:
            return ()
        known = self._known(Message, messages)
        for message in messages:
            if message.id and known[message.id].ticket_id != message.ticket_id:
                raise InvalidItem(f"the message with the id {message.id} belongs to another ticket")
        tickets = self._known_tickets({message.ticket_id for message in messages})
        now = self._now()
        fresh = [_dated(_texted(message), known.get(message.id), now) for message in messages]
        kept = self._desk.numbered(fresh)
        edits = [ItemEdit(before=known.get(message.id), after=message) for message in kept]
        for ticket in tickets.values():
            own = {message.id: message for message in kept if message.ticket_id == ticket.id}
            edits.append(self._retold(ticket, lambda before, own=own: {**before, **own}, now))
        self._desk.write(edits)
        return tuple(kept)

    def delete_message(self, message_id: str) -> None:
        """Delete a message; if it was the first, its ticket says what the next one says.

        :raises ItemNotFound: there is no such message
        """
        message = self._desk.one(Message, message_id)
        ticket = self.get(message.ticket_id)
        without = self._retold(
            ticket, lambda before: {i: m for i, m in before.items() if i != message_id}, self._now()
        )
        self._desk.write([ItemEdit(before=message, after=None), without])

    def preference(self, section: str, key: str) -> str | None:
        """What a preference says."""
        return self._desk.setting(_PREFERENCE + f"{section}/{key}".casefold())

    def set_preference(self, section: str, key: str, value: str) -> None:
        """Keep a preference, whatever the case of its name."""
        keep_setting(self._desk, _PREFERENCE + f"{section}/{key}".casefold(), value)

    def _known(self, kind: type[DatedT], items: Sequence[DatedT]) -> Mapping[str, DatedT]:
        ids = {item.id for item in items if item.id}
        known = self._desk.several(kind, ids)
        missing = next((item_id for item_id in ids if item_id not in known), None)
        if missing is not None:
            raise ItemNotFound(f"there is no {kind.__name__.lower()} with the id {missing}")
        return known

    def _known_tickets(self, ticket_ids: Collection[str]) -> Mapping[str, Ticket]:
        found = self.several(ticket_ids)
        for ticket_id in ticket_ids:
            if ticket_id not in found:
                raise ItemNotFound(f"there is no ticket with the id {ticket_id}")
        return found

    def _refuse_categories(self, tickets: Sequence[Ticket], known: Mapping[str, Ticket]) -> None:
        """A ticket may keep a category that was deleted, and be put into one that was not."""
        wanted = {ticket.category_id for ticket in tickets if ticket.category_id}
        found = self._desk.several(Category, wanted)
        for ticket in tickets:
            if not ticket.category_id:
                continue
            before = known.get(ticket.id)
            category = found.get(ticket.category_id)
            is_new = before is None or before.category_id != ticket.category_id
            if category is None or (category.deleted and is_new):
                called = ticket.subject or ticket.id
                raise InvalidItem(f"ticket {called!r}: there is no category with the id {ticket.category_id}")

    def _kept(self, before: Ticket, ticket: Ticket, now: str) -> Ticket:
        ours = {name: before.carried[name] for name in _OURS if name in before.carried}
        theirs = {name: value for name, value in ticket.carried.items() if name not in _OURS}
        after = _judged(before, replace(ticket, carried={**theirs, **ours}))
        return after if after == before else _dated(after, before, now)

    def _retold(self, ticket: Ticket, change: Any, now: str) -> ItemEdit:
        """A ticket whose text comes from its messages, after these have changed."""
        before = {message.id: message for message in self._desk.parts_of(Message, ticket.id)}
        after = change(before)
        first, then = _first(before.values()), _first(after.values())
        if ticket.body and not (first and text_of(first, ticket) == ticket.body):
            return ItemEdit(before=ticket, after=ticket)  # its text came with it
        names = tuple(_attachment_names(then)) if then else ()
        body = text_of(then, ticket) if then else ""
        return ItemEdit(
            before=ticket,
            after=_dated(replace(ticket, body=body, attachment_names=names), ticket, now),
        )

    def _left(self, tickets: Iterable[Ticket]) -> list[ItemEdit]:
        """What leaves the selections when tickets go."""
        gone: dict[int, set[int]] = {}
        for ticket in tickets:
            gone.setdefault(int(ticket.id) // MEMBER_BLOCK, set()).add(int(ticket.id))
        selections = [selection.id for selection in self._desk.every(Selection)]
        ids = [f"{selection_id}:{block}" for selection_id in selections for block in gone]
        edits = []
        for members in self._desk.several(Members, ids).values():
            rest = tuple(i for i in members.ticket_ids if i not in gone[i // MEMBER_BLOCK])
            after = replace(members, ticket_ids=rest) if rest else None
            edits.append(ItemEdit(before=members, after=after))
        return edits

    def _now(self) -> str:
        return written(self._clock.now())


def keep_setting(desk: TicketDesk, name: str, value: str | None) -> None:
    """Keep what a setting says, or forget it."""
    before = desk.several(Setting, [name]).get(name)
    after = None if value is None else Setting(id=name, value=value)
    if before or after:
        desk.write([ItemEdit(before=before, after=after)])


def written(moment: datetime) -> str:
    """A moment as tickets and messages carry it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def text_of(message: Message, ticket: Ticket) -> str:
    """What a message says, as plain text."""
    return str(message.carried.get(BODY) or "") if BODY in message.carried else ticket.body


def _with_text(message: Message, ticket: Ticket) -> Message:
    if BODY in message.carried:
        return message
    return replace(message, carried={**message.carried, BODY: ticket.body})


def _texted(message: Message) -> Message:
    """A message with its text, which is read from its HTML where it has no other."""
    body, html = message.carried.get(BODY), message.carried.get(HTML_BODY)
    text = str(body) if body else plain_text(str(html)) if html else ""
    return replace(message, carried={**message.carried, BODY: text})


def _dated(item: DatedT, before: DatedT | None, now: str, item_id: str | None = None) -> DatedT:
    """With the moments of its making and of this change; one that is new may bring its own."""
    made = (before or item).carried.get(CREATED_AT) or now
    stamped = {**item.carried, CREATED_AT: made}
    if isinstance(item, Ticket):
        stamped[CHANGED_AT] = now if before else item.carried.get(CHANGED_AT) or now
    return replace(item, id=item_id or item.id, carried=stamped)


def _judged(before: Ticket, after: Ticket) -> Ticket:
    """What became of a suggestion when a person has chosen a category while it was on offer."""
    offered = before.carried.get(SUGGESTED_ID)
    if not offered or not after.category_id or after.category_id == before.category_id:
        return after
    judged = {**after.carried, HUMAN_ID: int(after.category_id)}
    if int(after.category_id) == offered:
        judged |= {SUGGESTED_ID: 0, SUGGESTED_NAME: ""}
    return replace(after, carried=judged)


def _first(messages: Iterable[Message]) -> Message | None:
    """The first message that did not stay in the house and says anything."""
    return next(
        (
            message
            for message in messages
            if message.carried.get(LEVEL) != INTERNAL and message.carried.get(BODY, True)
        ),
        None,
    )


def _attachment_names(message: Message) -> Iterable[str]:
    listed = message.carried.get(ATTACHMENTS)
    for attachment in listed if isinstance(listed, list) else ():
        name = attachment.get("Name") if isinstance(attachment, Mapping) else None
        if name:
            yield str(name)
