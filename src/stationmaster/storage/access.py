"""Tenants, users and credentials."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from stationmaster.domain.errors import TenantExists, TenantNotFound, UserExists
from stationmaster.domain.tenants import (
    CallLimit,
    CredentialKind,
    Principal,
    Tenant,
    TenantId,
    User,
    UserId,
)
from stationmaster.storage import tables


class SqlAccess:
    """Who may call."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add_tenant(self, tenant: Tenant) -> None:
        found = self._connection.execute(
            sa.select(tables.tenant.c.id).where(tables.tenant.c.name == tenant.name)
        )
        if found.first():
            raise TenantExists(f"tenant {tenant.name!r} exists already")
        self._connection.execute(
            sa.insert(tables.tenant).values(id=tenant.id, name=tenant.name, created_at=tenant.created_at)
        )

    def tenant(self, name: str) -> Tenant:
        for tenant in self.tenants():
            if tenant.name == name:
                return tenant
        raise TenantNotFound(f"no tenant is called {name!r}")

    def tenants(self) -> tuple[Tenant, ...]:
        limits: dict[str, dict[CredentialKind, CallLimit]] = {}
        for row in self._connection.execute(sa.select(tables.call_limit)):
            limit = CallLimit(per_second=row.per_second, per_month=row.per_month)
            limits.setdefault(row.tenant_id, {})[CredentialKind(row.kind)] = limit
        rows = self._connection.execute(sa.select(tables.tenant).order_by(tables.tenant.c.name))
        return tuple(
            Tenant(
                id=TenantId(row.id),
                name=row.name,
                created_at=row.created_at,
                limits=limits.get(row.id, {}),
            )
            for row in rows
        )

    def set_limit(self, tenant_id: TenantId, kind: CredentialKind, limit: CallLimit) -> None:
        key = {"tenant_id": tenant_id, "kind": kind.value}
        self._connection.execute(sa.delete(tables.call_limit).filter_by(**key))
        self._connection.execute(
            sa.insert(tables.call_limit).values(**key, per_second=limit.per_second, per_month=limit.per_month)
        )

    def add_user(self, user: User) -> None:
        same = sa.select(tables.user.c.id).filter_by(tenant_id=user.tenant_id, email=user.email)
        if self._connection.execute(same).first():
            raise UserExists(f"a user {user.email!r} exists already")
        self._connection.execute(
            sa.insert(tables.user).values(
                id=user.id, tenant_id=user.tenant_id, email=user.email, created_at=user.created_at
            )
        )

    def users(self, tenant_id: TenantId) -> tuple[User, ...]:
        rows = self._connection.execute(
            sa.select(tables.user).filter_by(tenant_id=tenant_id).order_by(tables.user.c.created_at)
        )
        return tuple(
            User(
                id=UserId(row.id),
                tenant_id=TenantId(row.tenant_id),
                email=row.email,
                created_at=row.created_at,
            )
            for row in rows
        )

    def add_credential(
        self, user: User, kind: CredentialKind, secret_hash: str, *, region: str | None, at: datetime
    ) -> None:
        self._connection.execute(
            sa.insert(tables.credential).values(
                secret_hash=secret_hash,
                tenant_id=user.tenant_id,
                user_id=user.id,
                kind=kind.value,
                region=region,
                created_at=at,
            )
        )

    def principal(self, secret_hash: str) -> Principal | None:
        credential, user, limit = tables.credential, tables.user, tables.call_limit
        limited = sa.and_(limit.c.tenant_id == credential.c.tenant_id, limit.c.kind == credential.c.kind)
        row = self._connection.execute(
            sa.select(credential, user.c.email, limit.c.per_second, limit.c.per_month)
            .join(user, user.c.id == credential.c.user_id)
            .outerjoin(limit, limited)
            .where(credential.c.secret_hash == secret_hash)
        ).first()
        if row is None:
            return None
        return Principal(
            tenant_id=TenantId(row.tenant_id),
            user_id=UserId(row.user_id),
            email=row.email,
            kind=CredentialKind(row.kind),
            region=row.region,
            limit=CallLimit(per_second=row.per_second, per_month=row.per_month),
        )
