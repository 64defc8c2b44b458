"""ML utterances in both formats, and what they replace."""

from __future__ import annotations

import json

import pytest
from bot_files import DATA, dataset_of, needs_data

from stationmaster.dialects.kore.files.components import Components
from stationmaster.dialects.kore.files.reading import InvalidFile
from stationmaster.dialects.kore.files.utterances import (
    Replacement,
    read_utterances,
    replace_tasks,
    write_csv,
    write_json,
)
from stationmaster.domain.dataset import Dataset, Entity, EntityKind, EntitySpan, Intent, Utterance

WARM = EntitySpan(entity="City", start=10, end=14)
MODELS = (
    Intent(id="dc-1", name="Get Weather"),
    Intent(id="dc-2", name="Greet"),
    Entity(id="dc-3", name="City", kind=EntityKind.MACHINE_LEARNED),
)
COMPONENTS = Components.of(MODELS)


def weather() -> Dataset:
    return dataset_of(
        "en",
        (
            *MODELS,
            Utterance(id="1", text="😀 warm in York", intent="Get Weather", spans=(WARM,)),
            Utterance(id="2", text="hello", intent="Greet"),
        ),
    )


def replaced(dataset: Dataset, entries: object) -> Replacement:
    said = read_utterances("x.json", json.dumps(entries).encode())
    return replace_tasks(said, dataset, COMPONENTS)


def test_json_counts_utf_16_units_and_leaves_the_end_out() -> None:
    (first, _) = json.loads(write_json({"en": weather()}))
    assert first == {
        "taskName": "Get_Weather",
        "sentence": "😀 warm in York",
        "type": "DialogIntent",
        "entities": [{"startIndex": 11, "endIndex": 15, "entityId": "dc-3"}],
        "language": "en",
    }


def test_what_was_exported_changes_nothing_when_it_is_imported() -> None:
    dataset = weather()
    found = replaced(dataset, json.loads(write_json({"en": dataset})))
    assert (found.utterances, found.copied, found.skipped) == (dataset.utterances, 2, ())


def test_csv_carries_no_labels_so_its_utterances_have_none() -> None:
    dataset = weather()
    written = write_csv({"en": dataset})
    assert written.decode().splitlines()[0] == "taskName,sentence,type,language"
    found = replace_tasks(read_utterances("x.csv", written), dataset, COMPONENTS)
    assert [(u.id, u.spans) for u in found.utterances] == [("1", ()), ("2", ())]


def test_tasks_that_are_not_named_keep_what_they_have() -> None:
    found = replaced(weather(), [{"taskName": "get_weather", "sentence": "rain?"}])
    assert [(u.text, u.intent) for u in found.utterances] == [("hello", "Greet"), ("rain?", "Get Weather")]


def test_label_of_an_unknown_entity_is_named() -> None:
    entry = {
        "taskName": "Greet",
        "sentence": "hi",
        "entities": [{"entityId": "dc-9", "startIndex": 0, "endIndex": 1}],
    }
    with pytest.raises(InvalidFile, match=r"^\[0\]\.entities\[0\]\.entityId names no entity: 'dc-9'"):
        replaced(weather(), [entry])


@needs_data
@pytest.mark.parametrize(("name", "count"), [("mlutterances_124.csv", 124), ("mlutterances_50.csv", 48)])
def test_real_files_are_read(name: str, count: int) -> None:
    assert len(read_utterances(name, (DATA / name).read_bytes())) == count
