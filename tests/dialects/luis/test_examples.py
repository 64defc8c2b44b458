"""Labelled examples: one by one, in batches, and as they are reviewed."""

from __future__ import annotations

import pytest
from dialects.luis.conftest import Author, example, mark

TEXT = "What's the fare from São Paulo to 😀town?"


@pytest.fixture(autouse=True)
def models(author: Author) -> None:
    author.intents("Book", "Ask")
    author.create("entities", {"name": "City"})
    author.create("hierarchicalentities", {"name": "Place", "children": ["from", "to"]})


def test_example_gets_a_negative_id_and_keeps_its_text(author: Author) -> None:
    made = author.create("example", example(TEXT, "Ask"))
    assert made == {"UtteranceText": TEXT, "ExampleId": made["ExampleId"]}
    assert made["ExampleId"] < 0
    assert author.example(TEXT) == {
        "id": made["ExampleId"],
        "text": TEXT,
        "tokenizedText": ["What", "'", "s", "the", "fare", "from", "São", "Paulo", "to", "😀", "town", "?"],
        "intentLabel": "Ask",
        "entityLabels": [],
        "intentPredictions": [],
        "entityPredictions": [],
    }


@pytest.mark.parametrize("surplus", [0, 1], ids=["inclusive end", "exclusive end"])
def test_label_is_shown_by_its_tokens_however_its_end_is_counted(author: Author, surplus: int) -> None:
    label = mark(TEXT, "São Paulo", "City")
    author.label(TEXT, "Ask", label | {"endCharIndex": label["endCharIndex"] + surplus})
    assert author.labels(TEXT) == [{"entityName": "City", "startTokenIndex": 6, "endTokenIndex": 7}]


def test_characters_are_counted_in_utf16_units(author: Author) -> None:
    units = len(TEXT[: TEXT.index("😀")].encode("utf-16-le")) // 2
    inside = {"startCharIndex": units + 2, "endCharIndex": units + 5}
    author.label(TEXT, "Ask", {"entityName": "City", **inside})
    assert author.labels(TEXT) == [{"entityName": "City", "startTokenIndex": 10, "endTokenIndex": 10}]
    assert author.example(TEXT)["tokenizedText"][10] == "town"


def test_two_labels_of_one_entity_are_kept(author: Author) -> None:
    text = "rome to oslo"
    author.label(text, "Book", mark(text, "rome", "City"), mark(text, "oslo", "City"))
    assert [label["startTokenIndex"] for label in author.labels(text)] == [0, 2]


def test_children_and_roles_are_kept(author: Author) -> None:
    (city,) = author.get("entities")
    author.create(f"entities/{city['id']}/roles", {"name": "home"})
    text = "rome to oslo"
    author.label(text, "Book", mark(text, "rome", "City", role="home"), mark(text, "oslo", "Place::to"))
    assert author.labels(text) == [
        {"entityName": "City", "startTokenIndex": 0, "endTokenIndex": 0, "role": "home"},
        {"entityName": "Place::to", "startTokenIndex": 2, "endTokenIndex": 2},
    ]


def test_known_text_is_relabelled(author: Author) -> None:
    first = author.label("to oslo", "Ask")
    other = author.label("To Oslo", "Ask")
    assert author.label("to oslo", "Book", mark("to oslo", "oslo", "City")) == first != other
    assert [each["id"] for each in author.get("examples")] == [first, other]
    assert author.example("to oslo")["intentLabel"] == "Book"
    assert len(author.labels("to oslo")) == 1


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (example("hello", "Nobody"), "(Nobody)"),
        (example("hello", "Ask", mark("hello", "hello", "Country")), "(Country)"),
        (example("hello", "Ask", mark("hello", "hello", "Place::by")), "(Place::by)"),
        (example("hello", "Ask", mark("hello", "hello", "City", role="home")), "(City:home)"),
        (example("hello", "Ask", {"entityName": "City", "startCharIndex": 3, "endCharIndex": 9}), "3,9"),
        (example("hello", "Ask", {"entityName": "City", "startCharIndex": -1, "endCharIndex": 2}), "-1,2"),
        (example("hello", "Ask", *[mark("hello", "hello", "City")] * 2), "twice"),
        (example("  ", "Ask"), "no name or text"),
        ({"text": "hello"}, "intentName"),
        (example("hello", "Ask") | {"entityLabels": "City"}, "entityLabels"),
        (example("hello", "Ask") | {"text": 5}, "text"),
    ],
)
def test_wrong_example_is_refused_with_the_reason(author: Author, body: object, reason: str) -> None:
    assert reason in author.refused("POST", "example", body)
    assert author.get("examples") == []


def test_batch_is_kept_in_order(author: Author) -> None:
    texts = [f"text {number}" for number in range(100)]
    answers = author.create("examples", [example(text, "Ask") for text in texts])
    assert [answer["value"]["UtteranceText"] for answer in answers] == texts
    assert not any(answer["hasError"] for answer in answers)
    assert [each["text"] for each in author.get("examples", take=500)] == texts
    assert [each["text"] for each in author.get("examples", skip=98, take=5)] == texts[98:]


def test_wrong_ones_of_a_batch_spoil_only_themselves(author: Author) -> None:
    status, answers = author.call(
        "POST",
        "examples",
        [
            example("one", "Ask"),
            example("two", "Nobody"),
            example("three", "Ask", {"entityName": "City", "startCharIndex": 7, "endCharIndex": 8}),
            example("four", "Ask", mark("four", "four", "Country")),
            example("one", "Book"),
        ],
    )
    assert status == 207
    assert [answer["hasError"] for answer in answers] == [False, True, True, True, False]
    assert answers[0]["value"] == answers[4]["value"]
    for answer, reason in zip(answers[1:4], ["(Nobody)", "7,8", "(Country)"], strict=True):
        assert (answer["value"], answer["error"]["code"]) == (None, "FAILED")
        assert reason in answer["error"]["message"]
    assert [(each["text"], each["intentLabel"]) for each in author.get("examples")] == [("one", "Book")]


def test_batch_of_more_than_a_hundred_is_refused(author: Author) -> None:
    assert "101" in author.refused("POST", "examples", [example(f"text {n}", "Ask") for n in range(101)])
    assert author.get("examples") == []


def test_example_is_deleted_once(author: Author) -> None:
    example_id = author.label("hello", "Ask")
    author.change("DELETE", f"examples/{example_id}")
    assert author.get("examples") == []
    assert author.refused("DELETE", f"examples/{example_id}")


@pytest.mark.parametrize("example_id", ["x", "7", "--1", "-" + "9" * 40, "١"])
def test_unknown_example_is_a_bad_argument(author: Author, example_id: str) -> None:
    assert author.refused("DELETE", f"examples/{example_id}")


def test_review_shows_what_the_trained_models_say(author: Author) -> None:
    for city in ("oslo", "rome", "paris", "berlin", "madrid"):
        author.label(f"fly to {city}", "Book", mark(f"fly to {city}", city, "City"))
        author.label(f"how is the weather in {city}", "Ask")
    assert author.example("fly to rome")["intentPredictions"] == []
    author.train()
    found = author.example("fly to rome")
    names = [scored["name"] for scored in found["intentPredictions"]]
    scores = [scored["score"] for scored in found["intentPredictions"]]
    assert names[0] == "Book"
    assert set(names) == {"Book", "Ask", "None"}
    assert scores == sorted(scores, reverse=True)
    assert found["entityPredictions"] == [
        {"entityName": "City", "startTokenIndex": 2, "endTokenIndex": 2, "phrase": "rome"}
    ]
    author.label("fly to bonn", "Book")
    assert author.example("fly to rome")["intentPredictions"] == []
