"""Apps and their versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType

from stationmaster.domain.build import TargetGroup
from stationmaster.domain.tenants import Principal, TenantId, UserId

AppId = NewType("AppId", str)
VersionId = NewType("VersionId", str)


#: The dialect of apps that have members.
LUIS = "luis"
#: What is asked for together in each dialect.
_GROUPS: Mapping[str, tuple[TargetGroup, ...]] = {
    LUIS: (TargetGroup.ALL,),
    "kore": (TargetGroup.ML, TargetGroup.FAQ),
    "superoffice": (TargetGroup.CATEGORIES,),
}


class SlotName(StrEnum):
    """What answers predictions."""

    PRODUCTION = "production"
    STAGING = "staging"


@dataclass(frozen=True, kw_only=True, slots=True)
class App:
    """What is trained and published; `documents` are settings that a dialect keeps with it."""

    id: AppId
    tenant_id: TenantId
    owner_id: UserId
    name: str
    culture: str
    created_at: datetime
    description: str = ""
    collaborators: tuple[str, ...] = ()
    documents: Mapping[str, Any] = field(default_factory=dict)
    dialect: str = LUIS  #: through which it was made, and whose rules it keeps

    @property
    def groups(self) -> tuple[TargetGroup, ...]:
        """The groups in which its models are trained."""
        return _GROUPS[self.dialect]

    def has_member(self, caller: Principal) -> bool:
        """Whether the caller may work on it: only LUIS tells members of a tenant from others.

        Whoever they are, a credential that was narrowed to some apps reaches no other.
        """
        if self.dialect != LUIS:
            return caller.may_reach(self.id)
        collaborators = {email.casefold() for email in self.collaborators}
        return caller.user_id == self.owner_id or caller.email.casefold() in collaborators


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """The unit that is edited and trained; `sequence` is the number of its last edit."""

    id: VersionId
    app_id: AppId
    tenant_id: TenantId
    name: str
    culture: str
    created_at: datetime
    modified_at: datetime
    sequence: int = 0
    documents: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Slot:
    """A place that predictions are answered from: bound to one trained snapshot."""

    app_id: AppId
    name: SlotName
    version_id: VersionId
    version_name: str
    run_id: str
    published_at: datetime
    published_by: UserId
