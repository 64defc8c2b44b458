"""SuperOffice's calls, and the dialect that they make up."""

from __future__ import annotations

import re
from collections.abc import Callable

from stationmaster.dialects.dialect import Answer, Call, Inquiry, Route
from stationmaster.dialects.superoffice import cross_origin, errors
from stationmaster.dialects.superoffice.asking import Access, Asked, Offer
from stationmaster.dialects.superoffice.auth import CREDENTIAL_HEADERS, SuperOfficeAuth
from stationmaster.dialects.superoffice.operations import (
    ai,
    batch,
    categories,
    categoriser,
    login,
    messages,
    preferences,
    selections,
    site,
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
    *batch.OFFERS,
    *preferences.OFFERS,
    *categoriser.OFFERS,
    *site.offers(lambda: OFFERS),
    *login.OFFERS,
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
        """404, or 405 with the methods that the path has; OPTIONS tells them."""
        if inquiry.method == "OPTIONS" and allowed:
            return cross_origin.before(allowed, inquiry, self._settings)
        return self._for_scripts(errors.unknown_route(allowed, inquiry), inquiry)

    def _route(self, offer: Offer) -> Route:
        return Route(
            offer.method,
            offer.path,
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
            asked = Asked(call=call, exchange=exchange, settings=self._settings, auth=self._auth)
            return self._for_scripts(offer.answers(asked), call)

        return handle

    def _for_scripts(self, answer: Answer, inquiry: Inquiry) -> Answer:
        return cross_origin.shown(answer, inquiry, self._settings)
