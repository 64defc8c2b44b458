"""Kore.ai's public and builder calls, and the dialect that they make up."""

from __future__ import annotations

from dataclasses import replace

from stationmaster.dialects.dialect import Answer, Inquiry, Route
from stationmaster.dialects.kore import auth, errors
from stationmaster.dialects.kore.operations import (
    batch_tests,
    configurations,
    extractions,
    files,
    intents,
    knowledge,
    languages,
    training,
)
from stationmaster.dialects.kore.operations.builder import (
    account,
    components,
    parameters,
    sentences,
    streams,
)
from stationmaster.dialects.kore.operations.builder import training as builder_training
from stationmaster.domain.tenants import Principal
from stationmaster.services.access import AccessService
from stationmaster.services.limits import RollingLimits

ROUTES: tuple[Route, ...] = (
    *training.ROUTES,
    *intents.ROUTES,
    *files.ROUTES,
    *languages.ROUTES,
    *batch_tests.ROUTES,
    *configurations.ROUTES,
    *knowledge.ROUTES,
    *extractions.ROUTES,
    *account.ROUTES,
    *sentences.ROUTES,
    *streams.ROUTES,
    *components.ROUTES,
    *parameters.ROUTES,
    *builder_training.ROUTES,
)

_OVERRIDE_HEADER = "x-http-method-override"
_OVERRIDES = frozenset({"PUT", "DELETE", "PATCH"})


#: Calls, and seconds.
_WINDOWS = ((60, 60), (1_800, 3_600))
_POLLED = "/status"


def _limited_as(inquiry: Inquiry, route: Route) -> tuple[str, ...]:
    """What shares one count: all calls about a bot, or those that poll the same thing."""
    if _POLLED in route.path:
        query = (inquiry.query.get(name, "") for name in ("language", "state"))
        return (*inquiry.parameters.values(), route.handler.__name__, *query)
    return (inquiry.parameters.get(auth.BOT, ""),)


class KoreDialect:
    """Kore.ai: training, files, predictions and the calls of its builder.

    :param tells_reason: whether a header says why credentials were refused
    :param is_limited: whether each bot, and each thing that is polled, may be called as often as the vendor
        lets it
    """

    name = "kore"
    prefixes: tuple[str, ...] = ("/api/public/", "/api/1.1/", "/api/v1.1/")
    routes = ROUTES
    credential_headers = auth.CREDENTIAL_HEADERS | {_OVERRIDE_HEADER.encode()}

    def __init__(self, *, tells_reason: bool, is_limited: bool) -> None:
        self._tells_reason = tells_reason
        self._limits = RollingLimits(_WINDOWS) if is_limited else None

    def method_of(self, inquiry: Inquiry) -> str:
        """The method that is meant: one that is sent as another is only ever sent as POST."""
        override = inquiry.headers.get(_OVERRIDE_HEADER, "").strip().upper()
        if not override or override == inquiry.method:
            return inquiry.method
        return override if inquiry.method == "POST" and override in _OVERRIDES else ""

    def path_of(self, inquiry: Inquiry) -> str:
        """That of the request."""
        return inquiry.path

    def authenticate(self, inquiry: Inquiry, route: Route, access: AccessService) -> Principal:
        """Who signed the token of a request.

        :raises RateLimited: what it is about has been called too often
        """
        principal = auth.authenticate(inquiry, route.access, access)
        if self._limits is None:
            return principal
        self._limits.check(principal.tenant_id, *_limited_as(inquiry, route))
        return replace(principal, until=access.now())  # so that every call is counted

    def render_error(self, error: Exception, inquiry: Inquiry) -> Answer:
        """The error in Kore.ai's words."""
        return errors.render_error(error, tells_reason=self._tells_reason)

    def unknown_route(self, allowed: tuple[str, ...], inquiry: Inquiry) -> Answer:
        """404, or 405 with the methods that the path has."""
        return errors.unknown_route(allowed)
