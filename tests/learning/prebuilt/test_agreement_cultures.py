"""How far our Spanish, French and German answers are those of Microsoft's recognisers."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from stationmaster.learning.prebuilt import recognise

HERE = Path(__file__)
CULTURES = {"es": "es-es", "fr": "fr-fr", "de": "de-de"}

#: share of answers (type, span and resolution) that both give, of all that either gives
FLOORS = {
    "es": {
        "age": 1.0,
        "datetimeV2": 0.97,
        "dimension": 1.0,
        "email": 1.0,
        "money": 0.98,
        "number": 0.99,
        "ordinal": 1.0,
        "percentage": 1.0,
        "phonenumber": 1.0,
        "temperature": 1.0,
        "url": 1.0,
    },
    "fr": {
        "age": 1.0,
        "datetimeV2": 0.95,
        "dimension": 1.0,
        "email": 1.0,
        "money": 1.0,
        "number": 0.99,
        "ordinal": 1.0,
        "percentage": 1.0,
        "phonenumber": 1.0,
        "temperature": 1.0,
        "url": 1.0,
    },
    "de": {
        "age": 1.0,
        "datetimeV2": 0.97,
        "dimension": 0.95,
        "email": 1.0,
        "money": 1.0,
        "number": 1.0,
        "ordinal": 1.0,
        "percentage": 1.0,
        "phonenumber": 1.0,
        "temperature": 1.0,
        "url": 1.0,
    },
}
#: of all answers, those included that the original resolved by half or read wrongly
RAW_FLOORS = {"es": 0.98, "fr": 0.98, "de": 0.98}

Answers = set[tuple[str, int, int, str]]


def golden(language: str) -> dict[str, Any]:
    return json.loads(HERE.with_name(f"golden_{language}.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def both_and_either(language: str, kind: str, *, settled_only: bool = True) -> tuple[int, int]:
    recorded = golden(language)
    reference = datetime.fromisoformat(recorded["reference"])
    both = either = 0
    for text, entities in recorded["expressions"].items():
        found = recognise([kind], text, culture=CULTURES[language], reference=reference)
        ours = {(e.type, e.start, e.end, json.dumps(e.resolution, sort_keys=True)) for e in found}
        theirs = {
            (kind_of, start, end, json.dumps(resolution, sort_keys=True))
            for kind_of, _, start, end, resolution in entities.get(kind, [])
        }
        if settled_only:
            unsettled = recorded["unsettled"].get(text, {}).get(kind, [])
            ours, theirs = apart_from(unsettled, ours), apart_from(unsettled, theirs)
        both += len(ours & theirs)
        either += len(ours | theirs)
    return both, either


def apart_from(unsettled: list[tuple[int, int]], answers: Answers) -> Answers:
    return {
        answer
        for answer in answers
        if not any(answer[1] < end and start < answer[2] for start, end in unsettled)
    }


@pytest.mark.parametrize(
    ("language", "kind"), [(language, kind) for language, kinds in FLOORS.items() for kind in kinds]
)
def test_each_kind_agrees_with_the_original(language: str, kind: str) -> None:
    both, either = both_and_either(language, kind)
    print(f"{language} {kind:12} {both:4} of {either:4}  {both / either:.3f}")
    assert both / either >= FLOORS[language][kind]


@pytest.mark.parametrize("language", sorted(FLOORS))
def test_answers_agree_with_the_original_overall(language: str) -> None:
    settled = [both_and_either(language, kind) for kind in FLOORS[language]]
    raw = [both_and_either(language, kind, settled_only=False) for kind in FLOORS[language]]
    for name, counts, floor in (("settled", settled, 0.95), ("all", raw, RAW_FLOORS[language])):
        both, either = (sum(column) for column in zip(*counts, strict=True))
        print(f"{language} {name:12} {both:4} of {either:4}  {both / either:.3f}")
        assert both / either >= floor


@pytest.mark.parametrize("language", sorted(FLOORS))
def test_golden_sentences_are_many_and_few_are_unsettled(language: str) -> None:
    recorded = golden(language)
    assert len(recorded["expressions"]) >= 100
    assert len(recorded["unsettled"]) <= 0.12 * len(recorded["expressions"])
    assert all(any(kind in found for found in recorded["expressions"].values()) for kind in FLOORS[language])
