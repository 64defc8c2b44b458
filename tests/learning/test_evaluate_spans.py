from __future__ import annotations

from dataclasses import replace

import pytest
from travel import DATASET, entity, no_report, roles, utterances

from stationmaster.domain.dataset import Dataset
from stationmaster.learning.evaluate_spans import cross_validate_entities

NAMES = ["Rome", "Oslo", "Paris", "Vienna", "Cairo", "Lima", "Tokyo", "Bonn", "Riga", "Turin"]


def dataset_of(*marked: str) -> Dataset:
    entities = (entity("City", roles=roles("from", "to")), entity("Dish"))
    return Dataset(culture="en-us", entities=entities, utterances=utterances(marked))


def test_entities_that_follow_a_rule_are_scored_near_one() -> None:
    report = cross_validate_entities(
        dataset_of(*(f"fly to [{n}](City)" for n in NAMES), "hello", "bye"), no_report
    )
    assert (report.examples, report.folds) == (12, 5)
    assert report.labels["City"].support == 10
    assert report.labels["City"].f1 > 0.9
    assert report.micro_f1 > 0.9


def test_held_out_texts_are_not_learned_from() -> None:
    words = ["quartz", "onyx", "beryl", "topaz", "jasper", "opal"]
    marked = [f"[{word}](City)" if place % 2 else f"[{word}](Dish)" for place, word in enumerate(words)]
    report = cross_validate_entities(dataset_of(*marked), no_report)
    assert report.micro_f1 < 0.9


def test_a_twin_of_a_held_out_text_is_held_out_with_it() -> None:
    texts = [f"[{word}](City)" for word in ("quartz", "onyx")] * 5
    twins = cross_validate_entities(dataset_of(*texts), no_report)
    assert twins == cross_validate_entities(dataset_of(*reversed(texts)), no_report)
    assert twins.folds == 2


def test_a_wrong_role_on_the_right_words_is_a_confusion() -> None:
    rule = [f"fly from [{name}](City@from)" for name in NAMES]
    report = cross_validate_entities(
        dataset_of(*rule, "fly from [Bern](City@to)", "fly from [Kyiv](City@to)"), no_report
    )
    assert report.confusions[("City:to", "City:from")] == 2
    assert report.micro_f1 > 0.9


@pytest.mark.parametrize("marked", [(), ("hello", "bye"), ("fly to [Rome](City)", "hello")])
def test_too_little_material_is_said_so(marked: tuple[str, ...]) -> None:
    report = cross_validate_entities(dataset_of(*marked), no_report)
    assert "City" not in report.labels


def test_without_labels_there_is_no_fold() -> None:
    report = cross_validate_entities(dataset_of("hello", "bye"), no_report)
    assert (report.examples, report.folds, report.micro_f1) == (0, 0, 0.0)


def test_the_order_of_utterances_does_not_matter() -> None:
    reversed_dataset = replace(DATASET, utterances=DATASET.utterances[::-1])
    assert cross_validate_entities(reversed_dataset, no_report) == cross_validate_entities(DATASET, no_report)


class Stopped(Exception):
    """What a cancelled evaluation raises in its report."""


def test_progress_rises_and_an_evaluation_can_be_stopped() -> None:
    fractions: list[float] = []

    def report(_stage: str, fraction: float) -> None:
        fractions.append(fraction)
        if fraction > 0.5:
            raise Stopped

    with pytest.raises(Stopped):
        cross_validate_entities(DATASET, report)
    assert fractions == sorted(fractions)
