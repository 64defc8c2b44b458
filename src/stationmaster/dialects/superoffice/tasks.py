"""Trainings and other long work as batch tasks, which have whole numbers for ids."""

from __future__ import annotations

from stationmaster.domain.operations import Operation
from stationmaster.domain.training import TrainingRun


def number_of_run(run: TrainingRun) -> int:
    """A training's id: even, where that of other work is odd."""
    return 2 * run.number


def number_of_operation(operation: Operation) -> int:
    """The id of work that is no training."""
    return 2 * operation.number + 1
