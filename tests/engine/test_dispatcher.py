from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from engine import tasks
from engine.station import (
    Running,
    Tenant,
    dispatcher_over,
    intents_called,
    open_at,
    small_app,
    wait_for,
)
from workshop import train_with

from stationmaster.bootstrap import Station
from stationmaster.domain.build import BlobHash
from stationmaster.domain.dataset import Dataset
from stationmaster.domain.training import MAX_FAULTS, FailureCode, ModelStatus, RunStatus
from stationmaster.engine.compute import Finished, Train
from stationmaster.engine.dispatcher import LeaseHeld
from stationmaster.engine.inline import InlineCompute
from stationmaster.learning.learner import Report
from stationmaster.services.dispatch import TargetOutcome, TrainTask


@pytest.fixture
def station(tmp_path: Path) -> Station:
    return open_at(tmp_path)


@pytest.fixture
def tenant(station: Station) -> Tenant:
    return Tenant.make(station)


@pytest.fixture
def start(station: Station) -> Iterator[Callable[..., Running]]:
    """Starts dispatchers over the station, and stops them when the test is over."""
    running: list[Running] = []

    def start(compute: InlineCompute | None = None, **options: object) -> Running:
        dispatcher = dispatcher_over(station, compute or InlineCompute(tasks.behave, slots=2), **options)
        running.append(Running(dispatcher=dispatcher))
        return running[-1]

    yield start
    for one in running:
        one.stop()


def real_training(station: Station) -> Train:
    def do(task: TrainTask, report: Report) -> tuple[TargetOutcome, ...]:
        return train_with(station, task, report)

    return do


def test_small_app_is_trained_to_artefacts_that_can_be_read(station: Station, tenant: Tenant) -> None:
    run = tenant.request(tenant.new_app(*small_app()))
    dispatcher_over(station, InlineCompute(real_training(station))).run_until_idle()
    record = tenant.record(run)
    assert record.run.status is RunStatus.SUCCEEDED
    assert {model.status for model in record.models} == {ModelStatus.SUCCEEDED}
    for model in record.models:
        assert model.artefact
        assert model.artefact.fingerprint == model.fingerprint
        assert station.blobs.read(model.artefact.blob)


def test_same_material_trains_to_the_same_bytes(station: Station, tenant: Tenant) -> None:
    runs = [tenant.request(tenant.new_app(*small_app(), name=name)) for name in ("one", "two")]
    dispatcher_over(station, InlineCompute(real_training(station))).run_until_idle()
    one, two = (tenant.record(run).models[0].artefact for run in runs)
    assert one
    assert two
    assert (one.identity, one.blob) == (two.identity, two.blob)


def test_damaged_artefact_is_never_a_success(station: Station, tenant: Tenant) -> None:
    class Forgetful:
        """Keeps nothing of an artefact."""

        def put(self, data: bytes) -> BlobHash:
            return BlobHash("0" * 64)

        def __getattr__(self, name: str) -> object:
            return getattr(station.blobs, name)

    def do(task: TrainTask, report: Report) -> tuple[TargetOutcome, ...]:
        return train_with(station, task, report, blobs=Forgetful())

    run = tenant.request(tenant.new_app(*small_app()))
    dispatcher_over(station, InlineCompute(do)).run_until_idle()
    record = tenant.record(run)
    assert record.run.status is RunStatus.FAILED
    assert record.run.failure
    assert record.run.failure.code is FailureCode.INTERNAL


def test_failure_of_one_model_leaves_the_others(tenant: Tenant, start: Callable[..., Running]) -> None:
    run = tenant.request(tenant.new_app(*intents_called("learn", "fail")))
    start()
    record = tenant.wait_until(run, RunStatus.FAILED)
    assert record.run.attempt == 1
    assert tenant.models(run) == {
        "learn": ModelStatus.SUCCEEDED,
        "fail": ModelStatus.FAILED,
        "None": ModelStatus.SUCCEEDED,
    }


def test_fault_of_ours_is_tried_again_and_then_fails(tenant: Tenant, start: Callable[..., Running]) -> None:
    run = tenant.request(tenant.new_app(*intents_called("raise")))
    start()
    record = tenant.wait_until(run, RunStatus.FAILED)
    assert record.run.attempt == record.run.faults == MAX_FAULTS
    assert {model.failure.code for model in record.models if model.failure} == {FailureCode.INTERNAL}


def test_poisoned_run_does_not_block_the_next(tenant: Tenant, start: Callable[..., Running]) -> None:
    poisoned = tenant.request(tenant.new_app(*intents_called("raise"), name="poisoned"))
    sound = tenant.request(tenant.new_app(*intents_called("learn"), name="sound"))
    start(InlineCompute(tasks.behave))
    tenant.wait_until(sound, RunStatus.SUCCEEDED)
    tenant.wait_until(poisoned, RunStatus.FAILED)


def test_run_that_cannot_be_started_fails_and_blocks_nobody(
    tenant: Tenant, start: Callable[..., Running], monkeypatch: pytest.MonkeyPatch
) -> None:
    saved = type(tenant.station.snapshots).save

    def save(self: object, dataset: Dataset) -> BlobHash:
        if any(intent.name == "unspeakable" for intent in dataset.intents):
            raise ValueError("cannot be written")
        return saved(self, dataset)

    monkeypatch.setattr(type(tenant.station.snapshots), "save", save)
    bad = tenant.request(tenant.new_app(*intents_called("unspeakable"), name="bad"))
    good = tenant.request(tenant.new_app(*intents_called("learn"), name="good"))
    start()
    tenant.wait_until(good, RunStatus.SUCCEEDED)
    record = tenant.wait_until(bad, RunStatus.FAILED)
    assert record.run.failure
    assert record.run.failure.code is FailureCode.INTERNAL


def test_full_disk_delays_a_run_but_does_not_fail_it(
    tenant: Tenant, start: Callable[..., Running], monkeypatch: pytest.MonkeyPatch
) -> None:
    room = threading.Event()
    saved = type(tenant.station.snapshots).save
    tried = []

    def save(self: object, dataset: Dataset) -> BlobHash:
        tried.append(dataset)
        if not room.is_set():
            raise OSError(28, "No space left on device")
        return saved(self, dataset)

    monkeypatch.setattr(type(tenant.station.snapshots), "save", save)
    run = tenant.request(tenant.new_app(*intents_called("learn")))
    start()
    wait_for(lambda: tried, what="a try to start the run")
    assert tenant.status(run) is RunStatus.WAITING
    room.set()
    tenant.wait_until(run, RunStatus.SUCCEEDED)
    assert len(tried) < 5


def test_outcome_is_recorded_when_the_database_takes_it_again(
    station: Station,
    tenant: Tenant,
    start: Callable[..., Running],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    writing = type(station.database).writing
    full = threading.Event()

    @contextmanager
    def may_be_full(self: object, *, durable: bool = True) -> Iterator[object]:
        with writing(self, durable=durable) as stores:
            yield stores
            if full.is_set():
                connection = sqlite3.connect(":memory:")
                connection.execute("PRAGMA max_page_count=1")
                connection.execute("CREATE TABLE t (x)")

    run = tenant.request(tenant.new_app(*intents_called("sleep 0.3")))
    monkeypatch.setattr(type(station.database), "writing", may_be_full)
    start()
    wait_for(
        lambda: ModelStatus.TRAINING in {model.status for model in tenant.record(run).models},
        what="the task to be handed out",
    )
    full.set()
    wait_for(
        lambda: "cannot record now: database or disk is full" in caplog.text, what="the outcome to be refused"
    )
    full.clear()
    assert tenant.wait_until(run, RunStatus.SUCCEEDED).run.attempt == 1


def test_progress_is_kept_but_seldom(tenant: Tenant, start: Callable[..., Running]) -> None:
    run = tenant.request(tenant.new_app(*intents_called("sleep 1")))
    start()
    seen = set()
    while (record := tenant.record(run)).run.status is not RunStatus.SUCCEEDED:
        if record.run.progress:
            seen.add(record.run.progress)
        time.sleep(0.01)
    assert {progress.stage for progress in seen} <= {"start", "sleep"}
    assert 2 <= len(seen) <= 6


def test_cancelled_run_ends_within_a_second(tenant: Tenant, start: Callable[..., Running]) -> None:
    run = tenant.request(tenant.new_app(*intents_called("sleep 20")))
    start()
    wait_for(lambda: ModelStatus.TRAINING in tenant.models(run).values(), what="a training")
    begun = time.monotonic()
    tenant.cancel(run)
    tenant.wait_until(run, RunStatus.CANCELLED)
    assert time.monotonic() - begun < 1
    assert set(tenant.models(run).values()) == {ModelStatus.CANCELLED}


def test_deleted_app_frees_its_worker(tenant: Tenant, start: Callable[..., Running]) -> None:
    app_id = tenant.new_app(*intents_called("sleep 20"), name="deleted")
    run = tenant.request(app_id)
    start(InlineCompute(tasks.behave))
    tenant.wait_until(run, RunStatus.RUNNING)
    with tenant.services(writes=True) as services:
        services.apps.delete(services.apps.get(app_id))
    other = tenant.request(tenant.new_app(*intents_called("learn"), name="other"))
    tenant.wait_until(other, RunStatus.SUCCEEDED)


def test_late_result_of_an_older_attempt_changes_nothing(station: Station, tenant: Tenant) -> None:
    run = tenant.request(tenant.new_app(*intents_called("learn")))
    service = station.dispatching()
    (first,) = service.start_next()
    assert service.begin(first)
    (second,) = service.recover()
    assert second.attempt == first.attempt + 1
    before = tenant.events(run)
    assert not service.finish(first, tasks.behave(first, lambda *_: None))
    service.progress(first, "late", 1.0)
    assert tenant.events(run) == before
    assert tenant.status(run) is RunStatus.RUNNING
    assert tenant.record(run).run.progress is None
    assert service.begin(second)
    assert service.finish(second, tasks.behave(second, lambda *_: None))
    assert tenant.status(run) is RunStatus.SUCCEEDED


def test_drained_dispatcher_lets_trainings_end_and_starts_no_more(
    tenant: Tenant, start: Callable[..., Running]
) -> None:
    short = tenant.request(tenant.new_app(*intents_called("sleep 0.5"), name="short"))
    next_one = tenant.request(tenant.new_app(*intents_called("learn"), name="next"))
    running = start(InlineCompute(tasks.behave))
    tenant.wait_until(short, RunStatus.RUNNING)
    running.stop()
    assert tenant.status(short) is RunStatus.SUCCEEDED
    assert tenant.status(next_one) is RunStatus.WAITING


def test_drain_ends_in_time_and_the_next_dispatcher_resumes(
    tenant: Tenant, start: Callable[..., Running]
) -> None:
    run = tenant.request(tenant.new_app(*intents_called("sleep 1")))
    running = start(drain_seconds=0.1)
    tenant.wait_until(run, RunStatus.RUNNING)
    begun = time.monotonic()
    running.stop()
    assert time.monotonic() - begun < 0.9
    assert tenant.status(run) is RunStatus.RUNNING
    start()
    assert tenant.wait_until(run, RunStatus.SUCCEEDED).run.attempt == 2


def test_training_that_takes_too_long_fails_with_its_reason_and_is_not_tried_again(
    tenant: Tenant, start: Callable[..., Running]
) -> None:
    run = tenant.request(tenant.new_app(*intents_called("sleep 5")))
    start(limit_seconds=0.2)
    begun = time.monotonic()
    record = tenant.wait_until(run, RunStatus.FAILED)
    assert time.monotonic() - begun < 4
    assert record.run.failure is not None
    assert record.run.failure.code is FailureCode.TIMED_OUT
    assert record.run.attempt == 1


def test_dispatcher_that_lost_its_lease_stops_and_changes_nothing(
    station: Station, tenant: Tenant, start: Callable[..., Running]
) -> None:
    run = tenant.request(tenant.new_app(*intents_called("sleep 2")))
    first = start(holder="one machine")
    tenant.wait_until(run, RunStatus.RUNNING)
    wait_for(lambda: tenant.record(run).run.progress, what="progress")
    with station.database.writing() as stores:
        lease = stores.dispatch.lease()
        assert stores.dispatch.take_lease(seen=lease, holder="another machine", at=station.clock.now())
    wait_for(lambda: not first.dispatcher.is_busy, what="the first to have stopped")
    assert tenant.status(run) is RunStatus.RUNNING
    assert {event.attempt for event in tenant.events(run)} == {0, 1}


def test_second_dispatcher_waits_while_the_first_lives(
    station: Station, start: Callable[..., Running]
) -> None:
    start(holder="one machine")

    def holder() -> str | None:
        with station.database.reading() as stores:
            lease = stores.dispatch.lease()
        return lease.holder if lease else None

    wait_for(lambda: holder() == "one machine", what="a lease")
    with pytest.raises(LeaseHeld):
        dispatcher_over(station, InlineCompute(tasks.behave), holder="another").run_until_idle()


def test_edit_while_training_leaves_one_more_run(tenant: Tenant, start: Callable[..., Running]) -> None:
    app_id = tenant.new_app(*intents_called("sleep 0.3"))
    first = tenant.request(app_id)
    start()
    tenant.wait_until(first, RunStatus.RUNNING)
    tenant.label(app_id, "something new", "sleep 0.3")
    second, third = tenant.request(app_id), tenant.request(app_id)
    assert second.id == third.id != first.id
    tenant.wait_until(second, RunStatus.SUCCEEDED)
    assert tenant.status(first) is RunStatus.SUCCEEDED


def test_outcome_that_lacks_a_target_is_a_fault_not_a_crash(
    tenant: Tenant, start: Callable[..., Running]
) -> None:
    run = tenant.request(tenant.new_app(*intents_called("learn")))
    start(InlineCompute(lambda task, report: ()))
    record = tenant.wait_until(run, RunStatus.FAILED)
    assert record.run.faults == MAX_FAULTS


def test_word_of_an_unknown_task_is_ignored(tenant: Tenant, start: Callable[..., Running]) -> None:
    class Haunted(InlineCompute):
        """Says first that a task of long ago has finished."""

        said = False

        def next_event(self, timeout_seconds: float) -> object:
            if not self.said:
                self.said = True
                return Finished(key="of long ago", outcomes=())
            return super().next_event(timeout_seconds)

    run = tenant.request(tenant.new_app(*intents_called("learn")))
    start(Haunted(tasks.behave))
    tenant.wait_until(run, RunStatus.SUCCEEDED)
