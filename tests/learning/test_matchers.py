from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from travel import AIRLINES, DATASET, entity, no_report, roles, target, utterances

from stationmaster.domain.build import targets_of
from stationmaster.domain.dataset import Dataset, Entity, EntityKind, Pattern, Sublist
from stationmaster.domain.errors import InvalidItem
from stationmaster.domain.prediction import PredictedSpan
from stationmaster.domain.training import FailureCode
from stationmaster.learning.entities import fit_entities
from stationmaster.learning.matchers import Matcher, Query, build_matchers, check_regex, load_matcher


def artefact(name: str, dataset: Dataset = DATASET) -> bytes:
    (built,) = build_matchers(dataset, [target(name, dataset)], no_report)
    assert built.artefact is not None
    return built.artefact


def find(matcher: Matcher, text: str) -> list[PredictedSpan]:
    reference = datetime(2020, 6, 1, 12, tzinfo=UTC)
    return list(matcher.find(Query(text=text, culture="en-us", reference=reference)))


def matcher_of(defined: Entity, *marked: str) -> Matcher:
    dataset = Dataset(culture="en-us", entities=(defined,), utterances=utterances(marked))
    return load_matcher(artefact(defined.name, dataset))


def listed(*sublists: tuple[str, tuple[str, ...]]) -> Matcher:
    numbered = (Sublist(id=n, canonical=name, synonyms=words) for n, (name, words) in enumerate(sublists))
    return matcher_of(entity("L", EntityKind.LIST, sublists=tuple(numbered)))


def values(matcher: Matcher, text: str) -> list[tuple[str, Any]]:
    spans = find(matcher, text)
    return [(text[s.start : s.end], s.resolution["values"] if s.resolution else None) for s in spans]


def test_a_synonym_in_two_sublists_resolves_to_both() -> None:
    airlines = matcher_of(AIRLINES)
    assert values(airlines, "Virgin or a PARTNER") == [
        ("Virgin", ["Virgin"]),
        ("PARTNER", ["Delta", "Virgin"]),
    ]


def test_a_value_is_found_on_whole_words_only() -> None:
    cities = listed(("York", ()), ("New York", ("NYC",)), ("C++", ("C",)))
    assert values(cities, "new york, yorkshire, york; NYC's c++ or c") == [
        ("new york", ["New York"]),
        ("york", ["York"]),
        ("NYC", ["New York"]),
        ("c++", ["C++"]),
        ("c", ["C++"]),
    ]


def test_a_value_is_found_where_words_are_not_separated_and_after_an_emoji() -> None:
    assert values(listed(("北京", ())), "😀我想去北京玩") == [("北京", ["北京"])]


def test_spacing_composition_and_case_of_a_value_do_not_matter() -> None:
    assert values(listed(("T-Shirt CAFÉ", ())), "a t - shirt  cafe\u0301!") == [
        ("t - shirt  cafe\u0301", ["T-Shirt CAFÉ"])
    ]


def test_values_without_a_word_are_never_found() -> None:
    assert values(listed(("", (" ",)), ("x", ())), "a  x") == [("x", ["x"])]


def test_a_list_of_twenty_thousand_values_is_searched_quickly() -> None:
    big = listed(*((f"value {n} of many", (f"synonym{n}",)) for n in range(20_000)))
    text = "synonym19999 and value 12345 of many " + "value 7 of few " * 1_000
    started = datetime.now(UTC)
    assert values(big, text) == [
        ("synonym19999", ["value 19999 of many"]),
        ("value 12345 of many", ["value 12345 of many"]),
    ]
    assert (datetime.now(UTC) - started).total_seconds() < 0.5


def test_a_regex_ignores_case_and_finds_every_match_but_no_empty_one() -> None:
    tickets = matcher_of(entity("Ticket", EntityKind.REGEX, regex=r"([a-z]{2}\d{3})?"))
    text = "😀 AB123 and xy987z"
    assert [(text[s.start : s.end], s.resolution, s.score) for s in find(tickets, text)] == [
        ("AB123", None, None),
        ("xy987", None, None),
    ]


def test_a_regex_searches_a_text_that_has_no_utf8() -> None:
    tickets = matcher_of(entity("Ticket", EntityKind.REGEX, regex=r"\d+"))
    assert [(s.start, s.end) for s in find(tickets, "\ud800é 42")] == [(3, 5)]


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [("(?=a)b", r"\(\?="), ("(a", r"missing \)"), (r"(a)\1", r"\\1"), ("a" * 9 + "{9", "")],
)
def test_what_re2_cannot_run_is_refused_with_its_reason(pattern: str, reason: str) -> None:
    if not reason:
        check_regex(pattern)
        return
    with pytest.raises(InvalidItem, match=reason):
        check_regex(pattern)


def test_a_catastrophic_pattern_is_no_danger() -> None:
    evil = matcher_of(entity("Evil", EntityKind.REGEX, regex=r"(a+)+$x"))
    started = datetime.now(UTC)
    assert find(evil, "a" * 20_000 + "b") == []
    assert (datetime.now(UTC) - started).total_seconds() < 2


def test_a_bad_pattern_fails_its_own_entity_only() -> None:
    broken = entity("Broken", EntityKind.REGEX, regex="(")
    dataset = replace(DATASET, entities=(broken, *DATASET.entities))
    wanted = [t for t in targets_of((), dataset.entities) if t.name in {"Broken", "Ticket"}]
    bad, good = build_matchers(dataset, wanted, no_report)
    assert bad.artefact is None
    assert bad.failure is not None
    assert bad.failure.code is FailureCode.BAD_PATTERN
    assert "Broken" in bad.failure.sentence
    assert bad.failure.item == "Broken"
    assert good.artefact is not None


def test_a_prebuilt_is_recognised_with_its_own_type_and_resolution() -> None:
    (span,) = find(load_matcher(artefact("number")), "😀 room 12")
    assert (span.kind, span.type, span.start, span.end) == (EntityKind.PREBUILT, "builtin.number", 7, 9)
    assert span.resolution is not None
    assert span.resolution["value"] == "12"


def test_roles_of_a_prebuilt_follow_the_words_beside_it() -> None:
    numbers = load_matcher(artefact("number"))
    spans = find(numbers, "a room for 5 adults and 6 children, flat 7")
    assert [span.role for span in spans] == ["adults", "children", None]


def test_roles_of_a_list_follow_the_words_beside_it() -> None:
    airlines = load_matcher(artefact("Airline"))
    (wanted,) = find(airlines, "fly to Riga with Virgin please")
    (avoided,) = find(airlines, "anything but not with Delta")
    assert (wanted.role, avoided.role) == ("preferred", "avoided")


def test_an_entity_whose_roles_are_not_labelled_answers_none() -> None:
    city = entity("City", EntityKind.LIST, sublists=(Sublist(id=1, canonical="Oslo"),), roles=roles("from"))
    (span,) = find(matcher_of(city, "fly from [Oslo](City)", "to [Oslo](City@gone)"), "from Oslo")
    assert span.role is None


def test_labels_without_a_role_teach_that_there_is_none() -> None:
    city = entity("City", EntityKind.LIST, sublists=(Sublist(id=1, canonical="Oslo"),), roles=roles("from"))
    matcher = matcher_of(
        city, "fly from [Oslo](City@from)", "weather in [Oslo](City)", "rain in [Oslo](City)"
    )
    assert [span.role for span in find(matcher, "fly from Oslo")] == ["from"]
    assert [span.role for span in find(matcher, "weather in Oslo")] == [None]


def test_a_pattern_any_entity_finds_nothing_alone_and_holds_the_patterns_that_name_it() -> None:
    patterns = tuple(
        Pattern(id=str(number), text=text, intent="Travel")
        for number, text in enumerate(["read {Title}", "[watch] { Title : film }", "fly to {Place}"])
    )
    matcher = load_matcher(artefact("Title", replace(DATASET, patterns=patterns)))
    assert find(matcher, "read fly from Paris to London") == []
    assert matcher.patterns.texts == (("[watch] { Title : film }", ""), ("read {Title}", ""))


def test_patterns_decide_an_artefact_only_where_they_can_give_roles() -> None:
    patterns = (Pattern(id="p", text="with {Airline:preferred} {Ticket}", intent="Travel"),)
    told = replace(DATASET, patterns=patterns)
    assert artefact("Airline", told) != artefact("Airline")
    assert artefact("Ticket", told) == artefact("Ticket")


def test_equal_definitions_and_labels_give_the_same_bytes() -> None:
    renumbered = replace(
        AIRLINES,
        id="other",
        roles=AIRLINES.roles[::-1],
        sublists=tuple(replace(s, id=s.id + 7) for s in AIRLINES.sublists),
    )
    again = replace(DATASET, entities=(renumbered,), utterances=DATASET.utterances[::-1])
    assert artefact("Airline", again) == artefact("Airline")


def test_only_utterances_with_a_label_of_the_entity_decide_its_bytes() -> None:
    more = replace(DATASET, utterances=DATASET.utterances + utterances(["with Delta", "[Paris](Place::To)"]))
    assert artefact("Airline", more) == artefact("Airline")


def test_examples_are_the_utterances_labelled_with_the_entity() -> None:
    built = build_matchers(DATASET, [target("Airline"), target("number"), target("Ticket")], no_report)
    assert [b.examples for b in built] == [4, 3, 0]


def test_another_learners_artefact_is_refused() -> None:
    with pytest.raises(ValueError, match="matcher"):
        load_matcher(fit_entities(DATASET, no_report).to_bytes())


def test_a_list_and_a_learned_entity_of_one_name_are_told_apart() -> None:
    cities = entity("City", EntityKind.LIST, sublists=(Sublist(id=1, canonical="Oslo"),))
    learned = replace(entity("City"), id="another")
    dataset = Dataset(culture="en-us", entities=(cities, learned))
    assert values(load_matcher(artefact("City", dataset)), "oslo") == [("oslo", ["Oslo"])]
