"""What the edge does for every dialect before and after its handlers: bodies, paths, text, health."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from asgi import chunks, exchange
from starlette.applications import Starlette
from starlette.websockets import WebSocketDisconnect
from wire import AUTHORING, Wire, open_wire
from workshop import Workshop, small_app, utterances

from stationmaster import __version__
from stationmaster.config import Settings
from stationmaster.dialects.dialect import Answer, Route
from stationmaster.dialects.luis.routes import ROUTES
from stationmaster.domain.apps import Version
from stationmaster.domain.dataset import Entity, EntityKind, Sublist
from stationmaster.domain.tenants import CredentialKind
from stationmaster.services.apps import AppService
from stationmaster.web.app import _access_opener
from stationmaster.web.status_lane import messages

ORDINARY, IMPORT = 1_000, 5_000
TAKE_A_FILE = {f"{AUTHORING}/apps/import", f"{AUTHORING}/apps/{{appId}}/versions/import"}


@pytest.fixture
def small(workshop: Workshop) -> Workshop:
    """A server that takes small bodies only."""
    settings = replace(workshop.station.settings, max_body_bytes=ORDINARY, max_import_bytes=IMPORT)
    return replace(workshop, station=replace(workshop.station, settings=settings))


@pytest.fixture
def app(small: Workshop) -> Starlette:
    return small.station.web_app()


@pytest.fixture
def key(workshop: Workshop) -> dict[str, str]:
    return {"Ocp-Apim-Subscription-Key": workshop.keys[CredentialKind.LUIS_AUTHORING]}


@pytest.fixture
def version(workshop: Workshop) -> Version:
    return workshop.new_version(*small_app())


def limit_of(path: str) -> int:
    return IMPORT if path in TAKE_A_FILE else ORDINARY


# Size


def test_ten_megabytes_are_taken_and_fifty_of_a_file() -> None:
    settings = Settings(data_dir=None)  # type: ignore[arg-type]
    assert (settings.max_body_bytes, settings.max_import_bytes) == (10_000_000, 50_000_000)


def test_a_body_that_announces_itself_too_large_is_not_read(app: Starlette) -> None:
    for route in ROUTES:
        limit = limit_of(route.path)
        path = route.path.replace("{", "").replace("}", "")
        refused = exchange(app, route.method, path, headers={"Content-Length": str(limit + 1)})
        assert (refused.status, refused.messages_read) == (413, 0), route
        assert json.loads(refused.body)["error"]["message"] == (
            f"the body has {limit + 1} bytes; this call takes at most {limit}"
        )
        taken = exchange(app, route.method, path, headers={"Content-Length": str(limit)})
        assert (taken.status, taken.messages_read) == (401, 1), route


@pytest.mark.parametrize("path", [f"{AUTHORING}/apps", f"{AUTHORING}/apps/import"])
def test_a_body_in_chunks_is_dropped_as_soon_as_it_is_too_large(app: Starlette, path: str) -> None:
    part = b" " * (limit_of(path) // 2)
    refused = exchange(app, "POST", path, chunks(part, part, b" ", part, part))
    assert (refused.status, refused.messages_read) == (413, 3)
    assert refused.headers["content-type"] == "application/json; charset=utf-8"
    assert exchange(app, "POST", path, chunks(part, part, b"")).status == 401


@pytest.mark.parametrize("length", ["", "many", "9" * 5_000, "-1"])
def test_a_length_that_is_no_number_is_not_believed(app: Starlette, length: str) -> None:
    headers = {"Content-Length": length}
    assert exchange(app, "POST", f"{AUTHORING}/apps", headers=headers).status == 401
    body = chunks(b" " * ORDINARY, b" ")
    assert exchange(app, "POST", f"{AUTHORING}/apps", body, headers=headers).status == 413


def test_a_request_that_is_cut_off_does_nothing(app: Starlette, key: dict[str, str], luis: Wire) -> None:
    whole = b'{"name": "half", "culture": "en-us"}'
    cut = [*chunks(whole, b"")[:1], {"type": "http.disconnect"}]
    assert exchange(app, "POST", f"{AUTHORING}/apps", cut, headers=key).status == 400
    assert luis.get("/apps") == []
    assert exchange(app, "POST", f"{AUTHORING}/apps", chunks(whole, b""), headers=key).status == 201


# Content


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"17",
        b'"text"',
        b'{"name": 17, "culture": "en-us"}',
        b'{"name": null, "culture": "en-us"}',
        b'{"name": "x"}',
        b'{"name": {}, "culture": []}',
        b'{"name": "x", "culture": "en-us", "description": NaN}',
        b'{"name": "x", "culture": "en-us", "description": 1e999}',
        b'{"name": "x", "culture": "en-us", "description": ' + b"9" * 5_000 + b"}",
        b'{"name": "\\ud800", "culture": "en-us"}',
        b'{"name": "\xff", "culture": "en-us"}',
        b'{"name": "\xed\xa0\x80", "culture": "en-us"}',
        b'{"name": "x", "culture": "en-us"}}',
        b'{"name": "", "culture": "en-us"}',
        b'{"name": "x", "culture": "tlh-qo"}',
        '\ufeff{"name": "x", "culture": "en-us"}'.encode(),
        '{"name": "x", "culture": "en-us"}'.encode("utf-16"),
        b"[" * 100_000,
        b'{"name":' * 50_000,
        b"a=b&c=d",
    ],
    ids=lambda body: str(body[:40]),
)
def test_a_body_that_is_not_what_the_call_takes(luis: Wire, body: bytes) -> None:
    reply = luis.send("POST", f"{AUTHORING}/apps", content=body)
    assert reply.status == 400
    assert reply.json["error"]["code"] == "BadArgument"
    assert luis.get("/apps") == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"17",
        b"null",
        b"[]",
        b"[" * 100_000,
        b'{"intents": 1e999}',
        b"\x81\xff",
        b'{"name":"\\ud800"}',
    ],
    ids=lambda body: str(body[:20]),
)
def test_a_file_that_is_no_app(luis: Wire, body: bytes) -> None:
    reply = luis.send("POST", f"{AUTHORING}/apps/import?appName=x", content=body)
    assert reply.status == 400
    assert reply.message.startswith("Failed to parse application json. Parameter name: applicationJsonString")


def test_numbers_of_any_size_in_a_file_come_back(luis: Wire) -> None:
    file = {**FILE, "custom": [2**70, -(2**70), 0.1, 1e300]}
    app_id = luis.create("/apps/import?appName=numbers", file)
    assert luis.get(f"/apps/{app_id}/versions/0.1/export")["custom"] == file["custom"]


def test_field_names_are_taken_in_any_case(luis: Wire) -> None:
    app_id = luis.create("/apps", {"NAME": "case", "Culture": "EN-US", "initialversionid": "7"})
    assert luis.get(f"/apps/{app_id}")["culture"] == "en-us"
    assert luis.get(f"/apps/{app_id}/versions/7/")["version"] == "7"


def test_a_body_that_is_not_wanted_is_not_looked_at(luis: Wire) -> None:
    assert luis.send("GET", f"{AUTHORING}/apps", content=b"\xff{", Content_Type="application/json").json == []


# Text

FILE: dict[str, Any] = {
    "luis_schema_version": "3.2.0",
    "versionId": "0.1",
    "name": "x",
    "desc": "",
    "culture": "en-us",
    "intents": [{"name": "None"}, {"name": "Order"}],
    "entities": [{"name": "Dish", "roles": []}],
}
OUTSIDE = "\U0001f35c\u0000\u200d\U0001d504 e\u0301\u00e9 \u202eabc\ufffd\u2028"


def test_every_character_of_a_text_comes_back(luis: Wire) -> None:
    app_id = luis.create("/apps", {"name": OUTSIDE, "culture": "en-us", "description": OUTSIDE})
    shown = luis.get(f"/apps/{app_id}")
    assert (shown["name"], shown["description"]) == (OUTSIDE, OUTSIDE)


def test_positions_count_as_the_wire_counts(luis: Wire) -> None:
    text = "\U0001f60b get me ramen \U0001f35c now"
    label = {"entity": "Dish", "startPos": 10, "endPos": 14}
    utterance = {"text": text, "intent": "Order", "entities": [label]}
    app_id = luis.create("/apps/import?appName=dishes", {**FILE, "utterances": [utterance]})
    (exported,) = luis.get(f"/apps/{app_id}/versions/0.1/export")["utterances"]
    assert exported == utterance


def test_a_prediction_counts_utf_16_units(luis: Wire, workshop: Workshop) -> None:
    dish = Entity(id="d", name="Dish", kind=EntityKind.LIST, sublists=(Sublist(id=1, canonical="ramen"),))
    version = workshop.new_version(*small_app(), dish, *utterances("Book", "get me ramen"))
    luis.train(version.app_id)
    luis.publish(version.app_id)
    answer = luis.predict(version.app_id, "\U0001f60b\U0001f60b ramen \U0001f35c").json
    assert answer["query"] == "\U0001f60b\U0001f60b ramen \U0001f35c"
    (found,) = answer["entities"]
    assert (found["entity"], found["startIndex"], found["endIndex"]) == ("ramen", 5, 9)


@pytest.mark.parametrize("query", ["q=caf%C3%A9", "q=caf\u00e9", "Q=caf%C3%A9&verbose="])
def test_a_query_is_utf_8_encoded_or_not(app: Starlette, key: dict[str, str], luis: Wire, query: str) -> None:
    version = luis.workshop.new_version(*small_app())
    luis.train(version.app_id)
    luis.publish(version.app_id)
    path = f"/luis/v2.0/apps/{version.app_id}"
    answer = exchange(app, "GET", path, headers=key, query=query.encode())
    assert json.loads(answer.body)["query"] == "caf\u00e9"


@pytest.mark.parametrize("offset", ["60", "60.0", "-480", "+60", "1440", ""])
def test_a_time_zone_is_a_number_of_minutes(luis: Wire, version: Version, offset: str) -> None:
    luis.train(version.app_id)
    luis.publish(version.app_id)
    assert luis.predict(version.app_id, "hello", f"timezoneOffset={offset}").status == 200


@pytest.mark.parametrize("offset", ["an hour", "nan", "inf", "1e300", "-1e300", "1441", "4200000000"])
def test_a_time_zone_that_is_none(luis: Wire, version: Version, offset: str) -> None:
    reply = luis.predict(version.app_id, "hello", f"timezoneOffset={offset}")
    assert reply.status == 400
    assert "timezoneOffset" in reply.message


# Paths


def test_paths_are_taken_in_any_case_and_with_a_last_slash(luis: Wire, version: Version) -> None:
    wanted = luis.get(f"/apps/{version.app_id}/versions/0.1/settings")
    for path in (
        f"/LUIS/Api/V2.0/APPS/{version.app_id.upper()}/Versions/0.1/SETTINGS",
        f"/luis/api/v2.0/apps/{version.app_id}/versions/0.1/settings/",
        f"/luis/api/v2.0/apps/{version.app_id}/versions/%30.1/settings",
    ):
        reply = luis.send("GET", path)
        assert (reply.status, reply.json) == (200, wanted), path


def test_versions_are_named_in_their_own_case(luis: Wire, version: Version) -> None:
    versions = f"/apps/{version.app_id}/versions"
    assert luis.create(f"{versions}/0.1/clone", {"version": "Beta"}) == "Beta"
    assert luis.create(f"{versions}/0.1/clone", {"version": "beta"}) == "beta"
    assert luis.get(f"{versions}/Beta/")["version"] == "Beta"


@pytest.mark.parametrize("name", ["a%2Fb", "%2E%2E", "%00", "%0A", "%F0%9F%8D%9C", "%ED%A0%80", "a+b", "%"])
def test_odd_characters_in_a_parameter_name_nothing(luis: Wire, version: Version, name: str) -> None:
    reply = luis.ask("GET", f"/apps/{version.app_id}/versions/{name}/settings")
    assert (reply.status, reply.message) == (400, "Cannot find a task with the specified version ID")


def test_a_version_of_odd_characters_can_be_asked_for(luis: Wire, version: Version) -> None:
    versions = f"/apps/{version.app_id}/versions"
    assert luis.create(f"{versions}/0.1/clone", {"version": "\U0001f35c [1]"}) == "\U0001f35c [1]"
    assert luis.get(f"{versions}/%F0%9F%8D%9C%20%5B1%5D/")["version"] == "\U0001f35c [1]"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/nothing",
        "/apps//versions",
        "//apps",
        "/apps%2Fimport",
        "/apps/x/versions/0.1/train/now",
        "/%0A",
    ],
)
def test_a_path_that_is_no_operation(luis: Wire, path: str) -> None:
    reply = luis.send("GET", AUTHORING + path)
    assert (reply.status, reply.body) == (404, b'{"statusCode":404,"message":"Resource not found"}')


@pytest.mark.parametrize("path", ["/", "/luis", "/luis/api/v3.0/apps", "/favicon.ico", "/livez/x", "/%0A"])
def test_a_path_that_no_dialect_speaks_for(luis: Wire, path: str) -> None:
    assert luis.send("GET", path).status == 404


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PATCH", "/apps", "GET, POST"),
        ("PUT", "/apps/1/versions/0.1/train", "GET, POST"),
        ("HEAD", "/apps/1/versions/0.1/train", "GET, POST"),
        ("QUERY", "/apps/cultures", "DELETE, GET, PUT"),
    ],
)
def test_a_method_that_the_path_has_not(luis: Wire, method: str, path: str, allowed: str) -> None:
    reply = luis.send(method, AUTHORING + path)
    assert (reply.status, reply.headers["allow"]) == (405, allowed)


def test_a_websocket_is_refused(luis: Wire) -> None:
    with (
        pytest.raises(WebSocketDisconnect),
        luis.client.websocket_connect(f"{AUTHORING}/apps"),
    ):
        raise AssertionError("it was accepted")


# Health


@pytest.fixture
def keyless(luis: Wire) -> Wire:
    return luis.with_key(None)


def test_health_needs_no_key(keyless: Wire) -> None:
    assert keyless.send("GET", "/livez").json == {"status": "alive"}
    assert keyless.send("GET", "/version").json == {"name": "stationmaster", "version": __version__}


def test_readiness_wants_a_dispatcher_and_a_worker(keyless: Wire, workshop: Workshop) -> None:
    def problems() -> tuple[int, list[str]]:
        reply = keyless.send("GET", "/readyz")
        return reply.status, sorted(reply.json["problems"])

    def renew(workers: int) -> None:
        with workshop.station.database.writing() as stores:
            stores.dispatch.renew_lease(holder="me", workers=workers, at=workshop.station.clock.now())

    assert problems() == (503, ["dispatcher", "worker"])
    with workshop.station.database.writing() as stores:
        stores.dispatch.take_lease(seen=None, holder="me", at=workshop.station.clock.now())
    assert problems() == (503, ["worker"])
    renew(workers=1)
    assert problems() == (200, [])
    renew(workers=0)
    assert problems() == (503, ["worker"])


def test_a_route_that_writes_cannot_wait_for_itself(workshop: Workshop) -> None:
    reading, writing = (
        _access_opener(
            workshop.station, Route("POST", "/x", lambda _: Answer(status=200, body=b""), "", writes)
        )
        for writes in (False, True)
    )
    with reading() as read, writing() as also_read:
        assert read.tenants() == also_read.tenants()
    with reading(writes=True) as access:
        access.set_password("acme", "owner@acme")
    with pytest.raises(ValueError, match="only one transaction may write"):
        writing(writes=True)


def test_each_cookie_has_a_header_of_its_own() -> None:
    start, body = messages(Answer(status=200, body=b"x", headers={"a": "b"}, cookies=("one=1", "two=2")))
    assert start["headers"] == [
        (b"a", b"b"),
        (b"set-cookie", b"one=1"),
        (b"set-cookie", b"two=2"),
        (b"content-length", b"1"),
    ]
    assert body["body"] == b"x"


def test_an_unexpected_error_is_told_to_the_log_only(
    luis: Wire, version: Version, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr(AppService, "get", broken)
    reply = luis.ask("GET", f"/apps/{version.app_id}")
    assert (reply.status, reply.message) == (500, "An unexpected error occurred.")
    assert "the secret of the house" in caplog.text


def test_two_servers_on_one_data_directory_see_the_same(luis: Wire, workshop: Workshop) -> None:
    with open_wire(workshop) as other:
        app_id = luis.create("/apps", {"name": "shared", "culture": "en-us"})
        assert [app["id"] for app in other.get("/apps")] == [app_id]
