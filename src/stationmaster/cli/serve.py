"""`stationmaster serve`: the server, until it is told to stop."""

from __future__ import annotations

import ipaddress
from typing import Annotated

import typer

from stationmaster.cli import output
from stationmaster.cli.exits import Refused
from stationmaster.cli.options import DataDir
from stationmaster.config import MEGABYTE, Settings, default_data_dir, default_workers


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8750,
    data_dir: DataDir = None,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1, help="Processes that train; by default one a core, at most 4.", show_default=False
        ),
    ] = None,
    region: Annotated[
        str | None,
        typer.Option(help="This server's region: keys of another one are refused.", show_default=False),
    ] = None,
    worker_memory: Annotated[
        int, typer.Option(min=256, metavar="MB", help="Memory that one training process may use.")
    ] = 2_000,
    training_limit: Annotated[
        float, typer.Option(min=1, metavar="SECONDS", help="A training that takes longer fails.")
    ] = 3600,
    max_body: Annotated[
        int, typer.Option(min=1, metavar="MB", help="Largest body of an ordinary request.")
    ] = 10,
    max_import: Annotated[int, typer.Option(min=1, metavar="MB", help="Largest body of an import.")] = 50,
    kore_reason_header: Annotated[
        bool,
        typer.Option("--kore-reason-header", help="Say in X-Reason why Kore.ai credentials were refused."),
    ] = False,
    kore_rate_limits: Annotated[
        bool,
        typer.Option("--kore-rate-limits", help="Let bots be called 60 times a minute, as Kore.ai does."),
    ] = False,
    superoffice_passwords: Annotated[
        bool, typer.Option(help="Take names with passwords from SuperOffice clients.")
    ] = True,
    superoffice_tickets: Annotated[bool, typer.Option(help="Take SOTickets.")] = True,
    superoffice_sessions: Annotated[bool, typer.Option(help="Let browsers log in on a page.")] = True,
    superoffice_cors_origin: Annotated[
        str,
        typer.Option(
            help="Origins whose pages may call as SuperOffice clients, parted by blanks; * for every one.",
            show_default=False,
        ),
    ] = "",
    superoffice_base_zone: Annotated[
        str, typer.Option(help="Zone of the times that SuperOffice clients are told: NO, US-NY, Europe/Oslo.")
    ] = "UTC",
    superoffice_strict_accept: Annotated[
        bool,
        typer.Option("--superoffice-strict-accept", help="Answer 406 to an Accept that cannot be met."),
    ] = False,
    superoffice_most_tickets: Annotated[
        int, typer.Option(min=0, help="Most tickets of one training; SuperOffice takes 5000; 0: all.")
    ] = 0,
    allow_remote: Annotated[
        bool, typer.Option("--allow-remote", help="Let HOST be an address that other machines can reach.")
    ] = False,
) -> None:
    """Serve the APIs and train, until SIGTERM or Ctrl-C."""
    if not allow_remote and not _is_loopback(host):
        raise Refused(
            f"{host} can be reached from other machines, and keys and texts would travel unencrypted; "
            "add --allow-remote if that is what you want, best behind a proxy that speaks TLS"
        )
    from stationmaster import bootstrap
    from stationmaster.dialects.superoffice.wire import UnknownTimeZone
    from stationmaster.dialects.superoffice.wire.zones import find_zone

    try:
        find_zone(superoffice_base_zone)
    except UnknownTimeZone:
        raise Refused(f"{superoffice_base_zone!r} is no time zone, as NO, US-NY or Europe/Oslo are") from None
    settings = Settings(
        data_dir=data_dir or default_data_dir(),
        host=host,
        port=port,
        workers=workers or default_workers(),
        worker_memory_bytes=worker_memory * MEGABYTE,
        training_limit_seconds=training_limit,
        region=region,
        kore_tells_reason=kore_reason_header,
        kore_is_limited=kore_rate_limits,
        superoffice_with_username=superoffice_passwords,
        superoffice_with_ticket=superoffice_tickets,
        superoffice_with_implicit=superoffice_sessions,
        superoffice_cors_origin=superoffice_cors_origin,
        superoffice_base_zone=superoffice_base_zone,
        superoffice_strict_accept=superoffice_strict_accept,
        superoffice_most_tickets=superoffice_most_tickets,
        max_body_bytes=max_body * MEGABYTE,
        max_import_bytes=max_import * MEGABYTE,
    )
    shown = f"[{host}]" if ":" in host else host
    output.note(f"Serving http://{shown}:{port} with the data in {settings.data_dir}; Ctrl-C ends it.")
    bootstrap.serve(settings)


def _is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
