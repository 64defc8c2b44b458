"""The `luis` command line (`luis-apis` 2.6.2), from an import to the deletion."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from clients import booking
from clients.running import RunScript
from live import Keys

DONE = {"code": "Success", "message": "Operation Successful"}
QUERY = "book a flight with lufthansa from paris to oslo"
MODELS = {
    **dict.fromkeys(("None", *booking.INTENTS), "Intent"),
    "Cabin": "Entity",
    "City": "Entity",
    "Airline": "Closed",
    "FlightNumber": "Regex",
}


@pytest.fixture
def imported(luis_cli: RunScript, tmp_path: Path) -> tuple[str, str, str, str]:
    """How a command names the version of an app that the command line imported."""
    (tmp_path / "app.json").write_text(json.dumps(booking.app_json("from a file")))
    app = _answer(luis_cli("import", "application", "--in", "app.json", "--appName", "travel"))
    assert (app["name"], app["culture"], app["activeVersion"]) == ("travel", "en-us", "0.1")
    return ("--appId", app["id"], "--versionId", "0.1")


def test_training_waits_and_prints_each_model_once_more_until_done(
    luis_cli: RunScript, imported: tuple[str, ...]
) -> None:
    done = luis_cli("train", "version", *imported, "--wait")
    assert done.returncode == 0, done.stderr
    table = _table(done.stderr)
    assert table == {name: (kind, 0, "Success") for name, kind in MODELS.items()}
    rows = _answer(done)
    assert len(rows) == len(MODELS)
    assert {row["details"]["status"] for row in rows} == {"Success"}

    again = _answer(luis_cli("train", "version", *imported))
    assert again == {"statusId": 2, "status": "UpToDate"}
    status = luis_cli("get", "status", *imported, "--wait")
    assert _table(status.stderr) == {name: (kind, 2, "UpToDate") for name, kind in MODELS.items()}


def test_failed_model_is_named_with_its_reason(
    luis_cli: RunScript, imported: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "intent.json").write_text(json.dumps({"name": "Complain"}))
    assert _answer(luis_cli("add", "intent", "--in", "intent.json", *imported))["body"]
    done = luis_cli("train", "version", *imported, "--wait")
    assert done.returncode == 0, done.stderr
    assert _table(done.stderr)["Complain"] == ("Intent", 1, "Fail")
    assert [row["details"].get("failureReason") for row in _answer(done)].count("FewLabels") == 1
    refused = luis_cli("publish", "version", *imported)
    assert refused.returncode == 1
    assert "One or more models in the application version require training." in refused.stderr


def test_app_is_published_and_queried_with_the_key_in_the_url(
    luis_cli: RunScript, imported: tuple[str, ...], keys: Keys
) -> None:
    assert luis_cli("train", "version", *imported, "--wait").returncode == 0
    published = _answer(luis_cli("publish", "version", *imported))
    assert (published["versionId"], published["isStaging"]) == ("0.1", False)
    asked = ("query", *imported, "--subscriptionKey", keys.endpoint, "-q", QUERY)
    bare, verbose = _answer(luis_cli(*asked)), _answer(luis_cli(*asked, "--verbose"))
    assert (bare["query"], bare["topScoringIntent"]["intent"]) == (QUERY, "BookFlight")
    assert "intents" not in bare
    assert {scored["intent"] for scored in verbose["intents"]} == {"None", *booking.INTENTS}
    entities = {(e["type"], e.get("role"), e["entity"]) for e in verbose["entities"]}
    assert entities == {
        ("Airline", None, "lufthansa"),
        ("City", "origin", "paris"),
        ("City", "target", "oslo"),
    }


def test_versions_are_cloned_renamed_exported_and_deleted(
    luis_cli: RunScript, imported: tuple[str, ...], tmp_path: Path
) -> None:
    app = imported[:2]
    assert _answer(luis_cli("clone", "version", *imported, "--newVersionId", "0.2")) == {"body": "0.2"}
    renamed = luis_cli("rename", "version", *app, "--versionId", "0.2", "--newVersionId", "0.3")
    assert _answer(renamed) == DONE
    assert {v["version"] for v in _answer(luis_cli("list", "versions", *app))} == {"0.1", "0.3"}

    exported = _answer(luis_cli("export", "version", *app, "--versionId", "0.3"))
    assert (exported["name"], exported["versionId"]) == ("travel", "0.3")
    given = booking.app_json("travel")
    assert {u["text"] for u in exported["utterances"]} == {u["text"] for u in given["utterances"]}
    roles = [e["role"] for u in exported["utterances"] for e in u["entities"] if "role" in e]
    assert sorted(set(roles)) == ["origin", "target"]
    (tmp_path / "again.json").write_text(json.dumps(exported))
    done = luis_cli("import", "version", *app, "--versionId", "0.4", "--in", "again.json")
    assert done.returncode == 0, done.stderr

    for version in ("0.3", "0.4"):
        gone = luis_cli("delete", "version", *app, "--versionId", version, "--force")
        assert _answer(gone) == DONE
    assert [v["version"] for v in _answer(luis_cli("list", "versions", *app))] == ["0.1"]


def test_models_and_examples_are_listed(luis_cli: RunScript, imported: tuple[str, ...]) -> None:
    models = _answer(luis_cli("list", "models", *imported))
    assert {model["name"] for model in models} == {*MODELS, "datetimeV2", "number"}
    (airline,) = _answer(luis_cli("list", "closedlists", *imported))
    assert {s["canonicalForm"]: s["list"] for s in airline["subLists"]} == booking.AIRLINES
    examples = _answer(luis_cli("list", "examples", *imported, "--skip", "2", "--take", "5"))
    assert len(examples) == 5
    assert _answer(luis_cli("list", "features", *imported)) == {
        "phraselistFeatures": [],
        "patternFeatures": [],
    }


def test_refusal_prints_its_message_and_fails(luis_cli: RunScript, imported: tuple[str, ...]) -> None:
    early = luis_cli("get", "status", *imported)
    assert early.returncode == 1
    assert "Training request is required before getting training status" in early.stderr
    unknown = luis_cli("get", "version", *imported[:2], "--versionId", "9.9")
    assert unknown.returncode == 1
    assert "Cannot find a task with the specified version ID" in unknown.stderr


def test_app_is_deleted(luis_cli: RunScript, imported: tuple[str, ...]) -> None:
    assert _answer(luis_cli("delete", "application", *imported[:2], "--force")) == DONE
    assert _answer(luis_cli("list", "applications")) == []


def _answer(done: Any) -> Any:
    assert done.returncode == 0, done.stderr
    # A command that waited has moved the cursor up, to print its table again in the same place.
    return json.loads(re.sub(r"\x1b\[[0-9]+A", "", done.stdout))


def _table(printed: str) -> dict[str, tuple[str, int, str]]:
    """The last row that the command printed for each model: the first word of its kind, and its status."""
    rows = re.finditer(r"^ (\w+) +(\w+) [\w. ]*?([0-9]) +(\w+) *[\w…]* *$", printed, re.MULTILINE)
    return {
        name: (kind, int(number), status) for name, kind, number, status in (row.groups() for row in rows)
    }
