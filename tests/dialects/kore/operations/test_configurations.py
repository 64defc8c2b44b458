"""Thresholds and parameters over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from bot_wire import BotWire
from florist import florist, imported

from stationmaster.dialects.kore import bots as bots_
from stationmaster.domain.apps import AppId

GROUP = {"type": 3, "name": "Sales", "language": "en", "intentParams": {"useSynonyms": False}}


@pytest.fixture
def bot(bots: BotWire) -> str:
    bot = imported(bots, florist(mlParams=[{"type": 1, "intentParams": {"useStopwords": True}}, GROUP]))
    bots.workshop.run_waiting()
    return bot


def flags(bots: BotWire, bot: str, language: str = "en") -> set[str]:
    """The flags that say: out of step."""
    status = bots.get(f"/bot/{bot}/ml/train/status?language={language}")
    return {name for name, value in status.items() if value is False}


def definition(bots: BotWire, bot: str) -> Any:
    with bots.workshop.services() as services:
        return bots_.definition(services, services.apps.get(AppId(bot)))


def winners(bots: BotWire, bot: str, text: str) -> list[str]:
    path = f"/api/v1.1/rest/bot/{bot}/findIntent"
    answer = bots.send("POST", path, content=b'{"input": "%s"}' % text.encode()).json
    return [each["intent"] for each in answer["response"]["finalResolver"]["winningIntent"]]


def test_thresholds_count_at_once_and_need_no_training(bots: BotWire, bot: str) -> None:
    text = "some flowers for a friend maybe"
    assert winners(bots, bot, text) == ["Order Flowers"]
    body = {"configurations": [{"mode": "ml", "exactMatchThreshold": 100, "minThreshold": 1}]}
    answer = bots.post(f"/bot/{bot}/configurations?language=en", body)
    assert answer["configurations"] == [{"mode": "ml", "exactMatchThreshold": 100, "minThreshold": 1}]
    assert flags(bots, bot) == set()
    assert winners(bots, bot, text) == []
    bots.post(f"/bot/{bot}/configurations", {"configurations": [{"mode": "ml", "minThreshold": 0}]})
    assert winners(bots, bot, text) == ["Order Flowers"]
    (kept,) = definition(bots, bot)["localeData"]["en"]["confidenceConfigs"]
    assert kept == {"mode": "ml", "exactMatchThreshold": 100, "minThreshold": 0}


def test_parameters_need_training_in_their_language_alone(bots: BotWire, bot: str) -> None:
    body = {"mlParams": {"intentParams": {"useSynonyms": True}, "mlConfigurations": {"NoneIntent": False}}}
    answer = bots.post(f"/bot/{bot}/configurations?language=en", body)
    assert flags(bots, bot) == {"isMlInSyncWithMlparams"}
    assert flags(bots, bot, "de") == set()
    main, group = answer["mlParams"]
    assert main["intentParams"] == {"useStopwords": True, "useSynonyms": True}
    assert group == GROUP
    bots.post(f"/bot/{bot}/ml/train")
    bots.workshop.run_waiting()
    assert flags(bots, bot) == set()


def test_parameters_of_a_group_are_named_by_it(bots: BotWire, bot: str) -> None:
    body = {"mlParams": {"intentParams": {"useSynonyms": True}}}
    answer = bots.post(f"/bot/{bot}/configurations?language=en&groupName=sales", body)
    assert [each["intentParams"].get("useSynonyms") for each in answer["mlParams"]] == [None, True]
    assert bots.ask("POST", f"/bot/{bot}/configurations?groupName=other", body).status == 412
    bots.post(f"/bot/{bot}/configurations?groupName=Bot Level Intent Model", body)
    assert [each["type"] for each in definition(bots, bot)["mlParams"]] == [1, 3, 2]


@pytest.mark.parametrize(("name", "is_trained"), [("network", True), ("exactTaskNameMatch", False)])
def test_advanced_settings_need_training_if_their_record_says_so(
    bots: BotWire, bot: str, name: str, is_trained: bool
) -> None:
    setting = {"configurationKeyName": name, "configurationValue": "Few-shot Model", "nlpEngine": "ML"}
    bots.post(f"/bot/{bot}/configurations", {"advancedNLPSettings": [setting]})
    assert (flags(bots, bot) == {"isMlInSyncWithMlparams"}) is is_trained
    bots.post(f"/bot/{bot}/configurations", {"advancedNLPSettings": [{**setting, "configurationValue": 1}]})
    (kept,) = definition(bots, bot)["advancedNLSettings"]
    assert (kept["configurationValue"], kept["requiresTraining"]) == (1, is_trained)


def test_language_settings_are_kept(bots: BotWire, bot: str) -> None:
    settings = {"enableAutoUtteranceAddition": False, "enableNegativePatterns": True}
    assert bots.post(f"/bot/{bot}/configurations", {"nlSettings": settings})["nlSettings"] == settings
    assert definition(bots, bot)["enableNegativePatterns"] is True
    assert flags(bots, bot) == set()


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        ({}, 412, "Validation errors/ Invalid arguments"),
        (
            {"configurations": [{"mode": "ml", "exactMatchThreshold": 79}]},
            400,
            "configurations[0].exactMatchThreshold must be a number from 80 to 100.",
        ),
        (
            {"configurations": [{"mode": "ml", "minThreshold": True}]},
            400,
            "configurations[0].minThreshold must be a number from 0 to 1.",
        ),
        ({"configurations": [{}]}, 400, "configurations[0].mode is missing."),
        (
            {"mlParams": {"intentParams": {"features": "words"}}},
            400,
            "mlParams.intentParams.features must be skip_gram or n_gram, not 'words'.",
        ),
        (
            {"mlParams": {"nerParams": {"type": "crf"}}},
            400,
            "mlParams.nerParams.type must be corenlp or spacy, not 'crf'.",
        ),
        (
            {"mlParams": {"intentParams": {"useSynonyms": "yes"}}},
            400,
            "mlParams.intentParams.useSynonyms must be true or false.",
        ),
        (
            {"advancedNLPSettings": [{"configurationKeyName": "network"}]},
            400,
            "advancedNLPSettings[0].configurationValue is missing.",
        ),
    ],
)
def test_setting_that_cannot_be_is_refused_and_named(
    bots: BotWire, bot: str, body: Any, status: int, message: str
) -> None:
    before = definition(bots, bot)
    refused = bots.ask("POST", f"/bot/{bot}/configurations?language=en", body)
    assert (refused.status, refused.json["errors"][0]["msg"]) == (status, message)
    assert definition(bots, bot) == before


def test_unknown_language_is_refused(bots: BotWire, bot: str) -> None:
    body = {"nlSettings": {"enableNegativePatterns": True}}
    assert bots.ask("POST", f"/bot/{bot}/configurations?language=fr", body).status == 400
