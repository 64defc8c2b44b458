"""Tasks that behave as their target's name says, in whatever process they are done."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from itertools import count
from pathlib import Path

import dask

from stationmaster.domain.build import BlobHash, Fingerprint, LearnerName, Target, TargetId, TargetKind
from stationmaster.domain.tenants import TenantId
from stationmaster.domain.training import Failure, FailureCode, RunId
from stationmaster.learning.learner import Report
from stationmaster.services.dispatch import TargetOutcome, TrainTask

A_MOMENT = 0.02


_numbers = count(1)


def task(*names: str, run: str = "", attempt: int = 1) -> TrainTask:
    """A task whose targets behave as they are called; of a run of its own, as no key may come twice."""
    run = run or f"run{next(_numbers)}"
    targets = tuple(
        Target(id=TargetId(name), name=name, kind=TargetKind.INTENT, learner=LearnerName.INTENTS)
        for name in names
    )
    return TrainTask(
        tenant_id=TenantId("acme"),
        run_id=RunId(run),
        attempt=attempt,
        learner=LearnerName.INTENTS,
        snapshot=BlobHash("0" * 64),
        targets=targets,
        fingerprints={target.id: Fingerprint(f"of {target.name}") for target in targets},
    )


def behave(task: TrainTask, report: Report) -> tuple[TargetOutcome, ...]:
    """Do what each target's name says."""
    report("start", 0.0)
    return tuple(_outcome(target, task, report) for target in task.targets)


def nothing() -> None:
    """Needs no warming up."""


def _outcome(target: Target, task: TrainTask, report: Report) -> TargetOutcome:
    verb, _, argument = target.name.partition(" ")
    match verb:
        case "fail":
            failure = Failure(code=FailureCode.FEW_LABELS, sentence="It has no utterance.", item=target.name)
            return TargetOutcome(target_id=target.id, examples=0, failure=failure)
        case "raise":
            raise ValueError("the data would be in here")
        case "sleep":
            end = time.monotonic() + float(argument)
            while (left := end - time.monotonic()) > 0:
                report("sleep", 1 - left / float(argument))
                time.sleep(A_MOMENT)
        case "die":
            os.kill(os.getpid(), signal.SIGKILL)
        case "spin":
            Path(argument).write_text(str(os.getpid()))
            while True:
                report("spin", 0.5)
        case "hoard":
            hoard = []
            while True:
                hoard.append(bytes(bytearray(os.urandom(1)) * 20_000_000))
                time.sleep(A_MOMENT)
        case "setting":
            value = dask.config.get(argument)
            return TargetOutcome(
                target_id=target.id, examples=1, blob=BlobHash("0" * 64), identity=str(value)
            )
    identity = str(task.fingerprints[target.id])
    blob = BlobHash(hashlib.sha256(identity.encode()).hexdigest())
    return TargetOutcome(target_id=target.id, examples=1, blob=blob, identity=identity)
