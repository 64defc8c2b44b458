"""The old `luis` 2.0.2 package: GET with the key in the URL."""

from __future__ import annotations

import pytest
from clients import booking
from clients.running import PublishedApp, RunScript

QUERY = "book a flight with lufthansa from paris to oslo"


@pytest.fixture(scope="module", params=["true", "false"])
def verbose_answer(
    request: pytest.FixtureRequest, run_python: RunScript, published_app: PublishedApp
) -> tuple[bool, dict[str, list]]:
    app = {"appId": published_app.id, "verbose": request.param}
    found = run_python("query.py", published_app.keys, queries=[QUERY], **app)
    return request.param == "true", found[QUERY]


def test_package_reads_intents_when_verbose(verbose_answer: tuple[bool, dict[str, list]]) -> None:
    verbose, answer = verbose_answer
    assert answer["query"] == QUERY
    if not verbose:
        assert (answer["intents"], answer["best"]) == ([], None)
        return
    assert {intent for intent, _ in answer["intents"]} == {"None", *booking.INTENTS}
    assert answer["best"] == answer["intents"][0]
    assert answer["best"][0] == "BookFlight"
    assert answer["best"][1] == max(score for _, score in answer["intents"])


def test_package_reads_entities(verbose_answer: tuple[bool, dict[str, list]]) -> None:
    _, answer = verbose_answer
    read = {
        (text, kind): (start, end, resolution) for text, kind, _, start, end, resolution in answer["entities"]
    }
    assert read == {
        ("lufthansa", "Airline"): (19, 27, {"values": ["Lufthansa"]}),
        ("paris", "City"): (34, 38, None),
        ("oslo", "City"): (43, 46, None),
    }
    scores = {text: score for text, _, score, *_ in answer["entities"]}
    assert scores["lufthansa"] is None
    assert 0 < scores["paris"] <= 1
