from __future__ import annotations

import pytest
from cafe import dataset, fitted

from stationmaster.learning.none_examples import NONE_EXAMPLE_COUNT, none_examples

CULTURES = (
    *("en-us", "es-es", "es-mx", "fr-fr", "fr-ca", "de-de", "it-it", "pt-br", "nl-nl", "zh-cn", "ja-jp"),
    *("ko-kr", "tr-tr", "hi-in", "ar-ar", "gu-in", "mr-in", "ta-in", "te-in"),
)


@pytest.mark.parametrize("culture", [*CULTURES, "xx-xx"])
def test_every_culture_has_as_many_different_examples(culture: str) -> None:
    assert len(set(none_examples(culture))) == len(none_examples(culture)) == NONE_EXAMPLE_COUNT


def test_each_language_has_its_own() -> None:
    languages = {culture.split("-")[0] for culture in CULTURES}
    assert len({none_examples(language) for language in languages}) == len(languages)


@pytest.mark.parametrize("culture", CULTURES)
def test_a_version_of_any_culture_is_learned_and_tells_none(culture: str) -> None:
    rows = [(f"coffee {size}", "Order") for size in ("small", "large", "black", "white")]
    model = fitted(dataset(rows, culture=culture))
    assert model.predict("coffee large please")[0].label == "Order"
    assert model.predict(none_examples(culture)[0])[0].label == "None"
