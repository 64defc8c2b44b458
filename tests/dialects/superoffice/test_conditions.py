"""Calls that depend on when a ticket was changed."""

from __future__ import annotations

import pytest
from desk_wire import DeskWire

EARLIER, LATER = "Mon, 05 Jan 2015 10:00:00 GMT", "Tue, 05 Jan 2066 10:00:00 GMT"


@pytest.fixture
def ticket(wire: DeskWire) -> str:
    return f"Ticket/{wire.ticket('a ticket')}"


def test_what_is_known_already_is_not_told_again(wire: DeskWire, ticket: str) -> None:
    first = wire.ask("GET", ticket)
    again = wire.ask("GET", ticket, If_Modified_Since=first.headers["last-modified"])
    assert (again.status, again.body) == (304, b"")
    for since in (EARLIER, "yesterday"):
        assert wire.ask("GET", ticket, If_Modified_Since=since).status == 200


def test_what_has_changed_meanwhile_is_left_alone(wire: DeskWire, ticket: str) -> None:
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        reply = wire.ask(method, ticket, {"Title": "lost"}, If_Unmodified_Since=EARLIER)
        assert (reply.status, reply.json["Message"]) == (412, "Precondition failed.")
    assert wire.get(ticket)["Title"] == "a ticket"
    assert wire.ask("PUT", ticket, {"Title": "kept"}, If_Unmodified_Since=LATER).json["Title"] == "kept"
