"""Answers that depend on nothing but the database, kept until it changes."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stationmaster.dialects.dialect import Answer
from stationmaster.services.ports import ChangeCounter

_CAPACITY = 10_000

Key = tuple[bytes, ...]


class StatusLane:
    """Status answers as they go over the wire, each proven fresh by the database's own change counter.

    Used by the event loop only.

    :param headers: the headers that such an answer may depend on, in lower case
    """

    def __init__(self, changes: ChangeCounter, headers: Iterable[bytes]) -> None:
        self._changes = changes
        self._headers = frozenset(headers)
        self._moment = -1
        self._kept: dict[Key, tuple[Message, ...]] = {}

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

    def moment(self) -> int:
        """What names the present state of the database."""
        return self._changes.value()

    def keep(self, scope: Scope, answer: Answer, moment: int) -> None:
        """Keep an answer that was read after `moment`; dropped if the database has moved on."""
        if moment != self._moment:
            self._kept.clear()
            self._moment = moment
        if len(self._kept) < _CAPACITY:
            self._kept[self._key(scope)] = messages(answer)

    def _find(self, scope: Scope) -> tuple[Message, ...] | None:
        if scope["type"] != "http" or scope["method"] != "GET":
            return None
        found = self._kept.get(self._key(scope))
        return found if found is not None and self.moment() == self._moment else None

    def _key(self, scope: Scope) -> Key:
        names = self._headers
        said = [part for header in scope["headers"] if header[0] in names for part in header]
        return (scope["raw_path"], scope["query_string"], *said)


def messages(answer: Answer) -> tuple[Message, ...]:
    """An answer as ASGI messages."""
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers.items()]
    headers.append((b"content-length", str(len(answer.body)).encode()))
    return (
        {"type": "http.response.start", "status": answer.status, "headers": headers},
        {"type": "http.response.body", "body": answer.body},
    )
