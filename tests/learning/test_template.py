from __future__ import annotations

import pytest

from stationmaster.domain.errors import InvalidItem
from stationmaster.learning.span_features import TextSettings
from stationmaster.learning.template import Mention, check_pattern, mentions_of, read_template

PLAIN = TextSettings()


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("book [a flight", r"'\]' is missing"),
        ("book (a|the flight", r"'\)' is missing"),
        ("book a] flight", r"'\]' closes nothing"),
        ("book [a (flight] now)", r"'\)' is missing"),
        ("fly to {City", r"'\{' names no entity"),
        ("fly to {}", r"'\{\}' names no entity"),
        ("fly to {City:from:to}", "names no entity"),
        ("[" * 600 + "fly" + "]" * 600, "too deep"),
        ("(" * 101 + "fly" + ")" * 101, "too deep"),
    ],
)
def test_a_pattern_whose_brackets_do_not_match_is_refused_with_its_reason(pattern: str, reason: str) -> None:
    with pytest.raises(InvalidItem, match=reason):
        check_pattern(pattern)


def test_brackets_beside_one_another_are_not_deep() -> None:
    check_pattern("[a] (b|c) " * 100 + "[(" * 20 + "fly" + ")]" * 20)


def test_entities_are_named_with_their_children_and_roles() -> None:
    named = list(mentions_of("{City} { City : from } {Place::To} {Place::To:late} {Task.Any}"))
    assert named == [
        Mention(name="City"),
        Mention(name="City", role="from"),
        Mention(name="Place::To"),
        Mention(name="Place::To", role="late"),
        Mention(name="Task.Any"),
    ]
    assert [mention.entity for mention in named] == ["City", "City", "Place", "Place", "Task.Any"]


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        ("Fly to {City:from} [now]", {"fly", "to", "{City}"}),
        ("(fly to|go to the) {City}", {"to", "{City}"}),
        ("[please] (yes|no)", set()),
        ("who's {Place::From}", {"who", "'", "s", "{Place::From}"}),
    ],
)
def test_what_every_match_needs_is_known(pattern: str, needed: set[str]) -> None:
    assert read_template(pattern, PLAIN).needed == needed


def test_the_ends_of_a_text_are_marked() -> None:
    ends = [(t.from_start, t.to_end) for t in (read_template(p, PLAIN) for p in ("^a", "a$", " ^ a $ ", "a"))]
    assert ends == [(True, False), (False, True), (True, True), (False, False)]
