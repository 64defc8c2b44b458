"""How far our answers are those of Microsoft's recognisers, over sentences of our own."""

import json
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from stationmaster.learning.prebuilt import RECOGNISED, recognise

HERE = Path(__file__)
GOLDEN = json.loads(HERE.with_name("golden_en.json").read_text(encoding="utf-8"))
#: the same sentences with another "now", in the middle of a week
GOLDEN_DATES = json.loads(HERE.with_name("golden_dates_en.json").read_text(encoding="utf-8"))

#: share of answers (type, span and resolution) that both give, of all that either gives
FLOORS = {
    "age": 1.0,
    "datetimeV2": 0.96,
    "dimension": 0.99,
    "email": 0.87,
    "money": 0.96,
    "number": 1.0,
    "ordinal": 1.0,
    "percentage": 0.95,
    "phonenumber": 0.90,
    "temperature": 1.0,
    "url": 0.92,
}


def _both_and_either(golden: dict[str, Any], kind: str) -> tuple[int, int]:
    both = either = 0
    reference = datetime.fromisoformat(golden["reference"])
    for text, entities in golden["expressions"].items():
        found = recognise([kind], text, culture="en-us", reference=reference)
        ours = {(e.type, e.start, e.end, json.dumps(e.resolution, sort_keys=True)) for e in found}
        theirs = {
            (kind_of, start, end, json.dumps(resolution, sort_keys=True))
            for kind_of, _, start, end, resolution in entities.get(kind, [])
        }
        both += len(ours & theirs)
        either += len(ours | theirs)
    return both, either


@pytest.fixture(scope="module")
def agreement() -> dict[str, tuple[int, int]]:
    return {kind: _both_and_either(GOLDEN, kind) for kind in sorted(RECOGNISED)}


def test_answers_agree_with_the_original_overall(agreement: dict[str, tuple[int, int]]) -> None:
    for kind, (both, either) in agreement.items():
        print(f"{kind:12} {both:4} of {either:4}  {both / either:.3f}")
    totals = [sum(column) for column in zip(*agreement.values(), strict=True)]
    print(f"{'all':12} {totals[0]:4} of {totals[1]:4}  {totals[0] / totals[1]:.3f}")
    assert totals[0] / totals[1] >= 0.95


@pytest.mark.parametrize("kind", sorted(RECOGNISED))
def test_each_kind_agrees_with_the_original(kind: str, agreement: dict[str, tuple[int, int]]) -> None:
    both, either = agreement[kind]
    assert either >= 10
    assert both / either >= FLOORS[kind]


def test_dates_agree_on_another_day_too() -> None:
    both, either = _both_and_either(GOLDEN_DATES, "datetimeV2")
    print(f"datetimeV2 on a Wednesday {both} of {either}  {both / either:.3f}")
    assert both / either >= 0.95


def test_golden_sentences_are_many_and_cover_each_kind() -> None:
    kinds = Counter(kind for entities in GOLDEN["expressions"].values() for kind in entities)
    assert len(GOLDEN["expressions"]) >= 300
    assert kinds.keys() >= RECOGNISED
    assert sum(not entities for entities in GOLDEN["expressions"].values()) >= 10
    assert any(ord(character) > 0xFFFF for text in GOLDEN["expressions"] for character in text)
