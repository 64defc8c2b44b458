"""Builds every object once, from settings: the only place where adapters meet services."""

from __future__ import annotations

import logging
import os
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from starlette.applications import Starlette

from stationmaster.config import Settings
from stationmaster.dialects.dialect import BodyKind
from stationmaster.domain.errors import StorageUnavailable
from stationmaster.domain.tenants import Principal
from stationmaster.engine.dispatcher import Dispatcher, LeaseHeld, LeaseLost
from stationmaster.engine.inline import InlineCompute
from stationmaster.engine.lease import this_process
from stationmaster.engine.worker import train
from stationmaster.learning.fingerprint import LEARNER_VERSIONS
from stationmaster.learning.matchers import check_regex
from stationmaster.learning.predictor import Predictor
from stationmaster.services.access import AccessService
from stationmaster.services.dispatch import DispatchService
from stationmaster.services.limits import CallLimits
from stationmaster.services.prediction import HitCounter, Predictors
from stationmaster.services.services import ServiceFactory, Services
from stationmaster.services.session import Session
from stationmaster.storage.blobs import BlobSnapshots, FileBlobs
from stationmaster.storage.database import SqlDatabase, open_engine
from stationmaster.storage.migrate import migrate
from stationmaster.web.app import EdgeSettings, build_app

logger = logging.getLogger(__name__)

#: How long a dispatcher waits that found another one at work, or was refused by the database.
_RETRY_SECONDS = 0.2
_STOP_SECONDS = 5.0


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


def new_id() -> str:
    """A random UUID."""
    return str(uuid.uuid4())


@dataclass(frozen=True, kw_only=True)
class Station:
    """Everything that lives as long as the process."""

    settings: Settings
    database: SqlDatabase
    blobs: FileBlobs
    snapshots: BlobSnapshots
    clock: SystemClock
    factory: ServiceFactory

    @contextmanager
    def access(self, *, writes: bool = False) -> Iterator[AccessService]:
        """The access service in one transaction."""
        with self.database.writing() if writes else self.database.reading() as stores:
            yield AccessService(stores.access, self.clock, new_id)

    @contextmanager
    def services(self, principal: Principal, *, writes: bool) -> Iterator[Services]:
        """A caller's services in one transaction."""
        with self.database.writing() if writes else self.database.reading() as stores:
            tenant = stores.for_tenant(principal.tenant_id)
            session = Session(principal=principal, stores=tenant, clock=self.clock, new_id=new_id)
            yield self.factory.of(session)

    def dispatching(self) -> DispatchService:
        """What a dispatcher needs of the core."""
        return DispatchService(
            self.database,
            blobs=self.blobs,
            snapshots=self.snapshots,
            clock=self.clock,
            new_id=new_id,
            learner_versions=LEARNER_VERSIONS,
        )

    def web_app(self) -> Starlette:
        """The ASGI application."""
        settings = EdgeSettings(
            region=self.settings.region,
            max_body_bytes={
                BodyKind.ORDINARY: self.settings.max_body_bytes,
                BodyKind.IMPORT: self.settings.max_import_bytes,
            },
        )
        limits = CallLimits(self.database, self.clock)
        return build_app(self, self.database, limits, settings, hits=self.factory.hits, clock=self.clock)


def open_station(settings: Settings) -> Station:
    """Open the data directory, which is made if need be, and bring its database up to date.

    :raises SchemaTooNew: a newer version of Stationmaster wrote the database
    """
    os.umask(0o077)
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings.blob_dir.mkdir(mode=0o700, exist_ok=True)
    engine = open_engine(settings.database_path)
    migrate(engine, lock=settings.data_dir / "migrate.lock")
    blobs = FileBlobs(settings.blob_dir)
    return Station(
        settings=settings,
        database=SqlDatabase(engine),
        blobs=blobs,
        snapshots=BlobSnapshots(blobs),
        clock=SystemClock(),
        factory=ServiceFactory(
            learner_versions=LEARNER_VERSIONS,
            check_regex=check_regex,
            predictors=Predictors(blobs, Predictor.load, capacity=settings.loaded_sets),
            hits=HitCounter(),
        ),
    )


@contextmanager
def dispatching_here(station: Station) -> Iterator[None]:
    """Meanwhile train in a thread of this process what waits, unless a server does so already.

    Should that server end, this process takes over.
    """
    compute = InlineCompute(partial(train, blobs=station.blobs, snapshots=station.snapshots))
    dispatcher = Dispatcher(
        station.dispatching(), compute, station.database, station.clock, holder=this_process()
    )
    stopped = threading.Event()

    def dispatch() -> None:
        while not stopped.is_set():
            try:
                dispatcher.run_until_idle()
            except (LeaseHeld, LeaseLost, StorageUnavailable):
                logger.debug("not dispatching now", exc_info=True)
            stopped.wait(_RETRY_SECONDS)

    thread = threading.Thread(target=dispatch, name="dispatcher", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        dispatcher.request_stop()
        thread.join(_STOP_SECONDS)
        compute.close()
