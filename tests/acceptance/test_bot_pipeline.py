"""A team's deployment pipeline against a real server: httpx and joserfc, and nothing of ours."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from live import LiveServer

pytestmark = pytest.mark.acceptance

TRAINING_SECONDS = 120
NAMES = {"dc-orders": "Order Flowers", "dc-tracks": "Track Parcel"}
SAID = {
    "dc-orders": ["order roses please", "I want to buy tulips", "send a bouquet", "get me some flowers"],
    "dc-tracks": ["where is my parcel", "track the delivery", "when does it arrive", "has it been sent"],
}
BOT = {
    "defaultLanguage": "en",
    "supportedLanguages": ["en"],
    "localeData": {"en": {"name": "Florist"}},
    "dialogComponents": [{"_id": key, "name": name, "type": "intent"} for key, name in NAMES.items()],
    "sentences": [
        {"taskId": task, "taskName": NAMES[task], "sentence": text, "type": "DialogIntent", "language": "en"}
        for task, texts in SAID.items()
        for text in texts
    ],
    "knowledgeTasks": [
        {
            "language": "en",
            "faqs": {
                "faqs": [{"question": "When do you open?", "terms": [], "answer": [{"text": "At nine."}]}]
            },
        }
    ],
}
MORE = "taskName,sentence,type,language\n" + "".join(
    f"Track_Parcel,{text},DialogIntent,en\n" for text in (*SAID["dc-tracks"], "tell me where the van is")
)
TESTS = "input,intent\norder roses please,Order Flowers\nwhere is my parcel,Track Parcel\n"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    server = LiveServer.start(tmp_path_factory.mktemp("pipeline") / "data")
    try:
        kore = server.create_tenant_credentials("acme")["kore"]
        key = OctKey.import_key(kore["adminClientSecret"])
        token = jwt.encode({"alg": "HS256"}, {"appId": kore["adminClientId"]}, key)
        with httpx.Client(base_url=f"{server.url}/api/public", headers={"auth": token}, timeout=30) as client:
            yield client
    finally:
        server.stop()


def ask(client: httpx.Client, method: str, path: str, body: Any = None) -> Any:
    answer = client.request(method, path, json=body)
    assert answer.status_code == 200, (path, answer.text)
    return answer.json()


def upload(client: httpx.Client, content: str, name: str) -> str:
    form = {"fileContext": "bulkImport", "fileExtension": Path(name).suffix}
    answer = client.post("/uploadfile", files={"file": (name, content.encode())}, data=form)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["fileId"])


def poll(client: httpx.Client, path: str, is_over: Callable[[Any], bool]) -> Any:
    deadline = time.monotonic() + TRAINING_SECONDS
    while time.monotonic() < deadline:
        status = ask(client, "GET", path)
        if is_over(status):
            return status
        time.sleep(0.2)
    raise AssertionError(f"{path} still says {status}")


def is_trained(status: Any) -> bool:
    return status["trainingStatus"] != "Inprogress"


def test_pipeline_from_upload_to_export(client: httpx.Client) -> None:
    files = {
        "botDefinition": upload(client, json.dumps(BOT), "botDefinition.json"),
        "configInfo": upload(client, "{}", "config.json"),
    }
    requested = ask(client, "POST", "/bot/import", {**files, "name": "Florist"})
    done = poll(
        client, f"/bot/import/status/{requested['_id']}", lambda status: status["status"] != "pending"
    )
    assert done["status"] == "success", done
    bot = f"/bot/{done['streamId']}"

    file_id = upload(client, MORE, "more.csv")
    requested = ask(client, "POST", f"{bot}/mlimport", {"fileName": "more.csv", "fileId": file_id})
    status_path = f"{bot}/mlimport/status/{requested['_id']}"
    done = poll(client, status_path, lambda status: status["status"] != "pending")
    assert done["message"] == "File imported completed. 5 utterances copied successfully"

    (queued,) = ask(client, "POST", f"{bot}/ml/train")
    assert queued["message"] == "Training Queued."
    assert ask(client, "GET", f"{bot}/ml/train/status")["trainingStatus"] == "Inprogress"
    ask(client, "POST", f"{bot}/faqs/train", {"language": "en"})
    trained = poll(client, f"{bot}/ml/train/status?language=en", is_trained)
    assert trained["trainingStatus"] == "Finished"
    assert all(trained[name] for name in trained if name.startswith("isMlInSyncWith"))
    faqs = poll(
        client,
        f"{bot}/faqs/train/status?language=en",
        lambda status: status["status"] != "in-progress",
    )
    assert faqs["status"] == "success"

    ask(client, "POST", f"{bot}/publish", {"versionComment": "from the pipeline"})
    published = poll(client, f"{bot}/publish/status", lambda status: status["percentageComplete"] == 100)
    assert published["status"] == "successful"
    assert poll(client, f"{bot}/ml/train/status?state=published", is_trained)["trainingStatus"] == "Finished"

    for text, intent in (("order roses please", "Order Flowers"), ("where is my parcel", "Track Parcel")):
        for is_configured in ("true", "false"):
            url = client.base_url.join(f"/api/v1.1/rest{bot}/findIntent?fetchConfiguredTasks={is_configured}")
            answer = client.post(url, json={"input": text, "streamName": "Florist"}).json()
            winners = answer["response"]["finalResolver"]["winningIntent"]
            assert [winner["intent"] for winner in winners] == [intent]

    suite = {"fileName": upload(client, TESTS, "tests.csv"), "fileType": "csv", "importType": "new"}
    ask(client, "POST", f"{bot}/testsuite/import", {**suite, "name": "smoke", "delimiter": ","})
    accepted = ask(client, "POST", f"{bot}/testsuite/smoke/run", {"version": "published"})
    run = poll(
        client,
        f"{bot}/testsuite/smoke/{accepted['requestId']}/status",
        lambda status: status["status"] != "running",
    )
    assert (run["status"], run["result"]["f1_score"]) == ("completed", "1.00")
    assert httpx.get(run["result"]["fileUrl"]).text.count("pass") == 2

    ask(client, "POST", f"{bot}/export", {"exportType": "latest"})
    exported = poll(client, f"{bot}/export/status", lambda status: status["status"] != "pending")
    document = httpx.get(exported["downloadURL"]).json()
    assert len(document["sentences"]) == 9
    assert document["knowledgeTasks"] == BOT["knowledgeTasks"]
