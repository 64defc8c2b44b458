"""`stationmaster user`: further people and systems of a tenant."""

from __future__ import annotations

from typing import Annotated

import typer

from stationmaster.cli import output
from stationmaster.cli.credentials import show_credentials
from stationmaster.cli.local import opened
from stationmaster.cli.options import AsJson, DataDir, Region

commands = typer.Typer(help="Users of a tenant, with credentials of their own.", no_args_is_help=True)

TenantName = Annotated[str, typer.Argument(metavar="TENANT", show_default=False)]
Email = Annotated[str, typer.Argument(metavar="EMAIL", show_default=False)]


@commands.command()
def add(
    tenant: TenantName,
    email: Email,
    region: Region = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Add a user to a tenant, and print their credentials once."""
    with opened(data_dir) as station, station.access(writes=True) as access:
        new_user = access.add_user(tenant, email, region=region)
    show_credentials(new_user, as_json=as_json)


@commands.command()
def password(tenant: TenantName, email: Email, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Give a user a new password, and print it once; whatever they had logged in to is ended."""
    with opened(data_dir) as station, station.access(writes=True) as access:
        username, new_password = access.set_password(tenant, email)
    if as_json:
        output.document({"tenant": tenant, "username": username, "password": new_password})
    else:
        output.line(f"username {username}")
        output.line(f"password {new_password}")
