"""Who is let in at Kore.ai's calls, in which order things are checked, and what a refusal says.

The calls stand for all: one for each thing that a route may require.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.testclient import TestClient
from workshop import Workshop

from stationmaster.bootstrap import open_station
from stationmaster.dialects.dialect import Answer, Call, Inquiry, Route, json_answer
from stationmaster.dialects.kore import auth
from stationmaster.domain.errors import AccessDenied, AppNotFound, QuotaExceeded
from stationmaster.domain.tenants import (
    CallLimit,
    ClientAppId,
    CredentialKind,
    Principal,
    SigningAlgorithm,
)
from stationmaster.services.access import AccessService
from stationmaster.services.client_apps import NewClientApp

BOT_BUILDER, ADMIN = CredentialKind.KORE_BOT_BUILDER, CredentialKind.KORE_ADMIN_CONSOLE
BOT = f"st-{uuid.uuid5(uuid.NAMESPACE_URL, 'bot')}"
OTHER_BOT = f"st-{uuid.uuid5(uuid.NAMESPACE_URL, 'another bot')}"
NO_BOT = f"st-{uuid.uuid5(uuid.NAMESPACE_URL, 'no bot')}"
TRAIN, IMPORT = "test_and_train:ml", "bot_definition:bot_import"

NAN = b'{"exp": NaN}'

REFUSED = (401, {"errors": [{"msg": "Invalid SDK credentials", "code": 4002}]})
NO_JWT = (401, {"errors": [{"msg": "Invalid JWT token", "code": 4002}]})
NO_SCOPE = (401, {"errors": [{"msg": "Permission denied. Scope is incorrect!", "code": 4002}]})
NO_STREAM = (400, {"errors": [{"msg": "Invalid StreamId", "code": 400}]})
NO_METHOD = (405, {"errors": [{"msg": "Method Not Allowed", "code": 405}]})


def who(call: Call) -> Answer:
    """Tells the caller who they are taken for."""
    principal = call.principal
    told = {
        "kind": principal.kind,
        "tenant": principal.tenant_id,
        "scopes": sorted(principal.scopes),
        "apps": None if principal.apps is None else sorted(principal.apps),
    }
    return json_answer(200, told)


def log_in(call: Call) -> Answer:
    sent = json.loads(call.body)
    login = auth.login(call.open_access, sent["username"], sent["password"])
    return json_answer(200, {"accessToken": login.token, "user": auth.user_id(login.principal.user_id)})


class Door:
    """A dialect with one call of each kind, and the words of the vendor's error table."""

    name = "kore"
    prefixes = ("/api/public/",)
    routes = (
        Route("POST", "/api/public/bot/{botId}/ml/train", who, TRAIN, writes=True),
        Route("GET", "/api/public/bot/{botId}/ml/train/status", who, TRAIN, is_status=True),
        Route("POST", "/api/public/bot/{botId}/import", who, IMPORT),
        Route("POST", "/api/public/uploadfile", who, auth.ANY_CLIENT_APP),
        Route("POST", "/api/public/bot/import", who, IMPORT),
        Route("POST", "/api/public/oauth/token", log_in, auth.NO_CREDENTIAL),
        Route("GET", "/api/public/users/{userId}/streams", who, auth.BUILDER),
        Route("GET", "/api/public/organization/{organisationId}/apps", who, auth.BUILDER),
    )
    credential_headers = auth.CREDENTIAL_HEADERS

    def method_of(self, inquiry: Inquiry) -> str:
        return inquiry.method

    def path_of(self, inquiry: Inquiry) -> str:
        return inquiry.path

    def authenticate(self, inquiry: Inquiry, route: Route, access: AccessService) -> Principal:
        return auth.authenticate(inquiry, route.access, access)

    def render_error(self, error: Exception, inquiry: Inquiry) -> Answer:
        for kind, status, message, code in (
            (auth.NotAToken, 401, "Invalid JWT token", 4002),
            (auth.ScopeMissing, 401, "Permission denied. Scope is incorrect!", 4002),
            (AccessDenied, 401, "Invalid SDK credentials", 4002),
            (AppNotFound, 400, "Invalid StreamId", 400),
            (QuotaExceeded, 429, "Rate limit for this API has been reached.", 429),
        ):
            if isinstance(error, kind):
                return json_answer(status, {"errors": [{"msg": message, "code": code}]})
        raise error

    def unknown_route(self, allowed: tuple[str, ...], inquiry: Inquiry) -> Answer:
        status, body = NO_METHOD if allowed else (404, {})
        return json_answer(status, body)


@dataclass(frozen=True, kw_only=True)
class Client:
    """Calls with tokens of client apps."""

    http: TestClient
    workshop: Workshop
    apps: dict[CredentialKind, NewClientApp]

    def token(self, kind: CredentialKind = ADMIN, **claims: Any) -> str:
        """A token of one of the owner's client apps, with its id and these claims."""
        return sign(self.apps[kind], **claims)

    def send(self, method: str, path: str, token: str | None = None, **options: Any) -> tuple[int, Any]:
        headers = dict(options.pop("headers", {}))
        if token is not None:
            headers["auth"] = token
        answer = self.http.request(method, path, headers=headers, **options)
        return answer.status_code, answer.json()

    def train(self, token: str | None, bot: str = BOT) -> tuple[int, Any]:
        return self.send("POST", f"/api/public/bot/{bot}/ml/train", token)

    def status(self, token: str | None, bot: str = BOT) -> tuple[int, Any]:
        return self.send("GET", f"/api/public/bot/{bot}/ml/train/status", token)

    def new_app(self, kind: CredentialKind = ADMIN, **options: Any) -> NewClientApp:
        owner = self.workshop.owner
        with self.workshop.station.access(writes=True) as access:
            return access.client_apps.create(owner.tenant_id, owner.user_id, name="x", kind=kind, **options)

    def grant(self, app: NewClientApp, **grants: set[str]) -> None:
        wanted = {
            {"bot": BOT, "other": OTHER_BOT}[name]: frozenset(scopes) for name, scopes in grants.items()
        }
        with self.workshop.station.access(writes=True) as access:
            access.client_apps.set_grants(self.workshop.owner.tenant_id, app.app.id, wanted)


def sign(made: NewClientApp, *, key: Any = None, header: dict[str, Any] | None = None, **claims: Any) -> str:
    said = {"appId": auth.client_id(made.app.id), "sub": "pipeline", **claims}
    said = {name: value for name, value in said.items() if value is not None}
    algorithm = made.app.algorithm.value
    return jwt.encode(
        header or {"alg": algorithm},
        said,
        key or OctKey.import_key(made.secret),
        algorithms=[(header or {}).get("alg", algorithm)],
    )


@pytest.fixture
def client(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    station = workshop.station
    with station.services(workshop.owner, writes=True) as services:
        for bot in (BOT, OTHER_BOT):
            services.apps.create(
                name=bot, culture="en", version_name="configured", dialect="kore", app_id=bot
            )
    with station.access(writes=True) as access:
        user = access.add_user("acme", "ci@acme")
    monkeypatch.setattr("stationmaster.web.app.KoreDialect", lambda **_: Door())
    with TestClient(station.web_app()) as http:
        yield Client(http=http, workshop=workshop, apps=dict(user.client_apps))


# Tokens that are taken


def test_a_token_with_nothing_but_the_app_id_is_taken_for_ever(client: Client) -> None:
    assert client.train(client.token(sub=None))[0] == 200


@pytest.mark.parametrize("name", ["appId", "iss", "kore_iss"])
def test_a_client_app_may_be_named_in_each_way(client: Client, name: str) -> None:
    named = {"appId": None, name: auth.client_id(client.apps[ADMIN].app.id)}
    assert client.train(client.token(**named))[0] == 200


def test_a_token_like_those_of_a_chat_client_is_taken(client: Client) -> None:
    now = int(time.time())
    token = client.token(
        isAnonymous=True,
        aud="https://idproxy.kore.ai/authorize",
        iss=auth.client_id(client.apps[ADMIN].app.id),
        sub=str(uuid.uuid4()),
        iat=now,
        nbf=now,
        exp=now + 86_400,
    )
    assert client.train(token)[0] == 200


@pytest.fixture(scope="module")
def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def public_pem(key: rsa.RSAPrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.mark.parametrize("algorithm", ["HS512", "RS256", "RS512"])
def test_each_client_app_has_one_algorithm(
    client: Client, rsa_key: rsa.RSAPrivateKey, algorithm: str
) -> None:
    chosen = SigningAlgorithm(algorithm)
    public_key = public_pem(rsa_key) if chosen.is_public else None
    app = client.new_app(algorithm=chosen, public_key=public_key)
    key = RSAKey.import_key(rsa_key) if chosen.is_public else OctKey.import_key(app.secret)
    assert client.train(sign(app, key=key))[0] == 200
    others = {"RS256": ["RS512"], "RS512": ["RS256"], "HS512": ["HS256"]}[algorithm]
    for other in others:
        assert client.train(sign(app, key=key, header={"alg": other})) == REFUSED


def test_the_admin_console_reaches_every_bot_and_a_bot_builder_too_until_it_is_narrowed(
    client: Client,
) -> None:
    for kind in (ADMIN, BOT_BUILDER):
        for bot in (BOT, OTHER_BOT):
            status, told = client.train(client.token(kind), bot)
            assert (status, told["kind"], told["apps"]) == (200, kind.value, None)
    client.grant(client.apps[BOT_BUILDER], bot={TRAIN})
    assert client.train(client.token(BOT_BUILDER)) == (
        200,
        {
            "kind": "kore.bot-builder",
            "tenant": client.workshop.owner.tenant_id,
            "scopes": [TRAIN],
            "apps": [BOT],
        },
    )
    assert client.train(client.token(BOT_BUILDER), OTHER_BOT) == REFUSED


# Tokens that are not


def segment(value: Any) -> str:
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


@pytest.mark.parametrize("token", [None, ""])
def test_without_a_token(client: Client, token: str | None) -> None:
    assert client.train(token) == REFUSED


@pytest.mark.parametrize(
    "token",
    [
        "corrupted",
        "a.b",
        "a.b.c",
        "..",
        "a.b.c.d.e",
        "bearer x.y.z",
        "x" * 1_000_000,
        f"{segment({'alg': 'HS256'})}.{segment([])}.",
        f"{segment([])}.{segment({})}.x",
        f"{segment(b'{')}.{segment({})}.x",
        f"{segment(b'{}')}.{segment(bytes([0xFF]))}.x",
        f"{segment({})}.{segment(b'[' * 9_000)}.x",
        f"{segment({})}.{segment(b'1' * 9_000)}.x",
        f"{segment({})}.{segment(b'[NaN]')}.x",
        f"{segment({})}.{segment(NAN)}.x",
        f"{segment({'alg': 'HS256'})}.{segment({})}.x".replace(".", ",", 1),
        "\u00e9.\u00e9.\u00e9".encode(),
    ],
)
def test_what_is_no_token_at_all(client: Client, token: Any) -> None:
    assert client.train(token) == NO_JWT


@pytest.mark.parametrize("word", ["none", "None", "NONE", "nOnE", "noNe", "", " none"])
def test_an_unsigned_token_is_refused_however_it_says_so(client: Client, word: str) -> None:
    claims = segment({"appId": auth.client_id(client.apps[ADMIN].app.id)})
    signature = client.token().rpartition(".")[2]
    for end in ("", signature):
        assert client.train(f"{segment({'alg': word})}.{claims}.{end}") == REFUSED


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"alg": None},
        {"alg": 5},
        {"alg": ["HS256"]},
        {"alg": {"HS256": 1}},
        {"alg": "hs256"},
        {"alg": "HS384"},
        {"alg": "ES256"},
        {"alg": "HS256", "crit": ["exp"]},
        {"alg": "HS256", "crit": 5},
        {"alg": "HS256", "b64": False, "crit": ["b64"]},
        {"alg": "HS256", "kid": ["../../dev/null"]},
        {"alg": "HS256", "jwk": {"kty": "oct", "k": "AAAA"}},
        {"alg": "HS256", "zip": "DEF", "typ": 7},
    ],
)
def test_a_header_that_asks_for_something_else(client: Client, header: dict[str, Any]) -> None:
    claims = segment({"appId": auth.client_id(client.apps[ADMIN].app.id)})
    signature = client.token().rpartition(".")[2]
    assert client.train(f"{segment(header)}.{claims}.{signature}") == REFUSED


def test_a_public_key_is_never_taken_for_a_secret(client: Client, rsa_key: rsa.RSAPrivateKey) -> None:
    public_key = public_pem(rsa_key)
    app = client.new_app(algorithm=SigningAlgorithm.RS256, public_key=public_key)
    claims = {"appId": auth.client_id(app.app.id)}
    for algorithm, digest in (("HS256", hashlib.sha256), ("HS512", hashlib.sha512)):
        signed = f"{segment({'alg': algorithm})}.{segment(claims)}"
        for secret in (public_key, public_key.strip()):
            mac = hmac.new(secret.encode(), signed.encode(), digest).digest()
            assert client.train(f"{signed}.{segment(mac)}") == REFUSED
    shared = client.apps[ADMIN]
    assert client.train(sign(shared, key=RSAKey.import_key(rsa_key), header={"alg": "RS256"})) == REFUSED


def test_a_wrong_secret_a_changed_claim_and_a_cut_signature(client: Client) -> None:
    token, app = client.token(), client.apps[ADMIN]
    assert client.train(token)[0] == 200
    assert client.train(sign(app, key=OctKey.import_key("not the secret of this app"))) == REFUSED
    assert client.train(sign(app, key=OctKey.import_key(client.apps[BOT_BUILDER].secret))) == REFUSED
    header, _, signature = token.split(".")
    assert client.train(f"{header}.{segment({'appId': auth.client_id(app.app.id)})}.{signature}") == REFUSED
    for cut in (1, 2, 3, 10, 42):
        assert client.train(token[:-cut]) == REFUSED
    assert client.train(token[: token.rindex(".") + 1]) == REFUSED
    for cut in range(token.rindex("."), 0, -7):
        assert client.train(token[:cut]) == NO_JWT


def test_a_secret_that_was_replaced(client: Client) -> None:
    token, app = client.token(), client.apps[ADMIN]
    assert client.status(token)[0] == 200
    with client.workshop.station.access(writes=True) as access:
        made = access.client_apps.rotate_secret(app.app.tenant_id, app.app.id)
    assert client.status(token) == REFUSED
    assert client.status(sign(made))[0] == 200


def test_a_token_of_a_megabyte_that_would_be_right(client: Client) -> None:
    assert client.train(client.token(padding="x" * 10_000))[0] == 200
    assert client.train(client.token(padding="x" * 750_000)) == REFUSED


@pytest.mark.parametrize(
    "claims",
    [
        '"appId": "{own}", "appId": "{own}"',
        '"appId": "{other}", "appId": "{own}"',
        '"appId": "{own}", "exp": 1, "exp": 99999999999',
        '"appId": "{own}", "more": {{"deep": 1, "deep": 2}}',
    ],
)
def test_a_claim_that_is_said_twice(client: Client, claims: str) -> None:
    own, other = (auth.client_id(client.apps[kind].app.id) for kind in (ADMIN, BOT_BUILDER))
    text = "{" + claims.format(own=own, other=other) + "}"
    signed = f"{segment({'alg': 'HS256'})}.{segment(text.encode())}"
    mac = hmac.new(client.apps[ADMIN].secret.encode(), signed.encode(), hashlib.sha256).digest()
    assert client.train(f"{signed}.{segment(mac)}") == REFUSED


@pytest.mark.parametrize("spelling", [str.upper, str.title, lambda each: each + " ", lambda each: each[3:]])
def test_an_app_id_in_another_spelling(client: Client, spelling: Any) -> None:
    right = auth.client_id(client.apps[ADMIN].app.id)
    assert client.train(client.token(appId=spelling(right))) == REFUSED
    assert client.train(client.token(appId=None, AppId=right)) == REFUSED
    assert client.train(client.token(appId=None, appid=right)) == REFUSED


@pytest.mark.parametrize("named", ["", 5, None, ["x"], {"x": 1}, True])
def test_an_app_id_that_is_none(client: Client, named: Any) -> None:
    assert client.train(client.token(appId=named)) == REFUSED


def test_an_unknown_app_and_an_unused_alias(client: Client) -> None:
    unknown = auth.client_id(ClientAppId(str(uuid.uuid4())))
    right = auth.client_id(client.apps[ADMIN].app.id)
    assert client.train(client.token(appId=unknown)) == REFUSED
    assert client.train(client.token(appId=unknown, iss=right)) == REFUSED


@pytest.mark.parametrize("away", [-1, -3_600, -1.5, -10_000_000])
def test_a_token_that_has_expired(client: Client, away: float) -> None:
    assert client.train(client.token(exp=time.time() + away)) == REFUSED


def test_a_token_that_is_not_valid_yet(client: Client) -> None:
    assert client.train(client.token(nbf=int(time.time()) + 60)) == REFUSED
    assert client.train(client.token(nbf=int(time.time()) - 60))[0] == 200


@pytest.mark.parametrize("name", ["exp", "nbf", "iat"])
@pytest.mark.parametrize("value", ["soon", "99999999999", True, [], {}])
def test_a_time_that_is_no_number(client: Client, name: str, value: Any) -> None:
    assert client.train(client.token(**{name: value})) == REFUSED


@pytest.mark.parametrize("exp", [10**400, 1e300, 253402300800])
def test_an_end_beyond_all_calendars_is_no_end(client: Client, exp: float) -> None:
    assert client.status(client.token(exp=exp))[0] == 200


# Bots and scopes


def test_an_unknown_bot_is_a_matter_of_the_bot_to_an_admin_and_of_the_credential_to_a_bot_builder(
    client: Client,
) -> None:
    for bot in (NO_BOT, "garbage", "st-", BOT.upper(), "%00", "' OR 1=1"):
        assert client.train(client.token(ADMIN), bot) == NO_STREAM, bot
        assert client.train(client.token(BOT_BUILDER), bot) == REFUSED, bot


def test_another_tenants_bot_is_as_no_bot(client: Client) -> None:
    with client.workshop.station.access(writes=True) as access:
        stranger = access.create_tenant("globex").client_apps
    assert client.train(sign(stranger[ADMIN])) == NO_STREAM
    assert client.train(sign(stranger[BOT_BUILDER])) == REFUSED


def test_an_app_of_another_dialect_is_no_bot(client: Client) -> None:
    version = client.workshop.new_version()
    assert client.train(client.token(ADMIN), version.app_id) == NO_STREAM


def test_a_scope_is_checked_on_the_bot_that_is_meant(client: Client) -> None:
    app = client.apps[BOT_BUILDER]
    client.grant(app, bot={TRAIN}, other={"test_and_train:faq"})
    assert client.train(client.token(BOT_BUILDER))[0] == 200
    assert client.train(client.token(BOT_BUILDER), OTHER_BOT) == NO_SCOPE
    client.grant(app, bot=set())
    assert client.train(client.token(BOT_BUILDER)) == NO_SCOPE
    assert client.send("POST", "/api/public/uploadfile", client.token(BOT_BUILDER))[0] == 200


def test_what_only_admins_may_no_grant_gives_to_a_bot_builder(client: Client) -> None:
    path = f"/api/public/bot/{BOT}/import"
    assert client.send("POST", path, client.token(ADMIN))[0] == 200
    assert client.send("POST", path, client.token(BOT_BUILDER)) == NO_SCOPE
    client.grant(client.apps[BOT_BUILDER], bot={IMPORT, TRAIN})
    assert client.send("POST", path, client.token(BOT_BUILDER)) == NO_SCOPE
    assert client.send("POST", "/api/public/bot/import", client.token(BOT_BUILDER)) == NO_SCOPE


def test_an_admin_may_be_given_less_than_every_scope(client: Client) -> None:
    app = client.new_app(grants={"*": frozenset({TRAIN})})
    assert client.train(sign(app))[0] == 200
    assert client.send("POST", f"/api/public/bot/{BOT}/import", sign(app)) == NO_SCOPE


def test_method_then_token_then_bot_then_scope(client: Client) -> None:
    app = client.new_app(grants={"*": frozenset({"test_and_train:faq"})})
    no_scope, no_token = sign(app), "corrupted"
    path = f"/api/public/bot/{NO_BOT}/ml/train"
    assert client.send("DELETE", path, no_token) == NO_METHOD
    assert client.send("POST", path, no_token) == NO_JWT
    assert client.send("POST", path, no_scope) == NO_STREAM
    assert client.train(no_scope) == NO_SCOPE


# Tokens for one use


def test_a_client_app_that_takes_each_token_once(client: Client) -> None:
    app = client.new_app(single_use=True)
    soon = int(time.time()) + 600
    first = sign(app, jti="one", exp=soon)
    assert client.train(first)[0] == 200
    assert client.train(first) == REFUSED
    assert client.status(first) == REFUSED
    assert client.train(sign(app, jti="one", exp=soon + 5)) == REFUSED
    assert client.train(sign(app, kore_jti="two", exp=soon))[0] == 200
    assert client.train(sign(app, jti="two", exp=soon)) == REFUSED


@pytest.mark.parametrize("token_id", [None, "", 5, ["x"]])
def test_such_an_app_wants_a_token_id(client: Client, token_id: Any) -> None:
    app = client.new_app(single_use=True)
    assert client.train(sign(app, jti=token_id, exp=int(time.time()) + 600)) == REFUSED


@pytest.mark.parametrize(
    "claims",
    [{}, {"exp": 3_700}, {"exp": 1_000, "iat": -3_000}, {"exp": 7_300, "iat": 3_700}],
)
def test_such_an_app_wants_tokens_that_live_for_an_hour_at_most(
    client: Client, claims: dict[str, int]
) -> None:
    app, now = client.new_app(single_use=True), int(time.time())
    said = {name: now + away for name, away in claims.items()}
    assert client.train(sign(app, jti="x", **said)) == REFUSED


def test_a_token_that_was_refused_is_not_spent(client: Client) -> None:
    app = client.new_app(single_use=True)
    token = sign(app, jti="one", exp=int(time.time()) + 600)
    assert client.train(token, NO_BOT) == NO_STREAM
    assert client.train(token)[0] == 200


def test_a_spent_token_stays_spent_when_the_server_starts_again(client: Client) -> None:
    app = client.new_app(single_use=True)
    client.train(sign(app, jti="one", exp=int(time.time()) + 600))
    again = open_station(client.workshop.station.settings)
    with again.access(writes=True) as access:
        until = access.now() + timedelta(minutes=10)
        assert not access.client_apps.spend(app.app, "one", until=until)
    again.database.close()


@pytest.mark.parametrize("path", ["ml/train/status", "ml/train"])
def test_of_many_who_use_one_token_at_once_one_is_let_in(client: Client, path: str) -> None:
    token = sign(client.new_app(single_use=True), jti="one", exp=int(time.time()) + 600)
    method = "GET" if path.endswith("status") else "POST"
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda _: client.send(method, f"/api/public/bot/{BOT}/{path}", token), range(8))
        )
    assert sorted(status for status, _ in answers) == [200] + [401] * 7


# The status lane


def test_a_kept_status_is_not_for_a_token_that_has_expired_meanwhile(client: Client) -> None:
    token = client.token(exp=time.time() + 1.5)
    assert client.status(token) == client.status(token)
    assert client.status(token)[0] == 200
    time.sleep(1.6)
    assert client.status(token) == REFUSED


def test_a_kept_status_is_for_its_own_token_only(client: Client) -> None:
    assert client.status(client.token())[0] == 200
    assert client.status("corrupted") == NO_JWT
    assert client.status(None) == REFUSED
    client.grant(client.apps[BOT_BUILDER], bot=set())
    assert client.status(client.token(BOT_BUILDER)) == NO_SCOPE


def test_a_limited_kind_of_client_app_is_counted(client: Client) -> None:
    with client.workshop.station.access(writes=True) as access:
        access.set_limit("acme", ADMIN, CallLimit(per_month=3))
    answers = [client.status(client.token(ADMIN))[0] for _ in range(5)]
    assert answers == [200, 200, 200, 429, 429]
    assert client.status(client.token(BOT_BUILDER))[0] == 200


# What a refusal tells


@pytest.mark.parametrize(
    ("claims", "cause"),
    [
        ({"appId": "cs-unknown"}, auth.Cause.UNKNOWN_APP),
        ({"exp": 1}, auth.Cause.EXPIRED),
        ({"nbf": 99_999_999_999}, auth.Cause.NOT_YET_VALID),
        ({"iat": "now"}, auth.Cause.MALFORMED_CLAIMS),
    ],
)
def test_the_log_says_what_the_answer_does_not(
    client: Client, caplog: pytest.LogCaptureFixture, claims: dict[str, Any], cause: auth.Cause
) -> None:
    token = client.token(**claims)
    with caplog.at_level(logging.WARNING, logger=auth.__name__):
        assert client.train(token) == REFUSED
    assert [record.getMessage() for record in caplog.records] == [
        f"POST /api/public/bot/{BOT}/ml/train was refused: {cause}"
    ]
    assert token.rpartition(".")[2] not in caplog.text


def test_each_cause_is_one_line_that_a_header_can_hold() -> None:
    for cause in auth.Cause:
        assert cause.isascii()
        assert cause.isprintable()


# The builder's calls


def builder(client: Client) -> tuple[str, str]:
    """An access token of a new user, and that user on the wire."""
    with client.workshop.station.access(writes=True) as access:
        user = access.add_user("acme", f"{uuid.uuid4()}@acme")
    sent = {"username": user.username, "password": user.password, "grant_type": "password"}
    status, told = client.send("POST", "/api/public/oauth/token", json=sent)
    assert status == 200
    return told["accessToken"], told["user"]


def bearer(token: str, **more: str) -> dict[str, str]:
    return {"Authorization": f"bearer {token}", **more}


def test_a_builder_logs_in_and_calls_in_their_own_name_only(client: Client) -> None:
    token, user = builder(client)
    path = f"/api/public/users/{user}/streams"
    status, told = client.send("GET", path, headers=bearer(token))
    assert (status, told["kind"]) == (200, "kore.user")
    assert told["tenant"] == client.workshop.owner.tenant_id
    owner = auth.user_id(client.workshop.owner.user_id)
    assert client.send("GET", f"/api/public/users/{owner}/streams", headers=bearer(token)) == REFUSED
    assert client.send("GET", "/api/public/users/me/streams", headers=bearer(token)) == REFUSED


def test_a_builder_calls_in_their_own_account_and_organisation_only(client: Client) -> None:
    token, user = builder(client)
    tenant = client.workshop.owner.tenant_id
    path, own = f"/api/public/users/{user}/streams", auth.account_id(tenant)
    assert client.send("GET", path, headers=bearer(token, AccountId=own))[0] == 200
    assert client.send("GET", path, headers=bearer(token, AccountId="0" * 24)) == REFUSED
    organisation = f"/api/public/organization/{auth.organisation_id(tenant)}/apps"
    assert client.send("GET", organisation, headers=bearer(token))[0] == 200
    assert client.send("GET", organisation.replace("o-", "o-0"), headers=bearer(token)) == REFUSED


@pytest.mark.parametrize("password", ["wrong", ""])
@pytest.mark.parametrize("username", ["owner@acme", "nobody", ""])
def test_a_login_with_a_wrong_name_or_password(client: Client, username: str, password: str) -> None:
    sent = {"username": username, "password": password}
    assert client.send("POST", "/api/public/oauth/token", json=sent) == REFUSED


def test_an_access_token_and_a_signed_one_do_not_stand_for_one_another(client: Client) -> None:
    token, user = builder(client)
    path = f"/api/public/users/{user}/streams"
    assert client.train(token) == NO_JWT
    for headers in (
        {},
        {"auth": token},
        {"Authorization": token},
        {"Authorization": f"Basic {token}"},
        {"Authorization": "bearer "},
        bearer(token[:-1]),
        bearer(client.token()),
        bearer(client.workshop.keys[CredentialKind.LUIS_AUTHORING]),
    ):
        assert client.send("GET", path, headers=headers) == REFUSED, headers
    assert client.send("GET", path, headers={"Authorization": f"Bearer  {token} "})[0] == 200
