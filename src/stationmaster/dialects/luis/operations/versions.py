"""Versions: list, rename, clone, settings, import, export."""

from __future__ import annotations

from typing import Any

from stationmaster.dialects.dialect import Answer, BodyKind, Call, Route, json_answer
from stationmaster.dialects.luis.auth import Access
from stationmaster.dialects.luis.operations.files import export_version, import_version
from stationmaster.dialects.luis.schemas import NewVersion, VersionSetting, decode
from stationmaster.dialects.luis.translate import (
    APP_PATH,
    STATUS_OK,
    VERSION_PATH,
    VERSION_STATUS,
    app_of,
    created,
    endpoint_url,
    moment,
    page,
    version_name,
    version_of,
)
from stationmaster.domain.apps import App, Version
from stationmaster.domain.dataset import Facet, Item, Setting


def list_versions(call: Call) -> Answer:
    skip, take = page(call)
    app = app_of(call)
    versions = call.services.apps.versions(app)[skip : skip + take]
    return json_answer(200, [_info(call, app, version) for version in versions])


def get_version(call: Call) -> Answer:
    version = version_of(call)
    return json_answer(200, _info(call, app_of(call), version))


def rename_version(call: Call) -> Answer:
    name = version_name(decode(call.body, NewVersion).version)
    call.services.apps.rename_version(version_of(call), name)
    return STATUS_OK


def delete_version(call: Call) -> Answer:
    call.services.apps.delete_version(version_of(call))
    return STATUS_OK


def clone_version(call: Call) -> Answer:
    name = version_name(decode(call.body, NewVersion).version)
    return created(call.services.apps.clone(version_of(call), name).name)


def get_settings(call: Call) -> Answer:
    settings = call.services.labelling.items(version_of(call), Facet.SETTINGS)
    return json_answer(200, [_setting(setting) for setting in settings])


def change_settings(call: Call) -> Answer:
    wanted = decode(call.body, list[VersionSetting])
    settings = {each.name: Setting(id=each.name, value=each.value) for each in wanted}
    call.services.labelling.put(version_of(call), list(settings.values()))
    return STATUS_OK


def _setting(item: Item) -> dict[str, str]:
    return {"name": item.id, "value": item.value} if isinstance(item, Setting) else {}


def _info(call: Call, app: App, version: Version) -> dict[str, Any]:
    services = call.services
    slots = [s for s in services.prediction.slots(app).values() if s.version_id == version.id]
    status = services.training.status(version)
    return {
        "version": version.name,
        "createdDateTime": moment(version.created_at),
        "lastModifiedDateTime": moment(version.modified_at),
        "lastTrainedDateTime": moment(status.last_trained_at),
        "lastPublishedDateTime": moment(max((slot.published_at for slot in slots), default=None)),
        "endpointUrl": endpoint_url(call, app.id) if slots else None,
        "assignedEndpointKey": None,
        "externalApiKeys": None,
        "intentsCount": services.labelling.count(version, Facet.INTENTS),
        "entitiesCount": services.labelling.count(version, Facet.ENTITIES),
        "endpointHitsCount": services.apps.hits(app) if slots else 0,
        "trainingStatus": VERSION_STATUS[status.training],
    }


_A = Access.AUTHORING
ROUTES = (
    Route("GET", f"{APP_PATH}/versions", list_versions, _A),
    Route("POST", f"{APP_PATH}/versions/import", import_version, _A, writes=True, body=BodyKind.IMPORT),
    Route("GET", VERSION_PATH, get_version, _A),
    Route("PUT", VERSION_PATH, rename_version, _A, writes=True),
    Route("DELETE", VERSION_PATH, delete_version, _A, writes=True),
    Route("POST", f"{VERSION_PATH}/clone", clone_version, _A, writes=True),
    Route("GET", f"{VERSION_PATH}/export", export_version, _A),
    Route("GET", f"{VERSION_PATH}/settings", get_settings, _A),
    Route("PUT", f"{VERSION_PATH}/settings", change_settings, _A, writes=True),
)
