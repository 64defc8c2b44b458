from __future__ import annotations

from pathlib import Path

import pytest
from workshop import open_workshop

from stationmaster.domain.dataset import Facet, Setting
from stationmaster.domain.errors import InvalidItem
from stationmaster.domain.tier import Tier
from stationmaster.services.tiers import ask_for_tier, tier_asked_for


def test_what_a_vendors_file_said_beside_the_tier_stays(tmp_path: Path):
    workshop = open_workshop(tmp_path)
    said = Setting(id="ModelTier", value=" Standard", carried={"": {"note": "ours"}})
    version = workshop.new_version(said)
    with workshop.services() as services:
        assert tier_asked_for(services.labelling, version) is Tier.STANDARD
        assert ask_for_tier(services.labelling, version, Tier.STANDARD) == version
        version = ask_for_tier(services.labelling, version, Tier.ENHANCED)
        (kept,) = services.labelling.items(version, Facet.SETTINGS)
    assert kept == Setting(id="ModelTier", value="enhanced", carried=said.carried)


def test_no_dialect_can_keep_what_is_no_tier(tmp_path: Path):
    workshop = open_workshop(tmp_path)
    version = workshop.new_version()
    with workshop.services() as services:
        for keep in (services.labelling.add, services.labelling.put):
            with pytest.raises(InvalidItem, match="'fast'"):
                keep(version, [Setting(id="ModelTier", value="fast")])
        assert tier_asked_for(services.labelling, version) is Tier.AUTO
