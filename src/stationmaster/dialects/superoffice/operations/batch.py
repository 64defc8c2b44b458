"""The Batch agent: trainings and imports with their progress, and a way to stop them."""

from __future__ import annotations

from typing import Any

from stationmaster.dialects.dialect import Answer
from stationmaster.dialects.superoffice.asking import Asked, Offer, agent, rest
from stationmaster.dialects.superoffice.errors import NothingFound
from stationmaster.dialects.superoffice.jobs import HANDLERS
from stationmaster.dialects.superoffice.tasks import (
    number_of_operation,
    number_of_run,
    operation_task,
    training_task,
)
from stationmaster.dialects.superoffice.wire import ArrayOf, Scalar
from stationmaster.dialects.superoffice.wire.carriers import (
    BATCH_TASK_INFO,
    GET_BATCH_TASK_INFO,
    GET_BATCH_TASK_INFOS_BY_STATE,
    STOP_BATCH_JOB,
)
from stationmaster.domain.operations import Operation, OperationStatus
from stationmaster.domain.training import TrainingRun

INFOS = ArrayOf(item=BATCH_TASK_INFO)
#: So many trainings are looked at, the newest first.
_MOST_TRAININGS = 200


def info(asked: Asked) -> Answer:
    return asked.answer(BATCH_TASK_INFO, _told(asked, asked.arguments(GET_BATCH_TASK_INFO, "Id")["Id"]))


def get(asked: Asked) -> Answer:
    number = asked.id_of("id")
    told = _told(asked, number)
    if told is None:
        raise NothingFound(f"there is no batch task with the id {number}")
    return asked.answer(BATCH_TASK_INFO, told)


def by_state(asked: Asked) -> Answer:
    state = asked.body(GET_BATCH_TASK_INFOS_BY_STATE).get("State")
    told = [_training(asked, run) for run in _runs(asked)]
    told += [operation_task(operation) for operation in _operations(asked)]
    fitting = [task for task in told if state in {None, "Unknown", "All", task["State"]}]
    return asked.answer(INFOS, sorted(fitting, key=lambda task: task["Created"], reverse=True))


def stop(asked: Asked) -> Answer:
    return _stopped(asked, asked.arguments(STOP_BATCH_JOB, "Id")["Id"])


def stop_here(asked: Asked) -> Answer:
    return _stopped(asked, asked.id_of("id"))


def _stopped(asked: Asked, number: int) -> Answer:
    """Whether there was anything to stop."""
    run, operation = _find(asked, number)
    if run is not None and not run.status.is_final:
        asked.services.training.cancel(run.id)
        return asked.answer(Scalar.BOOL, True)
    if operation is not None and not operation.status.is_final:
        asked.services.operations.cancel(operation.id)
        return asked.answer(Scalar.BOOL, True)
    return asked.answer(Scalar.BOOL, False)


def _told(asked: Asked, number: int) -> dict[str, Any] | None:
    run, operation = _find(asked, number)
    if run is not None:
        return _training(asked, run)
    return operation_task(operation) if operation else None


def _find(asked: Asked, number: int) -> tuple[TrainingRun | None, Operation | None]:
    run = next((each for each in _runs(asked) if number_of_run(each) == number), None)
    if run is not None:
        return run, None
    return None, next((each for each in _operations(asked) if number_of_operation(each) == number), None)


def _training(asked: Asked, run: TrainingRun) -> dict[str, Any]:
    return training_task(asked.services.training.run(run.id))


def _runs(asked: Asked) -> tuple[TrainingRun, ...]:
    return asked.services.categorising.recent(_MOST_TRAININGS)


def _operations(asked: Asked) -> tuple[Operation, ...]:
    """Those on the tenant's tickets: what it does in other dialects is not told here."""
    found = asked.services.operations.with_status(*OperationStatus)
    return tuple(operation for operation in found if operation.kind in HANDLERS)


OFFERS: tuple[Offer, ...] = (
    *agent(
        "Batch",
        "GetBatchTaskInfo",
        info,
        says="Gives a training or an import with its progress.",
        takes=GET_BATCH_TASK_INFO,
        gives=BATCH_TASK_INFO,
    ),
    *agent(
        "Batch",
        "GetBatchTaskInfosByState",
        by_state,
        says="Gives the trainings and imports that stand so, the newest first.",
        takes=GET_BATCH_TASK_INFOS_BY_STATE,
        gives=INFOS,
    ),
    *agent(
        "Batch",
        "StopBatchJob",
        stop,
        says="Stops a training or an import; false where there is nothing to stop.",
        takes=STOP_BATCH_JOB,
        gives=Scalar.BOOL,
        writes=True,
    ),
    *rest("GET", "/BatchTask/{id}", get, says="Gives a training or an import with its progress."),
    *rest("POST", "/BatchTask/{id}/Stop", stop_here, says="Stops a training or an import.", writes=True),
)
