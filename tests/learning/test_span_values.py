from __future__ import annotations

from stationmaster.learning.span_values import SpanValues, span_values

CITY, DAY = 0, 1
VALUES = span_values(
    [
        (("fly", "to", "new", "york"), [(2, 4, CITY)]),
        (("rome", "on", "monday"), [(0, 1, CITY), (2, 3, DAY)]),
        (("rome", "again"), [(0, 1, CITY)]),
        (("monday", "rome"), [(0, 1, DAY)]),
    ]
)


def test_known_values_are_found() -> None:
    assert list(VALUES.hints(("new", "york", "or", "rome"))) == [(0, 2, "value 0"), (3, 4, "value 0")]


def test_a_text_that_is_learned_from_is_told_only_what_others_say() -> None:
    assert list(VALUES.hints(("fly", "to", "new", "york"), [(2, 4, CITY)])) == []
    assert list(VALUES.hints(("rome", "again"), [(0, 1, CITY)])) == [(0, 1, "value 0")]


def test_words_are_told_by_what_they_are_mostly_part_of() -> None:
    assert VALUES.kinds(("rome", "fly", "unseen")) == [("0:2", "-1:1"), ("-1:4",), ()]
    assert VALUES.kinds(("rome", "again"), [(0, 1, CITY)]) == [("-1:2", "0:2"), ()]


def test_a_word_in_several_spans_is_part_of_each() -> None:
    nested = span_values([(("a", "b"), [(0, 2, CITY), (0, 1, DAY)])])
    assert nested.kinds(("a", "b")) == [("0:2", "1:2"), ("0:4",)]
    assert nested.kinds(("a", "b"), [(0, 2, CITY), (0, 1, DAY)]) == [(), ()]


def test_restored_values_say_the_same() -> None:
    assert SpanValues.restored(VALUES.manifest()) == VALUES
