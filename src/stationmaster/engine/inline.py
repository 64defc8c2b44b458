"""Computes in threads of this process: for the command line without a server."""

from __future__ import annotations

import logging
import queue
import threading
from dataclasses import dataclass, field

from stationmaster.engine.compute import Event, Finished, Progressed, Train, internal_fault
from stationmaster.services.dispatch import TrainTask

logger = logging.getLogger(__name__)


class Stopped(Exception):
    """The task is no longer wanted."""


@dataclass(kw_only=True)
class _Job:
    task: TrainTask
    stopped: threading.Event = field(default_factory=threading.Event)


class InlineCompute:
    """Does each task in a thread, which a stop reaches when it next reports."""

    def __init__(self, train: Train, *, slots: int = 1) -> None:
        self._train = train
        self._slots = slots
        self._events: queue.SimpleQueue[tuple[_Job, Event]] = queue.SimpleQueue()
        self._jobs: dict[str, _Job] = {}
        self._threads: list[threading.Thread] = []

    @property
    def alive(self) -> int:
        """As many as there are slots."""
        return self._slots

    @property
    def free(self) -> int:
        """Slots without a thread; a stopped thread holds its slot until it has noticed."""
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        return self._slots - len(self._threads)

    def submit(self, task: TrainTask) -> None:
        """Start a thread for this task."""
        job = _Job(task=task)
        self._jobs[task.key] = job
        thread = threading.Thread(target=self._do, args=(job,), name=task.key, daemon=True)
        self._threads.append(thread)
        thread.start()

    def stop(self, key: str) -> None:
        """Let the task's next report raise, and hear no more of it."""
        job = self._jobs.pop(key, None)
        if job is not None:
            job.stopped.set()

    def next_event(self, timeout_seconds: float) -> Event | None:
        """What happened next."""
        try:
            job, event = self._events.get(timeout=timeout_seconds)
        except queue.Empty:
            return None
        if job.stopped.is_set():
            return None
        if not isinstance(event, Progressed):
            del self._jobs[event.key]
        return event

    def close(self) -> None:
        """Stop all tasks; their threads end when they notice."""
        for key in list(self._jobs):
            self.stop(key)

    def _do(self, job: _Job) -> None:
        key = job.task.key

        def report(stage: str, fraction: float) -> None:
            if job.stopped.is_set():
                raise Stopped
            self._events.put((job, Progressed(key=key, stage=stage, fraction=fraction)))

        try:
            outcomes = self._train(job.task, report)
        except Stopped:
            return
        except Exception:
            logger.exception("task %s failed", key)
            self._events.put((job, internal_fault(key)))
        else:
            self._events.put((job, Finished(key=key, outcomes=outcomes)))
