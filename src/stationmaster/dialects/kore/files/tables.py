"""Tables as comma-separated values: read strictly, so that a damaged file is refused and not half understood."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stationmaster.dialects.kore.files.reading import InvalidFile, text_of

MALFORMED = "CSV format is incorrect"


#: Said here too: the limit of the module `csv` is one for the whole process, and others may raise it.
_LONGEST_CELL = 131_072


class MalformedTable(InvalidFile):
    """CSV format is incorrect"""

    def __init__(self, reason: str) -> None:
        super().__init__(MALFORMED)
        self.reason = reason  #: for the log: what a client is told says no more than that


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One row and the line of the file that it ends on."""

    line: int
    cells: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        return not any(cell.strip() for cell in self.cells)


def read_rows(data: bytes, *, delimiter: str = ",") -> list[Row]:
    """The rows of a file.

    :raises MalformedTable: the bytes are no table
    :raises LimitExceeded: there are more than 50 MB of them
    """
    try:
        text = text_of(data)
    except InvalidFile as error:
        raise MalformedTable(str(error)) from error
    if "\0" in text:
        raise MalformedTable(
            f"there is a NUL character in line {text[: text.index(chr(0))].count(chr(10)) + 1}"
        )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = [Row(line=reader.line_num, cells=tuple(cells)) for cells in reader]
    except csv.Error as error:
        raise MalformedTable(f"line {reader.line_num}: {error}") from error
    for row in rows:
        if any(len(cell) > _LONGEST_CELL for cell in row.cells):
            raise MalformedTable(f"line {row.line} has a cell of more than {_LONGEST_CELL} characters")
    return rows


def read_table(
    data: bytes, required: Sequence[str], optional: Sequence[str] = (), *, delimiter: str = ","
) -> list[tuple[int, dict[str, str]]]:
    """The rows under a header as fields by name, each with its line; blank rows are left out.

    :raises MalformedTable: the header lacks a name or has one that is unknown, or a row is not as long
    """
    rows = [row for row in read_rows(data, delimiter=delimiter) if not row.is_blank]
    if not rows:
        raise MalformedTable("the file is empty")
    known = {name.casefold(): name for name in (*required, *optional)}
    header = [known.get(cell.strip().casefold(), "") for cell in rows[0].cells]
    if not set(required) <= set(header) or "" in header or len(set(header)) < len(header):
        raise MalformedTable(f"the header is {','.join(rows[0].cells)!r}, not {','.join(required)!r}")
    for row in rows[1:]:
        if len(row.cells) != len(header):
            raise MalformedTable(f"line {row.line} has {len(row.cells)} cells, not {len(header)}")
    return [(row.line, dict(zip(header, row.cells, strict=True))) for row in rows[1:]]


def write_table(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as the bytes of a file."""
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue().encode()
