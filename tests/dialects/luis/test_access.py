"""Who is let in, why not, and what one tenant can learn of another: nothing."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from wire import Reply, Wire, open_wire
from workshop import Workshop, small_app

from stationmaster.dialects.dialect import Route
from stationmaster.dialects.luis.routes import ROUTES
from stationmaster.domain.apps import Version
from stationmaster.domain.dataset import (
    Entity,
    EntityKind,
    ExplicitItem,
    Pattern,
    PhraseList,
    Role,
    Sublist,
)
from stationmaster.domain.tenants import CredentialKind

DENIED = Reply(
    status=401,
    body=b'{"statusCode":401,"message":"Access denied due to invalid subscription key. '
    b'Make sure to provide a valid key for an active subscription."}',
    headers={"content-type": "application/json; charset=utf-8", "content-length": "138"},
)
APP_NOT_FOUND = (
    b'{"error":{"code":"BadArgument","message":"Cannot find an application with the specified ID"}}'
)
AUTHORING_KEY, ENDPOINT_KEY = CredentialKind.LUIS_AUTHORING, CredentialKind.LUIS_ENDPOINT


@pytest.fixture
def version(workshop: Workshop) -> Version:
    return workshop.new_version(*small_app())


@pytest.fixture
def published(luis: Wire, version: Version) -> Version:
    luis.train(version.app_id)
    assert luis.publish(version.app_id).status == 201
    return version


def new_user(workshop: Workshop, email: str, **options: Any) -> dict[CredentialKind, str]:
    """The keys of one more user of the workshop's tenant."""
    with workshop.station.access(writes=True) as access:
        return dict(access.add_user("acme", email, **options).secrets)


def new_tenant(workshop: Workshop, name: str) -> dict[CredentialKind, str]:
    with workshop.station.access(writes=True) as access:
        return dict(access.create_tenant(name).secrets)


def test_an_endpoint_key_cannot_author(luis: Wire, workshop: Workshop, version: Version) -> None:
    endpoint = luis.with_key(workshop.keys[ENDPOINT_KEY])
    assert endpoint.ask("GET", f"/apps/{version.app_id}/versions/0.1/train") == DENIED
    assert endpoint.ask("GET", "/apps") == DENIED


def test_every_operation_wants_a_key_that_may_call_it(luis: Wire, workshop: Workshop) -> None:
    endpoint = luis.with_key(workshop.keys[ENDPOINT_KEY])
    for route in ROUTES:
        path = fill(route, {"appId": str(uuid.uuid4())})
        assert luis.with_key(None).send(route.method, path) == DENIED, route
        assert luis.with_key("f" * 32).send(route.method, path) == DENIED, route
        authoring_only = endpoint.send(route.method, path) == DENIED
        assert authoring_only == (route.access == "authoring"), route


@pytest.mark.parametrize("key", [None, "", " ", "0" * 32, "not a key", "k\u00e9y", "'; --", "x" * 5_000])
def test_a_key_that_is_missing_empty_malformed_or_unknown(
    luis: Wire, version: Version, key: str | None
) -> None:
    assert luis.with_key(key).ask("GET", f"/apps/{version.app_id}/versions/0.1/train") == DENIED


def test_a_key_with_one_digit_wrong_or_in_other_case(luis: Wire) -> None:
    key = "a" + luis.key[1:] if luis.key and luis.key[0] != "a" else "b" + (luis.key or "")[1:]
    assert luis.with_key(key).ask("GET", "/apps") == DENIED
    assert luis.with_key((luis.key or "")[:-1]).ask("GET", "/apps") == DENIED


@pytest.fixture
def regional(workshop: Workshop) -> Iterator[Wire]:
    """A server of a region, on the same data."""
    station = workshop.station
    moved = replace(station, settings=replace(station.settings, region="westeurope"))
    with open_wire(replace(workshop, station=moved)) as wire:
        yield wire


def test_a_key_of_another_region(luis: Wire, regional: Wire, workshop: Workshop) -> None:
    there = new_user(workshop, "there@acme", region="westus")[AUTHORING_KEY]
    here = new_user(workshop, "here@acme", region="westeurope")[AUTHORING_KEY]
    assert regional.with_key(there).ask("GET", "/apps") == DENIED
    assert luis.with_key(there).ask("GET", "/apps") == DENIED
    assert regional.with_key(here).ask("GET", "/apps").json == []
    assert regional.ask("GET", "/apps").status == 200


def test_a_region_says_where_the_app_answers(regional: Wire, version: Version) -> None:
    assert list(regional.get(f"/apps/{version.app_id}/endpoints")) == ["westeurope"]


def test_a_user_of_the_tenant_must_be_a_collaborator(
    luis: Wire, workshop: Workshop, version: Version
) -> None:
    keys = new_user(workshop, "colleague@acme")
    colleague = luis.with_key(keys[AUTHORING_KEY])
    app, train = f"/apps/{version.app_id}", f"/apps/{version.app_id}/versions/0.1/train"
    assert colleague.ask("GET", train) == DENIED
    assert colleague.ask("POST", train) == DENIED
    assert colleague.get("/apps") == []
    assert luis.done("POST", f"{app}/permissions", {"email": "colleague@acme"})
    assert luis.get(f"{app}/permissions") == {"owner": "owner@acme", "emails": ["colleague@acme"]}
    assert colleague.ask("POST", train).status == 202
    assert colleague.ask("GET", train).status == 200
    assert [each["id"] for each in colleague.get("/apps")] == [version.app_id]
    assert luis.done("DELETE", f"{app}/permissions", {"email": "colleague@acme"})
    assert colleague.ask("GET", train) == DENIED


def test_collaborators_are_replaced_in_one_call(luis: Wire, version: Version) -> None:
    permissions = f"/apps/{version.app_id}/permissions"
    assert luis.done("PUT", permissions, {"emails": ["a@acme", "b@acme", "a@acme"]})
    assert luis.get(permissions)["emails"] == ["a@acme", "b@acme"]
    assert luis.ask("DELETE", permissions, {"email": "c@acme"}).status == 400


def test_both_kinds_of_key_predict(luis: Wire, workshop: Workshop, published: Version) -> None:
    answers = [
        luis.with_key(workshop.keys[kind]).predict(published.app_id, "hello there").json
        for kind in (AUTHORING_KEY, ENDPOINT_KEY)
    ]
    assert answers[0] == answers[1]
    assert answers[0]["topScoringIntent"]["intent"] == "Greet"


def test_a_key_in_the_query_string_is_as_good(luis: Wire, workshop: Workshop, published: Version) -> None:
    path = f"/luis/v2.0/apps/{published.app_id}?q=hello&subscription-key={workshop.keys[ENDPOINT_KEY]}"
    assert luis.with_key(None).send("GET", path).json["query"] == "hello"
    wrong = path.replace(workshop.keys[ENDPOINT_KEY], "0" * 32)
    assert luis.with_key(None).send("GET", wrong) == DENIED


def test_a_public_app_predicts_for_every_key_of_its_tenant_and_no_other(
    luis: Wire, workshop: Workshop, published: Version
) -> None:
    colleague = luis.with_key(new_user(workshop, "colleague@acme")[ENDPOINT_KEY])
    stranger = luis.with_key(new_tenant(workshop, "globex")[ENDPOINT_KEY])
    assert colleague.predict(published.app_id, "hello") == DENIED
    assert luis.done("PUT", f"/apps/{published.app_id}/settings", {"public": True})
    assert luis.get(f"/apps/{published.app_id}/settings") == {"id": published.app_id, "public": True}
    assert colleague.predict(published.app_id, "hello").status == 200
    assert stranger.predict(published.app_id, "hello").body == APP_NOT_FOUND
    as_author = luis.with_key(new_user(workshop, "another@acme")[AUTHORING_KEY])
    assert as_author.ask("GET", f"/apps/{published.app_id}") == DENIED


# Two tenants


def full_app() -> list[Any]:
    """One item of every kind, so that no path leads to nothing for want of one."""
    return [
        *small_app(),
        Entity(id="6e2f0b0a-0000-4000-8000-000000000001", name="City", kind=EntityKind.MACHINE_LEARNED,
               roles=(Role(id="6e2f0b0a-0000-4000-8000-00000000000a", name="target"),)),
        Entity(id="6e2f0b0a-0000-4000-8000-000000000002", name="Size", kind=EntityKind.LIST,
               sublists=(Sublist(id=1, canonical="big", synonyms=("large",)),)),
        Entity(id="6e2f0b0a-0000-4000-8000-000000000003", name="Dish", kind=EntityKind.PATTERN_ANY,
               explicit=(ExplicitItem(id=1, text="rice and peas"),)),
        Entity(id="6e2f0b0a-0000-4000-8000-000000000004", name="number", kind=EntityKind.PREBUILT),
        PhraseList(id="", name="Sizes", phrases=("big", "small")),
        Pattern(id="6e2f0b0a-0000-4000-8000-000000000005", text="a table in {City}", intent="Book"),
    ]  # fmt: skip


OBJECT = {
    "name": "Stolen", "description": "x", "version": "0.9", "versionId": "0.1", "isStaging": False,
    "public": True, "email": "thief@globex", "emails": ["thief@globex"], "sentimentAnalysis": True,
    "children": ["City"], "child": "City", "subLists": [], "canonicalForm": "huge", "list": ["x"],
    "regexPattern": "a+", "explicitList": [], "explicitListItem": "x", "phrases": "a,b",
    "isExchangeable": True, "isActive": True, "text": "hello there", "intentName": "Greet",
    "entityLabels": [], "pattern": "book", "intent": "Book", "id": "6e2f0b0a-0000-4000-8000-000000000005",
    "domainName": "Weather", "modelName": "Forecast",
}  # fmt: skip
FILE = {"luis_schema_version": "3.2.0", "versionId": "0.9", "name": "x", "culture": "en-us", "intents": []}
BODIES = [
    OBJECT,
    [OBJECT],
    ["number"],
    ["6e2f0b0a-0000-4000-8000-000000000005"],
    [{"name": "UseAllTrainingData", "value": "true"}],
    "hello there",
    FILE,
]
IDS = "6e2f0b0a-0000-4000-8000-00000000000"
#: What a parameter that is not named here is filled with: the item that suits most paths.
IN_PATH = {"closedlists": "2", "patternanyentities": "3", "prebuilts": "4", "patternrules": "5"}


def fill(route: Route, values: dict[str, str]) -> str:
    """The route's path with an app, version 0.1, and ids that exist in `full_app`."""
    parts, kind = [], ""
    for part in route.path.split("/"):
        if not part.startswith("{"):
            parts.append(part)
            kind = part
        elif (name := part.strip("{}")) in values:
            parts.append(values[name])
        elif name == "versionId":
            parts.append("0.1")
        elif kind == "roles":
            parts.append(IDS + "a")
        elif kind in {"sublists", "explicitlist", "phraselists", "examples"}:
            parts.append("1")
        elif kind == "intents":
            parts.append("greet")
        else:
            parts.append(IDS + IN_PATH.get(kind, "1"))
    query = "?q=hello" if route.access == "prediction" else "?force=true"
    return "/".join(parts) + query


def replies(wire: Wire, route: Route, app_id: str) -> list[Reply]:
    """The answers to the same call with many bodies, one of them as the call wants it."""
    path = fill(route, {"appId": app_id})
    bodies = BODIES if route.method != "GET" else [OBJECT]
    return [wire.send(route.method, path, content=json.dumps(body).encode()) for body in bodies]


def everything(luis: Wire, app_id: str) -> list[bytes]:
    """All that an owner can see of an app."""
    calls = ["", "/settings", "/publishsettings", "/permissions", "/endpoints", "/versions"]
    calls += [f"/versions/0.1/{each}" for each in ("", "export", "train", "settings")]
    return [luis.ask("GET", f"/apps/{app_id}{call}").body for call in calls]


OF_AN_APP = [route for route in ROUTES if "{appId}" in route.path]


def test_another_tenants_app_is_as_no_app_to_every_operation(luis: Wire, workshop: Workshop) -> None:
    """Invariant 9: each answer is byte for byte that of a random id, and nothing changes."""
    version = workshop.new_version(*full_app())
    luis.train(version.app_id)
    assert luis.publish(version.app_id).status == 201
    before = everything(luis, version.app_id)
    secrets = new_tenant(workshop, "globex")
    stranger = luis.with_key(secrets[AUTHORING_KEY])
    for route in OF_AN_APP:
        real, unknown = (replies(stranger, route, each) for each in (version.app_id, str(uuid.uuid4())))
        assert real == unknown, route
        assert {reply.status for reply in real} == {400}, route
        assert APP_NOT_FOUND in {reply.body for reply in real}, route
    assert everything(luis, version.app_id) == before
    assert stranger.get("/apps") == []


def test_a_colleague_who_is_no_member_changes_nothing(luis: Wire, workshop: Workshop) -> None:
    version = workshop.new_version(*full_app())
    luis.train(version.app_id)
    assert luis.publish(version.app_id).status == 201
    before = everything(luis, version.app_id)
    colleague = luis.with_key(new_user(workshop, "colleague@acme")[AUTHORING_KEY])
    for route in OF_AN_APP:
        answers = replies(colleague, route, version.app_id)
        assert {reply.status for reply in answers} <= {400, 401}, route
        assert DENIED in answers, route
    assert everything(luis, version.app_id) == before


def test_two_tenants_may_call_their_apps_and_users_alike(luis: Wire, workshop: Workshop) -> None:
    stranger = luis.with_key(new_tenant(workshop, "globex")[AUTHORING_KEY])
    made = [wire.create("/apps", {"name": "same", "culture": "en-us"}) for wire in (luis, stranger)]
    assert len(set(made)) == 2
    assert [app["id"] for app in stranger.get("/apps")] == [made[1]]
    assert luis.done("POST", f"/apps/{made[0]}/permissions", {"email": "owner@globex"})
    assert stranger.ask("GET", f"/apps/{made[0]}").body == APP_NOT_FOUND
