"""Requests for long work, how it stands, and the files that it needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stationmaster.domain.apps import App
from stationmaster.domain.build import BlobHash
from stationmaster.domain.errors import OperationNotFound, UploadNotFound
from stationmaster.domain.operations import (
    Operation,
    OperationId,
    OperationStatus,
    Upload,
    UploadId,
)
from stationmaster.services.ports import Blobs
from stationmaster.services.session import Session


class OperationService:
    """Accepts long work for an engine to do, and the files that it needs."""

    def __init__(self, session: Session, blobs: Blobs) -> None:
        self._session = session
        self._operations = session.stores.operations
        self._blobs = blobs

    def request(
        self, kind: str, *, app: App | None, arguments: Mapping[str, Any], operation_id: str | None = None
    ) -> Operation:
        """Accept an operation; the arguments must be plain JSON values.

        :param operation_id: an id in a dialect's own form, not in use yet
        """
        now = self._session.clock.now()
        caller = self._session.principal
        operation = Operation(
            id=OperationId(operation_id or self._session.new_id()),
            number=self._operations.next_number(),
            tenant_id=caller.tenant_id,
            user_id=caller.user_id,
            email=caller.email,
            app_id=app.id if app else None,
            kind=kind,
            status=OperationStatus.WAITING,
            arguments=arguments,
            requested_at=now,
            modified_at=now,
        )
        self._operations.add(operation)
        return operation

    def get(self, operation_id: str) -> Operation:
        """
        :raises OperationNotFound: no such operation of this tenant
        """
        operation = self._operations.get(OperationId(operation_id))
        if operation is None:
            raise OperationNotFound(f"no operation has the id {operation_id}")
        return operation

    def all(self, app: App, kind: str) -> tuple[Operation, ...]:
        """The operations of one kind on an app, the newest first."""
        return self._operations.of_app(app.id, kind)

    def latest(self, app: App, kind: str) -> Operation | None:
        """The newest operation of one kind on an app."""
        return next(iter(self.all(app, kind)), None)

    def with_status(self, *statuses: OperationStatus) -> tuple[Operation, ...]:
        """The tenant's operations that stand so, the newest first."""
        return self._operations.with_status(statuses)

    def cancel(self, operation_id: str) -> Operation:
        """Cancel an operation: at once if it waits, else as soon as it looks up; one that has ended stays so.

        :raises OperationNotFound: no such operation of this tenant
        """
        operation = self.get(operation_id)
        now = self._session.clock.now()
        if operation.status is OperationStatus.WAITING:
            self._operations.move(operation, operation.moved_to(OperationStatus.CANCELLED, now))
        elif operation.status is OperationStatus.RUNNING:
            self._operations.request_cancel(operation.id, now)
        return self.get(operation_id)

    def keep(self, operation: Operation) -> bool:
        """Keep how far a running attempt is; False if it is no longer this attempt's to say."""
        return self._operations.note(operation)

    def delete(self, operation: Operation) -> None:
        """Forget an operation that has ended."""
        self._operations.delete(operation.id)

    def upload(self, name: str, data: bytes) -> Upload:
        """Keep a file for later calls."""
        upload = Upload(
            id=UploadId(self._session.new_id().replace("-", "")[:24]),
            name=name,
            blob=self._blobs.put(data),
            size=len(data),
            at=self._session.clock.now(),
        )
        self._operations.add_upload(upload)
        return upload

    def uploaded(self, upload_id: str) -> Upload:
        """
        :raises UploadNotFound: no such file of this tenant
        """
        upload = self._operations.upload(UploadId(upload_id))
        if upload is None:
            raise UploadNotFound(f"no uploaded file has the id {upload_id}")
        return upload

    def read(self, blob: BlobHash) -> bytes:
        """The bytes of an uploaded or made file.

        :raises BlobDamaged: missing or damaged
        """
        return self._blobs.read(blob)
