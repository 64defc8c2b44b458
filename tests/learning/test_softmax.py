from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize, sparse

from stationmaster.learning import softmax
from stationmaster.learning.features import Features
from stationmaster.learning.softmax import Labelled, fit_softmax

RANDOM = np.random.default_rng(7)
MATRIX = RANDOM.random((40, 6)).astype(np.float32)
FEATURES = Features(grams=sparse.csr_array(MATRIX[:, :4]), dense=MATRIX[:, 4:])
CLASSES = RANDOM.integers(0, 3, 40)
PENALTY = 1e-2


def labelled(importance: np.ndarray | None = None) -> Labelled:
    importance = np.ones(40, dtype=np.float32) if importance is None else importance
    return Labelled(features=FEATURES, classes=CLASSES, importance=importance)


def loss(flat: np.ndarray, importance: np.ndarray) -> float:
    table = flat.reshape(7, 3)
    logits = MATRIX @ table[:-1] + table[-1]
    errors = np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(40), CLASSES]
    return float((importance * errors).sum() / importance.sum() + PENALTY / 2 * np.square(table[:-1]).sum())


def fitted(part: Labelled, iterations: int = 200) -> np.ndarray:
    weights = fit_softmax(
        part, class_count=3, penalty=PENALTY, iterations=iterations, on_iteration=lambda done: None
    )
    return np.concatenate([weights.table.ravel(), weights.bias])


def test_the_fit_is_as_good_as_that_of_an_independent_optimiser() -> None:
    for importance in (np.ones(40), RANDOM.random(40)):
        reference = optimize.minimize(loss, np.zeros(21), args=(importance,), method="BFGS")
        found = fitted(labelled(importance.astype(np.float32)))
        assert loss(found.astype(np.float64), importance) < reference.fun + 1e-4


def test_each_iteration_is_told_and_lowers_the_loss() -> None:
    told: list[int] = []
    fit_softmax(labelled(), class_count=3, penalty=PENALTY, iterations=5, on_iteration=told.append)
    assert told == [1, 2, 3, 4, 5]
    losses = [loss(fitted(labelled(), n).astype(np.float64), np.ones(40)) for n in (1, 2, 4, 8)]
    assert losses == sorted(losses, reverse=True)


def test_a_fit_from_good_weights_starts_there() -> None:
    done = fit_softmax(
        labelled(), class_count=3, penalty=PENALTY, iterations=200, on_iteration=lambda done: None
    )
    again = fit_softmax(
        labelled(), class_count=3, penalty=PENALTY, iterations=1, on_iteration=lambda done: None, start=done
    )
    assert np.allclose(again.table, done.table, atol=0.05)


@pytest.mark.parametrize("most_double", [0, 10**9], ids=["single", "double"])
def test_threads_change_no_bit(most_double: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(softmax, "_DOUBLE_UP_TO", most_double)
    grams = sparse.random_array((3000, 400), density=0.05, format="csr", dtype=np.float32, rng=RANDOM)
    dense = RANDOM.random((3000, 150), dtype=np.float32)
    many = Labelled(
        features=Features(grams=grams, dense=dense),
        classes=RANDOM.integers(0, 9, 3000),
        importance=np.ones(3000, dtype=np.float32),
    )
    found = set()
    for threads in (1, 2, 4):
        monkeypatch.setattr(softmax.os, "cpu_count", lambda threads=threads: threads)
        weights = fit_softmax(
            many, class_count=9, penalty=PENALTY, iterations=6, on_iteration=lambda done: None
        )
        found.add(weights.table.tobytes() + weights.bias.tobytes())
    assert len(found) == 1


def test_memory_that_is_used_again_disturbs_no_start() -> None:
    start = fit_softmax(
        labelled(), class_count=3, penalty=PENALTY, iterations=3, on_iteration=lambda done: None
    )
    table = start.table.copy()
    first, second = (
        fit_softmax(
            labelled(),
            class_count=3,
            penalty=PENALTY,
            iterations=4,
            on_iteration=lambda done: None,
            start=start,
        )
        for _ in range(2)
    )
    assert np.array_equal(start.table, table)
    assert np.array_equal(first.table, second.table)
