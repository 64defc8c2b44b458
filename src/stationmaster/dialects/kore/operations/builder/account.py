"""Who a builder's user is: login, accounts, and the client apps that sign tokens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from stationmaster.dialects.dialect import Answer, Call, Route, json_answer
from stationmaster.dialects.kore import auth, ids
from stationmaster.dialects.kore.errors import InvalidArguments, Refused
from stationmaster.dialects.kore.paths import BUILDER_ROOT
from stationmaster.dialects.kore.reading import json_body, required_text
from stationmaster.dialects.kore.wording import moment
from stationmaster.dialects.multipart import read_form
from stationmaster.domain.errors import ClientAppNotFound
from stationmaster.domain.tenants import (
    EVERY,
    ClientApp,
    ClientAppId,
    CredentialKind,
    SigningAlgorithm,
)

_USER = "/users/{userId}"
_ORGANISATION = "/organization/{organisationId}/users/{userId}"
_OWN_BOT = "/users/{userId}/streams/{botId}"


def token(call: Call) -> Answer:
    body = json_body(call)
    username, password = required_text(body, "username"), required_text(body, "password")
    login = auth.login(call.open_access, username, password)
    account = auth.account_id(login.principal.tenant_id)
    user_id = auth.user_id(login.principal.user_id)
    return json_answer(
        200,
        {
            "authorization": {
                "accessToken": login.token,
                "token_type": "bearer",
                "expiresDate": moment(login.until),
                "resourceOwnerID": user_id,
                "accountId": account,
                "orgID": auth.organisation_id(login.principal.tenant_id),
            },
            "userInfo": {
                "id": user_id,
                "accountId": account,
                "emailId": login.principal.email,
                "orgID": auth.organisation_id(login.principal.tenant_id),
            },
        },
    )


def app_control_list(call: Call) -> Answer:
    account = {
        "accountId": auth.account_id(call.principal.tenant_id),
        "orgId": auth.organisation_id(call.principal.tenant_id),
        "role": "owner",
    }
    user = {"id": auth.user_id(call.principal.user_id), "emailId": call.principal.email}
    return json_answer(200, {"associatedAccounts": [account], "userInfo": user})


def upload(call: Call) -> Answer:
    form = read_form(call.headers.get("content-type", ""), call.body)
    if "file" not in form.files:
        raise InvalidArguments("the form has no file")
    sent = form.files["file"]
    return json_answer(200, {"fileId": call.services.operations.upload(sent.name, sent.data).id})


def create_client_app(call: Call) -> Answer:
    body = json_body(call)
    name = required_text(body, "appName")
    algorithm = _algorithm(body)
    with call.open_access(writes=True) as access:
        new = access.client_apps.create(
            call.principal.tenant_id,
            call.principal.user_id,
            name=name,
            kind=_kind(call),
            grants=_grants(_bots(call, body), _scopes(body)),
            algorithm=algorithm,
            public_key=body.get("publicKey"),
        )
    return json_answer(200, {**_described(new.app), "clientSecret": new.secret})


def client_apps(call: Call) -> Answer:
    with call.open_access() as access:
        return json_answer(200, [_described(app) for app in access.client_apps.all(call.principal.tenant_id)])


def assign_scopes(call: Call) -> Answer:
    body = json_body(call)
    client_app_id = _client_app_id(call.parameters["clientId"])
    with call.open_access(writes=True) as access:
        app = access.client_apps.get(call.principal.tenant_id, client_app_id)
        bots = _bots(call, body) or list(app.grants)
        grants = {**app.grants, **_grants(bots, _scopes(body))}
        app = access.client_apps.set_grants(call.principal.tenant_id, client_app_id, grants)
    return json_answer(200, _described(app))


def _kind(call: Call) -> CredentialKind:
    """Apps made under an organisation are the Admin-Console's, others a bot builder's."""
    if auth.ORGANISATION in call.parameters:
        return CredentialKind.KORE_ADMIN_CONSOLE
    return CredentialKind.KORE_BOT_BUILDER


def _algorithm(body: Mapping[str, Any]) -> SigningAlgorithm:
    name = body.get("algorithm") or SigningAlgorithm.HS256.value
    try:
        return SigningAlgorithm(name)
    except ValueError:
        raise InvalidArguments(f"algorithm is {name!r}, which is not offered") from None


def _bots(call: Call, body: Mapping[str, Any]) -> list[str]:
    if auth.BOT in call.parameters:
        return [call.parameters[auth.BOT]]
    named = body.get("bots") or []
    if not isinstance(named, list) or not all(isinstance(bot, str) for bot in named):
        raise InvalidArguments("bots is no list of ids")
    return named


def _scopes(body: Mapping[str, Any]) -> frozenset[str]:
    """The wire's ids of scopes, from a list of objects that each list some."""
    given = body.get("scope") or []
    if not isinstance(given, list):
        raise InvalidArguments("scope is no list")
    found: set[str] = set()
    for entry in given:
        named = entry.get("scopes", []) if isinstance(entry, dict) else [entry]
        if not isinstance(named, list) or not all(isinstance(scope, str) for scope in named):
            raise InvalidArguments("scope lists something that is no text")
        found |= set(named)
    unknown = found - auth.SCOPES - auth.ADMIN_SCOPES
    if unknown:
        raise Refused(f"Unknown scope {sorted(unknown)[0]}")
    return frozenset(found)


def _grants(bots: Iterable[str], scopes: frozenset[str]) -> dict[str, frozenset[str]]:
    return dict.fromkeys(bots, scopes) or {EVERY: scopes}


def _client_app_id(wire_id: str) -> ClientAppId:
    found = ids.from_wire(ids.CLIENT_APP, wire_id)
    if found is None:
        raise ClientAppNotFound
    return ClientAppId(found)


def _described(app: ClientApp) -> dict[str, Any]:
    return {
        "clientId": auth.client_id(app.id),
        "appName": app.name,
        "algorithm": app.algorithm.value,
        "bots": [bot for bot in app.grants if bot != EVERY],
        "scope": [{"bot": bot, "scopes": sorted(scopes)} for bot, scopes in app.grants.items()],
        "createdOn": moment(app.created_at),
    }


def _own(method: str, path: str, handler: Any) -> tuple[Route, ...]:
    """A call about client apps, under each of its roots. It writes in a transaction of its own."""
    roots = (_ORGANISATION, _USER, _OWN_BOT)
    return tuple(Route(method, BUILDER_ROOT + root + path, handler, auth.BUILDER) for root in roots)


ROUTES: tuple[Route, ...] = (
    Route("POST", f"{BUILDER_ROOT}/oauth/token", token, auth.NO_CREDENTIAL),
    Route("GET", f"{BUILDER_ROOT}{_USER}/AppControlList", app_control_list, auth.BUILDER),
    Route("POST", f"{BUILDER_ROOT}{_USER}/file", upload, auth.BUILDER, writes=True),
    *_own("POST", "/sdk/apps", create_client_app),
    *_own("GET", "/sdk/apps", client_apps),
    *_own("PUT", "/sdk/apps/{clientId}", assign_scopes),
)
