from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from travel import DATASET, entity, no_report, roles, setting, target, utterance, utterances

from stationmaster.domain.dataset import Dataset, EntityKind, Sublist
from stationmaster.domain.prediction import PredictedSpan
from stationmaster.learning.artefact import read_manifest
from stationmaster.learning.entities import LARGE_DATASET, build_entities, fit_entities
from stationmaster.learning.entity_model import EntityModel
from stationmaster.learning.field import FittedField
from stationmaster.learning.pattern_texts import NO_PATTERNS


def found(model: EntityModel, text: str) -> list[tuple[str, str]]:
    return [(span.type, text[span.start : span.end]) for span in model.predict(text)]


@pytest.fixture(scope="module")
def model() -> EntityModel:
    return fit_entities(DATASET, no_report)


def dataset_of(*marked: str, **fields: object) -> Dataset:
    return Dataset(
        culture="en-us",
        entities=(entity("City"), entity("Day", roles=roles("outward"))),
        utterances=utterances(marked),
        **fields,  # type: ignore[arg-type]
    )


CITIES = (
    "fly to [Rome](City)",
    "fly to [Oslo](City) now",
    "go to [New York](City)",
    "hello there",
    "call me",
)


def test_children_of_a_hierarchical_entity_are_told_apart(model: EntityModel) -> None:
    text = "book a flight from Berlin to Prague"
    assert found(model, text) == [("Place::From", "Berlin"), ("Place::To", "Prague")]
    assert {span.kind for span in model.predict(text)} == {EntityKind.HIERARCHICAL}


def test_two_entities_of_one_type_are_both_found_with_their_roles(model: EntityModel) -> None:
    spans = model.predict("leave on Wednesday and return on Friday")
    assert [(span.type, span.role) for span in spans] == [("Day", "outward"), ("Day", "homeward")]


def test_a_span_of_several_words_has_one_score_between_zero_and_one(model: EntityModel) -> None:
    (span,) = model.predict("get me to New York")
    assert (span.start, span.end) == (10, 18)
    assert span.score is not None
    assert 0.5 < span.score <= 1


def test_offsets_after_an_emoji_count_code_points(model: EntityModel) -> None:
    text = "😀🚂 fly to Tokyo"
    (span,) = model.predict(text)
    assert text[span.start : span.end] == "Tokyo"


def test_a_text_without_entities_gives_none(model: EntityModel) -> None:
    assert found(model, "please cancel it") == []
    assert found(model, "") == []
    assert found(model, " \n") == []


def test_case_does_not_matter_much(model: EntityModel) -> None:
    assert found(model, "fly from paris to london") == [("Place::From", "paris"), ("Place::To", "london")]


def test_saved_and_loaded_model_answers_the_same(model: EntityModel) -> None:
    loaded = EntityModel.from_bytes(model.to_bytes())
    for labelled in DATASET.utterances:
        assert loaded.predict(labelled.text) == model.predict(labelled.text)
    assert loaded.to_bytes() == model.to_bytes()


def test_equal_material_in_any_order_gives_the_same_bytes(model: EntityModel) -> None:
    shuffled = replace(DATASET, utterances=DATASET.utterances[::-1], entities=DATASET.entities[::-1])
    assert fit_entities(shuffled, no_report).to_bytes() == model.to_bytes()


def test_a_large_dataset_is_learned_the_same_way_twice() -> None:
    many = utterances(f"fly to [{name}{i}](City) number {i}" for i in range(LARGE_DATASET) for name in "ab")
    large = replace(dataset_of(), utterances=many)
    first, second = fit_entities(large, no_report), fit_entities(large, no_report)
    assert first.to_bytes() == second.to_bytes()
    assert found(first, "fly to b12 number 7") == [("City", "b12")]


@pytest.mark.parametrize(("labelled", "is_doubtful"), [(49, True), (50, False)])
def test_a_field_is_doubtful_where_few_texts_are_labelled(labelled: int, is_doubtful: bool) -> None:
    texts = ["Fly to [Rome](City)"] * labelled + ["Hello there"] * 9  # learned in small letters as well
    learned = fit_entities(dataset_of(*texts), no_report)
    assert read_manifest(learned.to_bytes())["fields"] == [["", is_doubtful]]


def test_an_entity_without_labels_is_built_and_never_found() -> None:
    built = build_entities(DATASET, [target("Unlabelled"), target("Place")], no_report)
    assert [(b.examples, b.failure) for b in built] == [(0, None), (8, None)]
    assert built[0].artefact is built[1].artefact


def test_without_any_label_the_model_is_empty() -> None:
    for dataset in (dataset_of(), dataset_of("hello", "bye")):
        data = fit_entities(dataset, no_report).to_bytes()
        assert EntityModel.from_bytes(data).predict("fly to Rome") == ()


def test_a_label_on_white_space_only_teaches_nothing() -> None:
    dataset = dataset_of("fly[ ](City)now")
    assert fit_entities(dataset, no_report).predict("fly now") == ()


def test_an_intent_leaves_no_trace_in_the_model() -> None:
    dataset = dataset_of(*CITIES)
    moved = replace(dataset, utterances=tuple(replace(u, intent="Other") for u in dataset.utterances))
    assert fit_entities(moved, no_report).to_bytes() == fit_entities(dataset, no_report).to_bytes()


def test_a_long_text_is_searched_to_its_end() -> None:
    text = "call me now and then " * 2_000 + "fly to Rome"
    assert ("City", "Rome") in found(fit_entities(dataset_of(*CITIES), no_report), text)


def test_text_of_any_characters_is_learned_and_searched() -> None:
    odd = "fly to [\ud800x=:\\](City)"
    learned = fit_entities(dataset_of(*CITIES, odd, "\x00 zero"), no_report)
    assert EntityModel.from_bytes(learned.to_bytes()).predict("\udfff fly to Rome \x00")[0].type == "City"


def test_diacritics_are_ignored_only_when_the_setting_says_so() -> None:
    marked = ("[Zürich](City)", "[Malmö](City)", "sunny", "hungry", "now")
    plain = fit_entities(dataset_of(*marked), no_report)
    ignoring = fit_entities(dataset_of(*marked, settings=(setting("NormalizeDiacritics"),)), no_report)
    accented, bare = "Malmö", "Malmo"

    def score(model: EntityModel, text: str) -> list[float | None]:
        return [span.score for span in model.predict(text)]

    assert score(ignoring, accented) == score(ignoring, bare)
    assert score(plain, accented) != score(plain, bare)


def test_ignored_punctuation_changes_no_offset() -> None:
    model = fit_entities(dataset_of(*CITIES, settings=(setting("NormalizePunctuation"),)), no_report)
    text = "fly, to: 'Rome'!"
    assert found(model, text) == [("City", "Rome")]


class Stopped(Exception):
    """What a cancelled run raises in its report."""


def test_progress_rises_and_what_it_raises_stops_the_training_at_once() -> None:
    told: list[tuple[str, float]] = []

    def report(stage: str, fraction: float) -> None:
        told.append((stage, fraction))
        if len([1 for known, _ in told if known == "learning entities"]) == 3:
            raise Stopped

    with pytest.raises(Stopped):
        fit_entities(DATASET, report)
    fractions = [fraction for stage, fraction in told if stage == "learning entities"]
    assert fractions == sorted(fractions)
    assert len(fractions) == 3


def test_threads_share_one_model(model: EntityModel) -> None:
    texts = [labelled.text for labelled in DATASET.utterances]
    expected = [model.predict(text) for text in texts]
    answers: list[list[tuple[PredictedSpan, ...]]] = []

    def ask() -> None:
        answers.extend([[model.predict(text) for text in texts] for _ in range(20)])

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 80
    assert all(answer == expected for answer in answers)


def test_bytes_that_hold_no_model_are_refused(model: EntityModel) -> None:
    for damaged in (b"", b"nonsense", model.to_bytes()[:-9]):
        with pytest.raises(Exception, match=r".+"):
            EntityModel.from_bytes(damaged)
    with pytest.raises(ValueError, match="conditional random field"):
        EntityModel(
            tags=(),
            reader=None,
            fields={"": [FittedField(data=b"lCRF\xff\xff\xff\x7f" + bytes(90), is_doubtful=False)]},
            composites={},
            patterns=NO_PATTERNS,
        )


def test_an_utterance_counts_once_however_often_it_is_labelled() -> None:
    twice = replace(dataset_of(), utterances=(utterance("[Rome](City) or [Oslo](City)"),))
    (built,) = build_entities(twice, [target("City", twice)], no_report)
    assert built.examples == 1


def test_names_that_have_no_utf8_are_no_fault() -> None:
    name = "half \ud83d"
    lists = entity(name, EntityKind.LIST, sublists=(Sublist(id=1, canonical="Paris"),))
    dataset = replace(DATASET, entities=(*DATASET.entities, lists))
    model = EntityModel.from_bytes(fit_entities(dataset, no_report).to_bytes())
    assert found(model, "fly to Paris")
