"""Tenants, users and their credentials."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from stationmaster.domain.errors import AccessDenied, MasterKeyUnusable, UserExists, UserNotFound
from stationmaster.domain.tenants import (
    CallLimit,
    CredentialKind,
    Principal,
    Tenant,
    TenantId,
    User,
    UserId,
)
from stationmaster.services.access_ports import AccessStore, Vault
from stationmaster.services.client_apps import ClientAppService, NewClientApp, WritingNeeded
from stationmaster.services.passwords import Passwords, hash_password, new_password
from stationmaster.services.ports import Clock

#: What every user gets one of, each a secret that is kept as its hash.
USER_SECRETS = (
    CredentialKind.LUIS_AUTHORING,
    CredentialKind.LUIS_ENDPOINT,
    CredentialKind.SUPEROFFICE_TICKET,
    CredentialKind.SUPEROFFICE_APP,
    CredentialKind.SUPEROFFICE_BEARER,
)
#: The client apps that every user gets.
USER_CLIENT_APPS = (CredentialKind.KORE_BOT_BUILDER, CredentialKind.KORE_ADMIN_CONSOLE)

#: A session in use is made to last longer once this part of its life has passed.
_RENEWED_AFTER = 0.1
_CONTEXT_DIGITS = (5, 5, 5, 5, 6, 7, 8, 9)
#: What sealed links belong to, before the name of what they open.
_LINK = "link:"


@dataclass(frozen=True, kw_only=True, slots=True)
class NewUser:
    """A user with secrets that are shown once."""

    tenant: Tenant
    user: User
    secrets: Mapping[CredentialKind, str]
    username: str
    password: str
    client_apps: Mapping[CredentialKind, NewClientApp]


@dataclass(frozen=True, kw_only=True, slots=True)
class Issued:
    """A secret that ends."""

    secret: str
    until: datetime


class AccessService:
    """Who may call: independent of any tenant's stores.

    :param writes: whether its transaction may change anything
    """

    def __init__(
        self,
        store: AccessStore,
        clock: Clock,
        new_id: Callable[[], str],
        *,
        vault: Vault,
        passwords: Passwords,
        writes: bool,
    ) -> None:
        self._store = store
        self._clock = clock
        self._new_id = new_id
        self._passwords = passwords
        self._vault = vault
        self._writes = writes
        self.client_apps = ClientAppService(store, vault, clock, new_id, writes=writes)

    def create_tenant(self, name: str, *, email: str | None = None, region: str | None = None) -> NewUser:
        """A tenant with its first user.

        :raises TenantExists: the name is taken
        """
        tenant = Tenant(
            id=TenantId(self._new_id()),
            name=name,
            created_at=self._clock.now(),
            context=self._free_context(),
        )
        self._store.add_tenant(tenant)
        return self._add_user(tenant, email or f"owner@{name}", region=region)

    def add_user(self, tenant_name: str, email: str, *, region: str | None = None) -> NewUser:
        """A further user, with credentials of its own.

        :raises TenantNotFound: no such tenant
        :raises UserExists: the tenant has a user of this e-mail
        """
        return self._add_user(self._store.tenant(tenant_name), email, region=region)

    def set_password(self, tenant_name: str, email: str) -> tuple[str, str]:
        """The user's name and a new password for it; what they had logged in to is ended.

        :raises TenantNotFound: no such tenant
        :raises UserNotFound: the tenant has no such user
        """
        tenant = self._store.tenant(tenant_name)
        for user in self._store.users(tenant.id):
            if user.email == email:
                self._store.delete_passing_credentials(user_id=user.id)
                return self._put_login(tenant, user)
        raise UserNotFound(f"tenant {tenant_name!r} has no user {email!r}")

    def now(self) -> datetime:
        """The moment that what ends is compared with."""
        return self._clock.now()

    def tenants(self) -> tuple[Tenant, ...]:
        """All tenants by name."""
        return self._store.tenants()

    def tenant(self, name: str) -> Tenant:
        """
        :raises TenantNotFound: no such tenant
        """
        return self._store.tenant(name)

    def has_context(self, context: str) -> bool:
        """Whether a tenant is called so in SuperOffice."""
        return self._store.has_context(context)

    def has_app(self, principal: Principal, app_id: str, *, dialect: str) -> bool:
        """Whether the caller's tenant has this app in this dialect."""
        return self._store.has_app(principal.tenant_id, app_id, dialect=dialect)

    def principals(self, tenant_name: str) -> tuple[Principal, ...]:
        """Every user of a tenant as a caller, oldest first: for whoever holds the database itself.

        :raises TenantNotFound: no such tenant
        """
        tenant = self._store.tenant(tenant_name)
        return tuple(
            Principal(
                tenant_id=user.tenant_id,
                user_id=user.id,
                email=user.email,
                kind=CredentialKind.LOCAL,
                context=tenant.context,
            )
            for user in self._store.users(tenant.id)
        )

    def set_limit(self, tenant_name: str, kind: CredentialKind, limit: CallLimit) -> None:
        """Limit how often a tenant's credentials of one kind may call.

        :raises TenantNotFound: no such tenant
        """
        self._store.set_limit(self._store.tenant(tenant_name).id, kind, limit)

    def authenticate(
        self, secret: str | None, kinds: frozenset[CredentialKind], *, region: str | None = None
    ) -> Principal:
        """Who holds this secret.

        :param region: of this server; a credential that names another one is refused
        :raises AccessDenied: missing, unknown, ended, of another region, or not of these kinds
        """
        principal = self._store.principal(hash_secret(secret or ""))
        if principal is None:
            raise AccessDenied("the key is missing or unknown")
        if principal.kind not in kinds:
            raise AccessDenied(f"a {principal.kind} key cannot make this call")
        if principal.region is not None and principal.region != region:
            raise AccessDenied(f"the key belongs to region {principal.region}")
        if principal.until is not None and principal.until <= self._clock.now():
            raise AccessDenied("the key has ended")
        return principal

    def authenticate_session(self, secret: str | None, kind: CredentialKind, *, life: timedelta) -> Principal:
        """Who has logged in so; the session ends this long after it was last used.

        :raises AccessDenied: missing, unknown or ended
        :raises WritingNeeded: not in a transaction that writes, and it is time to make it last longer
        """
        principal = self.authenticate(secret, frozenset({kind}))
        now, ends = self._clock.now(), principal.until
        if ends is None or ends - now < life * (1 - _RENEWED_AFTER):
            if not self._writes:
                raise WritingNeeded
            ends = now + life
            self._store.extend_credential(hash_secret(secret or ""), until=ends)
        return replace(principal, until=ends - life * (1 - _RENEWED_AFTER))

    def check_password(self, username: str, password: str, kind: CredentialKind) -> Principal:
        """Who has this name and password, as a caller of this kind.

        :raises AccessDenied: no such user, or another password; which of the two takes equally long
        """
        login = self._store.login(username.casefold(), kind)
        stored = self._passwords.of_nobody if login is None else login.password_hash
        if not self._passwords.match(password, stored) or login is None:
            raise AccessDenied("the user name or the password is wrong")
        return login.principal

    def issue(self, principal: Principal, kind: CredentialKind, *, life: timedelta) -> Issued:
        """A secret of this kind for a caller; those that have ended are forgotten."""
        now = self._clock.now()
        issued = Issued(secret=new_secret(), until=now + life)
        self._store.delete_passing_credentials(before=now)
        self._store.add_credential(
            principal, kind, hash_secret(issued.secret), region=None, at=now, until=issued.until
        )
        return issued

    def revoke(self, secret: str, kind: CredentialKind) -> None:
        """End what was issued, if it was and has not ended."""
        secret_hash = hash_secret(secret)
        principal = self._store.principal(secret_hash)
        if principal is not None and principal.kind == kind:
            self._store.delete_credential(secret_hash)

    def link_to(self, principal: Principal, name: str) -> str:
        """A word for a URL: whoever has it may read this one thing of the caller's tenant."""
        sealed = self._vault.seal(principal.tenant_id, owner=_LINK + name)
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def follow_link(self, name: str, word: str) -> Principal:
        """Nobody in particular, in the tenant that has given out this word for this thing.

        :raises AccessDenied: no tenant has
        """
        try:
            sealed = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))
            tenant_id = self._vault.unseal(sealed, owner=_LINK + name)
        except (ValueError, MasterKeyUnusable):
            raise AccessDenied("the link is none of those that were given out") from None
        return Principal(
            tenant_id=TenantId(tenant_id), user_id=UserId(""), email="", kind=CredentialKind.NOBODY
        )

    def _add_user(self, tenant: Tenant, email: str, *, region: str | None) -> NewUser:
        now = self._clock.now()
        user = User(id=UserId(self._new_id()), tenant_id=tenant.id, email=email, created_at=now)
        self._store.add_user(user)
        new_secrets = {kind: new_secret() for kind in USER_SECRETS}
        for kind, secret in new_secrets.items():
            its_region = region if kind.dialect == "luis" else None
            self._store.add_credential(user, kind, hash_secret(secret), region=its_region, at=now)
        username, password = self._put_login(tenant, user)
        return NewUser(
            tenant=tenant,
            user=user,
            secrets=new_secrets,
            username=username,
            password=password,
            client_apps={
                kind: self.client_apps.create(tenant.id, user.id, name=email, kind=kind)
                for kind in USER_CLIENT_APPS
            },
        )

    def _put_login(self, tenant: Tenant, user: User) -> tuple[str, str]:
        """A user keeps its name; a new one is called by its e-mail unless another tenant's user is."""
        username = self._store.username(user.id)
        if username is None:
            username = user.email.casefold()
            if self._store.has_login(username):
                username = f"{username}/{tenant.name.casefold()}"
            if self._store.has_login(username):
                raise UserExists(f"a user logs in as {username!r} already")
        password = new_password()
        self._store.put_login(
            user, username=username, password_hash=hash_password(password), at=self._clock.now()
        )
        return username, password

    def _free_context(self) -> str:
        for digits in _CONTEXT_DIGITS:
            least = 10 ** (digits - 1)
            context = f"Cust{least + secrets.randbelow(9 * least)}"
            if not self._store.has_context(context):
                break
        return context


def new_secret() -> str:
    """32 hexadecimal digits; one client takes those that read as a number for one, so ours never do."""
    while True:
        secret = secrets.token_hex(16)
        if not set(secret).isdisjoint("abcdf"):
            return secret


def hash_secret(secret: str) -> str:
    """What is kept of a secret of full entropy: its SHA-256."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
