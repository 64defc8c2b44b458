"""LUIS v2.0: every operation, and the dialect that they make up."""

from __future__ import annotations

from stationmaster.dialects.dialect import Answer, Inquiry, Route
from stationmaster.dialects.luis import auth, errors
from stationmaster.dialects.luis.operations import (
    apps,
    entities,
    examples,
    features,
    lists,
    models,
    parts,
    patterns,
    prebuilts,
    prediction,
    training,
    versions,
)
from stationmaster.domain.tenants import Principal
from stationmaster.services.access import AccessService

ROUTES: tuple[Route, ...] = (
    *apps.ROUTES,
    *versions.ROUTES,
    *training.ROUTES,
    *prediction.ROUTES,
    *models.ROUTES,
    *entities.ROUTES,
    *parts.ROUTES,
    *lists.ROUTES,
    *prebuilts.ROUTES,
    *examples.ROUTES,
    *features.ROUTES,
    *patterns.ROUTES,
)


class LuisDialect:
    """LUIS authoring and prediction, v2.0."""

    name = "luis"
    prefixes: tuple[str, ...] = ("/luis/api/v2.0", "/luis/v2.0")
    routes = ROUTES
    credential_headers = frozenset({auth.KEY_HEADER.encode()})

    def __init__(self, *, region: str | None) -> None:
        self._region = region

    def method_of(self, inquiry: Inquiry) -> str:
        """That of the request."""
        return inquiry.method

    def path_of(self, inquiry: Inquiry) -> str:
        """That of the request."""
        return inquiry.path

    def authenticate(self, inquiry: Inquiry, route: Route, access: AccessService) -> Principal:
        """Who holds the key of a request."""
        return auth.authenticate(inquiry, auth.Access(route.access), access, region=self._region)

    def render_error(self, error: Exception, inquiry: Inquiry) -> Answer:
        """The error in LUIS's words."""
        return errors.render_error(error)

    def unknown_route(self, allowed: tuple[str, ...], inquiry: Inquiry) -> Answer:
        """404, or 405 with the methods that the path has."""
        return errors.unknown_route(allowed)
