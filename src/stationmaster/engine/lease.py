"""Who dispatches: one process per database, by a lease that lives as long as it is renewed."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from pathlib import Path

from stationmaster.services.ports import Clock, Database, Lease

TAKEOVER_SECONDS = 3.0


def this_process() -> str:
    """The name that this process holds leases under: host, boot, process id and its start."""
    return ":".join((*_machine(), str(os.getpid()), _started(os.getpid()) or ""))


def is_dead(holder: str) -> bool:
    """Whether the holder is known to be a process of this machine that is no more."""
    parts = holder.split(":")
    if len(parts) != 4 or tuple(parts[:2]) != _machine() or not parts[2].isdigit():
        return False
    return _started(int(parts[2])) != parts[3] if _has_proc() else not _answers(int(parts[2]))


def _machine() -> tuple[str, str]:
    """This host since it booted; containers that cannot see one another's processes differ."""
    if not _has_proc():
        return platform.node(), ""
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return platform.node(), f"{boot}/{Path('/proc/self/ns/pid').stat().st_ino}"


def _has_proc() -> bool:
    return Path("/proc/self/stat").exists()


def _started(pid: int) -> str | None:
    """When a process started, in ticks since boot; None if there is none that works."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in {"Z", "X"} else fields[19]


def _answers(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


class LeaseKeeper:
    """Takes the lease when nobody renews it, and renews it.

    Judged by the renewals seen and this process's own monotonic clock, never by another machine's time.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        holder: str,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._clock = clock
        self._holder = holder
        self._monotonic = monotonic
        self._seen: tuple[str, int] | None = None
        self._seen_at = 0.0

    def try_take(self) -> bool:
        """Take the lease if its holder is dead, has stopped renewing, or is an earlier self."""
        with self._database.reading() as stores:
            lease = stores.dispatch.lease()
        if lease is not None and not self._is_free(lease):
            return False
        with self._database.writing() as stores:
            return stores.dispatch.take_lease(seen=lease, holder=self._holder, at=self._clock.now())

    def renew(self, *, workers: int) -> bool:
        """False if somebody else has taken the lease."""
        with self._database.writing(durable=False) as stores:
            return stores.dispatch.renew_lease(holder=self._holder, workers=workers, at=self._clock.now())

    def _is_free(self, lease: Lease) -> bool:
        if lease.holder == self._holder or is_dead(lease.holder):
            return True
        seen = (lease.holder, lease.renewals)
        if seen != self._seen:
            self._seen, self._seen_at = seen, self._monotonic()
        return self._monotonic() - self._seen_at >= TAKEOVER_SECONDS
