"""LUIS counts a label's last character in; many programs leave it out. Both mean the same tokens."""

from __future__ import annotations

import pytest
from clients import booking
from clients.running import NewTenant, RunScript

#: Text, start and end as sent, the labelled words, and their first and last UTF-16 unit.
LABELS = (
    ("fly me to oslo now", 10, 13, "oslo", (10, 13)),
    ("fly me to rome now", 10, 14, "rome", (10, 13)),
    ("fly me to kiev", 10, 14, "kiev", (10, 13)),
    ("take me to new york today", 11, 18, "new york", (11, 18)),
    ("take me to san juan today", 11, 19, "san juan", (11, 18)),
    # The aeroplane is outside the basic plane: two UTF-16 units.
    ("\N{AIRPLANE DEPARTURE} fly me to oslo", 13, 16, "oslo", (13, 16)),
    ("\N{AIRPLANE DEPARTURE} fly me to rome", 13, 17, "rome", (13, 16)),
)


@pytest.fixture(scope="module")
def found(run_python: RunScript, new_tenant: NewTenant) -> dict[str, list[dict[str, object]]]:
    examples = [
        {
            "text": text,
            "intentName": "BookFlight",
            "entityLabels": [{"entityName": "Cabin", "startCharIndex": start, "endCharIndex": end}],
        }
        for text, start, end, _, _ in LABELS
    ]
    findings = run_python("label_ends.py", new_tenant(), examples=examples)
    return {
        "reviewed": {example["text"]: example for example in findings["reviewed"]},
        "exported": {utterance["text"]: utterance for utterance in findings["exported"]},
    }


@pytest.mark.parametrize(("text", "start", "end", "words", "units"), LABELS)
def test_inclusive_and_exclusive_ends_label_the_same_tokens(
    found: dict[str, dict], text: str, start: int, end: int, words: str, units: tuple[int, int]
) -> None:
    example = found["reviewed"][text]
    (label,) = example["entityLabels"]
    tokens = example["tokenizedText"][label["startTokenIndex"] : label["endTokenIndex"] + 1]
    assert tokens == words.split()
    (exported,) = found["exported"][text]["entities"]
    assert (exported["startPos"], exported["endPos"]) == units


def test_plain_sentences_are_counted_from_their_labels() -> None:
    (example,) = booking.examples([("BookFlight", "from {Place::from rome} to {Place::to oslo}")])
    assert example["text"] == "from rome to oslo"
    assert [(e["startCharIndex"], e["endCharIndex"]) for e in example["entityLabels"]] == [(5, 8), (13, 16)]
