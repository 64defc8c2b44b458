"""`stationmaster cancel`: stop a training."""

from __future__ import annotations

import time

from stationmaster.cli import output
from stationmaster.cli.documents import named, run_document
from stationmaster.cli.exits import Refused
from stationmaster.cli.local import find, opened
from stationmaster.cli.options import LOCAL_TENANT, AppReference, AsJson, DataDir, TenantName, VersionName
from stationmaster.cli.words import RUN_WORDS

#: A run under way is stopped by the process that trains it; it looks several times a second.
_WAIT_SECONDS = 5.0
_LOOK_SECONDS = 0.1


def cancel(
    app: AppReference,
    version: VersionName = None,
    tenant: TenantName = LOCAL_TENANT,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Cancel the training of an app that waits or runs."""
    with opened(data_dir) as station:
        found = find(station, tenant, app, version)
        with station.services(found.caller, writes=True) as services:
            run = services.training.status(found.version).run
            if run is None or run.status.is_final:
                raise Refused(f"no training of {found.app.name} {found.version.name} waits or runs")
            run = services.training.cancel(run.id)
        deadline = time.monotonic() + _WAIT_SECONDS
        while not run.status.is_final and time.monotonic() < deadline:
            time.sleep(_LOOK_SECONDS)
            with station.services(found.caller, writes=False) as services:
                run = services.training.run(run.id).run
    if as_json:
        output.document({**named(found.app, found.version), "run": run_document(run)})
    elif run.status.is_final:
        output.line(f"Run {run.number} {RUN_WORDS[run.status]}.")
    else:
        output.line(f"Run {run.number} will be cancelled as soon as a server dispatches.")
