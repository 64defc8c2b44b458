from __future__ import annotations

from collections.abc import Sequence

import pytest

from stationmaster.domain.prediction import ScoredLabel
from stationmaster.learning.list_index import ListIndex
from stationmaster.learning.patterns import Mentioned, PatternMatch, PatternSearch, lifted
from stationmaster.learning.span_features import TextSettings
from stationmaster.learning.template import read_template


def match(
    pattern: str,
    text: str,
    *,
    cities: Sequence[str] = ("rome", "new york"),
    explicit: Sequence[str] = (),
    settings: TextSettings | None = None,
) -> PatternMatch | None:
    """What a pattern makes of a text in which `City` finds cities and `Any` is found by patterns alone."""
    words = text.split()
    found = [
        Mentioned(first=first, last=first + len(city.split()), names=frozenset({"City"}))
        for city in cities
        for first in range(len(words))
        if words[first : first + len(city.split())] == city.split()
    ]
    any_of = {"Any": ListIndex((item, ()) for item in explicit)}
    return PatternSearch(words, found, any_of).match(read_template(pattern, settings or TextSettings()))


def taken(found: PatternMatch | None, text: str) -> str | None:
    return None if found is None else " ".join(text.split()[found.first : found.last])


def finds(found: PatternMatch | None, text: str) -> list[tuple[str, str]]:
    assert found is not None
    words = text.split()
    return [(f.mention.role or f.mention.name, " ".join(words[f.first : f.last])) for f in found.finds]


@pytest.mark.parametrize(
    ("pattern", "text", "stretch"),
    [
        ("Fly to {City}", "please fly to new york now", "fly to new york"),
        ("^fly to {City}", "please fly to rome", None),
        ("^fly to {City}", "fly to rome please", "fly to rome"),
        ("fly to {City}$", "fly to rome please", None),
        ("fly [quickly] to {City}", "fly to rome", "fly to rome"),
        ("fly [quickly] to {City}", "fly quickly to rome", "fly quickly to rome"),
        ("fly [quickly] to {City}", "fly slowly to rome", None),
        ("(fly|go [back]) to {City}", "go back to rome", "go back to rome"),
        ("(fly|go [back]) to {City}", "drive to rome", None),
        ("[(can|could) you] fly to {City}[.]", "could you fly to rome .", "could you fly to rome ."),
        ("[[very] much]", "nothing", None),
        ("yes [please]", "oh yes please", "yes please"),
        ("{City}", "not there", None),
        ("fly to {Unknown}", "fly to rome", None),
        ("", "rome", None),
    ],
)
def test_words_options_groups_and_ends_are_respected(pattern: str, text: str, stretch: str | None) -> None:
    assert taken(match(pattern, text), text) == stretch


def test_each_mention_has_its_role() -> None:
    text = "move it from rome to new york"
    assert finds(match("from {City:origin} to {City:goal}", text), text) == [
        ("origin", "rome"),
        ("goal", "new york"),
    ]


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("who wrote {Any}", "who wrote the old man", "the old man"),
        ("who wrote {Any}[?]", "who wrote the old man ?", "the old man"),
        ("where is {Any} and who signs", "where is form 12 b and who signs", "form 12 b"),
        ("about {Any} [from {City}]", "about dogs from rome", "dogs"),
        ("about {Any} [from {City}]", "about dogs from hell", "dogs from hell"),
    ],
)
def test_what_only_patterns_find_lies_between_what_they_say(pattern: str, text: str, found: str) -> None:
    assert finds(match(pattern, text), text)[0] == ("Any", found)


def test_an_explicit_list_keeps_a_text_whole() -> None:
    text = "mail about the man from rome"
    pattern = "about {Any} [from {City}]"
    assert finds(match(pattern, text), text)[0] == ("Any", "the man")
    assert finds(match(pattern, text, explicit=["The Man from Rome"]), text)[0] == (
        "Any",
        "the man from rome",
    )


def test_an_entity_between_others_takes_at_least_one_word() -> None:
    assert match("about {Any} now", "about now") is None


def test_a_long_text_and_a_deep_pattern_are_no_danger() -> None:
    pattern = "[" * 60 + "a" + " a]" * 60 + " {Any} " + "(a|b)" * 40 + " {Any} z"
    assert match(pattern, "a b " * 120) is None
    assert match(pattern, "a b " * 120 + "z") is not None


SCORES = (
    ScoredLabel(label="Sure", score=0.97),
    ScoredLabel(label="Told", score=0.2),
    ScoredLabel(label="Other", score=0.1),
)


def test_an_intent_whose_pattern_explains_the_whole_text_comes_first() -> None:
    told = lifted(SCORES, {"Told": 1.0})
    assert [each.label for each in told] == ["Told", "Sure", "Other"]
    assert 0.97 < told[0].score < 1
    assert told[1:] == (SCORES[0], SCORES[2])


def test_a_pattern_lifts_the_more_the_more_it_explains() -> None:
    told = [lifted(SCORES, {"Told": share}) for share in (0.2, 0.6, 1)]
    scores = [next(each.score for each in lifts if each.label == "Told") for lifts in told]
    assert 0.2 < scores[0] < scores[1] < scores[2]


def test_of_two_intents_whose_patterns_fit_the_likelier_comes_first() -> None:
    told = lifted(SCORES, {"Told": 1.0, "Other": 1.0})
    assert [each.label for each in told] == ["Told", "Other", "Sure"]


def test_without_patterns_nothing_changes() -> None:
    assert lifted(SCORES, {}) == SCORES
