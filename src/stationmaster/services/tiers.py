"""The tier that a version asks for: one of its settings, whatever the dialect."""

from __future__ import annotations

from dataclasses import replace

from stationmaster.domain.apps import Version
from stationmaster.domain.build import MODEL_TIER
from stationmaster.domain.dataset import Facet, Setting
from stationmaster.domain.tier import Tier, tier_said
from stationmaster.services.labelling import LabellingService


def tier_asked_for(labelling: LabellingService, version: Version) -> Tier:
    """What the version's setting says; `auto` where there is none."""
    kept = labelling.find(version, Setting, MODEL_TIER)
    return tier_said(kept.value if kept else None)


def ask_for_tier(labelling: LabellingService, version: Version, tier: Tier) -> Version:
    """Let a version ask for a tier; asking for `auto` again leaves it as if nobody had asked."""
    if tier_asked_for(labelling, version) is tier:
        return version
    if tier is Tier.AUTO:
        return labelling.remove(version, Facet.SETTINGS, [MODEL_TIER])
    kept = labelling.find(version, Setting, MODEL_TIER) or Setting(id=MODEL_TIER, value="")
    return labelling.put(version, [replace(kept, value=tier.value)])
