"""What an app JSON becomes, and how a broken one is refused."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from travel_app import parsed, rendered, travel

from stationmaster.dialects.luis.appjson import InvalidAppJson, parse_app
from stationmaster.dialects.luis.appjson.carried import same
from stationmaster.dialects.luis.appjson.parse import NO_SCHEMA
from stationmaster.domain.dataset import Entity, EntityKind, Origin

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
PARSE_FAILURE = "Failed to parse application json. Parameter name: applicationJsonString. "


def entities(document: Any) -> dict[str, Entity]:
    return {entity.name: entity for entity in parsed(document).dataset.entities}


def refusal(document: Any) -> str:
    with pytest.raises(InvalidAppJson) as refused:
        parsed(document)
    return str(refused.value)


def at(document: dict[str, Any], *path: str | int, value: Any = None, drop: bool = False) -> dict[str, Any]:
    """A copy with one place changed or dropped."""
    changed = copy.deepcopy(document)
    place: Any = changed
    for step in path[:-1]:
        place = place[step]
    if drop:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return changed


def test_an_app_with_every_key_comes_back_equal() -> None:
    assert same(rendered(parsed(travel())), travel())


def test_every_kind_of_entity_is_recognised() -> None:
    found = entities(travel())
    assert {name: entity.kind for name, entity in found.items()} == {
        "Trip": EntityKind.MACHINE_LEARNED,
        "Seat": EntityKind.MACHINE_LEARNED,
        "Place": EntityKind.HIERARCHICAL,
        "Route": EntityKind.COMPOSITE,
        "City": EntityKind.LIST,
        "Title": EntityKind.PATTERN_ANY,
        "Code": EntityKind.REGEX,
        "number": EntityKind.PREBUILT,
    }
    assert found["Trip"].children[0].children[0].instance_of == "number"
    assert [child.name for child in found["Place"].children] == ["From", "To"]
    assert [(s.id, s.canonical, s.synonyms) for s in found["City"].sublists] == [
        (1, "Paris", ("lutetia", "paname"))
    ]
    assert [(e.id, e.text) for e in found["Title"].explicit] == [(1, "to be or not to be")]
    assert found["Code"].regex == "[a-z]{3}[0-9]"
    assert [role.name for role in found["number"].roles] == ["count"]


def test_ids_are_new_and_numbered_items_have_none() -> None:
    dataset = parsed(travel()).dataset
    ids = [item.id for item in (*dataset.intents, *dataset.entities, *dataset.patterns)]
    ids += [role.id for entity in dataset.entities for role in entity.roles]
    ids += [child.id for entity in dataset.entities for child in entity.children]
    assert len(set(ids)) == len(ids)
    numbered = (*dataset.utterances, *dataset.phrase_lists, *dataset.regex_features)
    assert {item.id for item in numbered} == {""}
    assert [setting.id for setting in dataset.settings] == ["NormalizePunctuation"]


def test_features_settings_and_origins_are_read() -> None:
    dataset = parsed(travel()).dataset
    assert dataset.intents[2].origin == Origin(domain="Places", model="Cancel")
    assert dataset.phrase_lists[0].phrases == ("Paris", "Rome", "Oslo")
    assert dataset.phrase_lists[0].exchangeable
    assert not dataset.regex_features[0].active
    assert dataset.settings[0].value == "true"


def test_labels_of_parts_lie_in_the_label_of_their_entity() -> None:
    utterance = parsed(travel()).dataset.utterances[0]
    trip, place = utterance.spans
    assert (trip.role, place.entity) == ("outward", "Place::From")
    leg = trip.children[1]
    assert [utterance.text[s.start : s.end] for s in (trip, leg, leg.children[0], place)] == [
        "first class on day 2",
        "day 2",
        "2",
        "Rome",
    ]


def test_an_edit_wins_over_what_the_file_said() -> None:
    app = parsed(at(travel(), "phraselists", 0, "words", value="a, b"))
    assert rendered(app)["phraselists"][0]["words"] == "a, b"
    assert rendered(app, name="Renamed", version_name="0.2")["name"] == "Renamed"
    [phrase_list] = app.dataset.phrase_lists
    edited = type(phrase_list)(id="1", name=phrase_list.name, phrases=("c", "d"), carried=phrase_list.carried)
    dataset = type(app.dataset)(culture="en-us", phrase_lists=(edited,))
    [written] = rendered(app, dataset=dataset)["phraselists"]
    assert (written["words"], written["enabledForAllModels"]) == ("c,d", False)


def test_labels_snap_to_tokens_and_come_back_as_they_were() -> None:
    document = at(travel(), "utterances", 1, "entities", 0, "endPos", value=8)  # an end left out
    app = parsed(document)
    [span] = app.dataset.utterances[1].spans
    assert app.dataset.utterances[1].text[span.start : span.end] == "abc1"
    assert same(rendered(app), document)


def test_positions_of_the_file_are_left_when_an_edit_gives_them_another_meaning() -> None:
    app = parsed(at(travel(), "utterances", 1, "entities", 0, "endPos", value=8))
    edited = replace(app.dataset.utterances[1], text="pay abc1!")
    [written] = rendered(app, dataset=replace(app.dataset, utterances=(edited,)))["utterances"]
    assert written["entities"] == [{"entity": "Code", "startPos": 4, "endPos": 7}]


def test_text_outside_the_basic_plane_is_counted_in_utf16_units() -> None:
    text = "\U0001f600\U0001f680 abc1"
    label = {"entity": "Code", "startPos": 5, "endPos": 8}
    document = travel(utterances=[{"text": text, "intent": "None", "entities": [label]}])
    app = parsed(document)
    [span] = app.dataset.utterances[0].spans
    assert (span.start, span.end) == (3, 7)
    assert span.carried == {}
    assert same(rendered(app), document)


@PATIENT
@given(
    before=st.text(alphabet="a \U0001f600\U00020000", max_size=6),
    after=st.text(alphabet="b \U0001f680", max_size=6),
)
def test_a_label_finds_its_word_among_any_characters(before: str, after: str) -> None:
    text = f"{before} code {after}"
    start = len(f"{before} ".encode("utf-16-le")) // 2
    label = {"entity": "Code", "startPos": start, "endPos": start + 3}
    document = travel(utterances=[{"text": text, "intent": "None", "entities": [label]}])
    app = parsed(document)
    [span] = app.dataset.utterances[0].spans
    assert text[span.start : span.end] == "code"
    assert same(rendered(app), document)


def test_exact_duplicates_and_texts_under_two_intents_are_kept() -> None:
    said = [{"text": "hi", "intent": intent, "entities": []} for intent in ("None", "None", "Book")]
    app = parsed(travel(utterances=said))
    assert [(u.text, u.intent) for u in app.dataset.utterances] == [
        ("hi", "None"),
        ("hi", "None"),
        ("hi", "Book"),
    ]
    assert same(rendered(app), travel(utterances=said))


def test_what_we_do_not_know_is_given_back() -> None:
    document = travel(novelty={"x": [1, 1.5, None, True]}, desc=None, actions=[{"actionName": "go"}])
    document["utterances"][0]["entities"][1] |= {"value": "Rome", "role": ""}
    document["intents"][0]["colour"] = "red"
    document["closedLists"][0]["subLists"][0]["id"] = 17
    assert same(rendered(parsed(document)), document)


def test_only_a_culture_is_indispensable() -> None:
    app = parsed({"culture": "fr-FR"})
    assert (app.culture, app.schema, app.items, app.version_name) == ("fr-fr", "3.2.0", (), None)
    assert app.repairs == (NO_SCHEMA,)
    assert same(rendered(app), {"culture": "fr-FR"})


@pytest.mark.parametrize("schema", ["1.3.0", "2.1.0", "3.2.0", "4.0.0", "5.0.0", "7.0.0"])
@pytest.mark.parametrize("prebuilts", ["bing_entities", "prebuiltEntities"])
@pytest.mark.parametrize("features", ["model_features", "phraselists"])
def test_either_spelling_is_read_in_any_schema(schema: str, prebuilts: str, features: str) -> None:
    document = {
        "luis_schema_version": schema,
        "culture": "en-us",
        "entities": [{"name": "Place", "children": ["From", "To"]}],
        prebuilts: ["number"] if prebuilts == "bing_entities" else [{"name": "number"}],
        features: [{"name": "Cities", "mode": False, "words": "Rome", "activated": True}],
    }
    app = parsed(document)
    assert same(rendered(app), document)
    kinds = {entity.name: entity.kind for entity in app.dataset.entities}
    assert kinds == {"Place": EntityKind.HIERARCHICAL, "number": EntityKind.PREBUILT}
    assert not app.dataset.phrase_lists[0].exchangeable
    assert set(rendered(app, dataset=type(app.dataset)(culture="en-us"))) >= {prebuilts, features}


def test_composites_name_their_parts_as_strings_before_schema_6() -> None:
    document = {
        "luis_schema_version": "3.2.0",
        "culture": "en-us",
        "entities": [{"name": "Place", "children": ["From"], "roles": []}],
        "composites": [{"name": "Route", "children": ["Place::From", "number"], "roles": []}],
        "prebuiltEntities": [{"name": "number", "roles": []}],
    }
    app = parsed(document)
    assert [child.name for child in entities(document)["Route"].children] == ["Place::From", "number"]
    assert same(rendered(app), document)


@pytest.mark.parametrize(
    "data",
    [
        json.dumps(travel()).encode("utf-8-sig"),
        b"\xff\xfe" + json.dumps(travel()).encode("utf-16-le"),
        b"\xfe\xff" + json.dumps(travel()).encode("utf-16-be"),
    ],
)
def test_a_byte_order_mark_is_accepted(data: bytes) -> None:
    app = parsed(data)
    assert app.repairs == ()
    assert same(rendered(app), travel())


def test_windows_bytes_are_read_with_a_stated_repair() -> None:
    data = json.dumps({"culture": "de-de", "name": "Gr\u00fc\u00dfe \u20ac"}, ensure_ascii=False).encode(
        "cp1252"
    )
    app = parsed(data)
    assert app.name == "Gr\u00fc\u00dfe \u20ac"
    assert "its bytes were read as Windows-1252" in app.repairs[0]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "The JSON is malformed at line 1, column 1: expecting value."),
        (b'{\n  "a": tru}', "The JSON is malformed at line 2, column 8: expecting value."),
        (b'{"a": 1} x', "The JSON is malformed at line 1, column 10: extra data."),
        (b'{"a": [', "The JSON is malformed at line 1, column 8: expecting value."),
        (b'{"a": 1e999}', "The JSON cannot be read: number out of range."),
        (b"[]", "$ must be an object, not an array."),
        (b"null", "$ must be an object, not null."),
        (b"\x81", "It is neither UTF-8 (the byte at position 0 does not fit) nor Windows-1252"),
        (b"\xff\xfe\x00\xd8", "Its byte order mark says utf-16-le, but the byte at position 0 does not fit."),
        (b'{"a":' * 80 + b"1" + b"}" * 80, "It is nested more than 64 levels deep."),
        (b"[" * 100_000, "It is nested more than 64 levels deep."),
    ],
)
def test_what_is_not_json_is_refused_with_the_position(data: bytes, reason: str) -> None:
    assert refusal(data).startswith(PARSE_FAILURE + reason)


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        (("culture",), None, "$.culture is missing."),
        (("culture",), "xx-yy", "$.culture names the culture xx-yy, which is not one of ar-ar,"),
        (
            ("luis_schema_version",),
            "8.0.0",
            "$.luis_schema_version 8.0.0 is not supported; 1.3.0 to 7.0.0 are.",
        ),
        (("luis_schema_version",), "1.2.9", "$.luis_schema_version 1.2.9 is not supported"),
        (("luis_schema_version",), "seven", "$.luis_schema_version seven is not supported"),
        (("luis_schema_version",), 7, "$.luis_schema_version must be a string, not a whole number."),
        (("name",), 7.5, "$.name must be a string, not a fraction."),
        (("utterances",), {}, "$.utterances must be an array, not an object."),
        (("utterances", 0), "hi", "$.utterances[0] must be an object, not a string."),
        (("utterances", 0, "text"), "  ", "$.utterances[0].text is empty."),
        (("utterances", 0, "text"), None, "$.utterances[0].text is missing."),
        (
            ("utterances", 0, "entities", 1, "startPos"),
            None,
            "$.utterances[0].entities[1].startPos is missing.",
        ),
        (
            ("utterances", 0, "entities", 1, "startPos"),
            True,
            "$.utterances[0].entities[1].startPos must be a whole number, not true or false.",
        ),
        (
            ("utterances", 0, "entities", 1),
            {"entity": "Trip", "startPos": 0, "endPos": 19, "role": "outward"},
            "$.utterances[0].entities[1] repeats the label Trip at 0,19 of $.utterances[0].entities[0].",
        ),
        (("intents", 1, "name"), "None", "$.intents[1].name gives a second intent the name None, which"),
        (("intents", 1, "name"), "", "$.intents[1].name is empty."),
        (("entities", 1, "name"), "Trip", "$.entities[1].name gives a second entity the name Trip, which"),
        (
            ("closedLists", 0, "name"),
            "Seat",
            "$.closedLists[0].name gives a second entity the name Seat, which",
        ),
        (
            ("entities", 0, "children", 1, "name"),
            "Leg",
            "$.entities[0].children[1].name gives a second child",
        ),
        (
            ("entities", 0, "roles"),
            ["a", "a"],
            "$.entities[0].roles[1] gives a second role the name a, which",
        ),
        (
            ("closedLists", 0, "subLists", 0, "list", 1),
            4,
            "$.closedLists[0].subLists[0].list[1] must be a string",
        ),
        (("phraselists", 0, "mode"), "yes", "$.phraselists[0].mode must be true or false, not a string."),
        (
            ("model_features",),
            [{"name": "x"}],
            "$.phraselists and $.model_features both declare the same kind",
        ),
        (("bing_entities",), ["age"], "$.prebuiltEntities and $.bing_entities both declare the same kind"),
        (
            ("intents", 2, "inherits"),
            {"domain_name": "Places"},
            "Missing prebuilt domain model name in intent #3.",
        ),
        (("settings", 0, "value"), 3, "$.settings[0].value must be a string, not a whole number."),
        (
            ("settings", 0),
            {"name": "ModelTier", "value": "enhaned"},
            "$.settings[0].value is refused: the setting ModelTier cannot be 'enhaned': it is standard, ",
        ),
    ],
)
def test_what_is_not_an_app_is_refused_with_its_path(
    path: tuple[str | int, ...], value: Any, reason: str
) -> None:
    assert refusal(at(travel(), *path, value=value)).startswith(PARSE_FAILURE + reason)


@pytest.mark.parametrize(
    ("path", "value", "model", "place"),
    [
        (("utterances", 1, "intent"), "Pay", "Pay", "$.utterances[1].intent"),
        (("patterns", 0, "intent"), "Pay", "Pay", "$.patterns[0].intent"),
        (("patterns", 0, "pattern"), "to {Town:x}", "Town", "$.patterns[0].pattern"),
        (("utterances", 1, "entities", 0, "entity"), "Town", "Town", "$.utterances[1].entities[0].entity"),
        (
            ("utterances", 0, "entities", 1, "entity"),
            "Place::Via",
            "Place::Via",
            "$.utterances[0].entities[1].entity",
        ),
        (
            ("utterances", 0, "entities", 0, "children", 0, "entity"),
            "Day",
            "Day",
            "$.utterances[0].entities[0].children[0].entity",
        ),
        (
            ("utterances", 0, "entities", 0, "role"),
            "back",
            "Trip:back",
            "$.utterances[0].entities[0].role",
        ),
        (("composites", 0, "children", 1, "name"), "Bus", "Bus", "$.composites[0].children[1].name"),
        (
            ("composites", 0, "children", 0, "name"),
            "Place::Via",
            "Place::Via",
            "$.composites[0].children[0].name",
        ),
    ],
)
def test_what_is_not_declared_is_refused_with_the_place(
    path: tuple[str | int, ...], value: str, model: str, place: str
) -> None:
    assert (
        refusal(at(travel(), *path, value=value))
        == f"Cannot find the model ({model}) in the specified application version: {place}"
    )


@pytest.mark.parametrize(("first", "last"), [(-1, 3), (4, 9), (5, 4), (3, 3)])
def test_a_label_outside_its_text_is_refused_with_utterance_entity_and_positions(
    first: int, last: int
) -> None:
    label = {"entity": "Code", "startPos": first, "endPos": last}
    message = refusal(at(travel(), "utterances", 1, "entities", 0, value=label))
    assert message == (
        f"Character indicies {first},{last} do not correspond to the start and end of a token. "
        "$.utterances[1].entities[0]: the label Code of utterance 2 covers no word of 'pay abc1', "
        "whose characters are counted from 0."
    )


def test_before_schema_2_a_label_behind_the_last_token_is_refused() -> None:
    label = {"entity": "Code", "startPos": 1, "endPos": 2}
    document = {
        "luis_schema_version": "1.3.0",
        "culture": "en-us",
        "intents": [{"name": "None"}],
        "entities": [{"name": "Code"}],
        "utterances": [{"text": "pay abc1", "intent": "None", "entities": [label]}],
    }
    assert "whose tokens are counted from 0" in refusal(document)
    label["endPos"] = 1
    [span] = parsed(document).dataset.utterances[0].spans
    assert (span.start, span.end) == (4, 8)


@pytest.mark.parametrize("path", [("regex_entities", 0, "regexPattern"), ("regex_features", 0, "pattern")])
def test_an_expression_that_cannot_be_matched_is_refused_with_the_place(path: tuple[str | int, ...]) -> None:
    message = refusal(at(travel(), *path, value="(?=a)b"))
    assert (
        message
        == f"$.{path[0]}[0].{path[2]}: the regular expression cannot be used: invalid perl operator: (?="
    )


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in a document."""
    if path:
        yield path
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield from places(inner, (*path, step))


ODD_VALUES: list[Any] = [
    None,
    True,
    -1,
    2**70,
    1.5,
    "",
    "None",
    "Trip",
    "x::y",
    [],
    [None],
    ["From"],
    {},
    {"name": "Z"},
]


@settings(PATIENT, max_examples=300)
@given(
    changes=st.lists(
        st.tuples(
            st.sampled_from(sorted(places(travel()), key=str)), st.sampled_from(ODD_VALUES), st.booleans()
        ),
        min_size=1,
        max_size=3,
    )
)
def test_a_damaged_app_is_either_given_back_equal_or_refused(
    changes: list[tuple[tuple[str | int, ...], Any, bool]],
) -> None:
    document = travel()
    for path, value, drop in changes:
        try:
            document = at(document, *path, value=copy.deepcopy(value), drop=drop)
        except (KeyError, IndexError, TypeError):
            continue
    try:
        app = parse_app(json.dumps(document).encode(), new_id=lambda: "id")
    except InvalidAppJson:
        return
    assert same(rendered(app), json.loads(json.dumps(document)))
