"""Tenants, users and credentials."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from stationmaster.domain.errors import TenantExists, TenantNotFound, UserExists
from stationmaster.domain.tenants import (
    CallLimit,
    ClientApp,
    ClientAppId,
    CredentialKind,
    Principal,
    SigningAlgorithm,
    Tenant,
    TenantId,
    User,
    UserId,
)
from stationmaster.services.access_ports import StoredClientApp, StoredLogin
from stationmaster.storage import tables


class SqlAccess:
    """Who may call."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def add_tenant(self, tenant: Tenant) -> None:
        if self._has(tables.tenant, name=tenant.name):
            raise TenantExists(f"tenant {tenant.name!r} exists already")
        self._connection.execute(
            sa.insert(tables.tenant).values(
                id=tenant.id, name=tenant.name, created_at=tenant.created_at, context=tenant.context
            )
        )

    def tenant(self, name: str) -> Tenant:
        for tenant in self.tenants():
            if tenant.name == name:
                return tenant
        raise TenantNotFound(f"no tenant is called {name!r}")

    def tenants(self) -> tuple[Tenant, ...]:
        limits: dict[str, dict[CredentialKind, CallLimit]] = {}
        for row in self._connection.execute(sa.select(tables.call_limit)):
            limits.setdefault(row.tenant_id, {})[CredentialKind(row.kind)] = _limit(row)
        rows = self._connection.execute(sa.select(tables.tenant).order_by(tables.tenant.c.name))
        return tuple(
            Tenant(
                id=TenantId(row.id),
                name=row.name,
                created_at=row.created_at,
                context=row.context,
                limits=limits.get(row.id, {}),
            )
            for row in rows
        )

    def has_context(self, context: str) -> bool:
        return self._has(tables.tenant, context=context)

    def has_app(self, tenant_id: TenantId, app_id: str, *, dialect: str) -> bool:
        values = {"tenant_id": tenant_id, "id": app_id, "dialect": dialect}
        return self._connection.execute(_app_of(), values).first() is not None

    def set_limit(self, tenant_id: TenantId, kind: CredentialKind, limit: CallLimit) -> None:
        key = {"tenant_id": tenant_id, "kind": kind.value}
        self._connection.execute(sa.delete(tables.call_limit).filter_by(**key))
        self._connection.execute(
            sa.insert(tables.call_limit).values(**key, per_second=limit.per_second, per_month=limit.per_month)
        )

    def add_user(self, user: User) -> None:
        if self._has(tables.user, tenant_id=user.tenant_id, email=user.email):
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

    # Secrets kept as hashes

    def add_credential(
        self,
        owner: User | Principal,
        kind: CredentialKind,
        secret_hash: str,
        *,
        region: str | None,
        at: datetime,
        until: datetime | None = None,
    ) -> None:
        self._connection.execute(
            sa.insert(tables.credential).values(
                secret_hash=secret_hash,
                tenant_id=owner.tenant_id,
                user_id=owner.id if isinstance(owner, User) else owner.user_id,
                kind=kind.value,
                region=region,
                created_at=at,
                until=until,
            )
        )

    def principal(self, secret_hash: str) -> Principal | None:
        row = self._connection.execute(_credential_of(), {"secret_hash": secret_hash}).first()
        if row is None:
            return None
        return _principal(row, CredentialKind(row.kind), region=row.region, until=row.until)

    def extend_credential(self, secret_hash: str, *, until: datetime) -> None:
        kept = sa.update(tables.credential).filter_by(secret_hash=secret_hash)
        self._connection.execute(kept.values(until=until))

    def delete_credential(self, secret_hash: str) -> None:
        self._connection.execute(sa.delete(tables.credential).filter_by(secret_hash=secret_hash))

    def delete_passing_credentials(
        self, *, user_id: UserId | None = None, before: datetime | None = None
    ) -> None:
        credential = tables.credential
        passing = sa.delete(credential).where(credential.c.until.is_not(None))
        if user_id is not None:
            passing = passing.where(credential.c.user_id == user_id)
        if before is not None:
            passing = passing.where(credential.c.until < before)
        self._connection.execute(passing)

    # Names and passwords

    def put_login(self, user: User, *, username: str, password_hash: str, at: datetime) -> None:
        self._connection.execute(sa.delete(tables.login).filter_by(user_id=user.id))
        self._connection.execute(
            sa.insert(tables.login).values(
                username=username,
                tenant_id=user.tenant_id,
                user_id=user.id,
                password_hash=password_hash,
                changed_at=at,
            )
        )

    def has_login(self, username: str) -> bool:
        return self._has(tables.login, username=username)

    def username(self, user_id: UserId) -> str | None:
        return self._connection.scalar(sa.select(tables.login.c.username).filter_by(user_id=user_id))

    def login(self, username: str, kind: CredentialKind) -> StoredLogin | None:
        row = self._connection.execute(_login_of(), {"username": username, "kind": kind.value}).first()
        if row is None:
            return None
        return StoredLogin(password_hash=row.password_hash, principal=_principal(row, kind))

    # Client apps

    def put_client_app(self, app: ClientApp, sealed_secret: bytes) -> None:
        self.delete_client_app(app.id)
        self._connection.execute(
            sa.insert(tables.client_app).values(
                id=app.id,
                tenant_id=app.tenant_id,
                user_id=app.user_id,
                kind=app.kind.value,
                name=app.name,
                algorithm=app.algorithm.value,
                sealed_secret=sealed_secret,
                public_key=app.public_key,
                grants={app_id: sorted(scopes) for app_id, scopes in app.grants.items()},
                single_use=app.single_use,
                created_at=app.created_at,
            )
        )

    def client_app(self, client_app_id: ClientAppId) -> StoredClientApp | None:
        row = self._connection.execute(_client_app_of(), {"id": client_app_id}).first()
        if row is None:
            return None
        app = _client_app(row)
        return StoredClientApp(
            app=app,
            sealed_secret=row.sealed_secret,
            principal=_principal(row, app.kind, client_app_id=app.id),
        )

    def client_apps(self, tenant_id: TenantId) -> tuple[ClientApp, ...]:
        table = tables.client_app
        rows = self._connection.execute(
            sa.select(table).filter_by(tenant_id=tenant_id).order_by(table.c.created_at, table.c.id)
        )
        return tuple(_client_app(row) for row in rows)

    def delete_client_app(self, client_app_id: ClientAppId) -> None:
        self._connection.execute(sa.delete(tables.client_app).filter_by(id=client_app_id))

    def spend_token(
        self, client_app_id: ClientAppId, token_hash: str, *, at: datetime, until: datetime
    ) -> bool:
        used = tables.used_token
        self._connection.execute(sa.delete(used).where(used.c.until < at))
        key = {"client_app_id": client_app_id, "token_hash": token_hash}
        if self._has(used, **key):
            return False
        self._connection.execute(sa.insert(used).values(**key, until=until))
        return True

    def _has(self, table: sa.Table, **values: Any) -> bool:
        return (
            self._connection.execute(sa.select(sa.literal(1)).select_from(table).filter_by(**values)).first()
            is not None
        )


# Asked at every call, so they are put together once.


@cache
def _credential_of() -> sa.Select[Any]:
    table = tables.credential
    return _with_caller(table, table.c.kind).where(table.c.secret_hash == sa.bindparam("secret_hash"))


@cache
def _login_of() -> sa.Select[Any]:
    table = tables.login
    return _with_caller(table, sa.bindparam("kind")).where(table.c.username == sa.bindparam("username"))


@cache
def _client_app_of() -> sa.Select[Any]:
    table = tables.client_app
    return _with_caller(table, table.c.kind).where(table.c.id == sa.bindparam("id"))


@cache
def _app_of() -> sa.Select[Any]:
    table = tables.app
    named: dict[str, Any] = {name: sa.bindparam(name) for name in ("tenant_id", "id", "dialect")}
    return sa.select(table.c.id).filter_by(**named)


def _with_caller(table: sa.Table, kind: sa.ColumnElement[str]) -> sa.Select[Any]:
    """Rows of a user's credentials with what their principal says besides."""
    user, tenant, limit = tables.user, tables.tenant, tables.call_limit
    limited = sa.and_(limit.c.tenant_id == table.c.tenant_id, limit.c.kind == kind)
    return (
        sa.select(table, user.c.email, tenant.c.context, limit.c.per_second, limit.c.per_month)
        .join(user, user.c.id == table.c.user_id)
        .join(tenant, tenant.c.id == table.c.tenant_id)
        .outerjoin(limit, limited)
    )


def _principal(row: Any, kind: CredentialKind, **more: Any) -> Principal:
    return Principal(
        tenant_id=TenantId(row.tenant_id),
        user_id=UserId(row.user_id),
        email=row.email,
        kind=kind,
        limit=_limit(row),
        context=row.context,
        **more,
    )


def _limit(row: Any) -> CallLimit:
    return CallLimit(per_second=row.per_second, per_month=row.per_month)


def _client_app(row: Any) -> ClientApp:
    return ClientApp(
        id=ClientAppId(row.id),
        tenant_id=TenantId(row.tenant_id),
        user_id=UserId(row.user_id),
        kind=CredentialKind(row.kind),
        name=row.name,
        created_at=row.created_at,
        algorithm=SigningAlgorithm(row.algorithm),
        public_key=row.public_key,
        grants={app_id: frozenset(scopes) for app_id, scopes in row.grants.items()},
        single_use=row.single_use,
    )
