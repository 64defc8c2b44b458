from __future__ import annotations

from collections.abc import Sequence

import pytest
from travel import entity, utterances

from stationmaster.domain.dataset import Dataset, EntityKind
from stationmaster.domain.evaluation import Change, Subject
from stationmaster.domain.prediction import PredictedSpan, Prediction, ScoredLabel
from stationmaster.learning.compare import compare

DATASET = Dataset(
    culture="en-us", entities=(entity("City"),), utterances=utterances(["to [Rome](City)", "hello", "bye"])
)


def answers(intents: Sequence[str], *, rome_ends: int = 7) -> list[Prediction]:
    """What a set of models says of the three texts."""
    rome = PredictedSpan(kind=EntityKind.MACHINE_LEARNED, type="City", start=3, end=rome_ends)
    number = PredictedSpan(kind=EntityKind.PREBUILT, type="builtin.number", start=0, end=1)
    return [
        Prediction(
            text=utterance.text,
            intents=(ScoredLabel(label=intent, score=0.9),),
            entities=(rome, number) if "Rome" in utterance.text else (),
        )
        for utterance, intent in zip(DATASET.utterances, intents, strict=True)
    ]


def test_fixed_and_broken_examples_are_named() -> None:
    compared = compare(
        DATASET, answers(["Travel", "None", "None"]), answers(["None", "Travel", "Leave"], rome_ends=5)
    )
    intents = compared[Subject.INTENTS]
    assert (intents.examples, intents.right_before, intents.right_after) == (3, 1, 1)
    assert [(c.text, c.change) for c in intents.changed] == [
        ("to Rome", Change.BROKEN),
        ("hello", Change.FIXED),
        ("bye", Change.STILL_WRONG),
    ]
    assert intents.chance == 1.0
    assert intents.unknown_before == ()
    entities = compared[Subject.ENTITIES]
    (broken,) = entities.changed
    assert (entities.right_before, entities.right_after) == (3, 2)
    assert (broken.true, broken.before, broken.after) == (
        "City “Rome” at 3",
        "City “Rome” at 3",
        "City “Ro” at 3",
    )


def test_labels_that_the_first_set_does_not_have_are_named() -> None:
    compared = compare(DATASET, answers(["Trip", "Trip", "None"]), answers(["Travel", "None", "None"]))
    assert compared[Subject.INTENTS].unknown_before == ("Travel",)


def test_the_same_answers_change_nothing() -> None:
    same = answers(["Travel", "None", "Travel"])
    compared = compare(DATASET, same, same)
    assert [each.changed for each in compared.values()] == [(), ()]


@pytest.mark.parametrize(("fixed", "chance"), [(1, 1.0), (5, 0.0625), (2_000, 0.0)])
def test_luck_explains_a_few_changes_but_not_many(fixed: int, chance: float) -> None:
    dataset = Dataset(culture="en-us", utterances=utterances(["hello"] * fixed))
    before, after = (
        [Prediction(text="hello", intents=(ScoredLabel(label=intent, score=1.0),))] * fixed
        for intent in ("None", "Travel")
    )
    assert compare(dataset, before, after)[Subject.INTENTS].chance == pytest.approx(chance)
