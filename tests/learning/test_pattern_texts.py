from __future__ import annotations

from dataclasses import replace

from travel import DATASET, setting

from stationmaster.domain.dataset import Pattern
from stationmaster.learning.pattern_texts import PatternTexts, patterns_naming, patterns_of

PATTERNS = tuple(
    Pattern(id=str(number), text=text, intent=intent)
    for number, (text, intent) in enumerate(
        [("to {Place::To}", "Travel"), ("undo {Trip:last}", "Cancel"), ("{ Trip } again", "Travel")]
    )
)
VERSION = replace(DATASET, patterns=PATTERNS)


def test_the_patterns_of_intents_and_those_that_name_entities_are_told_apart() -> None:
    assert patterns_of({"Travel"}, VERSION).texts == (
        ("to {Place::To}", "Travel"),
        ("{ Trip } again", "Travel"),
    )
    assert patterns_naming({"Trip"}, VERSION).texts == (("undo {Trip:last}", ""), ("{ Trip } again", ""))
    assert patterns_naming({"Place"}, VERSION).texts == (("to {Place::To}", ""),)


def test_order_decides_nothing_and_settings_are_kept() -> None:
    turned = replace(VERSION, patterns=PATTERNS[::-1], settings=(setting("NormalizePunctuation"),))
    found = patterns_of({"Travel", "Cancel"}, turned)
    assert found.texts == patterns_of({"Travel", "Cancel"}, VERSION).texts
    assert found.settings.ignores_punctuation
    assert PatternTexts.restored(found.manifest()) == found
