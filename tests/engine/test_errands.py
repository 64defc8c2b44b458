"""What is done beside trainings: in order, after a restart again, and what is due by itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from workshop import Workshop, open_workshop

from stationmaster.domain.operations import Operation, OperationStatus
from stationmaster.engine import errands
from stationmaster.engine.errands import Errands
from stationmaster.services.work import Handler, OperationRunner, Work


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workshop]:
    workshop = open_workshop(tmp_path)
    yield workshop
    workshop.station.database.close()


def errands_of(shop: Workshop, handler: Handler, chores: Callable[[], object] = lambda: None) -> Errands:
    station = shop.station
    runner = OperationRunner(
        station.database,
        blobs=station.blobs,
        clock=station.clock,
        open_services=station.services,
        handlers={"sort": handler},
    )
    return Errands(runner, station.database, chores)


def request(shop: Workshop) -> Operation:
    with shop.services() as services:
        return services.operations.request("sort", app=None, arguments={})


def ended(shop: Workshop, operation: Operation) -> OperationStatus:
    for _ in range(500):
        with shop.services() as services:
            status = services.operations.get(operation.id).status
        if status.is_final:
            return status
        time.sleep(0.02)
    raise TimeoutError


def test_what_waits_is_done_in_order_of_acceptance(shop: Workshop) -> None:
    done: list[str] = []
    first, second = request(shop), request(shop)
    errand = errands_of(shop, lambda work: done.append(work.operation.id))
    errand.start()
    assert {ended(shop, first), ended(shop, second)} == {OperationStatus.SUCCEEDED}
    errand.stop()
    assert done == [first.id, second.id]


def test_operation_that_was_under_way_when_all_ended_is_taken_up_again(shop: Workshop) -> None:
    begun = threading.Event()

    def waits(work: Work) -> None:
        begun.set()
        while True:
            work.check()
            time.sleep(0.01)

    operation = request(shop)
    former = errands_of(shop, waits)
    former.start()
    assert begun.wait(10)
    former.stop()
    with shop.services() as services:
        assert services.operations.get(operation.id).status is OperationStatus.RUNNING
    following = errands_of(shop, lambda work: None)
    following.start()
    assert ended(shop, operation) is OperationStatus.SUCCEEDED
    following.stop()


def test_what_is_due_by_itself_is_asked_for(shop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errands, "_CHORES_SECONDS", 0.02)
    asked = threading.Event()
    errand = errands_of(shop, lambda work: None, asked.set)
    errand.start()
    assert asked.wait(10)
    errand.stop()
