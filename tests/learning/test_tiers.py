from __future__ import annotations

import numpy as np
import pytest
from cafe import CAFE, UNSEEN, dataset, fitted

from stationmaster.domain.aspects import contributions
from stationmaster.domain.build import MODEL_TIER, LearnerName, fingerprints, targets_of
from stationmaster.domain.dataset import Dataset, Setting
from stationmaster.learning import encoder, tiers
from stationmaster.learning.carried_files import MissingWeights
from stationmaster.learning.encoder import MemoryVectorCache
from stationmaster.learning.featurise import FeatureWeights
from stationmaster.learning.intent_model import IntentModel
from stationmaster.learning.intents import fit_intents
from stationmaster.learning.text_style import TextStyle
from stationmaster.learning.tiers import (
    Plenty,
    Tier,
    Trial,
    asked_for,
    better,
    feature_weights,
    neighbours_share,
    penalty,
    plenty,
    styles_to_try,
    trial,
)

PLAIN, ENCODED = TextStyle(embedded=True), TextStyle(embedded=True, encoded=True)


def tiered(value: str, *, culture: str = "en-us") -> Dataset:
    return dataset(culture=culture, settings=[(MODEL_TIER, value)])


@pytest.mark.parametrize(
    ("value", "tier"),
    [("standard", Tier.STANDARD), (" Enhanced ", Tier.ENHANCED), ("auto", Tier.AUTO), ("better", Tier.AUTO)],
)
def test_the_setting_is_what_the_owner_asks_for(value: str, tier: Tier) -> None:
    assert asked_for(tiered(value)) is tier


def test_without_the_setting_it_is_found_out() -> None:
    assert asked_for(dataset()) is Tier.AUTO


@pytest.mark.parametrize(
    ("tier", "utterances", "possible", "styles"),
    [
        (Tier.STANDARD, 500, True, [PLAIN]),
        (Tier.ENHANCED, 3, True, [ENCODED]),
        (Tier.ENHANCED, 500, False, [PLAIN]),
        (Tier.AUTO, 500, False, [PLAIN]),
        (Tier.AUTO, 500, True, [PLAIN, ENCODED]),
        (Tier.AUTO, 12, True, [ENCODED]),
        (Tier.AUTO, 12, False, [PLAIN]),
        (Tier.AUTO, 50_000, True, [PLAIN]),
    ],
)
def test_styles_are_tried_where_that_can_decide_and_few_texts_are_encoded(
    tier: Tier, utterances: int, possible: bool, styles: list[TextStyle]
) -> None:
    assert styles_to_try(PLAIN, tier, utterances=utterances, possible=possible) == styles


def test_an_encoder_beyond_the_latency_budget_is_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiers, "LATENCY_BUDGET_MS", 1.0)
    for utterances in (12, 500):
        assert styles_to_try(PLAIN, Tier.AUTO, utterances=utterances, possible=True) == [PLAIN]


def test_the_dearer_style_must_be_clearly_better() -> None:
    plain = Trial(accuracy=0.8, loss=1.0, texts=100)
    assert better([plain, Trial(accuracy=0.9, loss=0.5, texts=100)]) == 1
    assert better([plain, Trial(accuracy=0.9, loss=0.99, texts=100)]) == 0
    assert better([plain, Trial(accuracy=0.8, loss=0.5, texts=100)]) == 0


def test_a_trial_says_how_often_and_how_surely_texts_are_told_apart() -> None:
    found = trial(np.array([[2.0, 0.0], [0.0, 0.0]]), np.array([0, 1]))
    assert (found.accuracy, found.texts) == (0.5, 2)
    assert found.loss == pytest.approx((np.log1p(np.exp(-2)) + np.log(2)) / 2, abs=1e-6)


def test_words_known_beforehand_weigh_more_where_there_are_few_examples() -> None:
    few = feature_weights(ENCODED, texts=100, labels=10)
    many = feature_weights(ENCODED, texts=10_000, labels=10)
    assert few.encoding > many.encoding > 0
    assert feature_weights(PLAIN, texts=100, labels=10).encoding == 0


@pytest.mark.parametrize(
    ("texts", "expected"), [(300, Plenty.FEW), (301, Plenty.SOME), (5_000, Plenty.SOME), (5_001, Plenty.MANY)]
)
def test_plenty_is_counted_for_each_label(texts: int, expected: Plenty) -> None:
    assert plenty(texts=texts, labels=10) is expected


def test_neighbours_are_asked_where_there_are_some_and_texts_have_vectors() -> None:
    assert neighbours_share(PLAIN, texts=1_000, labels=10) > 0
    assert neighbours_share(PLAIN, texts=100, labels=10) == 0
    assert neighbours_share(TextStyle(), texts=1_000, labels=10) == 0


def test_the_penalty_is_shared_by_the_labels() -> None:
    assert penalty(PLAIN, texts=200, labels=20) == penalty(PLAIN, texts=100, labels=10) / 2


def test_the_enhanced_tier_learns_saves_and_answers() -> None:
    model = fitted(tiered("enhanced"))
    assert model.featuriser.style.encoded
    assert [model.predict(text)[0].label for text, _ in UNSEEN] == [intent for _, intent in UNSEEN]
    loaded = IntentModel.from_bytes(model.to_bytes())
    assert [loaded.predict(text) for text, _ in CAFE] == [model.predict(text) for text, _ in CAFE]
    assert fitted(tiered("enhanced")).to_bytes() == model.to_bytes()


def test_vectors_that_are_kept_change_nothing_but_the_time() -> None:
    kept, material = MemoryVectorCache(), tiered("enhanced")
    targets = targets_of(material.intents, ())
    first = fit_intents(material, targets, lambda *_: None, kept=kept).to_bytes()
    assert len(kept._vectors) > len(CAFE)
    again = fit_intents(material, targets, lambda *_: None, kept=kept).to_bytes()
    assert first == again == fitted(material).to_bytes()


def test_other_languages_stay_on_the_standard_tier() -> None:
    assert not fitted(tiered("enhanced", culture="fr-fr")).featuriser.style.encoded


def test_without_weights_the_enhanced_tier_is_the_standard_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiers, "sentence_encoder", lambda: None)
    model = fitted(tiered("enhanced"))
    assert not model.featuriser.style.encoded
    assert model.predict("are you open on Monday")[0].label == "OpeningHours"


def test_an_enhanced_model_does_not_answer_without_the_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    model = fitted(tiered("enhanced"))
    monkeypatch.setattr(encoder, "sentence_encoder", lambda: None)
    with pytest.raises(MissingWeights):
        model.predict("a latte")


def test_what_decided_is_kept_with_the_model() -> None:
    rows = [(f"{text} {number}", intent) for number in range(5) for text, intent in CAFE]
    model = fitted(dataset(rows))
    assert model.training["tier"] == "auto"
    assert [each["encoded"] for each in model.training["trials"]] == [False, True]
    assert all(each["texts"] == len(rows) for each in model.training["trials"])
    loaded = IntentModel.from_bytes(model.to_bytes())
    assert loaded.training == model.training


def test_the_tier_is_part_of_the_fingerprint_of_intents() -> None:
    def of(settings: list[tuple[str, str]]) -> dict[str, str]:
        material = dataset()
        items = [Setting(id=name, value=value) for name, value in settings]
        aspects = dict(pair for item in (*material.utterances[:1], *items) for pair in contributions(item))
        versions = dict.fromkeys(LearnerName, "1")
        return dict(
            fingerprints(
                targets_of(material.intents, ()), aspects, culture="en-us", learner_versions=versions
            )
        )

    assert of([(MODEL_TIER, "enhanced")]) != of([(MODEL_TIER, "standard")])
    assert of([("Other", "enhanced")]) == of([("Other", "standard")])


def test_weights_are_read_back_as_they_were() -> None:
    model = fitted(tiered("enhanced"))
    assert IntentModel.from_bytes(model.to_bytes()).featuriser.weights == model.featuriser.weights
    assert model.featuriser.weights != FeatureWeights()
