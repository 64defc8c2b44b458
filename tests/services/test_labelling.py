"""Edits of labelled material, seen from a dialect."""

from __future__ import annotations

from dataclasses import replace

import pytest
from workshop import Workshop, small_app, utterances

from stationmaster.domain.apps import Version
from stationmaster.domain.dataset import Entity, EntityKind, EntitySpan, Facet, Intent, Item, Utterance
from stationmaster.domain.errors import InvalidItem, ItemExists, ItemNotFound, ItemProtected
from stationmaster.domain.training import VersionTraining

GREET, BOOK = Intent(id="greet", name="Greet"), Intent(id="book", name="Book")
CITY = Entity(id="city", name="City", kind=EntityKind.MACHINE_LEARNED)


@pytest.fixture
def version(workshop: Workshop) -> Version:
    return workshop.new_version(GREET, BOOK, CITY)


def in_city(text: str, number: int = 0) -> Utterance:
    span = EntitySpan(entity="City", start=0, end=len(text))
    return Utterance(id=str(number) if number else "", text=text, intent="Book", spans=(span,))


def test_a_batch_is_one_edit(workshop: Workshop, version: Version) -> None:
    with workshop.services() as services:
        after, _ = services.labelling.label_all(version, utterances("Greet", "hello", "hi", "hey"))
    assert after.sequence == version.sequence + 1


def test_wrong_utterances_leave_an_error_in_their_place(workshop: Workshop, version: Version) -> None:
    batch = [
        *utterances("Greet", "hello"),
        *utterances("Nobody", "who goes there"),
        replace(in_city("oslo"), spans=(EntitySpan(entity="City", start=2, end=9),)),
        in_city("rome"),
    ]
    with workshop.services() as services:
        _, outcomes = services.labelling.label_all(version, batch)
        kept = services.labelling.all_of(version, Utterance)
    assert [type(outcome) for outcome in outcomes] == [Utterance, ItemNotFound, InvalidItem, Utterance]
    assert kept == (outcomes[0], outcomes[3])


def test_batch_of_wrong_utterances_is_no_edit(workshop: Workshop, version: Version) -> None:
    with workshop.services() as services:
        after, _ = services.labelling.label_all(version, utterances("Nobody", "hello"))
    assert after == version


def test_last_label_of_a_text_wins_within_a_batch(workshop: Workshop, version: Version) -> None:
    with workshop.services() as services:
        _, (earlier,) = services.labelling.label_all(version, utterances("Greet", "hello"))
        batch = [*utterances("Book", "hello", "oslo"), *utterances("Greet", "oslo")]
        _, outcomes = services.labelling.label_all(version, batch)
        kept = services.labelling.all_of(version, Utterance)
    assert isinstance(earlier, Utterance)
    assert [(u.id, u.text, u.intent) for u in kept] == [
        (earlier.id, "hello", "Book"),
        (kept[1].id, "oslo", "Greet"),
    ]
    assert {outcome.id for outcome in outcomes if isinstance(outcome, Utterance)} == {u.id for u in kept}


def test_relabelled_utterance_keeps_what_its_file_said(workshop: Workshop) -> None:
    imported = replace(in_city("oslo", 1), carried={"note": {"given": "x"}})
    version = workshop.new_version(GREET, BOOK, CITY, imported)
    with workshop.services() as services:
        _, kept = services.labelling.label(version, in_city("oslo"))
    assert kept == imported


def test_new_name_reaches_more_labels_than_one_statement_takes(workshop: Workshop) -> None:
    version = workshop.new_version(
        GREET, BOOK, CITY, *(in_city(f"town {number}", number) for number in range(1, 1203))
    )
    with workshop.services() as services:
        after = services.labelling.change(version, replace(CITY, name="Town"))
        kept = services.labelling.all_of(version, Utterance)
    assert after.sequence == version.sequence + 1
    assert [utterance.id for utterance in kept] == [str(number) for number in range(1, 1203)]
    assert {span.entity for utterance in kept for span in utterance.spans} == {"Town"}


def test_name_that_is_given_back_leaves_nothing_to_train(workshop: Workshop) -> None:
    version = workshop.new_version(GREET, BOOK, CITY, *utterances("Greet", "hello"), in_city("oslo", 1))
    with workshop.services() as services:
        services.training.request(version)
    workshop.run_waiting()
    with workshop.services() as services:
        renamed = services.labelling.change(version, replace(CITY, name="Town"))
        assert services.training.status(renamed).training is VersionTraining.NEEDS_TRAINING
        restored = services.labelling.change(renamed, CITY)
        assert services.training.status(restored).training is VersionTraining.TRAINED


@pytest.mark.parametrize("facet", [Facet.INTENTS, Facet.UTTERANCES, Facet.PATTERNS])
def test_unknown_item_is_not_found(workshop: Workshop, version: Version, facet: Facet) -> None:
    with workshop.services() as services, pytest.raises(ItemNotFound):
        services.labelling.remove(version, facet, ["nothing"])


def test_examples_of_an_unknown_model_are_not_found(workshop: Workshop, version: Version) -> None:
    with workshop.services() as services, pytest.raises(ItemNotFound):
        services.labelling.examples(version, "nothing")


def test_facets_are_replaced_in_one_edit_of_what_differs(workshop: Workshop) -> None:
    version = workshop.new_version(*small_app())
    with workshop.services() as services:
        before = services.labelling.all_of(version, Utterance)
        same = [replace(utterance, id="") for utterance in before]
        assert services.labelling.replace_facets(version, before, {Facet.UTTERANCES}) == version
        assert services.labelling.replace_facets(version, same, {Facet.UTTERANCES}) == version
        kept = (before[0], replace(before[1], text="bonjour"), *utterances("Book", "a table, please"))
        after = services.labelling.replace_facets(version, kept, {Facet.UTTERANCES})
        assert after.sequence == version.sequence + 1
        found = services.labelling.all_of(after, Utterance)
    assert [u.text for u in found] == [before[0].text, "bonjour", "a table, please"]
    assert [u.id for u in found[:2]] == [before[0].id, before[1].id]


def test_intent_for_everything_else_outlives_a_replacement(workshop: Workshop) -> None:
    version = workshop.new_version(*small_app())
    with workshop.services() as services:
        version = services.labelling.replace_facets(version, (), {Facet.INTENTS, Facet.UTTERANCES})
        assert [intent.name for intent in services.labelling.all_of(version, Intent)] == ["None"]


@pytest.mark.parametrize(
    ("items", "facets", "error"),
    [
        ([Intent(id="1", name="Greet")], {Facet.INTENTS}, ItemProtected),
        (utterances("Sing", "la la"), {Facet.UTTERANCES}, ItemNotFound),
        (
            [Intent(id="1", name="A"), Intent(id="2", name="a")],
            {Facet.INTENTS, Facet.UTTERANCES},
            ItemExists,
        ),
        ([Utterance(id="7", text=text, intent="Book") for text in "ab"], {Facet.UTTERANCES}, ItemExists),
        (utterances("Book", " "), {Facet.UTTERANCES}, InvalidItem),
    ],
)
def test_replacement_that_breaks_a_rule_changes_nothing(
    workshop: Workshop, items: list[Item], facets: set[Facet], error: type[Exception]
) -> None:
    version = workshop.new_version(*small_app())
    with pytest.raises(error), workshop.services() as services:
        services.labelling.replace_facets(version, items, facets)
    assert workshop.fresh(version) == version
