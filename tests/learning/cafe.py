"""A dozen utterances of three intents, and short ways to make datasets of texts."""

from __future__ import annotations

from collections.abc import Sequence

from stationmaster.domain.build import targets_of
from stationmaster.domain.dataset import NONE_INTENT, Dataset, Intent, Pattern, Setting, Utterance
from stationmaster.learning.intent_model import IntentModel
from stationmaster.learning.intents import fit_intents

CAFE = (
    ("a large latte please", "Order"),
    ("could I get two espressos to go", "Order"),
    ("I would like an oat milk cappuccino", "Order"),
    ("one filter coffee and a croissant", "Order"),
    ("when do you open on Sunday", "OpeningHours"),
    ("how late are you open tonight", "OpeningHours"),
    ("what time does the shop close", "OpeningHours"),
    ("are you open on public holidays", "OpeningHours"),
    ("my coffee was cold", "Complain"),
    ("the waiter was rude to us", "Complain"),
    ("there was a hair in my soup", "Complain"),
    ("I want to complain about the service", "Complain"),
)
UNSEEN = (
    ("can I have a small latte", "Order"),
    ("two cappuccinos and a tea please", "Order"),
    ("when do you close on Saturday", "OpeningHours"),
    ("are you open tomorrow", "OpeningHours"),
    ("my soup was cold and the service rude", "Complain"),
    ("I have a complaint about the waiter", "Complain"),
)


def dataset(
    rows: Sequence[tuple[str, str]] = CAFE,
    *,
    culture: str = "en-us",
    patterns: Sequence[tuple[str, str]] = (),
    intents: Sequence[str] = (),
    settings: Sequence[tuple[str, str]] = (),
) -> Dataset:
    """An app with these utterances and patterns, their intents, further ones, and None."""
    named = [*intents, *(intent for _, intent in rows), *(intent for _, intent in patterns), NONE_INTENT]
    return Dataset(
        culture=culture,
        intents=tuple(Intent(id=f"id-{name}", name=name) for name in dict.fromkeys(named)),
        utterances=tuple(Utterance(id=str(n), text=text, intent=i) for n, (text, i) in enumerate(rows)),
        patterns=tuple(Pattern(id=f"p{n}", text=text, intent=i) for n, (text, i) in enumerate(patterns)),
        settings=tuple(Setting(id=name, value=value) for name, value in settings),
    )


def fitted(material: Dataset) -> IntentModel:
    """The model of all intents of a dataset."""
    return fit_intents(material, targets_of(material.intents, ()), lambda stage, fraction: None)
