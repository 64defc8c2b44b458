"""Imports, exports, publishing and batch tests, from request to result."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bot_files import BOTS, DATA, needs_data
from jobsite import Jobsite
from workshop import open_workshop

from stationmaster.dialects.kore import bots, ids, jobs, suites
from stationmaster.dialects.kore.files.batches import Case
from stationmaster.dialects.kore.files.tables import MalformedTable
from stationmaster.dialects.kore.reading import State
from stationmaster.domain.build import TargetGroup
from stationmaster.domain.dataset import Facet
from stationmaster.domain.errors import NotPublished, NotTrained, UploadNotFound
from stationmaster.domain.operations import OperationStatus
from stationmaster.domain.training import RunStatus


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Jobsite]:
    shop = open_workshop(tmp_path)
    yield Jobsite(shop=shop)
    shop.station.database.close()


ORDER, TRACK = ids.derived("dc", "order"), ids.derived("dc", "track")


def florist(**more: Any) -> dict[str, Any]:
    """A bot of two intents in two languages."""
    said = {
        ORDER: ["order roses please", "I want to buy tulips", "send a bouquet", "get me some flowers"],
        TRACK: ["where is my parcel", "track the delivery", "when does it arrive", "is my parcel on its way"],
    }
    names = {ORDER: "Order_Flowers", TRACK: "Track Parcel"}
    sentences = [
        {"taskId": task, "taskName": names[task], "sentence": text, "type": "DialogIntent", "language": "en"}
        for task, texts in said.items()
        for text in texts
    ]
    return {
        "defaultLanguage": "en",
        "supportedLanguages": ["en", "de"],
        "localeData": {
            "en": {
                "name": "Florist",
                "confidenceConfigs": [{"mode": "ml", "minThreshold": 0.2, "exactMatchThreshold": 90}],
            },
            "de": {"name": "Blumenladen"},
        },
        "dialogs": [{"_id": "dg-1", "lname": "order flowers", "nodes": []}],
        "dialogComponents": [{"_id": key, "name": name, "type": "intent"} for key, name in names.items()],
        "sentences": [*sentences, {"taskId": ORDER, "sentence": "Blumen bitte", "language": "de"}],
        "knowledgeTasks": [
            {
                "language": "en",
                "faqs": {"faqs": [{"question": "When do you open?", "answer": [{"text": "At nine."}]}]},
            }
        ],
        **more,
    }


def texts(site: Jobsite, app: Any, language: str = "en", state: State = State.CONFIGURED) -> set[str]:
    return {utterance.text for utterance in site.datasets(app, state)[language].utterances}


@needs_data
@pytest.mark.parametrize("file", BOTS, ids=lambda file: file.stem)
def test_real_bot_is_imported_and_exported_again(site: Jobsite, file: Path) -> None:
    original = json.loads(file.read_bytes())
    app = site.imported(file.read_bytes())
    with site.shop.services() as services:
        operation = jobs.request_bot_export(services, app, {"exportType": "latest"})
    exported = site.done(operation)
    assert json.loads(site.result(exported)) == original
    assert exported.outcome is not None
    assert exported.outcome["fileSize"] == len(site.result(exported))
    with site.reading() as services:
        upload = services.operations.uploaded(exported.outcome["fileId"])
    assert upload.blob == exported.result


def test_import_makes_a_bot_tells_of_its_parts_and_has_it_trained(site: Jobsite) -> None:
    operation = site.import_bot(florist(), name="My florist")
    assert operation.status is OperationStatus.SUCCEEDED
    lines = [(line.task, line.name, line.status) for line in operation.log]
    assert lines[:3] == [
        ("importRequest", "My florist", "success"),
        ("Bot Definition", "My florist", "success"),
        ("Dialog", "order flowers", "success"),
    ]
    assert {task for task, _, _ in lines[3:]} == {
        "KnowledgeTasks",
        "Utterences",
        "Patterns",
        "SmallTalk",
        "BotVariables",
        "importBot",
    }
    assert ("Utterences", "9", "success") in lines
    assert operation.outcome is not None
    with site.shop.services() as services:
        (app,) = services.apps.all()
        assert (app.id, app.name, app.dialect, app.culture) == (
            operation.outcome["streamId"],
            "My florist",
            "kore",
            "en",
        )
        found = bots.versions(services, app)
        assert list(found) == ["en", "de"]
        assert found["en"].documents == {"thresholds": {"least": 0.2, "exact": 0.9}}
        for version in found.values():
            for group in (TargetGroup.ML, TargetGroup.FAQ):
                newest = services.training.status(version, group).newest
                assert newest is not None
        assert services.apps.document(app, jobs.CONFIGURATION) == b'{"environment": "test"}'


def test_import_done_twice_makes_one_bot(site: Jobsite) -> None:
    operation = site.import_bot(florist())
    with site.shop.station.database.writing() as stores:
        own = stores.for_tenant(operation.tenant_id).operations
        own.note(operation)
    work_again = jobs.HANDLERS[jobs.BOT_IMPORT]

    class Again:
        """The second attempt of an operation whose first one was lost after it had committed."""

        def __init__(self) -> None:
            self.operation = operation
            self.services = site.shop.services
            self.reading = site.shop.services

        def log(self, task: str, name: str, status: str) -> None:
            raise AssertionError(f"{task} {name} is logged twice")

    assert work_again(Again()) == operation.outcome  # type: ignore[arg-type]
    with site.shop.services() as services:
        assert len(services.apps.all()) == 1


def test_malformed_bot_file_leaves_nothing_behind_and_names_the_place(site: Jobsite) -> None:
    document = florist()
    document["sentences"][3]["entities"] = [{"startIndex": 0, "endIndex": 3, "entityId": "dc-nothing"}]
    operation = site.import_bot(document)
    assert operation.status is OperationStatus.FAILED
    assert operation.failure is not None
    assert operation.failure.startswith("sentences[3].entities[0].entityId names no entity")
    assert operation.log[-1].status == "failed"
    with site.shop.services() as services:
        assert services.apps.all() == ()


def test_import_of_a_file_that_was_not_uploaded_is_refused(site: Jobsite) -> None:
    with site.shop.services() as services, pytest.raises(UploadNotFound):
        jobs.request_bot_import(services, None, {"botDefinition": "x", "configInfo": "y"})


@pytest.mark.parametrize(
    ("how", "left"),
    [
        ({"append": True, "replace": False}, {"order roses please", "lilies!"}),
        ({"append": False, "replace": True}, {"lilies!"}),
    ],
)
def test_utterances_come_beside_or_instead_of_what_is_there(site: Jobsite, how: Any, left: set[str]) -> None:
    app = site.imported(florist())
    incoming = florist(
        sentences=[
            {"taskId": "dc-elsewhere", "taskName": "order flowers", "sentence": "lilies!", "language": "en"}
        ]
    )
    incoming["dialogComponents"][0]["_id"] = "dc-elsewhere"
    incoming["knowledgeTasks"] = []
    options = {"nlpData": ["utterances"], "options": {"utterances": how}}
    operation = site.import_bot(incoming, into=app, importOptions=options)
    assert operation.failure is None
    assert {"order roses please", "lilies!"} & texts(site, app) == left
    dataset = site.datasets(app)["en"]
    assert {u.intent for u in dataset.utterances if u.text == "lilies!"} == {"Order_Flowers"}
    assert [intent.id for intent in dataset.intents if intent.name == "Order_Flowers"] == [ORDER]
    assert len(dataset.faqs) == 1


def test_patterns_come_beside_what_is_there(site: Jobsite) -> None:
    def with_pattern(text: str) -> list[Any]:
        entry = {
            "localeData": {"en": {"patterns": [{"value": text}]}},
            "taskName": "Order_Flowers",
            "taskType": "intent",
        }
        return [entry]

    app = site.imported(florist(patterns=with_pattern("want roses")))
    options = {"nlpData": ["patterns"], "options": {"patterns": {"append": True}}}
    site.import_bot(florist(patterns=with_pattern("need tulips")), into=app, importOptions=options)
    site.import_bot(florist(patterns=with_pattern("want roses")), into=app, importOptions=options)
    assert [pattern.text for pattern in site.datasets(app)["en"].patterns] == ["want roses", "need tulips"]


def test_import_of_tasks_alone_keeps_the_utterances(site: Jobsite) -> None:
    app = site.imported(florist())
    before = texts(site, app)
    incoming = florist(sentences=[], knowledgeTasks=[])
    incoming["dialogComponents"].append({"_id": "dc-new", "name": "Cancel", "type": "intent"})
    operation = site.import_bot(incoming, into=app, importOptions={"tasks": ["botTask"]})
    assert operation.failure is None
    assert texts(site, app) == before
    assert "Cancel" in {intent.name for intent in site.datasets(app)["en"].intents}


def test_utterances_of_tasks_that_the_bot_lacks_are_named_in_the_log(site: Jobsite) -> None:
    app = site.imported(florist())
    incoming = {"sentences": [{"taskName": "Sing", "sentence": "sing a song", "language": "en"}]}
    options = {"nlpData": ["utterances"], "options": {"utterances": {"append": True}}}
    operation = site.import_bot(incoming, into=app, importOptions=options)
    assert operation.failure is None
    assert ("Utterences", "sentences[0]: the bot has no task 'Sing'", "failed") in [
        (line.task, line.name, line.status) for line in operation.log
    ]


def test_whole_file_replaces_the_whole_bot_but_for_what_bot_it_is(site: Jobsite) -> None:
    app = site.imported(florist(_id="st-first"))
    site.import_bot(florist(_id="st-second", sentences=[], knowledgeTasks=[], extra=1), into=app)
    definition = site.definition(app)
    assert (definition["_id"], definition["extra"], definition["sentences"]) == ("st-first", 1, [])
    assert site.datasets(app)["en"].faqs == ()


def ml_import(site: Jobsite, app: Any, data: bytes, name: str = "file.csv") -> Any:
    file_id = site.upload(data, name)
    with site.shop.services() as services:
        operation = jobs.request_ml_import(services, app, file_id=file_id, file_name=name)
    return site.done(operation)


HEADER = b"taskName,sentence,type,language\n"


def test_ml_import_replaces_the_utterances_of_the_tasks_that_it_names(site: Jobsite) -> None:
    app = site.imported(florist())
    rows = b"Track_Parcel,track it,DialogIntent,en\ntrack parcel,is my parcel on its way,DialogIntent,\n"
    operation = ml_import(site, app, HEADER + rows)
    assert operation.outcome["message"] == "File imported completed. 2 utterances copied successfully"
    left = {u.text for u in site.datasets(app)["en"].utterances if u.intent == "Track Parcel"}
    assert left == {"track it", "is my parcel on its way"}
    assert {"order roses please", "send a bouquet"} < texts(site, app)
    assert texts(site, app, "de") == {"Blumen bitte"}


def test_ml_import_of_what_is_there_changes_nothing(site: Jobsite) -> None:
    app = site.imported(florist())
    with site.shop.services() as services:
        operation = jobs.request_ml_export(services, app, state=State.CONFIGURED, file_type="json")
        before = bots.versions(services, app)
    exported = site.result(site.done(operation))
    assert ml_import(site, app, exported, "file.json").outcome["copied"] == 9
    with site.shop.services() as services:
        assert bots.versions(services, app) == before


def test_text_is_in_a_model_once(site: Jobsite) -> None:
    app = site.imported(florist())
    rows = b"Track Parcel,Order  roses PLEASE,DialogIntent,en\nTrack Parcel,one,DialogIntent,en\nTrack Parcel,One,DialogIntent,en\n"
    operation = ml_import(site, app, HEADER + rows)
    assert operation.outcome["copied"] == 1
    assert [line.name for line in operation.log] == [
        "line 2: 'Order  roses PLEASE' is an utterance of Order_Flowers already",
        "line 4: 'One' is an utterance of Track Parcel already",
    ]


@pytest.mark.parametrize(
    ("row", "failure"),
    [
        (b"Sing,sing a song,DialogIntent,en\n", "line 2.taskName names no task of the bot: 'Sing'."),
        (
            b"Track Parcel,suivre,DialogIntent,fr\n",
            "line 2.language is not one of the bot's languages: 'fr'.",
        ),
    ],
)
def test_ml_import_that_does_not_fit_the_bot_changes_nothing(site: Jobsite, row: bytes, failure: str) -> None:
    app = site.imported(florist())
    before = texts(site, app)
    operation = ml_import(site, app, HEADER + row)
    assert (operation.status, operation.failure) == (OperationStatus.FAILED, failure)
    assert texts(site, app) == before


def test_malformed_csv_is_refused_before_it_is_accepted(site: Jobsite) -> None:
    app = site.imported(florist())
    with pytest.raises(MalformedTable) as caught:
        ml_import(site, app, b"task,sentence\n")
    assert str(caught.value) == "CSV format is incorrect"


@needs_data
def test_vendors_own_file_of_124_utterances_is_imported(site: Jobsite) -> None:
    components = [
        {"_id": f"dc-{n}", "name": name, "type": "intent"}
        for n, name in enumerate(["Mobile_Enquiry", "Book_Ticket"])
    ]
    app = site.imported(florist(dialogComponents=components, sentences=[]))
    operation = ml_import(site, app, (DATA / "mlutterances_124.csv").read_bytes())
    assert operation.outcome["message"] == "File imported completed. 124 utterances copied successfully"
    assert (operation.done, operation.total) == (124, 124)


def test_ml_export_holds_all_languages(site: Jobsite) -> None:
    app = site.imported(florist())
    with site.shop.services() as services:
        operation = jobs.request_ml_export(services, app, state=State.CONFIGURED, file_type="csv")
        with pytest.raises(NotPublished):
            jobs.request_ml_export(services, app, state=State.PUBLISHED, file_type="csv")
    rows = list(csv.DictReader(io.StringIO(site.result(site.done(operation)).decode())))
    assert len(rows) == 9
    assert {
        "taskName": "Order_Flowers",
        "sentence": "Blumen bitte",
        "type": "DialogIntent",
        "language": "de",
    } in rows
    assert {row["taskName"] for row in rows} == {"Order_Flowers", "Track_Parcel"}


def test_knowledge_replaces_the_graph_of_its_language(site: Jobsite) -> None:
    app = site.imported(florist())
    table = (
        b"Faq,Que ID,Path,Primary Question,Alternate Question,Tags,Answer,Extended Answer-1\n"
        b'faq,7,Shop/Hours,"When, exactly, do you open?",,early,At ten.,Later on Sunday.\n'
        b'faq,7,,,opening hours?,,,\n\nSynonyms,Phrase,Synonyms\n,Hours,"times,clock"\n'
    )
    file_id = site.upload(table, "graph.csv")
    with site.shop.services() as services:
        operation = jobs.request_knowledge_import(
            services, app, file_id=file_id, file_name="graph.csv", language="en"
        )
    assert site.done(operation).outcome == {"message": "1 FAQs imported", "faqs": 1}
    (faq,) = site.datasets(app)["en"].faqs
    assert faq.questions == ("When, exactly, do you open?", "opening hours?")
    assert (faq.path, faq.tags, faq.answer) == (("Shop", "Hours"), ("early", "times", "clock"), "At ten.")
    (task,) = site.definition(app)["knowledgeTasks"]
    assert [node["label"] for node in task["taxonomy"]] == ["Shop", "Hours"]
    assert task["faqs"]["faqs"][0]["alternateAnswers"][0][0]["text"] == "Later on Sunday."
    for file_type in ("csv", "json"):
        with site.shop.services() as services:
            export = jobs.request_knowledge_export(
                services, app, state=State.CONFIGURED, language="en", file_type=file_type
            )
        written = site.result(site.done(export))
        file_id = site.upload(written, f"graph.{file_type}")
        with site.shop.services() as services:
            before = bots.versions(services, app)["en"].sequence
            jobs.request_knowledge_import(
                services, app, file_id=file_id, file_name=f"graph.{file_type}", language="en"
            )
        site.runner().run_all()
        assert site.datasets(app)["en"].faqs[0].questions == faq.questions
        with site.shop.services() as services:
            if file_type == "json":
                assert bots.versions(services, app)["en"].sequence == before


def publish(site: Jobsite, app: Any, *, initiate_training: bool = True) -> Any:
    with site.shop.services() as services:
        operation = jobs.request_publish(services, app, comment="first", initiate_training=initiate_training)
    return site.done(operation)


def test_publish_brings_the_published_version_up_to_that_of_development(site: Jobsite) -> None:
    app = site.imported(florist())
    assert publish(site, app).outcome["languages"] == ["en", "de"]
    assert site.definition(app, State.PUBLISHED) == site.definition(app) == florist()
    with site.shop.services() as services:
        first = bots.versions(services, app, State.PUBLISHED)["en"]
        assert services.training.status(first, TargetGroup.ML).newest is not None
        assert first.documents == bots.versions(services, app)["en"].documents
    ml_import(site, app, HEADER + b"Track Parcel,track it,DialogIntent,en\n")
    assert "track it" not in texts(site, app, state=State.PUBLISHED)
    publish(site, app)
    assert "track it" in texts(site, app, state=State.PUBLISHED)
    publish(site, app)
    with site.shop.services() as services:
        second = bots.versions(services, app, State.PUBLISHED)["en"]
        history = services.labelling.items(second, Facet.UTTERANCES)
    assert second.sequence == first.sequence + 1
    assert len(history) == 5


def test_publish_without_training_requests_none(site: Jobsite) -> None:
    app = site.imported(florist())
    publish(site, app, initiate_training=False)
    with site.shop.services() as services:
        version = bots.versions(services, app, State.PUBLISHED)["en"]
        assert services.training.status(version, TargetGroup.ML).newest is None


def test_batch_test_counts_what_the_models_answer(site: Jobsite) -> None:
    app = site.imported(florist(supportedLanguages=["en"]))
    cases = [
        Case(input="order roses please", intent="order flowers"),
        Case(input="where is my parcel", intent="Order_Flowers"),
        Case(input="the derivative of a polynomial", intent="None"),
    ]
    with site.shop.services() as services:
        at = site.shop.station.clock.now()
        suite = suites.keep_suite(services, app, "Mine", cases, is_update=False, at=at)
        with pytest.raises(NotTrained):
            jobs.request_batch_test(services, app, suite, state=State.CONFIGURED, language="en")
    site.shop.run_waiting()
    with site.shop.services() as services:
        version = bots.versions(services, app)["en"]
        newest = services.training.status(version, TargetGroup.ML).newest
        assert newest is not None
        assert newest.status is RunStatus.SUCCEEDED
        mine = jobs.request_batch_test(services, app, suite, state=State.CONFIGURED, language="en")
        built_in = suites.suite(services, app, suites.BUILT_IN)
        own = jobs.request_batch_test(services, app, built_in, state=State.CONFIGURED, language="en")
    done = site.done(mine)
    assert (done.done, done.total) == (3, 3)
    assert done.outcome is not None
    assert done.outcome["runType"] == "inDevelopment"
    results = done.outcome["results"]
    rows = list(csv.DictReader(io.StringIO(site.result(done).decode())))
    assert rows[0]["Result"] == "TP"
    assert rows[1]["Result"] == "FP"
    assert {word: results[word] for word in ("TP", "TN", "FP", "FN")} == {
        word: sum(row["Result"] == word for row in rows) for word in ("TP", "TN", "FP", "FN")
    }
    assert (results["success"] + results["failure"], results["totalUtterances"]) == (3, 3)
    all_own = site.done(own)
    assert all_own.outcome is not None
    assert all_own.outcome["results"]["totalUtterances"] == 8
    assert all_own.outcome["f1_score"] >= 0.8
