"""Entities that overlap, lie within one another, are put together or are found by patterns, in whole sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from travel import entity, no_report, roles, setting, targets, utterance, utterances

from stationmaster.domain.build import LearnerName
from stationmaster.domain.dataset import (
    Child,
    Dataset,
    Entity,
    EntityKind,
    EntitySpan,
    ExplicitItem,
    Intent,
    Pattern,
    Sublist,
    Utterance,
)
from stationmaster.domain.prediction import Prediction
from stationmaster.learning.pipeline import build
from stationmaster.learning.predictor import Predictor

REFERENCE = datetime(2020, 6, 1, 12, tzinfo=UTC)


def predictor(dataset: Dataset) -> Predictor:
    """All models of a dataset, trained and loaded."""
    wanted = targets(dataset)
    parts = []
    for learner in dict.fromkeys(target.learner for target in wanted):
        its = [target for target in wanted if target.learner is learner]
        built = build(learner, dataset, its, no_report)
        parts += [(t, b.artefact) for t, b in zip(its, built, strict=True) if b.artefact]
    return Predictor.load(parts, culture=dataset.culture)


def dataset_of(
    *entities: Entity, labelled: Sequence[Utterance] = (), patterns: Sequence[tuple[str, str]] = ()
) -> Dataset:
    names = sorted({u.intent for u in labelled} | {intent for _, intent in patterns} | {"None"})
    return Dataset(
        culture="en-us",
        intents=tuple(Intent(id=f"intent-{name}", name=name) for name in names),
        entities=entities,
        utterances=tuple(labelled),
        patterns=tuple(Pattern(id=f"p{n}", text=text, intent=i) for n, (text, i) in enumerate(patterns)),
    )


def ask(dataset: Dataset, text: str) -> Prediction:
    return predictor(dataset).predict(text, reference=REFERENCE)


def told(prediction: Prediction) -> list[tuple[str, str, str | None]]:
    return [(s.type, prediction.text[s.start : s.end], s.role) for s in prediction.entities]


def listed(name: str, *values: str, **fields: object) -> Entity:
    sublists = tuple(Sublist(id=n, canonical=value) for n, value in enumerate(values))
    return entity(name, EntityKind.LIST, sublists=sublists, **fields)


def composite(name: str, *parts: str) -> Entity:
    return entity(name, EntityKind.COMPOSITE, children=tuple(Child(id=p, name=p) for p in parts))


CITY = listed("City", "Paris", "Rome", "Oslo", "Lima", "New York", roles=roles("from", "to"))
EMPLOYEE = listed("Employee", "Jill Jones", "John Smith")
FORM = entity("Form", EntityKind.PATTERN_ANY, roles=roles("signed"))


def test_composites_that_share_a_part_are_told_apart_by_their_labels() -> None:
    airports = listed("Airport", "Paris", "Rome", "Oslo", "Lima", "Berlin")
    labelled = utterances(
        [
            "book a flight from [Paris](From) to [Rome](To)",
            "flight to [Oslo](To) from [Lima](From)",
            "fly from [Berlin](From)",
            "i want to travel to [Paris](To)",
            "book flight from [Oslo](From) to [Berlin](To) please",
            "fly to [Lima](To) tomorrow",
            "flight from [Rome](From)",
            "hello",
        ]
    )
    found = ask(
        dataset_of(airports, composite("From", "Airport"), composite("To", "Airport"), labelled=labelled),
        "book a flight from Lima to Paris",
    )
    assert told(found) == [
        ("From", "Lima", None),
        ("To", "Paris", None),
        ("Airport", "Lima", None),
        ("Airport", "Paris", None),
    ]
    assert [[part.type for part in s.parts] for s in found.entities] == [["Airport"], ["Airport"], [], []]
    assert [s.score is not None for s in found.entities] == [True, True, False, False]


def nested(number: int, text: str, *labels: tuple[str, str]) -> Utterance:
    """An order: its whole, then its parts by their full names."""
    spans = [
        EntitySpan(entity=name, start=text.index(words), end=text.index(words) + len(words))
        for name, words in labels
    ]
    return Utterance(id=str(number), text=text, intent="Order", spans=tuple(spans))


SIZE = Child(id="s", name="Size", children=(Child(id="d", name="Degree"),))
ORDER = entity("Order", children=(SIZE, Child(id="t", name="Topping")))
ORDERS = [
    nested(
        number,
        f"{begin} {degree} {size} pizza with {topping}",
        ("Order", f"{degree} {size} pizza with {topping}"),
        ("Order::Size", f"{degree} {size}"),
        ("Order::Size::Degree", degree),
        ("Order::Topping", topping),
    )
    for number, (begin, degree, size, topping) in enumerate(
        [
            ("i want a", "very", "large", "ham"),
            ("get me a", "rather", "small", "olives"),
            ("bring a", "really", "big", "cheese"),
            ("i want a", "really", "small", "onions"),
            ("get me a", "very", "big", "ham"),
            ("bring a", "rather", "large", "cheese"),
        ]
    )
] + [nested(90, "hello there"), nested(91, "the pizza was very large")]


def test_parts_of_nested_entities_are_found_within_them_at_every_depth() -> None:
    found = ask(dataset_of(ORDER, labelled=ORDERS), "bring a very small pizza with olives")
    assert told(found) == [
        ("Order", "very small pizza with olives", None),
        ("Order::Size", "very small", None),
        ("Order::Size::Degree", "very", None),
        ("Order::Topping", "olives", None),
    ]
    order = found.entities[0]
    assert [part.type for part in order.parts] == ["Order::Size", "Order::Topping"]
    assert [part.type for part in order.parts[0].parts] == ["Order::Size::Degree"]


def test_no_part_is_found_where_its_whole_is_not() -> None:
    assert told(ask(dataset_of(ORDER, labelled=ORDERS), "my dog is very large")) == []


def test_entities_that_lie_on_the_same_words_are_both_found() -> None:
    labelled = [
        nested(n, f"my name is {first} {last}", ("Name", f"{first} {last}"), ("First", first))
        for n, (first, last) in enumerate(
            [("omar", "sobeih"), ("anna", "berg"), ("john", "smith"), ("mia", "lund"), ("ole", "olsen")]
        )
    ]
    found = ask(dataset_of(entity("Name"), entity("First"), labelled=labelled), "my name is anna smith")
    assert told(found) == [("Name", "anna smith", None), ("First", "anna", None)]


@pytest.fixture(scope="module")
def office() -> Predictor:
    labelled = utterances(["where is the printer", "find a room", "where do I park"], "Find")
    labelled += utterances(["who is my boss", "tell me about my team", "who leads the team"], "Staff")
    return predictor(
        dataset_of(
            CITY,
            EMPLOYEE,
            entity("number", EntityKind.PREBUILT, roles=roles("copies")),
            replace(FORM, explicit=(ExplicitItem(id=1, text="Form from A to Z"),)),
            labelled=labelled,
            patterns=[
                ("who does {Employee} report to[?]", "Staff"),
                ("move {Employee} from {City:from} to {City:to}[.]", "Move"),
                ("where is {Form}[ from {City}][?]", "Find"),
                ("^(sign|initial) {Form:signed} and print {number:copies} times", "Find"),
                ("broken [{Employee}", "Staff"),
            ],
        )
    )


def test_a_pattern_lifts_its_intent_and_gives_roles(office: Predictor) -> None:
    found = office.predict("Move Jill Jones from Rome to New York.", reference=REFERENCE)
    assert found.intents[0].label == "Move"
    assert found.intents[0].score > 0.9
    assert told(found) == [
        ("City", "Rome", "from"),
        ("City", "New York", "to"),
        ("Employee", "Jill Jones", None),
    ]


def test_what_only_patterns_find_is_found(office: Predictor) -> None:
    assert told(office.predict("where is the tax form 12 c?", reference=REFERENCE)) == [
        ("Form", "the tax form 12 c", None),
        ("builtin.number", "12", None),
    ]
    assert told(office.predict("sign the lease and print 3 times", reference=REFERENCE)) == [
        ("Form", "the lease", "signed"),
        ("builtin.number", "3", "copies"),
    ]
    assert told(office.predict("please sign the lease and print 3 times", reference=REFERENCE)) == [
        ("builtin.number", "3", None)
    ]


def test_options_and_explicit_lists_decide_where_it_ends(office: Predictor) -> None:
    assert told(office.predict("where is the memo from Rome", reference=REFERENCE)) == [
        ("City", "Rome", None),
        ("Form", "the memo", None),
    ]
    assert told(office.predict("where is form from a to z", reference=REFERENCE)) == [
        ("Form", "form from a to z", None)
    ]


def test_a_pattern_that_cannot_be_read_does_no_harm(office: Predictor) -> None:
    found = office.predict("broken John Smith", reference=REFERENCE)
    assert told(found) == [("Employee", "John Smith", None)]


def test_a_set_without_the_intents_still_gives_what_patterns_find() -> None:
    dataset = dataset_of(FORM, patterns=[("where is {Form}", "Find")])
    wanted = [target for target in targets(dataset) if target.learner is LearnerName.MATCHER]
    (built,) = build(LearnerName.MATCHER, dataset, wanted, no_report)
    assert built.artefact is not None
    found = Predictor.load([(wanted[0], built.artefact)], culture="en-us").predict(
        "where is the form", reference=REFERENCE
    )
    assert (told(found), found.intents) == ([("Form", "the form", None)], ())


def test_ignored_punctuation_is_ignored_in_patterns_too() -> None:
    dataset = dataset_of(EMPLOYEE, patterns=[("who's {Employee}, really", "Staff")])
    strict, lax = dataset, replace(dataset, settings=(setting("NormalizePunctuation"),))
    plain, ignoring = (ask(each, "who s John Smith really").intents[0].score for each in (strict, lax))
    assert plain < 0.95 < ignoring


def test_a_learned_entity_gets_its_role_from_a_pattern() -> None:
    labelled = [
        utterance(f"weather in [{city}](Town)", number=n) for n, city in enumerate(["Rome", "Oslo", "Bonn"])
    ]
    town = entity("Town", roles=roles("here"))
    dataset = dataset_of(town, labelled=labelled, patterns=[("weather in {Town:here}", "Travel")])
    assert told(ask(dataset, "weather in Oslo")) == [("Town", "Oslo", "here")]
    assert told(ask(replace(dataset, patterns=()), "weather in Oslo")) == [("Town", "Oslo", None)]
