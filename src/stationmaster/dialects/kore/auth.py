"""Kore.ai's credentials: signed tokens of client apps for the public calls, access tokens for the builder's.

A token is checked first, then the bot, then the scope. What a refusal does not tell its caller, the log does.
"""

from __future__ import annotations

import base64
import json
import logging
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OctKey, RSAKey

from stationmaster.dialects.dialect import Inquiry, OpenAccess
from stationmaster.dialects.kore import ids
from stationmaster.domain.errors import AccessDenied, AppNotFound
from stationmaster.domain.tenants import (
    NOBODY,
    ClientAppId,
    CredentialKind,
    Principal,
    SigningAlgorithm,
    TenantId,
    UserId,
)
from stationmaster.services.access import AccessService
from stationmaster.services.client_apps import VerificationKey

logger = logging.getLogger(__name__)

DIALECT = "kore"
TOKEN_HEADER = "auth"  # noqa: S105
CREDENTIAL_HEADERS = frozenset({b"auth", b"authorization", b"accountid"})

#: What a route's path calls these.
BOT, USER, ORGANISATION = "botId", "userId", "organisationId"

#: In place of a scope, what else a route may require.
NO_CREDENTIAL = "no credential"
ANY_CLIENT_APP = "any client app"
BUILDER = "builder"
LINK = "link"  #: to one operation's result: the path itself is the credential

#: What the path of a link calls its parts.
LINKED, LINK_WORD = "operationId", "word"

SCOPES = frozenset(
    {
        "intent_entity:detection",
        "test_and_train:ml",
        "test_and_train:faq",
        "test_and_train:ml_import",
        "test_and_train:ml_export",
        "nlp_configurations:nlp_configurations",
        "knowledge_graph:knowledge_graph",
        "knowledge_graph_export:knowledge_graph_export",
        "batchtest:execution",
        "batchtest:management",
        "bot_definition:bot_export",
        "update_faqs:update_faqs",
        "logs:change_logs",
    }
)
ADMIN_SCOPES = frozenset(
    {
        "bot_definition:bot_import",
        "bot_definition:bot_create",
        "bot_publish:publish_request",
        "bot_publish:publish_status",
        "update_faqs_from_BAC:update_faqs_from_BAC",
        "role_management:role_management",
    }
)  #: of which a Bot-Builder app may have none

TOKEN_LIFE = timedelta(hours=12)  #: of a builder's access token
SINGLE_USE_LIFE_SECONDS = 3600
_LONGEST_TOKEN = 16_384
#: A token that ends later than this is not known to end.
_HORIZON_SECONDS = 10 * 365 * 86_400

_SEGMENTS = re.compile(r"([\w-]++)\.([\w-]++)\.([\w-]*+)", re.ASCII)
_NOBODYS_KEY = secrets.token_urlsafe(32)


class Cause(StrEnum):
    """Why a credential was refused, in words that help whoever holds it."""

    MISSING = "there is no auth header"
    NOT_A_JWT = "the auth header holds no JSON Web Token"
    TOO_LONG = "the token is longer than any that a client app needs"
    EXTENSION = "the header demands an extension by crit, and none is understood"
    UNKNOWN_APP = "no client app has the id in appId or iss"
    WRONG_ALGORITHM = "the token is not signed with the algorithm of its client app"
    WRONG_SIGNATURE = "the signature is wrong: another secret was used, or the token was changed or cut"
    MALFORMED_CLAIMS = "the claims are malformed: a name occurs twice, or a time is not a number"
    EXPIRED = "the token has expired"
    NOT_YET_VALID = "the token is not valid yet"
    NO_TOKEN_ID = "the client app takes only tokens with a jti"  # noqa: S105
    TOO_LONG_LIVED = "the client app takes only tokens that live for one hour at most"
    USED_BEFORE = "a token with this jti was used before"
    NOT_MAPPED = "there is no such bot, or the client app is not mapped to it"
    WRONG_SCOPE = "the client app does not have the scope of this call"
    WRONG_ACCESS_TOKEN = "the access token is missing, unknown or has expired"  # noqa: S105
    WRONG_ACCOUNT = "the call names another account, organisation or user than that of its access token"


class CredentialsRefused(AccessDenied):
    """Kore.ai's words for it tell nothing; the cause does."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause.value)
        self.cause = cause


class NotAToken(CredentialsRefused):
    """Kore.ai says: Invalid JWT token."""


class ScopeMissing(CredentialsRefused):
    """Kore.ai says: Permission denied."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Login:
    """A builder's access token, and whose it is."""

    token: str
    until: datetime
    principal: Principal


def account_id(tenant_id: TenantId) -> str:
    """What the builder's client calls a tenant."""
    return ids.short(tenant_id)


def organisation_id(tenant_id: TenantId) -> str:
    """The tenant again: each account is the only one of its organisation."""
    return ids.to_wire(ids.ORGANISATION, tenant_id)


def user_id(user: UserId) -> str:
    """A user on the wire."""
    return ids.to_wire(ids.USER, user)


def client_id(client_app: ClientAppId) -> str:
    """A client app on the wire."""
    return ids.to_wire(ids.CLIENT_APP, client_app)


def authenticate(inquiry: Inquiry, required: str, access: AccessService) -> Principal:
    """Who calls, and that they may.

    :param required: the scope that the call needs, or one of the words above in its place
    :raises CredentialsRefused: the credential does not allow this call
    :raises AppNotFound: an Admin-Console app names a bot that does not exist
    :raises WritingNeeded: the token may be used once, which has to be noted
    """
    try:
        if required == NO_CREDENTIAL:
            return NOBODY
        if required == LINK:
            return access.follow_link(inquiry.parameters[LINKED], inquiry.parameters[LINK_WORD])
        if required == BUILDER:
            return _builder(inquiry, access)
        return _client_app(inquiry, required, access)
    except CredentialsRefused as error:
        logger.warning("%s %s was refused: %s", inquiry.method, inquiry.path[:200], error)
        raise


def login(open_access: OpenAccess, username: str, password: str) -> Login:
    """A new access token for whoever has this name and password.

    :raises AccessDenied: no such user, or another password
    """
    with open_access() as access:
        principal = access.check_password(username, password, CredentialKind.KORE_USER)
    with open_access(writes=True) as access:
        issued = access.issue(principal, CredentialKind.KORE_USER, life=TOKEN_LIFE)
    return Login(token=issued.secret, until=issued.until, principal=principal)


def scopes_of(kind: CredentialKind) -> frozenset[str]:
    """The scopes that a client app of this kind may be granted."""
    return SCOPES | ADMIN_SCOPES if kind == CredentialKind.KORE_ADMIN_CONSOLE else SCOPES


def has_scope(principal: Principal, scope: str) -> bool:
    """Whether a client app may make the calls of a scope, as its kind allows and its owner granted."""
    of_its_kind = principal.kind == CredentialKind.KORE_ADMIN_CONSOLE or scope not in ADMIN_SCOPES
    return of_its_kind and principal.has_scope(scope)


def _builder(inquiry: Inquiry, access: AccessService) -> Principal:
    scheme, _, token = inquiry.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise CredentialsRefused(Cause.WRONG_ACCESS_TOKEN)
    try:
        principal = access.authenticate(token.strip(), frozenset({CredentialKind.KORE_USER}))
    except AccessDenied:
        raise CredentialsRefused(Cause.WRONG_ACCESS_TOKEN) from None
    named_and_own = (
        (inquiry.headers.get("accountid"), account_id(principal.tenant_id)),
        (inquiry.parameters.get(ORGANISATION), organisation_id(principal.tenant_id)),
        (inquiry.parameters.get(USER), user_id(principal.user_id)),
    )
    if any(named not in {None, own} for named, own in named_and_own):
        raise CredentialsRefused(Cause.WRONG_ACCOUNT)
    return principal


def _client_app(inquiry: Inquiry, required: str, access: AccessService) -> Principal:
    verified, claims = _verify(inquiry.headers.get(TOKEN_HEADER, ""), access)
    until = _check_claims(verified, claims, access)
    app = verified.app
    principal = replace(verified.principal, until=until, apps=app.apps)
    app_id = inquiry.parameters.get(BOT)
    if app_id is not None:
        exists = access.has_app(principal, app_id, dialect=DIALECT)
        if not exists and app.kind == CredentialKind.KORE_ADMIN_CONSOLE:
            raise AppNotFound
        if not exists or app.scopes_on(app_id) is None:
            raise CredentialsRefused(Cause.NOT_MAPPED)
    principal = replace(principal, scopes=app.scopes_on(app_id) or frozenset())
    if required != ANY_CLIENT_APP and not has_scope(principal, required):
        raise ScopeMissing(Cause.WRONG_SCOPE)
    return principal


def _verify(token: str, access: AccessService) -> tuple[VerificationKey, Mapping[str, Any]]:
    """The client app that has signed this token, and what it says.

    An unknown client app costs what a known one does.
    """
    if not token:
        raise CredentialsRefused(Cause.MISSING)
    header, claims = _parse(token)
    if "crit" in header:
        raise CredentialsRefused(Cause.EXTENSION)
    named = claims.get("appId", claims.get("kore_iss", claims.get("iss")))
    client_app_id = ids.from_wire(ids.CLIENT_APP, named) if isinstance(named, str) else None
    known = access.client_apps.verification_key(ClientAppId(client_app_id)) if client_app_id else None
    algorithm = known.app.algorithm if known else SigningAlgorithm.HS256
    is_signed = _is_signed(token, known.key if known else _NOBODYS_KEY, algorithm)
    if known is None:
        raise CredentialsRefused(Cause.UNKNOWN_APP)
    if header.get("alg") != algorithm:
        raise CredentialsRefused(Cause.WRONG_ALGORITHM)
    if not is_signed:
        raise CredentialsRefused(Cause.WRONG_SIGNATURE)
    return known, claims


def _is_signed(token: str, key: str, algorithm: SigningAlgorithm) -> bool:
    kind = RSAKey if algorithm.is_public else OctKey
    try:
        jws.deserialize_compact(token, kind.import_key(key), algorithms=[algorithm.value])
    except (JoseError, ValueError):
        return False
    return True


class _NameTwice(ValueError):
    """A JSON object has a name twice, so that two readers may read two things."""


def _parse(token: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The header and the claims, not yet believed."""
    segments = _SEGMENTS.fullmatch(token)
    if segments is None:
        raise NotAToken(Cause.NOT_A_JWT)
    if len(token) > _LONGEST_TOKEN:
        raise CredentialsRefused(Cause.TOO_LONG)
    try:
        header, claims = (_json_object(segment) for segment in segments.groups()[:2])
    except _NameTwice:
        raise CredentialsRefused(Cause.MALFORMED_CLAIMS) from None
    except (ValueError, RecursionError):
        raise NotAToken(Cause.NOT_A_JWT) from None
    return header, claims


def _json_object(segment: str) -> Mapping[str, Any]:
    text = base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
    value = json.loads(text, object_pairs_hook=_once_each, parse_constant=_refuse_constant)
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise _NameTwice
    return values


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _check_claims(
    verified: VerificationKey, claims: Mapping[str, Any], access: AccessService
) -> datetime | None:
    """Until when the same token may be taken again without a look at it."""
    now = access.now()
    begins, made, ends = (_time(claims, name) for name in ("nbf", "iat", "exp"))
    if ends is not None and ends <= now.timestamp():
        raise CredentialsRefused(Cause.EXPIRED)
    if begins is not None and begins > now.timestamp():
        raise CredentialsRefused(Cause.NOT_YET_VALID)
    if verified.app.single_use:
        token_id = claims.get("jti", claims.get("kore_jti"))
        if not isinstance(token_id, str) or not token_id:
            raise CredentialsRefused(Cause.NO_TOKEN_ID)
        begun = now.timestamp() if made is None else min(made, now.timestamp())
        if ends is None or ends - begun > SINGLE_USE_LIFE_SECONDS:
            raise CredentialsRefused(Cause.TOO_LONG_LIVED)
        if not access.client_apps.spend(verified.app, token_id, until=datetime.fromtimestamp(ends, UTC)):
            raise CredentialsRefused(Cause.USED_BEFORE)
        return now
    if ends is None or ends > now.timestamp() + _HORIZON_SECONDS:
        return None
    return datetime.fromtimestamp(ends, UTC)


def _time(claims: Mapping[str, Any], name: str) -> float | None:
    value = claims.get(name)
    if value is None and name not in claims:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CredentialsRefused(Cause.MALFORMED_CLAIMS)
    return value
