"""A model that was trained before on nearly the same material, to begin the next training with."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from stationmaster.learning.encoder import sentence_encoder
from stationmaster.learning.featurise import Featuriser
from stationmaster.learning.intent_model import IntentModel
from stationmaster.learning.intent_texts import TrainingText, hashes_of
from stationmaster.learning.softmax import Weights
from stationmaster.learning.text_style import TextStyle
from stationmaster.learning.tiers import Tier, feature_weights

#: Below this many texts a training from nothing is fast, and owes nothing to what was there before.
LEAST_TEXTS = 2_000
#: How far the texts may be from those of the last training from nothing, so that warm starts do not add up.
MOST_CHANGED = 0.05


@dataclass(frozen=True, kw_only=True, slots=True)
class Parent:
    """A model to begin with, and the hash of its artefact."""

    hash: str
    model: IntentModel


def parent_for(
    texts: Sequence[TrainingText], artefacts: Sequence[bytes], style: TextStyle, tier: Tier
) -> Parent | None:
    """The artefact that these texts' training can begin with; none where they are few or are others."""
    if len(texts) < LEAST_TEXTS:
        return None
    named = {hashlib.sha256(artefact).hexdigest(): artefact for artefact in artefacts}
    now = hashes_of(texts)
    for name, artefact in sorted(named.items()):
        try:
            model = IntentModel.from_bytes(artefact)
        except ValueError:
            continue  # of an older format
        if _is_alike(model, texts, style, tier) and _changed(model.origin, now) <= MOST_CHANGED:
            return Parent(hash=name, model=model)
    return None


def _is_alike(model: IntentModel, texts: Sequence[TrainingText], style: TextStyle, tier: Tier) -> bool:
    own = model.featuriser.style
    labels = tuple(sorted({text.label for text in texts}))
    return (
        model.labels == labels
        and replace(own, encoded=False) == style
        and model.training.get("tier") == tier.value
        and (not own.encoded or sentence_encoder() is not None)
        and model.featuriser.weights == feature_weights(own, texts=len(texts), labels=len(labels))
    )


def _changed(before: NDArray[np.uint64], now: NDArray[np.uint64]) -> float:
    return len(np.setxor1d(before, now, assume_unique=True)) / max(len(now), 1)


def start_of(parent: IntentModel, featuriser: Featuriser) -> Weights:
    """The parent's weights under another vocabulary; new grams begin with nothing."""
    old = parent.featuriser
    dense = np.arange(len(old.rarity), old.size)
    rows = np.concatenate(
        [_numbers(old.words, featuriser.words), _numbers(old.characters, featuriser.characters), dense]
    )
    table = np.where((rows >= 0)[:, None], parent.weights.table[rows], np.float32(0))
    return Weights(table=table, bias=parent.weights.bias)


def _numbers(before: Mapping[str, int], names: Mapping[str, int]) -> NDArray[np.intp]:
    return np.fromiter((before.get(name, -1) for name in names), dtype=np.intp, count=len(names))
