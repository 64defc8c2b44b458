"""A station on a temporary directory, with a tenant and a way to train without an engine."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from stationmaster.bootstrap import Station, open_station
from stationmaster.config import Settings
from stationmaster.domain.apps import Version
from stationmaster.domain.dataset import Intent, Item, Utterance
from stationmaster.domain.tenants import CredentialKind, Principal
from stationmaster.engine import worker
from stationmaster.learning.learner import Report
from stationmaster.services.access import NewUser
from stationmaster.services.dispatch import TargetOutcome, TrainTask
from stationmaster.services.ports import Blobs
from stationmaster.services.services import Services
from stationmaster.storage.blobs import BlobEvaluations, BlobTicketSnapshots


@dataclass(frozen=True, kw_only=True)
class Workshop:
    """One tenant's owner, at work."""

    station: Station
    owner: Principal
    keys: dict[CredentialKind, str]
    new_user: NewUser  #: the owner's credentials in every dialect

    @contextmanager
    def services(self, *, caller: Principal | None = None) -> Iterator[Services]:
        """Services in one writing transaction."""
        with self.station.services(caller or self.owner, writes=True) as services:
            yield services

    def new_version(self, *items: Item, name: str = "app", culture: str = "en-us") -> Version:
        """The first version of a new app that holds these items."""
        with self.services() as services:
            _, version = services.apps.create(name=name, culture=culture, version_name="0.1", items=items)
            return version

    def fresh(self, version: Version) -> Version:
        """The version as it stands now."""
        with self.services() as services:
            return services.apps.version(version.app_id, version.name)

    def run_operations(self) -> None:
        """Do all other long work that waits, in this process."""
        self.station.operation_runner().run_all()

    def run_waiting(self) -> None:
        """Train all that waits, in this process."""
        dispatching = self.station.dispatching()
        while tasks := dispatching.start_next():
            for task in tasks:
                dispatching.begin(task)
                dispatching.finish(task, self.train(task))

    def train(self, task: TrainTask) -> tuple[TargetOutcome, ...]:
        """What a worker makes of a task."""
        return train_with(self.station, task)


@dataclass(kw_only=True)
class Bystander:
    """Somebody else of the tenant, who writes when told to and notes whether it took no more than a moment."""

    workshop: Workshop
    had_to_wait: list[bool] = field(default_factory=list)

    def write(self) -> None:
        thread = threading.Thread(target=self._write, daemon=True)
        thread.start()
        thread.join(timeout=5)
        self.had_to_wait.append(thread.is_alive())

    def _write(self) -> None:
        self.workshop.new_version(name=f"app {len(self.had_to_wait)} of a bystander")


def train_with(
    station: Station, task: TrainTask, report: Report = lambda *_: None, *, blobs: Blobs | None = None
) -> tuple[TargetOutcome, ...]:
    """What a worker makes of a task.

    :param blobs: where it keeps artefacts, if not where a station does
    """
    return worker.train(
        task,
        report,
        blobs=blobs or station.blobs,
        snapshots=station.snapshots,
        ticket_snapshots=BlobTicketSnapshots(station.blobs),
        evaluations=BlobEvaluations(station.blobs),
    )


def open_workshop(data_dir: Path, *, tenant: str = "acme") -> Workshop:
    """A workshop on a data directory; several tenants may share one."""
    station = open_station(Settings(data_dir=data_dir))
    with station.access(writes=True) as access:
        new = access.create_tenant(tenant)
    owner = Principal(
        tenant_id=new.tenant.id,
        user_id=new.user.id,
        email=new.user.email,
        kind=CredentialKind.LOCAL,
    )
    return Workshop(station=station, owner=owner, keys=dict(new.secrets), new_user=new)


def utterances(intent: str, *texts: str) -> list[Utterance]:
    """Utterances of one intent, not yet numbered."""
    return [Utterance(id="", text=text, intent=intent) for text in texts]


def small_app() -> list[Item]:
    """Two intents with a few utterances each."""
    return [
        Intent(id="greet", name="Greet"),
        Intent(id="book", name="Book"),
        *utterances("Greet", "hello there", "good morning", "hi, how are you"),
        *utterances("Book", "book a table for two", "I want to reserve a room", "reserve a table tonight"),
    ]
