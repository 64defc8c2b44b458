"""What a dispatcher needs of whatever computes for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from stationmaster.domain.training import Failure, FailureCode
from stationmaster.learning.learner import Report
from stationmaster.services.dispatch import TargetOutcome, TrainTask

#: Does one task where it is called.
Train = Callable[[TrainTask, Report], tuple[TargetOutcome, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Progressed:
    """A task gave a sign of life."""

    key: str
    stage: str
    fraction: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Finished:
    """A task said what became of each of its targets."""

    key: str
    outcomes: tuple[TargetOutcome, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Faulted:
    """A task ended without saying anything: its worker was lost, or our code failed."""

    key: str
    failure: Failure


Event = Progressed | Finished | Faulted


class Compute(Protocol):
    """Does tasks elsewhere, one on each worker; belongs to one thread.

    Each task ends in one `Finished` or `Faulted`, except that a stopped one is heard of no more.
    """

    @property
    def alive(self) -> int:
        """How many workers are ready or at work."""

    @property
    def free(self) -> int:
        """How many more tasks can be taken now."""

    def submit(self, task: TrainTask) -> None:
        """Take a task; only while some worker is free."""

    def stop(self, key: str) -> None:
        """End a task's work, if it is under way."""

    def next_event(self, timeout_seconds: float) -> Event | None:
        """What happened next, in order; None if nothing did in this time."""

    def close(self) -> None:
        """End all work."""


def internal_fault(key: str) -> Faulted:
    """A fault of our own code, whose text is for the server's log alone."""
    sentence = f"The server failed while it trained; its log has the details under {key}."
    return Faulted(key=key, failure=Failure(code=FailureCode.INTERNAL, sentence=sentence))
