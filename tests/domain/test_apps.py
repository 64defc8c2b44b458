from dataclasses import replace
from datetime import UTC, datetime

import pytest

from stationmaster.domain.apps import App, AppId
from stationmaster.domain.tenants import CredentialKind, Principal, TenantId, UserId

APP = App(
    id=AppId("a"),
    tenant_id=TenantId("t"),
    owner_id=UserId("owner"),
    name="app",
    culture="en-us",
    created_at=datetime(2026, 11, 22, tzinfo=UTC),
    collaborators=("Anna@Example.com",),
)


def test_an_app_of_another_dialect_is_for_all_of_its_tenant_but_for_credentials_narrowed_to_others() -> None:
    caller = Principal(
        tenant_id=APP.tenant_id,
        user_id=UserId("other"),
        email="other@example.com",
        kind=CredentialKind.KORE_BOT_BUILDER,
    )
    bot = replace(APP, dialect="kore")
    assert bot.has_member(caller)
    assert bot.has_member(replace(caller, apps=frozenset({APP.id})))
    assert not bot.has_member(replace(caller, apps=frozenset({"another"})))


@pytest.mark.parametrize(
    ("user", "email", "is_member"),
    [
        ("owner", "someone@example.com", True),
        ("other", "anna@example.COM", True),
        ("other", "anna@example.org", False),
    ],
)
def test_members_are_the_owner_and_collaborators_by_mail_in_any_case(
    user: str, email: str, is_member: bool
) -> None:
    caller = Principal(
        tenant_id=APP.tenant_id, user_id=UserId(user), email=email, kind=CredentialKind.LUIS_AUTHORING
    )
    assert APP.has_member(caller) is is_member
