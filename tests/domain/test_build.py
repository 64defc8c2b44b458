from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stationmaster.domain.aspects import EMPTY_ASPECT, Aspect, AspectKey, contributions
from stationmaster.domain.build import Change, LearnerName, StaleKind, fingerprints, item_change, targets_of
from stationmaster.domain.dataset import (
    Child,
    Entity,
    EntityKind,
    EntitySpan,
    Facet,
    Intent,
    Item,
    Pattern,
    PhraseList,
    RegexFeature,
    Role,
    Sublist,
    Utterance,
)

VERSIONS = dict.fromkeys(LearnerName, "1")
NONE = Intent(id="none", name="None")
GREET = Intent(id="greet", name="Greet")
BOOK = Intent(id="book", name="Book")
CITY = Entity(id="city", name="City", kind=EntityKind.MACHINE_LEARNED)
AIRLINE = Entity(
    id="airline", name="Airline", kind=EntityKind.LIST, sublists=(Sublist(id=1, canonical="Delta"),)
)


def utterance(number: int, text: str, intent: str, *spans: EntitySpan) -> Utterance:
    return Utterance(id=str(number), text=text, intent=intent, spans=spans)


MATERIAL: tuple[Item, ...] = (
    NONE,
    GREET,
    BOOK,
    CITY,
    AIRLINE,
    utterance(1, "hello", "Greet"),
    utterance(2, "fly to Rome", "Book", EntitySpan(entity="City", start=7, end=11)),
)


def sum_up(items: tuple[Item, ...]) -> dict[AspectKey, Aspect]:
    aspects: dict[AspectKey, Aspect] = {}
    for item in items:
        for key, part in contributions(item):
            aspects[key] = aspects.get(key, EMPTY_ASPECT).plus(part)
    return aspects


def prints(items: tuple[Item, ...], **changes: object) -> dict[str, str]:
    targets = targets_of(
        [i for i in items if isinstance(i, Intent)], [i for i in items if isinstance(i, Entity)]
    )
    options = {"culture": "en-us", "learner_versions": VERSIONS, **changes}
    return dict(fingerprints(targets, sum_up(items), **options))  # type: ignore[arg-type]


def stale_after(items: tuple[Item, ...]) -> set[str]:
    before, after = prints(MATERIAL), prints(items)
    return {target for target in after if after[target] != before.get(target)}


def test_order_of_items_decides_nothing() -> None:
    assert prints(MATERIAL) == prints(tuple(reversed(MATERIAL)))


def test_new_utterance_makes_intents_and_learned_entities_stale_but_no_list() -> None:
    assert stale_after((*MATERIAL, utterance(3, "good morning", "Greet"))) == {
        "none",
        "greet",
        "book",
        "city",
    }


def test_changed_label_leaves_intents_as_they_are() -> None:
    relabelled = replace(MATERIAL[-1], spans=(EntitySpan(entity="City", start=0, end=3),))
    assert stale_after((*MATERIAL[:-1], relabelled)) == {"city"}


def test_moved_utterance_leaves_entities_as_they_are() -> None:
    assert stale_after((*MATERIAL[:-1], replace(MATERIAL[-1], intent="Greet"))) == {"none", "greet", "book"}


def test_new_synonym_makes_its_own_list_and_what_is_learned_with_it_stale() -> None:
    changed = replace(AIRLINE, sublists=(Sublist(id=1, canonical="Delta", synonyms=("DL",)),))
    items = tuple(changed if item is AIRLINE else item for item in MATERIAL)
    assert stale_after(items) == {"airline", "city"}


@pytest.mark.parametrize(
    ("hint", "also"),
    [
        (PhraseList(id="1", name="Cities", phrases=("Rome",)), {"none", "greet", "book"}),
        (RegexFeature(id="1", name="Codes", pattern="[a-z]{3}"), set()),
        (Entity(id="x", name="Codes", kind=EntityKind.REGEX, regex="[a-z]{3}"), {"x"}),
        (Entity(id="x", name="number", kind=EntityKind.PREBUILT), {"x"}),
    ],
)
def test_every_hint_makes_learned_entities_stale(hint: Item, also: set[str]) -> None:
    assert stale_after((*MATERIAL, hint)) == {"city"} | also


def test_phrase_list_that_is_switched_off_decides_nothing() -> None:
    assert stale_after((*MATERIAL, PhraseList(id="1", name="C", phrases=("Rome",), active=False))) == set()


def test_nested_labels_and_definitions_decide_learned_entities() -> None:
    part = EntitySpan(entity="Part", start=7, end=9)
    whole = EntitySpan(entity="City", start=7, end=11, children=(part,))
    nested = Child(id="c", name="Part", children=(Child(id="v", name="Value"),))
    states = [
        (*MATERIAL[:-1], replace(MATERIAL[-1], spans=(whole,))),
        (*MATERIAL[:-1], replace(MATERIAL[-1], spans=(replace(whole, children=(replace(part, end=8),)),))),
        *(
            tuple(replace(CITY, children=(child,)) if item is CITY else item for item in MATERIAL)
            for child in (
                replace(nested, children=()),
                nested,
                replace(nested, instance_of="number"),
                replace(nested, children=(Child(id="v", name="Other"),)),
            )
        ),
    ]
    assert all(stale_after(state) == {"city"} for state in states)
    assert len({prints(state)["city"] for state in states}) == len(states)


def test_a_composite_is_learned_together_with_learned_entities() -> None:
    trip = Entity(id="trip", name="Trip", kind=EntityKind.COMPOSITE, children=(Child(id="c", name="City"),))
    assert stale_after((*MATERIAL, trip)) == {"trip", "city"}


PATTERN = Pattern(id="p", text="fly to { Title :x} with {City::Part}[ or {Airline}]", intent="Book")
TITLE = Entity(id="title", name="Title", kind=EntityKind.PATTERN_ANY)


def changed_by(base: tuple[Item, ...], items: tuple[Item, ...]) -> set[str]:
    before, after = prints(base), prints(items)
    return {target for target in after if after[target] != before.get(target)}


def test_a_pattern_decides_the_entities_that_only_patterns_find_and_those_with_roles() -> None:
    with_roles = replace(AIRLINE, roles=(Role(id="r", name="carrier"),))
    base = (*(with_roles if item is AIRLINE else item for item in MATERIAL), TITLE)
    assert changed_by(base, (*base, PATTERN)) == {"none", "greet", "book", "title", "airline"}
    another = replace(PATTERN, text="fly with {City}")
    assert changed_by(base, (*base, another)) == {"none", "greet", "book"}


def test_what_is_found_where_patterns_name_it_decides_whatever_patterns_decide() -> None:
    base = (*MATERIAL, TITLE, PATTERN)
    relabelled = replace(MATERIAL[-1], spans=(EntitySpan(entity="City", start=0, end=3),))
    assert changed_by(base, (*MATERIAL[:-1], relabelled, TITLE, PATTERN)) == {
        "none",
        "greet",
        "book",
        "city",
        "title",
    }
    synonym = replace(AIRLINE, sublists=(Sublist(id=1, canonical="Delta", synonyms=("DL",)),))
    items = tuple(synonym if item is AIRLINE else item for item in base)
    assert changed_by(base, items) == {"none", "greet", "book", "city", "airline", "title"}


def test_label_of_a_list_entity_without_roles_decides_nothing() -> None:
    span = EntitySpan(entity="Airline", start=0, end=3)
    labelled = replace(MATERIAL[-1], spans=(*MATERIAL[-1].spans, span))  # type: ignore[union-attr]
    assert stale_after((*MATERIAL[:-1], labelled)) == set()


def test_label_of_a_list_entity_with_roles_decides_its_role_model() -> None:
    with_role = replace(AIRLINE, roles=(Role(id="r", name="carrier"),))
    base = tuple(with_role if item is AIRLINE else item for item in MATERIAL)
    span = EntitySpan(entity="Airline", start=0, end=3, role="carrier")
    labelled = (*base[:-1], replace(base[-1], spans=(*base[-1].spans, span)))  # type: ignore[union-attr]
    changed = {t for t, p in prints(labelled).items() if p != prints(base)[t]}
    assert changed == {"airline"}


def test_empty_intent_makes_itself_stale_only() -> None:
    assert stale_after((*MATERIAL, Intent(id="new", name="New"))) == {"new"}


def test_pattern_counts_as_material_of_its_intent() -> None:
    items = (*MATERIAL, Pattern(id="p", text="fly to {City}", intent="Book"))
    assert stale_after(items) == {"none", "greet", "book"}


def test_renamed_intent_is_stale_even_without_utterances() -> None:
    assert stale_after(tuple(replace(i, name="Nothing") if i is GREET else i for i in MATERIAL)) >= {"greet"}


@pytest.mark.parametrize(
    "changes", [{"culture": "de-de"}, {"learner_versions": dict.fromkeys(LearnerName, "2")}]
)
def test_culture_and_learner_version_decide_every_target(changes: dict[str, object]) -> None:
    before, after = prints(MATERIAL), prints(MATERIAL, **changes)
    assert all(before[target] != after[target] for target in before)


def test_carried_fields_decide_nothing() -> None:
    assert stale_after((*MATERIAL[:-1], replace(MATERIAL[-1], carried={"x": [None, 1]}))) == set()


texts = st.text(min_size=1, max_size=8)
edits = st.lists(
    st.builds(utterance, st.integers(1, 99), texts, st.sampled_from(["Greet", "Book"])), max_size=12
)


@given(edits, st.randoms(use_true_random=False))
def test_aspects_forget_what_was_undone(added: list[Utterance], order: object) -> None:
    aspects = sum_up(MATERIAL)
    parts = [part for item in added for part in contributions(item)]
    for key, part in parts:
        aspects[key] = aspects.get(key, EMPTY_ASPECT).plus(part)
    order.shuffle(parts)  # type: ignore[attr-defined]
    for key, part in parts:
        aspects[key] = aspects[key].minus(part)
    assert {k: a for k, a in aspects.items() if a != EMPTY_ASPECT} == sum_up(MATERIAL)


def test_item_change_tells_added_changed_and_removed() -> None:
    old = utterance(1, "hello", "Greet")
    new = utterance(1, "hello", "Book")
    kinds = [
        change.change
        for before, after in ((None, old), (old, new), (new, None))
        if (change := item_change(before, after, "hello", Facet.UTTERANCES))
    ]
    assert kinds == [Change.ADDED, Change.CHANGED, Change.REMOVED]
    assert item_change(old, old, "hello", Facet.UTTERANCES) is None


def test_stale_kinds_have_words() -> None:
    assert {kind.value for kind in StaleKind} == {"never trained", "inputs", "renamed", "learner"}
