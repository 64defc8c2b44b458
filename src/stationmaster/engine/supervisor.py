"""Keeps the processes of a server alive, and ends them together."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

logger = logging.getLogger(__name__)

_LOOK_SECONDS = 0.05
_FIRST_PAUSE_SECONDS = 0.1
_LONGEST_PAUSE_SECONDS = 10.0
_SETTLED_SECONDS = 5.0  #: a process that lived so long is started again without waiting


@dataclass(kw_only=True)
class _Child:
    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes]
    started_at: float
    pause_seconds: float = _FIRST_PAUSE_SECONDS
    start_at: float | None = None  #: when to start it again


def supervise(
    commands: Mapping[str, Sequence[str]], *, pass_fds: Sequence[int] = (), stop_seconds: float = 20.0
) -> None:
    """Run these commands, each started again when it ends, until SIGTERM or SIGINT; then end them all.

    :param pass_fds: descriptors that the commands inherit
    :param stop_seconds: how long they may take to end when asked to
    """
    stopping = False

    def stop(_number: int, _frame: Any) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    children = [_start(name, command, pass_fds) for name, command in commands.items()]
    try:
        while not stopping:
            for child in children:
                _keep_alive(child, pass_fds)
            time.sleep(_LOOK_SECONDS)
    finally:
        _end(children, stop_seconds)


def end_with_supervisor() -> None:
    """In a supervised process: end at once when the supervisor has, however it did.

    The supervisor holds the other end of our standard input and never writes, so that its end is the
    end of the input.
    """
    threading.Thread(target=_wait_for_end_of_input, name="lifeline", daemon=True).start()


def _wait_for_end_of_input() -> None:
    while os.read(0, 4096):
        pass
    os.kill(os.getpid(), signal.SIGKILL)


def _start(name: str, command: Sequence[str], pass_fds: Sequence[int]) -> _Child:
    process = _spawn(command, pass_fds)
    return _Child(name=name, command=command, process=process, started_at=time.monotonic())


def _spawn(command: Sequence[str], pass_fds: Sequence[int]) -> subprocess.Popen[bytes]:
    # A group of its own: a terminal's Ctrl-C is for the supervisor, which stops the others in order.
    return subprocess.Popen(command, stdin=subprocess.PIPE, pass_fds=pass_fds, process_group=0)  # noqa: S603 (commands of ours)


def _keep_alive(child: _Child, pass_fds: Sequence[int]) -> None:
    now = time.monotonic()
    if child.start_at is not None:
        if now >= child.start_at:
            child.process, child.started_at, child.start_at = _spawn(child.command, pass_fds), now, None
        return
    code = child.process.poll()
    if code is None:
        return
    if child.process.stdin:
        child.process.stdin.close()
    settled = now - child.started_at >= _SETTLED_SECONDS
    pause = _FIRST_PAUSE_SECONDS if settled else min(_LONGEST_PAUSE_SECONDS, 2 * child.pause_seconds)
    logger.warning("%s ended with %s; starting it again in %.1f s", child.name, code, pause)
    child.pause_seconds, child.start_at = pause, now + pause


def _end(children: Sequence[_Child], stop_seconds: float) -> None:
    alive = [child for child in children if child.start_at is None]
    for child in alive:
        child.process.terminate()
    deadline = time.monotonic() + stop_seconds
    for child in alive:
        try:
            child.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            logger.warning("%s did not end in time", child.name)
            child.process.kill()
            child.process.wait()
