from __future__ import annotations

import numpy as np
import pytest

from stationmaster.learning.held_out import HeldOut

RANDOM = np.random.default_rng(3)
COUNT, CLASSES = 400, 4


def held_out(sharpness: float = 1.0) -> HeldOut:
    """Tickets whose classes are as likely as their logits say, before these are made so many times as sharp."""
    logits = RANDOM.normal(scale=1.5, size=(COUNT, CLASSES))
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    truths = np.array([RANDOM.choice(CLASSES, p=share) for share in shares], dtype=np.intp)
    return HeldOut(truths=truths, logits=(sharpness * logits).astype(np.float32), folds=5)


def said_of(truths: np.ndarray, right: float) -> np.ndarray:
    """What neighbours say that name the class of so many tickets, and of the others any."""
    named = np.where(RANDOM.random(COUNT) < right, truths, RANDOM.integers(0, CLASSES, COUNT))
    return np.where(np.arange(CLASSES) == named[:, None], 0.0, -6.0).astype(np.float32)


@pytest.mark.parametrize("sharpness", [0.2, 1.0, 5.0])
def test_logits_are_made_as_sharp_as_they_are_right(sharpness: float) -> None:
    given = held_out(sharpness)
    found = given.sharpened()
    assert found.sharpness == pytest.approx(1 / sharpness, rel=0.25)
    assert found.losses().mean() <= given.losses().mean()
    assert found.right == given.right


def test_neighbours_that_know_are_heard() -> None:
    given = held_out()
    heard = given.with_neighbours(said_of(given.truths, 0.6))
    assert heard.share > 0
    assert heard.right > given.right


def test_neighbours_that_say_anything_are_not_heard() -> None:
    given = held_out()
    assert given.with_neighbours(said_of(given.truths, 0.0)).share == 0


def test_evaluation_counts_the_right_answers() -> None:
    given = held_out()
    evaluation = given.evaluation(["a", "b", "c", "d"])
    assert evaluation.examples == COUNT
    assert evaluation.micro_f1 == pytest.approx(given.right / COUNT)
    assert evaluation.calibration is not None
    assert evaluation.calibration.error < 0.1
