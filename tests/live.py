"""A real Stationmaster server on loopback, started and stopped by a test."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STATIONMASTER = Path(sys.executable).parent / "stationmaster"
START_SECONDS = 180
STOP_SECONDS = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class Keys:
    """What a LUIS client needs to be let in."""

    authoring: str
    endpoint: str


@dataclass(kw_only=True)
class LiveServer:
    """A server process with its data directory; it can be killed and started again on the same data."""

    url: str
    data_dir: Path
    process: subprocess.Popen[bytes]

    @classmethod
    def start(cls, data_dir: Path, *options: str) -> LiveServer:
        """A server that answers `/readyz` with 200; fails with the server's output if it never does."""
        data_dir.mkdir(parents=True, exist_ok=True)
        port = _free_port()
        command = [STATIONMASTER, "serve", "--port", str(port), "--data-dir", data_dir, *options]
        with _log_of(data_dir).open("ab") as log:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        server = cls(url=f"http://127.0.0.1:{port}", data_dir=data_dir, process=process)
        try:
            server._wait_until_ready()
        except BaseException:
            server.kill()
            raise
        return server

    @property
    def output(self) -> str:
        """All that servers on this data directory have printed."""
        return _log_of(self.data_dir).read_text(errors="replace")

    def create_tenant(self, name: str) -> Keys:
        """A new tenant's first keys."""
        return self._keys_from("tenant", "create", name)

    def create_tenant_credentials(self, name: str) -> dict[str, Any]:
        """All that a new tenant's owner needs, by dialect."""
        credentials: dict[str, Any] = self._told("tenant", "create", name)
        return credentials

    def add_user(self, tenant: str, email: str, *options: str) -> Keys:
        """The keys of one more user of a tenant."""
        return self._keys_from("user", "add", tenant, email, *options)

    def stop(self) -> None:
        """Ask the server to finish, and wait until it has."""
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def kill(self) -> None:
        """End the server and every process it started, at once."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(STOP_SECONDS)

    def _keys_from(self, *arguments: str) -> Keys:
        luis = self._told(*arguments)["luis"]
        return Keys(authoring=luis["authoringKey"], endpoint=luis["endpointKey"])

    def _told(self, *arguments: str) -> Any:
        command = [STATIONMASTER, *arguments, "--data-dir", self.data_dir, "--json"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, f"{arguments} ended with {done.returncode}: {done.stdout}{done.stderr}"
        return json.loads(done.stdout)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        answer = "no answer"
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=5):
                    return
            except urllib.error.HTTPError as error:
                answer = f"{error.code} {error.read().decode(errors='replace')}"
                error.close()
            except OSError as error:
                answer = str(error)
            time.sleep(0.1)
        raise AssertionError(
            f"not ready (exit code {self.process.poll()}; last answer: {answer})\n{self.output}"
        )


def _log_of(data_dir: Path) -> Path:
    return data_dir.with_name(f"{data_dir.name}.output")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
