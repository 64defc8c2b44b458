"""Languages, the list of bots, and linked bots."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bot_wire import BotWire
from florist import florist, imported, upload

from stationmaster.dialects.kore import bots as bots_
from stationmaster.domain.apps import AppId


@pytest.fixture
def bot(bots: BotWire) -> str:
    return imported(bots)


def texts(bots: BotWire, bot: str, language: str) -> set[str]:
    with bots.workshop.services() as services:
        datasets = bots_.datasets(services, services.apps.get(AppId(bot)))
    return {utterance.text for utterance in datasets[language].utterances}


def test_new_language_has_the_tasks_and_no_texts(bots: BotWire, bot: str) -> None:
    body = [{"enableLanguage": "fr", "multiLingualConfigurations": {"nluLanguage": "fr"}}]
    (answer,) = bots.post(f"/bot/{bot}/language", body)
    assert answer["message"] == "Enabled language successfully"
    assert answer["configurationDetails"]["dialogs"] == 1
    assert texts(bots, bot, "fr") == set()
    assert len(texts(bots, bot, "en")) == 8
    status = bots.get(f"/bot/{bot}/ml/train/status?language=fr")
    assert status["trainingStatus"] == "Inprogress"


def test_new_language_takes_over_what_is_asked_for(bots: BotWire, bot: str) -> None:
    mode = {
        "baseLanguage": "en",
        "Type": "advancedConfig",
        "preferredData": {"Training": True, "Faqs": False},
    }
    bots.post(f"/bot/{bot}/language", {"enableLanguage": "fr", "langDefinitionMode": mode})
    assert texts(bots, bot, "fr") == texts(bots, bot, "en")
    assert bots.get(f"/bot/{bot}/faqs/count?language=fr") == {"count": 0}


def test_texts_of_a_language_come_from_a_file(bots: BotWire, bot: str) -> None:
    document = florist()
    document["sentences"] = [
        {**entry, "sentence": f"{entry['sentence']}, s'il vous plait", "language": "fr"}
        for entry in document["sentences"]
    ]
    mode = {"type": "fileUpload", "fileId": upload(bots, document)}
    bots.post(f"/bot/{bot}/language", {"enableLanguage": "fr", "langDefinitionMode": mode})
    assert "order roses please, s'il vous plait" in texts(bots, bot, "fr")
    document["sentences"] = document["sentences"][:1]
    body = {"updateLanguage": "fr", "fileId": upload(bots, document)}
    (answer,) = bots.send(
        "POST",
        f"/api/1.1/public/bot/{bot}/language",
        content=json.dumps(body).encode(),
        x_http_method_override="put",
    ).json
    assert answer["message"] == "Updated language successfully"
    assert texts(bots, bot, "fr") == {"order roses please, s'il vous plait"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"enableLanguage": "en"}, 400),
        ({"enableLanguage": "../x"}, 400),
        ({"enableLanguage": "fr", "langDefinitionMode": {"baseLanguage": "ru"}}, 400),
        ({"enableLanguage": "fr", "langDefinitionMode": {"type": "fileUpload"}}, 412),
        ({"enableLanguage": "fr", "langDefinitionMode": []}, 412),
        ({}, 412),
        ([], 412),
    ],
)
def test_language_that_cannot_be_is_refused(bots: BotWire, bot: str, body: Any, status: int) -> None:
    assert bots.ask("POST", f"/bot/{bot}/language", body).status == status


def test_language_is_switched_off_and_on(bots: BotWire, bot: str) -> None:
    path = f"/bot/{bot}/language/status"
    assert bots.post(path, [{"language": "de", "enable": False}]) == "Disabled de language successfully"
    assert bots.post(path, {"language": "de", "enable": True}) == "Enabled de language successfully"
    assert bots.ask("POST", path, {"language": "ru"}).status == 400


def test_bots_are_listed_in_pages(bots: BotWire, bot: str) -> None:
    other = imported(bots, florist(localeData={"en": {"name": "Zoo"}}))
    assert bots.get("/bots?limit=1") == {"bots": [{"_id": bot, "name": "Florist"}], "availableMore": True}
    assert bots.get("/bots?offset=1") == {"bots": [{"_id": other, "name": "Zoo"}], "availableMore": False}
    assert bots.ask("GET", "/bots?offset=-1").status == 412


def test_linked_bots_are_those_of_the_file(bots: BotWire, bot: str) -> None:
    nothing = {"type": "default", "configuredBots": [], "publishedBots": []}
    assert bots.get(f"/bot/{bot}/universalbot/link?language=en") == nothing
    linked = [{"_id": "st-1", "botName": "Tulip", "trainingUtterances": ["tulips"]}]
    both = imported(bots, florist(localeData={"en": {"name": "All"}}, publishedBots=linked))
    bots.post(f"/bot/{both}/publish", {"versionComment": "first"})
    bots.workshop.run_operations()
    assert bots.get(f"/bot/{both}/universalbot/link")["publishedBots"] == linked
