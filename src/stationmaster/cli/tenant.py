"""`stationmaster tenant`: who owns apps."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from stationmaster.cli import output
from stationmaster.cli.credentials import show_credentials
from stationmaster.cli.local import opened
from stationmaster.cli.options import AsJson, DataDir, Region
from stationmaster.domain.tenants import CallLimit, CredentialKind

commands = typer.Typer(help="Tenants: owners of apps, isolated from one another.", no_args_is_help=True)


class KeyKind(StrEnum):
    """Credentials as the operator calls them."""

    AUTHORING = "authoring"
    ENDPOINT = "endpoint"
    BOT_BUILDER = "bot-builder"
    ADMIN_CONSOLE = "admin-console"
    BUILDER = "builder"
    LOGIN = "login"
    TICKET = "ticket"
    BEARER = "bearer"
    SESSION = "session"


KINDS = {
    KeyKind.AUTHORING: CredentialKind.LUIS_AUTHORING,
    KeyKind.ENDPOINT: CredentialKind.LUIS_ENDPOINT,
    KeyKind.BOT_BUILDER: CredentialKind.KORE_BOT_BUILDER,
    KeyKind.ADMIN_CONSOLE: CredentialKind.KORE_ADMIN_CONSOLE,
    KeyKind.BUILDER: CredentialKind.KORE_USER,
    KeyKind.LOGIN: CredentialKind.SUPEROFFICE_LOGIN,
    KeyKind.TICKET: CredentialKind.SUPEROFFICE_TICKET,
    KeyKind.BEARER: CredentialKind.SUPEROFFICE_BEARER,
    KeyKind.SESSION: CredentialKind.SUPEROFFICE_SESSION,
}

Name = Annotated[str, typer.Argument(metavar="NAME", help="The tenant's name.", show_default=False)]


@commands.command()
def create(
    name: Name,
    email: Annotated[
        str | None, typer.Option(help="Of the first user; by default owner@NAME.", show_default=False)
    ] = None,
    region: Region = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Make a tenant with its first user, and print their credentials once."""
    with opened(data_dir) as station, station.access(writes=True) as access:
        new_user = access.create_tenant(name, email=email, region=region)
    show_credentials(new_user, as_json=as_json)


@commands.command("list")
def list_tenants(data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """List the tenants with their limits."""
    with opened(data_dir) as station, station.access() as access:
        tenants = access.tenants()
    if as_json:
        output.document(
            [
                {
                    "tenant": tenant.name,
                    "createdAt": tenant.created_at.isoformat(),
                    "limits": {
                        kind.value: {"perSecond": limit.per_second, "perMonth": limit.per_month}
                        for kind, limit in sorted(tenant.limits.items())
                    },
                }
                for tenant in tenants
            ]
        )
        return
    rows = [
        (
            tenant.name,
            f"{tenant.created_at:%Y-%m-%d %H:%M}",
            "; ".join(f"{kind}: {_limit_words(limit)}" for kind, limit in sorted(tenant.limits.items()))
            or "none",
        )
        for tenant in tenants
    ]
    output.table(("Tenant", "Created (UTC)", "Limits"), rows)


@commands.command()
def limit(
    name: Name,
    kind: Annotated[KeyKind, typer.Option(help="Which credentials are limited.", show_default=False)],
    per_second: Annotated[
        int | None, typer.Option(min=1, help="Calls a second; without it, any number.", show_default=False)
    ] = None,
    per_month: Annotated[
        int | None, typer.Option(min=1, help="Calls a month; without it, any number.", show_default=False)
    ] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Limit how often a tenant's credentials may call; without numbers, lift the limit."""
    new_limit = CallLimit(per_second=per_second, per_month=per_month)
    with opened(data_dir) as station, station.access(writes=True) as access:
        access.set_limit(name, KINDS[kind], new_limit)
    if as_json:
        output.document({"tenant": name, "kind": kind, "perSecond": per_second, "perMonth": per_month})
    else:
        output.line(f"{name}, {kind} keys: {_limit_words(new_limit)}")


def _limit_words(limit: CallLimit) -> str:
    parts = [
        f"{number} a {period}"
        for number, period in ((limit.per_second, "second"), (limit.per_month, "month"))
        if number is not None
    ]
    return ", ".join(parts) or "no limit"
