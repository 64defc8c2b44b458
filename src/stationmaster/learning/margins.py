"""One linear separator for each class, found in small steps by squared hinge loss.

Against the joint softmax: it takes tickets in batches, so their number is bounded by time alone, and from few
tickets of noisy categories it learns more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

#: Rows to learn from with the class of each; large ones are cut into batches here.
Part = tuple[sparse.csr_array, NDArray[np.intp]]
#: One pass over all rows, in an order drawn from these numbers.
Parts = Callable[[np.random.Generator], Iterator[Part]]

BATCH = 32
#: How slowly the bias moves against the features' weights.
_BIAS_RATE = 0.3
_SMALLEST_SCALE = 1e-6
#: About how many log-odds a distance of one from a separator is worth.
_LOG_ODDS = 3.0

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Margins:
    """One row for each feature, one column for each class."""

    table: NDArray[np.float32]
    bias: NDArray[np.float32]

    def logits(self, features: sparse.csr_array) -> NDArray[np.float32]:
        """How far each row lies on the right side of each class's separator."""
        return np.asarray(features @ self.table + self.bias, dtype=np.float32)

    def sharpened(self, factor: float) -> Margins:
        """Those whose logits are so many times as large."""
        return Margins(table=self.table * np.float32(factor), bias=self.bias * np.float32(factor))

    def rounded(self) -> Margins:
        """These as an artefact keeps them, so that a loaded model scores exactly as the fitted one."""
        return Margins(table=self.table.astype(np.float16).astype(np.float32), bias=self.bias)


def fit_margins(
    parts: Parts,
    *,
    rows: int,
    features: int,
    classes: int,
    passes: int,
    penalty: float,
    rate: float,
    seed: int,
    on_progress: Callable[[float], None],
) -> Margins:
    """The weights after so many passes; each step is smaller than the last, down to none."""
    chance = np.random.default_rng(seed)
    table = np.zeros((features, classes), dtype=np.float32)
    bias = np.zeros(classes, dtype=np.float32)
    scale, seen = 1.0, 0
    finder = _Columns(features)
    for _ in range(passes):
        for matrix, truths in parts(chance):
            for first in range(0, matrix.shape[0], BATCH):
                batch, truth = finder.compact(matrix, first), truths[first : first + BATCH]
                pace = rate * (1 - seen / (rows * passes))
                seen += len(truth)
                scale *= 1 - pace * penalty
                _step(table, bias, *batch, truth, scale, pace)
                if scale < _SMALLEST_SCALE:
                    table *= np.float32(scale)
                    scale = 1.0
            on_progress(seen / (rows * passes))
    table *= np.float32(scale * _LOG_ODDS)
    return Margins(table=table, bias=bias * np.float32(_LOG_ODDS))


class _Columns:
    """Finds which columns a batch uses, without sorting."""

    def __init__(self, features: int) -> None:
        self._is_used = np.zeros(features, dtype=np.bool_)
        self._place = np.zeros(features, dtype=np.int32)

    def compact(self, matrix: sparse.csr_array, first: int) -> tuple[sparse.csr_array, NDArray[np.intp]]:
        """Some rows over only the columns that they use, and which those are."""
        starts = matrix.indptr[first : first + BATCH + 1]
        used = matrix.indices[starts[0] : starts[-1]]
        self._is_used[used] = True
        columns = np.flatnonzero(self._is_used)
        self._is_used[columns] = False
        self._place[columns] = np.arange(len(columns), dtype=np.int32)
        values = matrix.data[starts[0] : starts[-1]]
        shape = (len(starts) - 1, len(columns))
        return sparse.csr_array((values, self._place[used], starts - starts[0]), shape=shape), columns


def _step(
    table: Floats,
    bias: Floats,
    rows: sparse.csr_array,
    columns: NDArray[np.intp],
    truth: NDArray[np.intp],
    scale: float,
    rate: float,
) -> None:
    """Move the separators towards putting these rows on the right side of every one of them."""
    sides = np.full((len(truth), len(bias)), -1, dtype=np.float32)
    sides[np.arange(len(truth)), truth] = 1
    logits = (rows @ table[columns]) * np.float32(scale) + bias
    slopes = sides * np.maximum(0, 1 - sides * logits) * np.float32(-2 / len(truth))
    table[columns] -= (rows.T @ slopes) * np.float32(rate / scale)
    bias -= slopes.sum(axis=0) * np.float32(rate * _BIAS_RATE)
