"""Real files, over HTTP: in, trained, asked, and out again as they went in."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from bot_files import BOTS, DATA, needs_data
from bot_wire import BotWire
from florist import imported, upload

from stationmaster.dialects.kore import ids

pytestmark = needs_data

#: The share of a file's own utterances that find their intent, where it is not each one.
SHARES = {
    # "prevent hacked" is a pattern of one task; another task has the utterance "how can I prevent from getting hacked".
    "bot_cyberassist": 29 / 30,
    "nlpbenchmark_NLU_AskUbuntu_train": 0.9,
    "nlpbenchmark_NLU_Webapp_train": 0.9,
}


def fetch(bots: BotWire, url: str) -> bytes:
    return (
        BotWire(client=bots.client, workshop=bots.workshop, token=None).send("GET", urlsplit(url).path).body
    )


def exported(bots: BotWire, bot: str) -> Any:
    bots.post(f"/bot/{bot}/export", {"exportType": "latest"})
    bots.workshop.run_operations()
    return json.loads(fetch(bots, bots.get(f"/bot/{bot}/export/status")["downloadURL"]))


def tasks_of(names: Iterable[str]) -> dict[str, Any]:
    """A bot that has these tasks and nothing else."""
    components = [{"_id": ids.derived("dc", name), "name": name, "type": "intent"} for name in names]
    return {"defaultLanguage": "en", "localeData": {"en": {"name": "Tasks"}}, "dialogComponents": components}


def found_share(bots: BotWire, bot: str, said: Iterable[tuple[str, str, str]]) -> float:
    """The share of sentences for which their own intent is among the winners."""
    path = f"/api/v1.1/rest/bot/{bot}/findIntent"
    found = []
    for text, task, language in said:
        body = json.dumps({"input": text}).encode()
        answer = bots.send("POST", path, content=body, bot_language=language).json
        winners = answer["response"]["finalResolver"]["winningIntent"]
        found.append(_key(task) in {_key(winner["intent"]) for winner in winners})
    return sum(found) / len(found) if found else 1.0


def _key(name: str) -> str:
    return name.casefold().replace("_", " ").strip()


def rows(name: str) -> Iterator[tuple[str, str]]:
    """Texts with their labels, of a file of the vendor's benchmark."""
    table = list(csv.reader(io.StringIO((DATA / f"{name}.csv").read_text())))
    has_header = table[0][1] in ("sentence", "Utterance")
    for row in table[has_header:]:
        if len(row) > 1:
            yield row[1], row[0].strip()


@pytest.mark.parametrize("file", BOTS, ids=lambda file: file.stem)
def test_bot_goes_in_is_trained_knows_its_utterances_and_comes_out_equal(bots: BotWire, file: Path) -> None:
    document = json.loads(file.read_bytes())
    bot = imported(bots, document)
    bots.workshop.run_waiting()
    sentences = document.get("sentences") or []
    languages = {entry.get("language") or "en" for entry in sentences} | {
        document.get("defaultLanguage", "en")
    }
    for language in languages:
        status = bots.get(f"/bot/{bot}/ml/train/status?language={language}")
        assert (status["trainingStatus"], False in status.values()) == ("Finished", False), status
        assert bots.get(f"/bot/{bot}/faqs/train/status?language={language}")["status"] == "success"
    names = {each["_id"]: each["name"] for each in document["dialogComponents"] if "name" in each}
    said = [
        (
            entry["sentence"],
            names.get(entry.get("taskId"), entry.get("taskName", "")),
            entry.get("language") or "en",
        )
        for entry in sentences
    ]
    assert found_share(bots, bot, said) >= SHARES.get(file.stem, 1.0)
    assert exported(bots, bot) == document


@pytest.mark.parametrize("name", ["mlutterances_50", "mlutterances_124"])
def test_utterances_go_in_and_come_out(bots: BotWire, name: str) -> None:
    data = (DATA / f"{name}.csv").read_bytes()
    said = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    bot = imported(bots, tasks_of({entry["taskName"] for entry in said}))
    requested = bots.post(
        f"/bot/{bot}/mlimport", {"fileId": upload(bots, data, "a.csv"), "fileName": "a.csv"}
    )
    bots.post(f"/bot/{bot}/mlexport?type=csv")
    bots.workshop.run_operations()
    status = bots.get(f"/bot/{bot}/mlimport/status/{requested['_id']}")
    assert status["message"] == f"File imported completed. {len(said)} utterances copied successfully"
    out = fetch(bots, bots.get(f"/bot/{bot}/mlexport/status")["downloadUrl"]).decode()
    comes_out = {(_key(each["taskName"]), each["sentence"]) for each in csv.DictReader(io.StringIO(out))}
    assert comes_out == {(_key(each["taskName"]), each["sentence"]) for each in said}
    bots.post(f"/bot/{bot}/ml/train")
    bots.workshop.run_waiting()
    assert bots.get(f"/bot/{bot}/ml/train/status")["trainingStatus"] == "Finished"


@pytest.mark.parametrize("name", ["kg_tea_bot.csv", "kg_sampleNewQuestion.json"])
def test_knowledge_goes_in_is_found_and_comes_out_again(bots: BotWire, name: str) -> None:
    bot = imported(bots, tasks_of(["Order"]))

    def brought_in(data: bytes, file_name: str) -> list[Any]:
        bots.post(f"/bot/{bot}/knowledgeTasks/import?language=en", {"fileId": upload(bots, data, file_name)})
        bots.workshop.run_operations()
        status = bots.get(f"/bot/{bot}/knowledgeTasks/import/status")
        assert status["status"] == "SUCCESS", status
        faqs = []
        for offset in range(0, 1_000, 50):
            faqs += bots.get(f"/bot/{bot}/faqs?offset={offset}")["faqs"]
        return [(faq["questionPayload"], faq["answerPayload"], faq["fullPath"]) for faq in faqs]

    first = brought_in((DATA / name).read_bytes(), name)
    bots.post(f"/bot/{bot}/faqs/train", {"language": "en"})
    bots.workshop.run_waiting()
    assert bots.get(f"/bot/{bot}/faqs/train/status?language=en")["status"] == "success"
    question = first[0][0]["question"]
    answer = bots.send(
        "POST", f"/api/v1.1/rest/bot/{bot}/findIntent", content=json.dumps({"input": question}).encode()
    ).json
    assert question in [each["intent"] for each in answer["response"]["finalResolver"]["winningIntent"]]
    for file_type in ("csv", "json"):
        bots.post(f"/bot/{bot}/knowledgeTasks/export?language=en&type={file_type}")
        bots.workshop.run_operations()
        out = fetch(bots, bots.get(f"/bot/{bot}/knowledgeTasks/export/status")["downloadUrl"])
        assert brought_in(out, f"out.{file_type}") == first


@pytest.mark.parametrize(
    ("train", "test"),
    [
        ("nlpbenchmark_ML_Train", "nlpbenchmark_ML_TestData"),
        ("nlpbenchmark_NLU_AskUbuntu_train", "nlpbenchmark_NLU_AskUbuntu_test"),
        ("nlpbenchmark_NLU_Webapp_train", "nlpbenchmark_NLU_Webapp_test"),
    ],
)
def test_benchmark_is_learned_and_tested_as_a_batch(bots: BotWire, train: str, test: str) -> None:
    said = list(rows(train))
    bot = imported(bots, tasks_of({label for _, label in said} - {"None"}))
    learned = [(text, label) for text, label in said if label != "None"]
    written = io.StringIO()
    csv.writer(written).writerows(
        [("taskName", "sentence", "type", "language"), *((b, a, "DialogIntent", "en") for a, b in learned)]
    )
    bots.post(f"/bot/{bot}/mlimport", {"fileId": upload(bots, written.getvalue().encode(), "a.csv")})
    bots.workshop.run_operations()
    bots.post(f"/bot/{bot}/ml/train")
    bots.workshop.run_waiting()
    share = found_share(bots, bot, [(text, label, "en") for text, label in learned])
    assert share >= SHARES.get(train, 1.0), share
    cases = [{"input": text, "intent": label} for text, label in rows(test)]
    body = {"name": "benchmark", "fileName": upload(bots, cases), "fileType": "json", "importType": "new"}
    bots.post(f"/bot/{bot}/testsuite/import", body)
    accepted = bots.post(f"/bot/{bot}/testsuite/benchmark/run", {"version": "inDevelopment"})
    bots.workshop.run_operations()
    status = bots.get(f"/bot/{bot}/testsuite/benchmark/{accepted['requestId']}/status")
    counts = status["result"]["results"]
    assert (status["status"], counts["success"] + counts["failure"]) == ("completed", len(cases))
    assert counts["success"] / len(cases) >= 0.6, counts


def test_batch_test_goes_in_and_comes_out(bots: BotWire) -> None:
    data = (DATA / "batchtest_50.csv").read_bytes()
    bot = imported(bots, tasks_of(["Book ticket"]))
    body = {"name": "fifty", "fileName": upload(bots, data, "a.csv"), "fileType": "csv", "delimiter": ","}
    bots.post(f"/stream/{bot}/testsuite/import", body)
    out = fetch(bots, bots.post(f"/stream/{bot}/testsuite/fifty/export")["downloadUrl"])
    assert list(csv.reader(io.StringIO(out.decode()))) == list(csv.reader(io.StringIO(data.decode())))
