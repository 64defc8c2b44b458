from __future__ import annotations

from dataclasses import replace

from workshop import Workshop, small_app, utterances

from stationmaster.domain.build import BlobHash
from stationmaster.domain.training import (
    MAX_FAULTS,
    Failure,
    FailureCode,
    ModelStatus,
    RunId,
    RunRecord,
    RunStatus,
)
from stationmaster.services.dispatch import TrainTask

LOST = Failure(code=FailureCode.WORKER_LOST, sentence="The worker was lost.")


def started(workshop: Workshop) -> TrainTask:
    version = workshop.new_version(*small_app())
    with workshop.services() as services:
        services.training.request(version)
    (task,) = workshop.station.dispatching().start_next()
    workshop.station.dispatching().begin(task)
    return task


def record_of(workshop: Workshop, run_id: RunId) -> RunRecord:
    with workshop.services() as services:
        return services.training.run(run_id)


def test_late_result_of_an_older_attempt_changes_nothing(workshop: Workshop) -> None:
    task = started(workshop)
    dispatching = workshop.station.dispatching()
    outcomes = workshop.train(task)
    (again,) = dispatching.fault(task, LOST)
    before = record_of(workshop, task.run_id)
    assert not dispatching.finish(task, outcomes)
    assert dispatching.fault(task, LOST) == ()
    dispatching.progress(task, "intents", 0.9)
    assert record_of(workshop, task.run_id) == before
    dispatching.begin(again)
    assert dispatching.finish(again, outcomes)
    assert record_of(workshop, task.run_id).run.status is RunStatus.SUCCEEDED


def test_run_fails_with_its_reason_when_every_attempt_was_lost(workshop: Workshop) -> None:
    task = started(workshop)
    dispatching = workshop.station.dispatching()
    for _ in range(MAX_FAULTS - 1):
        (task,) = dispatching.fault(task, LOST)
        dispatching.begin(task)
    assert dispatching.fault(task, LOST) == ()
    record = record_of(workshop, task.run_id)
    assert record.run.status is RunStatus.FAILED
    assert record.run.failure == LOST
    assert {model.failure for model in record.models} == {LOST}
    assert dispatching.recover() == ()


def test_restart_of_the_dispatcher_is_no_fault_of_the_run(workshop: Workshop) -> None:
    task = started(workshop)
    dispatching = workshop.station.dispatching()
    for _ in range(MAX_FAULTS + 2):
        (task,) = dispatching.recover()
        dispatching.begin(task)
    dispatching.finish(task, workshop.train(task))
    assert record_of(workshop, task.run_id).run.status is RunStatus.SUCCEEDED


def test_progress_is_kept_and_decides_no_state(workshop: Workshop) -> None:
    task = started(workshop)
    before = record_of(workshop, task.run_id)
    workshop.station.dispatching().progress(task, "intents", 0.5)
    after = record_of(workshop, task.run_id)
    assert after.run.progress is not None
    assert (after.run.progress.stage, after.run.progress.fraction) == ("intents", 0.5)
    assert (after.run.status, after.models) == (before.run.status, before.models)


def test_tenants_take_turns(workshop: Workshop) -> None:
    from dataclasses import replace

    with workshop.station.access(writes=True) as access:
        other = access.create_tenant("other")
    foreigner = replace(workshop.owner, tenant_id=other.tenant.id, user_id=other.user.id)
    order = []
    for caller, names in ((workshop.owner, ("a", "b", "c")), (foreigner, ("d",))):
        for name in names:
            with workshop.services(caller=caller) as services:
                _, version = services.apps.create(
                    name=name, culture="en-us", version_name="0.1", items=small_app()
                )
                order.append(services.training.request(version).id)
    first, second, third, foreign = order
    started_runs = []
    for _ in range(4):
        (task,) = workshop.station.dispatching().start_next()
        started_runs.append(task.run_id)
    assert started_runs == [first, foreign, second, third]


def test_unreferenced_blobs_are_kept_for_a_day(workshop: Workshop) -> None:
    import os

    task = started(workshop)
    dispatching = workshop.station.dispatching()
    dispatching.finish(task, workshop.train(task))
    stray = workshop.station.blobs.put(b"nothing refers to this")
    assert dispatching.collect_blobs() == 0
    yesterday = workshop.station.clock.now().timestamp() - 25 * 3600
    for path in workshop.station.settings.blob_dir.glob("??/*"):
        os.utime(path, (yesterday, yesterday))
    assert dispatching.collect_blobs() == 2, "the stray one and the snapshot of the run that ended"
    assert stray not in {path.name for path in workshop.station.settings.blob_dir.glob("??/*")}
    models = record_of(workshop, task.run_id).models
    assert all(model.status is ModelStatus.SUCCEEDED for model in models)
    assert all(workshop.station.blobs.read(m.artefact.blob) for m in models if m.artefact)


def test_the_next_run_is_told_what_serves_now(workshop: Workshop) -> None:
    version = workshop.new_version(*small_app())
    with workshop.services() as services:
        services.training.request(version)
    (task,) = workshop.station.dispatching().start_next()
    assert task.parents == ()
    workshop.station.dispatching().begin(task)
    outcomes = workshop.train(task)
    workshop.station.dispatching().finish(task, outcomes)
    version = workshop.fresh(version)
    with workshop.services() as services:
        changed, _ = services.labelling.add(version, utterances("Greet", "salutations"))
        services.training.request(changed)
    (again,) = workshop.station.dispatching().start_next()
    assert again.parents == (outcomes[0].blob,)
    (retried,) = workshop.station.dispatching().fault(again, LOST)
    assert retried.parents == again.parents


def test_an_artefact_that_cannot_be_read_is_no_obstacle(workshop: Workshop) -> None:
    task = replace(started(workshop), parents=(BlobHash("0" * 64),))
    assert all(outcome.blob for outcome in workshop.train(task))
