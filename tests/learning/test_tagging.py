from __future__ import annotations

from travel import HIERARCHICAL, entity, roles, utterance

from stationmaster.domain.dataset import EntityKind, EntitySpan
from stationmaster.learning.tagging import SpanTag, TaggedSpan, labels_of, snapped, spans_from, tags_for
from stationmaster.learning.tokens import tokenise

TEXT = "from new york city today"
CITY, DAY = SpanTag(type="City"), SpanTag(type="Day")


def _snapped(*labels: tuple[int, int, SpanTag]) -> list[tuple[int, int, str]]:
    spans = [(EntitySpan(entity=tag.type, start=start, end=end), tag) for start, end, tag in labels]
    return [(s.first, s.last, s.tag.type) for s in snapped(spans, tokenise(TEXT))]


def test_a_label_inside_a_word_grows_to_the_word() -> None:
    assert _snapped((6, 11, CITY)) == [(1, 3, "City")]


def test_of_overlapping_labels_the_longest_is_kept() -> None:
    assert _snapped((5, 8, DAY), (5, 18, CITY), (14, 18, DAY), (19, 24, DAY)) == [
        (1, 4, "City"),
        (4, 5, "Day"),
    ]


def test_of_equal_overlapping_labels_the_choice_does_not_depend_on_their_order() -> None:
    assert _snapped((5, 8, DAY), (5, 8, CITY)) == _snapped((5, 8, CITY), (5, 8, DAY)) == [(1, 2, "City")]


def test_a_label_beside_all_words_is_dropped() -> None:
    assert _snapped((4, 5, CITY), (40, 50, CITY)) == []


def test_tags_give_back_their_spans_also_where_two_of_one_kind_touch() -> None:
    spans = (
        TaggedSpan(first=0, last=2, tag=CITY),
        TaggedSpan(first=2, last=3, tag=CITY),
        TaggedSpan(first=4, last=5, tag=DAY),
    )
    tags = tags_for(spans, 5, {CITY: 0, DAY: 1})
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
