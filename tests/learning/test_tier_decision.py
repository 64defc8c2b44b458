from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from bank import bot, desk, fresh, tickets, trained
from workshop import open_workshop

from stationmaster.domain.build import LearnerName, TargetGroup, TargetId
from stationmaster.domain.dataset import Dataset, Setting
from stationmaster.domain.tier import Tier, TierDecision, TierReason
from stationmaster.domain.training import tiers_of
from stationmaster.learning import tier_decision as module
from stationmaster.learning.artefact import write_artefact
from stationmaster.learning.learner import Built
from stationmaster.learning.tier_decision import tier_decision

TRIALS = [
    {"encoded": False, "accuracy": 0.9, "loss": 0.4, "texts": 80},
    {"encoded": True, "accuracy": 0.95, "loss": 0.2, "texts": 80},
]


def decided(
    *, asked: str | None, encoded: bool, trials: list[dict[str, Any]] = TRIALS[:1], culture: str = "en-us"
) -> TierDecision | None:
    manifest = {"style": {"encoded": encoded}, "training": {"tier": asked or "auto", "trials": trials}}
    built = Built(target_id=TargetId("1"), examples=80, artefact=write_artefact(manifest, {}))
    settings = (Setting(id="ModelTier", value=asked),) if asked else ()
    return tier_decision(LearnerName.INTENTS, built, Dataset(culture=culture, settings=settings))


def test_what_both_tries_reached_is_told_where_they_decided():
    decision = decided(asked=None, encoded=True, trials=TRIALS)
    assert decision is not None
    assert (decision.asked, decision.serves, decision.reason) == (
        Tier.AUTO,
        Tier.ENHANCED,
        TierReason.TRIED,
    )
    assert [(trial.tier, trial.accuracy, trial.texts) for trial in decision.trials] == [
        (Tier.STANDARD, 0.9, 80),
        (Tier.ENHANCED, 0.95, 80),
    ]
    assert 0 < decision.added_ms <= decision.budget_ms


@pytest.mark.parametrize(
    ("asked", "encoded", "has_encoder", "culture", "reason"),
    [
        ("standard", False, True, "en-us", TierReason.ASKED),
        ("enhanced", True, True, "en-us", TierReason.ASKED),
        ("enhanced", False, False, "en-us", TierReason.NO_ENCODER),
        (None, False, False, "en-us", TierReason.NO_ENCODER),
        (None, False, True, "ja-jp", TierReason.LANGUAGE),
        (None, False, True, "en-us", TierReason.SIZE),
        (None, True, True, "en-us", TierReason.SIZE),
    ],
)
def test_what_decided_without_trying_both_is_told(
    monkeypatch: pytest.MonkeyPatch,
    asked: str | None,
    encoded: bool,
    has_encoder: bool,
    culture: str,
    reason: TierReason,
):
    monkeypatch.setattr(module, "sentence_encoder", lambda: object() if has_encoder else None)
    monkeypatch.setattr(module, "can_be_enhanced", lambda dataset: has_encoder and culture == "en-us")
    decision = decided(asked=asked, encoded=encoded, culture=culture)
    assert decision is not None
    assert decision.reason is reason
    assert decision.trials == ()


def test_what_has_no_tiers_or_was_not_built_has_no_decision():
    failed = Built(target_id=TargetId("1"), examples=0)
    entities = Built(target_id=TargetId("1"), examples=1, artefact=write_artefact({}, {}))
    assert tier_decision(LearnerName.INTENTS, failed, Dataset(culture="en-us")) is None
    assert tier_decision(LearnerName.SPANS, entities, Dataset(culture="en-us")) is None


def test_the_decision_is_recorded_with_each_artefact(tmp_path: Path):
    workshop = open_workshop(tmp_path)
    version = workshop.new_version(*bot(), *(item for item in desk()[1:]), *tickets())
    asked = TierDecision(asked=Tier.STANDARD, serves=Tier.STANDARD, reason=TierReason.ASKED)
    of_group = {
        group: tiers_of(trained(workshop, version, group))
        for group in (TargetGroup.ML, TargetGroup.FAQ, TargetGroup.CATEGORIES)
    }
    assert of_group == {
        TargetGroup.ML: {LearnerName.INTENTS: asked, LearnerName.SMALL_TALK: asked},
        TargetGroup.FAQ: {LearnerName.FAQ: asked},
        TargetGroup.CATEGORIES: {LearnerName.CATEGORISER: asked},
    }
    with workshop.services() as services:
        status = services.training.status(fresh(services, version), TargetGroup.FAQ)
    assert status.tiers == of_group[TargetGroup.FAQ]
