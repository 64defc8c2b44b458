"""Who is let in: by names and passwords, by what was issued, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from workshop import Workshop

from stationmaster.bootstrap import Station
from stationmaster.domain.errors import AccessDenied, TenantNotFound, UserExists, UserNotFound
from stationmaster.domain.tenants import CallLimit, CredentialKind, Principal
from stationmaster.services import passwords
from stationmaster.services.access import AccessService, NewUser
from stationmaster.services.client_apps import WritingNeeded
from stationmaster.storage import tables

LOGIN, SESSION = CredentialKind.SUPEROFFICE_LOGIN, CredentialKind.SUPEROFFICE_SESSION
TOKEN = CredentialKind.KORE_USER
HOUR = timedelta(hours=1)


@dataclass(kw_only=True)
class Watch:
    """A clock that stands still until it is moved."""

    moment: datetime = datetime(2026, 5, 1, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment


@dataclass(kw_only=True)
class Desk:
    """Where callers are let in."""

    station: Station
    watch: Watch
    owner: NewUser

    @contextmanager
    def reading(self) -> Iterator[AccessService]:
        with self.station.access() as access:
            yield access

    @contextmanager
    def writing(self) -> Iterator[AccessService]:
        with self.station.access(writes=True) as access:
            yield access

    def issue(self, kind: CredentialKind, *, life: timedelta = HOUR) -> str:
        with self.reading() as access:
            principal = access.check_password(self.owner.username, self.owner.password, kind)
        with self.writing() as access:
            return access.issue(principal, kind, life=life).secret

    def is_taken(self, secret: str, kind: CredentialKind) -> bool:
        with self.reading() as access:
            try:
                access.authenticate(secret, frozenset({kind}))
            except AccessDenied:
                return False
            return True


@pytest.fixture
def desk(workshop: Workshop) -> Desk:
    watch = Watch()
    station = replace(workshop.station, clock=watch)
    with station.access(writes=True) as access:
        owner = access.create_tenant("globex")
    return Desk(station=station, watch=watch, owner=owner)


def test_a_name_in_any_case_and_its_password_tell_who_calls(desk: Desk) -> None:
    with desk.writing() as access:
        access.set_limit("globex", LOGIN, CallLimit(per_second=10))
    with desk.reading() as access:
        principal = access.check_password("OWNER@Globex", desk.owner.password, LOGIN)
    assert principal == Principal(
        tenant_id=desk.owner.tenant.id,
        user_id=desk.owner.user.id,
        email="owner@globex",
        kind=LOGIN,
        limit=CallLimit(per_second=10),
        context=desk.owner.tenant.context,
    )


@pytest.mark.parametrize("name", ["owner@globex", "nobody@globex", "", "owner@acme"])
@pytest.mark.parametrize("password", ["wrong", "", "\0"])
def test_a_wrong_password_and_an_unknown_name_are_refused_alike(desk: Desk, name: str, password: str) -> None:
    with desk.reading() as access, pytest.raises(AccessDenied) as refused:
        access.check_password(name, password, LOGIN)
    assert str(refused.value) == "the user name or the password is wrong"


def test_an_unknown_name_costs_what_a_wrong_password_does(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    is_right = passwords._is_right

    def counting(password: str, stored: str) -> bool:
        hashed.append(stored.rpartition("$")[0].rpartition("$")[0])
        return is_right(password, stored)

    monkeypatch.setattr(passwords, "_is_right", counting)
    for name in ("owner@globex", "nobody@globex"):
        with desk.reading() as access, pytest.raises(AccessDenied):
            access.check_password(name, "wrong", LOGIN)
    assert len(hashed) == 2
    assert len(set(hashed)) == 1


def test_users_of_one_email_in_two_tenants_have_two_names(desk: Desk) -> None:
    with desk.writing() as access:
        first = access.add_user("acme", "both@example.org")
        second = access.add_user("globex", "Both@example.org")
    assert (first.username, second.username) == ("both@example.org", "both@example.org/globex")
    with desk.reading() as access:
        callers = [access.check_password(user.username, user.password, LOGIN) for user in (first, second)]
        assert [caller.tenant_id for caller in callers] == [first.tenant.id, second.tenant.id]
        with pytest.raises(AccessDenied):
            access.check_password(first.username, second.password, LOGIN)


def test_a_user_who_exists_leaves_nothing_behind(desk: Desk) -> None:
    with pytest.raises(UserExists), desk.writing() as access:
        access.add_user("globex", "owner@globex")
    with desk.reading() as access:
        assert len(access.client_apps.all(desk.owner.tenant.id)) == 2


def test_a_new_password_ends_the_old_one_and_all_that_was_logged_in_to(desk: Desk) -> None:
    token, session = desk.issue(TOKEN), desk.issue(SESSION)
    with desk.writing() as access:
        username, password = access.set_password("globex", "owner@globex")
    assert username == desk.owner.username
    assert not desk.is_taken(token, TOKEN)
    assert not desk.is_taken(session, SESSION)
    with desk.reading() as access:
        assert access.check_password(username, password, LOGIN)
        with pytest.raises(AccessDenied):
            access.check_password(username, desk.owner.password, LOGIN)
        key = desk.owner.secrets[CredentialKind.LUIS_AUTHORING]
        assert access.authenticate(key, frozenset({CredentialKind.LUIS_AUTHORING}))


def test_a_password_of_nobody_cannot_be_set(desk: Desk) -> None:
    with pytest.raises(UserNotFound), desk.writing() as access:
        access.set_password("globex", "nobody@globex")
    with pytest.raises(TenantNotFound), desk.writing() as access:
        access.set_password("nowhere", "owner@globex")


def test_what_was_issued_ends_in_its_time(desk: Desk) -> None:
    token = desk.issue(TOKEN)
    desk.watch.moment += HOUR - timedelta(seconds=1)
    assert desk.is_taken(token, TOKEN)
    desk.watch.moment += timedelta(seconds=1)
    assert not desk.is_taken(token, TOKEN)


def test_what_was_issued_for_one_use_is_not_taken_for_another(desk: Desk) -> None:
    token, session = desk.issue(TOKEN), desk.issue(SESSION)
    assert not desk.is_taken(token, SESSION)
    assert not desk.is_taken(session, TOKEN)
    for kind, secret in desk.owner.secrets.items():
        assert [other for other in CredentialKind if desk.is_taken(secret, other)] == [kind]


def test_what_is_revoked_is_void_at_once_and_nothing_else_is(desk: Desk) -> None:
    first, second = desk.issue(SESSION), desk.issue(SESSION)
    with desk.writing() as access:
        access.revoke(first, TOKEN)
        access.revoke(desk.owner.secrets[CredentialKind.LUIS_AUTHORING], SESSION)
    assert desk.is_taken(first, SESSION)
    with desk.writing() as access:
        access.revoke(first, SESSION)
        access.revoke(first, SESSION)
    assert not desk.is_taken(first, SESSION)
    assert desk.is_taken(second, SESSION)
    assert desk.is_taken(desk.owner.secrets[CredentialKind.LUIS_AUTHORING], CredentialKind.LUIS_AUTHORING)


def test_a_session_in_use_lasts_and_one_that_is_left_ends(desk: Desk) -> None:
    session = desk.issue(SESSION)
    for _ in range(5):
        desk.watch.moment += timedelta(minutes=50)
        with desk.reading() as access, pytest.raises(WritingNeeded):
            access.authenticate_session(session, SESSION, life=HOUR)
        with desk.writing() as access:
            access.authenticate_session(session, SESSION, life=HOUR)
        with desk.reading() as access:
            principal = access.authenticate_session(session, SESSION, life=HOUR)
        assert principal.until == desk.watch.moment + timedelta(minutes=6)
    desk.watch.moment += HOUR
    with desk.writing() as access, pytest.raises(AccessDenied):
        access.authenticate_session(session, SESSION, life=HOUR)


def test_secrets_that_have_ended_are_forgotten(desk: Desk) -> None:
    desk.issue(TOKEN, life=timedelta(minutes=1))
    desk.issue(TOKEN, life=2 * HOUR)
    desk.watch.moment += HOUR
    desk.issue(TOKEN)
    with desk.station.database.reading() as stores:
        rows = stores.access._connection.execute(tables.credential.select()).all()
    assert sum(row.until is not None for row in rows) == 2
    assert sum(row.until is None for row in rows) == 10


def test_no_secret_is_in_the_database_or_in_a_log(
    desk: Desk, workshop: Workshop, caplog: pytest.LogCaptureFixture
) -> None:
    token = desk.issue(TOKEN)
    owner = desk.owner
    shown = [*owner.secrets.values(), owner.password, token]
    shown += [each.secret for each in owner.client_apps.values()]
    folder = workshop.station.settings.data_dir
    kept = b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())
    assert b"owner@globex" in kept
    assert not [secret for secret in shown if secret.encode() in kept]
    assert not [secret for secret in shown if secret in caplog.text]


def test_every_tenant_has_a_context_of_its_own(desk: Desk) -> None:
    with desk.writing() as access:
        contexts = [access.create_tenant(f"tenant {number}").tenant.context for number in range(3)]
        assert all(access.has_context(context) for context in contexts)
        assert not access.has_context("Cust1")
        assert [tenant.context for tenant in access.tenants() if tenant.name.startswith("t")] == contexts
    assert len({*contexts, desk.owner.tenant.context}) == 4
