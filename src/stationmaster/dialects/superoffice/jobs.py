"""Long work of this dialect: tickets from files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from stationmaster.dialects.superoffice.files import Columns, RejectedRow, Table, open_table
from stationmaster.dialects.superoffice.files.columns import ReadTicket
from stationmaster.domain.operations import Operation
from stationmaster.domain.tickets import Selection, Ticket
from stationmaster.services.services import Services
from stationmaster.services.work import Handler, Work

IMPORT = "tickets.import"

#: Rows that are kept in one transaction.
_ROWS_AT_ONCE = 2_000
#: Rejected rows that are named in the log, and in the report.
_LOGGED, _REPORTED = 20, 100_000


def request_import(
    services: Services,
    name: str,
    data: bytes,
    *,
    columns: Mapping[str, str] | None = None,
    separator: str = "/",
    selection_id: str | None = None,
) -> Operation:
    """Accept a file of tickets, which is looked at before it is accepted.

    :param columns: the column of each field (see `files.FIELDS`) that its name does not tell
    :param separator: between the names of a category and its parents; none where it is empty
    :param selection_id: a static selection for the tickets; a new one if there is none
    :raises FileRefused: it cannot be read, or its columns do not tell what a ticket says
    :raises ItemNotFound: there is no such selection
    :raises InvalidItem: the selection is not static
    """
    table = open_table(name, data)
    Columns.recognise(table.columns, columns, separator=separator)
    if selection_id is not None:
        services.selections.add(selection_id, ())
    return services.operations.request(
        IMPORT,
        app=services.tickets.app(),
        arguments={
            "upload": services.operations.upload(name, data).id,
            "columns": dict(columns or {}),
            "separator": separator,
            "selection": selection_id,
        },
    )


def import_tickets(work: Work) -> Mapping[str, Any]:
    """Keep the tickets of a file, some thousand at a time, beginning where an earlier attempt ended.

    A ticket whose external key is known already is changed, not added. The result is a CSV file that
    says of each rejected row why it was left out.
    """
    arguments = work.operation.arguments
    with work.reading() as services:
        upload = services.operations.uploaded(arguments["upload"])
    table = open_table(upload.name, work.read(upload.blob))
    columns = Columns.recognise(table.columns, arguments["columns"], separator=arguments["separator"])
    importing = _Import(work, columns, _Counts.of(work.operation), upload.name)
    for chunk in _chunks(_read(table, columns, importing.rejected), skip=work.operation.done):
        importing.keep(chunk, total=table.total)
    return importing.end(table)


@dataclass(frozen=True, slots=True)
class _Counts:
    """What an import has done so far, as its operation keeps it."""

    added: int = 0
    updated: int = 0
    selection_id: str | None = None

    @staticmethod
    def of(operation: Operation) -> _Counts:
        done = operation.outcome or {}
        return _Counts(done.get("added", 0), done.get("updated", 0), done.get("selectionId"))

    def outcome(self) -> dict[str, Any]:
        return {"added": self.added, "updated": self.updated, "selectionId": self.selection_id}


@dataclass(slots=True)
class _Rejected:
    """Rows that are left out: those that the report names, and how many there are."""

    count: int = 0
    first: list[RejectedRow] = field(default_factory=list)

    def add(self, row: RejectedRow) -> None:
        self.count += 1
        if self.count <= _REPORTED:
            self.first.append(row)

    def report(self) -> bytes:
        """As a CSV file."""
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(["row", "reason", "text"])
        writer.writerows([row.number, row.reason, _harmless(row.text)] for row in self.first)
        return text.getvalue().encode()


def _harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def _read(table: Table, columns: Columns, rejected: _Rejected) -> Iterator[ReadTicket | None]:
    """What each row says; nothing for those that are rejected."""
    for row in table.rows:
        read = row if isinstance(row, RejectedRow) else columns.read(row)
        if isinstance(read, RejectedRow):
            rejected.add(read)
            yield None
        else:
            yield read


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Rows that are kept together; `done` counts those of the file up to its end."""

    done: int
    tickets: Sequence[ReadTicket]


def _chunks(rows: Iterable[ReadTicket | None], *, skip: int) -> Iterator[_Chunk]:
    held: list[ReadTicket] = []
    done = 0
    for done, row in enumerate(rows, start=1):
        if row is not None and done > skip:
            held.append(row)
        if done > skip and done % _ROWS_AT_ONCE == 0:
            yield _Chunk(done, held)
            held = []
    if done > skip and done % _ROWS_AT_ONCE:
        yield _Chunk(done, held)


class _Import:
    """One attempt of an import."""

    def __init__(self, work: Work, columns: Columns, counts: _Counts, name: str) -> None:
        self.rejected = _Rejected()
        self._work = work
        self._columns = columns
        self._counts = counts
        self._name = name

    def keep(self, chunk: _Chunk, *, total: int | None) -> None:
        """Keep a chunk and that it is done in one transaction."""
        with self._work.services() as services:
            selection_id = self._counts.selection_id or self._selection(services)
            kept, added = self._save(services, chunk.tickets)
            services.selections.add_known(selection_id, [int(ticket.id) for ticket in kept])
            self._counts = _Counts(
                self._counts.added + added, self._counts.updated + len(kept) - added, selection_id
            )
            self._work.operation = replace(self._work.operation, outcome=self._counts.outcome())
            self._work.note(chunk.done, total)

    def end(self, table: Table) -> Mapping[str, Any]:
        """Keep the report, and say what was done."""
        rejected = self.rejected
        for row in rejected.first[:_LOGGED]:
            self._work.log(f"row {row.number}", row.reason, "rejected")
        self._work.keep(rejected.report())
        self._work.note(self._work.operation.done, self._work.operation.done)
        return {
            **self._counts.outcome(),
            "rejected": rejected.count,
            "format": table.kind,
            "encoding": table.encoding,
            "columns": dict(self._columns.of),
            "ignoredColumns": list(self._columns.ignored),
        }

    def _selection(self, services: Services) -> str:
        """The selection that was named or, by now, has been made."""
        operation = self._work.operation
        if operation.arguments["selection"]:
            return str(operation.arguments["selection"])
        new = Selection(id="", name=f"Import of {self._name}")
        return services.selections.save([new])[0].id

    def _save(self, services: Services, rows: Sequence[ReadTicket]) -> tuple[Sequence[Ticket], int]:
        """The tickets as they were kept, and how many are new; the last row of a key counts."""
        last = {row.key or f"\0{row.number}": row for row in rows}
        categories = services.categories.at(row.path for row in last.values() if row.path)
        known = services.tickets.keyed({row.key for row in last.values() if row.key})
        tickets = [
            self._ticket(known.get(key), row.ticket, categories.get(row.path)) for key, row in last.items()
        ]
        kept = services.tickets.save(tickets, with_messages=True)
        return kept, len(kept) - len(known)

    def _ticket(self, before: Ticket | None, read: Ticket, category_id: str | None) -> Ticket:
        """What a row makes of a ticket: fields that the file does not have stay as they are."""
        if before is None:
            return replace(read, category_id=category_id)
        told = {
            of_ticket: getattr(read, of_ticket)
            for field_name, of_ticket in _TICKET_FIELDS.items()
            if field_name in self._columns.of
        }
        return replace(before, **told, category_id=category_id or before.category_id)


#: The part of a ticket that each field of a file changes.
_TICKET_FIELDS = {
    "subject": "subject",
    "html": "body",
    "body": "body",
    "sender": "sender",
    "mailbox": "mailbox",
    "attachments": "attachment_names",
    "status": "status",
}

HANDLERS: Mapping[str, Handler] = {IMPORT: import_tickets}
