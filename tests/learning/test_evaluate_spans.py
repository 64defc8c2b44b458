from __future__ import annotations

from dataclasses import replace

import pytest
from travel import DATASET, entity, no_report, roles, utterance, utterances

from stationmaster.domain.dataset import Child, Dataset, EntityKind, EntitySpan, Utterance
from stationmaster.domain.evaluation import NOTHING, Confusion, Mistake
from stationmaster.learning.evaluate_spans import Found, Judged, cross_validate_entities, labelled, report_of
from stationmaster.learning.span_features import TextSettings

NAMES = ["Rome", "Oslo", "Paris", "Vienna", "Cairo", "Lima", "Tokyo", "Bonn", "Riga", "Turin"]


def dataset_of(*marked: str) -> Dataset:
    entities = (entity("City", roles=roles("from", "to")), entity("Dish"))
    return Dataset(culture="en-us", entities=entities, utterances=utterances(marked))


def test_entities_that_follow_a_rule_are_scored_near_one() -> None:
    report = cross_validate_entities(
        dataset_of(*(f"fly to [{n}](City)" for n in NAMES), "hello", "bye"), no_report
    )
    assert (report.examples, report.folds) == (12, 10)
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
    assert Confusion(true="City:to", predicted="City:from", count=2) in report.confusions
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


def found(text: str, part: str, type_: str, score: float | None = None) -> Found:
    start = text.index(part)
    return Found(start=start, end=start + len(part), type=type_, role="", score=score)


def test_a_span_is_right_only_with_its_ends_and_its_type() -> None:
    text = "from New York to Rome with Ann"
    judged = Judged(
        text=text,
        gold=(found(text, "New York", "City"), found(text, "Rome", "City"), found(text, "Ann", "Person")),
        found=(
            found(text, "York", "City", 0.9),
            found(text, "Rome", "City", 0.8),
            found(text, "with", "Dish", 0.7),
        ),
    )
    report = report_of([judged], folds=1)
    city = report.labels["City"]
    assert (city.precision, city.recall, city.f1, city.support) == (0.5, 0.5, 0.5, 2)
    assert (report.labels["Person"].recall, report.labels["Dish"].support) == (0.0, 0)
    assert report.micro_f1 == pytest.approx(2 * 1 / 6)
    assert set(report.confusions) == {
        Confusion(true="Person", predicted=NOTHING, count=1),
        Confusion(true=NOTHING, predicted="Dish", count=1),
    }
    assert report.right == {"City": 1}
    assert report.mistakes[0] == Mistake(
        text=text, true="City", predicted="City", score=0.9, true_span=(5, 13), predicted_span=(9, 13)
    )
    assert report.calibration is not None
    assert sum(part.count for part in report.calibration.bins) == 3


def test_nothing_to_find_and_nothing_found_is_right() -> None:
    report = report_of([Judged(text="hello", gold=(), found=())], folds=1)
    assert report.micro_f1 == 1.0
    assert report.labels == {}


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


def test_what_is_right_within_something_wrong_explains_nothing_but_itself() -> None:
    text = "a very large pizza"
    judged = Judged(
        text=text,
        gold=(found(text, "very large pizza", "Order"), found(text, "large", "Order::Size")),
        found=(found(text, "large pizza", "Order", 0.9), found(text, "large", "Order::Size", 0.9)),
    )
    report = report_of([judged], folds=1)
    assert report.confusions == ()
    assert [(m.true, m.predicted) for m in report.mistakes] == [("Order", "Order")]


def test_parts_are_judged_and_composites_are_not() -> None:
    order = entity("Order", children=(Child(id="s", name="Size"),))
    box = entity("Box", EntityKind.COMPOSITE, children=(Child(id="o", name="Order"),))
    labelled_text = utterance("a [large](Order::Size) pizza")
    whole = (EntitySpan(entity="Order", start=2, end=13), EntitySpan(entity="Box", start=0, end=13))
    nested = replace(labelled_text, spans=(*labelled_text.spans, *whole))
    found_labels = labelled(nested, {"Order": order, "Box": box}, TextSettings())
    assert [(f.type, f.start, f.end) for f in found_labels] == [("Order", 2, 13), ("Order::Size", 2, 7)]


def test_composites_are_judged_as_they_are_put_together_from_parts_that_nobody_labels() -> None:
    orders = [f"bring [{n} plates of {dish}](Order)" for n, dish in enumerate(DISHES, start=2)]
    composite = entity(
        "Order",
        EntityKind.COMPOSITE,
        children=tuple(Child(id=name, name=name) for name in ("number", "Dish")),
    )
    dataset = Dataset(
        culture="en-us",
        entities=(entity("Dish"), entity("number", EntityKind.PREBUILT), composite),
        utterances=tuple(
            replace(each, spans=(*each.spans, *_dish(each))) for each in utterances([*orders, "hello", "bye"])
        ),
    )
    report = cross_validate_entities(dataset, no_report)
    assert report.labels["Order"].support == len(DISHES)
    assert report.labels["Order"].f1 > 0.8
    assert report.labels["Dish"].support == len(DISHES)
    assert "number" not in report.labels


DISHES = ["pasta", "soup", "rice", "salad", "curry", "stew", "fish", "beans"]


def _dish(each: Utterance) -> tuple[EntitySpan, ...]:
    word = each.text.split()[-1]
    start = len(each.text) - len(word)
    return (EntitySpan(entity="Dish", start=start, end=len(each.text)),) if word in DISHES else ()


def test_a_composite_that_no_label_teaches_is_neither_judged_nor_asked_for() -> None:
    composite = entity("Trip", EntityKind.COMPOSITE, children=(Child(id="1", name="City"),))
    plain = dataset_of(*(f"fly to [{name}](City)" for name in NAMES))
    report = cross_validate_entities(replace(plain, entities=(*plain.entities, composite)), no_report)
    assert set(report.labels) == {"City"}
    assert report.untried == {"Dish": 0}


def test_a_label_with_an_only_utterance_is_named_and_a_whole_with_labelled_parts_is_not() -> None:
    seat = entity("Seat", EntityKind.HIERARCHICAL, children=(Child(id="1", name="Window"),))
    marked = [f"fly to [{name}](City)" for name in NAMES]
    dataset = replace(
        dataset_of(
            *marked, "eat [lasagne](Dish)", "a [window](Seat::Window) seat", "the [window](Seat::Window)"
        ),
        entities=(entity("City"), entity("Dish"), seat),
    )
    report = cross_validate_entities(dataset, no_report)
    assert report.untried == {"Dish": 1}
    assert report.labels["Seat::Window"].support == 2
