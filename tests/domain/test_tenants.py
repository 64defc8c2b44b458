from datetime import UTC, datetime

import pytest

from stationmaster.domain.tenants import (
    EVERY,
    NOBODY,
    ClientApp,
    ClientAppId,
    CredentialKind,
    Principal,
    TenantId,
    UserId,
)


def client_app(**grants: set[str]) -> ClientApp:
    return ClientApp(
        id=ClientAppId("app"),
        tenant_id=TenantId("tenant"),
        user_id=UserId("user"),
        kind=CredentialKind.KORE_BOT_BUILDER,
        name="pipeline",
        created_at=datetime(2026, 5, 1, tzinfo=UTC),
        grants={app_id.replace("every", EVERY): frozenset(scopes) for app_id, scopes in grants.items()},
    )


def principal(**more: object) -> Principal:
    return Principal(
        tenant_id=TenantId("tenant"),
        user_id=UserId("user"),
        email="a@b",
        kind=CredentialKind.KORE_BOT_BUILDER,
        **more,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("kind", "dialect"),
    [
        (CredentialKind.LUIS_ENDPOINT, "luis"),
        (CredentialKind.KORE_USER, "kore"),
        (CredentialKind.SUPEROFFICE_SESSION, "superoffice"),
        (CredentialKind.LOCAL, None),
        (CredentialKind.NOBODY, None),
    ],
)
def test_a_credential_is_of_one_dialect_or_of_none(kind: CredentialKind, dialect: str | None) -> None:
    assert kind.dialect == dialect


def test_scopes_on_one_app_replace_those_on_every_app() -> None:
    app = client_app(every={"a"}, one={"b"})
    assert app.apps is None
    assert app.scopes_on("one") == {"b"}
    assert app.scopes_on("other") == {"a"}
    assert app.scopes_on(None) == {"a", "b"}


def test_without_grants_nothing_is_reached() -> None:
    app = client_app()
    assert app.apps == frozenset()
    assert app.scopes_on("one") is None
    assert app.scopes_on(None) == frozenset()


def test_a_scope_is_had_by_itself_or_among_every_one() -> None:
    assert principal(scopes=frozenset({"a"})).has_scope("a")
    assert not principal(scopes=frozenset({"a"})).has_scope("b")
    assert principal(scopes=frozenset({EVERY})).has_scope("b")


def test_a_principal_that_is_not_narrowed_may_reach_every_app() -> None:
    assert principal().may_reach("one")
    assert principal(apps=frozenset({"one"})).may_reach("one")
    assert not principal(apps=frozenset({"one"})).may_reach("two")


def test_nobody_is_of_no_tenant() -> None:
    assert (NOBODY.tenant_id, NOBODY.email, NOBODY.scopes) == ("", "", frozenset())
