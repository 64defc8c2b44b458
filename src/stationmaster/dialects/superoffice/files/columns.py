"""Which column of a file says what of a ticket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from stationmaster.dialects.superoffice.files.rows import FileRefused, RejectedRow, Row
from stationmaster.domain.tickets import EXTERNAL_KEY, Ticket, TicketStatus
from stationmaster.services.plain_text import plain_text
from stationmaster.services.tickets import CREATED_AT, written

#: What a ticket can be told, with the headers by which each is recognised, the surest first.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "subject": ("subject", "title", "ticketsubject", "summary", "emne", "tittel", "betreff"),
    "body": (
        "body",
        "plaintextbody",
        "description",
        "document",
        "text",
        "message",
        "content",
        "beskrivelse",
        "tekst",
        "melding",
    ),
    "html": ("htmlbody", "html", "bodyhtml"),
    "category": (
        "category",
        "categoryfullname",
        "categoryname",
        "topicgroup",
        "topic",
        "kategori",
        "label",
        "class",
        "queue",
    ),
    "sender": ("sender", "senderemail", "fromaddress", "from", "email", "avsender"),
    "mailbox": ("mailbox", "mailboxemail", "recipient", "toaddress", "to", "postkasse"),
    "attachments": ("attachments", "attachmentnames", "files", "vedlegg"),
    "status": ("status", "basestatus", "state"),
    "key": ("key", "externalkey", "externalid", "ticketid", "ticketnumber", "id", "saksnummer"),
    "created": ("createdat", "created", "opprettet", "date"),
}
_STATUSES: Mapping[str, TicketStatus] = {
    **{status.value: status for status in TicketStatus},
    "": TicketStatus.ACTIVE,
    "open": TicketStatus.ACTIVE,
    "new": TicketStatus.ACTIVE,
    "resolved": TicketStatus.CLOSED,
    "solved": TicketStatus.CLOSED,
    "done": TicketStatus.CLOSED,
}
_LONGEST_SHORT_TEXT = 2_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Columns:
    """The column of each field that a file has, and the columns that say nothing to us."""

    of: Mapping[str, str]
    ignored: tuple[str, ...] = ()
    separator: str = "/"  #: between the names of a category's path; none where it is empty

    @staticmethod
    def recognise(
        columns: Sequence[str], chosen: Mapping[str, str] | None = None, *, separator: str = "/"
    ) -> Columns:
        """By what somebody has chosen, and for the other fields by the names of columns.

        :raises FileRefused: there is no such field or column, or none that says what a ticket says
        """
        by_name = {_folded(column): column for column in reversed(columns)}
        found = {name: _chosen(name, column, columns) for name, column in (chosen or {}).items()}
        taken = set(found.values())
        for name, headers in FIELDS.items():
            free = (by_name[header] for header in headers if by_name.get(header, "") not in {"", *taken})
            column = None if name in found else next(free, None)
            if column is not None:
                found[name] = column
                taken.add(column)
        if not found.keys() & {"subject", "body", "html"}:
            listed = ", ".join(map(repr, columns))
            raise FileRefused(f"none of the columns {listed} is known as a subject or a body: name one")
        ignored = tuple(column for column in columns if column and column not in taken)
        return Columns(of=found, ignored=ignored, separator=separator)

    def read(self, row: Row) -> ReadTicket | RejectedRow:
        """The ticket of a row, or why there is none."""
        try:
            return self._read(row)
        except ValueError as error:
            text = next((cell.strip() for cell in row.cells.values() if cell.strip()), "")
            return RejectedRow(number=row.number, reason=str(error), text=text[:80])

    def _read(self, row: Row) -> ReadTicket:
        told = {name: row.cells[column].strip() for name, column in self.of.items() if column in row.cells}
        body = told.get("body") or plain_text(told.get("html", ""))
        subject = " ".join(told.get("subject", "").split())
        if not (subject or body):
            raise ValueError("it has neither a subject nor a body")
        for name in ("subject", "category", "sender", "mailbox", "key"):
            if len(told.get(name, "")) > _LONGEST_SHORT_TEXT:
                raise ValueError(f"its {name} has more than {_LONGEST_SHORT_TEXT} characters")
        status = _STATUSES.get(told.get("status", "").casefold())
        if status is None:
            raise ValueError(f"there is no status {told['status']!r}")
        carried = {}
        if told.get("key"):
            carried[EXTERNAL_KEY] = told["key"]
        if told.get("created"):
            carried[CREATED_AT] = _moment(told["created"])
        ticket = Ticket(
            id="",
            subject=subject,
            body=body,
            sender=told.get("sender", ""),
            mailbox=told.get("mailbox", ""),
            attachment_names=_names(told.get("attachments", "")),
            status=status,
            carried=carried,
        )
        return ReadTicket(number=row.number, ticket=ticket, path=self._path(told.get("category", "")))

    def _path(self, category: str) -> tuple[str, ...]:
        parts = category.split(self.separator) if self.separator else [category]
        path = tuple(" ".join(part.split()) for part in parts)
        if path == ("",):
            return ()
        if not all(path):
            raise ValueError(f"a part of its category {category!r} has no name")
        return path


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadTicket:
    """A row as a ticket whose category is still a path of names."""

    number: int
    ticket: Ticket
    path: tuple[str, ...] = field(default=())

    @property
    def key(self) -> str | None:
        """What the ticket is called elsewhere."""
        return self.ticket.carried.get(EXTERNAL_KEY)


def _chosen(name: str, column: str, columns: Sequence[str]) -> str:
    if name not in FIELDS:
        raise FileRefused(f"tickets have no field {name!r}: they have {', '.join(FIELDS)}")
    same = [known for known in columns if known == column]
    same = same or [known for known in columns if known.casefold() == column.casefold()]
    if not same:
        raise FileRefused(f"there is no column {column!r}: there are {', '.join(map(repr, columns))}")
    return same[0]


def _folded(column: str) -> str:
    return "".join(character for character in column.casefold() if character.isalnum())


def _names(listed: str) -> tuple[str, ...]:
    parts = listed.replace("\n", ";").split(";")
    return tuple(name for part in parts if (name := part.strip()))


def _moment(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a moment as in 2026-03-31 18:00:00") from None
    return written(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
