"""CSV with a header, whatever parts its cells."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

from stationmaster.dialects.superoffice.files.rows import FileRefused, Limits, RejectedRow, Row, Table
from stationmaster.dialects.superoffice.files.text import encoding_of, open_text

_DELIMITERS = ",;\t|"


def csv_table(data: bytes, limits: Limits) -> Table:
    """
    :raises FileRefused: it has no header, or more rows or columns than the limits
    """
    csv.field_size_limit(limits.cell_characters)
    encoding = encoding_of(data)
    delimiter = _delimiter(data, encoding)
    header = _header(data, encoding, delimiter, limits)
    return Table(
        kind="csv",
        columns=tuple(header),
        rows=_rows(data, encoding, delimiter, header),
        encoding=encoding,
        total=_count(data, encoding, delimiter, limits),
    )


def _delimiter(data: bytes, encoding: str) -> str:
    """What parts the header's cells; quoted cells may hold any of them."""
    with open_text(data, encoding) as text:
        line = next((line for line in text if line.strip()), "")
    outside = "".join(line.split('"')[::2])
    return max(_DELIMITERS, key=outside.count)


def _header(data: bytes, encoding: str, delimiter: str, limits: Limits) -> list[str]:
    header = next(_records(data, encoding, delimiter))[1]
    if header is None:
        raise FileRefused(f"the header has a cell of more than {limits.cell_characters} characters")
    names = [name.strip() for name in header]
    if len(names) > limits.columns:
        raise FileRefused(f"the file has {len(names)} columns, and {limits.columns} are read at most")
    twice = next((name for number, name in enumerate(names) if name and name in names[:number]), None)
    if twice:
        raise FileRefused(f"two columns are called {twice!r}")
    return names


def _records(data: bytes, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str] | None]]:
    """Every record that is not blank with its number; None for one that cannot be read."""
    with open_text(data, encoding) as text:
        reader = csv.reader(text, delimiter=delimiter)
        number = 0
        while True:
            number += 1
            try:
                record = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield number, None
                continue
            if any(cell.strip() for cell in record):
                yield number, record


def _rows(data: bytes, encoding: str, delimiter: str, header: Sequence[str]) -> Iterator[Row | RejectedRow]:
    records = _records(data, encoding, delimiter)
    next(records)
    for number, record in records:
        if record is None:
            yield RejectedRow(number=number, reason="a cell is too long: is a quotation mark missing?")
        elif len(record) > len(header) and any(cell.strip() for cell in record[len(header) :]):
            reason = f"it has {len(record)} cells, and the header has {len(header)}"
            yield RejectedRow(number=number, reason=reason, text=record[0][:80])
        else:
            yield Row(number=number, cells=dict(zip(header, record, strict=False)))


def _count(data: bytes, encoding: str, delimiter: str, limits: Limits) -> int:
    count = -1
    for _ in _records(data, encoding, delimiter):
        count += 1
        if count > limits.rows:
            raise FileRefused(f"the file has more than {limits.rows} rows")
    return count
