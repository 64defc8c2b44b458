"""POST and GET train: every documented answer, byte for byte, through all states of a run."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from wire import AUTHORING, Wire
from workshop import Workshop, small_app, utterances

from stationmaster.dialects.dialect import json_answer
from stationmaster.dialects.luis.translate import MODEL_STATUS, REQUEST_STATUS, VERSION_STATUS, training_rows
from stationmaster.domain.apps import Version
from stationmaster.domain.build import LearnerName, Target, TargetId, TargetKind
from stationmaster.domain.dataset import Entity, EntityKind, EntitySpan, Facet, Intent, Sublist, Utterance
from stationmaster.domain.training import (
    Failure,
    FailureCode,
    ModelState,
    ModelStatus,
    RunStatus,
    VersionStatus,
    VersionTraining,
)
from stationmaster.learning.none_examples import NONE_EXAMPLE_COUNT
from stationmaster.services.dispatch import TrainTask

TRAINED_AT = datetime(2017, 1, 31, 21, 42, 2, 987_654, tzinfo=UTC)
QUEUED = b'{"statusId":9,"status":"Queued"}'
UP_TO_DATE = b'{"statusId":2,"status":"UpToDate"}'
IN_PROGRESS = {"statusId": 3, "status": "InProgress", "exampleCount": 0}
REFUSED = (
    "The application cannot be published. One or more models in the application version require training."
)


def bad_argument(message: str) -> bytes:
    return b'{"error":{"code":"BadArgument","message":"%s"}}' % message.encode()


@pytest.fixture
def version(workshop: Workshop) -> Version:
    return workshop.new_version(*small_app())


def path_of(version: Version) -> str:
    return f"/apps/{version.app_id}/versions/{version.name}/train"


def rows(luis: Wire, version: Version) -> dict[str, Any]:
    """The details of each row by the name of its model."""
    with luis.workshop.services() as services:
        found = services.labelling
        models = (*found.items(version, Facet.INTENTS), *found.items(version, Facet.ENTITIES))
    names = {model.id: getattr(model, "name", "") for model in models}
    return {names[row["modelId"]]: row["details"] for row in luis.get(path_of(version))}


def training_of(luis: Wire, version: Version) -> str:
    word: str = luis.get(f"/apps/{version.app_id}/versions/{version.name}/")["trainingStatus"]
    return word


def add(workshop: Workshop, version: Version, *items: Any) -> None:
    with workshop.services() as services:
        services.labelling.add(services.apps.version(version.app_id, version.name), items)


def start(workshop: Workshop) -> tuple[TrainTask, ...]:
    """Begin the next waiting run, as a worker does."""
    dispatching = workshop.station.dispatching()
    tasks = dispatching.start_next() or ()
    for task in tasks:
        dispatching.begin(task)
    return tasks


def end(workshop: Workshop, tasks: tuple[TrainTask, ...]) -> None:
    for task in tasks:
        workshop.station.dispatching().finish(task, workshop.train(task))


def test_status_before_any_request_is_refused(luis: Wire, version: Version) -> None:
    reply = luis.ask("GET", path_of(version))
    assert (reply.status, reply.headers["content-type"]) == (400, "application/json; charset=utf-8")
    assert reply.body == bad_argument("Training request is required before getting training status")


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("malformed", ["17", "not-a-guid", "00000000-0000-0000-0000-00000000000g", "%00"])
def test_an_app_id_that_is_no_guid(luis: Wire, method: str, malformed: str) -> None:
    reply = luis.ask(method, f"/apps/{malformed}/versions/0.1/train")
    assert (reply.status, reply.body) == (
        400,
        bad_argument("Value cannot be null. Parameter name: source"),
    )


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_app_that_is_unknown(luis: Wire, method: str) -> None:
    reply = luis.ask(method, f"/apps/{uuid.uuid4()}/versions/0.1/train")
    assert (reply.status, reply.body) == (
        400,
        bad_argument("Cannot find an application with the specified ID"),
    )


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_version_that_is_unknown(luis: Wire, version: Version, method: str) -> None:
    reply = luis.ask(method, f"/apps/{version.app_id}/versions/0.2/train")
    assert (reply.status, reply.body) == (
        400,
        bad_argument("Cannot find a task with the specified version ID"),
    )


def test_a_wrong_key_gets_the_flat_body(luis: Wire, version: Version) -> None:
    reply = luis.with_key("0" * 32).ask("GET", path_of(version))
    assert (reply.status, reply.body) == (
        401,
        b'{"statusCode":401,"message":"Access denied due to invalid subscription key. '
        b'Make sure to provide a valid key for an active subscription."}',
    )


def test_the_documented_rows_byte_for_byte() -> None:
    """The seed page's sample, from the states that it shows."""
    failed = Failure(code=FailureCode.FEW_LABELS, sentence="x")
    sample = [
        ("f9b00d5b-1f2d-421e-bc99-5ff192d0b998", ModelStatus.TRAINING, None),
        ("51403af3-5342-4926-abaa-91172a42e075", ModelStatus.UP_TO_DATE, None),
        ("b4cf6402-dc79-4ca3-8666-b0007337e92b", ModelStatus.FAILED, failed),
        ("e8e3135a-acd9-4164-a65c-e2fedbe78cfa", ModelStatus.WAITING, None),
        ("3291fac9-6368-4c87-9562-e78cae0fa7c6", ModelStatus.SUCCEEDED, None),
        ("a193efac-ab02-49d7-b005-ee717d45c4f1", ModelStatus.TRAINING, None),
    ]
    status = status_with(*(model_state(*state) for state in sample))
    expected = """
    [{"modelId": "f9b00d5b-1f2d-421e-bc99-5ff192d0b998",
      "details": {"statusId": 3, "status": "InProgress", "exampleCount": 0}},
     {"modelId": "51403af3-5342-4926-abaa-91172a42e075",
      "details": {"statusId": 2, "status": "UpToDate", "exampleCount": 12,
                  "trainingDateTime": "2017-01-31T21:42:02Z"}},
     {"modelId": "b4cf6402-dc79-4ca3-8666-b0007337e92b",
      "details": {"statusId": 1, "status": "Fail", "exampleCount": 12, "failureReason": "FewLabels"}},
     {"modelId": "e8e3135a-acd9-4164-a65c-e2fedbe78cfa",
      "details": {"statusId": 3, "status": "InProgress", "exampleCount": 0}},
     {"modelId": "3291fac9-6368-4c87-9562-e78cae0fa7c6",
      "details": {"statusId": 0, "status": "Success", "exampleCount": 12,
                  "trainingDateTime": "2017-01-31T21:42:02Z"}},
     {"modelId": "a193efac-ab02-49d7-b005-ee717d45c4f1",
      "details": {"statusId": 3, "status": "InProgress", "exampleCount": 0}}]"""
    wanted = json.dumps(json.loads(expected), separators=(",", ":")).encode()
    assert json_answer(200, training_rows(status)).body == wanted


def test_prebuilt_entities_have_no_row() -> None:
    state = model_state("id", ModelStatus.SUCCEEDED, None, kind=TargetKind.PREBUILT)
    assert training_rows(status_with(state)) == []


def test_every_state_has_its_word() -> None:
    assert MODEL_STATUS.keys() == set(ModelStatus)
    assert VERSION_STATUS.keys() == set(VersionTraining)
    assert {word for _, word in MODEL_STATUS.values()} == {"Success", "Fail", "UpToDate", "InProgress"}


def test_every_state_that_a_request_can_find_has_its_word() -> None:
    """A request answers with a run that is under way, or with one that had nothing to do."""
    under_way = {status for status in RunStatus if not status.is_final}
    assert REQUEST_STATUS.keys() == under_way | {RunStatus.SUCCEEDED}


def test_a_first_training_from_request_to_end(luis: Wire, version: Version) -> None:
    accepted = luis.ask("POST", path_of(version))
    assert (accepted.status, accepted.body) == (202, QUEUED)
    assert rows(luis, version) == dict.fromkeys(("Greet", "Book", "None"), IN_PROGRESS)
    tasks = start(luis.workshop)
    assert rows(luis, version) == dict.fromkeys(("Greet", "Book", "None"), IN_PROGRESS)
    assert training_of(luis, version) == "InProgress"
    end(luis.workshop, tasks)
    details = rows(luis, version)
    counts = {name: row["exampleCount"] for name, row in details.items()}
    assert counts == {"Greet": 3, "Book": 3, "None": NONE_EXAMPLE_COUNT}
    for row in details.values():
        assert list(row) == ["statusId", "status", "exampleCount", "trainingDateTime"]
        assert (row["statusId"], row["status"]) == (0, "Success")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", row["trainingDateTime"])
    assert training_of(luis, version) == "Trained"


def test_a_second_request_finds_all_up_to_date_with_the_same_dates(luis: Wire, version: Version) -> None:
    luis.train(version.app_id)
    before = rows(luis, version)
    again = luis.ask("POST", path_of(version))
    assert (again.status, again.body) == (202, UP_TO_DATE)
    expected = {name: {**row, "statusId": 2, "status": "UpToDate"} for name, row in before.items()}
    assert rows(luis, version) == expected


@pytest.mark.parametrize("body", [b"", b"{}", b'""', b"not json at all \xff"])
def test_a_request_takes_any_body(luis: Wire, version: Version, body: bytes) -> None:
    reply = luis.send("POST", AUTHORING + path_of(version), content=body, Content_Type="application/json")
    assert (reply.status, reply.body) == (202, QUEUED)


def test_none_counts_its_own_examples_and_the_built_in_ones(luis: Wire, workshop: Workshop) -> None:
    version = workshop.new_version(*small_app(), *utterances("None", "the sky is blue", "cats purr"))
    luis.train(version.app_id)
    assert rows(luis, version)["None"]["exampleCount"] == NONE_EXAMPLE_COUNT + 2


def test_every_row_is_a_model_and_prebuilts_are_none(luis: Wire, workshop: Workshop) -> None:
    kinds = [
        Entity(id="city", name="City", kind=EntityKind.MACHINE_LEARNED),
        Entity(id="size", name="Size", kind=EntityKind.LIST, sublists=(Sublist(id=1, canonical="big"),)),
        Entity(id="code", name="Code", kind=EntityKind.REGEX, regex="[a-z]{2}[0-9]"),
        Entity(id="number", name="number", kind=EntityKind.PREBUILT),
    ]
    version = workshop.new_version(*small_app(), *kinds)
    trained = {row["modelId"]: row["details"]["status"] for row in luis.train(version.app_id)}
    models = luis.get(f"/apps/{version.app_id}/versions/0.1/models?take=100")
    assert trained.keys() <= {model["id"] for model in models}
    assert trained.keys() == {model["id"] for model in models if model["typeId"] != 2}
    assert set(trained.values()) == {"Success"}


def test_an_edit_makes_only_its_dependents_stale(luis: Wire, workshop: Workshop) -> None:
    city = Entity(id="city", name="City", kind=EntityKind.MACHINE_LEARNED)
    size = Entity(id="size", name="Size", kind=EntityKind.LIST, sublists=(Sublist(id=1, canonical="big"),))
    text = "fly to paris tonight"
    labelled = Utterance(id="", text=text, intent="Book", spans=(EntitySpan(entity="City", start=7, end=12),))
    version = workshop.new_version(*small_app(), city, size, labelled)
    luis.train(version.app_id)
    relabelled = Utterance(id="", text=text, intent="Book")
    with workshop.services() as services:
        services.labelling.label(workshop_version(services, version), relabelled)
    assert training_of(luis, version) == "NeedsTraining"
    assert {row["status"] for row in rows(luis, version).values()} == {"Success"}
    luis.train(version.app_id)
    statuses = {name: row["status"] for name, row in rows(luis, version).items()}
    learned = {"City": "Success"}
    assert (
        statuses
        == {"Greet": "UpToDate", "Book": "UpToDate", "None": "UpToDate", "Size": "UpToDate"} | learned
    )


def test_an_edit_and_its_undo_need_no_training(luis: Wire, workshop: Workshop, version: Version) -> None:
    luis.train(version.app_id)
    with workshop.services() as services:
        current, (added,) = services.labelling.add(
            workshop_version(services, version), utterances("Book", "a table please")
        )
        services.labelling.remove(current, Facet.UTTERANCES, [added.id])
    assert training_of(luis, version) == "Trained"
    assert luis.ask("POST", path_of(version)).body == UP_TO_DATE


def test_an_intent_without_utterances_fails_and_publishing_is_refused(
    luis: Wire, workshop: Workshop, version: Version
) -> None:
    add(workshop, version, Intent(id="bare", name="Bare"))
    luis.train(version.app_id)
    details = rows(luis, version)
    assert details.pop("Bare") == {
        "statusId": 1,
        "status": "Fail",
        "exampleCount": 0,
        "failureReason": "FewLabels",
    }
    assert {row["status"] for row in details.values()} == {"Success"}
    assert training_of(luis, version) == "NeedsTraining"
    refused = luis.publish(version.app_id)
    assert (refused.status, refused.body) == (400, bad_argument(REFUSED))
    add(workshop, version, *utterances("Bare", "now it says something", "and one more thing"))
    assert {row["details"]["status"] for row in luis.train(version.app_id)} == {"Success"}
    assert luis.publish(version.app_id).status == 201


@pytest.mark.parametrize(
    "before_publishing",
    [
        lambda luis, version: None,
        lambda luis, version: luis.ask("POST", path_of(version)),
        lambda luis, version: (
            luis.train(version.app_id) and add(luis.workshop, version, *utterances("Book", "edited"))
        ),
    ],
    ids=["never trained", "waiting", "edited since"],
)
def test_what_is_not_trained_is_not_published(
    luis: Wire, version: Version, before_publishing: Callable[[Wire, Version], Any]
) -> None:
    before_publishing(luis, version)
    refused = luis.publish(version.app_id)
    assert (refused.status, refused.body) == (400, bad_argument(REFUSED))


def test_an_edit_during_training_is_not_reported_as_trained(
    luis: Wire, workshop: Workshop, version: Version
) -> None:
    luis.ask("POST", path_of(version))
    tasks = start(workshop)
    add(workshop, version, *utterances("Book", "one more table"))
    end(workshop, tasks)
    assert training_of(luis, version) == "NeedsTraining"
    assert rows(luis, version)["Book"]["exampleCount"] == 3
    assert luis.publish(version.app_id).message == REFUSED


def test_requests_during_a_run_on_changed_material_make_one_further_run(
    luis: Wire, workshop: Workshop, version: Version
) -> None:
    luis.ask("POST", path_of(version))
    tasks = start(workshop)
    assert luis.ask("POST", path_of(version)).body == QUEUED
    add(workshop, version, *utterances("Book", "one more table"))
    for _ in range(3):
        assert luis.ask("POST", path_of(version)).body == QUEUED
    end(workshop, tasks)
    assert rows(luis, version)["Book"] == IN_PROGRESS
    further = start(workshop)
    assert further
    end(workshop, further)
    assert start(workshop) == ()
    assert rows(luis, version)["Book"]["exampleCount"] == 4
    assert training_of(luis, version) == "Trained"


def test_a_request_during_a_run_on_the_same_material_makes_no_further_run(
    luis: Wire, workshop: Workshop, version: Version
) -> None:
    luis.ask("POST", path_of(version))
    tasks = start(workshop)
    luis.ask("POST", path_of(version))
    end(workshop, tasks)
    assert start(workshop) == ()
    assert {row["status"] for row in rows(luis, version).values()} == {"Success"}


def cancel(workshop: Workshop, version: Version) -> None:
    with workshop.services() as services:
        run = services.training.status(workshop_version(services, version)).run
        assert run is not None
        services.training.cancel(run.id)
    dispatching = workshop.station.dispatching()
    for run_id in dispatching.runs_to_cancel():
        dispatching.cancelled(run_id)


@pytest.mark.parametrize("is_running", [False, True], ids=["waiting", "running"])
def test_a_first_run_that_was_cancelled_has_failed_models(
    luis: Wire, workshop: Workshop, version: Version, is_running: bool
) -> None:
    luis.ask("POST", path_of(version))
    if is_running:
        start(workshop)
    cancel(workshop, version)
    row = {"statusId": 1, "status": "Fail", "failureReason": "Cancelled"}
    for details in rows(luis, version).values():
        assert {name: details[name] for name in row} == row
        assert "trainingDateTime" not in details
    assert training_of(luis, version) == "NeedsTraining"


@pytest.mark.parametrize("is_running", [False, True], ids=["waiting", "running"])
def test_a_later_run_that_was_cancelled_leaves_the_status_as_before(
    luis: Wire, workshop: Workshop, version: Version, is_running: bool
) -> None:
    luis.train(version.app_id)
    before = rows(luis, version)
    add(workshop, version, *utterances("Book", "one more table"))
    luis.ask("POST", path_of(version))
    if is_running:
        start(workshop)
    cancel(workshop, version)
    assert rows(luis, version) == before
    assert training_of(luis, version) == "NeedsTraining"


def test_a_status_of_trained_means_that_it_can_be_published(
    luis: Wire, workshop: Workshop, version: Version
) -> None:
    luis.train(version.app_id)
    with workshop.services() as services:
        _, (added,) = services.labelling.add(
            workshop_version(services, version), utterances("Book", "one more")
        )
    luis.ask("POST", path_of(version))
    cancel(workshop, version)
    assert (training_of(luis, version), luis.publish(version.app_id).status) == ("NeedsTraining", 400)
    with workshop.services() as services:
        services.labelling.remove(workshop_version(services, version), Facet.UTTERANCES, [added.id])
    assert (training_of(luis, version), luis.publish(version.app_id).status) == ("Trained", 201)


def test_the_published_models_serve_until_the_next_are_published(
    luis: Wire, workshop: Workshop, version: Version
) -> None:
    luis.train(version.app_id)
    luis.publish(version.app_id)
    before = luis.predict(version.app_id, "book a table").body
    add(workshop, version, *utterances("Greet", "book a table", "book a table my friend"))
    luis.ask("POST", path_of(version))
    tasks = start(workshop)
    assert luis.predict(version.app_id, "book a table").body == before
    end(workshop, tasks)
    assert luis.predict(version.app_id, "book a table").body == before
    assert luis.publish(version.app_id).status == 201
    assert luis.predict(version.app_id, "book a table").body != before


@pytest.mark.parametrize("is_running", [False, True], ids=["waiting", "running"])
def test_an_app_that_is_deleted_during_its_training_leaves_nothing_behind(
    luis: Wire, workshop: Workshop, version: Version, is_running: bool
) -> None:
    luis.ask("POST", path_of(version))
    tasks = start(workshop) if is_running else ()
    assert luis.done("DELETE", f"/apps/{version.app_id}")
    end(workshop, tasks)
    assert start(workshop) == ()
    assert luis.ask("GET", path_of(version)).message == "Cannot find an application with the specified ID"
    other = workshop.new_version(*small_app(), name="another")
    assert {row["details"]["status"] for row in luis.train(other.app_id)} == {"Success"}


def test_a_clone_and_an_import_are_not_trained(luis: Wire, version: Version) -> None:
    luis.train(version.app_id)
    versions = f"/apps/{version.app_id}/versions"
    assert luis.create(f"{versions}/0.1/clone", {"version": "0.2"}) == "0.2"
    exported = luis.get(f"{versions}/0.1/export")
    assert luis.create(f"{versions}/import?versionId=0.3", exported) == "0.3"
    for name in ("0.2", "0.3"):
        assert luis.ask("GET", f"{versions}/{name}/train").message.startswith("Training request is required")
        assert luis.get(f"{versions}/{name}/")["trainingStatus"] == "NeedsTraining"


def workshop_version(services: Any, version: Version) -> Version:
    """The version as it stands now, in this transaction."""
    found: Version = services.apps.version(version.app_id, version.name)
    return found


def model_state(
    model_id: str, status: ModelStatus, failure: Failure | None, *, kind: TargetKind = TargetKind.INTENT
) -> ModelState:
    return ModelState(
        target=Target(id=TargetId(model_id), name=model_id, kind=kind, learner=LearnerName.INTENTS),
        status=status,
        examples=12,
        trained_at=TRAINED_AT if status.serves else None,
        reasons=(),
        failure=failure,
    )


def status_with(*models: ModelState) -> VersionStatus:
    return VersionStatus(
        was_requested=True,
        training=VersionTraining.IN_PROGRESS,
        models=models,
        run=None,
        runs_ahead=0,
        last_trained_at=None,
        sign_of_life_age_seconds=None,
    )
