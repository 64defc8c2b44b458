"""How far our answers are those of Microsoft's recognisers, over sentences of our own."""

import json
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest

from stationmaster.learning.prebuilt import RECOGNISED, recognise

GOLDEN = json.loads(Path(__file__).with_name("golden_en.json").read_text(encoding="utf-8"))
REFERENCE = datetime.fromisoformat(GOLDEN["reference"])

#: share of answers (type, span and resolution) that both give, of all that either gives
FLOORS = {
    "age": 1.0,
    "datetimeV2": 0.95,
    "dimension": 0.98,
    "email": 0.8,
    "money": 1.0,
    "number": 0.99,
    "ordinal": 0.98,
    "percentage": 1.0,
    "phonenumber": 1.0,
    "temperature": 1.0,
    "url": 0.95,
}


def _both_and_either(kind: str) -> tuple[int, int]:
    both = either = 0
    for text, entities in GOLDEN["expressions"].items():
        found = recognise([kind], text, culture="en-us", reference=REFERENCE)
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
    return {kind: _both_and_either(kind) for kind in sorted(RECOGNISED)}


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


def test_golden_sentences_are_many_and_cover_each_kind() -> None:
    kinds = Counter(kind for entities in GOLDEN["expressions"].values() for kind in entities)
    assert len(GOLDEN["expressions"]) >= 300
    assert kinds.keys() >= RECOGNISED
    assert sum(not entities for entities in GOLDEN["expressions"].values()) >= 10
    assert any(ord(character) > 0xFFFF for text in GOLDEN["expressions"] for character in text)
