"""One request to an ASGI application, with a body that comes as the test wants it to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import anyio
from starlette.types import ASGIApp, Message


@dataclass(kw_only=True)
class Exchange:
    """What was sent, and how much of it the application had read when it answered."""

    status: int = 0
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    messages_read: int = 0


def exchange(
    app: ASGIApp,
    method: str,
    path: str,
    messages: Sequence[Message] = (),
    *,
    headers: dict[str, str] | None = None,
    query: bytes = b"",
) -> Exchange:
    """Send these messages as the body; no more of them than the application asks for."""
    done = Exchange()
    waiting = iter(messages or [{"type": "http.request", "body": b""}])

    async def receive() -> Message:
        done.messages_read += 1
        return next(waiting)

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            done.status = message["status"]
            done.headers = {name.decode(): value.decode() for name, value in message["headers"]}
        else:
            done.body += message.get("body", b"")

    scope: dict[str, Any] = {
        "type": "http",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query,
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()],
    }

    async def run() -> None:
        await app(scope, receive, send)

    anyio.run(run)
    return done


def chunks(*parts: bytes) -> list[Message]:
    """A body in parts."""
    return [
        {"type": "http.request", "body": part, "more_body": number < len(parts)}
        for number, part in enumerate(parts, start=1)
    ]
