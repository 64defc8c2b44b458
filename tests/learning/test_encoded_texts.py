from dataclasses import replace

from cafe import dataset as cafe

from stationmaster.domain.build import MODEL_TIER, targets_of
from stationmaster.domain.dataset import Dataset, Setting
from stationmaster.domain.faq import FaqEntry
from stationmaster.learning.encoded_texts import encoded_texts
from stationmaster.learning.encoder import MemoryVectorCache, Vectors, text_hash
from stationmaster.learning.intents import fit_intents


def with_tier(dataset: Dataset, tier: str) -> Dataset:
    return replace(dataset, settings=(Setting(id=MODEL_TIER, value=tier),))


class Asked(MemoryVectorCache):
    """Remembers what was put into it."""

    def __init__(self) -> None:
        super().__init__()
        self.new: set[str] = set()

    def put(self, encoder: str, vectors: dict[str, Vectors]) -> None:  # type: ignore[override]
        self.new |= vectors.keys()
        super().put(encoder, vectors)


def test_a_training_asks_for_these_and_no_others() -> None:
    dataset, asked = with_tier(cafe(), "enhanced"), Asked()
    fit_intents(dataset, targets_of(dataset.intents, ()), lambda stage, fraction: None, kept=asked)
    assert {text_hash(text) for text in encoded_texts(dataset)} == asked.new


def test_a_version_on_the_standard_tier_has_none() -> None:
    assert encoded_texts(with_tier(cafe(), "standard")) == ()


def test_a_version_in_another_language_has_none() -> None:
    assert encoded_texts(replace(with_tier(cafe(), "enhanced"), culture="de-de")) == ()


def test_questions_of_faqs_belong_to_them() -> None:
    entry = FaqEntry(id="1", questions=("Is there parking?",), answer="Behind the house.")
    found = encoded_texts(replace(with_tier(cafe(), "auto"), faqs=(entry,)))
    assert {"Is there parking?", "Is there parking? Behind the house."} <= set(found)
