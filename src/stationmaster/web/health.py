"""Whether the server lives, is ready, and which it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from stationmaster import __version__
from stationmaster.services.ports import Clock, Database

#: A dispatcher or worker not seen for so long is taken for gone.
SEEN_WITHIN = timedelta(seconds=15)


def readiness(database: Database, clock: Clock) -> dict[str, str]:
    """What is amiss, by part; empty when all is well."""
    problems: dict[str, str] = {}
    try:
        with database.writing(durable=False) as stores:
            lease = stores.dispatch.lease()
    except Exception as error:
        return {"database": f"not writable: {type(error).__name__}"}
    if lease is None or clock.now() - lease.renewed_at > SEEN_WITHIN:
        problems["dispatcher"] = "not seen in the last 15 seconds"
        problems["worker"] = "unknown without a dispatcher"
    elif lease.workers == 0:
        problems["worker"] = "none is alive"
    return problems


def health_routes(check: Callable[[], dict[str, str]]) -> list[Route]:
    """The routes `/livez`, `/readyz` and `/version`."""

    async def livez(_request: Request) -> JSONResponse:
        return JSONResponse({"status": "alive"})

    async def readyz(_request: Request) -> JSONResponse:
        problems = await to_thread.run_sync(check)
        status = "not ready" if problems else "ready"
        return JSONResponse({"status": status, "problems": problems}, status_code=503 if problems else 200)

    async def version(_request: Request) -> JSONResponse:
        return JSONResponse({"name": "stationmaster", "version": __version__})

    return [Route("/livez", livez), Route("/readyz", readyz), Route("/version", version)]
