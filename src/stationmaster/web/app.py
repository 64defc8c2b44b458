"""One ASGI application: reads a request, lets its dialect answer, and holds what all dialects share."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol
from urllib.parse import parse_qsl

from anyio import create_task_group, sleep, to_thread
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from stationmaster.dialects.dialect import Answer, BodyKind, Call, Dialect, Inquiry, OpenAccess, Route
from stationmaster.dialects.kore.routes import KoreDialect
from stationmaster.dialects.luis.routes import LuisDialect
from stationmaster.dialects.superoffice.routes import SuperOfficeDialect
from stationmaster.dialects.superoffice.settings import SuperOfficeSettings
from stationmaster.domain.errors import BodyTooLarge, MalformedBody
from stationmaster.domain.tenants import CallLimit, Principal
from stationmaster.services.access import AccessService
from stationmaster.services.client_apps import WritingNeeded
from stationmaster.services.limits import CallLimits
from stationmaster.services.ports import Clock, Database
from stationmaster.services.prediction import HitCounter
from stationmaster.services.services import Services
from stationmaster.web.health import health_routes, readiness
from stationmaster.web.routing import Match, RouteTable
from stationmaster.web.status_lane import StatusLane, messages

#: How often the counts of predictions are written down.
HIT_FLUSH_SECONDS = 2


class Gate(Protocol):
    """Opens what a request needs of the core."""

    def access(self, *, writes: bool = False) -> AbstractContextManager[AccessService]: ...

    def services(self, principal: Principal, *, writes: bool) -> AbstractContextManager[Services]: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class EdgeSettings:
    """What the edge needs of the settings."""

    region: str | None
    max_body_bytes: Mapping[BodyKind, int]
    kore_tells_reason: bool
    superoffice: SuperOfficeSettings
    kore_is_limited: bool


class Edge:
    """The ASGI application of all dialects; paths are matched whatever their case and last slash."""

    def __init__(
        self,
        dialects: Sequence[Dialect],
        gate: Gate,
        limits: CallLimits,
        lane: StatusLane,
        settings: EdgeSettings,
    ) -> None:
        self._dialects = [(dialect, RouteTable(dialect.routes)) for dialect in dialects]
        self._gate = gate
        self._limits = limits
        self._lane = lane
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close"})
            return
        for message in messages(await self._answer(scope, receive)):
            await send(message)

    def _dialect_of(self, path: str) -> tuple[Dialect, RouteTable] | None:
        lowered = path.lower()
        for dialect, table in self._dialects:
            if lowered.startswith(dialect.prefixes):
                return dialect, table
        return None

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        found = self._dialect_of(scope["path"])
        if found is None:
            return Answer(status=404, body=b"")
        dialect, table = found
        inquiry = _inquiry(scope)
        match = table.match(dialect.method_of(inquiry), dialect.path_of(inquiry))
        if not isinstance(match, Match):
            return dialect.unknown_route(match, inquiry)
        inquiry = replace(inquiry, parameters=match.parameters)
        try:
            body = await _read_body(inquiry, receive, limit=self._settings.max_body_bytes[match.route.body])
        except (BodyTooLarge, MalformedBody) as error:
            return dialect.render_error(error, inquiry)

        async def work() -> tuple[Answer, float]:
            run = partial(self._run, dialect, match, inquiry, body)
            principal, answer = await to_thread.run_sync(run)
            return answer, _shared_until(principal)

        if match.route.is_status:
            return await self._lane.through(scope, work)
        return (await work())[0]

    def _run(
        self, dialect: Dialect, match: Match, inquiry: Inquiry, body: bytes
    ) -> tuple[Principal | None, Answer]:
        """One call from authentication to commit, in a thread."""
        principal = None
        try:
            principal = self._authenticate(dialect, match.route, inquiry)
            self._limits.check(principal)
            with ExitStack() as transaction:
                return principal, match.route.handler(
                    Call(
                        method=inquiry.method,
                        path=inquiry.path,
                        query_string=inquiry.query_string,
                        query=inquiry.query,
                        headers=inquiry.headers,
                        base_url=inquiry.base_url,
                        parameters=inquiry.parameters,
                        body=body,
                        principal=principal,
                        region=self._settings.region,
                        open_services=_opener(self._gate, transaction, principal, match.route),
                        open_reading=partial(self._gate.services, principal, writes=False),
                        open_access=_access_opener(self._gate, match.route),
                    )
                )
        except Exception as error:
            return principal, dialect.render_error(error, inquiry)

    def _authenticate(self, dialect: Dialect, route: Route, inquiry: Inquiry) -> Principal:
        """Who asks, in a transaction that writes only if this credential cannot be taken otherwise."""
        try:
            with self._gate.access() as access:
                return dialect.authenticate(inquiry, route, access)
        except WritingNeeded:
            with self._gate.access(writes=True) as access:
                return dialect.authenticate(inquiry, route, access)


def _opener(gate: Gate, transaction: ExitStack, principal: Principal, route: Route) -> Callable[[], Services]:
    return lambda: transaction.enter_context(gate.services(principal, writes=route.writes))


def _access_opener(gate: Gate, route: Route) -> OpenAccess:
    def open_access(*, writes: bool = False) -> AbstractContextManager[AccessService]:
        if writes and route.writes:
            raise ValueError(f"{route.path} would wait for itself: only one transaction may write")
        return gate.access(writes=writes)

    return open_access


def _shared_until(principal: Principal | None) -> float:
    """When others who ask the same have to be looked at again, in seconds of the wall clock."""
    if principal is None or principal.limit != CallLimit():
        return 0.0
    return math.inf if principal.until is None else principal.until.timestamp()


def _inquiry(scope: Scope) -> Inquiry:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    # Percent-encoded by all but a few hand-written clients, which send UTF-8.
    query = scope["query_string"].decode("utf-8", "replace")
    host = headers.get("host", "localhost")
    return Inquiry(
        method=scope["method"],
        path=scope["raw_path"].decode("latin-1").split("?", 1)[0],
        query_string=query,
        query={name.lower(): value for name, value in parse_qsl(query, keep_blank_values=True)},
        headers=headers,
        base_url=f"{scope['scheme']}://{host}",
    )


async def _read_body(inquiry: Inquiry, receive: Receive, *, limit: int) -> bytes:
    """The body, refused before it is read where its length is announced, else as soon as it is too large.

    :raises BodyTooLarge: more than `limit` bytes
    :raises MalformedBody: the client went before it had sent all
    """
    announced = _announced(inquiry)
    if announced > limit:
        raise BodyTooLarge(f"the body has {announced} bytes; this call takes at most {limit}")
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise MalformedBody("The request was cut off")
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > limit:
            raise BodyTooLarge(f"the body has more than {limit} bytes")
        if not message.get("more_body", False):
            return b"".join(chunks)


def _announced(inquiry: Inquiry) -> int:
    """The length that the body is said to have; 0 where nothing that can be believed is said."""
    try:
        return int(inquiry.headers.get("content-length", "0"))
    except ValueError:
        return 0


def build_app(
    gate: Gate,
    database: Database,
    limits: CallLimits,
    settings: EdgeSettings,
    *,
    hits: HitCounter,
    clock: Clock,
) -> ASGIApp:
    """The whole web application: health, every dialect, and the status lane before them."""
    dialects: list[Dialect] = [
        LuisDialect(region=settings.region),
        KoreDialect(tells_reason=settings.kore_tells_reason, is_limited=settings.kore_is_limited),
        SuperOfficeDialect(settings.superoffice),  # the last: its paths begin as Kore.ai's do
    ]
    named = {header for dialect in dialects for header in dialect.credential_headers}
    lane = StatusLane(database.change_counter(), {b"host", *named})

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with create_task_group() as tasks:
            tasks.start_soon(_flush_hits, hits, database)
            yield
            tasks.cancel_scope.cancel()
        hits.flush(database)

    app = Starlette(routes=health_routes(partial(readiness, database, clock)), lifespan=lifespan)
    # A mount would answer paths with a line break by itself.
    app.router.default = Edge(dialects, gate, limits, lane, settings)
    return lane.before(app)


async def _flush_hits(hits: HitCounter, database: Database) -> None:
    while True:
        await sleep(HIT_FLUSH_SECONDS)
        await to_thread.run_sync(hits.flush, database)
