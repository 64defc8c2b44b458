"""Brings the ledger and what computes together.

Keeps nothing that the ledger could not give back: when it dies, the next one gives each run that was
under way a new attempt.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable

from stationmaster.domain.errors import StorageUnavailable
from stationmaster.domain.training import Failure, FailureCode, RunId
from stationmaster.engine.compute import Compute, Event, Faulted, Finished, Progressed, internal_fault
from stationmaster.engine.errands import Errands
from stationmaster.engine.lease import LeaseKeeper
from stationmaster.services.dispatch import DispatchService, TrainTask
from stationmaster.services.ports import Clock, Database

logger = logging.getLogger(__name__)

_WATCH_SECONDS = 0.01
_LEASE_SECONDS = 1.0
_LOOK_SECONDS = 1.0  #: between looks that no change of the database called for
_PROGRESS_SECONDS = 0.25
_COLLECT_SECONDS = 3600.0
_PAUSE_SECONDS = 1.0  #: after an error, before the next try


class LeaseLost(Exception):
    """Another dispatcher has taken over."""


class LeaseHeld(Exception):
    """Another dispatcher is at work on this data."""


class Dispatcher:
    """Starts runs while there are free workers, and records what becomes of them."""

    def __init__(
        self,
        service: DispatchService,
        compute: Compute,
        database: Database,
        clock: Clock,
        *,
        holder: str,
        drain_seconds: float = 10.0,
        limit_seconds: float = 3600.0,
        errands: Errands | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._service = service
        self._compute = compute
        self._lease = LeaseKeeper(database, clock, holder=holder, monotonic=monotonic)
        self._changes = database.change_counter()
        self._seen_change = -1
        self._look_at = 0.0
        self._monotonic = monotonic
        self._drain_seconds = drain_seconds
        self._limit_seconds = limit_seconds
        self._errands = errands
        self._stopping = False
        self._pending: deque[TrainTask] = deque()
        self._handed: dict[str, TrainTask] = {}
        self._handed_at: dict[str, float] = {}
        self._events: deque[Event] = deque()
        self._progress: dict[RunId, Progressed] = {}
        self._due: dict[str, float] = {}
        self._may_wait = False  #: whether some run may wait to be started

    def request_stop(self) -> None:
        """Start no more runs, and end when those under way have, or their time is up; signals may call it."""
        self._stopping = True

    def run(self) -> None:
        """Dispatch whenever the lease can be had, until asked to stop."""
        while not self._stopping:
            try:
                if self._take_over():
                    self._dispatch_until_stopped()
                else:
                    time.sleep(_PAUSE_SECONDS / 5)
            except LeaseLost:
                logger.warning("another dispatcher has taken over")
                self._stop_all()
            except StorageUnavailable as error:
                logger.warning("the ledger cannot be used: %s", error)
                self._stop_all()
                time.sleep(_PAUSE_SECONDS)
            except Exception:
                # As after a crash: whatever this one got wrong in memory, the ledger has right.
                logger.exception("dispatching failed; beginning again from the ledger")
                self._stop_all()
                time.sleep(_PAUSE_SECONDS)
        self._stop_all()

    def run_until_idle(self) -> None:
        """Dispatch until nothing waits or runs.

        :raises LeaseHeld: another dispatcher does so already
        """
        if not self._take_over():
            raise LeaseHeld("another dispatcher is at work on this data")
        while not self._stopping and (self._may_wait or self.is_busy):
            self._step()
        self._stop_all()

    @property
    def is_busy(self) -> bool:
        """Whether any task is under way or not yet recorded."""
        return bool(self._pending or self._handed or self._events)

    def _take_over(self) -> bool:
        if not self._lease.try_take():
            return False
        self._pending.extend(self._service.recover())
        self._may_wait = True
        if self._errands:
            self._errands.start()
        return True

    def _dispatch_until_stopped(self) -> None:
        while not self._stopping:
            self._step()
        until = self._monotonic() + self._drain_seconds
        while self.is_busy and self._monotonic() < until:
            self._step()

    def _step(self) -> None:
        self._take_events()
        self._attempt(self._renew, every_seconds=_LEASE_SECONDS)
        if self._has_changed():
            self._may_wait = True
            self._attempt(self._stop_unwanted)
        self._attempt(self._record)
        self._attempt(self._stop_overdue, every_seconds=_LOOK_SECONDS)
        self._attempt(self._hand_out)
        self._attempt(self._note_progress, every_seconds=_PROGRESS_SECONDS)
        self._attempt(self._collect, every_seconds=_COLLECT_SECONDS)

    def _attempt(self, part: Callable[[], None], *, every_seconds: float = 0.0) -> None:
        """Do a part of the work if it is due; a full disk or a held database delays this part alone."""
        name = part.__name__
        if self._monotonic() < self._due.get(name, 0.0):
            return
        self._due[name] = self._monotonic() + every_seconds
        try:
            part()
        except (StorageUnavailable, OSError) as error:
            logger.warning("cannot %s now: %s", name.strip("_").replace("_", " "), error)
            self._due[name] = self._monotonic() + _PAUSE_SECONDS

    def _has_changed(self) -> bool:
        """Whether somebody has committed since, or it is a while since the last look."""
        now, change = self._monotonic(), self._changes.value()
        if change == self._seen_change and now < self._look_at:
            return False
        self._seen_change, self._look_at = change, now + _LOOK_SECONDS
        return True

    def _renew(self) -> None:
        if not self._lease.renew(workers=self._compute.alive):
            raise LeaseLost

    def _take_events(self) -> None:
        event = self._compute.next_event(0.0 if self._events else _WATCH_SECONDS)
        while event is not None:
            task = self._handed.get(event.key)
            if task is None:
                logger.info("a late word of task %s changes nothing", event.key)
            elif isinstance(event, Progressed):
                self._progress[task.run_id] = event
            else:
                self._events.append(event)
            event = self._compute.next_event(0.0)

    def _record(self) -> None:
        """Record what ended; an event leaves the queue only when that is done."""
        while self._events:
            event = self._events[0]
            task = self._handed.get(event.key)
            if task is not None:
                self._record_one(task, event)
                self._handed.pop(event.key, None)
            self._events.popleft()

    def _record_one(self, task: TrainTask, event: Event) -> None:
        if isinstance(event, Finished):
            try:
                self._service.finish(task, event.outcomes)
            except StorageUnavailable:
                raise
            except Exception:
                logger.exception("the outcome of task %s cannot be recorded", task.key)
                self._fault(task, internal_fault(task.key))
        elif isinstance(event, Faulted):
            self._fault(task, event)

    def _fault(self, task: TrainTask, event: Faulted) -> None:
        again = self._service.fault(task, event.failure)
        self._drop(other for other in self._known() if other.run_id == task.run_id)
        self._pending.extendleft(reversed(again))

    def _stop_unwanted(self) -> None:
        """Stop what somebody cancelled or deleted."""
        for run_id in self._service.runs_to_cancel():
            self._drop(task for task in self._known() if task.run_id == run_id)
            self._service.cancelled(run_id)
        if self.is_busy:
            self._drop(self._service.overtaken(self._known()))

    def _stop_overdue(self) -> None:
        """Fail what takes longer than a training may."""
        for key, at in list(self._handed_at.items()):
            if key not in self._handed:
                del self._handed_at[key]
            elif self._monotonic() - at > self._limit_seconds:
                sentence = f"Training took more than the {self._limit_seconds:g} seconds that it may."
                failure = Failure(code=FailureCode.TIMED_OUT, sentence=sentence)
                self._fault(self._handed[key], Faulted(key=key, failure=failure))

    def _known(self) -> list[TrainTask]:
        return [*self._handed.values(), *self._pending]

    def _drop(self, tasks: Iterable[TrainTask]) -> None:
        for task in list(tasks):
            if self._handed.pop(task.key, None) is not None:
                self._compute.stop(task.key)
            elif task in self._pending:
                self._pending.remove(task)
            self._progress.pop(task.run_id, None)

    def _hand_out(self) -> None:
        while self._compute.free and (self._pending or self._start_next()):
            task = self._pending[0]
            if self._service.begin(task):
                self._handed[task.key] = task
                self._handed_at[task.key] = self._monotonic()
                self._compute.submit(task)
            self._pending.popleft()

    def _start_next(self) -> bool:
        """Whether a waiting run was started."""
        if self._stopping or not self._may_wait:
            return False
        tasks = self._service.start_next()
        self._may_wait = bool(tasks)
        self._pending.extend(tasks)
        return bool(tasks)

    def _note_progress(self) -> None:
        progress, self._progress = self._progress, {}
        for event in progress.values():
            task = self._handed.get(event.key)
            if task is not None:
                self._service.progress(task, event.stage, event.fraction)

    def _collect(self) -> None:
        if deleted := self._service.collect_blobs():
            logger.info("deleted %d blobs that nothing refers to", deleted)

    def _stop_all(self) -> None:
        if self._errands:
            self._errands.stop()
        for key in list(self._handed):
            self._compute.stop(key)
        self._handed.clear()
        self._pending.clear()
        self._events.clear()
        self._progress.clear()
