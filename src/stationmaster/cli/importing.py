"""An app file into a data directory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from stationmaster.cli import output
from stationmaster.cli.exits import BadInput
from stationmaster.cli.local import apps_of
from stationmaster.cli.options import LOCAL_TENANT
from stationmaster.domain.apps import LUIS, App, Version
from stationmaster.domain.errors import TenantNotFound
from stationmaster.domain.tenants import Principal
from stationmaster.services.services import Services

if TYPE_CHECKING:
    from stationmaster.bootstrap import Station
    from stationmaster.dialects.luis.appjson import ImportedApp


class Kept(StrEnum):
    """What became of a file."""

    APP = "app"  #: its app is new
    VERSION = "version"  #: its app was known and it is a new version of it
    UNCHANGED = "unchanged"  #: a version says exactly this already


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedFile:
    """Where a file's material is now."""

    app: App
    version: Version
    caller: Principal
    kept: Kept
    repairs: tuple[str, ...]


def read_bytes(file: Path, *, most_bytes: int) -> bytes:
    """The bytes of a file.

    :raises BadInput: it cannot be read or is too large
    """
    try:
        with file.open("rb") as opened:
            data = opened.read(most_bytes + 1)
    except OSError as error:
        raise BadInput(f"the file {file} cannot be read: {error.strerror}") from error
    if len(data) > most_bytes:
        raise BadInput(f"the file {file} has more than {most_bytes} bytes")
    return data


def read_file(file: Path, *, most_bytes: int) -> ImportedApp:
    """What an app file says.

    :raises BadInput: it cannot be read or is too large
    :raises InvalidAppJson: with the place and the reason
    """
    from stationmaster.dialects.luis.operations.files import read_app

    imported = read_app(read_bytes(file, most_bytes=most_bytes))
    return replace(imported, name=imported.name.strip() or file.stem)


def keep(station: Station, tenant: str, imported: ImportedApp) -> ImportedFile:
    """Make an app of a file, or a version of the app of that name, unless a version says the same.

    :raises TenantNotFound: no such tenant; the local one is made
    """
    from stationmaster.dialects.luis.operations.files import import_as_app, import_as_version

    caller = owner(station, tenant)
    known = {app.name: (member, app) for member, app in apps_of(station, tenant) if app.dialect == LUIS}
    if imported.name not in known:
        with station.services(caller, writes=True) as services:
            app, version = import_as_app(services, imported, name=imported.name)
        return _kept(app, version, caller, Kept.APP, imported)
    caller, app = known[imported.name]
    with station.services(caller, writes=True) as services:
        versions = services.apps.versions(app)
        for version in reversed(versions):
            if _says_the_same(services, version, imported):
                return _kept(app, version, caller, Kept.UNCHANGED, imported)
        name = _free_name(imported.version_name or versions[-1].name, {each.name for each in versions})
        version = import_as_version(services, app, imported, name=name)
    return _kept(app, version, caller, Kept.VERSION, imported)


def _kept(app: App, version: Version, caller: Principal, kept: Kept, imported: ImportedApp) -> ImportedFile:
    return ImportedFile(app=app, version=version, caller=caller, kept=kept, repairs=imported.repairs)


def tell_of_import(kept: ImportedFile) -> None:
    """Say what became of a file, and what of it was repaired."""
    told = {
        Kept.APP: f"Imported {kept.app.name} {kept.version.name} as a new app.",
        Kept.VERSION: f"Imported a new version {kept.version.name} of {kept.app.name}.",
        Kept.UNCHANGED: f"{kept.app.name} {kept.version.name} says the same already: nothing to import.",
    }
    output.note(told[kept.kept])
    for repair in kept.repairs:
        output.note(f"Repaired: {repair}")


def owner(station: Station, tenant: str) -> Principal:
    """A user of the tenant, in whose name the operator acts.

    :raises TenantNotFound: no such tenant; the local one is made
    """
    try:
        with station.access() as access:
            return access.principals(tenant)[0]
    except TenantNotFound:
        if tenant != LOCAL_TENANT:
            raise
    with station.access(writes=True) as access:
        # Nobody is told its keys: whoever can read this directory needs none.
        access.create_tenant(tenant)
        return access.principals(tenant)[0]


def _says_the_same(services: Services, version: Version, imported: ImportedApp) -> bool:
    from stationmaster.dialects.luis.appjson import render_app
    from stationmaster.dialects.luis.operations.files import export_arguments

    ours = export_arguments(services, version)
    if ours["schema"] != imported.schema:
        return False
    theirs = {
        **ours,
        "culture": imported.culture,
        "dataset": imported.dataset,
        "carried": imported.carried,
    }
    return render_app(**ours) == render_app(**theirs)


def _free_name(name: str, taken: set[str]) -> str:
    """This name, or the next one by its last number, that no version has."""
    while name in taken:
        head, dot, number = name.rpartition(".")
        name = f"{head}{dot}{int(number) + 1}" if number.isdecimal() else f"{name}.1"
    return name
