"""The groups of a version, each trained and served by itself, from a request to a prediction."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from bank import bot, desk, fresh, tickets, trained
from workshop import Workshop, open_workshop

from stationmaster.domain.apps import Version
from stationmaster.domain.build import TargetGroup
from stationmaster.domain.dataset import (
    Item,
    LinkedApp,
    NoneUtterance,
    Setting,
    Synonyms,
    Trait,
)
from stationmaster.domain.errors import ModelUnusable, NotTrained
from stationmaster.domain.evaluation import Subject
from stationmaster.domain.faq import FaqEntry, SmallTalk
from stationmaster.domain.prediction import Prediction
from stationmaster.domain.tickets import Category, Ticket
from stationmaster.domain.training import FailureCode, RunId, RunStatus
from stationmaster.services.prediction import Predictors, Predicts

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return open_workshop(tmp_path)


def said(workshop: Workshop, version: Version, text: str) -> Prediction:
    with workshop.services() as services:
        return services.prediction.predict_serving(version, text, reference=NOW)


def test_each_group_is_trained_by_itself_and_serves_at_once(workshop: Workshop) -> None:
    version = workshop.new_version(*bot())
    with pytest.raises(NotTrained, match="no models in service"):
        said(workshop, version, "hello")
    assert trained(workshop, version, TargetGroup.FAQ).run.status is RunStatus.SUCCEEDED
    prediction = said(workshop, version, "What are your opening hours?")
    assert prediction.faqs[0].entry_id == "f2"
    assert prediction.faqs[0].score == 1.0
    assert prediction.intents == ()
    record = trained(workshop, version, TargetGroup.ML)
    assert record.run.status is RunStatus.SUCCEEDED, [m.failure for m in record.models]
    prediction = said(workshop, version, "please pay my bill")
    assert prediction.intents[0].label == "Pay Bill"
    assert prediction.faqs


def test_whether_models_serve_is_told_without_loading_them(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(*_: object, **__: object) -> Predicts:
        raise AssertionError("nobody asked for a prediction")

    monkeypatch.setattr(workshop.station.factory.predictors, "_load", load)
    version = workshop.new_version(*bot())
    with workshop.services() as services, pytest.raises(NotTrained, match="no models in service"):
        services.prediction.check_serving(version)
    trained(workshop, version, TargetGroup.FAQ)
    with workshop.services() as services:
        services.prediction.check_serving(version)


def test_all_that_a_bot_knows_is_in_its_prediction(workshop: Workshop) -> None:
    version = workshop.new_version(*bot())
    trained(workshop, version, TargetGroup.ML)
    assert said(workshop, version, "wire me some more dough").patterns == ()
    assert said(workshop, version, "wire me the dough").patterns[0].intent == "Transfer Funds"
    assert [t.name for t in said(workshop, version, "this is terrible, I am furious").traits] == ["Angry"]
    assert said(workshop, version, "Howdy!").small_talk[0].entry_id == "hi"
    assert said(workshop, version, "who are you?").small_talk[0].entry_id == "who"


def test_restoring_serves_the_former_models_and_an_unchanged_request_changes_nothing(
    workshop: Workshop,
) -> None:
    version = workshop.new_version(*bot())
    first = trained(workshop, version, TargetGroup.FAQ)
    with workshop.services() as services:
        added = FaqEntry(id="f4", questions=("Can I pay with cash?",))
        services.labelling.put(fresh(services, version), [added])
    second = trained(workshop, version, TargetGroup.FAQ)
    assert said(workshop, version, "Can I pay with cash?").faqs[0].entry_id == "f4"
    with workshop.services() as services:
        services.training.restore(version, TargetGroup.FAQ)
    assert said(workshop, version, "Can I pay with cash?").faqs[0].score < 1
    with workshop.services() as services:
        status = services.training.status(fresh(services, version), TargetGroup.FAQ)
    assert status.current
    assert status.previous
    assert (status.current.run.id, status.previous.run.id) == (first.run.id, second.run.id)


def guessed(workshop: Workshop, version: Version, subject: str) -> list[str]:
    with workshop.services() as services:
        guesses = services.prediction.guess_category(version, Ticket(id="", subject=subject))
    return [guess.label for guess in guesses]


def test_tickets_become_a_categoriser_with_its_accuracy_and_report(workshop: Workshop) -> None:
    version = workshop.new_version(*desk(), *tickets())
    with pytest.raises(NotTrained, match="categoriser"):
        guessed(workshop, version, "printer")
    record = trained(workshop, version, TargetGroup.CATEGORIES)
    (model,) = record.models
    assert record.run.status is RunStatus.SUCCEEDED, model.failure
    assert model.artefact is not None
    assert model.artefact.examples == 40
    accuracy = model.artefact.accuracy_percent
    assert accuracy is not None
    assert accuracy == round(accuracy, 2)
    assert accuracy > 80
    assert guessed(workshop, version, "the printer does not print") == ["1", "2"]
    with workshop.services() as services:
        evaluation = services.evaluation.kept(fresh(services, version), TargetGroup.CATEGORIES)
    assert evaluation is not None
    assert set(evaluation[Subject.CATEGORIES].labels) == {"1", "2"}


def test_a_deleted_category_is_not_suggested(workshop: Workshop) -> None:
    version = workshop.new_version(*desk(), *tickets())
    trained(workshop, version, TargetGroup.CATEGORIES)
    with workshop.services() as services:
        gone = Category(id="1", name="Printers", deleted=True)
        services.labelling.put(fresh(services, version), [gone])
    assert guessed(workshop, version, "the printer does not print") == ["2"]


@pytest.mark.parametrize(
    ("items", "code", "said_so"),
    [
        ([], FailureCode.NO_DATA, "0 tickets can be learnt from, and 10 are needed"),
        (tickets()[:5], FailureCode.FEW_LABELS, "5 tickets can be learnt from"),
        (tickets()[:20], FailureCode.NOT_DIVERSE, "20 tickets can be learnt from, all of one category"),
    ],
)
def test_tickets_that_teach_nothing_fail_with_their_number(
    workshop: Workshop, items: list[Item], code: FailureCode, said_so: str
) -> None:
    record = trained(workshop, workshop.new_version(*desk(), *items), TargetGroup.CATEGORIES)
    failure = record.models[0].failure
    assert record.run.status is RunStatus.FAILED
    assert failure is not None
    assert failure.code is code
    assert said_so in failure.sentence


def test_a_category_with_one_ticket_is_left_out_by_name(workshop: Workshop) -> None:
    rare = Ticket(id="999", subject="my chair broke", category_id="3")
    version = workshop.new_version(*desk(), Category(id="3", name="Furniture"), *tickets()[:20], rare)
    failure = trained(workshop, version, TargetGroup.CATEGORIES).models[0].failure
    assert failure is not None
    assert "'Furniture' (1)" in failure.sentence


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [("LeastAccuracy", "100.01 % were asked for"), ("KeepBetter", "the model in service reaches")],
)
def test_a_gate_that_is_missed_keeps_the_model_in_service(
    workshop: Workshop, setting: str, sentence: str
) -> None:
    version = workshop.new_version(*desk(), *tickets())
    first = trained(workshop, version, TargetGroup.CATEGORIES)
    with workshop.services() as services:
        wrong = [
            Ticket(id=str(5000 + n), subject="hello there", body=f"number {n}", category_id=str(1 + n % 2))
            for n in range(40)
        ]
        gate = Setting(id=setting, value="100.01" if setting == "LeastAccuracy" else "true")
        services.labelling.put(fresh(services, version), [gate, *wrong])
    second = trained(workshop, version, TargetGroup.CATEGORIES)
    failure = second.models[0].failure
    assert failure is not None
    assert failure.code is FailureCode.LOW_ACCURACY
    assert sentence in failure.sentence
    with workshop.services() as services:
        serving = services.training.serving_set(version, TargetGroup.CATEGORIES)
    assert serving is not None
    assert serving.run.id == first.run.id
    assert guessed(workshop, version, "cannot print")[0] == "1"


def test_a_model_that_is_often_wrong_serves_with_a_warning(workshop: Workshop) -> None:
    vague = [
        Ticket(id=str(n), subject="hello there", body=f"number {n}", category_id=str(1 + n % 2))
        for n in range(40)
    ]
    record = trained(workshop, workshop.new_version(*desk(), *vague), TargetGroup.CATEGORIES)
    artefact = record.models[0].artefact
    assert record.run.status is RunStatus.SUCCEEDED
    assert artefact is not None
    assert artefact.warning is not None
    assert f"{artefact.accuracy_percent:.2f} %" in artefact.warning


def test_what_decides_a_group_makes_it_stale_and_what_does_not_leaves_it(workshop: Workshop) -> None:
    version = workshop.new_version(*bot(), *desk(), *tickets())
    groups = (TargetGroup.ML, TargetGroup.FAQ, TargetGroup.CATEGORIES)
    for group in groups:
        assert trained(workshop, version, group).run.status is RunStatus.SUCCEEDED

    def stale() -> set[tuple[TargetGroup, str]]:
        with workshop.services() as services:
            now = fresh(services, version)
            found = set()
            for group in groups:
                run = services.training.request(now, group)
                found |= {
                    (group, model.target.kind.value)
                    for model in services.training.run(run.id).models
                    if model.reasons
                }
        workshop.run_waiting()
        return found

    def after(*items: Item) -> set[tuple[TargetGroup, str]]:
        with workshop.services() as services:
            services.labelling.put(fresh(services, version), items)
        return stale()

    ml, faq, categories = groups
    assert stale() == set()
    assert after(Trait(id="t1", group="Mood", name="Angry", texts=("I hate this",))) == {(ml, "traits")}
    assert after(SmallTalk(id="who", name="about", questions=("who made you",))) == {(ml, "small_talk")}
    assert after(SmallTalk(id="who", name="about", questions=("who made you",), answers=("We.",))) == set()
    assert after(FaqEntry(id="f2", questions=("When are you open?",))) == {(faq, "faqs")}
    assert after(Synonyms(id="s2", name="card", words=("plastic", "debit card"))) == {
        (ml, "intent"),
        (ml, "small_talk"),
        (faq, "faqs"),
    }
    assert after(NoneUtterance(id="n1", text="what is the weather")) == {(ml, "intent")}
    assert after(LinkedApp(id="l1", name="Weather", texts=("will it rain",))) == {(ml, "intent")}
    assert after(Setting(id="UseSender", value="false")) == {(categories, "categories")}
    assert after(Ticket(id="7", subject="toner", category_id="1")) == {(categories, "categories")}
    assert after(Setting(id="FaqsAreNone", value="true")) == {(ml, "intent")}
    assert after(FaqEntry(id="f2", questions=("When do you open?",))) == {(ml, "intent"), (faq, "faqs")}


def test_a_version_that_is_trained_as_a_whole_has_its_categoriser_too(workshop: Workshop) -> None:
    version = workshop.new_version(*bot(), *desk(), *tickets())
    record = trained(workshop, version, TargetGroup.ALL)
    assert record.run.status is RunStatus.SUCCEEDED, [model.failure for model in record.models]
    with workshop.services() as services:
        (prediction,) = services.prediction.predict_all_trained(version, ["who are you?"], reference=NOW)
    assert prediction.small_talk[0].entry_id == "who"
    assert prediction.faqs


def test_a_set_is_loaded_once_however_many_ask_at_the_same_time() -> None:
    loaded = []
    begun = threading.Barrier(4)

    def load(parts: object, *, culture: str) -> object:
        time.sleep(0.05)
        loaded.append(culture)
        return object()

    predictors = Predictors(None, load, capacity=2)  # type: ignore[arg-type]

    def ask() -> None:
        begun.wait()
        predictors.of(RunId("1"), list, "en")

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert loaded == ["en"]


def test_a_model_that_cannot_be_loaded_is_told_with_what_to_do(workshop: Workshop) -> None:
    def load(parts: object, *, culture: str) -> Predicts:
        raise ValueError("not stationmaster-intents-9: stationmaster-intents-3")

    predictors = Predictors(workshop.station.blobs, load, capacity=1)
    with pytest.raises(ModelUnusable, match="stationmaster-intents-3; train its version again"):
        predictors.of(RunId("r"), list, "en-us")
