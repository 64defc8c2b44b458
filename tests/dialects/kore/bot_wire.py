"""Kore.ai's HTTP, spoken to the real application of a workshop, in this process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from joserfc import jwt
from joserfc.jwk import OctKey
from starlette.testclient import TestClient
from wire import UNSENT, Reply
from workshop import Workshop

from stationmaster.dialects.kore import auth
from stationmaster.domain.tenants import CredentialKind

PUBLIC = "/api/public"


def token(client_id: str, secret: str, **claims: Any) -> str:
    """A token as a client app signs it."""
    key = OctKey.import_key(secret)
    return jwt.encode({"alg": "HS256"}, {"appId": client_id, "sub": "somebody", **claims}, key)


@dataclass(frozen=True, kw_only=True)
class BotWire:
    """A client with the token of one client app."""

    client: TestClient
    workshop: Workshop
    token: str | None

    def of_kind(self, kind: CredentialKind) -> BotWire:
        """The same client with the token of the tenant's own client app of a kind."""
        new = self.workshop.new_user.client_apps[kind]
        return replace(self, token=token(auth.client_id(new.app.id), new.secret))

    def send(
        self,
        method: str,
        path: str,
        *,
        content: bytes | None = None,
        files: Any = None,
        data: Any = None,
        **headers: str,
    ) -> Reply:
        """One request; header names are written with underscores for hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token is not None:
            named.setdefault("auth", self.token)
        answer = self.client.request(method, path, content=content, files=files, data=data, headers=named)
        return Reply(status=answer.status_code, body=answer.content, headers=dict(answer.headers))

    def ask(self, method: str, path: str, body: Any = UNSENT, **headers: str) -> Reply:
        """One public call; `path` begins behind the API's own path."""
        content = None if body is UNSENT else json.dumps(body).encode()
        return self.send(method, PUBLIC + path, content=content, Content_Type="application/json", **headers)

    def get(self, path: str, **headers: str) -> Any:
        """The JSON of a GET that succeeds."""
        reply = self.ask("GET", path, **headers)
        assert reply.status == 200, (path, reply)
        return reply.json

    def post(self, path: str, body: Any = UNSENT, **headers: str) -> Any:
        """The JSON of a POST that succeeds."""
        reply = self.ask("POST", path, body, **headers)
        assert reply.status == 200, (path, reply)
        return reply.json


@contextmanager
def open_bot_wire(workshop: Workshop) -> Iterator[BotWire]:
    """A client of a workshop's application, with a token of its Admin-Console app."""
    with TestClient(workshop.station.web_app(), raise_server_exceptions=True) as client:
        wire = BotWire(client=client, workshop=workshop, token=None)
        yield wire.of_kind(CredentialKind.KORE_ADMIN_CONSOLE)
