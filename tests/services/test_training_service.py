from dataclasses import replace

import pytest
from workshop import Workshop, small_app, utterances

from stationmaster.domain.apps import SlotName, Version
from stationmaster.domain.build import Change, StaleKind, StaleReason
from stationmaster.domain.dataset import Entity, EntityKind, EntitySpan, Facet, Intent, Utterance
from stationmaster.domain.errors import NotTrained, RunNotFound
from stationmaster.domain.training import FailureCode, ModelStatus, RunStatus, TrainingRun, VersionTraining


def request(workshop: Workshop, version: Version) -> TrainingRun:
    with workshop.services() as services:
        return services.training.request(workshop_version(workshop, version, services))


def workshop_version(workshop: Workshop, version: Version, services) -> Version:  # type: ignore[no-untyped-def]
    return services.apps.version(version.app_id, version.name)


def states(workshop: Workshop, version: Version) -> dict[str, ModelStatus]:
    with workshop.services() as services:
        status = services.training.status(services.apps.version(version.app_id, version.name))
    return {model.target.name: model.status for model in status.models}


def training_of(workshop: Workshop, version: Version) -> VersionTraining:
    with workshop.services() as services:
        return services.training.status(services.apps.version(version.app_id, version.name)).training


def add(workshop: Workshop, version: Version, *items) -> Version:  # type: ignore[no-untyped-def]
    with workshop.services() as services:
        return services.labelling.add(workshop_version(workshop, version, services), items)[0]


def test_second_request_of_the_same_material_is_up_to_date_at_once(workshop: Workshop) -> None:
    version = workshop.new_version(*small_app())
    assert request(workshop, version).status is RunStatus.WAITING
    workshop.run_waiting()
    assert set(states(workshop, version).values()) == {ModelStatus.SUCCEEDED}
    assert request(workshop, version).status is RunStatus.SUCCEEDED
    assert set(states(workshop, version).values()) == {ModelStatus.UP_TO_DATE}


def test_request_joins_the_waiting_run_and_moves_it_to_the_newest_edit(workshop: Workshop) -> None:
    version = workshop.new_version(*small_app())
    first = request(workshop, version)
    version = add(workshop, version, Intent(id="late", name="Late"), *utterances("Late", "you are late"))
    second = request(workshop, version)
    assert (second.id, second.sequence) == (first.id, version.sequence)
    workshop.run_waiting()
    assert states(workshop, version)["Late"] is ModelStatus.SUCCEEDED
    assert training_of(workshop, version) is VersionTraining.TRAINED


def test_request_joins_a_running_run_on_the_same_material(workshop: Workshop) -> None:
    version = workshop.new_version(*small_app())
    first = request(workshop, version)
    assert workshop.station.dispatching().start_next()
    assert request(workshop, version).id == first.id


def test_requests_on_other_material_make_exactly_one_run_follow(workshop: Workshop) -> None:
    version = workshop.new_version(*small_app())
    first = request(workshop, version)
    dispatching = workshop.station.dispatching()
    tasks = dispatching.start_next()
    version = add(workshop, version, *utterances("Greet", "salutations"))
    following = request(workshop, version)
    version = add(workshop, version, *utterances("Greet", "what's up"))
    assert request(workshop, version).id == following.id != first.id
    assert dispatching.start_next() == (), "one run of a version at a time"
    for task in tasks:
        dispatching.begin(task)
        dispatching.finish(task, workshop.train(task))
    assert training_of(workshop, version) is VersionTraining.IN_PROGRESS
    workshop.run_waiting()
    assert training_of(workshop, version) is VersionTraining.TRAINED


def test_edit_during_training_leaves_the_version_stale(workshop: Workshop) -> None:
    version = workshop.new_version(*small_app())
    request(workshop, version)
    dispatching = workshop.station.dispatching()
    (task,) = dispatching.start_next()
    add(workshop, version, *utterances("Greet", "salutations"))
    dispatching.begin(task)
    dispatching.finish(task, workshop.train(task))
    assert set(states(workshop, version).values()) == {ModelStatus.SUCCEEDED}
    assert training_of(workshop, version) is VersionTraining.NEEDS_TRAINING


def test_undone_edit_needs_no_training(workshop: Workshop) -> None:
    version = workshop.new_version(*small_app())
    request(workshop, version)
    workshop.run_waiting()
    with workshop.services() as services:
        version, (added,) = services.labelling.add(version, utterances("Greet", "salutations"))
        version = services.labelling.remove(version, Facet.UTTERANCES, [added.id])
    assert training_of(workshop, version) is VersionTraining.TRAINED
    assert request(workshop, version).status is RunStatus.SUCCEEDED


def test_stale_models_say_which_inputs_changed(workshop: Workshop) -> None:
    version = workshop.new_version(*small_app())
    request(workshop, version)
    workshop.run_waiting()
    with workshop.services() as services:
        known = services.labelling.items(version, Facet.UTTERANCES)
        assert isinstance(known[0], Utterance)
        version = services.labelling.change(version, replace(known[0], intent="Book"))
        version = services.labelling.remove(version, Facet.UTTERANCES, [known[1].id])
        version, _ = services.labelling.add(version, utterances("Greet", "salutations"))
        run = services.training.request(version)
        models = services.training.run(run.id).models
    reasons = {reason for model in models for reason in model.reasons}
    assert reasons == {
        StaleReason(kind=StaleKind.INPUTS, facet=Facet.UTTERANCES, change=change, count=1, items=(text,))
        for change, text in (
            (Change.CHANGED, "hello there"),
            (Change.REMOVED, "good morning"),
            (Change.ADDED, "salutations"),
        )
    }


def test_intent_without_material_fails_alone_and_names_itself(workshop: Workshop) -> None:
    version = workshop.new_version(*small_app(), Intent(id="empty", name="Empty"))
    run = request(workshop, version)
    workshop.run_waiting()
    with workshop.services() as services:
        record = services.training.run(run.id)
    failed = [model for model in record.models if model.status is ModelStatus.FAILED]
    assert [model.target.name for model in failed] == ["Empty"]
    assert failed[0].failure is not None
    assert failed[0].failure.code is FailureCode.FEW_LABELS
    assert "Empty" in failed[0].failure.sentence
    assert record.run.status is RunStatus.FAILED
    assert sum(model.status is ModelStatus.SUCCEEDED for model in record.models) == 3
    with workshop.services() as services, pytest.raises(NotTrained):
        services.prediction.publish(version, SlotName.PRODUCTION)


def test_mended_intent_trains_and_the_version_can_be_published(workshop: Workshop) -> None:
    version = workshop.new_version(*small_app(), Intent(id="empty", name="Empty"))
    request(workshop, version)
    workshop.run_waiting()
    version = add(workshop, version, *utterances("Empty", "nothing at all"))
    request(workshop, version)
    workshop.run_waiting()
    with workshop.services() as services:
        assert services.prediction.publish(version, SlotName.PRODUCTION).version_name == "0.1"


def test_waiting_run_is_cancelled_at_once_and_a_final_one_stays(workshop: Workshop) -> None:
    version = workshop.new_version(*small_app())
    run = request(workshop, version)
    with workshop.services() as services:
        assert services.training.cancel(run.id).status is RunStatus.CANCELLED
    assert set(states(workshop, version).values()) == {ModelStatus.CANCELLED}
    workshop.run_waiting()
    with workshop.services() as services:
        assert services.training.cancel(run.id).status is RunStatus.CANCELLED


def test_cancelled_run_keeps_previous_artefacts_and_status(workshop: Workshop) -> None:
    version = workshop.new_version(*small_app())
    request(workshop, version)
    workshop.run_waiting()
    before = states(workshop, version)
    with workshop.services() as services:
        artefacts = dict(services.training._stores.ledger.artefacts(version.id))
    span = EntitySpan(entity="City", start=0, end=5)
    version = add(
        workshop,
        version,
        Entity(id="city", name="City", kind=EntityKind.MACHINE_LEARNED),
        Utterance(id="", text="Paris is where I go", intent="Book", spans=(span,)),
    )
    run = request(workshop, version)
    dispatching = workshop.station.dispatching()
    first, *_ = dispatching.start_next()
    dispatching.begin(first)
    dispatching.finish(first, workshop.train(first))
    dispatching.cancelled(run.id)
    with workshop.services() as services:
        assert services.training.run(run.id).run.status is RunStatus.CANCELLED
        assert services.training._stores.ledger.artefacts(version.id) == artefacts
    assert states(workshop, version) == before
    assert training_of(workshop, version) is VersionTraining.NEEDS_TRAINING


def test_foreign_run_is_no_run(workshop: Workshop) -> None:
    run = request(workshop, workshop.new_version(*small_app()))
    with workshop.station.access(writes=True) as access:
        other = access.create_tenant("other")
    foreigner = replace(workshop.owner, tenant_id=other.tenant.id, user_id=other.user.id)
    with workshop.services(caller=foreigner) as services, pytest.raises(RunNotFound):
        services.training.run(run.id)


def test_run_that_trains_nothing_does_not_move_the_time_of_training(workshop: Workshop) -> None:
    version = workshop.new_version(*small_app())
    request(workshop, version)
    workshop.run_waiting()
    with workshop.services() as services:
        trained_at = services.training.status(version).last_trained_at
    assert request(workshop, version).status is RunStatus.SUCCEEDED
    with workshop.services() as services:
        status = services.training.status(version)
    assert trained_at is not None
    assert status.last_trained_at == trained_at
    assert max(model.trained_at for model in status.models if model.trained_at) == trained_at
