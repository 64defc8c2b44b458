"""Processes of a real server are killed at random moments: nothing that was accepted is lost."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest
from acceptance.history import History
from acceptance.patient import TEXTS, Patient
from live import LiveServer

SEED = 20261122
KILLS = {"web": 6, "dispatcher": 6, "worker": 8}
TRAININGS = 100
CLIENTS = 4
APPS_PER_CLIENT = 3

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(600)]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveServer]:
    server = LiveServer.start(tmp_path / "data", "--workers", "2")
    yield server
    server.kill()


@dataclass(kw_only=True)
class Client:
    """Edits and trains its own apps one after the other, and counts what was accepted."""

    patient: Patient
    number: int
    accepted: Counter[str] = field(default_factory=Counter)
    failure: BaseException | None = None

    def work(self, killed: threading.Event) -> None:
        try:
            self._work(killed)
        except BaseException as error:
            self.failure = error

    def _work(self, killed: threading.Event) -> None:
        apps = [self.patient.import_app(f"client{self.number}app{n}") for n in range(APPS_PER_CLIENT)]
        turn = 0
        while self.accepted.total() < TRAININGS / CLIENTS or not killed.is_set():
            app_id, intent = apps[turn % len(apps)], list(TEXTS)[turn % len(TEXTS)]
            self.patient.label(app_id, f"something that client {self.number} says in turn {turn}", intent)
            self.patient.train(app_id)
            self.accepted[app_id] += 1
            if turn % len(apps) == len(apps) - 1:
                self._wait_for(apps)
            turn += 1
        self._wait_for(apps)

    def _wait_for(self, apps: list[str]) -> None:
        for app_id in apps:
            assert self.patient.wait_until_trained(app_id)


def processes(server: LiveServer, part: str) -> list[psutil.Process]:
    """The server's processes of one part, as they are now."""
    found = []
    for process in psutil.Process(server.process.pid).children(recursive=True):
        try:
            command = " ".join(process.cmdline())
        except psutil.Error:
            continue
        mark = "multiprocessing.spawn" if part == "worker" else f"stationmaster.cli.process {part} "
        if mark in command:
            found.append(process)
    return found


def kill_one(server: LiveServer, part: str, rng: random.Random) -> None:
    """Kill a process of this part, as soon as there is one."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found = processes(server, part)
        if found:
            rng.choice(found).kill()
            return
        time.sleep(0.02)
    raise AssertionError(f"no {part} came back")


def test_twenty_kills_lose_nothing_that_was_accepted(server: LiveServer) -> None:
    rng = random.Random(SEED)
    patient = Patient(url=server.url, key=server.create_tenant("tenant").authoring)
    clients = [Client(patient=patient, number=number) for number in range(CLIENTS)]
    killed = threading.Event()
    threads = [threading.Thread(target=client.work, args=(killed,), daemon=True) for client in clients]
    for thread in threads:
        thread.start()
    parts = [part for part, count in KILLS.items() for _ in range(count)]
    rng.shuffle(parts)
    for part in parts:
        time.sleep(rng.uniform(0.2, 3.0))
        kill_one(server, part, rng)
    killed.set()
    for thread in threads:
        thread.join()
    assert [client.failure for client in clients] == [None] * CLIENTS
    server.stop()
    history = History.read(server.data_dir)
    accepted = sum((client.accepted for client in clients), Counter[str]())
    assert accepted.total() >= TRAININGS
    assert all(history.requests[app_id] >= count for app_id, count in accepted.items())
    history.check(server.data_dir)


def test_killed_server_resumes_what_it_had_accepted(server: LiveServer) -> None:
    patient = Patient(url=server.url, key=server.create_tenant("tenant").authoring)
    apps = [patient.import_app(f"app{number}") for number in range(6)]
    for app_id in apps:
        patient.train(app_id)
    parts = [process for part in ("web", "dispatcher", "worker") for process in processes(server, part)]
    server.process.kill()
    server.process.wait()
    gone, alive = psutil.wait_procs(parts, timeout=5)
    assert not alive
    assert len(gone) == 4
    again = LiveServer.start(server.data_dir, "--workers", "2")
    try:
        patient = Patient(url=again.url, key=patient.key)
        assert [patient.wait_until_trained(app_id) for app_id in apps] == [{0}] * len(apps)
        again.stop()
    finally:
        again.kill()
    History.read(server.data_dir).check(server.data_dir)


def test_stopped_server_has_ended_what_ran(server: LiveServer) -> None:
    patient = Patient(url=server.url, key=server.create_tenant("tenant").authoring)
    app_id = patient.import_app("app")
    patient.train(app_id)
    begun = time.monotonic()
    while patient.states(app_id) != {0} and not processes(server, "worker"):
        assert time.monotonic() - begun < 30
    server.stop()
    assert server.process.returncode == 0
    with_parts = [part for part in ("web", "dispatcher", "worker") if _left_behind(server, part)]
    assert not with_parts


def _left_behind(server: LiveServer, part: str) -> list[int]:
    """Processes of this part that work on the server's data."""
    mark = str(server.data_dir)
    return [
        process.pid
        for process in psutil.process_iter(["cmdline"])
        if part in (process.info["cmdline"] or []) and mark in " ".join(process.info["cmdline"] or [])
    ]
