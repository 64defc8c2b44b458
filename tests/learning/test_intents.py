from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from cafe import CAFE, UNSEEN, dataset, fitted

from stationmaster.domain.build import MODEL_TIER, targets_of
from stationmaster.domain.dataset import NONE_INTENT, Dataset, Intent, PhraseList
from stationmaster.domain.training import FailureCode
from stationmaster.learning import intents, text_style
from stationmaster.learning.intent_model import IntentModel
from stationmaster.learning.intent_texts import name_words, pattern_words
from stationmaster.learning.intents import build_intents, fit_intents
from stationmaster.learning.learner import Built
from stationmaster.learning.none_examples import NONE_EXAMPLE_COUNT

#: A garage.
TALLER = (
    ("necesito una cita para mañana", "Cita"),
    ("quiero reservar una cita", "Cita"),
    ("pedir cita para una revisión", "Cita"),
    ("cuánto cuesta cambiar los neumáticos", "Precio"),
    ("precio de un cambio de aceite", "Precio"),
    ("cuánto vale la revisión", "Precio"),
    ("a qué hora abre el taller", "Horario"),
    ("abren los sábados", "Horario"),
    ("cuál es el horario del taller", "Horario"),
)
TEXTS = [text for text, _ in (*CAFE, *UNSEEN)]


def built(material: Dataset) -> dict[str, Built]:
    targets = targets_of(material.intents, ())
    results = build_intents(material, targets, lambda stage, fraction: None)
    return {target.name: result for target, result in zip(targets, results, strict=True)}


def test_unseen_texts_are_told_apart_better_than_by_the_commonest_intent() -> None:
    model = fitted(dataset())
    right = sum(model.predict(text)[0].label == intent for text, intent in UNSEEN)
    commonest = Counter(intent for _, intent in UNSEEN).most_common(1)[0][1]
    assert right > commonest
    assert right >= len(UNSEEN) - 1


@pytest.mark.parametrize("tier", ["standard", "enhanced"])
@pytest.mark.parametrize(
    ("mistyped", "intent"),
    [
        ("a lagre lattte pleas", "Order"),
        ("tthe shpo cloes", "OpeningHours"),
        ("teh waitr was rdue", "Complain"),
    ],
)
def test_typing_errors_leave_a_text_with_its_intent(mistyped: str, intent: str, tier: str) -> None:
    model = fitted(dataset(settings=[(MODEL_TIER, tier)]))
    assert model.predict(mistyped)[0].label == intent
    assert model.belonging(mistyped) > model.belonging("penguins cannot fly")


def test_a_small_app_in_another_language_knows_its_own_from_others() -> None:
    model = fitted(dataset(TALLER, culture="es-es"))
    own = {
        "quiero pedir cita": "Cita",
        "cuanto cuesta cambiar el aceite": "Precio",
        "a que hora abren": "Horario",
    }
    assert {text: model.predict(text)[0].label for text in own} == own
    others = ("quién ganó el partido de fútbol", "cuéntame un chiste", "mi perro se llama Toby")
    assert {model.predict(text)[0].label for text in others} == {NONE_INTENT}
    loaded = IntentModel.from_bytes(model.to_bytes())
    assert all(loaded.predict(text) == model.predict(text) for text in (*own, *others))


def test_a_mistyped_word_of_no_intent_stays_with_none() -> None:
    assert fitted(dataset()).predict("penguinns canot fyl")[0].label == NONE_INTENT


def test_a_remark_that_fits_no_intent_is_none() -> None:
    assert fitted(dataset()).predict("penguins cannot fly")[0].label == NONE_INTENT


def test_scores_are_independent_sorted_and_of_every_intent() -> None:
    model = fitted(dataset())
    sums = set()
    for text in TEXTS:
        scored = model.predict(text)
        scores = [label.score for label in scored]
        assert {label.label for label in scored} == {"Order", "OpeningHours", "Complain", "None"}
        assert scores == sorted(scores, reverse=True)
        assert all(0 <= score <= 1 for score in scores)
        sums.add(round(sum(scores), 6))
    assert sums != {1.0}


def test_the_order_of_scores_is_that_of_the_joint_model() -> None:
    model = fitted(dataset())
    for text in (text for text in TEXTS if model.spelling.corrected(text) is None):
        columns, values = model.featuriser.features_of(text)
        logits = values @ model.weights.table[columns] + model.weights.bias
        joint = [model.labels[i] for i in np.argsort(-logits)]
        assert [label.label for label in model.predict(text)] == joint


def test_a_labelled_text_scores_high_and_the_wrong_intents_low() -> None:
    model = fitted(dataset())
    for text, intent in CAFE:
        best, *others = model.predict(text)
        assert best.label == intent
        assert best.score > 0.8
        assert max(other.score for other in others) < 0.3


def test_a_loaded_model_scores_exactly_as_the_fitted_one() -> None:
    model = fitted(dataset())
    loaded = IntentModel.from_bytes(model.to_bytes())
    assert [loaded.predict(text) for text in TEXTS] == [model.predict(text) for text in TEXTS]
    assert loaded.to_bytes() == model.to_bytes()


def test_an_artefact_of_another_format_is_refused() -> None:
    blob = fitted(dataset()).to_bytes().replace(b"stationmaster-intents-4", b"stationmaster-intents-9")
    with pytest.raises(ValueError, match="stationmaster-intents-9"):
        IntentModel.from_bytes(blob)


def test_same_material_in_another_order_gives_same_bytes() -> None:
    material = dataset()
    turned = replace(material, utterances=material.utterances[::-1], intents=material.intents[::-1])
    assert fitted(turned).to_bytes() == fitted(material).to_bytes()


def test_same_bytes_whatever_the_threads_and_the_hash_seed() -> None:
    script = "import hashlib, cafe; print(hashlib.sha256(cafe.fitted(cafe.dataset()).to_bytes()).hexdigest())"
    found = set()
    for threads, seed in (("1", "1"), ("2", "2")):
        surroundings = {**os.environ, "PYTHONPATH": str(Path(__file__).parent), "PYTHONHASHSEED": seed}
        surroundings |= {"OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads}
        run = subprocess.run(
            [sys.executable, "-c", script], env=surroundings, capture_output=True, text=True, check=True
        )
        found.add(run.stdout.strip())
    assert len(found) == 1


def test_progress_rises_to_the_end() -> None:
    told: list[tuple[str, float]] = []
    material = dataset()
    fit_intents(material, targets_of(material.intents, ()), lambda *step: told.append(step))
    fractions = [fraction for _, fraction in told]
    assert {stage for stage, _ in told} == {"intents"}
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    assert len(fractions) > 10


def test_a_report_that_raises_stops_the_fit() -> None:
    told: list[float] = []

    def cancel_half_way(_stage: str, fraction: float) -> None:
        told.append(fraction)
        if fraction > 0.5:
            raise InterruptedError

    material = dataset()
    with pytest.raises(InterruptedError):
        fit_intents(material, targets_of(material.intents, ()), cancel_half_way)
    assert sum(fraction > 0.5 for fraction in told) == 1


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [("only this", "Single")],
        [("", "Blank"), ("something", "Other")],
        [("🎉🎉 🦊", "Party"), ("😢", "Sad"), ("😢😢", "Sad")],
        [("احجز طاولة", "Book"), ("شكرا جزيلا", "Thanks"), ("احجز غرفة", "Book")],
        [("same", "One"), ("same", "Two"), ("same", "Two")],
        [("x" * 500, "Long"), ("word " * 100, "Words")],
        [("half a pair \ud83d", "Broken"), ("a whole one", "Sound")],
        [("\u0000\n\t", "Control"), ("line\nbreak", "Lines")],
    ],
    ids=["nothing", "one", "empty", "emoji", "arabic", "equal", "long", "surrogate", "control"],
)
def test_odd_material_is_learned_saved_and_answered(rows: list[tuple[str, str]]) -> None:
    model = fitted(dataset(rows))
    loaded = IntentModel.from_bytes(model.to_bytes())
    assert set(model.labels) == {NONE_INTENT} | {intent for _, intent in rows}
    for text in ["", "unheard of", "🎉", "\ud83d", *(text for text, _ in rows)]:
        scored = loaded.predict(text)
        assert scored == model.predict(text)
        assert all(0 <= label.score <= 1 for label in scored)


def test_emoji_and_other_scripts_tell_intents_apart() -> None:
    rows = [("🎉🎉", "Party"), ("🎉 🦊", "Party"), ("😢", "Sad"), ("😢 💔", "Sad")]
    assert fitted(dataset(rows)).predict("🦊")[0].label == "Party"
    arabic = [("احجز طاولة", "Book"), ("شكرا جزيلا", "Thanks"), ("احجز غرفة", "Book"), ("شكرا لك", "Thanks")]
    assert fitted(dataset(arabic, culture="ar-ar")).predict("احجز سيارة")[0].label == "Book"


def test_fifteen_hundred_intents_are_learned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intents, "ITERATIONS", 25)  # enough for these, and half of the time
    rows = [(f"please do task{number} now", f"Task{number}") for number in range(1500)]
    model = fitted(dataset(rows))
    for number in (0, 749, 1499):
        assert model.predict(f"do task{number}")[0].label == f"Task{number}"


def test_an_intent_with_only_patterns_is_learned() -> None:
    patterns = [("refund [my] {drink} (today|tomorrow)", "Refund")]
    material = dataset(patterns=patterns)
    assert fitted(material).predict("refund my mocha")[0].label == "Refund"
    assert built(material)["Refund"].failure is None
    assert built(material)["Refund"].examples == 0


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("who is {Employee}'s manager [please]?", "who is 's manager please ?"),
        ("(move|send) {Employee} to {Office:to}", "move send to"),
        ("{Outer:{inner}}", ""),
    ],
)
def test_a_pattern_gives_its_words(pattern: str, words: str) -> None:
    assert pattern_words(pattern) == words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Calendar.AddEvent", "Calendar Add Event"),
        ("card_arrival", "card arrival"),
        ("  change PIN? ", "change PIN"),
        ("OrderPizza2", "Order Pizza2"),
        ("预订", "预订"),
    ],
)
def test_a_name_is_read_as_words(name: str, words: str) -> None:
    assert name_words(name) == words


def test_an_intent_is_known_by_its_name_too() -> None:
    rows = [("I lost it yesterday", "MissingUmbrella"), ("it never came", "LateParcel")]
    model = fitted(dataset(rows))
    assert model.predict("umbrella")[0].label == "MissingUmbrella"
    assert model.predict("where is my parcel")[0].label == "LateParcel"


@pytest.mark.parametrize("tier", ["standard", "enhanced"])
@pytest.mark.parametrize("text", ["", "   ", "\u200b", "\n\t", "\x00"])
def test_a_text_that_says_nothing_belongs_to_no_intent(text: str, tier: str) -> None:
    model = fitted(dataset(settings=[(MODEL_TIER, tier)]))
    none, second, *_ = model.predict(text)
    assert none.label == NONE_INTENT
    assert none.score > 0.9 > 0.1 > second.score


def test_an_empty_intent_fails_by_name_and_the_others_share_an_artefact() -> None:
    results = built(dataset(intents=["Forgotten"]))
    forgotten = results.pop("Forgotten")
    assert forgotten.artefact is None
    assert forgotten.failure is not None
    assert forgotten.failure.code is FailureCode.FEW_LABELS
    assert forgotten.failure.item == "Forgotten"
    assert "Forgotten" in forgotten.failure.sentence
    artefacts = {id(result.artefact) for result in results.values()}
    assert len(artefacts) == 1
    assert all(result.artefact and not result.failure for result in results.values())


def test_only_empty_intents_need_no_fit() -> None:
    material = dataset(intents=["Forgotten"])
    (target,) = [t for t in targets_of(material.intents, ()) if t.name == "Forgotten"]
    told: list[float] = []
    (result,) = build_intents(material, [target], lambda stage, fraction: told.append(fraction))
    assert result.failure is not None
    assert not told


def test_one_stale_intent_gets_the_model_of_all() -> None:
    material = dataset()
    targets = targets_of(material.intents, ())
    (result,) = build_intents(material, targets[:1], lambda stage, fraction: None)
    assert result.artefact == built(material)[targets[1].name].artefact


def test_examples_count_utterances_and_for_none_the_built_in_ones() -> None:
    examples = {name: result.examples for name, result in built(dataset()).items()}
    assert examples == {"Order": 4, "OpeningHours": 4, "Complain": 4, "None": NONE_EXAMPLE_COUNT}


def test_utterances_of_an_undeclared_intent_are_left_out() -> None:
    material = dataset()
    without = replace(material, intents=tuple(i for i in material.intents if i.name != "Order"))
    model = fitted(without)
    assert "Order" not in model.labels
    assert model.to_bytes() == fitted(dataset([row for row in CAFE if row[1] != "Order"])).to_bytes()


def test_none_is_learned_where_it_is_not_declared() -> None:
    model = fitted(replace(dataset(), intents=(Intent(id="1", name="Order"),)))
    assert set(model.labels) == {"None", "Order"}


def test_models_are_learned_without_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_style, "static_embeddings", lambda: None)
    model = fitted(dataset())
    assert not model.featuriser.style.embedded
    assert model.predict("are you open on Monday")[0].label == "OpeningHours"
    assert IntentModel.from_bytes(model.to_bytes()).predict("a latte") == model.predict("a latte")


def test_phrase_lists_join_the_model_and_survive_saving() -> None:
    drinks = PhraseList(id="1", name="Drinks", phrases=("latte", "espressos", "cappuccino", "zurito", "bica"))
    material = replace(dataset(), phrase_lists=(drinks,))
    with_list, without = fitted(material), fitted(dataset())
    loaded = IntentModel.from_bytes(with_list.to_bytes())
    assert loaded.predict("zurito") == with_list.predict("zurito")
    order = {label.label: label.score for label in with_list.predict("zurito")}["Order"]
    assert order > {label.label: label.score for label in without.predict("zurito")}["Order"]


def test_a_model_with_neighbours_scores_the_same_when_loaded() -> None:
    rows = [(f"{text} {number}", intent) for number in range(40) for text, intent in CAFE]
    model = fitted(dataset(rows, settings=[("ModelTier", "standard")]))
    assert model.neighbours is not None
    loaded = IntentModel.from_bytes(model.to_bytes())
    assert [loaded.predict(text) for text in TEXTS] == [model.predict(text) for text in TEXTS]
    assert loaded.to_bytes() == model.to_bytes()
    assert all(model.predict(text)[0].label == intent for text, intent in CAFE)


@pytest.mark.parametrize("tier", ["standard", "enhanced"])
@pytest.mark.parametrize(
    "rows",
    [
        [("only this", "Single"), ("only that", "Single")],
        [("", "Blank"), ("something", "Other")],
        [("word " * 125, "Long"), ("brief", "Short")],
        [("🎉🎉 🦊", "Party"), ("😢", "Sad")],
        [("احجز طاولة", "Book"), ("שלום לך", "Greet")],
        [("book a 桌子 für two", "Book"), ("danke शुक्रिया thanks", "Thanks")],
        [("same", "One"), ("same", "Two")],
    ],
    ids=["one", "empty", "long", "emoji", "right-to-left", "mixed", "identical"],
)
def test_each_tier_learns_odd_material(tier: str, rows: list[tuple[str, str]]) -> None:
    model = fitted(dataset(rows, settings=[("ModelTier", tier)]))
    assert model.featuriser.style.encoded == (tier == "enhanced")
    for text in ["", "unheard of", "\ud83d", *(text for text, _ in rows)]:
        scored = IntentModel.from_bytes(model.to_bytes()).predict(text)
        assert scored == model.predict(text)
        assert all(0 <= label.score <= 1 for label in scored)
