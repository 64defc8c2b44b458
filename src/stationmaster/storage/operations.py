"""Operations and uploads of one tenant."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from stationmaster.domain.apps import AppId
from stationmaster.domain.build import BlobHash
from stationmaster.domain.operations import Operation, OperationId, OperationStatus, Upload, UploadId
from stationmaster.domain.tenants import TenantId, UserId
from stationmaster.storage import codec, tables
from stationmaster.storage.events import advance

_operation = tables.operation
_upload = tables.upload
_RUNNING = OperationStatus.RUNNING.value


class SqlOperations:
    """Rows of one tenant only."""

    def __init__(self, connection: sa.Connection, tenant_id: TenantId) -> None:
        self._connection = connection
        self._tenant_id = tenant_id

    def next_number(self) -> int:
        return advance(self._connection, "operation")

    def add(self, operation: Operation) -> None:
        self._connection.execute(
            sa.insert(_operation).values(
                id=operation.id,
                number=operation.number,
                tenant_id=self._tenant_id,
                user_id=operation.user_id,
                email=operation.email,
                app_id=operation.app_id,
                kind=operation.kind,
                arguments=dict(operation.arguments),
                requested_at=operation.requested_at,
                **_state(operation),
            )
        )

    def get(self, operation_id: OperationId) -> Operation | None:
        row = self._connection.execute(self._select().where(_operation.c.id == operation_id)).first()
        return None if row is None else operation_from(row)

    def of_app(self, app_id: AppId, kind: str) -> tuple[Operation, ...]:
        return self._found(self._select().filter_by(app_id=app_id, kind=kind))

    def with_status(self, statuses: Collection[OperationStatus]) -> tuple[Operation, ...]:
        return self._found(self._select().where(_operation.c.status.in_([s.value for s in statuses])))

    def move(self, before: Operation, after: Operation) -> bool:
        as_seen = self._own(before).filter_by(status=before.status.value, attempt=before.attempt)
        return bool(self._connection.execute(as_seen.values(_state(after))).rowcount)

    def note(self, operation: Operation) -> bool:
        running = self._own(operation).filter_by(status=_RUNNING, attempt=operation.attempt)
        return bool(self._connection.execute(running.values(_progress(operation))).rowcount)

    def wait_again(self, operation: Operation) -> None:
        running = self._own(operation).filter_by(status=_RUNNING, attempt=operation.attempt)
        self._connection.execute(running.values(status=OperationStatus.WAITING.value))

    def request_cancel(self, operation_id: OperationId, at: datetime) -> None:
        own = sa.update(_operation).filter_by(
            id=operation_id, tenant_id=self._tenant_id, cancel_requested_at=None
        )
        self._connection.execute(own.values(cancel_requested_at=at))

    def delete(self, operation_id: OperationId) -> None:
        self._connection.execute(sa.delete(_operation).filter_by(id=operation_id, tenant_id=self._tenant_id))

    def add_upload(self, upload: Upload) -> None:
        self._connection.execute(
            sa.insert(_upload).values(
                id=upload.id,
                tenant_id=self._tenant_id,
                name=upload.name,
                blob=upload.blob,
                size=upload.size,
                at=upload.at,
            )
        )

    def upload(self, upload_id: UploadId) -> Upload | None:
        own = sa.select(_upload).filter_by(id=upload_id, tenant_id=self._tenant_id)
        row = self._connection.execute(own).first()
        if row is None:
            return None
        return Upload(id=UploadId(row.id), name=row.name, blob=BlobHash(row.blob), size=row.size, at=row.at)

    def _select(self) -> sa.Select[Any]:
        return sa.select(_operation).where(_operation.c.tenant_id == self._tenant_id)

    def _found(self, query: sa.Select[Any]) -> tuple[Operation, ...]:
        rows = self._connection.execute(query.order_by(_operation.c.number.desc()))
        return tuple(operation_from(row) for row in rows)

    def _own(self, operation: Operation) -> sa.Update:
        return sa.update(_operation).filter_by(id=operation.id, tenant_id=self._tenant_id)


def _progress(operation: Operation) -> dict[str, Any]:
    return {
        "modified_at": operation.modified_at,
        "done": operation.done,
        "total": operation.total,
        "log": codec.encode(operation.log),
        "result": operation.result,
        "outcome": None if operation.outcome is None else dict(operation.outcome),
    }


def _state(operation: Operation) -> dict[str, Any]:
    return {
        **_progress(operation),
        "status": operation.status.value,
        "attempt": operation.attempt,
        "started_at": operation.started_at,
        "ended_at": operation.ended_at,
        "failure": operation.failure,
    }


def operation_from(row: Any) -> Operation:
    """The operation that a row of its table holds."""
    return Operation(
        id=OperationId(row.id),
        number=row.number,
        tenant_id=TenantId(row.tenant_id),
        user_id=UserId(row.user_id),
        email=row.email,
        app_id=None if row.app_id is None else AppId(row.app_id),
        kind=row.kind,
        status=OperationStatus(row.status),
        attempt=row.attempt,
        arguments=row.arguments,
        requested_at=row.requested_at,
        modified_at=row.modified_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        cancel_requested_at=row.cancel_requested_at,
        done=row.done,
        total=row.total,
        log=codec.log_from(row.log),
        outcome=row.outcome,
        result=None if row.result is None else BlobHash(row.result),
        failure=row.failure,
    )
