"""Events of one transaction, numbered as its last statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from stationmaster.domain.build import TargetId
from stationmaster.domain.tenants import TenantId
from stationmaster.domain.training import RunId
from stationmaster.storage import tables


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """One move of a run, or of one of its models, not yet numbered."""

    tenant_id: TenantId
    run_id: RunId
    target_id: TargetId | None
    attempt: int
    status: str
    at: datetime


def advance(connection: sa.Connection, counter: str, by: int = 1) -> int:
    """Move a shared counter; returns its value after the move."""
    moved = connection.execute(
        sa.update(tables.counter)
        .where(tables.counter.c.name == counter)
        .values(value=tables.counter.c.value + by)
        .returning(tables.counter.c.value)
    ).scalar_one()
    return int(moved)


class EventBuffer:
    """Collects events until the transaction ends, so that numbers become visible in order."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._events: list[Event] = []

    def add(self, event: Event) -> None:
        self._events.append(event)

    def flush(self) -> None:
        """Number and write the events."""
        if not self._events:
            return
        own = self._tenant_numbers()
        first = advance(self._connection, "event", len(self._events)) - len(self._events) + 1
        rows = []
        for offset, event in enumerate(self._events):
            own[event.tenant_id] += 1
            rows.append(
                {
                    "sequence": first + offset,
                    "tenant_id": event.tenant_id,
                    "tenant_sequence": own[event.tenant_id],
                    "run_id": event.run_id,
                    "target_id": event.target_id,
                    "attempt": event.attempt,
                    "status": event.status,
                    "at": event.at,
                }
            )
        self._connection.execute(sa.insert(tables.event), rows)
        self._events.clear()

    def _tenant_numbers(self) -> dict[TenantId, int]:
        before = {}
        for tenant_id in sorted({event.tenant_id for event in self._events}):
            count = sum(event.tenant_id == tenant_id for event in self._events)
            after = self._connection.execute(
                sa.update(tables.tenant)
                .where(tables.tenant.c.id == tenant_id)
                .values(events=tables.tenant.c.events + count)
                .returning(tables.tenant.c.events)
            ).scalar_one()
            before[tenant_id] = int(after) - count
        return before
