"""What the doctor is told of a file of any dialect."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stationmaster.cli.foreign_files import FileDialect
from stationmaster.domain.dataset import Dataset
from stationmaster.domain.findings import Finding

if TYPE_CHECKING:
    from stationmaster.dialects.superoffice.files import Columns, RejectedRow, Table
    from stationmaster.domain.tickets import Ticket

_REJECTED_SHOWN = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Examined:
    """What was found in one file, or in one language of a bot."""

    name: str
    counts: Mapping[str, int]  #: of what was looked at
    findings: tuple[Finding, ...]
    language: str | None = None  #: of a bot, which has material of its own in each
    notes: tuple[str, ...] = ()  #: sentences about the file
    lack: str = ""  #: what it has none of, where there is nothing to look at


def examine_file(
    file: Path, data: bytes, dialect: FileDialect, columns: Mapping[str, str]
) -> tuple[Examined, ...]:
    """All that is found in a file: for each language of a bot, else once.

    :raises InvalidItem: the file cannot be read: with the place and the reason
    """
    match dialect:
        case FileDialect.LUIS:
            return (_examine_app(file, data),)
        case FileDialect.KORE:
            return tuple(_examine_bot(file, data))
        case FileDialect.SUPEROFFICE:
            return (_examine_tickets(file, data, columns),)


def _examine_app(file: Path, data: bytes) -> Examined:
    from stationmaster.dialects.luis.operations.files import read_app

    imported = read_app(data)
    notes = tuple(f"Repaired: {repair}" for repair in imported.repairs)
    return _examined(imported.name.strip() or file.stem, imported.dataset_as_given, notes=notes)


def _examine_bot(file: Path, data: bytes) -> Iterator[Examined]:
    from stationmaster.dialects.kore.files.bot import take_apart
    from stationmaster.dialects.kore.files.reading import decode

    bot = take_apart(decode(data))
    for language, items in bot.items.items():
        facets: dict[str, list[Any]] = defaultdict(list)
        for item in items:
            facets[item.facet.value].append(item)
        dataset = Dataset(culture=language, **{name: tuple(found) for name, found in facets.items()})
        yield _examined(bot.name.strip() or file.stem, dataset, language=language)


def _examined(
    name: str, dataset: Dataset, *, language: str | None = None, notes: tuple[str, ...] = ()
) -> Examined:
    from stationmaster.learning.doctor import examine

    counts = {"utterances": len(dataset.utterances)}
    lack = "utterances"
    if language is not None:
        counts["faqs"] = len(dataset.faqs)
        lack = "utterances and no FAQs"
    return Examined(
        name=name,
        counts=counts,
        findings=examine(dataset),
        language=language,
        notes=notes,
        lack="" if any(counts.values()) else lack,
    )


def _examine_tickets(file: Path, data: bytes, chosen: Mapping[str, str]) -> Examined:
    from stationmaster.dialects.superoffice.files import Columns, open_table
    from stationmaster.learning.doctor.tickets import examine_tickets

    table = open_table(file.name, data)
    columns = Columns.recognise(table.columns, chosen)
    rejected: list[RejectedRow] = []
    found = examine_tickets(_tickets(table, columns, rejected))
    notes = [f"Row {row.number} is left out: {row.reason}." for row in rejected[:_REJECTED_SHOWN]]
    if len(rejected) > _REJECTED_SHOWN:
        notes.append(f"And {len(rejected) - _REJECTED_SHOWN} more rows.")
    if found.unusable:
        notes.append(
            f"{found.unusable} tickets teach nothing: they have no text or no category, or are deleted."
        )
    notes.append("Of tickets, categories and equal texts are looked at; likeness and languages are not.")
    return Examined(
        name=file.name,
        counts={"tickets": found.read, "unusable": found.unusable, "rejected": len(rejected)},
        findings=found.findings,
        notes=tuple(notes),
        lack="" if found.read > found.unusable else "tickets with a text and a category",
    )


def _tickets(table: Table, columns: Columns, rejected: list[RejectedRow]) -> Iterator[Ticket]:
    """The tickets of a table, each with its row as its id and the name of its category as that."""
    from stationmaster.dialects.superoffice.files import RejectedRow

    names: dict[str, str] = {}
    for row in table.rows:
        read = row if isinstance(row, RejectedRow) else columns.read(row)
        if isinstance(read, RejectedRow):
            rejected.append(read)
            continue
        name = "/".join(read.path)
        category = names.setdefault(name.casefold(), name) if name else None
        yield replace(read.ticket, id=f"row {read.number}", category_id=category)
