"""An app in another schema: what fits is kept, and every loss is said."""

from __future__ import annotations

import json
from typing import Any

import pytest
from travel_app import converted, parsed, rendered, travel

from stationmaster.dialects.luis.appjson import SCHEMAS, InvalidAppJson
from stationmaster.dialects.luis.appjson.carried import same

FLAT: dict[str, Any] = {
    "luis_schema_version": "3.2.0",
    "versionId": "0.1",
    "name": "Flat",
    "desc": "",
    "culture": "en-us",
    "tokenizerVersion": "1.0.0",
    "intents": [{"name": "None"}, {"name": "Go"}],
    "entities": [{"name": "Place", "children": ["From", "To"], "roles": []}],
    "composites": [{"name": "Route", "children": ["Place::From"], "roles": []}],
    "closedLists": [],
    "patternAnyEntities": [],
    "regex_entities": [],
    "prebuiltEntities": [{"name": "number", "roles": []}],
    "model_features": [{"name": "Cities", "mode": True, "words": "Rome", "activated": True}],
    "regex_features": [],
    "patterns": [],
    "utterances": [
        {
            "text": "go to \U0001f600 Rome",
            "intent": "Go",
            "entities": [{"entity": "Place::To", "startPos": 9, "endPos": 12}],
        }
    ],
    "settings": [],
}


@pytest.mark.parametrize("schema", SCHEMAS)
def test_an_app_without_news_survives_every_schema_and_the_way_back(schema: str) -> None:
    document, losses = converted(FLAT, schema)
    back, further = converted(document, "3.2.0")
    if schema == "1.3.0":
        assert losses == ("The version name 0.1 is dropped: 1.3.0 has no version names.",)
        back["versionId"] = "0.1"
    else:
        assert losses == ()
    assert further == ()
    assert same(back, FLAT)


def test_each_schema_has_its_own_keys() -> None:
    documents = {schema: converted(FLAT, schema)[0] for schema in SCHEMAS}
    assert documents["1.3.0"]["utterances"][0]["entities"][0] == {
        "entity": "Place::To",
        "startPos": 3,
        "endPos": 3,
    }
    assert {schema for schema in SCHEMAS if "bing_entities" in documents[schema]} == set(SCHEMAS[:3])
    assert {schema for schema in SCHEMAS if "phraselists" in documents[schema]} == {"6.0.0", "7.0.0"}
    assert {schema for schema in SCHEMAS if "hierarchicals" in documents[schema]} == set(SCHEMAS[-3:])
    assert {schema for schema in SCHEMAS if "settings" in documents[schema]} == set(SCHEMAS[4:])
    assert {schema for schema in SCHEMAS if "actions" in documents[schema]} == {"1.3.0", "2.1.0"}
    assert documents["7.0.0"]["composites"][0]["children"] == [{"name": "Place::From"}]
    assert documents["7.0.0"]["phraselists"][0]["enabledForAllModels"] is True
    assert documents["2.1.0"]["bing_entities"] == ["number"]


def test_the_own_schema_is_the_export_itself() -> None:
    document, losses = converted(travel(novelty=1), "7.0.0")
    assert same(document, travel(novelty=1))
    assert losses == ()


def test_neighbouring_schemas_keep_everything() -> None:
    document, losses = converted(travel(), "6.0.0")
    assert losses == ()
    expected = travel(luis_schema_version="6.0.0")
    expected["phraselists"][0]["words"] = "Paris,Rome,Oslo"
    trip = expected["utterances"][0]["entities"][0]
    for part in (trip["children"][0], trip["children"][1]["children"][0]):
        del part["children"]  # empty
    assert same(document, expected)


def test_nested_parts_become_entities_of_a_composite() -> None:
    document, losses = converted(travel(), "5.0.0")
    assert losses == (
        "Trip becomes a composite, and its parts (Day, Class) entities: 5.0.0 has no nested entities.",
        "The part Trip/Leg is dropped, with 1 label: only its own parts are kept.",
        "Day is no longer an instance of number.",
        "`enabledForAllModels` is dropped in 1 place: 5.0.0 has no such key.",
    )
    assert [entity["name"] for entity in document["entities"]] == ["Day", "Class", "Seat"]
    assert document["entities"][1]["features"] == [{"modelName": "Seat", "isRequired": True}]
    [trip, _route] = document["composites"]
    assert (trip["name"], trip["children"], trip["roles"]) == ("Trip", ["Day", "Class"], ["outward"])
    assert [(label["entity"], label["startPos"]) for label in document["utterances"][0]["entities"]] == [
        ("Trip", 0),
        ("Class", 0),
        ("Day", 19),
        ("Place::From", 26),
    ]


def test_an_old_schema_says_everything_it_loses() -> None:
    document, losses = converted(travel(), "1.3.0")
    assert losses[3:] == (
        "1 setting is dropped: 1.3.0 has no settings.",
        "1 pattern is dropped: 1.3.0 has no patterns.",
        "The entity Title is dropped: 1.3.0 has no pattern.any entities.",
        "1 label is dropped with the entities below.",
        "The composite Route loses its parts Code.",
        "The entity Code is dropped: 1.3.0 has no regular expression entities.",
        "The roles of Trip (outward) are dropped: 1.3.0 has no roles.",
        "The roles of number (count) are dropped: 1.3.0 has no roles.",
        "1 label loses its role: 1.3.0 has no such roles.",
        "1 model no longer says its prebuilt domain: 1.3.0 has no inheritance.",
        "`features` is dropped in 2 places: 1.3.0 has no such key.",
        "`enabledForAllModels` is dropped in 1 place: 1.3.0 has no such key.",
        "The version name 0.1 is dropped: 1.3.0 has no version names.",
    )
    assert document["composites"][1]["children"] == ["Place::From"]
    assert "versionId" not in document
    assert same(rendered(parsed(document)), document)


@pytest.mark.parametrize("schema", SCHEMAS)
def test_what_was_converted_can_be_imported(schema: str) -> None:
    document, _ = converted(travel(), schema)
    app = parsed(json.dumps(document).encode())
    assert [utterance.text for utterance in app.dataset.utterances] == [
        utterance["text"] for utterance in travel()["utterances"]
    ]
    assert app.schema == schema
    assert app.repairs == ()


def test_parts_of_one_name_are_told_apart_by_their_paths() -> None:
    def part(name: str, *children: Any) -> dict[str, Any]:
        return {"name": name, "children": list(children), "features": []}

    document = travel(
        entities=[
            {**part("Trip", part("Out", part("Day")), part("Back", part("Day")), part("Seat")), "roles": []},
            {**part("Seat"), "roles": []},
            {**part("Code_"), "roles": []},
        ],
        utterances=[
            {
                "text": "from 2 until 7",
                "intent": "Book",
                "entities": [
                    {
                        "entity": "Trip",
                        "startPos": 0,
                        "endPos": 13,
                        "children": [
                            {
                                "entity": "Back",
                                "startPos": 7,
                                "endPos": 13,
                                "children": [{"entity": "Day", "startPos": 13, "endPos": 13}],
                            }
                        ],
                    }
                ],
            }
        ],
    )
    flat, losses = converted(document, "3.2.0")
    names = [entity["name"] for entity in flat["entities"]]
    assert names == ["Trip.Out.Day", "Trip.Back.Day", "Trip.Seat", "Seat", "Code_", "Place"]
    assert [label["entity"] for label in flat["utterances"][0]["entities"]] == ["Trip", "Trip.Back.Day"]
    assert "The part Trip/Out is dropped: only its own parts are kept." in losses


def test_a_part_labelled_beside_and_inside_its_entity_is_labelled_once() -> None:
    trip = travel()["utterances"][0]["entities"][0]
    beside = {"entity": "Class", "startPos": 0, "endPos": 10}
    said = [{"text": "first class on day 2", "intent": "Book", "entities": [beside, trip]}]
    document, _ = converted(travel(utterances=said), "4.0.0")
    labels = [label["entity"] for label in document["utterances"][0]["entities"]]
    assert sorted(labels) == ["Class", "Day", "Trip"]


def test_foreign_keys_are_carried_over_where_they_fit() -> None:
    document = travel(novelty={"a": 1}, tokenizerVersion="1.0.1")
    document["utterances"][2]["note"] = "n"
    document["closedLists"][0]["features"] = [{"featureName": "Cities"}]
    upper, losses = converted(document, "6.0.0")
    assert losses == ()
    assert (upper["novelty"], upper["tokenizerVersion"]) == ({"a": 1}, "1.0.1")
    assert upper["utterances"][2]["note"] == "n"
    assert upper["closedLists"][0]["features"] == [{"featureName": "Cities"}]
    lower, losses = converted(document, "3.0.0")
    assert lower["novelty"] == {"a": 1}
    assert "tokenizerVersion" not in lower
    assert "`tokenizerVersion` is dropped in 1 place: 3.0.0 has no such key." in losses
    assert "`features` is dropped in 3 places: 3.0.0 has no such key." in losses


def test_snapped_labels_are_written_as_they_are_understood() -> None:
    document = travel()
    document["utterances"][1]["entities"][0]["endPos"] = 8
    same_schema, _ = converted(document, "7.0.0")
    other, _ = converted(document, "6.0.0")
    assert same_schema["utterances"][1]["entities"][0]["endPos"] == 8
    assert other["utterances"][1]["entities"][0]["endPos"] == 7


def test_an_unknown_schema_is_refused() -> None:
    with pytest.raises(InvalidAppJson, match=r"The schema 9\.0\.0 is not one of 1\.3\.0, "):
        converted(FLAT, "9.0.0")
