"""What the dispatcher does to the ledger, one transaction a step."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from stationmaster.domain.build import (
    JOINT_LEARNERS,
    Artefact,
    BlobHash,
    Fingerprint,
    LearnerName,
    Target,
    TargetGroup,
    TargetId,
    targets_of,
)
from stationmaster.domain.errors import StorageUnavailable
from stationmaster.domain.tenants import TenantId
from stationmaster.domain.tier import TierDecision
from stationmaster.domain.training import (
    MAX_FAULTS,
    RETRIED,
    Failure,
    FailureCode,
    ModelStatus,
    ModelTraining,
    Progress,
    RunId,
    RunRecord,
    RunStatus,
    TrainingRun,
)
from stationmaster.services.ports import (
    Blobs,
    Clock,
    Database,
    Ledger,
    Snapshots,
    Stores,
    TicketSnapshots,
)
from stationmaster.services.ticket_material import tickets_to_learn
from stationmaster.services.training import (
    CANCELLED,
    LearnerVersions,
    Material,
    decide,
    model_training,
    put_in_service,
)

logger = logging.getLogger(__name__)

#: How long a blob that nothing refers to is kept: longer than any training that will refer to it.
UNREFERENCED_BLOB_AGE = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainTask:
    """The engine's unit of work: what one learner does in one attempt of one run."""

    tenant_id: TenantId
    run_id: RunId
    attempt: int
    learner: LearnerName
    snapshot: BlobHash
    targets: tuple[Target, ...]
    fingerprints: Mapping[TargetId, Fingerprint]
    has_tickets: bool = False  #: whether the snapshot holds the tickets to learn from
    parents: tuple[BlobHash, ...] = ()  #: the learner's artefacts that serve now
    in_service_percent: float | None = None  #: how accurate the categoriser is that serves now

    @property
    def key(self) -> str:
        """Unique for ever, so that no result or error of another task can be taken for this one's."""
        return f"{self.run_id}-{self.attempt}-{self.learner}"


@dataclass(frozen=True, kw_only=True, slots=True)
class TargetOutcome:
    """What a task left of one target: a verified artefact, or a failure."""

    target_id: TargetId
    examples: int
    blob: BlobHash | None = None
    identity: str = ""
    failure: Failure | None = None
    accuracy_percent: float | None = None  #: on examples that it did not learn from
    warning: str | None = None
    tier: TierDecision | None = None
    report: BlobHash | None = None  #: an evaluation that training made on the way


@dataclass(frozen=True, kw_only=True, slots=True)
class _Before:
    """What the models of a version are when a run begins."""

    parents: Mapping[LearnerName, Collection[BlobHash]]
    in_service_percent: float | None


class DispatchService:
    """Starts runs, records what became of them, and ends them."""

    def __init__(
        self,
        database: Database,
        *,
        blobs: Blobs,
        snapshots: Snapshots,
        ticket_snapshots: TicketSnapshots,
        clock: Clock,
        new_id: Callable[[], str],
        learner_versions: LearnerVersions,
    ) -> None:
        self._database = database
        self._blobs = blobs
        self._snapshots = snapshots
        self._ticket_snapshots = ticket_snapshots
        self._clock = clock
        self._new_id = new_id
        self._learner_versions = learner_versions

    def start_next(self) -> tuple[TrainTask, ...]:
        """Start the next waiting run that has something to train; no tasks if none waits.

        A run that cannot be started for what is in it has failed, so that it blocks nobody else's.

        :raises StorageUnavailable: the run waits until there is room again
        """
        while True:
            with self._database.reading() as stores:
                run = stores.dispatch.next_waiting()
            if run is None:
                return ()
            try:
                tasks = self._start(run)
            except (StorageUnavailable, OSError):
                raise
            except Exception:
                logger.exception("training run %s cannot be started", run.id)
                self._refuse(run)
            else:
                if tasks:
                    return tasks

    def begin(self, task: TrainTask) -> bool:
        """Note that a task is handed to a worker; False if its attempt is over."""
        with self._database.writing(durable=False) as stores:
            found = self._current(stores, task.run_id, task.attempt)
            if found is None:
                return False
            ledger, record = found
            for model in _of_task(record, task):
                ledger.move_model(record.run, model, model.moved_to(ModelStatus.TRAINING, self._clock.now()))
            return True

    def progress(self, task: TrainTask, stage: str, fraction: float) -> None:
        """Keep a task's sign of life; one of an older attempt is dropped."""
        with self._database.writing(durable=False) as stores:
            found = self._current(stores, task.run_id, task.attempt)
            if found is not None:
                ledger, record = found
                ledger.note_progress(
                    record.run, Progress(stage=stage, fraction=fraction, at=self._clock.now())
                )

    def finish(self, task: TrainTask, outcomes: Sequence[TargetOutcome]) -> bool:
        """Record what a task left, and end the run if it was its last; False if its attempt is over."""
        with self._database.writing() as stores:
            found = self._current(stores, task.run_id, task.attempt)
            if found is None:
                return False
            ledger, record = found
            of_target = {outcome.target_id: outcome for outcome in outcomes}
            for model in _of_task(record, task):
                self._settle(ledger, record.run, task.learner, model, of_target[model.target.id])
            for report in {outcome.report for outcome in outcomes if outcome.report}:
                ledger.keep_evaluation(record.run, report, self._clock.now())
            self._end_if_settled(ledger, task.run_id)
            return True

    def fault(self, task: TrainTask, failure: Failure) -> tuple[TrainTask, ...]:
        """A task ended without an outcome: the tasks of the next attempt, if there is to be one.

        The tasks of the old attempt that still run can no longer record anything.
        """
        with self._database.writing() as stores:
            found = self._current(stores, task.run_id, task.attempt)
            if found is None:
                return ()
            ledger, record = found
            run = replace(record.run, faults=record.run.faults + 1)
            if failure.code in RETRIED and run.faults < MAX_FAULTS:
                return self._next_attempt(ledger, record, run)
            self._end_at_once(ledger, record, run.moved_to(RunStatus.FAILED, self._clock.now()), failure)
            return ()

    def recover(self) -> tuple[TrainTask, ...]:
        """Give each run that a former dispatcher left running a new attempt; returns all their tasks."""
        tasks: list[TrainTask] = []
        with self._database.writing() as stores:
            for run in stores.dispatch.running():
                ledger = stores.for_tenant(run.tenant_id).ledger
                tasks += self._next_attempt(ledger, ledger.run(run.id), run)
        return tuple(tasks)

    def runs_to_cancel(self) -> tuple[RunId, ...]:
        """The running runs that somebody wants to stop."""
        with self._database.reading() as stores:
            return tuple(run.id for run in stores.dispatch.running() if run.cancel_requested_at)

    def cancelled(self, run_id: RunId) -> None:
        """Record that a run's tasks were stopped."""
        with self._database.writing() as stores:
            run = next((run for run in stores.dispatch.running() if run.id == run_id), None)
            if run is None:
                return
            ledger = stores.for_tenant(run.tenant_id).ledger
            ended = run.moved_to(RunStatus.CANCELLED, self._clock.now())
            self._end_at_once(ledger, ledger.run(run_id), ended, CANCELLED)

    def overtaken(self, tasks: Iterable[TrainTask]) -> tuple[TrainTask, ...]:
        """Those whose attempt is over: their run ended, began again, or went with its app."""
        with self._database.reading() as stores:
            attempts = {(run.id, run.attempt) for run in stores.dispatch.running()}
        return tuple(task for task in tasks if (task.run_id, task.attempt) not in attempts)

    def collect_blobs(self) -> int:
        """Delete blobs that nothing has referred to for a day; returns how many."""
        with self._database.reading() as stores:
            referenced = stores.dispatch.referenced_blobs()
        return self._blobs.delete_unless(referenced, older_than=self._clock.now() - UNREFERENCED_BLOB_AGE)

    def _start(self, run: TrainingRun) -> tuple[TrainTask, ...]:
        with self._database.writing() as stores:
            tenant = stores.for_tenant(run.tenant_id)
            run = tenant.ledger.run(run.id).run
            if run.status is not RunStatus.WAITING:
                return ()
            stores.dispatch.note_served(run)
            models = self._plan_again(stores, run)
            if all(model.status is ModelStatus.UP_TO_DATE for model in models):
                ended = run.moved_to(RunStatus.SUCCEEDED, self._clock.now())
                tenant.ledger.move_run(run, ended)
                put_in_service(tenant.ledger, RunRecord(run=ended, models=models))
                return ()
            before = self._before(tenant.ledger, run)
        snapshot = self._materialise(run, models)
        with self._database.writing() as stores:
            started = replace(run.moved_to(RunStatus.RUNNING, self._clock.now()), snapshot=snapshot)
            # A request that joined meanwhile has moved the run's sequence: it begins again with that.
            moved = stores.for_tenant(run.tenant_id).ledger.move_run(run, started)
        return _tasks(RunRecord(run=started, models=models), before) if moved else ()

    def _materialise(self, run: TrainingRun, models: Sequence[ModelTraining]) -> BlobHash:
        """The run's material as a blob, read as it was when the run was requested."""
        with self._database.reading() as stores:
            tenant = stores.for_tenant(run.tenant_id)
            version = tenant.apps.version_by_id(run.version_id)
            dataset = tenant.datasets.load(version, at=run.sequence)
            if not _has_tickets(models):
                return self._snapshots.save(dataset)
            tickets = tickets_to_learn(tenant.datasets, version, dataset, at=run.sequence)
            return self._ticket_snapshots.save(dataset, tickets)

    def _refuse(self, run: TrainingRun) -> None:
        now = self._clock.now()
        failure = Failure(code=FailureCode.INTERNAL, sentence=f"Run {run.id} could not be started.")
        with self._database.writing() as stores:
            ledger = stores.for_tenant(run.tenant_id).ledger
            started = run.moved_to(RunStatus.RUNNING, now)
            if not ledger.move_run(run, started):
                return
            record = RunRecord(run=started, models=ledger.run(run.id).models)
            self._end_at_once(ledger, record, started.moved_to(RunStatus.FAILED, now), failure)

    def _end_at_once(self, ledger: Ledger, record: RunRecord, ended: TrainingRun, failure: Failure) -> None:
        """End a run as failed or cancelled, with all of its models that have not ended."""
        at = ended.ended_at or self._clock.now()
        for model in record.models:
            if not model.status.is_final:
                after = replace(model.moved_to(ModelStatus(ended.status.value), at), failure=failure)
                ledger.move_model(record.run, model, after)
        reason = failure if ended.status is RunStatus.FAILED else None
        ledger.move_run(record.run, replace(ended, failure=reason))

    def _plan_again(self, stores: Stores, run: TrainingRun) -> tuple[ModelTraining, ...]:
        """Decide anew what is stale: since the request another run may have trained some of it."""
        tenant = stores.for_tenant(run.tenant_id)
        version = tenant.apps.version_by_id(run.version_id)
        material = Material(
            sequence=run.sequence,
            culture=version.culture,
            targets=targets_of(
                *tenant.datasets.models(run.version_id, at=run.sequence), run.aspects, run.group
            ),
            aspects=run.aspects,
        )
        decisions = decide(tenant, run, material, self._learner_versions)
        models = tuple(model_training(run, decision) for decision in decisions)
        tenant.ledger.replan(RunRecord(run=run, models=models))
        return models

    def _before(self, ledger: Ledger, run: TrainingRun) -> _Before:
        """What a run finds; learners may begin with artefacts that they would still make in that way."""
        parents: dict[LearnerName, set[BlobHash]] = {}
        for artefact in ledger.artefacts(run.version_id).values():
            if artefact.learner_version == self._learner_versions[artefact.learner]:
                parents.setdefault(artefact.learner, set()).add(artefact.blob)
        serving = ledger.serving(run.version_id, TargetGroup.CATEGORIES)
        models = ledger.run(serving.current).models if serving else ()
        accuracies = (model.artefact.accuracy_percent for model in models if model.artefact)
        return _Before(parents=parents, in_service_percent=next(accuracies, None))

    def _current(self, stores: Stores, run_id: RunId, attempt: int) -> tuple[Ledger, RunRecord] | None:
        for run in stores.dispatch.running():
            if run.id == run_id and run.attempt == attempt:
                ledger = stores.for_tenant(run.tenant_id).ledger
                return ledger, ledger.run(run_id)
        return None

    def _settle(
        self,
        ledger: Ledger,
        run: TrainingRun,
        learner: LearnerName,
        model: ModelTraining,
        outcome: TargetOutcome,
    ) -> None:
        now = self._clock.now()
        if outcome.blob is None:
            failed = replace(
                model.moved_to(ModelStatus.FAILED, now), failure=outcome.failure, examples=outcome.examples
            )
            ledger.move_model(run, model, failed)
            return
        artefact = Artefact(
            id=self._new_id(),
            target_id=model.target.id,
            fingerprint=model.fingerprint,
            identity=outcome.identity,
            blob=outcome.blob,
            learner=learner,
            learner_version=self._learner_versions[learner],
            name=model.target.name,
            sequence=run.sequence,
            examples=outcome.examples,
            trained_at=now,
            accuracy_percent=outcome.accuracy_percent,
            warning=outcome.warning,
            tier=outcome.tier,
        )
        ledger.add_artefact(run, artefact)
        done = replace(
            model.moved_to(ModelStatus.SUCCEEDED, now), artefact=artefact, examples=outcome.examples
        )
        ledger.move_model(run, model, done)

    def _end_if_settled(self, ledger: Ledger, run_id: RunId) -> None:
        record = ledger.run(run_id)
        if not all(model.status.is_final for model in record.models):
            return
        now = self._clock.now()
        failed = [model for model in record.models if model.status is ModelStatus.FAILED]
        ended = record.run.moved_to(RunStatus.FAILED if failed else RunStatus.SUCCEEDED, now)
        first = failed[0].failure if failed else None
        ledger.move_run(record.run, replace(ended, failure=first))
        if not failed:
            put_in_service(ledger, RunRecord(run=ended, models=record.models))

    def _next_attempt(self, ledger: Ledger, record: RunRecord, run: TrainingRun) -> tuple[TrainTask, ...]:
        now = self._clock.now()
        for model in record.models:
            if model.status is ModelStatus.TRAINING:
                ledger.move_model(record.run, model, model.moved_to(ModelStatus.WAITING, now))
        again = run.moved_to(RunStatus.RUNNING, now)
        ledger.move_run(record.run, again)
        return _tasks(RunRecord(run=again, models=ledger.run(run.id).models), self._before(ledger, run))


def _tasks(record: RunRecord, before: _Before) -> tuple[TrainTask, ...]:
    run = record.run
    if run.snapshot is None:
        return ()
    by_learner: dict[LearnerName, list[ModelTraining]] = {}
    for model in record.models:
        if model.status is ModelStatus.WAITING:
            by_learner.setdefault(model.target.learner, []).append(model)
    return tuple(
        TrainTask(
            tenant_id=run.tenant_id,
            run_id=run.id,
            attempt=run.attempt,
            learner=learner,
            snapshot=run.snapshot,
            has_tickets=_has_tickets(record.models),
            targets=tuple(model.target for model in models),
            fingerprints={model.target.id: model.fingerprint for model in models},
            parents=tuple(sorted(before.parents.get(learner, ()))) if learner in JOINT_LEARNERS else (),
            in_service_percent=before.in_service_percent if learner is LearnerName.CATEGORISER else None,
        )
        for learner, models in by_learner.items()
    )


def _has_tickets(models: Sequence[ModelTraining]) -> bool:
    return any(model.target.learner is LearnerName.CATEGORISER for model in models)


def _of_task(record: RunRecord, task: TrainTask) -> list[ModelTraining]:
    own = {target.id for target in task.targets}
    return [model for model in record.models if model.target.id in own and not model.status.is_final]
