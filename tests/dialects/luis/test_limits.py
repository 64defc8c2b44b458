"""Rate and quota: none unless they are set, per tenant and kind of key, and always with a way back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from wire import Reply, Wire, open_wire
from workshop import Workshop, small_app

from stationmaster.domain.tenants import CallLimit, CredentialKind

AUTHORING, ENDPOINT = CredentialKind.LUIS_AUTHORING, CredentialKind.LUIS_ENDPOINT
QUOTA_BODY = b'{"statusCode":403,"message":"Out of call volume quota. It is replenished next month."}'


def limit(workshop: Workshop, kind: CredentialKind, *, tenant: str = "acme", **options: Any) -> None:
    with workshop.station.access(writes=True) as access:
        access.set_limit(tenant, kind, CallLimit(**options))


def calls(wire: Wire, number: int) -> list[Reply]:
    return [wire.ask("GET", "/apps") for _ in range(number)]


def test_nothing_is_limited_by_default(luis: Wire) -> None:
    assert {reply.status for reply in calls(luis, 60)} == {200}


def test_too_many_calls_in_a_second_are_told_when_to_come_back(luis: Wire, workshop: Workshop) -> None:
    limit(workshop, AUTHORING, per_second=1)
    replies = calls(luis, 12)
    refused = [reply for reply in replies if reply.status != 200]
    assert len(refused) >= 6
    for reply in refused:
        assert (reply.status, reply.headers["retry-after"]) == (429, "1")
        assert reply.headers["content-type"] == "application/json; charset=utf-8"
        assert reply.body == (
            b'{"error":{"code":"429","message":"Requests to this operation have exceeded the rate limit of '
            b'your tenant. Please retry after 1 second."}}'
        )
    time.sleep(int(refused[-1].headers["retry-after"]))
    assert calls(luis, 1)[0].status == 200


def test_a_rate_of_nothing_lets_nobody_in(luis: Wire, workshop: Workshop) -> None:
    limit(workshop, AUTHORING, per_second=0)
    assert {reply.status for reply in calls(luis, 3)} == {429}


@dataclass
class StoppedClock:
    """Shows the time that a test gives it."""

    at: datetime

    def now(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock(at=datetime(2026, 12, 31, 23, 59, 0, tzinfo=UTC))


@pytest.fixture
def timed(workshop: Workshop, clock: StoppedClock) -> Iterator[Wire]:
    """A client of a server that goes by the stopped clock."""
    station = replace(workshop.station, clock=clock)  # type: ignore[arg-type]
    with open_wire(replace(workshop, station=station)) as wire:
        yield wire


def test_a_used_up_quota_comes_back_next_month(timed: Wire, workshop: Workshop, clock: StoppedClock) -> None:
    limit(workshop, AUTHORING, per_month=3)
    *allowed, refused, again = calls(timed, 5)
    assert {reply.status for reply in allowed} == {200}
    assert refused == again
    assert (refused.status, refused.body, refused.headers["retry-after"]) == (403, QUOTA_BODY, "60")
    clock.at = datetime(2027, 1, 1, tzinfo=UTC)
    assert [reply.status for reply in calls(timed, 4)] == [200, 200, 200, 403]


def test_the_wait_is_to_the_end_of_the_month(timed: Wire, workshop: Workshop, clock: StoppedClock) -> None:
    limit(workshop, AUTHORING, per_month=0)
    clock.at = datetime(2028, 2, 1, tzinfo=UTC)
    assert calls(timed, 1)[0].headers["retry-after"] == str(29 * 24 * 3_600)


def test_a_quota_outlives_the_server(luis: Wire, workshop: Workshop) -> None:
    limit(workshop, AUTHORING, per_month=2)
    assert [reply.status for reply in calls(luis, 2)] == [200, 200]
    with open_wire(workshop) as restarted:
        assert calls(restarted, 1)[0].status == 403


def test_kinds_of_keys_are_limited_apart(luis: Wire, workshop: Workshop) -> None:
    version = workshop.new_version(*small_app())
    luis.train(version.app_id)
    luis.publish(version.app_id)
    limit(workshop, ENDPOINT, per_month=1)
    endpoint = luis.with_key(workshop.keys[ENDPOINT])
    assert [endpoint.predict(version.app_id, "hi").status for _ in range(2)] == [200, 403]
    assert {luis.predict(version.app_id, "hi").status for _ in range(3)} == {200}
    assert {reply.status for reply in calls(luis, 3)} == {200}


def test_users_of_a_tenant_share_its_quota_and_other_tenants_do_not(luis: Wire, workshop: Workshop) -> None:
    with workshop.station.access(writes=True) as access:
        colleague = luis.with_key(access.add_user("acme", "colleague@acme").secrets[AUTHORING])
        stranger = luis.with_key(access.create_tenant("globex").secrets[AUTHORING])
    limit(workshop, AUTHORING, per_month=3)
    assert [reply.status for reply in calls(luis, 2) + calls(colleague, 2)] == [200, 200, 200, 403]
    assert {reply.status for reply in calls(stranger, 5)} == {200}


def test_a_refused_call_changes_nothing(luis: Wire, workshop: Workshop) -> None:
    limit(workshop, AUTHORING, per_month=0)
    assert luis.ask("POST", "/apps", {"name": "x", "culture": "en-us"}).status == 403
    limit(workshop, AUTHORING)
    assert luis.get("/apps") == []


def test_an_unknown_key_is_refused_before_it_is_counted(luis: Wire, workshop: Workshop) -> None:
    limit(workshop, AUTHORING, per_month=1)
    assert {reply.status for reply in calls(luis.with_key("0" * 32), 3)} == {401}
    assert calls(luis, 1)[0].status == 200
