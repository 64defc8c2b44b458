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
    """Cancel what waits or runs of an app's trainings."""
    with opened(data_dir) as station:
        found = find(station, tenant, app, version)
        with station.services(found.caller, writes=True) as services:
            newest = [services.training.status(found.version, group).newest for group in found.app.groups]
            unfinished = [run.id for run in newest if run is not None and not run.status.is_final]
            if not unfinished:
                raise Refused(f"no training of {found.app.name} {found.version.name} waits or runs")
            runs = [services.training.cancel(run_id) for run_id in unfinished]
        deadline = time.monotonic() + _WAIT_SECONDS
        while not all(run.status.is_final for run in runs) and time.monotonic() < deadline:
            time.sleep(_LOOK_SECONDS)
            with station.services(found.caller, writes=False) as services:
                runs = [services.training.run(run_id).run for run_id in unfinished]
    if as_json:
        documents = [{**named(found.app, found.version), "run": run_document(run)} for run in runs]
        output.document(documents[0] if len(documents) == 1 else documents)
        return
    for run in runs:
        if run.status.is_final:
            output.line(f"Run {run.number} {RUN_WORDS[run.status]}.")
        else:
            output.line(f"Run {run.number} will be cancelled as soon as a server dispatches.")
