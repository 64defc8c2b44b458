"""What a training decided on the tier, told from what it left behind."""

from __future__ import annotations

from collections.abc import Iterator

from stationmaster.domain.build import LearnerName
from stationmaster.domain.dataset import Dataset
from stationmaster.domain.tier import Tier, TierDecision, TierReason, TierTrial
from stationmaster.learning.artefact import read_manifest
from stationmaster.learning.encoder import sentence_encoder
from stationmaster.learning.learner import Built
from stationmaster.learning.tiers import ENCODER_MS, LATENCY_BUDGET_MS, asked_for, can_be_enhanced

#: Learners that ask the sentence encoder or not, as a whole.
_BY_ENCODER = frozenset({LearnerName.FAQ, LearnerName.SMALL_TALK, LearnerName.CATEGORISER})


def tier_decision(learner: LearnerName, built: Built, dataset: Dataset) -> TierDecision | None:
    """The tier of a model that was just built from a dataset; none where its learner has no tiers."""
    if built.artefact is None:
        return None
    trials: tuple[TierTrial, ...] = ()
    if learner is LearnerName.INTENTS:
        manifest = read_manifest(built.artefact)
        is_encoded = bool(manifest["style"]["encoded"])
        trials = tuple(_trials(manifest["training"].get("trials", ())))
    elif learner in _BY_ENCODER:
        encoder = sentence_encoder()
        is_encoded = encoder is not None and encoder.identity in built.decided_by
    else:
        return None
    asked, serves = asked_for(dataset), Tier.ENHANCED if is_encoded else Tier.STANDARD
    if asked is Tier.AUTO and len(trials) > 1:
        return TierDecision(
            asked=asked,
            serves=serves,
            reason=TierReason.TRIED,
            trials=trials,
            added_ms=ENCODER_MS,
            budget_ms=LATENCY_BUDGET_MS,
        )
    return TierDecision(asked=asked, serves=serves, reason=_untried(asked, serves, dataset))


def _trials(kept: list[dict[str, float]]) -> Iterator[TierTrial]:
    for each in kept:
        yield TierTrial(
            tier=Tier.ENHANCED if each["encoded"] else Tier.STANDARD,
            accuracy=each["accuracy"],
            loss=each["loss"],
            texts=int(each["texts"]),
        )


def _untried(asked: Tier, serves: Tier, dataset: Dataset) -> TierReason:
    if asked is serves:
        return TierReason.ASKED
    if sentence_encoder() is None:
        return TierReason.NO_ENCODER
    return TierReason.SIZE if can_be_enhanced(dataset) else TierReason.LANGUAGE
