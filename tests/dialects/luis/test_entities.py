"""Entities of every kind with their parts."""

from __future__ import annotations

from typing import Any

import pytest
from dialects.luis.conftest import Author, mark

CITY = {"typeId": 1, "readableType": "Entity Extractor"}
#: What makes an entity of each kind, and what of it comes back.
KINDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "entities": ({}, {}),
    "hierarchicalentities": ({"children": ["from", "to"]}, {"children": ["from", "to"]}),
    "compositeentities": ({"children": ["City"]}, {"children": ["City"]}),
    "closedlists": (
        {"subLists": [{"canonicalForm": "Oslo", "list": ["os", "capital"]}, {"canonicalForm": "Rome"}]},
        {
            "subLists": [
                {"id": 1, "canonicalForm": "Oslo", "list": ["os", "capital"]},
                {"id": 2, "canonicalForm": "Rome", "list": []},
            ]
        },
    ),
    "regexentities": ({"regexPattern": "[a-z]{2}[0-9]+"}, {"regexPattern": "[a-z]{2}[0-9]+"}),
    "patternanyentities": (
        {"explicitList": ["the man from"]},
        {"explicitList": [{"id": 1, "explicitListItem": "the man from"}]},
    ),
}
COLLECTIONS = [*KINDS, "prebuilts"]


@pytest.fixture
def city(author: Author) -> str:
    entity_id: str = author.create("entities", {"name": "City"})
    return entity_id


def make(author: Author, collection: str, name: str = "Thing") -> str:
    """Make an entity of this kind; answers its id."""
    if collection == "prebuilts":
        prebuilt_id: str = author.create("prebuilts", ["number"])[0]["id"]
        return prebuilt_id
    entity_id: str = author.create(collection, {"name": name, **KINDS[collection][0]})
    return entity_id


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("collection", KINDS)
def test_entity_comes_back_as_defined(author: Author, collection: str) -> None:
    entity_id = make(author, collection)
    info = author.get(f"{collection}/{entity_id}")
    defined = KINDS[collection][1]
    if "children" in defined:
        info["children"] = [child["name"] for child in info["children"]]
    assert info == info | {"id": entity_id, "name": "Thing", "roles": []} | defined
    assert [each["id"] for each in author.get(collection)][-1] == entity_id
    assert author.get("models")[-1]["id"] == entity_id


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("collection", KINDS)
def test_entity_is_renamed_in_labels_and_patterns_and_then_deleted(author: Author, collection: str) -> None:
    entity_id = make(author, collection)
    text = "a trip to rome"
    author.label(text, "None", mark(text, "rome", "Thing"))
    pattern = author.create("patternrule", {"pattern": "a trip to {Thing}", "intent": "None"})
    author.change("PUT", f"{collection}/{entity_id}", {"name": "Other"})
    assert [label["entityName"] for label in author.labels(text)] == ["Other"]
    assert author.get("patternrules") == [pattern | {"pattern": "a trip to {Other}"}]
    assert "a trip to {Other}" in author.refused("DELETE", f"{collection}/{entity_id}")
    author.change("DELETE", f"patternrules/{pattern['id']}")
    author.change("DELETE", f"{collection}/{entity_id}")
    assert author.labels(text) == []
    assert "Other" not in author.names("models")


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("collection", ["hierarchicalentities", "closedlists", "regexentities"])
def test_entity_is_found_only_in_the_collection_of_its_kind(author: Author, collection: str) -> None:
    entity_id = make(author, collection)
    assert author.refused("GET", f"entities/{entity_id}")
    assert author.refused("DELETE", f"prebuilts/{entity_id}")
    assert author.names("entities") == ["City"]


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize("collection", COLLECTIONS)
def test_roles_live_in_every_kind(author: Author, collection: str) -> None:
    path = f"{collection}/{make(author, collection)}/roles"
    first, second = author.create(path, {"name": "origin"}), author.create(path, {"name": "target"})
    assert author.get(path) == [{"id": first, "name": "origin"}, {"id": second, "name": "target"}]
    author.change("PUT", f"{path}/{first}", {"name": "start"})
    assert author.get(f"{path}/{first}") == {"id": first, "name": "start"}
    author.change("DELETE", f"{path}/{second}")
    assert author.get("models")[-1]["roles"] == [{"id": first, "name": "start"}]
    assert "start" in author.refused("POST", path, {"name": "start"})
    assert author.refused("GET", f"{path}/{second}")


def test_role_is_carried_into_labels_and_patterns(author: Author, city: str) -> None:
    role_id = author.create(f"entities/{city}/roles", {"name": "origin"})
    author.label("from rome", "None", mark("from rome", "rome", "City", role="origin"))
    pattern = author.create("patternrule", {"pattern": "from { City : origin }", "intent": "None"})
    author.change("PUT", f"entities/{city}/roles/{role_id}", {"name": "start"})
    assert author.labels("from rome")[0]["role"] == "start"
    assert author.get("patternrules")[0]["pattern"] == "from {City:start}"
    assert "from {City:start}" in author.refused("DELETE", f"entities/{city}/roles/{role_id}")
    author.change("DELETE", f"patternrules/{pattern['id']}")
    author.change("DELETE", f"entities/{city}/roles/{role_id}")
    assert author.labels("from rome") == [{"entityName": "City", "startTokenIndex": 1, "endTokenIndex": 1}]


def test_children_of_a_hierarchical_entity_live(author: Author) -> None:
    path = f"hierarchicalentities/{make(author, 'hierarchicalentities', 'Place')}"
    child_id = author.create(f"{path}/children", {"name": "via"})
    assert author.get(f"{path}/children/{child_id}") == {
        "id": child_id,
        "name": "via",
        "typeId": 6,
        "readableType": "Hierarchical Child Entity Extractor",
    }
    author.label("via rome", "None", mark("via rome", "rome", "Place::via"))
    author.change("PUT", f"{path}/children/{child_id}", {"name": "over"})
    assert author.labels("via rome")[0]["entityName"] == "Place::over"
    author.change("DELETE", f"{path}/children/{child_id}")
    assert author.labels("via rome") == []
    assert [child["name"] for child in author.get(path)["children"]] == ["from", "to"]


def test_put_of_a_hierarchical_entity_replaces_name_and_children(author: Author) -> None:
    path = f"hierarchicalentities/{make(author, 'hierarchicalentities', 'Place')}"
    text = "from rome to oslo"
    author.label(text, "None", mark(text, "rome", "Place::from"), mark(text, "oslo", "Place::to"))
    ids = {child["name"]: child["id"] for child in author.get(path)["children"]}
    author.change("PUT", path, {"name": "Spot", "children": ["to", "via"]})
    kept, new = author.get(path)["children"]
    assert kept == {"id": ids["to"], "name": "to"}
    assert (new["name"], new["id"] in ids.values()) == ("via", False)
    assert [label["entityName"] for label in author.labels(text)] == ["Spot::to"]


@pytest.mark.usefixtures("city")
def test_children_of_a_composite_are_entities(author: Author) -> None:
    make(author, "hierarchicalentities", "Place")
    path = f"compositeentities/{make(author, 'compositeentities', 'Trip')}"
    child_id = author.create(f"{path}/children", {"name": "Place::from"})
    assert [child["name"] for child in author.get(path)["children"]] == ["City", "Place::from"]
    assert "(Train)" in author.refused("POST", f"{path}/children", {"name": "Train"})
    assert "(Place::by)" in author.refused("POST", f"{path}/children", {"name": "Place::by"})
    author.change("DELETE", f"{path}/children/{child_id}")
    assert [child["name"] for child in author.get(path)["children"]] == ["City"]


@pytest.mark.parametrize("body", [{"name": "Trip", "children": ["Train"]}, {"name": "Trip", "children": []}])
def test_composite_of_nothing_is_refused(author: Author, body: dict[str, Any]) -> None:
    assert author.refused("POST", "compositeentities", body)
    assert author.get("compositeentities") == []


def test_composite_follows_the_names_of_its_parts(author: Author, city: str) -> None:
    place_id = make(author, "hierarchicalentities", "Place")
    trip_id = author.create("compositeentities", {"name": "Trip", "children": ["City", "Place::to"]})
    (_, to) = author.get(f"hierarchicalentities/{place_id}")["children"]
    author.change("PUT", f"entities/{city}", {"name": "Town"})
    author.change("PUT", f"hierarchicalentities/{place_id}/children/{to['id']}", {"name": "towards"})
    author.change("PUT", f"hierarchicalentities/{place_id}", {"name": "Spot"})
    children = author.get(f"compositeentities/{trip_id}")["children"]
    assert [child["name"] for child in children] == ["Town", "Spot::towards"]
    assert "Trip" in author.refused("DELETE", f"entities/{city}")
    assert "Trip" in author.refused("DELETE", f"hierarchicalentities/{place_id}/children/{to['id']}")
    author.change("DELETE", f"compositeentities/{trip_id}")
    author.change("DELETE", f"entities/{city}")


@pytest.mark.parametrize(
    ("regex", "reason"), [("(a", "missing )"), (r"(a)\1", "escape"), ("a" * 501, "501"), ("", "regexPattern")]
)
def test_regex_that_cannot_be_matched_is_refused(author: Author, regex: str, reason: str) -> None:
    assert reason in author.refused("POST", "regexentities", {"name": "Code", "regexPattern": regex})
    entity_id = make(author, "regexentities")
    assert reason in author.refused("PUT", f"regexentities/{entity_id}", {"regexPattern": regex})
    assert author.get(f"regexentities/{entity_id}")["regexPattern"] == "[a-z]{2}[0-9]+"


def test_sublists_live(author: Author) -> None:
    path = f"closedlists/{make(author, 'closedlists')}"
    number = author.create(f"{path}/sublists", {"canonicalForm": "Paris", "list": ["city of light"]})
    assert number == 3
    author.change("PUT", f"{path}/sublists/{number}", {"list": ["lutetia"]})
    author.change("DELETE", f"{path}/sublists/1")
    author.change("PATCH", path, {"subLists": [{"canonicalForm": "Bonn", "list": []}]})
    assert author.get(path)["subLists"] == [
        {"id": 2, "canonicalForm": "Rome", "list": []},
        {"id": 3, "canonicalForm": "Paris", "list": ["lutetia"]},
        {"id": 4, "canonicalForm": "Bonn", "list": []},
    ]
    author.change("PUT", path, {"name": "Town", "subLists": [{"canonicalForm": "Paris", "list": []}]})
    assert author.get(path)["subLists"] == [{"id": 3, "canonicalForm": "Paris", "list": []}]


@pytest.mark.parametrize("number", ["9", "x", "-1", "9" * 40])
def test_unknown_sublist_is_a_bad_argument(author: Author, number: str) -> None:
    path = f"closedlists/{make(author, 'closedlists')}"
    assert author.refused("PUT", f"{path}/sublists/{number}", {"canonicalForm": "Paris"})
    assert author.refused("DELETE", f"{path}/sublists/{number}")


@pytest.mark.parametrize("body", [{}, {"canonicalForm": ""}, {"canonicalForm": "a", "list": "b"}])
def test_sublist_of_another_shape_is_refused(author: Author, body: dict[str, Any]) -> None:
    assert author.refused("POST", f"closedlists/{make(author, 'closedlists')}/sublists", body)


def test_explicit_list_lives(author: Author) -> None:
    path = f"patternanyentities/{make(author, 'patternanyentities')}/explicitlist"
    number = author.create(path, {"explicitListItem": "war and peace"})
    assert author.get(f"{path}/{number}") == {"id": number, "explicitListItem": "war and peace"}
    author.change("PUT", f"{path}/{number}", {"explicitListItem": "emma"})
    author.change("DELETE", f"{path}/1")
    assert author.get(path) == [{"id": number, "explicitListItem": "emma"}]
    assert author.refused("GET", f"{path}/1")
    assert author.refused("POST", path, {"explicitListItem": " "})
    assert author.refused("POST", path, {"explicitListItem": ["a"]})


def test_prebuilts_live(author: Author) -> None:
    made = author.create("prebuilts", ["datetimeV2", "number"])
    assert made == [
        {**each, "roles": [], "typeId": 2, "readableType": "Prebuilt Entity Extractor"} for each in made
    ]
    assert author.get("prebuilts") == made
    assert author.get(f"prebuilts/{made[1]['id']}") == made[1]
    author.change("DELETE", f"prebuilts/{made[0]['id']}")
    assert author.names("prebuilts") == ["number"]


@pytest.mark.parametrize("names", [["number", "weather"], ["number", "number"], "number", [1]])
def test_prebuilts_are_added_all_or_none(author: Author, names: object) -> None:
    assert author.refused("POST", "prebuilts", names)
    assert author.get("prebuilts") == []


def test_prebuilt_is_added_once(author: Author) -> None:
    author.create("prebuilts", ["number"])
    assert "{ number } already exist" in author.refused("POST", "prebuilts", ["number"])


def test_every_available_prebuilt_can_be_added(author: Author) -> None:
    available = author.get("listprebuilts")
    assert all(each["description"] and each["examples"] for each in available)
    made = author.create("prebuilts", [each["name"] for each in available])
    assert [each["name"] for each in made] == [each["name"] for each in available]


def test_prebuilt_that_is_not_found_yet_says_so(author: Author) -> None:
    described = {each["name"]: each["description"] for each in author.get("listprebuilts")}
    assert "not found in en-us texts yet" in described["geographyV2"]
    assert "not found" not in described["datetimeV2"]


def test_unknown_prebuilt_domain_is_a_bad_argument(author: Author) -> None:
    assert "'Weather'" in author.refused("POST", "customprebuiltdomains", {"domainName": "Weather"})
    model = {"domainName": "Weather", "modelName": "Forecast"}
    assert author.refused("POST", "customprebuiltintents", model)
    assert author.refused("POST", "customprebuiltentities", model)
    assert author.refused("DELETE", "customprebuiltdomains/Weather")
    for collection in ("customprebuiltintents", "customprebuiltentities", "customprebuiltmodels"):
        assert author.get(collection) == []
