"""A tenant's tickets for tests, with a model whose answers the test decides."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from workshop import Workshop, open_workshop

from stationmaster.bootstrap import new_id
from stationmaster.domain.build import LearnerName, Target
from stationmaster.domain.dataset import Message, Ticket
from stationmaster.domain.prediction import Prediction, ScoredLabel
from stationmaster.domain.tickets import Category
from stationmaster.services.dispatch import DispatchService, TargetOutcome
from stationmaster.services.prediction import Predictors
from stationmaster.services.services import Services
from stationmaster.storage.blobs import BlobTicketSnapshots

_VERSIONS = dict.fromkeys(LearnerName, "test")

Scores = Callable[[Ticket], Mapping[str, float]]


@dataclass
class Words:
    """Ranks categories as the test says."""

    scores: Scores

    def guess_category(self, ticket: Ticket) -> tuple[ScoredLabel, ...]:
        ranked = sorted(self.scores(ticket).items(), key=lambda pair: -pair[1])
        return tuple(ScoredLabel(label=label, score=score) for label, score in ranked)

    def predict_all(self, texts: Sequence[str], *, reference: object) -> Iterator[Prediction]:
        raise AssertionError("tickets are not asked for as texts")


@dataclass
class Helpdesk:
    """One tenant at work on tickets."""

    workshop: Workshop
    scores: Scores = lambda ticket: {}
    loading: Callable[[], None] = lambda: None  #: what happens while a model is loaded

    def __post_init__(self) -> None:
        def load(parts: Sequence[tuple[Target, bytes]], *, culture: str) -> Words:
            self.loading()
            return Words(lambda ticket: self.scores(ticket))

        station = self.workshop.station
        predictors = Predictors(station.blobs, load, capacity=4)
        factory = replace(station.factory, predictors=predictors, learner_versions=_VERSIONS)
        station = replace(station, factory=factory)
        self.workshop = replace(self.workshop, station=station)

    @contextmanager
    def services(self) -> Iterator[Services]:
        with self.workshop.services() as services:
            yield services

    def categories(self, *names: str) -> list[str]:
        """The ids of new top categories."""
        with self.services() as services:
            kept = services.categories.save([Category(id="", name=name) for name in names])
            return [category.id for category in kept]

    def tickets(self, *tickets: Ticket) -> list[str]:
        with self.services() as services:
            return [ticket.id for ticket in services.tickets.save(tickets)]

    def ticket(self, ticket_id: str) -> Ticket:
        with self.services() as services:
            return services.tickets.get(ticket_id)

    def message(self, ticket_id: str, **carried: object) -> Message:
        with self.services() as services:
            return services.tickets.save_messages([Message(id="", ticket_id=ticket_id, carried=carried)])[0]

    def dispatching(self) -> DispatchService:
        """What a dispatcher needs, whose workers are the tests."""
        station = self.workshop.station
        return DispatchService(
            station.database,
            blobs=station.blobs,
            snapshots=station.snapshots,
            ticket_snapshots=BlobTicketSnapshots(station.blobs),
            clock=station.clock,
            new_id=new_id,
            learner_versions=_VERSIONS,
        )

    def train_waiting(self, *, accuracy_percent: float = 92.31) -> None:
        """Let all that waits end with a model."""
        dispatching = self.dispatching()
        while tasks := dispatching.start_next():
            for task in tasks:
                dispatching.begin(task)
                made = [
                    TargetOutcome(
                        target_id=target.id,
                        examples=12,
                        blob=self.workshop.station.blobs.put(task.run_id.encode()),
                        identity=task.run_id,
                        accuracy_percent=accuracy_percent,
                    )
                    for target in task.targets
                ]
                dispatching.finish(task, made)


def open_helpdesk(data_dir: Path, *, tenant: str = "acme") -> Helpdesk:
    return Helpdesk(open_workshop(data_dir, tenant=tenant))


def text_ticket(subject: str, category_id: str | None = None, **fields: object) -> Ticket:
    return replace(Ticket(id="", subject=subject, category_id=category_id), **fields)
