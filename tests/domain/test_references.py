"""What items may refer to, and what follows when a name changes or goes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stationmaster.domain.dataset import (
    Child,
    Entity,
    EntityKind,
    EntitySpan,
    Intent,
    Item,
    Pattern,
    PhraseList,
    Role,
    Utterance,
)
from stationmaster.domain.references import Names, Renaming

PLACE = Entity(
    id="p",
    name="Place",
    kind=EntityKind.HIERARCHICAL,
    children=(Child(id="1", name="from"), Child(id="2", name="to")),
    roles=(Role(id="3", name="home"),),
)
ORDER = Entity(
    id="o",
    name="Order",
    kind=EntityKind.MACHINE_LEARNED,
    children=(Child(id="4", name="Size", children=(Child(id="5", name="Unit"),)),),
)
TRIP = Entity(id="t", name="Trip", kind=EntityKind.COMPOSITE, children=(Child(id="6", name="Place::to"),))
NAMES = Names.of([Intent(id="i", name="Book"), PLACE, ORDER, TRIP])


def labelled(entity: str, role: str | None = None) -> Utterance:
    span = EntitySpan(entity=entity, start=0, end=4, role=role)
    return Utterance(id="1", text="rome", intent="Book", spans=(span,))


def pattern(text: str) -> Pattern:
    return Pattern(id="1", text=text, intent="Book")


@pytest.mark.parametrize(
    ("item", "missing"),
    [
        (labelled("Place"), None),
        (labelled("Place::to", "home"), None),
        (labelled("Order::Size::Unit"), None),
        (labelled("Place::by"), "Place::by"),
        (labelled("Trip::Place::to"), "Trip::Place::to"),
        (labelled("Place", "work"), "Place:work"),
        (replace(labelled("Place"), intent="Ask"), "Ask"),
        (pattern("to {Place} [now] {Place:home} ( {Place::to:home} | {Trip} )"), None),
        (pattern("to {Town}"), "Town"),
        (pattern("to { Place : work }"), "Place:work"),
        (replace(pattern("go"), intent="Ask"), "Ask"),
        (TRIP, None),
        (replace(TRIP, children=(Child(id="7", name="Trip"),)), "Trip"),
        (replace(TRIP, children=(Child(id="7", name="Place::by"),)), "Place::by"),
        (PhraseList(id="1", name="Town", phrases=("Town",)), None),
    ],
)
def test_first_unknown_name_is_missing(item: Item, missing: str | None) -> None:
    assert NAMES.missing(item) == missing


RENAMED = replace(
    PLACE,
    name="Spot",
    children=(Child(id="2", name="towards"),),
    roles=(Role(id="3", name="base"),),
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Place", "Spot"),
        ("Place::to", "Spot::towards"),
        ("Place::from", None),
        ("Placement", "Placement"),
        ("Trip", "Trip"),
    ],
)
def test_names_follow_by_the_ids_of_parts(before: str, after: str | None) -> None:
    assert Renaming.of(PLACE, RENAMED).name(before) == after


def test_label_follows_with_its_role() -> None:
    (span,) = labelled("Place::to", "home").spans
    moved = Renaming.of(PLACE, RENAMED).label(span)
    assert moved == replace(span, entity="Spot::towards", role="base")


def test_label_loses_a_role_that_goes() -> None:
    (span,) = labelled("Place", "home").spans
    assert Renaming.of(PLACE, replace(PLACE, roles=())).label(span) == replace(span, role=None)


def test_label_goes_with_its_entity() -> None:
    (span,) = labelled("Place::to").spans
    assert Renaming.of(PLACE, None).label(span) is None
    assert Renaming.of(ORDER, None).label(span) == span


def test_labels_of_nested_parts_follow_their_entity() -> None:
    (span,) = labelled("Order::Size::Unit").spans
    moved = Renaming.of(ORDER, replace(ORDER, name="Purchase")).label(span)
    assert moved == replace(span, entity="Purchase::Size::Unit")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("to {Place} and {Trip}", "to {Spot} and {Trip}"),
        ("to { Place::to : home }", "to {Spot::towards:base}"),
        ("{Place:home} [or] {Place}", "{Spot:base} [or] {Spot}"),
        ("from {Place::from}", None),
        ("Place {Placement}", "Place {Placement}"),
    ],
)
def test_pattern_follows_or_names_what_is_gone(before: str, after: str | None) -> None:
    assert Renaming.of(PLACE, RENAMED).pattern(before) == after


def test_edit_without_new_names_moves_nothing() -> None:
    assert not Renaming.of(PLACE, replace(PLACE, regex="x")).is_needed
    assert Renaming.of(PLACE, None).is_needed
