"""Joint softmax regression by L-BFGS.

Written here rather than taken from scipy for three reasons: it works in single precision where there are
many weights, it can be stopped after any iteration, and its sums have one order whatever the threads of a
BLAS library and the width of a processor's vectors, so that equal inputs give equal bytes.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from threadpoolctl import threadpool_limits

from stationmaster.learning.features import Features

Floats = NDArray[np.floating[Any]]
#: Told how many iterations are done; may raise to stop.
OnIteration = Callable[[int], None]

_REMEMBERED = 6
_SUFFICIENT_DECREASE = 1e-4
_SMALLEST_GRADIENT = 1e-5
_SMALLEST_GAIN = 1e-6
#: Up to so many weights are found in double precision: few iterations do not come so near the optimum
#: that another machine's single rounding errors would leave no trace.
_DOUBLE_UP_TO = 750_000
_SUMMED_TOGETHER = 4096
#: How far the first guess goes: the logit of a text that is its class's mean. Chosen by held-out loss
#: after few iterations.
_FIRST_LOGIT = 40.0
_TEXTS_TOGETHER = 1024
_COLUMNS_TOGETHER = 64
_WEIGHTS_TOGETHER = 1 << 18
#: Additions in one iteration from which sharing them by threads is faster.
_SHARED_FROM = 5_000_000

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Weights:
    """One row for each feature, one column for each class."""

    table: Floats
    bias: Floats

    def single(self) -> Weights:
        """The weights in single precision."""
        return Weights(table=self.table.astype(np.float32), bias=self.bias.astype(np.float32))

    def logits(self, features: Features) -> NDArray[np.float32]:
        """The classes' logits for each text."""
        return np.asarray(features.times(self.table) + self.bias, dtype=np.float32)


@dataclass(frozen=True, kw_only=True, slots=True)
class Labelled:
    """Texts with the class and the importance of each."""

    features: Features
    classes: NDArray[np.intp]
    importance: Floats

    def rows(self, chosen: NDArray[np.intp]) -> Labelled:
        """Some of the texts."""
        return Labelled(
            features=self.features.rows(chosen),
            classes=self.classes[chosen],
            importance=self.importance[chosen],
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
        first = loss.flat(start or _first_guess(labelled, class_count))
        return loss.weights(_minimise(loss, first, iterations, on_iteration)).single()


def _first_guess(labelled: Labelled, class_count: int) -> Weights:
    """Each class's mean text against the mean of all: nearer to the optimum than nothing."""
    owned = np.zeros((len(labelled.classes), class_count), dtype=np.float32)
    owned[np.arange(len(owned)), labelled.classes] = labelled.importance
    owned /= np.maximum(owned.sum(axis=0), 1e-6)
    _leave_threads_to_us()
    means = labelled.features.transposed_times(owned)
    scale = np.float32(_FIRST_LOGIT / max(labelled.features.mean_square(), 1e-6))
    table = scale * (means - means.mean(axis=1, keepdims=True))
    return Weights(table=table, bias=np.zeros(class_count, dtype=np.float32))


@cache
def _leave_threads_to_us() -> None:
    """Keep BLAS to the thread that calls it, for good: its sums change with its threads, and its waiting
    threads take the processors from ours."""
    threadpool_limits(1, user_api="blas")


class _AtOnce(Executor):
    """Does what it is given at once, where handing it to a thread would take longer."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        done: Future[T] = Future()
        done.set_result(fn(*args, **kwargs))
        return done

    def map(self, fn: Callable[..., T], *iterables: Iterable[Any], **_: Any) -> Iterator[T]:
        return map(fn, *iterables)


class _Loss:
    """The penalised mean log-loss over flat weights, with its gradient.

    The work is cut in pieces whose sizes do not depend on the number of threads that share them.
    """

    def __init__(
        self, labelled: Labelled, class_count: int, penalty: float, pool: Executor, parts: int
    ) -> None:
        self._pool = pool
        self.size = (labelled.features.shape[1] + 1) * class_count
        self.algebra = _Algebra(pool, self.size)
        self.precision = np.float64 if self.size <= _DOUBLE_UP_TO else np.float32
        grams = labelled.features.grams.astype(self.precision)
        self._dense: Floats = np.ascontiguousarray(labelled.features.dense, dtype=self.precision)
        self._texts = [
            (slice(first, first + _TEXTS_TOGETHER), grams[first : first + _TEXTS_TOGETHER])
            for first in range(0, grams.shape[0], _TEXTS_TOGETHER)
        ]
        self._columns = [
            slice(first, min(first + _COLUMNS_TOGETHER, self._dense.shape[1]))
            for first in range(0, self._dense.shape[1], _COLUMNS_TOGETHER)
        ]
        self._by_gram = _bands(grams.T.tocsr(), 4 * parts)
        self._grams = grams.shape[1]
        self._classes = labelled.classes
        self._importance = labelled.importance / labelled.importance.sum(dtype=np.float64)
        self._penalty = self.precision(penalty)
        self._class_count = class_count
        self._losses = np.empty(len(self._classes))
        self._slopes = np.empty((len(self._classes), class_count), dtype=self.precision)

    @staticmethod
    @contextmanager
    def of(labelled: Labelled, class_count: int, penalty: float) -> Iterator[_Loss]:
        """The loss with threads to work it out; how many does not change its value."""
        _leave_threads_to_us()
        effort = (labelled.features.grams.nnz + labelled.features.dense.size) * class_count
        parts = max(1, min(4, os.cpu_count() or 1)) if effort > _SHARED_FROM else 1
        with ThreadPoolExecutor(parts) if parts > 1 else _AtOnce() as pool:
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
        losses, slopes = self._losses, self._slopes
        gradient = self.algebra.take(self.precision)
        table = gradient.reshape(-1, self._class_count)
        dense_weights, dense_table = weights.table[self._grams :], table[self._grams : -1]

        def read(piece: tuple[slice, sparse.csr_array]) -> None:
            rows, grams = piece
            # In double precision, since functions such as exp differ between processors in their last place.
            logits = (grams @ weights.table[: self._grams]).astype(np.float64)
            if self._columns:
                logits += self._dense[rows] @ dense_weights
            logits += weights.bias
            logits -= logits.max(axis=1, keepdims=True)
            own = np.arange(len(logits)), self._classes[rows]
            truth = logits[own]
            np.exp(logits, out=logits)
            sums = logits.sum(axis=1)
            losses[rows] = self._importance[rows] * (np.log(sums) - truth)
            logits *= (self._importance[rows] / sums)[:, None]
            logits[own] -= self._importance[rows]
            slopes[rows] = logits

        def pull(band: tuple[slice, sparse.csr_array]) -> None:
            rows, texts = band
            np.multiply(weights.table[rows], self._penalty, out=table[rows])
            table[rows] += texts @ slopes

        def pull_dense(columns: slice) -> None:
            np.matmul(self._dense[:, columns].T, slopes, out=dense_table[columns])
            dense_table[columns] += self._penalty * dense_weights[columns]

        list(self._pool.map(read, self._texts))
        pulled = [self._pool.submit(pull, band) for band in self._by_gram]
        pulled += [self._pool.submit(pull_dense, columns) for columns in self._columns]
        table[-1] = slopes.sum(axis=0, dtype=np.float64)
        for each in pulled:
            each.result()
        penalised = flat[: -self._class_count]
        return (
            float(losses.sum()) + 0.5 * float(self._penalty) * self.algebra.dot(penalised, penalised),
            gradient,
        )


def _bands(matrix: sparse.csr_array, parts: int) -> list[tuple[slice, sparse.csr_array]]:
    """Bands of rows with about equally many entries."""
    goals = np.linspace(0, matrix.nnz, parts + 1)[1:-1]
    cuts = [0, *np.searchsorted(matrix.indptr, goals).tolist(), matrix.shape[0]]
    return [(slice(first, last), matrix[first:last]) for first, last in pairwise(cuts)]


def _minimise(loss: _Loss, start: Floats, iterations: int, on_iteration: OnIteration) -> Floats:
    algebra = loss.algebra
    at, (value, gradient) = start, loss(start)
    steps: deque[_Step] = deque()
    for iteration in range(iterations):
        direction = _direction(gradient, steps, algebra)
        slope = algebra.dot(gradient, direction)
        if slope >= 0 or np.abs(gradient).max() < _SMALLEST_GRADIENT:
            break
        length = 1.0 if steps else 1.0 / max(-slope, 1e-24) ** 0.5
        found = _search(loss, at, direction, value, slope, length)
        algebra.give_back(direction)
        if found is None:
            break
        next_at, next_value, next_gradient = found
        step, change = algebra.difference(next_at, at), algebra.difference(next_gradient, gradient)
        algebra.give_back(at, gradient)
        curvature = algebra.dot(step, change)
        if curvature > 0:
            steps.append(_Step(step, change, curvature, algebra.dot(change, change)))
        if len(steps) > _REMEMBERED:
            oldest = steps.popleft()
            algebra.give_back(oldest.step, oldest.change)
        gain = value - next_value
        at, value, gradient = next_at, next_value, next_gradient
        on_iteration(iteration + 1)
        if gain < _SMALLEST_GAIN * max(value, 1e-3):
            break
    return at


@dataclass(frozen=True, slots=True)
class _Step:
    """A step, how it changed the gradient, and the products that the recursion needs again and again."""

    step: Floats
    change: Floats
    curvature: float
    changed: float


def _search(
    loss: _Loss, at: Floats, direction: Floats, value: float, slope: float, length: float
) -> tuple[Floats, float, Floats] | None:
    """A step along the direction that lowers the loss enough, shortened by parabolas."""
    for _ in range(20):
        next_at = loss.algebra.sum(at, length, direction)
        next_value, gradient = loss(next_at)
        if next_value <= value + _SUFFICIENT_DECREASE * length * slope:
            return next_at, next_value, gradient
        loss.algebra.give_back(next_at, gradient)
        bend = next_value - value - length * slope
        best = -slope * length * length / (2 * bend) if bend > 0 else 0.0
        length = min(max(best, 0.1 * length), 0.5 * length)
    return None


def _direction(gradient: Floats, steps: deque[_Step], algebra: _Algebra) -> Floats:
    """Downhill, bent by what the last steps told of the curvature (the two-loop recursion)."""
    direction = np.negative(gradient, out=algebra.take(gradient.dtype))
    shares: list[float] = []
    for each in reversed(steps):
        shares.append(algebra.dot(each.step, direction) / each.curvature)
        algebra.add(direction, -shares[-1], each.change)
    if steps:
        direction *= direction.dtype.type(steps[-1].curvature / steps[-1].changed)
    for each, share in zip(steps, reversed(shares), strict=True):
        algebra.add(direction, share - algebra.dot(each.change, direction) / each.curvature, each.step)
    return direction


class _Algebra:
    """Sums over long vectors, cut in pieces that are shared by threads, in memory that is used again."""

    def __init__(self, pool: Executor, size: int) -> None:
        self._pool = pool
        self._size = size
        self._pieces = [
            slice(first, min(first + _WEIGHTS_TOGETHER, size)) for first in range(0, size, _WEIGHTS_TOGETHER)
        ]
        self._spare: list[Floats] = []

    def take(self, precision: Any) -> Floats:
        """A vector to write in; what it holds is of no meaning."""
        return self._spare.pop() if self._spare else np.empty(self._size, precision)

    def give_back(self, *vectors: Floats) -> None:
        """Say that nobody will look at these any more."""
        self._spare.extend(vectors)

    def dot(self, left: Floats, right: Floats) -> float:
        """An inner product, added up in an order that neither threads nor vector units change."""
        return float(sum(self._each(lambda piece: _dot(left[piece], right[piece]))))

    def add(self, target: Floats, factor: float, vector: Floats) -> None:
        """Add so many times a vector, in place."""
        number = target.dtype.type(factor)

        def add(piece: slice) -> None:
            target[piece] += number * vector[piece]

        self._each(add)

    def sum(self, first: Floats, factor: float, second: Floats) -> Floats:
        """The first and so many times the second."""
        total, number = self.take(first.dtype), first.dtype.type(factor)

        def add(piece: slice) -> None:
            np.multiply(second[piece], number, out=total[piece])
            total[piece] += first[piece]

        self._each(add)
        return total

    def difference(self, first: Floats, second: Floats) -> Floats:
        """The first without the second."""
        return self.sum(first, -1.0, second)

    def _each(self, work: Callable[[slice], T]) -> list[T]:
        if len(self._pieces) == 1:
            return [work(self._pieces[0])]
        return list(self._pool.map(work, self._pieces))


def _dot(left: Floats, right: Floats) -> float:
    whole = len(left) - len(left) % _SUMMED_TOGETHER
    sums = np.einsum(
        "ij,ij->i", left[:whole].reshape(-1, _SUMMED_TOGETHER), right[:whole].reshape(-1, _SUMMED_TOGETHER)
    )
    return float(sums.sum(dtype=np.float64)) + float((left[whole:] * right[whole:]).sum(dtype=np.float64))
