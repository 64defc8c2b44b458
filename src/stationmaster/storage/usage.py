"""How often each kind of credential called, by month."""

from __future__ import annotations

import sqlalchemy as sa

from stationmaster.domain.tenants import CredentialKind, TenantId
from stationmaster.storage import tables


class SqlUsage:
    """Counts of calls of one tenant."""

    def __init__(self, connection: sa.Connection, tenant_id: TenantId) -> None:
        self._connection = connection
        self._tenant_id = tenant_id

    def add(self, kind: CredentialKind, month: str, calls: int) -> int:
        """Count these calls; returns the number after them."""
        table = tables.usage
        key = {"tenant_id": self._tenant_id, "kind": kind.value, "month": month}
        counted = self._connection.execute(
            sa.update(table).filter_by(**key).values(calls=table.c.calls + calls).returning(table.c.calls)
        ).scalar_one_or_none()
        if counted is None:
            self._connection.execute(sa.insert(table).values(**key, calls=calls))
        return calls if counted is None else int(counted)
