"""The whole life of an app through `azure-cognitiveservices-language-luis` 0.2.0."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from clients import booking
from clients.running import NewTenant, RunScript
from live import LiveServer

DONE = {"code": "Success", "message": "Operation Successful"}
FIRST = "book a flight from paris to oslo"
QUERIES = (FIRST, "is flight ba123 late today", "hello there", "book three seats with lufthansa to oslo")
KINDS = {
    "None": (0, "Intent Classifier"),
    "BookFlight": (0, "Intent Classifier"),
    "FlightStatus": (0, "Intent Classifier"),
    "Greeting": (0, "Intent Classifier"),
    "Cabin": (1, "Entity Extractor"),
    "Place": (3, "Hierarchical Entity Extractor"),
    "Trip": (4, "Composite Entity Extractor"),
    "Airline": (5, "Closed List Entity Extractor"),
    "FlightNumber": (8, "Regex Entity Extractor"),
    "Anything": (7, "Pattern.Any Entity Extractor"),
    "datetimeV2": (2, "Prebuilt Entity Extractor"),
    "number": (2, "Prebuilt Entity Extractor"),
}
PREBUILTS = {"datetimeV2", "number"}


@pytest.fixture(scope="module")
def found(run_python: RunScript, new_tenant: NewTenant) -> dict[str, Any]:
    """What the script saw, with the times between which it ran."""
    began = datetime.now(UTC)
    findings = run_python(
        "sequence.py",
        new_tenant(),
        intents=booking.INTENTS,
        airlines=booking.AIRLINES,
        flightNumber=booking.FLIGHT_NUMBER,
        examples=booking.examples(),
        oneMore=booking.examples([("Greeting", "good evening")])[0],
        halfWrong=booking.examples([("Greeting", "good night"), ("Nobody", "who goes there")]),
        queries=QUERIES,
    )
    return {**findings, "between": (began - timedelta(seconds=1), datetime.now(UTC))}


def test_every_created_thing_gets_an_id(found: dict[str, Any]) -> None:
    made = found["made"]
    kinds = ("simple", "hierarchical", "composite", "list", "regex", "patternAny", "role")
    ids = [found["appId"], *made["intents"], *(made[kind] for kind in kinds)]
    ids += [prebuilt["id"] for prebuilt in made["prebuilts"]]
    assert len({UUID(one) for one in ids}) == 13
    assert isinstance(made["phraseList"], int)


def test_created_prebuilts_and_patterns_are_given_back(found: dict[str, Any]) -> None:
    made = found["made"]
    assert {p["name"]: (p["typeId"], p["readableType"]) for p in made["prebuilts"]} == {
        name: KINDS[name] for name in PREBUILTS
    }
    patterns = [made["pattern"], *made["patterns"]]
    assert [(p["pattern"], p["intent"]) for p in patterns] == [
        ("where is flight {FlightNumber}", "FlightStatus"),
        ("good {Anything}", "Greeting"),
    ]
    assert {p["id"] for p in patterns} == {p["id"] for p in found["lists"]["patterns"]}


def test_models_are_listed_with_their_kinds(found: dict[str, Any]) -> None:
    models = found["lists"]["models"]
    assert {m["name"]: (m["typeId"], m["readableType"]) for m in models} == KINDS
    assert len(models) == len(KINDS)
    ids = {model["name"]: model["id"] for model in models}
    assert found["made"]["intents"] == [ids[name] for name in booking.INTENTS]
    assert {intent["name"] for intent in found["lists"]["intents"]} == {"None", *booking.INTENTS}


def test_definitions_come_back_as_given(found: dict[str, Any]) -> None:
    lists = found["lists"]
    assert [child["name"] for child in lists["hierarchical"]["children"]] == ["from", "to"]
    assert [child["name"] for child in lists["composite"]["children"]] == ["Place", "Cabin"]
    assert {s["canonicalForm"]: s["list"] for s in lists["list"]["subLists"]} == booking.AIRLINES
    assert lists["regex"]["regexPattern"] == booking.FLIGHT_NUMBER
    assert lists["roles"] == [{"id": found["made"]["role"], "name": "wanted"}]
    assert lists["simple"]["roles"] == lists["roles"]
    assert {prebuilt["name"] for prebuilt in lists["prebuilts"]} == PREBUILTS
    assert lists["phraseList"] == {
        "id": found["made"]["phraseList"],
        "name": "cabins",
        "phrases": "business class,first class",
        "isActive": True,
        "isExchangeable": True,
    }


def test_examples_get_negative_ids_and_a_wrong_one_spoils_only_itself(found: dict[str, Any]) -> None:
    assert [entry["value"]["UtteranceText"] for entry in found["batch"]] == [
        example["text"] for example in booking.examples()
    ]
    assert not any(entry["hasError"] for entry in found["batch"])
    right, wrong = found["halfWrong"]
    assert (right["hasError"], right["value"]["UtteranceText"]) == (False, "good night")
    assert (wrong["hasError"], wrong["error"]["code"]) == (True, "FAILED")
    assert wrong["error"]["message"]
    added = [entry["value"] for entry in (*found["batch"], right)] + [found["example"]]
    assert len({value["ExampleId"] for value in added}) == 18
    assert max(value["ExampleId"] for value in added) < 0


def test_examples_are_reviewed_by_token(found: dict[str, Any]) -> None:
    assert len(found["reviewed"]) == 18
    assert [e["id"] for e in found["reviewedPage"]] == [e["id"] for e in found["reviewed"][1:3]]
    (first,) = [example for example in found["reviewed"] if example["text"] == FIRST]
    assert first["intentLabel"] == "BookFlight"
    assert first["tokenizedText"] == FIRST.split()
    assert first["entityLabels"] == [
        {"entityName": "Place::from", "startTokenIndex": 4, "endTokenIndex": 4},
        {"entityName": "Place::to", "startTokenIndex": 6, "endTokenIndex": 6},
    ]


def test_every_model_but_the_prebuilts_is_trained(found: dict[str, Any]) -> None:
    assert found["accepted"] == {"statusId": 9, "status": "Queued"}
    names = [found["names"][row["modelId"]] for row in found["rows"]]
    assert len(names) == len(set(names))
    assert set(names) == KINDS.keys() - PREBUILTS
    assert {(r["details"]["statusId"], r["details"]["status"]) for r in found["rows"]} == {(0, "Success")}
    began, ended = found["between"]
    for row in found["rows"]:
        assert began <= datetime.fromisoformat(row["details"]["trainingDateTime"]) <= ended
        assert "failureReason" not in row["details"]


def test_example_counts_are_those_of_the_labels(found: dict[str, Any]) -> None:
    counts = {found["names"][row["modelId"]]: row["details"]["exampleCount"] for row in found["rows"]}
    # None also counts the examples that are built in.
    assert counts.pop("None") > 1
    assert counts == {
        "BookFlight": 6,
        "FlightStatus": 5,
        "Greeting": 6,
        "Cabin": 3,
        "Place": 6,
        "Trip": 0,
        "Airline": 0,
        "FlightNumber": 0,
        "Anything": 0,
    }


def test_trained_version_is_published_to_a_slot(found: dict[str, Any], server: LiveServer) -> None:
    version, published, app = found["version"], found["published"], found["app"]
    assert (version["version"], version["trainingStatus"], version["intentsCount"]) == ("0.1", "Trained", 4)
    began, ended = found["between"]
    assert began <= datetime.fromisoformat(version["lastTrainedDateTime"]) <= ended
    assert (published["versionId"], published["isStaging"]) == ("0.1", False)
    assert published["endpointUrl"] == f"{server.url}/luis/v2.0/apps/{found['appId']}"
    assert (app["id"], app["name"], app["culture"]) == (found["appId"], "travel", "en-us")
    assert (app["description"], app["activeVersion"], app["versionsCount"]) == ("books flights", "0.1", 1)
    assert app["endpoints"]["PRODUCTION"]["versionId"] == "0.1"


@pytest.mark.parametrize(
    ("query", "intent"),
    [*zip(QUERIES, ("BookFlight", "FlightStatus", "Greeting", "BookFlight"), strict=True)],
)
def test_intents_are_predicted(found: dict[str, Any], query: str, intent: str) -> None:
    bare, full = found["predictions"][query]["bare"], found["predictions"][query]["full"]
    assert (bare["query"], bare["topScoringIntent"]["intent"]) == (query, intent)
    assert "intents" not in bare
    scores = [scored["score"] for scored in full["intents"]]
    assert scores == sorted(scores, reverse=True)
    assert {scored["intent"] for scored in full["intents"]} == {"None", *booking.INTENTS}
    assert full["topScoringIntent"] == full["intents"][0] == bare["topScoringIntent"]


def test_hierarchical_children_are_predicted(found: dict[str, Any]) -> None:
    places = [e for e in _entities(found, FIRST) if e["type"].startswith("Place")]
    assert {(e["type"], e["entity"], e["startIndex"], e["endIndex"]) for e in places} == {
        ("Place::from", "paris", 19, 23),
        ("Place::to", "oslo", 28, 31),
    }
    assert all(0 < e["score"] <= 1 for e in places)


def test_matched_entities_are_predicted_with_their_resolutions(found: dict[str, Any]) -> None:
    status = {e["type"]: e for e in _entities(found, QUERIES[1])}
    number = {"entity": "ba123", "type": "FlightNumber", "startIndex": 10, "endIndex": 14}
    assert status["FlightNumber"] == number
    today = status["builtin.datetimeV2.date"]
    assert (today["entity"], today["startIndex"], today["endIndex"]) == ("today", 21, 25)
    (value,) = today["resolution"]["values"]
    days = {(moment + timedelta(hours=1)).date().isoformat() for moment in found["between"]}
    assert (value["type"], value["value"] in days, value["timex"]) == ("date", True, value["value"])
    seats = {e["type"]: e for e in _entities(found, QUERIES[3])}
    assert seats["Airline"] == {
        "entity": "lufthansa",
        "type": "Airline",
        "startIndex": 22,
        "endIndex": 30,
        "resolution": {"values": ["Lufthansa"]},
    }
    assert seats["builtin.number"]["entity"] == "three"
    assert seats["builtin.number"]["resolution"] == {"subtype": "integer", "value": "3"}


def test_export_holds_what_was_labelled(found: dict[str, Any]) -> None:
    exported = found["copies"]["exported"]
    assert (exported["luis_schema_version"], exported["versionId"]) == ("3.2.0", "0.1")
    assert (exported["name"], exported["culture"]) == ("travel", "en-us")
    assert {intent["name"] for intent in exported["intents"]} == {"None", *booking.INTENTS}
    assert {entity["name"]: entity.get("children") for entity in exported["entities"]}["Place"] == [
        "from",
        "to",
    ]
    assert {entity["name"] for entity in exported["prebuiltEntities"]} == PREBUILTS
    assert {p["pattern"] for p in exported["patterns"]} == {
        "where is flight {FlightNumber}",
        "good {Anything}",
    }
    (first,) = [utterance for utterance in exported["utterances"] if utterance["text"] == FIRST]
    assert (len(exported["utterances"]), first["intent"]) == (18, "BookFlight")
    assert sorted(first["entities"], key=lambda e: e["startPos"]) == [
        {"entity": "Place::from", "startPos": 19, "endPos": 23},
        {"entity": "Place::to", "startPos": 28, "endPos": 31},
    ]


def test_imports_of_an_export_export_the_same(found: dict[str, Any]) -> None:
    copies = found["copies"]
    assert copies["importedExport"] == copies["exported"] | {"versionId": "0.3"}
    assert copies["copyExport"] == copies["exported"] | {"name": "copy"}
    assert (copies["copy"]["name"], copies["copy"]["activeVersion"]) == ("copy", "0.1")


def test_versions_are_cloned_imported_and_deleted(found: dict[str, Any]) -> None:
    copies = found["copies"]
    assert (copies["imported"], copies["cloned"]) == ("0.3", "0.2")
    statuses = {version["version"]: version["trainingStatus"] for version in copies["versions"]}
    assert statuses.keys() == {"0.1", "0.2", "0.3"}
    assert (statuses["0.1"], statuses["0.3"]) == ("Trained", "NeedsTraining")
    assert copies["deleted"] == DONE
    assert set(copies["versionsLeft"]) == {"0.1", "0.3"}


def test_names_and_settings_are_edited(found: dict[str, Any]) -> None:
    edited = found["edited"]
    answers = ("renamedIntent", "deletedIntent", "renamedApp", "renamedVersion", "changedSettings")
    assert {answer: edited[answer] for answer in answers} == dict.fromkeys(answers, DONE)
    assert edited["intent"]["name"] == "Praise"
    assert (edited["app"]["name"], edited["app"]["description"]) == ("travels", "books more flights")
    assert set(edited["intents"]) == {"None", *booking.INTENTS}
    assert set(edited["versions"]) == {"0.1", "second"}
    assert {"name": "NormalizePunctuation", "value": "true"} in edited["settings"]


def test_deleted_app_is_gone(found: dict[str, Any]) -> None:
    assert found["deleted"] == DONE
    assert found["appsLeft"] == []


def test_cultures_are_listed_by_code(found: dict[str, Any]) -> None:
    assert {"name": "English", "code": "en-us"} in found["cultures"]


def _entities(found: dict[str, Any], query: str) -> list[dict[str, Any]]:
    entities: list[dict[str, Any]] = found["predictions"][query]["full"]["entities"]
    return entities
