"""What a published app answers: composites, nested entities and patterns in LUIS's shapes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from dialects.luis.conftest import Author, mark
from workshop import Bystander

from stationmaster.domain.build import Target
from stationmaster.domain.tenants import CredentialKind
from stationmaster.services.prediction import Predicts


def ask(author: Author, text: str) -> dict[str, Any]:
    """The answer of the published app."""
    endpoint = author.wire.with_key(author.wire.workshop.keys[CredentialKind.LUIS_ENDPOINT])
    answer: dict[str, Any] = endpoint.predict(author.app_id, text).json
    return answer


def publish(author: Author) -> None:
    author.train()
    assert author.wire.publish(author.app_id).status == 201


def entities(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(entity["type"], entity["entity"]) for entity in answer["entities"]]


def test_others_may_write_while_what_is_published_is_loaded(
    author: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    author.intents("Greet")
    for text in ("hello there", "good morning", "hi you"):
        author.label(text, "Greet")
    bystander = Bystander(workshop=author.wire.workshop)
    predictors = author.wire.workshop.station.factory.predictors
    load = predictors._load

    def slowly(parts: Sequence[tuple[Target, bytes]], *, culture: str) -> Predicts:
        bystander.write()
        return load(parts, culture=culture)

    monkeypatch.setattr(predictors, "_load", slowly)
    publish(author)
    assert ask(author, "hello there")["topScoringIntent"]["intent"] == "Greet"
    assert bystander.had_to_wait == [False]


TICKETS: Sequence[tuple[str, str]] = (
    ("book me 2 business tickets", "2 business"),
    ("i need 3 economy tickets please", "3 economy"),
    ("reserve 1 first ticket", "1 first"),
    ("get 4 business tickets now", "4 business"),
    ("book 5 economy seats", "5 economy"),
)


@pytest.fixture
def tickets(author: Author) -> Author:
    """An app whose orders are a number and a class of travel."""
    author.intents("Book")
    author.create("prebuilts", ["number"])
    classes = [{"canonicalForm": name, "list": []} for name in ("business", "economy", "first")]
    author.create("closedlists", {"name": "Class", "subLists": classes})
    author.create("compositeentities", {"name": "Order", "children": ["number", "Class"]})
    return author


ORDERED = {
    "parentType": "Order",
    "value": "2 economy",
    "children": [{"type": "builtin.number", "value": "2"}, {"type": "Class", "value": "economy"}],
}


def test_a_labelled_composite_is_answered_with_its_score_and_its_parts(tickets: Author) -> None:
    for text, words in TICKETS:
        tickets.label(text, "Book", mark(text, words, "Order"))
    publish(tickets)
    answer = ask(tickets, "please book 2 economy tickets")
    assert entities(answer) == [("Order", "2 economy"), ("Class", "economy"), ("builtin.number", "2")]
    assert (answer["entities"][0]["startIndex"], answer["entities"][0]["endIndex"]) == (12, 20)
    assert 0.5 < answer["entities"][0]["score"] <= 1
    assert answer["compositeEntities"] == [ORDERED]


def test_a_composite_without_labels_is_put_together_from_neighbours(tickets: Author) -> None:
    for text, _ in TICKETS:
        tickets.label(text, "Book")
    publish(tickets)
    assert ask(tickets, "please book 2 economy tickets")["compositeEntities"] == [ORDERED]
    assert "compositeEntities" not in ask(tickets, "please book 2 tickets")


def test_a_nested_entity_is_answered_flat_and_as_a_composite(author: Author) -> None:
    def label(entity: str, text: str, words: str, *children: dict[str, Any]) -> dict[str, Any]:
        start = text.index(words)
        return {
            "entity": entity,
            "startPos": start,
            "endPos": start + len(words) - 1,
            "children": [*children],
        }

    texts = [
        (f"{begin} {size} {what}", size, f"{size} {what}")
        for begin, size, what in (
            ("i want a", "large", "pizza"),
            ("get me one", "small", "salad"),
            ("bring a", "huge", "pizza"),
            ("i want one", "small", "soup"),
            ("get me a", "large", "salad"),
        )
    ]
    app = {
        "luis_schema_version": "7.0.0",
        "name": "meals",
        "versionId": "0.1",
        "culture": "en-us",
        "intents": [{"name": "None"}, {"name": "Order"}],
        "entities": [{"name": "Meal", "children": [{"name": "Size", "children": []}], "roles": []}],
        "utterances": [
            {"text": t, "intent": "Order", "entities": [label("Meal", t, whole, label("Size", t, size))]}
            for t, size, whole in texts
        ],
    }
    meals = Author(wire=author.wire, app_id=author.wire.create("/apps/import", app))
    publish(meals)
    answer = ask(meals, "bring me a large soup")
    assert entities(answer) == [("Meal", "large soup"), ("Meal::Size", "large")]
    assert answer["compositeEntities"] == [
        {
            "parentType": "Meal",
            "value": "large soup",
            "children": [{"type": "Meal::Size", "value": "large"}],
        }
    ]


def test_patterns_lift_their_intent_give_roles_and_find_what_only_they_find(author: Author) -> None:
    author.intents("FindForm", "Chat")
    form = author.create("patternanyentities", {"name": "Form", "explicitList": ["from A to Z"]})
    author.create(f"patternanyentities/{form}/roles", {"name": "signed"})
    for text in ("hello there", "how are you", "where have you been"):
        author.label(text, "Chat")
    for pattern in ("where is {Form}[?]", "who signs {Form:signed}[ and when]"):
        author.create("patternrule", {"pattern": pattern, "intent": "FindForm"})
    publish(author)
    answer = ask(author, "Where is Tax-form 12?")
    assert answer["topScoringIntent"]["intent"] == "FindForm"
    assert answer["topScoringIntent"]["score"] > 0.9
    assert answer["entities"] == [
        {"entity": "tax - form 12", "type": "Form", "startIndex": 9, "endIndex": 19, "role": ""}
    ]
    (signed,) = ask(author, "who signs from A to Z and when")["entities"]
    assert (signed["entity"], signed["role"]) == ("from a to z", "signed")
