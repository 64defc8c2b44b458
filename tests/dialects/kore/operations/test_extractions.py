"""Extraction of questions over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from bot_wire import BotWire
from florist import imported, upload

QUESTIONS = b"question,answer\nDo you sell orchids?,We do.\nDo you sell cacti?,We do not.\n"


@pytest.fixture
def bot(bots: BotWire) -> str:
    return imported(bots)


def extract(bots: BotWire, bot: str, data: bytes = QUESTIONS, name: str = "first") -> Any:
    body = {"fileId": upload(bots, data, "questions.csv"), "name": name}
    return bots.ask("POST", f"/stream/{bot}/qna/import?language=en", body)


def test_questions_are_found_and_taken_over(bots: BotWire, bot: str) -> None:
    extracted = extract(bots, bot).json
    assert extracted == {"_id": extracted["_id"], "status": "success"}
    assert extracted["_id"].startswith("ke-")
    path = f"/stream/{bot}/qna/{extracted['_id']}/questions"
    answer = bots.get(f"{path}?limit=1")
    assert answer["qnaCount"] == 2
    (found,) = answer["extractions"]
    assert (found["question"], found["answer"], found["kEId"]) == (
        "Do you sell orchids?",
        "We do.",
        extracted["_id"],
    )
    assert found["_id"].startswith("qna-")
    faq = {
        "questionPayload": {"question": found["question"], "tagsPayload": []},
        "answerPayload": [{"text": found["answer"], "type": "basic", "channel": "default"}],
        "qsId": found["_id"],
    }
    bots.post(f"/bot/{bot}/faqs/bulk?language=en", {"faqs": [faq]})
    (told,) = bots.get(f"/stream/{bot}/qna/history?language=en")["metaqnas"]
    assert (told["name"], told["fileName"], told["qnaExtractedCount"], told["qnaAddedCount"]) == (
        "first",
        "questions.csv",
        2,
        1,
    )
    assert bots.get(f"/stream/{bot}/qna/history?language=de") == {"metaqnas": []}


def test_name_is_taken_once(bots: BotWire, bot: str) -> None:
    extract(bots, bot)
    refused = extract(bots, bot)
    message = "Mentioned knowledge extraction name was duplicate"
    assert (refused.status, refused.json["errors"]) == (400, [{"msg": message, "code": 400}])


def test_file_without_questions_has_none(bots: BotWire, bot: str) -> None:
    extracted = extract(bots, bot, b"question,answer\n").json
    refused = bots.ask("GET", f"/stream/{bot}/qna/{extracted['_id']}/questions")
    assert refused.json["errors"] == [{"msg": "Could not find any questions", "code": 400}]
    refused = bots.ask("GET", f"/stream/{bot}/qna/ke-unknown/questions")
    assert (refused.status, refused.json["errors"][0]["msg"]) == (400, "resource not found")


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        ({"name": "x"}, 412, "Validation errors/ Invalid arguments"),
        ({"fileId": "0" * 24}, 412, "Validation errors/ Invalid arguments"),
        ({"name": "x", "fileId": "0" * 24}, 400, "Invalid file id"),
        ({"name": "x", "fileUrl": "www.example.org"}, 400, "Please provide http:// in Url"),
        (
            {"name": "x", "fileUrl": "http://127.0.0.1:1/"},
            400,
            "Pages are not fetched from here: upload the file and name it by fileId",
        ),
    ],
)
def test_request_that_cannot_be_is_refused(
    bots: BotWire, bot: str, body: dict[str, str], status: int, message: str
) -> None:
    refused = bots.ask("POST", f"/bot/{bot}/qna/import?language=en", body)
    assert (refused.status, refused.json["errors"][0]["msg"]) == (status, message)
