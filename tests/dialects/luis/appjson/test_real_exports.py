"""Every real export we know of goes in and comes back equal, or is refused for a reason given here."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from stationmaster.dialects.luis.appjson import (
    SCHEMAS,
    ImportedApp,
    InvalidAppJson,
    convert,
    parse_app,
    render_app,
)
from stationmaster.dialects.luis.appjson.carried import same
from stationmaster.dialects.luis.appjson.layout import schema_of
from stationmaster.domain.dataset import EntityKind

EXPORTS = Path(__file__).resolve().parents[5] / "shared" / "data" / "luis"


@dataclass(frozen=True)
class Expected:
    """What one file holds; labels count nested ones too."""

    schema: str
    intents: int
    entities: int
    utterances: int
    labels: int
    refusal: str | None = None


EXPECTED = {
    "all_kinds_v3.2.0": Expected("3.2.0", 10, 12, 28, 11),
    "atc_flulos_v7.0.0_nested": Expected("7.0.0", 5, 5, 47, 249),
    "colors_v2.1.0_12intents_phraselist": Expected("2.1.0", 12, 1, 112, 11),
    "flightbooking_v3.2.0_bot_template": Expected("3.2.0", 4, 4, 27, 19),
    "foo_fr-fr_v4.0.0": Expected("4.0.0", 2, 0, 1, 0),
    "getprice_v1.3.0_bing_entities": Expected("1.3.0", 2, 2, 21, 20),
    # 11 utterances belong to an intent that the file does not declare
    "hotel_es-ES_v1.3.0_latin1_bytes": Expected(
        "1.3.0", 27, 3, 21, 11, "Cannot find the model (SearchHotels) in the specified application version"
    ),
    "hr_composite_v3.0.0": Expected("3.0.0", 10, 6, 89, 37),
    "hr_pattern_roles_v3.0.0": Expected("3.0.0", 14, 10, 160, 102),
    "hr_speech_v3.0.0_patterns_roles": Expected("3.0.0", 5, 8, 26, 29),
    "hyphenated_names_v2.1.0_regexfeature": Expected("2.1.0", 2, 1, 16, 14),
    "luisbot_v1.3.0_features": Expected("1.3.0", 4, 2, 21, 11),
    "medication_v3.0.0_big_lists": Expected("3.0.0", 4, 6, 73, 53),
    "pizza_v6.0.0_ml_children": Expected("6.0.0", 4, 2, 18, 16),
    "portal_app_v3.2.0_regex": Expected("3.2.0", 2, 1, 18, 0),
    "sandwich_v4.0.0_patterns_lists": Expected("4.0.0", 4, 9, 11, 0),
    "todo_skill_v3.2.0_817utt": Expected("3.2.0", 24, 9, 817, 375),
    "travel_agent_v2.1.0_hier_composite_list": Expected("2.1.0", 5, 9, 37, 26),
    "tubebot_v2.1.0_lists": Expected("2.1.0", 4, 2, 67, 0),
    "tutorial_hierarchic_v3.1.0": Expected("3.1.0", 2, 1, 8, 16),
    "tutorial_prebuilt_v3.1.0": Expected("3.1.0", 6, 2, 52, 0),
    "v7app_nested_settings": Expected("7.0.0", 1, 7, 4, 12),
    "venusbot_v2.1.0_composite": Expected("2.1.0", 6, 8, 59, 21),
    "weather_or_home_v3.0.0": Expected("3.0.0", 3, 2, 80, 20),
}
ACCEPTED = [name for name, expected in EXPECTED.items() if expected.refusal is None]

pytestmark = pytest.mark.skipif(
    not EXPORTS.is_dir(), reason="the real exports are not part of this repository and not beside it"
)


def given(name: str) -> bytes:
    return (EXPORTS / f"{name}.json").read_bytes()


def parsed(data: bytes) -> ImportedApp:
    numbers = itertools.count(1)
    return parse_app(data, new_id=lambda: f"id-{next(numbers)}")


def rendered(app: ImportedApp, version_name: str | None = None) -> dict[str, Any]:
    return render_app(
        name=app.name,
        description=app.description,
        culture=app.culture,
        version_name=version_name or app.version_name,
        dataset=app.dataset,
        carried=app.carried,
        schema=app.schema,
    )


def labels_in(spans: tuple[Any, ...]) -> int:
    return sum(1 + labels_in(span.children) for span in spans)


def test_every_export_has_an_expectation() -> None:
    assert {path.stem for path in EXPORTS.glob("*.json")} == set(EXPECTED)


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_real_export_comes_back_equal(name: str) -> None:
    app, expected = parsed(given(name)), EXPECTED[name]
    assert same(rendered(app), json.loads(given(name)))
    dataset = app.dataset
    counts = (len(dataset.intents), len(dataset.entities), len(dataset.utterances))
    assert counts == (expected.intents, expected.entities, expected.utterances)
    assert sum(labels_in(utterance.spans) for utterance in dataset.utterances) == expected.labels
    assert (app.schema, app.repairs) == (expected.schema, ())


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_comes_back_can_be_read_again(name: str) -> None:
    app = parsed(given(name))
    again = parsed(json.dumps(rendered(app)).encode())
    assert again == app


@pytest.mark.parametrize("name", [name for name in EXPECTED if name not in ACCEPTED])
def test_a_broken_export_is_refused_with_the_place(name: str) -> None:
    with pytest.raises(InvalidAppJson) as refusal:
        parsed(given(name))
    assert str(refusal.value) == f"{EXPECTED[name].refusal}: $.utterances[0].intent"


def test_latin1_bytes_are_read_with_a_stated_repair() -> None:
    text = given("hotel_es-ES_v1.3.0_latin1_bytes").decode("cp1252").replace("SearchHotels", "Servicios")
    app = parsed(text.encode("cp1252"))
    assert app.repairs == ("The file is not valid UTF-8; its bytes were read as Windows-1252.",)
    assert "ObtenerUbicación" in {intent.name for intent in app.dataset.intents}
    assert same(rendered(app), json.loads(text))
    assert app.culture == "es-es"


def test_schema_1_counts_tokens() -> None:
    app = parsed(given("getprice_v1.3.0_bing_entities"))
    said = {
        utterance.text: [utterance.text[span.start : span.end] for span in utterance.spans]
        for utterance in app.dataset.utterances
    }
    assert said["i need the price of exchange online at 10%"] == ["exchange online"]
    assert said["hi. i need e5 at 10%"] == ["e5"]


def test_a_part_labelled_beside_its_entity_belongs_to_it() -> None:
    app = parsed(given("pizza_v6.0.0_ml_children"))
    utterance = next(u for u in app.dataset.utterances if "small pepperoni" in u.text)
    assert [(span.entity, utterance.text[span.start : span.end]) for span in utterance.spans] == [
        ("Order::Size", "small"),
        ("Order", "small pepperoni pizza"),
    ]


def test_parts_of_parts_are_kept_where_they_lie() -> None:
    app = parsed(given("atc_flulos_v7.0.0_nested"))
    turn = next(entity for entity in app.dataset.entities if entity.name == "MLTurn")
    assert turn.kind is EntityKind.MACHINE_LEARNED
    assert [(c.name, [d.name for d in c.children]) for c in turn.children] == [
        ("Direction", []),
        ("Degrees", ["Value"]),
        ("Heading", ["Value"]),
        ("Place", ["Value"]),
    ]
    spans = [s for u in app.dataset.utterances for s in u.spans if s.entity == "MLTurn"]
    deepest = {d.entity for s in spans for c in s.children for d in c.children}
    assert deepest == {"Value"}


@pytest.mark.parametrize("name", ACCEPTED)
@pytest.mark.parametrize("schema", SCHEMAS)
def test_a_real_export_can_be_had_in_every_schema(name: str, schema: str) -> None:
    app = parsed(given(name))
    document, losses = convert(
        name=app.name,
        description=app.description,
        culture=app.culture,
        version_name=app.version_name,
        dataset=app.dataset,
        carried=app.carried,
        schema=app.schema,
        to_schema=schema,
    )
    again = parsed(json.dumps(document).encode())
    before, after = app.dataset.utterances, again.dataset.utterances
    assert [(u.text, u.intent) for u in after] == [(u.text, u.intent) for u in before]
    assert {i.name for i in again.dataset.intents} == {i.name for i in app.dataset.intents}
    if schema_of(schema) >= schema_of(app.schema) and not app.carried:
        assert losses == ()
        assert [labels_in(u.spans) for u in after] == [labels_in(u.spans) for u in before]
