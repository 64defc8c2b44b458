"""Status reads and training times of a real server, on the example app."""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import httpx
from load import Load, drive

STATIONMASTER = Path(sys.executable).parent / "stationmaster"
ROUNDS = 5
REQUESTS = 16_000

#: Answers every request with as many bytes as the status has, and does nothing else.
BARE = """
import sys
import uvicorn

BODY = b"x" * int(sys.argv[2])
HEADERS = [(b"content-type", b"application/json"), (b"content-length", str(len(BODY)).encode())]


async def bare(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await send({"type": "http.response.body", "body": BODY})


uvicorn.run(bare, port=int(sys.argv[1]), log_config=None, access_log=False, lifespan="off")
"""


def server(data_dir: Path, port: int) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """A real server on this data directory."""
    return _running([STATIONMASTER, "serve", "--port", str(port), "--data-dir", data_dir], port, "readyz")


def bare_server(port: int, size: int) -> AbstractContextManager[subprocess.Popen[bytes]]:
    """The least that the same web server can do."""
    return _running([sys.executable, "-c", BARE, str(port), str(size)], port, "")


@contextmanager
def _running(command: list[str | Path], port: int, path: str) -> Iterator[subprocess.Popen[bytes]]:
    """A server that answers at this path by now."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            wait_for(lambda: httpx.get(f"http://127.0.0.1:{port}/{path}").status_code == 200)
            yield process
        finally:
            process.terminate()


def wait_for(condition: Callable[[], bool], *, seconds: float = 60) -> None:
    """Until it holds; connection errors count as no."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if condition():
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise TimeoutError


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def web_pid(supervisor: int, port: int) -> int:
    """The process of the server that answers HTTP."""
    children = Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text().split()
    for child in children:
        if b" web" in Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" "):
            return int(child)
    raise LookupError(f"no web process below {supervisor} for port {port}")


def app_of(utterances: int) -> dict[str, Any]:
    """An app of this many utterances in ten intents, with labels of one entity."""
    things = ("taxi", "train", "table", "room", "flight", "car", "boat", "desk", "bike", "seat")
    verbs = ("book", "cancel", "move", "find", "show", "check", "pay for", "rate", "share", "print")
    texts = [
        (f"{verb} a {thing} for {n} people", verb, thing)
        for n in range(1, 20)
        for verb in verbs
        for thing in things
    ]
    chosen = texts[:: max(1, len(texts) // utterances)][:utterances]
    return {
        "luis_schema_version": "3.2.0",
        "versionId": "0.1",
        "name": f"bench-{utterances}",
        "desc": "",
        "culture": "en-us",
        "intents": [{"name": name} for name in ("None", *verbs)],
        "entities": [{"name": "Thing", "roles": []}],
        "utterances": [
            {
                "text": text,
                "intent": verb,
                "entities": [
                    {
                        "entity": "Thing",
                        "startPos": text.index(f" {thing} ") + 1,
                        "endPos": text.index(f" {thing} ") + len(thing),
                    }
                ],
            }
            for text, verb, thing in chosen
        ],
    }


def train(client: httpx.Client, version: str) -> float:
    """Seconds from POST train until GET train shows no model in progress."""
    started = time.perf_counter()
    client.post(f"{version}/train").raise_for_status()
    while any(row["details"]["statusId"] == 3 for row in client.get(f"{version}/train").json()):
        time.sleep(0.005)
    seconds = time.perf_counter() - started
    rows = client.get(f"{version}/train").json()
    if any(row["details"]["statusId"] not in (0, 2) for row in rows):
        raise RuntimeError(json.dumps(rows))
    return seconds


def median(loads: list[Load], figure: Callable[[Load], float]) -> float:
    return statistics.median(figure(load) for load in loads)


def measure() -> dict[str, float]:
    """Training times in seconds, and status reads as ratios to a bare handler of the same run."""
    port, bare_port = free_port(), free_port()
    with tempfile.TemporaryDirectory() as folder, server(Path(folder) / "data", port) as process:
        key = json.loads(
            subprocess.check_output(
                [STATIONMASTER, "tenant", "create", "bench", "--json", "--data-dir", Path(folder) / "data"]
            )
        )["luis"]["authoringKey"]
        headers = {"Ocp-Apim-Subscription-Key": key}
        client = httpx.Client(base_url=f"http://127.0.0.1:{port}/luis/api/v2.0/", headers=headers)
        imports = []
        for number in range(ROUNDS):
            answer = client.post(f"apps/import?appName=bench{number}", json=app_of(100))
            answer.raise_for_status()
            imports.append(f"apps/{answer.json()}/versions/0.1")
        first = [train(client, version) for version in imports]
        again = []
        for number, version in enumerate(imports):
            label = {"text": f"please print {number} more pages", "intentName": "print", "entityLabels": []}
            client.post(f"{version}/example", json=label).raise_for_status()
            again.append(train(client, version))
        path = f"/luis/api/v2.0/{imports[0]}/train"
        size = len(client.get(f"{imports[0]}/train").content)
        pid = web_pid(process.pid, port)
        with bare_server(bare_port, size) as bare:
            ours: list[Load] = []
            theirs: list[Load] = []
            for _ in range(ROUNDS):
                ours.append(drive(port, path, headers, server_pid=pid, requests=REQUESTS))
                theirs.append(drive(bare_port, "/", headers, server_pid=bare.pid, requests=REQUESTS))
        return {
            "train_100_utterances_first_seconds": first[0],
            "train_100_utterances_median_seconds": statistics.median(first),
            "retrain_after_one_edit_median_seconds": statistics.median(again),
            "status_requests_per_second": median(ours, lambda load: load.per_second),
            "bare_requests_per_second": median(theirs, lambda load: load.per_second),
            "status_rate_ratio": statistics.median(
                a.per_second / b.per_second for a, b in zip(ours, theirs, strict=True)
            ),
            "status_cpu_ratio": median(theirs, lambda load: load.cpu_microseconds)
            / median(ours, lambda load: load.cpu_microseconds),
            "status_cpu_microseconds": median(ours, lambda load: load.cpu_microseconds),
            "bare_cpu_microseconds": median(theirs, lambda load: load.cpu_microseconds),
            "cores": float(os.cpu_count() or 1),
        }


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
