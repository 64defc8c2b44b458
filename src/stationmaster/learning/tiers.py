"""Which features a version's intents are learned on: grams and a static table, or a sentence encoder too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np

from stationmaster.domain.build import MODEL_TIER
from stationmaster.domain.dataset import Dataset
from stationmaster.domain.tier import Tier as Tier
from stationmaster.domain.tier import tier_said
from stationmaster.learning.calibrate import log_losses
from stationmaster.learning.encoder import sentence_encoder
from stationmaster.learning.featurise import FeatureWeights
from stationmaster.learning.text_style import EMBEDDED_LANGUAGES, TextStyle

_FEW_FOR_EACH, _MANY_FOR_EACH = 30, 500
#: The encoder adds some five milliseconds to a prediction; this many are allowed. Stated, not measured,
#: so that the same material gives the same model.
ENCODER_MS, LATENCY_BUDGET_MS = 5.0, 10.0
#: Fewer utterances than this decide nothing by cross-validation; with so few the encoder was right more often in
#: 15 of 19 cases, by 2.4 points on average of all.
_LEAST_TEXTS = 50
#: Texts that may be encoded for the sake of a decision: seconds of work where their vectors are not kept.
_MOST_TEXTS = 2_000
_SMALLEST_GAIN = 0.03


def asked_for(dataset: Dataset) -> Tier:
    """The version's setting; one that is absent or unknown is `auto`."""
    return tier_said(next((setting.value for setting in dataset.settings if setting.id == MODEL_TIER), None))


def can_be_enhanced(dataset: Dataset) -> bool:
    """Whether there is an encoder, and it knows the version's language."""
    return dataset.language in EMBEDDED_LANGUAGES and sentence_encoder() is not None


def styles_to_try(style: TextStyle, tier: Tier, *, utterances: int, possible: bool) -> list[TextStyle]:
    """The style to learn with; or two, the plain one first, where trying decides."""
    enhanced = replace(style, encoded=True)
    if not possible or tier is Tier.STANDARD:
        return [style]
    if tier is Tier.ENHANCED:
        return [enhanced]
    if utterances > _MOST_TEXTS or ENCODER_MS > LATENCY_BUDGET_MS:
        return [style]
    return [style, enhanced] if utterances >= _LEAST_TEXTS else [enhanced]


class Plenty(StrEnum):
    """How many texts there are for each intent."""

    FEW = "few"
    SOME = "some"
    MANY = "many"


#: How long each kind of features is, and what large weights cost, by plenty, without and with the encoder. Chosen
#: by cross-validation inside training data: the more texts there are, the less weighs what is known beforehand.
_SETTINGS = {
    (Plenty.FEW, False): (FeatureWeights(words=1.0, characters=0.7, embedding=2.0), 2e-3),
    (Plenty.FEW, True): (FeatureWeights(words=1.0, characters=0.7, embedding=1.5, encoding=3.0), 2e-3),
    (Plenty.SOME, False): (FeatureWeights(words=1.2, characters=0.8, embedding=1.0), 5e-4),
    (Plenty.SOME, True): (FeatureWeights(words=1.2, characters=0.8, embedding=0.7, encoding=1.5), 1e-3),
    (Plenty.MANY, False): (FeatureWeights(words=2.0, characters=1.4, embedding=0.5), 5e-4),
    (Plenty.MANY, True): (FeatureWeights(words=2.0, characters=1.4, embedding=0.5, encoding=1.0), 5e-4),
}
#: How much the nearest texts say, chosen likewise; among fewer texts than this they mislead as often as they help.
_NEIGHBOURS_SHARE = {
    (Plenty.FEW, False): 0.1,
    (Plenty.FEW, True): 0.2,
    (Plenty.SOME, False): 0.2,
    (Plenty.SOME, True): 0.2,
    (Plenty.MANY, False): 0.1,
    (Plenty.MANY, True): 0.1,
}
_LEAST_NEIGHBOURS = 300


def plenty(*, texts: int, labels: int) -> Plenty:
    """Whether so many texts are few or many for so many labels."""
    if texts <= _FEW_FOR_EACH * labels:
        return Plenty.FEW
    return Plenty.MANY if texts > _MANY_FOR_EACH * labels else Plenty.SOME


def feature_weights(style: TextStyle, *, texts: int, labels: int) -> FeatureWeights:
    """How long each kind of features is."""
    return _SETTINGS[plenty(texts=texts, labels=labels), style.encoded][0]


def penalty(style: TextStyle, *, texts: int, labels: int) -> float:
    """What the squares of weights cost against the mean loss; with many labels each has its share of it."""
    return _SETTINGS[plenty(texts=texts, labels=labels), style.encoded][1] / labels


def neighbours_share(style: TextStyle, *, texts: int, labels: int) -> float:
    """How much the nearest labelled texts say beside the weights: nothing where texts have no vectors."""
    if not (style.embedded or style.encoded) or texts < _LEAST_NEIGHBOURS:
        return 0.0
    return _NEIGHBOURS_SHARE[plenty(texts=texts, labels=labels), style.encoded]


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """What held-out texts say of one style."""

    accuracy: float
    loss: float
    texts: int


def trial(logits: np.ndarray[Any, Any], truths: np.ndarray[Any, Any]) -> Trial:
    """How well these logits tell held-out texts apart."""
    return Trial(
        accuracy=round(float((logits.argmax(axis=1) == truths).mean()), 6),
        loss=round(float(log_losses(logits, truths).mean()), 6),
        texts=len(truths),
    )


def better(trials: Sequence[Trial]) -> int:
    """The first, unless a later one, which is dearer, loses clearly less and is right more often."""
    chosen = 0
    for number, each in enumerate(trials):
        best = trials[chosen]
        if each.loss < (1 - _SMALLEST_GAIN) * best.loss and each.accuracy > best.accuracy:
            chosen = number
    return chosen
