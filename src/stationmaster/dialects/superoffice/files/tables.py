"""Which kind of file this is."""

from __future__ import annotations

from pathlib import PurePath

from stationmaster.dialects.superoffice.files.csv_rows import csv_table
from stationmaster.dialects.superoffice.files.json_rows import json_table
from stationmaster.dialects.superoffice.files.rows import FileRefused, Limits, Table
from stationmaster.dialects.superoffice.files.xlsx_rows import xlsx_table

CSV, XLSX, JSON_LINES = "csv", "xlsx", "jsonl"
_BY_SUFFIX = {
    ".csv": CSV,
    ".tsv": CSV,
    ".txt": CSV,
    ".xlsx": XLSX,
    ".xlsm": XLSX,
    ".jsonl": JSON_LINES,
    ".ndjson": JSON_LINES,
    ".json": JSON_LINES,
}
_OPENERS = {CSV: csv_table, XLSX: xlsx_table, JSON_LINES: json_table}


def open_table(name: str, data: bytes, *, limits: Limits | None = None) -> Table:
    """The rows of a file, by what it begins with and what it is called.

    :raises FileRefused: it is no such file, or larger than the limits
    """
    if not data.strip():
        raise FileRefused(f"the file {name!r} is empty")
    return _OPENERS[_kind(name, data)](data, limits or Limits())


def _kind(name: str, data: bytes) -> str:
    if data.startswith(b"PK\x03\x04"):
        return XLSX
    kind = _BY_SUFFIX.get(PurePath(name).suffix.lower())
    if kind == XLSX:
        raise FileRefused(f"the file {name!r} is not an XLSX workbook")
    if kind is None:
        kind = JSON_LINES if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else CSV
    return kind
