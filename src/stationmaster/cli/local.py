"""The operator at the data directory: whoever may read it may act for every user of every tenant."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from stationmaster.cli.exits import Refused
from stationmaster.domain.apps import LUIS, App, Version
from stationmaster.domain.errors import AppNotFound, VersionNotFound
from stationmaster.domain.tenants import Principal
from stationmaster.services.services import Services

if TYPE_CHECKING:
    from stationmaster.bootstrap import Station


#: What the names of versions begin with that nobody edits.
_PUBLISHED = "published/"


@contextmanager
def opened(data_dir: Path | None) -> Iterator[Station]:
    """The station in a data directory."""
    # What is imported here takes a second: commands that need no data must not wait for it.
    from stationmaster.bootstrap import open_station
    from stationmaster.config import Settings, default_data_dir

    station = open_station(Settings(data_dir=data_dir or default_data_dir()))
    try:
        yield station
    finally:
        station.database.close()


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """An app, the version meant, and a member who may see both."""

    app: App
    version: Version
    caller: Principal


def find(station: Station, tenant: str, reference: str, version_name: str | None = None) -> Found:
    """The app of this name or id, and one of its versions: the newest if none is named.

    :raises TenantNotFound: no such tenant
    :raises AppNotFound: the tenant has no such app
    :raises VersionNotFound: the app has no such version
    :raises Refused: several apps have this name
    """
    apps = apps_of(station, tenant)
    meant = [pair for pair in apps if pair[1].id == reference] or [p for p in apps if p[1].name == reference]
    if not meant:
        raise AppNotFound(f"tenant {tenant!r} has no app {reference!r}")
    if len(meant) > 1:
        ids = ", ".join(f"{app.id} ({app.dialect})" for _, app in meant)
        raise Refused(f"tenant {tenant!r} has several apps {reference!r}: say which by its id: {ids}")
    caller, app = meant[0]
    with station.services(caller, writes=False) as services:
        return Found(app=app, version=version_of(services, app, version_name), caller=caller)


def edited_versions(services: Services, found: Found) -> list[Version]:
    """What is edited and trained: of a bot its languages; its published versions are made by publishing."""
    if found.app.dialect == LUIS:
        return [found.version]
    return [
        version for version in services.apps.versions(found.app) if not version.name.startswith(_PUBLISHED)
    ]


def apps_of(station: Station, tenant: str) -> list[tuple[Principal, App]]:
    """Every app of a tenant by name, each with one of its members.

    :raises TenantNotFound: no such tenant
    """
    with station.access() as access:
        callers = access.principals(tenant)
    found: dict[str, tuple[Principal, App]] = {}
    for caller in callers:
        with station.services(caller, writes=False) as services:
            for app in services.apps.all():
                found.setdefault(app.id, (caller, app))
    return sorted(found.values(), key=lambda pair: pair[1].name)


def version_of(services: Services, app: App, name: str | None) -> Version:
    """
    :raises VersionNotFound: the app has no such version
    """
    versions = services.apps.versions(app)
    if name is None:
        return versions[-1]
    for version in versions:
        if version.name == name:
            return version
    raise VersionNotFound(f"app {app.name!r} has no version {name!r}")
