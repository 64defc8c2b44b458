"""Programs that sign tokens: what their owners may make of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from workshop import Workshop

from stationmaster.domain.errors import ClientAppNotFound, InvalidItem
from stationmaster.domain.tenants import (
    EVERY,
    ClientApp,
    ClientAppId,
    CredentialKind,
    SigningAlgorithm,
    TenantId,
)
from stationmaster.services.access import AccessService
from stationmaster.services.client_apps import WritingNeeded

BOT_BUILDER, ADMIN = CredentialKind.KORE_BOT_BUILDER, CredentialKind.KORE_ADMIN_CONSOLE


@pytest.fixture
def access(workshop: Workshop) -> Iterator[AccessService]:
    with workshop.station.access(writes=True) as access:
        yield access


@pytest.fixture
def tenant(workshop: Workshop) -> TenantId:
    return workshop.owner.tenant_id


def pem(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey) -> str:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.fixture(scope="module")
def private_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def test_a_new_user_has_one_of_each_kind_for_every_app_with_every_scope(
    access: AccessService, tenant: TenantId
) -> None:
    apps = access.client_apps.all(tenant)
    assert {app.kind for app in apps} == {BOT_BUILDER, ADMIN}
    for app in apps:
        assert app.apps is None
        assert app.scopes_on("any app") == app.scopes_on(None) == {EVERY}
        assert app.algorithm == SigningAlgorithm.HS256


def test_scopes_are_those_of_one_app_and_none_where_it_is_not_mapped(
    access: AccessService, workshop: Workshop, tenant: TenantId
) -> None:
    made = access.client_apps.create(
        tenant, workshop.owner.user_id, name="ci", kind=BOT_BUILDER, grants={"one": frozenset()}
    ).app
    grants = {"one": frozenset({"a", "b"}), "two": frozenset({"b", "c"})}
    app = access.client_apps.set_grants(tenant, made.id, grants)
    assert app == access.client_apps.get(tenant, made.id)
    assert app.apps == {"one", "two"}
    assert app.scopes_on("one") == {"a", "b"}
    assert app.scopes_on("three") is None
    assert app.scopes_on(None) == {"a", "b", "c"}


def test_a_new_secret_replaces_the_old_one_and_changes_nothing_else(
    access: AccessService, tenant: TenantId
) -> None:
    app = access.client_apps.all(tenant)[0]
    before = access.client_apps.verification_key(app.id)
    made = access.client_apps.rotate_secret(tenant, app.id)
    after = access.client_apps.verification_key(app.id)
    assert before is not None
    assert after is not None
    assert (made.app, after.app, before.app) == (app, app, app)
    assert made.secret == after.key != before.key


def test_changing_grants_keeps_the_secret(access: AccessService, tenant: TenantId) -> None:
    app = access.client_apps.all(tenant)[0]
    before = access.client_apps.verification_key(app.id)
    access.client_apps.set_grants(tenant, app.id, {})
    after = access.client_apps.verification_key(app.id)
    assert before is not None
    assert after is not None
    assert before.key == after.key


def test_another_tenants_client_app_is_as_none(access: AccessService, tenant: TenantId) -> None:
    stranger = access.create_tenant("globex").tenant.id
    app = access.client_apps.all(tenant)[0]
    for client_app_id in (app.id, ClientAppId("unknown")):
        with pytest.raises(ClientAppNotFound):
            access.client_apps.get(stranger, client_app_id)
        with pytest.raises(ClientAppNotFound):
            access.client_apps.set_grants(stranger, client_app_id, {})
        with pytest.raises(ClientAppNotFound):
            access.client_apps.rotate_secret(stranger, client_app_id)
        with pytest.raises(ClientAppNotFound):
            access.client_apps.delete(stranger, client_app_id)
    assert access.client_apps.get(tenant, app.id) == app


def test_a_deleted_client_app_verifies_nothing(access: AccessService, tenant: TenantId) -> None:
    app = access.client_apps.all(tenant)[0]
    access.client_apps.delete(tenant, app.id)
    assert access.client_apps.verification_key(app.id) is None
    assert app not in access.client_apps.all(tenant)


def test_a_public_key_verifies_where_nothing_is_shared(
    access: AccessService, workshop: Workshop, tenant: TenantId, private_key: rsa.RSAPrivateKey
) -> None:
    public_key = pem(private_key.public_key())
    made = access.client_apps.create(
        tenant,
        workshop.owner.user_id,
        name="ci",
        kind=ADMIN,
        algorithm=SigningAlgorithm.RS512,
        public_key=public_key,
    )
    verifying = access.client_apps.verification_key(made.app.id)
    assert made.secret == ""
    assert verifying is not None
    assert verifying.key == public_key


def unusable_keys(private_key: rsa.RSAPrivateKey) -> list[str | None]:
    private = private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    small = rsa.generate_private_key(65537, 1024).public_key()
    curve = ec.generate_private_key(ec.SECP256R1()).public_key()
    return [None, "", "secret", private, pem(small), pem(curve)]


def test_what_is_no_rsa_public_key_is_refused(
    access: AccessService, workshop: Workshop, tenant: TenantId, private_key: rsa.RSAPrivateKey
) -> None:
    def create(algorithm: SigningAlgorithm, public_key: str | None) -> ClientApp:
        return access.client_apps.create(
            tenant,
            workshop.owner.user_id,
            name="ci",
            kind=ADMIN,
            algorithm=algorithm,
            public_key=public_key,
        ).app

    for public_key in unusable_keys(private_key):
        with pytest.raises(InvalidItem, match="public key"):
            create(SigningAlgorithm.RS256, public_key)
    with pytest.raises(InvalidItem, match="HS512 takes no public key"):
        create(SigningAlgorithm.HS512, pem(private_key.public_key()))
    assert len(access.client_apps.all(tenant)) == 2


def test_a_token_is_spent_once_by_each_client_app_and_forgotten_when_it_has_ended(
    workshop: Workshop, access: AccessService, tenant: TenantId
) -> None:
    one, other = access.client_apps.all(tenant)
    until = access.now() + timedelta(minutes=1)
    assert access.client_apps.spend(one, "id", until=until)
    assert not access.client_apps.spend(one, "id", until=until)
    assert access.client_apps.spend(one, "Id", until=until)
    assert access.client_apps.spend(other, "id", until=until)
    past = access.now() - timedelta(minutes=1)
    assert access.client_apps.spend(one, "old", until=past)
    assert access.client_apps.spend(one, "old", until=past)


def test_a_token_cannot_be_spent_where_nothing_is_written(workshop: Workshop, tenant: TenantId) -> None:
    with workshop.station.access() as reading:
        app = reading.client_apps.all(tenant)[0]
        with pytest.raises(WritingNeeded):
            reading.client_apps.spend(app, "id", until=reading.now())
