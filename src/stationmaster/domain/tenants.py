"""Who owns what, and who is calling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

TenantId = NewType("TenantId", str)
UserId = NewType("UserId", str)
ClientAppId = NewType("ClientAppId", str)

#: In place of an app or a scope: each one.
EVERY = "*"


class CredentialKind(StrEnum):
    """What a credential may be used for; the part before the dot is the dialect."""

    LUIS_AUTHORING = "luis.authoring"  #: authoring calls, and predictions
    LUIS_ENDPOINT = "luis.endpoint"  #: predictions only
    KORE_BOT_BUILDER = "kore.bot-builder"  #: a client app that is mapped to bots
    KORE_ADMIN_CONSOLE = "kore.admin-console"  #: a client app for all bots of the account
    KORE_USER = "kore.user"  #: a person at the builder's own calls
    SUPEROFFICE_LOGIN = "superoffice.login"  #: name and password
    SUPEROFFICE_TICKET = "superoffice.ticket"
    SUPEROFFICE_APP = "superoffice.app"  #: goes with a ticket; calls nothing by itself
    SUPEROFFICE_BEARER = "superoffice.bearer"
    SUPEROFFICE_SESSION = "superoffice.session"  #: a browser that has logged in
    LOCAL = "local"  #: whoever holds the database itself
    NOBODY = "nobody"  #: calls that need no credential

    @property
    def dialect(self) -> str | None:
        """The dialect that takes such credentials."""
        name, dot, _ = self.value.partition(".")
        return name if dot else None


class SigningAlgorithm(StrEnum):
    """How the tokens of a client app are signed."""

    HS256 = "HS256"
    HS512 = "HS512"
    RS256 = "RS256"
    RS512 = "RS512"

    @property
    def is_public(self) -> bool:
        """Whether a public key verifies, and no secret is shared."""
        return self in {SigningAlgorithm.RS256, SigningAlgorithm.RS512}


@dataclass(frozen=True, kw_only=True, slots=True)
class CallLimit:
    """How often the credentials of one kind may call; None means no limit."""

    per_second: int | None = None
    per_month: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Tenant:
    """The owner of apps and the unit of isolation."""

    id: TenantId
    name: str
    created_at: datetime
    context: str = ""  #: what its URLs in SuperOffice begin with
    limits: dict[CredentialKind, CallLimit] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class User:
    """A person or system of a tenant."""

    id: UserId
    tenant_id: TenantId
    email: str
    created_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ClientApp:
    """A program that signs tokens to call in its owner's name.

    :ivar grants: the scopes that it has on each app that it is mapped to; either may be `EVERY`
    :ivar single_use: whether each of its tokens is taken once
    """

    id: ClientAppId
    tenant_id: TenantId
    user_id: UserId
    kind: CredentialKind
    name: str
    created_at: datetime
    algorithm: SigningAlgorithm = SigningAlgorithm.HS256
    public_key: str | None = None
    grants: Mapping[str, frozenset[str]] = field(default_factory=dict)
    single_use: bool = False

    @property
    def apps(self) -> frozenset[str] | None:
        """The only apps that it is mapped to; nothing where it is mapped to every one."""
        return None if EVERY in self.grants else frozenset(self.grants)

    def scopes_on(self, app_id: str | None) -> frozenset[str] | None:
        """The scopes on one app, or on any where none is named; nothing if it is not mapped to it."""
        if app_id is None:
            return frozenset().union(*self.grants.values())
        return self.grants.get(app_id, self.grants.get(EVERY))


@dataclass(frozen=True, kw_only=True, slots=True)
class Principal:
    """Who is calling: all that services see of authentication."""

    tenant_id: TenantId
    user_id: UserId
    email: str
    kind: CredentialKind
    region: str | None = None
    limit: CallLimit = CallLimit()
    context: str = ""  #: the tenant's identifier in SuperOffice
    client_app_id: ClientAppId | None = None
    scopes: frozenset[str] = frozenset()
    apps: frozenset[str] | None = None  #: the only ones that it is mapped to; None: not narrowed
    until: datetime | None = None  #: from then on the credential has to be looked at again

    def has_scope(self, scope: str) -> bool:
        """Whether the credential has this scope or every one."""
        return not self.scopes.isdisjoint({scope, EVERY})

    def may_reach(self, app_id: str) -> bool:
        """Whether the credential is for this app too; it says nothing of whether there is one."""
        return self.apps is None or app_id in self.apps


#: The caller where no credential is needed: sees no tenant's data.
NOBODY = Principal(tenant_id=TenantId(""), user_id=UserId(""), email="", kind=CredentialKind.NOBODY)
