"""Every form in which clients write the path of a call."""

from __future__ import annotations

from collections.abc import Callable

from stationmaster.dialects.dialect import Answer, BodyKind, Call, Route

PUBLIC_ROOTS = ("/api/public", "/api/1.1/public")
BUILDER_ROOT = "/api/1.1"
FIND_ROOTS = ("/api/v1.1/rest", "/api/1.1/rest")
BOT_PATH = "/bot/{botId}"
_STREAM_PATH = "/stream/{botId}"


def public(
    method: str,
    path: str,
    handler: Callable[[Call], Answer],
    scope: str,
    *,
    writes: bool = False,
    body: BodyKind = BodyKind.ORDINARY,
    is_status: bool = False,
) -> tuple[Route, ...]:
    """A public call under each of its roots, with `bot` and with `stream`."""
    return _routes(PUBLIC_ROOTS, method, path, handler, scope, writes=writes, body=body, is_status=is_status)


def find_intent(handler: Callable[[Call], Answer], scope: str) -> tuple[Route, ...]:
    """The one call that is not under the public roots, in the forms that its clients have used."""
    return tuple(
        Route("POST", f"{root}/{kind}/{{botId}}/findIntent", handler, scope)
        for root in FIND_ROOTS
        for kind in ("bot", "stream", "streams")
    )


def _routes(
    roots: tuple[str, ...],
    method: str,
    path: str,
    handler: Callable[[Call], Answer],
    scope: str,
    *,
    writes: bool,
    body: BodyKind,
    is_status: bool,
) -> tuple[Route, ...]:
    paths = dict.fromkeys((path, path.replace(BOT_PATH, _STREAM_PATH)))
    return tuple(
        Route(method, root + each, handler, scope, writes=writes, body=body, is_status=is_status)
        for root in roots
        for each in paths
    )
