"""Test suites, from import to result."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from bot_wire import BotWire
from florist import imported, upload

CASES = b"input,intent\norder roses please,Order_Flowers\nis my parcel on its way,Track Parcel\nthe moon is full,None\n"
BUILT_IN = quote("Developer defined utterances")


@pytest.fixture
def bot(bots: BotWire) -> str:
    bot = imported(bots)
    bots.workshop.run_waiting()
    return bot


def import_suite(bots: BotWire, bot: str, **more: Any) -> Any:
    body = {
        "fileName": upload(bots, CASES, "cases.csv"),
        "fileType": "csv",
        "importType": "new",
        "name": "smoke",
        "description": "What must always work",
        "delimiter": ",",
    }
    return bots.ask("POST", f"/stream/{bot}/testsuite/import", {**body, **more})


def run(bots: BotWire, bot: str, suite: str, **body: str) -> Any:
    accepted = bots.post(f"/stream/{bot}/testsuite/{suite}/run", body)
    assert accepted["status"] == "accepted"
    assert accepted["requestId"].startswith("tr-")
    return f"/stream/{bot}/testsuite/{suite}/{accepted['requestId']}"


def test_suite_is_imported_run_and_counted(bots: BotWire, bot: str) -> None:
    kept = import_suite(bots, bot).json
    assert kept["_id"].startswith("ts-")
    assert (kept["name"], kept["streamId"], kept["language"]) == ("smoke", bot, "en")
    path = run(bots, bot, "smoke", version="inDevelopment")
    waiting = bots.get(f"{path}/status")
    assert (waiting["status"], waiting["utterance_ran"], waiting["percentage"]) == ("running", 0, 0)
    bots.workshop.run_operations()
    done = bots.get(f"{path}/status")
    assert (done["status"], done["utterance_count"]) == ("completed", 3)
    result = done["result"]
    assert (result["runType"], result["botLanguage"], result["testSuiteId"]) == (
        "inDevelopment",
        "en",
        kept["_id"],
    )
    counts = result["results"]
    assert counts["TP"] == 2
    assert counts["success"] + counts["failure"] == 3
    assert result["recall"] == "1.00"
    nobody = BotWire(client=bots.client, workshop=bots.workshop, token=None)
    report = nobody.send("GET", urlsplit(result["fileUrl"]).path)
    assert report.body.decode().splitlines()[0].startswith("Utterance,Expected Intent")


def test_built_in_suite_is_the_bots_own_utterances(bots: BotWire, bot: str) -> None:
    path = run(bots, bot, BUILT_IN)
    bots.workshop.run_operations()
    assert bots.get(f"{path}/status")["result"]["results"]["TP"] == 8
    listed = bots.get(f"/bot/{bot}/testsuite")
    assert (listed["count"], listed["moreAvailable"]) == (1, False)
    suite = listed["AllMlUtterances"]
    assert (suite["testSuiteType"], suite["results"][0]["f1_score"]) == ("prebuilt", "1.00")


def test_published_bot_is_tested_once_there_is_one(bots: BotWire, bot: str) -> None:
    refused = bots.ask("POST", f"/bot/{bot}/testsuite/{BUILT_IN}/run", {"version": "published"})
    assert refused.status == 400
    bots.post(f"/bot/{bot}/publish", {"versionComment": "first"})
    bots.workshop.run_operations()
    bots.workshop.run_waiting()
    path = run(bots, bot, BUILT_IN, version="published")
    assert bots.get(f"{path}/status")["result"]["runType"] == "published"


def test_untrained_bot_cannot_be_tested(bots: BotWire) -> None:
    bot = imported(bots)
    assert bots.ask("POST", f"/bot/{bot}/testsuite/{BUILT_IN}/run", {}).status == 400


def test_suite_is_updated_and_comes_out_again(bots: BotWire, bot: str) -> None:
    first = import_suite(bots, bot).json
    assert import_suite(bots, bot).status == 409
    more = [{"input": "send a bouquet", "intent": "Order Flowers"}]
    update = {"fileName": upload(bots, more), "fileType": "json", "importType": "update"}
    assert import_suite(bots, bot, **update).json["_id"] == first["_id"]
    exported = bots.post(f"/bot/{bot}/testsuite/smoke/export?type=json")
    assert exported["name"] == "smoke"
    nobody = BotWire(client=bots.client, workshop=bots.workshop, token=None)
    assert nobody.send("GET", urlsplit(exported["downloadUrl"]).path).json == more


def test_suites_and_results_are_removed(bots: BotWire, bot: str) -> None:
    import_suite(bots, bot)
    path = run(bots, bot, "smoke")
    assert bots.ask("DELETE", path).status == 400
    bots.workshop.run_operations()
    removed = bots.ask("DELETE", path)
    assert removed.json == {"message": "Test Result Removed Successfully"}
    unknown = bots.ask("GET", f"{path}/status")
    assert unknown.json["errors"] == [{"msg": "Test Result not found.", "code": 400}]
    removed = bots.ask("POST", f"/stream/{bot}/testsuite/smoke", x_http_method_override="delete")
    assert removed.json == {"message": "Test Suite removed successfully"}
    unknown = bots.ask("POST", f"/stream/{bot}/testsuite/smoke/run", {})
    assert unknown.json["errors"] == [{"msg": "Test Suite not found", "code": 400}]
    assert bots.ask("DELETE", f"/bot/{bot}/testsuite/{BUILT_IN}").status == 400


@pytest.mark.parametrize(
    ("changes", "status", "message"),
    [
        ({"name": ""}, 412, "Validation errors/ Invalid arguments"),
        ({"importType": "other"}, 412, "Validation errors/ Invalid arguments"),
        ({"fileName": "0" * 24}, 400, "Invalid file id"),
        ({"importType": "update"}, 400, "Test Suite not found"),
        ({"delimiter": ";"}, 400, "CSV format is incorrect"),
    ],
)
def test_import_that_cannot_be_is_refused(
    bots: BotWire, bot: str, changes: dict[str, str], status: int, message: str
) -> None:
    refused = import_suite(bots, bot, **changes)
    assert (refused.status, refused.json["errors"][0]["msg"]) == (status, message)
