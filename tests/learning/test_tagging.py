from __future__ import annotations

from dataclasses import replace

from travel import HIERARCHICAL, entity, roles, utterance

from stationmaster.domain.dataset import Child, EntityKind, EntitySpan
from stationmaster.learning.tagging import (
    SpanTag,
    TaggedSpan,
    labels_of,
    layers_of,
    snapped,
    spans_from,
    tags_for,
)
from stationmaster.learning.tokens import tokenise

TEXT = "from new york city today"
CITY, DAY = SpanTag(type="City"), SpanTag(type="Day")
FROM = SpanTag(type="Place::From", kind=EntityKind.HIERARCHICAL)
TO = SpanTag(type="Place::To", kind=EntityKind.HIERARCHICAL)


def _snapped(*labels: tuple[int, int, SpanTag]) -> list[tuple[int, int, str]]:
    return [(s.first, s.last, s.tag.type) for s in _tagged(*labels)]


def _tagged(*labels: tuple[int, int, SpanTag]) -> tuple[TaggedSpan, ...]:
    spans = [(EntitySpan(entity=tag.type, start=start, end=end), tag) for start, end, tag in labels]
    return snapped(spans, tokenise(TEXT))


def test_a_label_inside_a_word_grows_to_the_word() -> None:
    assert _snapped((6, 11, CITY)) == [(1, 3, "City")]


def test_of_overlapping_labels_of_one_entity_the_longest_is_kept() -> None:
    assert _snapped((5, 8, DAY), (5, 18, DAY), (14, 18, DAY), (19, 24, DAY)) == [
        (1, 4, "Day"),
        (4, 5, "Day"),
    ]
    assert _snapped((5, 18, FROM), (5, 8, TO)) == [(1, 4, "Place::From")]


def test_labels_of_different_entities_may_overlap_and_are_shared_out_to_layers() -> None:
    overlapping = _tagged((5, 8, DAY), (5, 18, CITY), (19, 24, DAY))
    assert [(s.first, s.last, s.tag.type) for s in overlapping] == [
        (1, 2, "Day"),
        (1, 4, "City"),
        (4, 5, "Day"),
    ]
    apart = _tagged((5, 8, FROM), (19, 24, TO))
    assert layers_of([overlapping, apart]) == [[DAY, FROM, TO], [CITY]]


def test_of_equal_overlapping_labels_the_choice_does_not_depend_on_their_order() -> None:
    assert _snapped((5, 8, TO), (5, 8, FROM)) == _snapped((5, 8, FROM), (5, 8, TO)) == [(1, 2, "Place::From")]


def test_labels_of_children_lie_within_those_of_their_parents_at_every_depth() -> None:
    nested = utterance("get [two](Order) now")
    inner = EntitySpan(entity="Value", start=8, end=12)
    middle = EntitySpan(entity="Size", start=8, end=16, children=(inner,))
    labels = (EntitySpan(entity="Order", start=4, end=22, children=(middle,)),)
    nested = replace(nested, text="get two very large ones now", spans=labels)
    order = entity("Order", children=(Child(id="s", name="Size", children=(Child(id="v", name="Value"),)),))
    (top,) = snapped(labels_of(nested, {"Order": order}), tokenise(nested.text))
    assert (top.first, top.last, top.tag.type) == (1, 5, "Order")
    assert [(s.first, s.last, s.tag.type) for s in top.parts] == [(2, 4, "Order::Size")]
    assert [(s.first, s.last, s.tag.type) for s in top.parts[0].parts] == [(2, 3, "Order::Size::Value")]
    flat = replace(
        nested,
        spans=tuple(replace(s, entity=t.type, children=()) for s, t in labels_of(nested, {"Order": order})),
    )
    assert snapped(labels_of(flat, {"Order": order}), tokenise(nested.text)) == (top,)


def test_a_child_labelled_outside_its_parent_stands_alone() -> None:
    order = entity("Order", children=(Child(id="s", name="Size"),))
    alone = utterance("a [large](Order::Size) and [one](Order)")
    found = snapped(labels_of(alone, {"Order": order}), tokenise(alone.text))
    assert [(s.tag.type, s.parts) for s in found] == [("Order::Size", ()), ("Order", ())]


def test_a_label_beside_all_words_is_dropped() -> None:
    assert _snapped((4, 5, CITY), (40, 50, CITY)) == []


def test_tags_give_back_their_spans_also_where_two_of_one_kind_touch() -> None:
    spans = (
        TaggedSpan(first=0, last=2, tag=CITY),
        TaggedSpan(first=2, last=3, tag=CITY),
        TaggedSpan(first=4, last=5, tag=DAY),
    )
    tags = tags_for(spans, 0, 5, {CITY: 0, DAY: 1})
    assert tags == ["B0", "I0", "B0", "O", "B1"]
    assert list(spans_from(tags)) == [(0, 2, 0), (2, 3, 0), (4, 5, 1)]


def test_an_inside_tag_that_continues_nothing_begins_a_span() -> None:
    assert list(spans_from(["I0", "I1", "I1", "O", "I0"])) == [(0, 1, 0), (1, 3, 1), (4, 5, 0)]


def test_labels_of_unlearned_entities_and_unknown_children_are_left_out() -> None:
    learned = {"Place": HIERARCHICAL, "Day": entity("Day", roles=roles("outward"))}
    labelled = utterance(
        "[a](Place::From) [b](Place::Gone) [c](List) [d](Day@outward) [e](Day@gone) [f](Place)"
    )
    assert [(span.entity, tag.role, tag.kind) for span, tag in labels_of(labelled, learned)] == [
        ("Place::From", "", EntityKind.HIERARCHICAL),
        ("Day", "outward", EntityKind.MACHINE_LEARNED),
        ("Day", "", EntityKind.MACHINE_LEARNED),
        ("Place", "", EntityKind.HIERARCHICAL),
    ]
