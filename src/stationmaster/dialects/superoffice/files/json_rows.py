"""JSON lines: an object a line, each with keys of its own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

import msgspec

from stationmaster.dialects.superoffice.files.rows import FileRefused, Limits, RejectedRow, Row, Table
from stationmaster.dialects.superoffice.files.text import encoding_of, open_text

#: So many rows are looked at to learn what their keys are.
_LOOKED_AT = 100
_decode = msgspec.json.Decoder().decode


def json_table(data: bytes, limits: Limits) -> Table:
    """
    :raises FileRefused: it has more rows than the limits, or no object among its first ones
    """
    encoding = encoding_of(data)
    with open_text(data, encoding) as text:
        total = sum(1 for line in text if line.strip())
    if total > limits.rows:
        raise FileRefused(f"the file has more than {limits.rows} rows")
    rows = _rows(data, encoding, limits)
    first = list(islice(rows, _LOOKED_AT))
    columns = tuple(dict.fromkeys(name for row in first if isinstance(row, Row) for name in row.cells))
    if not columns:
        raise FileRefused("the file has no JSON object a line")
    return Table(kind="jsonl", columns=columns, rows=chain(first, rows), encoding=encoding, total=total)


def _rows(data: bytes, encoding: str, limits: Limits) -> Iterator[Row | RejectedRow]:
    with open_text(data, encoding) as text:
        for number, line in enumerate(text, start=1):
            if line.strip():
                yield _row(number, line, limits)


def _row(number: int, line: str, limits: Limits) -> Row | RejectedRow:
    try:
        value = _decode(line)
    except (msgspec.DecodeError, RecursionError) as error:
        return RejectedRow(number=number, reason=f"it is not JSON: {error}", text=line[:80].strip())
    if not isinstance(value, dict):
        return RejectedRow(number=number, reason="it is not a JSON object", text=line[:80].strip())
    try:
        cells = {str(key): _text(key, each) for key, each in value.items() if each is not None}
    except ValueError as error:
        return RejectedRow(number=number, reason=str(error), text=line[:80].strip())
    if len(cells) > limits.columns or any(len(cell) > limits.cell_characters for cell in cells.values()):
        return RejectedRow(number=number, reason="it holds too much", text=line[:80].strip())
    return Row(number=number, cells=cells)


def _text(key: Any, value: Any) -> str:
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case list() if all(isinstance(each, str) for each in value):
            return "; ".join(value)
        case _:
            raise ValueError(f"its {key!r} is neither a text nor a number")
