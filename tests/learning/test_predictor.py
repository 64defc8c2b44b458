from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from travel import DATASET, entity, no_report, targets

from stationmaster.domain.build import MODEL_TIER, LearnerName, Target
from stationmaster.domain.dataset import Dataset, EntityKind, Setting
from stationmaster.domain.prediction import Prediction
from stationmaster.learning import entities, pipeline
from stationmaster.learning.embeddings import static_embeddings, weights_version
from stationmaster.learning.encoder import MiniLm, sentence_encoder
from stationmaster.learning.predictor import Predictor

REFERENCE = datetime(2020, 6, 1, 12, tzinfo=UTC)


def trained(dataset: Dataset = DATASET) -> list[tuple[Target, bytes]]:
    parts = []
    for learner in LearnerName:
        wanted = [target for target in targets(dataset) if target.learner is learner]
        by_id = {target.id: target for target in wanted}
        for built in pipeline.build(learner, dataset, wanted, no_report) if wanted else ():
            assert built.artefact is not None
            parts.append((by_id[built.target_id], built.artefact))
    return parts


@pytest.fixture(scope="module")
def parts() -> list[tuple[Target, bytes]]:
    return trained()


@pytest.fixture(scope="module")
def predictor(parts: list[tuple[Target, bytes]]) -> Predictor:
    return Predictor.load(parts, culture="en-us")


def told(prediction: Prediction) -> list[tuple[str, str, str | None]]:
    return [(s.type, prediction.text[s.start : s.end], s.role) for s in prediction.entities]


def test_all_kinds_answer_in_luis_order(predictor: Predictor) -> None:
    text = "😀 cancel AB123 , fly 2 adults from Paris to London with Delta"
    assert told(predictor.predict(text, reference=REFERENCE)) == [
        ("Trip", "Paris to London", None),
        ("Place::From", "Paris", None),
        ("Place::To", "London", None),
        ("Airline", "Delta", "preferred"),
        ("Ticket", "AB123", None),
        ("builtin.number", "2", "adults"),
    ]


def test_every_intent_has_a_score_the_best_first(predictor: Predictor) -> None:
    intents = predictor.predict("fly from Oslo to Rome", reference=REFERENCE).intents
    assert intents[0].label == "Travel"
    assert {intent.label for intent in intents} == {"Travel", "Cancel", "None"}
    assert [i.score for i in intents] == sorted((i.score for i in intents), reverse=True)


def test_overlapping_prebuilts_are_all_returned() -> None:
    dataset = replace(
        DATASET,
        entities=(entity("number", EntityKind.PREBUILT), entity("percentage", EntityKind.PREBUILT)),
    )
    prediction = Predictor.load(trained(dataset), culture="en-us").predict("by 10%", reference=REFERENCE)
    assert [s.type for s in prediction.entities] == ["builtin.number", "builtin.percentage"]


def test_a_model_that_targets_share_is_loaded_once(
    parts: list[tuple[Target, bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    loads = []
    original = entities.EntityModel.from_bytes

    def counted(data: bytes) -> entities.EntityModel:
        loads.append(len(data))
        return original(data)

    monkeypatch.setattr(entities.EntityModel, "from_bytes", counted)
    copies = [(target, bytes(bytearray(data))) for target, data in parts]
    Predictor.load(copies, culture="en-us")
    assert len(loads) == 1


def test_a_loaded_set_waits_for_no_table_when_it_is_first_asked(parts: list[tuple[Target, bytes]]) -> None:
    if weights_version() is None:
        pytest.skip("the static table is not installed")
    static_embeddings.cache_clear()
    predictor = Predictor.load(parts, culture="en-us")
    loaded = static_embeddings.cache_info().misses
    predictor.predict("fly from Oslo to Rome", reference=REFERENCE)
    assert (loaded, static_embeddings.cache_info().misses) == (1, 1)


def test_a_target_that_is_not_in_the_set_does_not_answer(parts: list[tuple[Target, bytes]]) -> None:
    some = [(target, data) for target, data in parts if target.name in {"Travel", "Day", "number"}]
    prediction = Predictor.load(some, culture="en-us").predict(
        "fly from Paris to London and return on Friday", reference=REFERENCE
    )
    assert [intent.label for intent in prediction.intents] == ["Travel"]
    assert told(prediction) == [("Day", "Friday", "homeward")]


def test_an_empty_set_answers_nothing() -> None:
    prediction = Predictor.load([], culture="en-us").predict("hello", reference=REFERENCE)
    assert prediction == Prediction(text="hello", intents=())


def test_many_texts_are_answered_as_each_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    enhanced = replace(DATASET, settings=(Setting(id=MODEL_TIER, value="enhanced"),))
    predictor = Predictor.load(trained(enhanced), culture="en-us")
    texts = [*(utterance.text for utterance in DATASET.utterances), "fly home", "", "fly home"]
    alone = [predictor.predict(text, reference=REFERENCE) for text in texts]
    sentence_encoder.cache_clear()
    encoder, worked_out = sentence_encoder(), []
    assert isinstance(encoder, MiniLm)
    run = encoder._run
    monkeypatch.setattr(encoder, "_run", lambda ids: worked_out.append(ids) or run(ids))
    assert list(predictor.predict_all(texts, reference=REFERENCE)) == alone
    assert sum(map(len, worked_out)) == len(set(texts) - {""})
    assert len(worked_out) == len({ids.shape[1] for ids in worked_out})


def test_a_loaded_set_answers_the_same_twice(predictor: Predictor, parts: list[tuple[Target, bytes]]) -> None:
    again = Predictor.load(trained(), culture="en-us")
    for utterance in DATASET.utterances:
        assert again.predict(utterance.text, reference=REFERENCE) == predictor.predict(
            utterance.text, reference=REFERENCE
        )
