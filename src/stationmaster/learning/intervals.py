"""Confidence intervals by resampling the examples that were tried, always in the same way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from stationmaster.domain.evaluation import Interval

RESAMPLES = 1_000
_BATCH = 100
_SEED = 20_210_401
_TAIL = 2.5
#: Resampling cannot see an error that did not happen; with `n` examples, all right, a share of errors
#: above `1 - _UNSEEN ** (1 / n)` would have shown itself 19 times of 20.
_UNSEEN = 0.05

#: What one example adds: its number, and the number of a label.
Tally = tuple[int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Tallies:
    """For each example, how often each label was right, was there and was claimed."""

    examples: int
    labels: int
    right: Sequence[Tally]
    true: Sequence[Tally]
    claimed: Sequence[Tally]


def f1_intervals(tallies: Tallies) -> tuple[Interval, tuple[Interval, ...]]:
    """The intervals of the F1 of all labels together and of each label."""
    random = np.random.default_rng(_SEED)
    right, true, claimed = (_matrix(t, tallies) for t in (tallies.right, tallies.true, tallies.claimed))
    batches = []
    for _ in range(RESAMPLES // _BATCH):
        weights = _weights(random, tallies.examples)
        batches.append(_with_total(right @ weights, true @ weights, claimed @ weights))
    samples = np.concatenate(batches, axis=1)
    once = np.ones((tallies.examples, 1))
    seen = _with_total(right @ once, true @ once, claimed @ once)[:, 0]
    support = np.asarray(true @ once)[:, 0]
    supports = [float(support.sum()), *support.tolist()]
    whole, *each = [
        _interval(row, float(f1), count) for row, f1, count in zip(samples, seen, supports, strict=True)
    ]
    return whole, tuple(each)


def _matrix(tallies: Sequence[Tally], of: Tallies) -> sparse.csr_array:
    examples, labels = np.array(tallies, dtype=np.intp).reshape(-1, 2).T
    ones = np.ones(len(tallies))
    return sparse.csr_array((ones, (labels, examples)), shape=(of.labels, of.examples))


def _weights(random: np.random.Generator, examples: int) -> NDArray[np.float64]:
    """How often each example is drawn, one column for each resample."""
    columns = [np.bincount(random.integers(0, examples, examples), minlength=examples) for _ in range(_BATCH)]
    return np.stack(columns, axis=1).astype(np.float64)


def _with_total(
    right: NDArray[np.float64], true: NDArray[np.float64], claimed: NDArray[np.float64]
) -> NDArray[np.float64]:
    """F1 of all labels in the first row, then of each; not a number where a label is absent."""
    both = np.vstack([(true + claimed).sum(axis=0), true + claimed])
    hits = np.vstack([right.sum(axis=0), right])
    f1: NDArray[np.float64] = np.full_like(both, np.nan)
    np.divide(2 * hits, both, out=f1, where=both > 0)
    return f1


def _interval(samples: NDArray[np.float64], f1: float, support: float) -> Interval:
    there = samples[~np.isnan(samples)]
    if not len(there):
        return Interval(low=0.0, high=1.0)
    low, high = np.percentile(there, [_TAIL, 100 - _TAIL]).tolist()
    unseen = _UNSEEN ** (1 / support) if support else 0.0
    return Interval(low=min(low, unseen) if f1 == 1 else low, high=max(high, 1 - unseen) if f1 == 0 else high)
