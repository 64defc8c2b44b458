"""Every edit of models, features, patterns and settings that SDK 0.2.0 knows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from clients import booking
from clients.running import NewTenant, RunScript
from live import LiveServer

DONE = {"code": "Success", "message": "Operation Successful"}


@pytest.fixture(scope="module")
def found(run_python: RunScript, new_tenant: NewTenant) -> dict[str, Any]:
    findings: dict[str, Any] = run_python(
        "edit_models.py", new_tenant(), examples=booking.examples(), intents=booking.INTENTS
    )
    return findings


def test_deleted_intent_leaves_its_utterances_to_none_unless_they_go_too(found: dict[str, Any]) -> None:
    edited = found["intents"]
    greetings = [text for intent, text in booking.SENTENCES if intent == "Greeting"]
    assert sorted(edited["examples"]) == sorted(greetings)
    assert edited["moved"] == edited["dropped"] == DONE
    assert sorted(edited["none"]) == sorted([*greetings, "the cat sleeps on the sofa"])
    assert edited["intentsOfExamples"] == ["BookFlight", "None"]


def test_entities_are_renamed_changed_and_deleted(found: dict[str, Any]) -> None:
    edited = found["entities"]
    assert edited["renamed"] == edited["changedRegex"] == DONE
    assert (edited["entity"]["name"], edited["entity"]["typeId"]) == ("Dish", 1)
    assert (edited["regex"]["name"], edited["regex"]["regexPattern"]) == ("LongCode", "[0-9]{5}")
    assert edited["regexes"] == ["LongCode"]
    assert edited["badRegex"]["status"] == 400
    assert edited["left"] == ["Cabin"]


def test_sublists_are_added_changed_and_deleted(found: dict[str, Any]) -> None:
    edited = found["lists"]
    answers = ("patched", "changedSublist", "droppedSublist", "replaced", "deleted")
    assert {answer: edited[answer] for answer in answers} == dict.fromkeys(answers, DONE)
    assert _sublists(edited["afterChanges"]) == {"red": ["crimson"], "green": ["lime"], "dark blue": ["navy"]}
    ids = {s["canonicalForm"]: s["id"] for s in edited["afterChanges"]["subLists"]}
    assert ids["dark blue"] == edited["sublistId"]
    assert _sublists(edited["afterDrop"]) == {"red": ["crimson"], "green": ["lime"]}
    (replaced,) = edited["lists"]
    assert (replaced["name"], _sublists(replaced)) == ("Metal", {"gold": []})
    assert edited["left"] == []


def test_children_of_a_parent_are_added_renamed_and_replaced(found: dict[str, Any]) -> None:
    edited = found["hierarchical"]
    answers = ("renamedChild", "deletedChild", "replaced")
    assert {answer: edited[answer] for answer in answers} == dict.fromkeys(answers, DONE)
    assert edited["child"]["name"] == "infant"
    assert [child["name"] for child in edited["afterRename"]["children"]] == ["adult", "child", "baby"]
    (guest,) = [entity for entity in edited["entities"] if entity["name"] == "Guest"]
    assert [child["name"] for child in guest["children"]] == ["senior", "junior"]
    assert edited["left"] == ["Place"]


def test_children_of_a_composite_are_added_and_replaced(found: dict[str, Any]) -> None:
    edited = found["composite"]
    assert edited["deletedChild"] == edited["replaced"] == edited["deleted"] == DONE
    assert [child["name"] for child in edited["afterAdd"]["children"]] == ["Cabin", "Place::to"]
    (journey,) = edited["entities"]
    assert journey["name"] == "Journey"
    assert [child["name"] for child in journey["children"]] == ["Place"]


def test_explicit_lists_are_edited_by_item(found: dict[str, Any]) -> None:
    edited = found["patternAny"]
    answers = ("changedItem", "deletedItem", "replaced", "deleted")
    assert {answer: edited[answer] for answer in answers} == dict.fromkeys(answers, DONE)
    assert edited["item"]["explicitListItem"] == "to be or not to be"
    assert edited["items"] == ["the end", "what you will"]
    (book,) = edited["entities"]
    assert book["name"] == "Book"
    assert [item["explicitListItem"] for item in book["explicitList"]] == ["as you like it"]


def test_prebuilts_are_offered_added_and_deleted(found: dict[str, Any]) -> None:
    edited = found["prebuilts"]
    assert {"age", "datetimeV2", "email", "number", "ordinal", "url"} <= set(edited["offered"])
    assert (edited["prebuilt"]["name"], edited["prebuilt"]["typeId"]) == ("email", 2)
    assert edited["deleted"] == DONE
    assert edited["unknown"]["status"] == 400
    assert edited["left"] == []


@pytest.mark.parametrize(
    "kind",
    [
        "entity",
        "prebuilt_entity",
        "closed_list_entity",
        "regex_entity",
        "composite_entity",
        "pattern_any_entity",
        "hierarchical_entity",
    ],
)
def test_roles_of_every_kind_live_and_die(found: dict[str, Any], kind: str) -> None:
    edited = found["roles"][kind]
    assert UUID(edited["id"])
    assert edited["role"] == {"id": edited["id"], "name": "first"}
    assert edited["renamed"] == edited["deleted"] == DONE
    assert edited["roles"] == [{"id": edited["id"], "name": "second"}]
    assert edited["left"] == []


def test_phrase_lists_are_changed_and_deleted(found: dict[str, Any]) -> None:
    edited = found["phraseLists"]
    known = {"id": edited["id"], "isActive": True, "isExchangeable": False}
    assert edited["listed"] == [{**known, "name": "meals", "phrases": "lunch,dinner"}]
    assert edited["afterChange"] == {
        "id": edited["id"],
        "name": "dishes",
        "phrases": "soup,stew",
        "isActive": False,
        "isExchangeable": True,
    }
    assert edited["changed"] == edited["deleted"] == DONE
    assert edited["left"] == edited["patternFeatures"] == []


def test_patterns_are_changed_and_deleted(found: dict[str, Any]) -> None:
    edited = found["patterns"]
    first, second, third = edited["ids"]
    assert edited["changed"] == {
        "id": first,
        "pattern": "bring me to {Place::to}",
        "intent": "BookFlight",
    }
    assert [pattern["id"] for pattern in edited["changedSeveral"]] == [second]
    assert {pattern["id"]: pattern["pattern"] for pattern in edited["ofIntent"]} == {
        first: "bring me to {Place::to}",
        second: "fly me to {Place::to}",
        third: "go to {Place::to}",
    }
    assert edited["deleted"] == edited["deletedSeveral"] == DONE
    assert edited["left"] == []


def test_settings_of_an_app_are_kept(found: dict[str, Any], server: LiveServer) -> None:
    app = found["app"]
    assert app["changedSettings"] == app["changedPublishSettings"] == DONE
    assert (app["settings"]["public"], app["settingsAfter"]["public"]) == (False, True)
    flags = ("sentimentAnalysis", "speech", "spellChecker")
    assert {flag: app["publishSettings"][flag] for flag in flags} == dict.fromkeys(flags, False)
    assert all(url.startswith(server.url) for url in app["endpoints"].values())
    assert app["endpoints"]


def test_lists_of_what_luis_knows_are_served(found: dict[str, Any]) -> None:
    app = found["app"]
    assert app["domains"]
    assert app["usageScenarios"]
    assert all(isinstance(name, str) for name in (*app["domains"], *app["usageScenarios"]))


def test_unknown_prebuilt_domain_is_refused(found: dict[str, Any]) -> None:
    assert found["unknownDomain"]["status"] == 400


def _sublists(entity: dict[str, Any]) -> dict[str, list[str]]:
    return {sublist["canonicalForm"]: sublist["list"] for sublist in entity["subLists"]}
