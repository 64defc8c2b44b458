"""What the ledger of a stopped server must hold, whatever happened to its processes."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from stationmaster.bootstrap import open_station
from stationmaster.config import Settings
from stationmaster.domain.tenants import TenantId
from stationmaster.domain.training import RunId, RunStatus, TrainingEvent

FINAL = {status.value for status in RunStatus if status.is_final}


@dataclass(frozen=True, kw_only=True)
class History:
    """All that one data directory says of its runs."""

    requests: Counter[str]  #: by app
    statuses: dict[str, str]  #: by run
    versions: dict[str, str]  #: the version of each run
    events: list[TrainingEvent]  #: of runs, in order

    @classmethod
    def read(cls, data_dir: Path) -> History:
        with closing(sqlite3.connect(data_dir / "stationmaster.db")) as database:
            runs = database.execute("SELECT id, status, version_id, tenant_id FROM training_run").fetchall()
            requests = database.execute(
                "SELECT run.app_id FROM training_request r JOIN training_run run ON run.id = r.run_id"
            ).fetchall()
        station = open_station(Settings(data_dir=data_dir))
        events: list[TrainingEvent] = []
        with station.database.reading() as stores:
            for tenant_id in {run[3] for run in runs}:
                ledger = stores.for_tenant(TenantId(tenant_id)).ledger
                events += ledger.events(after=0, take=10**6)
        station.database.close()
        return cls(
            requests=Counter(row[0] for row in requests),
            statuses={run[0]: run[1] for run in runs},
            versions={run[0]: run[2] for run in runs},
            events=[event for event in events if event.target_id is None],
        )

    def check(self, data_dir: Path) -> None:
        """Each run ended once, no two attempts overlapped, and each success can be read."""
        assert set(self.statuses.values()) <= FINAL
        ends = Counter(event.run_id for event in self.events if event.status in FINAL)
        assert ends == Counter(self.statuses.keys())
        self._check_attempts()
        self._check_artefacts(data_dir)

    def _check_attempts(self) -> None:
        active: dict[str, RunId] = {}
        attempts: Counter[str] = Counter()
        for event in self.events:
            version = self.versions[event.run_id]
            if event.status == RunStatus.RUNNING:
                assert active.setdefault(version, event.run_id) == event.run_id
                assert event.attempt == attempts[event.run_id] + 1
                attempts[event.run_id] = event.attempt
            elif event.status in FINAL:
                assert event.attempt == attempts[event.run_id]
                assert active.pop(version, event.run_id) == event.run_id
        assert not active

    def _check_artefacts(self, data_dir: Path) -> None:
        station = open_station(Settings(data_dir=data_dir))
        with closing(sqlite3.connect(data_dir / "stationmaster.db")) as database:
            rows = database.execute("SELECT run_id, status, artefact_id FROM model_training").fetchall()
            blobs = dict(database.execute("SELECT id, blob FROM artefact").fetchall())
        for run_id, status, artefact_id in rows:
            if status in {"succeeded", "up_to_date"}:
                assert artefact_id in blobs
            elif self.statuses[run_id] == RunStatus.SUCCEEDED:
                raise AssertionError(f"run {run_id} succeeded with a model that is {status}")
        for blob in set(blobs.values()):
            assert station.blobs.read(blob)
        station.database.close()
