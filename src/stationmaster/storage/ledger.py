"""The ledger of training: compare-and-set moves, each with its event in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from stationmaster.domain.apps import AppId, VersionId
from stationmaster.domain.build import Artefact, BlobHash, Fingerprint, TargetGroup, TargetId
from stationmaster.domain.errors import RunNotFound
from stationmaster.domain.tenants import TenantId, UserId
from stationmaster.domain.training import (
    ModelStatus,
    ModelTraining,
    Progress,
    RunId,
    RunRecord,
    RunStatus,
    Serving,
    TrainingEvent,
    TrainingRequest,
    TrainingRun,
)
from stationmaster.storage import codec, tables
from stationmaster.storage.events import Event, EventBuffer, advance

_run = tables.training_run
_model = tables.model_training
_artefact = tables.artefact
_evaluation = tables.evaluation
_serving = tables.serving

_UNFINISHED = (RunStatus.WAITING.value, RunStatus.RUNNING.value)
_SETTLED = (RunStatus.SUCCEEDED.value, RunStatus.FAILED.value)


class SqlLedger:
    """Runs, model trainings and artefacts of one tenant."""

    def __init__(self, connection: sa.Connection, tenant_id: TenantId, events: EventBuffer) -> None:
        self._connection = connection
        self._tenant_id = tenant_id
        self._events = events

    def latest(self, version_id: VersionId, group: TargetGroup) -> RunRecord | None:
        cancelled = _run.c.status == RunStatus.CANCELLED.value
        return self._first(self._of_version(version_id, group).order_by(cancelled, _run.c.number.desc()))

    def newest(self, version_id: VersionId, group: TargetGroup) -> TrainingRun | None:
        query = self._of_version(version_id, group).order_by(_run.c.number.desc()).limit(1)
        row = self._connection.execute(query).first()
        return None if row is None else run_from(row)

    def recent(self, version_id: VersionId, group: TargetGroup, take: int) -> tuple[TrainingRun, ...]:
        query = self._of_version(version_id, group).order_by(_run.c.number.desc()).limit(take)
        return tuple(run_from(row) for row in self._connection.execute(query))

    def requested_by(self, run_id: RunId) -> UserId:
        request = tables.training_request
        newest = sa.select(request.c.user_id).filter_by(run_id=run_id).order_by(request.c.requested_at.desc())
        return UserId(self._connection.execute(newest.limit(1)).scalar_one())

    def serving(self, version_id: VersionId, group: TargetGroup) -> Serving | None:
        own = sa.select(_serving).filter_by(version_id=version_id, group=group.value)
        row = self._connection.execute(own).first()
        if row is None:
            return None
        previous = None if row.previous_run is None else RunId(row.previous_run)
        return Serving(version_id=version_id, group=group, current=RunId(row.current_run), previous=previous)

    def put_serving(self, serving: Serving) -> None:
        own = {"version_id": serving.version_id, "group": serving.group.value}
        runs = {"current_run": serving.current, "previous_run": serving.previous}
        if self._connection.execute(sa.update(_serving).filter_by(**own).values(runs)).rowcount == 0:
            self._connection.execute(sa.insert(_serving).values({**own, **runs}))

    def settled(self, version_id: VersionId, group: TargetGroup) -> RunRecord | None:
        query = self._of_version(version_id, group).where(_run.c.status.in_(_SETTLED))
        return self._first(query.order_by(_run.c.number.desc()))

    def unfinished(self, version_id: VersionId, group: TargetGroup) -> tuple[TrainingRun, ...]:
        query = self._of_version(version_id, group).where(_run.c.status.in_(_UNFINISHED))
        return tuple(run_from(row) for row in self._connection.execute(query.order_by(_run.c.number)))

    def run(self, run_id: RunId) -> RunRecord:
        record = self._first(self._select().where(_run.c.id == run_id))
        if record is None:
            raise RunNotFound(f"no training run has the id {run_id}")
        return record

    def next_number(self) -> int:
        return advance(self._connection, "run")

    def add_run(self, record: RunRecord) -> None:
        run = record.run
        self._connection.execute(
            sa.insert(_run).values(
                id=run.id,
                number=run.number,
                tenant_id=self._tenant_id,
                app_id=run.app_id,
                version_id=run.version_id,
                group=run.group.value,
                requested_at=run.requested_at,
                **_plan_columns(run),
                **_state_columns(run),
            )
        )
        self._note(run, run.requested_at)
        self._add_models(record.models)

    def replan(self, record: RunRecord) -> bool:
        run = record.run
        waiting = sa.update(_run).filter_by(id=run.id, status=RunStatus.WAITING.value)
        if self._connection.execute(waiting.values(_plan_columns(run))).rowcount == 0:
            return False
        self._connection.execute(sa.delete(_model).filter_by(run_id=run.id))
        self._add_models(record.models)
        return True

    def add_request(self, request: TrainingRequest) -> None:
        self._connection.execute(
            sa.insert(tables.training_request).values(
                id=request.id,
                run_id=request.run_id,
                user_id=request.user_id,
                requested_at=request.requested_at,
                joined=request.joined,
            )
        )

    def move_run(self, before: TrainingRun, after: TrainingRun) -> bool:
        as_seen = sa.update(_run).filter_by(
            id=before.id,
            tenant_id=self._tenant_id,
            status=before.status.value,
            attempt=before.attempt,
            sequence=before.sequence,
        )
        if self._connection.execute(as_seen.values(_state_columns(after))).rowcount == 0:
            return False
        self._note(after, after.ended_at or after.started_at or after.requested_at)
        return True

    def move_model(self, run: TrainingRun, before: ModelTraining, after: ModelTraining) -> bool:
        fence = sa.exists().where(
            _run.c.id == run.id,
            _run.c.tenant_id == self._tenant_id,
            _run.c.status == run.status.value,
            _run.c.attempt == run.attempt,
        )
        as_seen = sa.update(_model).filter_by(
            run_id=run.id, target_id=before.target.id, status=before.status.value
        )
        moved = self._connection.execute(as_seen.where(fence).values(_model_state(after)))
        if moved.rowcount == 0:
            return False
        at = after.ended_at or after.started_at or run.requested_at
        self._note(run, at, target_id=after.target.id, status=after.status.value)
        return True

    def request_cancel(self, run_id: RunId, at: datetime) -> None:
        unfinished = sa.update(_run).filter_by(id=run_id, tenant_id=self._tenant_id, cancel_requested_at=None)
        self._connection.execute(
            unfinished.where(_run.c.status.in_(_UNFINISHED)).values(cancel_requested_at=at)
        )

    def note_progress(self, run: TrainingRun, progress: Progress) -> None:
        running = sa.update(_run).filter_by(id=run.id, status=RunStatus.RUNNING.value, attempt=run.attempt)
        self._connection.execute(running.values(progress=codec.encode(progress)))

    def add_artefact(self, run: TrainingRun, artefact: Artefact) -> None:
        self._connection.execute(
            sa.insert(_artefact).values(
                id=artefact.id,
                number=advance(self._connection, "artefact"),
                version_id=run.version_id,
                target_id=artefact.target_id,
                run_id=run.id,
                blob=artefact.blob,
                body=codec.encode(artefact),
            )
        )

    def artefacts(self, version_id: VersionId) -> Mapping[TargetId, Artefact]:
        newest = (
            sa.select(sa.func.max(_artefact.c.number))
            .join(_run, _run.c.id == _artefact.c.run_id)
            .where(_artefact.c.version_id == version_id, _run.c.status.in_(_SETTLED))
            .group_by(_artefact.c.target_id)
        )
        rows = self._connection.execute(
            sa.select(_artefact.c.body).where(
                _artefact.c.version_id == version_id, _artefact.c.number.in_(newest)
            )
        )
        found = (codec.artefact_from(row.body) for row in rows)
        return {artefact.target_id: artefact for artefact in found}

    def keep_evaluation(self, run: TrainingRun, blob: BlobHash, at: datetime) -> None:
        self._connection.execute(sa.delete(_evaluation).filter_by(run_id=run.id))
        self._connection.execute(sa.insert(_evaluation).values(run_id=run.id, blob=blob, at=at))

    def evaluations(self, version_id: VersionId) -> Mapping[RunId, BlobHash]:
        rows = self._connection.execute(
            sa.select(_evaluation.c.run_id, _evaluation.c.blob)
            .join(_run, _run.c.id == _evaluation.c.run_id)
            .where(_run.c.version_id == version_id, _run.c.tenant_id == self._tenant_id)
            .order_by(_run.c.number.desc())
        )
        return {RunId(row.run_id): BlobHash(row.blob) for row in rows}

    def runs_ahead(self, run: TrainingRun) -> int:
        if run.status is not RunStatus.WAITING:
            return 0
        ahead = self._select().where(_run.c.status == RunStatus.WAITING.value, _run.c.number < run.number)
        count = sa.select(sa.func.count()).select_from(ahead.subquery())
        return int(self._connection.execute(count).scalar_one())

    def events(self, *, after: int, take: int) -> tuple[TrainingEvent, ...]:
        table = tables.event
        rows = self._connection.execute(
            sa.select(table)
            .where(table.c.tenant_id == self._tenant_id, table.c.tenant_sequence > after)
            .order_by(table.c.tenant_sequence)
            .limit(take)
        )
        return tuple(
            TrainingEvent(
                sequence=row.tenant_sequence,
                run_id=RunId(row.run_id),
                target_id=None if row.target_id is None else TargetId(row.target_id),
                attempt=row.attempt,
                status=row.status,
                at=row.at,
            )
            for row in rows
        )

    def _select(self) -> sa.Select[Any]:
        return sa.select(_run).where(_run.c.tenant_id == self._tenant_id)

    def _of_version(self, version_id: VersionId, group: TargetGroup) -> sa.Select[Any]:
        return self._select().where(_run.c.version_id == version_id, _run.c.group == group.value)

    def _first(self, query: sa.Select[Any]) -> RunRecord | None:
        row = self._connection.execute(query.limit(1)).first()
        if row is None:
            return None
        run = run_from(row)
        return RunRecord(run=run, models=self._models(run.id))

    def _models(self, run_id: RunId) -> tuple[ModelTraining, ...]:
        rows = self._connection.execute(
            sa.select(_model, _artefact.c.body.label("artefact"))
            .outerjoin(_artefact, _artefact.c.id == _model.c.artefact_id)
            .where(_model.c.run_id == run_id)
            .order_by(_model.c.position)
        )
        return tuple(_model_from(row) for row in rows)

    def _add_models(self, models: Iterable[ModelTraining]) -> None:
        rows = [
            {
                "run_id": model.run_id,
                "target_id": model.target.id,
                "position": position,
                "target": codec.encode(model.target),
                "fingerprint": model.fingerprint,
                "reasons": codec.encode(model.reasons),
                **_model_state(model),
            }
            for position, model in enumerate(models)
        ]
        if rows:
            self._connection.execute(sa.insert(_model), rows)

    def _note(
        self, run: TrainingRun, at: datetime, *, target_id: TargetId | None = None, status: str | None = None
    ) -> None:
        self._events.add(
            Event(
                tenant_id=self._tenant_id,
                run_id=run.id,
                target_id=target_id,
                attempt=run.attempt,
                status=status or run.status.value,
                at=at,
            )
        )


def _plan_columns(run: TrainingRun) -> dict[str, Any]:
    return {"sequence": run.sequence, "aspects": codec.aspects_to(run.aspects)}


def _state_columns(run: TrainingRun) -> dict[str, Any]:
    return {
        "status": run.status.value,
        "attempt": run.attempt,
        "faults": run.faults,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "snapshot": run.snapshot,
        "failure": codec.optional(run.failure),
        "progress": codec.optional(run.progress),
    }


def run_from(row: Any) -> TrainingRun:
    """The run that a row of its table holds."""
    return TrainingRun(
        id=RunId(row.id),
        number=row.number,
        tenant_id=TenantId(row.tenant_id),
        app_id=AppId(row.app_id),
        version_id=VersionId(row.version_id),
        group=TargetGroup(row.group),
        status=RunStatus(row.status),
        attempt=row.attempt,
        faults=row.faults,
        sequence=row.sequence,
        aspects=codec.aspects_from(row.aspects),
        requested_at=row.requested_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        cancel_requested_at=row.cancel_requested_at,
        snapshot=None if row.snapshot is None else BlobHash(row.snapshot),
        failure=codec.failure_from(row.failure),
        progress=codec.progress_from(row.progress),
    )


def _model_state(model: ModelTraining) -> dict[str, Any]:
    return {
        "status": model.status.value,
        "examples": model.examples,
        "artefact_id": model.artefact.id if model.artefact else None,
        "failure": codec.optional(model.failure),
        "started_at": model.started_at,
        "ended_at": model.ended_at,
    }


def _model_from(row: Any) -> ModelTraining:
    return ModelTraining(
        run_id=RunId(row.run_id),
        target=codec.target_from(row.target),
        status=ModelStatus(row.status),
        fingerprint=Fingerprint(row.fingerprint),
        examples=row.examples,
        reasons=codec.reasons_from(row.reasons),
        artefact=None if row.artefact is None else codec.artefact_from(row.artefact),
        failure=codec.failure_from(row.failure),
        started_at=row.started_at,
        ended_at=row.ended_at,
    )
