"""The invariants of the ledger and the build, under any order of edits, requests, work and faults.

A model written here, on plain values and without hashes, says at each step what is stale and what every
state must be. Learning is replaced by bytes that name the material, so that thousands of steps are quick.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from workshop import Workshop, open_workshop

from stationmaster.bootstrap import open_station
from stationmaster.config import Settings
from stationmaster.dialects.luis.translate import MODEL_STATUS, training_rows
from stationmaster.domain.apps import SlotName
from stationmaster.domain.build import TargetGroup, fingerprints, targets_of
from stationmaster.domain.dataset import (
    Entity,
    EntityKind,
    EntitySpan,
    Facet,
    Intent,
    Sublist,
    Utterance,
)
from stationmaster.domain.errors import NotTrained, VersionNotFound
from stationmaster.domain.prediction import Prediction, ScoredLabel
from stationmaster.domain.training import (
    MAX_FAULTS,
    Failure,
    FailureCode,
    ModelStatus,
    RunStatus,
    VersionTraining,
)
from stationmaster.learning.fingerprint import LEARNER_VERSIONS
from stationmaster.services.dispatch import TargetOutcome, TrainTask
from stationmaster.services.prediction import Predictors

INTENTS = ("None", "Greet", "Book")
LOST = Failure(code=FailureCode.WORKER_LOST, sentence="The worker was lost.")
FAULTY = Failure(code=FailureCode.BAD_LABEL, sentence="A label of the model is at fault.")

Material = dict[str, Any]


@dataclass
class Known:
    """What the model knows of one run."""

    material: Material  #: what decides each target, at the run's snapshot
    attempts: int = 0
    faults: int = 0
    open: dict[str, TrainTask] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    built: set[str] = field(default_factory=set)


class EchoPredictor:
    """Answers with the bytes that it was loaded from."""

    def __init__(self, parts: Any, *, culture: str) -> None:
        self.loaded = tuple(sorted((target.name, data.decode()) for target, data in parts))

    def predict_all(self, texts: Sequence[str], *, reference: Any) -> Iterator[Prediction]:
        scored = tuple(ScoredLabel(label=data, score=1) for _, data in self.loaded)
        return (Prediction(text=text, intents=scored) for text in texts)


class LedgerMachine(RuleBasedStateMachine):
    template: Path
    opened: Workshop

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        shutil.copytree(self.template, self.folder / "data")
        opened = open_station(Settings(data_dir=self.folder / "data"))
        predictors = Predictors(opened.blobs, EchoPredictor, capacity=4)
        self.station = replace(opened, factory=replace(opened.factory, predictors=predictors))
        self.workshop = replace(type(self).opened, station=self.station)
        self.dispatching = self.station.dispatching()
        self.airline = Entity(
            id="airline", name="Airline", kind=EntityKind.LIST, sublists=(Sublist(id=1, canonical="Delta"),)
        )
        self.version = self.workshop.new_version(
            Intent(id="greet", name="Greet"),
            Intent(id="book", name="Book"),
            Entity(id="city", name="City", kind=EntityKind.MACHINE_LEARNED),
            self.airline,
            Entity(id="number", name="number", kind=EntityKind.PREBUILT),
        )
        self.utterances: dict[str, Utterance] = {}
        self.serving: Material = {}  # what decided the artefact of each target that serves now
        self.runs: dict[str, Known] = {}
        self.trained: tuple[str, bool] | None = None  # the last run that was not cancelled; succeeded
        self.waiting: str | None = None
        self.running: str | None = None
        self.requested = False
        self.late: list[TrainTask] = []
        self.seen: list[Any] = []
        self.slot: tuple[str, Any] | None = None

    def teardown(self) -> None:
        if not hasattr(self, "station"):
            return
        while self.running or self.waiting:
            if self.running:
                while self.runs[self.running].open:
                    self._finish(next(iter(self.runs[self.running].open)), fails=False)
                    if not self.running:
                        break
            else:
                self.start()
        self.every_run_ended_once()
        self.station.database.close()
        shutil.rmtree(self.folder)

    # what the model thinks

    def material(self) -> Material:
        """The inputs of each target, as plain values."""
        texts = {
            intent: sorted(u.text for u in self.utterances.values() if u.intent == intent)
            for intent in INTENTS
        }
        joint = {intent: found for intent, found in texts.items() if found}
        spans = sorted((u.text, len(u.spans)) for u in self.utterances.values())
        decided: Material = {
            intent: joint if texts[intent] or intent == "None" else "nothing" for intent in INTENTS
        }
        airlines = self.airline.sublists  # what lists know is a hint to those that learn from labels
        return {**decided, "City": (spans, airlines), "Airline": airlines, "number": "prebuilt"}

    def stale(self, material: Material) -> set[str]:
        return {name for name, inputs in material.items() if self.serving.get(name) != inputs}

    # what people do

    @rule(
        text=st.sampled_from(["hello", "good day", "a room in Rome", "to Rome", "😀 hi"]),
        intent=st.sampled_from(INTENTS),
        labelled=st.booleans(),
    )
    def add_utterance(self, text: str, intent: str, labelled: bool) -> None:
        spans = (EntitySpan(entity="City", start=0, end=2),) if labelled else ()
        with self.workshop.services() as services:
            new = Utterance(id="", text=text, intent=intent, spans=spans)
            self.version, (kept,) = services.labelling.add(self.version, [new])
        assert isinstance(kept, Utterance)
        self.utterances[kept.id] = kept

    @precondition(lambda self: self.utterances)
    @rule(data=st.data(), intent=st.sampled_from(INTENTS))
    def move_utterance(self, data: st.DataObject, intent: str) -> None:
        chosen = data.draw(st.sampled_from(sorted(self.utterances)))
        self.utterances[chosen] = replace(self.utterances[chosen], intent=intent)
        with self.workshop.services() as services:
            self.version = services.labelling.change(self.version, self.utterances[chosen])

    @precondition(lambda self: self.utterances)
    @rule(data=st.data())
    def remove_utterance(self, data: st.DataObject) -> None:
        chosen = data.draw(st.sampled_from(sorted(self.utterances)))
        del self.utterances[chosen]
        with self.workshop.services() as services:
            self.version = services.labelling.remove(self.version, Facet.UTTERANCES, [chosen])

    @rule(synonym=st.sampled_from(["DL", "the airline", "Virgin"]))
    def change_list(self, synonym: str) -> None:
        sublists = (Sublist(id=1, canonical="Delta", synonyms=(synonym,)),)
        self.airline = replace(self.airline, sublists=sublists)
        with self.workshop.services() as services:
            self.version = services.labelling.change(self.version, self.airline)

    @rule()
    def request(self) -> None:
        with self.workshop.services() as services:
            run = services.training.request(self.version)
        self.requested = True
        now = self.material()
        if self.waiting:
            assert run.id == self.waiting
            self.runs[run.id].material = now
        elif self.running and self.runs[self.running].material == now:
            assert run.id == self.running
        else:
            assert run.id not in self.runs
            self.runs[run.id] = Known(material=now)
            if self.stale(now) or self.running:
                assert run.status is RunStatus.WAITING
                self.waiting = run.id
            else:
                assert run.status is RunStatus.SUCCEEDED
                self.trained = (run.id, True)

    @precondition(lambda self: self.waiting or self.running)
    @rule(which=st.sampled_from(["waiting", "running"]))
    def cancel(self, which: str) -> None:
        run_id = getattr(self, which)
        if run_id is None:
            return
        with self.workshop.services() as services:
            services.training.cancel(run_id)
        if which == "running":
            assert self.dispatching.runs_to_cancel() == (run_id,)
            self.dispatching.cancelled(run_id)
            self.late += self.runs[run_id].open.values()
        setattr(self, which, None)

    @rule()
    def publish(self) -> None:
        may = self._is_trained()
        with self.workshop.services() as services:
            try:
                slot = services.prediction.publish(self.version, SlotName.PRODUCTION)
            except NotTrained:
                assert not may
                return
        assert may
        assert self.trained is not None
        assert slot.run_id == self.trained[0]
        self.slot = (slot.run_id, self._predicted())

    # what the dispatcher and the workers do

    @precondition(lambda self: self.waiting and not self.running)
    @rule()
    def start(self) -> None:
        assert self.waiting
        tasks = self.dispatching.start_next()
        run_id, self.waiting = self.waiting, None
        known = self.runs[run_id]
        stale = self.stale(known.material)
        assert {target.name for task in tasks for target in task.targets} == stale
        if not stale:
            self.trained = (run_id, True)
            return
        self.running = run_id
        known.attempts = 1
        self._hand_out(known, tasks)

    @precondition(lambda self: self.running)
    @rule(data=st.data(), fails=st.booleans())
    def finish(self, data: st.DataObject, fails: bool) -> None:
        assert self.running
        self._finish(data.draw(st.sampled_from(sorted(self.runs[self.running].open))), fails=fails)

    @precondition(lambda self: self.running)
    @rule(data=st.data())
    def lose_worker(self, data: st.DataObject) -> None:
        assert self.running
        known = self.runs[self.running]
        task = known.open[data.draw(st.sampled_from(sorted(known.open)))]
        tasks = self.dispatching.fault(task, LOST)
        self.late += known.open.values()
        known.faults += 1
        if known.faults == MAX_FAULTS:
            assert tasks == ()
            self._end(succeeded=False)
        else:
            known.attempts += 1
            self._hand_out(known, tasks)

    @precondition(lambda self: self.running)
    @rule()
    def restart_dispatcher(self) -> None:
        assert self.running
        known = self.runs[self.running]
        self.late += known.open.values()
        known.attempts += 1
        self._hand_out(known, self.dispatching.recover())

    @precondition(lambda self: self.late)
    @rule(data=st.data(), lost=st.booleans())
    def late_result(self, data: st.DataObject, lost: bool) -> None:
        task = data.draw(st.sampled_from(self.late))
        before = self._everything()
        if lost:
            assert self.dispatching.fault(task, LOST) == ()
        else:
            assert not self.dispatching.finish(task, [self._outcome(t, fails=False) for t in task.targets])
        self.dispatching.progress(task, "late", 0.5)
        assert self._everything() == before

    def _hand_out(self, known: Known, tasks: tuple[TrainTask, ...]) -> None:
        known.open = {task.learner.value: task for task in tasks}
        for task in tasks:
            assert task.attempt == known.attempts
            assert self.dispatching.begin(task)

    def _outcome(self, target: Any, *, fails: bool) -> TargetOutcome:
        if fails or (target.learner == "intents" and self._material_of(target.name) == "nothing"):
            return TargetOutcome(target_id=target.id, examples=0, failure=FAULTY)
        data = json.dumps([target.name, repr(self._material_of(target.name))]).encode()
        return TargetOutcome(target_id=target.id, examples=1, blob=self.station.blobs.put(data))

    def _material_of(self, name: str) -> Any:
        return self.runs[self.running].material[name] if self.running else None

    def _finish(self, learner: str, *, fails: bool) -> None:
        assert self.running
        known = self.runs[self.running]
        task = known.open.pop(learner)
        outcomes = [self._outcome(t, fails=fails and n == 0) for n, t in enumerate(task.targets)]
        assert self.dispatching.finish(task, outcomes)
        for target, outcome in zip(task.targets, outcomes, strict=True):
            (known.failed if outcome.failure else known.built).add(target.name)
        if not known.open:
            self._end(succeeded=not known.failed)

    def _end(self, *, succeeded: bool) -> None:
        assert self.running
        known = self.runs[self.running]
        self.serving |= {name: known.material[name] for name in known.built}
        self.trained, self.running = (self.running, succeeded), None

    # what must hold at every step

    def _is_trained(self) -> bool:
        if self.trained is None or not self.trained[1] or self.waiting or self.running:
            return False
        return self.runs[self.trained[0]].material == self.material()

    def _everything(self) -> Any:
        with self.workshop.services() as services:
            ledger = services.training._stores.ledger
            return [ledger.run(run_id) for run_id in self.runs], ledger.events(after=0, take=10_000)

    def _predicted(self) -> Any:
        with self.workshop.services() as services:
            at = self.station.clock.now()
            app_id = self.version.app_id
            return services.prediction.predict(app_id, SlotName.PRODUCTION, "?", reference=at).intents

    @invariant()
    def status_is_derived_and_never_wrong(self) -> None:
        if not hasattr(self, "runs"):
            return
        with self.workshop.services() as services:
            status = services.training.status(self.version)
        if self.waiting or self.running:
            assert status.training is VersionTraining.IN_PROGRESS
        else:
            expected = VersionTraining.TRAINED if self._is_trained() else VersionTraining.NEEDS_TRAINING
            assert status.training is expected
        assert status.was_requested is self.requested
        rows = training_rows(status)
        visible = [model for model in status.models if model.target.name != "number"]
        words = [(row.details.statusId, row.details.status) for row in rows]
        assert words == [MODEL_STATUS[model.status] for model in visible]

    @invariant()
    def every_set_is_what_its_snapshot_asks_for(self) -> None:
        if not hasattr(self, "runs"):
            return
        with self.workshop.services() as services:
            stores = services.training._stores
            records = [stores.ledger.run(run_id) for run_id in self.runs]
            running = stores.ledger.unfinished(self.version.id, TargetGroup.ALL)
            for record in records:
                if not any(model.status.serves for model in record.models):
                    continue
                dataset = stores.datasets.load(self.version, at=record.run.sequence)
                asked = fingerprints(
                    targets_of(dataset.intents, dataset.entities),
                    record.run.aspects,
                    culture="en-us",
                    learner_versions=LEARNER_VERSIONS,
                )
                for model in record.models:
                    if model.status.serves:
                        assert model.artefact is not None
                        assert model.artefact.fingerprint == model.fingerprint == asked[model.target.id]
                        self.station.blobs.read(model.artefact.blob)
                if record.run.status is RunStatus.SUCCEEDED:
                    assert {m.target.id for m in record.models} == asked.keys()
                    assert all(model.status.serves for model in record.models)
        assert Counter(run.status for run in running) == Counter(
            [RunStatus.RUNNING] * bool(self.running) + [RunStatus.WAITING] * bool(self.waiting)
        )

    @invariant()
    def slot_serves_what_was_published(self) -> None:
        if getattr(self, "slot", None):
            assert self.slot is not None
            assert self._predicted() == self.slot[1]

    @invariant()
    def events_are_only_appended_in_order(self) -> None:
        if not hasattr(self, "runs"):
            return
        with self.workshop.services() as services:
            events = list(services.training._stores.ledger.events(after=0, take=10_000))
        assert events[: len(self.seen)] == self.seen
        assert [event.sequence for event in events] == list(range(1, len(events) + 1))
        self.seen = events

    @invariant()
    def other_tenants_see_nothing(self) -> None:
        if not hasattr(self, "runs"):
            return
        foreigner = replace(self.workshop.owner, tenant_id=type(self).foreign_tenant)
        with self.workshop.services(caller=foreigner) as services:
            stores = services.training._stores
            assert stores.ledger.events(after=0, take=1) == ()
            assert stores.apps.all() == ()
            assert stores.ledger.latest(self.version.id, TargetGroup.ALL) is None
            with pytest.raises(VersionNotFound):
                stores.apps.version_by_id(self.version.id)

    def every_run_ended_once(self) -> None:
        final = {status.value for status in RunStatus if status.is_final}
        events = self._everything()[1]
        ended = Counter(e.run_id for e in events if e.target_id is None and e.status in final)
        assert ended == Counter(self.runs.keys())
        models = Counter(
            (e.run_id, e.target_id, e.status)
            for e in events
            if e.target_id is not None and ModelStatus(e.status).is_final
        )
        assert all(count == 1 for count in models.values())


@pytest.mark.timeout(900)
def test_ledger_and_build_keep_their_invariants(tmp_path_factory: pytest.TempPathFactory) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    template = tmp_path_factory.mktemp("template") / "data"
    workshop = open_workshop(template)
    with workshop.station.access(writes=True) as access:
        foreign = access.create_tenant("foreign").tenant.id
    workshop.station.database.close()
    machine = type(
        "Machine",
        (LedgerMachine,),
        {"template": template, "opened": workshop, "foreign_tenant": foreign},
    )
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=200,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
