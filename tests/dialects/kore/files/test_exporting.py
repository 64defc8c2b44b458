"""Exports of parts, against those that the vendor made of one bot."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bot_files import DATA, needs_data

from stationmaster.dialects.kore.files.exporting import ExportOptions, exported, read_options
from stationmaster.dialects.kore.files.reading import InvalidFile, Node


def options_of(body: dict[str, Any]) -> ExportOptions:
    found = read_options(Node(body, ""))
    assert found is not None
    return found


@needs_data
@pytest.mark.parametrize("parts", ["BotTasks", "NLPData", "WithoutSettings", "All"])
def test_parts_of_a_real_bot_are_those_that_the_vendor_exports(parts: str) -> None:
    whole = json.loads((DATA / "bot_pipeline_Export_All.json").read_bytes())
    theirs = json.loads((DATA / f"bot_pipeline_Export_{parts}.json").read_bytes())
    # A checksum over the content, made with a key that is the vendor's.
    del theirs["encryptedHash"]
    assert exported(whole, options_of({"exportOptions": theirs["exportOptions"]})) == theirs


def test_without_options_all_is_exported() -> None:
    assert read_options(Node({}, "")) is None
    assert exported({"a": 1}, None) == {"a": 1}


def test_empty_options_ask_for_nothing() -> None:
    assert options_of({"exportOptions": {"tasks": [], "nlpData": []}}).is_empty


def test_option_that_is_none_is_named() -> None:
    with pytest.raises(InvalidFile, match=r"exportOptions\.tasks\[0\] must be a string"):
        read_options(Node({"exportOptions": {"tasks": [1]}}, ""))


def test_dialogs_that_are_not_asked_for_are_left_out_with_what_is_theirs_alone() -> None:
    document = {
        "dialogs": [
            {"_id": "dg-1", "nodes": [{"componentId": "dc-1"}, {"componentId": "dc-shared"}]},
            {"_id": "dg-2", "nodes": [{"componentId": "dc-2"}, {"componentId": "dc-shared"}]},
        ],
        "dialogComponents": [{"_id": key, "refId": f"ref-{key}"} for key in ("dc-1", "dc-2", "dc-shared")],
        "sentences": [{"taskId": "dc-1"}, {"taskId": "dc-2"}],
        "patterns": [{"refId": "ref-dc-1"}, {"refId": "ref-dc-2"}],
    }
    body = {
        "exportOptions": {
            "tasks": ["botTask"],
            "nlpData": ["utterances", "patterns"],
            "settings": ["botSettings"],
        }
    }
    found = exported(document, options_of({**body, "subTasks": {"dialogs": ["dg-2"]}}))
    assert [dialog["_id"] for dialog in found["dialogs"]] == ["dg-2"]
    assert [each["_id"] for each in found["dialogComponents"]] == ["dc-2", "dc-shared"]
    assert (found["sentences"], found["patterns"]) == ([{"taskId": "dc-2"}], [{"refId": "ref-dc-2"}])
    everything = exported(document, options_of({**body, "subTasks": {"dialogs": ["dg-2"]}, "allTasks": True}))
    assert len(everything["dialogs"]) == 2
