"""The four training calls: shapes of the vendor's pages, and what they mean."""

from __future__ import annotations

from typing import Any

import pytest
from bot_wire import BotWire
from workshop import utterances

from stationmaster.dialects.kore import ids
from stationmaster.dialects.kore.wording import BUILDER_STATUS, FAQ_STATUS, FLAGS, ML_STATUS
from stationmaster.domain.apps import App, Version
from stationmaster.domain.dataset import Intent, Item
from stationmaster.domain.faq import FaqEntry
from stationmaster.domain.training import RunStatus

ALL_FLAGS = [
    "isMlInSyncWithSentences",
    "isMlInSyncWithSynonyms",
    "isMlInSyncWithMlparams",
    "isMlInSyncWithTraits",
    "isMlInSyncWithSmallTalk",
    "isMlInSyncWithUBTraining",
    "isMlInSyncWithEntityNode",
    "isMlInSyncWithIntentNode",
    "isMlInSyncWithPatterns",
    "isMlInSyncWithBTUtterances",
]
FINISHED = {
    "trainingStatus": "Finished",
    **dict.fromkeys(ALL_FLAGS, True),
    "trainDetails": {"nlpVersion": 3, "trainVersion": 3},
}


def items() -> list[Item]:
    return [
        Intent(id="dc-1", name="Book a room"),
        Intent(id="dc-2", name="Cancel"),
        *utterances("Book a room", "book a room for two", "I want a room", "reserve a room"),
        *utterances("Cancel", "cancel my booking", "drop the reservation", "call it off"),
        FaqEntry(id="f1", questions=("When do you open?", "opening hours"), answer="At nine."),
        FaqEntry(id="f2", questions=("Where are you?",), answer="At the harbour."),
    ]


@pytest.fixture
def bot(bots: BotWire) -> tuple[App, Version]:
    with bots.workshop.services() as services:
        return services.apps.create(
            name="Hotel",
            culture="en",
            version_name="configured/en",
            items=items(),
            dialect="kore",
            app_id=ids.new(ids.BOT),
        )


def add(bots: BotWire, version: Version, *more: Item) -> None:
    with bots.workshop.services() as services:
        services.labelling.add(services.apps.version(version.app_id, version.name), more)


def test_every_run_status_has_its_words() -> None:
    assert ML_STATUS.keys() == BUILDER_STATUS.keys() == FAQ_STATUS.keys() == set(RunStatus)
    assert list(FLAGS) == ALL_FLAGS


def test_ml_training_as_the_vendors_page_shows_it(bots: BotWire, bot: tuple[App, Version]) -> None:
    path = f"/bot/{bot[0].id}/ml/train"
    (queued,) = bots.post(path)
    assert queued["message"] == "Training Queued."
    assert len(queued["Training_ID"]) == 24
    in_progress = bots.get(f"{path}/status")
    assert list(in_progress.items()) == [
        ("trainingStatus", "Inprogress"),
        *((name, True) for name in ALL_FLAGS[:6]),
    ]
    bots.workshop.run_waiting()
    assert list(bots.get(f"{path}/status").items()) == list(FINISHED.items())


def test_edit_during_training_stays_out_of_step_after_it(bots: BotWire, bot: tuple[App, Version]) -> None:
    path = f"/stream/{bot[0].id}/ml/train"
    bots.post(path)
    add(bots, bot[1], *utterances("Cancel", "forget it"))
    assert bots.get(f"{path}/status")["isMlInSyncWithSentences"] is False
    bots.workshop.run_waiting()
    status = bots.get(f"{path}/status?language=en&state=configured")
    assert status == {**FINISHED, "isMlInSyncWithSentences": False}
    bots.post(path)
    assert bots.get(f"{path}/status")["trainingStatus"] == "Inprogress"


def test_training_asks_for_english_and_status_for_the_bots_language(bots: BotWire) -> None:
    with bots.workshop.services() as services:
        app, _ = services.apps.create(
            name="Hotel",
            culture="de",
            version_name="configured/de",
            items=items(),
            dialect="kore",
            app_id=ids.new(ids.BOT),
        )
    path = f"/bot/{app.id}/ml/train"
    refused = bots.ask("POST", path)
    assert refused.status == 400
    assert "en" in refused.json["errors"][0]["msg"]
    bots.post(path, bot_language="de")
    bots.workshop.run_waiting()
    assert bots.get(f"{path}/status") == FINISHED


def faq_shape(answer: dict[str, Any]) -> tuple[list[str], str, str]:
    assert answer["_id"].startswith("ds-")
    assert answer["lastModifiedBy"].startswith("u-")
    assert answer["modifiedOn"].endswith("Z")
    assert len(answer["modifiedOn"]) == len("2019-06-27T12:07:30.898Z")
    assert answer["__v"] == 0
    return list(answer), answer["message"], answer["status"]


def test_faq_training_as_the_vendors_page_shows_it(bots: BotWire, bot: tuple[App, Version]) -> None:
    path = f"/bot/{bot[0].id}/faqs/train"
    requested = bots.post(path, {"language": "en"})
    assert faq_shape(requested)[1:] == ("in-progress", "in-progress")
    names = ["_id", "message", "status", "__v", "modifiedOn", "lastModifiedBy"]
    in_progress = bots.get(f"{path}/status?language=en")
    assert faq_shape(in_progress) == (names, "in-progress", "in-progress")
    assert in_progress["_id"] == requested["_id"]
    bots.workshop.run_waiting()
    assert faq_shape(bots.get(f"{path}/status?language=en")) == (names, "Success", "success")


def test_faq_training_needs_a_language(bots: BotWire, bot: tuple[App, Version]) -> None:
    refused = bots.ask("POST", f"/bot/{bot[0].id}/faqs/train", {})
    assert refused.status == 412
    assert refused.json == {"errors": [{"msg": "Validation errors/ Invalid arguments", "code": 412}]}


def test_method_comes_before_the_token_and_the_bot_before_the_body(bots: BotWire) -> None:
    nobody = BotWire(client=bots.client, workshop=bots.workshop, token=None)
    path = "/bot/st-unknown/faqs/train"
    assert nobody.ask("PUT", path).status == 405
    assert nobody.ask("GET", f"{path}/status", x_http_method_override="put").status == 405
    assert nobody.ask("POST", path).json == {"errors": [{"msg": "Invalid SDK credentials", "code": 4002}]}
    unknown = bots.ask("POST", path)
    assert (unknown.status, unknown.json) == (400, {"errors": [{"msg": "Invalid StreamId", "code": 400}]})
