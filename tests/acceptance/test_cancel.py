"""A running training is stopped for good, in time."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from engine.station import Tenant, open_at, wait_for
from live import LiveServer

from stationmaster.domain.dataset import Intent, Item, Utterance
from stationmaster.domain.training import ModelStatus, RunStatus

pytestmark = pytest.mark.acceptance

WORDS = tuple(f"word{number}" for number in range(3000))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveServer]:
    server = LiveServer.start(tmp_path / "data", "--workers", "1")
    yield server
    server.kill()


def long_training() -> tuple[Item, ...]:
    """An app that takes a worker many seconds."""
    rng = random.Random(7)
    intents = [Intent(id=f"id of {number}", name=f"intent {number}") for number in range(60)]
    utterances = [
        Utterance(id="", text=" ".join(rng.choices(WORDS, k=12)), intent=f"intent {number % 60}")
        for number in range(6000)
    ]
    return (*intents, *utterances)


def working(server: LiveServer) -> list[psutil.Process]:
    """The server's training processes."""
    return [
        process
        for process in psutil.Process(server.process.pid).children(recursive=True)
        if "multiprocessing.spawn" in " ".join(process.cmdline())
    ]


def test_cancelled_training_ends_within_a_second_and_the_worker_comes_back(server: LiveServer) -> None:
    tenant = Tenant.make(open_at(server.data_dir))
    run = tenant.request(tenant.new_app(*long_training(), name="long"))
    wait_for(lambda: ModelStatus.TRAINING in tenant.models(run).values(), what="a training")
    time.sleep(0.5)
    (worker,) = working(server)
    begun = time.monotonic()
    tenant.cancel(run)
    wait_for(lambda: not worker.is_running(), what="the end of the worker's process", seconds=1)
    tenant.wait_until(run, RunStatus.CANCELLED)
    assert time.monotonic() - begun < 1
    assert set(tenant.models(run).values()) <= {ModelStatus.CANCELLED, ModelStatus.FAILED}
    short = tenant.request(
        tenant.new_app(Intent(id="i", name="Greet"), Utterance(id="", text="hi", intent="Greet"))
    )
    tenant.wait_until(short, RunStatus.SUCCEEDED)
