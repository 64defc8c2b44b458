"""Trainings that are stopped, and trainings that another process does."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from cli.commands import ROOT, Shell, app_file
from live import LiveServer

from stationmaster.bootstrap import Station, open_station
from stationmaster.cli.exits import BadInput
from stationmaster.cli.importing import keep, read_file
from stationmaster.config import Settings

STATIONMASTER = Path(sys.executable).parent / "stationmaster"
TENANT = "local"
WAIT_SECONDS = 60


@pytest.fixture
def station(shell: Shell) -> Iterator[Station]:
    opened = open_station(Settings(data_dir=shell.data_dir))
    yield opened
    opened.database.close()


def slow_app_file(path: Path) -> Path:
    """An app whose training takes many seconds: thousands of texts of words that say nothing."""
    numbers = itertools.cycle(range(1009))
    utterances = [
        {
            "text": " ".join(f"word{number * 31 % 997}" for number in itertools.islice(numbers, 10)),
            "intent": f"Intent{at % 60}",
            "entities": [],
        }
        for at in range(6000)
    ]
    intents = [{"name": f"Intent{number}"} for number in range(60)]
    return app_file(path, name="Slow", intents=[*intents, {"name": "None"}], utterances=utterances)


def test_a_waiting_run_is_cancelled_at_once(shell: Shell, station: Station, tmp_path: Path):
    imported = read_file(app_file(tmp_path / "app.json"), most_bytes=100_000)
    kept = keep(station, TENANT, imported)
    with station.services(kept.caller, writes=True) as services:
        services.training.request(kept.version)
    cancelled = shell.document("cancel", "Small talk")
    assert cancelled["run"]["status"] == "cancelled"
    assert shell.document("status", "Small talk")["training"] == "needs_training"
    shell.run("cancel", "Small talk", code=5)


def test_a_file_that_is_too_large_is_not_read_whole(tmp_path: Path):
    with pytest.raises(BadInput, match="more than 100 bytes"):
        read_file(app_file(tmp_path / "app.json"), most_bytes=100)


def test_ctrl_c_cancels_the_run(shell: Shell, tmp_path: Path):
    file = slow_app_file(tmp_path / "slow.json")
    command = [STATIONMASTER, "train", file, "--data-dir", shell.data_dir, "--json"]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A shell lets what it runs in the background ignore Ctrl-C, and that is inherited.
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stderr is not None
    said = list(itertools.takewhile(lambda line: "is running:" not in line, process.stderr))
    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    stdout, stderr = process.communicate(timeout=WAIT_SECONDS)
    assert process.returncode == 130, [*said, stderr]
    assert "Run 1 was cancelled." in stderr
    assert "Traceback" not in stderr
    assert stdout == ""
    assert time.monotonic() - began < 20
    assert shell.document("status", "Slow")["run"]["status"] == "cancelled"


def test_a_run_that_a_killed_command_left_is_finished_by_the_next(shell: Shell, tmp_path: Path):
    file = slow_app_file(tmp_path / "slow.json")
    command = [STATIONMASTER, "train", file, "--data-dir", shell.data_dir]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    next(line for line in process.stderr if "is running" in line)
    process.kill()
    process.communicate(timeout=WAIT_SECONDS)
    assert shell.document("status", "Slow")["run"]["status"] == "running"
    trained = shell.document("train", file, "--no-evaluation")
    assert trained["run"]["number"] == 1
    assert trained["run"]["attempt"] == 2
    assert trained["run"]["status"] == "succeeded"


@pytest.mark.acceptance
def test_a_running_server_does_the_training(shell: Shell, station: Station, tmp_path: Path):
    server = LiveServer.start(shell.data_dir, "--workers", "1")
    try:
        trained = shell.document("train", app_file(tmp_path / "app.json"), "--no-evaluation")
        with station.database.reading() as stores:
            lease = stores.dispatch.lease()
    finally:
        server.stop()
    assert trained["run"]["status"] == "succeeded"
    assert lease is not None
    assert str(os.getpid()) not in lease.holder.split(":")


@pytest.mark.acceptance
def test_the_demo_tells_the_whole_story():
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "demo.py"],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.dumps({"statusId": 9, "status": "Queued"}) in done.stdout
    assert "14 Success" in done.stdout
    assert "intent CancelBooking" in done.stdout
    assert "The server has stopped" in done.stdout
    assert done.stderr == ""
