"""`stationmaster client`: programs that call Kore.ai's API with tokens that they sign."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stationmaster.cli import output
from stationmaster.cli.exits import BadInput
from stationmaster.cli.local import opened
from stationmaster.cli.options import AsJson, DataDir
from stationmaster.domain.errors import ClientAppNotFound, UserNotFound
from stationmaster.domain.tenants import (
    EVERY,
    ClientApp,
    ClientAppId,
    CredentialKind,
    Principal,
    SigningAlgorithm,
)

if TYPE_CHECKING:
    from stationmaster.services.access import AccessService

commands = typer.Typer(
    help="Client apps: programs that sign their calls of Kore.ai's API.", no_args_is_help=True
)


class ClientKind(StrEnum):
    """Client apps as Kore.ai calls them."""

    BOT_BUILDER = "bot-builder"
    ADMIN_CONSOLE = "admin-console"


KINDS = {
    ClientKind.BOT_BUILDER: CredentialKind.KORE_BOT_BUILDER,
    ClientKind.ADMIN_CONSOLE: CredentialKind.KORE_ADMIN_CONSOLE,
}

TenantName = Annotated[str, typer.Argument(metavar="TENANT", show_default=False)]
Email = Annotated[str, typer.Argument(metavar="EMAIL", help="In whose name it calls.", show_default=False)]
ClientId = Annotated[str, typer.Argument(metavar="CLIENT", help="Its id, cs-...", show_default=False)]
Bots = Annotated[
    list[str] | None,
    typer.Option("--bot", help="A bot that it is mapped to; by default every one.", show_default=False),
]
Scopes = Annotated[
    list[str] | None,
    typer.Option("--scope", help="A scope on these bots; by default every one.", show_default=False),
]


@commands.command()
def add(
    tenant: TenantName,
    email: Email,
    kind: Annotated[ClientKind, typer.Option(help="What it may be mapped to.")] = ClientKind.BOT_BUILDER,
    name: Annotated[str, typer.Option(help="For people to tell it by.")] = "client",
    algorithm: Annotated[SigningAlgorithm, typer.Option(help="How it signs.")] = SigningAlgorithm.HS256,
    public_key: Annotated[
        Path | None,
        typer.Option(help="File with its RSA public key (PEM), for RS256 and RS512.", show_default=False),
    ] = None,
    single_use: Annotated[
        bool,
        typer.Option(
            "--single-use", help="Take each token once: it needs a jti and a life of an hour at most."
        ),
    ] = False,
    bot: Bots = None,
    scope: Scopes = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Make a client app, and print its secret once."""
    pem = None if public_key is None else public_key.read_text(encoding="utf-8", errors="replace")
    with opened(data_dir) as station, station.access(writes=True) as access:
        owner = _user(access, tenant, email)
        made = access.client_apps.create(
            owner.tenant_id,
            owner.user_id,
            name=name,
            kind=KINDS[kind],
            algorithm=algorithm,
            public_key=pem,
            single_use=single_use,
            grants=_grants(access, owner, KINDS[kind], bots=bot, scopes=scope),
        )
    _show(made.app, as_json=as_json, secret=made.secret)


@commands.command("list")
def list_clients(tenant: TenantName, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """List the client apps of a tenant."""
    with opened(data_dir) as station, station.access() as access:
        apps = access.client_apps.all(access.tenant(tenant).id)
    shown = [_document(app) for app in apps]
    if as_json:
        output.document(shown)
        return
    rows = [
        (
            each["clientId"],
            each["name"],
            each["kind"],
            each["algorithm"],
            "once" if each["singleUse"] else "often",
            "; ".join(f"{bot}: {', '.join(scopes) or 'none'}" for bot, scopes in each["scopes"].items()),
        )
        for each in shown
    ]
    output.table(("Client", "Name", "Kind", "Signs by", "A token counts", "Scopes by bot"), rows)


@commands.command()
def grant(
    tenant: TenantName,
    client: ClientId,
    bot: Bots = None,
    scope: Scopes = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Map a client app to these bots with these scopes, instead of those before."""
    with opened(data_dir) as station, station.access(writes=True) as access:
        app = _client(access, tenant, client)
        owner = next(each for each in access.principals(tenant) if each.user_id == app.user_id)
        grants = _grants(access, owner, app.kind, bots=bot, scopes=scope)
        app = access.client_apps.set_grants(app.tenant_id, app.id, grants)
    _show(app, as_json=as_json)


@commands.command()
def rotate(tenant: TenantName, client: ClientId, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Give a client app a new secret, and print it once; what the old one signed is refused from now on."""
    with opened(data_dir) as station, station.access(writes=True) as access:
        app = _client(access, tenant, client)
        if app.algorithm.is_public:
            raise BadInput(f"a client app that signs by {app.algorithm} has no secret")
        made = access.client_apps.rotate_secret(app.tenant_id, app.id)
    _show(made.app, as_json=as_json, secret=made.secret)


@commands.command()
def delete(tenant: TenantName, client: ClientId, data_dir: DataDir = None) -> None:
    """Delete a client app: its tokens are refused from now on."""
    with opened(data_dir) as station, station.access(writes=True) as access:
        app = _client(access, tenant, client)
        access.client_apps.delete(app.tenant_id, app.id)
    output.note(f"Client app {client} is gone.")


def _user(access: AccessService, tenant: str, email: str) -> Principal:
    for each in access.principals(tenant):
        if each.email == email:
            return each
    raise UserNotFound(f"tenant {tenant!r} has no user {email!r}")


def _client(access: AccessService, tenant: str, client_id: str) -> ClientApp:
    from stationmaster.dialects.kore import ids

    client_app_id = ids.from_wire(ids.CLIENT_APP, client_id)
    if client_app_id is None:
        raise ClientAppNotFound(f"no client app has the id {client_id!r}")
    return access.client_apps.get(access.tenant(tenant).id, ClientAppId(client_app_id))


def _grants(
    access: AccessService,
    owner: Principal,
    kind: CredentialKind,
    *,
    bots: list[str] | None,
    scopes: list[str] | None,
) -> Mapping[str, frozenset[str]]:
    from stationmaster.dialects.kore import auth

    if bots and kind == CredentialKind.KORE_ADMIN_CONSOLE:
        raise BadInput("an Admin-Console app is for all bots of the tenant")
    for bot in bots or ():
        if not access.has_app(owner, bot, dialect=auth.DIALECT):
            raise BadInput(f"the tenant has no bot {bot!r}")
    known = auth.scopes_of(kind)
    for scope in scopes or ():
        if scope not in known:
            raise BadInput(f"{scope!r} is no scope of this kind of client app: {', '.join(sorted(known))}")
    return dict.fromkeys(bots or (EVERY,), frozenset(scopes or (EVERY,)))


def _document(app: ClientApp) -> dict[str, Any]:
    from stationmaster.dialects.kore import auth

    return {
        "clientId": auth.client_id(app.id),
        "name": app.name,
        "kind": next(word for word, kind in KINDS.items() if kind == app.kind).value,
        "algorithm": app.algorithm.value,
        "singleUse": app.single_use,
        "scopes": {bot: sorted(scopes) for bot, scopes in sorted(app.grants.items())},
    }


def _show(app: ClientApp, *, as_json: bool, secret: str = "") -> None:
    shown = _document(app)
    if secret:
        output.note("The secret is shown once, and kept sealed: keep it now.")
        shown["clientSecret"] = secret
    if as_json:
        output.document(shown)
        return
    for name, value in shown.items():
        output.line(f"{name} {value}")
