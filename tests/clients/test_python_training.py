"""What training tells a user of SDK 0.2.0 when they train again, too early, or in vain."""

from __future__ import annotations

from typing import Any

from clients import booking
from clients.running import RunScript
from live import Keys

INTENTS = {"None", *booking.INTENTS}
QUEUED = {"statusId": 9, "status": "Queued"}


def test_second_training_finds_everything_up_to_date_and_an_edit_only_what_depends_on_it(
    run_python: RunScript, keys: Keys
) -> None:
    relabelled = ("BookFlight", "i need a business {Cabin class} ticket to {Place::to vienna}")
    found = run_python(
        "train_twice.py",
        keys,
        examples=booking.examples(),
        intents=booking.INTENTS,
        flightNumber=booking.FLIGHT_NUMBER,
        relabelled=booking.examples([relabelled])[0],
    )
    first, second, third = (found[occasion]["rows"] for occasion in ("first", "second", "third"))
    assert found["first"]["accepted"] == QUEUED
    assert first.keys() == {*INTENTS, "Cabin", "Place", "FlightNumber"}
    assert _statuses(first) == dict.fromkeys(first, (0, "Success"))

    assert found["second"]["accepted"] == {"statusId": 2, "status": "UpToDate"}
    assert _statuses(second) == dict.fromkeys(first, (2, "UpToDate"))
    assert _dates(second) == _dates(first)

    assert (found["statusAfterEdit"], found["statusAfterTraining"]) == ("NeedsTraining", "Trained")
    assert found["third"]["accepted"] == QUEUED
    untouched = {*INTENTS, "FlightNumber"}
    assert third["Cabin"]["status"] == "Success"
    assert third["Cabin"]["trainingDateTime"] >= first["Cabin"]["trainingDateTime"]
    assert {name: third[name]["status"] for name in untouched} == dict.fromkeys(untouched, "UpToDate")
    assert {name: _dates(third)[name] for name in untouched} == {n: _dates(first)[n] for n in untouched}


def test_intent_without_utterances_fails_alone_and_holds_up_publishing(
    run_python: RunScript, keys: Keys
) -> None:
    found = run_python("few_labels.py", keys, examples=booking.examples(), intents=booking.INTENTS)
    failed, repaired = found["attempts"]
    complain = failed["rows"].pop("Complain")
    assert (complain["statusId"], complain["status"]) == (1, "Fail")
    assert complain["failureReason"] == "FewLabels"
    assert "trainingDateTime" not in complain
    assert set(_statuses(failed["rows"]).values()) == {(0, "Success")}
    assert failed["trainingStatus"] == "NeedsTraining"
    assert failed["refusal"]["status"] == 400
    assert failed["refusal"]["error"]["message"] == (
        "The application cannot be published. One or more models in the application version require training."
    )

    assert repaired["rows"]["Complain"]["status"] == "Success"
    assert repaired["rows"]["Complain"]["exampleCount"] == 1
    assert {row["status"] for row in repaired["rows"].values()} <= {"Success", "UpToDate"}
    assert (repaired["trainingStatus"], repaired["refusal"]) == ("Trained", None)
    assert found["prediction"]["topScoringIntent"]["intent"] == "Complain"


def test_edit_during_training_leaves_the_version_in_need_of_training(
    run_python: RunScript, keys: Keys
) -> None:
    found = run_python(
        "edit_during_training.py",
        keys,
        examples=booking.examples(booking.many_sentences()),
        intents=booking.INTENTS,
        lateExample=booking.examples([("Greeting", "ahoy captain")])[0],
    )
    assert found["accepted"] == found["acceptedAgain"] == QUEUED
    assert "InProgress" in {row["status"] for row in found["rowsAfterEdit"].values()}
    assert set(_statuses(found["rows"]).values()) == {(0, "Success")}
    assert found["rows"]["Greeting"]["exampleCount"] == 4
    assert found["trainingStatus"] == "NeedsTraining"

    assert found["rowsAgain"]["Greeting"]["status"] == "Success"
    assert found["rowsAgain"]["Greeting"]["exampleCount"] == 5
    assert found["trainingStatusAgain"] == "Trained"


def test_slot_serves_what_was_published_to_it(run_python: RunScript, keys: Keys) -> None:
    complaints = ("this is a disgrace", "i want my money back", "your service is a disgrace")
    found = run_python(
        "slots.py",
        keys,
        examples=booking.examples(),
        intents=booking.INTENTS,
        complaints=booking.examples([("Complain", text) for text in complaints]),
        query=complaints[0],
    )
    before = found["published"]
    assert set(before["intents"]) == INTENTS
    assert found["edited"] == found["trained"] == found["production"] == before
    assert found["staging"]["top"] == "Complain"
    assert set(found["staging"]["intents"]) == {*INTENTS, "Complain"}
    assert {slot: found["endpoints"][slot]["isStaging"] for slot in ("PRODUCTION", "STAGING")} == {
        "PRODUCTION": False,
        "STAGING": True,
    }


def _statuses(rows: dict[str, Any]) -> dict[str, tuple[int, str]]:
    return {name: (row["statusId"], row["status"]) for name, row in rows.items()}


def _dates(rows: dict[str, Any]) -> dict[str, str]:
    return {name: row["trainingDateTime"] for name, row in rows.items()}
