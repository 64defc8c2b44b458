from __future__ import annotations

from dataclasses import replace

import pytest
from travel import no_report

from stationmaster.domain.build import LearnerName, Target, TargetId, TargetKind
from stationmaster.domain.dataset import Dataset, Setting, Trait
from stationmaster.domain.training import FailureCode
from stationmaster.learning.pipeline import ProbeFailed, build, probe
from stationmaster.learning.traits import TraitModel

TARGET = Target(id=TargetId("traits"), name="traits", kind=TargetKind.TRAITS, learner=LearnerName.TRAITS)
TRAITS = (
    Trait(
        id="1",
        group="Mood",
        name="Angry",
        texts=("this is outrageous", "I am furious", "terrible service", "I am really upset about this"),
    ),
    Trait(
        id="2",
        group="Mood",
        name="Happy",
        texts=("thank you so much", "this is great", "wonderful service", "I am really pleased"),
    ),
    Trait(id="3", group="Urgency", name="Now", texts=("right now", "as soon as possible", "immediately")),
)
DATASET = Dataset(culture="en-us", traits=TRAITS)


def model_of(dataset: Dataset) -> TraitModel:
    (built,) = build(LearnerName.TRAITS, dataset, [TARGET], no_report)
    assert built.artefact is not None
    probe(LearnerName.TRAITS, built.artefact, TARGET, dataset)
    return TraitModel.from_bytes(built.artefact)


@pytest.fixture(scope="module")
def model() -> TraitModel:
    return model_of(DATASET)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I am so furious about this", {("Mood", "Angry")}),
        ("this is wonderful, thank you", {("Mood", "Happy")}),
        ("I am furious, do it immediately, right now", {("Mood", "Angry"), ("Urgency", "Now")}),
        ("", set()),
        ("  ", set()),
    ],
)
def test_each_group_tells_its_own_trait(model: TraitModel, text: str, expected: set[tuple[str, str]]) -> None:
    found = model.predict(text)
    assert {(trait.group, trait.name) for trait in found} == expected
    assert [trait.score for trait in found] == sorted((trait.score for trait in found), reverse=True)


@pytest.mark.parametrize("text", ["😀", "זה נורא", "x" * 500, "\ud800"])
def test_any_text_is_read(model: TraitModel, text: str) -> None:
    assert all(0 <= trait.score <= 1 for trait in model.predict(text))


def test_a_threshold_holds_a_trait_back(model: TraitModel) -> None:
    strict = replace(TRAITS[0], threshold=1.01)
    assert model.predict("I am furious")
    assert not model_of(replace(DATASET, traits=(strict, *TRAITS[1:]))).predict("I am furious")


def test_two_traits_of_three_words_each_are_told_apart() -> None:
    gender = (
        Trait(id="1", group="Gender", name="Female", texts=("woman", "girl", "women"), threshold=0.5),
        Trait(id="2", group="Gender", name="Male", texts=("men", "boy", "man"), threshold=0.5),
    )
    model = model_of(Dataset(culture="en", traits=gender))
    assert [trait.name for trait in model.predict("I am a woman")] == ["Female"]
    assert [trait.name for trait in model.predict("he is a boy")] == ["Male"]


def test_equal_material_in_any_order_gives_equal_bytes() -> None:
    other = replace(DATASET, traits=TRAITS[::-1], settings=(Setting(id="UseStopwords", value="true"),))
    assert model_of(other).to_bytes() == model_of(DATASET).to_bytes()


def test_traits_without_texts_have_nothing_to_learn_from() -> None:
    traits = (Trait(id="1", group="A", name="B", texts=(" ",)),)
    (built,) = build(LearnerName.TRAITS, replace(DATASET, traits=traits), [TARGET], no_report)
    assert built.failure is not None
    assert built.failure.code is FailureCode.NO_DATA


def test_damaged_bytes_fail_the_probe() -> None:
    with pytest.raises(ProbeFailed, match="loaded back"):
        probe(LearnerName.TRAITS, model_of(DATASET).to_bytes()[:-9], TARGET, DATASET)
