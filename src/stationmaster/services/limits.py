"""How often credentials may call: a rate kept in memory, a monthly quota kept in the database."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from datetime import datetime

from limits import RateLimitItemPerSecond
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter, MovingWindowRateLimiter

from stationmaster.domain.errors import QuotaExceeded, RateLimited
from stationmaster.domain.tenants import Principal
from stationmaster.services.ports import Clock, Database


class CallLimits:
    """Refuses calls beyond the limits of a tenant; there are none unless they were set."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._windows = FixedWindowRateLimiter(MemoryStorage())

    def check(self, principal: Principal) -> None:
        """Count one call.

        :raises RateLimited: too many in this second
        :raises QuotaExceeded: too many in this month
        """
        limit = principal.limit
        if limit.per_second is not None:
            item = RateLimitItemPerSecond(limit.per_second)
            key = (principal.tenant_id, principal.kind.value)
            if limit.per_second == 0 or not self._windows.hit(item, *key):
                reset = self._windows.get_window_stats(item, *key).reset_time
                raise RateLimited(max(1, math.ceil(reset - time.time())))
        if limit.per_month is not None:
            now = self._clock.now()
            with self._database.writing(durable=False) as stores:
                usage = stores.for_tenant(principal.tenant_id).usage
                used = usage.add(principal.kind, f"{now:%Y-%m}", 1)
            if used > limit.per_month:
                raise QuotaExceeded(_seconds_to_next_month(now))


class RollingLimits:
    """So many calls in any stretch of each of these lengths, kept in memory.

    :param windows: calls, and seconds
    """

    def __init__(self, windows: Iterable[tuple[int, int]]) -> None:
        self._items = tuple(RateLimitItemPerSecond(calls, seconds) for calls, seconds in windows)
        self._windows = MovingWindowRateLimiter(MemoryStorage())

    def check(self, *key: str) -> None:
        """Count one call of what this key names; one that is refused does not count.

        :raises RateLimited: too many within one of the windows
        """
        for item in self._items:
            if not self._windows.test(item, *key):
                reset = self._windows.get_window_stats(item, *key).reset_time
                raise RateLimited(max(1, math.ceil(reset - time.time())))
        for item in self._items:
            self._windows.hit(item, *key)


def _seconds_to_next_month(now: datetime) -> int:
    first = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    following = first.replace(year=now.year + now.month // 12, month=now.month % 12 + 1)
    return math.ceil((following - now).total_seconds())
