"""SuperOffice's calls, and the dialect that they make up."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from stationmaster.dialects.dialect import Answer, Call, Inquiry, Route
from stationmaster.dialects.superoffice import errors
from stationmaster.dialects.superoffice.asking import Access, Asked, Offer
from stationmaster.dialects.superoffice.auth import CREDENTIAL_HEADERS, SuperOfficeAuth
from stationmaster.dialects.superoffice.operations import (
    ai,
    categories,
    messages,
    preferences,
    selections,
    tickets,
)
from stationmaster.dialects.superoffice.settings import SuperOfficeSettings
from stationmaster.dialects.superoffice.wire import negotiate
from stationmaster.domain.tenants import NOBODY, Principal
from stationmaster.services.access import AccessService

OFFERS: tuple[Offer, ...] = (
    *ai.OFFERS,
    *categories.OFFERS,
    *tickets.OFFERS,
    *messages.OFFERS,
    *selections.OFFERS,
    *preferences.OFFERS,
)

#: What an installation puts before the paths of its calls: a tenant, or the name of the site.
_BEFORE = re.compile(r"/(?:cust[0-9]+|superoffice)(?=/|$)", re.ASCII | re.IGNORECASE)


class SuperOfficeDialect:
    """SuperOffice's WebAPI, as far as ticket categories need it."""

    name = "superoffice"
    prefixes: tuple[str, ...] = ("/api", "/cust", "/superoffice")
    credential_headers = CREDENTIAL_HEADERS

    def __init__(self, settings: SuperOfficeSettings) -> None:
        self._settings = settings
        self._auth = SuperOfficeAuth(
            with_username=settings.with_username,
            with_ticket=settings.with_ticket,
            with_implicit=settings.with_implicit,
        )
        self.routes = tuple(self._route(offer) for offer in OFFERS)

    def method_of(self, inquiry: Inquiry) -> str:
        """That of the request."""
        return inquiry.method

    def path_of(self, inquiry: Inquiry) -> str:
        """The path below the tenant's segment, or below the site's."""
        return _BEFORE.sub("", inquiry.path, count=1) if _BEFORE.match(inquiry.path) else inquiry.path

    def authenticate(self, inquiry: Inquiry, route: Route, access: AccessService) -> Principal:
        """Who has the credential of a request; nobody where none is asked for."""
        if route.access == Access.OPEN:
            return NOBODY
        return self._auth.authenticate(inquiry, access)

    def render_error(self, error: Exception, inquiry: Inquiry) -> Answer:
        """The error in SuperOffice's words."""
        return self._for_scripts(errors.render_error(error, inquiry), inquiry)

    def unknown_route(self, allowed: tuple[str, ...], inquiry: Inquiry) -> Answer:
        """404, or 405 with the methods that the path has; a browser's question beforehand is answered."""
        return self._for_scripts(errors.unknown_route(allowed, inquiry), inquiry)

    def _route(self, offer: Offer) -> Route:
        return Route(
            offer.method,
            "/api" + offer.path,
            self._handler(offer),
            offer.access,
            writes=offer.writes,
            body=offer.body,
        )

    def _handler(self, offer: Offer) -> Callable[[Call], Answer]:
        def handle(call: Call) -> Answer:
            exchange = negotiate(
                call.headers,
                call.query,
                base_zone=self._settings.base_zone,
                strict_accept=self._settings.strict_accept,
            )
            answer = offer.answers(Asked(call=call, exchange=exchange, settings=self._settings))
            return self._for_scripts(answer, call)

        return handle

    def _for_scripts(self, answer: Answer, inquiry: Inquiry) -> Answer:
        """With the headers without which a page of another origin is not shown the answer."""
        origin = inquiry.headers.get("origin")
        if origin is None or not self._settings.allows_origin(origin):
            return answer
        headers = {
            **answer.headers,
            "access-control-allow-origin": origin,
            "access-control-allow-credentials": "true",
            "access-control-expose-headers": "SO-TimeZone, Retry-After",
            "vary": "Origin",
        }
        return replace(answer, headers=headers)
