"""What every service of one call works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from stationmaster.domain.tenants import Principal
from stationmaster.services.ports import Clock, TenantStores


@dataclass(frozen=True, kw_only=True, slots=True)
class Session:
    """One caller in one transaction; `new_id` makes ids that cannot be guessed."""

    principal: Principal
    stores: TenantStores
    clock: Clock
    new_id: Callable[[], str]
