"""Does operations: one attempt of each at a time, for as long as the attempt stands."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any, Protocol

from stationmaster.domain.build import BlobHash
from stationmaster.domain.errors import OperationCancelled, StationmasterError, StorageUnavailable
from stationmaster.domain.operations import MAX_ATTEMPTS, LogLine, Operation, OperationStatus
from stationmaster.domain.tenants import CredentialKind, Principal
from stationmaster.services.ports import Blobs, Clock, Database, OperationStore
from stationmaster.services.services import Services

logger = logging.getLogger(__name__)


class OpenServices(Protocol):
    """Opens a caller's services in one transaction."""

    def __call__(self, principal: Principal, *, writes: bool) -> AbstractContextManager[Services]: ...


#: Does one operation; returns what its success says of itself.
Handler = Callable[["Work"], Mapping[str, Any] | None]


class Work:
    """One attempt of one operation, as its handler sees it."""

    def __init__(
        self,
        operation: Operation,
        database: Database,
        blobs: Blobs,
        clock: Clock,
        open_services: OpenServices,
        is_stopping: Callable[[], bool],
    ) -> None:
        self.operation = operation
        self._database = database
        self._blobs = blobs
        self._clock = clock
        self._open_services = open_services
        self._is_stopping = is_stopping
        self._caller = Principal(
            tenant_id=operation.tenant_id,
            user_id=operation.user_id,
            email=operation.email,
            kind=CredentialKind.LOCAL,
        )
        self._inside: Services | None = None

    @contextmanager
    def services(self) -> Iterator[Services]:
        """The requester's services in one writing transaction, as long as this attempt stands.

        :raises OperationCancelled: somebody wants it stopped, or the process ends
        """
        self.check()
        with self._open_services(self._caller, writes=True) as services:
            self._inside = services
            try:
                yield services
            finally:
                self._inside = None

    @contextmanager
    def reading(self) -> Iterator[Services]:
        """The requester's services in one consistent snapshot."""
        with self._open_services(self._caller, writes=False) as services:
            yield services

    def note(self, done: int, total: int | None = None) -> None:
        """Keep how far the work is: within the transaction that is open, if one is."""
        self._keep(replace(self.operation, done=done, total=self.operation.total if total is None else total))

    def log(self, task: str, name: str, status: str) -> None:
        """Keep what became of one part: within the transaction that is open, if one is."""
        line = LogLine(task=task, name=name, status=status, at=self._clock.now())
        self._keep(replace(self.operation, log=(*self.operation.log, line)))

    def keep(self, data: bytes) -> BlobHash:
        """Keep a file as the operation's result."""
        blob = self._blobs.put(data)
        self._keep(replace(self.operation, result=blob))
        return blob

    def read(self, blob: BlobHash) -> bytes:
        """The bytes of an uploaded file.

        :raises BlobDamaged: missing or damaged
        """
        return self._blobs.read(blob)

    def check(self) -> None:
        """
        :raises OperationCancelled: somebody wants it stopped, or the process ends
        """
        if self._is_stopping():
            raise _Stopping
        with self._database.reading() as stores:
            now = stores.for_tenant(self.operation.tenant_id).operations.get(self.operation.id)
        if now is None or now.cancel_requested_at or now.attempt != self.operation.attempt:
            raise OperationCancelled

    def _keep(self, after: Operation) -> None:
        after = replace(after, modified_at=self._clock.now())
        if self._inside is not None:
            kept = self._inside.operations.keep(after)
        else:
            with self._database.writing(durable=False) as stores:
                kept = stores.for_tenant(after.tenant_id).operations.note(after)
        if not kept:
            raise OperationCancelled
        self.operation = after


class _Stopping(OperationCancelled):
    """The process ends: the next one gives the operation another attempt."""


class OperationRunner:
    """Does what waits, one after the other; belongs to whoever holds the dispatcher's lease."""

    def __init__(
        self,
        database: Database,
        *,
        blobs: Blobs,
        clock: Clock,
        open_services: OpenServices,
        handlers: Mapping[str, Handler],
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._clock = clock
        self._open_services = open_services
        self._handlers = handlers

    def recover(self) -> None:
        """Let what a former process left half done wait again, as a further attempt."""
        with self._database.writing() as stores:
            for operation in stores.dispatch.running_operations():
                own = stores.for_tenant(operation.tenant_id).operations
                if operation.attempt < MAX_ATTEMPTS:
                    own.wait_again(operation)
                else:
                    failed = operation.moved_to(OperationStatus.FAILED, self._clock.now())
                    own.move(operation, replace(failed, failure=_LOST))

    def run_next(self, is_stopping: Callable[[], bool] = lambda: False) -> bool:
        """Do the operation that has waited longest; False if none waits."""
        with self._database.writing(durable=False) as stores:
            waiting = stores.dispatch.next_operation()
            if waiting is None:
                return False
            operation = waiting.moved_to(OperationStatus.RUNNING, self._clock.now())
            stores.for_tenant(operation.tenant_id).operations.move(waiting, operation)
        work = Work(operation, self._database, self._blobs, self._clock, self._open_services, is_stopping)
        try:
            outcome = self._handlers[operation.kind](work)
        except (_Stopping, StorageUnavailable):
            raise
        except OperationCancelled:
            self._end(work.operation, OperationStatus.CANCELLED)
        except StationmasterError as error:
            self._end(work.operation, OperationStatus.FAILED, failure=str(error))
        except Exception:
            logger.exception("operation %s (%s) failed", operation.id, operation.kind)
            self._end(work.operation, OperationStatus.FAILED, failure=_INTERNAL.format(operation.id))
        else:
            self._end(work.operation, OperationStatus.SUCCEEDED, outcome=outcome)
        return True

    def run_all(self) -> None:
        """Do all that waits."""
        while self.run_next():
            pass

    def _end(
        self,
        operation: Operation,
        status: OperationStatus,
        *,
        outcome: Mapping[str, Any] | None = None,
        failure: str | None = None,
    ) -> None:
        ended = operation.moved_to(status, self._clock.now())
        with self._database.writing() as stores:
            own: OperationStore = stores.for_tenant(operation.tenant_id).operations
            own.move(operation, replace(ended, outcome=outcome, failure=failure))


_LOST = "The process that did this was lost too often."
_INTERNAL = "The server failed while it did this; its log has the details under {}."
