"""`stationmaster user`: further people and systems of a tenant."""

from __future__ import annotations

from typing import Annotated

import typer

from stationmaster.cli.credentials import show_credentials
from stationmaster.cli.local import opened
from stationmaster.cli.options import AsJson, DataDir, Region

commands = typer.Typer(help="Users of a tenant, with keys of their own.", no_args_is_help=True)


@commands.callback()
def user() -> None:
    """Users of a tenant, with keys of their own."""


@commands.command()
def add(
    tenant: Annotated[str, typer.Argument(metavar="TENANT", show_default=False)],
    email: Annotated[str, typer.Argument(metavar="EMAIL", show_default=False)],
    region: Region = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Add a user to a tenant, and print their keys once."""
    with opened(data_dir) as station, station.access(writes=True) as access:
        new_user = access.add_user(tenant, email, region=region)
    show_credentials(new_user, as_json=as_json)
