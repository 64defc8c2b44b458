"""Requests for training, and the status of a version's training."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from stationmaster.domain.apps import Version
from stationmaster.domain.aspects import AspectKind, Aspects
from stationmaster.domain.build import (
    Artefact,
    Decision,
    Fingerprint,
    ItemChange,
    LearnerName,
    Target,
    TargetGroup,
    TargetId,
    fingerprints,
    item_change,
    plan,
    targets_of,
)
from stationmaster.domain.errors import NotTrained
from stationmaster.domain.facets import STREAMED
from stationmaster.domain.training import (
    SERVED_AT_ONCE,
    Failure,
    FailureCode,
    ModelStatus,
    ModelTraining,
    RequestId,
    RunId,
    RunRecord,
    RunStatus,
    Serving,
    StatusRecords,
    TrainingRequest,
    TrainingRun,
    VersionStatus,
    is_in_step,
    status_of,
)
from stationmaster.services.ports import DatasetStore, Ledger, TenantStores
from stationmaster.services.session import Session

LearnerVersions = Mapping[LearnerName, str]

#: What is kept with the models of a run that was stopped.
CANCELLED = Failure(code=FailureCode.CANCELLED, sentence="Training was cancelled.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Material:
    """A version at one edit, as far as it decides models."""

    sequence: int
    culture: str
    targets: tuple[Target, ...]
    aspects: Aspects


class TrainingService:
    """Accepts training requests and tells how they stand."""

    def __init__(self, session: Session, learner_versions: LearnerVersions) -> None:
        self._session = session
        self._stores = session.stores
        self._learner_versions = learner_versions

    def request(self, version: Version, group: TargetGroup = TargetGroup.ALL) -> TrainingRun:
        """Accept a request to bring a version's models up to date.

        It joins the run that waits, which then takes in the newest edits, or the one that is running on
        the same material; otherwise a run is made, and ends at once when nothing is stale.
        """
        material = self._material(version, group)
        unfinished = self._stores.ledger.unfinished(version.id, group)
        for run in unfinished:
            if run.status is RunStatus.WAITING:
                moved = replace(run, sequence=material.sequence, aspects=material.aspects)
                self._stores.ledger.replan(RunRecord(run=moved, models=self._models(moved, material)))
                return self._note_request(moved, joined=True)
        for run in unfinished:
            if self._trains_the_same(run, material):
                return self._note_request(run, joined=True)
        return self._accept(version, group, material, at_once=not unfinished)

    def status(self, version: Version, group: TargetGroup = TargetGroup.ALL) -> VersionStatus:
        """The one status that every dialect translates."""
        material = self._material(version, group)
        ledger = self._stores.ledger
        latest = ledger.latest(version.id, group)
        newest = ledger.newest(version.id, group)
        serving = ledger.serving(version.id, group)
        final = latest is not None and latest.run.status in {RunStatus.SUCCEEDED, RunStatus.FAILED}
        records = StatusRecords(
            latest=latest,
            settled=latest if final else ledger.settled(version.id, group),
            fingerprints=self._fingerprints(material),
            runs_ahead=ledger.runs_ahead(latest.run) if latest else 0,
            newest=newest,
            requested_by=ledger.requested_by(newest.id) if newest else None,
            aspects=material.aspects,
            current=ledger.run(serving.current) if serving else None,
            previous=ledger.run(serving.previous) if serving and serving.previous else None,
        )
        return status_of(records, self._session.clock.now())

    def cancel(self, run_id: RunId) -> TrainingRun:
        """Cancel a run: at once if it waits, else by the dispatcher; a run that has ended stays so.

        :raises RunNotFound: no such run of this tenant
        """
        ledger = self._stores.ledger
        record = ledger.run(run_id)
        now = self._session.clock.now()
        if record.run.status is RunStatus.RUNNING:
            ledger.request_cancel(run_id, now)
        elif record.run.status is RunStatus.WAITING:
            cancelled = record.run.moved_to(RunStatus.CANCELLED, now)
            for model in record.models:
                if not model.status.is_final:
                    ended = replace(model.moved_to(ModelStatus.CANCELLED, now), failure=CANCELLED)
                    ledger.move_model(record.run, model, ended)
            ledger.move_run(record.run, cancelled)
        return ledger.run(run_id).run

    def recent(self, version: Version, group: TargetGroup, *, take: int) -> tuple[TrainingRun, ...]:
        """The newest runs, whatever became of them, the newest first."""
        return self._stores.ledger.recent(version.id, group, take)

    def run(self, run_id: RunId) -> RunRecord:
        """
        :raises RunNotFound: no such run of this tenant
        """
        return self._stores.ledger.run(run_id)

    def trained_set(self, version: Version, group: TargetGroup = TargetGroup.ALL) -> RunRecord | None:
        """The run whose models are exactly what the version asks for now; None if there is none."""
        latest = self._stores.ledger.latest(version.id, group)
        if latest is None or latest.run.status is not RunStatus.SUCCEEDED:
            return None
        now = self._fingerprints(self._material(version, group))
        return latest if is_in_step(latest.models, now) else None

    def serving_set(self, version: Version, group: TargetGroup) -> RunRecord | None:
        """The run whose models answer for a group that serves at once; None before the first success."""
        serving = self._stores.ledger.serving(version.id, group)
        return self._stores.ledger.run(serving.current) if serving else None

    def restore(self, version: Version, group: TargetGroup) -> Serving:
        """Put the previous models in service again; the current ones become the previous.

        :raises NotTrained: there are no previous models
        """
        serving = self._stores.ledger.serving(version.id, group)
        restored = serving.restored() if serving else None
        if restored is None:
            raise NotTrained(f"version {version.name!r} has no previous models to restore")
        self._stores.ledger.put_serving(restored)
        return restored

    def _material(self, version: Version, group: TargetGroup) -> Material:
        intents, entities = self._stores.datasets.models(version.id)
        aspects = self._stores.datasets.aspects(version.id)
        return Material(
            sequence=version.sequence,
            culture=version.culture,
            targets=targets_of(intents, entities, aspects, group),
            aspects=aspects,
        )

    def _fingerprints(self, material: Material) -> dict[TargetId, Fingerprint]:
        return fingerprints(
            material.targets,
            material.aspects,
            culture=material.culture,
            learner_versions=self._learner_versions,
        )

    def _trains_the_same(self, run: TrainingRun, material: Material) -> bool:
        models = self._stores.ledger.run(run.id).models
        asked_for = {model.target.id: model.fingerprint for model in models}
        return asked_for == self._fingerprints(material)

    def _accept(
        self, version: Version, group: TargetGroup, material: Material, *, at_once: bool
    ) -> TrainingRun:
        now = self._session.clock.now()
        run = TrainingRun(
            id=RunId(self._session.new_id()),
            number=self._stores.ledger.next_number(),
            tenant_id=version.tenant_id,
            app_id=version.app_id,
            version_id=version.id,
            group=group,
            status=RunStatus.WAITING,
            attempt=0,
            sequence=material.sequence,
            aspects=material.aspects,
            requested_at=now,
        )
        models = self._models(run, material)
        self._stores.ledger.add_run(RunRecord(run=run, models=models))
        if at_once and all(model.status is ModelStatus.UP_TO_DATE for model in models):
            ended = run.moved_to(RunStatus.SUCCEEDED, now)
            self._stores.ledger.move_run(run, ended)
            put_in_service(self._stores.ledger, RunRecord(run=ended, models=models))
            run = ended
        return self._note_request(run, joined=False)

    def _models(self, run: TrainingRun, material: Material) -> tuple[ModelTraining, ...]:
        decisions = decide(self._stores, run, material, self._learner_versions)
        return tuple(model_training(run, decision) for decision in decisions)

    def _note_request(self, run: TrainingRun, *, joined: bool) -> TrainingRun:
        self._stores.ledger.add_request(
            TrainingRequest(
                id=RequestId(self._session.new_id()),
                run_id=run.id,
                user_id=self._session.principal.user_id,
                requested_at=self._session.clock.now(),
                joined=joined,
            )
        )
        return run


def put_in_service(ledger: Ledger, record: RunRecord) -> None:
    """Let a run that has succeeded serve, where its group does so at once."""
    run = record.run
    if run.group not in SERVED_AT_ONCE:
        return
    serving = ledger.serving(run.version_id, run.group)
    if serving is None:
        after = Serving(version_id=run.version_id, group=run.group, current=run.id)
    else:
        differs = _artefacts_of(ledger.run(serving.current)) != _artefacts_of(record)
        after = serving.followed_by(run.id, differs=differs)
    ledger.put_serving(after)


def _artefacts_of(record: RunRecord) -> frozenset[str]:
    return frozenset(model.artefact.id for model in record.models if model.artefact)


def decide(
    stores: TenantStores, run: TrainingRun, material: Material, learner_versions: LearnerVersions
) -> tuple[Decision, ...]:
    """Which targets of a run are stale against the artefacts of today, and why."""
    current = stores.ledger.artefacts(run.version_id)
    now = fingerprints(
        material.targets, material.aspects, culture=material.culture, learner_versions=learner_versions
    )
    return plan(
        material.targets,
        material.aspects,
        current,
        _changes_since(stores, run, current, now),
        culture=material.culture,
        learner_versions=learner_versions,
    )


def _changes_since(
    stores: TenantStores,
    run: TrainingRun,
    current: Mapping[TargetId, Artefact],
    now: Mapping[TargetId, Fingerprint],
) -> dict[int, Sequence[ItemChange]]:
    sequences = {
        artefact.sequence
        for target_id, artefact in current.items()
        if now.get(target_id, artefact.fingerprint) != artefact.fingerprint
    }
    return {sequence: [*_changes(stores.datasets, run, since=sequence)] for sequence in sequences}


def _changes(datasets: DatasetStore, run: TrainingRun, *, since: int) -> Iterator[ItemChange]:
    for item in datasets.history(run.version_id, since=since, until=run.sequence):
        change = item_change(item.before, item.after, item.label, item.facet)
        if change is not None:
            yield change
    for facet in sorted(STREAMED):
        key = (AspectKind.FACET, facet.value)
        touched = datasets.touched(run.version_id, facet, since=since, until=run.sequence)
        for alike in touched if key in run.aspects else ():
            for number, label in enumerate(alike.labels, start=1):
                yield ItemChange(
                    facet=facet,
                    label=label,
                    change=alike.change,
                    aspects=frozenset({key}),
                    count=alike.count - number + 1 if number == len(alike.labels) else 1,
                )


def model_training(run: TrainingRun, decision: Decision) -> ModelTraining:
    """What a run will do to one model: nothing, if it is up to date."""
    return ModelTraining(
        run_id=run.id,
        target=decision.target,
        status=ModelStatus.WAITING if decision.is_stale else ModelStatus.UP_TO_DATE,
        fingerprint=decision.fingerprint,
        examples=decision.examples
        if decision.is_stale or not decision.artefact
        else decision.artefact.examples,
        reasons=decision.reasons,
        artefact=None if decision.is_stale else decision.artefact,
    )
