from __future__ import annotations

import pytest

from stationmaster.domain.dataset import Dataset


@pytest.mark.parametrize(
    ("culture", "language"), [("en-us", "en"), ("zh_cn", "zh"), ("FR", "fr"), ("", ""), ("zh-hans-cn", "zh")]
)
def test_the_language_is_what_a_culture_begins_with(culture: str, language: str) -> None:
    assert Dataset(culture=culture).language == language
