"""`stationmaster export`: an app as LUIS JSON, in its own schema or another."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stationmaster.cli import output
from stationmaster.cli.documents import named
from stationmaster.cli.exits import BadInput
from stationmaster.cli.local import find, opened
from stationmaster.cli.options import LOCAL_TENANT, AppReference, AsJson, DataDir, TenantName, VersionName


def export(
    app: AppReference,
    version: VersionName = None,
    schema: Annotated[
        str | None,
        typer.Option(
            help="Convert to this luis_schema_version; each loss is named.",
            metavar="SCHEMA",
            show_default=False,
        ),
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write here.", show_default=False),
    ] = None,
    tenant: TenantName = LOCAL_TENANT,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Export a version as LUIS app JSON, in the schema it came in or in another.

    With --json the document is {"app", "version", "losses", "export"}; "export" is left out where it is
    written to a file.
    """
    from stationmaster.dialects.luis.appjson import SCHEMAS, convert
    from stationmaster.dialects.luis.operations.files import export_arguments

    if schema is not None and schema not in SCHEMAS:
        raise typer.BadParameter(f"{schema} is not one of {', '.join(SCHEMAS)}", param_hint="--schema")
    with opened(data_dir) as station:
        found = find(station, tenant, app, version)
        with station.services(found.caller, writes=False) as services:
            arguments = export_arguments(services, found.version)
    exported, losses = convert(**arguments, to_schema=schema or arguments["schema"])
    for loss in losses:
        output.note(loss)
    if file is not None:
        _write(file, output.json_text(exported))
    if as_json:
        shown = {} if file else {"export": exported}
        output.document({**named(found.app, found.version), "losses": list(losses), **shown})
    elif file is None:
        output.document(exported)
    else:
        output.note(f"Wrote {found.app.name} {found.version.name} to {file}.")


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise BadInput(f"the file {file} cannot be written: {error.strerror}") from error
