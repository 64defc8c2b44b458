"""By which names tickets are searched: those of SuperOffice's columns, and what each means here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from stationmaster.dialects.superoffice.wire.zones import Clock
from stationmaster.domain.errors import InvalidItem
from stationmaster.services.tickets import written

#: Column, in lower case, -> the field of a ticket.
FIELDS: Mapping[str, str] = {
    "ticketid": "id",
    "title": "subject",
    "body": "body",
    "fromaddress": "sender",
    "mailboxemail": "mailbox",
    "category": "category",
    "categoryid": "category",
    "category/ticketcategoryid": "category",
    "basestatus": "status",
    "suggestedcategoryid": "suggested_category",
    "orighumancategoryid": "human_category",
    "createdat": "created_at",
    "lastchanged": "changed_at",
    "author": "author",
    "language": "language",
    "origin": "origin",
    "slevel": "level",
}
_DATES = frozenset({"created_at", "changed_at"})


def field_of(column: str) -> str:
    """The field that a column shows.

    :raises InvalidItem: there is no such column to search by
    """
    name = column.strip().lower()
    found = FIELDS.get(name) or FIELDS.get(name.rpartition(".")[2])
    if found is None:
        raise InvalidItem(f"tickets have no column {column[:60]!r} to search by")
    return found


def value_of(field: str, text: str, clock: Clock) -> str:
    """A value as the field keeps it: moments in UTC.

    :raises InvalidItem: the field holds moments, and this is none
    """
    if field not in _DATES or not text:
        return text
    try:
        moment: datetime | None = clock.read(text, stamp=True)
    except ValueError as error:
        raise InvalidItem(str(error)) from error
    return written(moment) if moment else ""
