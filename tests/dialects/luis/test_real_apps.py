"""Real exports of real apps, over HTTP: imported, trained, published, asked, exported and imported again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from wire import AUTHORING, Reply, Wire

from stationmaster.dialects.luis.appjson.carried import same
from stationmaster.domain.tenants import CredentialKind

EXPORTS = Path(__file__).resolve().parents[4] / "shared" / "data" / "luis"

pytestmark = pytest.mark.skipif(
    not EXPORTS.is_dir(), reason="the real exports are not part of this repository and not beside it"
)


@dataclass(frozen=True)
class Expected:
    """What becomes of a file: its version, its rows of training, and what is found again of its utterances."""

    version: str
    rows: int
    intents: float = 1.0  #: share of utterances that keep their intent
    labels: float = 1.0  #: share of labels of learned entities that are found


EXPECTED = {
    "all_kinds_v3.2.0": Expected("0.1", 19),
    "atc_flulos_v7.0.0_nested": Expected("0.1_v3", 10),
    "colors_v2.1.0_12intents_phraselist": Expected("0.1", 13),
    "flightbooking_v3.2.0_bot_template": Expected("0.1", 7),
    "foo_fr-fr_v4.0.0": Expected("0.1", 2),
    "getprice_v1.3.0_bing_entities": Expected("0.1", 3),
    "hr_composite_v3.0.0": Expected("composite", 14),
    "hr_pattern_roles_v3.0.0": Expected("roles", 21),
    "hr_speech_v3.0.0_patterns_roles": Expected("0.1", 12),
    "hyphenated_names_v2.1.0_regexfeature": Expected("0.1", 3),
    "luisbot_v1.3.0_features": Expected("0.1", 6),
    "medication_v3.0.0_big_lists": Expected("0.1", 10),
    "pizza_v6.0.0_ml_children": Expected("0.1", 5),
    "portal_app_v3.2.0_regex": Expected("0.1", 3),
    "sandwich_v4.0.0_patterns_lists": Expected("0.1", 10),
    # It holds texts that differ in nothing but their intent: "show more" under ShowNext and ShowNextPage
    "todo_skill_v3.2.0_817utt": Expected("0.1", 31, 0.95),
    "travel_agent_v2.1.0_hier_composite_list": Expected("0.1", 12),
    "tubebot_v2.1.0_lists": Expected("0.1", 6),
    "tutorial_hierarchic_v3.1.0": Expected("hierarchic", 3),
    "tutorial_prebuilt_v3.1.0": Expected("prebuilt", 6),
    # Half of its labels lie inside others, of which the longest is learned
    "v7app_nested_settings": Expected("0.1", 7, labels=0.5),
    "venusbot_v2.1.0_composite": Expected("0.2", 12),
    "weather_or_home_v3.0.0": Expected("entity1", 4),
}
REFUSED = {"hotel_es-ES_v1.3.0_latin1_bytes"}

#: A learner may change its mind about a few of the utterances that it was fitted to.
TOLERATED = 0.05


def given(name: str) -> bytes:
    return (EXPORTS / f"{name}.json").read_bytes()


def sent(luis: Wire, file: bytes) -> Reply:
    return luis.send("POST", f"{AUTHORING}/apps/import", content=file)


def version_of(luis: Wire, app_id: str) -> str:
    (version,) = luis.get(f"/apps/{app_id}/versions")
    return str(version["version"])


def test_every_file_has_an_expectation() -> None:
    assert {path.stem for path in EXPORTS.glob("*.json")} == EXPECTED.keys() | REFUSED


@pytest.mark.parametrize("name", EXPECTED)
def test_an_app_goes_the_whole_way(luis: Wire, name: str) -> None:
    expected, file = EXPECTED[name], given(name)
    app_id = sent(luis, file).json
    version = version_of(luis, app_id)
    assert version == expected.version
    rows = luis.train(app_id, version)
    assert len(rows) == expected.rows
    assert {row["details"]["status"] for row in rows} == {"Success"}
    models = luis.get(f"/apps/{app_id}/versions/{version}/models?take=500")
    assert {row["modelId"] for row in rows} <= {model["id"] for model in models}
    assert luis.publish(app_id, version).status == 201
    exported = luis.get(f"/apps/{app_id}/versions/{version}/export")
    answers = [predicted(luis, app_id, utterance["text"]) for utterance in exported["utterances"]]
    assert share(intents_kept(exported, answers)) >= expected.intents - TOLERATED
    if not exported["luis_schema_version"].startswith("1."):  # which counts in tokens
        assert share(labels_found(exported, answers, learned(models))) >= expected.labels - TOLERATED
    assert same(exported, json.loads(file))
    assert again(luis, exported) == exported


def predicted(luis: Wire, app_id: str, text: str) -> dict[str, Any]:
    endpoint = luis.with_key(luis.workshop.keys[CredentialKind.LUIS_ENDPOINT])
    answer: dict[str, Any] = endpoint.predict(app_id, text).json
    assert answer["query"] == text
    return answer


def share(outcomes: list[bool]) -> float:
    """The share of those that went well; of nothing, all."""
    return sum(outcomes) / len(outcomes) if outcomes else 1.0


def intents_kept(exported: dict[str, Any], answers: list[dict[str, Any]]) -> list[bool]:
    """Whether each utterance is predicted to have its own intent."""
    return [
        answer["topScoringIntent"]["intent"] == utterance["intent"]
        for utterance, answer in zip(exported["utterances"], answers, strict=True)
    ]


def learned(models: list[dict[str, Any]]) -> set[str]:
    """The names, in labels, of entities that are learned: simple ones and hierarchical children."""
    simple = {model["name"] for model in models if model["typeId"] == 1}
    parents = [model for model in models if model["typeId"] == 3]
    return simple | {
        f"{parent['name']}::{child['name']}" for parent in parents for child in parent["children"]
    }


def labels_found(exported: dict[str, Any], answers: list[dict[str, Any]], names: set[str]) -> list[bool]:
    """Whether each label of these entities is predicted in its place, with its role if it names one.

    Where it names none a pattern may.
    """
    outcomes = []
    for utterance, answer in zip(exported["utterances"], answers, strict=True):
        found = {
            (entity["type"], entity["startIndex"], entity["endIndex"], role)
            for entity in answer["entities"]
            for role in {"", entity.get("role", "")}
        }
        outcomes += [
            (label["entity"], label["startPos"], label["endPos"], label.get("role", "")) in found
            for label in utterance["entities"]
            if label["entity"] in names
        ]
    return outcomes


def again(luis: Wire, exported: dict[str, Any]) -> dict[str, Any]:
    """The export of an import of an export."""
    app_id = luis.create("/apps/import?appName=again", exported)
    version = version_of(luis, app_id)
    second: dict[str, Any] = luis.get(f"/apps/{app_id}/versions/{version}/export")
    return second | {"name": exported["name"]}


def test_utterances_of_an_undeclared_intent_are_refused(luis: Wire) -> None:
    refused = sent(luis, given("hotel_es-ES_v1.3.0_latin1_bytes"))
    assert refused.status == 400
    assert refused.message == (
        "Cannot find the model (SearchHotels) in the specified application version: $.utterances[0].intent"
    )
    assert luis.get("/apps") == []


def test_an_app_with_bare_intents_trains_the_others_and_is_not_published(luis: Wire) -> None:
    """The same file with its undeclared intent set right: most of its intents have no utterances."""
    text = given("hotel_es-ES_v1.3.0_latin1_bytes").decode("cp1252").replace("SearchHotels", "Servicios")
    app_id = sent(luis, text.encode("cp1252")).json
    assert luis.get(f"/apps/{app_id}")["culture"] == "es-es"
    rows = [row["details"] for row in luis.train(app_id)]
    failed = [row for row in rows if row["status"] == "Fail"]
    assert len(failed) >= 20
    assert {row["failureReason"] for row in failed} == {"FewLabels"}
    assert {row["status"] for row in rows} == {"Fail", "Success"}
    refused = luis.publish(app_id)
    assert refused.status == 400
    assert "require training" in refused.message
