"""App JSON: import and export."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from stationmaster.dialects.dialect import Answer, Call, json_answer
from stationmaster.dialects.luis.appjson import DEFAULT_SCHEMA, ImportedApp, parse_app, render_app
from stationmaster.dialects.luis.translate import app_of, created, version_name, version_of
from stationmaster.domain.apps import App, Version
from stationmaster.domain.errors import MalformedBody
from stationmaster.services.services import Services

#: For an app that names none; files of schema 1.3 do not.
DEFAULT_VERSION = "0.1"


def import_app(call: Call) -> Answer:
    imported = read_app(call.body)
    app, _ = import_as_app(call.services, imported, name=call.query.get("appname") or imported.name)
    return created(app.id)


def import_version(call: Call) -> Answer:
    imported = read_app(call.body)
    name = version_name(call.query.get("versionid") or imported.version_name)
    app = app_of(call)
    if imported.culture.lower() != app.culture.lower():
        raise MalformedBody(f"The file is in {imported.culture}, but the application is in {app.culture}")
    call.services.apps.add_version(app, name, items=imported.items, documents=_documents(imported))
    return created(name)


def export_version(call: Call) -> Answer:
    version = version_of(call)
    return json_answer(200, render_app(**export_arguments(call.services, version)))


def read_app(data: bytes) -> ImportedApp:
    """What an app file says.

    :raises InvalidAppJson: with the place and the reason
    """
    return parse_app(data, new_id=lambda: str(uuid.uuid4()))


def import_as_app(services: Services, imported: ImportedApp, *, name: str) -> tuple[App, Version]:
    """A new app of what a file says.

    :raises AppExists: the tenant has an app of this name
    """
    return services.apps.create(
        name=name,
        culture=imported.culture,
        description=imported.description,
        version_name=version_name(imported.version_name or DEFAULT_VERSION),
        version_documents=_documents(imported),
        items=imported.items,
    )


def export_arguments(services: Services, version: Version) -> dict[str, Any]:
    """What `render_app` is told of a version."""
    app = services.apps.get(version.app_id)
    document = version.documents.get("luis", {})
    return {
        "name": app.name,
        "description": app.description,
        "culture": app.culture,
        "version_name": version.name,
        "dataset": services.labelling.dataset(version),
        "carried": document.get("carried", {}),
        "schema": document.get("schema", DEFAULT_SCHEMA),
    }


def _documents(imported: ImportedApp) -> Mapping[str, Any]:
    return {
        "luis": {"schema": imported.schema, "carried": dict(imported.carried), "repairs": imported.repairs}
    }
