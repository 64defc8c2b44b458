"""What the dispatcher reads across tenants, and its lease."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from stationmaster.domain.apps import Version
from stationmaster.domain.build import BlobHash
from stationmaster.domain.operations import Operation, OperationStatus
from stationmaster.domain.training import RunStatus, TrainingRun
from stationmaster.services.ports import Lease
from stationmaster.storage import tables
from stationmaster.storage.apps import version_from
from stationmaster.storage.events import advance
from stationmaster.storage.ledger import run_from
from stationmaster.storage.operations import operation_from

_run = tables.training_run
_operation = tables.operation
_LEASE = "dispatcher"


class SqlDispatch:
    """The queue of all tenants' runs."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def next_waiting(self) -> TrainingRun | None:
        """The oldest waiting run of the tenant that was served longest ago."""
        sibling = _run.alias("sibling")
        blocked = sa.exists().where(
            sibling.c.version_id == _run.c.version_id,
            sibling.c.group == _run.c.group,
            sibling.c.status == RunStatus.RUNNING.value,
        )
        row = self._connection.execute(
            sa.select(_run)
            .join(tables.tenant, tables.tenant.c.id == _run.c.tenant_id)
            .where(_run.c.status == RunStatus.WAITING.value, ~blocked)
            .order_by(tables.tenant.c.served, _run.c.number)
            .limit(1)
        ).first()
        return None if row is None else run_from(row)

    def note_served(self, run: TrainingRun) -> None:
        """Put the run's tenant at the end of the turn order."""
        self._connection.execute(
            sa.update(tables.tenant)
            .filter_by(id=run.tenant_id)
            .values(served=advance(self._connection, "turn"))
        )

    def running(self) -> tuple[TrainingRun, ...]:
        rows = self._connection.execute(sa.select(_run).filter_by(status=RunStatus.RUNNING.value))
        return tuple(run_from(row) for row in rows)

    def next_operation(self) -> Operation | None:
        waiting = sa.select(_operation).filter_by(status=OperationStatus.WAITING.value)
        row = self._connection.execute(waiting.order_by(_operation.c.number).limit(1)).first()
        return None if row is None else operation_from(row)

    def running_operations(self) -> tuple[Operation, ...]:
        running = sa.select(_operation).filter_by(status=OperationStatus.RUNNING.value)
        return tuple(operation_from(row) for row in self._connection.execute(running))

    def referenced_blobs(self) -> frozenset[BlobHash]:
        unfinished = sa.select(_run.c.snapshot).where(_run.c.ended_at.is_(None))
        columns = sa.union(
            unfinished,
            sa.select(tables.artefact.c.blob),
            sa.select(tables.evaluation.c.blob),
            sa.select(tables.document.c.blob),
            sa.select(tables.upload.c.blob),
            sa.select(_operation.c.result),
        )
        return frozenset(BlobHash(row[0]) for row in self._connection.execute(columns) if row[0])

    def edited_since(self, at: datetime) -> tuple[Version, ...]:
        edited = sa.select(tables.version).where(tables.version.c.modified_at >= at)
        rows = self._connection.execute(edited.order_by(tables.version.c.modified_at.desc()))
        return tuple(version_from(row) for row in rows)

    def lease(self) -> Lease | None:
        row = self._connection.execute(sa.select(tables.lease).filter_by(name=_LEASE)).first()
        if row is None:
            return None
        return Lease(holder=row.holder, renewals=row.renewals, workers=row.workers, renewed_at=row.renewed_at)

    def take_lease(self, *, seen: Lease | None, holder: str, at: datetime) -> bool:
        values = {"holder": holder, "workers": 0, "renewed_at": at}
        if seen is None:
            if self.lease() is not None:
                return False
            self._connection.execute(sa.insert(tables.lease).values(name=_LEASE, renewals=1, **values))
            return True
        as_seen = sa.update(tables.lease).filter_by(name=_LEASE, holder=seen.holder, renewals=seen.renewals)
        taken = self._connection.execute(as_seen.values({**values, "renewals": seen.renewals + 1}))
        return bool(taken.rowcount)

    def renew_lease(self, *, holder: str, workers: int, at: datetime) -> bool:
        own = sa.update(tables.lease).filter_by(name=_LEASE, holder=holder)
        renewed = self._connection.execute(
            own.values(renewals=tables.lease.c.renewals + 1, workers=workers, renewed_at=at)
        )
        return bool(renewed.rowcount)
