"""Operations: accepted once, done by whoever holds the lease, and never said to be done before they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from workshop import Workshop, open_workshop

from stationmaster.domain.errors import InvalidItem, OperationNotFound, UploadNotFound
from stationmaster.domain.operations import MAX_ATTEMPTS, Operation, OperationStatus
from stationmaster.services.work import Handler, OperationRunner, Work


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workshop]:
    workshop = open_workshop(tmp_path)
    yield workshop
    workshop.station.database.close()


def runner(shop: Workshop, handler: Handler) -> OperationRunner:
    station = shop.station
    return OperationRunner(
        station.database,
        blobs=station.blobs,
        clock=station.clock,
        open_services=station.services,
        handlers={"sort": handler},
    )


def request(shop: Workshop, **arguments: Any) -> Operation:
    with shop.services() as services:
        return services.operations.request("sort", app=None, arguments=arguments)


def fresh(shop: Workshop, operation: Operation) -> Operation:
    with shop.services() as services:
        return services.operations.get(operation.id)


def test_success_keeps_outcome_result_log_and_progress(shop: Workshop) -> None:
    def handler(work: Work) -> dict[str, Any]:
        work.note(1, 2)
        work.log("part", "first", "success")
        work.keep(b"sorted")
        work.note(2)
        return {"sorted": work.operation.arguments["letters"]}

    operation = request(shop, letters="abc")
    assert operation.status is OperationStatus.WAITING
    assert runner(shop, handler).run_next()
    done = fresh(shop, operation)
    assert done.status is OperationStatus.SUCCEEDED
    assert (done.done, done.total, done.outcome) == (2, 2, {"sorted": "abc"})
    assert [(line.task, line.name, line.status) for line in done.log] == [("part", "first", "success")]
    with shop.services() as services:
        assert done.result is not None
        assert services.operations.read(done.result) == b"sorted"


def test_error_of_the_caller_fails_it_with_its_text(shop: Workshop) -> None:
    def handler(work: Work) -> None:
        raise InvalidItem("row 3 has no name")

    operation = request(shop)
    runner(shop, handler).run_all()
    assert fresh(shop, operation).failure == "row 3 has no name"
    assert fresh(shop, operation).status is OperationStatus.FAILED


def test_fault_of_ours_is_told_without_its_text(shop: Workshop) -> None:
    def handler(work: Work) -> None:
        raise ZeroDivisionError("secret")

    operation = request(shop)
    runner(shop, handler).run_all()
    failure = fresh(shop, operation).failure
    assert failure is not None
    assert "secret" not in failure
    assert operation.id in failure


def test_writes_of_a_failed_transaction_are_not_kept(shop: Workshop) -> None:
    def handler(work: Work) -> None:
        with work.services() as services:
            services.apps.create(name="half", culture="en-us", version_name="1")
            work.note(5)
            raise InvalidItem("no more")

    operation = request(shop)
    runner(shop, handler).run_all()
    with shop.services() as services:
        assert services.apps.all() == ()
    assert fresh(shop, operation).status is OperationStatus.FAILED


def test_waiting_operation_is_cancelled_at_once_and_never_done(shop: Workshop) -> None:
    operation = request(shop)
    with shop.services() as services:
        assert services.operations.cancel(operation.id).status is OperationStatus.CANCELLED
    assert not runner(shop, lambda work: None).run_next()


def test_running_operation_ends_cancelled_when_it_looks_up(shop: Workshop) -> None:
    def handler(work: Work) -> None:
        with shop.services() as services:
            services.operations.cancel(work.operation.id)
        work.check()
        raise AssertionError("went on")

    operation = request(shop)
    runner(shop, handler).run_all()
    assert fresh(shop, operation).status is OperationStatus.CANCELLED


def test_lost_operation_is_done_again_from_where_it_was(shop: Workshop) -> None:
    seen: list[tuple[int, int]] = []

    def lost(work: Work) -> None:
        with work.services():
            work.note(3, 9)
        raise KeyboardInterrupt

    def again(work: Work) -> None:
        seen.append((work.operation.attempt, work.operation.done))

    operation = request(shop)
    with pytest.raises(KeyboardInterrupt):
        runner(shop, lost).run_next()
    following = runner(shop, again)
    following.recover()
    following.run_all()
    assert seen == [(2, 3)]
    assert fresh(shop, operation).status is OperationStatus.SUCCEEDED


def test_operation_that_is_always_lost_fails_in_the_end(shop: Workshop) -> None:
    def lost(work: Work) -> None:
        raise KeyboardInterrupt

    operation = request(shop)
    for _ in range(MAX_ATTEMPTS):
        with pytest.raises(KeyboardInterrupt):
            runner(shop, lost).run_next()
        runner(shop, lost).recover()
    assert fresh(shop, operation).status is OperationStatus.FAILED


def test_another_tenants_operations_and_uploads_are_not_found(shop: Workshop) -> None:
    other = open_workshop(shop.station.settings.data_dir, tenant="rival")
    with shop.services() as services:
        upload = services.operations.upload("list.csv", b"a,b")
        assert len(upload.id) == 24
        assert services.operations.uploaded(upload.id) == upload
    operation = request(shop)
    with other.services() as services, pytest.raises(OperationNotFound):
        services.operations.get(operation.id)
    with other.services() as services, pytest.raises(UploadNotFound):
        services.operations.uploaded(upload.id)
    other.station.database.close()
