"""The recorded exchanges are had again, in their order, on a bot of our own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from bot_wire import BotWire
from florist import imported, upload
from recording import differences, filled, recordings

from stationmaster.domain.training import Failure, FailureCode
from stationmaster.services.dispatch import TargetOutcome

BAD = Failure(code=FailureCode.BAD_LABEL, sentence="A label is at fault.")


def fail_waiting(bots: BotWire) -> None:
    """Let all trainings that wait fail."""
    dispatching = bots.workshop.station.dispatching()
    while tasks := dispatching.start_next():
        for task in tasks:
            dispatching.begin(task)
            failed = [TargetOutcome(target_id=each.id, examples=1, failure=BAD) for each in task.targets]
            dispatching.finish(task, tuple(failed))


def happen(bots: BotWire, what: str) -> None:
    match what:
        case "operations":
            bots.workshop.run_operations()
        case "training":
            bots.workshop.run_waiting()
        case "failed training":
            fail_waiting(bots)
        case _:
            raise ValueError(what)


@pytest.mark.parametrize("path", recordings(), ids=lambda path: path.stem)
def test_recorded_exchanges_are_had_again(bots: BotWire, path: Path) -> None:
    recording = json.loads(path.read_text())
    names: dict[str, Any] = {"bot": imported(bots)}
    if recording.get("trained", True):
        bots.workshop.run_waiting()
    for name, content in recording.get("files", {}).items():
        text = content if isinstance(content, str) else json.dumps(content)
        names[f"file:{name}"] = upload(bots, text.encode(), name)
    for number, exchange in enumerate(recording["exchanges"]):
        for what in exchange.get("after", []):
            happen(bots, what)
        request, answer = exchange["request"], exchange["answer"]
        reply = bots.send(
            request["method"],
            filled(request["path"], names),
            content=json.dumps(filled(request["body"], names)).encode() if "body" in request else None,
            **{"Content_Type": "application/json", **request.get("headers", {})},
        )
        where = f"exchange {number}, {request['method']} {request['path']}"
        assert reply.status == answer["status"], (where, reply)
        assert differences(answer["body"], reply.json, names) == [], where


def test_recordings_hold_an_answer_to_every_call_of_the_first_grade() -> None:
    said = " ".join(path.read_text() for path in recordings())
    for call in ("ml/train", "faqs/train", "mlimport", "mlexport", "/import", "publish", "findIntent"):
        assert call in said
