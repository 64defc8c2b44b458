"""What a bot on PyPI's `botbuilder-ai` 4.17.1 reads, through each way of making its recogniser."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from clients import booking
from clients.running import PublishedApp, RunScript

TRIP = "book a flight from paris to oslo tomorrow"
SEATS = "book two business class seats with lufthansa to rome"
STATUS = "is flight ba123 late"
WAYS = ("default", "options", "url")


@pytest.fixture(scope="module")
def found(run_python: RunScript, published_app: PublishedApp) -> dict[str, Any]:
    """What each recogniser made of each query, and the dates that may have been tomorrow."""
    before = datetime.now(UTC)
    findings = run_python("bot.py", published_app.keys, appId=published_app.id, queries=[TRIP, SEATS, STATUS])
    moments = (before, datetime.now(UTC) + timedelta(hours=1))
    return {**findings, "tomorrow": {(moment + timedelta(days=1)).date() for moment in moments}}


@pytest.mark.parametrize("way", WAYS)
def test_bot_reads_the_top_intent(found: dict[str, Any], way: str) -> None:
    tops = {query: found[way][query]["topIntent"] for query in (TRIP, SEATS, STATUS)}
    assert tops == {TRIP: "BookFlight", SEATS: "BookFlight", STATUS: "FlightStatus"}


def test_bot_reads_all_intents_only_when_it_asks_for_them(found: dict[str, Any]) -> None:
    assert found["default"][TRIP]["intents"].keys() == {"BookFlight"}
    assert found["options"][TRIP]["intents"].keys() == {"None", *booking.INTENTS}
    assert all(0 <= score <= 1 for score in found["options"][TRIP]["intents"].values())


@pytest.mark.parametrize("way", WAYS)
def test_bot_reads_roles_under_their_names(found: dict[str, Any], way: str) -> None:
    entities = found[way][TRIP]["entities"]
    assert (entities["origin"], entities["target"]) == (["paris"], ["oslo"])
    assert "City" not in entities
    (origin,) = entities["$instance"]["origin"]
    assert 0 < origin.pop("score") <= 1
    assert origin == {"startIndex": 19, "endIndex": 24, "text": "paris", "type": "City"}


@pytest.mark.parametrize("way", WAYS)
def test_bot_reads_a_date(found: dict[str, Any], way: str) -> None:
    (moment,) = found[way][TRIP]["entities"]["datetime"]
    assert moment["type"] == "date"
    assert {date.fromisoformat(timex) for timex in moment["timex"]} <= found["tomorrow"]
    assert len(moment["timex"]) == 1


@pytest.mark.parametrize("way", WAYS)
def test_bot_reads_lists_numbers_and_regexes(found: dict[str, Any], way: str) -> None:
    entities = found[way][SEATS]["entities"]
    assert entities["Airline"] == [["Lufthansa"]]
    assert entities["number"] == [2]
    assert entities["Cabin"] == ["business class"]
    assert entities["$instance"]["Airline"] == [
        {"startIndex": 35, "endIndex": 44, "text": "lufthansa", "type": "Airline"}
    ]
    assert found[way][STATUS]["entities"]["FlightNumber"] == ["ba123"]
