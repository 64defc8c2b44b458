"""SuperOffice's credentials: name and password, ticket, bearer, or the cookie of a browser that has logged in."""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import unquote

from stationmaster.dialects.dialect import Inquiry, OpenAccess
from stationmaster.domain.errors import AccessDenied
from stationmaster.domain.tenants import CredentialKind, Principal
from stationmaster.services.access import AccessService

CREDENTIAL_HEADERS = frozenset({b"authorization", b"so-apptoken", b"cookie", b"x-xsrf-token"})
SESSION_COOKIE = "ASP.NET_SessionId"
XSRF_COOKIE = "XSRF-TOKEN"
XSRF_HEADER = "x-xsrf-token"
APP_TOKEN_HEADER = "so-apptoken"  # noqa: S105
SESSION_LIFE = timedelta(hours=1)

_TICKET = "7T:"
_BEARER = "8A:"
_CONTEXT = re.compile(r"/(cust[0-9]+)(?:/|$)", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Session:
    """A browser that has logged in: what its cookie holds, and the token that shows that it has read it."""

    secret: str
    until: datetime
    principal: Principal

    @property
    def xsrf_token(self) -> str:
        return _xsrf_token(self.secret)

    def cookies(self, *, secure: bool) -> tuple[str, ...]:
        """As `Set-Cookie` headers; the second one is for the page's own script."""
        end = f"; Path=/; SameSite=Lax{'; Secure' if secure else ''}"
        return (
            f"{SESSION_COOKIE}={self.secret}; HttpOnly{end}",
            f"{XSRF_COOKIE}={self.xsrf_token}{end}",
        )


#: As `Set-Cookie` headers: what a logout leaves.
NO_COOKIES = tuple(f"{name}=; Path=/; Max-Age=0" for name in (SESSION_COOKIE, XSRF_COOKIE))


def ticket(secret: str) -> str:
    """A ticket as clients send it."""
    return _TICKET + secret


def bearer(context: str, secret: str) -> str:
    """A bearer token as clients send it, with its tenant inside."""
    return f"{_BEARER}{context}.{secret}"


def context_of(inquiry: Inquiry) -> str | None:
    """The tenant that the URL names, as it is written there."""
    found = _CONTEXT.match(unquote(inquiry.path))
    return found[1] if found else None


class SuperOfficeAuth:
    """Who calls, by the schemes that are switched on; a bearer is always taken."""

    def __init__(
        self,
        *,
        with_username: bool = True,
        with_ticket: bool = True,
        with_implicit: bool = True,
        session_life: timedelta = SESSION_LIFE,
    ) -> None:
        self._with_implicit = with_implicit
        self._session_life = session_life
        self._schemes: Mapping[str, Callable[[Inquiry, str, AccessService], Principal]] = {
            "bearer": _by_bearer,
            **({"basic": _by_password} if with_username else {}),
            **({"soticket": _by_ticket} if with_ticket else {}),
        }

    def authenticate(self, inquiry: Inquiry, access: AccessService) -> Principal:
        """Who holds the credential of a request.

        :raises AccessDenied: missing, wrong, ended, of a scheme that is off, or of another tenant than the
            one in the URL: which of these, only the log may tell
        :raises WritingNeeded: the session has to be made to last longer
        """
        scheme, _, value = inquiry.headers.get("authorization", "").strip().partition(" ")
        if scheme:
            check = self._schemes.get(scheme.lower())
            if check is None:
                raise AccessDenied("this scheme of authorization is not offered")
            principal = check(inquiry, value.strip(), access)
        else:
            principal = self._by_session(inquiry, access)
        return _of_context(principal, context_of(inquiry))

    def login(self, open_access: OpenAccess, username: str, password: str, *, context: str | None) -> Session:
        """A new session for whoever has this name and password.

        :param context: the tenant that the URL names
        :raises AccessDenied: sessions are off, or there is no such user of this tenant with this password
        """
        if not self._with_implicit:
            raise AccessDenied("sessions are not offered")
        with open_access() as access:
            principal = access.check_password(username, password, CredentialKind.SUPEROFFICE_SESSION)
        _of_context(principal, context)
        with open_access(writes=True) as access:
            issued = access.issue(principal, CredentialKind.SUPEROFFICE_SESSION, life=self._session_life)
        return Session(secret=issued.secret, until=issued.until, principal=principal)

    def logout(self, open_access: OpenAccess, inquiry: Inquiry) -> None:
        """End the session of a request that was authenticated by it; its tokens are void from now on."""
        with open_access(writes=True) as access:
            access.revoke(_cookie(inquiry, SESSION_COOKIE), CredentialKind.SUPEROFFICE_SESSION)

    def _by_session(self, inquiry: Inquiry, access: AccessService) -> Principal:
        secret = _cookie(inquiry, SESSION_COOKIE)
        if not self._with_implicit or not secret:
            raise AccessDenied("there is no credential")
        if not _is_same(inquiry.headers.get(XSRF_HEADER, ""), _xsrf_token(secret)):
            raise AccessDenied("the XSRF token is missing or not that of the session")
        return access.authenticate_session(
            secret, CredentialKind.SUPEROFFICE_SESSION, life=self._session_life
        )


def _by_bearer(_inquiry: Inquiry, value: str, access: AccessService) -> Principal:
    _, _, secret = value.rpartition(".")
    principal = access.authenticate(secret, frozenset({CredentialKind.SUPEROFFICE_BEARER}))
    if value != bearer(principal.context, secret):
        raise AccessDenied("the bearer token names another tenant")
    return principal


def _by_ticket(inquiry: Inquiry, value: str, access: AccessService) -> Principal:
    """On a URL with a tenant, as online, the application has to say who it is; elsewhere it may."""
    if not value.startswith(_TICKET):
        raise AccessDenied("this is no ticket")
    principal = access.authenticate(
        value.removeprefix(_TICKET), frozenset({CredentialKind.SUPEROFFICE_TICKET})
    )
    app_token = inquiry.headers.get(APP_TOKEN_HEADER)
    if app_token is not None or context_of(inquiry) is not None:
        application = access.authenticate(app_token, frozenset({CredentialKind.SUPEROFFICE_APP}))
        if application.tenant_id != principal.tenant_id:
            raise AccessDenied("the application token is another tenant's")
    return principal


def _by_password(_inquiry: Inquiry, value: str, access: AccessService) -> Principal:
    try:
        username, colon, password = base64.b64decode(value, validate=True).decode().partition(":")
    except ValueError:
        raise AccessDenied("the user name and password are not in base64") from None
    if not colon:
        raise AccessDenied("there is no password")
    return access.check_password(username, password, CredentialKind.SUPEROFFICE_LOGIN)


def _of_context(principal: Principal, context: str | None) -> Principal:
    if context is not None and context.casefold() != principal.context.casefold():
        raise AccessDenied("the URL names another tenant")
    return principal


def _cookie(inquiry: Inquiry, name: str) -> str:
    for part in inquiry.headers.get("cookie", "").split(";"):
        key, _, value = part.strip().partition("=")
        if key == name:
            return value.strip('"')
    return ""


def _xsrf_token(secret: str) -> str:
    """Shows that its sender has read the session's own page; it does not tell the session's secret."""
    return hmac.digest(secret.encode("utf-8", "replace"), b"xsrf", "sha256").hex()


def _is_same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))
