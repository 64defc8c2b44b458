"""App JSON: import and export."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from stationmaster.dialects.dialect import Answer, Call, json_answer
from stationmaster.dialects.luis.appjson import DEFAULT_SCHEMA, ImportedApp, parse_app, render_app
from stationmaster.dialects.luis.translate import app_of, created, version_name, version_of
from stationmaster.domain.apps import App, Version
from stationmaster.domain.dataset import NONE_INTENT, Dataset, Intent, Item, Pattern, Utterance
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
    name = call.query.get("versionid") or imported.version_name
    return created(import_as_version(call.services, app_of(call), imported, name=name).name)


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
    items, documents = _material(imported)
    return services.apps.create(
        name=name,
        culture=imported.culture,
        description=imported.description,
        version_name=version_name(imported.version_name or DEFAULT_VERSION),
        version_documents=documents,
        items=items,
    )


def import_as_version(services: Services, app: App, imported: ImportedApp, *, name: str | None) -> Version:
    """A new version of what a file says.

    :raises VersionExists: the app has a version of this name
    :raises MalformedBody: the name is not one, or the file is in another culture than the app
    """
    checked = version_name(name)
    if imported.culture.lower() != app.culture.lower():
        raise MalformedBody(f"The file is in {imported.culture}, but the application is in {app.culture}")
    items, documents = _material(imported)
    return services.apps.add_version(app, checked, items=items, documents=documents)


def export_arguments(services: Services, version: Version) -> dict[str, Any]:
    """What `render_app` is told of a version."""
    app = services.apps.get(version.app_id)
    document = version.documents.get("luis", {})
    return {
        "name": app.name,
        "description": app.description,
        "culture": app.culture,
        "version_name": version.name,
        "dataset": _as_given(services.labelling.dataset(version), document.get("addedNone")),
        "carried": document.get("carried", {}),
        "schema": document.get("schema", DEFAULT_SCHEMA),
    }


def _material(imported: ImportedApp) -> tuple[tuple[Item, ...], Mapping[str, Any]]:
    """The items of a file and the documents of its version; a None intent is added where it is missing."""
    document: dict[str, Any] = {
        "schema": imported.schema,
        "carried": dict(imported.carried),
        "repairs": imported.repairs,
    }
    if any(isinstance(item, Intent) and item.name == NONE_INTENT for item in imported.items):
        return imported.items, {"luis": document}
    added = Intent(id=str(uuid.uuid4()), name=NONE_INTENT)
    return (*imported.items, added), {"luis": {**document, "addedNone": added.id}}


def _as_given(dataset: Dataset, added_none: str | None) -> Dataset:
    """Without the None intent that the file did not have, unless it is used by now."""
    labelled: tuple[Utterance | Pattern, ...] = (*dataset.utterances, *dataset.patterns)
    if any(item.intent == NONE_INTENT for item in labelled):
        return dataset
    return replace(dataset, intents=tuple(i for i in dataset.intents if i.id != added_none))
