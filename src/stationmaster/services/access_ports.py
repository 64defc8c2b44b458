"""What the services need to know who calls: users, credentials and secrets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from stationmaster.domain.tenants import (
    CallLimit,
    ClientApp,
    ClientAppId,
    CredentialKind,
    Principal,
    Tenant,
    TenantId,
    User,
    UserId,
)


class Vault(Protocol):
    """Keeps secrets that must be known again, so that the database alone tells none of them."""

    def seal(self, secret: str, *, owner: str) -> bytes:
        """:raises MasterKeyUnusable: the key cannot be read, or others may read it"""

    def unseal(self, sealed: bytes, *, owner: str) -> str:
        """The secret that was sealed for this owner.

        :raises MasterKeyUnusable: there is no key, or this is not sealed with it
        """


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredLogin:
    """What a password is checked against, and who it lets in."""

    password_hash: str
    principal: Principal


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredClientApp:
    """A client app with its secret, and in whose name it calls."""

    app: ClientApp
    sealed_secret: bytes
    principal: Principal


class AccessStore(Protocol):
    """Tenants, users and credentials."""

    def add_tenant(self, tenant: Tenant) -> None:
        """:raises TenantExists: the name is taken"""

    def tenant(self, name: str) -> Tenant:
        """:raises TenantNotFound: no such tenant"""

    def tenants(self) -> tuple[Tenant, ...]: ...

    def has_context(self, context: str) -> bool:
        """Whether a tenant is called so in SuperOffice."""

    def has_app(self, tenant_id: TenantId, app_id: str, *, dialect: str) -> bool: ...

    def set_limit(self, tenant_id: TenantId, kind: CredentialKind, limit: CallLimit) -> None: ...

    def add_user(self, user: User) -> None:
        """:raises UserExists: the tenant has a user of this e-mail"""

    def users(self, tenant_id: TenantId) -> tuple[User, ...]: ...

    def add_credential(
        self,
        owner: User | Principal,
        kind: CredentialKind,
        secret_hash: str,
        *,
        region: str | None,
        at: datetime,
        until: datetime | None = None,
    ) -> None: ...

    def principal(self, secret_hash: str) -> Principal | None: ...

    def extend_credential(self, secret_hash: str, *, until: datetime) -> None: ...

    def delete_credential(self, secret_hash: str) -> None: ...

    def delete_passing_credentials(
        self, *, user_id: UserId | None = None, before: datetime | None = None
    ) -> None:
        """Delete those that end some day: a user's, or all that ended before."""

    def put_login(self, user: User, *, username: str, password_hash: str, at: datetime) -> None:
        """Give a user this name and password instead of others."""

    def has_login(self, username: str) -> bool: ...

    def username(self, user_id: UserId) -> str | None: ...

    def login(self, username: str, kind: CredentialKind) -> StoredLogin | None: ...

    def put_client_app(self, app: ClientApp, sealed_secret: bytes) -> None:
        """Keep it instead of what has its id."""

    def client_app(self, client_app_id: ClientAppId) -> StoredClientApp | None: ...

    def client_apps(self, tenant_id: TenantId) -> tuple[ClientApp, ...]:
        """A tenant's, oldest first."""

    def delete_client_app(self, client_app_id: ClientAppId) -> None: ...

    def spend_token(
        self, client_app_id: ClientAppId, token_hash: str, *, at: datetime, until: datetime
    ) -> bool:
        """Note that a token was used; False if it was before. Those that have ended are forgotten."""
