"""Who is let in at SuperOffice's calls, by which scheme, and that nobody is let in at another tenant's URL."""

from __future__ import annotations

import base64
import logging
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from workshop import Workshop

from stationmaster.bootstrap import Station, open_station
from stationmaster.dialects.dialect import Inquiry
from stationmaster.dialects.superoffice import auth
from stationmaster.dialects.superoffice.auth import Session, SuperOfficeAuth
from stationmaster.domain.errors import AccessDenied
from stationmaster.domain.tenants import CredentialKind, Principal
from stationmaster.services.access import NewUser
from stationmaster.services.client_apps import WritingNeeded

CALL = "/api/v1/Agents/AI/GetTrainingStatus"
LOGIN, TICKET = CredentialKind.SUPEROFFICE_LOGIN, CredentialKind.SUPEROFFICE_TICKET
APP, BEARER = CredentialKind.SUPEROFFICE_APP, CredentialKind.SUPEROFFICE_BEARER


@dataclass(kw_only=True)
class Watch:
    """A clock that stands still until it is moved."""

    moment: datetime = datetime(2026, 5, 1, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment


@dataclass(kw_only=True)
class Site:
    """A server with two tenants."""

    station: Station
    watch: Watch
    ours: NewUser
    theirs: NewUser
    auth: SuperOfficeAuth = field(default_factory=SuperOfficeAuth)

    def ask(self, path: str = CALL, **headers: str) -> Principal:
        """Who a request is taken to come from, asked again with a transaction that writes if need be."""
        inquiry = asking(path, **headers)
        try:
            with self.station.access() as access:
                return self.auth.authenticate(inquiry, access)
        except WritingNeeded:
            with self.station.access(writes=True) as access:
                return self.auth.authenticate(inquiry, access)

    def is_let_in(self, path: str = CALL, **headers: str) -> bool:
        try:
            principal = self.ask(path, **headers)
        except AccessDenied:
            return False
        assert principal.tenant_id == self.ours.tenant.id
        return True

    @property
    def context(self) -> str:
        return self.ours.tenant.context

    def log_in(self, context: str | None = None) -> Session:
        return self.auth.login(self.station.access, self.ours.username, self.ours.password, context=context)


def asking(path: str = CALL, **headers: str) -> Inquiry:
    return Inquiry(
        method="POST",
        path=path,
        query_string="",
        query={},
        headers={name.lower().replace("_", "-"): value for name, value in headers.items()},
        base_url="http://localhost",
    )


def basic(username: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()


def of_ticket(user: NewUser) -> dict[str, str]:
    return {
        "Authorization": f"SOTicket {auth.ticket(user.secrets[TICKET])}",
        "SO_AppToken": user.secrets[APP],
    }


def of_bearer(user: NewUser) -> dict[str, str]:
    return {"Authorization": f"Bearer {auth.bearer(user.tenant.context, user.secrets[BEARER])}"}


def of_password(user: NewUser) -> dict[str, str]:
    return {"Authorization": basic(user.username, user.password)}


def of_session(session: Session) -> dict[str, str]:
    cookies = [cookie.partition(";")[0] for cookie in session.cookies(secure=False)]
    return {"Cookie": "; ".join(["seen=1", *cookies]), "X_XSRF_TOKEN": session.xsrf_token}


@pytest.fixture
def site(workshop: Workshop) -> Site:
    watch = Watch()
    station = replace(workshop.station, clock=watch)
    with station.access(writes=True) as access:
        ours, theirs = access.create_tenant("ours"), access.create_tenant("theirs")
    return Site(station=station, watch=watch, ours=ours, theirs=theirs)


FORMS = {"ticket": of_ticket, "bearer": of_bearer, "password": of_password}


# Each scheme


@pytest.mark.parametrize("form", FORMS)
def test_a_credential_tells_the_tenant_with_and_without_one_in_the_url(site: Site, form: str) -> None:
    headers = FORMS[form](site.ours)
    for root in (
        "",
        "/SuperOffice",
        f"/{site.context}",
        f"/{site.context.lower()}",
        f"/{site.context.upper()}",
    ):
        principal = site.ask(root + CALL, **headers)
        assert principal.user_id == site.ours.user.id, root
        assert principal.context == site.context
        assert principal.kind.dialect == "superoffice"


def test_schemes_are_spelt_in_any_case(site: Site) -> None:
    for form in FORMS.values():
        headers = form(site.ours)
        scheme, _, value = headers["Authorization"].partition(" ")
        for spelt in (scheme.lower(), scheme.upper(), scheme.title()):
            assert site.is_let_in(**{**headers, "Authorization": f"{spelt}  {value} "})


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        " ",
        "Bearer",
        "Bearer ",
        "Bearer .",
        "Basic",
        "Basic ====",
        "Basic %%%",
        "Basic bm9jb2xvbg==",
        "Basic /w==",
        "Basic Og==",
        "SOTicket",
        "SOTicket 7T:",
        "Negotiate YII=",
        "Digest x",
        "bearer8A:",
        "\u00e9 \u00e9",
    ],
)
def test_what_is_no_credential(site: Site, authorization: str) -> None:
    assert not site.is_let_in(Authorization=authorization)
    assert not site.is_let_in(f"/{site.context}{CALL}", Authorization=authorization)


def test_no_header_at_all(site: Site) -> None:
    assert not site.is_let_in()


def test_a_wrong_password_and_one_of_another(site: Site) -> None:
    ours, theirs = site.ours, site.theirs
    for username, password in (
        (ours.username, "wrong"),
        (ours.username, ""),
        (ours.username, theirs.password),
        ("nobody", ours.password),
        ("", ""),
    ):
        assert not site.is_let_in(Authorization=basic(username, password))


def test_a_secret_of_one_scheme_is_none_of_another(site: Site) -> None:
    ours, context = site.ours, site.context
    for secret in (*ours.secrets.values(), site.log_in().secret):
        for kind, authorization in (
            (TICKET, f"SOTicket {auth.ticket(secret)}"),
            (BEARER, f"Bearer {auth.bearer(context, secret)}"),
        ):
            let_in = site.is_let_in(Authorization=authorization, SO_AppToken=ours.secrets[APP])
            assert let_in == (secret == ours.secrets[kind])
    assert not site.is_let_in(Authorization=f"SOTicket {ours.secrets[TICKET]}")
    assert not site.is_let_in(Authorization=f"Bearer {ours.secrets[BEARER]}")


def test_a_bearer_token_with_another_tenant_inside_or_spelt_otherwise(site: Site) -> None:
    secret = site.ours.secrets[BEARER]
    for token in (
        auth.bearer(site.theirs.tenant.context, secret),
        auth.bearer(site.context.lower(), secret),
        auth.bearer("", secret),
        auth.bearer(site.context, secret).removeprefix("8A:"),
        auth.bearer(f"x.{site.context}", secret),
        auth.bearer(site.context, secret + " x"),
    ):
        assert not site.is_let_in(Authorization=f"Bearer {token}"), token


def test_with_a_ticket_an_application_says_who_it_is_where_the_url_names_a_tenant(site: Site) -> None:
    headers = of_ticket(site.ours)
    alone = {"Authorization": headers["Authorization"]}
    assert site.is_let_in(CALL, **alone)
    assert not site.is_let_in(f"/{site.context}{CALL}", **alone)
    for wrong in ("", "x", site.theirs.secrets[APP], site.ours.secrets[TICKET], site.ours.secrets[BEARER]):
        assert not site.is_let_in(CALL, **alone, SO_AppToken=wrong)
        assert not site.is_let_in(f"/{site.context}{CALL}", **alone, SO_AppToken=wrong)


def test_a_secret_of_another_dialect_is_no_credential(site: Site) -> None:
    key = site.ours.secrets[CredentialKind.LUIS_AUTHORING]
    assert not site.is_let_in(Authorization=f"SOTicket {auth.ticket(key)}")
    assert not site.is_let_in(Authorization=f"Bearer {auth.bearer(site.context, key)}")
    with site.station.access() as access:
        for secret in (site.ours.secrets[kind] for kind in (TICKET, APP, BEARER)):
            with pytest.raises(AccessDenied):
                access.authenticate(secret, frozenset({CredentialKind.LUIS_AUTHORING}))


# Tenants


@pytest.mark.parametrize("form", [*FORMS, "session"])
def test_another_tenants_url_is_refused_exactly_as_that_of_no_tenant(site: Site, form: str) -> None:
    headers = of_session(site.log_in()) if form == "session" else FORMS[form](site.ours)
    refusals = []
    for context in (site.theirs.tenant.context, "Cust1", "Cust99999999999", "cust00000"):
        with pytest.raises(AccessDenied) as refused:
            site.ask(f"/{context}{CALL}", **headers)
        refusals.append((type(refused.value), str(refused.value)))
    assert set(refusals) == {(AccessDenied, "the URL names another tenant")}


@pytest.mark.parametrize(
    ("path", "context"),
    [
        ("/Cust12345/api/v1", "Cust12345"),
        ("/cUST12345/api", "cUST12345"),
        ("/Cust1", "Cust1"),
        ("/Cust1/", "Cust1"),
        ("/%43ust1/api", "Cust1"),
        ("/api/v1/Cust1", None),
        ("/Customer/api", None),
        ("/Cust/api", None),
        ("/Cust1x/api", None),
        ("/Cust\u0661/api", None),
        ("", None),
        ("/", None),
    ],
)
def test_the_first_part_of_a_path_may_name_a_tenant(path: str, context: str | None) -> None:
    assert auth.context_of(asking(path)) == context


# Switches


def test_each_scheme_but_the_bearer_can_be_switched_off(site: Site) -> None:
    session = of_session(site.log_in())
    for switched, refused in (
        ({"with_username": False}, of_password(site.ours)),
        ({"with_ticket": False}, of_ticket(site.ours)),
        ({"with_implicit": False}, session),
    ):
        everything = [of_password(site.ours), of_ticket(site.ours), of_bearer(site.ours), session]
        narrowed = replace(site, auth=SuperOfficeAuth(**switched))
        assert [headers for headers in everything if not narrowed.is_let_in(**headers)] == [refused]
    with pytest.raises(AccessDenied):
        replace(site, auth=SuperOfficeAuth(with_implicit=False)).log_in()


# Sessions


def test_a_browser_that_has_logged_in_calls_with_its_cookie_and_the_token_of_its_session(site: Site) -> None:
    session = site.log_in()
    principal = site.ask(**of_session(session))
    assert (principal.user_id, principal.kind) == (
        site.ours.user.id,
        CredentialKind.SUPEROFFICE_SESSION,
    )


def test_the_session_is_not_for_scripts_and_the_token_is(site: Site) -> None:
    session, token = site.log_in().cookies(secure=True)
    assert session.startswith("ASP.NET_SessionId=")
    assert token.startswith("XSRF-TOKEN=")
    assert "HttpOnly" in session
    assert "HttpOnly" not in token
    assert session.endswith("; Path=/; SameSite=Lax; Secure")
    assert "Secure" not in site.log_in().cookies(secure=False)[0]


def test_cookie_and_token_must_be_of_one_session_that_has_logged_in(site: Site) -> None:
    one, other = site.log_in(), site.log_in()
    cookie = of_session(one)["Cookie"]
    assert not site.is_let_in(Cookie=cookie)
    assert not site.is_let_in(X_XSRF_TOKEN=one.xsrf_token)
    assert not site.is_let_in(Cookie=cookie, X_XSRF_TOKEN="")
    assert not site.is_let_in(Cookie=cookie, X_XSRF_TOKEN=other.xsrf_token)
    assert not site.is_let_in(Cookie=cookie, X_XSRF_TOKEN=one.secret)
    assert not site.is_let_in(Cookie=cookie, X_XSRF_TOKEN="\u00e9")
    assert not site.is_let_in(Cookie=f"XSRF-TOKEN={one.xsrf_token}", X_XSRF_TOKEN=one.xsrf_token)
    invented = replace(one, secret="0" * 32)
    assert not site.is_let_in(**of_session(invented))
    assert site.is_let_in(Cookie=cookie, X_XSRF_TOKEN=one.xsrf_token)


def test_a_secret_that_is_no_session_opens_none(site: Site) -> None:
    for secret in site.ours.secrets.values():
        assert not site.is_let_in(**of_session(replace(site.log_in(), secret=secret)))


def test_after_a_logout_the_token_is_void_and_other_sessions_are_not(site: Site) -> None:
    one, other = site.log_in(), site.log_in()
    assert site.is_let_in(**of_session(one))
    site.auth.logout(site.station.access, asking(**of_session(one)))
    assert not site.is_let_in(**of_session(one))
    assert site.is_let_in(**of_session(other))
    assert all("Max-Age=0" in cookie for cookie in auth.NO_COOKIES)


def test_a_logout_without_a_session_ends_nothing(site: Site) -> None:
    site.auth.logout(site.station.access, asking())
    key = site.ours.secrets[BEARER]
    site.auth.logout(site.station.access, asking(Cookie=f"ASP.NET_SessionId={key}"))
    assert site.is_let_in(**of_bearer(site.ours))


def test_a_session_lasts_while_it_is_used_and_ends_when_it_is_left(site: Site) -> None:
    session = of_session(site.log_in())
    for _ in range(6):
        site.watch.moment += timedelta(minutes=50)
        assert site.is_let_in(**session)
    site.watch.moment += timedelta(minutes=60)
    assert not site.is_let_in(**session)


def test_a_session_outlives_the_server(site: Site, workshop: Workshop) -> None:
    session = of_session(site.log_in())
    again = open_station(workshop.station.settings)
    assert replace(site, station=replace(again, clock=site.watch)).is_let_in(**session)
    again.database.close()


def test_a_login_with_a_wrong_password_or_at_another_tenant(site: Site) -> None:
    for username, password, context in (
        (site.ours.username, "wrong", None),
        ("nobody", site.ours.password, None),
        (site.ours.username, site.ours.password, site.theirs.tenant.context),
        (site.ours.username, site.ours.password, "Cust1"),
    ):
        with pytest.raises(AccessDenied):
            site.auth.login(site.station.access, username, password, context=context)
    assert site.log_in(site.context.lower()).principal.user_id == site.ours.user.id


def test_a_new_password_ends_the_sessions_of_the_old_one(site: Site) -> None:
    session = of_session(site.log_in())
    with site.station.access(writes=True) as access:
        access.set_password("ours", site.ours.user.email)
    assert not site.is_let_in(**session)
    assert not site.is_let_in(**of_password(site.ours))


# What is told


def test_no_refusal_and_no_log_repeats_a_credential(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    session = site.log_in()
    theirs = f"/{site.theirs.tenant.context}{CALL}"
    told = ""
    for headers in (*(form(site.ours) for form in FORMS.values()), of_session(session)):
        for path in (CALL, theirs):
            try:
                site.ask(path, **headers)
            except AccessDenied as error:
                told += str(error)
    secrets = [*site.ours.secrets.values(), site.ours.password, session.secret, session.xsrf_token]
    assert told
    assert not [secret for secret in secrets if secret in told + caplog.text]
