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
