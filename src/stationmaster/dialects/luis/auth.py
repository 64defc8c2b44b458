"""LUIS keys: an authoring key may author and predict, an endpoint key may only predict."""

from __future__ import annotations

from enum import StrEnum

from stationmaster.dialects.dialect import Inquiry
from stationmaster.domain.tenants import CredentialKind, Principal
from stationmaster.services.access import AccessService

KEY_HEADER = "ocp-apim-subscription-key"
KEY_PARAMETER = "subscription-key"


class Access(StrEnum):
    """Which keys an operation takes."""

    AUTHORING = "authoring"
    PREDICTION = "prediction"


KINDS = {
    Access.AUTHORING: frozenset({CredentialKind.LUIS_AUTHORING}),
    Access.PREDICTION: frozenset({CredentialKind.LUIS_AUTHORING, CredentialKind.LUIS_ENDPOINT}),
}


def key_of(inquiry: Inquiry) -> str:
    """The key of a request: in its header, or in the query string as the command line tools send it."""
    return inquiry.headers.get(KEY_HEADER) or inquiry.query.get(KEY_PARAMETER, "")


def authenticate(
    inquiry: Inquiry, required: Access, access: AccessService, *, region: str | None
) -> Principal:
    """Who holds the key of a request.

    :raises AccessDenied: missing, unknown, of another region, or not for this operation
    """
    return access.authenticate(key_of(inquiry), KINDS[required], region=region)
