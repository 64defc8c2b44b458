from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from engine.station import open_at

from stationmaster.bootstrap import Station
from stationmaster.engine.lease import TAKEOVER_SECONDS, LeaseKeeper, is_dead, this_process


class Watch:
    """A monotonic clock that a test moves."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def station(tmp_path: Path) -> Station:
    return open_at(tmp_path)


def keeper(station: Station, holder: str, watch: Watch) -> LeaseKeeper:
    return LeaseKeeper(station.database, station.clock, holder=holder, monotonic=watch)


def test_lease_that_is_renewed_stays(station: Station) -> None:
    watch = Watch()
    first, second = keeper(station, "first", watch), keeper(station, "second", watch)
    assert first.try_take()
    for _ in range(5):
        assert not second.try_take()
        assert first.renew(workers=2)
        watch.now += TAKEOVER_SECONDS


def test_lease_that_nobody_renews_is_taken_over(station: Station) -> None:
    watch = Watch()
    first, second = keeper(station, "first", watch), keeper(station, "second", watch)
    assert first.try_take()
    assert not second.try_take()
    watch.now += TAKEOVER_SECONDS - 0.1
    assert not second.try_take()
    watch.now += 0.2
    assert second.try_take()
    assert not first.renew(workers=2)
    assert second.renew(workers=2)


def test_lease_of_a_dead_process_is_taken_over_at_once(station: Station) -> None:
    watch = Watch()
    code = "from stationmaster.engine.lease import this_process; print(this_process())"
    dead = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert keeper(station, dead.stdout.strip(), watch).try_take()
    assert keeper(station, "next", watch).try_take()


def test_process_that_lives_is_not_dead() -> None:
    assert not is_dead(this_process())


def test_process_with_a_reused_number_is_another() -> None:
    host, boot, pid, started = this_process().split(":")
    assert pid == str(os.getpid())
    assert is_dead(f"{host}:{boot}:{pid}:{int(started) - 1}")


@pytest.mark.parametrize("holder", ["", "another machine", "elsewhere:boot:1:2", "elsewhere:boot:x:2"])
def test_nothing_is_known_of_processes_elsewhere(holder: str) -> None:
    assert not is_dead(holder)
