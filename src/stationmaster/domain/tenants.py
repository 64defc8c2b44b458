"""Who owns what, and who is calling."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

TenantId = NewType("TenantId", str)
UserId = NewType("UserId", str)


class CredentialKind(StrEnum):
    """What a secret may be used for."""

    LUIS_AUTHORING = "luis.authoring"  #: authoring calls, and predictions
    LUIS_ENDPOINT = "luis.endpoint"  #: predictions only


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
    limits: dict[CredentialKind, CallLimit] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class User:
    """A person or system of a tenant."""

    id: UserId
    tenant_id: TenantId
    email: str
    created_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Principal:
    """Who is calling: all that services see of authentication."""

    tenant_id: TenantId
    user_id: UserId
    email: str
    kind: CredentialKind
    region: str | None = None
    limit: CallLimit = CallLimit()
