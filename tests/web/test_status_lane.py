"""Kept status answers are those that would be computed now: byte for byte, whoever changed the database."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import anyio
import pytest
from starlette.types import Message
from wire import AUTHORING, Reply, Wire
from workshop import Workshop, small_app, utterances

from stationmaster.bootstrap import open_station
from stationmaster.dialects.luis.routes import ROUTES
from stationmaster.domain.apps import Version
from stationmaster.domain.dataset import Intent
from stationmaster.domain.tenants import CallLimit, CredentialKind
from stationmaster.storage.database import SqlDatabase


@pytest.fixture
def version(workshop: Workshop) -> Version:
    return workshop.new_version(*small_app())


class Watch:
    """Asks for every status of a version, through the lane and around it."""

    def __init__(self, luis: Wire, version: Version) -> None:
        self._luis = luis
        known = {"appId": version.app_id, "versionId": version.name}
        self._paths = [route.path.format(**known) for route in ROUTES if route.is_status]
        self._asked = 0

    def kept(self) -> list[Reply]:
        """Asked as a client asks again and again."""
        return [self._luis.send("GET", path) for path in self._paths]

    def computed(self) -> list[Reply]:
        """Asked as nobody has asked before."""
        self._asked += 1
        return [self._luis.send("GET", f"{path}?again={self._asked}") for path in self._paths]


@pytest.fixture
def watch(luis: Wire, version: Version) -> Watch:
    return Watch(luis, version)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """Grows by one with each reading transaction."""
    counted: list[None] = []
    reading = SqlDatabase.reading

    def counting(self: SqlDatabase) -> AbstractContextManager[Any]:
        counted.append(None)
        return reading(self)

    monkeypatch.setattr(SqlDatabase, "reading", counting)
    return counted


def test_status_operations_are_kept(watch: Watch, luis: Wire, version: Version, reads: list[None]) -> None:
    luis.train(version.app_id)
    first = [watch.kept(), watch.kept()]
    before = len(reads)
    assert [watch.kept() for _ in range(5)] == [first[0]] * 5 == [first[1]] * 5
    assert len(reads) == before


def test_those_who_ask_the_same_at_once_wait_for_one_answer(
    workshop: Workshop, luis: Wire, version: Version, reads: list[None]
) -> None:
    luis.train(version.app_id)
    path = f"/luis/api/v2.0/apps/{version.app_id}/versions/{version.name}/train"
    key = workshop.keys[CredentialKind.LUIS_AUTHORING].encode()
    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"ocp-apim-subscription-key", key)],
    }
    bodies: list[bytes] = []

    async def ask() -> None:
        async def receive() -> Message:
            return {"type": "http.request", "body": b""}

        async def send(message: Message) -> None:
            if "body" in message:
                bodies.append(message["body"])

        await app(scope, receive, send)

    async def ask_together() -> None:
        async with anyio.create_task_group() as group:
            for _ in range(30):
                group.start_soon(ask)

    app = workshop.station.web_app()
    before = len(reads)
    anyio.run(ask_together)
    assert len(bodies) == 30
    assert set(bodies) == {luis.send("GET", path).body}
    assert len(reads) - before <= 4, "one for the key, one for the status, and those of the comparison"


def changes(workshop: Workshop, version: Version) -> Iterator[Callable[[], object]]:
    """One commit after another, of every kind that a status may depend on."""
    dispatching = workshop.station.dispatching()

    @contextmanager
    def current() -> Iterator[tuple[Any, Version]]:
        with workshop.services() as services:
            yield services, services.apps.version(version.app_id, version.name)

    def request() -> None:
        with current() as (services, now):
            services.training.request(now)

    def add(*items: Any) -> None:
        with current() as (services, now):
            services.labelling.add(now, items)

    def cancel() -> None:
        with current() as (services, now):
            services.training.cancel(services.training.status(now).run.id)

    yield request
    tasks = dispatching.start_next() or ()
    yield lambda: None
    for task in tasks:
        yield lambda task=task: dispatching.begin(task)  # type: ignore[misc]
        outcomes = workshop.train(task)
        yield lambda task=task, outcomes=outcomes: dispatching.finish(task, outcomes)  # type: ignore[misc]
    yield request
    yield lambda: add(*utterances("Book", "one more"))
    yield request
    yield cancel
    yield lambda: add(Intent(id="bare", name="Bare"))
    yield request
    yield workshop.run_waiting
    with current() as (services, _):
        app = services.apps.get(version.app_id)
    yield lambda: set_collaborators(workshop, app.id)


def set_collaborators(workshop: Workshop, app_id: Any) -> None:
    with workshop.services() as services:
        services.apps.set_collaborators(services.apps.get(app_id), ["somebody@acme"])


def test_each_commit_is_seen_at_once(watch: Watch, workshop: Workshop, version: Version) -> None:
    seen = set()
    for change in changes(workshop, version):
        change()
        replies = watch.kept()
        assert replies == watch.computed()
        assert watch.kept() == replies
        seen.add(replies[0].body)
    assert len(seen) >= 5


def test_a_commit_of_another_connection_is_seen(
    watch: Watch, luis: Wire, workshop: Workshop, version: Version
) -> None:
    luis.train(version.app_id)
    assert b'"exampleCount":77' not in watch.kept()[0].body
    path = workshop.station.settings.database_path
    with sqlite3.connect(path) as other:
        other.execute("update model_training set examples = 77")
    other.close()
    assert watch.kept()[0].body.count(b'"exampleCount":77') == 3
    assert watch.kept() == watch.computed()


def test_a_commit_of_another_process_is_seen(
    watch: Watch, luis: Wire, workshop: Workshop, version: Version
) -> None:
    luis.train(version.app_id)
    watch.kept()
    statement = "update model_training set examples = 78"
    script = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()"
    subprocess.run(
        [sys.executable, "-c", script, workshop.station.settings.database_path, statement],
        check=True,
        timeout=30,
    )
    assert watch.kept()[0].body.count(b'"exampleCount":78') == 3


def test_a_commit_of_another_station_is_seen(
    watch: Watch, luis: Wire, workshop: Workshop, version: Version
) -> None:
    luis.train(version.app_id)
    watch.kept()
    other = open_station(workshop.station.settings)
    with other.services(workshop.owner, writes=True) as services:
        services.apps.delete(services.apps.get(version.app_id))
    assert b"Cannot find an application" in watch.kept()[0].body
    other.database.close()


def test_errors_are_not_kept(watch: Watch, reads: list[None]) -> None:
    first = watch.kept()
    before = len(reads)
    assert first == watch.kept()
    assert {reply.status for reply in first} == {400}
    assert len(reads) > before


def test_what_one_caller_was_told_is_told_to_no_other(
    watch: Watch, luis: Wire, workshop: Workshop, version: Version
) -> None:
    luis.train(version.app_id)
    path = f"{AUTHORING}/apps/{version.app_id}/versions/0.1/train"
    assert {luis.send("GET", path).status for _ in range(3)} == {200}
    for key in (None, "", "0" * 32, workshop.keys[CredentialKind.LUIS_ENDPOINT]):
        assert luis.with_key(key).send("GET", path).status == 401
    with workshop.station.access(writes=True) as access:
        stranger = access.create_tenant("globex").secrets[CredentialKind.LUIS_AUTHORING]
    assert luis.send("GET", path).status == 200
    assert luis.with_key(stranger).send("GET", path).status == 400


def test_a_limited_tenant_is_counted_at_every_call(luis: Wire, workshop: Workshop, version: Version) -> None:
    luis.train(version.app_id)
    path = f"{AUTHORING}/apps/{version.app_id}/versions/0.1/train"
    assert {luis.send("GET", path).status for _ in range(3)} == {200}
    with workshop.station.access(writes=True) as access:
        access.set_limit("acme", CredentialKind.LUIS_AUTHORING, CallLimit(per_month=3))
    assert [luis.send("GET", path).status for _ in range(5)] == [200, 200, 200, 403, 403]
