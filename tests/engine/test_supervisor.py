from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from engine.station import wait_for

#: A supervised process that writes down its number each time it is started.
CHILD = """
import os, signal, sys, time
from stationmaster.engine.supervisor import end_with_supervisor
end_with_supervisor()
signal.signal(signal.SIGTERM, {on_term})
with open(sys.argv[1], "a") as file:
    file.write(f"{{os.getpid()}}\\n")
while True:
    time.sleep(0.05)
"""
OBEDIENT = CHILD.format(on_term="lambda *_: sys.exit(0)")
STUBBORN = CHILD.format(on_term="signal.SIG_IGN")
SUPERVISOR = """
import json, sys
from stationmaster.engine.supervisor import supervise
supervise(json.loads(sys.argv[1]), stop_seconds=1.0)
"""


@pytest.fixture
def supervise(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts a supervisor over named scripts, each told a file to write to."""
    started: list[subprocess.Popen[bytes]] = []

    def start(**scripts: str) -> subprocess.Popen[bytes]:
        commands = {
            name: [sys.executable, "-c", code, str(tmp_path / name)] for name, code in scripts.items()
        }
        started.append(subprocess.Popen([sys.executable, "-c", SUPERVISOR, json.dumps(commands)]))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def pids(path: Path) -> list[int]:
    """Every process that was started with this file, in order."""
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def lives(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def test_killed_process_is_started_again(
    tmp_path: Path, supervise: Callable[..., subprocess.Popen[bytes]]
) -> None:
    supervise(one=OBEDIENT, other=OBEDIENT)
    wait_for(lambda: pids(tmp_path / "one") and pids(tmp_path / "other"), what="both processes")
    os.kill(pids(tmp_path / "one")[0], signal.SIGKILL)
    wait_for(lambda: len(pids(tmp_path / "one")) == 2, what="a second start")
    assert lives(pids(tmp_path / "one")[1])
    assert len(pids(tmp_path / "other")) == 1


def test_stop_ends_every_process(tmp_path: Path, supervise: Callable[..., subprocess.Popen[bytes]]) -> None:
    supervisor = supervise(one=OBEDIENT, other=OBEDIENT)
    wait_for(lambda: pids(tmp_path / "one") and pids(tmp_path / "other"), what="both processes")
    supervisor.terminate()
    supervisor.terminate()
    assert supervisor.wait(10) == 0
    assert not any(lives(pid) for name in ("one", "other") for pid in pids(tmp_path / name))


def test_process_that_does_not_end_in_time_is_killed(
    tmp_path: Path, supervise: Callable[..., subprocess.Popen[bytes]]
) -> None:
    supervisor = supervise(one=STUBBORN)
    wait_for(lambda: pids(tmp_path / "one"), what="the process")
    begun = time.monotonic()
    supervisor.terminate()
    assert supervisor.wait(10) == 0
    assert time.monotonic() - begun >= 1
    assert not lives(pids(tmp_path / "one")[0])


def test_processes_end_with_a_supervisor_that_was_killed(
    tmp_path: Path, supervise: Callable[..., subprocess.Popen[bytes]]
) -> None:
    supervisor = supervise(one=OBEDIENT, other=STUBBORN)
    wait_for(lambda: pids(tmp_path / "one") and pids(tmp_path / "other"), what="both processes")
    supervisor.kill()
    for name in ("one", "other"):
        wait_for(lambda name=name: not lives(pids(tmp_path / name)[0]), what=f"the end of {name}", seconds=5)
