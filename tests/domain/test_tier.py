from __future__ import annotations

import pytest

from stationmaster.domain.errors import InvalidItem
from stationmaster.domain.tier import Tier, tier_from


@pytest.mark.parametrize(("said", "tier"), [("standard", Tier.STANDARD), (" Enhanced ", Tier.ENHANCED)])
def test_a_tier_is_read_whatever_its_case(said: str, tier: Tier):
    assert tier_from(said) is tier


@pytest.mark.parametrize("said", ["enhaned", "", "true"])
def test_what_is_no_tier_is_refused_with_the_allowed_ones(said: str):
    with pytest.raises(InvalidItem) as refused:
        tier_from(said)
    assert str(refused.value) == (
        f"the setting ModelTier cannot be {said!r}: it is standard, enhanced or auto"
    )
