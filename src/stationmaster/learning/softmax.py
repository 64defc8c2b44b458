"""Joint softmax regression by L-BFGS.

Written here rather than taken from scipy for three reasons: it works in single precision where there are
many weights, it can be stopped after any iteration, and its sums have one order whatever the threads of a
BLAS library and the width of a processor's vectors, so that equal inputs give equal bytes.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.floating[Any]]
#: Told how many iterations are done; may raise to stop.
OnIteration = Callable[[int], None]

_REMEMBERED = 8
_SUFFICIENT_DECREASE = 1e-4
_SMALLEST_GRADIENT = 1e-5
_SMALLEST_GAIN = 1e-6
#: Up to so many weights are found in double precision: few iterations do not come so near the optimum
#: that another machine's single rounding errors would leave no trace.
_DOUBLE_UP_TO = 1_500_000
_SUMMED_TOGETHER = 4096


@dataclass(frozen=True, kw_only=True, slots=True)
class Weights:
    """One row for each feature, one column for each class."""

    table: Floats
    bias: Floats

    def single(self) -> Weights:
        """The weights in single precision."""
        return Weights(table=self.table.astype(np.float32), bias=self.bias.astype(np.float32))

    def logits(self, features: sparse.csr_array) -> NDArray[np.float32]:
        """The classes' logits for each text."""
        return np.asarray(features @ self.table + self.bias, dtype=np.float32)


@dataclass(frozen=True, kw_only=True, slots=True)
class Labelled:
    """Texts with the class and the importance of each."""

    features: sparse.csr_array
    classes: NDArray[np.intp]
    importance: Floats

    def rows(self, chosen: NDArray[np.intp]) -> Labelled:
        """Some of the texts."""
        return Labelled(
            features=self.features[chosen], classes=self.classes[chosen], importance=self.importance[chosen]
        )


def fit_softmax(
    labelled: Labelled,
    *,
    class_count: int,
    penalty: float,
    iterations: int,
    on_iteration: OnIteration,
    start: Weights | None = None,
) -> Weights:
    """The weights with the least penalised log-loss, as near as so many iterations come."""
    with _Loss.of(labelled, class_count, penalty) as loss:
        first = loss.flat(start) if start else np.zeros(loss.size, dtype=loss.precision)
        return loss.weights(_minimise(loss, first, iterations, on_iteration)).single()


class _Loss:
    """The penalised mean log-loss over flat weights, with its gradient."""

    def __init__(
        self, labelled: Labelled, class_count: int, penalty: float, pool: ThreadPoolExecutor, parts: int
    ) -> None:
        self._pool = pool
        self.size = (labelled.features.shape[1] + 1) * class_count
        self.precision = np.float64 if self.size <= _DOUBLE_UP_TO else np.float32
        features = labelled.features.astype(self.precision)
        self._by_text = _bands(features, parts)
        self._by_feature = _bands(features.T.tocsr(), parts)
        self._classes = labelled.classes
        self._importance = labelled.importance / labelled.importance.sum(dtype=np.float64)
        self._penalty = self.precision(penalty)
        self._rows = np.arange(len(self._classes))
        self._class_count = class_count

    @staticmethod
    @contextmanager
    def of(labelled: Labelled, class_count: int, penalty: float) -> Iterator[_Loss]:
        """The loss with threads to work it out; how many does not change its value."""
        parts = max(1, min(4, os.cpu_count() or 1))
        with ThreadPoolExecutor(parts) as pool:
            yield _Loss(labelled, class_count, penalty, pool, parts)

    def weights(self, flat: Floats) -> Weights:
        """Views of the parts of flat weights."""
        table = flat.reshape(-1, self._class_count)
        return Weights(table=table[:-1], bias=table[-1])

    def flat(self, weights: Weights) -> Floats:
        """A flat copy of weights."""
        return np.concatenate([weights.table.ravel(), weights.bias], dtype=self.precision)

    def __call__(self, flat: Floats) -> tuple[float, Floats]:
        weights = self.weights(flat)
        # In double precision, since functions such as exp differ between processors in their last place.
        logits = self._times(self._by_text, weights.table).astype(np.float64)
        logits += weights.bias
        logits -= logits.max(axis=1, keepdims=True)
        truth = logits[self._rows, self._classes]
        np.exp(logits, out=logits)
        sums = logits.sum(axis=1)
        mean_loss = float((self._importance * (np.log(sums) - truth)).sum())
        logits *= (self._importance / sums)[:, None]
        logits[self._rows, self._classes] -= self._importance
        slopes: Floats = logits.astype(self.precision)
        by_feature = self._times(self._by_feature, slopes).ravel()
        gradient: Floats = np.concatenate([by_feature, logits.sum(axis=0)], dtype=self.precision)
        penalised = flat[: -self._class_count]
        gradient[: -self._class_count] += self._penalty * penalised
        return mean_loss + 0.5 * float(self._penalty) * _dot(penalised, penalised), gradient

    def _times(self, parts: list[sparse.csr_array], right: Floats) -> Floats:
        return np.concatenate(list(self._pool.map(lambda part: part @ right, parts)))


def _bands(matrix: sparse.csr_array, parts: int) -> list[sparse.csr_array]:
    """Bands of rows with about equally many entries."""
    goals = np.linspace(0, matrix.nnz, parts + 1)[1:-1]
    cuts = [0, *np.searchsorted(matrix.indptr, goals).tolist(), matrix.shape[0]]
    return [matrix[first:last] for first, last in pairwise(cuts)]


def _minimise(loss: _Loss, start: Floats, iterations: int, on_iteration: OnIteration) -> Floats:
    at, (value, gradient) = start, loss(start)
    steps: deque[tuple[Floats, Floats, float]] = deque(maxlen=_REMEMBERED)
    for iteration in range(iterations):
        direction = _direction(gradient, steps)
        slope = _dot(gradient, direction)
        if slope >= 0 or np.abs(gradient).max() < _SMALLEST_GRADIENT:
            break
        length = 1.0 if steps else 1.0 / max(_dot(gradient, gradient) ** 0.5, 1e-12)
        found = _search(loss, at, direction, value, slope, length)
        if found is None:
            break
        next_at, next_value, next_gradient = found
        step, change = next_at - at, next_gradient - gradient
        curvature = _dot(step, change)
        if curvature > 0:
            steps.append((step, change, curvature))
        gain = value - next_value
        at, value, gradient = next_at, next_value, next_gradient
        on_iteration(iteration + 1)
        if gain < _SMALLEST_GAIN * max(value, 1e-3):
            break
    return at


def _search(
    loss: _Loss, at: Floats, direction: Floats, value: float, slope: float, length: float
) -> tuple[Floats, float, Floats] | None:
    """A step along the direction that lowers the loss enough, shortened by parabolas."""
    for _ in range(20):
        next_at = at + at.dtype.type(length) * direction
        next_value, gradient = loss(next_at)
        if next_value <= value + _SUFFICIENT_DECREASE * length * slope:
            return next_at, next_value, gradient
        bend = next_value - value - length * slope
        best = -slope * length * length / (2 * bend) if bend > 0 else 0.0
        length = min(max(best, 0.1 * length), 0.5 * length)
    return None


def _direction(gradient: Floats, steps: deque[tuple[Floats, Floats, float]]) -> Floats:
    """Downhill, bent by what the last steps told of the curvature (the two-loop recursion)."""
    number = gradient.dtype.type
    direction = -gradient
    shares: list[float] = []
    for step, change, curvature in reversed(steps):
        shares.append(_dot(step, direction) / curvature)
        direction -= number(shares[-1]) * change
    if steps:
        _, change, curvature = steps[-1]
        direction *= number(curvature / _dot(change, change))
    for (step, change, curvature), share in zip(steps, reversed(shares), strict=True):
        direction += number(share - _dot(change, direction) / curvature) * step
    return direction


def _dot(left: Floats, right: Floats) -> float:
    """An inner product added up row by row, an order that no vector unit changes."""
    products = left * right
    whole = len(products) - len(products) % _SUMMED_TOGETHER
    columns = products[:whole].reshape(-1, _SUMMED_TOGETHER).sum(axis=0)
    return float(columns.sum(dtype=np.float64)) + float(products[whole:].sum(dtype=np.float64))
