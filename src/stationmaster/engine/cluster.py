"""Computes in processes of a Dask cluster on this machine.

Each task is pinned to one worker that has nothing else to do, so that stopping a task is killing a
process in which nobody else's is. A worker counts when its imports and weights are loaded.
"""

from __future__ import annotations

import logging
import os
import queue
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dask
import msgspec
from distributed import Client, LocalCluster, get_worker
from distributed.diagnostics.plugin import SchedulerPlugin
from distributed.security import Security

from stationmaster.domain.training import Failure, FailureCode
from stationmaster.engine.compute import Event, Faulted, Finished, Progressed, Train, internal_fault
from stationmaster.services.dispatch import TargetOutcome, TrainTask

logger = logging.getLogger(__name__)

_PROGRESS = "stationmaster-progress"
_OUTCOMES = "stationmaster-outcomes"
_OUT_OF_MEMORY = "worker-restart-memory"  #: the topic on which Dask's nanny tells why it ended a worker
_PROGRESS_SECONDS = 0.25
_REASON_SECONDS = 0.25  #: how long after its worker's loss a nanny's reason may come
_CLOSE_SECONDS = 5.0
_MISSING_SECONDS = 10.0
#: Dask gives up a worker that is away for so long; on a busy machine a process may take a minute to come back.
_LOST_SECONDS = 600
#: python-crfsuite holds the interpreter's lock while it trains: silence for less is no sign of death.
_SILENCE_SECONDS = 60

#: Dask's own classes say little of their types.
Future = Any

_encode = msgspec.json.Encoder().encode
_task = msgspec.json.Decoder(TrainTask)
_outcomes = msgspec.json.Decoder(tuple[TargetOutcome, ...])


def _settings(threads: int, scratch_dir: Path) -> dict[str, Any]:
    return {
        "temporary-directory": str(scratch_dir),
        "distributed.scheduler.allowed-failures": 0,
        "distributed.scheduler.worker-ttl": f"{_SILENCE_SECONDS}s",
        "distributed.scheduler.work-stealing": False,
        "distributed.scheduler.active-memory-manager.start": False,
        "distributed.scheduler.http.routes": [],
        "distributed.worker.http.routes": [],
        "distributed.worker.profile.enabled": False,
        "distributed.worker.memory.target": False,
        "distributed.worker.memory.spill": False,
        "distributed.worker.memory.pause": False,
        "distributed.worker.memory.terminate": 0.95,
        "distributed.deploy.lost-worker-timeout": f"{_LOST_SECONDS}s",
        "distributed.diagnostics.nvml": False,
        "distributed.admin.tick.limit": f"{_SILENCE_SECONDS}s",
        "distributed.admin.tick.interval": "1s",
        "distributed.admin.low-level-log-length": 100,
        "distributed.nanny.pre-spawn-environ.OPENBLAS_NUM_THREADS": threads,
        "distributed.nanny.pre-spawn-environ.OMP_NUM_THREADS": threads,
        "distributed.nanny.pre-spawn-environ.MKL_NUM_THREADS": threads,
    }


@dataclass(kw_only=True)
class _Worker:
    address: str
    key: str | None = None  #: of the task that it does
    future: Future | None = None
    ready: bool = False  #: warmed up
    answered: bool = False  #: its task has said what it had to say
    stopping: bool = False

    @property
    def is_idle(self) -> bool:
        return self.ready and self.key is None and not self.stopping


class DaskCompute:
    """Does each task in a worker process of its own.

    :param train: what a worker does; a function that it can import, or a partial of one
    :param warm_up: what a worker loads before it counts; likewise
    """

    def __init__(
        self,
        train: Train,
        *,
        warm_up: Callable[[], None],
        workers: int,
        memory_bytes: int,
        scratch_dir: Path,
    ) -> None:
        self._train = train
        self._warm_up = warm_up
        self._wanted = workers
        self._memory_bytes = memory_bytes
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._lock = threading.RLock()
        self._workers: dict[str, _Worker] = {}
        self._out_of_memory: set[str] = set()
        self._complete_at = time.monotonic()
        self._cluster = _start_cluster(workers, memory_bytes=memory_bytes, scratch_dir=scratch_dir)
        self._client = _connect(self._cluster)
        self._client.subscribe_topic(_PROGRESS, self._progressed)
        self._client.subscribe_topic(_OUTCOMES, self._finished)
        self._client.subscribe_topic(_OUT_OF_MEMORY, self._ran_out_of_memory)
        self._cluster.loop.add_callback(self._watch_workers)

    @property
    def alive(self) -> int:
        """Workers that are warmed up."""
        with self._lock:
            return sum(worker.ready and not worker.stopping for worker in self._workers.values())

    @property
    def free(self) -> int:
        """Workers that have nothing to do."""
        with self._lock:
            return sum(worker.is_idle for worker in self._workers.values())

    def submit(self, task: TrainTask) -> None:
        """Give the task to an idle worker."""
        with self._lock:
            worker = next(worker for worker in self._workers.values() if worker.is_idle)
            worker.key, worker.answered = task.key, False
            worker.future = self._submit(
                worker, task.key, train_in_worker, self._train, _encode(task).decode()
            )
        worker.future.add_done_callback(lambda future: self._done(worker, task.key, future))

    def stop(self, key: str) -> None:
        """Kill the worker that does the task; its nanny starts another."""
        with self._lock:
            worker = self._at_work_on(key)
            if worker is None or worker.future is None:
                return
            worker.stopping = True
        worker.future.cancel(force=True)
        try:
            self._client.run(kill_own_worker, workers=[worker.address], nanny=True)
        except Exception as error:
            # It may have died by itself; if it has not, it is restarted after a while.
            logger.warning("worker %s was not there to be killed: %s", worker.address, error)

    def next_event(self, timeout_seconds: float) -> Event | None:
        """What happened next."""
        self._restart_missing()
        try:
            return self._events.get(timeout=timeout_seconds)
        except queue.Empty:
            return None

    def close(self) -> None:
        """End the cluster and its processes, whatever they are doing."""
        with self._lock:
            keys = [worker.key for worker in self._workers.values() if worker.key]
        for key in keys:
            self.stop(key)
        self._client.close(timeout=_CLOSE_SECONDS)
        self._cluster.close(timeout=_CLOSE_SECONDS)

    def _submit(self, worker: _Worker, key: str, function: Callable[..., Any], *arguments: Any) -> Future:
        return self._client.submit(
            function, *arguments, key=key, workers=[worker.address], allow_other_workers=False, pure=False
        )

    def _at_work_on(self, key: str) -> _Worker | None:
        """The worker that does this task and has neither answered nor been stopped."""
        for worker in self._workers.values():
            if worker.key == key and not worker.answered and not worker.stopping:
                return worker
        return None

    def _watch_workers(self) -> None:
        """Runs in the cluster's loop, where workers come and go, so that none is missed."""
        scheduler = self._cluster.scheduler
        scheduler.add_plugin(_WorkerWatch(self._joined, self._left), name="stationmaster")
        for address in list(scheduler.workers):
            self._joined(address)

    def _joined(self, address: str) -> None:
        with self._lock:
            worker = self._workers[address] = _Worker(address=address)
            key = f"warm-up-{address}"
            worker.future = self._submit(worker, key, warm_up_worker, self._train, self._warm_up)
        worker.future.add_done_callback(lambda future: self._warmed(worker, future))

    def _warmed(self, worker: _Worker, future: Future) -> None:
        if future.status == "error":
            logger.error("worker %s cannot be warmed up: %s", worker.address, future.exception())
        worker.ready = True

    def _left(self, address: str) -> None:
        with self._lock:
            worker = self._workers.pop(address, None)
        if worker is not None and worker.key and not worker.answered and not worker.stopping:
            key = worker.key
            self._cluster.loop.call_later(_REASON_SECONDS, lambda: self._lost(key, address))

    def _lost(self, key: str, address: str) -> None:
        failure = Failure(code=FailureCode.WORKER_LOST, sentence="The process that trained the model died.")
        if address in self._out_of_memory:
            megabytes = self._memory_bytes // 1_000_000
            failure = Failure(
                code=FailureCode.OUT_OF_MEMORY,
                sentence=f"Training needed more than the {megabytes} MB of memory that a worker may use.",
            )
        logger.warning("task %s lost its worker %s: %s", key, address, failure.code)
        self._events.put(Faulted(key=key, failure=failure))

    def _ran_out_of_memory(self, event: tuple[float, dict[str, Any]]) -> None:
        self._out_of_memory.add(event[1]["worker"])

    def _progressed(self, event: tuple[float, dict[str, Any]]) -> None:
        said = event[1]
        with self._lock:
            if self._at_work_on(said["key"]):
                progressed = Progressed(key=said["key"], stage=said["stage"], fraction=said["fraction"])
                self._events.put(progressed)

    def _finished(self, event: tuple[float, dict[str, Any]]) -> None:
        key = event[1]["key"]
        with self._lock:
            worker = self._at_work_on(key)
            if worker is not None:
                worker.answered = True
                self._events.put(Finished(key=key, outcomes=_outcomes.decode(event[1]["outcomes"])))

    def _done(self, worker: _Worker, key: str, future: Future) -> None:
        """Runs in a thread of the client's, after the task's answer if it gave one."""
        with self._lock:
            unanswered = self._at_work_on(key) is worker
            if unanswered:
                logger.error("task %s failed", key, exc_info=future.exception())
                self._events.put(internal_fault(key))
            worker.key = worker.future = None

    def _restart_missing(self) -> None:
        """Begin again with workers that could not be killed, and those whose nannies gave up or are gone."""
        now = time.monotonic()
        if self.alive == self._wanted:
            self._complete_at = now
        if now - self._complete_at < _MISSING_SECONDS:
            return
        self._complete_at = now
        with self._lock:
            overdue = {worker.address for worker in self._workers.values() if worker.stopping}
        self._cluster.loop.add_callback(_begin_again, self._cluster, self._wanted, overdue)


def _quieten() -> None:
    """Dask gives its parts log levels of their own, below what an operator wants to read."""
    for part in ("client", "core", "nanny", "scheduler", "worker"):
        logging.getLogger(f"distributed.{part}").setLevel(logging.WARNING)


def _start_cluster(workers: int, *, memory_bytes: int, scratch_dir: Path) -> Any:
    _quieten()
    threads = max(1, (os.cpu_count() or 1) // workers)
    # For good: a worker that is started again later reads them again.
    dask.config.set(_settings(threads, scratch_dir))
    return LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        protocol="tls://",
        security=Security.temporary(),  # type: ignore[no-untyped-call]
        dashboard_address=None,
        # Dask opens this socket in any case: without routes, and on a port that nobody else wants.
        scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
        memory_limit=memory_bytes,
    )


def _connect(cluster: Any) -> Any:
    return Client(cluster, set_as_default=False)  # type: ignore[no-untyped-call]


class _WorkerWatch(SchedulerPlugin):
    """Tells of workers that join and leave the scheduler."""

    def __init__(self, joined: Callable[[str], None], left: Callable[[str], None]) -> None:
        self._joined = joined
        self._left = left

    def add_worker(self, scheduler: Any, worker: str) -> None:
        """A worker has registered."""
        self._joined(worker)

    def remove_worker(self, scheduler: Any, worker: str, **_: Any) -> None:
        """A worker is gone, or silent for too long."""
        self._left(worker)


def warm_up_worker(_train: Train, warm_up: Callable[[], None]) -> None:
    """Runs in a worker: to be called at all, what will train has been imported."""
    warm_up()


def train_in_worker(train: Train, payload: str) -> None:
    """Runs in a worker: do the task and say what became of it.

    The answer goes by the stream that progress goes by, so that nobody has to fetch it from a worker
    that may be lost by then.
    """
    worker = get_worker()
    task = _task.decode(payload)
    last = float("-inf")

    def report(stage: str, fraction: float) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= _PROGRESS_SECONDS:
            last = now
            worker.log_event(_PROGRESS, {"key": task.key, "stage": stage, "fraction": fraction})

    outcomes = train(task, report)
    worker.log_event(_OUTCOMES, {"key": task.key, "outcomes": _encode(outcomes).decode()})


async def kill_own_worker(dask_worker: Any) -> None:
    """Runs in a nanny, which is the parent of the process to kill."""
    os.kill(dask_worker.process.process.pid, signal.SIGKILL)


async def _begin_again(cluster: Any, wanted: int, overdue: set[str]) -> None:
    """Runs in the cluster's loop.

    :param overdue: addresses of workers that should have ended
    """
    for name, nanny in list(cluster.workers.items()):
        if not nanny.is_alive():
            logger.warning("worker %s is missing: beginning again with it", name)
            del cluster.workers[name]
            await nanny.close()
        elif nanny.worker_address in overdue:
            logger.warning("worker %s has not ended: killing it", name)
            os.kill(nanny.process.process.pid, signal.SIGKILL)  # which makes the nanny start another
    cluster.scale(wanted)
