"""Files of tickets, read row by row: CSV, XLSX and JSON lines."""

from __future__ import annotations

from stationmaster.dialects.superoffice.files.columns import FIELDS, Columns
from stationmaster.dialects.superoffice.files.rows import FileRefused, Limits, RejectedRow, Row, Table
from stationmaster.dialects.superoffice.files.tables import open_table

__all__ = ["FIELDS", "Columns", "FileRefused", "Limits", "RejectedRow", "Row", "Table", "open_table"]
