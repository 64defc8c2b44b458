"""Training times and status reads of a real server, on a Kore.ai bot."""

from __future__ import annotations

import json
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from bench_status import ROUNDS, STATIONMASTER, bare_server, free_port, server, web_pid
from demo_bots import BotClient, client_of
from load import drive

UTTERANCES, FAQS = 1_000, 500
REQUESTS = 8_000
_LOOK_SECONDS = 0.005

_VERBS = (
    "order",
    "cancel",
    "track",
    "return",
    "exchange",
    "pay for",
    "review",
    "gift wrap",
    "insure",
    "repair",
)
_THINGS = ("kettle", "lamp", "desk", "chair", "mirror", "rug", "clock", "shelf", "sofa", "vase")
_ASKED = (
    "how do I",
    "can I",
    "I want to",
    "please",
    "help me",
    "is it possible to",
    "let me",
    "who can",
    "I would like to",
    "time to",
)
_TOPICS = (
    "opening hours",
    "parking",
    "gift cards",
    "refunds",
    "delivery",
    "warranty",
    "invoices",
    "discounts",
    "jobs",
    "allergies",
)
_PLACES = tuple(
    f"the {word} shop"
    for word in ("north", "south", "east", "west", "old", "new", "big", "small", "online", "airport")
)
_FORMS = (
    "what about {} at {}",
    "tell me of {} in {}",
    "{} near {}",
    "any news on {} for {}",
    "who looks after {} at {}",
)


def bot_file() -> bytes:
    """A bot of ten intents with a hundred utterances each, and five hundred questions."""
    texts = [
        (verb, f"{asked} {verb} the {thing}") for verb in _VERBS for asked in _ASKED for thing in _THINGS
    ]
    sentences = [
        {"taskName": verb, "sentence": text, "type": "DialogIntent", "language": "en"} for verb, text in texts
    ]
    components = [{"_id": f"dc-{n}", "type": "intent", "name": verb} for n, verb in enumerate(_VERBS)]
    questions = [form.format(topic, place) for topic in _TOPICS for place in _PLACES for form in _FORMS]
    faqs = [
        {"question": question, "answer": [{"text": f"Answer {number}.", "type": "basic"}], "terms": ["Shop"]}
        for number, question in enumerate(questions)
    ]
    task = {"language": "en", "faqs": {"faqs": faqs}}
    document = {
        "defaultLanguage": "en",
        "localeData": {"en": {"name": "Bench"}},
        "dialogComponents": components,
        "sentences": sentences,
        "knowledgeTasks": [task],
    }
    return json.dumps(document).encode()


def imported(client: BotClient) -> str:
    """The path of a bot that has been imported and trained for the first time."""
    context = {"fileContext": "bulkImport", "fileExtension": "json"}
    files = [
        client.call("POST", "/api/public/uploadfile", files={"file": (name, data)}, data=context)["fileId"]
        for name, data in (("bot.json", bot_file()), ("config.json", b"{}"))
    ]
    body = {"botDefinition": files[0], "configInfo": files[1], "name": "Bench"}
    requested = client.call("POST", "/api/public/bot/import", json=body)
    status = client.poll(f"/api/public/bot/import/status/{requested['_id']}", "status", {"success", "failed"})
    if status["status"] != "success":
        raise RuntimeError(json.dumps(status))
    path = f"/api/public/bot/{status['streamId']}"
    client.poll(f"{path}/ml/train/status", "trainingStatus", {"Finished"})
    client.poll(f"{path}/faqs/train/status?language=en", "status", {"success"})
    return path


def seconds(request: Callable[[], Any], read: Callable[[], str], word: str, failed: str) -> float:
    """From a request for training until its status says this word."""
    started = time.perf_counter()
    request()
    while (said := read()) != word:
        if said == failed:
            raise RuntimeError("the training failed")
        time.sleep(_LOOK_SECONDS)
    return time.perf_counter() - started


def measure() -> dict[str, float]:
    """Training times in seconds after one edit each, and status reads as a ratio to a bare handler."""
    port, bare_port = free_port(), free_port()
    with tempfile.TemporaryDirectory() as folder, server(Path(folder) / "data", port) as process:
        data_dir = str(Path(folder) / "data")
        command = [str(STATIONMASTER), "tenant", "create", "bench", "--json", "--data-dir", data_dir]
        credentials = json.loads(subprocess.check_output(command))["kore"]
        client = client_of(httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60), credentials)
        path = imported(client)
        ml, faq = [], []
        for number in range(ROUNDS):
            configurations = {"mlParams": {"intentParams": {"useStopwords": number % 2 == 0}}}
            client.call("POST", f"{path}/configurations?language=en", json=configurations)
            ml.append(
                seconds(
                    lambda: client.call("POST", f"{path}/ml/train"),
                    lambda: str(client.call("GET", f"{path}/ml/train/status")["trainingStatus"]),
                    "Finished",
                    "Failed",
                )
            )
            question = {"question": f"where is exhibit {number}", "tagsPayload": []}
            entry = {
                "questionPayload": question,
                "answerPayload": [{"text": "In the hall.", "type": "basic"}],
            }
            client.call("POST", f"{path}/faqs/bulk?language=en", json={"faqs": [entry]})
            faq.append(
                seconds(
                    lambda: client.call("POST", f"{path}/faqs/train", json={"language": "en"}),
                    lambda: str(client.call("GET", f"{path}/faqs/train/status?language=en")["status"]),
                    "success",
                    "failure",
                )
            )
        headers = {"auth": client.token}
        status = f"{path}/ml/train/status"
        size = len(json.dumps(client.call("GET", status)))
        pid = web_pid(process.pid, port)
        with bare_server(bare_port, size) as bare:
            pairs = [
                (
                    drive(port, status, headers, server_pid=pid, requests=REQUESTS),
                    drive(bare_port, "/", headers, server_pid=bare.pid, requests=REQUESTS),
                )
                for _ in range(ROUNDS)
            ]
    return {
        "ml_train_seconds": statistics.median(ml),
        "faq_train_seconds": statistics.median(faq),
        "status_requests_per_second": statistics.median(ours.per_second for ours, _ in pairs),
        "status_rate_ratio": statistics.median(ours.per_second / bare.per_second for ours, bare in pairs),
    }


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
