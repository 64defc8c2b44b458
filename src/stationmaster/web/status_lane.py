"""Answers that depend on nothing but the database, kept until it changes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stationmaster.dialects.dialect import Answer
from stationmaster.services.ports import ChangeCounter

_CAPACITY = 10_000

Key = tuple[bytes, ...]
_NOTHING = (0.0, None)

#: An answer, and until when others who ask the same may have it too, in seconds of the wall clock.
Work = Callable[[], Awaitable[tuple[Answer, float]]]


class StatusLane:
    """Status answers as they go over the wire, each proven fresh by the database's own change counter.

    Used by the event loop only.

    :param headers: the headers that such an answer may depend on, in lower case
    """

    def __init__(self, changes: ChangeCounter, headers: Iterable[bytes]) -> None:
        self._changes = changes
        self._headers = frozenset(headers)
        self._moment = -1
        self._kept: dict[Key, tuple[float, tuple[Message, ...]]] = {}
        self._at_work: dict[Key, tuple[int, asyncio.Future[Answer | None]]] = {}

    def before(self, app: ASGIApp) -> ASGIApp:
        """An application that answers from the lane what it can, and leaves the rest to `app`."""

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            kept = self._find(scope)
            if kept is None:
                await app(scope, receive, send)
            else:
                for message in kept:
                    await send(message)

        return answer

    async def through(self, scope: Scope, work: Work) -> Answer:
        """The answer of `work`, which those who ask the same in the same moment await together.

        It is kept for the moment that it was begun in: what it reads is of then or later, so it holds for
        as long as nobody has committed since then.
        """
        key, moment = self._key(scope), self._changes.value()
        begun, shared = self._at_work.get(key, (None, None))
        if shared is not None and begun == moment and (answer := await asyncio.shield(shared)) is not None:
            return answer
        own: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()
        self._at_work[key] = (moment, own)
        found: Answer | None = None
        try:
            answer, until = await work()
            found = answer if time.time() < until else None
            return answer
        finally:
            own.set_result(found)
            if self._at_work.get(key) == (moment, own):
                del self._at_work[key]
            if found is not None and found.status == 200:
                self._keep(key, found, moment, until)

    def _keep(self, key: Key, answer: Answer, moment: int, until: float) -> None:
        if moment != self._moment:
            self._kept.clear()
            self._moment = moment
        if len(self._kept) < _CAPACITY:
            self._kept[key] = (until, messages(answer))

    def _find(self, scope: Scope) -> tuple[Message, ...] | None:
        if scope["type"] != "http" or scope["method"] != "GET":
            return None
        until, found = self._kept.get(self._key(scope), _NOTHING)
        return found if time.time() < until and self._changes.value() == self._moment else None

    def _key(self, scope: Scope) -> Key:
        names = self._headers
        said = [part for header in scope["headers"] if header[0] in names for part in header]
        return (scope["raw_path"], scope["query_string"], *said)


def messages(answer: Answer) -> tuple[Message, ...]:
    """An answer as ASGI messages."""
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers.items()]
    headers.extend((b"set-cookie", cookie.encode("latin-1")) for cookie in answer.cookies)
    headers.append((b"content-length", str(len(answer.body)).encode()))
    return (
        {"type": "http.response.start", "status": answer.status, "headers": headers},
        {"type": "http.response.body", "body": answer.body},
    )
