"""Intents and the list of all models."""

from __future__ import annotations

import uuid

import pytest
from dialects.luis.conftest import DONE, Luis


def test_intent_lives(luis: Luis) -> None:
    intent_id = luis.create("intents", {"name": "Book"})
    assert str(uuid.UUID(intent_id)) == intent_id
    info = {"id": intent_id, "name": "Book", "typeId": 0, "readableType": "Intent Classifier"}
    assert luis.get(f"intents/{intent_id}") == info
    assert luis.names("intents") == ["None", "Book"]
    luis.change("PUT", f"intents/{intent_id}", {"name": "Order"})
    assert luis.get(f"intents/{intent_id}")["name"] == "Order"
    luis.change("DELETE", f"intents/{intent_id}")
    assert luis.names("intents") == ["None"]


def test_renamed_intent_keeps_its_examples_and_patterns(luis: Luis) -> None:
    intent_id = luis.create("intents", {"name": "Book"})
    luis.label("book a room", "Book")
    luis.create("patternrule", {"pattern": "book [me] a room", "intent": "Book"})
    luis.change("PUT", f"intents/{intent_id}", {"name": "Order"})
    assert luis.example("book a room")["intentLabel"] == "Order"
    assert [pattern["intent"] for pattern in luis.get("patternrules")] == ["Order"]


@pytest.mark.parametrize(("query", "left"), [({}, ["None"]), ({"deleteUtterances": "true"}, [])])
def test_examples_of_deleted_intent_go_to_none_or_with_it(
    luis: Luis, query: dict[str, str], left: list[str]
) -> None:
    intent_id = luis.create("intents", {"name": "Book"})
    luis.label("book a room", "Book")
    luis.change("DELETE", f"intents/{intent_id}", **query)
    assert [example["intentLabel"] for example in luis.get("examples")] == left


def test_none_stays_as_it_is(luis: Luis) -> None:
    (none,) = luis.get("intents")
    assert "None" in luis.refused("PUT", f"intents/{none['id']}", {"name": "Other"})
    assert "None" in luis.refused("DELETE", f"intents/{none['id']}")


@pytest.mark.parametrize("path", ["intents", "entities"])
def test_second_model_of_a_name_is_refused(luis: Luis, path: str) -> None:
    luis.create(path, {"name": "Book"})
    assert luis.refused("POST", path, {"name": "Book"}) == (
        "The models: { Book } already exist in the specified application version."
    )


@pytest.mark.parametrize("character", [":", "$", "&"])
def test_forbidden_character_is_named(luis: Luis, character: str) -> None:
    assert f"{character!r}" in luis.refused("POST", "intents", {"name": f"a{character}b"})


@pytest.mark.parametrize("body", [{}, {"name": 7}, {"name": {"text": "a"}}, {"name": ""}, [], "Book", None])
def test_body_of_another_type_is_refused(luis: Luis, body: object) -> None:
    assert luis.refused("POST", "intents", body)


def test_field_names_are_taken_in_any_case(luis: Luis) -> None:
    luis.create("intents", {"NAME": "Book"})
    luis.create("closedlists", {"Name": "City", "sublists": [{"CanonicalForm": "Oslo", "LIST": ["os"]}]})
    assert luis.get("closedlists")[0]["subLists"] == [{"id": 1, "canonicalForm": "Oslo", "list": ["os"]}]
    luis.create("example", {"TEXT": "to os", "intentname": "Book", "entitylabels": []})


@pytest.mark.parametrize("name", ["Ünïcode 😀", "日本語", " padded "])
def test_name_keeps_every_character(luis: Luis, name: str) -> None:
    intent_id = luis.create("intents", {"name": name})
    assert luis.get(f"intents/{intent_id}")["name"] == name


@pytest.mark.parametrize("model_id", [str(uuid.UUID(int=5)), "no-id", "1"])
@pytest.mark.parametrize("collection", ["intents", "entities", "closedlists", "prebuilts"])
def test_unknown_model_is_a_bad_argument(luis: Luis, collection: str, model_id: str) -> None:
    assert luis.refused("GET", f"{collection}/{model_id}")
    assert luis.refused("DELETE", f"{collection}/{model_id}")


def test_list_of_models_holds_all_kinds_in_pages(luis: Luis) -> None:
    luis.create("entities", {"name": "City"})
    luis.create("hierarchicalentities", {"name": "Place", "children": ["from"]})
    luis.create("compositeentities", {"name": "Trip", "children": ["City", "Place::from"]})
    luis.create("closedlists", {"name": "Airline", "subLists": []})
    luis.create("regexentities", {"name": "Flight", "regexPattern": "[a-z]{2}[0-9]{3}"})
    luis.create("patternanyentities", {"name": "Anything", "explicitList": []})
    luis.create("prebuilts", ["number"])
    kinds = {model["name"]: (model["typeId"], model["readableType"]) for model in luis.get("models")}
    assert kinds == {
        "None": (0, "Intent Classifier"),
        "City": (1, "Entity Extractor"),
        "number": (2, "Prebuilt Entity Extractor"),
        "Place": (3, "Hierarchical Entity Extractor"),
        "Trip": (4, "Composite Entity Extractor"),
        "Airline": (5, "Closed List Entity Extractor"),
        "Anything": (7, "Pattern.Any Entity Extractor"),
        "Flight": (8, "Regex Entity Extractor"),
    }
    everything = luis.get("models")
    assert luis.get("models", skip=2, take=3) == everything[2:5]


def test_examples_of_a_model_are_listed(luis: Luis) -> None:
    intent_id = luis.create("intents", {"name": "Book"})
    entity_id = luis.create("entities", {"name": "City"})
    label = {"entityName": "City", "startCharIndex": 3, "endCharIndex": 6}
    labelled = luis.label("to oslo", "Book", label)
    plain = luis.label("go", "Book")
    luis.label("what is it", "None")
    assert luis.get(f"models/{entity_id}/examples") == [{"id": labelled, "text": "to oslo"}]
    assert [each["id"] for each in luis.get(f"models/{intent_id}/examples")] == [labelled, plain]
    assert luis.get(f"models/{intent_id}/examples", skip=1) == [{"id": plain, "text": "go"}]
    assert luis.refused("GET", f"models/{uuid.UUID(int=5)}/examples")


def test_trailing_slash_changes_nothing(luis: Luis) -> None:
    assert luis.get("intents/") == luis.get("intents")
    assert luis.call("DELETE", f"intents/{luis.create('intents/', {'name': 'Book'})}/") == (200, DONE)
