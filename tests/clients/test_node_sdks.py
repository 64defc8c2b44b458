"""The life of an app through npm's authoring 3.0.1, and predictions through runtime 2.0.0."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from clients import booking
from clients.running import NewTenant, PublishedApp, RunScript

DONE = {"code": "Success", "message": "Operation Successful"}
ENTITIES = {"Cabin": 1, "Place": 3, "Airline": 5, "FlightNumber": 8}
TRAINED = {"None", *booking.INTENTS, *ENTITIES}
DENIED = (
    "Access denied due to invalid subscription key. "
    "Make sure to provide a valid key for an active subscription."
)
QUERY = "book a flight from paris to oslo tomorrow"


@pytest.fixture(scope="module")
def authored(run_node: RunScript, new_tenant: NewTenant) -> dict[str, Any]:
    found: dict[str, Any] = run_node(
        "authoring/sequence.cjs",
        new_tenant(),
        intents=booking.INTENTS,
        airlines=booking.AIRLINES,
        flightNumber=booking.FLIGHT_NUMBER,
        examples=booking.examples(),
        oneMore=booking.examples([("Greeting", "good evening")])[0],
        appJson=booking.app_json("roles"),
        unknownKey="0" * 32,
    )
    return found


@pytest.fixture(scope="module")
def predicted(run_node: RunScript, published_app: PublishedApp) -> dict[str, Any]:
    before = datetime.now(UTC)
    found = run_node(
        "runtime/predict.cjs",
        published_app.keys,
        appId=published_app.id,
        queries=[QUERY],
        unknownKey="0" * 32,
    )
    return {**found, "between": (before, datetime.now(UTC))}


def test_node_gets_ids_of_what_it_made(authored: dict[str, Any]) -> None:
    made = authored["made"]
    ids = [
        authored["appId"],
        *made["intents"],
        *(made[k] for k in ("simple", "hierarchical", "list", "regex")),
    ]
    assert len({UUID(one) for one in ids}) == 8
    assert [prebuilt["name"] for prebuilt in made["prebuilts"]] == ["datetimeV2"]
    assert isinstance(made["phraseList"], int)
    assert (made["pattern"]["pattern"], made["pattern"]["intent"]) == (
        "where is flight {FlightNumber}",
        "FlightStatus",
    )


def test_node_adds_examples(authored: dict[str, Any]) -> None:
    values = [entry["value"] for entry in authored["batch"]] + [authored["example"]]
    texts = [*(example["text"] for example in booking.examples()), "good evening"]
    assert [value["utteranceText"] for value in values] == texts
    assert max(value["exampleId"] for value in values) < 0


def test_node_waits_for_training(authored: dict[str, Any]) -> None:
    early = authored["beforeTraining"]
    assert (early["status"], early["code"]) == (400, "BadArgument")
    assert early["message"] == "Training request is required before getting training status"
    assert authored["accepted"] == {"statusId": 9, "status": "Queued"}
    assert _statuses(authored, "rows") == dict.fromkeys(TRAINED, (0, "Success"))
    assert authored["acceptedAgain"] == {"statusId": 2, "status": "UpToDate"}
    assert _statuses(authored, "rowsAgain") == dict.fromkeys(TRAINED, (2, "UpToDate"))


def test_node_lists_models(authored: dict[str, Any]) -> None:
    kinds = {model["name"]: model["typeId"] for model in authored["models"]}
    assert kinds == {**dict.fromkeys(("None", *booking.INTENTS), 0), **ENTITIES, "datetimeV2": 2}
    (place,) = [model for model in authored["models"] if model["name"] == "Place"]
    assert [child["name"] for child in place["children"]] == ["from", "to"]
    features = authored["features"]
    assert [feature["name"] for feature in features["phraselistFeatures"]] == ["cabins"]
    assert features["patternFeatures"] == []


def test_node_publishes(authored: dict[str, Any]) -> None:
    published, app = authored["published"], authored["app"]
    assert (published["versionId"], published["isStaging"]) == ("0.1", False)
    assert published["endpointUrl"].endswith(f"/luis/v2.0/apps/{authored['appId']}")
    assert (app["name"], app["activeVersion"]) == ("travel", "0.1")
    assert authored["version"]["trainingStatus"] == "Trained"


def test_node_keeps_roles_through_export_and_import(authored: dict[str, Any]) -> None:
    copies = authored["copies"]
    assert (copies["imported"], copies["cloned"]) == ("0.3", "0.2")
    assert set(copies["versions"]) == {"0.1", "0.2", "0.3"}
    assert copies["deleted"] == DONE
    exported = copies["exported"]
    given = {
        utterance["text"]: utterance["entities"] for utterance in booking.app_json("roles")["utterances"]
    }
    for utterance in exported["utterances"]:
        assert _labels(utterance["entities"]) == _labels(given.pop(utterance["text"]))
    assert given == {}
    assert copies["again"] == exported | {"name": "travel", "desc": "", "versionId": "0.3"}


def test_node_sees_refusals(authored: dict[str, Any]) -> None:
    refused = authored["refused"]
    assert refused["unknownVersion"] == {
        "status": 400,
        "code": "BadArgument",
        "message": "Cannot find a task with the specified version ID",
    }
    assert (refused["unknownKey"]["status"], refused["unknownKey"]["message"]) == (401, DENIED)


def test_node_deletes_its_app(authored: dict[str, Any]) -> None:
    assert authored["deleted"] == DONE
    assert authored["appsLeft"] == []


def test_node_predicts(predicted: dict[str, Any]) -> None:
    bare, full = predicted[QUERY]["bare"], predicted[QUERY]["full"]
    assert "intents" not in bare
    assert bare["topScoringIntent"]["intent"] == "BookFlight"
    assert {scored["intent"] for scored in full["intents"]} == {"None", *booking.INTENTS}
    assert full["intents"][0] == full["topScoringIntent"] == bare["topScoringIntent"]
    cities = {
        (e["role"], e["entity"], e["startIndex"], e["endIndex"])
        for e in full["entities"]
        if e["type"] == "City"
    }
    assert cities == {("origin", "paris", 19, 23), ("target", "oslo", 28, 31)}


def test_node_predicts_dates_at_the_users_offset(predicted: dict[str, Any]) -> None:
    entities = predicted[QUERY]["full"]["entities"]
    (day,) = [entity for entity in entities if entity["type"] == "builtin.datetimeV2.date"]
    offset = timedelta(days=1, minutes=-480)
    days = {(moment + offset).date().isoformat() for moment in predicted["between"]}
    (value,) = day["resolution"]["values"]
    assert (day["entity"], value["type"], value["value"] in days) == ("tomorrow", "date", True)


def test_node_predictions_need_a_known_key(predicted: dict[str, Any]) -> None:
    assert predicted["refused"] == {"status": 401, "message": DENIED}


def _statuses(authored: dict[str, Any], rows: str) -> dict[str, tuple[int, str]]:
    names = {model["id"]: model["name"] for model in authored["models"]}
    details = {names[row["modelId"]]: row["details"] for row in authored[rows]}
    return {name: (detail["statusId"], detail["status"]) for name, detail in details.items()}


def _labels(entities: list[dict[str, Any]]) -> set[tuple[str, int, int, str | None]]:
    return {(e["entity"], e["startPos"], e["endPos"], e.get("role")) for e in entities}
