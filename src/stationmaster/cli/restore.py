"""`stationmaster restore`: the models that served before, in service again."""

from __future__ import annotations

from stationmaster.cli import output
from stationmaster.cli.documents import named
from stationmaster.cli.exits import Refused
from stationmaster.cli.local import find, opened
from stationmaster.cli.options import LOCAL_TENANT, AppReference, AsJson, DataDir, TenantName, VersionName
from stationmaster.cli.words import GROUP_WORDS
from stationmaster.domain.training import SERVED_AT_ONCE


def restore(
    app: AppReference,
    version: VersionName = None,
    tenant: TenantName = LOCAL_TENANT,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Put the models that served before in service again; those that serve now become the previous ones.

    A bot has two groups of models, ML and FAQ: each that has previous ones is restored.
    """
    with opened(data_dir) as station:
        found = find(station, tenant, app, version)
        with station.services(found.caller, writes=True) as services:
            restored = [
                services.training.restore(found.version, group)
                for group in found.app.groups
                if group in SERVED_AT_ONCE and services.training.status(found.version, group).previous
            ]
            runs = {each.group: services.training.run(each.current).run.number for each in restored}
    if not runs:
        raise Refused(f"{found.app.name} {found.version.name} has no previous models")
    if as_json:
        output.document({**named(found.app, found.version), "restored": runs})
        return
    for group, number in runs.items():
        output.line(f"{GROUP_WORDS[group]}: the models of run {number} serve again.")
