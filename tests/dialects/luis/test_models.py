"""Intents and the list of all models."""

from __future__ import annotations

import uuid

import pytest
from dialects.luis.conftest import DONE, Author

from stationmaster.dialects.luis.translate_models import ENTITY_TYPES
from stationmaster.domain.dataset import EntityKind


def test_every_kind_of_entity_has_a_number_and_a_name() -> None:
    assert ENTITY_TYPES.keys() == set(EntityKind)
    assert len(set(ENTITY_TYPES.values())) == len(EntityKind)


def test_intent_lives(author: Author) -> None:
    intent_id = author.create("intents", {"name": "Book"})
    assert str(uuid.UUID(intent_id)) == intent_id
    info = {"id": intent_id, "name": "Book", "typeId": 0, "readableType": "Intent Classifier"}
    assert author.get(f"intents/{intent_id}") == info
    assert author.names("intents") == ["None", "Book"]
    author.change("PUT", f"intents/{intent_id}", {"name": "Order"})
    assert author.get(f"intents/{intent_id}")["name"] == "Order"
    author.change("DELETE", f"intents/{intent_id}")
    assert author.names("intents") == ["None"]


def test_renamed_intent_keeps_its_examples_and_patterns(author: Author) -> None:
    intent_id = author.create("intents", {"name": "Book"})
    author.label("book a room", "Book")
    author.create("patternrule", {"pattern": "book [me] a room", "intent": "Book"})
    author.change("PUT", f"intents/{intent_id}", {"name": "Order"})
    assert author.example("book a room")["intentLabel"] == "Order"
    assert [pattern["intent"] for pattern in author.get("patternrules")] == ["Order"]


@pytest.mark.parametrize(("query", "left"), [({}, ["None"]), ({"deleteUtterances": "true"}, [])])
def test_examples_of_deleted_intent_go_to_none_or_with_it(
    author: Author, query: dict[str, str], left: list[str]
) -> None:
    intent_id = author.create("intents", {"name": "Book"})
    author.label("book a room", "Book")
    author.change("DELETE", f"intents/{intent_id}", **query)
    assert [example["intentLabel"] for example in author.get("examples")] == left


def test_none_stays_as_it_is(author: Author) -> None:
    (none,) = author.get("intents")
    assert "None" in author.refused("PUT", f"intents/{none['id']}", {"name": "Other"})
    assert "None" in author.refused("DELETE", f"intents/{none['id']}")


@pytest.mark.parametrize("path", ["intents", "entities"])
def test_second_model_of_a_name_is_refused(author: Author, path: str) -> None:
    author.create(path, {"name": "Book"})
    assert author.refused("POST", path, {"name": "Book"}) == (
        "The models: { Book } already exist in the specified application version."
    )


@pytest.mark.parametrize("character", [":", "$", "&"])
def test_forbidden_character_is_named(author: Author, character: str) -> None:
    assert f"{character!r}" in author.refused("POST", "intents", {"name": f"a{character}b"})


@pytest.mark.parametrize("body", [{}, {"name": 7}, {"name": {"text": "a"}}, {"name": ""}, [], "Book", None])
def test_body_of_another_type_is_refused(author: Author, body: object) -> None:
    assert author.refused("POST", "intents", body)


def test_field_names_are_taken_in_any_case(author: Author) -> None:
    author.create("intents", {"NAME": "Book"})
    author.create("closedlists", {"Name": "City", "sublists": [{"CanonicalForm": "Oslo", "LIST": ["os"]}]})
    assert author.get("closedlists")[0]["subLists"] == [{"id": 1, "canonicalForm": "Oslo", "list": ["os"]}]
    author.create("example", {"TEXT": "to os", "intentname": "Book", "entitylabels": []})


@pytest.mark.parametrize("name", ["Ünïcode 😀", "日本語", " padded "])
def test_name_keeps_every_character(author: Author, name: str) -> None:
    intent_id = author.create("intents", {"name": name})
    assert author.get(f"intents/{intent_id}")["name"] == name


@pytest.mark.parametrize("model_id", [str(uuid.UUID(int=5)), "no-id", "1"])
@pytest.mark.parametrize("collection", ["intents", "entities", "closedlists", "prebuilts"])
def test_unknown_model_is_a_bad_argument(author: Author, collection: str, model_id: str) -> None:
    assert author.refused("GET", f"{collection}/{model_id}")
    assert author.refused("DELETE", f"{collection}/{model_id}")


def test_list_of_models_holds_all_kinds_in_pages(author: Author) -> None:
    author.create("entities", {"name": "City"})
    author.create("hierarchicalentities", {"name": "Place", "children": ["from"]})
    author.create("compositeentities", {"name": "Trip", "children": ["City", "Place::from"]})
    author.create("closedlists", {"name": "Airline", "subLists": []})
    author.create("regexentities", {"name": "Flight", "regexPattern": "[a-z]{2}[0-9]{3}"})
    author.create("patternanyentities", {"name": "Anything", "explicitList": []})
    author.create("prebuilts", ["number"])
    kinds = {model["name"]: (model["typeId"], model["readableType"]) for model in author.get("models")}
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
    everything = author.get("models")
    assert author.get("models", skip=2, take=3) == everything[2:5]


def test_examples_of_a_model_are_listed(author: Author) -> None:
    intent_id = author.create("intents", {"name": "Book"})
    entity_id = author.create("entities", {"name": "City"})
    label = {"entityName": "City", "startCharIndex": 3, "endCharIndex": 6}
    labelled = author.label("to oslo", "Book", label)
    plain = author.label("go", "Book")
    author.label("what is it", "None")
    assert author.get(f"models/{entity_id}/examples") == [{"id": labelled, "text": "to oslo"}]
    assert [each["id"] for each in author.get(f"models/{intent_id}/examples")] == [labelled, plain]
    assert author.get(f"models/{intent_id}/examples", skip=1) == [{"id": plain, "text": "go"}]
    assert author.refused("GET", f"models/{uuid.UUID(int=5)}/examples")


def test_trailing_slash_changes_nothing(author: Author) -> None:
    assert author.get("intents/") == author.get("intents")
    assert author.call("DELETE", f"intents/{author.create('intents/', {'name': 'Book'})}/") == (200, DONE)
