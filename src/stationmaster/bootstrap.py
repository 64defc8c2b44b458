"""Builds every object once, from settings: the only place where adapters meet services."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from starlette.types import ASGIApp

from stationmaster.config import Settings
from stationmaster.dialects.dialect import BodyKind
from stationmaster.dialects.kore import jobs as kore_jobs
from stationmaster.dialects.superoffice import jobs as superoffice_jobs
from stationmaster.dialects.superoffice.settings import SuperOfficeSettings
from stationmaster.domain.tenants import Principal
from stationmaster.engine.compute import Compute
from stationmaster.engine.dispatcher import Dispatcher
from stationmaster.engine.encoding import BackgroundEncoder
from stationmaster.engine.errands import Errands
from stationmaster.engine.inline import InlineCompute
from stationmaster.engine.lease import this_process
from stationmaster.engine.supervisor import end_with_supervisor, supervise
from stationmaster.engine.worker import train, warm_up
from stationmaster.learning.encoded_texts import encoded_texts
from stationmaster.learning.encoder import sentence_encoder
from stationmaster.learning.fingerprint import LEARNER_VERSIONS
from stationmaster.learning.learner import Report
from stationmaster.learning.matchers import check_regex
from stationmaster.learning.predictor import Predictor
from stationmaster.services.access import AccessService
from stationmaster.services.dispatch import DispatchService, TargetOutcome, TrainTask
from stationmaster.services.encoding import EncodingService
from stationmaster.services.limits import CallLimits
from stationmaster.services.passwords import Passwords
from stationmaster.services.prediction import HitCounter, Predictors
from stationmaster.services.retraining import Retrains, retrain_where_due
from stationmaster.services.services import ServiceFactory, Services
from stationmaster.services.session import Session
from stationmaster.services.work import Handler, OperationRunner
from stationmaster.storage.blobs import BlobEvaluations, BlobSnapshots, BlobTicketSnapshots, FileBlobs
from stationmaster.storage.database import SqlDatabase, open_engine
from stationmaster.storage.migrate import migrate
from stationmaster.storage.vault import FileVault
from stationmaster.storage.vectors import FileVectors
from stationmaster.web.app import EdgeSettings, build_app

#: What does each kind of operation.
HANDLERS: Mapping[str, Handler] = {**kore_jobs.HANDLERS, **superoffice_jobs.HANDLERS}

_STOP_SECONDS = 5.0
_CONCURRENT_REQUESTS = 2_000


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
    vectors: FileVectors
    clock: SystemClock
    factory: ServiceFactory
    vault: FileVault
    passwords: Passwords

    @contextmanager
    def access(self, *, writes: bool = False) -> Iterator[AccessService]:
        """The access service in one transaction."""
        with self.database.writing() if writes else self.database.reading() as stores:
            yield AccessService(
                stores.access,
                self.clock,
                new_id,
                vault=self.vault,
                passwords=self.passwords,
                writes=writes,
            )

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
            ticket_snapshots=BlobTicketSnapshots(self.blobs),
            clock=self.clock,
            new_id=new_id,
            learner_versions=LEARNER_VERSIONS,
        )

    def dispatcher(self, compute: Compute, *, drain_seconds: float = 10.0) -> Dispatcher:
        """A dispatcher in this process's name."""
        return Dispatcher(
            self.dispatching(),
            compute,
            self.database,
            self.clock,
            holder=this_process(),
            drain_seconds=drain_seconds,
            limit_seconds=self.settings.training_limit_seconds,
            errands=Errands(self.operation_runner(), self.database, self.retrain_where_due),
        )

    def retrain_where_due(self) -> None:
        """Ask for the trainings of categorisers that are due."""
        retrain_where_due(self.database, self._categoriser)

    @contextmanager
    def _categoriser(self, caller: Principal, *, writes: bool) -> Iterator[Retrains]:
        with self.services(caller, writes=writes) as services:
            yield services.categorising

    def operation_runner(self) -> OperationRunner:
        """What does operations."""
        return OperationRunner(
            self.database,
            blobs=self.blobs,
            clock=self.clock,
            open_services=self.services,
            handlers=HANDLERS,
        )

    def _superoffice_settings(self) -> SuperOfficeSettings:
        settings = self.settings
        return SuperOfficeSettings(
            with_username=settings.superoffice_with_username,
            with_ticket=settings.superoffice_with_ticket,
            with_implicit=settings.superoffice_with_implicit,
            cors_origin=settings.superoffice_cors_origin,
            base_zone=settings.superoffice_base_zone,
            strict_accept=settings.superoffice_strict_accept,
            most_tickets=settings.superoffice_most_tickets,
        )

    def web_app(self) -> ASGIApp:
        """The ASGI application."""
        settings = EdgeSettings(
            region=self.settings.region,
            kore_tells_reason=self.settings.kore_tells_reason,
            superoffice=self._superoffice_settings(),
            kore_is_limited=self.settings.kore_is_limited,
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
    :raises MasterKeyUnusable: others may read the key that seals secrets
    """
    os.umask(0o077)
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings.blob_dir.mkdir(mode=0o700, exist_ok=True)
    vault = FileVault(settings.data_dir / "master.key")
    engine = open_engine(settings.database_path)
    migrate(engine, lock=settings.data_dir / "migrate.lock")
    blobs = FileBlobs(settings.blob_dir)
    return Station(
        settings=settings,
        database=SqlDatabase(engine),
        blobs=blobs,
        snapshots=BlobSnapshots(blobs),
        vectors=FileVectors(settings.vector_dir, SystemClock()),
        clock=SystemClock(),
        factory=ServiceFactory(
            learner_versions=LEARNER_VERSIONS,
            check_regex=check_regex,
            predictors=Predictors(blobs, Predictor.load, capacity=settings.loaded_sets),
            evaluations=BlobEvaluations(blobs),
            blobs=blobs,
            hits=HitCounter(),
        ),
        vault=vault,
        passwords=Passwords(),
    )


@contextmanager
def dispatching_here(station: Station) -> Iterator[None]:
    """Meanwhile train in a thread of this process what waits, unless a server does so already.

    Should that server end, this process takes over.
    """
    compute = InlineCompute(
        partial(
            train,
            blobs=station.blobs,
            snapshots=station.snapshots,
            ticket_snapshots=BlobTicketSnapshots(station.blobs),
            evaluations=BlobEvaluations(station.blobs),
            kept_of=station.vectors.for_tenant,
        )
    )
    dispatcher = station.dispatcher(compute, drain_seconds=0)
    thread = threading.Thread(target=dispatcher.run, name="dispatcher", daemon=True)
    thread.start()
    try:
        yield
    finally:
        dispatcher.request_stop()
        thread.join(_STOP_SECONDS)
        compute.close()


def serve(settings: Settings) -> int:
    """Be a server until SIGTERM or SIGINT: a web process and a dispatcher with its workers.

    :raises OSError: the address is taken, or the data directory cannot be used
    :raises SchemaTooNew: a newer version of Stationmaster wrote the database
    """
    open_station(settings).database.close()
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    # Opened here, so that connections wait while a web process is replaced.
    with socket.create_server((settings.host, settings.port), family=family, backlog=2048) as listener:
        part = [sys.executable, "-m", "stationmaster.cli.process"]
        rest = [settings.to_json(), str(listener.fileno())]
        commands = {name: [*part, name, *rest] for name in ("web", "dispatcher")}
        supervise(commands, pass_fds=[listener.fileno()])
    return 0


def run_web(settings: Settings, socket_descriptor: int) -> None:
    """Be the web process of a server."""
    end_with_supervisor()
    import uvicorn

    # After a start too, nobody's first question should wait for tables and the encoder.
    threading.Thread(target=warm_up, name="warm-up", daemon=True).start()
    config = uvicorn.Config(
        open_station(settings).web_app(),
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=int(_STOP_SECONDS),
        limit_concurrency=_CONCURRENT_REQUESTS,
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=socket_descriptor)])


def run_dispatcher(settings: Settings) -> None:
    """Be the dispatcher of a server, with its workers."""
    end_with_supervisor()
    from stationmaster.engine.cluster import DaskCompute

    station = open_station(settings)
    compute = DaskCompute(
        partial(train_task, str(settings.blob_dir), str(settings.vector_dir)),
        warm_up=warm_up,
        workers=settings.workers,
        memory_bytes=settings.worker_memory_bytes,
        scratch_dir=settings.scratch_dir,
    )
    dispatcher = station.dispatcher(compute)
    encoding = BackgroundEncoder(
        EncodingService(station.database, station.clock, encoded_texts),
        station.vectors,
        sentence_encoder,
        is_busy=lambda: dispatcher.is_busy,
    )
    signal.signal(signal.SIGTERM, lambda *_: dispatcher.request_stop())
    encoding.start()
    dispatcher.run()
    encoding.stop(_STOP_SECONDS)
    compute.close()


def train_task(blob_dir: str, vector_dir: str, task: TrainTask, report: Report) -> tuple[TargetOutcome, ...]:
    """What a worker process does, which has no database: it sees blobs and vectors alone."""
    blobs = FileBlobs(Path(blob_dir))
    vectors = FileVectors(Path(vector_dir), SystemClock())
    return train(
        task,
        report,
        blobs=blobs,
        snapshots=BlobSnapshots(blobs),
        ticket_snapshots=BlobTicketSnapshots(blobs),
        evaluations=BlobEvaluations(blobs),
        kept_of=vectors.for_tenant,
    )
