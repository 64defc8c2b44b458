from __future__ import annotations

import numpy as np
from scipy import optimize, sparse

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
