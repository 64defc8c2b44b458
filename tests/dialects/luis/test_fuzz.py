"""Whatever is sent to whichever operation, the server answers in LUIS's words and never with a 500."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wire import Wire, open_wire
from workshop import open_workshop

from stationmaster.dialects.dialect import Route
from stationmaster.dialects.luis.routes import ROUTES

#: Names that some operation takes, with values that it may take.
KNOWN: dict[str, Any] = {
    "name": "x", "culture": "en-us", "initialVersionId": "0.1", "version": "0.2", "versionId": "0.1",
    "isStaging": True, "public": True, "email": "a@b", "emails": ["a@b"], "children": ["City"],
    "subLists": [{"canonicalForm": "big", "list": ["large"]}], "canonicalForm": "big", "list": ["large"],
    "regexPattern": "a+", "explicitList": ["x"], "explicitListItem": "x", "phrases": "a,b",
    "isExchangeable": True, "isActive": False, "text": "go to paris", "intentName": "None",
    "entityLabels": [{"entityName": "City", "startCharIndex": 6, "endCharIndex": 10}],
    "pattern": "go to {City}", "intent": "None", "value": "true", "speech": True, "id": "1",
    "luis_schema_version": "3.2.0", "intents": [{"name": "None"}], "entities": [{"name": "City"}],
    "utterances": [{"text": "go", "intent": "None", "entities": []}], "settings": [], "roles": ["r"],
}  # fmt: skip

numbers = st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False)
scalars = (
    st.none() | st.booleans() | numbers | st.text(max_size=20) | st.sampled_from(["None", "City", "0.1"])
)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)
#: What some operation takes, with up to three values that it may not take.
objects = st.tuples(
    st.text(min_size=1, max_size=8), st.dictionaries(st.sampled_from(sorted(KNOWN)), anything, max_size=3)
).map(lambda drawn: {**KNOWN, "name": drawn[0], **drawn[1]})
bodies = (
    st.one_of(
        objects, objects, objects, st.lists(objects, max_size=3), st.lists(scalars, max_size=3), anything
    ).map(lambda value: json.dumps(value).encode("utf-8", "surrogatepass"))
    | st.binary(max_size=40)
    | st.sampled_from(
        [b'"\\ud800"', b"[" * 2_000, b"NaN", b"1e999", b"9" * 5_000, b"\xef\xbb\xbf{}", b'{"a":']
    )
)
words = st.sampled_from(["0.1", "1", "None", "true", "-1", ""]) | st.text(max_size=12)
#: For a parameter: mostly a number, which chooses among what is there.
choices = st.integers(0, 99).flatmap(lambda number: st.just(number) if number < 90 else words)
queries = st.dictionaries(
    st.sampled_from(
        ["skip", "take", "q", "verbose", "timezoneOffset", "staging", "appName", "versionId", "force"]
    ),
    words | numbers.map(str),
    max_size=3,
)


@pytest.fixture(scope="module")
def wire(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Wire]:
    workshop = open_workshop(tmp_path_factory.mktemp("fuzz") / "data")
    with open_wire(workshop) as opened:
        yield opened
    workshop.station.database.close()


#: An app with one item of every kind.
FILE: dict[str, Any] = {
    "luis_schema_version": "3.2.0", "versionId": "0.1", "name": "x", "culture": "en-us",
    "intents": [{"name": "None"}, {"name": "Go"}],
    "entities": [{"name": "City", "roles": ["target"]}, {"name": "Trip", "children": ["from"], "roles": []}],
    "composites": [{"name": "Journey", "children": ["City"], "roles": ["first"]}],
    "closedLists": [{"name": "Size", "subLists": [{"canonicalForm": "big", "list": []}], "roles": ["size"]}],
    "patternAnyEntities": [{"name": "Any", "explicitList": ["x y"], "roles": ["any"]}],
    "regex_entities": [{"name": "Code", "regexPattern": "[a-z]+", "roles": ["code"]}],
    "prebuiltEntities": [{"name": "number", "roles": ["count"]}],
    "model_features": [{"name": "Words", "mode": True, "words": "a,b", "activated": True}],
    "patterns": [{"pattern": "go to {City}", "intent": "Go"}],
    "utterances": [{"text": "go to paris", "intent": "Go", "entities": []}],
}  # fmt: skip


class Target:
    """An app that is there, whatever was deleted before, and the ids of what it holds."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._made = 0
        self.app_id = ""

    def parameters(self) -> dict[str, str]:
        """The app and its version, made anew where they are gone."""
        if not self.app_id or self._wire.ask("GET", f"/apps/{self.app_id}/versions/0.1/").status != 200:
            self._made += 1
            self.app_id = self._wire.create(f"/apps/import?appName=app {self._made}", FILE)
        return {"appId": self.app_id, "versionId": "0.1"}

    def ids(self, collection: str) -> list[str]:
        """The ids of what is listed under a path, or shown as children there."""
        listed = self._wire.send("GET", collection)
        if listed.status != 200:
            listed = self._wire.send("GET", collection.rpartition("/")[0])
        found = listed.json if listed.status == 200 else []
        shown = found if isinstance(found, list) else [*found.get("children", []), *found.get("subLists", [])]
        return [str(each["id"]) for each in shown if "id" in each]


@pytest.fixture(scope="module")
def target(wire: Wire) -> Target:
    return Target(wire)


@settings(max_examples=700, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_request_is_answered_with_a_server_error(wire: Wire, target: Target, data: st.DataObject) -> None:
    route: Route = data.draw(st.sampled_from(ROUTES))
    known = target.parameters()
    path = ""
    for part in route.path.strip("/").split("/"):
        name = part.strip("{}")
        if name == part:
            path += f"/{part}"
            continue
        drawn = data.draw(choices)
        real = [known[name]] if name in known else target.ids(path) or ["1"]
        value = drawn if isinstance(drawn, str) else real[drawn % len(real)]
        path += f"/{quote(value, safe='')}"
    query = "&".join(f"{name}={quote(value)}" for name, value in data.draw(queries).items())
    reply = wire.send(route.method, f"{path}?{query}", content=data.draw(bodies))
    assert reply.status < 500, (route.method, route.path, reply)
    if reply.status >= 400:
        assert reply.json.keys() in ({"error"}, {"statusCode", "message"})
