"""How far our answers are those of Microsoft's recognisers, over sentences of our own."""

import json
from collections import Counter
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from stationmaster.learning.prebuilt import RECOGNISED, recognise

HERE = Path(__file__)
#: how many sentences there are at least
SENTENCES = {"en": 300, "es": 100, "fr": 100, "de": 100}

#: share of answers (type, span and resolution) that both give, of all that either gives; 1 where not named
FLOORS = {
    "en": {
        "datetimeV2": 0.96,
        "dimension": 0.99,
        "email": 0.87,
        "money": 0.96,
        "percentage": 0.95,
        "phonenumber": 0.90,
        "url": 0.92,
    },
    "es": {"datetimeV2": 0.93, "money": 0.98, "number": 0.99},
    "fr": {"datetimeV2": 0.95, "number": 0.99},
    "de": {"datetimeV2": 0.97, "dimension": 0.95, "number": 0.99},
}
OVERALL = {"en": 0.98, "es": 0.97, "fr": 0.98, "de": 0.98}


@cache
def golden(name: str) -> dict[str, Any]:
    return json.loads(HERE.with_name(f"golden_{name}.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@cache
def both_and_either(name: str, kind: str) -> tuple[int, int]:
    recorded = golden(name)
    reference = datetime.fromisoformat(recorded["reference"])
    both = either = 0
    for text, entities in recorded["expressions"].items():
        found = recognise([kind], text, culture=recorded["culture"], reference=reference)
        ours = {(e.type, e.start, e.end, json.dumps(e.resolution, sort_keys=True)) for e in found}
        theirs = {
            (kind_of, start, end, json.dumps(resolution, sort_keys=True))
            for kind_of, _, start, end, resolution in entities.get(kind, [])
        }
        both += len(ours & theirs)
        either += len(ours | theirs)
    print(f"{name} {kind:12} {both:4} of {either:4}  {both / either:.3f}")
    return both, either


@pytest.mark.parametrize("kind", sorted(RECOGNISED))
@pytest.mark.parametrize("language", sorted(FLOORS))
def test_each_kind_agrees_with_the_original(language: str, kind: str) -> None:
    both, either = both_and_either(language, kind)
    assert both / either >= FLOORS[language].get(kind, 1)


@pytest.mark.parametrize("language", sorted(OVERALL))
def test_answers_agree_with_the_original_overall(language: str) -> None:
    counts = [both_and_either(language, kind) for kind in sorted(RECOGNISED)]
    both, either = (sum(column) for column in zip(*counts, strict=True))
    print(f"{language} all {both} of {either}  {both / either:.3f}")
    assert both / either >= OVERALL[language]


def test_dates_agree_on_another_day_too() -> None:
    both, either = both_and_either("dates_en", "datetimeV2")
    assert both / either >= 0.95


@pytest.mark.parametrize("language", sorted(SENTENCES))
def test_golden_sentences_are_many_and_cover_each_kind(language: str) -> None:
    expressions = golden(language)["expressions"]
    kinds = Counter(kind for entities in expressions.values() for kind in entities)
    assert len(expressions) >= SENTENCES[language]
    assert kinds.keys() >= RECOGNISED
    assert min(kinds.values()) >= (10 if language == "en" else 4)


def test_english_sentences_hold_texts_without_answers_and_text_outside_the_basic_plane() -> None:
    expressions = golden("en")["expressions"]
    assert sum(not entities for entities in expressions.values()) >= 10
    assert any(ord(character) > 0xFFFF for text in expressions for character in text)


@pytest.mark.parametrize("language", sorted(SENTENCES))
def test_golden_sentences_are_those_that_are_written_down(language: str) -> None:
    written = HERE.with_name(f"expressions_{language}.txt").read_text(encoding="utf-8").splitlines()
    assert list(golden(language)["expressions"]) == list(dict.fromkeys(filter(None, written)))
