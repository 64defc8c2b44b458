"""`stationmaster tier`: how much may be spent on understanding a text."""

from __future__ import annotations

from typing import Annotated

import typer

from stationmaster.cli import output
from stationmaster.cli.documents import named
from stationmaster.cli.local import edited_versions, find, opened
from stationmaster.cli.options import LOCAL_TENANT, AppReference, AsJson, DataDir, TenantName, VersionName
from stationmaster.domain.tier import Tier
from stationmaster.services.tiers import ask_for_tier, tier_asked_for


def tier(
    app: AppReference,
    wanted: Annotated[
        Tier | None,
        typer.Argument(
            metavar="TIER",
            help="What to ask for from now on; without it, what is asked for is shown.",
            show_default=False,
            case_sensitive=False,
        ),
    ] = None,
    version: VersionName = None,
    tenant: TenantName = LOCAL_TENANT,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Show or set the tier that a version asks for; of a bot, that of all its languages.

    Training then decides which tier serves: `stationmaster status` shows it.
    """
    with opened(data_dir) as station:
        found = find(station, tenant, app, version)
        with station.services(found.caller, writes=wanted is not None) as services:
            versions = [found.version] if version else edited_versions(services, found)
            before = [tier_asked_for(services.labelling, each) for each in versions]
            if wanted is not None:
                for each in versions:
                    ask_for_tier(services.labelling, each, wanted)
    after = [wanted or asked for asked in before]
    if as_json:
        documents = [
            {**named(found.app, each), "tier": now, "was": asked}
            for each, now, asked in zip(versions, after, before, strict=True)
        ]
        output.document(documents[0] if len(documents) == 1 else documents)
        return
    for each, now, asked in zip(versions, after, before, strict=True):
        was = f" ({asked} until now: it takes effect with the next training)" if now is not asked else ""
        output.line(f"{found.app.name} {each.name}: {now}{was}")
