"""A LUIS caller: the real ASGI application over a temporary data directory, without a server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from starlette.testclient import TestClient
from workshop import Workshop

from stationmaster.domain.apps import AppId, Version
from stationmaster.domain.tenants import CredentialKind

DONE = {"code": "Success", "message": "Operation Successful"}


@dataclass(frozen=True, kw_only=True)
class Luis:
    """Calls on one version of a new app, with the key of its owner."""

    client: TestClient
    workshop: Workshop
    app_id: str

    def call(self, method: str, path: str, body: Any = None, **query: Any) -> tuple[int, Any]:
        """The status and the JSON of one call; the path goes on from that of the version."""
        answer = self.client.request(
            method, f"/luis/api/v2.0/apps/{self.app_id}/versions/0.1/{path}", json=body, params=query
        )
        assert answer.headers["content-type"] == "application/json; charset=utf-8"
        return answer.status_code, answer.json()

    def get(self, path: str, **query: Any) -> Any:
        """What a GET that succeeds answers."""
        status, value = self.call("GET", path, **query)
        assert status == 200, value
        return value

    def create(self, path: str, body: Any) -> Any:
        """What a POST that creates answers."""
        status, value = self.call("POST", path, body)
        assert status == 201, value
        return value

    def change(self, method: str, path: str, body: Any = None, **query: Any) -> None:
        """A call that answers that it is done."""
        assert self.call(method, path, body, **query) == (200, DONE)

    def refused(self, method: str, path: str, body: Any = None, **query: Any) -> str:
        """The message of a call that is a bad request."""
        status, value = self.call(method, path, body, **query)
        assert status == 400, value
        assert value["error"]["code"] == "BadArgument"
        message: str = value["error"]["message"]
        return message

    def names(self, path: str) -> list[str]:
        """The names in a list."""
        return [each["name"] for each in self.get(path)]

    def intents(self, *names: str) -> None:
        """Make intents."""
        for name in names:
            self.create("intents", {"name": name})

    def label(self, text: str, intent: str, *labels: dict[str, Any]) -> int:
        """Add an example; answers its id."""
        body = {"text": text, "intentName": intent, "entityLabels": labels}
        example_id: int = self.create("example", body)["ExampleId"]
        return example_id

    def example(self, text: str) -> dict[str, Any]:
        """The example of this text, as it is reviewed."""
        (found,) = (example for example in self.get("examples") if example["text"] == text)
        return dict(found)

    def labels(self, text: str) -> Sequence[dict[str, Any]]:
        """The labels of an example."""
        labels: list[dict[str, Any]] = self.example(text)["entityLabels"]
        return labels

    @property
    def version(self) -> Version:
        """The version as it stands."""
        with self.workshop.services() as services:
            return services.apps.version(AppId(self.app_id), "0.1")

    def train(self) -> None:
        """Train the version, in this process."""
        status, _ = self.call("POST", "train")
        assert status == 202
        self.workshop.run_waiting()


def mark(text: str, words: str, entity: str, **more: Any) -> dict[str, Any]:
    """A label of the first place where these words are, its end counted in."""
    start = text.index(words)
    return {"entityName": entity, "startCharIndex": start, "endCharIndex": start + len(words) - 1, **more}


@pytest.fixture
def luis(workshop: Workshop) -> Iterator[Luis]:
    key = workshop.keys[CredentialKind.LUIS_AUTHORING]
    client = TestClient(
        workshop.station.web_app(),
        headers={"Ocp-Apim-Subscription-Key": key},
        raise_server_exceptions=False,
    )
    made = client.post("/luis/api/v2.0/apps/", json={"name": "travel", "culture": "en-us"})
    yield Luis(client=client, workshop=workshop, app_id=made.json())
