"""A small bot of our own, for tests that speak HTTP."""

from __future__ import annotations

import json
from typing import Any

from bot_wire import BotWire

from stationmaster.dialects.kore import ids

ORDER, TRACK = ids.derived("dc", "order flowers"), ids.derived("dc", "track parcel")
SAID = {
    ORDER: ["order roses please", "I want to buy tulips", "send a bouquet", "get me some flowers"],
    TRACK: ["where is my parcel", "track the delivery", "when does it arrive", "is my parcel on its way"],
}
NAMES = {ORDER: "Order Flowers", TRACK: "Track Parcel"}


def florist(**more: Any) -> dict[str, Any]:
    """The bot's file: two intents in two languages, and two FAQs."""
    english = [_sentence(task, text, "en") for task, texts in SAID.items() for text in texts]
    german = [_sentence(ORDER, "Blumen bitte", "de"), _sentence(TRACK, "wo ist mein Paket", "de")]
    faqs = [
        _faq("When do you open?", "At nine.", "opening hours"),
        _faq("Do you deliver on Sundays?", "Yes, until noon."),
    ]
    return {
        "defaultLanguage": "en",
        "supportedLanguages": ["en", "de"],
        "localeData": {"en": {"name": "Florist"}, "de": {"name": "Blumenladen"}},
        "dialogs": [{"_id": "dg-1", "lname": "order flowers", "nodes": []}],
        "dialogComponents": [{"_id": key, "name": name, "type": "intent"} for key, name in NAMES.items()],
        "sentences": [*english, *german],
        "knowledgeTasks": [
            {"refId": "kt", "name": "Florist", "isGraph": True, "language": "en", "faqs": {"faqs": faqs}}
        ],
        **more,
    }


def _sentence(task: str, text: str, language: str) -> dict[str, Any]:
    return {
        "taskId": task,
        "taskName": NAMES[task].replace(" ", "_"),
        "sentence": text,
        "type": "DialogIntent",
        "language": language,
    }


def _faq(question: str, answer: str, *others: str) -> dict[str, Any]:
    return {
        "question": question,
        "alternateQuestions": [{"question": other, "terms": [], "tags": []} for other in others],
        "terms": ["Florist|| || "],
        "tags": [],
        "faqStatus": True,
        "answer": [{"text": answer, "type": "basic", "channel": "default"}],
    }


def upload(bots: BotWire, data: Any, name: str = "file.json") -> str:
    """The id of an uploaded file."""
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    extension = name.rpartition(".")[2]
    reply = bots.send(
        "POST",
        "/api/public/uploadfile",
        files={"file": (name, content)},
        data={"fileContext": "bulkImport", "fileExtension": extension},
    )
    assert reply.status == 200, reply
    return str(reply.json["fileId"])


def imported(bots: BotWire, document: Any = None) -> str:
    """The id of a bot that an import has made, not yet trained."""
    files = {"botDefinition": upload(bots, document or florist()), "configInfo": upload(bots, {})}
    requested = bots.post("/bot/import", files)
    bots.workshop.run_operations()
    status = bots.get(f"/bot/import/status/{requested['_id']}")
    assert status["status"] == "success", status
    return str(status["streamId"])
