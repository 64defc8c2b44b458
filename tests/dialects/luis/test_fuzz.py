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
#: Objects of known names: most values right, some anything.
objects = st.lists(st.sampled_from(sorted(KNOWN)), max_size=len(KNOWN), unique=True).flatmap(
    lambda names: st.fixed_dictionaries({name: st.just(KNOWN[name]) | anything for name in names})
)
bodies = (
    (objects | st.lists(objects, max_size=3) | st.lists(scalars, max_size=3) | anything).map(
        lambda value: json.dumps(value).encode("utf-8", "surrogatepass")
    )
    | st.binary(max_size=40)
    | st.sampled_from(
        [b'"\\ud800"', b"[" * 2_000, b"NaN", b"1e999", b"9" * 5_000, b"\xef\xbb\xbf{}", b'{"a":']
    )
)
words = st.sampled_from(["0.1", "1", "None", "true", "-1", ""]) | st.text(max_size=12)
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


class Target:
    """An app that is there whatever was deleted before."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._made = 0
        self.app_id = ""

    def parameters(self) -> dict[str, str]:
        """Values that lead somewhere for the parameters of any path."""
        app = f"/apps/{self.app_id}"
        if not self.app_id or self._wire.ask("GET", f"{app}/versions/0.1/").status != 200:
            self._made += 1
            name = f"app {self._made}"
            file = {**KNOWN, "versionId": "0.1", "name": name}
            self.app_id = self._wire.create(f"/apps/import?appName={name}", file)
        return {"appId": self.app_id, "versionId": "0.1"}


@pytest.fixture(scope="module")
def target(wire: Wire) -> Target:
    return Target(wire)


def ids(wire: Wire, app_id: str) -> list[str]:
    """The ids of a version's models, as far as they can be listed."""
    reply = wire.ask("GET", f"/apps/{app_id}/versions/0.1/models")
    return [model["id"] for model in reply.json] if reply.status == 200 else []


@settings(max_examples=1_500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_request_is_answered_with_a_server_error(wire: Wire, target: Target, data: st.DataObject) -> None:
    route: Route = data.draw(st.sampled_from(ROUTES))
    known = target.parameters()
    others = st.sampled_from([*ids(wire, known["appId"]), "1"]) | words
    parts = []
    for part in route.path.split("/"):
        name = part.strip("{}")
        value = data.draw(st.just(known[name]) | words if name in known else others) if name != part else part
        parts.append(quote(value, safe="") if name != part else part)
    query = "&".join(f"{name}={quote(value)}" for name, value in data.draw(queries).items())
    reply = wire.send(route.method, f"{'/'.join(parts)}?{query}", content=data.draw(bodies))
    assert reply.status < 500, (route.method, route.path, reply)
    if reply.status >= 400:
        assert reply.json.keys() in ({"error"}, {"statusCode", "message"})
