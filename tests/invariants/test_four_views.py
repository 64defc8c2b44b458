"""Four dialects read one ledger: whatever happens to a version, their statuses agree with it and one another.

The words that are expected here are written out by hand, from the ledger's own rows.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from workshop import Workshop, open_workshop

from stationmaster.dialects.kore import translate as kore
from stationmaster.dialects.luis.translate import training_rows
from stationmaster.dialects.superoffice.wording import categorization_status
from stationmaster.domain.apps import Version
from stationmaster.domain.build import TICKETS_TO_LEARN, TargetGroup
from stationmaster.domain.dataset import Intent, Item, Setting, Utterance
from stationmaster.domain.faq import FaqEntry
from stationmaster.domain.tickets import Category, Ticket
from stationmaster.domain.training import Failure, FailureCode, VersionStatus
from stationmaster.learning.fingerprint import LEARNER_VERSIONS
from stationmaster.services.dispatch import TargetOutcome, TrainTask
from stationmaster.services.session import Session
from stationmaster.services.ticket_material import TicketsToLearn
from stationmaster.services.training import TrainingService
from stationmaster.storage import tables

STATES = 10_000
GROUPS = (TargetGroup.ALL, TargetGroup.ML, TargetGroup.FAQ, TargetGroup.CATEGORIES)
LOST = Failure(code=FailureCode.WORKER_LOST, sentence="The worker was lost.")
BAD = Failure(code=FailureCode.NOT_DIVERSE, sentence="There is one category only.")

ML = {"waiting": "Inprogress", "running": "Inprogress", "succeeded": "Finished"}
FAQ = {"waiting": "in-progress", "running": "in-progress", "succeeded": "success"}
ROW = {
    "waiting": (3, "InProgress"),
    "training": (3, "InProgress"),
    "succeeded": (0, "Success"),
    "up_to_date": (2, "UpToDate"),
    "failed": (1, "Fail"),
    "cancelled": (1, "Fail"),
}


def items() -> list[Item]:
    return [
        Intent(id="greet", name="Greet"),
        Utterance(id="u1", text="hello", intent="Greet"),
        FaqEntry(id="f1", questions=("When do you open?",), answer="At nine."),
        Category(id="1", name="Billing"),
        Ticket(id="1", subject="Invoice", category_id="1"),
        Setting(id=TICKETS_TO_LEARN, value=TicketsToLearn(selection_id="1").to_text()),
    ]


class Life:
    """One version, and whatever can happen to it."""

    def __init__(self, shop: Workshop, seed: int) -> None:
        self.shop = shop
        self.random = random.Random(seed)
        self.dispatching = shop.station.dispatching()
        self.version = shop.new_version(*items(), name=f"life {seed}")
        self.tasks: list[TrainTask] = []
        self.serves: dict[TargetGroup, bool] = {}

    def step(self) -> None:
        happenings = [self.edit, self.request, self.request, self.start, self.finish, self.finish]
        self.random.choice([*happenings, self.finish, self.fail, self.lose, self.cancel, self.restore])()

    def edit(self) -> None:
        number = str(self.random.randrange(10_000))
        new: Item = self.random.choice(
            [
                Utterance(id="", text=f"hi {number}", intent="Greet"),
                FaqEntry(id="", questions=(f"Where is {number}?",), answer=number),
                Ticket(id="", subject=f"Bill {number}", category_id="1"),
            ]
        )
        with self.shop.services() as services:
            services.labelling.add(self.fresh(services), [new])

    def request(self) -> None:
        with self.shop.services() as services:
            services.training.request(self.fresh(services), self.random.choice(GROUPS))

    def start(self) -> None:
        self._begin(self.dispatching.start_next())

    def _begin(self, tasks: tuple[TrainTask, ...]) -> None:
        for task in tasks:
            self.dispatching.begin(task)
            self.tasks.append(task)

    def finish(self) -> None:
        self._end(lambda target_id: self._built(target_id))

    def fail(self) -> None:
        self._end(lambda target_id: TargetOutcome(target_id=target_id, examples=1, failure=BAD))

    def _built(self, target_id: Any) -> TargetOutcome:
        blob = self.shop.station.blobs.put(self.random.randbytes(8))
        accuracy = round(self.random.uniform(0, 100), 2)
        return TargetOutcome(target_id=target_id, examples=2, blob=blob, accuracy_percent=accuracy)

    def _end(self, outcome: Any) -> None:
        if self.tasks:
            task = self.tasks.pop(self.random.randrange(len(self.tasks)))
            self.dispatching.finish(task, [outcome(target.id) for target in task.targets])

    def lose(self) -> None:
        if self.tasks:
            task = self.random.choice(self.tasks)
            again = self.dispatching.fault(task, LOST)
            self.tasks = [t for t in self.tasks if t.run_id != task.run_id]
            self._begin(again)

    def cancel(self) -> None:
        with self.shop.services() as services:
            newest = services.training.status(self.fresh(services), self.random.choice(GROUPS)).newest
            if newest is None:
                return
            run = services.training.cancel(newest.id)
        if run.cancel_requested_at and not run.status.is_final:
            self.tasks = [task for task in self.tasks if task.run_id != run.id]
            self.dispatching.cancelled(run.id)

    def restore(self) -> None:
        group = TargetGroup.CATEGORIES
        with self.shop.services() as services:
            version = self.fresh(services)
            if services.training.status(version, group).previous:
                services.training.restore(version, group)

    def fresh(self, services: Any) -> Version:
        version: Version = services.apps.version(self.version.app_id, self.version.name)
        return version

    def look(self) -> None:
        """All four views, and the rows behind them, in one snapshot."""
        station = self.shop.station
        with station.database.reading() as stores:
            tenant = stores.for_tenant(self.shop.owner.tenant_id)
            session = Session(
                principal=self.shop.owner, stores=tenant, clock=station.clock, new_id=lambda: ""
            )
            training = TrainingService(session, LEARNER_VERSIONS)
            version = tenant.apps.version(self.version.app_id, self.version.name)
            status = {group: training.status(version, group) for group in GROUPS}
            rows = Rows(stores._connection, self.version.id)
            agrees_with_luis(status[TargetGroup.ALL], rows)
            agrees_with_kore(status[TargetGroup.ML], status[TargetGroup.FAQ], rows)
            agrees_with_superoffice(status[TargetGroup.CATEGORIES], rows)


class Rows:
    """The ledger as its tables have it."""

    def __init__(self, connection: sa.Connection, version_id: str) -> None:
        self._connection = connection
        run = tables.training_run
        found = connection.execute(sa.select(run).filter_by(version_id=version_id).order_by(run.c.number))
        self.runs: dict[str, list[Any]] = {}
        for row in found:
            self.runs.setdefault(row.group, []).append(row)
        serving = connection.execute(sa.select(tables.serving).filter_by(version_id=version_id))
        self.serving = {row.group: row for row in serving}

    def newest(self, group: TargetGroup) -> Any:
        return next(reversed(self.runs.get(group.value, [])), None)

    def models(self, run: Any) -> dict[str, str]:
        model = tables.model_training
        rows = self._connection.execute(sa.select(model).filter_by(run_id=run.id))
        return {row.target_id: row.status for row in rows}


def agrees_with_luis(status: VersionStatus, rows: Rows) -> None:
    runs = rows.runs.get("all", [])
    if not runs:
        assert not status.was_requested
        return
    shown = next((run for run in reversed(runs) if run.status != "cancelled"), runs[-1])
    expected = {target: ROW[word] for target, word in rows.models(shown).items()}
    answer = {row.modelId: (row.details.statusId, row.details.status) for row in training_rows(status)}
    assert answer == expected


def agrees_with_kore(ml: VersionStatus, faq: VersionStatus, rows: Rows) -> None:
    newest = rows.newest(TargetGroup.ML)
    if newest is not None:
        answer = kore.ml_status(ml, None)
        assert answer["trainingStatus"] == ML.get(newest.status, "Failed")
        assert ("trainDetails" in answer) == (newest.status == "succeeded")
    newest = rows.newest(TargetGroup.FAQ)
    if newest is not None:
        assert faq.newest is not None
        assert faq.requested_by is not None
        assert kore.faq_status(faq.newest, faq.requested_by)["status"] == FAQ.get(newest.status, "failure")


def agrees_with_superoffice(status: VersionStatus, rows: Rows) -> None:
    newest = rows.newest(TargetGroup.CATEGORIES)
    serving = rows.serving.get("categories")
    answer = categorization_status(status, context="Cust12345")
    if newest is not None and newest.status in {"waiting", "running"}:
        assert answer["Status"] == "running"
    else:
        assert answer["Status"] == ("finished" if serving else "unavailable")
    assert (answer["CurrentModel"] is not None) == (serving is not None)
    assert (answer["PreviousModel"] is not None) == bool(serving and serving.previous_run)
    for name, model in (("current_run", answer["CurrentModel"]), ("previous_run", answer["PreviousModel"])):
        if model is not None:
            run = next(run for run in rows.runs["categories"] if run.id == getattr(serving, name))
            assert run.status == "succeeded"
            assert model["TicketCountForTraining"] == 2


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Workshop]:
    workshop = open_workshop(tmp_path)
    yield workshop
    workshop.station.database.close()


@pytest.mark.timeout(900)
def test_four_views_of_one_ledger_agree_in_every_state(shop: Workshop) -> None:
    steps_of_a_life = 100
    for seed in range(STATES // steps_of_a_life):
        life = Life(shop, seed)
        for _ in range(steps_of_a_life):
            life.step()
            life.look()
