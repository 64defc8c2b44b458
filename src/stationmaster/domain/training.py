"""Training runs: their states, the moves between them, and the one view that every status is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType

from stationmaster.domain.apps import AppId, VersionId
from stationmaster.domain.aspects import EMPTY_ASPECT, AspectKind, Aspects
from stationmaster.domain.build import (
    Artefact,
    BlobHash,
    Fingerprint,
    LearnerName,
    StaleReason,
    Target,
    TargetGroup,
    TargetId,
)
from stationmaster.domain.errors import InvalidTransition
from stationmaster.domain.tenants import TenantId, UserId
from stationmaster.domain.tier import TierDecision

RunId = NewType("RunId", str)
RequestId = NewType("RequestId", str)

#: A run whose attempts ended so often by a lost worker or a fault of ours has failed.
MAX_FAULTS = 3


class RunStatus(StrEnum):
    """The state of one training run."""

    WAITING = "waiting"  #: accepted, not yet started
    RUNNING = "running"  #: an attempt is under way
    SUCCEEDED = "succeeded"  #: every model is trained or up to date
    FAILED = "failed"  #: at least one model failed; the others keep their artefacts
    CANCELLED = "cancelled"  #: stopped on request

    @property
    def is_final(self) -> bool:
        return not RUN_TRANSITIONS[self]


class ModelStatus(StrEnum):
    """What one run does to one model."""

    WAITING = "waiting"  #: stale, not yet started
    TRAINING = "training"
    SUCCEEDED = "succeeded"  #: built by this run; its artefact was loaded back and answered a probe
    UP_TO_DATE = "up_to_date"  #: decided by the plan: its inputs are those of its artefact
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        return not MODEL_TRANSITIONS[self]

    @property
    def serves(self) -> bool:
        """Whether the model has an artefact that fits the run's snapshot."""
        return self in {ModelStatus.SUCCEEDED, ModelStatus.UP_TO_DATE}


#: running -> running is a further attempt after a worker was lost.
RUN_TRANSITIONS: Mapping[RunStatus, frozenset[RunStatus]] = {
    RunStatus.WAITING: frozenset({RunStatus.RUNNING, RunStatus.SUCCEEDED, RunStatus.CANCELLED}),
    RunStatus.RUNNING: frozenset(
        {RunStatus.RUNNING, RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED}
    ),
    RunStatus.SUCCEEDED: frozenset(),
    RunStatus.FAILED: frozenset(),
    RunStatus.CANCELLED: frozenset(),
}

#: training -> waiting is a further attempt after a worker was lost.
MODEL_TRANSITIONS: Mapping[ModelStatus, frozenset[ModelStatus]] = {
    ModelStatus.WAITING: frozenset({ModelStatus.TRAINING, ModelStatus.FAILED, ModelStatus.CANCELLED}),
    ModelStatus.TRAINING: frozenset(
        {ModelStatus.WAITING, ModelStatus.SUCCEEDED, ModelStatus.FAILED, ModelStatus.CANCELLED}
    ),
    ModelStatus.SUCCEEDED: frozenset(),
    ModelStatus.UP_TO_DATE: frozenset(),
    ModelStatus.FAILED: frozenset(),
    ModelStatus.CANCELLED: frozenset(),
}


class FailureCode(StrEnum):
    """Why a model or a run failed: a closed list."""

    FEW_LABELS = "FewLabels"
    NO_DATA = "NoData"
    NOT_DIVERSE = "NotDiverse"
    LOW_ACCURACY = "LowAccuracy"
    BAD_LABEL = "BadLabel"
    BAD_PATTERN = "BadPattern"
    TOO_LARGE = "TooLarge"
    OUT_OF_MEMORY = "OutOfMemory"
    TIMED_OUT = "TimedOut"
    WORKER_LOST = "WorkerLost"
    CANCELLED = "Cancelled"
    INTERNAL = "Internal"


#: What the owner of the app can do about each failure.
ADVICE: Mapping[FailureCode, str] = {
    FailureCode.FEW_LABELS: "Add labelled examples, or delete what is to have none.",
    FailureCode.NO_DATA: "Add labelled material before training.",
    FailureCode.NOT_DIVERSE: "Add examples of at least one other label.",
    FailureCode.LOW_ACCURACY: "Look at the evaluation: add or correct examples of the confused labels.",
    FailureCode.BAD_LABEL: "Correct or remove the label.",
    FailureCode.BAD_PATTERN: "Rewrite the expression in RE2 syntax, without look-around or back-references.",
    FailureCode.TOO_LARGE: "Split the material or raise the limit.",
    FailureCode.OUT_OF_MEMORY: "Raise the memory limit of the workers or reduce the material.",
    FailureCode.TIMED_OUT: "Raise the time limit or reduce the material.",
    FailureCode.WORKER_LOST: "Train again; if it happens again, look at the server's log.",
    FailureCode.CANCELLED: "Train again when you are ready.",
    FailureCode.INTERNAL: "Train again; if it happens again, report it with the server's log.",
}

#: Failures that say nothing of the data: another attempt may succeed.
RETRIED = frozenset({FailureCode.WORKER_LOST, FailureCode.OUT_OF_MEMORY, FailureCode.INTERNAL})


@dataclass(frozen=True, kw_only=True, slots=True)
class Failure:
    """A coded reason and a sentence that names the item at fault."""

    code: FailureCode
    sentence: str
    item: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How far an attempt is: never decides a state."""

    stage: str
    fraction: float
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingRun:
    """One accepted piece of work to bring a version's models up to date."""

    id: RunId
    number: int  #: order of acceptance
    tenant_id: TenantId
    app_id: AppId
    version_id: VersionId
    group: TargetGroup
    status: RunStatus
    attempt: int
    faults: int = 0  #: attempts that ended by a lost worker or a fault of ours
    sequence: int
    aspects: Aspects
    requested_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    cancel_requested_at: datetime | None = None
    snapshot: BlobHash | None = None
    failure: Failure | None = None
    progress: Progress | None = None

    def moved_to(self, status: RunStatus, at: datetime) -> TrainingRun:
        """This run after a legal move.

        :raises InvalidTransition: the state machine has no such move
        """
        if status not in RUN_TRANSITIONS[self.status]:
            raise InvalidTransition(f"run {self.status} -> {status}")
        match status:
            case RunStatus.RUNNING:
                started_at = self.started_at or at
                return replace(self, status=status, attempt=self.attempt + 1, started_at=started_at)
            case _:
                return replace(self, status=status, ended_at=at)


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelTraining:
    """What one run does to one model."""

    run_id: RunId
    target: Target
    status: ModelStatus
    fingerprint: Fingerprint
    examples: int
    reasons: tuple[StaleReason, ...] = ()
    artefact: Artefact | None = None
    failure: Failure | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None

    def moved_to(self, status: ModelStatus, at: datetime) -> ModelTraining:
        """This training after a legal move.

        :raises InvalidTransition: the state machine has no such move
        """
        if status not in MODEL_TRANSITIONS[self.status]:
            raise InvalidTransition(f"model {self.status} -> {status}")
        if status is ModelStatus.TRAINING:
            return replace(self, status=status, started_at=at)
        return replace(self, status=status, ended_at=at if status.is_final else None)


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingRequest:
    """One caller's request, which made a run or joined one."""

    id: RequestId
    run_id: RunId
    user_id: UserId
    requested_at: datetime
    joined: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingEvent:
    """One move of a run, or of one of its models; `sequence` counts within the tenant."""

    sequence: int
    run_id: RunId
    target_id: TargetId | None
    attempt: int
    status: str
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class RunRecord:
    """A run with its model trainings, in the order of the version's targets."""

    run: TrainingRun
    models: tuple[ModelTraining, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Serving:
    """What a group of a version answers with, and what it answered with before."""

    version_id: VersionId
    group: TargetGroup
    current: RunId
    previous: RunId | None = None

    def followed_by(self, run_id: RunId, *, differs: bool) -> Serving:
        """What serves once another run has succeeded.

        :param differs: whether that run's artefacts are not those that serve
        """
        return replace(self, current=run_id, previous=self.current if differs else self.previous)

    def restored(self) -> Serving | None:
        """The previous one in service again, and this one before it; None where there is no previous one."""
        return replace(self, current=self.previous, previous=self.current) if self.previous else None


#: Groups that answer with a run's models as soon as it has succeeded; others wait until they are published.
SERVED_AT_ONCE = frozenset({TargetGroup.ML, TargetGroup.FAQ, TargetGroup.CATEGORIES})


@dataclass(frozen=True, kw_only=True, slots=True)
class StatusRecords:
    """All that a status is derived from, read in one snapshot of the ledger."""

    latest: RunRecord | None  #: the newest run that was not cancelled, or the newest if all were
    settled: RunRecord | None  #: the last run that ended other than cancelled
    fingerprints: Mapping[TargetId, Fingerprint]  #: of its targets, as the version stands now
    runs_ahead: int = 0
    newest: TrainingRun | None = None  #: whatever became of it
    requested_by: UserId | None = None  #: who made the newest request
    aspects: Aspects = field(default_factory=dict)  #: as the version stands now
    current: RunRecord | None = None  #: the run whose models serve
    previous: RunRecord | None = None  #: the run whose models served before


class VersionTraining(StrEnum):
    """Whether a version's models fit what it holds now."""

    NEEDS_TRAINING = "needs_training"
    IN_PROGRESS = "in_progress"
    TRAINED = "trained"


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelState:
    """The status of one model, as every dialect sees it."""

    target: Target
    status: ModelStatus
    examples: int
    trained_at: datetime | None
    reasons: tuple[StaleReason, ...]
    failure: Failure | None


@dataclass(frozen=True, kw_only=True, slots=True)
class VersionStatus:
    """The status of a version's training: the only source of every dialect's words."""

    was_requested: bool
    training: VersionTraining
    models: tuple[ModelState, ...]
    run: TrainingRun | None
    runs_ahead: int
    last_trained_at: datetime | None
    sign_of_life_age_seconds: float | None
    newest: TrainingRun | None = None  #: the newest run, cancelled or not
    requested_by: UserId | None = None
    #: parts of the material, by `part_of`, that are not as the newest request found them
    out_of_step: frozenset[str] = frozenset()
    current: RunRecord | None = None
    previous: RunRecord | None = None
    #: what the models that serve, or else were trained last, were made with; of learners that have tiers
    tiers: Mapping[LearnerName, TierDecision] = field(default_factory=dict)


def status_of(records: StatusRecords, now: datetime) -> VersionStatus:
    """The one view of the ledger that all dialects translate.

    A cancelled run leaves the view as it was before, and where there was no run before, its models are
    cancelled ones: so the records choose their latest run. Models that the version no longer has are left out.
    """
    latest, settled = records.latest, records.settled
    run = latest.run if latest else None
    progress = run.progress if run and run.status is RunStatus.RUNNING else None
    return VersionStatus(
        was_requested=latest is not None,
        training=_version_training(records),
        models=tuple(
            _model_state(model)
            for model in (latest.models if latest else ())
            if model.target.id in records.fingerprints
        ),
        run=run,
        runs_ahead=records.runs_ahead,
        last_trained_at=_last_trained_at(settled),
        sign_of_life_age_seconds=(now - progress.at).total_seconds() if progress else None,
        newest=records.newest,
        requested_by=records.requested_by,
        out_of_step=_out_of_step(records),
        current=records.current,
        previous=records.previous,
        tiers=tiers_of(records.current or settled),
    )


def tiers_of(record: RunRecord | None) -> dict[LearnerName, TierDecision]:
    """Which tier the models of a run have, by learner; a joint learner has one."""
    return {
        model.target.learner: model.artefact.tier
        for model in (record.models if record else ())
        if model.artefact and model.artefact.tier
    }


def _out_of_step(records: StatusRecords) -> frozenset[str]:
    asked_for: Aspects = records.newest.aspects if records.newest else {}
    return frozenset(
        name
        for kind, name in records.aspects.keys() | asked_for.keys()
        if kind is AspectKind.FACET
        and records.aspects.get((kind, name), EMPTY_ASPECT) != asked_for.get((kind, name), EMPTY_ASPECT)
    )


def _version_training(records: StatusRecords) -> VersionTraining:
    latest, settled = records.latest, records.settled
    if latest and not latest.run.status.is_final:
        return VersionTraining.IN_PROGRESS
    if settled is None or settled.run.status is not RunStatus.SUCCEEDED:
        return VersionTraining.NEEDS_TRAINING
    return (
        VersionTraining.TRAINED
        if is_in_step(settled.models, records.fingerprints)
        else VersionTraining.NEEDS_TRAINING
    )


def is_in_step(models: Sequence[ModelTraining], fingerprints: Mapping[TargetId, Fingerprint]) -> bool:
    """Whether these trained models are exactly those that the fingerprints ask for."""
    trained = {model.target.id: model.fingerprint for model in models if model.status.serves}
    return trained == fingerprints


def _last_trained_at(settled: RunRecord | None) -> datetime | None:
    """When the newest of the models in step with the run was trained; a run may have trained none."""
    models = settled.models if settled else ()
    return max((m.artefact.trained_at for m in models if m.artefact and m.status.serves), default=None)


def _model_state(model: ModelTraining) -> ModelState:
    return ModelState(
        target=model.target,
        status=model.status,
        examples=model.examples,
        trained_at=model.artefact.trained_at if model.artefact and model.status.serves else None,
        reasons=model.reasons,
        failure=model.failure,
    )
