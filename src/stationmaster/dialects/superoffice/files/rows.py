"""What every kind of file is read as."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from stationmaster.domain.errors import InvalidItem

MEGABYTE = 1_000_000


class FileRefused(InvalidItem):
    """The file cannot be read as a table of tickets; the message says where and why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What a file may hold, however small it is packed."""

    rows: int = 1_000_000
    columns: int = 500
    cell_characters: int = MEGABYTE
    unpacked_bytes: int = 500 * MEGABYTE
    #: all texts of an XLSX file are in one part, which is held in memory
    shared_text_bytes: int = 100 * MEGABYTE


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One row; `number` is what an editor or a spreadsheet calls it."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class RejectedRow:
    """A row that is left out, and why."""

    number: int
    reason: str
    text: str = ""  #: its beginning, by which a person finds it


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """The rows of a file, which are read once."""

    kind: str
    columns: tuple[str, ...]  #: those of the first row, where each row may have its own
    rows: Iterator[Row | RejectedRow]
    encoding: str | None = None
    total: int | None = None  #: how many rows there are, where that is known beforehand
