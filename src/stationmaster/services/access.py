"""Tenants, users and their credentials."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from stationmaster.domain.errors import AccessDenied
from stationmaster.domain.tenants import (
    CallLimit,
    CredentialKind,
    Principal,
    Tenant,
    TenantId,
    User,
    UserId,
)
from stationmaster.services.ports import AccessStore, Clock


@dataclass(frozen=True, kw_only=True, slots=True)
class NewUser:
    """A user with secrets that are shown once and kept only as hashes."""

    tenant: Tenant
    user: User
    secrets: Mapping[CredentialKind, str]


class AccessService:
    """Who may call: independent of any tenant's stores."""

    def __init__(self, store: AccessStore, clock: Clock, new_id: Callable[[], str]) -> None:
        self._store = store
        self._clock = clock
        self._new_id = new_id

    def create_tenant(self, name: str, *, email: str | None = None, region: str | None = None) -> NewUser:
        """A tenant with its first user.

        :raises TenantExists: the name is taken
        """
        tenant = Tenant(id=TenantId(self._new_id()), name=name, created_at=self._clock.now())
        self._store.add_tenant(tenant)
        return self._add_user(tenant, email or f"owner@{name}", region=region)

    def add_user(self, tenant_name: str, email: str, *, region: str | None = None) -> NewUser:
        """A further user, with credentials of its own.

        :raises TenantNotFound: no such tenant
        :raises UserExists: the tenant has a user of this e-mail
        """
        return self._add_user(self._store.tenant(tenant_name), email, region=region)

    def tenants(self) -> tuple[Tenant, ...]:
        """All tenants by name."""
        return self._store.tenants()

    def principals(self, tenant_name: str) -> tuple[Principal, ...]:
        """Every user of a tenant as a caller, oldest first: for whoever holds the database itself.

        :raises TenantNotFound: no such tenant
        """
        return tuple(
            Principal(
                tenant_id=user.tenant_id,
                user_id=user.id,
                email=user.email,
                kind=CredentialKind.LUIS_AUTHORING,
            )
            for user in self._store.users(self._store.tenant(tenant_name).id)
        )

    def set_limit(self, tenant_name: str, kind: CredentialKind, limit: CallLimit) -> None:
        """Limit how often a tenant's credentials of one kind may call.

        :raises TenantNotFound: no such tenant
        """
        self._store.set_limit(self._store.tenant(tenant_name).id, kind, limit)

    def authenticate(
        self, secret: str | None, kinds: frozenset[CredentialKind], *, region: str | None
    ) -> Principal:
        """Who holds this secret.

        :param region: of this server; a credential that names another one is refused
        :raises AccessDenied: missing, unknown, of another region, or not of these kinds
        """
        principal = self._store.principal(hash_secret(secret or ""))
        if principal is None:
            raise AccessDenied("the key is missing or unknown")
        if principal.kind not in kinds:
            raise AccessDenied(f"a {principal.kind} key cannot make this call")
        if principal.region is not None and principal.region != region:
            raise AccessDenied(f"the key belongs to region {principal.region}")
        return principal

    def _add_user(self, tenant: Tenant, email: str, *, region: str | None) -> NewUser:
        user = User(id=UserId(self._new_id()), tenant_id=tenant.id, email=email, created_at=self._clock.now())
        self._store.add_user(user)
        new_secrets = {kind: new_secret() for kind in CredentialKind}
        for kind, secret in new_secrets.items():
            self._store.add_credential(user, kind, hash_secret(secret), region=region, at=self._clock.now())
        return NewUser(tenant=tenant, user=user, secrets=new_secrets)


def new_secret() -> str:
    """32 hexadecimal digits; one client takes those that read as a number for one, so ours never do."""
    while True:
        secret = secrets.token_hex(16)
        if not set(secret).isdisjoint("abcdf"):
            return secret


def hash_secret(secret: str) -> str:
    """What is kept of a secret of full entropy: its SHA-256."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
