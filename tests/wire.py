"""LUIS's HTTP, spoken to the real application of a workshop, in this process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from starlette.testclient import TestClient
from workshop import Workshop

from stationmaster.domain.tenants import CredentialKind

AUTHORING = "/luis/api/v2.0"
UNSENT: Any = object()


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What came back."""

    status: int
    body: bytes
    headers: dict[str, str]

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def message(self) -> str:
        """What the nested form of an error says."""
        return str(self.json["error"]["message"])


@dataclass(frozen=True, kw_only=True)
class Wire:
    """A client with one key."""

    client: TestClient
    workshop: Workshop
    key: str | None

    def with_key(self, key: str | None) -> Wire:
        """The same client with another key, or with none."""
        return replace(self, key=key)

    def send(
        self,
        method: str,
        path: str,
        *,
        content: bytes | Iterator[bytes] | None = None,
        **headers: str,
    ) -> Reply:
        """One request with a body of bytes; header names are written with underscores for hyphens."""
        named = headers if self.key is None else {**headers, "Ocp_Apim_Subscription_Key": self.key}
        sent = {name.replace("_", "-"): value.encode("latin-1") for name, value in named.items()}
        answer = self.client.request(method, path, content=content, headers=sent)
        return Reply(status=answer.status_code, body=answer.content, headers=dict(answer.headers))

    def ask(self, method: str, path: str, body: Any = UNSENT) -> Reply:
        """One authoring request; `path` begins behind the API's own path."""
        content = None if body is UNSENT else json.dumps(body).encode()
        return self.send(method, AUTHORING + path, content=content, Content_Type="application/json")

    def get(self, path: str) -> Any:
        """The JSON of a GET that succeeds."""
        reply = self.ask("GET", path)
        assert reply.status == 200, (path, reply)
        return reply.json

    def create(self, path: str, body: Any) -> Any:
        """The JSON of a POST that creates something."""
        reply = self.ask("POST", path, body)
        assert reply.status == 201, (path, reply)
        return reply.json

    def done(self, method: str, path: str, body: Any = UNSENT) -> bool:
        """Whether a change answers as every successful change does."""
        reply = self.ask(method, path, body)
        return (reply.status, reply.json) == (200, {"code": "Success", "message": "Operation Successful"})

    def train(self, app_id: str, version: str = "0.1") -> Any:
        """Ask for training and see it to its end; returns the rows."""
        path = f"/apps/{app_id}/versions/{version}/train"
        assert self.ask("POST", path).status == 202
        self.workshop.run_waiting()
        return self.get(path)

    def publish(self, app_id: str, version: str = "0.1", *, staging: bool = False) -> Reply:
        """Ask for publication."""
        return self.ask("POST", f"/apps/{app_id}/publish", {"versionId": version, "isStaging": staging})

    def predict(self, app_id: str, text: str, parameters: str = "verbose=true") -> Reply:
        """Ask what a published app says of a text."""
        return self.send("POST", f"/luis/v2.0/apps/{app_id}?{parameters}", content=json.dumps(text).encode())


@contextmanager
def open_wire(workshop: Workshop) -> Iterator[Wire]:
    """A client of a workshop's application, with its owner's authoring key."""
    with TestClient(workshop.station.web_app(), raise_server_exceptions=True) as client:
        yield Wire(client=client, workshop=workshop, key=workshop.keys[CredentialKind.LUIS_AUTHORING])
