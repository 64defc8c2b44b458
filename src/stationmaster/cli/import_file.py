"""`stationmaster import`: a file of any dialect into a data directory."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stationmaster.cli import output
from stationmaster.cli.exits import ExitCode
from stationmaster.cli.foreign_files import (
    ColumnMapping,
    FileDialect,
    ForeignFile,
    GivenDialect,
    columns_of,
    dialect_of,
)
from stationmaster.cli.importing import keep, owner, read_bytes, read_file, tell_of_import
from stationmaster.cli.local import opened
from stationmaster.cli.options import LOCAL_TENANT, AsJson, DataDir, TenantName
from stationmaster.cli.train import see_through
from stationmaster.domain.operations import Operation, OperationStatus
from stationmaster.domain.tenants import Principal
from stationmaster.domain.training import RunId
from stationmaster.services.services import Services

if TYPE_CHECKING:
    from stationmaster.bootstrap import Station

_LOOK_SECONDS = 0.1


def import_(
    file: ForeignFile,
    dialect: GivenDialect = None,
    name: Annotated[
        str | None,
        typer.Option(help="What the bot is to be called; by default as the file says.", show_default=False),
    ] = None,
    mapping: ColumnMapping = None,
    tenant: TenantName = LOCAL_TENANT,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Import an app, a bot or tickets; no server is needed. Bots are trained at once, as Kore.ai does.

    A bot whose name is known is brought up to the file. Tickets whose external key is known are changed.
    """
    columns = columns_of(mapping)
    with opened(data_dir) as station:
        data = read_bytes(file, most_bytes=station.settings.max_import_bytes)
        whose = dialect or dialect_of(file, data)
        if whose is FileDialect.LUIS:
            _import_app(station, tenant, file, as_json=as_json)
            return
        caller = owner(station, tenant)
        with station.services(caller, writes=True) as services:
            if whose is FileDialect.KORE:
                operation = _request_bot(services, file, data, name=name)
            else:
                operation = _request_tickets(services, file, data, columns)
        operation = _do(station, caller, operation)
        for run_id in _unfinished(station, caller, operation):
            see_through(station, caller, run_id)
    if as_json:
        output.document(_document(operation))
    else:
        _show(operation)
    if operation.status is not OperationStatus.SUCCEEDED:
        raise typer.Exit(ExitCode.BAD_INPUT)


def _import_app(station: Station, tenant: str, file: Path, *, as_json: bool) -> None:
    kept = keep(station, tenant, read_file(file, most_bytes=station.settings.max_import_bytes))
    tell_of_import(kept)
    if as_json:
        app = {"id": kept.app.id, "name": kept.app.name}
        output.document({"app": app, "version": kept.version.name, "imported": kept.kept})


def _request_bot(services: Services, file: Path, data: bytes, *, name: str | None) -> Operation:
    from stationmaster.dialects.kore import jobs

    definition = services.operations.upload(file.name, data)
    configuration = services.operations.upload("configInfo.json", b"{}")
    called = name or jobs.name_of(data) or file.stem
    known = next((app for app in services.apps.all() if (app.dialect, app.name) == ("kore", called)), None)
    arguments = {"botDefinition": definition.id, "configInfo": configuration.id, "name": called}
    return jobs.request_bot_import(services, known, arguments)


def _request_tickets(services: Services, file: Path, data: bytes, columns: dict[str, str]) -> Operation:
    from stationmaster.dialects.superoffice import jobs

    return jobs.request_import(services, file.name, data, columns=columns)


def _do(station: Station, caller: Principal, operation: Operation) -> Operation:
    """See an operation to its end: a server does it, or this process."""
    from stationmaster.bootstrap import dispatching_here

    def read() -> Operation:
        with station.services(caller, writes=False) as services:
            return services.operations.get(operation.id)

    with dispatching_here(station):
        return _follow(read)


def _unfinished(station: Station, caller: Principal, operation: Operation) -> list[RunId]:
    """The trainings that an import has asked for, of the bot that it made or changed."""
    app_id = (operation.outcome or {}).get("streamId")
    if app_id is None:
        return []
    with station.services(caller, writes=False) as services:
        app = services.apps.get(app_id)
        newest = (
            services.training.status(version, group).newest
            for version in services.apps.versions(app)
            for group in app.groups
        )
        return [run.id for run in newest if run is not None and not run.status.is_final]


def _follow(read: Callable[[], Operation]) -> Operation:
    told, done = 0, -1
    while True:
        operation = read()
        for line in operation.log[told:]:
            output.note(f"{line.task} {line.name}: {line.status}")
        told = len(operation.log)
        if operation.done != done and operation.total:
            output.note(f"{operation.done} of {operation.total}")
            done = operation.done
        if operation.status.is_final:
            return operation
        time.sleep(_LOOK_SECONDS)


def _document(operation: Operation) -> dict[str, Any]:
    return {
        "operation": operation.id,
        "status": operation.status,
        "done": operation.done,
        "total": operation.total,
        "log": [{"task": line.task, "name": line.name, "status": line.status} for line in operation.log],
        "outcome": operation.outcome,
        "failure": operation.failure,
    }


def _show(operation: Operation) -> None:
    output.line(f"The import {operation.status.value}.")
    if operation.failure:
        output.line(operation.failure)
    for key, value in (operation.outcome or {}).items():
        output.line(f"{key}: {value}")
