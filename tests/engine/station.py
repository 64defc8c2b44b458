"""A data directory with one tenant, and dispatchers over it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from stationmaster.bootstrap import Station, open_station
from stationmaster.config import Settings
from stationmaster.domain.apps import AppId, Version
from stationmaster.domain.dataset import Intent, Item, Utterance
from stationmaster.domain.tenants import CredentialKind, Principal
from stationmaster.domain.training import ModelStatus, RunRecord, RunStatus, TrainingEvent, TrainingRun
from stationmaster.engine.compute import Compute
from stationmaster.engine.dispatcher import Dispatcher
from stationmaster.engine.lease import this_process
from stationmaster.services.services import Services

PATIENCE_SECONDS = 120
TEXTS = {
    "Greet": ("hello there", "good morning to you", "hi, how are you", "hey"),
    "Order": ("bring me a large pizza", "one pizza with olives please", "i want some pasta", "two teas"),
    "Leave": ("see you tomorrow", "goodbye and thank you", "bye for now", "i have to go"),
}


def small_app() -> tuple[Item, ...]:
    """Three intents with four utterances each."""
    intents = [Intent(id=f"id of {name}", name=name) for name in TEXTS]
    utterances = [Utterance(id="", text=text, intent=name) for name in TEXTS for text in TEXTS[name]]
    return (*intents, *utterances)


def intents_called(*names: str) -> tuple[Item, ...]:
    """Intents with one utterance each, for trainings that behave as their targets are called."""
    intents = [Intent(id=f"id of {name}", name=name) for name in names]
    return (*intents, *(Utterance(id="", text=f"about {name}", intent=name) for name in names))


@dataclass(kw_only=True)
class Tenant:
    """What one tenant does and sees."""

    station: Station
    principal: Principal

    @classmethod
    def make(cls, station: Station, name: str = "tenant") -> Tenant:
        with station.access(writes=True) as access:
            user = access.create_tenant(name).user
        principal = Principal(
            tenant_id=user.tenant_id, user_id=user.id, email=user.email, kind=CredentialKind.LUIS_AUTHORING
        )
        return cls(station=station, principal=principal)

    @contextmanager
    def services(self, *, writes: bool = False) -> Iterator[Services]:
        with self.station.services(self.principal, writes=writes) as services:
            yield services

    def new_app(self, *items: Item, name: str = "app") -> AppId:
        with self.services(writes=True) as services:
            app, _ = services.apps.create(name=name, culture="en-us", version_name="0.1", items=items)
        return app.id

    def version(self, app_id: AppId) -> Version:
        with self.services() as services:
            return services.apps.version(app_id, "0.1")

    def label(self, app_id: AppId, text: str, intent: str) -> None:
        with self.services(writes=True) as services:
            version = services.apps.version(app_id, "0.1")
            services.labelling.label(version, Utterance(id="", text=text, intent=intent))

    def request(self, app_id: AppId) -> TrainingRun:
        with self.services(writes=True) as services:
            return services.training.request(services.apps.version(app_id, "0.1"))

    def cancel(self, run: TrainingRun) -> None:
        with self.services(writes=True) as services:
            services.training.cancel(run.id)

    def record(self, run: TrainingRun) -> RunRecord:
        with self.services() as services:
            return services.training.run(run.id)

    def status(self, run: TrainingRun) -> RunStatus:
        return self.record(run).run.status

    def models(self, run: TrainingRun) -> dict[str, ModelStatus]:
        return {model.target.name: model.status for model in self.record(run).models}

    def events(self, run: TrainingRun | None = None) -> list[TrainingEvent]:
        with self.station.database.reading() as stores:
            ledger = stores.for_tenant(self.principal.tenant_id).ledger
            events = ledger.events(after=0, take=100_000)
        return [event for event in events if run is None or event.run_id == run.id]

    def wait_until(self, run: TrainingRun, *statuses: RunStatus) -> RunRecord:
        """The run's record once it has one of these statuses."""
        wait_for(lambda: self.status(run) in statuses, what=f"a run in one of {statuses}")
        return self.record(run)


def wait_for(condition: Callable[[], object], *, what: str, seconds: float = PATIENCE_SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"not in {seconds} s: {what}")
        time.sleep(0.005)


def open_at(folder: Path) -> Station:
    return open_station(Settings(data_dir=folder))


def dispatcher_over(
    station: Station,
    compute: Compute,
    *,
    holder: str = "",
    drain_seconds: float = 10.0,
    limit_seconds: float = 3600.0,
) -> Dispatcher:
    return Dispatcher(
        station.dispatching(),
        compute,
        station.database,
        station.clock,
        holder=holder or this_process(),
        drain_seconds=drain_seconds,
        limit_seconds=limit_seconds,
    )


@dataclass(kw_only=True)
class Running:
    """A dispatcher at work in a thread of the test's."""

    dispatcher: Dispatcher
    thread: threading.Thread = field(init=False)

    def __post_init__(self) -> None:
        self.thread = threading.Thread(target=self.dispatcher.run, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.dispatcher.request_stop()
        self.thread.join(PATIENCE_SECONDS)
        assert not self.thread.is_alive()
