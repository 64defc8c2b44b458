"""Other long work than training: imports, exports, publishing, batch tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType

from stationmaster.domain.apps import AppId
from stationmaster.domain.build import BlobHash
from stationmaster.domain.errors import InvalidTransition
from stationmaster.domain.tenants import TenantId, UserId

OperationId = NewType("OperationId", str)
UploadId = NewType("UploadId", str)

#: An operation whose worker died so often has failed.
MAX_ATTEMPTS = 3


class OperationStatus(StrEnum):
    """The state of one operation."""

    WAITING = "waiting"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        return not OPERATION_TRANSITIONS[self]


#: running -> running is a further attempt after the process that did it was lost.
OPERATION_TRANSITIONS: Mapping[OperationStatus, frozenset[OperationStatus]] = {
    OperationStatus.WAITING: frozenset({OperationStatus.RUNNING, OperationStatus.CANCELLED}),
    OperationStatus.RUNNING: frozenset(
        {
            OperationStatus.RUNNING,
            OperationStatus.SUCCEEDED,
            OperationStatus.FAILED,
            OperationStatus.CANCELLED,
        }
    ),
    OperationStatus.SUCCEEDED: frozenset(),
    OperationStatus.FAILED: frozenset(),
    OperationStatus.CANCELLED: frozenset(),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class LogLine:
    """What became of one part of an operation; the words are those of the dialect that asked for it."""

    task: str
    name: str
    status: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Operation:
    """One accepted piece of long work."""

    id: OperationId
    number: int  #: order of acceptance
    tenant_id: TenantId
    user_id: UserId
    email: str
    app_id: AppId | None
    kind: str
    status: OperationStatus
    attempt: int = 0
    arguments: Mapping[str, Any]
    requested_at: datetime
    modified_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    cancel_requested_at: datetime | None = None
    done: int = 0
    total: int | None = None
    log: tuple[LogLine, ...] = ()
    outcome: Mapping[str, Any] | None = None  #: what a success says of itself
    result: BlobHash | None = None  #: a file that it made
    failure: str | None = None

    def moved_to(self, status: OperationStatus, at: datetime) -> Operation:
        """This operation after a legal move.

        :raises InvalidTransition: the state machine has no such move
        """
        if status not in OPERATION_TRANSITIONS[self.status]:
            raise InvalidTransition(f"operation {self.status} -> {status}")
        if status is OperationStatus.RUNNING:
            started_at = self.started_at or at
            attempt = self.attempt + 1
            return replace(self, status=status, attempt=attempt, started_at=started_at, modified_at=at)
        return replace(self, status=status, ended_at=at, modified_at=at)


@dataclass(frozen=True, kw_only=True, slots=True)
class Upload:
    """A file that a caller has sent, to be named by later calls."""

    id: UploadId
    name: str
    blob: BlobHash
    size: int
    at: datetime = field(compare=False)
