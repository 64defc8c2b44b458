"""Programs that sign tokens: made, mapped to apps, verified."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from stationmaster.domain.errors import ClientAppNotFound, InvalidItem
from stationmaster.domain.tenants import (
    EVERY,
    ClientApp,
    ClientAppId,
    CredentialKind,
    Principal,
    SigningAlgorithm,
    TenantId,
    UserId,
)
from stationmaster.services.access_ports import AccessStore, Vault
from stationmaster.services.ports import Clock

EVERYTHING: Mapping[str, frozenset[str]] = {EVERY: frozenset({EVERY})}
_LEAST_RSA_BITS = 2048


class WritingNeeded(Exception):
    """This credential cannot be taken without noting so: authenticate in a transaction that writes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewClientApp:
    """A client app with its secret, which is empty where a public key verifies."""

    app: ClientApp
    secret: str


@dataclass(frozen=True, kw_only=True, slots=True)
class VerificationKey:
    """What verifies the tokens of a client app, and who calls by them."""

    app: ClientApp
    key: str
    principal: Principal


class ClientAppService:
    """The client apps of all tenants."""

    def __init__(
        self, store: AccessStore, vault: Vault, clock: Clock, new_id: Callable[[], str], *, writes: bool
    ) -> None:
        self._store = store
        self._vault = vault
        self._clock = clock
        self._new_id = new_id
        self._writes = writes

    def create(
        self,
        tenant_id: TenantId,
        user_id: UserId,
        *,
        name: str,
        kind: CredentialKind,
        grants: Mapping[str, frozenset[str]] = EVERYTHING,
        algorithm: SigningAlgorithm = SigningAlgorithm.HS256,
        public_key: str | None = None,
        single_use: bool = False,
    ) -> NewClientApp:
        """A client app that calls in this user's name.

        :raises InvalidItem: no RSA key where the algorithm needs one, or one where it does not
        """
        if algorithm.is_public:
            _check_public_key(public_key or "")
        elif public_key is not None:
            raise InvalidItem(f"{algorithm} takes no public key")
        app = ClientApp(
            id=ClientAppId(self._new_id()),
            tenant_id=tenant_id,
            user_id=user_id,
            kind=kind,
            name=name,
            created_at=self._clock.now(),
            algorithm=algorithm,
            public_key=public_key,
            grants=grants,
            single_use=single_use,
        )
        return self._keep_with_new_secret(app)

    def all(self, tenant_id: TenantId) -> tuple[ClientApp, ...]:
        """A tenant's client apps, oldest first."""
        return self._store.client_apps(tenant_id)

    def get(self, tenant_id: TenantId, client_app_id: ClientAppId) -> ClientApp:
        """
        :raises ClientAppNotFound: the tenant has no such client app
        """
        return self._stored(tenant_id, client_app_id)[0]

    def set_grants(
        self, tenant_id: TenantId, client_app_id: ClientAppId, grants: Mapping[str, frozenset[str]]
    ) -> ClientApp:
        """Map it to other apps, with other scopes.

        :raises ClientAppNotFound: the tenant has no such client app
        """
        app, sealed = self._stored(tenant_id, client_app_id)
        app = replace(app, grants=grants)
        self._store.put_client_app(app, sealed)
        return app

    def rotate_secret(self, tenant_id: TenantId, client_app_id: ClientAppId) -> NewClientApp:
        """A new secret: tokens that were signed with the old one are refused from now on.

        :raises ClientAppNotFound: the tenant has no such client app
        """
        return self._keep_with_new_secret(self.get(tenant_id, client_app_id))

    def delete(self, tenant_id: TenantId, client_app_id: ClientAppId) -> None:
        """
        :raises ClientAppNotFound: the tenant has no such client app
        """
        self._store.delete_client_app(self.get(tenant_id, client_app_id).id)

    def verification_key(self, client_app_id: ClientAppId) -> VerificationKey | None:
        """What verifies the tokens that say to be of this client app."""
        stored = self._store.client_app(client_app_id)
        if stored is None:
            return None
        app = stored.app
        key = app.public_key or self._vault.unseal(stored.sealed_secret, owner=app.id)
        return VerificationKey(app=app, key=key, principal=stored.principal)

    def spend(self, app: ClientApp, token_id: str, *, until: datetime) -> bool:
        """Take a token for the first and last time; False if it was taken before.

        :param until: when it would be refused in any case
        :raises WritingNeeded: not in a transaction that writes
        """
        if not self._writes:
            raise WritingNeeded
        token_hash = hashlib.sha256(token_id.encode("utf-8", "replace")).hexdigest()
        return self._store.spend_token(app.id, token_hash, at=self._clock.now(), until=until)

    def _stored(self, tenant_id: TenantId, client_app_id: ClientAppId) -> tuple[ClientApp, bytes]:
        stored = self._store.client_app(client_app_id)
        if stored is None or stored.app.tenant_id != tenant_id:
            raise ClientAppNotFound(f"no client app has the id {client_app_id}")
        return stored.app, stored.sealed_secret

    def _keep_with_new_secret(self, app: ClientApp) -> NewClientApp:
        secret = "" if app.algorithm.is_public else base64.b64encode(secrets.token_bytes(32)).decode()
        self._store.put_client_app(app, self._vault.seal(secret, owner=app.id))
        return NewClientApp(app=app, secret=secret)


def _check_public_key(public_key: str) -> None:
    """
    :raises InvalidItem: not an RSA public key of today's size, as PEM
    """
    try:
        key = load_pem_public_key(public_key.encode())
    except ValueError:
        raise InvalidItem("the public key is not in PEM form") from None
    if not isinstance(key, RSAPublicKey) or key.key_size < _LEAST_RSA_BITS:
        raise InvalidItem(f"the public key is not an RSA key of at least {_LEAST_RSA_BITS} bits")
