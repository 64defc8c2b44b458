"""Uploads, imports, exports and publishing, in the vendor's shapes."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from bot_wire import BotWire
from florist import ORDER, florist, imported, upload
from workshop import open_workshop

from stationmaster.domain.tenants import CredentialKind

DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
CSV = b"taskName,sentence,type,language\nTrack Parcel,has it left yet,DialogIntent,en\n"


@pytest.fixture
def bot(bots: BotWire) -> str:
    return imported(bots)


def fetch(bots: BotWire, url: str) -> Any:
    """What a link opens for somebody who has no token."""
    parts = urlsplit(url)
    nobody = BotWire(client=bots.client, workshop=bots.workshop, token=None)
    return nobody.send("GET", parts.path)


@pytest.mark.parametrize("extension", ["json", "JSON", ".csv", "png", "js", ""])
def test_upload_takes_extensions_as_clients_write_them(bots: BotWire, extension: str) -> None:
    form = {"fileContext": "bulkImport", "fileExtension": extension}
    reply = bots.send("POST", "/api/public/uploadfile", files={"file": ("a", b"x")}, data=form)
    assert reply.status == 200
    assert re.fullmatch("[0-9a-f]{24}", reply.json["fileId"])


def test_upload_without_a_file_or_with_another_extension_is_refused(bots: BotWire) -> None:
    reply = bots.send("POST", "/api/public/uploadfile", data={"fileExtension": "json"})
    assert reply.status == 412
    reply = bots.send(
        "POST", "/api/public/uploadfile", files={"file": ("a", b"x")}, data={"fileExtension": "exe"}
    )
    assert reply.status == 400
    assert "exe" in reply.json["errors"][0]["msg"]


def test_bot_import_tells_of_itself_from_request_to_end(bots: BotWire) -> None:
    files = {"botDefinition": upload(bots, florist()), "configInfo": upload(bots, {})}
    requested = bots.post("/bot/import", {**files, "name": "Tulip"})
    assert list(requested) == [
        "_id",
        "status",
        "requestType",
        "streamRefId",
        "statusLogs",
        "createdBy",
        "createdOn",
        "__v",
    ]
    assert requested["_id"].startswith("bir-")
    assert (requested["status"], requested["requestType"]) == ("pending", "Botimport")
    assert requested["statusLogs"] == [
        {"taskType": "importRequest", "taskName": "Tulip", "status": "success"}
    ]
    path = f"/bot/import/status/{requested['_id']}"
    assert bots.get(path)["status"] == "pending"
    bots.workshop.run_operations()
    done = bots.get(path)
    assert done["status"] == "success"
    assert done["streamId"] == f"st-{requested['streamRefId']}"
    assert {"taskType": "importBot", "taskName": "Tulip", "status": "success"} in done["statusLogs"]
    assert bots.get(f"/bot/{done['streamId']}/ml/train/status")["trainingStatus"] == "Inprogress"


def test_bot_import_is_taken_as_a_form_too(bots: BotWire) -> None:
    files = {"botDefinition": upload(bots, florist()), "configInfo": upload(bots, {})}
    reply = bots.send("POST", "/api/public/bot/import", data=files)
    assert reply.json["status"] == "pending"


def test_bot_import_that_fails_says_why(bots: BotWire) -> None:
    broken = upload(bots, florist(sentences=[{"sentence": "hi", "taskId": "dc-none"}]))
    requested = bots.post("/bot/import", {"botDefinition": broken, "configInfo": upload(bots, {})})
    bots.workshop.run_operations()
    status = bots.get(f"/bot/import/status/{requested['_id']}")
    assert status["status"] == "failure"
    assert status["message"].startswith("sentences[0].taskId names no task")
    assert bots.get("/bots")["bots"] == []


def test_import_into_a_bot_keeps_its_id_and_takes_options(bots: BotWire, bot: str) -> None:
    more = florist(sentences=[{"taskId": ORDER, "sentence": "lilies!", "language": "en"}])
    body = {
        "botDefinition": upload(bots, more),
        "configInfo": upload(bots, {}),
        "importOptions": {"nlpData": ["utterances"], "options": {"utterances": {"append": True}}},
    }
    requested = bots.post(f"/bot/{bot}/import", body)
    assert requested["streamId"] == bot
    bots.workshop.run_operations()
    assert bots.get(f"/bot/import/status/{requested['_id']}")["status"] == "success"
    assert bots.get(f"/bot/{bot}/ml/train/status")["isMlInSyncWithSentences"] is True


def test_utterances_are_imported_and_flip_their_flag(bots: BotWire, bot: str) -> None:
    file_id = upload(bots, CSV, "more.csv")
    requested = bots.post(f"/bot/{bot}/mlimport", {"fileName": "more.csv", "fileId": file_id})
    assert list(requested) == [
        "_id",
        "status",
        "requestType",
        "streamId",
        "createdBy",
        "statusLogs",
        "createdOn",
        "__v",
    ]
    assert (requested["status"], requested["requestType"]) == ("pending", "MLimport")
    assert DATE.fullmatch(requested["createdOn"])
    bots.workshop.run_operations()
    done = bots.get(f"/stream/{bot}/mlimport/status/{requested['_id']}")
    assert done["status"] == "success"
    assert done["message"] == "File imported completed. 1 utterances copied successfully"
    assert bots.get(f"/bot/{bot}/ml/train/status")["isMlInSyncWithSentences"] is False


def test_file_id_is_taken_as_the_table_of_the_vendor_writes_it(bots: BotWire, bot: str) -> None:
    assert bots.post(f"/bot/{bot}/mlimport", {"fileID": upload(bots, CSV, "a.csv")})["status"] == "pending"


def test_malformed_csv_is_refused_at_once(bots: BotWire, bot: str) -> None:
    file_id = upload(bots, b"task,sentence\na,b\n", "a.csv")
    reply = bots.ask("POST", f"/bot/{bot}/mlimport", {"fileName": "a.csv", "fileId": file_id})
    assert (reply.status, reply.json) == (400, {"errors": [{"msg": "CSV format is incorrect", "code": 400}]})


def test_status_of_another_bots_import_is_unknown(bots: BotWire, bot: str) -> None:
    other = imported(bots, florist(localeData={"en": {"name": "Other"}}))
    requested = bots.post(f"/bot/{bot}/mlimport", {"fileId": upload(bots, CSV, "a.csv")})
    reply = bots.ask("GET", f"/bot/{other}/mlimport/status/{requested['_id']}")
    assert reply.json["errors"] == [{"msg": "Invalid request ID", "code": 400}]
    assert bots.ask("GET", f"/bot/import/status/{requested['_id']}").status == 400


def test_utterances_are_exported_to_a_link_that_needs_no_token(bots: BotWire, bot: str) -> None:
    requested = bots.post(f"/bot/{bot}/mlexport?state=configured&=&type=csv")
    assert (requested["status"], requested["percentageComplete"]) == ("IN_PROGRESS", 0)
    assert (requested["jobType"], requested["action"], requested["fileType"]) == (
        "ML_UTTERANCE",
        "EXPORT",
        "CSV",
    )
    bots.workshop.run_operations()
    done = bots.get(f"/bot/{bot}/mlexport/status")
    assert (done["status"], done["percentageComplete"], done["_id"]) == ("SUCCESS", 100, requested["_id"])
    answer = fetch(bots, done["downloadUrl"])
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.body.decode())))
    assert len(rows) == 10
    assert {row["language"] for row in rows} == {"en", "de"}


def test_link_opens_its_own_file_only(bots: BotWire, bot: str) -> None:
    def exported(file_type: str) -> str:
        bots.post(f"/bot/{bot}/mlexport?type={file_type}")
        bots.workshop.run_operations()
        return str(bots.get(f"/bot/{bot}/mlexport/status")["downloadUrl"])

    first, second = exported("csv"), exported("json")
    assert json.loads(fetch(bots, second).body)[0]["sentence"] == "order roses please"
    *start, own, word, _ = first.split("/")
    other = second.split("/")[-3]
    for forged in (f"{other}/{word}", f"{own}/{word[:-2]}AA", f"{own}/x", f"{own}/-"):
        assert fetch(bots, "/".join([*start, forged, "a.csv"])).status == 401


def test_link_of_another_tenant_opens_nothing_here(bots: BotWire, bot: str, tmp_path: Any) -> None:
    bots.post(f"/bot/{bot}/mlexport")
    bots.workshop.run_operations()
    url = bots.get(f"/bot/{bot}/mlexport/status")["downloadUrl"]
    operation_id = url.split("/")[-3]
    neighbour = open_workshop(tmp_path, tenant="other")
    with neighbour.station.access() as access:
        word = access.link_to(neighbour.owner, operation_id)
    neighbour.station.database.close()
    reply = fetch(bots, f"/api/public/attachment/{operation_id}/{word}/a.csv")
    assert (reply.status, reply.json["errors"][0]["msg"]) == (400, "Invalid request ID")


def test_status_of_an_export_that_nobody_requested(bots: BotWire, bot: str) -> None:
    for path in ("mlexport", "export", "publish", "knowledgeTasks/export"):
        reply = bots.ask("GET", f"/bot/{bot}/{path}/status")
        assert (reply.status, reply.json["errors"][0]["msg"]) == (400, "resource not found")


def test_bot_is_exported_as_it_was_imported(bots: BotWire, bot: str) -> None:
    requested = bots.post(f"/bot/{bot}/export", {"exportType": "latest"})
    assert requested["_id"].startswith("ber-")
    assert (requested["requestType"], requested["exportType"], requested["status"]) == (
        "Botexport",
        "latest",
        "pending",
    )
    bots.workshop.run_operations()
    done = bots.get(f"/bot/{bot}/export/status")
    body = fetch(bots, done["downloadURL"]).body
    assert (done["status"], done["fileSize"]) == ("success", len(body))
    assert json.loads(body) == florist()
    again = bots.post(f"/bot/{bot}/import", {"botDefinition": done["fileId"], "configInfo": upload(bots, {})})
    assert again["status"] == "pending"


def test_export_of_nothing_is_refused(bots: BotWire, bot: str) -> None:
    reply = bots.ask(
        "POST", f"/bot/{bot}/export", {"exportOptions": {"tasks": [], "nlpData": [], "settings": []}}
    )
    assert reply.json["errors"] == [{"msg": "Please select at least one component", "code": 400}]


def test_published_bot_can_be_exported_only_once_there_is_one(bots: BotWire, bot: str) -> None:
    body = {"exportType": "published"}
    reply = bots.ask("POST", f"/bot/{bot}/export", body)
    assert (reply.status, "not been published" in reply.json["errors"][0]["msg"]) == (400, True)
    bots.post(f"/bot/{bot}/publish", {"versionComment": "first"})
    bots.workshop.run_operations()
    assert bots.post(f"/bot/{bot}/export", body)["exportType"] == "published"


def test_publishing_trains_the_published_bot_in_every_language(bots: BotWire, bot: str) -> None:
    accepted = bots.post(f"/bot/{bot}/publish", {"versionComment": "first"})
    assert [(part["resourceType"], part["status"]) for part in accepted] == [
        ("dialog", "SUCCESS"),
        ("BOTLANGUAGES", "SUCCESS"),
        ("NL", "SUCCESS"),
    ]
    assert bots.ask("GET", f"/bot/{bot}/ml/train/status?state=published").status == 400
    assert bots.get(f"/bot/{bot}/publish/status")["status"] == "in-progress"
    bots.workshop.run_operations()
    done = bots.get(f"/bot/{bot}/publish/status")
    assert (done["status"], done["percentageComplete"], done["action"], done["jobType"]) == (
        "successful",
        100,
        "RUN",
        "PUBLISH_BOT",
    )
    assert {part["resourceType"] for part in done["statusSummary"]} == {"dialog", "BOTLANGUAGES", "NL"}
    for language in ("en", "de"):
        status = bots.get(f"/bot/{bot}/ml/train/status?state=published&language={language}")
        assert status["trainingStatus"] == "Inprogress"


def test_publishing_without_training_leaves_the_old_model(bots: BotWire, bot: str) -> None:
    bots.post(f"/bot/{bot}/publish", {"versionComment": "first"})
    bots.workshop.run_operations()
    bots.workshop.run_waiting()
    bots.post(f"/bot/{bot}/mlimport", {"fileId": upload(bots, CSV, "a.csv")})
    bots.post(f"/bot/{bot}/publish", {"versionComment": "second", "initiateTraining": False})
    bots.workshop.run_operations()
    status = bots.get(f"/bot/{bot}/ml/train/status?state=published")
    assert (status["trainingStatus"], status["isMlInSyncWithSentences"]) == ("Finished", False)


def test_knowledge_graph_goes_in_and_comes_out(bots: BotWire, bot: str) -> None:
    graph = {"faqs": [{"question": "Do you sell orchids?", "answer": "We do.", "terms": ["Shop"]}]}
    file_id = upload(bots, graph, "graph.json")
    assert (
        bots.post(f"/bot/{bot}/knowledgeTasks/import?language=en", {"fileId": file_id})["action"] == "IMPORT"
    )
    bots.workshop.run_operations()
    assert bots.get(f"/bot/{bot}/knowledgeTasks/import/status")["message"] == "1 FAQs imported"
    bots.post(f"/bot/{bot}/knowledgeTasks/export?language=en&type=csv")
    bots.workshop.run_operations()
    url = bots.get(f"/bot/{bot}/knowledgeTasks/export/status")["downloadUrl"]
    assert b"Do you sell orchids?" in fetch(bots, url).body


def test_bot_builder_app_may_neither_import_nor_publish(bots: BotWire, bot: str) -> None:
    builder = bots.of_kind(CredentialKind.KORE_BOT_BUILDER)
    for path in ("/bot/import", f"/bot/{bot}/import", f"/bot/{bot}/publish"):
        reply = builder.ask("POST", path, {})
        assert reply.json["errors"] == [{"msg": "Permission denied. Scope is incorrect!", "code": 4002}]
