"""SuperOffice's HTTP, spoken to the real application of a helpdesk, in this process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from helpdesk import Helpdesk
from starlette.testclient import TestClient
from wire import UNSENT, Reply
from workshop import Workshop

from stationmaster.bootstrap import Station
from stationmaster.dialects.superoffice import auth
from stationmaster.domain.tenants import CredentialKind

AI = "Agents/AI/"


@dataclass(frozen=True, kw_only=True)
class DeskWire:
    """A client with one credential, at one address."""

    client: TestClient
    workshop: Workshop
    authorization: str | None
    root: str = "/api/v1/"

    @property
    def context(self) -> str:
        """What the tenant's URLs begin with."""
        return self.workshop.new_user.tenant.context

    def at(self, root: str) -> DeskWire:
        return replace(self, root=root)

    def send(self, method: str, path: str, content: bytes | None = None, **headers: str) -> Reply:
        """One request; header names are written with underscores for hyphens."""
        named = {name.replace("_", "-"): value.encode() for name, value in headers.items()}
        if self.authorization is not None:
            named.setdefault("Authorization", self.authorization.encode())
        answer = self.client.request(method, path, content=content, headers=named)
        return Reply(status=answer.status_code, body=answer.content, headers=dict(answer.headers))

    def ask(self, method: str, path: str, body: Any = UNSENT, **headers: str) -> Reply:
        """One call; `path` begins behind the API's own path."""
        content = None if body is UNSENT else json.dumps(body).encode()
        sent = {"Content_Type": "application/json", **headers}
        return self.send(method, self.root + path, content, **sent)

    def get(self, path: str, **headers: str) -> Any:
        """The JSON of a GET that succeeds."""
        return self._json("GET", path, UNSENT, headers)

    def post(self, path: str, body: Any = UNSENT, **headers: str) -> Any:
        """The JSON of a POST that succeeds."""
        return self._json("POST", path, body, headers)

    def _json(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
        reply = self.ask(method, path, body, **headers)
        assert reply.status == 200, (path, reply)
        return reply.json

    def status(self) -> Any:
        """What GetTrainingStatus says."""
        return self.post(AI + "GetTrainingStatus")

    def category(self, name: str, **more: Any) -> int:
        """The id of a new category."""
        made = self.post("Agents/List/SaveTicketCategoryEntity", {"Name": name, **more})
        return int(made["TicketCategoryId"])

    def ticket(self, title: str, category_id: int | None = None, **more: Any) -> int:
        """The id of a new ticket."""
        category = {"TicketCategoryId": category_id} if category_id else None
        made = self.post("Agents/Ticket/SaveTicketEntity", {"Title": title, "Category": category, **more})
        return int(made["TicketId"])

    def selection(self, *ticket_ids: int, name: str = "All") -> int:
        """The id of a new selection of these tickets."""
        made = self.post("Agents/Selection/SaveSelectionEntity", {"Name": name})
        number = int(made["SelectionId"])
        added = self.post(
            "Agents/Selection/AddSelectionMembers", {"SelectionId": number, "Ids": list(ticket_ids)}
        )
        assert added == len(ticket_ids)
        return number


@contextmanager
def open_desk_wire(workshop: Workshop, station: Station | None = None) -> Iterator[DeskWire]:
    """A client of a workshop's application, with its owner's bearer token."""
    user = workshop.new_user
    secret = user.secrets[CredentialKind.SUPEROFFICE_BEARER]
    bearer = auth.bearer(user.tenant.context, secret)
    with TestClient((station or workshop.station).web_app(), raise_server_exceptions=True) as client:
        yield DeskWire(client=client, workshop=workshop, authorization=f"Bearer {bearer}")


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A wire to a helpdesk whose models the test decides."""

    helpdesk: Helpdesk
    wire: DeskWire


@contextmanager
def open_desk(helpdesk: Helpdesk) -> Iterator[Desk]:
    with open_desk_wire(helpdesk.workshop) as wire:
        yield Desk(helpdesk=helpdesk, wire=wire)
