"""Find intent: winners, ambiguity, FAQs and what clients read of them."""

from __future__ import annotations

from typing import Any

import pytest
from bot_wire import BotWire
from workshop import utterances

from stationmaster.dialects.kore import ids
from stationmaster.dialects.kore.resolving import Activity, Thresholds, resolve
from stationmaster.domain.apps import App
from stationmaster.domain.build import TargetGroup
from stationmaster.domain.dataset import Intent
from stationmaster.domain.faq import FaqEntry, FaqMatch
from stationmaster.domain.prediction import MatchedPattern, Prediction, ScoredLabel


@pytest.fixture
def bot(bots: BotWire) -> App:
    items = [
        Intent(id="dc-1", name="Book a room"),
        Intent(id="dc-2", name="Cancel"),
        *utterances("Book a room", "book a room for two", "I want a room", "reserve a room", "a room please"),
        *utterances("Cancel", "cancel my booking", "drop the reservation", "call it off", "cancel it"),
        FaqEntry(id="f1", questions=("When do you open?", "opening hours"), answer="At nine."),
        FaqEntry(id="f2", questions=("Where are you?", "your address"), answer="At the harbour."),
    ]
    with bots.workshop.services() as services:
        app, version = services.apps.create(
            name="Hotel",
            culture="en",
            version_name="configured/en",
            items=items,
            dialect="kore",
            app_id=ids.new(ids.BOT),
        )
        for group in (TargetGroup.ML, TargetGroup.FAQ):
            services.training.request(version, group)
    return app


def found(bots: BotWire, bot: App, text: str, kind: str = "bot") -> Any:
    path = f"/api/v1.1/rest/{kind}/{bot.id}/findIntent?fetchConfiguredTasks=true&sync=true"
    reply = bots.send("POST", path, content=f'{{"input": "{text}", "streamName": "Hotel"}}'.encode())
    assert reply.status == 200, reply
    return reply.json


def test_intents_and_faqs_compete_in_one_answer(bots: BotWire, bot: App) -> None:
    bots.workshop.run_waiting()
    answer = found(bots, bot, "please reserve a room")
    assert answer["streamId"] == bot.id
    response = answer["response"]
    assert (response["result"], response["intentStatus"]) == ("successintent", "configured")
    (winner,) = response["finalResolver"]["winningIntent"]
    assert (winner["intent"], winner["taskId"], winner["activityType"]) == ("Book a room", "dc-1", "task")
    ranked = response["finalResolver"]["ranking"][0]
    assert ranked["scoring"]["mlScore"] == ranked["totalScore"]
    (winner,) = found(bots, bot, "opening hours", "streams")["response"]["finalResolver"]["winningIntent"]
    assert (winner["taskId"], winner["activityType"]) == ("f1", "faq")


def test_what_is_not_ready_is_told_as_such(bots: BotWire, bot: App) -> None:
    path = f"/api/v1.1/rest/bot/{bot.id}/findIntent"
    assert bots.send("POST", path, content=b'{"input": "a room"}').status == 400
    bots.workshop.run_waiting()
    assert bots.send("POST", path, content=b"[]").json["errors"][0]["msg"] == "Improper payload"
    unpublished = bots.send("POST", path + "?fetchConfiguredTasks=false", content=b'{"input": "a room"}')
    assert "not published" in unpublished.json["errors"][0]["msg"]


def said(**fields: Any) -> Prediction:
    intents = (ScoredLabel(label="A", score=0.6), ScoredLabel(label="B", score=0.59))
    return Prediction(**{"text": "x", "intents": intents, **fields})


def test_two_that_are_equally_likely_both_win() -> None:
    winners = resolve(said(), Thresholds(), {}).winners
    assert [winner.name for winner in winners] == ["A", "B"]


def test_what_fits_a_pattern_wins_before_what_only_scores() -> None:
    prediction = said(patterns=(MatchedPattern(intent="B", pattern="b *"),))
    (winner,) = resolve(prediction, Thresholds(), {}).winners
    assert winner.name == "B"


def test_exact_faq_wins_and_nothing_below_the_least_score_does() -> None:
    match = FaqMatch(entry_id="f", score=0.99, question="q")
    (winner,) = resolve(said(faqs=(match,)), Thresholds(), {"f": "Why?"}).winners
    assert (winner.activity, winner.name) == (Activity.FAQ, "Why?")
    assert resolve(said(), Thresholds(least=0.7), {}).winners == ()
