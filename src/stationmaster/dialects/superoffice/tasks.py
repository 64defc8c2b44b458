"""Trainings and other long work as batch tasks, which have whole numbers for ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stationmaster.domain.build import Artefact
from stationmaster.domain.operations import Operation, OperationStatus
from stationmaster.domain.tickets import CategoriserVerdict
from stationmaster.domain.training import FailureCode, RunRecord, RunStatus, TrainingRun

TRAINING = "CategoryGuesserTraining"

#: A cancelled task has failed: the vendor has no word of its own.
RUN_STATES: Mapping[RunStatus, str] = {
    RunStatus.WAITING: "New",
    RunStatus.RUNNING: "Started",
    RunStatus.SUCCEEDED: "Succeeded",
    RunStatus.FAILED: "Failed",
    RunStatus.CANCELLED: "Failed",
}
OPERATION_STATES: Mapping[OperationStatus, str] = {
    OperationStatus.WAITING: "New",
    OperationStatus.RUNNING: "Started",
    OperationStatus.SUCCEEDED: "Succeeded",
    OperationStatus.FAILED: "Failed",
    OperationStatus.CANCELLED: "Failed",
}
#: What the product's own page says of the outcomes that leave no model.
_REASONS: Mapping[FailureCode, str] = {
    FailureCode.NO_DATA: "[SR_CATEGORIZATION_TOO_LITTLE_DATA]",
    FailureCode.FEW_LABELS: "[SR_CATEGORIZATION_TOO_LITTLE_DATA]",
    FailureCode.NOT_DIVERSE: "[SR_CATEGORIZATION_NOT_DIVERSE]",
    FailureCode.LOW_ACCURACY: "[SR_CATEGORIZATION_LOW_ACCURACY]",
    FailureCode.CANCELLED: "[SR_CATEGORIZATION_CANCELLED]",
}
_VERDICTS: Mapping[FailureCode, CategoriserVerdict] = {
    FailureCode.NO_DATA: CategoriserVerdict.TOO_LITTLE_DATA,
    FailureCode.FEW_LABELS: CategoriserVerdict.TOO_LITTLE_DATA,
    FailureCode.NOT_DIVERSE: CategoriserVerdict.NOT_DIVERSE,
    FailureCode.LOW_ACCURACY: CategoriserVerdict.LOW_ACCURACY,
}


def number_of_run(run: TrainingRun) -> int:
    """A training's id: even, where that of other work is odd."""
    return 2 * run.number


def number_of_operation(operation: Operation) -> int:
    """The id of work that is no training."""
    return 2 * operation.number + 1


def training_task(record: RunRecord) -> dict[str, Any]:
    """A training as a batch task."""
    run = record.run
    is_final = run.status.is_final
    return {
        "Id": number_of_run(run),
        "Name": TRAINING,
        "Description": "[SR_CATEGORIZATION_TRAINING]",
        "State": RUN_STATES[run.status],
        "Created": run.requested_at,
        "LastStarted": run.started_at,
        "StartCount": run.attempt,
        "ProgressPercent": 100 if is_final else round(100 * run.progress.fraction) if run.progress else 0,
        "ProgressDescription": "" if is_final or run.progress is None else run.progress.stage,
        "Response": _response(record) if is_final else "",
        "Result": outcome_of(record) or "",
        "CancellationBehaviour": "CannotCancel" if is_final else "CanCancel",
    }


def outcome_of(record: RunRecord) -> str | None:
    """How a training ended, in the four outcomes that the product's page tells, or `cancelled` or `failed`."""
    run = record.run
    if not run.status.is_final:
        return None
    if run.status is RunStatus.SUCCEEDED:
        artefact = artefact_of(record)
        is_low = artefact is not None and artefact.warning is not None
        return (CategoriserVerdict.LOW_ACCURACY if is_low else CategoriserVerdict.SUCCESS).value
    if run.status is RunStatus.CANCELLED:
        return "cancelled"
    code = _code(record)
    verdict = _VERDICTS.get(code) if code else None
    return verdict.value if verdict else "failed"


def artefact_of(record: RunRecord) -> Artefact | None:
    """The model that a training left, or found up to date."""
    return next((model.artefact for model in record.models if model.artefact), None)


def reason_of(record: RunRecord) -> str | None:
    """Why a training left no model, or what is to be said of the one that it left."""
    failure = next((model.failure for model in record.models if model.failure), record.run.failure)
    if failure is not None:
        return failure.sentence
    artefact = artefact_of(record)
    return artefact.warning if artefact else None


def _code(record: RunRecord) -> FailureCode | None:
    failure = next((model.failure for model in record.models if model.failure), record.run.failure)
    return failure.code if failure else None


def _response(record: RunRecord) -> str:
    code = _code(record)
    if record.run.status is RunStatus.SUCCEEDED:
        artefact = artefact_of(record)
        if artefact is not None and artefact.warning:
            return "[SR_CATEGORIZATION_LOW_ACCURACY]"
        return "[SR_CATEGORIZATION_SUCCESS]"
    if record.run.status is RunStatus.CANCELLED:
        return "[SR_CATEGORIZATION_CANCELLED]"
    return _REASONS.get(code, "[SR_CATEGORIZATION_FAILED]") if code else "[SR_CATEGORIZATION_FAILED]"


def operation_task(operation: Operation) -> dict[str, Any]:
    """Other long work as a batch task."""
    is_final = operation.status.is_final
    share = operation.done / operation.total if operation.total else 0.0
    return {
        "Id": number_of_operation(operation),
        "Name": operation.kind,
        "Description": operation.kind,
        "State": OPERATION_STATES[operation.status],
        "Created": operation.requested_at,
        "LastStarted": operation.started_at,
        "StartCount": operation.attempt,
        "ProgressPercent": 100 if is_final else min(99, round(100 * share)),
        "ProgressDescription": "" if is_final else f"{operation.done}/{operation.total or '?'}",
        "Response": operation.failure or "",
        "Result": operation.status.value if is_final else "",
        "CancellationBehaviour": "CannotCancel" if is_final else "CanCancel",
    }
