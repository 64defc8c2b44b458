"""Files of other services: whose they are, and what commands that read them are told."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from stationmaster.cli.exits import BadInput

_TABLES = frozenset({".csv", ".tsv", ".xlsx", ".xlsm", ".jsonl", ".ndjson"})
#: Names that a bot file has among its members and an app file has not.
_OF_BOTS = (b'"localeData"', b'"dialogComponents"', b'"knowledgeTasks"')
_OF_APPS = b'"luis_schema_version"'


class FileDialect(StrEnum):
    """Whose file it is."""

    LUIS = "luis"
    KORE = "kore"
    SUPEROFFICE = "superoffice"


ForeignFile = Annotated[
    Path,
    typer.Argument(
        metavar="FILE", help="A LUIS app, a Kore.ai bot or a table of tickets.", show_default=False
    ),
]
GivenDialect = Annotated[
    FileDialect | None,
    typer.Option(
        "--dialect", help="Whose file it is; by default told by the file itself.", show_default=False
    ),
]
ColumnMapping = Annotated[
    list[str] | None,
    typer.Option(
        "--mapping",
        metavar="FIELD=COLUMN",
        help="The column that holds a field of tickets, where its name does not tell.",
        show_default=False,
    ),
]


def dialect_of(file: Path, data: bytes) -> FileDialect:
    """Whose file it is, by its name and by what only one of them says."""
    if file.suffix.lower() in _TABLES:
        return FileDialect.SUPEROFFICE
    if _OF_APPS not in data and any(name in data for name in _OF_BOTS):
        return FileDialect.KORE
    return FileDialect.LUIS


def columns_of(mapping: list[str] | None) -> dict[str, str]:
    """The columns that options of the form FIELD=COLUMN name.

    :raises BadInput: one has another form
    """
    columns = {}
    for each in mapping or ():
        field, equals, column = each.partition("=")
        if not equals:
            raise BadInput(f"--mapping is FIELD=COLUMN, not {each!r}")
        columns[field] = column
    return columns
