from datetime import UTC, datetime, timedelta

import pytest

from stationmaster.domain.apps import AppId, VersionId
from stationmaster.domain.build import Fingerprint, LearnerName, Target, TargetGroup, TargetId, TargetKind
from stationmaster.domain.errors import InvalidTransition
from stationmaster.domain.tenants import TenantId
from stationmaster.domain.training import (
    ADVICE,
    MODEL_TRANSITIONS,
    RUN_TRANSITIONS,
    FailureCode,
    ModelStatus,
    ModelTraining,
    RunId,
    RunRecord,
    RunStatus,
    StatusRecords,
    TrainingRun,
    VersionTraining,
    status_of,
)

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
TARGET = Target(id=TargetId("greet"), name="Greet", kind=TargetKind.INTENT, learner=LearnerName.INTENTS)
PRINT = Fingerprint("f" * 64)


def run(status: RunStatus, number: int = 1) -> TrainingRun:
    return TrainingRun(
        id=RunId(f"run-{number}"),
        number=number,
        tenant_id=TenantId("t"),
        app_id=AppId("a"),
        version_id=VersionId("v"),
        group=TargetGroup.ALL,
        status=status,
        attempt=0,
        sequence=1,
        aspects={},
        requested_at=NOW,
        ended_at=NOW if status.is_final else None,
    )


def record(run_status: RunStatus, model_status: ModelStatus, number: int = 1) -> RunRecord:
    model = ModelTraining(
        run_id=RunId(f"run-{number}"), target=TARGET, status=model_status, fingerprint=PRINT, examples=3
    )
    return RunRecord(run=run(run_status, number), models=(model,))


def records(latest: RunRecord | None, settled: RunRecord | None, now_print: str = PRINT) -> StatusRecords:
    return StatusRecords(latest=latest, settled=settled, fingerprints={TARGET.id: Fingerprint(now_print)})


def test_state_machines_name_every_state() -> None:
    assert RUN_TRANSITIONS.keys() == set(RunStatus)
    assert MODEL_TRANSITIONS.keys() == set(ModelStatus)
    assert ADVICE.keys() == set(FailureCode)


@pytest.mark.parametrize("before", list(RunStatus))
@pytest.mark.parametrize("after", list(RunStatus))
def test_run_moves_only_as_the_table_says(before: RunStatus, after: RunStatus) -> None:
    if after in RUN_TRANSITIONS[before]:
        assert run(before).moved_to(after, NOW).status is after
    else:
        with pytest.raises(InvalidTransition):
            run(before).moved_to(after, NOW)


def test_each_attempt_has_its_number_and_the_first_start_is_kept() -> None:
    first = run(RunStatus.WAITING).moved_to(RunStatus.RUNNING, NOW)
    second = first.moved_to(RunStatus.RUNNING, NOW + timedelta(seconds=5))
    assert (first.attempt, second.attempt, second.started_at) == (1, 2, NOW)


def test_final_states_have_no_way_out() -> None:
    assert {s for s in RunStatus if s.is_final} == {
        RunStatus.SUCCEEDED,
        RunStatus.FAILED,
        RunStatus.CANCELLED,
    }


def test_nothing_requested_needs_training() -> None:
    status = status_of(records(None, None), NOW)
    assert (status.was_requested, status.training, status.models) == (
        False,
        VersionTraining.NEEDS_TRAINING,
        (),
    )


def test_unfinished_run_is_in_progress() -> None:
    latest = record(RunStatus.WAITING, ModelStatus.WAITING)
    assert status_of(records(latest, None), NOW).training is VersionTraining.IN_PROGRESS


def test_trained_as_long_as_fingerprints_are_equal() -> None:
    done = record(RunStatus.SUCCEEDED, ModelStatus.SUCCEEDED)
    assert status_of(records(done, done), NOW).training is VersionTraining.TRAINED
    assert status_of(records(done, done, "0" * 64), NOW).training is VersionTraining.NEEDS_TRAINING


def test_failed_run_needs_training() -> None:
    done = record(RunStatus.FAILED, ModelStatus.FAILED)
    assert status_of(records(done, done), NOW).training is VersionTraining.NEEDS_TRAINING


def test_first_run_cancelled_shows_cancelled_models() -> None:
    cancelled = record(RunStatus.CANCELLED, ModelStatus.CANCELLED)
    status = status_of(records(cancelled, None), NOW)
    assert [model.status for model in status.models] == [ModelStatus.CANCELLED]


def test_models_that_are_gone_are_left_out() -> None:
    done = record(RunStatus.SUCCEEDED, ModelStatus.SUCCEEDED)
    assert status_of(StatusRecords(latest=done, settled=done, fingerprints={}), NOW).models == ()
