"""Apps: create, list, change, settings, members, publish."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from msgspec import UNSET

from stationmaster.dialects.dialect import Answer, BodyKind, Call, Route, json_answer
from stationmaster.dialects.luis.auth import Access
from stationmaster.dialects.luis.cultures import CULTURES
from stationmaster.dialects.luis.operations.files import DEFAULT_VERSION, import_app
from stationmaster.dialects.luis.schemas import (
    AppChange,
    AppSettings,
    Collaborator,
    Collaborators,
    NewApp,
    Publication,
    PublishSettings,
    decode,
)
from stationmaster.dialects.luis.translate import (
    APP_PATH,
    AUTHORING_PATH,
    STATUS_OK,
    app_id,
    app_info,
    app_of,
    created,
    endpoint,
    endpoint_url,
    page,
    version_name,
)
from stationmaster.domain.apps import App, SlotName
from stationmaster.domain.errors import MalformedBody
from stationmaster.services.prediction import PUBLIC

USAGE_SCENARIOS = ("IoT", "Bots", "Media", "Mobile Application", "Other")
DOMAINS = (
    "Booking & Reference",
    "Communication",
    "Finance & Banking",
    "Healthcare",
    "Home Automation",
    "Other",
)
_PUBLISH_SETTINGS = ("sentimentAnalysis", "speech", "spellChecker")


def create_app(call: Call) -> Answer:
    new = decode(call.body, NewApp)
    if new.culture.lower() not in CULTURES:
        raise MalformedBody(f"The culture {new.culture!r} is not supported")
    document = {
        "usageScenario": new.usageScenario or "",
        "domain": new.domain or "",
        "tokenizerVersion": new.tokenizerVersion or "1.0.0",
    }
    app, _ = call.services.apps.create(
        name=new.name,
        culture=new.culture.lower(),
        description=new.description or "",
        version_name=version_name(new.initialVersionId or DEFAULT_VERSION),
        documents={"luis": document},
    )
    return created(app.id)


def list_apps(call: Call) -> Answer:
    skip, take = page(call)
    return json_answer(200, [_info(call, app) for app in call.services.apps.all()[skip : skip + take]])


def get_app(call: Call) -> Answer:
    return json_answer(200, _info(call, app_of(call)))


def change_app(call: Call) -> Answer:
    change = decode(call.body, AppChange)
    app = app_of(call)
    call.services.apps.change(
        replace(
            app,
            name=app.name if change.name is UNSET else change.name,
            description=app.description if change.description is UNSET else change.description or "",
        )
    )
    return STATUS_OK


def delete_app(call: Call) -> Answer:
    call.services.apps.delete(app_of(call))
    return STATUS_OK


def publish(call: Call) -> Answer:
    wanted = decode(call.body, Publication)
    with call.open_reading() as services:
        services.prediction.load_trained(services.apps.version(app_id(call), wanted.versionId))
    version = call.services.apps.version(app_of(call).id, wanted.versionId)
    slot = SlotName.STAGING if wanted.isStaging else SlotName.PRODUCTION
    return created(endpoint(call, call.services.prediction.publish(version, slot)))


def get_settings(call: Call) -> Answer:
    app = app_of(call)
    return json_answer(200, {"id": app.id, "public": app.documents.get(PUBLIC, False)})


def change_settings(call: Call) -> Answer:
    change = decode(call.body, AppSettings)
    wanted = change.isPublic if change.public is UNSET else change.public
    if wanted is UNSET:
        raise MalformedBody("The request body is not valid: the field `public` is missing")
    _set_document(call, PUBLIC, wanted)
    return STATUS_OK


def get_publish_settings(call: Call) -> Answer:
    app = app_of(call)
    return json_answer(200, {"id": app.id, **_publish_settings(app)})


def change_publish_settings(call: Call) -> Answer:
    change = decode(call.body, PublishSettings)
    named = {name: getattr(change, name) for name in _PUBLISH_SETTINGS}
    settings = _publish_settings(app_of(call))
    settings |= {name: value for name, value in named.items() if value is not UNSET}
    _set_document(call, "luis.publishSettings", settings)
    return STATUS_OK


def list_endpoints(call: Call) -> Answer:
    app = app_of(call)
    return json_answer(200, {call.region or "local": endpoint_url(call, app.id)})


def get_members(call: Call) -> Answer:
    app = app_of(call)
    return json_answer(200, {"owner": call.services.apps.owner_email(app), "emails": list(app.collaborators)})


def add_member(call: Call) -> Answer:
    email = decode(call.body, Collaborator).email
    app = app_of(call)
    call.services.apps.set_collaborators(app, [*app.collaborators, email])
    return STATUS_OK


def replace_members(call: Call) -> Answer:
    emails = decode(call.body, Collaborators).emails
    call.services.apps.set_collaborators(app_of(call), emails)
    return STATUS_OK


def remove_member(call: Call) -> Answer:
    email = decode(call.body, Collaborator).email
    app = app_of(call)
    if email not in app.collaborators:
        raise MalformedBody(f"{email!r} is not a collaborator of the application")
    call.services.apps.set_collaborators(app, [each for each in app.collaborators if each != email])
    return STATUS_OK


def list_cultures(_call: Call) -> Answer:
    return json_answer(200, [{"name": name, "code": code} for code, name in CULTURES.items()])


def list_domains(_call: Call) -> Answer:
    return json_answer(200, DOMAINS)


def list_usage_scenarios(_call: Call) -> Answer:
    return json_answer(200, USAGE_SCENARIOS)


def _info(call: Call, app: App) -> Mapping[str, Any]:
    services = call.services
    info = app_info(call, app, services.apps.versions(app), services.prediction.slots(app))
    return {**info, "ownerEmail": services.apps.owner_email(app)}


def _publish_settings(app: App) -> dict[str, bool]:
    kept = app.documents.get("luis.publishSettings", {})
    return {name: kept.get(name, False) for name in _PUBLISH_SETTINGS}


def _set_document(call: Call, name: str, value: object) -> None:
    app = app_of(call)
    call.services.apps.change(replace(app, documents={**app.documents, name: value}))


_APPS = f"{AUTHORING_PATH}/apps"
_A = Access.AUTHORING
ROUTES = (
    Route("GET", f"{_APPS}/cultures", list_cultures, _A),
    Route("GET", f"{_APPS}/domains", list_domains, _A),
    Route("GET", f"{_APPS}/usagescenarios", list_usage_scenarios, _A),
    Route("POST", _APPS, create_app, _A, writes=True),
    Route("GET", _APPS, list_apps, _A),
    Route("POST", f"{_APPS}/import", import_app, _A, writes=True, body=BodyKind.IMPORT),
    Route("GET", APP_PATH, get_app, _A),
    Route("PUT", APP_PATH, change_app, _A, writes=True),
    Route("DELETE", APP_PATH, delete_app, _A, writes=True),
    Route("POST", f"{APP_PATH}/publish", publish, _A, writes=True),
    Route("GET", f"{APP_PATH}/settings", get_settings, _A),
    Route("PUT", f"{APP_PATH}/settings", change_settings, _A, writes=True),
    Route("GET", f"{APP_PATH}/publishsettings", get_publish_settings, _A),
    Route("PUT", f"{APP_PATH}/publishsettings", change_publish_settings, _A, writes=True),
    Route("GET", f"{APP_PATH}/endpoints", list_endpoints, _A),
    Route("GET", f"{APP_PATH}/permissions", get_members, _A),
    Route("POST", f"{APP_PATH}/permissions", add_member, _A, writes=True),
    Route("PUT", f"{APP_PATH}/permissions", replace_members, _A, writes=True),
    Route("DELETE", f"{APP_PATH}/permissions", remove_member, _A, writes=True),
)
