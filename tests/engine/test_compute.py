"""What every compute promises, and what only processes can."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from engine import tasks
from engine.station import wait_for

from stationmaster.domain.training import FailureCode
from stationmaster.engine import cluster
from stationmaster.engine.cluster import DaskCompute
from stationmaster.engine.compute import Compute, Event, Faulted, Finished, Progressed
from stationmaster.engine.inline import InlineCompute

PATIENCE_SECONDS = 120


@pytest.fixture(scope="module")
def dask_compute(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCompute]:
    compute = DaskCompute(
        tasks.behave,
        warm_up=tasks.nothing,
        workers=2,
        memory_bytes=400_000_000,
        scratch_dir=tmp_path_factory.mktemp("scratch"),
    )
    yield compute
    compute.close()


@pytest.fixture(params=["inline", "dask"])
def compute(request: pytest.FixtureRequest) -> Compute:
    """Each compute, with two free workers."""
    if request.param == "inline":
        return InlineCompute(tasks.behave, slots=2)
    return ready(request.getfixturevalue("dask_compute"))


@pytest.fixture
def processes(dask_compute: DaskCompute) -> DaskCompute:
    """The compute whose workers are processes, all of them free."""
    ready(dask_compute)
    return dask_compute


def ready(compute: Compute) -> Compute:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while compute.free < 2 and time.monotonic() < deadline:
        compute.next_event(0.01)
    assert compute.free == compute.alive == 2
    return compute


def workers() -> set[int]:
    """The process ids of this process's workers."""
    return {
        child.pid
        for child in psutil.Process().children(recursive=True)
        if child.status() != psutil.STATUS_ZOMBIE and "multiprocessing.spawn" in " ".join(child.cmdline())
    }


def events_until_end(compute: Compute) -> list[Event]:
    """All events up to the first that ends a task."""
    events: list[Event] = []
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        event = compute.next_event(0.05)
        if event is not None:
            events.append(event)
            if not isinstance(event, Progressed):
                return events
    raise AssertionError(f"nothing ended: {events}")


def pid_in(path: Path) -> int:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if path.exists() and (text := path.read_text()):
            return int(text)
        time.sleep(0.01)
    raise AssertionError("the task has not begun")


def test_task_says_what_became_of_each_target(compute: Compute) -> None:
    task = tasks.task("learn", "fail")
    compute.submit(task)
    finished = events_until_end(compute)[-1]
    assert isinstance(finished, Finished)
    assert finished.key == task.key
    learnt, failed = finished.outcomes
    assert learnt.identity == "of learn"
    assert learnt.blob
    assert failed.failure
    assert failed.failure.code is FailureCode.FEW_LABELS


def test_progress_comes_before_the_end(compute: Compute) -> None:
    compute.submit(tasks.task("sleep 0.7"))
    *progress, last = events_until_end(compute)
    assert isinstance(last, Finished)
    fractions = [event.fraction for event in progress if isinstance(event, Progressed)]
    assert len(fractions) >= 2
    assert fractions == sorted(fractions)


def test_fault_of_ours_keeps_its_text_in_the_log(compute: Compute, caplog: pytest.LogCaptureFixture) -> None:
    task = tasks.task("raise")
    compute.submit(task)
    faulted = events_until_end(compute)[-1]
    assert isinstance(faulted, Faulted)
    assert faulted.failure.code is FailureCode.INTERNAL
    assert "data" not in faulted.failure.sentence
    assert task.key in faulted.failure.sentence
    assert "the data would be in here" in caplog.text


def test_worker_is_busy_until_its_task_ends(compute: Compute) -> None:
    compute.submit(tasks.task("sleep 0.2", run="one"))
    assert compute.free == 1
    compute.submit(tasks.task("sleep 0.2", run="two"))
    assert compute.free == 0
    ended = {events_until_end(compute)[-1].key, events_until_end(compute)[-1].key}
    assert ended == {"one-1-intents", "two-1-intents"}
    ready(compute)


def test_stopped_task_is_heard_of_no_more(compute: Compute, tmp_path: Path) -> None:
    task = tasks.task(f"spin {tmp_path / 'pid'}", run="stopped")
    compute.submit(task)
    pid_in(tmp_path / "pid")
    while compute.next_event(0.05):
        if compute.free == 1:
            break
    compute.stop(task.key)
    ready(compute)
    compute.submit(tasks.task("learn", run="next"))
    assert {event.key for event in events_until_end(compute)} == {"next-1-intents"}


def test_stopping_an_unknown_task_changes_nothing(compute: Compute) -> None:
    compute.stop("of another attempt")
    assert compute.free == 2


def test_stopped_task_uses_no_cpu_within_a_second(processes: Compute, tmp_path: Path) -> None:
    task = tasks.task(f"spin {tmp_path / 'pid'}")
    processes.submit(task)
    pid = pid_in(tmp_path / "pid")
    begun = time.monotonic()
    processes.stop(task.key)
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() - begun < 1
        time.sleep(0.005)
    ready(processes)


def test_lost_worker_is_told_and_replaced(processes: Compute) -> None:
    processes.submit(tasks.task("die"))
    faulted = events_until_end(processes)[-1]
    assert isinstance(faulted, Faulted)
    assert faulted.failure.code is FailureCode.WORKER_LOST
    ready(processes)


def test_replaced_worker_has_the_settings_of_the_first(processes: Compute) -> None:
    for run in ("one", "two"):
        processes.submit(tasks.task("die", run=run))
    assert all(isinstance(events_until_end(processes)[-1], Faulted) for _ in range(2))
    ready(processes).submit(tasks.task("setting distributed.worker.memory.pause"))
    finished = events_until_end(processes)[-1]
    assert isinstance(finished, Finished)
    assert finished.outcomes[0].identity == "False"


def test_worker_killed_from_outside_is_told(processes: Compute, tmp_path: Path) -> None:
    task = tasks.task(f"spin {tmp_path / 'pid'}")
    processes.submit(task)
    os.kill(pid_in(tmp_path / "pid"), signal.SIGKILL)
    faulted = events_until_end(processes)[-1]
    assert isinstance(faulted, Faulted)
    assert faulted.key == task.key
    ready(processes)


def test_worker_that_dies_while_it_starts_is_replaced(processes: Compute) -> None:
    before = workers()
    processes.submit(tasks.task("die"))
    events_until_end(processes)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (new := workers() - before):
        assert time.monotonic() < deadline
        time.sleep(0.005)
    os.kill(new.pop(), signal.SIGKILL)
    ready(processes)


def test_worker_that_could_not_be_killed_is_restarted_later(
    processes: Compute, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def in_vain(dask_worker: object) -> None:
        raise OSError("not here")

    monkeypatch.setattr(cluster, "kill_own_worker", in_vain)
    monkeypatch.setattr(cluster, "_MISSING_SECONDS", 0.5)
    task = tasks.task(f"spin {tmp_path / 'pid'}")
    processes.submit(task)
    pid = pid_in(tmp_path / "pid")
    processes.stop(task.key)
    assert psutil.pid_exists(pid)
    ready(processes)
    assert not psutil.pid_exists(pid)


@pytest.mark.parametrize("is_forgotten", [False, True])
def test_worker_whose_nanny_has_closed_is_replaced(
    processes: DaskCompute, is_forgotten: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_MISSING_SECONDS", 0.5)
    dask = processes._cluster
    name, nanny = next(iter(dask.workers.items()))
    if is_forgotten:  # as Dask does with a worker that is away for long
        del dask.workers[name]
    dask.loop.add_callback(nanny.close)
    wait_for(lambda: processes.alive == 1, what="the loss of a worker")
    ready(processes)


def test_too_much_memory_is_told_as_such(processes: Compute) -> None:
    processes.submit(tasks.task("hoard"))
    faulted = events_until_end(processes)[-1]
    assert isinstance(faulted, Faulted)
    assert faulted.failure.code is FailureCode.OUT_OF_MEMORY
    assert "400 MB" in faulted.failure.sentence
    ready(processes)


def test_sockets_are_on_loopback_only(processes: Compute) -> None:
    own = psutil.Process()
    listening = [
        connection
        for process in [own, *own.children(recursive=True)]
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert listening
    assert {connection.laddr.ip for connection in listening} == {"127.0.0.1"}


def test_frozen_worker_is_told_and_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_SILENCE_SECONDS", 1)
    compute = DaskCompute(
        tasks.behave, warm_up=tasks.nothing, workers=1, memory_bytes=400_000_000, scratch_dir=tmp_path
    )
    try:
        wait_for(lambda: compute.free, what="a worker")
        compute.submit(tasks.task(f"spin {tmp_path / 'pid'}"))
        pid = pid_in(tmp_path / "pid")
        os.kill(pid, signal.SIGSTOP)
        faulted = events_until_end(compute)[-1]
        assert isinstance(faulted, Faulted)
        assert faulted.failure.code is FailureCode.WORKER_LOST
        wait_for(lambda: compute.free, what="another worker")
        assert not psutil.pid_exists(pid)
    finally:
        compute.close()
