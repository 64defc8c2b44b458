"""A bounded HTTP load on loopback: keep-alive connections that each send the same request again and again."""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True, slots=True)
class Load:
    """What one round measured."""

    requests: int
    seconds: float
    server_cpu_seconds: float

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds

    @property
    def cpu_microseconds(self) -> float:
        return self.server_cpu_seconds / self.requests * 1e6


class _Client(asyncio.Protocol):
    """Sends a request as soon as the answer to the last one is whole."""

    def __init__(self, request: bytes, count: int, done: asyncio.Future[None]) -> None:
        self._request = request
        self._left = count
        self._done = done
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = self._buffer[:end].lower()
        length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        if len(self._buffer) < end + 4 + length:
            return
        if not head.startswith(b"http/1.1 200"):
            self._done.set_exception(RuntimeError(self._buffer.decode(errors="replace")))
            return
        self._buffer = b""
        self._left -= 1
        if self._left:
            self._transport.write(self._request)
        elif not self._done.done():
            self._transport.close()
            self._done.set_result(None)


async def _drive(port: int, request: bytes, *, connections: int, requests: int) -> None:
    loop = asyncio.get_running_loop()
    waits: list[asyncio.Future[None]] = []
    for _ in range(connections):
        done: asyncio.Future[None] = loop.create_future()
        await loop.create_connection(
            lambda done=done: _Client(request, requests // connections, done),  # type: ignore[misc]
            "127.0.0.1",
            port,
        )
        waits.append(done)
    await asyncio.gather(*waits)


def drive(port: int, path: str, headers: dict[str, str], *, server_pid: int, requests: int) -> Load:
    """One round of GETs over 32 connections against a server on this machine."""
    lines = [f"GET {path} HTTP/1.1", f"host: 127.0.0.1:{port}", *(f"{k}: {v}" for k, v in headers.items())]
    request = ("\r\n".join(lines) + "\r\n\r\n").encode()
    before, started = cpu_seconds(server_pid), time.perf_counter()
    asyncio.run(_drive(port, request, connections=32, requests=requests))
    return Load(
        requests=requests,
        seconds=time.perf_counter() - started,
        server_cpu_seconds=cpu_seconds(server_pid) - before,
    )


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
