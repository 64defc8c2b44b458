"""Tickets and their messages as SuperOffice's entities, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from stationmaster.dialects.superoffice import rights
from stationmaster.dialects.superoffice.carrying import told
from stationmaster.dialects.superoffice.translate_lists import category_entity, full_name, merged
from stationmaster.dialects.superoffice.wire.ticket_carriers import TICKET_ENTITY, TICKET_MESSAGE_ENTITY
from stationmaster.domain.errors import InvalidItem, MalformedBody
from stationmaster.domain.tickets import Message, Ticket, TicketStatus
from stationmaster.services.categories import CategoryTree
from stationmaster.services.tickets import BODY, HTML_BODY

#: A member of ours: the mailbox that received a ticket, which the vendor's own ticket does not tell.
MAILBOX = "MailboxEmail"

STATUS_WORDS: Mapping[TicketStatus, str] = {
    TicketStatus.UNKNOWN: "Unknown",
    TicketStatus.ACTIVE: "Active",
    TicketStatus.CLOSED: "Closed",
    TicketStatus.POSTPONED: "Postponed",
    TicketStatus.DELETED: "Deleted",
    TicketStatus.MERGED: "Merged",
    TicketStatus.SPAM: "Spam",
}
_STATUSES = {word: status for status, word in STATUS_WORDS.items()}

_OWN = frozenset(
    {
        "TicketId", "Title", "Category", "BaseStatus", "FromAddress", "Messages", "NumMessages",
        "HasAttachment", MAILBOX,
    }
)  # fmt: skip
_OWN_OF_MESSAGE = frozenset({"EjMessageId", "Ticket"})


def new_ticket() -> dict[str, Any]:
    """What a client starts a new ticket from."""
    return {"BaseStatus": "Active", "Slevel": "External", "Origin": "API", **_rights()}


def new_message() -> dict[str, Any]:
    """What a client starts a new message from."""
    return {"Slevel": "External", "Type": "Plain", **_message_rights()}


def ticket_from(sent: Mapping[str, Any], before: Ticket | None) -> Ticket:
    """The ticket that is meant; what was not sent stays as it was."""
    kept = before or Ticket(id="")
    if sent.get("BaseStatus") is not None:
        kept = replace(kept, status=status_from(sent["BaseStatus"]))
    if "Category" in sent:
        category_id = (sent["Category"] or {}).get("TicketCategoryId")
        kept = replace(kept, category_id=str(category_id) if category_id else None)
    return replace(
        kept,
        subject=_text(sent, "Title", kept.subject),
        sender=_text(sent, "FromAddress", kept.sender),
        mailbox=_text(sent, MAILBOX, kept.mailbox),
        carried=merged(TICKET_ENTITY, kept.carried, sent, without=_OWN),
    )


def status_from(word: str) -> TicketStatus:
    """What a status means here: all kinds of postponing are one."""
    return _STATUSES.get(
        word, TicketStatus.POSTPONED if word.startswith("Postponed") else TicketStatus.UNKNOWN
    )


def _text(sent: Mapping[str, Any], name: str, otherwise: str) -> str:
    value = sent.get(name)
    if value is not None and not isinstance(value, str):
        raise MalformedBody(f"{name}: text belongs here")
    return value if value is not None else otherwise


def ticket_entity(ticket: Ticket, messages: Sequence[Message], tree: CategoryTree) -> dict[str, Any]:
    """A ticket as its entity, with the heads of its messages."""
    category = tree.get(ticket.category_id)
    return {
        **told(TICKET_ENTITY, ticket.carried),
        "TicketId": int(ticket.id),
        "Title": ticket.subject,
        "Category": category_entity(category, tree) if category else None,
        "BaseStatus": STATUS_WORDS[ticket.status],
        "FromAddress": ticket.sender,
        "HasAttachment": bool(ticket.attachment_names),
        "NumMessages": len(messages),
        "Messages": [_head(message) for message in messages],
        **({MAILBOX: ticket.mailbox} if ticket.mailbox else {}),
        **_rights(),
    }


def _head(message: Message) -> dict[str, Any]:
    kept = told(TICKET_MESSAGE_ENTITY, message.carried)
    same = ("CreatedAt", "Slevel", "Important", "Author", "Language", "Sentiment", "SentimentConfidence")
    return {
        **{name: kept[name] for name in same if name in kept},
        "TicketMessageId": int(message.id),
        "NumAttachments": len(kept.get("AttachmentsInfo") or ()),
    }


def flat_ticket(ticket: Ticket, tree: CategoryTree) -> dict[str, Any]:
    """A ticket as its messages tell it: its category is a number there."""
    category = tree.get(ticket.category_id)
    kept = told(TICKET_ENTITY, ticket.carried)
    same = ("CreatedAt", "LastChanged", "Author", "Slevel", "Origin", "Language")
    return {
        **{name: kept[name] for name in same if name in kept},
        "TicketId": int(ticket.id),
        "Title": ticket.subject,
        "Category": int(category.id) if category else 0,
        "CategoryName": category.name if category else "",
        "CategoryFullname": full_name(category, tree) if category else "",
        "BaseStatus": STATUS_WORDS[ticket.status],
        "FromAddress": ticket.sender,
        "HasAttachment": bool(ticket.attachment_names),
    }


def message_from(sent: Mapping[str, Any], before: Message | None) -> Message:
    """The message that is meant; HTML that is sent by itself takes the place of the text.

    :raises InvalidItem: a new message names no ticket
    """
    ticket_id = (sent.get("Ticket") or {}).get("TicketId")
    if before is None and not ticket_id:
        raise InvalidItem("Ticket.TicketId: a message needs a ticket")
    kept = before or Message(id="", ticket_id=str(ticket_id))
    stays = dict(kept.carried)
    if sent.get(HTML_BODY) and not sent.get(BODY):
        stays.pop(BODY, None)
    return replace(
        kept,
        ticket_id=str(ticket_id) if ticket_id else kept.ticket_id,
        carried=merged(TICKET_MESSAGE_ENTITY, stays, sent, without=_OWN_OF_MESSAGE),
    )


def message_entity(message: Message, ticket: Ticket, tree: CategoryTree) -> dict[str, Any]:
    """A message as its entity."""
    return {
        **told(TICKET_MESSAGE_ENTITY, message.carried),
        "EjMessageId": int(message.id),
        "Ticket": flat_ticket(ticket, tree),
        **_message_rights(),
    }


def _rights() -> dict[str, Any]:
    return {"TableRight": rights.ALL_RIGHTS, "FieldProperties": rights.TICKET}


def _message_rights() -> dict[str, Any]:
    return {"TableRight": rights.ALL_RIGHTS, "FieldProperties": rights.MESSAGE}
