"""Phrase lists and patterns."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from dialects.luis.conftest import Author

CABINS = {"name": "cabins", "phrases": "first class, economy ,,coach", "isExchangeable": False}


def test_phrase_list_lives(author: Author) -> None:
    number = author.create("phraselists", CABINS)
    assert isinstance(number, int)
    info = {
        "id": number,
        "name": "cabins",
        "isActive": True,
        "phrases": "first class,economy,coach",
        "isExchangeable": False,
    }
    assert author.get(f"phraselists/{number}") == info
    author.change("PUT", f"phraselists/{number}", {"phrases": "coach", "isActive": False})
    info |= {"phrases": "coach", "isActive": False}
    assert author.get("phraselists") == [info]
    assert author.get("features") == {"phraselistFeatures": [info], "patternFeatures": []}
    author.change("DELETE", f"phraselists/{number}")
    assert author.get("phraselists") == []


def test_phrase_list_has_a_name_of_its_own(author: Author) -> None:
    author.create("phraselists", CABINS)
    other = author.create("phraselists", CABINS | {"name": "seats"})
    assert "cabins" in author.refused("POST", "phraselists", CABINS)
    assert "cabins" in author.refused("PUT", f"phraselists/{other}", {"name": "cabins"})
    author.change("PUT", f"phraselists/{other}", {"name": "seats", "isExchangeable": True})


@pytest.mark.parametrize("number", ["77", "x", str(uuid.UUID(int=5))])
def test_unknown_phrase_list_is_a_bad_argument(author: Author, number: str) -> None:
    assert author.refused("GET", f"phraselists/{number}")
    assert author.refused("PUT", f"phraselists/{number}", {"name": "a"})
    assert author.refused("DELETE", f"phraselists/{number}")


@pytest.mark.parametrize(
    "body", [{"name": "a"}, {"phrases": "a"}, CABINS | {"name": ""}, CABINS | {"isExchangeable": "yes"}]
)
def test_phrase_list_of_another_shape_is_refused(author: Author, body: dict[str, Any]) -> None:
    assert author.refused("POST", "phraselists", body)


def test_regex_features_of_an_old_app_are_listed(author: Author) -> None:
    app = {
        "luis_schema_version": "2.1.0",
        "name": "old",
        "versionId": "0.1",
        "culture": "en-us",
        "intents": [{"name": "None"}],
        "regex_features": [{"name": "codes", "pattern": "[a-z]+[0-9]", "activated": True}],
    }
    app_id = author.wire.create("/apps/import", app)
    (feature,) = author.wire.get(f"/apps/{app_id}/versions/0.1/patterns")
    assert feature == {"id": feature["id"], "name": "codes", "isActive": True, "pattern": "[a-z]+[0-9]"}
    features = author.wire.get(f"/apps/{app_id}/versions/0.1/features")
    assert features == {"phraselistFeatures": [], "patternFeatures": [feature]}


def test_pattern_lives(author: Author) -> None:
    author.intents("Book", "Ask")
    made = author.create("patternrule", {"pattern": "book [me] a room", "intent": "Book"})
    assert made == {"id": made["id"], "pattern": "book [me] a room", "intent": "Book"}
    changed = made | {"pattern": "reserve [me] a room"}
    assert author.call("PUT", f"patternrules/{made['id']}", changed) == (200, changed)
    moved = changed | {"intent": "Ask"}
    assert author.call("PUT", f"patternrules/{made['id']}", {"intent": "Ask"}) == (200, moved)
    assert author.get("patternrules") == [moved]
    author.change("DELETE", f"patternrules/{made['id']}")
    assert author.get("patternrules") == []
    assert author.refused("DELETE", f"patternrules/{made['id']}")


def test_patterns_are_added_changed_and_deleted_in_batches(author: Author) -> None:
    author.intents("Book", "Ask")
    book, ask = (model["id"] for model in author.get("intents")[1:])
    given = [{"pattern": f"text {n}", "intent": "Book" if n % 2 else "Ask"} for n in range(4)]
    made = author.create("patternrules", given)
    assert author.get("patternrules") == made
    assert author.get("patternrules", skip=1, take=2) == made[1:3]
    assert author.get(f"intents/{book}/patternrules") == made[1::2]
    changes = [each | {"intent": "Book"} for each in made[:3]]
    assert author.call("PUT", "patternrules", changes) == (200, changes)
    assert author.get(f"intents/{ask}/patternrules") == []
    author.change("DELETE", "patternrules", [each["id"] for each in made[1:]])
    assert author.get("patternrules") == changes[:1]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"pattern": "hello", "intent": "Nobody"}, "(Nobody)"),
        ({"pattern": "to {Country}", "intent": "None"}, "(Country)"),
        ({"pattern": "to {City:home}", "intent": "None"}, "(City:home)"),
        ({"pattern": " ", "intent": "None"}, "no name or text"),
        ({"pattern": "to [the {City}", "intent": "None"}, "']' is missing"),
        ({"pattern": "to {City", "intent": "None"}, "'{' names no entity"),
        ({"pattern": "hello"}, "intent"),
    ],
)
def test_wrong_pattern_is_refused_and_spoils_its_batch(
    author: Author, body: dict[str, str], reason: str
) -> None:
    author.create("entities", {"name": "City"})
    right = author.create("patternrule", {"pattern": "to {City}", "intent": "None"})
    assert reason in author.refused("POST", "patternrule", body)
    assert reason in author.refused("POST", "patternrules", [{"pattern": "hi", "intent": "None"}, body])
    if len(body) == 2:
        assert reason in author.refused("PUT", f"patternrules/{right['id']}", body)
        assert reason in author.refused("PUT", "patternrules", [right | {"pattern": "x"}, right | body])
    assert author.get("patternrules") == [right]
