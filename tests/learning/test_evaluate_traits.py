from __future__ import annotations

from dataclasses import replace

from test_traits import DATASET, TRAITS
from travel import no_report

from stationmaster.domain.dataset import Dataset, Trait
from stationmaster.domain.evaluation import Method
from stationmaster.learning.evaluate_traits import cross_validate_traits


def test_each_text_of_a_trait_is_answered_by_a_model_that_did_not_see_it() -> None:
    report = cross_validate_traits(DATASET, no_report)
    assert report.method is Method.CROSS_VALIDATION
    assert report.examples == sum(len(trait.texts) for trait in TRAITS)
    assert set(report.labels) >= {"Mood: Angry", "Mood: Happy", "Urgency: Now"}
    assert report.labels["Mood: Angry"].support == 4


def test_a_version_without_traits_has_nothing_to_judge() -> None:
    assert cross_validate_traits(Dataset(culture="en"), no_report).method is Method.TOO_SMALL


def test_a_trait_with_an_only_text_is_named() -> None:
    alone = Trait(id="9", group="Mood", name="Bored", texts=("this is dull",))
    report = cross_validate_traits(replace(DATASET, traits=(*DATASET.traits, alone)), no_report)
    assert report.untried == {"Mood: Bored": 1}
